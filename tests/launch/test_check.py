"""A packed folder before the installation: whole or not, for this machine or another."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from launch import check

LINUX = ("linux", "x86_64", "3.11")


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    """Two files and what is written down about them, by hand."""
    root = tmp_path / "Bình Định gói"
    (root / "bundle").mkdir(parents=True)
    (root / "data").mkdir()
    contents = {"app.py": b"application", "data/\u0111\u1ea5t.csv": b"ma,ten\n"}
    for name, content in contents.items():
        (root / name).write_bytes(content)
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in contents.items())
    (root / "bundle" / "SHA256SUMS").write_text(sums, "utf-8")
    about = {"system": "linux_x86_64", "sys_platform": "linux", "machine": "x86_64", "pythons": ["3.11", "3.12"]}
    (root / "bundle" / "about.json").write_text(json.dumps(about), "utf-8")
    return root


def test_a_whole_folder_for_this_machine_passes(packed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main(packed, LINUX) == 0
    assert capsys.readouterr().err == ""


def test_what_is_missing_and_what_is_damaged_are_all_named(packed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (packed / "app.py").unlink()
    (packed / "data" / "đất.csv").write_bytes(b"ma,ten \n")
    assert check.main(packed, LINUX) == 1
    assert capsys.readouterr().err.splitlines() == [
        "  thiếu / missing: app.py",
        "  hỏng / damaged: data/đất.csv",
    ]


@pytest.mark.parametrize(
    ("machine", "told"),
    [
        (("win32", "AMD64", "3.11"), "packed for linux_x86_64, this machine is win32 AMD64"),
        (("linux", "aarch64", "3.11"), "packed for linux_x86_64, this machine is linux aarch64"),
        (("linux", "x86_64", "3.13"), "packed for Python 3.11, 3.12, this is 3.13"),
    ],
)
def test_another_machine_is_told_what_it_was_packed_for(
    machine: tuple[str, str, str], told: str, packed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check.main(packed, machine) == 1
    assert told in capsys.readouterr().err


def test_processors_are_compared_without_case(packed: Path) -> None:
    """Windows says AMD64 in some places and amd64 in others."""
    assert check.misfits(packed, ("linux", "X86_64", "3.12")) == []


@pytest.mark.parametrize("gone", ["about.json", "SHA256SUMS"])
def test_a_folder_without_its_papers_is_damaged(gone: str, packed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (packed / "bundle" / gone).unlink()
    assert check.main(packed, LINUX) == 1
    assert "damaged: bundle" in capsys.readouterr().err


def test_many_faults_are_counted_not_poured_out(packed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = "".join(f"{'0' * 64}  gone-{number}\n" for number in range(500))
    (packed / "bundle" / "SHA256SUMS").write_text(lines, "utf-8")
    assert check.main(packed, LINUX) == 1
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 11
    assert "500" in told[-1]
