"""Who gains and who loses by a scenario: people whose ways to services become shorter or longer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from planning.indicators import Way
from planning.study import Study
from planning.zones import Numbers, sums

LEAST_MIN = 1.0
"""A way that changes by less than this is the same way to the one who goes it."""
LEAST_M = 80.0
"""The same in metres: a minute on foot."""


@dataclass(frozen=True, eq=False)
class Gains:
    """People by what a scenario does to their ways, one entry an origin of the baseline.

    `better` has at least one way that becomes shorter, `worse` at least one that becomes longer; who is in both gains
    here and loses there. `people` are those of the baseline, `zone` the position of each origin among the zones.
    """

    ids: pd.Index[str]
    people: Numbers
    better: npt.NDArray[np.bool_]
    worse: npt.NDArray[np.bool_]
    by_zone: pd.DataFrame

    @property
    def gain(self) -> float:
        """People who gain and lose nothing."""
        return float(self.people[self.better & ~self.worse].sum())

    @property
    def lose(self) -> float:
        """People who lose and gain nothing."""
        return float(self.people[self.worse & ~self.better].sum())

    @property
    def both(self) -> float:
        """People who gain on one way and lose on another."""
        return float(self.people[self.worse & self.better].sum())

    @property
    def same(self) -> float:
        """People for whom nothing changes."""
        return float(self.people[~self.worse & ~self.better].sum())


def gains(before: Study, after: Study, ways: Sequence[Way]) -> Gains:
    """Who gains and who loses.

    Parameters
    ----------
    before, after
        The baseline and the scenario. People are those of the baseline; who lives there only afterwards is not counted.
    ways
        To what, in which mode. A way that ends or begins to exist counts as longer or shorter without end.

    Returns
    -------
    gains
        `by_zone` has a row a zone: `people, gain, lose, both, same`, in people.
    """
    better = np.zeros(len(before.people), dtype=bool)
    worse = np.zeros(len(before.people), dtype=bool)
    for way in ways:
        change = change_of(before, after, way)
        least = LEAST_MIN if way.metric == "minutes" else LEAST_M
        better |= change <= -least
        worse |= change >= least
    parts = {"gain": better & ~worse, "lose": worse & ~better, "both": better & worse, "same": ~better & ~worse}
    table = pd.DataFrame(
        {
            "people": sums(before.people, before.zone, before.zones).values,
            **{name: sums(before.people * part, before.zone, before.zones).values for name, part in parts.items()},
        }
    )
    return Gains(before.origins.index, before.people, better, worse, table)


def change_of(before: Study, after: Study, way: Way) -> Numbers:
    """How much longer each origin's way is afterwards, in its metric, negative where shorter.

    Infinite where only one of the cities has a way at all; 0 where neither has; NaN for an origin that is gone.
    """
    old = cost(before, way)
    new = pd.Series(cost(after, way), index=after.origins.index).reindex(before.origins.index).to_numpy()
    same = (old == new) | (np.isinf(old) & np.isinf(new))
    return np.where(same, 0.0, np.subtract(new, old, where=~same, out=np.zeros(len(old))))


def cost(study: Study, way: Way) -> Numbers:
    """What the way costs from each origin; infinite where there is none, or no facility of the kind at all."""
    if not study.has_facilities(way.kind):
        return np.full(len(study.people), np.inf)
    return study.reach(way.kind, way.mode, way.metric).cost
