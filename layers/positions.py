"""Positions of the rows of a table: from two columns of coordinates, or from one of well-known text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.crs import WGS84
from layers.names import plain
from layers.problems import Problem, concerning
from layers.values import Read, missing, read_number

PLACE_FIELDS = ("lon", "lat", "x", "y", "wkt")
_LON = ("lon", "longitude", "lng", "long", "kinh do", "x lon", "lon x")
_LAT = ("lat", "latitude", "vi do", "y lat", "lat y")
_X = ("x", "easting", "e", "toa do x", "x coord", "east")
_Y = ("y", "northing", "n", "toa do y", "y coord", "north")
_WKT = ("wkt", "geometry", "geom", "the geom")
_MOST_DEGREES = 180.0
_IS_WKT = r"(?i)\s*(SRID|POINT|LINE|POLY|MULTI|GEOM)"


def positions(
    frame: pd.DataFrame, chosen: Mapping[str, str], problems: list[Problem]
) -> tuple[NDArray[Any] | None, str]:
    """Points (or shapes from well-known text) of a table, and the CRS that the column names imply.

    Parameters
    ----------
    frame
        The table.
    chosen
        Fields of `PLACE_FIELDS` to columns, as the user said; wins over names.
    problems
        Takes `unknown_column`, `not_a_number`, `bad_wkt`.

    Returns
    -------
    shapes, crs
        `None` where no column can be recognised; the CRS is "" where the names do not say it.
    """
    named = {f: c for f, c in chosen.items() if f in PLACE_FIELDS}
    columns = [str(c) for c in frame.columns]
    for name, column in named.items():
        if column not in columns:
            problems.append(Problem(code="unknown_column", field=name, found=column, allowed=", ".join(columns[:30])))
    wkt = _column(frame, named, "wkt", _WKT)
    if wkt is not None and ("wkt" in named or frame[wkt].astype(str).str.match(_IS_WKT).any()):
        return _from_text(frame[wkt], wkt, problems)
    for east, north, easts, norths, stated in (("lon", "lat", _LON, _LAT, WGS84), ("x", "y", _X, _Y, "")):
        x_name, y_name = _column(frame, named, east, easts), _column(frame, named, north, norths)
        if x_name is not None and y_name is not None:
            read = _read_degrees if stated == WGS84 else read_number
            return _points(frame, (x_name, y_name), read, problems), stated
    return None, ""


def _column(frame: pd.DataFrame, named: Mapping[str, str], field: str, names: tuple[str, ...]) -> str | None:
    if field in named:
        return named[field] if named[field] in frame.columns else None
    by_plain = {plain(c): str(c) for c in reversed(list(frame.columns))}
    return next((by_plain[n] for n in names if n in by_plain), None)


def _read_degrees(column: pd.Series[Any]) -> Read:
    """Degrees: "13.801" in every row is no number of thousands, since no degree is that large."""
    plain_ = pd.to_numeric(column.where(~missing(column), None), errors="coerce").astype("float64")
    written = plain_.notna().to_numpy() == ~missing(column)
    if written.all() and (plain_.abs().dropna() <= _MOST_DEGREES).all():
        return Read(plain_, np.zeros(len(column), dtype=bool))
    return read_number(column)


def _points(
    frame: pd.DataFrame, names: tuple[str, str], reader: Callable[[pd.Series[Any]], Read], problems: list[Problem]
) -> NDArray[Any]:
    x, y = (reader(frame[name]) for name in names)
    for read, name in zip((x, y), names, strict=True):
        if read.bad.any():
            rows = np.flatnonzero(read.bad).astype(str)
            found = str(frame[name][read.bad].iloc[0])[:40]
            problems.append(concerning("not_a_number", rows, field=name, found=found, allowed="number"))
    gone = x.column.isna().to_numpy() | y.column.isna().to_numpy() | x.bad | y.bad
    points = shapely.points(x.column.fillna(0).to_numpy(dtype="float64"), y.column.fillna(0).to_numpy(dtype="float64"))
    placed = np.asarray(points, dtype=object)
    placed[gone] = None
    return placed


def _from_text(column: pd.Series[Any], name: str, problems: list[Problem]) -> tuple[NDArray[Any], str]:
    """Shapes from well-known text, and the CRS where all of it names the same one."""
    gone = missing(column)
    texts = [None if nothing else str(value).strip() for value, nothing in zip(column, gone, strict=True)]
    parts = [("", None) if text is None else _apart(text) for text in texts]
    shapes = shapely.from_wkt(np.array([wkt for _, wkt in parts], dtype=object), on_invalid="ignore")
    bad = np.asarray(shapely.is_missing(shapes) & ~gone)
    if bad.any():
        rows = np.flatnonzero(bad).astype(str)
        problems.append(
            concerning("bad_wkt", rows, field=name, found=str(column[bad].iloc[0])[:40], allowed="POINT (109.22 13.78)")
        )
    codes = {code for code, wkt in parts if wkt is not None}
    stated = codes.pop() if len(codes) == 1 else ""
    return np.asarray(shapes, dtype=object), f"EPSG:{stated}" if stated else ""


def _apart(text: str) -> tuple[str, str]:
    """The code and the shape of "SRID=4326;POINT (109.22 13.78)"."""
    found = re.match(r"SRID=(\d{1,6});", text, re.IGNORECASE)
    return (found[1].lstrip("0"), text[found.end() :]) if found else ("", text)
