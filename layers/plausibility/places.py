"""Layers held against each other: things at one spot, layers that reach beyond another, points in another ward."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from layers.city import City
from layers.crs import WGS84
from layers.grid import Grid
from layers.layer import Layer
from layers.names import place_key, plain
from layers.problems import Problem, concerning

ONE_PLACE_M = 1.0
MOST_SPOTS = 20
BEYOND_M = 500.0
"""So far from the last street a place is served by streets that the layer does not hold."""
_WARD_COLUMNS = frozenset({"ward", "commune", "xa", "phuong", "xa phuong", "phuong xa", "unit", "don vi"})
_NOT_SAME_PLACE = frozenset({"sensors", "other"})


def place_problems(city: City) -> list[Problem]:
    """Warnings `several_at_one_place`, `unit_elsewhere`, `beyond_area`, `beyond_streets`, each placed in its layer."""
    problems: list[Problem] = []
    units = city.of_type("units")
    areas = city.of_type("area")
    streets = city.of_type("streets")
    for _, layer in sorted(city.layers.items()):
        if not layer.has_geometry or not len(layer):
            continue
        found = _at_one_place(layer)
        if len(units) == 1:
            found += _named_units(layer, units[0])
        if areas and layer.type != "area":
            found += _beyond_area(layer, areas)
        if streets and layer.type == "population":
            found += _beyond_streets(layer, streets)
        problems += [problem.within(layer.name) for problem in found]
    if streets:
        for _, grid in sorted(city.grids.items()):
            problems += [problem.within(grid.name) for problem in _grid_beyond_streets(grid, streets, city.crs)]
    return problems


def _at_one_place(layer: Layer) -> list[Problem]:
    """Sensors of different names that stand on one spot: most often a position that was looked up, not measured."""
    if layer.type not in _NOT_SAME_PLACE:
        return []
    frame = layer.frame
    points = frame[(frame.geometry.geom_type == "Point").fillna(value=False)]
    if len(points) < 2:  # noqa: PLR2004 - two make a pair
        return []
    east, north = (
        np.round(axis / ONE_PLACE_M).astype("int64").astype(str) for axis in (points.geometry.x, points.geometry.y)
    )
    spot = east + " " + north
    # A station that measures several quantities has one row for each.
    station = points["name"].astype(str) if "name" in points.columns else points.index.to_series()
    several = station.groupby(spot).transform("nunique") > 1
    if not several.any():
        return []
    lonlat = points.geometry.to_crs(WGS84)
    problems = []
    for where, _ in list(spot[several].value_counts().items())[:MOST_SPOTS]:
        here = lonlat[spot == where]
        found = f"{here.iloc[0].x:.5f} {here.iloc[0].y:.5f}"
        problems.append(concerning("several_at_one_place", list(here.index), severity="warning", found=found))
    return problems


def _named_units(layer: Layer, units: Layer) -> list[Problem]:
    """A column that names the unit in which a point lies, by name or code, and names another one."""
    frame, outlines = layer.frame, units.frame
    if layer.name == units.name or "name" not in outlines.columns:
        return []
    names = [str(c) for c in frame.columns if plain(c) in _WARD_COLUMNS]
    points = frame[(frame.geometry.geom_type == "Point").fillna(value=False)]
    if not names or not len(points):
        return []
    tree = shapely.STRtree(outlines.geometry.to_numpy())
    rows, inside = tree.query(points.geometry.to_numpy(), predicate="within")
    problems = []
    for name in names:
        stated = points[name].iloc[rows]
        true = outlines["name"].iloc[inside]
        codes = outlines.index[inside]
        wrong = np.array(
            [
                isinstance(a, str) and place_key(a) != place_key(b) and a != c
                for a, b, c in zip(stated, true, codes, strict=True)
            ],
            dtype=bool,
        )
        if wrong.any():
            first = int(np.flatnonzero(wrong)[0])
            found = f"{stated.iloc[first]} / {true.iloc[first]}"
            problems.append(
                concerning(
                    "unit_elsewhere", points.index[rows[wrong]].to_numpy(), severity="warning", field=name, found=found
                )
            )
    return problems


def _beyond_area(layer: Layer, areas: tuple[Layer, ...]) -> list[Problem]:
    outline = shapely.union_all([shape for area in areas for shape in area.frame.geometry])
    shapely.prepare(outline)
    points = layer.frame.geometry.representative_point().to_numpy()
    outside = ~shapely.dwithin(points, outline, BEYOND_M) & ~shapely.is_missing(points)
    return _beyond("beyond_area", layer.frame.index.to_numpy()[outside], len(layer), ", ".join(a.name for a in areas))


def _beyond_streets(layer: Layer, streets: tuple[Layer, ...]) -> list[Problem]:
    points = layer.frame.geometry.representative_point().to_numpy()
    outside = ~_near(points, streets)
    return _beyond(
        "beyond_streets", layer.frame.index.to_numpy()[outside], len(layer), ", ".join(s.name for s in streets)
    )


def _grid_beyond_streets(grid: Grid, streets: tuple[Layer, ...], crs: str) -> list[Problem]:
    if grid.type != "population_grid":
        return []
    rows, columns = np.nonzero(~grid.mask & (grid.filled > 0))
    t = grid.transform
    x = t.a * (columns + 0.5) + t.b * (rows + 0.5) + t.c
    y = t.d * (columns + 0.5) + t.e * (rows + 0.5) + t.f
    points = gpd.GeoSeries(gpd.points_from_xy(x, y), crs=grid.crs).to_crs(crs).to_numpy()
    outside = ~_near(points, streets)
    return _beyond(
        "beyond_streets", np.flatnonzero(outside).astype(str), len(points), ", ".join(s.name for s in streets)
    )


def _near(points: NDArray[Any], streets: tuple[Layer, ...]) -> NDArray[np.bool_]:
    """Whether a place lies within the hull of the streets or not far from it."""
    corners = np.concatenate([shapely.get_coordinates(layer.frame.geometry.to_numpy()) for layer in streets])
    hull = shapely.convex_hull(shapely.MultiPoint(corners))
    shapely.prepare(hull)
    return np.asarray(shapely.dwithin(points, hull, BEYOND_M))


def _beyond(code: str, ids: NDArray[Any], of: int, other: str) -> list[Problem]:
    if not len(ids):
        return []
    return [concerning(code, ids, severity="warning", found=f"{len(ids)} / {of}", allowed=other)]
