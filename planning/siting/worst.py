"""Shortest longest way (p-center): the least time within which so few places cover everybody."""

from __future__ import annotations

import math

import numpy as np
from scipy.sparse import csr_array, vstack

from planning.siting.case import (
    INFEASIBLE,
    Bools,
    Case,
    Ints,
    Solved,
    distinct_rows,
    dominated_candidates,
    dominated_rows,
    picked,
    solve,
)


def solve_worst(case: Case, greedy: tuple[int, ...]) -> Solved:
    """Shortest longest way: the least time within which so few places cover everybody, found by halving."""
    chosen = greedy
    reach = float(case.best(greedy).max(initial=0.0))
    nearest = np.minimum(case.existing, case.costs.min(axis=1))
    times = np.unique(np.concatenate([case.costs.ravel(), case.existing]))
    times = times[(times >= nearest.max()) & (times <= reach) & np.isfinite(times)]
    low, high = 0, len(times) - 1 if math.isfinite(reach) else len(times)
    while low < high:
        middle = (low + high) // 2
        places = _cover(case, float(times[middle]))
        if places is None:
            return Solved(chosen, float(times[low]))
        if len(places) or (case.existing <= times[middle]).all():
            chosen = case.filled(places)
            high = int(np.searchsorted(times, case.best(chosen).max(initial=0.0)))
        else:
            low = middle + 1
    return Solved(chosen, float(times[low]) if low < len(times) else math.inf)


def _cover(case: Case, limit: float) -> tuple[int, ...] | None:
    """Places that bring everybody within a limit; empty if so few cannot; None if time ran out."""
    far = case.existing > limit
    rows, candidates = _reduced(case.costs[far] <= limit)
    if not len(rows):
        return ()
    places = len(candidates)
    table = csr_array(vstack([csr_array(rows.astype("float64")), csr_array(-np.ones((1, places)))]))
    least = np.concatenate([np.ones(len(rows)), [-float(case.count)]])
    result = solve(np.ones(places), table, least, places, case.seconds_left)
    if result.x is not None:
        return tuple(int(candidates[j]) for j in picked(result, places))
    return () if result.status == INFEASIBLE else None


def _reduced(within: Bools) -> tuple[Bools, Ints]:
    """Rows and candidates that matter, until nothing more falls away.

    Whoever covers a row covers every row that holds its candidates and more; a candidate that covers no more than
    another one can stay out.
    """
    candidates = np.arange(within.shape[1])
    rows, size = within, (-1, -1)
    while rows.shape != size:
        size = rows.shape
        rows, _ = distinct_rows(rows, np.ones(len(rows)))
        rows = rows[~dominated_rows(rows)]
        keep = ~dominated_candidates(rows)
        rows, candidates = rows[:, keep], candidates[keep]
    return rows, candidates
