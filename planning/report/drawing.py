"""A map view as a picture for paper: SVG with text that stays text, at a round scale in the metric frame of the city.

The SVG is written from arrays of coordinates (see `paths`), not by matplotlib: a map of 58 wards with 143,000 vertices
takes a third of the time, and what maps share is written once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape

import numpy as np
import shapely

from layers.crs import code_of, crs_of
from planning.i18n import Translator
from planning.present.base import ROADS
from planning.present.views import ImageLayer, MapView, ShapeLayer
from planning.report import fonts, labels, signs
from planning.report.drawables import Drawable
from planning.report.entries import Group, legend
from planning.report.frame import BAND_MM, PER_MM, Box, MapFrame, Ticks, Window, metric_box, ticks, window

INK, ALARM = "#1d2326", "#a33b20"
LABEL_PT, COORDINATE_PT = 7.2, 6.2
# So many signs at most are so large, millimetres.
SIGNS_MM = ((60, signs.SIGN_MM), (160, 2.8), (320, 2.3), (10**9, 1.8))
_OPAQUE = 0.5  # from this on a filling hides what lies below
_COVERED = 0.85
_NARROW = 1.5  # steps of zoom: streets that show since less than that are narrow
_FINE = 1.2  # streets that show from more than that on are a tangle at this scale
RANK, CODE = "qh-rank", "qh-code"


@dataclass(frozen=True, kw_only=True, eq=False)
class Drawn:
    """A map on paper.

    Parameters
    ----------
    svg
        The picture, its outer line included.
    shown
        The ground behind it, with the scale.
    legend
        Only what can be seen in the frame.
    numbered
        Names without room on the map, by the number that stands there in their place.
    crs_words
        The grid in words.
    grid
        Its lines.
    """

    svg: bytes
    shown: Window
    legend: tuple[Group, ...]
    numbered: tuple[tuple[int, str], ...]
    crs_words: str
    grid: Ticks


def draw_map(view: MapView, frame: MapFrame, crs: str, t: Translator) -> Drawn:
    """The layers of a view that are shown, over the part of the base map that suits the scale.

    Parameters
    ----------
    crs
        The metric frame of the city.
    """
    shown = window(frame, ground(view, crs), crs)
    base, layers = visible(view, shown)
    grid = ticks(shown)
    points = sum(layer.signs for layer in layers)
    sign_mm = next(size for most, size in SIGNS_MM if points <= most)
    written, numbered = _labels(layers, shown)
    body = "".join(layer.svg(sign_mm) for layer in _from_below(base, layers))
    badge = _badge(base, shown, t) if view.illustrative else ""
    inner = f'<g clip-path="url(#frame)">{body}{_crosses(shown, grid)}{written}{badge}</g>'
    return Drawn(
        svg=_whole(inner, _defs(layers, shown), _edge(shown, grid, t), frame).encode(),
        shown=shown,
        legend=legend(base, layers, t),
        numbered=tuple(numbered),
        crs_words=crs_words(crs, t),
        grid=grid,
    )


def ground(view: MapView, crs: str) -> Box:
    """What a view is about, metres: its focus, else the land of its base map, else its bounds."""
    land = [item for item in view.base if item.id == "base.land" and len(item.shapes)]
    if view.focus is None and land and code_of(land[0].shapes.crs) == crs:
        west, south, east, north = (float(end) for end in land[0].shapes.total_bounds)
        return west, south, east, north
    return metric_box(view.focus or view.bounds, crs)


def visible(view: MapView, shown: Window) -> tuple[list[Drawable], list[Drawable]]:
    """Layers of the base map and of the view that can be seen in a window, bottom first.

    Where the view fills nearly all the land, water and green of the base map are left out, which would only dull its
    colours, and so are narrow streets, which would cover them.
    """
    layers = [Drawable(_generalised(item, view, shown), shown) for item in view.layers if item.shown]
    own = tuple(f"base.{layer.item.id}." for layer in layers)  # what the view draws itself is not drawn below it too
    base = [
        Drawable(item, shown)
        for item in view.base
        if item.from_zoom <= shown.zoom and not (item.kind == "line" and item.id.startswith(own))
    ]
    layers, base = ([layer for layer in some if layer.used] for some in (layers, base))
    land = sum(layer.area_m2 for layer in base if layer.item.id == "base.land")
    filled = max((layer.area_m2 for layer in layers if layer.item.opacity >= _OPAQUE), default=0.0)
    if land and filled >= _COVERED * land:
        base = [layer for layer in base if layer.item.id == "base.land" or _wide(layer, shown)]
    return base, layers


def _generalised(item: ShapeLayer | ImageLayer, view: MapView, shown: Window) -> ShapeLayer | ImageLayer:
    """Streets without the classes too narrow for the scale; anything else as it is."""
    zooms = {below.id: below.from_zoom for below in view.base}
    if isinstance(item, ImageLayer) or item.kind != "line" or item.classes is None or len(item.marks) != len(ROADS):
        return item
    fine = [i for i, (name, *_) in enumerate(ROADS) if zooms.get(f"base.{item.id}.{name}", 0) > shown.zoom + _FINE]
    kept = np.where(np.isin(item.classes, fine), -1, item.classes)
    return replace(item, classes=kept) if fine else item


def _wide(layer: Drawable, shown: Window) -> bool:
    item = layer.item
    return isinstance(item, ShapeLayer) and item.kind == "line" and item.from_zoom <= shown.zoom - _NARROW


def crs_words(crs: str, t: Translator) -> str:
    """A metric frame as an official names it: VN-2000 with central meridian and zone width, else its own name."""
    known = crs_of(crs)
    operation = known.coordinate_operation
    found = [p.value for p in operation.params if "Longitude of natural origin" in p.name] if operation else []
    if "VN-2000" not in known.name or not found:
        return t("sheet.crs.other", name=known.name)
    degrees, minutes = divmod(round(float(found[0]) * 60), 60)
    zone = 6 if "UTM" in known.name else 3
    return t("sheet.crs.vn2000", meridian=f"{degrees}°{minutes:02d}′", zone=t.number(zone))


def _from_below(base: Sequence[Drawable], layers: Sequence[Drawable]) -> list[Drawable]:
    """The order of drawing: streets of the base map above the fillings of the view, below all else."""
    fills = next((i for i, layer in enumerate(layers) if not layer.fills), len(layers))
    flat = [layer for layer in base if layer.kind != "line"]
    lines = [layer for layer in base if layer.kind == "line"]
    return [*flat, *layers[:fills], *lines, *layers[fills:]]


# -- names


def _labels(layers: Sequence[Drawable], shown: Window) -> tuple[str, list[tuple[int, str]]]:
    """Names of units first, then codes of lots; and the names that found no room."""
    points = [shapely.get_coordinates(layer.placed.shapes) for layer in layers if layer.signs]
    sheet = labels.Sheetful(
        shown.width_mm * PER_MM, shown.height_mm * PER_MM, np.concatenate(points) if points else np.empty((0, 2))
    )
    made: list[labels.Label] = []
    codes: list[labels.Label] = []
    key: list[tuple[int, str]] = []
    for layer in reversed(layers):
        item = layer.item
        if isinstance(item, ImageLayer) or not item.labels:
            continue
        texts = _names(item, layer.numbers.tolist())
        if item.label_class == CODE:
            codes += labels.codes(layer.placed.shapes, texts, sheet)
        else:
            found, left = labels.names(layer.placed.shapes, texts, sheet, LABEL_PT)
            made, key = [*made, *found], [*key, *left]
    return _texts(codes, 0.22) + _texts(made, 0.34), key


def _names(item: ShapeLayer, numbers: Sequence[int]) -> list[str]:
    """The labels; a rank comes with the name, which on a page is in the tooltip."""
    if item.label_class != RANK or not item.tooltips:
        return [item.labels[i] for i in numbers]
    return [f"{item.labels[i]}.\u00a0{item.tooltips[i].partition(chr(10))[0]}".removeprefix(".\u00a0") for i in numbers]


def _texts(made: Iterable[labels.Label], halo_mm: float) -> str:
    """Labels with a light rim, so that they can be read on any ground."""
    parts = []
    for label in made:
        rim = min(halo_mm * PER_MM, label.size * 0.2) * 2
        style = f'font-size="{label.size:.1f}" font-weight="{600 if label.style == "semibold" else 400}"'
        top = label.y - (len(label.lines) - 1) * label.size * labels.LINE / 2 + label.size * 0.35
        parts += [
            f'<text x="{label.x:.0f}" y="{top + number * label.size * labels.LINE:.0f}" {style} '
            f'stroke-width="{rim:.0f}">{escape(line)}</text>'
            for number, line in enumerate(label.lines)
        ]
    if not parts:
        return ""
    return (
        f'<g fill="{INK}" stroke="#fff" stroke-opacity=".85" stroke-linejoin="round" paint-order="stroke" '
        f'text-anchor="middle">{"".join(parts)}</g>'
    )


def _badge(base: Sequence[Drawable], shown: Window, t: Translator) -> str:
    """The word that says that the data are made up: it stays on the map when the map is cut out of its sheet.

    In the first corner without land, else in the last.
    """
    text, size = t("illustrative.badge"), 7.5 * labels.PT
    wide, high = fonts.width(text, size, "bold") + 260, size * 1.7
    right, low = shown.width_mm * PER_MM - wide - 200, shown.height_mm * PER_MM - high - 200
    corners = ((right, 200.0), (200.0, 200.0), (200.0, low), (right, low))
    land = [shape for layer in base if layer.item.id == "base.land" for shape in layer.placed.shapes]
    free = (at for at in corners if not any(shapely.box(*at, at[0] + wide, at[1] + high).intersects(s) for s in land))
    x, y = next(free, corners[-1])
    middle = y + high / 2 + size * 0.36
    return (
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{wide:.0f}" height="{high:.0f}" rx="40" fill="#fff" stroke="{ALARM}" '
        f'stroke-width="25"/><text x="{x + wide / 2:.0f}" y="{middle:.0f}" font-size="{size:.0f}" font-weight="700" '
        f'text-anchor="middle" fill="{ALARM}">{escape(text)}</text>'
    )


# -- the frame


def _defs(layers: Sequence[Drawable], shown: Window) -> str:
    made = {"dots": signs.DOTS}
    for layer in layers:
        for number, turn in signs.numbered(layer.item.marks).items():
            mark = layer.item.marks[number]
            made[signs.hatch_id(mark, turn)] = signs.hatch(mark, turn)
    wide, high = shown.width_mm * PER_MM, shown.height_mm * PER_MM
    clip = f'<clipPath id="frame"><rect width="{wide:.0f}" height="{high:.0f}"/></clipPath>'
    return f"<defs>{clip}{''.join(made.values())}</defs>"


def _crosses(shown: Window, grid: Ticks) -> str:
    """A small cross where grid lines meet."""
    arm = 1.6 * PER_MM
    corners = np.array([(east, north) for east in grid.east for north in grid.north], dtype="float64").reshape(-1, 2)
    path = "".join(
        f"M{x - arm:.0f} {y:.0f}h{2 * arm:.0f}M{x:.0f} {y - arm:.0f}v{2 * arm:.0f}" for x, y in shown.place(corners)
    )
    return f'<path d="{path}" fill="none" stroke="{INK}" stroke-width="9" stroke-opacity=".75"/>' if path else ""


def _edge(shown: Window, grid: Ticks, t: Translator) -> str:
    """The double line, the ticks and their coordinates in metres."""
    wide, high = shown.width_mm * PER_MM, shown.height_mm * PER_MM
    size, arm, gap = COORDINATE_PT * labels.PT, 1.5 * PER_MM, 1.75 * PER_MM
    far = gap + size * 0.72
    path, texts = [], []
    for east in grid.east:
        x = (east - shown.x) / shown.step_m
        path.append(f"M{x:.1f} 0v{-arm:.0f}M{x:.1f} {high:.0f}v{arm:.0f}")
        if _fits(t.number(east), size, x, wide):
            texts += [(x, -gap, "", t.number(east)), (x, high + far, "", t.number(east))]
    for north in grid.north:
        y = (shown.y - north) / shown.step_m
        path.append(f"M0 {y:.1f}h{-arm:.0f}M{wide:.0f} {y:.1f}h{arm:.0f}")
        if _fits(t.number(north), size, y, high):
            turned = [(x, f' transform="rotate(-90 {x:.0f} {y:.0f})"') for x in (-gap, wide + far)]
            texts += [(x, y, turn, t.number(north)) for x, turn in turned]
    drawn = "".join(f'<text x="{x:.0f}" y="{y:.0f}"{turn}>{escape(text)}</text>' for x, y, turn, text in texts)
    outer = BAND_MM * PER_MM - 30
    return (
        f'<path d="{"".join(path)}" fill="none" stroke="{INK}" stroke-width="15"/>'
        f'<rect width="{wide:.0f}" height="{high:.0f}" fill="none" stroke="{INK}" stroke-width="18"/>'
        f'<rect x="{-outer:.0f}" y="{-outer:.0f}" width="{wide + 2 * outer:.0f}" height="{high + 2 * outer:.0f}" '
        f'fill="none" stroke="{INK}" stroke-width="50"/>'
        f'<g font-size="{size:.0f}" fill="{INK}" text-anchor="middle">{drawn}</g>'
    )


def _fits(text: str, size: float, at: float, length: float) -> bool:
    """Whether a coordinate stays clear of the frame's corners."""
    room = fonts.width(text, size) / 2 - BAND_MM * PER_MM * 0.6
    return room <= at <= length - room


def _whole(inner: str, defs: str, edge: str, frame: MapFrame) -> str:
    band = BAND_MM * PER_MM
    wide, high = (size / frame.enlarged * PER_MM for size in (frame.width_mm, frame.height_mm))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{frame.width_mm:g}mm" height="{frame.height_mm:g}mm" '
        f'viewBox="{-band:.0f} {-band:.0f} {wide:g} {high:g}" font-family="{fonts.SANS}">{defs}{inner}{edge}</svg>'
    )
