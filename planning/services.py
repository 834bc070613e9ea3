"""Who reaches which service, and over which links: the measures of access asked of a city."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.digest import digest
from layers.problems import OptionError, Problem
from planning.access.measures import AccessOptions, measure, supply_of
from planning.access.places import Places, points_of
from planning.access.result import AccessibilityResult, by_zone
from planning.access.ways import Way, way_to_nearest
from planning.network.blocks import NOBODY, Watch
from planning.network.critical import CriticalLinks, critical_links
from planning.network.snap import FAR_M, audit
from planning.study import Study


@dataclass(frozen=True, kw_only=True)
class AccessQuestion:
    """Which service, for whom, how.

    `facility` is a kind, a prefix of kinds, or a layer; `mode` walk, bicycle, motorbike or car; `origins`, `streets`
    and `zones` pick layers where there are several; with `zones` (a layer of polygons, or "units") results are by
    zone too.
    """

    facility: str
    mode: str = "motorbike"
    options: AccessOptions = field(default_factory=lambda: AccessOptions(limit_min=15.0))
    origins: str | None = None
    streets: str | None = None
    zones: str | None = None


@dataclass(frozen=True, eq=False)
class Access:
    """The answer by feature of the population, and by zone where that was asked."""

    question: AccessQuestion
    result: AccessibilityResult
    zones: AccessibilityResult | None
    origins: gpd.GeoDataFrame
    zone_shapes: gpd.GeoDataFrame | None
    illustrative: bool

    def frame(self) -> gpd.GeoDataFrame:
        """The rows of the answer with their shapes: `id, value, unit, status, population` (by zone also people)."""
        result, shapes = (
            (self.result, self.origins)
            if self.zones is None or self.zone_shapes is None
            else (self.zones, self.zone_shapes)
        )
        return gpd.GeoDataFrame(result.table.reset_index(), geometry=shapes.geometry.to_numpy(), crs=shapes.crs)


def ask_access(study: Study, question: AccessQuestion, watch: Watch = NOBODY) -> Access:
    """Access of every feature of the population to a service.

    Raises
    ------
    PlanningError
        `missing_layer`, `ambiguous_layer`, `no_facilities`, `unknown_kind`, `nobody_lives_here`, and what the
        measure refuses.
    """
    people = pd.Series(study.people, index=study.origins.index)
    if not people.sum() > 0:
        raise OptionError(Problem(code="nobody_lives_here", layer="population", found="0", allowed="> 0"))
    there = study.facilities(question.facility)
    if question.options.supply == "capacity":
        _refuse_without_capacity(there, question.facility)
    supply = supply_of(there, question.options)
    network = study.network(question.mode)
    origins = Places(points_of(study.origins), study.entries(question.mode, study.places, study.places_digest))
    places = points_of(there)
    xy = shapely.get_coordinates(places.to_numpy())
    targets = Places(places, study.entries(question.mode, xy, digest(xy)))
    key = digest(
        "access",
        question.options,
        question.mode,
        study.ways_digest(question.mode),
        study.places_digest,
        people,
        xy,
        supply,
    )
    result = study.remember(key, lambda: measure(network, origins, targets, question.options, people, supply, watch))
    result = replace(result, notes=(*result.notes, *study.incomplete(question.facility)))
    shapes = None if question.zones is None else study.city[question.zones].frame
    grouped = None
    if shapes is not None:
        named = study if study.zones_name == question.zones else replace(study, zones_name=question.zones)
        grouped = by_zone(result, origins.points, shapes, named.zone_ids)
    return Access(question, result, grouped, study.origins, shapes, study.city.illustrative)


def _refuse_without_capacity(there: gpd.GeoDataFrame, facility: str) -> None:
    if "capacity" not in there.columns or there["capacity"].isna().any():
        lacking = len(there) if "capacity" not in there.columns else int(there["capacity"].isna().sum())
        raise OptionError(
            Problem(code="capacity_missing", layer=facility, field="capacity", count=lacking, allowed="--supply count")
        )


def ask_way(study: Study, at: shapely.Point, facility: str, mode: str) -> Way | None:
    """The least-minutes way from a point (in the city's CRS) to the nearest facility; `None` where there is none."""
    places = points_of(study.facilities(facility))
    xy, here = shapely.get_coordinates(places.to_numpy()), shapely.get_coordinates(at)
    there = Places(places, study.entries(mode, xy, digest(xy)))
    return way_to_nearest(study.network(mode), at, study.entries(mode, here, digest(here)), there)


@dataclass(frozen=True, eq=False)
class Links:
    """What a city hangs on: links by the people whom their loss cuts off, connected parts, and how people enter."""

    critical: CriticalLinks
    entry: gpd.GeoDataFrame
    mode: str
    facility: str
    illustrative: bool
    doubts: tuple[Problem, ...] = ()


def ask_links(study: Study, facility: str, mode: str, watch: Watch = NOBODY) -> Links:
    """Every link that somebody's way to a kind of facility leads over, the network's parts, and the audit of entry."""
    xy = shapely.get_coordinates(points_of(study.facilities(facility)).to_numpy())
    here = study.entries(mode, study.places, study.places_digest)
    network = study.network(mode)
    there = study.entries(mode, xy, digest(xy))
    key = digest("links", mode, study.ways_digest(mode), study.places_digest, study.people, xy)
    found = study.remember(key, lambda: critical_links(network, here, study.people, there, watch))
    doubts = study.incomplete(facility)
    return Links(found, entry_audit(study, mode), mode, facility, study.city.illustrative, doubts)


def entry_audit(study: Study, mode: str) -> gpd.GeoDataFrame:
    """How each feature of the population enters the network: distance, far, islanded, unsnapped, and its people."""
    here = study.entries(mode, study.places, study.places_digest)
    table = audit(study.network(mode), points_of(study.origins), here, FAR_M)
    return table.assign(people=np.asarray(study.people))
