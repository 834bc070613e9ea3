"""A layer's columns on their way out: ids first, one type a column, origin as text."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from layers.crs import WGS84
from layers.layer import Layer
from layers.problems import LayerError, Problem

_MICROSECONDS_PER_MS = 1_000
_EXACT = 2**53


def columns_of(layer: Layer) -> dict[str, pd.Series[Any]]:
    """The columns by name, the ids first, without the geometry."""
    frame = layer.frame
    geometry = frame.geometry.name if layer.has_geometry else None
    columns = {"id": pd.Series(frame.index.astype("object").to_numpy(), dtype="object")}
    for name in frame.columns:
        if name not in {geometry, "id"}:
            columns[str(name)] = _plain(frame[name].reset_index(drop=True))
    return columns


def _plain(column: pd.Series[Any]) -> pd.Series[Any]:  # noqa: PLR0911 - one for each kind of column
    """A column of one kind: what is of several kinds, or of none that files know, becomes text."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype("object")
    if column.dtype == np.dtype("uint64"):
        return column.astype("float64")
    if column.dtype.kind != "O":
        return column
    kinds = {type(value) for value, gone in zip(column, column.isna(), strict=True) if not gone}
    if kinds <= {str}:
        return column.astype("str")
    if kinds <= {bool, np.bool_}:
        return column.astype("boolean")
    if kinds <= {int, float, np.int64, np.float64, np.int32, np.float32}:
        return column.astype("float64")
    if kinds <= {pd.Timestamp, dt.datetime}:
        return pd.Series(pd.to_datetime(column, utc=True))
    return column.map(
        lambda value: value.isoformat() if isinstance(value, dt.date) else str(value), na_action="ignore"
    ).astype("str")


def iso_times(column: pd.Series[Any]) -> pd.Series[Any]:
    """Times as ISO 8601 text: with Z where they are UTC, with fractions of a second only where there are such."""
    zoned = isinstance(column.dtype, pd.DatetimeTZDtype)
    stamps = column.dt.tz_convert("UTC") if zoned else column
    mark = "Z" if zoned else ""

    def written(value: pd.Timestamp) -> str:
        bare = value.tz_localize(None)
        return bare.isoformat(timespec="microseconds" if bare.microsecond else "seconds") + mark

    return stamps.map(written, na_action="ignore").astype("str")


def whole_milliseconds(column: pd.Series[Any]) -> bool:
    """Whether times have no part below a millisecond, which is what GeoPackage and FlatGeobuf keep."""
    stamps = column.dropna().dt.as_unit("us").astype("int64")
    return not (stamps % _MICROSECONDS_PER_MS).any()


def to_arrow(columns: dict[str, pd.Series[Any]], *, keep_times: bool = False) -> pa.Table:
    """The columns as an Arrow table; times go as times where the format keeps them whole, else as text."""
    arrays = []
    for column in columns.values():
        if column.dtype.kind == "M":
            if keep_times or whole_milliseconds(column):
                zone = "UTC" if isinstance(column.dtype, pd.DatetimeTZDtype) else None
                utc = column.dt.tz_convert("UTC") if zone else column
                arrays.append(
                    pa.array(utc.dt.as_unit("us"), pa.timestamp("us" if keep_times else "ms", zone), from_pandas=True)
                )
            else:
                arrays.append(pa.array(iso_times(column), pa.string(), from_pandas=True))
        elif isinstance(column.dtype, pd.StringDtype):
            arrays.append(pa.array(column.astype("object"), pa.string(), from_pandas=True))
        else:
            arrays.append(pa.array(column, from_pandas=True))
    return pa.table(arrays, names=list(columns))


def about(layer: Layer) -> dict[str, str]:
    """Where the layer comes from and what it is, as text by name; empty entries left out."""
    origin = layer.provenance
    entries = {
        "layer": layer.name,
        "type": layer.type,
        "features": str(len(layer)),
        "crs": layer.crs,
        "source": origin.source,
        "date": origin.date,
        "licence": origin.licence,
        "illustrative": "yes" if origin.illustrative else "no",
        "file": origin.file,
        "sha256": origin.sha256,
        "digest": layer.digest,
    }
    return {name: text for name, text in entries.items() if text}


def day_of(layer: Layer) -> str:
    """The day to write where a format wants one: that of the data, so that the same layer gives the same bytes."""
    text = layer.provenance.date[:10]
    return text if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else "1970-01-01"


def lonlat(layer: Layer) -> gpd.GeoSeries:
    """The geometry in degrees (WGS 84), longitude first; `crs_missing` where the layer has none."""
    shapes = layer.frame.geometry
    if not layer.crs:
        raise LayerError(Problem(code="crs_missing", layer=layer.name, allowed="--crs EPSG:N"))
    return shapes if layer.crs == WGS84 else shapes.to_crs(WGS84)


def geometry_type(shapes: gpd.GeoSeries) -> str:
    """The type to declare: a plain one only where every feature has exactly it, because GDAL adapts what differs."""
    known = shapes.dropna()
    names = {"LineString" if name == "LinearRing" else str(name) for name in known.geom_type.unique()}
    if len(names) != 1 or known.is_empty.any() or shapely.has_m(known.to_numpy()).any():
        return "Unknown"
    with_z = known.has_z
    if with_z.all():
        return f"{names.pop()} Z"
    return "Unknown" if with_z.any() else names.pop()


def number_text(value: float) -> str:
    """A number as the shortest text that gives it back; whole ones without a decimal point."""
    if float(value).is_integer() and abs(value) < _EXACT:
        return str(int(value))
    return repr(float(value))
