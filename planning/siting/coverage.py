"""Most people within a limit (maximal covering location, Church and ReVelle 1974)."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array, hstack, vstack

from planning.siting.case import OPTIMAL, Case, Solved, distinct_rows, dominated_candidates, picked, solve


def solve_coverage(case: Case, _greedy: tuple[int, ...]) -> Solved:
    """Most people within the ceiling (Church and ReVelle 1974), over origins not covered yet."""
    covered = case.existing <= case.ceiling
    already = float(case.people[covered].sum())
    within = case.costs[~covered] <= case.ceiling
    able = within.any(axis=1)
    rows, people = distinct_rows(within[able], case.people[~covered][able])
    keep = np.flatnonzero(~dominated_candidates(rows))
    rows, people = distinct_rows(rows[:, keep], people)
    if len(keep) <= case.count:
        return Solved(tuple(int(j) for j in keep), already + float(people.sum()))
    places, origins = len(keep), len(rows)
    cost = np.concatenate([np.zeros(places), -people])
    cover = hstack([csr_array(rows.astype("float64")), _minus(origins)])
    limit = csr_array(np.concatenate([-np.ones(places), np.zeros(origins)])[None, :])
    least = np.concatenate([np.zeros(origins), [-float(case.count)]])
    result = solve(cost, csr_array(vstack([cover, limit])), least, places, case.seconds_left)
    best = -result.mip_dual_bound if result.mip_dual_bound is not None else float(people.sum())
    chosen = tuple(int(keep[j]) for j in picked(result, places))
    value = float(people[rows[:, list(picked(result, places))].any(axis=1)].sum())
    return Solved(chosen, already + (value if result.status == OPTIMAL else min(best, float(people.sum()))))


def _minus(size: int) -> csr_array:
    positions = np.arange(size)
    return csr_array((-np.ones(size), (positions, positions)), shape=(size, size))
