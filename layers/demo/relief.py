"""Hills and valleys: a mesh of points, the way water takes over it, and the heights that follow from that.

Each point sends its water to one neighbour; the ways form trees that end in the hand-drawn lowland rivers or the sea.
Heights then follow from the law of streams that have worn down their beds: slope falls with the area that is drained
(slope = steepness x area ^ -theta; Flint 1974). It gives branching valleys and ridges instead of lumps.
"""

# ruff: noqa: PLR2004 - the numbers are the shape of a place

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage, sparse, spatial
from scipy.sparse import csgraph

from layers.demo.coast import Coast
from layers.demo.curves import along, covers, through
from layers.demo.frame import SIZE_M, Array, cell_centres, drawn, noise, rng
from layers.demo.streams import Lane

MESH_M = 200.0
CELL_M = 50.0
_THETA = 0.42
_BEYOND_M = 1_800.0

# Lowland: lines in km and how far from them (km, at each point) the land stays flat.
_LOWLANDS = (
    drawn("6 29.2 0.2, 10 28.7 0.5, 14 29.3 1.3, 18 28.6 2.6, 22 29.6 4.4, 27 28.8 5.8, 32 28 6"),
    drawn("22 27 2.5, 25 24 2.6, 29 23 2.8, 33 21.4 1.2, 35.2 20.4 0.6"),
    drawn("9.2 18.2 0.25, 11 20 0.45, 14.3 23.2 0.9, 17 26.5 1.6"),
    drawn("9.5 43.3 0.2, 13 42.3 0.5, 17 41.5 0.9, 21 40.8 1, 25.5 37.8 1.7, 28.3 36.6 2.6, 31 36.2 3"),
    drawn("30 36 2.4, 33.2 36.6 2.6, 34.2 38.6 1.6, 34.6 40.2 0.7"),
    drawn("33.8 44.6 0.7, 32.6 45.6 1, 32.4 47 0.4"),
    drawn("9.5 10.2 0.2, 13 9.6 0.5, 17 10.4 0.9, 21 9.8 1.5, 25 9.8 2.4, 30 9.4 2.4"),
    drawn("31.5 11 1.3, 33 12.2 0.3"),
    drawn("28.6 8 1.4, 27.4 5.6 1.3, 27.6 4.3 0.5"),
    drawn("33.4 14.6 0.5, 34.2 17.6 1.7, 35.8 19.8 0.8"),
    drawn("37.2 22.6 0.5, 37.4 26.2 1.3, 38.6 29.4 1.4, 38.2 33.2 1"),
    drawn("20 12.6 0.3, 20.5 10 0.6"),
    drawn("24.5 33.6 0.5, 25.8 36 0.8"),
)
# Hills that stand alone: x, y and reach in km, how rugged.
_HILLS = drawn(
    "36.9 21.5 1.1 0.5, 39.7 31.9 1.5 0.6, 31.3 38.9 0.9 0.47, 27.5 20.9 0.9 0.42, 22.2 24.6 1 0.47, "
    "29.7 12.4 0.8 0.38, 41.6 39.6 0.75 0.42, 20.6 32.2 0.8 0.42, 27.6 24 0.5 0.33, 24.9 8.1 0.7 0.4"
)
# The watershed that bounds the province on land, about, in km: beyond it water runs to the neighbours.
_DIVIDE = drawn(
    "33.4 47.3, 31.6 47.6, 29.4 46.4, 26.4 47.7, 22.8 45.6, 18.6 46.9, 14.2 46, 10.8 48, 7.2 45.6, 6.4 41.8, "
    "8.2 38.6, 5.6 35.6, 2.6 32.9, 1.4 28.4, 3.6 25.2, 2.8 21, 5.8 18.4, 5 14.2, 8.2 12.2, 6.2 8.6, 9.6 5.4, "
    "13.8 6, 17.4 3.2, 21.8 4.9, 24.8 3.2, 27.9 2.3"
)


@dataclass(frozen=True, eq=False)
class Relief:
    """The mesh (points, where each drains, drained area, height, ruggedness, neighbours) and the heights as a raster.

    `outside` marks points whose water leaves the province by land; the first `fixed` points lie on rivers and shores.
    """

    points: Array
    receiver: NDArray[np.intp]
    area_km2: Array
    height_m: Array
    outside: NDArray[np.bool_]
    rugged: Array
    raster: Array
    fixed: int
    edges: NDArray[np.intp]


def ruggedness(points: Array) -> Array:
    """How rugged the land is at points: 0 plain, 1 high mountain."""
    wide = 1 + 0.55 * noise("valley width", points, 3_500.0, 4)
    rise = np.full(len(points), np.inf)
    for line in _LOWLANDS:
        valley = through(line, 400.0)
        away, nearest = spatial.cKDTree(valley[:, :2]).query(points)
        rise = np.minimum(rise, (away - 1000.0 * valley[nearest, 2] * wide) / 2_000.0)
    inland = np.clip((36_000.0 - points[:, 0]) / 30_000.0, 0, 1)
    divide = spatial.cKDTree(through(_DIVIDE, 200.0)).query(points)[0] / 3_500.0
    top = 0.66 + 0.22 * inland + 0.16 * np.clip(1 - divide, 0, 1)
    total = top * np.clip(rise, 0, 1) ** 0.7
    for x, y, reach_km, height in _HILLS:
        away = np.hypot(points[:, 0] - x, points[:, 1] - y) / (reach_km * 1000.0)
        total = np.maximum(total, height * np.clip(1.2 - 1.2 * (away * wide) ** 1.6, 0, 1))
    return np.asarray(np.clip(total * (1 + 0.3 * noise("ruggedness", points, 3_000.0, 3)), 0, 1))


def _beyond(points: Array, metres: float) -> NDArray[np.bool_]:
    """Points so far outside the drawn watershed that they belong to the neighbours."""
    ring = shapely.buffer(province_ring(), metres)
    return np.asarray(~covers(ring, points))


def province_ring() -> shapely.Polygon:
    """The hand-drawn watershed, closed far out at sea."""
    line = through(_DIVIDE, 400.0)
    return shapely.Polygon([(60e3, line[0, 1]), *line, (60e3, line[-1, 1])])


def hill_tops() -> shapely.Geometry:
    """The ground of the hills that stand alone, where no town is built."""
    tops = [shapely.Point(x, y).buffer(reach * 640.0) for x, y, reach, _ in _HILLS]
    return shapely.union_all(tops)


def slope_of(relief: Relief) -> Array:
    """Slope of the ground at each cell of the raster, metres a metre."""
    return np.asarray(np.hypot(*np.gradient(ndimage.gaussian_filter(relief.raster, 2.0), CELL_M)))


def make_relief(coast: Coast, lanes: tuple[Lane, ...]) -> Relief:
    """The relief of the frame; sea and lagoon lie at 0 m."""
    points, base_m, kind = _mesh_points(coast, lanes)
    edges = _edges(points, coast)
    rugged = ruggedness(points)
    receiver, order = _drainage(points, edges, rugged, kind)
    area = _accumulate(receiver, order, np.full(len(points), MESH_M**2 * 0.866 / 1e6))
    height = _heights(points, receiver, order, area, rugged, base_m)
    outside = _inherit(receiver, order, kind == 2)
    fixed = int(np.argmax(np.isnan(base_m)))
    return Relief(points, receiver, area, height, outside, rugged, _raster(points, height, coast), fixed, edges)


def _mesh_points(coast: Coast, lanes: tuple[Lane, ...]) -> tuple[Array, Array, NDArray[np.intp]]:
    """Points, base heights (NaN where free) and kind (0 free, 1 river or shore, 2 edge of the frame)."""
    draw = rng("mesh")
    rows = np.arange(0, SIZE_M[1], MESH_M * 0.866)
    grid = np.stack(np.meshgrid(np.arange(0, SIZE_M[0], MESH_M), rows), axis=-1)
    grid[1::2, :, 0] += MESH_M / 2
    free = grid.reshape(-1, 2) + draw.uniform(-0.36, 0.36, (grid.size // 2, 2)) * MESH_M
    shapely.prepare(coast.land)
    free = free[covers(coast.land, free)]
    rivers = np.vstack([lane.mesh_line for lane in lanes])
    levels = np.concatenate([lane.mesh_level_m for lane in lanes])
    rings = shapely.segmentize(shapely.boundary(coast.land), MESH_M * 0.8)
    shore = shapely.get_coordinates(rings)
    shore = shore[(shore[:, 0] > 1.0) & (shore[:, 1] > 1.0) & (shore[:, 1] < SIZE_M[1] - 1.0)]
    shore = shore[_apart(shore, 0.6 * MESH_M)]
    fixed = np.vstack([rivers, shore[spatial.cKDTree(rivers).query(shore)[0] > 0.6 * MESH_M]])
    base = np.concatenate([levels, np.zeros(len(fixed) - len(levels))])
    free = free[spatial.cKDTree(fixed).query(free)[0] > 0.55 * MESH_M]
    beyond = _beyond(free, _BEYOND_M)
    kind = np.concatenate([np.where(_beyond(fixed, 0.0), 2, 1), np.where(beyond, 2, 0)])
    base_m = np.concatenate([base, np.where(beyond, 120.0, np.nan)])
    return np.vstack([fixed, free]), base_m, kind


def _apart(points: Array, metres: float) -> NDArray[np.bool_]:
    """Keep points of a line so that neighbours are about `metres` apart."""
    steps = np.floor(along(points) / metres)
    return np.concatenate([[True], np.diff(steps) > 0])


def _edges(points: Array, coast: Coast) -> NDArray[np.intp]:
    """Neighbours in the mesh, on land only."""
    triangles = spatial.Delaunay(points).simplices
    pairs = np.sort(np.vstack([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]]), axis=1)
    pairs = np.unique(pairs, axis=0)
    ends = points[pairs]
    length = np.hypot(*(ends[:, 1] - ends[:, 0]).T)
    middle = ends.mean(axis=1)
    dry = covers(coast.land, middle)
    return np.asarray(pairs[(length < 2.2 * MESH_M) & dry])


def _drainage(
    points: Array, edges: NDArray[np.intp], rugged: Array, kind: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The point each point drains to (itself at an outlet) and an order from the outlets upward."""
    count = len(points)
    length = np.hypot(*(points[edges[:, 0]] - points[edges[:, 1]]).T)
    ground = (1 + 7.0 * rugged) * (1 + 0.9 * np.abs(noise("ground", points, 1_500.0, 4)))
    cost = length * (ground[edges[:, 0]] + ground[edges[:, 1]]) / 2
    outlets = np.flatnonzero(kind > 0)
    entry = np.full(len(outlets), 1e-3)
    rows = np.concatenate([edges[:, 0], np.full(len(outlets), count)])
    columns = np.concatenate([edges[:, 1], outlets])
    graph = sparse.csr_array((np.concatenate([cost, entry]), (rows, columns)), shape=(count + 1, count + 1))
    away, before = csgraph.dijkstra(graph, directed=False, indices=count, return_predecessors=True)
    receiver = np.where((before[:count] < 0) | (before[:count] == count), np.arange(count), before[:count]).astype(
        np.intp
    )
    return receiver, np.argsort(away[:count], kind="stable")


def _steps(receiver: NDArray[np.intp], order: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Points by their number of steps to the outlet."""
    depth = np.zeros(len(receiver), np.intp)
    hop = receiver.copy()
    moving = hop != np.arange(len(hop))
    depth[moving] = 1
    jump, count = hop, depth
    while True:
        longer = count + count[jump]
        further = jump[jump]
        if np.array_equal(further, jump):
            break
        count, jump = longer, further
    by_depth = order[np.argsort(count[order], kind="stable")]
    return np.split(by_depth, np.cumsum(np.bincount(count))[:-1])


def _accumulate(receiver: NDArray[np.intp], order: NDArray[np.intp], own: Array) -> Array:
    """What a point and all above it hold together."""
    total = own.copy()
    for level in _steps(receiver, order)[:0:-1]:
        np.add.at(total, receiver[level], total[level])
    return total


def _inherit(receiver: NDArray[np.intp], order: NDArray[np.intp], mark: NDArray[np.bool_]) -> NDArray[np.bool_]:
    result = mark.copy()
    for level in _steps(receiver, order)[1:]:
        result[level] = result[receiver[level]]
    return result


def _heights(
    points: Array, receiver: NDArray[np.intp], order: NDArray[np.intp], area: Array, rugged: Array, base_m: Array
) -> Array:
    plain = 0.00040 + 0.0016 * np.clip((27_000.0 - points[:, 0]) / 12_000.0, 0, 1)
    steep = (plain + 0.115 * rugged**1.8) * (1 + 0.35 * noise("steepness", points, 2_500.0, 2))
    slope = np.minimum(steep * area**-_THETA, 0.62)
    length = np.hypot(*(points - points[receiver]).T)
    height = np.where(np.isnan(base_m), 0.0, base_m)
    for level in _steps(receiver, order)[1:]:
        height[level] = height[receiver[level]] + slope[level] * length[level]
    return height


def _raster(points: Array, height: Array, coast: Coast) -> Array:
    """Heights of the cells, with the small roughness of slopes; 0 on sea and lagoon."""
    centres, shape = cell_centres(CELL_M)
    dry = covers(coast.land, centres)
    coarse, coarse_shape = cell_centres(2 * CELL_M)
    near = (
        ndimage.binary_dilation(dry.reshape(shape), iterations=2)
        .reshape(coarse_shape[0], 2, coarse_shape[1], 2)
        .any(axis=(1, 3))
        .ravel()
    )
    found = np.zeros(len(coarse))
    away, nearest = spatial.cKDTree(points).query(coarse[near], 6)
    share = np.exp(-((away / (0.55 * MESH_M)) ** 2)) + 1e-9
    found[near] = (share * height[nearest]).sum(axis=1) / share.sum(axis=1)
    z = ndimage.zoom(found.reshape(coarse_shape), 2, order=1, grid_mode=True, mode="nearest")
    z = ndimage.gaussian_filter(z, 1.2)
    slope = np.hypot(*np.gradient(z, CELL_M))
    small = np.zeros(len(centres))
    small[dry] = noise("slopes", centres[dry], 700.0, 4)
    small = small.reshape(shape)
    z = z + small * (np.clip(90 * slope, 0, 16) + 0.25)
    return np.asarray(np.where(dry.reshape(shape), np.maximum(z, 0.3), 0.0))
