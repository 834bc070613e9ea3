"""Letters as a Word file: A4 with the margins, typeface and sizes of administrative papers, to be edited and signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from planning.report import fonts, letter
from planning.report.letter import Grid, Heading, Letter, Paragraph
from planning.report.typeset import printable

FACE: Final = "Times New Roman"
_LANGUAGES: Final = {"vi": "vi-VN", "en": "en-GB"}
_ALIGN: Final = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
_POINTS_PER_MM = 72 / 25.4
_AFTER_NUMBERS: Final = ("w:formProt", "w:vAlign", "w:noEndnote", "w:titlePg", "w:textDirection", "w:bidi", "w:docGrid")
"""What may follow the numbering of pages in a section: Word refuses elements out of their order."""


def write(letters: Sequence[Letter]) -> bytes:
    """A DOCX file of one letter or several, each from a new page on.

    Names no person: author and last editor of the file stay empty. The typeface is named, not embedded.
    """
    document = Document()
    _empty(document)
    _properties(document, letters[0])
    _styles(document, letters[0])
    for number, one in enumerate(letters):
        section = document.add_section(WD_SECTION.NEW_PAGE) if number else document.sections[0]
        _page(section, first=number == 0)
        _head(document, one)
        _title(document, one)
        for text in one.opening:
            _body(document, text)
        for block in one.body:
            _block(document, block)
        for text in one.closing:
            _body(document, text).paragraph_format.keep_with_next = True  # room to sign never stands alone on a page
        _foot(document, one)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


# -- the file


def _empty(document: Any) -> None:
    """Leaves nothing of the template's text."""
    body = document.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)


def _properties(document: Any, one: Letter) -> None:
    properties = document.core_properties
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.title, properties.subject = printable(one.title), printable(one.subject)
    properties.keywords, properties.language = one.code, _LANGUAGES[one.language]
    try:
        made = datetime.fromisoformat(one.day[:10]).replace(tzinfo=UTC)
    except ValueError:
        made = datetime(2000, 1, 1, tzinfo=UTC)
    properties.created = properties.modified = made


def _styles(document: Any, one: Letter) -> None:
    normal = document.styles["Normal"]
    _face(normal, letter.BODY_PT)
    normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
    normal.paragraph_format.line_spacing = 1.0
    heading = document.styles["Heading 1"]
    _face(heading, letter.BODY_PT)
    heading.font.bold, heading.font.color.rgb = True, RGBColor(0, 0, 0)
    heading.paragraph_format.keep_with_next = True
    _spaced(heading.paragraph_format)
    heading.paragraph_format.first_line_indent = Mm(letter.INDENT_MM)
    language = OxmlElement("w:lang")
    for name in ("w:val", "w:eastAsia"):
        language.set(qn(name), _LANGUAGES[one.language])
    for old in normal.element.iter(qn("w:lang")):
        old.getparent().remove(old)
    normal.element.get_or_add_rPr().append(language)


def _face(style: Any, size_pt: float) -> None:
    """Names the typeface for every script: a theme's would win otherwise."""
    style.font.name, style.font.size = FACE, Pt(size_pt)
    faces = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(faces.attrib):
        del faces.attrib[name]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        faces.set(qn(f"w:{script}"), FACE)


def _page(section: Any, *, first: bool) -> None:
    """A4 upright; the number of the page stands centred in the top margin, but not on the first page."""
    section.page_width, section.page_height = (Mm(size) for size in letter.PAGE_MM)
    section.top_margin, section.bottom_margin = Mm(letter.TOP_MM), Mm(letter.BOTTOM_MM)
    section.left_margin, section.right_margin = Mm(letter.LEFT_MM), Mm(letter.RIGHT_MM)
    section.header_distance, section.footer_distance = Mm(letter.NUMBER_FROM_TOP_MM), Mm(letter.NUMBER_FROM_TOP_MM)
    section.different_first_page_header_footer = True
    if not first:
        start = OxmlElement("w:pgNumType")
        start.set(qn("w:start"), "1")
        section._sectPr.insert_element_before(start, "w:cols", *_AFTER_NUMBERS)  # noqa: SLF001 - no other way
        return
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run = paragraph.add_run("2")
    field.append(run._r)  # noqa: SLF001 - a field holds the run that it renews
    paragraph._p.append(field)  # noqa: SLF001


# -- the parts of a letter


def _head(document: Any, one: Letter) -> None:
    table = _frame(document, letter.HEAD_MM, rows=2)
    left, right = table.rows[0].cells
    if one.higher:
        _line(left, one.higher, letter.OFFICE_PT)
    _line(left, one.office, letter.OFFICE_PT, bold=True)
    width_mm = min(_measured(one.office.splitlines()[-1:], letter.OFFICE_PT), letter.HEAD_MM[0])
    _rule(left, width_mm * letter.SHORT_LINE, letter.HEAD_MM[0])
    _line(right, one.nation, letter.EMBLEM_PT, bold=True)
    _line(right, one.motto, letter.MOTTO_PT, bold=True)
    _rule(right, _measured([one.motto], letter.MOTTO_PT), letter.HEAD_MM[1])
    left, right = table.rows[1].cells
    _line(left, one.number, letter.BODY_PT)
    _line(right, one.place_and_day, letter.BODY_PT, italic=True)


def _title(document: Any, one: Letter) -> None:
    paragraph = _line(document, one.kind, letter.BODY_PT + 1, bold=True)
    paragraph.paragraph_format.space_before = Pt(18)
    _line(document, one.subject, letter.BODY_PT + 1, bold=True)
    _rule(document, letter.WIDTH_MM * 0.2, letter.WIDTH_MM)
    paragraph = _line(document, one.to, letter.BODY_PT)
    paragraph.paragraph_format.space_before = Pt(12)
    paragraph.paragraph_format.space_after = Pt(12)


def _block(document: Any, block: letter.Block) -> None:
    if isinstance(block, Heading):
        document.add_paragraph(printable(block.text), style="Heading 1")
    elif isinstance(block, Paragraph):
        _body(document, block.text, note=block.kind == "note")
    else:
        _grid(document, block)


def _body(document: Any, text: str, *, note: bool = False) -> Any:
    paragraph = document.add_paragraph()
    paragraph.alignment = _ALIGN["both"]
    _spaced(paragraph.paragraph_format)
    paragraph.paragraph_format.first_line_indent = Mm(letter.INDENT_MM)
    _run(paragraph, text, letter.CELL_PT if note else letter.BODY_PT, italic=note)
    return paragraph


def _grid(document: Any, grid: Grid) -> None:
    caption = document.add_paragraph()
    caption.paragraph_format.space_before, caption.paragraph_format.space_after = Pt(6), Pt(4)
    caption.paragraph_format.keep_with_next = True
    _run(caption, grid.caption, letter.BODY_PT, bold=True)
    table = document.add_table(rows=0, cols=len(grid.head), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _columns(table, grid.widths_mm())
    for number, texts in enumerate((grid.head, *grid.rows)):
        row = table.add_row()
        _row_rule(row, "w:cantSplit")
        if number == 0:
            _row_rule(row, "w:tblHeader")
        for cell, text, width_mm, align in zip(row.cells, texts, grid.widths_mm(), grid.aligns, strict=True):
            cell.width = Mm(width_mm)
            paragraph = cell.paragraphs[0]
            paragraph.alignment = _ALIGN["centre" if number == 0 else align]
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
            _run(paragraph, text, letter.CELL_PT, bold=number == 0)
    document.add_paragraph().paragraph_format.line_spacing = Pt(letter.AFTER_PT)


def _foot(document: Any, one: Letter) -> None:
    """Recipients at the left; at the right the office that signs, and nothing but room beneath it."""
    space = document.add_paragraph().paragraph_format
    space.line_spacing, space.keep_with_next = Pt(letter.AFTER_PT), True
    table = _frame(document, letter.FOOT_MM, rows=1)
    row = table.rows[0]
    _row_rule(row, "w:cantSplit")
    height = OxmlElement("w:trHeight")
    height.set(qn("w:val"), str(int(Mm(letter.SIGN_MM + 10).twips)))
    height.set(qn("w:hRule"), "atLeast")
    row._tr.get_or_add_trPr().append(height)  # noqa: SLF001
    left, right = row.cells
    _line(left, one.recipients_title, letter.RECIPIENTS_PT, bold=True, italic=True, align="left")
    for text in one.recipients:
        _line(left, text, letter.RECIPIENT_PT, align="left").paragraph_format.right_indent = Mm(letter.GAP_MM)
    for text in one.signer:
        _line(right, text, letter.BODY_PT, bold=True)
    document.add_paragraph().paragraph_format.line_spacing = Pt(1)  # Word wants a paragraph after the last table


# -- pieces


def _frame(document: Any, widths_mm: Sequence[float], rows: int) -> Any:
    """A table without lines that sets words side by side."""
    table = document.add_table(rows=rows, cols=len(widths_mm))
    table.autofit = False
    _columns(table, widths_mm)
    margins = OxmlElement("w:tblCellMar")
    for side in ("w:left", "w:right"):
        margin = OxmlElement(side)
        margin.set(qn("w:w"), "0")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")  # noqa: SLF001
    for row in table.rows:
        for cell, width_mm in zip(row.cells, widths_mm, strict=True):
            cell.width = Mm(width_mm)
            cell._tc.remove(cell.paragraphs[0]._p)  # noqa: SLF001 - `_line` adds what stands there
    return table


def _columns(table: Any, widths_mm: Sequence[float]) -> None:
    """Widths as the grid of the table: Word reads those of the cells, LibreOffice these."""
    for column, width_mm in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width_mm)


def _line(
    place: Any, text: str, size_pt: float, *, bold: bool = False, italic: bool = False, align: str = "centre"
) -> Any:
    paragraph = place.add_paragraph()
    paragraph.alignment = _ALIGN[align]
    _run(paragraph, text, size_pt, bold=bold, italic=italic)
    return paragraph


def _run(paragraph: Any, text: str, size_pt: float, *, bold: bool = False, italic: bool = False) -> None:
    run = paragraph.add_run(printable(text))
    run.font.size, run.bold, run.italic = Pt(size_pt), bold, italic


def _rule(place: Any, length_mm: float, width_mm: float) -> None:
    """A line of a length, centred: the border of an empty paragraph that is drawn in on both sides."""
    paragraph = place.add_paragraph()
    side = Mm(max(0.0, (width_mm - length_mm) / 2))
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = side
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(3)
    form.space_before, form.space_after = Pt(2.5), Pt(2.5)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _measured(texts: Sequence[str], size_pt: float) -> float:
    """The width of the widest of some bold lines in millimetres."""
    return max((fonts.width(text, size_pt, "bold", fonts.SERIF) for text in texts), default=0.0) / _POINTS_PER_MM


def _spaced(form: Any) -> None:
    form.space_after, form.space_before = Pt(letter.AFTER_PT), Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(letter.LEADING_PT)


def _row_rule(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001 - python-docx has no word for it
