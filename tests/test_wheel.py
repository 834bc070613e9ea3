"""A built wheel holds what the packages read at run time: facts, texts, and the pages' own assets."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

PACKAGES = ("data", "layers", "scenarios", "planning")
COMPILED = {".pyc", ".nbi", ".nbc"}
READS = """
import data, planning
from data import table, tables
from planning.i18n import LANGUAGES, translator
from planning.indicators import INDICATORS
from planning.ui import __path__ as ui
from pathlib import Path
assert all(len(table(name)) for name in tables())
assert all(translator(language).has(f"indicator.{name}.label") for language in LANGUAGES for name in INDICATORS)
assert (Path(ui[0]) / "assets" / "map.js").stat().st_size
print(Path(data.__file__).parents[1], Path(planning.__file__).parents[1], len(tables()))
"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built without the network from a copy, so that the checkout stays clean."""
    copy = tmp_path_factory.mktemp("copy")
    for package in PACKAGES:
        shutil.copytree(root / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(root / name, copy)
    build = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--no-deps", "--no-build-isolation"]
    done = subprocess.run([*build, "--wheel-dir", copy / "made", copy], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = (copy / "made").glob("*.whl")
    return made


def own_files(root: Path) -> set[str]:
    found = (file for package in PACKAGES for file in (root / package).rglob("*"))
    return {
        file.relative_to(root).as_posix()
        for file in found
        if file.is_file() and file.suffix not in COMPILED and "__pycache__" not in file.parts
    }


def test_a_wheel_holds_every_file_of_the_packages_and_nothing_else(root: Path, wheel: Path) -> None:
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert held == own_files(root)


def test_what_is_read_at_run_time_is_read_from_the_wheel(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "unpacked"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(home)
    done = subprocess.run(
        [sys.executable, "-c", READS],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    *places, tables = done.stdout.split()
    assert places == [str(home)] * 2
    assert int(tables) > 30
