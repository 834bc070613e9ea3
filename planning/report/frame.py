"""A map's place on paper: which ground a frame shows, at which round scale, and where its grid lines fall."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from layers.crs import WGS84, crs_of
from planning.present.views import Bounds

Box = tuple[float, float, float, float]
"""West, south, east, north in metres."""
BAND_MM = 5.0
"""Between the inner and the outer line of a frame: where coordinates stand."""
PER_MM = 100
"""Steps of a drawing's own unit in a millimetre: nothing on paper is finer than 0.01 mm."""
MARGIN = 0.015
"""Of the ground shown: kept free on each side."""
_SCALES = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 7.0, 7.5, 8.0)
_STEPS = (1.0, 2.0, 5.0)
_GRID_MM = 30.0  # grid lines are at least so far apart
_PIXEL_MM = 0.17  # what a map on a screen spends a pixel on, paper says in this


@dataclass(frozen=True, kw_only=True)
class MapFrame:
    """Paper for a map: width and height of the outer line, and what it is to show.

    `bounds` are west, south, east, north in degrees, `None` for what the view is about; `scale` is the N of 1:N, 0 for
    the largest round one at which all of it fits. `enlarged` makes type, signs and lines so many times larger: large
    sheets are read from farther away.
    """

    width_mm: float
    height_mm: float
    bounds: Bounds | None = None
    scale: int = 0
    enlarged: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Window:
    """Ground behind a frame: `x`, `y` is the upper left corner within the inner line, in metres of `crs`.

    `width_mm` and `height_mm` are those of the drawing, which is printed `enlarged` times as large, at 1:`scale`.
    """

    crs: str
    x: float
    y: float
    width_mm: float
    height_mm: float
    scale: int
    enlarged: float = 1.0

    @property
    def metres_per_mm(self) -> float:
        """Metres of the ground in a millimetre of the drawing."""
        return self.scale * self.enlarged / 1000

    @property
    def ground(self) -> Box:
        """West, south, east, north of what is shown, metres."""
        per_mm = self.metres_per_mm
        return self.x, self.y - self.height_mm * per_mm, self.x + self.width_mm * per_mm, self.y

    @cached_property
    def box(self) -> shapely.Polygon:
        """The ground as a shape."""
        made: shapely.Polygon = shapely.box(*self.ground)
        return made

    @property
    def step_m(self) -> float:
        """Metres of one step of the drawing's own unit."""
        return self.metres_per_mm / PER_MM

    @property
    def zoom(self) -> float:
        """The zoom of a web map that shows about as much in a pixel as this paper does in what stands for one."""
        latitude = _degrees(self.crs).transform((self.ground[0] + self.ground[2]) / 2, self.y)[1]
        metres = self.metres_per_mm * _PIXEL_MM
        return math.log2(156543.03 * math.cos(math.radians(latitude)) / metres)

    def place(self, coordinates: NDArray[Any]) -> NDArray[Any]:
        """Metres as steps of the drawing: to the right and down from the inner corner."""
        return np.asarray((coordinates - (self.x, self.y)) * (1 / self.step_m, -1 / self.step_m))


def metric_box(bounds: Bounds, crs: str) -> Box:
    """A box of degrees in a metric frame."""
    moved = Transformer.from_crs(crs_of(WGS84), crs_of(crs), always_xy=True)
    west, south, east, north = moved.transform_bounds(*bounds, densify_pts=11)
    return west, south, east, north


def window(frame: MapFrame, box: Box, crs: str) -> Window:
    """The ground of a frame round a box (metres): centred, at a round scale."""
    west, south, east, north = metric_box(frame.bounds, crs) if frame.bounds else box
    width, height = (size / frame.enlarged - 2 * BAND_MM for size in (frame.width_mm, frame.height_mm))
    wide, high = max(east - west, 1.0) * (1 + 2 * MARGIN), max(north - south, 1.0) * (1 + 2 * MARGIN)
    scale = frame.scale or round_scale(max(wide / width, high / height) / frame.enlarged * 1000)
    x = (west + east) / 2 - width * scale * frame.enlarged / 2000
    y = (south + north) / 2 + height * scale * frame.enlarged / 2000
    return Window(
        crs=crs, x=round(x), y=round(y), width_mm=width, height_mm=height, scale=scale, enlarged=frame.enlarged
    )


def round_scale(least: float) -> int:
    """The smallest round N that is not below `least`."""
    power = 10.0 ** math.floor(math.log10(max(least, 10.0)))
    for factor in (*_SCALES, 10.0):
        if factor * power >= least * (1 - 1e-9):
            return round(factor * power)
    return round(10 * power)


@dataclass(frozen=True)
class Ticks:
    """Grid lines in a frame: eastings and northings that are whole steps, metres."""

    step_m: int
    east: tuple[int, ...]
    north: tuple[int, ...]


def ticks(shown: Window) -> Ticks:
    """The grid lines of a frame, at least a hand's breadth apart and two each way where that can be."""
    west, south, east, north = shown.ground
    step = _round_step(min(_GRID_MM, shown.width_mm / 2.2, shown.height_mm / 2.2) * shown.metres_per_mm)
    return Ticks(step, _multiples(west, east, step), _multiples(south, north, step))


def bar_m(shown: Window, most_mm: float = 60.0) -> int:
    """Metres of a scale bar: round, in four parts, at most so long on paper."""
    most = most_mm * shown.metres_per_mm
    power = 10.0 ** math.floor(math.log10(most))
    return max(1, round(max(f * power for f in (1.0, 2.0, 4.0, 5.0, 8.0) if f * power <= most * (1 + 1e-9))))


def _round_step(least: float) -> int:
    power = 10.0 ** math.floor(math.log10(max(least, 1.0)))
    return round(next(f * power for f in (*_STEPS, 10.0) if f * power >= least * (1 - 1e-9)))


def _multiples(low: float, high: float, step: int) -> tuple[int, ...]:
    return tuple(range(math.ceil(low / step) * step, math.floor(high / step) * step + 1, step))


@lru_cache(maxsize=16)
def _degrees(crs: str) -> Transformer:
    return Transformer.from_crs(crs_of(crs), crs_of(WGS84), always_xy=True)
