"""Counted repairs of geometry: no feature is dropped, and no area changes by more than one per cent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.problems import Problem, concerning
from layers.spec import Shape

MOST_AREA_CHANGE = 0.01
_DIMENSION: dict[Shape, int] = {"point": 0, "line": 1, "polygon": 2}
_Geometries = NDArray[Any]


@dataclass(frozen=True)
class Repaired:
    """Geometries after repair, and what was done or could not be."""

    geometries: _Geometries
    problems: tuple[Problem, ...]


def repair(geometries: _Geometries, shapes: tuple[Shape, ...], ids: NDArray[Any]) -> Repaired:
    """Geometries that are flat, valid and of an allowed shape.

    Parameters
    ----------
    geometries
        Shapely geometries or `None`.
    shapes
        Shapes that the layer may have; empty means any.
    ids
        Text ids, for the problems.

    Returns
    -------
    repaired
        Notes count what was mended (`heights_removed`, `polygons_mended`, `parts_taken`); errors name by id what
        cannot be mended: `self_crossing` (mending would change the area by more than 1 %), `wrong_geometry`,
        `bad_coordinates` (infinite, or not a number).
    """
    problems: list[Problem] = []
    geometries = _flat(geometries, problems)
    geometries, bad = _finite(geometries, ids, problems)
    geometries = _of_shapes(geometries, shapes, problems)
    _wrong_shapes(geometries, shapes, ids, problems)
    geometries = _mended(geometries, ids, bad, problems)
    return Repaired(geometries, tuple(problems))


def _flat(geometries: _Geometries, problems: list[Problem]) -> _Geometries:
    high = shapely.has_z(geometries) | shapely.has_m(geometries)
    if not high.any():
        return geometries
    problems.append(Problem(code="heights_removed", severity="note", count=int(high.sum())))
    return np.asarray(shapely.force_2d(geometries))


def _finite(
    geometries: _Geometries, ids: NDArray[Any], problems: list[Problem]
) -> tuple[_Geometries, NDArray[np.bool_]]:
    # Bounds will not do: they pass over corners that are not numbers.
    coordinates, owner = shapely.get_coordinates(geometries, return_index=True)
    bad = np.zeros(len(geometries), dtype=bool)
    bad[np.unique(owner[~np.isfinite(coordinates).all(axis=1)])] = True
    if bad.any():
        problems.append(concerning("bad_coordinates", ids[bad]))
    return geometries, bad


def _of_shapes(geometries: _Geometries, shapes: tuple[Shape, ...], problems: list[Problem]) -> _Geometries:
    """Collections reduced to their parts of the allowed shape, single-part multipoints to points, rings to lines."""
    if not shapes:
        return geometries
    kinds = shapely.get_type_id(geometries)
    collections = np.flatnonzero(kinds == shapely.GeometryType.GEOMETRYCOLLECTION)
    rings = np.flatnonzero(kinds == shapely.GeometryType.LINEARRING)
    lone = np.flatnonzero((kinds == shapely.GeometryType.MULTIPOINT) & (shapely.get_num_geometries(geometries) == 1))
    if not (len(collections) or len(rings) or len(lone)):
        return geometries
    result = geometries.copy()
    taken = 0
    for position in collections:
        part = _parts_of(geometries[position], shapes)
        if part is not None:
            result[position] = part
            taken += 1
    for position in rings:
        result[position] = shapely.LineString(shapely.get_coordinates(geometries[position]))
    result[lone] = shapely.get_geometry(geometries[lone], 0)
    if taken:
        problems.append(Problem(code="parts_taken", severity="note", count=taken, allowed=", ".join(shapes)))
    return result


def _parts_of(collection: shapely.Geometry, shapes: tuple[Shape, ...]) -> shapely.Geometry | None:
    parts = shapely.get_parts(collection)
    for shape in sorted(shapes, key=lambda s: -_DIMENSION[s]):
        fitting = parts[shapely.get_dimensions(parts) == _DIMENSION[shape]]
        if len(fitting):
            joined: shapely.Geometry = shapely.union_all(fitting)
            return joined
    return None


def _wrong_shapes(
    geometries: _Geometries, shapes: tuple[Shape, ...], ids: NDArray[Any], problems: list[Problem]
) -> None:
    if not shapes:
        return
    dimension = shapely.get_dimensions(geometries)
    wrong = (dimension >= 0) & ~np.isin(dimension, [_DIMENSION[s] for s in shapes])
    wrong |= shapely.get_type_id(geometries) == shapely.GeometryType.MULTIPOINT
    if wrong.any():
        found = sorted(
            {shapely.from_wkt("POINT EMPTY").geom_type if g is None else g.geom_type for g in geometries[wrong][:1000]}
        )
        problems.append(concerning("wrong_geometry", ids[wrong], found=", ".join(found), allowed=", ".join(shapes)))


def _mended(geometries: _Geometries, ids: NDArray[Any], bad: NDArray[np.bool_], problems: list[Problem]) -> _Geometries:
    polygons = np.flatnonzero((shapely.get_dimensions(geometries) == _DIMENSION["polygon"]) & ~bad)
    broken = polygons[~shapely.is_valid(geometries[polygons])]
    if not len(broken):
        return geometries
    before = geometries[broken]
    after = shapely.make_valid(before)
    areal = np.array(
        [_parts_of(g, ("polygon",)) if g.geom_type == "GeometryCollection" else g for g in after], dtype=object
    )
    after_area = shapely.area(areal)
    drawn = _drawn_area(before)
    reference = np.maximum(drawn, after_area)
    changed = np.abs(after_area - drawn) > MOST_AREA_CHANGE * np.maximum(reference, np.finfo(float).tiny)
    flat = shapely.get_dimensions(areal) != _DIMENSION["polygon"]
    refused = changed | flat
    if refused.any():
        problems.append(
            concerning("self_crossing", ids[broken[refused]], found=_where(before[refused][0]), allowed="<= 1 %")
        )
    result = geometries.copy()
    result[broken[~refused]] = areal[~refused]
    if (~refused).any():
        problems.append(concerning("polygons_mended", ids[broken[~refused]], severity="note"))
    return result


def _drawn_area(polygons: _Geometries) -> NDArray[np.float64]:
    """The area that the rings enclose by the shoelace formula, holes taken off: what the drawer meant, if anything."""
    return np.asarray(np.abs(shapely.area(polygons)), dtype=np.float64)


def _where(polygon: shapely.Geometry) -> str:
    return str(shapely.is_valid_reason(polygon))
