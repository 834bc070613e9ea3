"""A warehouse in a folder copied whole: every version, original, reading, document and setting, or nothing.

Files of a warehouse never change, and what the catalogue lists is never removed. So a copy is of one moment although
others go on working: first the catalogue and the readings as they are now, then the files that this catalogue lists.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from layers.problems import CatalogError, OptionError, Problem
from layers.warehouse import catalogue
from layers.warehouse.base import Warehouse
from layers.warehouse.embedded import EmbeddedWarehouse
from layers.warehouse.faults import faults_told
from layers.warehouse.schema import CATALOGUE, OBSERVATIONS, Database
from layers.warehouse.staging import copy_settled, publish, settle_folder, staged
from layers.warehouse.store import Store

Tell = Callable[[int, int], None]
_DATABASES = {"catalogue.sqlite": CATALOGUE, "observations.sqlite": OBSERVATIONS}


@dataclass(frozen=True)
class Copied:
    """What was copied: layers, versions of all of them, and bytes of their files."""

    layers: int
    versions: int
    bytes: int


def copy_warehouse(source: Warehouse, target: Path, tell: Tell = lambda _done, _all: None) -> Copied:
    """What was copied; the copy has the versions, dates and digests of the source.

    Parameters
    ----------
    source
        A warehouse in a folder.
    target
        A folder that is not there or is empty.
    tell
        Told after each file: how many of how many.

    Raises
    ------
    OptionError
        `folder_not_empty`, `folder_missing` (the one above), `folder_within`.
    CatalogError
        `stored_file_missing`, `stored_file_damaged` (a file is not what the catalogue says), `disk_full` and other
        faults of the disk. Nothing is at the target then.
    """
    if not isinstance(source, EmbeddedWarehouse):
        raise CatalogError(Problem(code="warehouse_not_supported", found=source.address, allowed="folder"))
    target = target.expanduser().absolute()
    _check_target(source.folder, target)
    with faults_told(target.parent), staged(target.parent) as beside:
        beside.mkdir()
        for name, tables in _DATABASES.items():
            _copy_database(Database(source.folder / name, tables), beside / name)
        done = _copy_files(source.folder, beside, tell)
        publish(beside, target)
    return done


def _check_target(source: Path, target: Path) -> None:
    if not target.parent.is_dir():
        raise OptionError(Problem(code="folder_missing", found=str(target.parent)))
    if target.resolve().is_relative_to(source.resolve()):
        raise OptionError(Problem(code="folder_within", found=str(target), allowed=f"≠ {source}"))
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise OptionError(Problem(code="folder_not_empty", found=str(target), allowed="-"))


def _copy_database(database: Database, target: Path) -> None:
    """One state of a database, whoever writes to it meanwhile; nothing where there is none."""
    if not database.path.exists():
        return
    with database.reading() as db, closing(sqlite3.connect(target)) as copy:
        db.backup(copy)


def _copy_files(source: Path, target: Path, tell: Tell) -> Copied:
    """The files of the copied catalogue, each held to the hash that stands there."""
    here, there = Store(source), Store(target)
    with Database(target / "catalogue.sqlite", CATALOGUE).reading() as db:
        wanted = {row["path"]: row["sha256"] for row in db.execute("SELECT path, sha256 FROM files")}
        entries, layers = catalogue.history(db), len(catalogue.current(db))
    wanted |= {entry.original: entry.original_sha256 for entry in entries if entry.original}
    folders = {str(PurePosixPath(entry.original).parent) for entry in entries if entry.original}
    size = 0
    for number, (name, sha256) in enumerate(sorted(wanted.items()), start=1):
        size += _copy_file(here.resolve(name), there.resolve(name), sha256)
        tell(number, len(wanted))
    for folder in sorted(folders):  # what came beside an original: a Shapefile has several files
        for companion in sorted(here.resolve(folder).iterdir()):
            place = there.resolve(folder) / companion.name
            size += 0 if place.exists() else _copy_file(companion, place, "")
        settle_folder(there.resolve(folder))
    return Copied(layers=layers, versions=len(entries), bytes=size)


def _copy_file(source: Path, target: Path, sha256: str) -> int:
    """The size of a file, copied to the same place below another folder."""
    if not source.is_file():
        raise CatalogError(Problem(code="stored_file_missing", found=source.name))
    target.parent.mkdir(parents=True, exist_ok=True)
    found = copy_settled(source, target)
    if sha256 and found != sha256:
        raise CatalogError(Problem(code="stored_file_damaged", found=source.name))
    return target.stat().st_size
