"""From a recipe to files: each paper makes its own, Word only the letter, Excel every table with its sources."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from pypdf import PdfReader

from layers.problems import OptionError, PlanningError
from layers.warehouse import open_warehouse
from planning.i18n import translator
from planning.report import book, papers
from planning.report.material import Material
from planning.report.recipe import Recipe
from planning.workspace import Workspace
from tests.planning.hand_city import hand_city
from tests.planning.hand_city import layer as made_layer
from tests.planning.present.test_compare import ADD

VI = translator("vi")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    warehouse = open_warehouse(tmp_path_factory.mktemp("kho") / "kho", create=True)
    warehouse.put_all([(layer, None) for layer in hand_city().layers.values()])
    warehouse.set_setting("name", "Thị trấn Thử")
    return Workspace(warehouse)


def text_of(document):
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(document.pdf())).pages)


def test_the_letter_is_a_pdf_with_the_words_of_the_word_file(workspace):
    told = []
    material = Material(workspace, Recipe(paper="administrative", services=("health.station",)))
    document = papers.document(material, lambda what, share: told.append((what, share)))
    assert told[0][1] == 0
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text_of(document)
    assert document.name == "bao-cao-hanh-chinh"
    assert papers.word(material)[:2] == b"PK"


def test_map_sheets_are_one_page_a_map_in_the_size_asked_for(workspace):
    material = Material(workspace, Recipe(paper="sheets", paper_size="A3", parts=("maps",)))
    document = papers.document(material)
    pages = PdfReader(BytesIO(document.pdf())).pages
    sizes = {tuple(sorted(round(float(v) * 25.4 / 72) for v in page.mediabox[2:])) for page in pages}
    assert sizes == {(297, 420)}
    assert "CỘNG HÒA" not in text_of(document)
    assert material.code in text_of(document)


def test_parts_without_maps_make_no_sheets(workspace):
    with pytest.raises(OptionError) as caught:
        papers.document(Material(workspace, Recipe(paper="sheets", parts=("norms", "sources"))))
    assert [problem.code for problem in caught.value.problems] == ["no_maps"]


def test_only_the_letter_is_a_word_file(workspace):
    with pytest.raises(PlanningError) as caught:
        papers.word(Material(workspace, Recipe(paper="annex")))
    assert [problem.code for problem in caught.value.problems] == ["word_only_letter"]


def test_excel_says_what_it_is_first_and_where_from_last(workspace):
    material = Material(workspace, Recipe(services=("health.station",)))
    sheets = openpyxl.load_workbook(BytesIO(papers.excel(material))).worksheets
    assert sheets[0].title.endswith("Giới thiệu")
    assert sheets[-1].title.endswith("Nguồn dữ liệu")
    assert material.code in {cell.value for row in sheets[0].iter_rows() for cell in row}
    reach = next(s for s in sheets if "trạm y tế" in s["A1"].value.casefold())
    rows = [tuple(cell.value for cell in row) for row in reach.iter_rows(min_row=4)]
    # The station stands at 100 m: within 15 minutes at 80 m/min are the 400 people of zone A, nobody else.
    found = {row[1]: row[2:6] for row in rows if row[1]}
    assert found == {"Xã A": (400, 400, 1, 0), "Xã B": (600, 0, 0, 600), "Xã C": (1000, 0, 0, 1000)}


def test_excel_holds_the_parts_that_are_wanted(workspace):
    titles = [view.title for view in book.views(Material(workspace, Recipe(parts=("norms",))), VI)]
    assert titles[0] == "Giới thiệu"
    assert titles[-1] == "Nguồn dữ liệu"
    assert not any("ưu tiên" in title for title in titles)


def test_scenarios_brought_along_are_compared_too(workspace):
    material = papers.Brought(workspace, Recipe(services=("health.station",)), brought=(ADD,))
    titles = [view.title for view in book.views(material, VI)]
    assert "Thay đổi của phương án" in titles
    assert "PA1" not in workspace.scenarios()


def test_names_say_made_up_where_anything_is(tmp_path):
    warehouse = open_warehouse(tmp_path / "kho", create=True)
    warehouse.put_all([(layer, None) for layer in hand_city().layers.values()])
    warehouse.put(made_layer("other", "other", [{"id": "o", "geometry": hand_city().area}], illustrative=True))
    material = Material(Workspace(warehouse), Recipe(paper="sheets", parts=("maps",)))
    assert papers.document(material).name.startswith("minh-hoa_")
    assert papers.excel_name(material, VI).startswith("minh-hoa_")
