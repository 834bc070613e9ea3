"""The content of a version read from its file."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeVar, cast

import pyproj

from layers.crs import crs_of
from layers.grid import Grid
from layers.known import KNOWN
from layers.layer import Layer
from layers.problems import CatalogError, Problem
from layers.warehouse.raster import read_grid_file
from layers.warehouse.store import damage_told
from layers.warehouse.vector import read_vector

if TYPE_CHECKING:
    import geopandas as gpd

    from layers.warehouse.base import Bounds
    from layers.warehouse.catalogue import Entry, FileRow
    from layers.warehouse.store import Store

_Item = TypeVar("_Item", Layer, Grid)


def content_of(store: Store, entry: Entry, row: FileRow) -> Layer | Grid:
    """The layer or grid of an entry.

    Raises
    ------
    CatalogError
        `unknown_type`, `stored_file_missing`, `stored_file_damaged`.
    """
    here = entry.version
    if here.type not in KNOWN:
        raise CatalogError(Problem(code="unknown_type", layer=here.layer, found=here.type, allowed=", ".join(KNOWN)))
    path = store.present(row, here.layer)
    with damage_told(here.layer, row.path):
        if here.geometry == "raster":
            values, mask, transform = read_grid_file(path, row.manifest)
            grid = Grid(
                here.layer, here.type, values, transform, here.crs, here.unit, mask, entry.provenance, here.notes
            )
            return with_digest(grid, here.digest)
        frame = read_vector(path, here.layer, row.manifest)
        if len(frame) != here.features:
            raise ValueError(f"{len(frame)} / {here.features}")
        return with_digest(Layer(here.layer, KNOWN[here.type], frame, entry.provenance, here.notes), here.digest)


def window_of(store: Store, entry: Entry, row: FileRow, window: tuple[Bounds, str | None]) -> gpd.GeoDataFrame:
    """The features of an entry that meet a box given in a CRS, by default the layer's own.

    Raises
    ------
    CatalogError
        `layer_is_grid`, `layer_without_geometry`, `window_bounds`, `stored_file_missing`, `stored_file_damaged`.
    """
    here = entry.version
    if here.geometry in {"", "raster"}:
        code = "layer_is_grid" if here.geometry else "layer_without_geometry"
        raise CatalogError(Problem(code=code, layer=here.layer, found=here.type))
    bounds, crs = window
    box = _moved(bounds, crs or here.crs, here.crs)
    path = store.present(row, here.layer)
    with damage_told(here.layer, row.path):
        return cast("gpd.GeoDataFrame", read_vector(path, here.layer, row.manifest, box))


def with_digest(item: _Item, digest: str) -> _Item:
    """The item with the content key that is known of it: to work it out again costs more than reading."""
    item.__dict__["digest"] = digest
    return item


def _moved(bounds: Bounds, source: str, target: str) -> Bounds:
    """The box round a box in another CRS."""
    west, south, east, north = bounds
    box = bounds
    if source != target and all(map(math.isfinite, bounds)) and west <= east and south <= north:
        transformer = pyproj.Transformer.from_crs(crs_of(source), crs_of(target), always_xy=True)
        box = transformer.transform_bounds(west, south, east, north, densify_pts=21)
    if not all(map(math.isfinite, box)) or west > east or south > north:
        raise CatalogError(Problem(code="window_bounds", found=" ".join(f"{value:.6g}" for value in bounds)))
    return box
