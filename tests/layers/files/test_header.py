"""Headers as Vietnamese tables have them, each drawn out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from layers.files.header import find_header, is_total
from layers.problems import LayerError

AGENCY = ["UBND TỈNH BÌNH ĐỊNH", None, None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]
EMPTY: list[Any] = [None] * 5


def test_the_first_row_is_the_header_where_it_can_be() -> None:
    found = find_header([["Xã", "Dân số"], ["Nhơn Hội", 1]])
    assert (found.names, found.data, found.notes) == (("Xã", "Dân số"), 1, ())


def test_titles_above_are_passed_over() -> None:
    found = find_header(
        [AGENCY, EMPTY, ["Biểu 1"], ["STT", "Xã", "Mã", "Dân số", "Ghi chú"], [1, "Nhơn Hội", "01", 2, None]]
    )
    assert found.names == ("STT", "Xã", "Mã", "Dân số", "Ghi chú")
    assert (found.row, found.data) == (3, 4)
    assert [(note.code, note.found) for note in found.notes] == [("header_row_found", "4")]


def test_two_rows_with_joined_cells_become_one() -> None:
    upper = ["STT", "Xã", "Dân số", None, "Ghi chú"]
    lower = [None, None, "Nam", "Nữ", None]
    found = find_header([upper, lower, [1, "Nhơn Hội", 5, 6, None]])
    assert found.names == ("STT", "Xã", "Dân số Nam", "Dân số Nữ", "Ghi chú")
    assert found.data == 2
    assert [note.code for note in found.notes] == ["header_of_two_rows"]


def test_the_upper_row_may_be_the_emptier_one() -> None:
    upper = ["Xã", "Dân số", None, None, None]
    lower = [None, "Nam", "Nữ", "Trẻ em", "Người già"]
    found = find_header([["Biểu 2"], upper, lower, ["Nhơn Hội", 1, 2, 3, 4]])
    assert found.names == ("Xã", "Dân số Nam", "Dân số Nữ", "Dân số Trẻ em", "Dân số Người già")
    assert (found.row, found.data) == (1, 3)


def test_text_in_the_first_row_of_data_is_no_second_header() -> None:
    found = find_header([["Xã", "Ghi chú", "Số"], ["Nhơn Hội", None, "x"], ["Nhơn Lý", None, 1]])
    assert (found.names, found.data) == (("Xã", "Ghi chú", "Số"), 1)


def test_the_row_that_numbers_the_columns_is_passed_over() -> None:
    found = find_header([["Mã", "Xã", "Tổng"], ["(1)", "(2)", "(3)=(1)+(2)"], ["01", "Nhơn Hội", 1]])
    assert (found.data, [note.code for note in found.notes]) == (2, ["column_numbers_skipped"])


def test_whole_numbers_in_the_first_row_of_data_are_data() -> None:
    assert find_header([["a", "b", "c"], ["1", "2", "3"]]).data == 1


def test_years_may_be_names() -> None:
    found = find_header([["Xã", 2019, 2024], ["Nhơn Hội", 1, 2], ["Nhơn Lý", 3, 4]])
    assert found.names == ("Xã", "2019", "2024")


@pytest.mark.parametrize("rows", [[["1", "2"], ["3", "4"]], [[1.5, 2]], [["1.234,5", "-7"]]])
def test_numbers_alone_are_no_header(rows: list[list[Any]]) -> None:
    with pytest.raises(LayerError) as raised:
        find_header(rows)
    assert raised.value.problems[0].code == "header_missing"


@pytest.mark.parametrize("label", ["Tổng cộng", "TỔNG SỐ", "Cộng:", "Total", " tổng "])
def test_totals_are_known(label: str) -> None:
    assert is_total(label)


@pytest.mark.parametrize("label", ["Tổng kho xăng dầu", "Cộng Hòa", None, 5, ""])
def test_other_labels_are_no_totals(label: Any) -> None:
    assert not is_total(label)
