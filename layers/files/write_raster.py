"""Grids as cloud-optimised GeoTIFFs with unit and origin; missing cells as nodata."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray

from layers.files.gdal import RASTER_ENVIRONMENT
from layers.files.stage import short
from layers.grid import Grid
from layers.problems import Problem

_EXACT_BITS = 64
_WIDER = {"uint8": "int16", "int8": "int16", "int16": "int32", "uint16": "int32"}


def write_geotiff(grid: Grid, path: Path) -> tuple[Problem, ...]:
    """One band, compressed without loss, with the unit and the origin as tags."""
    values, nodata = with_nodata(grid)
    rows, columns = values.shape
    profile: dict[str, Any] = {
        "driver": "COG", "height": rows, "width": columns, "count": 1, "dtype": values.dtype.name, "nodata": nodata,
        "transform": grid.transform, "crs": grid.crs or None, "compress": "DEFLATE", "BIGTIFF": "IF_SAFER",
        "OVERVIEW_RESAMPLING": "NEAREST",
    }  # fmt: skip
    with rasterio.Env(**RASTER_ENVIRONMENT):
        with rasterio.open(path, "w", **profile) as file:
            file.write(values, 1)
            file.units = (grid.unit,)
            file.update_tags(**_about(grid))
        with rasterio.open(path) as file:
            written = file.read(1)
    if not np.array_equal(written, values, equal_nan=values.dtype.kind == "f"):
        raise short(int((written == values).sum()), int(values.size))
    return ()


def _about(grid: Grid) -> dict[str, str]:
    origin = grid.provenance
    entries = {
        "LAYER": grid.name, "TYPE": grid.type, "SOURCE": origin.source, "DATE": origin.date, "LICENCE": origin.licence,
        "ILLUSTRATIVE": "yes" if origin.illustrative else "no", "FILE": origin.file, "SHA256": origin.sha256,
        "DIGEST": grid.digest,
    }  # fmt: skip
    return {name: text for name, text in entries.items() if text}


def with_nodata(grid: Grid) -> tuple[NDArray[Any], float | None]:
    """Values in a type that a GeoTIFF takes, masked cells set to a number that no other cell has, and that number."""
    values: NDArray[Any] = grid.values
    if values.dtype.kind == "b":
        values = values.astype("uint8")
    if values.dtype == np.float16:
        values = values.astype("float32")
    if values.dtype.kind == "f":
        return np.where(grid.mask, np.asarray(np.nan, values.dtype), values), float("nan")
    if not grid.mask.any():
        return np.ascontiguousarray(values), None
    while np.issubdtype(values.dtype, np.integer):
        known, limits = np.unique(values[~grid.mask]), np.iinfo(values.dtype)
        free = next((n for n in (limits.max, limits.min) if limits.bits < _EXACT_BITS and n not in known), None)
        if free is not None:
            return np.where(grid.mask, np.asarray(free, values.dtype), values), float(free)
        values = values.astype(_WIDER.get(values.dtype.name, "float64"))
    return np.where(grid.mask, np.nan, values), float("nan")
