"""Layers in GeoPackages: one file a version, features with a spatial index, tables as attribute tables."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pyogrio.raw
import shapely

from layers.file_names import sqlite_address
from layers.problems import CatalogError, Problem
from layers.warehouse.columns import Manifest, from_arrow, to_arrow

if TYPE_CHECKING:
    from pathlib import Path

    from layers.warehouse.base import Bounds

SUFFIX = ".gpkg"
_SHAPES = {"Point": "point", "LineString": "line", "LinearRing": "line", "Polygon": "polygon"}
# What a GeoPackage calls a plane that lies nowhere; none at all would be a warning of the library's.
_NO_CRS = 'LOCAL_CS["Undefined Cartesian SRS"]'
_RESERVED = ("gpkg_", "rtree_", "sqlite_", "ogr_")


def table_name(layer: str) -> str:
    """The name of the table in the file: the layer's, unless the format keeps such names for itself."""
    return f"layer_{layer}" if layer.startswith(_RESERVED) else layer


def geometry_kind(frame: pd.DataFrame) -> str:
    """The shape of the features, alone or several in one: point, line, polygon, mixed; "" for a table."""
    if not isinstance(frame, gpd.GeoDataFrame):
        return ""
    kinds = {
        _SHAPES.get(str(name).removeprefix("Multi"), "mixed") for name in frame.geometry.geom_type.dropna().unique()
    }
    return kinds.pop() if len(kinds) == 1 else "mixed"


def write_vector(path: Path, layer: str, frame: pd.DataFrame) -> str:
    """Write a new GeoPackage and return its manifest.

    Raises
    ------
    CatalogError
        `column_not_storable`, `too_many_columns`; `warehouse_failed` where the file does not hold what was given.
    """
    table, manifest = to_arrow(frame)
    geometry = {}
    if isinstance(frame, gpd.GeoDataFrame):
        geometry = {"geometry_name": "geom", "geometry_type": _ogr_type(frame.geometry), "crs": manifest.crs or _NO_CRS}
    # A table without rows has no batch to write, but its columns must be there.
    pyogrio.raw.write_arrow(table, str(path), layer=table_name(layer), driver="GPKG", encoding="UTF-8", **geometry)
    _check_written(path, table_name(layer), len(frame))
    return manifest.to_json()


def read_vector(path: Path, layer: str, manifest: str, bounds: Bounds | None = None) -> pd.DataFrame:
    """The frame of a version, or its features that meet a box in the layer's CRS, in the order they were written."""
    _, table = pyogrio.raw.read_arrow(str(path), layer=table_name(layer), bbox=bounds, return_fids=bounds is not None)
    if bounds is not None:
        table = table.sort_by(table.column_names[0])
    return from_arrow(table, Manifest.from_json(manifest))


def _ogr_type(shapes: gpd.GeoSeries) -> str:
    """The type to declare: the plain one only where every feature has exactly it, because GDAL adapts what differs."""
    known = shapes.dropna()
    names = {"LineString" if name == "LinearRing" else str(name) for name in known.geom_type.unique()}
    if len(names) != 1 or known.is_empty.any() or shapely.has_m(known.to_numpy()).any():
        return "Unknown"
    with_z = known.has_z
    if with_z.all():
        return f"{names.pop()} Z"
    return "Unknown" if with_z.any() else names.pop()


def _check_written(path: Path, table: str, rows: int) -> None:
    """Hold the file against what was given: a disk that fills while GDAL closes a file is not always reported."""
    # The table's name is one of ours (a-z, 0-9, underscore).
    query = f'SELECT count(*) FROM "{table}"'  # noqa: S608
    with closing(sqlite3.connect(sqlite_address(path, "mode=ro"), uri=True)) as db:
        (written,) = db.execute(query).fetchone()
        (pages,), (page_bytes,) = db.execute("PRAGMA page_count").fetchone(), db.execute("PRAGMA page_size").fetchone()
    if written != rows or pages * page_bytes != path.stat().st_size:
        raise CatalogError(Problem(code="warehouse_failed", layer=table, found=str(written), allowed=str(rows)))
