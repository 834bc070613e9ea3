"""Made-up towns whose answers are known by arithmetic: for tests, documentation and examples.

Every town is illustrative and lies in EPSG:9217 at `ORIGIN`; "Thị trấn Thử" is no real place. The same arguments
give the same town, digest included. `layers.town_large` makes towns of hundreds of thousands of nodes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import geopandas as gpd
import pandas as pd
import shapely

from layers.city import City
from layers.known import KNOWN
from layers.layer import Layer, Provenance
from layers.problems import OptionError, Problem

CRS = "EPSG:9217"
ORIGIN = (560_000.0, 1_560_000.0)
"""South-west corner of every town, metres east and north."""
NAME = "Thị trấn Thử"

Crossing = tuple[int, int]
"""A crossing by row (from the south) and column (from the west)."""

_PROVENANCE = Provenance(source=f"{NAME} (layers.town)", date="2026-01-01", licence="CC0-1.0", illustrative=True)
_QUARTERS = (("dn", "Khu Đông Nam"), ("tn", "Khu Tây Nam"), ("db", "Khu Đông Bắc"), ("tb", "Khu Tây Bắc"))


@dataclass(frozen=True, kw_only=True)
class GridOptions:
    """What stands in a grid town.

    `people` live at every origin: at the centre of each block, or at each crossing. `facilities` stand on crossings.
    """

    people: float = 100.0
    origins: Literal["blocks", "crossings"] = "blocks"
    facilities: tuple[Crossing, ...] = ((0, 0),)
    kind: str = "school.primary"
    capacity: float = 200.0
    street_class: str = "residential"


def grid_town(rows: int = 5, columns: int = 7, spacing_m: float = 100.0, options: GridOptions | None = None) -> City:
    """A town of straight streets `spacing_m` apart, every street two-way.

    Parameters
    ----------
    rows, columns
        Number of crossings to the north and to the east, each at least 3.
    spacing_m
        Distance of neighbouring crossings, metres.
    options
        People, facilities and class of streets.

    Returns
    -------
    city
        Layers `area`, `units` (four quarters, cut along the middle street), `streets`, `population`, `facilities`.

    Raises
    ------
    OptionError
        `town_too_small`; `town_crossing` for a facility outside the grid.

    Notes
    -----
    Known answers, s = `spacing_m`, R = `rows`, C = `columns`:

    - R C crossings, C (R - 1) + R (C - 1) streets, (R - 1)(C - 1) blocks; people = `people` x number of origins.
      The default town: 35 crossings, 58 streets, 24 blocks, 2,400 people.
    - From crossing (r, c) to (r', c') the network distance is Manhattan: s (|r - r'| + |c - c'|).
    - From the centre of block (r, c), which lies at ((r + 0.5) s, (c + 0.5) s), to a facility at (r', c'): leave the
      block by the middle of a side, s / 2 in a straight line; go on s / 2 to the corner that is nearest to the
      facility; from there Manhattan. With A = |r + 0.5 - r'| and B = |c + 0.5 - c'| the streets count s (A + B - 0.5)
      and the whole way s (A + B), the Manhattan distance of the two points. Four walks of s / 2 lead out of a block,
      so all of its four sides count as near.
    - Minutes on foot at 4.8 km/h everywhere: 0.0125 s (A + B).
    - No street is the only way: closing one cuts off nobody.
    - The quarters meet at row (R - 1) // 2 and column (C - 1) // 2; in the default town they hold 2 x 3 blocks each,
      600 people.
    """
    chosen = options or GridOptions()
    if rows < 3 or columns < 3:  # noqa: PLR2004 - two blocks each way, or there are no quarters
        raise OptionError(Problem(code="town_too_small", found=f"{rows} x {columns}", allowed=">= 3 x 3"))
    outside = [at for at in chosen.facilities if not (0 <= at[0] < rows and 0 <= at[1] < columns)]
    if outside:
        allowed = f"0 - {rows - 1}, 0 - {columns - 1}"
        raise OptionError(Problem(code="town_crossing", found=str(outside[0]), allowed=allowed, count=len(outside)))
    places = {(r, c): (c * spacing_m, r * spacing_m) for r in range(rows) for c in range(columns)}
    streets = _grid_streets(places, chosen.street_class)
    half = 0.5 if chosen.origins == "blocks" else 0.0
    people = {
        f"o{r}_{c}": ((c + half) * spacing_m, (r + half) * spacing_m)
        for r in range(rows - (half > 0))
        for c in range(columns - (half > 0))
    }
    width, height = (columns - 1) * spacing_m, (rows - 1) * spacing_m
    middle = ((columns - 1) // 2 * spacing_m, (rows - 1) // 2 * spacing_m)
    return _city(
        _area(0, 0, width, height),
        _quarters(middle, (width, height)),
        _layer("streets", streets),
        _points("population", people, people=chosen.people),
        _facilities({f"f{i}": places[at] for i, at in enumerate(chosen.facilities, start=1)}, chosen),
    )


def line_town(
    count: int = 5, spacing_m: float = 500.0, people: Sequence[float] = (10.0, 20.0, 30.0, 40.0, 50.0)
) -> City:
    """A town of one street from west to east with people at its crossings and a facility at the western end.

    Parameters
    ----------
    count
        Number of crossings, at least 2.
    spacing_m
        Distance between two of them, metres.
    people
        People at the crossings from west to east, one number each.

    Notes
    -----
    Known answers: crossing i (from 0) is i `spacing_m` from the facility. With the defaults 150 people in all, mean
    distance weighted by people (10 x 0 + 20 x 500 + 30 x 1000 + 40 x 1500 + 50 x 2000) / 150 = 1,333.33 m; within
    1,000 m, limit included, 10 + 20 + 30 = 60 people. Closing street "s2" (from crossing 1 to 2) cuts off
    30 + 40 + 50 = 120.
    """
    if count < 2 or len(people) != count:  # noqa: PLR2004 - a street has two ends
        raise OptionError(
            Problem(code="town_too_small", found=f"{count}, {len(people)}", allowed=">= 2, people = count")
        )
    ends = [(i * spacing_m, 0.0) for i in range(count)]
    streets = {f"s{i}": _street((str(i - 1), str(i)), (ends[i - 1], ends[i]), "residential") for i in range(1, count)}
    return _city(
        _area(-100, -100, ends[-1][0] + 100, 100),
        _layer("streets", streets),
        _points("population", {f"o{i}": at for i, at in enumerate(ends)}, people=list(people)),
        _facilities({"f1": ends[0]}, GridOptions()),
    )


def river_town(side: int = 3, spacing_m: float = 100.0, river_m: float = 300.0, people: float = 50.0) -> City:
    """A town on two banks joined by one bridge, with its only facility on the western bank.

    Parameters
    ----------
    side
        Crossings of each bank to the east and to the north, at least 2.
    spacing_m
        Distance between neighbouring crossings of a bank, metres.
    river_m
        Length of the bridge, metres; the river is 80 % as wide.
    people
        People at every crossing.

    Returns
    -------
    city
        Layers `area`, `units` ("tay" and "dong", the two banks), `water`, `streets`, `population`, `facilities`.

    Notes
    -----
    Known answers, n = `side`, s = `spacing_m`, w = `river_m`: the facility stands at the south-western crossing; the
    bridge, street "bridge", joins the south-eastern crossing of the western bank to the south-western one of the
    eastern bank.

    - 2 n^2 crossings, 4 n (n - 1) + 1 streets, 2 n^2 `people` people. The default town: 18, 25, 900.
    - Crossing (r, c) of the western bank is s (r + c) away, of the eastern bank s (n - 1) + w + s (r + c).
    - Closing the bridge cuts off the whole eastern bank: n^2 `people`, 450 in the default town. It is the only street
      whose loss cuts off anybody.
    """
    if side < 2:  # noqa: PLR2004 - a bank with one crossing has no street
        raise OptionError(Problem(code="town_too_small", found=str(side), allowed=">= 2"))
    bank = (side - 1) * spacing_m
    west = {(r, c): (c * spacing_m, r * spacing_m) for r in range(side) for c in range(side)}
    east = {(r, c + side): (bank + river_m + x, y) for (r, c), (x, y) in west.items()}
    bridge = _street(
        (_node((0, side - 1)), _node((0, side))), (west[0, side - 1], east[0, side]), "primary", bridge="yes"
    )
    streets = _grid_streets(west, "residential") | _grid_streets(east, "residential") | {"bridge": bridge}
    water = _box(bank + 0.1 * river_m, -spacing_m, bank + 0.9 * river_m, bank + spacing_m)
    middle, right = bank + river_m / 2, 2 * bank + river_m
    units = {
        "tay": {"name": "Bờ Tây", "geometry": _box(-spacing_m, -spacing_m, middle, bank + spacing_m)},
        "dong": {"name": "Bờ Đông", "geometry": _box(middle, -spacing_m, right + spacing_m, bank + spacing_m)},
    }
    return _city(
        _area(-spacing_m, -spacing_m, right + spacing_m, bank + spacing_m),
        _layer("units", units),
        _layer("water", {"river": {"name": "Sông Thử", "kind": "river", "geometry": water}}),
        _layer("streets", streets),
        _points("population", {f"o{_node(at)}": place for at, place in (west | east).items()}, people=people),
        _facilities({"f1": west[0, 0]}, GridOptions()),
    )


def _city(*layers: Layer) -> City:
    return City(name=NAME, crs=CRS, layers={layer.name: layer for layer in layers})


def _layer(type_: str, rows: Mapping[str, Mapping[str, Any]]) -> Layer:
    table = pd.DataFrame.from_dict(dict(rows), orient="index")
    table.index = pd.Index(list(rows), name="id", dtype="str")
    return Layer(type_, KNOWN[type_], gpd.GeoDataFrame(table, geometry="geometry", crs=CRS), _PROVENANCE)


def _at(x: float, y: float) -> tuple[float, float]:
    """A place in the town as a position in the CRS."""
    return ORIGIN[0] + x, ORIGIN[1] + y


def _box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.box(*_at(west, south), *_at(east, north))


def _node(at: Crossing) -> str:
    return f"{at[0]}_{at[1]}"


def _street(nodes: tuple[str, str], ends: Sequence[tuple[float, float]], class_: str, **more: str) -> dict[str, Any]:
    line = shapely.LineString([_at(*end) for end in ends])
    known = {"class": class_, "oneway": "no", "name": f"Đường {nodes[0]} - {nodes[1]}", "bridge": None}
    return {**known, "u": nodes[0], "v": nodes[1], **more, "geometry": line}


def _grid_streets(places: Mapping[Crossing, tuple[float, float]], class_: str) -> dict[str, dict[str, Any]]:
    """Streets between neighbours: "h1_2" leads east from crossing (1, 2), "v1_2" leads north."""
    streets = {}
    for (r, c), place in places.items():
        for letter, other in (("h", (r, c + 1)), ("v", (r + 1, c))):
            if other in places:
                pair = (_node((r, c)), _node(other))
                streets[f"{letter}{r}_{c}"] = _street(pair, (place, places[other]), class_)
    return streets


def _points(type_: str, places: Mapping[str, tuple[float, float]], **columns: Any) -> Layer:
    rows = {id_: {"geometry": shapely.Point(_at(*place))} for id_, place in places.items()}
    layer = _layer(type_, rows)
    return layer.with_frame(layer.frame.assign(**columns))


def _facilities(places: Mapping[str, tuple[float, float]], options: GridOptions) -> Layer:
    names = [f"Cơ sở số {number}" for number in range(1, len(places) + 1)]
    return _points("facilities", places, kind=options.kind, name=names, capacity=options.capacity)


def _area(west: float, south: float, east: float, north: float) -> Layer:
    return _layer("area", {"area": {"name": NAME, "geometry": _box(west, south, east, north)}})


def _quarters(middle: tuple[float, float], size: tuple[float, float]) -> Layer:
    (x, y), (width, height) = middle, size
    boxes = {"tn": (0, 0, x, y), "dn": (x, 0, width, y), "tb": (0, y, x, height), "db": (x, y, width, height)}
    return _layer("units", {id_: {"name": name, "geometry": _box(*boxes[id_])} for id_, name in _QUARTERS})
