"""Where new facilities should go, asked of a city: candidates, ways, and the answer as a scenario."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from layers.city import City
from layers.crs import WGS84
from layers.digest import digest
from layers.known import FACILITY_KINDS
from layers.problems import OptionError, Problem
from planning.network.costs import Search, many_to_many
from planning.siting import SiteOptions, Siting, site
from planning.study import Study
from planning.zones import Numbers, places_of
from scenarios.actions import add_facility
from scenarios.scenario import Scenario

MOST_CANDIDATES = 600
SMALLEST_CELL_M = 100.0


@dataclass(frozen=True, eq=False)
class Sited:
    """The places found: as a scenario, with what they are worth and where the candidates were."""

    scenario: Scenario
    siting: Siting
    candidates: gpd.GeoDataFrame
    kind: str
    mode: str
    notes: tuple[Problem, ...] = ()


def find_places(
    study: Study,
    kind: str,
    options: SiteOptions,
    *,
    mode: str = "motorbike",
    candidates: str | None = None,
    name: str = "",
) -> Sited:
    """The best places for more facilities of a kind; existing ones stay and count.

    Parameters
    ----------
    study
        The city, with its scenario carried out if there is one.
    kind
        A facility kind, whole ("health.station").
    options
        Objective, count, limit, time.
    mode
        How people travel.
    candidates
        Layer whose features are the places to choose among. By default the most populated place of each square of a
        grid, the finest that gives at most 600 (the note `candidates_by_grid` says how fine).

    Raises
    ------
    OptionError
        `unknown_kind`, and what `planning.siting.site` refuses.
    """
    if kind not in FACILITY_KINDS:
        raise OptionError(Problem(code="unknown_kind", found=kind, allowed=", ".join(FACILITY_KINDS)))
    chosen_from, notes = _candidates(study, candidates)
    there = places_of(chosen_from)
    here = study.entries(mode, study.places, study.places_digest)
    limit = options.limit_min if options.objective == "coverage" and options.limit_min else np.inf
    ways = many_to_many(study.network(mode), here, study.entries(mode, there, digest(there)), Search(limit=limit))
    existing = study.reach(kind, mode).cost if study.has_facilities(kind) else np.full(len(study.people), np.inf)
    found = site(ways.dense(), existing, study.people, options)
    return Sited(
        _scenario(study.city, kind, chosen_from.iloc[list(found.chosen)], name),
        found,
        chosen_from,
        kind,
        mode,
        (*notes, *found.notes),
    )


def _scenario(city: City, kind: str, places: gpd.GeoDataFrame, name: str) -> Scenario:
    scenario = Scenario(name or f"site {kind} {len(places)}")
    points = gpd.GeoSeries(gpd.points_from_xy(*places_of(places).T), crs=places.crs).to_crs(WGS84)
    for point in points:
        scenario = scenario.with_edits(add_facility(city, kind, (point.x, point.y), scenario=scenario))
    return scenario


def _candidates(study: Study, layer: str | None) -> tuple[gpd.GeoDataFrame, tuple[Problem, ...]]:
    if layer is not None:
        return study.city[layer].frame, ()
    kept, cell_m = thinned(study.places, study.people, MOST_CANDIDATES)
    frame = gpd.GeoDataFrame(
        {"people": study.people[kept]},
        geometry=gpd.points_from_xy(*study.places[kept].T),
        crs=study.city.crs,
        index=pd.Index(study.origins.index[kept].astype(str), name="id"),
    )
    note = Problem(code="candidates_by_grid", severity="note", count=len(kept), found=f"{cell_m:g} m")
    return frame, (note,)


def thinned(places: Numbers, people: Numbers, most: int) -> tuple[npt.NDArray[np.int64], float]:
    """The most populated place of each square of the finest grid that leaves at most so many; its side in m.

    The side is doubled from 100 m; of equally populated places the first stays. Places without people are no
    candidates.
    """
    populated = np.flatnonzero(people > 0)
    cell_m = SMALLEST_CELL_M
    while True:
        square = np.floor(places[populated] / cell_m).astype(np.int64)
        order = np.lexsort((populated, -people[populated]))
        _, first = np.unique(square[order], axis=0, return_index=True)
        if len(first) <= most:
            return np.sort(populated[order[first]]), cell_m
        cell_m *= 2
