"""Báo cáo over the hand city: what goes in, pages as pictures, files, words of the user, recipes."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest

from layers.warehouse import open_warehouse
from planning.report.papers import Document
from planning.report.recipe import Recipe
from planning.ui import report_pages
from planning.workspace import Workspace
from tests.planning.hand_city import hand_city
from tests.planning.hand_city import layer as made_layer
from tests.planning.present.test_compare import ADD
from tests.planning.ui.conftest import words

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 16


def said(page) -> str:
    return words(page).replace("\\", "")


@pytest.fixture
def quick(monkeypatch):
    """Papers of three pages that take no time; what was asked for is kept."""
    asked = []

    def make(material, tell):
        tell("Tiếp cận", 0.5)
        asked.append(material.recipe)
        number = len(asked)
        return Document(source=str(number), title="x", language="vi", name=f"b-{number}", illustrative=False, code="C")

    monkeypatch.setattr("planning.ui.report_pages.papers.document", make)
    monkeypatch.setattr(Document, "pictures", lambda _self, _ppi: (PICTURE,) * 3)
    report_pages._store.clear()
    return asked


@pytest.fixture
def downloads(monkeypatch):
    kept = {}

    def take(*_args, **options):
        kept[options["key"]] = options
        return False

    monkeypatch.setattr("planning.ui.report_pages.st.download_button", take)
    return kept


def picture() -> bytes:
    from PIL import Image

    stream = BytesIO()
    Image.new("RGB", (20, 30), "white").save(stream, "PNG")
    return stream.getvalue()


PICTURE = picture()


@pytest.mark.parametrize(("language", "word"), [("vi", "bấm Xem trước để lập"), ("en", "press Preview to make it")])
def test_nothing_is_made_before_it_is_asked_for(kho, open_page, quick, language, word):
    page = open_page(kho, "report", lang=language)
    assert not page.exception
    assert word in said(page)
    assert quick == []


def test_the_pages_are_made_once_and_shown_with_their_files(kho, open_page, quick, downloads):
    page = open_page(kho, "report")
    page.button(key="report.preview").click().run()
    assert not page.exception
    assert "3 trang, mã kiểm chứng" in said(page)
    assert "Trang 1/3" in said(page)
    assert set(downloads) == {"report.pdf", "report.excel", "report.picture", "report.recipe.download"}
    page.button(key="report.on").click().run()
    assert "Trang 2/3" in said(page)
    assert downloads["report.picture"]["file_name"] == "b-1-02.png"
    page.button(key="report.on").click().run()
    assert page.button(key="report.on").disabled
    page.button(key="report.back").click().run()
    assert "Trang 2/3" in said(page)
    assert len(quick) == 1
    assert quick[0].units == "units"


def test_what_changes_has_to_be_asked_for_again(kho, open_page, quick, downloads):
    page = open_page(kho, "report")
    page.button(key="report.preview").click().run()
    downloads.clear()
    page.segmented_control(key="report.language").set_value("both").run()
    assert "bấm Xem trước để lập" in said(page)
    assert "report.pdf" not in downloads
    page.button(key="report.preview").click().run()
    assert [recipe.language for recipe in quick] == ["vi", "both"]


def test_what_is_not_chosen_does_not_go_in(kho, open_page, quick):
    page = open_page(kho, "report")
    page.pills(key="report.parts.annex").set_value(["access"]).run()
    page.button(key="report.preview").click().run()
    assert quick[0].parts == ("cover", "contents", "findings", "access", "methods", "verification")


def test_each_paper_is_made_as_such(kho, open_page, quick, downloads):
    for paper in ("administrative", "sheets"):
        page = open_page(kho, "report", report__paper=paper)
        page.button(key="report.preview").click().run()
        assert not page.exception
        assert quick[-1].paper == paper
        assert ("report.word" in downloads) == (paper == "administrative")
        downloads.clear()


def test_weights_of_the_page_of_priorities_hold_here_too(kho, open_page, quick):
    page = open_page(kho, "report")
    page.session_state["priorities.weight.hazard"] = 100
    for name in ("health", "education", "green"):
        page.session_state[f"priorities.weight.{name}"] = 0
    page.run()
    page.button(key="report.preview").click().run()
    assert set(quick[0].weights) == {"flood_people_pct"} or all("flood" in name for name in quick[0].weights)


def test_made_up_data_make_no_letter_but_say_why(kho, open_page, quick):
    kho.put(made_layer("other", "other", [{"id": "o", "geometry": hand_city().area}], illustrative=True))
    page = open_page(kho, "report", report__paper="administrative")
    page.button(key="report.preview").click().run()
    assert not page.exception
    assert "Không lập báo cáo hành chính từ số liệu minh họa" in said(page)
    assert quick == []


def test_a_day_that_is_none_is_said(kho, open_page, quick):
    page = open_page(kho, "report", report__paper="administrative")
    page.text_input(key="report.day").set_value("31/2/2026").run()
    assert "Ngày ban hành viết theo ngày/tháng/năm" in said(page)
    page.text_input(key="report.day").set_value("5/2/2027").run()
    page.button(key="report.preview").click().run()
    assert quick[0].date == "2027-02-05"


# -- words of the user


def open_words(page, part):
    page.selectbox(key="report.words.part").set_value(part).run()
    (box,) = [area for area in page.text_area if area.key.startswith("report.words.area")]
    return box


def test_words_are_written_over_a_first_wording_and_kept(kho, open_page, quick):
    page = open_page(kho, "report", report__paper="administrative")
    box = open_words(page, "scope")
    assert "2.000 người" in box.value
    box.set_value("Chỉ thị trấn Thử.").run()
    page.button(key="report.words.keep").click().run()
    page.button(key="report.preview").click().run()
    assert quick[0].texts["letter.scope"] == "Chỉ thị trấn Thử."
    assert open_words(page, "scope").value == "Chỉ thị trấn Thử."
    page.button(key="report.words.first").click().run()
    assert "2.000 người" in open_words(page, "scope").value
    page.button(key="report.preview").click().run()
    assert dict(quick[1].texts) == {}


def test_words_written_before_the_data_changed_are_kept_and_the_user_is_told(kho, open_page):
    page = open_page(kho, "report", report__paper="administrative")
    open_words(page, "data").set_value("Mười lớp.").run()
    page.button(key="report.words.keep").click().run()
    assert "Số liệu đã đổi" not in said(page)
    kho.put(made_layer("other", "other", [{"id": "o", "geometry": hand_city().area}]))
    page.run()
    assert open_words(page, "data").value == "Mười lớp."
    assert "Số liệu đã đổi từ khi lời văn này được viết" in said(page)


def test_remarks_go_into_the_annex(kho, open_page, quick):
    page = open_page(kho, "report")
    open_words(page, "access").set_value("Nhận xét: *sao* #đậm").run()
    page.button(key="report.words.keep").click().run()
    page.button(key="report.preview").click().run()
    assert quick[0].texts["access"] == "Nhận xét: *sao* #đậm"


# -- recipes


def test_a_recipe_is_saved_and_opened_again(kho, open_page, quick):
    Workspace(kho).save_scenario(ADD)
    page = open_page(kho, "report", report__paper="administrative", report__with="PA1")
    page.text_input(key="report.office").set_value("Sở Xây dựng").run()
    page.text_input(key="report.day").set_value("24/11/2026").run()
    open_words(page, "closing").set_value("Trân trọng.").run()
    page.button(key="report.words.keep").click().run()
    page.text_input(key="report.recipe.name").set_value("Báo cáo quý").run()
    page.button(key="report.recipe.save").click().run()
    assert not page.exception
    kept = Workspace(kho).recipe("Báo cáo quý")
    assert (kept.paper, kept.organisation, kept.date) == ("administrative", "Sở Xây dựng", "2026-11-24")
    assert (kept.scenarios, kept.texts["letter.closing"]) == (("PA1",), "Trân trọng.")
    other = open_page(kho, "report")
    other.selectbox(key="report.recipe").set_value("Báo cáo quý").run()
    other.button(key="report.recipe.open").click().run()
    other.button(key="report.preview").click().run()
    assert not other.exception
    again = quick[-1]
    for name in ("paper", "organisation", "date", "scenarios", "parts", "grounds", "mode", "limit_min", "texts"):
        assert getattr(again, name) == getattr(kept, name), name


def test_a_recipe_that_does_not_fit_is_said_as_sentences(kho, open_page):
    Workspace(kho).save_recipe(Recipe(name="cũ", scenarios=("PA9",)))
    page = open_page(kho, "report")
    page.selectbox(key="report.recipe").set_value("cũ").run()
    page.button(key="report.recipe.open").click().run()
    assert not page.exception
    assert "PA9" in said(page)


def test_a_recipe_is_deleted(kho, open_page):
    Workspace(kho).save_recipe(Recipe(name="cũ"))
    page = open_page(kho, "report")
    page.selectbox(key="report.recipe").set_value("cũ").run()
    page.button(key="report.recipe.delete").click().run()
    assert not page.exception
    assert Workspace(kho).recipes() == ()


# -- the tables


def test_tables_are_listed_shown_and_taken_as_one_file(kho, open_page, downloads):
    page = open_page(kho, "report", report__paper="tables")
    assert not page.exception
    assert "Bản này có" in said(page)
    assert len(page.dataframe) == 1
    titles = page.selectbox(key="report.shown").options
    assert titles[0] == "1. Giới thiệu"
    assert titles[-1].endswith("Nguồn dữ liệu")
    options = downloads["report.excel"]
    assert options["file_name"] == "phu-bieu-Thị-trấn-Thử.xlsx"
    book = openpyxl.load_workbook(BytesIO(options["data"]()))
    assert len(book.sheetnames) == len(titles)


def test_a_scenario_brings_its_changes_and_who_gains(kho, open_page):
    Workspace(kho).save_scenario(ADD)
    page = open_page(kho, "report", report__paper="tables", report__with="PA1")
    titles = " ".join(page.selectbox(key="report.shown").options)
    assert "Thay đổi của phương án" in titles
    assert "Ai được lợi, ai bất lợi" in titles


def test_the_file_says_made_up_where_anything_is(kho, open_page, downloads):
    kho.put(made_layer("other", "other", [{"id": "o", "geometry": hand_city().area}], illustrative=True))
    open_page(kho, "report", report__paper="tables")
    options = downloads["report.excel"]
    assert options["file_name"] == "minh-hoa_phu-bieu-Thị-trấn-Thử.xlsx"
    book = openpyxl.load_workbook(BytesIO(options["data"]()))
    assert all("minh họa" in sheet["A2"].value for sheet in book)


def test_an_empty_warehouse_says_what_to_do(tmp_path, open_page):
    page = open_page(open_warehouse(tmp_path / "trống", create=True), "report")
    assert not page.exception
    assert "Kho dữ liệu chưa có lớp nào" in said(page)
