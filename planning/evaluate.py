"""Scenarios measured side by side, by zone and for the whole area; what it leaves alone is not measured again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from layers.city import City
from layers.digest import digest
from layers.problems import LayerError, OptionError, PlanningError, Problem
from planning.indicators import INDICATORS, Indicator, indicator
from planning.remember import Remember, forget
from planning.study import Study
from planning.zones import ByZone, Zones
from scenarios.improvement import only_improves
from scenarios.scenario import Applied

TOLERANCE_MIN = 1e-6
"""A cost that rises by less than this is the same cost in other last digits."""


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Scenarios x indicators x zones, raw values in their units.

    `values` has one row a scenario, indicator and zone (`zone` "" is the whole area), NaN where there is no value;
    `left_out` says which indicators have no data, and what they need; `checks` holds the result of the monotonicity
    check of each scenario that only improves; `doubts` the kinds of facilities of which too few are known.
    """

    values: pd.DataFrame
    indicators: tuple[Indicator, ...]
    zones: Zones
    left_out: tuple[Problem, ...] = ()
    checks: tuple[Problem, ...] = ()
    illustrative: bool = False
    doubts: tuple[Problem, ...] = ()

    def by_zone(self, scenario: str) -> pd.DataFrame:
        """Zones x indicators of one scenario."""
        mine = self.values[(self.values["scenario"] == scenario) & (self.values["zone"] != "")]
        wide = mine.pivot_table(index="zone", columns="indicator", values="value", dropna=False, sort=False)
        return wide.reindex(index=self.zones.ids, columns=[row.id for row in self.indicators])

    def whole(self) -> pd.DataFrame:
        """Indicators x scenarios for the whole area."""
        return self._whole.copy()

    @cached_property
    def _whole(self) -> pd.DataFrame:
        """The same, made once: comparisons ask for it at every number."""
        mine = self.values[self.values["zone"] == ""]
        wide = mine.pivot_table(index="indicator", columns="scenario", values="value", dropna=False, sort=False)
        return wide.reindex([row.id for row in self.indicators])

    @property
    def digest(self) -> str:
        """The content key."""
        return digest("evaluation", self.values)


def evaluate(
    applied: Sequence[Applied],
    baseline: City,
    *,
    indicators: Sequence[str] = (),
    zones: str | None = None,
    remember: Remember = forget,
) -> Evaluation:
    """Every indicator of every scenario.

    Parameters
    ----------
    applied
        Scenarios carried out, the baseline first.
    baseline
        The city as it is.
    indicators
        Which; by default every one for which there are data. Those asked for by name must have them.
    zones
        Layer of polygons to sum by; default the units.

    Raises
    ------
    OptionError
        `unknown_indicator`, `indicator_needs` for a named one without data, `nobody_lives_here` without
        people.
    """
    rows = tuple(indicator(name) for name in indicators) or tuple(INDICATORS.values())
    studies = [Study(one.city, baseline, remember, zones_name=zones) for one in applied]
    possible, left_out = _possible(rows, studies[0], named=bool(indicators))
    if studies[0].city.has_population and not studies[0].people.sum() > 0:
        raise OptionError(Problem(code="nobody_lives_here", layer="population", found="0", allowed="> 0"))
    records = [
        part
        for one, study in zip(applied, studies, strict=True)
        for row in possible
        for part in _records(one.scenario.name, row, study)
    ]
    columns = ["scenario", "indicator", "unit", "zone", "value"]
    checks = tuple(p for one, study in zip(applied, studies, strict=True) for p in monotonicity(one, studies[0], study))
    return Evaluation(
        pd.DataFrame(records, columns=columns), possible, studies[0].zones, left_out, checks,
        any(one.city.illustrative for one in applied), studies[0].incomplete(),
    )  # fmt: skip


def _possible(
    rows: tuple[Indicator, ...], study: Study, *, named: bool
) -> tuple[tuple[Indicator, ...], tuple[Problem, ...]]:
    lacking = {row.id: row.missing(study) for row in rows}
    problems = tuple(p for found in lacking.values() for p in found)
    possible = tuple(row for row in rows if not lacking[row.id])
    if problems and (named or not possible):
        raise OptionError([Problem(code=p.code, field=p.field, found=p.found) for p in problems])
    return possible, problems


def _records(scenario: str, row: Indicator, study: Study) -> list[tuple[str, str, str, str, float]]:
    found = measured(row, study)
    zones = [(scenario, row.id, row.unit, str(zone), float(value)) for zone, value in found.values.items()]
    return [(scenario, row.id, row.unit, "", found.whole), *zones]


def measured(row: Indicator, study: Study) -> ByZone:
    """One indicator; no values where a scenario took its last facility away."""
    try:
        return row.measure(study)
    except LayerError as error:
        if any(p.code != "no_facilities" for p in error.problems):
            raise
        nothing = pd.Series(np.nan, index=study.zones.ids)
        return ByZone(nothing, float("nan"))


def monotonicity(applied: Applied, before: Study, after: Study) -> list[Problem]:
    """For a scenario that only improves: whether any origin is farther from anything than before.

    Compares the least minutes of every origin to every kind of facility, on foot and by motorbike. A note says that it
    holds and for how many comparisons; a warning names the origins for which it does not.
    """
    if not only_improves(applied.scenario, before.city):
        return []
    compared, worse = 0, set()
    kinds = sorted({str(k) for layer in before.city.of_type("facilities") for k in layer.frame["kind"].unique()})
    for mode in ("walk", "motorbike"):
        for kind in kinds:
            try:
                old, new = before.reach(kind, mode).cost, after.reach(kind, mode).cost
            except PlanningError:
                continue
            compared += len(old)
            worse |= set(before.origins.index[new > old + TOLERANCE_MIN])
    if worse:
        ids = sorted(map(str, worse))
        return [
            Problem(
                code="improvement_hurts",
                severity="warning",
                field=applied.scenario.name,
                ids=tuple(ids[:20]),
                count=len(ids),
            )
        ]
    return [Problem(code="improvement_holds", severity="note", field=applied.scenario.name, count=compared)]
