"""Rows of versions hold all that is said of a layer."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import numpy as np
import pytest
import shapely

from layers.layer import Provenance
from layers.problems import Problem
from layers.warehouse import catalogue
from layers.warehouse.catalogue import FileRow, described
from layers.warehouse.embedded import EmbeddedWarehouse
from tests.layers.warehouse.samples import grid, squares, table


def test_a_layer_described() -> None:
    said = {
        "source": "Sở Xây dựng",
        "date": "2025-07-01",
        "licence": "CC BY 4.0",
        "illustrative": True,
        "file": "đất.zip",
        "sha256": "f" * 64,
    }
    notes = (Problem(code="polygons_mended", severity="note", ids=("a", "b"), count=2, found="ơ"),)
    entry = described(replace(squares(**said), notes=notes))
    here = entry.version
    assert (here.layer, here.type, here.features, here.geometry, here.crs, here.unit) == (
        "green",
        "green",
        4,
        "polygon",
        "EPSG:9217",
        "",
    )
    assert (here.source, here.data_date, here.licence, here.illustrative, here.file) == (
        "Sở Xây dựng",
        "2025-07-01",
        "CC BY 4.0",
        True,
        "đất.zip",
    )
    assert here.notes == notes
    assert entry.provenance == Provenance(**said)


def test_bounds_are_in_degrees() -> None:
    # The corner lies in Quy Nhơn: 108.25 is the central meridian, 500,000 the false easting of EPSG:9217.
    west, south, east, north = described(squares()).version.bounds_lonlat
    assert 109.07 < west < east < 109.10
    assert 13.73 < south < north < 13.76


def test_a_table_has_no_place_and_a_grid_a_unit() -> None:
    assert described(table({"a": [1]})).version.bounds_lonlat is None
    here = described(grid(np.ones((3, 4)), np.eye(3, 4, dtype=bool))).version
    assert (here.features, here.geometry, here.unit) == (9, "raster", "m")


@pytest.mark.parametrize("crs", [None, 'LOCAL_CS["nowhere"]'])
def test_no_bounds_without_a_frame(crs: str | None) -> None:
    layer = squares()
    assert described(layer.with_frame(layer.frame.set_crs(crs, allow_override=True))).version.bounds_lonlat is None


def test_no_bounds_of_empty_geometries() -> None:
    layer = squares(count=1)
    assert described(layer.with_frame(layer.frame.assign(geometry=[shapely.Polygon()]))).version.bounds_lonlat is None


def test_rows_come_back_as_they_went(warehouse: EmbeddedWarehouse) -> None:
    notes = (Problem(code="x", severity="warning", layer="l", field="f", ids=("ơ",), count=3, found="1", allowed="2"),)
    made = warehouse.put(replace(squares(source="Nguồn", illustrative=True), notes=notes))
    assert warehouse.entries() == (made,)
    assert warehouse.history("green") == (made,)
    assert made.notes == notes


def test_moments_are_utc_to_the_second() -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", catalogue.now())


def test_five_hundred_layers_are_listed_in_time(warehouse: EmbeddedWarehouse) -> None:
    entry = described(squares())
    with warehouse._database.writing() as db:
        for n in range(500):
            for number in (1, 2, 3):
                key = f"{n}-{number}"
                catalogue.keep_file(db, FileRow(digest=key, path=key, bytes=1, sha256="", manifest="{}"))
                catalogue.append(
                    db, replace(entry, version=replace(entry.version, layer=f"layer_{n:03}", digest=key)), number
                )
    start = time.perf_counter()
    entries = warehouse.entries()
    took_s = time.perf_counter() - start
    assert [v.layer for v in entries] == [f"layer_{n:03}" for n in range(500)]
    assert {v.version for v in entries} == {3}
    assert took_s < 0.5  # measured 0.012 s on two free cores; the limit only catches a change of kind
