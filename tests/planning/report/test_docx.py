"""The Word file: its form read from the XML, its words from the text, its pages from LibreOffice."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import Counter
from io import BytesIO
from zipfile import ZipFile

import docx as reader
import pytest
from lxml import etree
from pypdf import PdfReader

from planning.report import docx, fonts, letter_pages
from planning.report.letter import Heading, Paragraph
from tests.planning.report.letters import MARKUP, grid, letter, long_letter, marked_letter

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TWIPS_PER_MM = 1440 / 25.4
# Times New Roman is not free: a typeface of the same widths stands in for it.
FONTS = """<fontconfig><dir>{folder}</dir><cachedir prefix="xdg">fontconfig</cachedir>
<match target="pattern"><test name="family"><string>Times New Roman</string></test>
<edit name="family" mode="assign" binding="strong"><string>Tinos</string></edit></match></fontconfig>"""


def part(file: bytes, name: str) -> etree._Element:
    with ZipFile(BytesIO(file)) as archive:
        return etree.fromstring(archive.read(name))


def text(element: etree._Element) -> str:
    return "".join(node.text or "" for node in element.iter(f"{W}t"))


def paragraphs(file: bytes) -> list[str]:
    return [said for p in part(file, "word/document.xml").iter(f"{W}p") if (said := text(p))]


@pytest.fixture(scope="module")
def file():
    return docx.write([long_letter()])


def test_words_stand_in_the_order_of_the_letter(file):
    # Word keeps a table row by row, so the office's lines of the first row come before those of the nation.
    assert paragraphs(file) == list(long_letter().words())


def test_the_page_is_a4_upright_with_the_margins_of_the_decree(file):
    section = part(file, "word/document.xml").find(f".//{W}sectPr")
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    assert int(size.get(f"{W}w")) == pytest.approx(11906, abs=1)
    assert int(size.get(f"{W}h")) == pytest.approx(16838, abs=1)
    mm = {side: int(margins.get(f"{W}{side}")) / TWIPS_PER_MM for side in ("top", "bottom", "left", "right")}
    assert 20 <= round(mm["top"], 1) <= 25
    assert 20 <= round(mm["bottom"], 1) <= 25
    assert 30 <= round(mm["left"], 1) <= 35
    assert 15 <= round(mm["right"], 1) <= 20


def test_the_typeface_is_named_for_every_script_and_no_theme_wins(file):
    styles = part(file, "word/styles.xml")
    for name in ("Normal", "Heading1"):
        faces = styles.find(f".//{W}style[@{W}styleId='{name}']//{W}rFonts")
        assert {faces.get(f"{W}{script}") for script in ("ascii", "hAnsi", "cs", "eastAsia")} == {"Times New Roman"}
        assert not any("Theme" in key for key in faces.attrib)
    for run in part(file, "word/document.xml").iter(f"{W}rFonts"):
        assert run.get(f"{W}ascii") in (None, "Times New Roman")


def test_the_number_of_the_page_is_in_the_top_margin_but_not_on_the_first_page(file):
    document = reader.Document(BytesIO(file))
    section = document.sections[0]
    assert section.different_first_page_header_footer
    assert not text(section.first_page_header._element)
    header = section.header.paragraphs[0]
    assert header.alignment == 1
    assert [f.get(f"{W}instr") for f in header._p.iter(f"{W}fldSimple")] == ["PAGE"]
    assert section.header_distance < section.top_margin


def test_the_head_of_a_table_repeats_and_no_row_is_torn(file):
    table = part(file, "word/document.xml").findall(f".//{W}tbl")[1]
    rows = table.findall(f"{W}tr")
    assert len(rows) == 46
    assert [row.find(f".//{W}tblHeader") is not None for row in rows] == [True] + [False] * 45
    assert all(row.find(f".//{W}cantSplit") is not None for row in rows)


def test_sizes_and_weights_of_the_head(file):
    runs = {text(run): run for run in part(file, "word/document.xml").iter(f"{W}r")}

    def size(words):
        return int(runs[words].find(f".//{W}sz").get(f"{W}val")) / 2

    assert 12 <= size("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") <= 13
    assert 13 <= size("Độc lập - Tự do - Hạnh phúc") <= 14
    assert size("Nơi nhận:") == 12
    assert size("- Như trên;") == 11
    assert runs["SỞ XÂY DỰNG"].find(f".//{W}b") is not None
    lines = part(file, "word/document.xml").findall(f".//{W}pBdr")
    assert len(lines) == 3  # beneath the office, the motto, the subject


def test_the_file_names_nobody(file):
    properties = reader.Document(BytesIO(file)).core_properties
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    assert properties.title == "Báo cáo thử"
    assert properties.keywords == "ABCD1234"
    after = paragraphs(file)
    assert after[-1] == "GIÁM ĐỐC"


def test_markup_prints_as_text():
    said = paragraphs(docx.write([marked_letter()]))
    assert said == list(marked_letter().words())
    assert said.count(MARKUP) == 11
    assert f"{MARKUP} 1" in said


def test_characters_that_xml_refuses_are_left_out():
    said = paragraphs(docx.write([letter(Paragraph("xã\x00 A\x0b\u202e B\ufffe"))]))
    assert "xã A B" in said


def test_two_languages_are_two_letters_each_from_page_one():
    file = docx.write([letter(Paragraph("một")), letter(Paragraph("one"), language="en")])
    sections = part(file, "word/document.xml").findall(f".//{W}sectPr")
    assert len(sections) == 2
    assert sections[1].find(f"{W}pgNumType").get(f"{W}start") == "1"
    assert all(s.find(f"{W}titlePg") is not None for s in sections)


# The order in which ECMA-376, part 1, lets these elements stand within another one; Word refuses others.
ORDERS = {
    "tblPr": (
        "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
        "tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription"
    ),
    "sectPr": (
        "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
        "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid "
        "printerSettings"
    ),
    "pPr": (
        "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd "
        "tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi "
        "adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc "
        "textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
    ),
    "rPr": (
        "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof "
        "snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText "
        "vertAlign rtl cs em lang eastAsianLayout specVanish oMath"
    ),
    "tcPr": ("cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark"),
}


@pytest.mark.parametrize("name", ["word/document.xml", "word/styles.xml"])
def test_elements_stand_in_the_order_that_word_asks_for(name):
    made = part(docx.write([long_letter(), letter(Paragraph("two"), language="en")]), name)
    for parent, order in ORDERS.items():
        places = {child: number for number, child in enumerate(order.split())}
        for element in made.iter(f"{W}{parent}"):
            found = [places[child.tag.removeprefix(W)] for child in element]
            assert found == sorted(found), (parent, [child.tag for child in element])


def test_every_cell_ends_with_a_paragraph_and_so_does_the_letter():
    made = part(docx.write([marked_letter()]), "word/document.xml")
    assert all(cell[-1].tag == f"{W}p" for cell in made.iter(f"{W}tc"))
    assert made.find(f"{W}body")[-2].tag == f"{W}p"


# -- as LibreOffice sees it


@pytest.fixture(scope="module")
def converted(tmp_path_factory):
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice is not here: install libreoffice-writer to see the Word file as a program reads it")
    folder = tmp_path_factory.mktemp("office")
    (folder / "fonts.conf").write_text(FONTS.format(folder=fonts.FOLDER), encoding="utf-8")
    environment = {**os.environ, "FONTCONFIG_FILE": str(folder / "fonts.conf")}

    def convert(file: bytes) -> PdfReader:
        (folder / "letter.docx").write_bytes(file)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [office, "--headless", profile, "--convert-to", "pdf", "--outdir", folder, folder / "letter.docx"]
        subprocess.run(command, check=True, capture_output=True, timeout=180, env=environment)
        return PdfReader(folder / "letter.pdf")

    return convert


def pages(pdf: PdfReader) -> list[Counter[str]]:
    """How often each letter stands on each page: writers put columns and spaces into a file as they like."""
    return [Counter(re.sub(r"\s", "", page.extract_text())) for page in pdf.pages]


@pytest.mark.slow
def test_libreoffice_opens_it_and_breaks_the_pages_as_the_pdf_does(converted):
    opened = converted(docx.write([long_letter()]))
    typeset = PdfReader(BytesIO(letter_pages.document([long_letter()]).pdf()))
    assert len(opened.pages) == len(typeset.pages) == 3
    assert sum(pages(opened), Counter()) == sum(pages(typeset), Counter())
    # A page may end a line sooner or later, no more.
    for one, other in zip(pages(opened), pages(typeset), strict=True):
        assert ((one - other) + (other - one)).total() < 0.1 * one.total()
    assert opened.pages[1].extract_text().startswith("2")
    assert not opened.pages[0].extract_text().startswith("1")


@pytest.mark.slow
def test_libreoffice_repeats_the_head_of_the_table(converted):
    opened = converted(docx.write([letter(Heading("I. Bảng"), grid(60))]))
    heads = [page.extract_text().count("Lý do chính") for page in opened.pages]
    assert len(heads) >= 2
    assert set(heads) <= {0, 1}
    assert heads[:2] == [1, 1]


@pytest.mark.slow
def test_room_to_sign_never_stands_alone_on_a_page(converted):
    # Some length of text brings the foot to the edge of a page: at each the closing sentence goes along with it.
    for lines in range(16, 26):
        made = letter(*[Paragraph("Một dòng.")] * lines)
        typeset = PdfReader(BytesIO(letter_pages.document([made]).pdf()))
        last = typeset.pages[-1].extract_text()
        assert ("Nơi nhận:" in last) == ("kính báo cáo./." in last) is True
    for lines in (19, 20, 21):
        opened = converted(docx.write([letter(*[Paragraph("Một dòng.")] * lines)]))
        last = re.sub(r"\s", "", opened.pages[-1].extract_text())
        assert "kínhbáocáo./." in last
        assert "Nơinhận:" in last
