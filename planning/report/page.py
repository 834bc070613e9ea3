"""The Typst source of a map sheet: what it says as values, how it looks as a few pieces of Typst."""

from __future__ import annotations

from collections.abc import Mapping

from planning.i18n import Translator
from planning.report import fonts, layout, ornaments
from planning.report.drawing import Drawn
from planning.report.layout import Layout
from planning.report.markup import array
from planning.report.typeset import string

# `s` holds the values; `u` is what a millimetre of an A4 sheet is on this one.
_PIECES = r"""
#let u = s.k * 1mm
#let ink = rgb("INK")
#let said(size, weight: 400, ..more, words) = text(size: size * s.k * 1pt, weight: weight, ..more, words)
#let head = block(height: s.head * u, width: 100%)[
  #grid(columns: (1fr, auto), column-gutter: 4 * u, said(TITLE, weight: 700, s.title), said(9, weight: 600, s.number))
  #if s.subtitle != "" { v(1.4 * u); said(SUB, s.subtitle) }]
#let map = image(s.map, width: s.width * u, alt: s.alt)
#let legend = [#said(LEGEND, weight: 700, s.legend)#v(1.4 * u)#entries]
#let diagram(high) = pdf.artifact(image(s.location, height: high * u))
#let north = pdf.artifact(image(s.north, height: ARROW * u))
#let bar = block(width: (PARTS * s.part + 2 * ENDS) * u, height: 5.2 * u, {
  for i in range(PARTS) {
    place(dx: (ENDS + i * s.part) * u, dy: 3.2 * u, rect(width: s.part * u, height: 1.5 * u, stroke: s.k * 0.4pt + ink,
      fill: if calc.even(i) { ink } else { white }))
  }
  for (i, words) in s.bar.enumerate() {
    place(dx: (ENDS + i * s.part * PARTS / 2 - 12) * u, box(width: 24 * u, align(center, said(6.8, words))))
  }
})
#let scale = [#pad(left: (ENDS - 1) * u, said(9, weight: 600, s.scale))#v(0.8 * u)#bar]
#let notes = said(NOTE, s.notes.join(" "))
#let boxes(widths, rows, span: 1) = grid(columns: widths, rows: rows, stroke: s.k * 0.4pt, inset: 1.2 * u,
  ..s.boxes.enumerate().map(((i, (label, words))) => grid.cell(colspan: if i == 0 { span } else { 1 })[
    #said(5.8, fill: luma(90), label)#linebreak()#said(7.2, words)]))
#let signing = if s.sign.len() > 0 { v(1 * u); grid(columns: (1fr,) * s.sign.len(), rows: SIGN * u,
  stroke: s.k * 0.4pt, inset: 1.2 * u, ..s.sign.map(words => align(center, said(6.6, weight: 600, words)))) }
"""
_LYING = r"""
#head
#grid(columns: (s.width * u, 1fr), column-gutter: GAP * u, rows: s.height * u, map, grid(rows: (1fr, auto), legend, [
  #grid(columns: (auto, auto, 1fr), column-gutter: 2 * u, align: bottom,
    diagram(LOCATION), north, if s.beside { scale })
  #if not s.beside [#v(2 * u)#scale]
  #v(2 * u)#said(NOTE, s.crs)
  #v(1 * u)#notes
  #v(1.5 * u)#boxes((1fr, 0.9fr, 1.3fr), (s.office * u, BOX * u), span: 3)#signing]))
"""
_UPRIGHT = r"""
#head
#map
#v(2 * u)
#block(height: s.room * u, width: 100%, legend)
#v(1fr)
#block(height: SCALE * u, width: 100%, grid(columns: (auto, auto, 1fr, auto), align: horizon, column-gutter: 6 * u,
  north, scale, said(NOTE, s.crs), diagram(SCALE)))
#v(1 * u)#notes
#v(1.5 * u)#boxes((2.3fr, 1.5fr, 1fr, 1fr), s.office * u)#signing
"""
_SIZES = {
    "TITLE": layout.TITLE_PT,
    "SUB": layout.SUB_PT,
    "LEGEND": layout.LEGEND_PT,
    "ARROW": ornaments.ARROW_MM,
    "ENDS": ornaments.ENDS_MM,
    "PARTS": ornaments.PARTS,
    "NOTE": layout.NOTE_PT,
    "BOX": layout.BOX_MM,
    "SIGN": layout.SIGN_MM,
    "GAP": layout.GAP_MM,
    "LOCATION": ornaments.LOCATION_MM,
    "SCALE": layout.SCALE_MM,
}


def source(plan: Layout, drawn: Drawn, names: Mapping[str, str], t: Translator) -> str:
    """A `#page`; `names` are the files of map, arrow and location diagram."""
    wide, high = plan.page_mm
    side, foot = plan.paper.margin_mm * plan.k, plan.paper.foot_mm * plan.k
    pieces = _PIECES + (_LYING if plan.landscape else _UPRIGHT)
    for name, size in _SIZES.items():
        pieces = pieces.replace(name, f"{size:g}")
    pieces = pieces.replace("INK", ornaments.INK)
    values = ", ".join(f"{name}: {value}" for name, value in _values(plan, drawn, names, t).items())
    return (
        f"#page(width: {wide:g}mm, height: {high:g}mm, "
        f"margin: (x: {side:.2f}mm, top: {side:.2f}mm, bottom: {foot:.2f}mm))[\n"
        f'#set text(font: "{fonts.SANS}", size: {7.5 * plan.k:.2f}pt)\n'
        "#set par(justify: false, leading: 0.42em, spacing: 0.42em, first-line-indent: 0pt)\n#set block(spacing: 0pt)\n"
        f"#let s = ({values})\n#let entries = {plan.legend.source}{pieces}]\n"
    )


def _values(plan: Layout, drawn: Drawn, names: Mapping[str, str], t: Translator) -> dict[str, str]:
    """What the sheet says and how large its parts are, as Typst code."""
    bar = ornaments.scale_bar(drawn.shown, t, plan.panel_mm)
    words, scale = plan.words, t.number(drawn.shown.scale)
    groups = "; ".join(group.title for group in drawn.legend)
    boxes = (
        (t("sheet.made_by"), words.made_by),
        (t("sheet.drawn_by"), ""),
        (t("sheet.day"), words.day),
        (t("sheet.code"), words.code),
    )
    signing = ("approve", "appraise", "prepare") if plan.signed else ()
    texts = {
        "title": plan.title,
        "subtitle": words.subtitle,
        "number": words.number,
        "legend": t("sheet.legend"),
        "scale": t("sheet.scale", scale=scale),
        "crs": drawn.crs_words,
        "alt": t("sheet.alt", title=words.title, scale=scale, layers=groups),
        **names,
    }
    lengths = {
        "k": plan.k,
        "head": plan.head_mm,
        "width": plan.map_mm[0],
        "height": plan.map_mm[1],
        "room": plan.room.height_mm + layout.HEAD_MM,
        "part": bar.part_mm,
        "office": layout.office_mm(words, plan.panel_mm or plan.map_mm[0] * layout.OFFICE_SHARE),
    }
    return {
        **{name: string(text) for name, text in texts.items()},
        **{name: f"{length:.3f}" for name, length in lengths.items()},
        "bar": array(map(string, bar.words)),
        "beside": str(ornaments.beside(plan.panel_mm)).lower(),
        "notes": array(map(string, plan.notes)),
        "boxes": array(array(map(string, pair)) for pair in boxes),
        "sign": array(string(t(f"sheet.sign.{word}")) for word in signing),
    }
