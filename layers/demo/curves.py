"""Lines as nature and surveyors draw them: through given points, round, or rough."""

# ruff: noqa: PLR2004 - the numbers are the shape of a place

from __future__ import annotations

from typing import cast

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.demo.frame import Array, noise


def through(points: Array, step_m: float) -> Array:
    """A smooth curve through points (centripetal Catmull-Rom), sampled about every `step_m`.

    Columns beyond x and y (a roughness, say) are carried along linearly.
    """
    points = np.asarray(points, dtype=np.float64)
    padded = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    knots = np.concatenate([[0.0], np.cumsum(np.sqrt(np.maximum(np.hypot(*np.diff(padded[:, :2], axis=0).T), 1e-6)))])
    pieces = []
    for i in range(1, len(padded) - 2):
        p, t = padded[i - 1 : i + 3], knots[i - 1 : i + 3]
        count = max(1, int(np.hypot(*(p[2, :2] - p[1, :2])) // step_m))
        pieces.append(_barry_goldman(p, t, np.linspace(t[1], t[2], count, endpoint=False)))
    return np.vstack([*pieces, points[-1:]])


def _barry_goldman(p: Array, t: Array, at: Array) -> Array:
    def mix(a: Array, b: Array, low: float, high: float) -> Array:
        share = ((at - low) / (high - low))[:, None]
        return a * (1 - share) + b * share

    a1, a2, a3 = mix(p[0], p[1], t[0], t[1]), mix(p[1], p[2], t[1], t[2]), mix(p[2], p[3], t[2], t[3])
    b1, b2 = mix(a1, a2, t[0], t[2]), mix(a2, a3, t[1], t[3])
    curve = mix(b1, b2, t[1], t[2])
    share = ((at - t[1]) / (t[2] - t[1]))[:, None]
    curve[:, 2:] = p[1, 2:] * (1 - share) + p[2, 2:] * share
    return curve


def normals(line: Array) -> Array:
    """Unit vectors to the left of a line at each vertex."""
    along = np.gradient(line[:, :2], axis=0)
    along /= np.maximum(np.hypot(*along.T), 1e-9)[:, None]
    return np.stack([-along[:, 1], along[:, 0]], axis=1)


def rough(what: str, line: Array, height_m: Array | float, wavelength_m: float, octaves: int = 4) -> Array:
    """The line pushed sideways by noise of the given height; its ends stay where they are."""
    length = along(line)
    fade = np.clip(np.minimum(length, length[-1] - length) / wavelength_m, 0, 1)
    push = noise(what, line[:, :2], wavelength_m, octaves) * height_m * fade
    moved = line.copy()
    moved[:, :2] += normals(line) * push[:, None]
    return moved


def along(line: Array) -> Array:
    """Metres from the start of a line to each vertex."""
    return np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line[:, :2], axis=0).T))])


def rounded(line: Array, times: int = 2) -> Array:
    """The line with its corners cut (Chaikin); its ends stay where they are."""
    for _ in range(times):
        if len(line) < 3:  # a straight line has no corner
            return line
        a, b = line[:-1], line[1:]
        cut = np.stack([0.75 * a + 0.25 * b, 0.25 * a + 0.75 * b], axis=1).reshape(-1, line.shape[1])
        line = np.vstack([line[:1], cut[1:-1], line[-1:]])
    return line


def strip(line: Array, width_m: Array) -> shapely.Geometry:
    """The area of a line that is `width_m` wide at each vertex, round at its ends."""
    discs = shapely.buffer(shapely.points(line[:, :2]), width_m / 2, quad_segs=4)
    pairs = shapely.convex_hull(shapely.geometrycollections(np.stack([discs[:-1], discs[1:]], axis=1)))
    return shapely.union_all(pairs)


def line_of(points: Array) -> shapely.LineString:
    """A line of x and y."""
    return cast("shapely.LineString", shapely.linestrings(np.asarray(points)[:, :2]))


def lines_of(points: Array) -> NDArray[np.object_]:
    """Lines of points (n x k x 2)."""
    return cast("NDArray[np.object_]", shapely.linestrings(points))


def points_of(points: Array) -> NDArray[np.object_]:
    """Points of x and y (n x 2)."""
    return cast("NDArray[np.object_]", shapely.points(np.asarray(points)[:, :2]))


def together(parts: NDArray[np.object_] | list[shapely.Polygon]) -> shapely.MultiPolygon:
    """Polygons as one shape; they must not overlap."""
    return cast("shapely.MultiPolygon", shapely.multipolygons(np.array(list(parts), dtype=object)))


def covers(area: shapely.Geometry, points: Array) -> NDArray[np.bool_]:
    """Which points (n x 2) lie in an area."""
    shapely.prepare(area)
    return np.asarray(shapely.contains_xy(area, points[:, 0], points[:, 1]))


def polygons_of(shape: shapely.Geometry | NDArray[np.object_]) -> NDArray[np.object_]:
    """The polygons of any geometry or geometries."""
    parts = shapely.get_parts(shape)
    parts = shapely.get_parts(parts)
    return np.asarray(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON], dtype=object)


def clipped(shapes: NDArray[np.object_], area: shapely.Geometry, grain_m: float) -> NDArray[np.object_]:
    """Shapes cut to an area; those that lie wholly inside are not touched, which is most of them and much faster."""
    shapely.prepare(area)
    result = shapes.copy()
    cut = ~shapely.contains_properly(area, shapes)
    result[cut] = shapely.intersection(shapes[cut], area, grid_size=grain_m)
    return result
