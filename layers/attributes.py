"""A table joined to a layer by code or by name, every row accounted for."""

from __future__ import annotations

import re
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.check import column_names
from layers.files.raw import Raw
from layers.layer import Layer
from layers.names import clean_code, is_code, place_key
from layers.problems import LayerError, Problem, concerning, errors
from layers.values import missing, read_number, read_text

_RESERVED = frozenset({"id", "geometry"})
_CODE_LIKE = re.compile(r"[0-9]+(\.0+)?")


def join_attributes(layer: Layer, raw: Raw, field: str, column: str) -> Layer:
    """The layer with the columns of a table beside its own.

    Parameters
    ----------
    layer
        Features that keep their number, order and geometry.
    raw
        A table; rows for features that the layer does not have are left out and counted.
    field
        "id", or the column of the layer to match (a name is matched without type words, brackets and diacritics).
    column
        The table's column that holds the key.

    Returns
    -------
    layer
        With the table's other columns, numbers where all values are numbers; a column that exists already gets the new
        values. Features without a row keep their old value there, else have none; they are named in a warning.

    Raises
    ------
    LayerError
        `unknown_column`, `key_ambiguous` (two features share the key), `rows_repeated` (a feature has several rows),
        `nothing_matched`; all at once.
    """
    frame, table = layer.frame, pd.DataFrame(raw.frame)
    if isinstance(raw.frame, gpd.GeoDataFrame):
        table = table.drop(columns=raw.frame.geometry.name)
    problems: list[Problem] = [*raw.notes, *column_names([str(c) for c in table.columns])]
    if column not in table.columns:
        problems.append(Problem(code="unknown_column", found=column, allowed=", ".join(map(str, table.columns[:30]))))
    if field != "id" and field not in frame.columns:
        problems.append(
            Problem(
                code="unknown_field", field=field, found=field, allowed=", ".join(["id", *map(str, frame.columns[:30])])
            )
        )
    if errors(problems):
        raise LayerError(p.within(layer.name) for p in problems)
    own = pd.Series(frame.index if field == "id" else frame[field], index=frame.index).astype("object")
    theirs = read_text(table[column]).column
    by_code = field == "id" or bool(own.dropna().map(is_code).all())
    own_keys, their_keys = (_keys(values, by_code=by_code) for values in (own, theirs))
    rows = _rows_of(own_keys, their_keys, frame.index, problems)
    if errors(problems):
        raise LayerError(p.within(layer.name) for p in problems)
    joined, notes = _joined(frame, table.drop(columns=column), rows)
    return layer.with_frame(joined, *[p.within(layer.name) for p in (*problems, *notes)])


def _keys(values: pd.Series[Any], *, by_code: bool) -> pd.Series[Any]:
    gone = missing(values)
    keys = values.map(
        lambda v: clean_code(v).lstrip("0") or "0" if _CODE_LIKE.fullmatch(str(v).strip()) else clean_code(v)
    )
    if not by_code:
        keys = values.map(place_key)
    return keys.where(~gone, None)


def _rows_of(
    own: pd.Series[Any], theirs: pd.Series[Any], ids: pd.Index[Any], problems: list[Problem]
) -> np.ndarray[Any, np.dtype[np.int64]]:
    """The table's row of each feature, -1 where there is none."""
    twice = own.notna() & own.duplicated(keep=False)
    wanted = theirs.isin(set(own.dropna()))
    repeated = wanted & theirs.duplicated(keep=False)
    if (twice & own.isin(set(theirs.dropna()))).any():
        hit = twice & own.isin(set(theirs.dropna()))
        problems.append(
            concerning("key_ambiguous", list(ids[hit.to_numpy()]), found=", ".join(dict.fromkeys(own[hit]))[:120])
        )
    if repeated.any():
        keys = list(dict.fromkeys(theirs[repeated]))
        problems.append(concerning("rows_repeated", keys, found=str(int(repeated.sum())), allowed="1"))
    place = pd.Series(np.arange(len(theirs)), index=theirs.to_numpy()).loc[
        lambda s: s.index.notna() & ~s.index.duplicated()
    ]
    rows = np.asarray(own.map(place).fillna(-1), dtype=np.int64)
    without = rows < 0
    if without.all():
        found = ", ".join(map(str, theirs.dropna().unique()[:5]))
        problems.append(
            Problem(code="nothing_matched", found=found, allowed=", ".join(map(str, own.dropna().unique()[:5])))
        )
    elif without.any():
        problems.append(concerning("features_unmatched", list(ids[without]), severity="warning"))
    left = int((~theirs.isin(set(own.dropna()))).sum())
    if left:
        problems.append(Problem(code="rows_unmatched", severity="note", count=left))
    return rows


def _joined(
    frame: pd.DataFrame, table: pd.DataFrame, rows: np.ndarray[Any, np.dtype[np.int64]]
) -> tuple[pd.DataFrame, list[Problem]]:
    notes: list[Problem] = []
    has = rows >= 0
    new: dict[str, pd.Series[Any]] = {}
    for name in map(str, table.columns):
        read = read_number(table[name])
        codes = read_text(table[name]).column
        leading_zero = codes.dropna().astype(str).str.fullmatch(r"0\d+").any()
        source = read.column if not read.bad.any() and not leading_zero and not missing(table[name]).all() else codes
        values = source.to_numpy()[np.where(has, rows, 0)]
        column = pd.Series(values, index=frame.index).where(has)
        target = name if name not in _RESERVED else f"{name}_file"
        if target in frame.columns:
            notes.append(Problem(code="column_replaced", severity="note", field=target))
            column = column.where(has, frame[target])
        new[target] = column
    return frame.assign(**new), notes
