"""Charts on paper: bars with their text, and ranges of ranks, as SVG with text that stays text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from planning.present.scale import SPECIAL
from planning.present.views import ChartView, Mark, RangesView
from planning.report import fonts, signs
from planning.report.frame import PER_MM
from planning.report.labels import PT, broken

INK, PALE, HAIR, BAR_EDGE = "#1f2a2e", "#5b696e", "#c9d2d4", "#6b7376"
LINE = "#8d9a9e"
TEXT_PT, SMALL_PT = 7.5, 6.8
ROW_MM, BAR_MM, RANGE_ROW_MM, HEAD_MM, AXIS_MM = 6.2, 4.0, 4.4, 5.0, 6.0
_NAMES = 0.4  # of the width at most
_GAP_MM = 2.0


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A chart: the SVG, its size, and what it says in words."""

    svg: bytes
    width_mm: float
    height_mm: float
    words: str


def charts(view: ChartView | RangesView, width_mm: float, height_mm: float) -> tuple[Picture, ...]:
    """A chart as wide as told, in as many pieces as are needed for none to be higher than `height_mm`."""
    row, head = (ROW_MM, HEAD_MM) if isinstance(view, ChartView) else (RANGE_ROW_MM, AXIS_MM)
    most = max(1, int((height_mm - head) // row))
    count = len(view.categories)
    pieces = max(1, math.ceil(count / most))
    size = math.ceil(count / pieces) if count else 0
    cuts = [(start, min(start + size, count)) for start in range(0, count, size or 1)] or [(0, 0)]
    if isinstance(view, ChartView):
        return tuple(_bars(view, cut, width_mm) for cut in cuts)
    return tuple(_ranges(view, cut, width_mm) for cut in cuts)


# -- bars


def _bars(view: ChartView, cut: tuple[int, int], width_mm: float) -> Picture:
    start, end = cut
    names, texts = view.categories[start:end], view.texts[start:end]
    left = _names_width(names, width_mm)
    right = max((fonts.width(text, TEXT_PT * PT) for text in texts), default=0.0) + _GAP_MM * PER_MM
    room = max(width_mm * PER_MM - left - right, 5.0 * PER_MM)
    low, high = min(0.0, *view.values) if view.values else 0.0, max(0.0, *view.values) if view.values else 0.0
    unit = room / ((high - low) or 1.0)
    zero = left - low * unit
    parts = [_text(0, 0.62 * HEAD_MM * PER_MM, view.category_title, SMALL_PT, PALE)]
    parts.append(_text(left, 0.62 * HEAD_MM * PER_MM, view.value_title, SMALL_PT, PALE))
    for number in range(start, end):
        y = (HEAD_MM + (number - start + 0.5) * ROW_MM) * PER_MM
        parts.append(_name(names[number - start], left, y))
        parts.append(_bar(view, number, (zero, y, unit)))
    bottom = (HEAD_MM + (end - start) * ROW_MM) * PER_MM
    axis = f'<path d="M{zero:.0f} {HEAD_MM * PER_MM:.0f}V{bottom:.0f}" stroke="{INK}" stroke-width="14"/>'
    words = "; ".join(f"{name}: {text}" for name, text in zip(names, texts, strict=True))
    title = view.alt or view.title
    return _picture("".join(parts) + axis, width_mm, bottom / PER_MM, f"{title}. {words}")


def _bar(view: ChartView, number: int, place: tuple[float, float, float]) -> str:
    """A bar and its text; what has no value on the map is hatched here too."""
    zero, y, unit = place
    value = view.values[number] if math.isfinite(view.values[number]) else 0.0
    colour = view.colours[number] if len(view.colours) == len(view.categories) else view.colours[0]
    wide, high = abs(value) * unit, BAR_MM * PER_MM
    x = zero if value >= 0 else zero - wide
    fill, defs = signs.colour(colour), ""
    if colour in SPECIAL.values():
        mark, turn = Mark(colour=colour, hatch=True), list(SPECIAL.values()).index(colour)
        fill, defs = f"url(#{signs.hatch_id(mark, turn)})", f"<defs>{signs.hatch(mark, turn)}</defs>"
    box = (
        f'<rect x="{x:.0f}" y="{y - high / 2:.0f}" width="{wide:.0f}" height="{high:.0f}" fill="{fill}" '
        f'stroke="{BAR_EDGE}" stroke-width="10"/>'
    )
    return f"{defs}{box}{_text(zero + max(value, 0.0) * unit + 120, _middle(y), view.texts[number], TEXT_PT, INK)}"


# -- ranges


def _ranges(view: RangesView, cut: tuple[int, int], width_mm: float) -> Picture:
    start, end = cut
    names = view.categories[start:end]
    left = _names_width(names, width_mm) + _GAP_MM * PER_MM
    last = max((v for v in view.high if math.isfinite(v)), default=1.0)
    unit = (width_mm * PER_MM - left - 3 * PER_MM) / max(last - 0.5, 1.0)
    bottom = (AXIS_MM + (end - start) * RANGE_ROW_MM) * PER_MM
    parts = [_axis(last, (left, bottom, unit)), _text(0, 0.55 * AXIS_MM * PER_MM, view.value_title, SMALL_PT, PALE)]
    for number in range(start, end):
        y = (AXIS_MM + (number - start + 0.5) * RANGE_ROW_MM) * PER_MM
        parts.append(_name(names[number - start], left, y))
        parts.append(_range(view, number, (left, y, unit)))
    words = "; ".join(f"{name}: {text}" for name, text in zip(names, view.texts[start:end], strict=True))
    return _picture("".join(parts), width_mm, bottom / PER_MM, f"{view.title}. {words}")


def _axis(last: float, place: tuple[float, float, float]) -> str:
    """Whole numbers along the top, each with a hair down."""
    left, bottom, unit = place
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 10**9) if s * unit > 6 * PER_MM)
    made = []
    for value in (1, *range(step, math.floor(last) + 1, step)) if step > 1 else range(1, math.floor(last) + 1):
        x = left + (value - 0.5) * unit
        line = f'<path d="M{x:.0f} {AXIS_MM * PER_MM * 0.8:.0f}V{bottom:.0f}" stroke="{HAIR}" stroke-width="8"/>'
        made.append(line + _text(x, 0.55 * AXIS_MM * PER_MM, str(value), SMALL_PT, PALE, "middle"))
    return "".join(made)


def _range(view: RangesView, number: int, place: tuple[float, float, float]) -> str:
    left, y, unit = place
    ends = (view.low, view.high, view.usual_low, view.usual_high, view.values)
    low, high, usual_low, usual_high, value = (left + (end[number] - 0.5) * unit for end in ends)
    if not all(map(math.isfinite, (low, high, usual_low, usual_high, value))):
        return ""
    return (
        f'<path d="M{low:.0f} {y:.0f}H{high:.0f}" stroke="{LINE}" stroke-width="22"/>'
        f'<path d="M{usual_low:.0f} {y:.0f}H{usual_high:.0f}" stroke="{LINE}" stroke-opacity=".55" stroke-width="120" '
        f'stroke-linecap="butt"/>'
        f'<circle cx="{value:.0f}" cy="{y:.0f}" r="130" fill="{signs.colour(view.colours[number])}" stroke="#fff" '
        f'stroke-width="22"/>'
    )


# -- text


def _names_width(names: Sequence[str], width_mm: float) -> float:
    """Steps that the words before the rows take: those of the longest, broken into two lines where it must be."""
    most = _NAMES * width_mm * PER_MM
    wide = max((fonts.width(name, TEXT_PT * PT) for name in names), default=0.0)
    return min(wide, most) + _GAP_MM * PER_MM


def _name(name: str, left: float, y: float) -> str:
    """The words before a row, against its left end; in two lines, then smaller, where there is no room."""
    room, size = left - _GAP_MM * PER_MM, TEXT_PT
    lines = (name,) if fonts.width(name, size * PT) <= room + 1 else broken(name, 2)
    widest = max(fonts.width(line, size * PT) for line in lines)
    size = size * min(1.0, room / widest, 0.82 if len(lines) > 1 else 1.0) if widest else size
    top = _middle(y, size) - (len(lines) - 1) * size * PT * 0.56
    return "".join(
        _text(room, top + number * size * PT * 1.12, line, size, INK, "end") for number, line in enumerate(lines)
    )


def _middle(y: float, size_pt: float = TEXT_PT) -> float:
    return y + size_pt * PT * 0.35


def _text(x: float, y: float, words: str, size_pt: float, colour: str, anchor: str = "start") -> str:
    if not words:
        return ""
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size_pt * PT:.0f}" fill="{colour}" text-anchor="{anchor}">'
        f"{escape(words)}</text>"
    )


def _picture(inner: str, width_mm: float, height_mm: float, words: str) -> Picture:
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width_mm:g}mm" height="{height_mm:g}mm" '
        f'viewBox="0 0 {width_mm * PER_MM:g} {height_mm * PER_MM:g}" font-family="{fonts.SANS}">{inner}</svg>'
    )
    return Picture(svg=svg.encode(), width_mm=width_mm, height_mm=height_mm, words=words)
