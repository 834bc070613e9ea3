"""Vector files that GDAL reads: GeoPackage, Shapefile, FlatGeobuf; shapes as they came, what GDAL changes counted."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio
import pyogrio.raw
import shapely
from numpy.typing import NDArray

from layers.digest import authority
from layers.files.columns import framed, from_arrow, tidy_names
from layers.files.faults import check_counts, readable
from layers.files.gdal import lock_vector, overheard, plainly_named
from layers.files.geopackage import Sublayer, sublayers
from layers.files.limits import Limits
from layers.files.raw import Raw
from layers.problems import LayerError, Problem, concerning, errors

_SHOWN = 30


@dataclass(frozen=True, kw_only=True)
class Opening:
    """How GDAL shall open a file: which of its layers, in which encoding, and whether by rows."""

    layer: str | None = None
    encoding: str = ""
    placed: bool = True
    label: str = ""
    by_rows: bool = False
    notes: tuple[Problem, ...] = field(default=())


def read_geopackage(path: Path, sublayer: str | None, limits: Limits) -> tuple[Raw, ...]:
    """The feature and attribute tables of a GeoPackage, or the one asked for."""
    with readable():
        found, notes = sublayers(path, limits)
    chosen = pick([item.name for item in found], sublayer)
    label = {item.name: item.name if len(found) > 1 else "" for item in found}
    results = [
        read_gdal(path, Opening(layer=item.name, placed=item.placed, label=label[item.name], notes=notes), limits)
        for item in found
        if item.name in chosen
    ]
    return _non_empty(results, found)


def _non_empty(results: list[Raw], found: Sequence[Sublayer]) -> tuple[Raw, ...]:
    """Without the empty tables that programs leave in files, unless nothing else is there."""
    filled = [raw for raw in results if len(raw.frame)]
    return tuple(filled if filled and len(found) > 1 else results)


def pick(names: Sequence[str], wanted: str | None) -> tuple[str, ...]:
    """The names to read: all, or the one wanted; `sublayer_missing` where there is no such."""
    if wanted is None:
        return tuple(names)
    if wanted not in names:
        raise LayerError(Problem(code="sublayer_missing", found=wanted, allowed=", ".join(names[:_SHOWN])))
    return (wanted,)


def read_flatgeobuf(path: Path, limits: Limits) -> Raw:
    """The features of a FlatGeobuf file."""
    with overheard(), readable(), plainly_named(path) as name:
        lock_vector()
        info = pyogrio.read_info(name)
        stated = max(0, int(info["features"]))
        check_counts(stated, len(info["fields"]), limits)
    raw = read_gdal(path, Opening(by_rows=True), limits)
    if len(raw.frame) < stated:  # a file cut in its index reads as if it held nothing
        raise LayerError(Problem(code="file_truncated", found=str(len(raw.frame)), allowed=str(stated)))
    return raw


def read_gdal(path: Path, opening: Opening, limits: Limits) -> Raw:
    """One layer of a file through GDAL, by Arrow where that is sound.

    Raises
    ------
    LayerError
        `file_unreadable`, `too_many_rows`, `too_many_columns`, `geometry_malformed`.
    """
    lock_vector()
    with overheard() as said, readable(), plainly_named(path) as name:
        if opening.by_rows:
            meta, table = _by_rows(name)
        else:
            meta, table = pyogrio.raw.read_arrow(name, layer=opening.layer, encoding=opening.encoding or None)
        check_counts(table.num_rows, table.num_columns, limits)
        shapes, problems = _shapes(name, opening, meta, table)
        columns, notes = _columns(meta, table, has_shapes=shapes is not None)
        crs = _crs(meta["crs"]) if opening.placed and shapes is not None else ""
    everything = (*opening.notes, *notes, *problems, *said)
    if errors(everything):
        raise LayerError(everything)
    frame = framed(columns, shapes, crs, rows=table.num_rows)
    encoding = "UTF-8" if opening.encoding.lower() in {"", "utf-8"} else opening.encoding
    return Raw(frame=frame, crs=crs, file=path.name, sublayer=opening.label, encoding=encoding, notes=everything)


def _by_rows(name: str) -> tuple[dict[str, Any], pa.Table]:
    """A layer without Arrow: over a FlatGeobuf feature without geometry GDAL's Arrow reader ends the whole process."""
    meta, _, wkb, values = pyogrio.raw.read(name, datetime_as_string=True)
    arrays = []
    for kind, column in zip(meta["dtypes"], values, strict=True):
        if kind == "bool" and column.dtype.kind == "f":
            gone = np.isnan(column)
            arrays.append(pa.array(np.where(gone, 0, column).astype(bool), mask=gone))
        else:
            arrays.append(pa.array(column, from_pandas=True))
    names = [str(field_name) for field_name in meta["fields"]]
    table = pa.Table.from_arrays(arrays, names)
    if wkb is not None:
        meta["geometry_name"] = _free_name("wkb_geometry", names)
        table = table.append_column(meta["geometry_name"], pa.array(wkb, pa.binary()))
    return meta, table


def _free_name(name: str, taken: Sequence[str]) -> str:
    return name if name not in taken else _free_name(f"_{name}", taken)


def _geometry_name(meta: dict[str, Any], table: pa.Table) -> str | None:
    if meta.get("geometry_type") is None:
        return None
    name = meta.get("geometry_name") or "wkb_geometry"
    return str(name) if name in table.column_names else None


def _columns(
    meta: dict[str, Any], table: pa.Table, *, has_shapes: bool
) -> tuple[dict[str, pd.Series[Any]], tuple[Problem, ...]]:
    geometry = _geometry_name(meta, table)
    names = [name for name in table.column_names if name != geometry]
    tidy, renamed = tidy_names(names, keep="geometry" if has_shapes else "")
    columns, notes = from_arrow(table.select(names).rename_columns(tidy))
    return columns, (*renamed, *notes)


def _crs(stated: object) -> str:
    """The CRS as authority code where it has one; what programs write for "none" is none."""
    text = str(stated or "")
    if not text or "undefined" in text.lower()[:200] or "Unknown engineering" in text:
        return ""
    import pyproj

    return authority(pyproj.CRS.from_user_input(text))


def _shapes(
    name: str, opening: Opening, meta: dict[str, Any], table: pa.Table
) -> tuple[NDArray[Any] | None, list[Problem]]:
    geometry = _geometry_name(meta, table)
    if geometry is None:
        return None, []
    wkb = table.column(geometry).to_numpy(zero_copy_only=False)
    try:
        return np.asarray(shapely.from_wkb(wkb), dtype=object), []
    except NotImplementedError:
        return _straightened(name, opening, wkb)
    except shapely.errors.ShapelyError:
        return from_broken_wkb(wkb)


def _straightened(name: str, opening: Opening, wkb: NDArray[Any]) -> tuple[NDArray[Any], list[Problem]]:
    """Shapes with arcs drawn as short lines by GDAL (its default: 4 degrees a step), counted."""
    # With a filter GDAL counts the features itself; the count that a GeoPackage keeps may be stale.
    read = pyogrio.raw.read(name, layer=opening.layer, columns=[], where="1 = 1", force_2d=False)
    if len(read[2]) != len(wkb):
        raise LayerError(Problem(code="file_unreadable", found=f"{len(read[2])} / {len(wkb)}"))
    curved = sum(1 for item in wkb if item is not None and item[1] in _CURVES)
    note = Problem(code="curves_drawn_as_lines", severity="note", count=curved)
    return np.asarray(shapely.from_wkb(read[2]), dtype=object), [note]


_CURVES = frozenset(range(8, 15))
"""Low byte of the WKB codes of arcs and what is made of them (OGC 06-103r4, table 7)."""


def from_broken_wkb(wkb: NDArray[Any]) -> tuple[NDArray[Any], list[Problem]]:
    """Shapes of which some cannot be built: rings left open are closed and counted, the rest named by row."""
    strict = shapely.from_wkb(wkb, on_invalid="ignore")
    present = np.array([item is not None for item in wkb])
    broken = np.flatnonzero(present & shapely.is_missing(strict))
    mended = shapely.from_wkb(wkb[broken], on_invalid="fix")
    strict[broken] = mended
    problems = []
    lost = shapely.is_missing(mended)
    if lost.any():
        problems.append(concerning("geometry_malformed", (broken[lost] + 1).astype(str)))
    if (~lost).any():
        problems.append(Problem(code="rings_closed", severity="note", count=int((~lost).sum())))
    return strict, problems


def exists_beside(path: Path, ending: str) -> Path | None:
    """The file of the same stem with another ending, in whatever case it is written."""
    try:
        names = os.listdir(path.parent)  # noqa: PTH208 - names only; thousands of Path objects would not help
    except OSError:
        return None
    wanted = f"{path.stem}{ending}".casefold()
    return next((path.parent / name for name in sorted(names) if name.casefold() == wanted), None)
