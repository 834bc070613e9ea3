"""Kho dữ liệu: readiness, catalogue, import."""

from dataclasses import replace

from layers.layer import Provenance
from layers.warehouse import open_warehouse
from tests.planning.hand_city import hand_city
from tests.planning.ui.conftest import words


def test_readiness_names_what_is_missing(kho, open_page):
    table = open_page(kho, "warehouse").dataframe[0].value
    states = dict(zip(table["group"], table["state"], strict=True))
    assert states["Dân số"] == "● Có đủ"
    assert states["Sông, hồ, mặt nước"] == "○ Chưa có"
    assert states["Quan trắc"] == "◐ Có một phần"  # stations without readings
    # the hand city has kindergarten and primary school, no lower secondary school
    assert states["Trường học"] == "◐ Có một phần"


def test_the_catalogue_lists_every_layer(kho, open_page):
    table = open_page(kho, "warehouse", warehouse__part="catalogue").dataframe[0].value
    assert len(table) == len(kho.entries())
    assert set(table["version"]) == {1}


def test_the_address_opens_the_part(kho, open_page):
    page = open_page(kho, "warehouse", warehouse__part="import", lang="en")
    assert page.title[0].value == "Data warehouse"
    assert "state secrets" in words(page)


def test_an_empty_warehouse_can_be_filled(tmp_path, open_page):
    page = open_page(open_warehouse(tmp_path / "trống", create=True), "warehouse")
    assert not page.exception
    assert "0/15" in words(page)


def test_invented_data_are_called_so(tmp_path, open_page):
    warehouse = open_warehouse(tmp_path / "minh họa", create=True)
    units = hand_city()["units"]
    warehouse.put(replace(units, provenance=Provenance(illustrative=True)))
    page = open_page(warehouse, "warehouse")
    assert any("không dùng để ra quyết định" in warning.value for warning in page.warning)
    assert "DỮ LIỆU MINH HỌA" in words(page)
