"""Workbooks as offices bring them, made with openpyxl."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from layers.files import Limits, Raw, read
from layers.problems import LayerError


@pytest.fixture
def book() -> Any:
    made = openpyxl.Workbook()
    made.active.title = "Dân số"
    return made


def opened(book: Any, tmp_path: Path, **options: Any) -> tuple[Raw, ...]:
    path = tmp_path / "số liệu.xlsx"
    book.save(path)
    return read(path, **options)


def codes(raw: Raw) -> list[str]:
    return [note.code for note in raw.notes]


def test_types_and_codes_are_kept(book: Any, tmp_path: Path) -> None:
    sheet = book.active
    sheet.append(["mã", "mã số", "tên", "số", "tỷ lệ", "ngày", "đô thị"])
    sheet.append(["00123", 456, "Nhơn Hội", 5, 0.25, dt.date(2024, 2, 29), True])
    sheet.append(["00456", 7, "Nhơn Lý", None, 1.5, None, False])
    for row in (2, 3):
        sheet.cell(row, 2).number_format = "00000"
    (raw,) = opened(book, tmp_path)
    assert raw.frame["mã"].tolist() == ["00123", "00456"]
    assert raw.frame["mã số"].tolist() == ["00456", "00007"], "a code is what the sheet shows"
    assert raw.frame["số"].iloc[0] == 5
    assert str(raw.frame["ngày"].dtype) == "datetime64[us]"
    assert raw.frame["đô thị"].tolist() == [True, False]
    assert (raw.sublayer, raw.crs, raw.notes) == ("", "", ())


def test_sheets_are_read_and_hidden_or_empty_ones_are_not(book: Any, tmp_path: Path) -> None:
    book.active.append(["a", "b"])
    book.active.append([1, 2])
    book.create_sheet("Sheet2")
    other = book.create_sheet("Nhà ở")
    other.append(["c", "d"])
    other.append([3, 4])
    hidden = book.create_sheet("Ẩn")
    hidden.append(["e", "f"])
    hidden.append([5, 6])
    hidden.sheet_state = "hidden"
    raws = opened(book, tmp_path)
    assert [raw.sublayer for raw in raws] == ["Dân số", "Nhà ở"]
    assert {note.found for raw in raws for note in raw.notes if note.code == "sheets_hidden"} == {"Ẩn"}
    (raw,) = opened(book, tmp_path, sublayer="Ẩn")
    assert list(raw.frame.columns) == ["e", "f"]


def test_formula_errors_are_missing_and_named_by_cell(book: Any, tmp_path: Path) -> None:
    book.active.append(["a", "b"])
    book.active.append(["#REF!", 1])
    book.active.append(["x", "#DIV/0!"])
    (raw,) = opened(book, tmp_path)
    (note,) = raw.notes
    assert (note.code, note.severity, note.ids, note.count) == ("cell_errors", "warning", ("A2", "B3"), 2)
    assert raw.frame.isna().sum().tolist() == [1, 1]


def test_formulas_that_nobody_computed_are_named(book: Any, tmp_path: Path) -> None:
    book.active.append(["a", "b"])
    book.active.append([1, "=A2+1"])
    (raw,) = opened(book, tmp_path)
    (note,) = [note for note in raw.notes if note.code == "formulas_not_computed"]
    assert note.ids == ("B2",)


def test_computed_formulas_give_their_last_value(book: Any, tmp_path: Path) -> None:
    book.active.append(["a", "b"])
    book.active.append([1, "=A2+1"])
    book.save(tmp_path / "plain.xlsx")
    # openpyxl writes formulas without values; spreadsheet programs put the value beside.
    with zipfile.ZipFile(tmp_path / "plain.xlsx") as old, zipfile.ZipFile(tmp_path / "a.xlsx", "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = re.sub(rb"<f>A2\+1</f><v ?/?>(</v>)?", b"<f>A2+1</f><v>2</v>", content)
            new.writestr(name, content)
    (raw,) = read(tmp_path / "a.xlsx")
    assert raw.frame["b"].tolist() == [2]
    assert raw.notes == ()


def test_a_table_deep_in_a_sheet(book: Any, tmp_path: Path) -> None:
    for row in ([], ["UBND TỈNH"], [], ["STT", "Xã", "Dân số", None], [None, None, "Nam", "Nữ"]):
        book.active.append(row)
    book.active.append([1, "Nhơn Hội", 5, 6])
    book.active.append([None, "Tổng cộng", 5, 6])
    (raw,) = opened(book, tmp_path)
    assert list(raw.frame.columns) == ["STT", "Xã", "Dân số Nam", "Dân số Nữ"]
    assert codes(raw) == ["header_row_found", "header_of_two_rows", "total_rows"]


def test_macros_do_not_matter(book: Any, tmp_path: Path) -> None:
    book.active.append(["a", "b"])
    book.active.append([1, 2])
    book.save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx", "a") as target:
        target.writestr("xl/vbaProject.bin", b"\x00" * 100)
    path = (tmp_path / "a.xlsx").rename(tmp_path / "a.xlsm")
    assert len(read(path)[0].frame) == 1


def test_limits_of_sheets(book: Any, tmp_path: Path) -> None:
    book.active.append(["a", "b"])
    book.active.append([1, 2])
    book.active.append([1, 2])
    for limits, code in ((Limits(rows=1), "too_many_rows"), (Limits(columns=1), "too_many_columns")):
        with pytest.raises(LayerError) as raised:
            opened(book, tmp_path, limits=limits)
        assert raised.value.problems[0].code == code


def test_a_workbook_without_a_table(book: Any, tmp_path: Path) -> None:
    with pytest.raises(LayerError) as raised:
        opened(book, tmp_path)
    assert raised.value.problems[0].code == "no_sublayers"


def test_a_part_that_unpacks_to_too_much_is_refused(book: Any, tmp_path: Path) -> None:
    book.active.append(["a", "b"])
    book.save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx", "a", zipfile.ZIP_DEFLATED) as target:
        target.writestr("xl/sharedStrings2.xml", b" " * 120_000_000)
    with pytest.raises(LayerError) as raised:
        read(tmp_path / "a.xlsx")
    assert raised.value.problems[0].code == "archive_bomb"
