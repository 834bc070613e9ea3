"""The tables of the catalogue, and how a database is opened that several processes use at once."""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from layers.file_names import sqlite_address
from layers.problems import CatalogError, Problem
from layers.warehouse.faults import faults_told

if TYPE_CHECKING:
    from collections.abc import Iterator

APPLICATION_ID = 0x51755968
SCHEMA_VERSION = 1
BUSY_S = 30.0

CATALOGUE = """
CREATE TABLE files (
    digest TEXT PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    bytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    manifest TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE versions (
    number INTEGER PRIMARY KEY,
    layer TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    digest TEXT NOT NULL REFERENCES files (digest),
    type TEXT NOT NULL,
    features INTEGER NOT NULL,
    crs TEXT NOT NULL,
    date TEXT NOT NULL,
    source TEXT NOT NULL,
    data_date TEXT NOT NULL,
    licence TEXT NOT NULL,
    illustrative INTEGER NOT NULL CHECK (illustrative IN (0, 1)),
    file TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    geometry TEXT NOT NULL,
    unit TEXT NOT NULL,
    west REAL, south REAL, east REAL, north REAL,
    notes TEXT NOT NULL,
    original TEXT NOT NULL,
    original_sha256 TEXT NOT NULL,
    restored_from INTEGER NOT NULL DEFAULT 0,
    UNIQUE (layer, version)
);
CREATE INDEX versions_by_original ON versions (original_sha256);
CREATE TABLE current (
    layer TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    FOREIGN KEY (layer, version) REFERENCES versions (layer, version)
) WITHOUT ROWID;
CREATE TABLE documents (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    date TEXT NOT NULL,
    digest TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (kind, name, version)
) WITHOUT ROWID;
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE projected (
    digest TEXT NOT NULL,
    crs TEXT NOT NULL,
    proj TEXT NOT NULL,
    result TEXT NOT NULL,
    PRIMARY KEY (digest, crs, proj)
) WITHOUT ROWID;
CREATE TRIGGER versions_stay BEFORE UPDATE ON versions BEGIN SELECT RAISE (ABORT, 'a version never changes'); END;
CREATE TRIGGER versions_remain BEFORE DELETE ON versions BEGIN SELECT RAISE (ABORT, 'a version is never removed'); END;
"""

OBSERVATIONS = """
CREATE TABLE batches (
    batch INTEGER PRIMARY KEY,
    date TEXT NOT NULL,
    source TEXT NOT NULL,
    data_date TEXT NOT NULL,
    licence TEXT NOT NULL,
    illustrative INTEGER NOT NULL CHECK (illustrative IN (0, 1)),
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL
);
CREATE TABLE series (
    series INTEGER PRIMARY KEY,
    sensor TEXT NOT NULL,
    quantity TEXT NOT NULL,
    UNIQUE (sensor, quantity)
);
CREATE TABLE observations (
    series INTEGER NOT NULL REFERENCES series (series),
    time_us INTEGER NOT NULL,
    value REAL,
    unit TEXT NOT NULL,
    flag TEXT NOT NULL,
    batch INTEGER NOT NULL REFERENCES batches (batch),
    PRIMARY KEY (series, time_us)
) WITHOUT ROWID;
CREATE TABLE superseded (
    series INTEGER NOT NULL REFERENCES series (series),
    time_us INTEGER NOT NULL,
    value REAL,
    unit TEXT NOT NULL,
    flag TEXT NOT NULL,
    batch INTEGER NOT NULL REFERENCES batches (batch)
);
"""

_KIND = 2
# Shared memory does not work over these, and the write-ahead log needs it (sqlite.org/wal.html).
_REMOTE = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "fuse.sshfs", "fuse.rclone", "davfs"})


class Database:
    """A SQLite file of ours: one short connection for each piece of work, so that threads and forks share nothing."""

    def __init__(self, path: Path, tables: str) -> None:
        self.path = path
        self._tables = tables

    def create(self) -> None:
        """Make the tables where there are none; several processes may do it at once.

        Raises
        ------
        CatalogError
            `not_a_warehouse` where the file is a database of something else, `warehouse_newer` where a later version
            of the tool made it, and what `faults_told` names.
        """
        if self.path.exists() and self.path.stat().st_size and self._checked():
            return
        with faults_told(self.path.parent, file=self.path.name), closing(self._opened("mode=rwc")) as db:
            db.execute("BEGIN")  # one state for the whole look: somebody else may be making it
            ours = self._is_ours(db)
            db.execute("COMMIT")
            if ours:
                return
            if not on_remote_disk(self.path):
                _set_wal(db)
            db.execute("BEGIN IMMEDIATE")
            if not self._is_ours(db):
                for statement in _statements(self._tables):
                    db.execute(statement)
                db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            db.execute("COMMIT")

    def check(self) -> None:
        """Refuse a database that is not ours or of a later version, as `create` does, without writing."""
        if not self._checked():
            raise CatalogError(Problem(code="not_a_warehouse", found=str(self.path), allowed="Quyhoach"))

    def _checked(self) -> bool:
        with self.reading() as db:
            return self._is_ours(db)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one state of the database for the whole block."""
        with faults_told(self.path.parent, file=self.path.name), closing(self._connect(reading=True)) as db:
            db.execute("BEGIN")
            yield db

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection that alone may write; all or nothing of the block is kept."""
        if not os.access(self.path.parent, os.W_OK):
            raise CatalogError(Problem(code="warehouse_read_only", found=str(self.path.parent)))
        with faults_told(self.path.parent, file=self.path.name), closing(self._connect()) as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

    def _connect(self, *, reading: bool = False) -> sqlite3.Connection:
        if not self.path.exists():
            raise CatalogError(Problem(code="warehouse_missing", found=str(self.path)))
        modes = ["mode=rw"] if os.access(self.path.parent, os.W_OK) else ["mode=ro"]
        if reading:
            # The log ahead wants a file beside it: on a full or read-only disk the database is read without.
            modes += ["mode=ro", "mode=ro&immutable=1"] if self._is_whole() else ["mode=ro"]
        while True:
            try:
                return self._opened(modes.pop(0))
            except sqlite3.OperationalError:
                if not modes:
                    raise

    def _opened(self, mode: str) -> sqlite3.Connection:
        address = sqlite_address(self.path.absolute(), mode)
        db = sqlite3.connect(address, uri=True, timeout=BUSY_S, isolation_level=None)
        try:
            # What is in the file may come from elsewhere: views and triggers of others get no trust.
            db.execute("PRAGMA trusted_schema = OFF")
            db.execute("PRAGMA foreign_keys = ON")
            db.execute("PRAGMA user_version").fetchone()
        except BaseException:
            db.close()
            raise
        db.row_factory = sqlite3.Row
        return db

    def _is_whole(self) -> bool:
        """Whether nothing of the database stands in a log beside it."""
        try:
            return self.path.with_name(self.path.name + "-wal").stat().st_size == 0
        except FileNotFoundError:  # asked in one go: whoever closes last takes the log away at any time
            return True

    def _is_ours(self, db: sqlite3.Connection) -> bool:
        (ours,), (version,) = (
            db.execute("PRAGMA application_id").fetchone(),
            db.execute("PRAGMA user_version").fetchone(),
        )
        (tables,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if ours == APPLICATION_ID and version > SCHEMA_VERSION:
            raise CatalogError(Problem(code="warehouse_newer", found=str(version), allowed=f"<= {SCHEMA_VERSION}"))
        if ours == APPLICATION_ID and version == SCHEMA_VERSION:
            return True
        if tables or ours:
            raise CatalogError(Problem(code="not_a_warehouse", found=str(self.path), allowed="Quyhoach"))
        return False


def _set_wal(db: sqlite3.Connection) -> None:
    """Ask for the write-ahead log; the change itself does not wait for other processes, so ask again."""
    end = time.monotonic() + BUSY_S
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(0.01)
        else:
            return


def _statements(script: str) -> list[str]:
    """The statements of a script; `executescript` would end the transaction."""
    statements, part = [], ""
    for piece in script.split(";"):
        part += piece + ";"
        if sqlite3.complete_statement(part):
            statements.append(part)
            part = ""
    return statements


def on_remote_disk(path: Path, mounts: Path = Path("/proc/mounts")) -> bool:
    """Whether a path lies on a network share, as far as the system tells."""
    if sys.platform == "win32":
        return path.absolute().as_posix().startswith("//")
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return False
    # Mount points are written with octal escapes for spaces and tabs.
    points = [
        (Path(parts[1].replace("\\040", " ").replace("\\011", "\t")), parts[_KIND])
        for parts in map(str.split, lines)
        if len(parts) > _KIND
    ]
    resolved = path.absolute()
    holding = [(len(point.parts), kind) for point, kind in points if resolved.is_relative_to(point)]
    return max(holding, default=(0, ""))[1] in _REMOTE
