"""Output files that appear whole or not at all: written in a folder beside, settled on the disk, renamed."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pyarrow as pa

from layers.files.faults import GDAL_FAULTS, LONGEST_FOUND
from layers.problems import LayerError, Problem

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NO_RIGHT = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_ROOM_FOR_NOTHING = 1_000_000


@contextmanager
def staged(target: Path) -> Iterator[Path]:
    """A path of the same name in a private folder beside the target; after the block the file takes the target's place.

    Raises
    ------
    LayerError
        `folder_missing`, `file_is_folder`, `disk_full`, `folder_not_writable`, `write_failed`; nothing is left behind,
        and what was at the target is still there.
    """
    folder = target.parent
    if not folder.is_dir():
        raise LayerError(Problem(code="folder_missing", found=str(folder)))
    if target.is_dir():
        raise LayerError(Problem(code="file_is_folder", found=str(target)))
    home = folder / f".new-{os.getpid()}-{secrets.token_hex(6)}"
    try:
        with told(folder):
            home.mkdir()
            # GDAL takes a "!" in a name for a place inside an archive.
            path = home / f"file{target.suffix.lower()}"
            yield path
            _settle(path)
            path.replace(target)
            _settle_folder(folder)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Turn faults of the disk and of writers into problems."""
    try:
        yield
    except OSError as fault:
        raise LayerError(
            Problem(code=_code(fault, folder), found=f"{folder}: {fault.strerror or fault}"[:LONGEST_FOUND])
        ) from fault
    except (*GDAL_FAULTS, pa.ArrowException, sqlite3.Error) as fault:
        words = " ".join(str(fault).split())
        full = _room(folder) < _ROOM_FOR_NOTHING or any(
            w in words for w in ("No space left", "disk is full", "File too large")
        )
        code = "disk_full" if full else "write_failed"
        raise LayerError(Problem(code=code, found=f"{folder}: {words}"[:LONGEST_FOUND])) from fault


def _code(fault: OSError, folder: Path) -> str:
    if fault.errno in _NO_ROOM or (fault.errno is None and _room(folder) < _ROOM_FOR_NOTHING):
        return "disk_full"
    return "folder_not_writable" if fault.errno in _NO_RIGHT else "write_failed"


def _room(folder: Path) -> int:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return _ROOM_FOR_NOTHING


def _settle(path: Path) -> None:
    with path.open("r+b") as stream:
        os.fsync(stream.fileno())


def _settle_folder(folder: Path) -> None:
    """Bring the new name to the disk, where the system can do that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def short(found: int, expected: int) -> LayerError:
    """The error of a file that does not hold what was given: GDAL may not report a disk that fills at the end."""
    return LayerError(Problem(code="write_failed", found=str(found), allowed=str(expected)))
