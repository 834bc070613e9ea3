"""Warehouses copied whole: the same versions, dates and digests, of one moment, or nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from layers.problems import CatalogError, OptionError
from layers.warehouse.copying import copy_warehouse
from layers.warehouse.embedded import EmbeddedWarehouse
from tests.layers.warehouse.samples import grid, readings, squares


@pytest.fixture
def full(warehouse: EmbeddedWarehouse, tmp_path: Path) -> EmbeddedWarehouse:
    """Three versions of a layer, two of them with originals; a grid, readings, a document, a setting."""
    for seed in (1, 2):
        file = tmp_path / "Công viên.shp"
        file.write_text(f"shapes {seed}", encoding="utf-8")
        file.with_suffix(".dbf").write_text(f"rows {seed}", encoding="utf-8")
        warehouse.put(squares(seed=seed), original=file)
    warehouse.restore("green", 1)
    warehouse.put(grid(np.arange(6.0).reshape(2, 3)))
    warehouse.put_observations(readings([("n1", "2026-05-14T01:00:00Z", "pm25", 12.5)]))
    warehouse.put_document("scenario", "Phương án 1", "{}")
    warehouse.set_setting("metric_crs", "EPSG:9217")
    return warehouse


def test_everything_is_in_the_copy(full, tmp_path):
    told = []
    done = copy_warehouse(full, tmp_path / "bản sao", lambda at, of: told.append((at, of)))
    copy = EmbeddedWarehouse(tmp_path / "bản sao", create=False)
    assert (done.layers, done.versions) == (2, 4)
    assert told[-1] == (5, 5)  # two files of the layer, one of the grid, two originals
    assert copy.entries() == full.entries()
    assert copy.history("green") == full.history("green")
    assert copy.get("green").digest == full.get("green").digest
    assert copy.get("elevation").digest == full.get("elevation").digest
    assert [copy.original("green", n).read_text("utf-8") for n in (1, 2)] == ["shapes 1", "shapes 2"]
    assert copy.original("green", 2).with_suffix(".dbf").read_text("utf-8") == "rows 2"
    assert copy.observations().digest == full.observations().digest
    assert copy.document("scenario", "Phương án 1") == "{}"
    assert copy.get_setting("metric_crs") == "EPSG:9217"
    assert copy.verify() == ()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".new-")]


def test_the_copy_goes_its_own_way(full, tmp_path):
    copy_warehouse(full, tmp_path / "bản sao")
    copy = EmbeddedWarehouse(tmp_path / "bản sao")
    copy.put(squares(seed=9))
    assert (len(copy.history("green")), len(full.history("green"))) == (4, 3)


def test_an_empty_folder_may_be_the_target(full, tmp_path):
    (tmp_path / "trống").mkdir()
    copy_warehouse(full, tmp_path / "trống")
    assert EmbeddedWarehouse(tmp_path / "trống", create=False).entries() == full.entries()


def test_a_write_in_the_middle_is_not_in_the_copy(full, tmp_path):
    """The catalogue is copied first: what comes later belongs to a later copy."""
    copy_warehouse(full, tmp_path / "bản sao", lambda at, _: full.put(squares(seed=20 + at)) and None)
    copy = EmbeddedWarehouse(tmp_path / "bản sao", create=False)
    assert len(copy.history("green")) == 3
    assert len(full.history("green")) > 3
    assert copy.verify() == ()


@pytest.mark.parametrize(
    ("target", "code"),
    [("đầy", "folder_not_empty"), ("không có/bản sao", "folder_missing"), ("Kho dữ liệu/bản sao", "folder_within")],
)
def test_a_target_that_cannot_be_is_refused(full, tmp_path, target, code):
    (tmp_path / "đầy").mkdir()
    (tmp_path / "đầy" / "a.txt").touch()
    with pytest.raises(OptionError) as caught:
        copy_warehouse(full, tmp_path / target)
    assert caught.value.problems[0].code == code


@pytest.mark.parametrize("harm", ["gone", "changed"])
def test_a_damaged_warehouse_is_not_copied_in_part(full, tmp_path, harm):
    file = next((full.folder / "layers").rglob("*.gpkg"))
    if harm == "gone":
        file.unlink()
    else:
        file.chmod(0o644)
        file.write_bytes(file.read_bytes()[:-1] + b"?")
    with pytest.raises(CatalogError) as caught:
        copy_warehouse(full, tmp_path / "bản sao")
    assert caught.value.problems[0].code == {"gone": "stored_file_missing", "changed": "stored_file_damaged"}[harm]
    assert not (tmp_path / "bản sao").exists()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".new-")]


def test_an_empty_warehouse_can_be_copied(warehouse, tmp_path):
    assert copy_warehouse(warehouse, tmp_path / "bản sao").versions == 0
    assert EmbeddedWarehouse(tmp_path / "bản sao", create=False).entries() == ()
