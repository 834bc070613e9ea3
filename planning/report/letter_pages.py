"""Letters as Typst source: the same words in the same order as in the Word file, in a typeface of the same widths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from planning.report import fonts, letter
from planning.report.letter import Grid, Heading, Letter, Paragraph
from planning.report.typeset import Document, escape, string

_ALIGN: Final = {"left": "left", "centre": "center", "right": "right"}
_REGIONS: Final = {"vi": "VN", "en": "GB"}
_NEXT: Final = "\n#counter(page).update(0)\n#pagebreak()\n"
"""Another letter: its first page counts itself."""


def document(letters: Sequence[Letter]) -> Document:
    """The letters as one document, each from a new page on."""
    first = letters[0]
    return Document(
        source="\n".join([_preamble(first), _NEXT.join(_letter(one) for one in letters)]),
        title=first.title,
        language=first.language,
        name=first.file,
        illustrative=False,
        code=first.code,
        day=first.day,
    )


def _preamble(one: Letter) -> str:
    """Page, typeface and the number of the page, which starts anew with each letter and is not on its first page."""
    half = (letter.LEADING_PT - letter.BODY_PT) / 2
    return f"""#set document(title: {string(one.title)}, keywords: ({string(one.code)},))
#set page(
  width: {letter.PAGE_MM[0]}mm, height: {letter.PAGE_MM[1]}mm, header-ascent: 0mm,
  margin: (top: {letter.TOP_MM}mm, bottom: {letter.BOTTOM_MM}mm, left: {letter.LEFT_MM}mm, right: {letter.RIGHT_MM}mm),
  header: context if counter(page).get().first() > 1 {{
    place(top + center, dy: {letter.NUMBER_FROM_TOP_MM}mm, text(size: {letter.BODY_PT}pt, counter(page).display()))
  }},
)
#set text(font: {string(fonts.SERIF)}, size: {letter.BODY_PT}pt, hyphenate: false, overhang: false,
  top-edge: 0.8em, bottom-edge: -0.2em)
#set par(justify: true, linebreaks: "simple", justification-limits: (spacing: (min: 100%, max: 150%)))
#let line-of(words) = {{
  // A line is as high as Word's exact spacing makes it, so that both break a page at the same place.
  set text(top-edge: {letter.BODY_PT * 0.8 + half}pt, bottom-edge: -{letter.BODY_PT * 0.2 + half}pt)
  set par(leading: 0pt)
  words
}}
#show heading: it => block(above: {letter.AFTER_PT}pt, below: {letter.AFTER_PT}pt, sticky: true,
  inset: (left: {letter.INDENT_MM}mm), line-of(text(size: {letter.BODY_PT}pt, weight: "bold", it.body)))
#let rule(length) = pdf.artifact(block(above: 3pt, below: 5pt, line(length: length, stroke: 0.75pt)))
#let short(words) = context rule(calc.min(measure(words).width, {letter.HEAD_MM[0]}mm) * {letter.SHORT_LINE})
#let body(words) = block(width: 100%, above: {letter.AFTER_PT}pt, below: {letter.AFTER_PT}pt,
  line-of(par(first-line-indent: (amount: {letter.INDENT_MM}mm, all: true), words)))"""


def _letter(one: Letter) -> str:
    return "\n\n".join(
        [
            f"#set text(lang: {string(one.language)}, region: {string(_REGIONS[one.language])})",
            _head(one),
            _title(one),
            *(_body(text) for text in one.opening),
            *(_block(block) for block in one.body),
            *(f"#block(sticky: true, above: 0pt, below: 0pt)[{_body(text)}]" for text in one.closing),
            _foot(one),
        ]
    )


def _head(one: Letter) -> str:
    office = _set(one.office, letter.OFFICE_PT, bold=True)
    motto = _set(one.motto, letter.MOTTO_PT, bold=True)
    higher = [_set(one.higher, letter.OFFICE_PT)] if one.higher else []
    last = _set(one.office.splitlines()[-1] if one.office else "", letter.OFFICE_PT, bold=True)
    left = " #linebreak() ".join([*higher, office])
    right = " #linebreak() ".join([_set(one.nation, letter.EMBLEM_PT, bold=True), motto])
    return f"""#block(above: 0pt, below: 0pt)[
#set par(justify: false, leading: 2pt)
#grid(columns: ({letter.HEAD_MM[0]}mm, {letter.HEAD_MM[1]}mm), align: center, row-gutter: 7pt,
  [{left} #short[{last}]], [{right} #context rule(measure[{motto}].width)],
  [{_set(one.number, letter.BODY_PT)}], [{_set(one.place_and_day, letter.BODY_PT, italic=True)}],
)]"""


def _title(one: Letter) -> str:
    size = letter.BODY_PT + 1
    return f"""#block(above: 20pt, below: 16pt, width: 100%)[
#set par(justify: false, leading: 2pt)
#set align(center)
{_set(one.kind, size, bold=True)} #linebreak() {_set(one.subject, size, bold=True)}
#rule({letter.WIDTH_MM * 0.2}mm)
#v(9pt)
{_set(one.to, letter.BODY_PT)}
]"""


def _block(block: letter.Block) -> str:
    if isinstance(block, Heading):
        return f"#heading[{escape(block.text)}]"
    if isinstance(block, Paragraph):
        return _body(block.text) if block.kind == "body" else f"#body[{_set(block.text, letter.CELL_PT, italic=True)}]"
    return _grid(block)


def _body(text: str) -> str:
    return f"#body[{escape(text)}]"


def _grid(grid: Grid) -> str:
    columns = ", ".join(f"{width:.2f}mm" for width in grid.widths_mm())
    aligns = ", ".join(_ALIGN[align] for align in grid.aligns)
    head = ", ".join(f"table.cell(align: center)[{_set(text, letter.CELL_PT, bold=True)}]" for text in grid.head)
    rows = "\n".join("  " + ", ".join(f"[{escape(text)}]" for text in row) + "," for row in grid.rows)
    return f"""#block(below: 6pt, sticky: true)[{_set(grid.caption, letter.BODY_PT, bold=True)}]
#block(above: 0pt)[
#set text(size: {letter.CELL_PT}pt)
#set par(justify: false, leading: 2pt)
#show table.cell: set block(breakable: false)
#table(columns: ({columns},), align: ({aligns},), stroke: 0.5pt, inset: (x: 1.9mm, y: 3pt),
  table.header({head}),
{rows}
)]"""


def _foot(one: Letter) -> str:
    listed = " #linebreak() ".join(_set(text, letter.RECIPIENT_PT) for text in one.recipients)
    title = _set(one.recipients_title, letter.RECIPIENTS_PT, bold=True, italic=True)
    signer = " #linebreak() ".join(_set(text, letter.BODY_PT, bold=True) for text in one.signer)
    return f"""#block(above: 18pt, breakable: false)[
#set par(justify: false, leading: 2pt)
#grid(columns: ({letter.FOOT_MM[0]}mm, {letter.FOOT_MM[1]}mm), align: (left, center), rows: (auto,),
  pad(right: {letter.GAP_MM}mm)[{title} #linebreak() {listed}], [{signer} #v({letter.SIGN_MM}mm)],
)]"""


def _set(text: str, size_pt: float, *, bold: bool = False, italic: bool = False) -> str:
    """Words of a size; lines that the user broke stay broken."""
    style = f"size: {size_pt}pt" + (', weight: "bold"' if bold else "") + (', style: "italic"' if italic else "")
    return f"#text({style})[{escape(text)}]" if text else ""
