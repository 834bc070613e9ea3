"""Land use outside the towns, today and planned, as a raster of codes: what grows where, and what is to change."""

# ruff: noqa: PLR2004 - the numbers are the shape of a place

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.features import rasterize
from scipy import ndimage

from layers.demo.curves import rough, through
from layers.demo.facts import UNITS
from layers.demo.frame import Array, cell_centres, drawn, noise, transform_local
from layers.demo.relief import CELL_M

# Codes of Circular 08/2024/TT-BTNMT.
CODES = (
    "LUC",
    "HNK",
    "CLN",
    "RSX",
    "RPH",
    "RDD",
    "NTS",
    "LMU",
    "BCS",
    "DCS",
    "ONT",
    "ODT",
    "NTD",
    "SKK",
    "SKN",
    "TMD",
    "DKV",
    "DRA",
    "DNL",
    "SKX",
)
_N = {code: number for number, code in enumerate(CODES)}
_SMOOTH = 1.3

# Areas drawn by hand: code, whether it is there today, ring.
_AREAS = (
    ("SKK", True, "24.6 36.9, 25.5 37.3, 26 36.7, 25.6 35.7, 24.7 35.6, 24.2 36.2"),
    ("SKK", False, "24.6 36.9, 25.5 37.3, 26 36.7, 25.9 35.2, 24.9 34.9, 23.6 35.5, 23.7 36.6"),
    ("SKN", True, "20.4 26.9, 20.95 26.95, 21 26.4, 20.5 26.3"),
    ("SKK", False, "36.9 24.4, 37.5 24.3, 38 26.4, 37.6 27.1, 36.7 26.4"),
    ("TMD", False, "38.9 29.2, 39.4 28.9, 39.9 30, 39.3 30.3"),
    ("TMD", False, "34.4 40.9, 34.95 40.9, 35.1 41.5, 34.5 41.6"),
    ("TMD", True, "33.4 46.6, 33 46.5, 32.9 45.9, 33.1 45.4, 33.4 45.5"),
    ("ODT", False, "28.9 36.6, 29.7 35.8, 30.5 35.1, 30.9 34.9, 30.6 35.4, 29.7 36.1, 28.6 37.2, 27.9 37.8"),
    ("ODT", False, "24.2 28, 24.7 27.6, 24.5 26.6, 23.9 26.6"),
    ("DKV", False, "21.5 29.5, 22.6 29.75, 23.3 29.5, 22.5 29.35"),
    ("DKV", True, "31.6 33.3, 33 33.5, 35.6 33.8, 36.7 35, 36.2 35.8, 35.4 35, 33.5 34.5, 31.5 34.3"),
    ("LMU", True, "33 21.6, 33.4 20.9, 34.6 21, 34.9 21.7, 34 21.5"),
    ("DRA", True, "26.6 41.9, 27 42, 27 41.6, 26.7 41.6"),
    ("DNL", False, "21.2 18.9, 22.1 19.1, 22.2 18.4, 21.4 18.3"),
    ("SKX", True, "19.4 25.9, 19.7 26, 19.8 25.6, 19.5 25.6"),
)
_RESERVE = drawn("7.4 41.6, 10.4 40.9, 13.2 38.6, 13.4 36.6, 11 35.4, 8.6 37.2, 6.6 39, 7.4 41.6")
_GRAVES = drawn(
    "27.6 40.4, 26.2 38.9, 21 25.2, 25.9 23.2, 30.6 21.4, 33.3 18.9, 32.2 12.2, 26.6 7.3, 22.3 12.2, 13.2 24.3, "
    "16.9 30.9, 22.6 34.3, 18.6 42.6, 32 44.9, 38.4 31.5"
)


@dataclass(frozen=True, eq=False)
class Sites:
    """What the classification looks at, as rasters of the relief's cells."""

    height: Array
    slope: Array
    rugged: Array
    lived: Array
    unit: NDArray[np.intp]
    lagoon_m: Array
    sea_m: Array
    patch: Array
    scrub: Array


def make_sites(
    height: Array,
    slope: Array,
    rugged: Array,
    lived: Array,
    shapes: tuple[shapely.Geometry, shapely.Geometry, NDArray[np.object_]],
) -> Sites:
    """Rasters of what matters for the use of land; `shapes` are land, lagoon and the units' outlines."""
    land, lagoon, units = shapes
    shape = height.shape
    frame = {"out_shape": shape, "transform": transform_local(CELL_M)}
    unit = rasterize([(geometry, k + 1) for k, geometry in enumerate(units)], **frame) - 1
    in_lagoon = rasterize([(lagoon, 1)], **frame) > 0
    dry = rasterize([(land, 1)], **frame) > 0
    sea = ~dry & ~in_lagoon
    distance = ndimage.distance_transform_edt
    centres, coarse = cell_centres(2 * CELL_M)
    patch, scrub = (
        ndimage.zoom(noise(what, centres, wavelength, 3).reshape(coarse), 2, order=1, grid_mode=True, mode="nearest")
        for what, wavelength in (("patches", 1_100.0), ("scrub", 1_800.0))
    )
    far = (distance(~in_lagoon) * CELL_M, distance(~sea) * CELL_M)
    return Sites(height, slope, rugged, lived, unit.astype(np.intp), *far, patch, scrub)


def classify(sites: Sites, *, planned: bool) -> NDArray[np.intp]:
    """Index into `CODES` of each cell, without scraps; rows from the north."""
    patch = sites.patch
    grown = _wild(sites, patch, sites.scrub)
    ward = np.isin(sites.unit, [k for k, unit in enumerate(UNITS) if unit.kind == "phường"])
    homes = sites.lived > (0.44 if planned else 0.5)
    gardens = (sites.lived > 0.26) & (patch > -0.1) & (sites.rugged < 0.3)
    result = np.where(gardens & (grown < 2), _N["CLN"], grown)  # fields become gardens
    result = _drawn(result, homes, planned=planned)
    result = np.where(homes, np.where(ward, _N["ODT"], _N["ONT"]), result)
    return _smooth(result)


def _wild(sites: Sites, patch: Array, scrub: Array) -> NDArray[np.intp]:
    """What the ground itself suggests: fields on the flat, forest on the hills, ponds and sand at the water."""
    rough = sites.rugged * (1 + 0.35 * patch)
    slope = sites.slope + 0.014 * patch
    result = np.select(
        [
            (sites.sea_m < 95.0) & (sites.height < 9.0),
            (sites.sea_m < 420.0 + 200.0 * patch) & (rough < 0.3) & (sites.lagoon_m > 600.0),
            (sites.lagoon_m < 800.0 + 450.0 * patch) & (sites.height < 1.9) & (rough < 0.2),
            (rough < 0.10) & (slope < 0.016) & (sites.height < 40.0 + 25.0 * patch),
            (rough < 0.22) & (slope < 0.05),
            (rough < 0.34) & (slope < 0.14),
            (rough < 0.72) & (sites.height < 470.0 + 300.0 * patch),
        ],
        [_N[code] for code in ("BCS", "RPH", "NTS", "LUC", "HNK", "CLN", "RSX")],
        default=_N["RPH"],
    )
    bare = (scrub > 0.72) & np.isin(result, [_N["RSX"], _N["CLN"], _N["RPH"]]) & (sites.sea_m > 500.0)
    return np.asarray(np.where(bare, _N["DCS"], result))


def _drawn(result: NDArray[np.intp], homes: NDArray[np.bool_], *, planned: bool) -> NDArray[np.intp]:
    """Areas drawn by hand laid over; today's give way to homes that are there, planned ones do not."""
    frame = {"out_shape": result.shape, "transform": transform_local(CELL_M)}
    ring = rough("reserve", through(_RESERVE, 150.0), 900.0, 2_200.0, 5)
    reserve = rasterize([(shapely.make_valid(shapely.Polygon(ring)), 1)], **frame) > 0
    forest = np.isin(result, [_N["RSX"], _N["RPH"], _N["DCS"]])
    result = np.where(reserve & forest, _N["RDD"], result)
    graves = [
        (shapely.Point(x * 1000.0, y * 1000.0).buffer(140.0 + 9.0 * (number % 5) ** 2), 1)
        for number, (x, y) in enumerate(_GRAVES)
    ]
    result = np.where((rasterize(graves, **frame) > 0) & ~homes, _N["NTD"], result)
    for code, today, points in _AREAS:
        if today or planned:
            inside = rasterize([(shapely.Polygon(drawn(points)), 1)], **frame) > 0
            result = np.where(inside & ~homes, _N[code], result)
    return np.asarray(result)


def _smooth(codes: NDArray[np.intp]) -> NDArray[np.intp]:
    """Each cell given the code that is strongest around it: takes out scraps and steps."""
    best, result = np.full(codes.shape, -1.0), codes.copy()
    for code in np.unique(codes):
        strength = ndimage.gaussian_filter((codes == code).astype(np.float32), _SMOOTH)
        stronger = strength > best
        best[stronger], result[stronger] = strength[stronger], code
    return result
