"""What a measure of access gives back, for features or for units."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.problems import OptionError, Problem, concerning
from planning.zones import first_zone

REACHED, UNREACHED, UNSNAPPED = "reached", "unreached", "unsnapped"
STATUSES = (REACHED, UNREACHED, UNSNAPPED)
Kind = Literal["travel", "opportunity"]


@dataclass(frozen=True, eq=False)
class AccessibilityResult:
    """Values by feature of the population or by zone, with their unit.

    `value` is NaN unless reached, except that an opportunity measure gives 0 where nothing is in reach; `status` is
    `reached`, `unreached` (no path, beyond the limit, nothing in reach) or `unsnapped` (no street within the
    snapping distance). `facility` names the facility of a travel measure ("" where none). `people_reached` and
    `people_unreached` (the unsnapped among them) are set by zone only.
    """

    measure: str
    kind: Kind
    unit: str
    value: pd.Series[float]
    status: pd.Series[str]
    population: pd.Series[float]
    facility: pd.Series[str] | None = None
    people_reached: pd.Series[float] | None = None
    people_unreached: pd.Series[float] | None = None
    notes: tuple[Problem, ...] = ()

    @property
    def table(self) -> pd.DataFrame:
        """Indexed by `id`: value, unit, status, population; by zone also people_reached and people_unreached."""
        columns: dict[str, object] = {
            "value": self.value,
            "unit": self.unit,
            "status": self.status,
            "population": self.population,
        }
        if self.people_reached is not None:
            columns |= {"people_reached": self.people_reached, "people_unreached": self.people_unreached}
        return pd.DataFrame(columns, index=self.value.index).rename_axis("id")

    def people(self, status: str) -> float:
        """How many people have a status."""
        return float(self.population[self.status == status].sum())

    @property
    def mean(self) -> float:
        """Mean by people: over those reached of a travel measure, over all of an opportunity measure; NaN for none."""
        counted = self.status == REACHED if self.kind == "travel" else self.population.notna()
        people = self.population[counted]
        total = float((self.value[counted].fillna(0.0) * people).sum())
        return total / float(people.sum()) if float(people.sum()) > 0 else float("nan")


def by_zone(
    result: AccessibilityResult,
    origins: gpd.GeoSeries,
    zones: gpd.GeoDataFrame,
    attribute: pd.Series[str] | None = None,
) -> AccessibilityResult:
    """Values by zone, weighted by people.

    Parameters
    ----------
    result
        Values by feature of the population.
    origins
        Their origin points.
    zones
        Polygons in the same CRS, indexed by id.
    attribute
        Zone id of each feature, where the features know it; else a feature belongs to the zone that its point lies
        in; on a border, or where zones overlap, to the first of them in the order of their ids.

    Returns
    -------
    values
        Every zone, in the order of `zones`. A travel measure: mean over the people reached; an opportunity measure:
        mean over all people, those unsnapped counting 0. Status: `reached` where any people are, else `unreached`,
        or `unsnapped` where all are; a zone without people has no value and is `unreached`. People outside all zones
        are left out and counted in a note.
    """
    zone = zone_of(origins, zones) if attribute is None else attribute.reindex(result.value.index)
    code = pd.Index(zones.index).get_indexer(pd.Index(zone.fillna("")))
    inside = code >= 0
    people = result.population.to_numpy()[inside]
    rows, count = code[inside], len(zones)
    status = result.status.to_numpy()[inside]
    reached = np.bincount(rows, people * (status == REACHED), count)
    total = np.bincount(rows, people, count)
    unsnapped = np.bincount(rows, people * (status == UNSNAPPED), count)
    base = reached if result.kind == "travel" else total
    amount = np.bincount(rows, people * np.nan_to_num(result.value.to_numpy()[inside]), count)
    value = np.divide(amount, base, out=np.full(count, np.nan), where=base > 0)
    words = np.where(reached > 0, REACHED, np.where((total > 0) & (unsnapped >= total), UNSNAPPED, UNREACHED))
    outside = result.population.index[~inside]
    notes = list(result.notes)
    if len(outside):
        left = float(result.population[outside].sum())
        note = concerning("people_outside_zones", list(outside), severity="note", found=f"{left:g}")
        notes.append(note)
    index = pd.Index(zones.index, name="id")
    empty = list(index[total <= 0])
    if empty:
        notes.append(concerning("zone_without_people", empty, severity="note"))

    def series(values: object) -> pd.Series[float]:
        return pd.Series(values, index=index)

    return replace(
        result,
        value=series(np.where(words == UNSNAPPED, np.nan, value)),
        status=pd.Series(words, index=index, dtype="str"),
        population=series(total),
        facility=None,
        people_reached=series(reached),
        people_unreached=series(total - reached),
        notes=tuple(notes),
    )


def zone_of(points: gpd.GeoSeries, zones: gpd.GeoDataFrame) -> pd.Series[str]:
    """The id of the zone that each point lies in (its border belongs to it); missing outside all zones.

    A point in several zones belongs to the first in the order of their ids.
    """
    if points.crs != zones.crs:
        raise OptionError(Problem(code="zones_other_crs", found=str(zones.crs), allowed=str(points.crs)))
    found = first_zone(points.to_numpy(), zones.geometry.to_numpy(), zones.index)
    ids = np.array([*zones.index, pd.NA], dtype=object)  # -1, outside all, is the last
    return pd.Series(ids[found], index=points.index, dtype="object")
