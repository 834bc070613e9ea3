"""Shortest mean way (p-median, Hakimi 1964), ways beyond the ceiling counted as the ceiling.

First a Lagrangian bound and a local search, which between them rule out most candidates; then the model of Elloumi
(2010) over those that are left: a variable says that none of an origin's nearest places is chosen, and origins with
the same nearest places share it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import OptimizeResult
from scipy.sparse import csr_array

from planning.siting.case import OPTIMAL, Bools, Case, Floats, Ints, Solved, picked, solve

MOST_STEPS = 600
PATIENCE = 15
SAME = 1e-9


def solve_mean(case: Case, greedy: tuple[int, ...]) -> Solved:
    """The places of the shortest mean way; the bound is met unless time runs out."""
    outside = np.minimum(case.existing, case.ceiling)
    matter = (case.costs < outside[:, None]).any(axis=1)
    idle = float(outside[~matter] @ case.people[~matter])
    weighed = np.minimum(case.costs, outside[:, None])[matter] * case.people[matter, None]
    bound = lagrangian(weighed, outside[matter] * case.people[matter], case, interchange(weighed, greedy, case))
    total = float(case.people.sum())
    chosen = bound.chosen
    if bound.value >= _sum(weighed, chosen) * (1 - SAME):
        return Solved(chosen, (_sum(weighed, chosen) + idle) / total)
    keep = np.flatnonzero(~bound.ruled_out)
    part = replace(case, costs=case.costs[matter][:, keep], existing=outside[matter], people=case.people[matter])
    solved = _programme(part, tuple(int(j) for j in np.flatnonzero(np.isin(keep, chosen))))
    found = tuple(int(keep[j]) for j in solved.chosen)
    best = min(chosen, found, key=lambda c: _sum(weighed, c))
    least = max(bound.value, min(solved.bound * float(part.people.sum()), _sum(weighed, chosen)))
    return Solved(best, (least + idle) / total)


def _sum(weighed: Floats, chosen: tuple[int, ...]) -> float:
    return float(weighed[:, list(chosen)].min(axis=1).sum())


def interchange(weighed: Floats, chosen: tuple[int, ...], case: Case) -> tuple[int, ...]:
    """Places improved by taking one out and putting one in, the best such change at a time (Teitz and Bart 1968)."""
    best = _sum(weighed, chosen)
    while case.seconds_left > case.max_seconds / 2:
        changes = []
        for out in chosen:
            rest = [j for j in chosen if j != out]
            without = weighed[:, rest].min(axis=1, initial=math.inf)
            sums = np.array([np.minimum(without, column).sum() for column in weighed.T])
            sums[rest] = math.inf
            changes.append((float(sums.min()), int(sums.argmin()), out))
        value, into, out = min(changes)
        if value >= best * (1 - SAME):
            break
        best, chosen = value, tuple(sorted({*chosen, into} - {out}))
    return chosen


@dataclass(frozen=True, eq=False)
class Bound:
    """A sum of minutes that no choice can beat, the best choice met, and candidates that no better choice holds."""

    value: float
    chosen: tuple[int, ...]
    ruled_out: Bools


def lagrangian(weighed: Floats, outside: Floats, case: Case, chosen: tuple[int, ...]) -> Bound:
    """The bound that follows from paying each origin for being served (Cornuejols, Fisher and Nemhauser 1977).

    With a price for each origin the places can be judged one by one, and the cheapest ones bound the sum from below;
    the prices are moved towards those at which every origin is served once.
    """
    best, upper = -math.inf, _sum(weighed, chosen)
    second = min(1, weighed.shape[1] - 1)
    prices = np.minimum(np.partition(weighed, second, axis=1)[:, second], outside)
    ruled_out = np.zeros(weighed.shape[1], dtype=bool)
    scale, stale = 1.0, 0
    for _ in range(MOST_STEPS):
        worth = np.minimum(weighed - prices[:, None], 0.0).sum(axis=0)
        order = np.argsort(worth, kind="stable")
        picks = order[: case.count]
        value = float(prices.sum() + worth[picks].sum())
        found = tuple(sorted(int(j) for j in picks))
        chosen, upper = min((chosen, upper), (found, _sum(weighed, found)), key=lambda pair: pair[1])
        spare = worth - worth[picks[-1]]
        ruled_out |= (spare > 0) & (value + spare > upper * (1 + SAME))
        best, stale = (value, 0) if value > best + abs(value) * 1e-7 else (best, stale + 1)
        if stale == PATIENCE:
            scale, stale = scale / 2, 0
        slope = 1.0 - (weighed[:, picks] < prices[:, None]).sum(axis=1)
        slope[(slope > 0) & (prices >= outside)] = 0.0  # who is left out costs this much anyway
        if best >= upper * (1 - SAME) or scale < 1e-4 or not slope.any() or case.seconds_left < case.max_seconds / 2:  # noqa: PLR2004
            break
        prices = np.minimum(prices + scale * 1.05 * (upper - value) / float(slope @ slope) * slope, outside)
    ruled_out[list(chosen)] = False
    return Bound(best, chosen, ruled_out)


def _programme(case: Case, greedy: tuple[int, ...]) -> Solved:
    """The best places for the mean by mixed-integer programming.

    Each origin looks only so deep into the list of its nearest places; what lies deeper counts as the next place on the
    list, which bounds the mean from below. Where the choice leaves an origin without one of the places it looked at, it
    looks deeper and the model is solved again (Garcia, Labbe and Marin 2011): once no origin has to, the bound is met.
    """
    outside = np.minimum(case.existing, case.ceiling)
    costs = np.minimum(case.costs, outside[:, None])
    order = np.argsort(costs, axis=1, kind="stable")
    sorted_ = np.take_along_axis(costs, order, axis=1)
    useful = (sorted_ < outside[:, None]).sum(axis=1)
    depth = np.minimum(useful, 3 + -(-2 * costs.shape[1] // (case.count + 1)))
    total, best, chosen = float(case.people.sum()), -math.inf, greedy
    while True:
        result, constant = _look(case, order, np.column_stack([sorted_, outside]), depth)
        if result.mip_dual_bound is not None:
            best = max(best, (result.mip_dual_bound + constant) / total)
        found = case.filled(picked(result, costs.shape[1]))
        chosen = min(chosen, found, key=lambda c: float(costs[:, list(c)].min(axis=1) @ case.people))
        rank_of = np.isin(order, found).argmax(axis=1)
        deeper = (rank_of >= depth) & (depth < useful)
        if result.status != OPTIMAL or not deeper.any():
            break
        depth = np.where(deeper, np.minimum(useful, np.maximum(rank_of + 2, depth + 5)), depth)
    met = result.status == OPTIMAL
    return Solved(chosen, float(costs[:, list(chosen)].min(axis=1) @ case.people) / total if met else best)


def _look(case: Case, order: Ints, levels: Floats, depth: Ints) -> tuple[OptimizeResult, float]:
    """The model in which origin i knows its first `depth[i]` places; also the part of the sum that nothing changes."""
    most = max(int(depth.max()), 1)
    looked = np.arange(most)[None, :] < depth[:, None]
    steps = np.diff(levels[:, : most + 1], axis=1) * case.people[:, None]
    sets = _prefix_keys(order[:, :most])[looked]
    _, first, variable = np.unique(sets, axis=0, return_index=True, return_inverse=True)
    variable = variable.ravel()
    cost = np.bincount(variable, weights=steps[looked], minlength=len(first))
    origin, step = (part[first] for part in np.nonzero(looked))
    place = order[origin, step]
    number = np.full(looked.shape, -1, dtype="int64")
    number[looked] = variable
    before = np.where(step > 0, number[origin, step - 1], -1)
    places, rows = case.costs.shape[1], np.arange(len(first))
    later = before >= 0
    data = np.concatenate([np.ones(len(rows)), np.ones(len(rows)), -np.ones(later.sum()), -np.ones(places)])
    row = np.concatenate([rows, rows, rows[later], np.full(places, len(rows))])
    column = np.concatenate([places + rows, place, places + before[later], np.arange(places)])
    table = csr_array((data, (row, column)), shape=(len(rows) + 1, places + len(rows)))
    least = np.concatenate([np.where(later, 0.0, 1.0), [-float(case.count)]])
    constant = float(levels[:, 0] @ case.people)
    return solve(np.concatenate([np.zeros(places), cost]), table, least, places, case.seconds_left), constant


def _prefix_keys(order: Ints) -> NDArray[np.uint64]:
    """Keys of the sets of the first 1, 2, ... places of each row: two sums of random numbers, 128 bits in all."""
    numbers = np.random.default_rng(0).integers(0, 2**64, size=(int(order.max(initial=0)) + 1, 2), dtype="uint64")
    return np.cumsum(numbers[order], axis=1, dtype="uint64")
