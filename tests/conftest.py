"""Fixtures that all tests may use, and the rule that CI may lack no program."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from pathlib import Path

import pytest

import run

ROOT = Path(__file__).resolve().parents[1]
MISSING = "program missing:"


@pytest.fixture(scope="session")
def root() -> Path:
    """Folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def realdata() -> Path:
    """Folder of real test inputs, kept outside the project; a test that asks for it is skipped where it is absent."""
    folder = Path(os.environ.get("QUYHOACH_REALDATA") or ROOT.parent / "shared" / "realdata")
    if not folder.is_dir():
        pytest.skip("real test inputs are not here: set QUYHOACH_REALDATA to their folder")
    return folder


def need_program(name: str) -> str:
    """Path of a program that a test drives; where it is absent the test is skipped, and fails in CI."""
    found = run.chromium() if name == "chromium" else shutil.which(name)
    if not found:
        pytest.skip(f"{MISSING} {name}", allow_module_level=True)
    return found


def refuse_missing_program(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip for want of a program into a failure, where CI is set."""
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
    if os.environ.get("CI", "").lower() in {"1", "true"} and MISSING in reason:
        report.outcome = "failed"
        report.longrepr = f"{reason.removeprefix('Skipped: ')} (a failure because CI is set)"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Look at each skip."""
    report = yield
    refuse_missing_program(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Look at each skip of a whole module."""
    report = yield
    refuse_missing_program(report)
    return report
