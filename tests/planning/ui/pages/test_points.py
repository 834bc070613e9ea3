"""Every page over an area of which only points and figures are known: it answers, or says what it waits for."""

import pytest

from layers.binh_dinh import write_binh_dinh
from layers.warehouse import open_warehouse
from planning.i18n import translator
from tests.planning.ui.conftest import words

VI = translator("vi")


@pytest.fixture(scope="module")
def facts(tmp_path_factory):
    warehouse = open_warehouse(tmp_path_factory.mktemp("kho") / "Bình Định", create=True)
    write_binh_dinh(warehouse)
    return warehouse


def test_the_overview_says_how_many_and_lists_density(facts, open_page):
    page = open_page(facts)
    assert not page.exception
    assert "1.486.918 người ở 58 xã, phường" in words(page).replace("\\", "")
    table = page.dataframe[0].value
    assert len(table) == 58
    assert table["density"].iloc[0] == pytest.approx(103_208 / 21.78)


@pytest.mark.parametrize(
    ("name", "waited"),
    [
        ("access", ("Đường giao thông", "Trường học", "Cơ sở y tế")),
        ("scenarios", ("Đường giao thông",)),
        ("compare", ("Đường giao thông",)),
        ("priorities", ("Đường giao thông", "Trường học", "Cơ sở y tế", "Cây xanh")),
    ],
)
def test_a_page_that_cannot_answer_names_what_it_waits_for_and_both_ways(facts, open_page, name, waited):
    page = open_page(facts, name)
    assert not page.exception
    assert not page.error
    said = words(page)
    assert VI(f"ways.{name}") in said.replace("\\", "")
    for group in waited:
        assert f"○ **{group}" in said
    assert "Sở Xây dựng" in said
    assert [button.label for button in page.button].count(VI("ways.file")) == 1
    assert VI("fetch.start") in said


def test_the_list_of_readiness_says_how_to_bring_what_is_missing(facts, open_page):
    page = open_page(facts, "warehouse")
    assert not page.exception
    said = words(page).replace("\\", "")
    assert "Đã có 4/15 nhóm dữ liệu, 2 nhóm đủ." in said
    assert "◐ **Ranh giới**: mới có một điểm của mỗi đơn vị, chưa có ranh giới. Cơ quan cung cấp: Sở Nội vụ." in said
    assert "○ **Đường giao thông**: chưa có. Cơ quan cung cấp: Sở Xây dựng. Có thể tải từ OpenStreetMap." in said
    assert [button.label for button in page.button].count(VI("ways.file")) == 13


def test_a_file_for_what_is_missing_is_asked_for_as_that(facts, open_page):
    page = open_page(facts, "warehouse")
    page.button("warehouse.ways.zoning").click().run()
    assert not page.exception
    assert page.session_state["warehouse.part"] == "import"
    assert page.session_state["import.wanted"] == "zoning"


def test_former_districts_can_be_chosen(facts, open_page):
    page = open_page(facts, units="districts_2019")
    assert not page.exception
    assert len(page.dataframe[0].value) == 11


def test_needs_by_norm_are_shown_by_edition_and_as_a_change(facts, open_page):
    page = open_page(facts)
    assert "58 đơn vị cần 252.776 chỗ học" in words(page).replace("\\", "")
    table = page.dataframe[1].value
    assert len(table) == 58 + 1  # and the whole area
    page = page.selectbox("overview.norms").select("difference").run()
    assert not page.exception
    assert "Chênh lệch đất" in words(page)
    page = open_page(facts, overview__norms="values")
    assert len(page.dataframe[1].value) == 36


def test_needs_are_those_of_communes_where_former_districts_are_chosen(facts, open_page):
    page = open_page(facts, units="districts_2019")
    assert VI("norms.former", units=VI("unitset.units")) in words(page).replace("\\", "")
    assert len(page.dataframe[1].value) == 58 + 1
