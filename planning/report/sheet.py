"""A map sheet: title, map, legend, scale, grid, sources, who and when, on one page of Typst from A4 to A0."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from layers.crs import is_metric, metric_crs
from planning.i18n import Translator
from planning.present.views import MapView, ShapeLayer
from planning.report import ornaments
from planning.report.drawing import Drawn, draw_map, ground, visible
from planning.report.entries import legend
from planning.report.frame import BAND_MM, MapFrame, window
from planning.report.layout import Layout, Paper, SheetWords, layout
from planning.report.legend import Content, name_of
from planning.report.page import source

__all__ = ["Paper", "Sheet", "SheetWords", "crs_of_view", "sheet", "sheet_picture"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Sheet:
    """One page: `source` is a `#page` of Typst, `files` its pictures by the names that it calls them."""

    source: str
    files: Mapping[str, bytes]
    drawn: Drawn


def sheet(view: MapView, words: SheetWords, paper: Paper, t: Translator) -> Sheet:
    """A map on a page of its own, the way round at which the map is larger.

    Names of data print as they are, whatever markup stands in them.
    """
    crs = crs_of_view(view)
    content = _content(view, crs, t)
    ways = (False, True) if paper.landscape is None else (paper.landscape,)
    plans = [layout(view, words, paper, content, t, landscape=way) for way in ways]
    best = min(plans, key=lambda plan: window(_frame(plan), ground(view, crs), crs).scale)
    drawn = draw_map(view, _frame(best), crs, t)
    if drawn.numbered or drawn.legend != content.groups:
        content = Content(drawn.legend, drawn.numbered, t("sheet.numbered"))
        best = best.filled(content)
    pictures = {
        "map": drawn.svg,
        "north": ornaments.north_arrow(t),
        "location": ornaments.location(view, drawn.shown),
    }
    files = {**best.legend.files, **{name_of(picture, "svg"): picture for picture in pictures.values()}}
    names = {key: name_of(picture, "svg") for key, picture in pictures.items()}
    return Sheet(source=source(best, drawn, names, t), files=files, drawn=drawn)


def sheet_picture(view: MapView, words: SheetWords, paper: Paper, t: Translator, *, ppi: float = 200.0) -> bytes:
    """A map sheet as PNG: drawn twice as fine and brought down, since thin lines get lost otherwise."""
    from PIL import Image

    from planning.report.typeset import Document

    made = sheet(view, words, paper, t)
    document = Document(
        source=f"{_setting(t)}{made.source}",
        files=made.files,
        title=words.title,
        language=t.language,
        name="map",
        illustrative=view.illustrative,
        code=words.code,
    )
    fine = Image.open(BytesIO(document.pictures(2 * ppi)[0]))
    stream = BytesIO()
    fine.convert("RGB").reduce(2).save(stream, "PNG", optimize=True, dpi=(ppi, ppi))
    return stream.getvalue()


def _setting(t: Translator) -> str:
    from planning.report import fonts

    return f'#set text(font: "{fonts.SANS}", lang: "{t.language}")\n'


def crs_of_view(view: MapView) -> str:
    """The metric frame of a view: that of its shapes, else the one for where it lies."""
    for item in (*view.base, *view.layers):
        crs: Any = item.shapes.crs if isinstance(item, ShapeLayer) else item.grid.crs
        code = crs if isinstance(crs, str) else crs.to_string() if crs is not None else ""
        if code and is_metric(code):
            return str(code)
    west, south, east, north = view.bounds
    return metric_crs((west + east) / 2, (south + north) / 2)


def _frame(plan: Layout) -> MapFrame:
    k = plan.k
    return MapFrame(width_mm=plan.map_mm[0] * k, height_mm=plan.map_mm[1] * k, enlarged=k)


def _content(view: MapView, crs: str, t: Translator) -> Content:
    """What the legend will say, before it is known how large the map is."""
    side = 180.0 + 2 * BAND_MM
    shown = window(MapFrame(width_mm=side, height_mm=side), ground(view, crs), crs)
    return Content(legend(*visible(view, shown), t))
