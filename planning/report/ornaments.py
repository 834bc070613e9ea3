"""What stands round a map: scale bar, north arrow, location diagram.

The bar is given as lengths and words, which the typesetter draws itself: it has to be exact on the page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely

from planning.i18n import Translator
from planning.present.views import MapView, ShapeLayer
from planning.report import fonts
from planning.report.drawing import ground
from planning.report.frame import BAND_MM, PER_MM, MapFrame, Window, bar_m, window
from planning.report.paths import placed

ARROW_MM = 12.0
LOCATION_MM = 24.0
ENDS_MM = 6.0
"""Beside the bar, for the words at its ends."""
LONGEST_MM = 60.0
PARTS = 4
_WIDE_PANEL_MM = 80.0
INK = "#1d2326"


def beside(panel_mm: float) -> bool:
    """Whether the scale bar finds room beside the location diagram in a panel; below it otherwise."""
    return panel_mm >= _WIDE_PANEL_MM


def _longest(panel_mm: float) -> float:
    """The longest bar in a panel; 0 is no panel."""
    taken = (LOCATION_MM + 12 if beside(panel_mm) else 0.0) + 2 * ENDS_MM
    return min(LONGEST_MM, panel_mm - taken) if panel_mm else LONGEST_MM


@dataclass(frozen=True)
class Bar:
    """A scale bar of `PARTS` parts, each so long (millimetres of the drawing), and the words at start, middle, end."""

    part_mm: float
    words: tuple[str, str, str]


def scale_bar(shown: Window, t: Translator, panel_mm: float = 0.0) -> Bar:
    """A bar of a round length; `panel_mm` is the width of what it has to fit in, 0 for none."""
    length = bar_m(shown, _longest(panel_mm))
    kilometres = length >= 2000  # noqa: PLR2004
    unit, per = (t("unit.km"), 1000) if kilometres else (t("unit.m"), 1)
    words = ("0", _number(length / 2 / per, t), f"{_number(length / per, t)} {unit}")
    return Bar(length / PARTS / shown.metres_per_mm, words)


def _number(value: float, t: Translator) -> str:
    digits = next((d for d in range(3) if abs(value - round(value, d)) < 1e-9), 3)  # noqa: PLR2004
    return t.number(value, digits)


def north_arrow(t: Translator) -> bytes:
    """An arrow to grid north, which is up."""
    inner = (
        f'<path d="M400 330L640 1130 400 960z" fill="{INK}"/><path d="M400 330L160 1130 400 960z" fill="#fff" '
        f'stroke="{INK}" stroke-width="20" stroke-linejoin="round"/>'
        f'<text x="400" y="270" font-size="330" font-weight="700" text-anchor="middle" fill="{INK}">'
        f"{t('sheet.north')}</text>"
    )
    return _svg(8.0, ARROW_MM, inner)


def location(view: MapView, shown: Window) -> bytes:
    """The study area as a shape, and on it the frame of the map."""
    side = LOCATION_MM + 2 * BAND_MM
    small = window(MapFrame(width_mm=side, height_mm=side), ground(replace(view, focus=None), shown.crs), shown.crs)
    land = next((item for item in view.base if isinstance(item, ShapeLayer) and item.id == "base.land"), None)
    path = "".join(placed(land, shown).paths) if land is not None else _dots(view, shown)
    scale, (dx, dy) = shown.step_m / small.step_m, small.place(np.array([[shown.x, shown.y]]))[0]
    corners = small.place(shapely.get_coordinates(shapely.box(*shown.ground)))
    (left, top), (right, bottom) = (end.clip(20, LOCATION_MM * PER_MM - 20) for end in (corners.min(0), corners.max(0)))
    inner = (
        f'<path d="{path}" transform="translate({dx:.1f} {dy:.1f}) scale({scale:.5f})" fill="#d9dee0" stroke="{INK}" '
        f'stroke-width="{10 / scale:.0f}"/>'
        f'<path d="M{left:.0f} {top:.0f}H{right:.0f}V{bottom:.0f}H{left:.0f}z" fill="none" stroke="#b3261e" '
        f'stroke-width="35"/>'
    )
    return _svg(LOCATION_MM, LOCATION_MM, inner)


def _dots(view: MapView, shown: Window) -> str:
    """The points of a view as one path: what is known of an area without outlines."""
    layers = [item for item in view.layers if isinstance(item, ShapeLayer) and item.kind == "point" and item.shown]
    places = [place.split() for layer in layers for place in placed(layer, shown).paths]
    return "".join(f"M{x} {y}m-120 0a120 120 0 1 0 240 0a120 120 0 1 0-240 0z" for x, y in places)


def _svg(width_mm: float, height_mm: float, inner: str) -> bytes:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width_mm:g}mm" height="{height_mm:g}mm" '
        f'viewBox="0 0 {width_mm * PER_MM:g} {height_mm * PER_MM:g}" font-family="{fonts.SANS}">{inner}</svg>'
    ).encode()
