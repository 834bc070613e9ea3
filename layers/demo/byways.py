"""Small ways: the streets of villages and the tracks between fields, strung between points as people walk."""

# ruff: noqa: PLR2004 - the numbers are the shape of a place

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import sparse, spatial
from scipy.sparse import csgraph

from layers.demo.coast import ISLAND_M
from layers.demo.curves import covers, line_of, lines_of, through
from layers.demo.frame import SIZE_M, Array, drawn, noise, rng, sample
from layers.demo.relief import CELL_M, Relief
from layers.demo.roads import Road
from layers.demo.villages import neighbours

_YARD_M = 96.0
_FIELD_M = 470.0
_LIVED = 0.5
# The one road of the island, which no road reaches (km).
_ISLAND_ROAD = drawn("41 39.25, 41.2 39.42, 41.42 39.5, 41.7 39.52, 41.95 39.66")


@dataclass(frozen=True, eq=False)
class Byways:
    """Lines with their class."""

    lines: NDArray[np.object_]
    road_class: NDArray[np.object_]


def island_road() -> Road:
    """The road along the island."""
    return Road(
        line_of(np.round(through(_ISLAND_ROAD, 40.0), 2)),
        "unclassified",
        "Đường Đảo Mẫu",
        "",
    )


@dataclass(frozen=True, eq=False)
class Ground:
    """What small ways must know of the land: how lived-in it is, its slope, what they may not cross."""

    lived: Array
    slope: Array
    relief: Relief
    closed: shapely.Geometry


def make_byways(ground: Ground, roads: list[Road]) -> Byways:
    """Village streets (residential) and field tracks (track), joined to the roads."""
    main = _stations([road.line for road in roads if not road.bridge], _YARD_M)
    homes = _homes(ground)
    homes = homes[spatial.cKDTree(main).query(homes)[0] > 42.0]  # a house depth from the road
    streets = _strung(np.vstack([main, homes]), len(main), 2.15 * _YARD_M, "yards")
    walls = np.array([road.line for road in roads], dtype=object)
    streets = _allowed(streets, np.vstack([main, homes]), len(main), walls, ground.closed)
    street_lines = lines_of(np.vstack([main, homes])[streets])
    fields = _fields(ground)
    anchors = np.vstack([_stations([road.line for road in roads if not road.bridge], 300.0), _thinned(homes, 260.0)])
    fields = fields[spatial.cKDTree(np.vstack([main, homes])).query(fields)[0] > 170.0]  # out in the fields
    points = np.vstack([anchors, fields])
    tracks = _strung(points, len(anchors), 1.75 * _FIELD_M, "fields")
    tracks = _allowed(tracks, points, len(anchors), np.concatenate([walls, street_lines]), ground.closed)
    track_lines = lines_of(points[tracks])
    kinds = np.array(["residential"] * len(street_lines) + ["track"] * len(track_lines), dtype=object)
    return Byways(np.concatenate([street_lines, track_lines]), kinds)


def _stations(lines: list[shapely.LineString], step_m: float) -> Array:
    """Points along lines that both networks share exactly."""
    found = [
        shapely.get_coordinates(
            shapely.line_interpolate_point(line, np.arange(0.5, max(1, round(line.length / step_m))) * step_m)
        )
        for line in lines
        if line.length > step_m
    ]
    return np.asarray(np.round(np.vstack(found), 2))


def _jittered(step_m: float, what: str) -> Array:
    draw = rng(what)
    rows = np.arange(0, SIZE_M[1], step_m * 0.866)
    grid = np.stack(np.meshgrid(np.arange(0, SIZE_M[0], step_m), rows), axis=-1)
    grid[1::2, :, 0] += step_m / 2
    return np.asarray(np.round(grid.reshape(-1, 2) + draw.uniform(-0.33, 0.33, (grid.size // 2, 2)) * step_m, 2))


def _homes(ground: Ground) -> Array:
    points = _jittered(_YARD_M, "homes")
    points = points[sample(ground.lived, points, CELL_M) > _LIVED]
    return np.asarray(points[~covers(ground.closed, points)])


def _fields(ground: Ground) -> Array:
    points = _jittered(_FIELD_M, "field tracks")
    ploughed = (sample(ground.slope, points, CELL_M) < 0.03) & (sample(ground.relief.raster, points, CELL_M) > 0.6)
    kept = ploughed & (noise("worked", points, 3_000.0, 2) > -0.45)
    points = points[kept & (np.hypot(*(points - ISLAND_M).T) > 1_500.0)]
    return np.asarray(points[~covers(ground.closed, points)])


def _thinned(points: Array, metres: float) -> Array:
    cell = np.floor(points / metres).astype(np.int64)
    return points[np.unique(cell, axis=0, return_index=True)[1]]


def _strung(points: Array, fixed: int, longest_m: float, what: str) -> NDArray[np.intp]:
    """Neighbouring points joined, with a share of short cuts; never two of the fixed ones."""
    pairs = neighbours(points, longest_m)
    every = np.sort(spatial.Delaunay(points).simplices[:, :2], axis=1)
    length = np.hypot(*(points[every[:, 0]] - points[every[:, 1]]).T)
    lucky = every[(rng(what).uniform(0, 1, len(every)) < 0.06) & (length < 0.75 * longest_m)]  # a few loops more
    pairs = np.unique(np.vstack([pairs, lucky]), axis=0)
    return np.asarray(pairs[(pairs >= fixed).any(axis=1)])


def _allowed(
    pairs: NDArray[np.intp], points: Array, fixed: int, walls: NDArray[np.object_], closed: shapely.Geometry
) -> NDArray[np.intp]:
    """Ways that cross neither a road nor water, and hang together with the roads."""
    lines = lines_of(points[pairs])
    bad = np.zeros(len(pairs), bool)
    bad[shapely.STRtree(walls).query(lines, predicate="crosses")[0]] = True
    shapely.prepare(closed)
    bad |= shapely.intersects(closed, lines)
    pairs = pairs[~bad]
    joined = np.where(pairs < fixed, 0, pairs - fixed + 1)
    count = len(points) - fixed + 1
    graph = sparse.csr_array((np.ones(len(pairs)), (joined[:, 0], joined[:, 1])), shape=(count, count))
    part = csgraph.connected_components(graph, directed=False)[1]
    return np.asarray(pairs[part[joined[:, 0]] == part[0]])
