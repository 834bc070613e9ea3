"""Columns of the same content are equal whatever format they came in."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from layers.files.columns import from_arrow, from_values, tidy_names


def test_names_are_whole_unique_and_on_one_line() -> None:
    names, notes = tidy_names(["a", "a", "", None, "geometry", "a_2", "Dân\n số", "Đo\u0302\u0301ng"])
    assert names == ["a", "a_3", "column_3", "column_4", "geometry_2", "a_2", "Dân số", "Đống"]
    (note,) = notes
    assert (note.code, note.severity, note.count) == ("columns_renamed", "note", 4)
    assert tidy_names(["a", "geometry"], keep="") == (["a", "geometry"], ())


@pytest.mark.parametrize(
    ("values", "kind", "expected"),
    [
        (["a", None], "str", ["a", None]),
        ([True, False], "bool", [True, False]),
        ([True, None], "boolean", [True, None]),
        ([1, 2], "int64", [1, 2]),
        ([1, None], "float64", [1, None]),
        ([1, 0.5], "float64", [1, 0.5]),
        ([2**60, 1], "str", ["1152921504606846976", "1"]),
        ([1, "a", 2.0, 0.5, True], "str", ["1", "a", "2", "0.5", "true"]),
        ([{"á": 1}, [1, None]], "str", ['{"á": 1}', "[1, null]"]),
        ([None, None], "str", [None, None]),
        ([dt.date(2024, 2, 29), None], "datetime64[us]", [pd.Timestamp("2024-02-29"), None]),
    ],
)
def test_values_take_the_narrowest_kind_that_holds_them(values: list[Any], kind: str, expected: list[Any]) -> None:
    column = from_values(values)
    assert str(column.dtype) == kind
    assert [None if pd.isna(value) else value for value in column] == expected


def test_columns_of_arrow() -> None:
    table = pa.table({
        "text": ["e\u0302\u0301", None, "x\x00y"],
        "maybe": [True, None, False],
        "list": [[1, 2], None, []],
        "day": pa.array([0, None, 2], pa.date32()),
        "none": pa.nulls(3),
        "bytes": [b"a", None, b"c"],
        "packed": pa.array(["a", "b", None]).dictionary_encode(),
    })  # fmt: skip
    columns, notes = from_arrow(table)
    found = {name: [None if pd.isna(v) else v for v in column] for name, column in columns.items()}
    assert found == {
        "text": ["ế", None, "xy"],
        "maybe": [True, None, False],
        "list": ["[1, 2]", None, "[]"],
        "day": ["1970-01-01", None, "1970-01-03"],
        "none": [None, None, None],
        "packed": ["a", "b", None],
    }
    assert [(n.code, n.count) for n in notes] == [("binary_columns_left_out", 1), ("nul_removed", 1)]


def test_letters_that_were_cut_are_said() -> None:
    broken = pa.array(["ế".encode(), b"a\xe1\xba", None], pa.binary()).view(pa.string())
    columns, notes = from_arrow(pa.table({"a": broken}))
    assert columns["a"].tolist()[:2] == ["ế", "a"]
    assert [(n.code, n.count) for n in notes] == [("letters_damaged", 1)]
