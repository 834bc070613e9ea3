"""Grids as cloud-optimised GeoTIFFs: one file a version, missing cells as nodata."""

from __future__ import annotations

import json
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import rasterio
from affine import Affine
from rasterio.errors import NotGeoreferencedWarning

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from layers.grid import Grid

SUFFIX = ".tif"
_WIDER = {"uint8": "int16", "int8": "int16", "int16": "int32", "uint16": "int32"}
# A nodata value travels as float64, which holds whole numbers up to 2**53.
_EXACT_BITS = 64


def write_grid(path: Path, grid: Grid) -> str:
    """Write a new GeoTIFF and return what the file leaves out, as text."""
    values, nodata = _with_nodata(grid)
    rows, columns = values.shape
    profile = {
        "driver": "COG", "height": rows, "width": columns, "count": 1, "dtype": values.dtype.name, "nodata": nodata,
        "transform": grid.transform, "crs": grid.crs or None, "compress": "DEFLATE", "BIGTIFF": "IF_SAFER",
    }  # fmt: skip
    with _placed_nowhere(grid.transform), rasterio.open(path, "w", **profile) as file:
        file.write(values, 1)
    dtype = values.dtype if values.dtype == np.float64 else grid.values.dtype
    return json.dumps({"transform": tuple(grid.transform)[:6], "dtype": dtype.name, "masked": bool(grid.mask.any())})


def read_grid_file(path: Path, manifest: str) -> tuple[NDArray[Any], NDArray[np.bool_], Affine]:
    """Values, mask (True where missing) and transform of a version."""
    known = json.loads(manifest)
    transform = Affine(*known["transform"])
    with _placed_nowhere(transform), rasterio.open(path) as file:
        values, nodata = file.read(1), file.nodata
    if values.dtype.kind == "f":
        mask = np.isnan(values)
    else:
        mask = values == nodata if known["masked"] else np.zeros(values.shape, dtype=bool)
    return values.astype(known["dtype"], copy=False), mask, transform


@contextmanager
def _placed_nowhere(transform: Affine) -> Iterator[None]:
    """Keep the library from doubting cells of one unit that begin at 0: the manifest says where they lie."""
    if transform not in {Affine.identity(), Affine.scale(1, -1)}:
        yield
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        yield


def _with_nodata(grid: Grid) -> tuple[NDArray[Any], float | None]:
    """Values in a type a GeoTIFF takes, masked cells set to a number that no other cell has."""
    values = grid.values
    if values.dtype.kind == "b":
        values = values.astype("uint8")
    if values.dtype == np.float16:
        values = values.astype("float32")
    if values.dtype.kind == "f":
        return np.where(grid.mask, np.asarray(np.nan, values.dtype), values), float("nan")
    if not grid.mask.any():
        return np.ascontiguousarray(values), None
    while values.dtype != np.float64:
        known, limits = np.unique(values[~grid.mask]), np.iinfo(values.dtype)
        free = next(
            (n for n in (int(limits.max), int(limits.min)) if limits.bits < _EXACT_BITS and n not in known), None
        )
        if free is not None:
            return np.where(grid.mask, np.asarray(free, values.dtype), values), free
        values = values.astype(_WIDER.get(values.dtype.name, "float64"))
    return np.where(grid.mask, np.nan, values), float("nan")
