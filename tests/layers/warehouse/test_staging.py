"""Files appear whole or not at all."""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from layers.warehouse.staging import (
    A_DAY_S,
    A_WHILE_S,
    copy_settled,
    is_leftover,
    publish,
    remove,
    settle,
    sha256_of,
    staged,
)


def test_what_was_not_published_is_gone(tmp_path: Path) -> None:
    with staged(tmp_path / "a", ".gpkg") as path:
        path.write_text("half")
        path.with_name(path.name + "-journal").write_text("half")
    assert list((tmp_path / "a").iterdir()) == []


def test_what_failed_is_gone(tmp_path: Path) -> None:
    with suppress(ZeroDivisionError), staged(tmp_path) as path:
        path.mkdir()
        (path / "inner").write_text("half")
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_what_was_published_stays_and_is_read_only(tmp_path: Path) -> None:
    with staged(tmp_path) as path:
        path.write_bytes(b"whole")
        size, sha256 = settle(path)
        publish(path, tmp_path / "b" / "x")
    target = tmp_path / "b" / "x"
    assert target.read_bytes() == b"whole"
    assert (size, sha256) == (5, hashlib.sha256(b"whole").hexdigest())
    assert stat.S_IMODE(target.stat().st_mode) == 0o444
    assert sha256_of(target) == sha256


def test_a_leftover_of_the_same_name_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "1").mkdir()
    (tmp_path / "1" / "old").write_text("old")
    with staged(tmp_path) as path:
        path.mkdir()
        (path / "new").write_text("new")
        publish(path, tmp_path / "1")
    assert [p.name for p in (tmp_path / "1").iterdir()] == ["new"]


def test_a_copy_is_whole_read_only_and_never_over_another(tmp_path: Path) -> None:
    content = os.urandom(3_000_000)
    (tmp_path / "a").write_bytes(content)
    assert copy_settled(tmp_path / "a", tmp_path / "b") == hashlib.sha256(content).hexdigest()
    assert (tmp_path / "b").read_bytes() == content
    assert stat.S_IMODE((tmp_path / "b").stat().st_mode) == 0o444
    with pytest.raises(FileExistsError):
        copy_settled(tmp_path / "a", tmp_path / "b")


def test_removing_takes_read_only_files_and_folders_and_nothing(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    for path in (tmp_path / "f", tmp_path / "d" / "f"):
        path.touch(0o444)
    for path in (tmp_path / "f", tmp_path / "d", tmp_path / "nothing"):
        remove(path)
    assert list(tmp_path.iterdir()) == []


def test_removing_a_link_leaves_what_it_points_to(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "f").touch()
    (tmp_path / "link").symlink_to(tmp_path / "d")
    remove(tmp_path / "link")
    assert (tmp_path / "d" / "f").exists()


def ended_process() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


@pytest.mark.parametrize(
    ("name", "age_s", "expected"),
    [
        ("x.gpkg", A_WHILE_S - 60, False),
        ("x.gpkg", A_WHILE_S + 60, True),
        ("own", A_WHILE_S + 60, False),
        ("own", A_DAY_S + 60, True),
        ("ended", A_WHILE_S + 60, True),
        ("ended", A_WHILE_S - 60, False),
    ],
)
def test_leftovers_are_old_and_of_no_living_writer(name: str, age_s: float, expected: bool, tmp_path: Path) -> None:
    names = {"own": f".new-{os.getpid()}-ab12.gpkg", "ended": f".new-{ended_process()}-ab12.gpkg"}
    path = tmp_path / names.get(name, name)
    path.touch()
    assert is_leftover(path, path.stat().st_mtime + age_s) is expected


def test_what_is_gone_is_no_leftover(tmp_path: Path) -> None:
    assert not is_leftover(tmp_path / "nothing", 1e12)
