"""The outlines of units: who is first over hills and across rivers, with borders as surveyors leave them."""

# ruff: noqa: PLR2004 - the numbers are the shape of a place

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.features import rasterize
from scipy import ndimage, sparse, spatial
from scipy.sparse import csgraph

from layers.demo.coast import ISLAND_M, Coast
from layers.demo.curves import covers, line_of, normals, points_of, polygons_of
from layers.demo.facts import CUT_OFF_UNIT, ISLAND_UNIT, UNITS
from layers.demo.frame import GRAIN_M, SIZE_M, Array, cell_centres, cells_of, noise, transform_local
from layers.demo.relief import Relief

_GRID_M = 100.0
_SNAP_M = 280.0
_SCRAP_M2 = 1.5e6
_OUTSIDE = -1


@dataclass(frozen=True, eq=False)
class Outlines:
    """The outline of each unit in the order of `UNITS`, sharing borders exactly, and the whole."""

    units: NDArray[np.object_]
    area: shapely.Geometry


def make_outlines(coast: Coast, relief: Relief, barriers: Sequence[tuple[shapely.LineString, float]]) -> Outlines:
    """The units' outlines.

    Parameters
    ----------
    coast, relief
        The land.
    barriers
        Lines that borders like to follow (rivers, main streets), each with the metres it costs to cross it.
    """
    labels = _labels(coast, relief, barriers)
    arcs = _borders(labels)
    lines = shapely.STRtree(np.array([line for line, _ in barriers], dtype=object))
    drawn = [_drawn(arc, lines) for arc in arcs]
    network = shapely.union_all([*drawn, shapely.boundary(coast.ground)], grid_size=GRAIN_M)
    faces = polygons_of(shapely.polygonize([network]))
    at = shapely.get_coordinates(shapely.point_on_surface(faces))
    faces = faces[covers(coast.ground, at)]
    owner = _owners(faces, labels)
    units = np.array([shapely.coverage_union_all(faces[owner == k]) for k in range(len(UNITS))], dtype=object)
    return Outlines(units, shapely.coverage_union_all(faces[owner != _OUTSIDE]))


def _labels(coast: Coast, relief: Relief, barriers: Sequence[tuple[shapely.LineString, float]]) -> NDArray[np.intp]:
    """Raster of unit numbers (rows from north), `_OUTSIDE` beyond the watershed; water takes the nearest shore's."""
    centres, shape = cell_centres(_GRID_M)
    dry = covers(coast.land, centres)
    nearest = spatial.cKDTree(relief.points).query(centres)[1]
    rugged = relief.rugged[nearest]
    ground = _GRID_M * (1 + 2.2 * rugged) * np.exp(1.1 * noise("who 2", centres, 3_600.0, 5))
    wall = np.zeros(shape)
    for line, metres in barriers:
        hit = rasterize([(line, 1)], out_shape=shape, transform=transform_local(_GRID_M), all_touched=True)
        wall = np.maximum(wall, hit * metres)
    owner = np.full(len(centres), _OUTSIDE)
    seeds = np.array([(unit.x_km, unit.y_km) for unit in UNITS]) * 1000.0
    islet = dry & covers(_islet(coast, barriers), centres)
    cost = np.where(dry & ~islet, ground + wall.ravel(), np.inf)
    owner[dry] = _first(cost, shape, seeds)[dry]
    reached = _filled(owner.reshape(shape), (owner != _OUTSIDE).reshape(shape))
    owner[dry] = _by_valley(relief, reached)[nearest][dry]
    owner[dry] = _calm(_filled(owner.reshape(shape), dry.reshape(shape))).ravel()[dry]
    owner[islet] = _number(CUT_OFF_UNIT)
    on_island = np.hypot(*(centres - ISLAND_M).T) < 1_600.0  # the island and the water round it
    owner[on_island] = _number(ISLAND_UNIT)
    return _filled(owner.reshape(shape), (dry | on_island).reshape(shape))


def _calm(owner: NDArray[np.intp]) -> NDArray[np.intp]:
    """Each cell given the unit that is strongest around it, so that no unit hangs on a thread."""
    best, result = np.full(owner.shape, -1.0), owner.copy()
    for k in range(_OUTSIDE, len(UNITS)):
        strength = ndimage.gaussian_filter((owner == k).astype(np.float32), 3.5)
        stronger = strength > best
        best[stronger], result[stronger] = strength[stronger], k
    return result


def _number(name: str) -> int:
    return next(k for k, unit in enumerate(UNITS) if unit.name == name)


def _islet(coast: Coast, barriers: Sequence[tuple[shapely.LineString, float]]) -> shapely.Polygon:
    """The land between two arms of the river and the lagoon, which is one unit by itself."""
    network = shapely.union_all([shapely.boundary(coast.land), *(line for line, _ in barriers)], grid_size=GRAIN_M)
    unit = UNITS[_number(CUT_OFF_UNIT)]
    faces = polygons_of(shapely.polygonize([network]))
    return cast("shapely.Polygon", faces[shapely.contains_xy(faces, unit.x_km * 1000.0, unit.y_km * 1000.0)][0])


def _filled(owner: NDArray[np.intp], known: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The raster with unknown cells given what the nearest known one has."""
    rows, columns = ndimage.distance_transform_edt(~known, return_distances=False, return_indices=True)
    return np.asarray(owner[rows, columns])


def _by_valley(relief: Relief, owner: NDArray[np.intp]) -> NDArray[np.intp]:
    """In the hills a side valley belongs to one unit as a whole, so that borders keep to the ridges."""
    own = owner[cells_of(relief.points, _GRID_M, owner.shape)]
    hilly = relief.rugged > 0.2  # where hills begin
    follows = hilly & (relief.area_km2 < 2.5) & (relief.receiver != np.arange(len(own)))  # size of a side valley
    mouth = np.where(follows, relief.receiver, np.arange(len(own)))
    while not np.array_equal(mouth, mouth[mouth]):
        mouth = mouth[mouth]
    return np.asarray(np.where(relief.outside, _OUTSIDE, own[mouth]))


def _first(cost: Array, shape: tuple[int, int], seeds: Array) -> NDArray[np.intp]:
    """Number of the seed that reaches each cell at the least cost."""
    index = np.arange(cost.size).reshape(shape)
    pairs, lengths = [], []
    for (a, b), far in (
        ((np.s_[:, :-1], np.s_[:, 1:]), 1.0),
        ((np.s_[:-1], np.s_[1:]), 1.0),
        ((np.s_[:-1, :-1], np.s_[1:, 1:]), 1.414),
        ((np.s_[:-1, 1:], np.s_[1:, :-1]), 1.414),
    ):
        pairs.append(np.stack([index[a].ravel(), index[b].ravel()], axis=1))
        lengths.append(np.full(index[a].size, far))
    edges, length = np.vstack(pairs), np.concatenate(lengths)
    weight = length * (cost[edges[:, 0]] + cost[edges[:, 1]]) / 2
    kept = np.isfinite(weight)
    graph = sparse.csr_array((weight[kept], (edges[kept, 0], edges[kept, 1])), shape=(cost.size, cost.size))
    rows, columns = cells_of(seeds, _GRID_M, shape)
    start = index[rows, columns]
    *_, source = csgraph.dijkstra(graph, directed=False, indices=start, min_only=True, return_predecessors=True)
    number = np.full(cost.size + 1, _OUTSIDE)
    number[start] = np.arange(len(start))
    return np.asarray(number[np.where(source < 0, cost.size, source)])


def _borders(labels: NDArray[np.intp]) -> NDArray[np.object_]:
    """Lines between cells of different units, merged between the points where three meet."""
    rows, columns = np.nonzero(labels[:, :-1] != labels[:, 1:])
    x, y = (columns + 1) * _GRID_M, SIZE_M[1] - rows * _GRID_M
    upright = np.stack([np.stack([x, y], 1), np.stack([x, y - _GRID_M], 1)], axis=1)
    rows, columns = np.nonzero(labels[:-1] != labels[1:])
    x, y = columns * _GRID_M, SIZE_M[1] - (rows + 1) * _GRID_M
    flat = np.stack([np.stack([x, y], 1), np.stack([x + _GRID_M, y], 1)], axis=1)
    merged = shapely.line_merge(shapely.MultiLineString(list(np.vstack([upright, flat]))))
    return np.asarray(shapely.get_parts(merged), dtype=object)


def _drawn(arc: shapely.LineString, barriers: shapely.STRtree) -> shapely.LineString:
    """A border without the steps of the raster: on a barrier where it runs beside one, winding elsewhere."""
    line = shapely.get_coordinates(shapely.segmentize(arc, _GRID_M / 2))
    smooth = ndimage.gaussian_filter1d(line, 3.0, axis=0, mode="nearest")
    ends = np.minimum(np.arange(len(line)), np.arange(len(line))[::-1])
    keep = np.clip(ends / 4.0, 0, 1)[:, None]
    smooth = line * (1 - keep) + smooth * keep
    push = 480.0 * noise("border", smooth, 2_600.0, 7) * np.clip(ends / 14.0, 0, 1)
    wound = smooth + normals(smooth) * push[:, None]
    points = points_of(smooth)
    near, barrier = barriers.query_nearest(points, max_distance=_SNAP_M, all_matches=False)
    result = wound
    beside = barriers.geometries[barrier]
    at = shapely.line_locate_point(beside, points[near])
    result[near] = shapely.get_coordinates(shapely.line_interpolate_point(beside, at))
    for _ in range(4):
        result = _without_spikes(result)
    return line_of(result) if len(result) > 1 else arc


def _without_spikes(line: Array) -> Array:
    """The line without points where it stands still or turns back on itself."""
    step = np.diff(line, axis=0)
    length = np.hypot(*step.T)
    line = line[np.concatenate([[True], length[:-1] > 1.0, [True]])]
    step = np.diff(line, axis=0)
    step /= np.maximum(np.hypot(*step.T), 1e-9)[:, None]
    back = (step[1:] * step[:-1]).sum(axis=1) < -0.2  # sharper than 100 degrees
    return np.asarray(line[np.concatenate([[True], ~back, [True]])])


def _owners(faces: NDArray[np.object_], labels: NDArray[np.intp]) -> NDArray[np.intp]:
    """The unit of each face; scraps that lie apart from their unit go to the neighbour they share most border with."""
    at = shapely.get_coordinates(shapely.point_on_surface(faces))
    owner = labels[cells_of(at, _GRID_M, labels.shape)].copy()
    one, other = shapely.STRtree(faces).query(faces, predicate="touches")
    shared = shapely.length(shapely.intersection(faces[one], faces[other]))
    one, other, shared = one[shared > 1.0], other[shared > 1.0], shared[shared > 1.0]
    for _ in range(4):
        alike = owner[one] == owner[other]
        graph = sparse.csr_array((np.ones(alike.sum()), (one[alike], other[alike])), shape=(len(faces),) * 2)
        part = csgraph.connected_components(graph, directed=False)[1]
        size = np.bincount(part, weights=shapely.area(faces))
        scrap = (size[part] < _SCRAP_M2) & np.isin(np.arange(len(faces)), one)
        for face in np.flatnonzero(scrap):
            beside = one == face
            owner[face] = owner[other[beside][np.argmax(shared[beside])]]
    return owner
