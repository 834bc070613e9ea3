"""Tổng quan over the hand city: 2,000 people in three communes, 1,600 of them beyond 15 minutes by road."""

import pytest

from layers.warehouse import open_warehouse
from planning.ui import state
from tests.planning.ui.conftest import words


def test_the_answer_comes_from_the_numbers(kho, open_page):
    page = open_page(kho)
    assert not page.exception
    assert page.title[0].value == "Tổng quan"
    # one health station at x = 100; a and b are within 1,200 m, c at 1,400 m and d at 6,900 m are not
    assert "Thị trấn Thử có 2.000 người ở 3 xã, phường" in words(page).replace("\\", "")
    assert [metric.label for metric in page.metric][:2] == ["Dân số", "Ngoài tầm trạm y tế"]
    assert page.metric[0].value == "2.000\u00a0người"
    assert page.metric[1].value == "1.600\u00a0người"


def test_in_english(kho, open_page):
    page = open_page(kho, lang="en")
    assert page.title[0].value == "Overview"
    assert page.metric[1].value == "1,600\u00a0people"
    assert "1,600 people (80%)" in words(page).replace("\\", "")


def test_switching_the_language_keeps_what_was_chosen(kho, open_page):
    page = open_page(kho)
    page.selectbox(key="overview.colour").set_value("density").run()
    page.segmented_control(key=state.LANGUAGE).set_value("en").run()
    assert page.title[0].value == "Overview"
    assert page.selectbox(key="overview.colour").value == "density"
    assert page.query_params["lang"] == "en"


def test_a_table_of_units_with_people_and_density(kho, open_page):
    table = open_page(kho).dataframe[0].value
    assert dict(zip(table["unit"], table["people"], strict=True)) == {"Xã A": 400, "Xã B": 600, "Xã C": 1000}
    assert dict(zip(table["unit"], table["density"], strict=True))["Xã A"] == pytest.approx(400.0)  # 1 km x 1 km


def test_the_tour_is_closed_for_good(kho, open_page):
    page = open_page(kho)
    assert "So sánh rồi in" in words(page)
    page.button(key="overview.tour.close").click().run()
    assert "So sánh rồi in" not in words(page)
    assert "So sánh rồi in" not in words(open_page(kho))


def test_an_empty_warehouse_says_what_to_do(tmp_path, open_page):
    page = open_page(open_warehouse(tmp_path / "trống", create=True))
    assert not page.exception
    assert "Kho dữ liệu chưa có lớp nào" in words(page)


def test_a_fault_of_the_program_says_so_and_is_logged(kho, open_page, monkeypatch, caplog):
    def broken(*_args):
        msg = "không phải lỗi của dữ liệu"
        raise RuntimeError(msg)

    monkeypatch.setattr("planning.present.overview.figures", broken)
    page = open_page(kho)
    assert "Lỗi của chương trình (RuntimeError)" in words(page).replace("\\", "")
    assert "không phải lỗi của dữ liệu" not in words(page)
    assert "không phải lỗi của dữ liệu" in caplog.text
