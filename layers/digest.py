"""One kind of content key: equal content gives an equal digest, in every home and on every machine.

The canonical form: rows by id, columns by name, text NFC, numbers float64 or int64, one marker for missing,
times UTC in microseconds, geometry as little-endian WKB with normalised rings (lines keep their direction), CRS as
authority code.
"""

from __future__ import annotations

import dataclasses
import hashlib
import struct
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from pathlib import PurePath
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

LENGTH = 32
_MISSING = b"\x00missing"
_Sink = Callable[[bytes], None]
_RINGED = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON, shapely.GeometryType.MULTIPOINT)


def digest(*values: object) -> str:
    """The content key of some values: 32 hexadecimal digits.

    Parameters
    ----------
    values
        Text, numbers, `None`, dates, tuples, lists, sets, mappings, numpy arrays, (Geo)Series and (Geo)DataFrames,
        shapely geometries, dataclasses, functions (by qualified name), and anything with a `digest`.

    Raises
    ------
    TypeError
        For anything else: give it a `digest`.
    """
    state = hashlib.sha256()
    for value in values:
        _feed(value, state.update)
    return state.hexdigest()[:LENGTH]


def _feed(value: Any, sink: _Sink) -> None:
    own = getattr(value, "digest", None)
    if isinstance(own, str):
        _tagged(b"d", own.encode(), sink)
        return
    for kinds, tag, encode in _SCALARS:
        if isinstance(value, kinds):
            _tagged(tag, encode(value), sink)
            return
    for kinds, feed in _COMPOUND:
        if isinstance(value, kinds):
            feed(value, sink)
            return
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        _feed_dataclass(value, sink)
    elif callable(value) and hasattr(value, "__qualname__"):
        _tagged(b"c", f"{value.__module__}.{value.__qualname__}".encode(), sink)
    else:
        msg = f"cannot digest {type(value).__name__}: give it a `digest`"
        raise TypeError(msg)


def _tagged(tag: bytes, content: bytes, sink: _Sink) -> None:
    # The length keeps ("ab", "c") and ("a", "bc") apart.
    sink(tag + struct.pack("<Q", len(content)))
    sink(content)


def _text(value: str) -> bytes:
    return unicodedata.normalize("NFC", value).encode()


def _number(value: float) -> bytes:
    return _MISSING if value != value else struct.pack("<d", value + 0.0)  # noqa: PLR0124 - NaN; +0.0 turns -0 into 0


def _integer(value: int) -> bytes:
    return str(int(value)).encode()


def _time(value: datetime) -> bytes:
    stamp = pd.Timestamp(value)
    if pd.isna(stamp):
        return _MISSING
    stamp = stamp.tz_localize("UTC") if stamp.tzinfo is None else stamp.tz_convert("UTC")
    return struct.pack("<q", stamp.as_unit("us").value)


def _geometry(value: shapely.Geometry) -> bytes:
    return bytes(_wkb(np.array([value], dtype=object))[0])


def _wkb(shapes: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Little-endian WKB: where a ring starts, which way it runs and the order of parts do not count.

    Lines stay as they are drawn: a one-way street turned round is another street.
    """
    areas = np.isin(shapely.get_type_id(shapes), _RINGED)
    if areas.any():
        shapes = shapes.copy()
        shapes[areas] = shapely.normalize(shapes[areas])
    return np.asarray(shapely.to_wkb(shapes, byte_order=1), dtype=object)


_SCALARS: tuple[tuple[tuple[type, ...], bytes, Callable[[Any], bytes]], ...] = (
    ((type(None), type(pd.NA), type(pd.NaT)), b"n", lambda _: _MISSING),
    ((bool, np.bool_), b"b", lambda v: bytes([bool(v)])),
    ((Enum,), b"e", lambda v: _text(f"{type(v).__name__}.{v.name}")),
    ((str,), b"s", _text),
    ((bytes,), b"y", bytes),
    ((int, np.integer), b"i", _integer),
    ((float, np.floating), b"f", _number),
    ((datetime, np.datetime64), b"t", _time),
    ((date,), b"a", lambda v: v.isoformat().encode()),
    ((PurePath,), b"p", lambda v: _text(v.as_posix())),
    ((shapely.Geometry,), b"g", _geometry),
)


def _feed_sequence(value: Iterable[Any], sink: _Sink) -> None:
    items = list(value)
    _tagged(b"(", _integer(len(items)), sink)
    for item in items:
        _feed(item, sink)


def _feed_set(value: Iterable[Any], sink: _Sink) -> None:
    _tagged(b"{", b"".join(sorted(digest(item).encode() for item in value)), sink)


def _feed_mapping(value: Mapping[Any, Any], sink: _Sink) -> None:
    pairs = sorted((digest(key), digest(item)) for key, item in value.items())
    _tagged(b"m", "".join(a + b for a, b in pairs).encode(), sink)


def _feed_dataclass(value: Any, sink: _Sink) -> None:
    _tagged(b"D", type(value).__qualname__.encode(), sink)
    for item in dataclasses.fields(value):
        if item.compare:
            _tagged(b"k", item.name.encode(), sink)
            _feed(getattr(value, item.name), sink)


def _feed_array(value: np.ndarray[Any, Any], sink: _Sink) -> None:
    _tagged(b"A", str(value.shape).encode(), sink)
    if value.dtype == object or value.dtype.kind in "USMm":
        _feed_column(pd.Series(value.ravel()), sink)
    else:
        kind = {"f": "<f8", "b": "|b1"}.get(value.dtype.kind, "<i8")
        _tagged(kind.encode(), np.ascontiguousarray(value, dtype=kind).tobytes(), sink)


def _feed_column(column: pd.Series[Any], sink: _Sink) -> None:
    """A column, in the order given: one encoding whatever the storage type was."""
    missing = column.isna().to_numpy()
    if isinstance(column, gpd.GeoSeries):
        parts = [_MISSING if item is None else item for item in _wkb(np.asarray(column.to_numpy(), dtype=object))]
    elif isinstance(column.dtype, pd.DatetimeTZDtype) or column.dtype.kind == "M":
        stamps = pd.to_datetime(column, utc=True).dt.as_unit("us").astype("int64").to_numpy()
        _tagged(b"T", np.where(missing, np.iinfo("int64").min, stamps).astype("<i8").tobytes(), sink)
        return
    elif pd.api.types.is_bool_dtype(column.dtype):
        _tagged(b"B", np.where(missing, 2, column.fillna(value=False).astype(bool)).astype("u1").tobytes(), sink)
        return
    elif pd.api.types.is_numeric_dtype(column.dtype):
        # Whole numbers are exact in float64 up to 2**53, so a column keeps its digest when a file format widens it.
        numbers = column.astype("float64").to_numpy(dtype="<f8", na_value=np.nan) + 0.0
        _tagged(b"F", np.where(missing, np.nan, numbers).astype("<f8").tobytes(), sink)
        return
    else:
        parts = _column_parts(column.tolist(), missing)
    lengths = np.fromiter(map(len, parts), "<i8", len(parts))
    _tagged(b"L", lengths.tobytes(), sink)
    _tagged(b"C", b"".join(parts), sink)


def _column_parts(items: list[Any], missing: np.ndarray[Any, Any]) -> list[bytes]:
    """Each item of a column of text, or of several kinds of values."""
    gone = set(np.flatnonzero(missing).tolist())
    here = [item for number, item in enumerate(items) if number not in gone] if gone else items
    # All together is much faster; a part of composed text is composed too.
    if set(map(type, here)) <= {str} and unicodedata.is_normalized("NFC", "\n".join(here)):
        encoded: Iterator[bytes] = iter(map(str.encode, here))
    else:
        encoded = (_text(item) if isinstance(item, str) else digest(item).encode() for item in here)
    return [_MISSING if number in gone else next(encoded) for number in range(len(items))] if gone else list(encoded)


def _feed_series(value: pd.Series[Any], sink: _Sink) -> None:
    _tagged(b"S", _text(str(value.name)), sink)
    _feed_column(pd.Series(value.index.to_numpy()), sink)
    _feed_column(value, sink)


def _feed_frame(value: pd.DataFrame, sink: _Sink) -> None:
    ids = value.index.to_numpy()
    order = np.argsort(ids.astype(str), kind="stable")
    frame = value if np.array_equal(order, np.arange(len(order))) else value.iloc[order]
    _tagged(b"W", _integer(len(frame)), sink)
    _feed_column(pd.Series(frame.index.to_numpy()), sink)
    if isinstance(value, gpd.GeoDataFrame):
        _tagged(b"R", authority(value.crs).encode(), sink)
    for name in sorted(map(str, frame.columns)):
        if frame[name].isna().all():
            continue  # a column without a value says nothing; formats differ in whether they keep it
        _tagged(b"k", _text(name), sink)
        _feed_column(frame[name], sink)


# One frame under two codes: they differ in the order of axes only, and positions here are always east first.
_SAME_FRAME = {"OGC:CRS84": "EPSG:4326"}


def authority(crs: object) -> str:
    """The authority code of a CRS ("EPSG:9217"), its WKT where it has none, "" where there is no CRS."""
    if crs is None:
        return ""
    to_authority = getattr(crs, "to_authority", None)
    pair = to_authority(min_confidence=70) if to_authority else None
    if pair:
        code = ":".join(pair)
        return _SAME_FRAME.get(code, code)
    to_wkt = getattr(crs, "to_wkt", None)
    return str(to_wkt()) if to_wkt else str(crs)


_COMPOUND: tuple[tuple[tuple[type, ...], Callable[[Any, _Sink], None]], ...] = (
    ((pd.DataFrame,), _feed_frame),
    ((pd.Series,), _feed_series),
    ((pd.Index,), lambda value, sink: _feed_column(pd.Series(value.to_numpy()), sink)),
    ((np.ndarray,), _feed_array),
    ((Mapping,), _feed_mapping),
    ((set, frozenset), _feed_set),
    ((tuple, list), _feed_sequence),
)
