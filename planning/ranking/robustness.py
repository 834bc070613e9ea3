"""How sure a ranking is: thousands of draws of weights, and what they do to the ranks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray

from planning.ranking.methods import METHODS, Floats, Method, competition_ranks

Ints = NDArray[np.int64]
Group = Literal["I", "II", "III"]
GROUPS: tuple[Group, ...] = ("I", "II", "III")
TOLD_APART = 0.9
"""Two units are told apart when one outranks the other in this share of the draws."""
USUAL = (0.05, 0.95)
_LEAST = 1e-200  # parameters near 0 draw numbers that round to 0; a criterion that weighs something keeps doing so


@dataclass(frozen=True, eq=False)
class Robustness:
    """What the draws of weights say, one entry a unit in the order of the units ranked.

    `low` and `high` are the best and the worst rank met, the proposed weights included; `usual_low` and `usual_high`
    bound the middle 90 % of the draws. `acceptability` is the share of draws, units x ranks (first column: rank 1).
    `group` is 0, 1, 2 for the groups I to III; `leading` the share of draws in which the unit ranks within the size of
    group I; `unchanged` the share in which group I is exactly this one. `runs` are ranks (first, last) that cannot be
    told apart.
    """

    low: Ints
    high: Ints
    usual_low: Ints
    usual_high: Ints
    acceptability: Floats
    group: Ints
    leading: Floats
    unchanged: float
    runs: tuple[tuple[int, int], ...]


def draw_weights(weights: Floats, draws: int, seed: int, concentration: float) -> Floats:
    """Random sets of weights, draws x criteria, each summing to 1; their mean is `weights`.

    A Dirichlet distribution with parameters `concentration * K * weights` for K criteria that weigh more than nothing;
    those that weigh nothing stay at 0. Six equal weights at `concentration` 5 (the default of the ranking) move by
    some 40 % of themselves, and nine draws in ten lie between a third and twice the weight proposed. At 1, equal
    weights give every set of weights the same chance: no agreement at all, as in SMAA-2 (Lahdelma and Salminen 2001).
    The same seed gives the same draws.
    """
    weighed = weights > 0
    shape = concentration * weighed.sum() * weights[weighed]
    gamma = np.random.default_rng(seed).standard_gamma(shape, size=(draws, len(shape)))
    gamma = np.maximum(gamma, _LEAST)
    result = np.zeros((draws, len(weights)))
    result[:, weighed] = gamma / gamma.sum(axis=1, keepdims=True)
    return result


def robustness(points: Floats, ranks: Ints, drawn: Floats, method: Method = "weighted_sum") -> Robustness:
    """What the drawn weights say of units with these points and these ranks under the proposed weights.

    Parameters
    ----------
    points
        Units x criteria, 0 to 100. Every unit has data for a criterion that weighs something.
    ranks
        Ranks of the units under the proposed weights.
    drawn
        Draws x criteria, as from `draw_weights`.
    method
        How scores are made.
    """
    trial = competition_ranks(METHODS[method](points, drawn))
    share = acceptability(trial)
    reached = share.cumsum(axis=1)
    cuts = group_cuts(ranks, reached)
    size = cuts[0]
    return Robustness(
        low=np.minimum(trial.min(axis=0), ranks),
        high=np.maximum(trial.max(axis=0), ranks),
        usual_low=_quantile(reached, USUAL[0]),
        usual_high=_quantile(reached, USUAL[1]),
        acceptability=share,
        group=_groups(ranks, cuts),
        leading=reached[:, size - 1],
        unchanged=float((trial[:, ranks <= size] <= size).all(axis=1).mean()),
        runs=runs(ranks, trial),
    )


def acceptability(trial: Ints) -> Floats:
    """Share of the draws in which a unit has a rank, units x ranks; `trial` are ranks, draws x units."""
    draws, units = trial.shape
    cells = (np.arange(units) * units + trial - 1).ravel()
    counts = np.bincount(cells, minlength=units * units)
    return np.asarray(counts.reshape(units, units) / draws, dtype="float64")


def _quantile(reached: Floats, share: float) -> Ints:
    """The first rank by which a share of the draws is reached."""
    return cast("Ints", (reached >= share - 1e-12).argmax(axis=1) + 1)


def group_cuts(ranks: Ints, reached: Floats) -> tuple[int, int]:
    """How many units are in group I, and in groups I and II together.

    A cut lies where the fewest units change sides: for every place it could have, the number of units above it that
    the draws put below it, on average, is counted, and the place with the smallest number is taken (of equals the
    lowest). Group I holds between a tenth and a third of the units, group II as well; units of one rank are never cut
    apart, and where that leaves no place within the bounds, the next possible one is taken.
    """
    units = len(ranks)
    possible = np.unique(ranks)[1:] - 1  # a cut lies before each rank but the first
    least = -(-units // 10)
    first = _surest(ranks, reached, possible, (least, -(-units // 3)))
    second = _surest(ranks, reached, possible[possible > first], (first + least, -(-2 * units // 3)))
    return first, second


def _surest(ranks: Ints, reached: Floats, possible: Ints, bounds: tuple[int, int]) -> int:
    within = possible[(possible >= bounds[0]) & (possible <= bounds[1])]
    if not len(within):
        later = possible[possible > bounds[1]]
        return int(later[0]) if len(later) else len(ranks)
    changes = [(1.0 - reached[ranks <= cut, cut - 1]).sum() for cut in within]
    best = min(range(len(within)), key=lambda i: (round(changes[i], 9), -within[i]))
    return int(within[best])


def _groups(ranks: Ints, cuts: tuple[int, int]) -> Ints:
    return cast("Ints", np.searchsorted(np.array(cuts), ranks, side="left").astype("int64"))


def runs(ranks: Ints, trial: Ints) -> tuple[tuple[int, int], ...]:
    """Ranks (first, last) of neighbours that cannot be told apart, from the top; runs of a single unit are left out.

    A run begins with a unit and takes in those below it as long as the first does not outrank them in `TOLD_APART` of
    the draws (a shared rank counts half).
    """
    order = np.argsort(ranks, kind="stable")
    found = []
    start = 0
    for place in range(1, len(order) + 1):
        if place < len(order) and _outranks(trial, order[start], order[place]) < TOLD_APART:
            continue
        if place - start > 1:
            found.append((start + 1, place))
        start = place
    return tuple(found)


def _outranks(trial: Ints, above: int, below: int) -> float:
    one, other = trial[:, above], trial[:, below]
    return float((one < other).mean() + 0.5 * (one == other).mean())
