"""The warehouse as its users see it."""

from __future__ import annotations

import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.known import KNOWN
from layers.layer import Layer
from layers.problems import CatalogError, LayerError, OptionError
from layers.warehouse import Warehouse, open_warehouse
from layers.warehouse.embedded import EmbeddedWarehouse
from tests.layers.warehouse.samples import content_key, grid, ids, squares, table


def codes(error: pytest.ExceptionInfo[CatalogError]) -> list[str]:
    return [p.code for p in error.value.problems]


def test_a_warehouse_is_what_it_promises(folder: Path) -> None:
    opened: Warehouse = open_warehouse(str(folder))
    assert opened.address == str(folder)
    assert opened.entries() == ()


def test_databases_are_not_supported_yet() -> None:
    with pytest.raises(CatalogError) as error:
        open_warehouse("postgresql://user:secret@host/db")
    assert codes(error) == ["warehouse_not_supported"]
    assert "secret" not in str(error.value)


def test_reading_makes_nothing(folder: Path) -> None:
    with pytest.raises(CatalogError) as error:
        open_warehouse(folder, create=False)
    assert codes(error) == ["warehouse_missing"]
    assert not folder.exists()


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "x").touch()
    with pytest.raises(CatalogError) as error:
        open_warehouse(tmp_path / "x")
    assert codes(error) == ["not_a_folder"]


@pytest.mark.parametrize(
    "name", ["a.zip", "#1", "100%", "a?b", "a'b", 'a"b', "a b ", "zip:", "vsizip", "{a}", "😀", "Kho" * 40]
)
def test_folders_of_any_name(name: str, tmp_path: Path) -> None:
    warehouse = EmbeddedWarehouse(tmp_path / name)
    warehouse.put_all([(squares(), None), (grid(np.ones((2, 2))), None)])
    again = EmbeddedWarehouse(tmp_path / name, create=False)
    assert content_key(again.get("green")) == squares().digest
    assert again.get("elevation").values.tolist() == [[1, 1], [1, 1]]


def test_a_folder_whose_name_means_an_archive_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogError) as error:
        EmbeddedWarehouse(tmp_path / "a!b" / "kho")
    assert codes(error) == ["folder_name"]
    assert list(tmp_path.iterdir()) == []


def test_a_relative_folder_stays_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    warehouse = EmbeddedWarehouse(Path("kho"))
    monkeypatch.chdir("/")
    warehouse.put(squares())
    assert (tmp_path / "kho" / "layers" / "green").is_dir()


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        ("UPDATE x", "catalogue_damaged"),
        ("PRAGMA user_version = 99", "warehouse_newer"),
        ("PRAGMA application_id = 7", "not_a_warehouse"),
    ],
)
def test_a_catalogue_that_is_none(harm: str, code: str, warehouse: EmbeddedWarehouse) -> None:
    if harm == "UPDATE x":
        (warehouse.folder / "catalogue.sqlite").write_bytes(b"no database" * 1000)
    else:
        with closing(sqlite3.connect(warehouse.folder / "catalogue.sqlite")) as db:
            db.execute(harm)
    for create in (True, False):
        with pytest.raises(CatalogError) as error:
            open_warehouse(warehouse.folder, create=create)
        assert codes(error) == [code]


def test_a_catalogue_damaged_inside(warehouse: EmbeddedWarehouse) -> None:
    warehouse.put(squares())
    with closing(sqlite3.connect(warehouse.folder / "catalogue.sqlite")) as db:
        db.execute("DROP TABLE current")
    with pytest.raises(CatalogError) as error:
        warehouse.entries()
    assert codes(error) == ["catalogue_damaged"]


def test_a_catalogue_that_went_away(warehouse: EmbeddedWarehouse) -> None:
    shutil.rmtree(warehouse.folder)
    with pytest.raises(CatalogError) as error:
        warehouse.entries()
    assert codes(error) == ["warehouse_missing"]


def test_the_log_of_the_catalogue_may_go_while_somebody_reads(
    warehouse: EmbeddedWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever closes the catalogue last takes its log away: a reader saw it there, and then it is not."""
    there = Path.exists
    monkeypatch.setattr(Path, "exists", lambda path, **more: path.name.endswith("-wal") or there(path, **more))
    warehouse.put_document("scenario", "PA1", "{}")
    assert [document.name for document in warehouse.documents("scenario")] == ["PA1"]


def test_a_folder_that_may_not_be_written(warehouse: EmbeddedWarehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse.put(squares())
    monkeypatch.setattr("os.access", lambda *_: False)  # the administrator may write everywhere
    again = EmbeddedWarehouse(warehouse.folder)
    assert content_key(again.get("green")) == squares().digest
    assert again.city().crs == "EPSG:9217"
    assert again.get_setting("metric_crs") == ""
    for write in (
        lambda: again.put(squares(seed=1)),
        lambda: again.set_setting("a", "b"),
        lambda: again.restore("green", 1),
    ):
        with pytest.raises(CatalogError) as error:
            write()
        assert codes(error) == ["warehouse_read_only"]
    with pytest.raises(CatalogError) as error:
        EmbeddedWarehouse(warehouse.folder / "new")
    assert codes(error) == ["warehouse_read_only"]


def test_versions_are_counted_and_all_stay(warehouse: EmbeddedWarehouse) -> None:
    for seed in (0, 1, 2):
        assert warehouse.put(squares(seed=seed)).version == seed + 1
    assert [v.version for v in warehouse.history("green")] == [3, 2, 1]
    assert [content_key(warehouse.get("green", n)) for n in (1, 2, 3)] == [squares(seed=n).digest for n in (0, 1, 2)]
    assert [v.version for v in warehouse.entries()] == [3]


def test_the_same_content_writes_nothing(warehouse: EmbeddedWarehouse) -> None:
    made = warehouse.put(squares(source="a", date="2025-01-01"))
    revision = warehouse.revision
    assert warehouse.put(squares(source="a", date="2025-02-02")) == made
    assert warehouse.revision == revision


@pytest.mark.parametrize("said", [{"illustrative": True}, {"source": "b"}, {"licence": "CC0"}])
def test_what_is_newly_said_of_the_same_content_is_a_version_over_the_same_file(
    said: dict[str, object], warehouse: EmbeddedWarehouse
) -> None:
    warehouse.put(squares())
    assert warehouse.put(squares(**said)).version == 2
    assert warehouse.path("green", 1) == warehouse.path("green", 2)
    assert warehouse.get("green").illustrative is ("illustrative" in said)
    assert not warehouse.get("green", 1).illustrative


def test_files_of_versions_cannot_be_written(warehouse: EmbeddedWarehouse) -> None:
    warehouse.put(squares())
    before = warehouse.path("green").read_bytes()
    warehouse.put(squares(seed=1))
    assert warehouse.path("green", 1).read_bytes() == before
    assert warehouse.path("green", 1).stat().st_mode & 0o222 == 0


def test_other_programs_can_read_the_file(warehouse: EmbeddedWarehouse) -> None:
    warehouse.put(squares())
    frame = gpd.read_file(warehouse.path("green"))
    assert frame["name"].tolist() == [f"Công viên {n}" for n in range(4)]
    assert frame.crs == "EPSG:9217"


def test_the_original_is_kept_beside_each_version(warehouse: EmbeddedWarehouse, tmp_path: Path) -> None:
    source = tmp_path / "Bản đồ.geojson"
    for seed in (0, 1):
        source.write_text(f"text {seed}", "utf-8")
        warehouse.put(squares(seed=seed), original=source)
    warehouse.put(squares(seed=2))
    assert [p and p.read_text("utf-8") for p in (warehouse.original("green", n) for n in (1, 2, 3))] == [
        "text 0",
        "text 1",
        None,
    ]
    assert warehouse.original("green", 1).name == "Bản đồ.geojson"
    warehouse.original("green", 1).unlink()
    assert [p.code for p in warehouse.verify("green")] == ["stored_file_missing"]
    with pytest.raises(CatalogError) as error:
        warehouse.original("green", 1)
    assert codes(error) == ["stored_file_missing"]


def test_an_older_version_comes_back_as_a_new_one(warehouse: EmbeddedWarehouse) -> None:
    warehouse.put(squares(source="first"))
    warehouse.put(squares(seed=1, source="second"))
    made = warehouse.restore("green", 1)
    assert (made.version, made.restored_from, made.source, made.digest) == (3, 1, "first", squares().digest)
    assert content_key(warehouse.get("green")) == squares().digest
    assert content_key(warehouse.get("green", 2)) == squares(seed=1).digest
    assert warehouse.restore("green", 3) == made
    assert warehouse.restore("green", 2).version == 4


def test_an_older_version_whose_file_is_gone_does_not_come_back(warehouse: EmbeddedWarehouse) -> None:
    warehouse.put(squares())
    warehouse.put(squares(seed=1))
    warehouse.path("green", 1).unlink()
    with pytest.raises(CatalogError) as error:
        warehouse.restore("green", 1)
    assert codes(error) == ["stored_file_missing"]
    assert warehouse.version("green").version == 2


def test_differences_between_versions(warehouse: EmbeddedWarehouse) -> None:
    warehouse.put(squares(count=3))
    layer = squares(count=3)
    frame = layer.frame
    frame.loc["a1", "name"] = "Đổi tên"
    warehouse.put(layer.with_frame(frame.loc[["a1", "a2"]]))
    found = warehouse.diff("green@1", "green")
    assert (found.removed, found.changed, found.added, found.columns_changed) == (("a0",), ("a1",), (), ("name",))
    assert not warehouse.diff("green@2", "green")


def test_no_difference_of_grids(warehouse: EmbeddedWarehouse) -> None:
    warehouse.put(grid(np.ones((2, 2))))
    with pytest.raises(CatalogError) as error:
        warehouse.diff("elevation", "elevation")
    assert codes(error) == ["layer_is_grid"]


def test_what_is_not_there_is_said_with_what_is(warehouse: EmbeddedWarehouse) -> None:
    warehouse.put(squares())
    for ask in (
        warehouse.get,
        warehouse.history,
        warehouse.path,
        warehouse.original,
        warehouse.version,
        warehouse.verify,
    ):
        with pytest.raises(CatalogError) as error:
            ask("x' OR 1=1 --")
        assert [(p.code, p.found, p.allowed) for p in error.value.problems] == [
            ("missing_layer", "x' OR 1=1 --", "green")
        ]
    with pytest.raises(CatalogError) as error:
        warehouse.get("green", 2)
    assert [(p.code, p.found, p.allowed) for p in error.value.problems] == [("version_unknown", "2", "1 - 1")]


def test_a_layer_keeps_its_type(warehouse: EmbeddedWarehouse) -> None:
    warehouse.put(squares())
    with pytest.raises(CatalogError) as error:
        warehouse.put(squares(type_="water"))
    assert [(p.code, p.found, p.allowed) for p in error.value.problems] == [("layer_other_type", "water", "green")]


def test_the_revision_grows_with_every_version(warehouse: EmbeddedWarehouse) -> None:
    seen = [warehouse.revision]
    for seed in (0, 1):
        warehouse.put(squares(seed=seed))
        seen.append(warehouse.revision)
    seen.append(warehouse.restore("green", 1) and warehouse.revision)
    assert seen == [0, 1, 2, 3]
    warehouse.set_setting("a", "b")
    assert warehouse.revision == 3


def test_the_city_holds_every_current_layer(warehouse: EmbeddedWarehouse) -> None:
    warehouse.set_setting("name", "Tỉnh mẫu")
    warehouse.put(squares(seed=5, illustrative=True))
    warehouse.put(squares().to_crs("EPSG:4326"))
    warehouse.put_all([(table({"a": [1]}), None), (grid(np.ones((2, 2))), None)])
    city = warehouse.city()
    assert (city.name, city.crs, sorted(city.layers), sorted(city.grids)) == (
        "Tỉnh mẫu",
        "EPSG:9217",
        ["green", "rows"],
        ["elevation"],
    )
    assert city["green"].crs == "EPSG:9217"
    assert not city.illustrative
    np.testing.assert_allclose(city["green"].frame.total_bounds, squares().frame.total_bounds, atol=1e-6)


def test_layers_that_did_not_change_are_the_same_objects_in_the_next_city(warehouse: EmbeddedWarehouse) -> None:
    warehouse.put_all([(squares().to_crs("EPSG:4326"), None), (grid(np.ones((2, 2))), None)])
    before = warehouse.city()
    warehouse.put(squares("more"))
    after = warehouse.city()
    assert after["green"] is before["green"]
    assert after.grids["elevation"] is before.grids["elevation"]
    warehouse.put(squares(count=3))
    assert len(warehouse.city()["green"]) == 3
    assert warehouse.city().digest == EmbeddedWarehouse(warehouse.folder).city().digest


def test_the_metric_frame_is_chosen_once_and_kept(warehouse: EmbeddedWarehouse) -> None:
    warehouse.put(squares())
    assert warehouse.city().crs == "EPSG:9217"
    far = gpd.GeoDataFrame({"name": ["Hà Nội"]}, geometry=[shapely.box(105.8, 21.0, 105.9, 21.1)], crs="EPSG:4326")
    far.index = ids(1)
    warehouse.put(Layer("area", KNOWN["area"], far))
    assert warehouse.city().crs == "EPSG:9217"
    assert warehouse.city("EPSG:32648").crs == "EPSG:9217"
    assert warehouse.get_setting("metric_crs") == "EPSG:9217"


def test_the_metric_frame_that_was_asked_for(warehouse: EmbeddedWarehouse) -> None:
    warehouse.put(squares())
    with pytest.raises(LayerError, match="crs_not_metric"):
        warehouse.city("EPSG:4326")
    assert warehouse.get_setting("metric_crs") == ""
    assert warehouse.city("EPSG:32649").crs == "EPSG:32649"
    assert warehouse.get_setting("metric_crs") == "EPSG:32649"


def test_no_city_of_nothing(warehouse: EmbeddedWarehouse) -> None:
    with pytest.raises(OptionError, match="empty_city"):
        warehouse.city()


@pytest.mark.slow
def test_three_hundred_thousand_polygons_in_time(warehouse: EmbeddedWarehouse) -> None:
    count = 300_000
    rng = np.random.default_rng(1)
    x, y = rng.uniform(5e5, 6e5, count), rng.uniform(1.4e6, 1.6e6, count)
    frame = gpd.GeoDataFrame(
        {"code": rng.choice(["ODT", "CLN"], count)}, geometry=shapely.box(x, y, x + 20, y + 20), crs="EPSG:9217"
    )
    frame.index = ids(count)
    layer = Layer("landuse", KNOWN["landuse"], frame)
    layer.digest  # noqa: B018 - given

    start = time.perf_counter()
    warehouse.put(layer)
    put_s = time.perf_counter() - start
    start = time.perf_counter()
    found = warehouse.window("landuse", (5.5e5, 1.5e6, 5.6e5, 1.51e6))
    window_s = time.perf_counter() - start
    inside = (x <= 5.6e5) & (x + 20 >= 5.5e5) & (y <= 1.51e6) & (y + 20 >= 1.5e6)
    assert list(found.index) == [f"a{n}" for n in np.flatnonzero(inside)]
    assert content_key(warehouse.get("landuse")) == layer.digest
    # Measured 1.6 s and 0.01 s on two free cores; the limits leave room for machines that do other things as well.
    assert put_s < 12
    assert window_s < 0.5
