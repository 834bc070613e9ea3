"""The province built step by step: coast, relief, water, roads, towns, outlines, villages, streets, people."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from layers.demo import byways, coast, outlines, people, relief, roads, streams, streets, towns, villages, water
from layers.demo.curves import line_of, through
from layers.demo.frame import Array
from layers.demo.plan import CITY, TOWNS

_RIVER_WALL_M = 6_000.0
_STREET_WALL_M = 1_200.0


@dataclass(frozen=True, eq=False)
class Province:
    """Everything that has a place, in metres from the corner of the frame (frames: in EPSG:9217)."""

    coast: coast.Coast
    lanes: tuple[streams.Lane, ...]
    relief: relief.Relief
    water: water.Water
    towns: list[towns.TownPlan]
    outlines: outlines.Outlines
    villages: villages.Villages
    lived: Array
    slope: Array
    street_lines: NDArray[np.object_]
    streets: gpd.GeoDataFrame
    population: gpd.GeoDataFrame


def make_province(progress: Callable[[float], None]) -> Province:
    """The province; `progress` is told the share that is done."""
    shore = coast.make_coast()
    lanes = streams.make_lanes()
    hills = relief.make_relief(shore, lanes)
    progress(0.25)
    wet = water.make_water(shore, hills, lanes)
    plans = [towns.make_town(town, shore.land, wet.wet, relief.hill_tops()) for town in TOWNS]
    with ThreadPoolExecutor(1) as pool:  # the roads and the outlines need nothing of each other
        settled = pool.submit(_settle, hills, lanes, wet)
        units = outlines.make_outlines(shore, hills, _barriers(lanes))
        hamlets, ways, lived = settled.result()
    progress(0.75)
    closed = shapely.union_all([shapely.buffer(wet.wet, 20.0), *(shapely.buffer(plan.limit, 20.0) for plan in plans)])
    slope = relief.slope_of(hills)
    small = byways.make_byways(byways.Ground(lived, slope, hills, closed), ways)
    frame, lines = streets.make_streets(
        streets.drawn(ways, small, plans, shapely.union_all(wet.rivers), shore.land), units.area
    )
    homes = people.make_population(people.Lived(frame, lines, lived, plans, units.units))
    return Province(shore, lanes, hills, wet, plans, units, hamlets, lived, slope, lines, frame, homes)


def _settle(
    hills: relief.Relief, lanes: tuple[streams.Lane, ...], wet: water.Water
) -> tuple[villages.Villages, list[roads.Road], Array]:
    """Villages, the roads that join them, and how densely the land is lived in."""
    mesh = roads.make_road_mesh(hills, lanes, wet)
    roads.build_links(mesh)
    hamlets = villages.make_villages(hills, mesh, wet)
    villages.join_villages(mesh, hamlets)
    ways = [*roads.roads_of(mesh), byways.island_road()]
    return hamlets, ways, villages.built_up(hills, hamlets, ways, wet)


def _barriers(lanes: tuple[streams.Lane, ...]) -> list[tuple[shapely.LineString, float]]:
    """Lines that borders of units keep to."""
    rivers = [(line_of(lane.line), _RIVER_WALL_M if "C" in lane.name else 0.4 * _RIVER_WALL_M) for lane in lanes]
    mains = [street for street in CITY.streets if street.road_class != "tertiary"]
    return rivers + [(line_of(through(street.line, 40.0)), _STREET_WALL_M) for street in mains]
