"""Where facilities stand: near the people they serve, on lots of towns or on plots beside village streets."""

# ruff: noqa: PLR2004 - the numbers are the shape of a place

from __future__ import annotations

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy import spatial

from layers.demo.curves import points_of
from layers.demo.facts import UNITS
from layers.demo.frame import CRS, ORIGIN_M, Array, placed, rng
from layers.demo.lots import Lots
from layers.demo.services import SERVICES, SINGLES, Service, Single, count_for

_IN_TOWN_M = 1_000.0
_TRIES = 90


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A facility that looks for a place near a point."""

    kind: str
    layer: str
    name: str
    near: Array
    unit: int
    capacity: float
    unit_of_capacity: str
    lot_m2: float
    code: str


@dataclass(eq=False)
class Plots:
    """Ground given to facilities beside village streets: shape and code. Grows while places are found."""

    shapes: list[shapely.Polygon] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Terrain:
    """What decides where a facility can stand; all in metres from the corner of the frame."""

    cells: Array
    people: Array
    unit: NDArray[np.intp]
    lines: NDArray[np.object_]
    road_class: NDArray[np.object_]
    units: NDArray[np.object_]
    closed: shapely.Geometry
    brooks: shapely.Geometry


def make_facilities(land: Terrain, lots: Lots, plots: Plots) -> dict[str, gpd.GeoDataFrame]:
    """Frames of facilities by layer; lots and plots are handed out on the way."""
    wanted = [_single(land, single) for single in SINGLES]
    wanted += [one for service in SERVICES for one in _of_service(land, service)]
    streets = _Streets(land)
    rows: dict[str, list[tuple[Wanted, tuple[float, float]]]] = {}
    for one in wanted:
        rows.setdefault(one.layer, []).append((one, _place(land, streets, one, lots, plots)))
    return {layer: _frame(layer, found) for layer, found in rows.items()}


def _single(land: Terrain, single: Single) -> Wanted:
    unit = int(np.argmin(shapely.distance(land.units, shapely.Point(single.at))))
    return Wanted(
        kind=single.kind, layer=single.layer, name=single.name, near=single.at, unit=unit, capacity=single.capacity,
        unit_of_capacity=single.unit_of_capacity, lot_m2=single.lot_m2, code=single.code,
    )  # fmt: skip


def _of_service(land: Terrain, service: Service) -> list[Wanted]:
    """Facilities of a service in each unit, in the middle of equal shares of its people."""
    draw = rng("size of " + service.kind)
    found = []
    for k, unit in enumerate(UNITS):
        count = count_for(service, unit)
        if not count:
            continue
        middles, shares = _middles(land.cells[land.unit == k], land.people[land.unit == k], count)
        generous = draw.uniform(0.78, 1.16, count)
        middles = middles + draw.uniform(-1.0, 1.0, (count, 2)) * (120.0 if unit.kind == "phường" else 350.0)
        for number, (at, share) in enumerate(zip(middles, shares, strict=True), start=1):
            name = f"{service.title} {unit.short}" + (f" {number}" if count > 1 else "")
            places = round(service.places_per_1000 * share / 1000.0 * generous[number - 1] / 5.0) * 5.0
            found.append(
                Wanted(
                    kind=service.kind,
                    layer=service.layer,
                    name=name,
                    near=at,
                    unit=k,
                    capacity=max(places, 60.0) if service.places_per_1000 else 0.0,
                    unit_of_capacity=service.unit_of_capacity,
                    lot_m2=service.lot_m2 * float(np.clip(generous[number - 1], 0.8, 1.2)),
                    code=service.code,
                )
            )
    return found


def _middles(points: Array, people: Array, count: int) -> tuple[Array, Array]:
    """Middles of `count` groups of cells and their people (Lloyd's method from the most peopled, farthest points)."""
    chosen = [int(np.argmax(people))]
    while len(chosen) < count:
        away = spatial.cKDTree(points[chosen]).query(points)[0]
        chosen.append(int(np.argmax(away * people**0.5)))
    middles = points[chosen]
    for _ in range(12):
        group = spatial.cKDTree(middles).query(points)[1]
        total = np.maximum(np.bincount(group, weights=people, minlength=count), 1e-9)
        middles = np.stack(
            [np.bincount(group, weights=people * points[:, axis], minlength=count) / total for axis in (0, 1)], axis=1
        )
    return middles, total


class _Streets:
    """Stretches of street beside which something can be built, with a tree of all lines for what is in the way."""

    def __init__(self, land: Terrain) -> None:
        usable = np.isin(land.road_class, ["residential", "tertiary", "secondary", "unclassified"]) & (
            shapely.length(land.lines) > 30.0
        )
        ends = shapely.get_coordinates(
            shapely.line_interpolate_point(land.lines[usable], np.array([[0.45], [0.55]]), normalized=True)
        ).reshape(2, -1, 2)
        self.middle = ends.mean(axis=0)
        ahead = ends[1] - ends[0]
        self.ahead = ahead / np.maximum(np.hypot(*ahead.T), 1e-9)[:, None]
        self.near = spatial.cKDTree(self.middle)
        self.all = shapely.STRtree(land.lines)


def _place(land: Terrain, streets: _Streets, one: Wanted, lots: Lots, plots: Plots) -> tuple[float, float]:
    if not one.lot_m2:
        beside = streets.middle[streets.near.query(one.near, _TRIES)[1]] + 9.0
        at = beside[np.argmin(shapely.intersects_xy(land.brooks, *beside.T))]
        return float(at[0]), float(at[1])
    away = np.hypot(*(lots.middles - one.near).T)
    own = (lots.use == "") & (lots.unit == one.unit) & (lots.area_m2 > 0.6 * one.lot_m2) & (away < _IN_TOWN_M)
    if own.any():
        misfit = np.abs(np.log(lots.area_m2 / one.lot_m2)) * 190.0 + away
        index = lots.give(int(np.flatnonzero(own)[np.argmin(misfit[own])]), one.name, one.code, one.lot_m2)
        at = shapely.get_coordinates(shapely.point_on_surface(lots.shapes[index]))[0]
        return float(at[0]), float(at[1])
    return _beside_street(land, streets, one, plots)


def _beside_street(land: Terrain, streets: _Streets, one: Wanted, plots: Plots) -> tuple[float, float]:
    """A square beside the nearest street where it fits; smaller where it does not fit anywhere near."""
    near = streets.near.query(one.near, _TRIES)[1]
    for side in np.sqrt(one.lot_m2) * np.array([1.0, 0.85, 0.7, 0.55, 0.4, 0.3]):
        squares = _squares(streets, near, float(side))
        good = np.ones(len(squares), bool)
        good[streets.all.query(squares, predicate="intersects")[0]] = False
        good &= ~shapely.intersects(land.closed, squares) & shapely.contains_properly(land.units[one.unit], squares)
        if plots.shapes and good.any():
            good[good] = ~shapely.intersects(squares[good][:, None], np.array(plots.shapes, dtype=object)[None, :]).any(
                axis=1
            )
        if good.any():
            shape = squares[np.flatnonzero(good)[0]]
            plots.shapes.append(shape)
            plots.codes.append(one.code)
            return float(shape.centroid.x), float(shape.centroid.y)
    msg = f"no ground for {one.name}"
    raise ValueError(msg)


def _squares(streets: _Streets, near: NDArray[np.intp], side_m: float) -> NDArray[np.object_]:
    ahead = streets.ahead[near]
    aside = np.stack([-ahead[:, 1], ahead[:, 0]], axis=1)
    both = np.concatenate([aside, -aside])
    ahead, foot = np.concatenate([ahead, ahead]), np.concatenate([streets.middle[near]] * 2) + both * 6.5
    half = ahead * side_m / 2
    corners = np.stack([foot - half, foot + half, foot + half + both * side_m, foot - half + both * side_m], axis=1)
    order = np.arange(len(corners)).reshape(2, -1).T.ravel()
    return np.asarray(shapely.polygons(np.round(corners[order], 2)))


_PREFIX = {
    "schools": "TH",
    "health": "YT",
    "markets": "CH",
    "culture": "VH",
    "sport": "TT",
    "parks": "CV",
    "offices": "CQ",
    "fire_stations": "PC",
}


def _frame(layer: str, found: list[tuple[Wanted, tuple[float, float]]]) -> gpd.GeoDataFrame:
    points = np.round(np.array([at for _, at in found]), 2)
    capacity = np.array([one.capacity or np.nan for one, _ in found])
    frame = gpd.GeoDataFrame(
        {
            "kind": [one.kind for one, _ in found],
            "name": [one.name for one, _ in found],
            "capacity": capacity,
            "unit_of_capacity": [one.unit_of_capacity or None for one, _ in found],
            "unit": [UNITS[one.unit].code for one, _ in found],
        },
        geometry=placed(points_of(points)),
        crs=CRS,
    )
    frame.index = pd.Index([f"{_PREFIX[layer]}{number:03d}" for number in range(1, len(frame) + 1)], name="id")
    return frame


def cells_in_frame(population: gpd.GeoDataFrame) -> tuple[Array, Array, NDArray[np.intp]]:
    """Middles (metres from the corner), people and unit numbers of the population's cells."""
    middle = shapely.get_coordinates(shapely.point_on_surface(population.geometry.to_numpy())) - np.array(ORIGIN_M)
    number = {unit.code: k for k, unit in enumerate(UNITS)}
    return middle, population["people"].to_numpy(), population["unit"].map(number).to_numpy(np.intp)
