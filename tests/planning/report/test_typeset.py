"""Typst: text prints as it is and runs nothing, the same bytes again, no file outside, errors said."""

import io
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from layers.problems import PlanningError
from planning.report import press
from planning.report.typeset import Document, escape, string

NASTY = (
    'a*b*_c_ #sys.version $x$ [z] "q" \\ // /* c */ @d <l> `r` ~ -- --- ... #panic() ',
    "#let x = 1",
    "= Tiêu đề",
    "- mục",
    "https://example.org/a_b",
    "\\u{41}",
    '"); #panic("ra ngoài',
    "Xã <b>Mẫu</b> & =1+1",
)


def document(body, **more):
    source = '#set document(title: "x")\n#set text(lang: "vi", font: "Be Vietnam Pro")\n' + body
    given = {"title": "x", "language": "vi", "name": "x", "illustrative": False, "code": "", "day": "2026-11-24"}
    return Document(source=source, **{**given, **more})


def text_of(pdf):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize("text", NASTY)
def test_markup_in_text_prints_as_text(text):
    said = " ".join(text_of(document(escape(text) + "(sau)").pdf()).split())
    assert said == " ".join(f"{text}(sau)".split())


@settings(max_examples=25, deadline=None)
@given(st.text(st.sampled_from("abc#$*_[]{}()<>@`\"\\/\n\t=-+~.;:,!%&|'ăâđêôơư 019"), max_size=60))
def test_any_text_can_be_set(text):
    said = text_of(document("|" + escape(text) + "|").pdf())
    assert "".join(said.split()) == "".join(f"|{text}|".split())


def test_signs_that_only_steer_are_left_out():
    assert string("a\u202eb\x00c\u200fd\r\x07") == '"abcd"'
    assert string("Xã\u00a0Mẫu\n\u2060") == '"Xã\u00a0Mẫu\\n\u2060"'


def test_the_same_document_gives_the_same_bytes_dated_by_the_data():
    made = document(escape("Xin chào"))
    assert made.pdf() == made.pdf()
    assert PdfReader(io.BytesIO(made.pdf())).metadata.creation_date.date().isoformat() == "2026-11-24"


def test_letters_are_embedded_from_our_files():
    pdf = document(escape("Ằ ẵ ợ ữ Đ đ ≤ ≥ m²")).pdf()
    fonts = PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"]["/Font"].values()
    names = {str(font.get_object()["/BaseFont"]) for font in fonts}
    assert names
    assert all("BeVietnamPro" in name and "+" in name for name in names)
    assert unicodedata.normalize("NFC", text_of(pdf)).strip() == "Ằ ẵ ợ ữ Đ đ ≤ ≥ m²"


def test_the_document_is_tagged_for_readers_aloud():
    root = PdfReader(io.BytesIO(document(escape("x")).pdf())).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("vi")


def test_a_picture_of_each_page():
    pictures = document("a\n#pagebreak()\nb").pictures(40)
    assert [picture[:8] for picture in pictures] == [b"\x89PNG\r\n\x1a\n"] * 2


def test_a_press_that_breaks_off_is_said(monkeypatch, caplog):
    """It works in a process of its own: whatever ends that takes nothing along."""
    monkeypatch.setattr(press, "__name__", "planning.report.no_press")
    with pytest.raises(PlanningError) as error:
        document("a").pdf()
    assert [problem.code for problem in error.value.problems] == ["typesetting_failed"]
    assert "no_press" in caplog.text


def test_a_fault_of_the_source_is_logged_and_said(caplog):
    with pytest.raises(PlanningError) as caught:
        document("#nonsense").pdf()
    assert [p.code for p in caught.value.problems] == ["typesetting_failed"]
    assert "nonsense" in caplog.text


def test_no_package_is_fetched():
    with pytest.raises(PlanningError):
        document('#import "@preview/cetz:0.3.4": canvas').pdf()


@pytest.mark.parametrize("path", ["../out.svg", "/out.svg", "a/../../out.svg"])
def test_no_file_is_written_outside(path):
    with pytest.raises(ValueError, match="outside"):
        document("x", files={path: b""}).pdf()


def test_no_file_is_read_outside():
    with pytest.raises(PlanningError):
        document('#read("/etc/hostname")').pdf()
    with pytest.raises(PlanningError):
        document('#read("../../etc/hostname")').pdf()
