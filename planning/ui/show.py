"""Views on the screen: answer, figures, map, table, chart, problems; one function for each.

show.answer(answer, t)
show.figures(figures)
clicked = show.map_view(view, key="access", t=t, clicks=True)       # a clicks.Clicked
row = show.table(view, key="access.table", t=t, select=True)        # id of the chosen row, or None
show.chart(chart)
show.method(t("access.method"), t)                                  # the foldable note at the end
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Literal

import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from layers.problems import Problem
from planning.i18n import Translator
from planning.present.cells import formatter
from planning.present.excel import file_name, workbook
from planning.present.views import Answer, ChartView, Column, FiguresView, MapView, RangesView, TableView
from planning.ui import maps, state, words
from planning.ui.clicks import Clicked, read
from planning.ui.maps import MapOptions

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-!|<>~$:])")
MOST_ROWS_HIGH = 12
TONES = {"better": "background-color: #d1e5f0; color: #0b3358", "worse": "background-color: #fee0b6; color: #6b3000"}
ROW_PX = 35
ORDER = {"field": "place", "op": "min"}
TWO_LINES_PX = 62  # Streamlit breaks lines in rows of more than 4 rem
MOST_TALL_ROWS = 8


def plain(text: str) -> str:
    """Text in which nothing is taken for Markdown or HTML: names from files go through here."""
    return _MARKDOWN.sub(r"\\\1", text)


def answer(view: Answer, t: Translator) -> None:
    """The answer first; cautions right after it."""
    with st.container(key="answer"):
        mark = f":red-badge[{t('illustrative.badge')}] " if view.illustrative else ""
        st.markdown(mark + plain(view.text))
    for caution in view.cautions:
        st.warning(plain(caution), icon=":material/info:")


def figures(view: FiguresView) -> None:
    """Figures in a row, each with the page that explains it."""
    pages = state.get("pages", {})
    grid = st.grid(min(4, len(view.figures)), min_column_width=170)
    for figure in view.figures:
        with grid.cell(), st.container(border=True, height="stretch", gap="xxsmall"):
            st.metric(figure.label, figure.value, help=figure.help or None)
            st.caption(plain(figure.note) or "\u00a0")
            if figure.page in pages:
                st.page_link(pages[figure.page], icon=None)


def map_view(
    view: MapView, *, key: str, t: Translator, clicks: bool = False, options: MapOptions | None = None
) -> Clicked:
    """A map with its title, credit and the notice about boundaries; what was clicked or drawn on it.

    Parameters
    ----------
    key
        Name of the map, the same at each run: view and choices of layers are kept under it.
    clicks
        Whether a click on the map runs the page again.
    options
        Height, drawing tools, maps that move together.
    """
    options = options or MapOptions()
    title = f"{t('illustrative.prefix')}{view.title}" if view.illustrative else view.title
    st.markdown(f"**{plain(title)}**")
    wanted = [*(["last_clicked"] if clicks else []), *(["all_drawings"] if options.draw else [])]
    returned: Any = st_folium(
        maps.base(view, key, t, options),
        key=f"{key}.map",
        height=options.height,
        width=None,
        use_container_width=True,
        returned_objects=wanted,
        feature_group_to_add=maps.group(view),
    )
    st.caption(plain(t("map.notice")))
    found = read(returned)
    before = state.get(f"{key}.clicked")
    if found.point is not None and (found.point, found.count) != before:
        state.put(f"{key}.clicked", (found.point, found.count))
        return replace(found, fresh=True)
    return found


def clicked(key: str) -> Clicked:
    """What was clicked or drawn since the last run, known before the map is drawn again: one run a click, not two.

    A page that asks here must not look at `fresh` of what `map_view` returns.
    """
    found = read(state.get(f"{key}.map"))
    mark = (found.point, found.count)
    fresh = found.point is not None and mark != state.get(f"{key}.clicked")
    if fresh:
        state.put(f"{key}.clicked", mark)
    return replace(found, fresh=fresh)


def table(
    view: TableView,
    *,
    key: str,
    t: Translator,
    select: bool = False,
    search: bool = False,
    title: bool = True,
) -> str | None:
    """A table with its download; the id of the chosen row where `select` and one is chosen."""
    heading = f"{t('illustrative.prefix')}{view.title}" if view.illustrative else view.title
    if title:
        st.markdown(f"**{plain(heading)}**")
    frame = view.frame
    if search:
        wanted = st.text_input(
            t("table.search"), key=f"{key}.search", placeholder=t("table.search"), label_visibility="collapsed"
        )
        frame = frame[matches(frame[[c.name for c in view.columns if c.kind == "text"]], wanted)] if wanted else frame
    chosen = shown(frame, view.columns, t)
    two_lines = any(column.wide for column in view.columns)
    row_px = TWO_LINES_PX if two_lines else ROW_PX
    draw: Any = st.dataframe
    event = draw(
        chosen,
        key=key,
        hide_index=True,
        row_height=row_px if two_lines else None,
        height=min(len(frame), MOST_TALL_ROWS if two_lines else MOST_ROWS_HIGH) * row_px + 38 if len(frame) else "auto",
        column_config={
            c.name: st.column_config.Column(c.title, help=c.help or None, width="large" if c.wide else None)
            for c in view.columns
        },
        column_order=[c.name for c in view.columns],
        alt=heading,
        placeholder="–",
        **({"on_select": "rerun", "selection_mode": "single-row"} if select else {}),
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        download(view, key=f"{key}.download", t=t)
        if view.note:
            st.caption(plain(view.note))
    rows = event.selection.rows if select else []
    return str(frame.index[rows[0]]) if rows and rows[0] < len(frame) else None


def shown(frame: pd.DataFrame, columns: Sequence[Column], t: Translator) -> Any:
    """The frame with numbers as the page's language writes them; they still sort as numbers."""
    formats: Any = {c.name: formatter(c, t) for c in columns if c.kind != "text" and not c.digits_in}
    made = frame[[c.name for c in columns]].style.format(formats, na_rep="–")
    for column in columns:
        if column.digits_in:
            for digits, rows in frame.groupby(column.digits_in, sort=False).groups.items():
                made = made.format(formatter(column, t, int(str(digits))), na_rep="–", subset=(rows, [column.name]))
        if column.tone_in:
            tones = frame[column.tone_in].map(TONES).fillna("")
            made = made.apply(lambda _, tones=tones: tones, subset=[column.name])
    return made


def matches(frame: pd.DataFrame, wanted: str) -> pd.Series:
    """Rows that hold some text, with or without diacritics."""
    needle = bare(wanted)
    found: pd.Series = frame.astype(str).apply(lambda column: column.map(lambda v: needle in bare(v))).any(axis=1)
    return found


def bare(text: str) -> str:
    """Text without diacritics and case, to search by."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in letters if not unicodedata.combining(c)).casefold().strip()


def download(view: TableView, *, key: str, t: Translator, label: str = "") -> None:
    """A button that makes the Excel file when it is pressed."""
    st.download_button(
        label or t("table.excel"),
        data=lambda: workbook(view, t),
        file_name=file_name(view),
        key=key,
        icon=":material/download:",
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        on_click="ignore",
    )


def narrow_chart(view: ChartView) -> None:
    """Bars under their words, for a column too narrow to hold the words beside them."""
    colours = view.colours if len(view.colours) == len(view.categories) else view.colours[:1] * len(view.categories)
    frame = pd.DataFrame({
        "category": view.categories, "value": view.values, "text": view.texts, "colour": colours,
        "words": [f"{name}: {text}" for name, text in zip(view.categories, view.texts, strict=True)],
    })  # fmt: skip
    y = {
        "field": "category",
        "type": "nominal",
        "sort": None,
        "axis": None,
        "scale": {"paddingInner": 0, "paddingOuter": 0},
    }
    x = {"field": "value", "type": "quantitative", "axis": None}
    tip = [{"field": "category", "title": view.category_title}, {"field": "text", "title": view.value_title}]
    colour = {"field": "colour", "type": "nominal", "scale": None}
    bar = {"type": "bar", "stroke": "#7b888c", "strokeWidth": 0.5, "height": 13, "yOffset": 9}
    words = {"type": "text", "align": "left", "x": 1, "dy": -9, "fontSize": 12.5, "color": ink()}
    spec = {
        "height": {"step": 42},
        "layer": [
            {"mark": bar, "encoding": {"y": y, "x": x, "color": colour, "tooltip": tip}},
            {"mark": words, "encoding": {"y": y, "text": {"field": "words"}, "tooltip": tip}},
        ],
        "config": {"font": "Be Vietnam Pro", "view": {"stroke": None}},
        "usermeta": {"embedOptions": {"actions": False}},
    }  # fmt: skip
    st.markdown(f"**{plain(view.title)}**")
    st.vega_lite_chart(frame, spec, width="stretch", alt=view.alt or view.title)


def ink() -> str:
    """The colour of text in the theme of the page, for charts that draw their own."""
    return "#e8eded" if st.context.theme.type == "dark" else "#1f2a2e"


def chart(view: ChartView) -> None:
    """Bars with their text; numbers are worded by us, so they follow the page's language."""
    colours = view.colours if len(view.colours) == len(view.categories) else view.colours[:1] * len(view.categories)
    frame = pd.DataFrame({"category": view.categories, "value": view.values, "text": view.texts, "colour": colours})
    frame["place"] = range(len(frame))  # said outright: a chart that changes keeps the order it met first
    y = {
        "field": "category",
        "type": "nominal",
        "sort": ORDER,
        "title": view.category_title,
        "axis": {"labelLimit": 150},
    }
    x = {
        "field": "value",
        "type": "quantitative",
        "title": view.value_title,
        "axis": {"labels": False, "ticks": False, "grid": False},
    }
    tip = [{"field": "category", "title": view.category_title}, {"field": "text", "title": view.value_title}]
    spec = {
        "height": {"step": 26},
        "layer": [
            {
                "mark": {"type": "bar", "stroke": "#7b888c", "strokeWidth": 0.5},
                "encoding": {
                    "y": y,
                    "x": x,
                    "color": {"field": "colour", "type": "nominal", "scale": None},
                    "tooltip": tip,
                },
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 4},
                "encoding": {"y": y, "x": x, "text": {"field": "text"}, "tooltip": tip},
            },
        ],
        "config": {"font": "Be Vietnam Pro", "view": {"stroke": None}},
        "usermeta": {"embedOptions": {"actions": False}},
    }
    st.markdown(f"**{plain(view.title)}**")
    st.vega_lite_chart(frame, spec, width="stretch", alt=view.alt or view.title)


def ranges(view: RangesView) -> None:
    """Dots on lines from the lowest to the highest value, one row a category."""
    frame = pd.DataFrame({
        "category": view.categories, "value": view.values, "low": view.low, "high": view.high, "ulow": view.usual_low,
        "uhigh": view.usual_high, "colour": view.colours, "text": view.texts,
    })  # fmt: skip
    frame["place"] = range(len(frame))
    y = {"field": "category", "type": "nominal", "sort": ORDER, "title": None, "axis": {"labelLimit": 160}}
    axis = {"tickMinStep": 1, "format": "d", "orient": "top"}
    scale = {"domain": [0.5, max(view.high, default=1) + 0.5], "nice": False}
    tip = [{"field": "category", "title": " "}, {"field": "text", "title": view.value_title}]

    def x(name: str) -> dict[str, Any]:
        return {"field": name, "type": "quantitative", "title": view.value_title, "axis": axis, "scale": scale}

    def line(low: str, high: str, width: float) -> dict[str, Any]:
        mark = {"type": "rule", "color": "#8d9a9e", "strokeWidth": width, "opacity": 1 if width < 2 else 0.55}  # noqa: PLR2004
        return {"mark": mark, "encoding": {"y": y, "x": x(low), "x2": {"field": high}, "tooltip": tip}}

    colour = {"field": "colour", "type": "nominal", "scale": None}
    dot = {"type": "point", "filled": True, "size": 90, "stroke": "#ffffff", "strokeWidth": 1, "opacity": 1}
    spec = {
        "height": {"step": 20},
        "layer": [
            line("low", "high", 1.2),
            line("ulow", "uhigh", 6),
            {"mark": dot, "encoding": {"y": y, "x": x("value"), "color": colour, "tooltip": tip}},
        ],
        "config": {"font": "Be Vietnam Pro", "view": {"stroke": None}},
        "usermeta": {"embedOptions": {"actions": False}},
    }  # fmt: skip
    st.markdown(f"**{plain(view.title)}**")
    st.vega_lite_chart(frame, spec, width="stretch", alt=view.title)


def problems(found: Iterable[Problem], t: Translator, *, level: Literal["error", "warning"] = "error") -> None:
    """Problems as sentences with what to do, in one box."""
    texts = words.lines(found, t)
    box = st.error if level == "error" else st.warning
    joined = "\n".join(f"- {plain(text)}" for text in texts) if len(texts) > 1 else plain("".join(texts))
    box(joined, icon=":material/error:" if level == "error" else ":material/warning:")


def notes(found: Sequence[Problem], t: Translator) -> None:
    """What is good to know, folded; nothing where there is nothing."""
    if found:
        with st.expander(t("import.notes", count=t.number(len(found)))):
            st.markdown("\n".join(f"- {plain(text)}" for text in words.lines(found, t)))


def empty(text: str, *, key: str = "", action: str = "", page: str = "") -> bool:
    """An empty state: what is missing, and what to do next; whether its button was pressed.

    The action is a link where `page` is there, a button where it has a `key`.
    """
    st.info(plain(text), icon=":material/inbox:")
    pages = state.get("pages", {})
    if page in pages:
        st.page_link(pages[page], label=action or None, icon=":material/arrow_forward:")
        return False
    return bool(action and key) and st.button(action, key=key, icon=":material/arrow_forward:")


def method(text: str, t: Translator) -> None:
    """How it was computed, folded at the end of the page."""
    with st.expander(t("method.title"), icon=":material/function:"):
        st.markdown(text)
