"""Typst source of what a paper is made of: headings, sentences, figures, tables that break over pages, pictures.

The words of data go in as strings of Typst's code only (`typeset.string`); `STYLE` is the source of the functions that
set them, and stands at the head of a document.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from planning.i18n import Translator
from planning.present.cells import NOTHING, texts
from planning.present.views import Answer, Column, Figure, TableView
from planning.report import fonts
from planning.report.typeset import string

MOST_ROWS = 150
FEWEST_ROWS, HEAD_MM, ROW_MM = 5, 20.0, 5.0
"""So many rows stand under the head of a table at least, or all begins on the next page."""
PT_MM = 25.4 / 72
SIZES_PT = (8.0, 7.5, 7.0, 6.5, 6.0)
INSET_MM = 1.3
SPREAD = 1.04
"""How much wider a text is set than measured, at most: figures of one width."""
SMALL, LEAST_CHOSEN_PT = 0.06, 7.0
"""What a point smaller costs against the height that it saves, and down to which size that is weighed."""
NARROWEST_MM = 7.0
WIDEST_WORDS_MM = 110.0
NAMES_MM = 36.0
"""Columns of words up to this width keep them in a line as long as there is room."""
WORDS = re.compile(r" (?![/!;:?.,)\]}%])")
"""Where a line may end: not before these signs, even after a blank (Unicode line breaking, LB13)."""
TONES = {"better": "#d1e5f0", "worse": "#fee0b6"}

STYLE = r"""
#let ink = rgb("#1f2a2e")
#let pale = rgb("#5b696e")
#let accent = rgb("#14566b")
#let hair = rgb("#c9d2d4")
#let soft = rgb("#eef3f4")
#let alarm = rgb("#b3261e")
#let lead(body) = block(above: 0.4em, below: 1.1em, width: 100%, inset: (left: 9pt, y: 2pt),
  stroke: (left: 2.4pt + accent), text(size: 10.5pt, weight: 600, body))
#let warn(body) = block(above: 0.7em, below: 0.7em, width: 100%, inset: (left: 9pt, y: 2pt),
  stroke: (left: 2.4pt + rgb("#c07a00")), text(size: 9pt, body))
#let small(body) = block(above: 0.55em, below: 0.9em, text(size: 7.6pt, fill: pale, body))
#let said(body) = block(above: 0.7em, below: 0.7em, par(justify: false, body))
#let items(..rows) = list(indent: 2pt, body-indent: 5pt, spacing: 0.62em, marker: text(fill: accent)[•], ..rows.pos())
#let card(name, value, note) = grid.cell(fill: soft, inset: (x: 8pt, y: 7pt), {
  set par(leading: 0.45em, spacing: 5pt)
  par(text(size: 7.4pt, fill: pale, name))
  par(text(size: 13pt, weight: 600, fill: accent, value))
  if note != "" { par(text(size: 7.4pt, fill: pale, note)) }
})
#let cards(..rows) = block(above: 0.8em, below: 1.4em, grid(columns: (1fr,) * rows.pos().len(), column-gutter: 6pt,
  ..rows.pos().map(row => card(..row))))
#let facts(..rows) = block(above: 0.6em, below: 0.9em, breakable: true, grid(columns: (auto, 1fr), column-gutter: 10pt,
  row-gutter: 6.5pt, ..rows.pos().map(row => (text(fill: pale, row.at(0)), row.at(1))).flatten()))
#let caption(kind, words) = block(above: 1.2em, below: 0.55em, sticky: true, width: 100%,
  text(size: 8.8pt)[#text(weight: 600, fill: accent, kind)#if kind != "" [#h(0.5em)]#text(weight: 600, words)])
#let rows-of(widths, aligns, size, head, rows, fills) = block(above: 0.4em, below: 0.5em, breakable: true, {
  set text(size: size, number-width: "tabular", hyphenate: false)
  set par(leading: 0.42em, justify: false)
  table(columns: widths, align: (x, y) => aligns.at(x) + if y == 0 { bottom } else { top },
    inset: (x: INSETmm, top: 3.4pt, bottom: 2.7pt), stroke: none,
    fill: (x, y) => { let tone = fills.at(str(y - 1) + "/" + str(x), default: none); if tone != none { rgb(tone) } },
    table.hline(stroke: 0.8pt + accent),
    table.header(..head.map(words => text(weight: 600, fill: accent, words)), repeat: true),
    table.hline(stroke: 0.5pt + accent),
    ..rows.enumerate().map(((i, row)) => (..row, table.hline(stroke: 0.3pt + hair))).flatten(),
    table.hline(stroke: 0.8pt + accent))
})
#let room(height) = { block(above: 0pt, below: 0pt, height: height, breakable: false)[]; v(-height) }
#let picture(data, width, words) = block(above: 0.6em, below: 0.6em, image(data, width: width, alt: words))
""".replace("INSETmm", f"{INSET_MM}mm")


def array(items: Iterable[str]) -> str:
    """Pieces of Typst code as an array."""
    return f"({''.join(f'{item}, ' for item in items)})"


def call(name: str, *values: str) -> str:
    """A call of a function of `STYLE`; the values are code."""
    return f"#{name}({', '.join(values)})\n"


def heading(text: str, level: int = 1, *, listed: bool = True) -> str:
    """A heading, in the bookmarks, and in the contents where it is to be listed."""
    return f"#heading(level: {level}, outlined: {str(listed).lower()}, bookmarked: true, {string(text)})\n\n"


def paragraph(text: str) -> str:
    """A paragraph of plain text; lines stay lines."""
    return call("said", string(text)) if text else ""


def paragraphs(text: str) -> str:
    """A text with empty lines between its paragraphs, as a user writes it."""
    return "".join(paragraph(part.strip()) for part in text.split("\n\n"))


def answer(view: Answer) -> str:
    """The sentences in large, cautions after them."""
    said = call("lead", string(view.text)) if view.text else ""
    return said + "".join(warning(text) for text in view.cautions)


def warning(text: str) -> str:
    """What the reader has to know before using a result."""
    return call("warn", string(text))


def note(text: str) -> str:
    """Small print under a table or a picture."""
    return call("small", string(text)) if text else ""


def bullets(lines: Sequence[str]) -> str:
    """A list; nothing where there are no lines."""
    return call("items", *(string(line) for line in lines)) if lines else ""


def cards(figures: Sequence[Figure]) -> str:
    """Numbers in a row, each with what it is."""
    return call("cards", *(array(map(string, (f.label, f.value, f.note))) for f in figures)) if figures else ""


def facts(rows: Mapping[str, str]) -> str:
    """Names and what belongs to them, in two columns."""
    return call("facts", *(array((string(name), string(value or NOTHING))) for name, value in rows.items()))


def picture(file: str, width: str, words: str) -> str:
    """A picture of the document's files; `words` are for who cannot see it."""
    return call("picture", string(file), width, string(words))


# -- tables


@dataclass(frozen=True)
class Fit:
    """Widths of the columns in millimetres and the size of the letters with which they hold their words."""

    widths_mm: tuple[float, ...]
    size_pt: float


def table(view: TableView, t: Translator, width_mm: float, kind: str = "", most: int = MOST_ROWS) -> str:
    """A table over the full width: title, rows with a head on every page, note.

    Numbers are as the page writes them, to the right; `kind` is its number ("Biểu 01"). Beyond `most` rows the rest is
    counted.
    """
    title = f"{t('illustrative.prefix')}{view.title}" if view.illustrative else view.title
    made = call("room", f"{HEAD_MM + ROW_MM * min(len(view.frame), FEWEST_ROWS)}mm")
    made += call("caption", string(kind), string(title))
    if not len(view.frame):
        return made + note(t("annex.table.empty"))
    rest = len(view.frame) - most
    shown = view if rest <= 0 else replace(view, frame=view.frame.head(most))
    cells = [texts(shown, column, t) for column in shown.columns]
    fit = fitted(shown.columns, cells, width_mm)
    made += call(
        "rows-of",
        array(f"{width:.2f}mm" for width in fit.widths_mm),
        array("left" if column.kind == "text" else "right" for column in shown.columns),
        f"{fit.size_pt}pt",
        array(string(column.title) for column in shown.columns),
        array(array(map(string, row)) for row in zip(*cells, strict=True)),
        _fills(shown),
    )
    more = t("annex.table.more", count=t.number(rest)) if rest > 0 else ""
    return made + note(" ".join(filter(None, (more, view.note))))


def _fills(view: TableView) -> str:
    """Colours behind cells that are better or worse, by "row/column"."""
    made = []
    for x, column in enumerate(view.columns):
        if column.tone_in:
            tones = view.frame[column.tone_in].tolist()
            made += [f'"{y}/{x}": "{TONES[tone]}", ' for y, tone in enumerate(tones) if tone in TONES]
    return f"({''.join(made)})" if made else "(:)"


def fits(view: TableView, t: Translator, width_mm: float) -> bool:
    """Whether a table has room for every word of it, be it in the smallest letters."""
    cells = [texts(view, column, t) for column in view.columns]
    return not len(view.frame) or sum(_needs(view.columns, cells, SIZES_PT[-1], 0.0)[0]) <= width_mm


def fitted(columns: Sequence[Column], cells: Sequence[Sequence[str]], width_mm: float) -> Fit:
    """The largest letters with which no word is cut, and the widths that need the fewest lines."""
    fits: list[tuple[float, Fit]] = []
    for names_mm, size in ((names, size) for names in (NAMES_MM, 0.0) for size in SIZES_PT):
        least, best = _needs(columns, cells, size, names_mm)
        if sum(least) <= width_mm:
            fit = Fit(_shared(least, best, width_mm), size)
            fits.append((_height_mm(fit, cells) * (1 + SMALL * (SIZES_PT[0] - size)), fit))
        if fits and (size <= LEAST_CHOSEN_PT or names_mm == 0.0):
            return min(fits, key=lambda one: one[0])[1]
    least, _ = _needs(columns, cells, SIZES_PT[-1], 0.0)
    return Fit(tuple(width * width_mm / sum(least) for width in least), SIZES_PT[-1])


def _height_mm(fit: Fit, cells: Sequence[Sequence[str]]) -> float:
    """About how high the rows are."""
    size_mm = fit.size_pt * PT_MM
    rooms = [max(width - 2 * INSET_MM, 1.0) for width in fit.widths_mm]
    lines = sum(
        max(math.ceil(fonts.width(text, size_mm) * SPREAD / room) for text, room in zip(row, rooms, strict=True))
        for row in zip(*cells, strict=True)
    )
    return size_mm * (1.2 * lines + 0.9 * len(cells[0]))


def _needs(
    columns: Sequence[Column], cells: Sequence[Sequence[str]], size: float, names_mm: float
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The width that each column needs at least, and the one with which every cell is a line.

    A column of words no wider than `names_mm` is not to break at all.
    """

    def mm(text: str, style: str = "regular") -> float:
        return fonts.width(text, size * PT_MM, style) * SPREAD + 2 * INSET_MM

    least, best = [], []
    for column, rows in zip(columns, cells, strict=True):
        whole = max(mm(text) for text in rows)
        head = max(mm(word, "semibold") for word in WORDS.split(column.title))
        inner = (
            whole
            if column.kind != "text" or whole <= names_mm
            else max(mm(word) for text in rows for word in WORDS.split(text))
        )
        least.append(max(NARROWEST_MM, head, inner))
        best.append(max(least[-1], min(WIDEST_WORDS_MM, max(whole, mm(column.title, "semibold") / 2))))
    return tuple(least), tuple(best)


def _shared(least: Sequence[float], best: Sequence[float], width_mm: float) -> tuple[float, ...]:
    """What is left over goes to those who need little first, so that long texts alone break; the rest to all."""
    widths, left = list(least), width_mm - sum(least)
    order = sorted(range(len(widths)), key=lambda place: best[place] - least[place])
    for number, place in enumerate(order):
        more = min(best[place] - least[place], left / (len(order) - number))
        widths[place] += more
        left -= more
    spare = width_mm - sum(widths)
    return tuple(width + spare * width / sum(widths) for width in widths)
