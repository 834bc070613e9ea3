"""Villages: where they stand, the roads that join them, the ground they cover."""

# ruff: noqa: PLR2004 - the numbers are the shape of a place

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage, spatial
from scipy.sparse import csgraph

from layers.demo.curves import covers
from layers.demo.facts import UNITS
from layers.demo.frame import Array, cell_centres, noise, rng, sample
from layers.demo.plan import TOWNS
from layers.demo.relief import CELL_M, Relief, slope_of
from layers.demo.roads import Road, RoadMesh, lay
from layers.demo.water import Water

_FLAT = 0.075
_LOW_M = 0.9
_REACH_M = 7_000.0
ISLAND_VILLAGE_M = (41_350.0, 39_480.0)


@dataclass(frozen=True, eq=False)
class Villages:
    """Centres of villages (metres), their size (1 is usual) and the mesh node each stands at."""

    points: Array
    size: Array
    node: NDArray[np.intp]


def make_villages(relief: Relief, mesh: RoadMesh, water: Water) -> Villages:
    """Village centres: one to a unit's centre, the others apart from each other on flat, dry ground."""
    draw = rng("villages")
    usable = np.unique(mesh.edges[mesh.bridge == ""])
    usable = usable[usable < len(relief.points)]
    points = relief.points[usable]
    rugged = relief.rugged[usable]
    slope = sample(slope_of(relief), points, CELL_M)
    banks = shapely.buffer(water.wet, 130.0)
    dry = ~covers(banks, points)
    inside = ~relief.outside[usable] & (relief.height_m[usable] > _LOW_M) & dry
    ring = inside & (rugged < 0.16) & (slope < _FLAT)
    hamlets = inside & ~ring & (rugged < 0.62) & (slope < 2.6 * _FLAT)
    built = mesh.points[np.unique(mesh.edges[mesh.rank >= 0])]
    to_road = spatial.cKDTree(built).query(points)[0]
    apart = 1_050.0 + 900.0 * np.clip(rugged / 0.16, 0, 1) + 700.0 * np.clip((9_000.0 - points[:, 0]) / 9_000.0, 0, 1)
    merit = (
        draw.uniform(0, 1, len(points))
        + np.clip(1 - to_road / 1_500.0, 0, 1)
        + 0.5 * noise("good ground", points, 4_000.0, 3)
    )
    centres = np.array([mesh.named[unit.short] for unit in UNITS if unit.kind == "xã"])
    chosen = _apart(points, np.where(ring, merit, -np.inf), apart, mesh.points[centres])
    merit = np.where(hamlets & (to_road < 4_500.0), merit, -np.inf)
    remote = _apart(points, merit, np.full(len(points), 2_300.0), points[chosen])
    node = np.concatenate([centres, usable[chosen], usable[remote]])
    sizes = (np.full(len(centres), 3.2), np.exp(0.55 * draw.standard_normal(len(chosen))), np.full(len(remote), 0.3))
    return Villages(mesh.points[node], np.clip(np.concatenate(sizes), 0.3, 3.5), node)


def _apart(points: Array, merit: Array, apart: Array, taken: Array) -> NDArray[np.intp]:
    """Points by merit, none nearer than its own distance to one chosen before."""
    tree = spatial.cKDTree(points)
    blocked = ~np.isfinite(merit)
    blocked[[i for hits in tree.query_ball_point(taken, 1_150.0) for i in hits]] = True
    chosen = []
    for i in np.argsort(-merit, kind="stable"):
        if not blocked[i]:
            chosen.append(i)
            blocked[tree.query_ball_point(points[i], apart[i])] = True
    return np.array(chosen, dtype=np.intp)


def join_villages(mesh: RoadMesh, villages: Villages) -> None:
    """Build roads between villages that have no third between them, and from each to the through roads."""
    _, before, _ = csgraph.dijkstra(
        mesh.graph(reuse=0.25),
        directed=False,
        indices=np.unique(mesh.edges[mesh.rank >= 0]),
        min_only=True,
        return_predecessors=True,
    )
    load = np.zeros(len(mesh.points))
    for start in villages.node:
        node = start
        while before[node] >= 0:
            load[node] += 1
            node = before[node]
    used = np.flatnonzero((load > 0) & (before >= 0))
    pairs = np.sort(np.stack([used, before[used]], axis=1), axis=1)
    lay(mesh, pairs[load[used] >= 4], 3, "")  # a road that serves so many villages is a main one
    lay(mesh, pairs[load[used] < 4], 4, "")
    _loops(mesh, villages)


def _loops(mesh: RoadMesh, villages: Villages) -> None:
    """Roads between neighbours that would else have to go a long way round."""
    near = neighbours(villages.points, 2_600.0)
    starts = np.unique(near[:, 0])
    graph = mesh.graph(reuse=0.5)
    costs, before = csgraph.dijkstra(
        graph, directed=False, indices=villages.node[starts], return_predecessors=True, limit=_REACH_M
    )
    row = {int(start): number for number, start in enumerate(starts)}
    pairs = []
    for a, b in near:
        way = before[row[int(a)]]
        straight = np.hypot(*(villages.points[a] - villages.points[b]))
        if costs[row[int(a)], villages.node[b]] > 2.4 * straight:
            continue
        node = villages.node[b]
        while way[node] >= 0:
            pairs.append((node, way[node]))
            node = way[node]
    lay(mesh, np.sort(np.unique(np.array(pairs), axis=0), axis=1), 4, "")


def neighbours(points: Array, longest_m: float) -> NDArray[np.intp]:
    """Pairs of points with none between them: Delaunay edges that are in no triangle the longest (Urquhart 1980)."""
    triangles = spatial.Delaunay(points).simplices
    pairs = np.sort(np.stack([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]], axis=1), axis=2)
    length = np.hypot(*np.moveaxis(points[pairs[..., 0]] - points[pairs[..., 1]], -1, 0))
    worst = length.argmax(axis=1)
    count = len(points)
    keys = pairs @ np.array([count, 1])
    dropped = np.unique(keys[np.arange(len(keys)), worst])
    flat, index = np.unique(keys.ravel(), return_index=True)
    kept = ~np.isin(flat, dropped) & (length.ravel()[index] <= longest_m)
    return np.asarray(pairs.reshape(-1, 2)[index[kept]])


def built_up(relief: Relief, villages: Villages, roads: list[Road], water: Water) -> Array:
    """How densely each cell of the relief is lived in (0 not at all, about 1 in a village); towns are left out."""
    centres, shape = cell_centres(CELL_M)
    z = relief.raster.ravel()
    land = np.flatnonzero((z > 0.5) & (slope_of(relief).ravel() < 0.13))  # where houses can stand
    at = centres[land]
    reach = 330.0 * villages.size**0.45
    total = np.zeros(len(land))
    distance, nearest = spatial.cKDTree(villages.points).query(at, 4, distance_upper_bound=2_500.0)
    for k in range(4):
        found = np.isfinite(distance[:, k])
        total[found] += np.exp(-((distance[found, k] / reach[nearest[found, k]]) ** 2))
    main = np.vstack(
        [shapely.get_coordinates(shapely.segmentize(road.line, 80.0)) for road in roads if not road.bridge]
    )
    away = spatial.cKDTree(main).query(at)[0]
    hearth = spatial.cKDTree(villages.points).query(at)[0]
    total = total * (0.72 + 0.5 * np.exp(-((away / 220.0) ** 2))) + 0.75 * np.exp(-((away / 70.0) ** 2)) * np.exp(
        -((hearth / 900.0) ** 2)
    )
    total += 0.36 * noise("hamlets", at, 420.0, 4)
    total += 1.1 * np.exp(-((np.hypot(*(at - ISLAND_VILLAGE_M).T) / 300.0) ** 2))
    limits = [shapely.Polygon(town.limit) for town in TOWNS]
    closed = shapely.union_all([shapely.buffer(water.wet, 25.0), *limits])
    total[covers(closed, at)] = 0.0
    result = np.zeros(len(centres))
    result[land] = np.clip(total, 0, None)
    return np.asarray(ndimage.gaussian_filter(result.reshape(shape), 0.8))
