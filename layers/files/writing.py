"""Layers and grids written in the format that the suffix says: whole or not at all, with their origin inside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from layers.files.stage import staged
from layers.files.write_raster import write_geotiff
from layers.files.write_sheet import write_xlsx
from layers.files.write_text import write_csv, write_geojson
from layers.files.write_vector import write_flatgeobuf, write_geopackage, write_parquet, write_shapefiles
from layers.grid import Grid
from layers.layer import Layer
from layers.problems import LayerError, Problem

Notes = tuple[Problem, ...]

_ONE: dict[str, Callable[[Layer, Path], Notes]] = {
    ".gpkg": lambda layer, path: write_geopackage((layer,), path),
    ".geojson": write_geojson,
    ".json": write_geojson,
    ".parquet": write_parquet,
    ".geoparquet": write_parquet,
    ".csv": write_csv,
    ".xlsx": lambda layer, path: write_xlsx((layer,), path),
    ".fgb": write_flatgeobuf,
    ".zip": lambda layer, path: write_shapefiles((layer,), path),
}
_SEVERAL: dict[str, Callable[[tuple[Layer, ...], Path], Notes]] = {
    ".gpkg": write_geopackage,
    ".xlsx": write_xlsx,
    ".zip": write_shapefiles,
}
_GRID: dict[str, Callable[[Grid, Path], Notes]] = {".tif": write_geotiff, ".tiff": write_geotiff}
_SHAPES_ONLY = (".fgb", ".zip")


def write(item: Layer | Grid, path: Path) -> Notes:
    """Notes on what the format could not keep.

    Parameters
    ----------
    item
        A layer goes to .gpkg, .geojson, .parquet, .csv, .xlsx, .fgb or .zip (a shapefile); a grid to .tif.
    path
        The target; a file that is there is replaced in one step.

    Raises
    ------
    LayerError
        `format_unknown`, `format_not_for_grid`, `format_not_for_layer`, `format_needs_geometry`, `folder_missing`,
        `file_is_folder`, `disk_full`, `folder_not_writable`, `write_failed`, `crs_missing`, `too_many_rows` (XLSX),
        `shapefile_one_shape`. Nothing is left behind then.

    Notes
    -----
    CSV is UTF-8 with byte order mark, since Excel takes text without it for the system's old encoding. CSV, XLSX
    and GeoJSON hold degrees (WGS 84) whatever the layer's CRS is; GeoJSON has 7 decimals. Text in CSV and XLSX that
    starts with = + - @ or a tab and is no number gets an apostrophe before it, which `read` takes off. A shapefile has
    names of ten letters and text of 254 bytes, and knows no times.
    """
    suffix = path.suffix.lower()
    if isinstance(item, Grid):
        if suffix not in _GRID:
            raise LayerError(_refused("format_not_for_grid", item.name, suffix, _GRID))
        with staged(path) as place:
            return _GRID[suffix](item, place)
    _check(item, suffix, _ONE)
    with staged(path) as place:
        return _ONE[suffix](item, place)


def write_all(layers: tuple[Layer, ...], path: Path) -> Notes:
    """Notes on what the format could not keep, layers side by side in one .gpkg, .xlsx or .zip.

    Raises
    ------
    LayerError
        As `write`; `same_layer_twice`, `nothing_to_write`.
    """
    if not layers:
        raise LayerError(Problem(code="nothing_to_write", found=path.name))
    suffix = path.suffix.lower()
    names = [layer.name for layer in layers]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise LayerError(Problem(code="same_layer_twice", found=", ".join(twice)))
    for layer in layers:
        _check(layer, suffix, _SEVERAL)
    with staged(path) as place:
        return _SEVERAL[suffix](layers, place)


def _check(layer: Layer, suffix: str, known: dict[str, Callable[..., Notes]]) -> None:
    if suffix in _GRID:
        raise LayerError(_refused("format_not_for_layer", layer.name, suffix, known))
    if suffix not in known:
        raise LayerError(_refused("format_unknown", layer.name, suffix, known))
    if suffix in _SHAPES_ONLY and not layer.has_geometry:
        fitting = {name: writer for name, writer in known.items() if name not in _SHAPES_ONLY}
        raise LayerError(_refused("format_needs_geometry", layer.name, suffix, fitting))


def _refused(code: str, layer: str, suffix: str, known: dict[str, Callable[..., Notes]]) -> Problem:
    return Problem(code=code, layer=layer, found=suffix or "–", allowed=", ".join(known))
