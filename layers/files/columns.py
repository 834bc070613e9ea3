"""Columns of a table as it came: names made unique, text in one Unicode form, types that no format decides."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from layers.names import unique_names
from layers.problems import Problem

_EXACT = 2**53
_SHOWN = 5


def tidy_names(names: Iterable[object], keep: str = "geometry") -> tuple[list[str], tuple[Problem, ...]]:
    """Column names that are text, NFC, on one line, not empty and unique; a note says which had to change.

    `keep` is the name of the geometry column, which no other may have.
    """
    given = ["" if name is None else str(name) for name in names]
    flat = [" ".join(unicodedata.normalize("NFC", name).replace("\x00", "").split()) for name in given]
    filled = [name or f"column_{position}" for position, name in enumerate(flat, start=1)]
    taken: set[str] = set()
    result = []
    for name in unique_names(filled):
        free, number = name, 2
        while free in taken or (keep and free == keep):
            free, number = f"{name}_{number}", number + 1
        taken.add(free)
        result.append(free)
    changed = [f"{old or '–'} → {new}" for old, new in zip(flat, result, strict=True) if old != new]
    if not changed:
        return result, ()
    shown = ", ".join(changed[:_SHOWN]) + (", …" if len(changed) > _SHOWN else "")
    return result, (Problem(code="columns_renamed", severity="note", count=len(changed), found=shown),)


def from_arrow(table: pa.Table) -> tuple[dict[str, pd.Series[Any]], tuple[Problem, ...]]:
    """The columns of an Arrow table by name, without those that hold bytes (left out, with a note)."""
    columns: dict[str, pd.Series[Any]] = {}
    left_out: list[str] = []
    nul = damaged = 0
    for name, column in zip(table.column_names, table.columns, strict=True):
        kind = column.type
        if pa.types.is_dictionary(kind):
            column = column.cast(kind.value_type)  # noqa: PLW2901 - the same column, unpacked
            kind = column.type
        if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
            left_out.append(name)
        elif pa.types.is_string(kind) or pa.types.is_large_string(kind):
            columns[name], gone, broken = _text(column)
            nul, damaged = nul + gone, damaged + broken
        else:
            columns[name] = _typed(column)
    notes = [Problem(code="nul_removed", severity="note", count=nul)] if nul else []
    if damaged:
        notes.append(Problem(code="letters_damaged", severity="warning", count=damaged))
    return columns, (*_left_out(left_out), *notes)


def _text(column: pa.ChunkedArray) -> tuple[pd.Series[Any], int, int]:
    """Text in NFC without NUL characters, in how many cells there were such, and in how many a letter was broken."""
    nul = pc.sum(pc.match_substring(column, "\x00")).as_py() or 0
    if nul:
        column = pc.replace_substring(column, pattern="\x00", replacement="")
    damaged = 0
    try:
        normal = pc.utf8_normalize(column, form="NFC")
    except pa.ArrowInvalid:  # a column of fixed width cuts letters of several bytes
        values = column.cast(pa.large_binary()).to_pylist()
        texts = [None if value is None else value.decode("utf-8", "replace") for value in values]
        damaged = sum(text is not None and "\ufffd" in text for text in texts)
        whole = [None if text is None else text.rstrip("\ufffd") for text in texts]
        normal = pc.utf8_normalize(pa.chunked_array([pa.array(whole, pa.large_string())]), form="NFC")
    return pd.Series(normal.to_pandas()), int(nul), damaged


def _typed(column: pa.ChunkedArray) -> pd.Series[Any]:  # noqa: PLR0911 - one for each kind of column
    kind = column.type
    if pa.types.is_null(kind):
        return pd.Series([None] * len(column), dtype="str")
    if pa.types.is_boolean(kind) and column.null_count:
        return pd.Series(column.to_pandas(types_mapper={pa.bool_(): pd.BooleanDtype()}.get))
    if pa.types.is_nested(kind):
        texts = [None if v is None else json.dumps(v, ensure_ascii=False, default=str) for v in column.to_pylist()]
        return pd.Series(texts, dtype="str")
    if pa.types.is_date(kind):
        return pd.Series(pc.strftime(column, format="%Y-%m-%d").to_pandas())
    if pa.types.is_decimal(kind):
        return pd.Series(column.cast(pa.float64()).to_pandas())
    if pa.types.is_time(kind) or pa.types.is_duration(kind):
        return pd.Series([None if v is None else str(v) for v in column.to_pylist()], dtype="str")
    return pd.Series(column.to_pandas())


def _left_out(names: Sequence[str]) -> tuple[Problem, ...]:
    if not names:
        return ()
    return (
        Problem(code="binary_columns_left_out", severity="note", count=len(names), found=", ".join(names[:_SHOWN])),
    )


def from_values(values: Sequence[Any]) -> pd.Series[Any]:  # noqa: PLR0911 - one for each kind of value
    """A column of Python values as JSON and spreadsheets give them, in the narrowest type that holds them all.

    Truth values stay such, whole numbers and fractions become numbers, days and times become times; a column of several
    kinds becomes text. Missing is `None`; nested lists and objects become JSON text.
    """
    kinds = {type(value) for value in values} - {type(None)}
    if not kinds:
        return pd.Series([None] * len(values), dtype="str")
    if kinds == {str}:
        return _text_of(values)
    if kinds == {bool}:
        whole = None not in set(values)
        return pd.Series(list(values), dtype="bool" if whole else "boolean")
    if kinds == {int}:
        return _integers(values)
    if kinds <= {int, float}:
        return pd.Series(np.array([np.nan if v is None else v for v in values], dtype="float64"))
    if kinds <= {dt.datetime, dt.date, pd.Timestamp}:
        return pd.Series(pd.to_datetime(pd.Series(list(values), dtype="object"))).dt.as_unit("us")
    return _text_of([_as_text(value) for value in values])


def _integers(values: Sequence[Any]) -> pd.Series[Any]:
    known = [value for value in values if value is not None]
    if max(map(abs, known)) > _EXACT:
        return _text_of([None if value is None else str(value) for value in values])
    if len(known) == len(values):
        return pd.Series(np.array(known, dtype="int64"))
    return pd.Series(np.array([np.nan if v is None else v for v in values], dtype="float64"))


def _text_of(values: Sequence[str | None]) -> pd.Series[Any]:
    try:
        column = pa.chunked_array([pa.array(values, pa.large_string())])
    except UnicodeEncodeError:  # halves of characters, which JSON can spell but no text can hold
        whole = [v if v is None else v.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for v in values]
        column = pa.chunked_array([pa.array(whole, pa.large_string())])
    return _text(column)[0]


def _as_text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    return str(value)


def framed(columns: dict[str, pd.Series[Any]], geometry: Any = None, crs: str = "", rows: int = 0) -> pd.DataFrame:
    """A frame of columns, rows numbered from 0, with the geometry as column "geometry" where there is one."""
    index = pd.RangeIndex(len(geometry) if geometry is not None else rows)
    frame = pd.DataFrame({name: column.set_axis(index) for name, column in columns.items()}, index=index)
    if geometry is None:
        return frame
    placed: pd.DataFrame = gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(geometry, index=index, crs=crs or None))
    return placed
