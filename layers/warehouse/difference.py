"""What differs between two versions of a layer."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from geopandas.array import GeometryDtype

from layers.digest import digest
from layers.warehouse.base import Difference

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from layers.layer import Layer


def difference(one: Layer, other: Layer) -> Difference:
    """What differs from `one` to `other`, under the rules of the digest: equal content is equal whatever its storage.

    Geometries are compared in the form that does not depend on where a ring begins; numbers exactly; text in NFC.
    """
    before, after = one.frame, other.frame
    added = after.index.difference(before.index, sort=False)
    removed = before.index.difference(after.index, sort=False)
    shared = before.index.intersection(after.index, sort=False)
    old, new = before.loc[shared], after.loc[shared]
    differs = np.zeros(len(shared), dtype=bool)
    columns_changed = []
    for name in sorted({*map(str, before.columns), *map(str, after.columns)}):
        unequal = _unequal(_column(old, name), _column(new, name))
        differs |= unequal
        if unequal.any():
            columns_changed.append(name)
    return Difference(
        added=tuple(map(str, added)),
        removed=tuple(map(str, removed)),
        changed=tuple(map(str, shared[differs])),
        columns_added=tuple(sorted(set(map(str, after.columns)) - set(map(str, before.columns)))),
        columns_removed=tuple(sorted(set(map(str, before.columns)) - set(map(str, after.columns)))),
        columns_changed=tuple(columns_changed),
        crs=None if one.crs == other.crs else (one.crs, other.crs),
    )


def _column(frame: pd.DataFrame, name: str) -> pd.Series[Any] | None:
    return frame[name] if name in frame.columns else None


def _unequal(one: pd.Series[Any] | None, other: pd.Series[Any] | None) -> NDArray[np.bool_]:
    """Where two columns of the same rows differ; a column that is not there is missing everywhere."""
    if one is None or other is None:
        present = one if one is not None else other
        return np.array([]) if present is None else ~present.isna().to_numpy()
    gone, gone_now = one.isna().to_numpy(), other.isna().to_numpy()
    left, right = _comparable(one), _comparable(other)
    if left.dtype.kind != right.dtype.kind:
        # Text that became numbers, or numbers that became times: the digest tells them apart.
        return np.asarray(~(gone & gone_now), dtype=bool)
    return np.asarray(np.where(gone | gone_now, gone != gone_now, left != right), dtype=bool)


def _comparable(series: pd.Series[Any]) -> NDArray[Any]:
    """The values in the canonical form of the digest, as an array that compares element by element."""
    if isinstance(series.dtype, GeometryDtype):
        shapes = shapely.normalize(gpd.GeoSeries(series).to_numpy())
        return np.asarray(shapely.to_wkb(shapes, byte_order=1), dtype=object)
    if isinstance(series.dtype, pd.DatetimeTZDtype) or series.dtype.kind == "M":
        return np.asarray(pd.to_datetime(series, utc=True).dt.as_unit("us").astype("int64"), dtype="int64")
    if pd.api.types.is_bool_dtype(series.dtype):
        return series.fillna(value=False).to_numpy(dtype=bool)
    if pd.api.types.is_numeric_dtype(series.dtype):
        return np.asarray(series.astype("float64").to_numpy(dtype="float64", na_value=np.nan))
    if series.dtype == "str":
        return np.asarray(series.str.normalize("NFC").to_numpy(dtype=object))
    values = np.empty(len(series), dtype=object)
    values[:] = [unicodedata.normalize("NFC", v) if isinstance(v, str) else (digest(v),) for v in series.tolist()]
    return values
