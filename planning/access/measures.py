"""Measures of access for every feature of the population, legs to and from the streets included."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from layers.problems import LayerError, OptionError, Problem, concerning, raise_errors
from planning.access.decay import Decay, Rings
from planning.access.places import Places, place
from planning.access.result import REACHED, UNREACHED, UNSNAPPED, AccessibilityResult, Kind
from planning.network import costs
from planning.network.blocks import NOBODY, Watch
from planning.network.build import Metric, Network
from planning.network.costs import Search
from planning.network.snap import SNAP_M

Numbers = npt.NDArray[np.float64]
Measure = Literal["nearest", "cumulative", "gravity", "2sfca", "e2sfca"]
MEASURES: tuple[Measure, ...] = ("nearest", "cumulative", "gravity", "2sfca", "e2sfca")
PER = 1000.0


@dataclass(frozen=True, kw_only=True)
class AccessOptions:
    """What is measured, and up to where.

    `limit_min` minimises minutes, `limit_m` metres: one of them at most; limits are included. `supply` counts
    facilities or adds up their `capacity`. `decay` is needed by `gravity`, `rings` by `e2sfca`.
    """

    measure: Measure = "nearest"
    limit_min: float | None = None
    limit_m: float | None = None
    supply: Literal["count", "capacity"] = "count"
    decay: Decay | None = None
    rings: Rings | None = None
    snap_m: float = SNAP_M

    def __post_init__(self) -> None:
        raise_errors(self._problems(), OptionError)

    def _problems(self) -> list[Problem]:
        problems = []
        if self.measure not in MEASURES:
            problems.append(Problem(code="unknown_measure", found=str(self.measure), allowed=", ".join(MEASURES)))
        for name, limit in (("limit_min", self.limit_min), ("limit_m", self.limit_m), ("snap_m", self.snap_m)):
            if limit is not None and not 0 < limit < np.inf:
                problems.append(Problem(code="limit_not_positive", field=name, found=f"{limit:g}", allowed="> 0"))
        if self.limit_min is not None and self.limit_m is not None:
            problems.append(Problem(code="two_limits", field="limit_m"))
        needed = self.measure in ("cumulative", "2sfca")
        if needed and self.limit_min is None and self.limit_m is None:
            problems.append(Problem(code="limit_missing", field="limit_min", found=str(self.measure)))
        if self.measure == "gravity" and self.decay is None:
            problems.append(Problem(code="decay_missing", field="decay"))
        if self.measure == "e2sfca" and self.rings is None:
            problems.append(Problem(code="rings_missing", field="weights"))
        return problems

    @property
    def metric(self) -> Metric:
        """What is minimised."""
        return "metres" if self.limit_m is not None else "minutes"

    @property
    def limit(self) -> float:
        """The limit in that metric; without one, that of the last ring, else none."""
        own = self.limit_m if self.limit_m is not None else self.limit_min
        if own is None and self.rings is not None and self.measure == "e2sfca":
            return self.rings.limits[-1]
        return np.inf if own is None else own

    def search(self, watch: Watch = NOBODY) -> Search:
        """The search that these options mean."""
        return Search(metric=self.metric, limit=self.limit, watch=watch)


def access(
    network: Network,
    population: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    options: AccessOptions,
    *,
    also: Network | None = None,
    watch: Watch = NOBODY,
) -> AccessibilityResult:
    """Access of every feature of the population to facilities, by any measure.

    Parameters
    ----------
    network
        Streets as a mode travels them.
    population
        Points or polygons with `people`, in the CRS of the network.
    facilities
        Points or polygons; `capacity` where the supply is capacity.
    options
        What is measured.
    also
        The network of the baseline, where `network` is that of a scenario (see `place`).
    watch
        Told the progress, asked whether to stop.

    Raises
    ------
    LayerError
        `no_people`, `no_facilities`, `capacity_missing`, `capacity_negative`, and those of `place`.
    Cancelled
        If `watch` says so.
    """
    raise_errors([*_people_problems(population), *_supply_problems(facilities, options)], LayerError)
    origins = place(network, population, options.snap_m, also)
    targets = place(network, facilities, options.snap_m, also)
    return measure(network, origins, targets, options, _people(population), supply_of(facilities, options), watch)


def measure(  # noqa: PLR0913, PLR0917 - what `access` has looked up, for who measures several times
    network: Network,
    origins: Places,
    facilities: Places,
    options: AccessOptions,
    people: pd.Series[float],
    supply: Numbers,
    watch: Watch = NOBODY,
) -> AccessibilityResult:
    """As `access`, on places already entered into the network."""
    amounts: Numbers = np.asarray(people, dtype=np.float64)
    values = _MEASURES[options.measure](network, origins, facilities, options, (amounts, supply, watch))
    kind: Kind = "travel" if options.measure == "nearest" else "opportunity"
    status = np.where(origins.entries.snapped, np.where(values.reached, REACHED, UNREACHED), UNSNAPPED)
    shown = np.where(status == REACHED, values.value, np.where((status == UNREACHED) & (kind != "travel"), 0.0, np.nan))
    index = people.index
    names = None
    if values.facility is not None:
        ids = np.append(np.asarray(facilities.points.index, dtype=object), "")
        names = pd.Series(ids[np.where(status == REACHED, values.facility, -1)], index=index)
    return AccessibilityResult(
        measure=options.measure,
        kind=kind,
        unit=_unit(options),
        value=pd.Series(shown, index=index),
        status=pd.Series(status, index=index, dtype="str"),
        population=people,
        facility=names,
        notes=tuple(_notes(network, origins, facilities, people)),
    )


@dataclass(frozen=True, eq=False)
class _Values:
    value: Numbers
    reached: npt.NDArray[np.bool_]
    facility: npt.NDArray[np.int32] | None = None


_Rest = tuple[Numbers, Numbers, Watch]


def _nearest(network: Network, origins: Places, facilities: Places, options: AccessOptions, rest: _Rest) -> _Values:
    found = costs.nearest(network, origins.entries, facilities.entries, options.search(rest[2]))
    return _Values(found.cost, np.isfinite(found.cost), found.facility)


def _cumulative(network: Network, origins: Places, facilities: Places, options: AccessOptions, rest: _Rest) -> _Values:
    _, supply, watch = rest
    total = costs.within(network, origins.entries, facilities.entries, supply, options.search(watch))
    return _Values(total, total > 0)


def _gravity(network: Network, origins: Places, facilities: Places, options: AccessOptions, rest: _Rest) -> _Values:
    """Hansen (1959): supply weighted by a decay of the cost."""
    _, supply, watch = rest
    found = costs.many_to_many(network, origins.entries, facilities.entries, options.search(watch))
    weight = options.decay(found.cost) if options.decay else np.ones(len(found.cost))
    total = np.bincount(found.origin, weight * supply[found.destination], origins.entries.points)
    return _Values(np.asarray(total, dtype=np.float64), total > 0)


def _floating(network: Network, origins: Places, facilities: Places, options: AccessOptions, rest: _Rest) -> _Values:
    """Supply per 1,000 people by catchments that float: 2SFCA (Luo and Wang 2003), E2SFCA (Luo and Qi 2009).

    The sum of value x people over all features is the supply of the facilities that have people in reach.
    """
    people, supply, watch = rest
    found = costs.many_to_many(network, origins.entries, facilities.entries, options.search(watch))
    weight = options.rings(found.cost) if options.measure == "e2sfca" and options.rings else np.ones(len(found.cost))
    demand = np.bincount(found.destination, weight * people[found.origin], len(supply))
    ratio = np.divide(supply, demand, out=np.zeros(len(supply)), where=demand > 0)
    total = np.bincount(found.origin, weight * ratio[found.destination], origins.entries.points)
    return _Values(np.asarray(total * PER, dtype=np.float64), total > 0)


_MEASURES: dict[str, Callable[[Network, Places, Places, AccessOptions, _Rest], _Values]] = {
    "nearest": _nearest,
    "cumulative": _cumulative,
    "gravity": _gravity,
    "2sfca": _floating,
    "e2sfca": _floating,
}


def _unit(options: AccessOptions) -> str:
    if options.measure == "nearest":
        return "m" if options.metric == "metres" else "min"
    return "per_1000" if options.measure in ("2sfca", "e2sfca") else "count"


def supply_of(facilities: gpd.GeoDataFrame, options: AccessOptions) -> Numbers:
    """What each facility offers: 1, or its capacity."""
    if options.supply == "count":
        return np.ones(len(facilities))
    capacity = pd.to_numeric(facilities["capacity"], errors="coerce")
    return np.asarray(capacity.to_numpy(dtype=np.float64, na_value=np.nan))


def _people(population: gpd.GeoDataFrame) -> pd.Series[float]:
    people: pd.Series[float] = pd.to_numeric(population["people"], errors="coerce").fillna(0.0).astype(np.float64)
    return people


def _people_problems(population: gpd.GeoDataFrame) -> list[Problem]:
    if "people" not in population.columns or len(population) == 0:
        return [Problem(code="no_people", field="people")]
    people = _people(population)
    if (people < 0).any():
        return [concerning("people_negative", list(population.index[people < 0]), field="people", allowed=">= 0")]
    return [Problem(code="no_people", field="people", found="0")] if people.sum() == 0 else []


def _supply_problems(facilities: gpd.GeoDataFrame, options: AccessOptions) -> list[Problem]:
    if len(facilities) == 0:
        return [Problem(code="no_facilities")]
    if options.supply == "count":
        return []
    if "capacity" not in facilities.columns:
        return [Problem(code="capacity_missing", field="capacity", count=len(facilities))]
    capacity = supply_of(facilities, options)
    problems = []
    if np.isnan(capacity).any():
        ids = list(facilities.index[np.isnan(capacity)])
        problems.append(concerning("capacity_missing", ids, field="capacity"))
    if (capacity < 0).any():
        ids = list(facilities.index[capacity < 0])
        problems.append(concerning("capacity_negative", ids, field="capacity", allowed=">= 0"))
    return problems


def _notes(network: Network, origins: Places, facilities: Places, people: pd.Series[float]) -> list[Problem]:
    notes = list(network.notes)
    lost = ~origins.entries.snapped
    if lost.any():
        count = f"{float(people[lost].sum()):g}"
        notes.append(concerning("people_unsnapped", list(people.index[lost]), severity="warning", found=count))
    lost = ~facilities.entries.snapped
    if lost.any():
        ids = list(facilities.points.index[lost])
        notes.append(concerning("facility_unsnapped", ids, severity="warning"))
    return notes
