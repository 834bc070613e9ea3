"""What is read is what was written, or the file is said to be damaged."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from layers.grid import Grid
from layers.known import KNOWN
from layers.layer import Layer
from layers.problems import CatalogError, Problem
from layers.warehouse.embedded import EmbeddedWarehouse
from tests.layers.warehouse.samples import content_key, grid, squares, table


def test_a_layer_comes_back_whole(warehouse: EmbeddedWarehouse) -> None:
    from dataclasses import replace

    layer = replace(
        squares(source="Nguồn", licence="CC0", illustrative=True), notes=(Problem(code="x", severity="note"),)
    )
    warehouse.put(layer)
    back = warehouse.get("green")
    assert isinstance(back, Layer)
    assert content_key(back) == layer.digest == back.digest
    assert (back.spec, back.provenance, back.notes) == (KNOWN["green"], layer.provenance, layer.notes)


def test_a_grid_comes_back_whole(warehouse: EmbeddedWarehouse) -> None:
    sample = grid(np.arange(12, dtype="int16").reshape(3, 4), np.eye(3, 4, dtype=bool))
    warehouse.put(sample)
    back = warehouse.get("elevation")
    assert isinstance(back, Grid)
    fresh = Grid(back.name, back.type, back.values, back.transform, back.crs, back.unit, back.mask)
    assert fresh.digest == sample.digest == back.digest


def cut(path: Path) -> None:
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:100])


def scramble(path: Path) -> None:
    path.chmod(0o644)
    path.write_bytes(b"?" * path.stat().st_size)


def swap(path: Path) -> None:
    """Another file of the same size, with a row less: made by hand."""
    size = path.stat().st_size
    path.chmod(0o644)
    with closing(sqlite3.connect(path)) as db:
        db.execute("DROP TRIGGER IF EXISTS rtree_green_geom_delete")
        db.execute("DELETE FROM green WHERE fid = 1")
        db.commit()
    assert path.stat().st_size == size


def no_column(path: Path) -> None:
    path.chmod(0o644)
    with closing(sqlite3.connect(path)) as db:
        db.execute("ALTER TABLE green RENAME COLUMN seed TO other")
        db.commit()


@pytest.mark.parametrize("harm", [cut, scramble, swap, no_column])
def test_a_file_that_is_no_longer_what_was_written(harm: Callable[[Path], None], warehouse: EmbeddedWarehouse) -> None:
    warehouse.put(squares())
    harm(warehouse.path("green"))
    with pytest.raises(CatalogError) as error:
        warehouse.get("green")
    assert [(p.code, p.layer) for p in error.value.problems] == [("stored_file_damaged", "green")]
    assert [p.code for p in warehouse.verify()] == ["stored_file_damaged"]


@pytest.mark.parametrize("harm", [cut, scramble])
def test_a_grid_that_is_no_longer_what_was_written(harm: Callable[[Path], None], warehouse: EmbeddedWarehouse) -> None:
    warehouse.put(grid(np.random.default_rng(1).random((300, 300))))
    harm(warehouse.path("elevation"))
    with pytest.raises(CatalogError) as error:
        warehouse.get("elevation")
    assert [p.code for p in error.value.problems] == ["stored_file_damaged"]


def test_a_file_that_is_gone(warehouse: EmbeddedWarehouse) -> None:
    warehouse.put(squares())
    shutil.rmtree(warehouse.folder / "layers")
    for read in (
        lambda: warehouse.get("green"),
        lambda: warehouse.path("green"),
        lambda: warehouse.window("green", (0, 0, 1, 1)),
    ):
        with pytest.raises(CatalogError) as error:
            read()
        assert [p.code for p in error.value.problems] == ["stored_file_missing"]


def test_a_window(warehouse: EmbeddedWarehouse) -> None:
    layer = squares(count=5)
    warehouse.put(layer)
    # Squares begin at 590,000 + 100 n and are 10 m wide: the box meets the second and touches the third.
    frame = warehouse.window("green", (590_105, 1_500_000, 590_200, 1_540_000))
    assert list(frame.index) == ["a1", "a2"]
    assert frame.crs == "EPSG:9217"
    assert frame.columns.tolist() == layer.frame.columns.tolist()


def test_a_window_in_degrees(warehouse: EmbeddedWarehouse) -> None:
    layer = squares(count=5)
    warehouse.put(layer)
    west, south, east, north = layer.to_crs("EPSG:4326").frame.loc[["a2"]].total_bounds
    assert list(warehouse.window("green", (west, south, east, north), "EPSG:4326").index) == ["a2"]
    assert len(warehouse.window("green", (0, 0, 1, 1), "EPSG:4326")) == 0


@pytest.mark.parametrize("bounds", [(1, 0, 0, 1), (0, 1, 1, 0), (float("nan"), 0, 1, 1), (0, 0, float("inf"), 1)])
@pytest.mark.parametrize("crs", [None, "EPSG:4326"])
def test_a_window_that_is_none(
    bounds: tuple[float, float, float, float], crs: str | None, warehouse: EmbeddedWarehouse
) -> None:
    warehouse.put(squares())
    with pytest.raises(CatalogError) as error:
        warehouse.window("green", bounds, crs)
    assert [p.code for p in error.value.problems] == ["window_bounds"]


def test_no_window_of_grids_and_tables(warehouse: EmbeddedWarehouse) -> None:
    warehouse.put_all([(grid(np.ones((2, 2))), None), (table({"a": [1]}), None)])
    for name, code in (("elevation", "layer_is_grid"), ("rows", "layer_without_geometry")):
        with pytest.raises(CatalogError) as error:
            warehouse.window(name, (0, 0, 1, 1))
        assert [p.code for p in error.value.problems] == [code]


def test_a_type_of_a_later_version_is_told(warehouse: EmbeddedWarehouse) -> None:
    warehouse.put(squares())
    with warehouse._database.writing() as db:
        db.execute("DROP TRIGGER versions_stay")
        db.execute("UPDATE versions SET type = 'tomorrow'")
    with pytest.raises(CatalogError) as error:
        warehouse.get("green")
    assert [(p.code, p.found) for p in error.value.problems] == [("unknown_type", "tomorrow")]
