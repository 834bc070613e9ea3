"""Rasters: several bands, no frame, codes that nobody declared, places far away, files cut short."""

from __future__ import annotations

import numpy as np
from affine import Affine

from tests.badfiles.case import LAT, LON, bad, bytes_file, cut, good, origin, raster

ELEVATION, FLOOD, PEOPLE = "--as elevation", "--as flood_depth", "--as population_grid"


def tif(name: str, arguments: str, codes: str, values=None, **options):
    return bad(f"tif: {name}", bytes_file("anh.tif", lambda: raster(values, **options)), arguments, codes)


def with_code(code: float, dtype: str = "float32") -> np.ndarray:
    values = np.linspace(0, 9, 3600, dtype="float64").reshape(60, 60)
    values[:20] = code
    return values.astype(dtype)


CASES = [
    tif("three bands", ELEVATION, "raster_bands", np.ones((3, 8, 8), dtype="uint8"), nodata=0),
    tif("two bands", ELEVATION, "raster_bands", np.ones((2, 8, 8), dtype="float32")),
    tif("no CRS", ELEVATION, "crs_missing", crs=None),
    tif("no place", ELEVATION, "raster_not_placed crs_missing", crs=None, transform=None),
    tif("CRS that is withdrawn", f"{ELEVATION} --crs EPSG:6957", "crs_deprecated"),
    tif("complex numbers", ELEVATION, "raster_values", np.ones((8, 8), dtype="complex64"), nodata=None),
    tif(
        "turned by thirty degrees",
        ELEVATION,
        "raster_rotated",
        transform=Affine.translation(LON, LAT) @ Affine.rotation(30) @ Affine.scale(0.001, -0.001),
    ),
    tif("in Hà Nội", ELEVATION, "outside_area", transform=origin(105.8, 21.06)),
    tif("metres in degrees", ELEVATION, "metres_as_degrees outside_crs", transform=origin(604_660, 1_523_790, 30)),
    tif("degrees in metres", ELEVATION, "degrees_as_metres", crs="EPSG:9217"),
    tif("latitude first", ELEVATION, "axes_swapped outside_area", transform=origin(LAT, LON)),
    tif("nothing but nodata", ELEVATION, "no_values", np.full((8, 8), -9999, dtype="float32")),
    tif("nothing but NaN", ELEVATION, "no_values", np.full((8, 8), np.nan, dtype="float32"), nodata=None),
    tif("negative depth", FLOOD, "out_of_range", np.full((8, 8), -1.5, dtype="float32")),
    tif("negative people", PEOPLE, "out_of_range", np.full((8, 8), -3, dtype="float32")),
    tif("unit that is not one", f"{ELEVATION} --unit furlong", "raster_unit"),
    tif("people in metres", f"{PEOPLE} --unit m", "raster_unit"),
    *(
        tif(f"{code:g} that nobody declared ({dtype})", FLOOD, "undeclared_nodata", with_code(code, dtype), nodata=None)
        for code, dtype in (
            (-9999, "float32"),
            (999, "float32"),
            (-32768, "int16"),
            (65535, "uint16"),
            (-3.4028234663852886e38, "float32"),
            (9999, "int32"),
            (-99, "float64"),
            (255, "uint8"),
        )
    ),
    tif(
        "one of two codes declared",
        f"{FLOOD} --nodata 999",
        "undeclared_nodata",
        np.where(np.arange(3600).reshape(60, 60) < 600, 999, with_code(-9999)),
        nodata=None,
    ),
    *(
        bad(
            f"tif: cut at {share:.0%}",
            bytes_file("anh.tif", lambda share=share: cut(raster(), share)),
            ELEVATION,
            "file_truncated file_unreadable wrong_file_kind",
        )
        for share in (0.001, 0.01, 0.1, 0.5, 0.9, 0.99)
    ),
    bad(
        "tif: header of noise",
        bytes_file("anh.tif", b"II*\x00" + bytes(range(256)) * 4),
        ELEVATION,
        "file_unreadable file_truncated",
    ),
    bad("GeoPackage as elevation", bytes_file("kho.gpkg", lambda: good(".gpkg")), ELEVATION, "wrong_file_kind"),
    bad("table as elevation", bytes_file("bang.csv", lambda: good(".csv")), ELEVATION, "wrong_file_kind"),
    bad("raster as land use", bytes_file("anh.tif", raster), "--as landuse", "wrong_file_kind"),
    bad("raster as a table", bytes_file("anh.csv", raster), "--as population", "wrong_file_kind"),
]
