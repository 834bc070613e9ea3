"""Three hundred thousand polygons in and out, as promised; processor time, so that what else runs does not count."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from layers.files import read, write
from layers.known import KNOWN
from layers.layer import Layer

MANY = 300_000


@pytest.fixture(scope="module")
def plots() -> Layer:
    number = np.arange(MANY)
    x, y = 500_000 + number % 600 * 100.0, 1_500_000 + number // 600 * 100.0
    columns = {
        "code": np.where(number % 2, "ODT", "CLN"),
        "name": [f"Thửa đất số {n}" for n in number],
        "far": number % 7 * 0.5,
    }
    shapes = shapely.box(x, y, x + 90, y + 80)
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=9217, index=pd.Index(number.astype(str), name="id"))
    layer = Layer("landuse", KNOWN["landuse"], frame)
    assert layer.digest
    return layer


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["gpkg", "parquet", "fgb"])
def test_many_polygons(suffix: str, plots: Layer, tmp_path: Path) -> None:
    path = tmp_path / f"a.{suffix}"
    # The promise is 2 s each on a machine that does nothing else; the processor's share grows when it is crowded.
    assert seconds(lambda: write(plots, path)) < 4
    assert min(seconds(lambda: read(path)) for _ in range(2)) < 3
    assert len(read(path)[0].frame) == MANY
