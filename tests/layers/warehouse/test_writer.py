"""Killed, crowded out or short of room: a version is there whole or not at all."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from layers.problems import CatalogError
from layers.warehouse import schema, staging, store
from layers.warehouse.base import Version
from layers.warehouse.embedded import EmbeddedWarehouse
from tests.layers.warehouse import workers
from tests.layers.warehouse.samples import content_key, grid, squares

KILLS = 20


def files(folder: Path) -> set[str]:
    """Files of versions, and originals; not the databases."""
    found = (p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    return {name for name in found if "/" in name}


def listed(warehouse: EmbeddedWarehouse) -> set[str]:
    """The files that all versions of all layers name."""
    found = set()
    for entry in warehouse.entries():
        for version in warehouse.history(entry.layer):
            found.add(warehouse.path(version.layer, version.version).relative_to(warehouse.folder).as_posix())
            kept = warehouse.original(version.layer, version.version)
            found |= {kept.relative_to(warehouse.folder).as_posix()} if kept else set()
    return found


def grow_old(folder: Path) -> None:
    """Let two days pass for every file and folder."""
    then = time.time() - 2 * staging.A_DAY_S
    for path in folder.rglob("*"):
        os.utime(path, (then, then))


def assert_sound(folder: Path, seeds: set[int], count: int) -> Version:
    """The warehouse is whole, and holds one of some contents as its newest version, which is returned."""
    warehouse = EmbeddedWarehouse(folder, create=False)
    assert warehouse.verify() == ()
    (entry,) = warehouse.entries()
    assert [v.version for v in warehouse.history("green")] == list(range(entry.version, 0, -1))
    layer = warehouse.get("green")
    assert content_key(layer) == entry.digest
    assert entry.digest in {squares(count=count, seed=seed).digest for seed in seeds}
    assert warehouse.original("green").read_bytes() == b"as it came" * 1000
    return entry


@pytest.fixture
def original(tmp_path: Path) -> Path:
    path = tmp_path / "Bản gốc.geojson"
    path.write_bytes(b"as it came" * 1000)
    return path


@pytest.mark.slow
def test_killed_twenty_times_in_the_middle_of_a_put(folder: Path, original: Path) -> None:
    context = workers.processes()
    moments = random.Random(2).sample([n / (KILLS - 1) for n in range(KILLS)], KILLS)  # noqa: S311

    def attempt(seed: int, wait_s: float | None) -> tuple[int, float]:
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=workers.put_once, args=(folder, seed, original, there))
        process.start()
        there.close()
        here.recv()
        start = time.perf_counter()
        if wait_s is not None:
            time.sleep(wait_s)
            process.kill()
        process.join()
        return process.exitcode, time.perf_counter() - start

    code, took_s = attempt(0, None)
    assert code == 0
    seed_now, lost, version = 0, 0, 1
    for number, moment in enumerate(moments, start=1):
        code, _ = attempt(number, moment * took_s)
        assert code in {0, -signal.SIGKILL}
        newest = assert_sound(folder, {seed_now, number} if code else {number}, workers.BIG)
        lost += newest.version == version
        seed_now, version = (number, newest.version) if newest.version > version else (seed_now, version)
    assert 3 <= lost < KILLS  # the moments do fall into the middle of writing
    warehouse = EmbeddedWarehouse(folder)
    assert listed(warehouse) <= files(folder)
    grow_old(folder)
    EmbeddedWarehouse(folder)
    assert files(folder) == listed(warehouse)
    assert warehouse.put(squares(count=workers.BIG, seed=99), original=original).version == version + 1


PLACES = {
    "before the file is written": ("layers.warehouse.store", "write_vector", False),
    "when the file is written": ("layers.warehouse.store", "write_vector", True),
    "when the file is settled": ("layers.warehouse.store", "settle", True),
    "when the original is copied": ("layers.warehouse.store", "_take", True),
    "before the file has its name": ("layers.warehouse.store", "Store.publish", False),
    "when the file has its name": ("layers.warehouse.store", "Store.publish", True),
    "when the original has its place": ("layers.warehouse.store", "Store.publish_original", True),
    "when the version is listed but not committed": ("layers.warehouse.catalogue", "append", True),
}


@pytest.mark.parametrize("place", PLACES)
def test_killed_at_every_step(place: str, folder: Path, original: Path) -> None:
    warehouse = EmbeddedWarehouse(folder)
    warehouse.put(squares(count=50, seed=0), original=original)
    before = files(folder)
    process = workers.processes().Process(target=workers.put_and_die, args=(folder, 1, original, PLACES[place]))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert assert_sound(folder, {0}, 50).version == 1
    grow_old(folder)
    warehouse.sweep()
    assert files(folder) == before
    warehouse.put(squares(count=50, seed=1), original=original)
    assert assert_sound(folder, {1}, 50).version == 2


def test_killed_with_its_file_in_place_and_put_again_at_once(folder: Path, original: Path) -> None:
    warehouse = EmbeddedWarehouse(folder)
    place = PLACES["when the version is listed but not committed"]
    process = workers.processes().Process(target=workers.put_and_die, args=(folder, 1, original, place))
    process.start()
    process.join()
    assert warehouse.entries() == ()
    warehouse.put(squares(count=50, seed=1), original=original)
    assert assert_sound(folder, {1}, 50).version == 1


def test_three_write_and_two_read_at_once(folder: Path) -> None:
    context, count = workers.processes(), 6
    EmbeddedWarehouse(folder).put(squares("shared", 300, seed=0))
    stop = context.Event()
    pipes = [context.Pipe(duplex=False) for _ in range(5)]
    readers = [context.Process(target=workers.read_much, args=(folder, stop, pipes[n][1])) for n in (3, 4)]
    writers = [context.Process(target=workers.put_many, args=(folder, n, count, pipes[n][1])) for n in range(3)]
    for process in (*readers, *writers):
        process.start()
    made = sorted(pair for here, _ in pipes[:3] for pair in here.recv())
    stop.set()
    reads = [here.recv() for here, _ in pipes[3:]]
    for process in (*readers, *writers):
        process.join()
        assert process.exitcode == 0
    assert [version for version, _ in made] == list(range(2, 2 + 3 * count))
    assert all(number > 0 and wrong == [] for number, wrong in reads)
    warehouse = EmbeddedWarehouse(folder)
    assert {v.version: v.digest for v in warehouse.history("shared") if v.version > 1} == {
        version: squares("shared", 300, seed=seed).digest for version, seed in made
    }
    assert [(v.layer, v.version) for v in warehouse.entries() if v.layer != "shared"] == [
        (f"own_{n}", count) for n in range(3)
    ]
    assert warehouse.verify() == ()
    assert files(folder) == listed(warehouse)


def test_threads_of_one_process_write_at_once(warehouse: EmbeddedWarehouse) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda seed: warehouse.put(squares(seed=seed)), range(12)))
    assert sorted(v.version for v in made) == list(range(1, 13))
    assert {v.version: v.digest for v in warehouse.history("green")} == {v.version: v.digest for v in made}


def test_the_same_content_put_by_many_at_once_is_one_version(warehouse: EmbeddedWarehouse) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: warehouse.put(squares()), range(12)))
    assert set(made) == {warehouse.version("green", 1)}
    assert files(warehouse.folder) == listed(warehouse)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of three megabytes, where the system lets the test have one."""
    place = tmp_path / "đĩa nhỏ"
    place.mkdir()
    mount = shutil.which("mount")
    command = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)]
    if mount is None or subprocess.run(command, check=False, capture_output=True).returncode != 0:
        pytest.skip("this system lets no test mount a small disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.mark.parametrize("room_kb", [1000, 400, 100, 40, 0])
@pytest.mark.parametrize("kind", ["layer", "grid", "original"])
def test_a_full_disk_keeps_nothing_and_loses_nothing(kind: str, room_kb: int, small_disk: Path, tmp_path: Path) -> None:
    warehouse = EmbeddedWarehouse(small_disk / "kho")
    warehouse.put(squares())
    filler = small_disk / "filler"
    filler.write_bytes(b"x" * (shutil.disk_usage(small_disk).free - room_kb * 1024))
    before = files(warehouse.folder)
    original = tmp_path / "original.bin"
    original.write_bytes(b"x" * 1_500_000)
    item = (
        grid(np.random.default_rng(1).random((500, 500)))
        if kind == "grid"
        else squares("big", 6000 if kind == "layer" else 5)
    )
    with pytest.raises(CatalogError) as error:
        warehouse.put(item, original=original if kind == "original" else None)
    assert [p.code for p in error.value.problems] == ["disk_full"]
    assert files(warehouse.folder) == before
    again = EmbeddedWarehouse(warehouse.folder, create=False)
    assert [v.layer for v in again.entries()] == ["green"]
    assert content_key(again.get("green")) == squares().digest
    filler.unlink()
    assert warehouse.put(squares(seed=1)).version == 2


def no_room(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize(
    "place", [(store, "write_vector"), (store, "settle"), (store, "copy_settled"), (staging, "settle_folder")]
)
def test_no_room_at_any_step_keeps_nothing(
    place: tuple[object, str], warehouse: EmbeddedWarehouse, original: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse.put(squares())
    before = files(warehouse.folder)
    monkeypatch.setattr(*place, no_room)
    with pytest.raises(CatalogError) as error:
        warehouse.put(squares(seed=1), original=original)
    monkeypatch.undo()
    assert [p.code for p in error.value.problems] == ["disk_full"]
    assert files(warehouse.folder) == before
    assert [v.version for v in warehouse.history("green")] == [1]


def test_all_of_several_or_none(warehouse: EmbeddedWarehouse, original: Path) -> None:
    warehouse.put(squares())
    before = files(warehouse.folder)
    with pytest.raises(CatalogError) as error:
        warehouse.put_all(
            [(squares(seed=1), original), (squares("new"), None), (squares("green", type_="water"), None)]
        )
    assert [p.code for p in error.value.problems] == ["layer_other_type"]
    assert files(warehouse.folder) == before
    assert [(v.layer, v.version) for v in warehouse.entries()] == [("green", 1)]


def test_several_at_once(warehouse: EmbeddedWarehouse, original: Path) -> None:
    made = warehouse.put_all(
        [
            (squares(seed=1), original),
            (squares(seed=2), original),
            (grid(np.ones((2, 2))), original),
            (squares(seed=2), None),
        ]
    )
    assert [(v.layer, v.version) for v in made] == [("green", 1), ("green", 2), ("elevation", 1), ("green", 2)]
    assert warehouse.verify() == ()


def test_layers_of_one_file_share_one_copy_of_it(warehouse: EmbeddedWarehouse, original: Path) -> None:
    warehouse.put_all([(squares(), original), (squares("water"), original)])
    warehouse.put(squares("later"), original=original)
    one, *others = (warehouse.original(name) for name in ("green", "water", "later"))
    assert len({one, *others}) == 3
    assert all(one.samefile(other) for other in others)
    original.write_bytes(b"changed")
    warehouse.put(squares("changed"), original=original)
    assert warehouse.original("changed").read_bytes() == b"changed"
    assert one.read_bytes() == b"as it came" * 1000


def test_every_wrong_name_and_type_is_told_at_once(warehouse: EmbeddedWarehouse) -> None:
    bad = [squares(name) for name in ("../../x", "A", "", "x" * 61, "a b", "đ", "a\n", "a/b", "a\0", ".", "..")]
    with pytest.raises(CatalogError) as error:
        warehouse.put_all([(layer, None) for layer in bad])
    assert [p.code for p in error.value.problems] == ["layer_name"] * len(bad)
    assert files(warehouse.folder) == set()


def test_a_type_nobody_knows_is_refused(warehouse: EmbeddedWarehouse) -> None:
    from dataclasses import replace

    layer = squares()
    with pytest.raises(CatalogError) as error:
        warehouse.put(replace(layer, spec=replace(layer.spec, type="mystery")))
    assert [p.code for p in error.value.problems] == ["unknown_type"]


def test_a_missing_original_is_told(warehouse: EmbeddedWarehouse, tmp_path: Path) -> None:
    with pytest.raises(CatalogError) as error:
        warehouse.put(squares(), original=tmp_path / "nothing.zip")
    assert [(p.code, p.found) for p in error.value.problems] == [("original_missing", "nothing.zip")]
    assert files(warehouse.folder) == set()


def test_the_files_of_a_shapefile_stay_together(warehouse: EmbeddedWarehouse, tmp_path: Path) -> None:
    for name in ("đất.shp", "đất.dbf", "đất.prj", "khác.dbf"):
        (tmp_path / name).write_text(name)
    warehouse.put(squares(), original=tmp_path / "đất.shp")
    assert sorted(p.name for p in warehouse.original("green").parent.iterdir()) == ["đất.dbf", "đất.prj", "đất.shp"]


def test_a_lost_file_comes_back_with_its_content(warehouse: EmbeddedWarehouse) -> None:
    warehouse.put(squares())
    warehouse.put(squares(seed=1))
    warehouse.path("green", 1).unlink()
    assert [p.code for p in warehouse.verify()] == ["stored_file_missing"]
    assert warehouse.put(squares()).version == 3
    assert warehouse.verify() == ()
    assert content_key(warehouse.get("green", 1)) == squares().digest


def test_a_busy_warehouse_is_told_and_nothing_kept(
    warehouse: EmbeddedWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "BUSY_S", 0.05)
    with warehouse._database.writing(), pytest.raises(CatalogError) as error:
        warehouse.put(squares())
    assert [p.code for p in error.value.problems] == ["warehouse_busy"]
    assert files(warehouse.folder) == set()


@pytest.mark.parametrize("make", [lambda: squares(seed=1), lambda: grid(np.zeros((3, 3)))])
def test_an_interrupted_put_keeps_nothing(
    make: Callable[[], object], warehouse: EmbeddedWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "settle", interrupted)
    with pytest.raises(KeyboardInterrupt):
        warehouse.put(make())
    assert files(warehouse.folder) == set()
