"""What can be measured: one row an indicator, with unit, direction, needs, method and source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Literal, NamedTuple

from layers.problems import OptionError, Problem
from planning import zonal
from planning.study import Metric, Study
from planning.zones import ByZone

Better = Literal["more", "less"]
Measure = Callable[[Study], ByZone]


class Way(NamedTuple):
    """The way that an indicator is about: to which kind of facility, how, and what it costs."""

    kind: str
    mode: str
    metric: Metric = "minutes"


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One measure of a city.

    `needs` names the layer types (or facility kinds) without which it has no value ("outlines": units of which more
    than points is known); `measure` takes a `Study` and gives the value by zone and for the whole area; `way` is what
    people travel, where the indicator is about that.
    """

    id: str
    sector: str
    unit: str
    better: Better
    needs: tuple[str, ...]
    measure: Measure
    source: str
    digits: int = 1
    way: Way | None = None

    def missing(self, study: Study) -> tuple[Problem, ...]:
        """What the city lacks for it."""
        return tuple(
            Problem(code="indicator_needs", severity="note", field=self.id, found=need)
            for need in self.needs
            if not _has(study, need)
        )


def _has(study: Study, need: str) -> bool:
    if need in _HAS:
        return _HAS[need](study)
    if need in ("elevation", "flood_depth", "population_grid"):
        return any(grid.type == need for grid in study.city.grids.values())
    if study.city.of_type(need):
        return True
    return (need == "population" and study.city.has_population) or study.has_facilities(need)


def _has_capacity(study: Study, kinds: tuple[str, ...], units: frozenset[str]) -> bool:
    return any(zonal.capacity(study, kind, units) is not None for kind in kinds)


_HAS: Mapping[str, Callable[[Study], bool]] = MappingProxyType(
    {
        "outlines": lambda s: bool(s.city.of_type("units")) and s.zones.outlined,
        "flood": lambda s: (
            bool(s.city.of_type("flood_zone")) or any(g.type == "flood_depth" for g in s.city.grids.values())
        ),
        "school_capacity": lambda s: _has_capacity(s, zonal.SCHOOL_LEVELS, zonal.PLACE_UNITS),
        "bed_capacity": lambda s: _has_capacity(s, ("health.hospital",), zonal.BED_UNITS),
    }
)
_ACCESS = ("population", "units", "streets")
_PROPOSAL = "proposal"


def _access(
    id_: str, sector: str, measure: partial[ByZone], source: str, *, unit: str = "%", better: Better = "more"
) -> Indicator:
    words = measure.keywords
    way = Way(words["kind"], words["mode"], words.get("metric", "minutes"))
    return Indicator(
        id=id_,
        sector=sector,
        unit=unit,
        better=better,
        needs=(*_ACCESS, way.kind),
        measure=measure,
        source=source,
        way=way,
    )


_ROWS = (
    Indicator(
        id="people",
        sector="population",
        unit="people",
        better="more",
        needs=("population", "units"),
        measure=zonal.people,
        source="census",
        digits=0,
    ),
    Indicator(
        id="density",
        sector="population",
        unit="people_per_km2",
        better="more",
        needs=("population", "units"),
        measure=zonal.density,
        source="census",
        digits=0,
    ),
    _access(
        "health_station_beyond_15min",
        "health",
        partial(zonal.beyond_share, kind="health.station", mode="motorbike", limit=15.0),
        _PROPOSAL,
        better="less",
    ),
    _access(
        "hospital_beyond_60min",
        "health",
        partial(zonal.beyond_share, kind="health.hospital", mode="motorbike", limit=60.0),
        _PROPOSAL,
        better="less",
    ),
    _access(
        "hospital_mean_min",
        "health",
        partial(zonal.mean_minutes, kind="health.hospital", mode="motorbike"),
        _PROPOSAL,
        unit="min",
        better="less",
    ),
    Indicator(
        id="beds_per_1000",
        sector="health",
        unit="per_1000",
        better="more",
        needs=("population", "outlines", "bed_capacity"),
        measure=partial(zonal.per_1000, kinds=("health.hospital",), units=zonal.BED_UNITS),
        source="ISO 37120; QCVN 01:2021/BXD table 2.3 (4)",
    ),
    _access(
        "primary_school_outside_radius",
        "education",
        partial(zonal.beyond_radius, kind="school.primary", mode="walk", metric="metres"),
        "QCVN 01:2021/BXD table 2.4",
        better="less",
    ),
    _access(
        "preschool_within_radius",
        "education",
        partial(zonal.within_radius, kind="school.preschool", mode="walk", metric="metres"),
        "QCVN 01:2021/BXD table 2.4",
    ),
    Indicator(
        id="school_places_short",
        sector="education",
        unit="per_1000",
        better="less",
        needs=("population", "outlines", "school_capacity"),
        measure=zonal.school_places_short,
        source="QCVN 01:2021/BXD table 2.4",
    ),
    _access(
        "market_within_15min",
        "trade",
        partial(zonal.reach_share, kind="market", mode="walk", limit=15.0),
        "15-minute city",
    ),
    _access(
        "bus_stop_within_500m",
        "transport",
        partial(zonal.reach_share, kind="bus_stop", mode="walk", limit=500.0, metric="metres"),
        "SDG 11.2.1",
    ),
    _access(
        "park_within_400m",
        "green",
        partial(zonal.reach_share, kind="park", mode="walk", limit=400.0, metric="metres"),
        "SDG 11.7.1",
    ),
    Indicator(
        id="green_per_person",
        sector="green",
        unit="m2_per_person",
        better="more",
        needs=("population", "outlines", "green"),
        measure=zonal.green_per_person,
        source="QCVN 01:2021/BXD 2.4; ISO 37120",
    ),
    _access(
        "fire_station_within_5km",
        "safety",
        partial(zonal.reach_share, kind="fire_station", mode="car", limit=5000.0, metric="metres"),
        "QCVN 01:2021/BXD 2.8",
    ),
    _access(
        "shelter_within_15min",
        "safety",
        partial(zonal.reach_share, kind="shelter", mode="walk", limit=15.0),
        "ISO 37123",
    ),
    Indicator(
        id="flood_people",
        sector="hazard",
        unit="%",
        better="less",
        needs=("population", "units", "flood"),
        measure=zonal.flood_people,
        source="ISO 37123",
    ),
    Indicator(
        id="flood_head_count",
        sector="hazard",
        unit="people",
        better="less",
        needs=("population", "units", "flood"),
        measure=zonal.flood_head_count,
        source="ISO 37123",
        digits=0,
    ),
    Indicator(
        id="road_density",
        sector="transport",
        unit="km_per_km2",
        better="more",
        needs=("outlines", "streets"),
        measure=zonal.road_density,
        source="QCVN 01:2021/BXD 2.9.3",
        digits=2,
    ),
    Indicator(
        id="junction_density",
        sector="transport",
        unit="per_km2",
        better="more",
        needs=("outlines", "streets"),
        measure=zonal.junction_density,
        source="form of the street network",
    ),
    Indicator(
        id="daily_needs_15min",
        sector="proximity",
        unit="kinds",
        better="more",
        needs=(*_ACCESS, "school.primary"),
        measure=zonal.daily_needs,
        source="15-minute city",
        digits=2,
    ),
    Indicator(
        id="zoning_mix",
        sector="land",
        unit="index",
        better="more",
        needs=("outlines", "zoning"),
        measure=partial(zonal.land_mix, type_="zoning"),
        source="Shannon (1948)",
        digits=3,
    ),
    Indicator(
        id="landuse_mix",
        sector="land",
        unit="index",
        better="more",
        needs=("outlines", "landuse"),
        measure=partial(zonal.land_mix, type_="landuse"),
        source="Shannon (1948)",
        digits=3,
    ),
    Indicator(
        id="sensors_per_100k",
        sector="monitoring",
        unit="per_100k",
        better="more",
        needs=("population", "outlines", "sensors"),
        measure=zonal.sensors_per_100k,
        source="ISO 37122",
    ),
)

INDICATORS: Mapping[str, Indicator] = MappingProxyType({row.id: row for row in _ROWS})


def indicator(name: str) -> Indicator:
    """The indicator of a name; `unknown_indicator` otherwise."""
    if name not in INDICATORS:
        raise OptionError(Problem(code="unknown_indicator", found=name, allowed=", ".join(INDICATORS)))
    return INDICATORS[name]
