"""GeoPackage, FlatGeobuf, GeoParquet and zipped Shapefile, each with the origin of the data in it."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pyogrio.raw
import pyproj
import shapely

from layers.crs import WGS84
from layers.file_names import sqlite_address
from layers.files.gdal import lock_vector, overheard
from layers.files.outgoing import about, columns_of, day_of, geometry_type, iso_times, to_arrow
from layers.files.stage import short
from layers.layer import Layer
from layers.names import layer_name
from layers.problems import LayerError, Problem

_RESERVED = ("gpkg_", "rtree_", "sqlite_", "ogr_")
_LONGEST_NAME = 10
_LONGEST_TEXT = 254
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_DIMENSIONS = {0: "point", 1: "line", 2: "polygon"}


def table_name(layer: Layer) -> str:
    """The name of the table in a GeoPackage: the layer's, unless the format keeps such names for itself."""
    return f"layer_{layer.name}" if layer.name.startswith(_RESERVED) else layer.name


def write_geopackage(layers: Sequence[Layer], path: Path) -> tuple[Problem, ...]:
    """One table a layer, with a spatial index; tables without geometry as attributes."""
    lock_vector()
    notes: list[Problem] = []
    for number, layer in enumerate(layers):
        columns, renamed = _distinct(layer)
        notes += renamed
        options = {"DESCRIPTION": _description(layer), "IDENTIFIER": layer.name, "FID": _free("fid", columns)}
        if layer.has_geometry:
            options["GEOMETRY_NAME"] = _free("geom", columns)
        place = _Target(path=path, driver="GPKG", name=table_name(layer), append=number > 0, options=options)
        _write(layer, columns, place)
    _date(path, {table_name(layer): day_of(layer) for layer in layers})
    for layer in layers:
        _count(path, table_name(layer), len(layer))
    return tuple(notes)


def _description(layer: Layer) -> str:
    return "; ".join(f"{name}: {text}" for name, text in about(layer).items() if name not in {"layer", "features"})


@dataclass(frozen=True, kw_only=True)
class _Target:
    """A table in a file that GDAL writes."""

    path: Path
    driver: str
    name: str
    append: bool = False
    options: Mapping[str, str] = field(default_factory=dict)


def _write(layer: Layer, columns: dict[str, pd.Series[Any]], target: _Target) -> None:
    if target.driver != "GPKG":
        # FlatGeobuf loses the zone of a time on its way through Arrow; dBASE knows no times at all.
        columns = {name: iso_times(c) if c.dtype.kind == "M" else c for name, c in columns.items()}
    table = to_arrow(columns)
    shape: dict[str, Any] = {}
    if layer.has_geometry:
        shapes = layer.frame.geometry
        geometry = _free("geom", columns)
        table = table.append_column(geometry, pa.array(shapely.to_wkb(shapes.to_numpy(), flavor="iso"), pa.binary()))
        shape = {"geometry_name": geometry, "geometry_type": geometry_type(shapes), "crs": layer.crs or None}
    # What it may say (names and texts cut) is counted and told by the writer of the format.
    with overheard():
        pyogrio.raw.write_arrow(
            table, str(target.path), layer=target.name, driver=target.driver, append=target.append, encoding="UTF-8",
            layer_metadata=about(layer) if target.driver == "GPKG" else None, layer_options=dict(target.options),
            **shape,
        )  # fmt: skip


def _free(name: str, columns: Iterable[str]) -> str:
    """The name, with underscores before it as long as a column has it."""
    taken = {column.casefold() for column in columns}
    while name in taken:
        name = f"_{name}"
    return name


def _distinct(layer: Layer) -> tuple[dict[str, pd.Series[Any]], tuple[Problem, ...]]:
    """Columns whose names differ in more than case; a note where one was renamed."""
    taken: set[str] = set()
    result: dict[str, pd.Series[Any]] = {}
    renamed = []
    for name, column in columns_of(layer).items():
        free, number = name, 2
        while free.casefold() in taken:
            free, number = f"{name}_{number}", number + 1
        taken.add(free.casefold())
        result[free] = column
        if free != name:
            renamed.append(f"{name} → {free}")
    if not renamed:
        return result, ()
    found = ", ".join(renamed[:20])
    return result, (
        Problem(code="columns_renamed", severity="note", layer=layer.name, count=len(renamed), found=found),
    )


def _date(path: Path, days: dict[str, str]) -> None:
    """Put the day of the data where GDAL puts the moment of writing: the same layers give the same bytes."""
    with closing(sqlite3.connect(path, isolation_level=None)) as base:
        tables = {name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        base.execute("BEGIN")
        for table, day in days.items():
            base.execute(
                "UPDATE gpkg_contents SET last_change = ? WHERE table_name = ?", (f"{day}T00:00:00.000Z", table)
            )
            if "gpkg_metadata_reference" in tables:
                base.execute(
                    "UPDATE gpkg_metadata_reference SET timestamp = ? WHERE table_name = ?",
                    (f"{day}T00:00:00.000Z", table),
                )
        base.execute("COMMIT")


def _count(path: Path, table: str, rows: int) -> None:
    with closing(sqlite3.connect(sqlite_address(path.resolve(), "mode=ro"), uri=True)) as base:
        (written,) = base.execute(f'SELECT count(*) FROM "{table}"').fetchone()  # noqa: S608 - a name of ours
        (pages,), (page_bytes,) = (base.execute(f"PRAGMA {what}").fetchone() for what in ("page_count", "page_size"))
    if written != rows or pages * page_bytes != path.stat().st_size:
        raise short(written, rows)


def write_flatgeobuf(layer: Layer, path: Path) -> tuple[Problem, ...]:
    """The features with a spatial index, unless some have no place, which the index does not allow."""
    lock_vector()
    shapes = layer.frame.geometry
    placed = not (shapes.isna() | shapes.is_empty).any()
    columns, notes = _distinct(layer)
    options = {
        "SPATIAL_INDEX": "YES" if placed and len(layer) else "NO",
        "DESCRIPTION": _description(layer),
        "TITLE": layer.name,
    }
    _write(layer, columns, _Target(path=path, driver="FlatGeobuf", name=layer.name, options=options))
    written = int(pyogrio.read_info(path)["features"])
    if written != len(layer):
        raise short(written, len(layer))
    return notes


def write_parquet(layer: Layer, path: Path) -> tuple[Problem, ...]:
    """GeoParquet 1.1 with WKB, plain Parquet for a table; the origin stands in the metadata under "quyhoach"."""
    table = to_arrow(columns_of(layer), keep_times=True)
    metadata = {b"quyhoach": json.dumps(about(layer), ensure_ascii=False).encode()}
    if layer.has_geometry:
        shapes = layer.frame.geometry
        table = table.append_column(
            name := _free("geometry", table.column_names),
            pa.array(shapely.to_wkb(shapes.to_numpy(), flavor="iso"), pa.binary()),
        )
        metadata[b"geo"] = json.dumps(_geo(layer, shapes, name)).encode()
    pq.write_table(table.replace_schema_metadata(metadata), path, compression="zstd")
    written = pq.read_metadata(path).num_rows
    if written != len(layer):
        raise short(written, len(layer))
    return ()


def _geo(layer: Layer, shapes: gpd.GeoSeries, name: str) -> dict[str, Any]:
    known = shapes[~(shapes.isna() | shapes.is_empty)]
    kinds = {f"{kind}{' Z' if z else ''}" for kind, z in zip(known.geom_type, known.has_z, strict=True)}
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": sorted("LineString" if kind == "LinearRing" else kind for kind in kinds),
        "crs": pyproj.CRS.from_user_input(layer.crs).to_json_dict() if layer.crs else None,
    }
    if layer.crs == WGS84:
        del column["crs"]  # the format's default, longitude first
    if len(known):
        column["bbox"] = [float(value) for value in known.total_bounds]
    return {"version": "1.1.0", "primary_column": name, "columns": {name: column}}


def write_shapefiles(layers: Sequence[Layer], path: Path) -> tuple[Problem, ...]:
    """An archive with one shapefile a layer, text in UTF-8, and a list of the names that had to be cut."""
    lock_vector()
    notes: list[Problem] = []
    home = path.parent / "shapefiles"
    home.mkdir()
    for layer in layers:
        notes += _write_shapefile(layer, home)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(home.iterdir()):
            info = zipfile.ZipInfo(part.name, _ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            with part.open("rb") as source, archive.open(info, "w") as target:
                while block := source.read(1 << 20):
                    target.write(block)
    return tuple(notes)


def _write_shapefile(layer: Layer, home: Path) -> list[Problem]:
    shapes = layer.frame.geometry
    found = sorted({_DIMENSIONS.get(int(d), "") for d in shapely.get_dimensions(shapes.to_numpy()) if d >= 0})
    collections = (shapely.get_type_id(shapes.to_numpy()) == shapely.GeometryType.GEOMETRYCOLLECTION).any()
    if len(found) > 1 or collections:
        names = ", ".join(found) + (", GeometryCollection" if collections else "")
        raise LayerError(
            Problem(code="shapefile_one_shape", layer=layer.name, found=names, allowed=", ".join(_DIMENSIONS.values()))
        )
    columns = columns_of(layer)
    mapping = _cut_names(list(columns))
    cut = {mapping[name]: column for name, column in columns.items()}
    options = {"DBF_DATE_LAST_UPDATE": day_of(layer)}
    path = home / f"{layer.name}.shp"
    _write(layer, cut, _Target(path=path, driver="ESRI Shapefile", name=layer.name, options=options))
    written = int(pyogrio.read_info(path)["features"])
    if written != len(layer):
        raise short(written, len(layer))
    notes = []
    changed = [f"{old} → {new}" for old, new in mapping.items() if old != new]
    if changed:
        (home / f"{layer.name}_columns.txt").write_text("\n".join(changed) + "\n", encoding="utf-8")
        shown = ", ".join(changed[:20])
        notes.append(
            Problem(code="columns_renamed", severity="note", layer=layer.name, count=len(changed), found=shown)
        )
    long = sum(_too_long(column) for column in cut.values())
    if long:
        notes.append(
            Problem(
                code="text_shortened", severity="warning", layer=layer.name, count=long, allowed=f"<= {_LONGEST_TEXT}"
            )
        )
    return notes


def _too_long(column: pd.Series[Any]) -> int:
    if not isinstance(column.dtype, pd.StringDtype):
        return 0
    lengths = np.array([len(text.encode()) for text in column.dropna()])
    return int((lengths > _LONGEST_TEXT).sum())


def _cut_names(names: list[str]) -> dict[str, str]:
    """Names of at most ten plain letters that differ in more than case."""
    taken: set[str] = set()
    result = {}
    for name in names:
        short_name = (
            name if name.isascii() and len(name) <= _LONGEST_NAME else layer_name(name)[:_LONGEST_NAME].strip("_")
        )
        free, number = short_name, 2
        while free.casefold() in taken:
            ending = f"_{number}"
            free, number = short_name[: _LONGEST_NAME - len(ending)] + ending, number + 1
        taken.add(free.casefold())
        result[name] = free
    return result
