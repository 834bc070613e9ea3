"""Delimited text as offices bring it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from layers.files import Raw, read
from layers.problems import LayerError


def table(tmp_path: Path, text: str | bytes, name: str = "bảng.csv") -> Raw:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    (raw,) = read(path)
    return raw


def rows(raw: Raw) -> list[list[str | None]]:
    return [[None if pd.isna(v) else v for v in row] for row in raw.frame.to_numpy(dtype=object)]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_each_delimiter_is_found(mark: str, tmp_path: Path) -> None:
    raw = table(tmp_path, f"mã{mark}tên{mark}dân số\n01{mark}Nhơn Hội{mark}1.234\n02{mark}Nhơn Lý{mark}\n")
    assert list(raw.frame.columns) == ["mã", "tên", "dân số"]
    assert rows(raw) == [["01", "Nhơn Hội", "1.234"], ["02", "Nhơn Lý", None]]


def test_a_decimal_comma_does_not_pass_for_a_delimiter(tmp_path: Path) -> None:
    raw = table(tmp_path, "tên;diện tích;tỷ lệ\nA;1,5;2,25\nB;2,5;3,75\n")
    assert rows(raw) == [["A", "1,5", "2,25"], ["B", "2,5", "3,75"]]


def test_the_delimiter_that_excel_states_is_taken(tmp_path: Path) -> None:
    raw = table(tmp_path, "sep=|\r\na|b,c\r\n1|2,3\r\n")
    assert list(raw.frame.columns) == ["a", "b,c"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_unicode_in_every_form(encoding: str, tmp_path: Path) -> None:
    raw = table(tmp_path, "id,name\n1,Phường Đống Đa\n2,abc def ghi jkl\n".encode(encoding))
    assert rows(raw)[0] == ["1", "Phường Đống Đa"]
    assert raw.frame.columns[0] == "id"
    assert raw.encoding == ("UTF-16" if "16" in encoding else "UTF-8")


def test_composed_and_decomposed_letters_become_one(tmp_path: Path) -> None:
    raw = table(tmp_path, "te\u0302n,b\nĐo\u0302\u0301ng Đa,1\n")
    assert list(raw.frame.columns) == ["tên", "b"]
    assert rows(raw) == [["Đống Đa", "1"]]


def test_lines_inside_quotes_and_codes_with_zeros_are_kept(tmp_path: Path) -> None:
    raw = table(tmp_path, 'mã,ghi chú\n00123,"dòng 1\ndòng 2, ""khu A"""\n')
    assert rows(raw) == [["00123", 'dòng 1\ndòng 2, "khu A"']]


def test_rows_that_do_not_fit_are_named_by_line(tmp_path: Path) -> None:
    with pytest.raises(LayerError) as raised:
        table(tmp_path, 'a,b,c\n"1\n1",2,3\n1,2\n1,2,3,4\n')
    (problem,) = raised.value.problems
    assert (problem.code, problem.ids, problem.count, problem.found, problem.allowed) == (
        "ragged_rows",
        ("4", "5"),
        2,
        "2, 4",
        "3",
    )


def test_delimiters_at_the_end_of_lines_make_no_column(tmp_path: Path) -> None:
    raw = table(tmp_path, "a,b,\n1,2,\n3,4,,\n,,\n")
    assert list(raw.frame.columns) == ["a", "b"]
    assert len(raw.frame) == 2
    assert [(note.code, note.count) for note in raw.notes] == [("empty_rows_skipped", 1)]


def test_titles_above_the_header_are_passed_over_and_said(tmp_path: Path) -> None:
    raw = table(tmp_path, "BẢNG 1. DÂN SỐ;;\n;;\nXã;Dân số;Ghi chú\nNhơn Hội;1;\nTổng cộng;1;\n")
    assert list(raw.frame.columns) == ["Xã", "Dân số", "Ghi chú"]
    codes = {note.code: note for note in raw.notes}
    assert codes["header_row_found"].found == "3"
    assert (codes["total_rows"].severity, codes["total_rows"].ids) == ("warning", ("2",))


def test_names_are_made_unique_and_said(tmp_path: Path) -> None:
    raw = table(tmp_path, 'a,a,,"x\n y"\n1,2,3,4\n')
    assert list(raw.frame.columns) == ["a", "a_2", "column_3", "x y"]
    (note,) = raw.notes
    assert (note.code, note.count, note.found) == ("columns_renamed", 2, "a → a_2, – → column_3")


def test_one_column_is_a_table_too(tmp_path: Path) -> None:
    assert rows(table(tmp_path, "id\n1\n2\n")) == [["1"], ["2"]]


def test_a_cell_as_long_as_a_commune(tmp_path: Path) -> None:
    shape = "POLYGON ((" + "109.123456 13.123456, " * 50_000 + "))"
    assert rows(table(tmp_path, f'id,wkt\n1,"{shape}"\n')) == [["1", shape]]


def test_what_only_looks_like_a_guard_is_kept(tmp_path: Path) -> None:
    assert rows(table(tmp_path, "a,b\n'70s,'=1\n")) == [["'70s", "=1"]]
