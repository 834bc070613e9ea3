"""Points, scores and ranks: kernels on arrays, for one set of weights or for thousands at once.

Points put the criteria on one scale: 0 is no need, 100 the greatest need. Fixed goalposts are preferred to the minimum
and maximum of the units at hand (min-max): with them a unit's score moves only when its own values move, so that today
and a scenario can be compared, a list of all but equal units does not look spread from 0 to 100, and adding or leaving
out a unit swaps no other two under the weighted sum. Min-max remains where a criterion has no goalposts.

A missing point (NaN) is skipped, which hands its weight to the unit's other criteria in proportion.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from planning.ranking.matrix import Criterion

Floats = NDArray[np.float64]
Method = Literal["weighted_sum", "topsis"]
Scale = Literal["goalposts", "observed"]
FULL = 100.0
TIE = 1e-9
"""Scores (of 100) no further apart than this are equal."""


def points(values: Floats, criteria: Sequence[Criterion], scale: Scale = "goalposts") -> Floats:
    """Points from 0 (no need) to 100, units x criteria; NaN where the value is.

    Between the goalposts the points follow a straight line, outside they stop. A goalpost that is not given is the
    extreme among the units. With `scale="observed"` the most urgent unit gets 100 even where the criterion has a
    goalpost at that end. A criterion that is the same for all units has points that are the same for all: it makes no
    difference, and 0 where nothing but the data could tell what its goalposts are.
    """
    result = np.full(values.shape, np.nan)
    for k, criterion in enumerate(criteria):
        sign = 1.0 if criterion.urgent == "more" else -1.0
        none, full = (criterion.low, criterion.high) if sign > 0 else (criterion.high, criterion.low)
        column = values[:, k] * sign
        least = np.nanmin(column) if none is None else none * sign
        most = np.nanmax(column) if full is None or scale == "observed" else full * sign
        span = most / 2 - least / 2  # halves: the difference of two very large numbers stays finite
        share = (
            np.clip((column / 2 - least / 2) / span, 0.0, 1.0) if span > 0 else np.where(np.isnan(column), np.nan, 0.0)
        )
        result[:, k] = share * FULL
    return result


def weighted_sum(points: Floats, weights: Floats) -> Floats:
    """Mean of the points under the weights, 0 to 100: one row a row of weights, one column a unit.

    Parameters
    ----------
    points
        Units x criteria, NaN where there is no data.
    weights
        Draws x criteria, or one set of weights; each row sums to more than 0.

    Returns
    -------
    scores
        Draws x units, or units. NaN for a unit whose criteria with data all weigh nothing.

    Notes
    -----
    A unit that has at least the points of another everywhere never scores less. The sum runs criterion by criterion
    rather than as a matrix product, so that equal units have equal scores to the last bit on every machine.
    """
    present = ~np.isnan(points)
    filled = np.where(present, points, 0.0)
    rows = np.atleast_2d(weights)
    total, weight = np.zeros((2, len(rows), len(points)))
    for k in range(points.shape[1]):
        total += rows[:, k, None] * filled[None, :, k]
        weight += rows[:, k, None] * present[None, :, k]
    with np.errstate(invalid="ignore", divide="ignore"):
        scores = total / weight
    return scores.reshape(*weights.shape[:-1], len(points))


def topsis(points: Floats, weights: Floats, less: NDArray[np.bool_] | None = None) -> Floats:
    """Closeness to the ideal, 0 to 1, shaped as by `weighted_sum`.

    Hwang and Yoon (1981), with the vector norm: each criterion is divided by the root of its sum of squares, the ideal
    is the best and the anti-ideal the worst of each criterion, and closeness is d- / (d+ + d-). 0.5 where all units are
    alike. Adding a unit may change the order of others: that is why it stands beside the weighted sum, not before it.

    Parameters
    ----------
    points
        Units x criteria. NaN is skipped in both distances.
    weights
        Draws x criteria, or one set of weights.
    less
        Criteria of which less is nearer the ideal; none by default.
    """
    turned = np.zeros(points.shape[1], dtype=bool) if less is None else less
    norm = np.sqrt(np.nansum(points**2, axis=0))
    scaled = points / np.where(norm > 0, norm, 1.0)
    top, bottom = np.nanmax(scaled, axis=0), np.nanmin(scaled, axis=0)
    ideal, anti = np.where(turned, bottom, top), np.where(turned, top, bottom)
    rows = np.atleast_2d(weights) ** 2
    far = np.sqrt(_spread(scaled, ideal, rows))
    near = np.sqrt(_spread(scaled, anti, rows))
    with np.errstate(invalid="ignore", divide="ignore"):
        closeness = 1.0 / (1.0 + far / near)
    closeness = np.where((far == 0) & (near == 0), 0.5, closeness)
    closeness[:, np.isnan(points).all(axis=1)] = np.nan
    return closeness.reshape(*weights.shape[:-1], len(points))


def _spread(scaled: Floats, target: Floats, squares: Floats) -> Floats:
    away = np.nan_to_num((scaled - target) ** 2)
    total = np.zeros((len(squares), len(scaled)))
    for k in range(scaled.shape[1]):
        total += squares[:, k, None] * away[None, :, k]
    return total


def competition_ranks(scores: Floats) -> NDArray[np.int64]:
    """Ranks along the last axis, 1 for the highest score; equals share the better rank and the next one is left out.

    Scores are finite. Those within `TIE` of their neighbour count as equal.
    """
    order = np.argsort(-scores, axis=-1, kind="stable")
    falling = np.take_along_axis(scores, order, axis=-1)
    starts = np.ones(scores.shape, dtype=bool)
    starts[..., 1:] = falling[..., :-1] - falling[..., 1:] > TIE
    places = np.arange(1, scores.shape[-1] + 1)
    shared = np.maximum.accumulate(np.where(starts, places, 0), axis=-1)
    ranks = np.empty(scores.shape, dtype="int64")
    np.put_along_axis(ranks, order, shared, axis=-1)
    return ranks


def contributions(points: Floats, weights: Floats) -> Floats:
    """Points that each criterion adds to the weighted sum, units x criteria; rows sum to the score.

    NaN where there is no data: what the criterion would have weighed is spread over the others.
    """
    present = ~np.isnan(points)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(points * weights / (present * weights).sum(axis=1, keepdims=True), dtype="float64")


def dominates(points: Floats) -> NDArray[np.bool_]:
    """Whether the unit of the row is at least as urgent as that of the column everywhere, and more so somewhere.

    Units with missing points dominate nothing and are dominated by nothing.
    """
    complete = np.asarray(np.isfinite(points).all(axis=1))
    at_least = np.ones((len(points), len(points)), dtype=bool)
    above = np.zeros_like(at_least)
    for column in points.T:
        at_least &= column[:, None] >= column[None, :]
        above |= column[:, None] > column[None, :]
    return np.asarray(at_least & above & complete[:, None] & complete[None, :], dtype=bool)


def _closeness_of_100(points: Floats, weights: Floats) -> Floats:
    return topsis(points, weights) * FULL


METHODS: Mapping[Method, Callable[[Floats, Floats], Floats]] = MappingProxyType(
    {"weighted_sum": weighted_sum, "topsis": _closeness_of_100},
)
"""Ways to make scores of 100 from points and weights."""
