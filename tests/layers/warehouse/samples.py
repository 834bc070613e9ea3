"""Small layers with known content, made the same every time."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from affine import Affine

from layers.digest import digest
from layers.grid import Grid
from layers.known import KNOWN
from layers.layer import Layer, Provenance


def ids(count: int) -> pd.Index:
    return pd.Index([f"a{n}" for n in range(count)], name="id", dtype="str")


def squares(name: str = "green", count: int = 4, *, seed: int = 0, type_: str = "green", **said: object) -> Layer:
    """Squares of 10 m in Bình Định, at whole hundreds of metres from a corner."""
    rng = np.random.default_rng(seed)
    x, y = 590_000 + 100.0 * np.arange(count), 1_520_000 + 100.0 * rng.integers(0, 9, count)
    shapes = shapely.box(x, y, x + 10, y + 10)
    columns = {"name": pd.Series([f"Công viên {n}" for n in range(count)], dtype="str"), "seed": float(seed)}
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:9217")
    frame.index = ids(count)
    return Layer(name, KNOWN[type_], frame, Provenance(**said))


def table(columns: dict[str, object], name: str = "rows") -> Layer:
    """A table without geometry."""
    frame = pd.DataFrame(columns)
    frame.index = ids(len(frame))
    return Layer(name, KNOWN["attributes"], frame)


def grid(values: np.ndarray, mask: np.ndarray | None = None, name: str = "elevation") -> Grid:
    """A grid of 100 m cells."""
    nothing = np.zeros(values.shape, dtype=bool)
    place = Affine(100, 0, 590_000, 0, -100, 1_520_000)
    return Grid(name, "elevation", values.copy(), place, "EPSG:9217", "m", nothing if mask is None else mask.copy())


def readings(rows: list[tuple[str, str, str, float | None]], **said: object) -> Layer:
    """Observations: sensor, time, quantity, value; in µg/m³."""
    frame = pd.DataFrame(rows, columns=["sensor", "time", "quantity", "value"])
    frame["time"] = pd.to_datetime(frame["time"], utc=True)
    frame["value"] = frame["value"].astype("float64")
    frame["unit"] = "µg/m³"
    frame.index = ids(len(frame))
    return Layer("observations", KNOWN["observations"], frame, Provenance(**said))


def content_key(layer: Layer) -> str:
    """The digest worked out anew from the frame, whatever the layer was told about it."""
    return digest("layer", layer.name, layer.spec.type, layer.frame)
