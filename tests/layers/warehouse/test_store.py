"""Files stay inside the folder, and are found again or missed aloud."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from layers.problems import CatalogError
from layers.warehouse.catalogue import FileRow
from layers.warehouse.staging import A_WHILE_S
from layers.warehouse.store import Store, damage_told
from tests.layers.warehouse.samples import squares


def row(path: str = "layers/green/a.gpkg", size: int = 3, sha256: str = "") -> FileRow:
    return FileRow(digest="a", path=path, bytes=size, sha256=sha256, manifest="{}")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


@pytest.mark.parametrize("path", ["../a", "layers/../../a", "/etc/passwd", "", ".", "layers/.."])
def test_paths_that_lead_out_are_refused(path: str, store: Store) -> None:
    with pytest.raises(CatalogError) as error:
        store.resolve(path)
    assert [p.code for p in error.value.problems] == ["catalogue_damaged"]


def test_a_written_file_has_the_name_of_its_content(store: Store) -> None:
    layer = squares()
    with store.written(layer) as fresh:
        assert fresh.path.parent == store.root / "layers" / "green"
        assert fresh.row.path == f"layers/green/{layer.digest}.gpkg"
        assert fresh.row.bytes == fresh.path.stat().st_size
        store.publish(fresh, [])
    assert store.intact(fresh.row)
    assert store.verified(fresh.row.path, fresh.row.sha256, "green") is None


def test_names_that_windows_keeps_for_devices(store: Store) -> None:
    with store.written(squares("con")) as fresh:
        assert fresh.row.path.startswith("layers/con_/")


def test_a_missing_file_and_one_of_another_size(store: Store) -> None:
    with pytest.raises(CatalogError) as error:
        store.present(row(), "green")
    assert [(p.code, p.layer, p.found) for p in error.value.problems] == [
        ("stored_file_missing", "green", "layers/green/a.gpkg")
    ]
    path = store.root / "layers" / "green" / "a.gpkg"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"1234")
    with pytest.raises(CatalogError) as error:
        store.present(row(), "green")
    assert [(p.code, p.found, p.allowed) for p in error.value.problems] == [
        ("stored_file_damaged", "layers/green/a.gpkg: 4 B", "3 B")
    ]
    assert store.present(row(size=4), "green") == path


def test_other_content_of_the_same_size_is_noticed(store: Store) -> None:
    (store.root / "x").write_bytes(b"abc")
    problem = store.verified("x", "0" * 64, "green")
    assert problem is not None
    # SHA-256 of "abc": FIPS 180-2, appendix B.1
    assert problem.found == "x: ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_leftovers_are_what_nobody_lists(store: Store) -> None:
    old = 1_000.0
    for name in (
        "layers/green/a.gpkg",
        "layers/green/b.gpkg",
        "grids/g/c.tif",
        "originals/green/1/x.csv",
        "originals/green/2/x.csv",
        "notes/mine.txt",
    ):
        path = store.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    for path in store.root.rglob("*"):
        os.utime(path, (old, old))
    found = store.leftovers(frozenset({"layers/green/a.gpkg", "originals/green/1"}))
    assert {p.relative_to(store.root).as_posix() for p in found} == {
        "layers/green/b.gpkg",
        "grids/g/c.tif",
        "originals/green/2",
    }
    (store.root / "layers/green/b.gpkg").touch()
    assert A_WHILE_S > 60
    assert store.root / "layers/green/b.gpkg" not in store.leftovers(frozenset())


@pytest.mark.parametrize("fault", [OSError("x"), KeyError("x"), ValueError("x")])
def test_whatever_a_broken_file_raises_is_damage(fault: Exception) -> None:
    with pytest.raises(CatalogError) as error, damage_told("green", "a.gpkg"):
        raise fault
    assert [(p.code, p.layer) for p in error.value.problems] == [("stored_file_damaged", "green")]
