"""Why a unit stands where it stands, and how sure that is: codes and values; the catalogue has the words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from planning.ranking.matrix import Criterion
from planning.ranking.methods import Floats

Value = str | int | float | tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Reason:
    """A criterion that speaks for a unit, text `criterion.ID.reason` with {value}.

    `value` is raw, in `unit`; `points` are those of the criterion (0 to 100), `contribution` what they add to the
    score; `above_mean` is what that is more than the mean of the units, in points of the score (negative: less).
    """

    criterion: str
    value: float
    unit: str
    points: float
    contribution: float
    above_mean: float


@dataclass(frozen=True, kw_only=True)
class Remark:
    """One sentence about a ranking, text `code` with the values; tuples of text are ids of units or criteria."""

    code: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Close the values."""
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))


def main_reasons(
    values: Floats, points: Floats, contributions: Floats, criteria: Sequence[Criterion], count: int = 2
) -> list[tuple[Reason, ...]]:
    """For each unit the criteria that lift it most above the mean of the units, greatest first; at most `count`.

    A criterion in which the unit has no need at all (0 points), or no data, is no reason; a unit without any need has
    none. Of equals the criterion that stands first is taken.
    """
    shown = ~np.isnan(contributions)
    # math.fsum is exact: the order of the units changes no digit
    mean = [
        math.fsum(column[there]) / max(int(there.sum()), 1)
        for column, there in zip(contributions.T, shown.T, strict=True)
    ]
    above = contributions - np.array(mean)
    result = []
    for i in range(len(points)):
        able = [k for k in range(len(criteria)) if shown[i, k] and points[i, k] > 0]
        able.sort(key=lambda k: -round(float(above[i, k]), 9))
        result.append(
            tuple(
                Reason(
                    criterion=criteria[k].id,
                    value=float(values[i, k]),
                    unit=criteria[k].unit,
                    points=float(points[i, k]),
                    contribution=float(contributions[i, k]),
                    above_mean=float(above[i, k]),
                )
                for k in able[:count]
            )
        )
    return result
