"""Báo cáo over the hand city: what goes in, the tables, one file of all."""

from io import BytesIO

import openpyxl
import pytest

from layers.warehouse import open_warehouse
from planning.workspace import Workspace
from tests.planning.hand_city import hand_city
from tests.planning.hand_city import layer as made_layer
from tests.planning.present.test_compare import ADD
from tests.planning.ui.conftest import words


def said(page) -> str:
    return words(page).replace("\\", "")


@pytest.mark.parametrize(("language", "word"), [("vi", "Bản này có"), ("en", "These are")])
def test_tables_are_listed_and_shown(kho, open_page, language, word):
    page = open_page(kho, "report", lang=language)
    assert not page.exception
    assert word in said(page)
    assert page.checkbox(key="report.part.edits").disabled  # there is no scenario
    assert len(page.selectbox(key="report.shown").options) == 8
    assert len(page.dataframe) == 1


def test_what_is_not_ticked_does_not_go_in(kho, open_page):
    page = open_page(kho, "report")
    for part in ("access", "ranking", "sources"):
        page.checkbox(key=f"report.part.{part}").set_value(False)
    page.run()
    titles = page.selectbox(key="report.shown").options
    assert [title.partition(". ")[2] for title in titles] == [
        "Giới thiệu",
        "Các chỉ tiêu",
        "Chỉ tiêu theo xã, phường: Hiện trạng",
    ]
    page.checkbox(key="report.part.evaluation").set_value(False).run()
    assert "Chưa chọn nội dung nào" in said(page)


def test_a_scenario_brings_its_changes_and_who_gains(kho, open_page):
    Workspace(kho).save_scenario(ADD)
    page = open_page(kho, "report", report__with="PA1")
    titles = " ".join(page.selectbox(key="report.shown").options)
    assert "Thay đổi của phương án" in titles
    assert "Ai được lợi, ai bất lợi" in titles


def test_weights_of_the_page_of_priorities_hold_here_too(kho, open_page):
    page = open_page(kho, "report")
    page.session_state["priorities.weight.hazard"] = 100
    for name in ("health", "education", "green"):
        page.session_state[f"priorities.weight.{name}"] = 0
    page.run()
    place = next(n for n, title in enumerate(page.selectbox(key="report.shown").options) if "Thứ tự ưu tiên" in title)
    page.selectbox(key="report.shown").set_value(place).run()
    assert page.dataframe[0].value["unit"].tolist() == ["Xã B", "Xã A", "Xã C"]


def test_the_file_says_made_up_where_anything_is(kho, open_page, monkeypatch):
    kept = {}

    def take(*_args, **options):
        kept[options["key"]] = (options["file_name"], options["data"]())
        return False

    monkeypatch.setattr("planning.ui.pages.report.st.download_button", take)
    page = open_page(kho, "report")
    assert not page.exception
    name, content = kept["report.excel"]
    assert name == "phu-bieu-Thị-trấn-Thử.xlsx"
    assert openpyxl.load_workbook(BytesIO(content)).sheetnames[0].endswith("Giới thiệu")
    kho.put(made_layer("other", "other", [{"id": "o", "geometry": hand_city().area}], illustrative=True))
    open_page(kho, "report")
    name, content = kept["report.excel"]
    assert name == "minh-hoa_phu-bieu-Thị-trấn-Thử.xlsx"
    book = openpyxl.load_workbook(BytesIO(content))
    assert all("minh họa" in sheet["A2"].value for sheet in book)


def test_an_empty_warehouse_says_what_to_do(tmp_path, open_page):
    page = open_page(open_warehouse(tmp_path / "trống", create=True), "report")
    assert not page.exception
    assert "Kho dữ liệu chưa có lớp nào" in said(page)
