"""The rule that a program missing in CI is a failure; anywhere else it is a reason to skip."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TEST = """
from tests.conftest import need_program

def test_drives_a_program():
    need_program("a-program-that-nobody-has")

def test_needs_something_else():
    import pytest
    pytest.skip("real test inputs are not here")
"""
MODULE = """
from tests.conftest import need_program

need_program("a-program-that-nobody-has")
"""


@pytest.mark.parametrize(("ci", "expected"), [("true", (1, "1 failed, 1 skipped")), ("", (0, "2 skipped"))])
def test_a_missing_program_fails_a_test_only_in_ci(
    ci: str, expected: tuple[int, str], tmp_path: Path, root: Path
) -> None:
    assert outcome(TEST, ci, tmp_path, root) == expected


@pytest.mark.parametrize(("ci", "expected"), [("true", (2, "1 error")), ("", (5, "1 skipped"))])
def test_a_missing_program_fails_a_module_only_in_ci(
    ci: str, expected: tuple[int, str], tmp_path: Path, root: Path
) -> None:
    assert outcome(MODULE, ci, tmp_path, root) == expected


def outcome(source: str, ci: str, folder: Path, root: Path) -> tuple[int, str]:
    """Exit status of pytest over one file under our conftest, and its count."""
    tests = folder / "tests"
    tests.mkdir()
    for name in ("tests/__init__.py", "tests/conftest.py", "run.py"):
        shutil.copy(root / name, folder / name)
    (tests / "test_one.py").write_text(source)
    (folder / "pytest.ini").write_text("[pytest]\npythonpath = .\naddopts = --import-mode=importlib\n")
    environment = os.environ | {"CI": ci, "PYTEST_ADDOPTS": ""}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)
    return done.returncode, done.stdout.strip().splitlines()[-1].partition(" in ")[0]
