"""Faults of disks and databases become problems with a code."""

from __future__ import annotations

import errno
import re
import sqlite3
from pathlib import Path

import pytest
from pyogrio.errors import DataSourceError
from rasterio.errors import RasterioIOError

from layers.problems import CatalogError, Problem
from layers.warehouse.faults import _SQLITE, faults_told
from planning.i18n.translator import LANGUAGES, Translator


def raised(fault: BaseException, folder: Path) -> Problem:
    with pytest.raises(CatalogError) as error, faults_told(folder, "green"):
        raise fault
    assert error.value.__cause__ is fault
    (problem,) = error.value.problems
    assert problem.layer == "green"
    return problem


def of_sqlite(number: int, text: str = "x") -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(text)
    error.sqlite_errorcode = number
    return error


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk_full"),
        (errno.EDQUOT, "disk_full"),
        (errno.EFBIG, "disk_full"),
        (errno.EROFS, "warehouse_read_only"),
        (errno.EACCES, "warehouse_read_only"),
        (errno.EPERM, "warehouse_read_only"),
        (errno.EIO, "warehouse_failed"),
    ],
)
def test_faults_of_the_system(number: int, code: str, tmp_path: Path) -> None:
    assert raised(OSError(number, "fault"), tmp_path).code == code


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (sqlite3.SQLITE_FULL, "disk_full"),
        (sqlite3.SQLITE_BUSY, "warehouse_busy"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "warehouse_busy"),
        (sqlite3.SQLITE_READONLY_DBMOVED, "warehouse_read_only"),
        (sqlite3.SQLITE_CORRUPT, "catalogue_damaged"),
        (sqlite3.SQLITE_NOTADB, "catalogue_damaged"),
        (sqlite3.SQLITE_IOERR_READ, "warehouse_failed"),
    ],
)
def test_faults_of_sqlite(number: int, code: str, tmp_path: Path) -> None:
    assert raised(of_sqlite(number), tmp_path).code == code


@pytest.mark.parametrize("fault", [DataSourceError("database or disk is full"), RasterioIOError("disk full")])
def test_a_full_disk_told_by_gdal(fault: Exception, tmp_path: Path) -> None:
    assert raised(fault, tmp_path).code == "disk_full"


def test_other_faults_of_gdal_keep_their_words(tmp_path: Path) -> None:
    problem = raised(DataSourceError("no such driver"), tmp_path)
    assert (problem.code, problem.found) == ("warehouse_failed", "no such driver")


def test_a_fault_of_gdal_on_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("layers.warehouse.faults._room", lambda _: 0)
    assert raised(DataSourceError("could not write"), tmp_path).code == "disk_full"
    assert raised(of_sqlite(sqlite3.SQLITE_IOERR), tmp_path).code == "disk_full"


def test_faults_of_the_program_pass(tmp_path: Path) -> None:
    for fault in (ZeroDivisionError(), sqlite3.IntegrityError("x"), sqlite3.ProgrammingError("x")):
        with pytest.raises(type(fault)), faults_told(tmp_path):
            raise fault


def test_problems_pass_as_they_are(tmp_path: Path) -> None:
    told = CatalogError(Problem(code="layer_name"))
    with pytest.raises(CatalogError) as error, faults_told(tmp_path):
        raise told
    assert error.value is told


def test_every_problem_of_the_warehouse_has_its_words_in_both_languages(root: Path) -> None:
    source = "".join(path.read_text("utf-8") for path in sorted((root / "layers" / "warehouse").glob("*.py")))
    codes = set(re.findall(r'code="([a-z_]+)"', source)) | set(_SQLITE.values())
    for language in LANGUAGES:
        t = Translator(language)
        assert [code for code in sorted(codes) if not t.has(f"problem.{code}.what")] == []
        assert [code for code in sorted(codes) if not t.has(f"problem.{code}.remedy")] == []
        keys = re.findall(
            r'msgid "problem\.(\w+)\.', (root / "planning/i18n" / language / "warehouse.po").read_text("utf-8")
        )
        assert [key for key in sorted(set(keys)) if f'"{key}"' not in source] == []
