"""Pieces of a paper as Typst: tables that fit, numbers as the page writes them, nothing of a name run as markup."""

import io
import math

import pandas as pd
import pytest
from pypdf import PdfReader

from planning.i18n import translator
from planning.present.cells import texts
from planning.present.views import Answer, Column, Figure, TableView
from planning.report import fonts, markup
from planning.report.markup import INSET_MM, PT_MM, SIZES_PT, fitted
from planning.report.typeset import Document

VI, EN = translator("vi"), translator("en")
WIDTH_MM = 167.0


def view(rows, *more, **options):
    frame = pd.DataFrame({"name": [f"Xã Mẫu {n}" for n in range(rows)], "n": [1000.5 * n for n in range(rows)]})
    columns = (
        Column(name="name", title="Xã, phường"),
        Column(name="n", title="Số (km)", kind="number", digits=1),
        *more,
    )
    return TableView(
        title="Bảng thử", frame=frame.assign(**options.pop("frame", {})), columns=columns, file="x", **options
    )


def pages(body):
    source = (
        f'#set document(title: "x")\n#set text(font: {markup.string(fonts.SANS)}, lang: "vi")\n{markup.STYLE}{body}'
    )
    made = Document(source=source, title="x", language="vi", name="x", illustrative=False, code="")
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(made.pdf())).pages]


def test_a_table_says_what_the_page_says_in_each_language():
    assert "Xã Mẫu 2 2.001,0" in pages(markup.table(view(3), VI, WIDTH_MM, "Bảng 1"))[0]
    assert "Xã Mẫu 2 2,001.0" in pages(markup.table(view(3), EN, WIDTH_MM, "Table 1"))[0]


def test_the_head_of_a_table_stands_on_every_page():
    found = pages(markup.table(view(120), VI, WIDTH_MM))
    assert len(found) > 1
    assert all("Xã, phường" in page and "Số (km)" in page for page in found)


def test_rows_beyond_the_most_are_counted():
    said = " ".join(pages(markup.table(view(12), VI, WIDTH_MM, most=10)))
    assert "Còn 2 dòng nữa" in said
    assert "Xã Mẫu 10" not in said


def test_a_table_without_rows_says_so():
    assert VI("annex.table.empty") in pages(markup.table(view(0), VI, WIDTH_MM))[0]


def test_made_up_tables_say_so_in_their_title():
    assert "[Minh họa] Bảng thử" in pages(markup.table(view(1, illustrative=True), VI, WIDTH_MM))[0]


def test_missing_values_are_a_dash():
    empty = view(2, frame={"n": [math.nan, 1.0]})
    assert "Xã Mẫu 0 –" in pages(markup.table(empty, VI, WIDTH_MM))[0]


@pytest.mark.parametrize(("count", "width_mm"), [(2, WIDTH_MM), (8, WIDTH_MM), (2, 254.0), (16, 254.0)])
def test_columns_fill_the_width_and_no_word_is_wider_than_its_column(count, width_mm):
    more = [Column(name=f"c{n}", title=f"Chỉ tiêu {n} (m²/người)", kind="number") for n in range(count)]
    made = view(30, *more, frame={column.name: 123456.0 for column in more})
    cells = [texts(made, column, VI) for column in made.columns]
    fit = fitted(made.columns, cells, width_mm)
    assert sum(fit.widths_mm) == pytest.approx(width_mm)
    assert fit.size_pt in SIZES_PT
    for column, rows, width in zip(made.columns, cells, fit.widths_mm, strict=True):
        whole = rows if column.kind != "text" else [word for text in rows for word in text.split()]
        widest = max(fonts.width(text, fit.size_pt * PT_MM) for text in whole)
        head = max(fonts.width(word, fit.size_pt * PT_MM, "semibold") for word in column.title.split())
        assert max(widest, head) + 2 * INSET_MM <= width + 1e-6


def test_a_table_of_too_many_columns_does_not_fit():
    more = [Column(name=f"c{n}", title="Bình quân", kind="number") for n in range(16)]
    made = view(3, *more, frame={column.name: 123456.0 for column in more})
    assert not markup.fits(made, VI, WIDTH_MM)
    assert markup.fits(made, VI, 254.0)


def test_long_texts_break_before_names_do():
    long = "Người dân ở ngoài bán kính phục vụ của trường tiểu học; cây xanh công cộng mới đạt 0 m² mỗi người"
    made = view(20, Column(name="why", title="Lý do"), frame={"why": long})
    cells = [texts(made, column, VI) for column in made.columns]
    fit = fitted(made.columns, cells, WIDTH_MM)
    name = max(fonts.width(text, fit.size_pt * PT_MM) for text in cells[0])
    assert fit.widths_mm[0] >= name + 2 * INSET_MM
    assert fit.widths_mm[2] > WIDTH_MM / 2


@pytest.mark.parametrize(("tone", "colour"), [("better", "#d1e5f0"), ("worse", "#fee0b6")])
def test_cells_that_are_better_or_worse_have_a_colour_behind(tone, colour):
    made = view(1, Column(name="d", title="±", kind="change", tone_in="t"), frame={"d": [1.0], "t": [tone]})
    assert colour in markup.table(made, VI, WIDTH_MM)
    assert colour not in markup.table(view(1), VI, WIDTH_MM)


def test_answers_figures_lists_and_facts_print():
    said = pages(
        markup.answer(Answer(sentences=("Một câu.", "Hai câu."), cautions=("Lưu ý!",)))
        + markup.cards([Figure(label="Dân số", value="1.000 người", note="toàn khu vực")])
        + markup.bullets(["#panic()", "hai"])
        + markup.facts({"Mã": "ABCD", "Trống": ""})
        + markup.paragraphs("Đoạn một\ncùng đoạn\n\nĐoạn hai")
    )[0]
    for words in ("Một câu. Hai câu.", "Lưu ý!", "Dân số 1.000 người toàn khu vực", "#panic()", "Mã ABCD", "Trống –"):
        assert words in said
    assert said.endswith("Đoạn một cùng đoạn Đoạn hai")


def test_nothing_of_nothing():
    assert (markup.bullets([]), markup.cards([]), markup.paragraphs(""), markup.note("")) == ("", "", "", "")
