"""Databases made, shared and refused."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

import pytest

from layers.problems import CatalogError
from layers.warehouse import schema
from layers.warehouse.schema import APPLICATION_ID, CATALOGUE, OBSERVATIONS, SCHEMA_VERSION, Database, on_remote_disk


def code(error: pytest.ExceptionInfo[CatalogError]) -> str:
    return error.value.problems[0].code


def raw(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as db:
        for statement in statements:
            db.execute(statement)
        db.commit()


@pytest.fixture
def database(tmp_path: Path) -> Database:
    made = Database(tmp_path / "kho #1 ?%41.sqlite", CATALOGUE)
    made.create()
    return made


@pytest.mark.parametrize("tables", [CATALOGUE, OBSERVATIONS])
def test_a_new_database_is_marked_and_logs_ahead(tables: str, tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    Database(path, tables).create()
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert db.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_no_log_ahead_on_a_network_share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "on_remote_disk", lambda _: True)
    Database(tmp_path / "x.sqlite", CATALOGUE).create()
    with closing(sqlite3.connect(tmp_path / "x.sqlite")) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_network_shares_are_known_by_their_mount(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    lines = [
        "/dev/sda1 / ext4 rw 0 0",
        "//server/kho /mnt/kho\\040chung cifs rw",
        "tmpfs /mnt/kho\\040chung/local tmpfs",
        "x",
    ]
    mounts.write_text("\n".join(lines), "utf-8")
    assert on_remote_disk(Path("/mnt/kho chung/warehouse"), mounts)
    assert not on_remote_disk(Path("/mnt/kho chung/local/warehouse"), mounts)
    assert not on_remote_disk(Path("/srv/warehouse"), mounts)
    assert not on_remote_disk(Path("/srv/warehouse"), tmp_path / "nothing")


def test_many_may_make_it_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: Database(tmp_path / "x.sqlite", CATALOGUE).create(), range(24)))
    Database(tmp_path / "x.sqlite", CATALOGUE).check()


def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite").touch()
    Database(tmp_path / "x.sqlite", CATALOGUE).create()
    Database(tmp_path / "x.sqlite", CATALOGUE).check()


@pytest.mark.parametrize(
    "statements",
    [["CREATE TABLE t (a)"], ["PRAGMA application_id = 1196444487"], ["PRAGMA user_version = 1", "CREATE TABLE t (a)"]],
)
def test_databases_of_others_are_left_alone(statements: list[str], tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    raw(path, *statements)
    before = path.read_bytes()
    with pytest.raises(CatalogError) as error:
        Database(path, CATALOGUE).create()
    assert code(error) == "not_a_warehouse"
    assert path.read_bytes() == before


def test_a_database_of_a_later_version_is_refused(database: Database) -> None:
    raw(database.path, f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    for attempt in (database.create, database.check):
        with pytest.raises(CatalogError) as error:
            attempt()
        assert code(error) == "warehouse_newer"
        assert error.value.problems[0].found == str(SCHEMA_VERSION + 1)


@pytest.mark.parametrize(
    "content", [b"not a database at all, but text of some length" * 50, b"SQLite format 3\0" + b"\xff" * 5000]
)
def test_what_is_no_database_is_damaged(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.sqlite").write_bytes(content)
    for attempt in (
        Database(tmp_path / "x.sqlite", CATALOGUE).create,
        Database(tmp_path / "x.sqlite", CATALOGUE).check,
    ):
        with pytest.raises(CatalogError) as error:
            attempt()
        assert code(error) == "catalogue_damaged"
        assert error.value.problems[0].found.startswith("x.sqlite")


def test_a_block_that_fails_leaves_nothing(database: Database) -> None:
    with suppress(ZeroDivisionError), database.writing() as db:
        db.execute("INSERT INTO settings VALUES ('a', 'b')")
        raise ZeroDivisionError
    with database.reading() as db:
        assert db.execute("SELECT count(*) FROM settings").fetchone()[0] == 0


def test_a_reader_sees_one_state(database: Database) -> None:
    with database.reading() as db:
        assert db.execute("SELECT count(*) FROM settings").fetchone()[0] == 0
        with database.writing() as other:
            other.execute("INSERT INTO settings VALUES ('a', 'b')")
        assert db.execute("SELECT count(*) FROM settings").fetchone()[0] == 0
    with database.reading() as db:
        assert db.execute("SELECT count(*) FROM settings").fetchone()[0] == 1


def test_who_waits_too_long_is_told(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "BUSY_S", 0.05)
    with database.writing(), pytest.raises(CatalogError) as error, database.writing():
        pass
    assert code(error) == "warehouse_busy"


@pytest.mark.parametrize("statement", ["UPDATE versions SET features = 7", "DELETE FROM versions"])
def test_versions_neither_change_nor_go(statement: str, database: Database) -> None:
    with database.writing() as db:
        db.execute("INSERT INTO files VALUES ('d', 'p', 1, 's', '{}')")
        db.execute(
            "INSERT INTO versions (layer, version, digest, type, features, crs, date, source, data_date, licence,"
            " illustrative,"
            " file, file_sha256, geometry, unit, notes, original, original_sha256)"
            " VALUES ('a', 1, 'd', 'green', 1, '', '', '', '', '', 0, '', '', '', '', '[]', '', '')"
        )
    with pytest.raises(sqlite3.IntegrityError, match="version"), database.writing() as db:
        db.execute(statement)


def test_no_version_without_its_file(database: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError), database.writing() as db:
        db.execute("INSERT INTO current VALUES ('a', 1)")
