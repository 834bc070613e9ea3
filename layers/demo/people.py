"""People: the units' totals spread over cells as houses lie along streets."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.demo.coast import ISLAND_M
from layers.demo.curves import clipped
from layers.demo.facts import CUT_OFF_UNIT, FAR_PEOPLE, FAR_UNIT, ISLAND_PEOPLE, ISLAND_UNIT, UNITS
from layers.demo.frame import CRS, GRAIN_M, ORIGIN_M, Array, noise, placed, sample
from layers.demo.plan import CITY, TOWNS
from layers.demo.relief import CELL_M
from layers.demo.towns import TownPlan

_CELL_M = 250.0
_STEP_M = 25.0
_FEWEST = 4
_APART_M = 330.0
_ISLAND_REACH_M = 1_600.0
_HOUSES = {"residential": 1.0, "service": 0.9, "tertiary": 0.9, "secondary": 0.8, "primary": 0.8, "unclassified": 0.55, "trunk": 0.5, "track": 0.0}


@dataclass(frozen=True, eq=False)
class Lived:
    """Where people can live: streets (metres from the corner), how lived-in the countryside is, towns, outlines of units."""

    streets: gpd.GeoDataFrame
    lines: NDArray[np.object_]
    lived: Array
    towns: list[TownPlan]
    units: NDArray[np.object_]


def make_population(place: Lived) -> gpd.GeoDataFrame:
    """The population layer's frame: cells of 250 m cut by the units' borders, whole people, exact totals by unit."""
    points, weight, road_class = _houses(place)
    part = _parts(place, points)
    cell = np.floor(points / _CELL_M).astype(np.int64)
    known = (part >= 0) & (weight > 0)
    rows = pd.DataFrame({"part": part[known], "x": cell[known, 0], "y": cell[known, 1], "weight": weight[known]})
    cells = rows.groupby(["part", "x", "y"], as_index=False)["weight"].sum()
    unit = np.minimum(cells["part"].to_numpy(), len(UNITS) - 1)
    unit = np.where(cells["part"] == len(UNITS), _number(ISLAND_UNIT), cells["part"]).astype(np.intp)
    squares = shapely.box(*(cells[["x", "y"]].to_numpy().T * _CELL_M), *((cells[["x", "y"]].to_numpy().T + 1) * _CELL_M))
    shapes = squares.copy()
    for k in range(len(UNITS)):
        shapes[unit == k] = clipped(squares[unit == k], place.units[k], GRAIN_M)
    shapes = _largest(shapes)
    middle = shapely.get_coordinates(shapely.point_on_surface(shapes))
    fit = (shapely.area(shapes) > 5_000.0) & _settled(place, unit, middle)  # noqa: PLR2004 - no slivers
    cells, shapes, unit = cells[fit].reset_index(drop=True), shapes[fit], unit[fit]
    people = _shared_out(cells["part"].to_numpy(), cells["weight"].to_numpy())
    enough = people > 0
    return _frame(shapes[enough], unit[enough], people[enough])


def _number(name: str) -> int:
    return next(k for k, unit in enumerate(UNITS) if unit.name == name)


def _houses(place: Lived) -> tuple[Array, Array, NDArray[np.object_]]:
    """Points along streets, and how many houses stand there."""
    length = shapely.length(place.lines)
    count = np.maximum(1, np.round(length / _STEP_M).astype(np.intp))
    owner = np.repeat(np.arange(len(count)), count)
    rank = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    points = shapely.get_coordinates(shapely.line_interpolate_point(place.lines[owner], (rank + 0.5) * (length / count)[owner]))
    road_class = place.streets["class"].to_numpy()[owner]
    weight = np.array([_HOUSES[c] for c in road_class]) * (length / count)[owner]
    density = np.clip(sample(place.lived, points, CELL_M), 0, 1.3)
    density[density < 0.18] = 0.0  # noqa: PLR2004 - a lone road
    for town, plan in zip(TOWNS, place.towns, strict=True):
        inside = shapely.contains_xy(plan.limit, *points.T)
        away = np.hypot(*(points - np.array(town.middle) * 1000.0).T) / (town.reach_km * 1000.0)
        top = 4.2 if town is CITY else 2.6
        density[inside] = 0.25 + top * np.exp(-2.1 * away[inside])
    bridge = (place.streets["bridge"] == "yes").to_numpy()[owner]
    density *= np.clip(1 + 0.6 * noise("households", points, 1_200.0, 3), 0.2, None) * ~bridge
    return points, weight * density, road_class


def _parts(place: Lived, points: Array) -> NDArray[np.intp]:
    """The unit each point lies in; the island counts as one more; -1 outside."""
    part = np.full(len(points), -1)
    for k, shape in enumerate(place.units):
        shapely.prepare(shape)
        part[shapely.contains_xy(shape, *points.T)] = k
    part[(part >= 0) & (np.hypot(*(points - np.array(ISLAND_M)).T) < _ISLAND_REACH_M)] = len(UNITS)
    return part


def _largest(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """The largest polygon of each shape."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    parts, owner = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON], owner[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    order = np.lexsort((-shapely.area(parts), owner))
    first = order[np.unique(owner[order], return_index=True)[1]]
    result = np.full(len(shapes), shapely.Polygon(), dtype=object)
    result[owner[first]] = parts[first]
    return result


def _settled(place: Lived, unit: NDArray[np.intp], middle: Array) -> NDArray[np.bool_]:
    """Keep cells of the islet and cells off it so far from each other's streets that a bridge alone decides who is cut off."""
    islet = place.units[_number(CUT_OFF_UNIT)]
    at = shapely.line_interpolate_point(place.lines, 0.5, normalized=True)
    own = shapely.intersects(islet, at) & (place.streets["bridge"] != "yes").to_numpy()
    near = shapely.STRtree(place.lines[own]).query(shapely.points(middle), predicate="dwithin", distance=_APART_M)[0]
    near_other = shapely.STRtree(place.lines[~own]).query(shapely.points(middle), predicate="dwithin", distance=_APART_M)[0]
    on = unit == _number(CUT_OFF_UNIT)
    touched, touched_other = np.zeros(len(unit), bool), np.zeros(len(unit), bool)
    touched[near], touched_other[near_other] = True, True
    return np.asarray(np.where(on, touched & ~touched_other, ~touched))


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
        {"people": people.astype(float), **{name: np.round(people * share) for name, share in shares.items()}, "urban": pd.array(urban, dtype="boolean"), "unit": [UNITS[k].code for k in unit]},
        geometry=placed(shapes),
        crs=CRS,
    )
    frame.index = pd.Index([f"O{number:05d}" for number in range(1, len(frame) + 1)], name="id")
    return frame
