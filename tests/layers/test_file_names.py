"""Names of files on all systems, and SQLite's addresses of them, by the rules of Windows and of SQLite."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path, PurePosixPath, PureWindowsPath
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.file_names import portable, sqlite_address


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Bản đồ.geojson", "Bản đồ.geojson"),
        ("Ba\u0309n đô\u0300.csv", "Bản đồ.csv"),
        ('a<b>c:d"e/f\\g|h?i*j.csv', "a_b_c_d_e_f_g_h_i_j.csv"),
        ("tab\there.csv", "tab_here.csv"),
        ("con.csv", "con_.csv"),
        ("COM1.tar.gz", "COM1_.tar.gz"),
        ("nul", "nul_"),
        ("NUL .txt", "NUL_.txt"),
        ("console.csv", "console.csv"),
        ("so lieu. ", "so lieu__"),
        ("...", "___"),
        ("", "_"),
    ],
)
def test_a_name_fits_every_system(name: str, expected: str) -> None:
    assert portable(name) == expected


@given(st.text(max_size=40))
def test_any_name_becomes_one_that_windows_takes(name: str) -> None:
    made = portable(name)
    assert made
    assert not set(made) & set('<>:"/\\|?*')
    assert made[-1] not in ". "
    assert not PureWindowsPath(made).is_reserved()
    assert portable(made) == made


def test_files_of_one_shape_keep_together() -> None:
    assert {portable(f"ranh giới: 2025.{ending}").partition(".")[0] for ending in ("shp", "dbf", "prj")} == {
        "ranh giới_ 2025"
    }


@pytest.mark.parametrize(
    "path",
    [
        PureWindowsPath(r"C:\Quy hoạch\kho 1\catalogue.sqlite"),
        PureWindowsPath(r"\\may-chu\quy hoach\kho#1\catalogue.sqlite"),
        PurePosixPath("/srv/kho 100%/catalogue.sqlite"),
    ],
)
def test_an_address_names_no_other_machine_and_gives_the_path_back(path: PureWindowsPath) -> None:
    """As SQLite reads it: what stands between two slashes is a machine, what follows a question mark is an option."""
    parts = urlsplit(sqlite_address(path, "mode=ro"))
    assert parts.netloc == ""
    assert parts.query == "mode=ro"
    assert unquote(parts.path) == str(path)


def test_sqlite_itself_opens_what_is_named_so(tmp_path: Path) -> None:
    file = tmp_path / "kho 100% #1?" / "Đà Nẵng.sqlite"
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as base:
        base.execute("CREATE TABLE there (x)")
    with closing(sqlite3.connect(sqlite_address(file, "mode=ro"), uri=True)) as base:
        assert base.execute("SELECT name FROM sqlite_master").fetchall() == [("there",)]
