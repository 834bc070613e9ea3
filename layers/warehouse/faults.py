"""Faults of disks and databases told as problems that a person can act on."""

from __future__ import annotations

import errno
import re
import shutil
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError
from pyogrio.errors import GeometryError as OgrGeometryError
from rasterio._err import CPLE_BaseError
from rasterio.errors import RasterioError

from layers.problems import CatalogError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE_FAULTS = (
    DataLayerError, DataSourceError, FeatureError, FieldError, OgrGeometryError, RasterioError, CPLE_BaseError,
)  # fmt: skip
"""What GDAL raises through pyogrio and rasterio."""

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NO_RIGHT = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_FULL = re.compile(r"\bfull\b|[Nn]o space left")
_ROOM_FOR_NOTHING = 4_000_000
_LONGEST = 200

# Primary result codes of SQLite (sqlite.org/rescode.html); extended codes carry them in the low byte.
_SQLITE = {
    sqlite3.SQLITE_BUSY: "warehouse_busy",
    sqlite3.SQLITE_LOCKED: "warehouse_busy",
    sqlite3.SQLITE_FULL: "disk_full",
    sqlite3.SQLITE_READONLY: "warehouse_read_only",
    sqlite3.SQLITE_PERM: "warehouse_read_only",
    sqlite3.SQLITE_CORRUPT: "catalogue_damaged",
    sqlite3.SQLITE_NOTADB: "catalogue_damaged",
    sqlite3.SQLITE_SCHEMA: "catalogue_damaged",
    sqlite3.SQLITE_ERROR: "catalogue_damaged",
}


@contextmanager
def faults_told(folder: Path, layer: str = "", file: str = "") -> Iterator[None]:
    """Turn faults of the disk, of SQLite and of GDAL inside the block into `CatalogError`.

    Raises
    ------
    CatalogError
        `disk_full`, `warehouse_read_only`, `warehouse_busy`, `catalogue_damaged`, or for the rest
        `warehouse_failed`.
    """
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise
    except sqlite3.Error as error:
        code = _code_of_sqlite(error, folder)
        detail = f"{file or 'catalogue.sqlite'}: {error}"
        found = detail if code in {"catalogue_damaged", "warehouse_failed"} else str(folder)
        raise CatalogError(Problem(code=code, layer=layer, found=found[:_LONGEST])) from error
    # Those of rasterio are OSErrors as well, without a number.
    except FILE_FAULTS as error:
        code = "disk_full" if _room(folder) < _ROOM_FOR_NOTHING or _FULL.search(_words(error)) else "warehouse_failed"
        found = str(folder) if code == "disk_full" else str(error)
        raise CatalogError(Problem(code=code, layer=layer, found=found[:_LONGEST])) from error
    except OSError as error:
        code = _code_of_system(error)
        found = f"{folder}: {error.strerror or error}" if code == "warehouse_failed" else str(folder)
        raise CatalogError(Problem(code=code, layer=layer, found=found[:_LONGEST])) from error


def _words(error: BaseException | None) -> str:
    """What an error says, and what those say that it came from."""
    return "" if error is None else f"{error} {_words(error.__cause__ or error.__context__)}"


def _code_of_system(error: OSError) -> str:
    if error.errno in _NO_ROOM:
        return "disk_full"
    return "warehouse_read_only" if error.errno in _NO_RIGHT else "warehouse_failed"


def _code_of_sqlite(error: sqlite3.Error, folder: Path) -> str:
    primary = getattr(error, "sqlite_errorcode", -1) & 0xFF
    if primary in {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN} and _room(folder) < _ROOM_FOR_NOTHING:
        return "disk_full"
    return _SQLITE.get(primary, "warehouse_failed")


def _room(folder: Path) -> int:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return _ROOM_FOR_NOTHING
