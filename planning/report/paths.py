"""Shapes as the paths of a drawing: simplified to what paper can show, whole hundredths of a millimetre.

Written straight from arrays of coordinates: matplotlib took 0.3 s for a map of 143,000 vertices, this takes a third of
it, nearly all for the simplification; and what several maps share (base map, outlines) is written once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from planning.present.views import ShapeKind, ShapeLayer
from planning.report.frame import Window

FINEST_MM = 0.1
"""How far a simplified line may stray on paper."""
_MOST_SEEN = 0.5  # of the shapes of a layer: if more are in the window, all are simplified
_DIMENSION = {"area": 2, "line": 1, "point": 0}


@dataclass(frozen=True)
class _Job:
    """A layer in a window, known by its content."""

    key: str
    kind: ShapeKind
    shown: Window
    item: ShapeLayer = field(compare=False, repr=False)


@dataclass(frozen=True, eq=False)
class Placed:
    """Shapes of a layer that touch the window.

    `numbers` are their places in the layer, `paths` their outlines (path data; "x y" of points), `shapes` themselves,
    simplified, in steps of the drawing.
    """

    numbers: NDArray[np.intp]
    paths: tuple[str, ...]
    shapes: NDArray[Any]


def placed(item: ShapeLayer, shown: Window) -> Placed:
    """The shapes of a layer that touch the window, ready to be drawn."""
    return _placed(_Job(item.key, item.kind, shown, item))


def touching(item: ShapeLayer, shown: Window) -> NDArray[np.intp]:
    """The numbers of the shapes of a layer that touch the window."""
    return _numbers(_Job(item.key, item.kind, shown, item))


@lru_cache(maxsize=128)
def _numbers(job: _Job) -> NDArray[np.intp]:
    return _touching(_metric(job.item.shapes, job.shown.crs), job.shown)


@lru_cache(maxsize=64)
def _placed(job: _Job) -> Placed:
    numbers, shown = _numbers(job), job.shown
    tolerance = FINEST_MM * shown.metres_per_mm
    if len(numbers) > _MOST_SEEN * len(job.item.shapes):
        # Sheets of one area differ in height more often than in scale: what is simplified serves them all.
        simple = _simple(_Whole(job.key, job.kind, shown.crs, tolerance, job.item))[numbers]
    else:
        simple = _simplified(_metric(job.item.shapes.iloc[numbers], shown.crs), job.kind, tolerance)
    moved = shapely.transform(simple, shown.place)
    return Placed(numbers, tuple(_written(moved, job.kind)), moved)


@dataclass(frozen=True)
class _Whole:
    """All shapes of a layer at a tolerance (metres), known by its content."""

    key: str
    kind: ShapeKind
    crs: str
    tolerance_m: float
    item: ShapeLayer = field(compare=False, repr=False)


@lru_cache(maxsize=64)
def _simple(whole: _Whole) -> NDArray[Any]:
    made = _metric(whole.item.shapes, whole.crs).copy()
    there = np.flatnonzero(np.isfinite(shapely.bounds(made)[:, 0]))
    made[there] = _simplified(made[there], whole.kind, whole.tolerance_m)
    return made


def _metric(series: gpd.GeoSeries, crs: str) -> NDArray[Any]:
    same = series.crs is None or series.crs == crs
    return np.asarray((series if same else series.to_crs(crs)).to_numpy())


def _touching(shapes: NDArray[Any], shown: Window) -> NDArray[np.intp]:
    """The numbers of the shapes that are there and touch the window."""
    boxes = shapely.bounds(shapes)
    west, south, east, north = shown.ground
    with np.errstate(invalid="ignore"):
        near = (boxes[:, 0] <= east) & (boxes[:, 2] >= west) & (boxes[:, 1] <= north) & (boxes[:, 3] >= south)
        inside = (boxes[:, 0] >= west) & (boxes[:, 2] <= east) & (boxes[:, 1] >= south) & (boxes[:, 3] <= north)
    doubtful = np.flatnonzero(near & ~inside)
    near[doubtful] = shapely.intersects(shapes[doubtful], shown.box)
    return np.flatnonzero(near)


def _simplified(shapes: NDArray[Any], kind: ShapeKind, tolerance: float) -> NDArray[Any]:
    """Fewer vertices; neighbouring areas keep their common border."""
    if kind == "point":
        flat = shapely.get_type_id(shapes) == 0
        return np.where(flat, shapes, shapely.point_on_surface(shapes))
    parts = _of_dimension(shapes, _DIMENSION[kind])
    if kind == "area" and len(parts) > 1:
        return np.asarray(shapely.coverage_simplify(parts, tolerance))
    return np.asarray(shapely.simplify(parts, tolerance, preserve_topology=False))


def _of_dimension(shapes: NDArray[Any], dimension: int) -> NDArray[Any]:
    """The shapes without what is of another kind within them (points in a collection of areas)."""
    mixed = np.flatnonzero(shapely.get_type_id(shapes) == 7)  # noqa: PLR2004 - a collection
    odd = np.flatnonzero((shapely.get_dimensions(shapes) != dimension) & (shapely.get_type_id(shapes) != 7))  # noqa: PLR2004
    if not len(mixed) and not len(odd):
        return shapes
    made = shapes.copy()
    build = shapely.MultiPolygon if dimension == 2 else shapely.MultiLineString  # noqa: PLR2004
    for number in (*mixed, *odd):
        parts = shapely.get_parts(shapely.get_parts(shapes[number]))
        made[number] = build(list(parts[shapely.get_dimensions(parts) == dimension]))
    return made


def _written(shapes: NDArray[Any], kind: ShapeKind) -> list[str]:
    """Path data of each shape, in whole steps."""
    if kind == "point":
        return [f"{round(x)} {round(y)}" for x, y in zip(shapely.get_x(shapes), shapely.get_y(shapes), strict=True)]
    parts, owners = shapely.get_parts(shapes, return_index=True)
    if kind == "area":
        parts = shapely.orient_polygons(parts)
        rings, of = shapely.get_rings(parts, return_index=True)
        owners = owners[of]
    else:
        rings = parts
    coordinates, ring = shapely.get_coordinates(rings, return_index=True)
    whole = np.rint(coordinates).astype("int64")
    first = np.diff(ring, prepend=-1) != 0
    keep = first | (np.diff(whole, axis=0, prepend=np.zeros((1, 2), "int64")) != 0).any(axis=1)
    whole, ring = whole[keep], ring[keep]
    starts = np.flatnonzero(np.diff(ring, prepend=-1))
    steps = np.diff(whole, axis=0, prepend=np.zeros((1, 2), "int64")) if len(whole) else whole
    steps[starts] = whole[starts]
    return _joined(steps, starts, owners, len(shapes), closed=kind == "area")


def _joined(
    steps: NDArray[np.int64], starts: NDArray[np.intp], owners: NDArray[np.intp], count: int, *, closed: bool
) -> list[str]:
    """One text a shape from the steps of its rings or lines."""
    words = list(map(str, steps.ravel().tolist()))
    ends = [*(starts[1:] * 2).tolist(), len(words)][: len(starts)]
    least, close = (6, "z") if closed else (4, "")  # a ring that has shrunk to two places shows nothing
    made: list[list[str]] = [[] for _ in range(count)]
    for owner, start, end in zip(owners.tolist(), (starts * 2).tolist(), ends, strict=True):
        if end - start >= least:
            made[owner].append(f"M{words[start]} {words[start + 1]}l{' '.join(words[start + 2 : end])}{close}")
    return ["".join(parts) for parts in made]


def forget() -> None:
    """Drop what is kept of former maps."""
    _placed.cache_clear()
    _numbers.cache_clear()
    _simple.cache_clear()
