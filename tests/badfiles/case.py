"""One bad file, and the good ones that bad ones are made of."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import rasterio
import shapely
from affine import Affine

LON, LAT = 109.20, 13.75
"""Inside the three units of the warehouse of the test."""
PASSWD = "file:" + "/" * 3 + "etc/passwd"


@dataclass(frozen=True)
class Bad:
    """A bad file: `make` writes it into a folder and gives its path; one of `codes` must be among the problems."""

    name: str
    make: Callable[[Path], Path]
    arguments: tuple[str, ...]
    codes: frozenset[str]
    status: int = 1

    def __str__(self) -> str:
        return self.name


def bad(name: str, make: Callable[[Path], Path], arguments: str, codes: str, status: int = 1) -> Bad:
    """Arguments and codes in one line each, separated by blanks."""
    return Bad(name, make, tuple(arguments.split()), frozenset(codes.split()), status)


def bytes_file(name: str, content: bytes | Callable[[], bytes]) -> Callable[[Path], Path]:
    """What writes a file of these bytes."""

    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content() if callable(content) else content)
        return path

    return make


def text_file(name: str, text: str, encoding: str = "utf-8") -> Callable[[Path], Path]:
    return bytes_file(name, text.encode(encoding))


def json_file(name: str, value: Any) -> Callable[[Path], Path]:
    return bytes_file(name, json.dumps(value, ensure_ascii=False, allow_nan=True).encode())


def features(*shapes: Any, crs: str | None = None, **columns: list[Any]) -> dict[str, Any]:
    """A GeoJSON collection; `shapes` are shapely shapes or ready-made geometries."""
    items = [
        {
            "type": "Feature",
            "properties": {name: values[n] for name, values in columns.items()},
            "geometry": shapely.geometry.mapping(shape) if isinstance(shape, shapely.Geometry) else shape,
        }
        for n, shape in enumerate(shapes)
    ]
    named = {"crs": {"type": "name", "properties": {"name": crs}}} if crs else {}
    return {"type": "FeatureCollection", **named, "features": items}


def square(lon: float = LON, lat: float = LAT, side: float = 0.01) -> shapely.Polygon:
    return shapely.box(lon, lat, lon + side, lat + side)


def frame(crs: str | None = "EPSG:4326", count: int = 40) -> gpd.GeoDataFrame:
    """Good polygons with a code, a name and people."""
    shapes = [square(LON + 0.0002 * n, LAT, 0.0001) for n in range(count)]
    columns = {
        "code": [f"c{n}" for n in range(count)],
        "name": [f"Tổ {n}" for n in range(count)],
        "people": [float(n) for n in range(count)],
    }
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=crs)


@cache
def good(suffix: str) -> bytes:
    """The bytes of a good file of a format."""
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / f"good{suffix}"
        if suffix == ".gpkg":
            frame().to_file(path, layer="good", engine="pyogrio")
        elif suffix == ".geojson":
            path.write_text(frame().to_json(), encoding="utf-8")
        elif suffix == ".fgb":
            frame().to_file(path, driver="FlatGeobuf", engine="pyogrio")
        elif suffix == ".parquet":
            frame().to_parquet(path)
        elif suffix == ".xlsx":
            pd.DataFrame(frame().drop(columns="geometry")).assign(lon=LON, lat=LAT).to_excel(path, index=False)
        elif suffix == ".csv":
            pd.DataFrame(frame().drop(columns="geometry")).assign(lon=LON, lat=LAT).to_csv(path, index=False)
        elif suffix == ".tif":
            return raster()
        elif suffix == ".shp.zip":
            return zipped_shapefile()
        return path.read_bytes()


def origin(west: float, north: float, cell: float = 0.001) -> Affine:
    """Cells from a north-western corner."""
    return Affine(cell, 0, west, 0, -cell, north)


def raster(
    values: Any = None, *, crs: str | None = "EPSG:4326", nodata: float | None = -9999.0, **options: Any
) -> bytes:
    """A GeoTIFF near Quy Nhơn; `values` has two dimensions, or three with the bands first."""
    array = np.arange(3600, dtype="float32").reshape(60, 60) if values is None else np.asarray(values)
    bands = array if array.ndim == 3 else array[None]
    transform = options.pop("transform", origin(LON, LAT + 0.06))
    profile = {
        "driver": "GTiff",
        "height": bands.shape[1],
        "width": bands.shape[2],
        "count": bands.shape[0],
        "dtype": bands.dtype,
        "crs": crs,
        "transform": transform,
        "nodata": nodata,
        **options,
    }
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        memory = rasterio.MemoryFile()
        with memory.open(**{k: v for k, v in profile.items() if v is not None}) as file:
            file.write(bands)
        content = bytes(memory.read())
        memory.close()
    return content


def zipped_shapefile(without: tuple[str, ...] = (), crs: str | None = "EPSG:4326") -> bytes:
    """A shapefile in an archive, some of its parts left out."""
    import tempfile
    import warnings
    import zipfile

    with tempfile.TemporaryDirectory() as name, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame(crs).to_file(Path(name) / "dat.shp", engine="pyogrio", encoding="utf-8")
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(Path(name).iterdir()):
                if part.suffix not in without:
                    archive.write(part, part.name)
        return stream.getvalue()


def cut(content: bytes, share: float) -> bytes:
    """The first part of some bytes."""
    return content[: int(len(content) * share)]
