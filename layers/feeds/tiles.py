"""Boxes in degrees, and how a province is cut into tiles that a server answers one at a time."""

from __future__ import annotations

import math
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from data import table
from layers.problems import OptionError, Problem

SIDE_DEG = 0.25
"""Side of a tile: some 27 km, an answer of a few MB in the Vietnamese countryside."""
MOST_QUARTERINGS = 4
"""How often a tile may be cut in four when its answer is too much: down to some 1.7 km."""
MOST_TILES = 1_000
"""Beyond it one asks a shared server for a country: that is what extracts are for."""
_HIGHEST_LAT = 85.0
_DIGITS = 6


@dataclass(frozen=True, order=True)
class Box:
    """West, south, east and north in degrees (WGS 84); not across the date line."""

    west: float
    south: float
    east: float
    north: float

    @property
    def text(self) -> str:
        """As W,S,E,N with at most six decimals."""
        return ",".join(f"{degrees:.6f}".rstrip("0").rstrip(".") for degrees in self.bounds)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """As a tuple."""
        return self.west, self.south, self.east, self.north

    @property
    def quarters(self) -> tuple[Box, ...]:
        """The four boxes it is made of, south-west first."""
        x, y = (round((a + b) / 2, _DIGITS) for a, b in ((self.west, self.east), (self.south, self.north)))
        west, south, east, north = self.bounds
        return Box(west, south, x, y), Box(x, south, east, y), Box(west, y, x, north), Box(x, y, east, north)


def box_of(numbers: tuple[float, ...]) -> Box:
    """The box of W, S, E, N.

    Raises
    ------
    OptionError
        `box_not_a_box` where they are not four, out of range, or not in this order.
    """
    allowed = "W,S,E,N: -180 <= W < E <= 180, -85 <= S < N <= 85"
    wrong = OptionError(Problem(code="box_not_a_box", found=",".join(f"{n:g}" for n in numbers), allowed=allowed))
    if len(numbers) != 4 or not all(math.isfinite(number) for number in numbers):  # noqa: PLR2004 - four sides
        raise wrong
    west, south, east, north = (round(float(number), _DIGITS) for number in numbers)
    if not (-180 <= west < east <= 180 and -_HIGHEST_LAT <= south < north <= _HIGHEST_LAT):  # noqa: PLR2004 - degrees
        raise wrong
    return Box(west, south, east, north)


def named_boxes() -> dict[str, Box]:
    """The study areas that the tool knows by name: boxes in the table `study_areas`, never a text for a geocoder."""
    rows = table("study_areas").to_dict("records")
    return {row["id"]: box_of((row["west"], row["south"], row["east"], row["north"])) for row in rows}


def named_box(name: str) -> Box:
    """The box of a study area; `unknown_area` lists those there are."""
    known = named_boxes()
    if name not in known:
        raise OptionError(Problem(code="unknown_area", found=name, allowed=", ".join(known)))
    return known[name]


def tiles(box: Box, within: BaseGeometry | None = None) -> tuple[Box, ...]:
    """The tiles of a box, row by row from the south-west; only those that meet `within` (degrees) where it is given.

    Their sides lie on multiples of `SIDE_DEG`, so that areas that overlap share tiles. Together they cover the box,
    and reach not beyond it.

    Raises
    ------
    OptionError
        `too_many_tiles`.
    """
    columns = _cuts(box.west, box.east)
    rows = _cuts(box.south, box.north)
    if (len(columns) - 1) * (len(rows) - 1) > MOST_TILES:
        wide, high = box.east - box.west, box.north - box.south
        allowed = f"<= {MOST_TILES} x {SIDE_DEG}° x {SIDE_DEG}°"
        raise OptionError(Problem(code="too_many_tiles", found=f"{wide:.1f}° x {high:.1f}°", allowed=allowed))
    found_tiles = (
        Box(columns[c], rows[r], columns[c + 1], rows[r + 1])
        for r in range(len(rows) - 1)
        for c in range(len(columns) - 1)
    )
    return tuple(tile for tile in found_tiles if within is None or shapely.box(*tile.bounds).intersects(within))


def _cuts(low: float, high: float) -> list[float]:
    """Low, the multiples of the side between, high."""
    first, last = math.floor(low / SIDE_DEG) + 1, math.ceil(high / SIDE_DEG) - 1
    return [low, *(round(n * SIDE_DEG, _DIGITS) for n in range(first, last + 1)), high]
