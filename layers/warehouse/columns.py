"""Frames as Arrow tables that any file of the warehouse can hold, and back without loss.

A column is stored in the plainest form that gives the same content back; what the form leaves out (its own name where
SQLite could not take it, its type) stands in the manifest, which the catalogue keeps.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal, cast
from zoneinfo import ZoneInfoNotFoundError

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from geopandas.array import GeometryDtype

from layers.digest import authority
from layers.problems import CatalogError, Problem

Kind = Literal["text", "boolean", "integer", "number", "date", "time", "moment", "json", "shape"]

MOST_COLUMNS = 1_900
"""SQLite takes 2,000 columns; some are ours."""

_LONGEST = 120
_TAKEN = frozenset({"fid", "geom", "id", "rowid", "_rowid_", "oid"})
_EXACT_DTYPES = frozenset(
    {f"{sign}{bits}" for sign in ("int", "uint", "Int", "UInt") for bits in (8, 16, 32, 64)}
    | {"float16", "float32", "float64", "Float32", "Float64", "bool", "boolean"}
)
_INT64_END = 2**63


@dataclass(frozen=True, kw_only=True)
class Column:
    """How a column is kept: its name, that in the file, the form, the pandas type, the CRS of a second geometry."""

    name: str
    stored: str
    kind: Kind
    dtype: str = ""
    crs: str = ""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a file leaves out: `columns` in order (the index first); name, place and CRS of the active geometry."""

    columns: tuple[Column, ...]
    geometry: str | None = None
    position: int = 0
    crs: str = ""

    def to_json(self) -> str:
        """The manifest as text."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """The manifest that a text holds."""
        raw = json.loads(text)
        return cls(**{**raw, "columns": tuple(Column(**column) for column in raw["columns"])})


def to_arrow(frame: pd.DataFrame) -> tuple[pa.Table, Manifest]:
    """A table of all columns but the active geometry, which follows as WKB column "geom", and its manifest.

    Raises
    ------
    CatalogError
        `too_many_columns`, or `column_not_storable` for each column that holds objects no digest can be taken of.
    """
    if frame.shape[1] > MOST_COLUMNS:
        raise CatalogError(Problem(code="too_many_columns", found=str(frame.shape[1]), allowed=f"<= {MOST_COLUMNS}"))
    active = str(frame.geometry.name) if isinstance(frame, gpd.GeoDataFrame) else None
    columns: list[Column] = []
    arrays, problems, taken = [], [], set(_TAKEN)
    inner = [(name, frame[name]) for name in map(str, frame.columns) if name != active]
    for name, series in [("id", pd.Series(frame.index)), *inner]:
        try:
            kind, array = _encoded(series)
        except CatalogError as error:
            problems += [Problem(code=p.code, field=name, found=p.found, allowed=p.allowed) for p in error.problems]
            continue
        stored = "id" if not columns else _stored_name(name, len(columns), taken)
        crs = authority(series.crs) if isinstance(series, gpd.GeoSeries) else ""
        columns.append(Column(name=name, stored=stored, kind=kind, dtype=str(series.dtype), crs=crs))
        arrays.append(array)
    if problems:
        raise CatalogError(problems)
    names = [column.stored for column in columns]
    if active is None:
        return pa.table(arrays, names), Manifest(columns=tuple(columns))
    arrays.append(_wkb(frame.geometry))
    position = list(map(str, frame.columns)).index(active)
    manifest = Manifest(columns=tuple(columns), geometry=active, position=position, crs=authority(frame.crs))
    return pa.table(arrays, [*names, "geom"]), manifest


def from_arrow(table: pa.Table, manifest: Manifest) -> pd.DataFrame:
    """The frame that was stored."""
    named = [(column.name, _decoded(table[column.stored], column)) for column in manifest.columns[1:]]
    if manifest.geometry is not None:
        shapes = shapely.from_wkb(table["geom"].to_numpy(zero_copy_only=False))
        named.insert(manifest.position, (manifest.geometry, gpd.GeoSeries(shapes, crs=manifest.crs or None)))
    index = pd.Index(_decoded(table["id"], manifest.columns[0]), name="id")
    frame = pd.DataFrame(dict(named), index=range(len(index)), copy=False)
    frame.index = index
    if manifest.geometry is None:
        return frame
    placed: pd.DataFrame = gpd.GeoDataFrame(frame, geometry=manifest.geometry, crs=manifest.crs or None)
    return placed


def _stored_name(name: str, position: int, taken: set[str]) -> str:
    """The name itself where SQLite and every reader take it; names that differ only by case count as one there."""
    fits = name.isprintable() and 0 < len(name) <= _LONGEST and name == name.strip() and name.casefold() not in taken
    stored = name if fits else f"column_{position}"
    while stored.casefold() in taken:
        stored += "_"
    taken.add(stored.casefold())
    return stored


def _encoded(series: pd.Series[Any]) -> tuple[Kind, pa.Array]:  # noqa: PLR0911 - one line for each kind of column
    dtype = series.dtype
    if isinstance(dtype, GeometryDtype):
        return "shape", _wkb(series)
    missing = series.isna().to_numpy()
    if isinstance(dtype, pd.DatetimeTZDtype) or dtype.kind == "M":
        return _encoded_times(series, missing)
    if pd.api.types.is_bool_dtype(dtype):
        values = series.fillna(value=False).astype(bool).to_numpy()
        return "boolean", pa.array(values, pa.bool_(), mask=missing)
    if pd.api.types.is_integer_dtype(dtype):
        whole = [int(v) for v in series[~missing]] if dtype.kind == "u" else []
        if not whole or max(whole) < _INT64_END:
            return "integer", pa.array(series.fillna(0).astype("int64").to_numpy(), pa.int64(), mask=missing)
        return "json", _packed(series, missing)
    if pd.api.types.is_numeric_dtype(dtype):
        numbers = series.astype("float64").to_numpy(dtype="float64", na_value=np.nan)
        return "number", pa.array(numbers, pa.float64(), mask=missing)
    return _encoded_objects(series, missing)


def _encoded_times(series: pd.Series[Any], missing: np.ndarray[Any, Any]) -> tuple[Kind, pa.Array]:
    stamps = pd.to_datetime(series, utc=True).dt.as_unit("us").astype("int64").to_numpy()
    known = stamps[~missing]
    # A GeoPackage keeps milliseconds, and GDAL 3.12 rounds fractions of a second before 1970 to the wrong second.
    if not (known % 1_000).any() and not (known[known < 0] % 1_000_000).any():
        times = pa.array(stamps, pa.int64(), mask=missing).cast(pa.timestamp("us", "UTC"))
        return "time", times.cast(pa.timestamp("ms", "UTC"))
    texts = [
        None if gone else stamp.isoformat(timespec="microseconds")
        for gone, stamp in zip(missing, pd.to_datetime(series, utc=True), strict=True)
    ]
    return "moment", pa.array(texts, pa.string())


def _encoded_objects(series: pd.Series[Any], missing: np.ndarray[Any, Any]) -> tuple[Kind, pa.Array]:
    if series.dtype == "str" or all(isinstance(value, str) for value in series[~missing]):
        texts = pa.array(series if series.dtype == "str" else series.astype(object).where(~missing, None), pa.string())
        # C strings end at a zero, and GDAL's are such.
        if not pc.any(pc.match_substring(texts, "\0")).as_py():
            return "text", texts
        return "json", _packed(series, missing)
    if all(type(value) is date for value in series[~missing]):
        return "date", pa.array(series.astype(object).where(~missing, None), pa.date32())
    return "json", _packed(series, missing)


def _wkb(series: pd.Series[Any]) -> pa.Array:
    return pa.array(shapely.to_wkb(series.to_numpy(), byte_order=1), pa.binary())


def _packed(series: pd.Series[Any], missing: np.ndarray[Any, Any]) -> pa.Array:
    texts = [
        None if gone else json.dumps(_plain(value), ensure_ascii=True, allow_nan=False)
        for gone, value in zip(missing, series.tolist(), strict=True)
    ]
    return pa.array(texts, pa.string())


def _plain(value: Any) -> Any:  # noqa: PLR0911 - one line for each kind of value
    """The value as JSON; what JSON has no form for is an object with one key that begins with "$"."""
    if isinstance(value, (bool, str)) or value is None:
        return value
    if isinstance(value, (np.bool_, np.integer, np.floating)):
        return _plain(value.item())
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else {"$number": repr(value)}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {"$mapping": [[_plain(key), _plain(item)] for key, item in value.items()]}
    for kinds, tag, pack in _PACKS:
        if isinstance(value, kinds):
            return {tag: pack(value)}
    raise CatalogError(
        Problem(code="column_not_storable", found=type(value).__name__, allowed="text, number, boolean, date, time")
    )


def _iso(value: datetime) -> str:
    stamp = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return stamp.isoformat(timespec="microseconds")


_PACKS: tuple[tuple[type | tuple[type, ...], str, Any], ...] = (
    (datetime, "$time", _iso),
    (date, "$date", date.isoformat),
    (bytes, "$bytes", lambda v: base64.b64encode(v).decode("ascii")),
    (shapely.Geometry, "$shape", lambda v: shapely.to_wkb(v, hex=True, byte_order=1)),
)
_UNPACKS: Mapping[str, Any] = {
    "$number": float,
    "$time": datetime.fromisoformat,
    "$date": date.fromisoformat,
    "$bytes": base64.b64decode,
    "$shape": shapely.from_wkb,
    "$mapping": lambda pairs: {_unplain(key): _unplain(item) for key, item in pairs},
}


def _unplain(value: Any) -> Any:
    if isinstance(value, list):
        return [_unplain(item) for item in value]
    if isinstance(value, dict):
        ((tag, packed),) = value.items()
        return _UNPACKS[tag](packed)
    return value


def _decoded(array: pa.ChunkedArray, column: Column) -> pd.Series[Any]:  # noqa: PLR0911 - one for each kind
    if column.kind == "shape":
        shapes = shapely.from_wkb(array.to_numpy(zero_copy_only=False))
        return cast("pd.Series[Any]", gpd.GeoSeries(shapes, crs=column.crs or None))
    if column.kind == "json":
        values = [None if text is None else _unplain(json.loads(text)) for text in array.to_pylist()]
        objects = np.empty(len(values), dtype=object)
        objects[:] = values
        return _typed(pd.Series(objects, dtype=object), column.dtype)
    if column.kind == "text":
        return pd.Series(array.to_pandas(), dtype="str")
    if column.kind == "date":
        return pd.Series(array.to_pylist(), dtype=object)
    if column.kind == "time":
        return _zoned(array.to_pandas().dt.as_unit("us"), column.dtype)
    if column.kind == "moment":
        texts = pd.Series(array.to_pylist(), dtype="str")
        return _zoned(pd.to_datetime(texts, utc=True, format="ISO8601").dt.as_unit("us"), column.dtype)
    nullable = {pa.bool_(): pd.BooleanDtype(), pa.int64(): pd.Int64Dtype()}
    return _typed(array.to_pandas(types_mapper=nullable.get if array.null_count else None), column.dtype)


def _typed(series: pd.Series[Any], dtype: str) -> pd.Series[Any]:
    """The series in its first type, where that is one of numbers and can hold it."""
    if dtype not in _EXACT_DTYPES or str(series.dtype) == dtype:
        return series
    if series.isna().any() and not (dtype[0].isupper() or dtype in {"boolean", "float16", "float32", "float64"}):
        return series
    return series.astype(dtype)  # type: ignore[call-overload, no-any-return]


def _zoned(stamps: pd.Series[Any], dtype: str) -> pd.Series[Any]:
    """Times in the zone and the fineness they came in; UTC where this machine does not know the zone."""
    if not dtype.startswith("datetime64[") or not dtype.endswith("]"):
        return stamps
    fineness, _, zone = dtype.removeprefix("datetime64[").removesuffix("]").partition(", ")
    if not zone:
        return cast("pd.Series[Any]", stamps.dt.tz_localize(None).dt.as_unit(fineness))
    with suppress(ZoneInfoNotFoundError, ValueError):
        return stamps.astype(f"datetime64[{fineness}, {zone}]")  # type: ignore[call-overload, no-any-return]
    return stamps
