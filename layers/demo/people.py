"""People: the units' totals spread over cells as houses lie along streets."""

# ruff: noqa: PLR2004 - the numbers are the shape of a place

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.demo.coast import ISLAND_M
from layers.demo.curves import clipped, covers, points_of
from layers.demo.facts import CUT_OFF_UNIT, FAR_PEOPLE, FAR_UNIT, ISLAND_PEOPLE, ISLAND_UNIT, UNITS
from layers.demo.frame import CRS, GRAIN_M, Array, noise, placed, sample
from layers.demo.plan import CITY, TOWNS
from layers.demo.relief import CELL_M
from layers.demo.towns import TownPlan

_CELL_M = 250.0
_STEP_M = 25.0
_FEWEST = 4
_APART_M = 330.0
_FAR_M = 1_050.0
_ISLAND_REACH_M = 1_600.0
_HOUSES = {
    "residential": 1.0,
    "service": 0.9,
    "tertiary": 0.9,
    "secondary": 0.8,
    "primary": 0.8,
    "unclassified": 0.55,
    "trunk": 0.5,
    "track": 0.0,
}


@dataclass(frozen=True, eq=False)
class Lived:
    """Where people can live: streets and their lines, how lived-in the countryside is, towns, outlines of units."""

    streets: gpd.GeoDataFrame
    lines: NDArray[np.object_]
    lived: Array
    towns: list[TownPlan]
    units: NDArray[np.object_]


def make_population(place: Lived) -> gpd.GeoDataFrame:
    """The frame of `population`: cells of 250 m cut by the units' borders, whole people, exact totals by unit."""
    points, weight = _houses(place)
    part = _parts(place, points)
    cell = np.floor(points / _CELL_M).astype(np.int64)
    known = (part >= 0) & (weight > 0)
    rows = pd.DataFrame({"part": part[known], "x": cell[known, 0], "y": cell[known, 1], "weight": weight[known]})
    cells = rows.groupby(["part", "x", "y"], as_index=False)["weight"].sum()
    unit = np.where(cells["part"] == len(UNITS), _number(ISLAND_UNIT), cells["part"]).astype(np.intp)
    shapes = _squares(cells["x"].to_numpy(), cells["y"].to_numpy())
    for k in range(len(UNITS)):
        shapes[unit == k] = clipped(shapes[unit == k], place.units[k], GRAIN_M)
    shapes = _largest(shapes)
    middle = shapely.get_coordinates(shapely.point_on_surface(shapes))
    fit = (shapely.area(shapes) > 5_000.0) & _settled(place, unit, middle)  # no slivers
    cells, shapes, unit = cells[fit].reset_index(drop=True), shapes[fit], unit[fit]
    people = _shared_out(cells["part"].to_numpy(), cells["weight"].to_numpy())
    enough = people > 0
    shapes, unit, people = shapes[enough], unit[enough], people[enough]
    return _frame(
        np.append(shapes, _far_hamlet(place)), np.append(unit, _number(FAR_UNIT)), np.append(people, FAR_PEOPLE)
    )


def _squares(x: NDArray[np.int64], y: NDArray[np.int64]) -> NDArray[np.object_]:
    """Cells by their numbers east and north."""
    return np.asarray(shapely.box(x * _CELL_M, y * _CELL_M, (x + 1) * _CELL_M, (y + 1) * _CELL_M), dtype=object)


def _far_hamlet(place: Lived) -> NDArray[np.object_]:
    """The cell of the unit that lies farther than a kilometre from every street, but not much farther."""
    home = place.units[_number(FAR_UNIT)]
    west, south, east, north = (np.array(home.bounds) // _CELL_M).astype(int)
    x, y = np.meshgrid(np.arange(west, east + 1), np.arange(south, north + 1))
    cells = _squares(x.ravel(), y.ravel())
    cells = cells[shapely.contains_properly(home, cells)]
    away = shapely.STRtree(place.lines).query_nearest(cells, all_matches=False, return_distance=True)[1]
    return cells[[np.argmin(np.where(away > _FAR_M, away, np.inf))]]


def _number(name: str) -> int:
    return next(k for k, unit in enumerate(UNITS) if unit.name == name)


def _houses(place: Lived) -> tuple[Array, Array]:
    """Points along streets, and how many houses stand there."""
    length = shapely.length(place.lines)
    count = np.maximum(1, np.round(length / _STEP_M).astype(np.intp))
    owner = np.repeat(np.arange(len(count)), count)
    rank = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    points = shapely.get_coordinates(
        shapely.line_interpolate_point(place.lines[owner], (rank + 0.5) * (length / count)[owner])
    )
    road_class = place.streets["class"].to_numpy()[owner]
    weight = np.array([_HOUSES[c] for c in road_class]) * (length / count)[owner]
    density = np.clip(sample(place.lived, points, CELL_M), 0, 1.3)
    density[density < 0.18] = 0.0  # a lone road
    for town, plan in zip(TOWNS, place.towns, strict=True):
        within = covers(plan.limit, points)
        away = np.hypot(*(points - town.middle).T) / town.reach_m
        top = 4.2 if town is CITY else 2.6
        density[within] = 0.25 + top * np.exp(-2.1 * away[within])
    bridge = (place.streets["bridge"] == "yes").to_numpy()[owner]
    density *= np.clip(1 + 0.6 * noise("households", points, 1_200.0, 3), 0.2, None) * ~bridge
    return points, weight * density


def _parts(place: Lived, points: Array) -> NDArray[np.intp]:
    """The unit each point lies in; the island counts as one more; -1 outside."""
    part = np.full(len(points), -1)
    for k, shape in enumerate(place.units):
        part[covers(shape, points)] = k
    part[(part >= 0) & (np.hypot(*(points - np.array(ISLAND_M)).T) < _ISLAND_REACH_M)] = len(UNITS)
    return part


def _largest(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """The largest polygon of each shape."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    areal = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    parts, owner = parts[areal], owner[areal]
    order = np.lexsort((-shapely.area(parts), owner))
    first = order[np.unique(owner[order], return_index=True)[1]]
    result = np.full(len(shapes), shapely.Polygon(), dtype=object)
    result[owner[first]] = parts[first]
    return result


def _settled(place: Lived, unit: NDArray[np.intp], middle: Array) -> NDArray[np.bool_]:
    """Which cells, on the islet and off it, are far from each other's streets: so the bridge alone cuts people off."""
    islet = place.units[_number(CUT_OFF_UNIT)]
    at = shapely.line_interpolate_point(place.lines, 0.5, normalized=True)
    own = shapely.intersects(islet, at) & (place.streets["bridge"] != "yes").to_numpy()
    islet_near, rest_near = _beside(place.lines[own], middle), _beside(place.lines[~own], middle)
    on = unit == _number(CUT_OFF_UNIT)
    return np.asarray(np.where(on, islet_near & ~rest_near, ~islet_near))


def _beside(lines: NDArray[np.object_], points: Array) -> NDArray[np.bool_]:
    """Which points have one of the lines so near that somebody there could enter it."""
    result = np.zeros(len(points), bool)
    result[shapely.STRtree(lines).query(points_of(points), predicate="dwithin", distance=_APART_M)[0]] = True
    return result


def _shared_out(part: NDArray[np.intp], weight: Array) -> NDArray[np.int64]:
    """Whole people per cell in proportion to weight, with exact totals (largest remainders)."""
    totals = np.array([unit.people for unit in UNITS] + [ISLAND_PEOPLE])
    totals[_number(ISLAND_UNIT)] -= ISLAND_PEOPLE
    totals[_number(FAR_UNIT)] -= FAR_PEOPLE
    people = np.zeros(len(part), np.int64)
    for k, total in enumerate(totals):
        own = np.flatnonzero(part == k)
        share = weight[own] / weight[own].sum() * total
        own = own[share >= _FEWEST]
        exact = weight[own] / weight[own].sum() * total
        whole = np.floor(exact).astype(np.int64)
        whole[np.argsort(whole - exact, kind="stable")[: total - whole.sum()]] += 1
        people[own] = whole
    return people


def _frame(shapes: NDArray[np.object_], unit: NDArray[np.intp], people: NDArray[np.int64]) -> gpd.GeoDataFrame:
    middle = shapely.get_coordinates(shapely.centroid(shapes))
    urban = np.array([UNITS[k].kind == "phường" for k in unit])
    young = noise("young", middle, 6_000.0, 3)
    shares = {
        "children_0_5": 0.086 + 0.012 * young + np.where(urban, -0.004, 0.004),
        "children_6_10": 0.080 + 0.011 * young + np.where(urban, -0.002, 0.003),
        "children_11_14": 0.061 + 0.009 * young,
        "elderly_60": 0.135 - 0.035 * young + np.where(urban, -0.018, 0.012),
    }
    frame = gpd.GeoDataFrame(
        {
            "people": people.astype(float),
            **{name: np.round(people * share) for name, share in shares.items()},
            "urban": pd.array(urban, dtype="boolean"),
            "unit": [UNITS[k].code for k in unit],
        },
        geometry=placed(shapes),
        crs=CRS,
    )
    frame.index = pd.Index([f"O{number:05d}" for number in range(1, len(frame) + 1)], name="id")
    return frame
