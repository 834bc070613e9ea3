"""The smallest change of one weight that makes two neighbours of a ranking change places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planning.ranking.methods import TIE, Floats
from planning.ranking.robustness import Ints

EDGE = 1e-9


@dataclass(frozen=True, kw_only=True)
class Swap:
    """Two neighbours, and the weight from which on the lower one comes first.

    `criterion` is "" where no change of a single weight does it. `weight` (in force) and `needed` are shares of 1; the
    other weights keep their proportions to each other.
    """

    above: str
    below: str
    criterion: str = ""
    weight: float = np.nan
    needed: float = np.nan

    @property
    def change(self) -> float:
        """How far the weight has to move, a share of 1, signed; NaN where nothing does it."""
        return self.needed - self.weight


def smallest_changes(points: Floats, weights: Floats, above: Ints, below: Ints) -> tuple[Ints, Floats]:
    """For pairs of units: the criterion whose weight has to move least, and the weight at which the pair draws level.

    Under the weighted sum. Positions into the columns of `points`, -1 (and NaN) where no weight between 0 and 1 does
    it, or where the two are level already. `weights` sum to 1.

    Notes
    -----
    With weight x for criterion k and the others in proportion, a score is a quotient of two linear functions of x
    (the divisor is constant unless data are missing), so a pair draws level at the roots of a quadratic.
    """
    criterion = np.full(len(above), -1, dtype="int64")
    needed = np.full(len(above), np.nan)
    for k, weight in enumerate(weights):
        if weight >= 1 - EDGE:
            continue
        root = _nearest_root(_level(points, weights, k, above, below), float(weight))
        closer = np.isfinite(root) & ~(np.abs(root - weight) >= np.abs(needed - weights[criterion]) - TIE)
        criterion[closer], needed[closer] = k, root[closer]
    return criterion, needed


def _level(points: Floats, weights: Floats, k: int, above: Ints, below: Ints) -> tuple[Floats, Floats, Floats]:
    """Coefficients of the quadratic in the weight of criterion k that is 0 where the pairs draw level."""
    present = ~np.isnan(points)
    filled = np.where(present, points, 0.0)
    rest = weights / (1.0 - weights[k])
    rest[k] = 0.0
    total, weight = (filled * rest).sum(axis=1), (present * rest).sum(axis=1)
    total_slope, weight_slope = filled[:, k] - total, present[:, k] - weight
    n, s, dn, ds = (
        (column[above], column[below]) for column in (total, weight, total_slope, weight_slope)
    )  # above, below of: weighted total, its weight, and how both move with the weight of k
    return (
        n[0] * s[1] - n[1] * s[0],
        n[0] * ds[1] + dn[0] * s[1] - n[1] * ds[0] - dn[1] * s[0],
        dn[0] * ds[1] - dn[1] * ds[0],
    )


def _nearest_root(level: tuple[Floats, Floats, Floats], weight: float) -> Floats:
    """The root between 0 and 1 nearest to a weight where the sign changes; NaN where there is none."""
    c, b, a = level
    scale = np.maximum.reduce([np.abs(c), np.abs(b), np.abs(a)])
    with np.errstate(invalid="ignore", divide="ignore"):
        c, b, a = (np.where(np.abs(v) > scale * 1e-13, v, 0.0) for v in (c, b, a))
        inner = b * b - 4 * a * c
        crosses = (inner > 1e-12 * scale**2) & (np.abs(c + weight * (b + weight * a)) > TIE)
        q = -(b + np.where(b < 0, -1.0, 1.0) * np.sqrt(np.where(crosses, inner, np.nan))) / 2
        roots = np.stack([q / a, c / q])
        inside = (roots > EDGE) & (roots < 1 - EDGE)
        away = np.where(inside, np.abs(roots - weight), np.inf)
    best = away.argmin(axis=0)
    pairs = np.arange(len(best))
    return np.where(np.isfinite(away[best, pairs]), roots[best, pairs], np.nan)
