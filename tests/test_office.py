"""The page on installing and its examples say what is there."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from launch.bundle import PYTHONS
from launch.locks import TARGETS

OF_TESTS = {"QUYHOACH_REALDATA", "QUYHOACH_CHROMIUM"}


def page(root: Path) -> str:
    return (root / "docs" / "installing.md").read_text("utf-8")


def test_every_variable_of_the_environment_is_documented(root):
    sources = [root / "run.py", root / "chay.bat", root / "docs" / "office" / "may-chu.bat"]
    sources += [file for package in ("layers", "planning") for file in (root / package).rglob("*.py")]
    used = {name for file in sources for name in re.findall(r"QUYHOACH_[A-Z_]*[A-Z]", file.read_text("utf-8"))}
    told = "".join(file.read_text("utf-8") for file in (root / "docs").glob("*.md"))
    assert {name for name in used - OF_TESTS if f"`{name}`" not in told} == set()


def test_the_page_names_the_systems_that_can_be_packed_for(root):
    table = page(root).partition("| `--platform` | |")[2].partition("\n\n")[0]
    assert set(re.findall(r"`(\w+)`", table)) == set(TARGETS)
    assert all(python in page(root) for python in PYTHONS)


def test_the_proxy_lets_through_what_the_application_takes(root):
    example = (root / "docs" / "office" / "nginx.conf").read_text("utf-8")
    limit = tomllib.loads((root / ".streamlit" / "config.toml").read_text("utf-8"))["server"]["maxUploadSize"]
    (allowed,) = re.findall(r"client_max_body_size (\d+)m;", example)
    assert limit < int(allowed) < limit * 1.1
    assert f"{limit} MB" in page(root)


def test_the_service_and_the_proxy_speak_of_one_path(root):
    office = root / "docs" / "office"
    paths = re.findall(r"QUYHOACH_BASE_PATH=(\w+)", (office / "quyhoach.service").read_text("utf-8"))
    paths += re.findall(r'QUYHOACH_BASE_PATH=(\w+)"', (office / "may-chu.bat").read_text("utf-8"))
    paths += re.findall(r"location /(\w+)/ ", (office / "nginx.conf").read_text("utf-8"))
    assert paths == ["quyhoach"] * 3


@pytest.mark.slow
def test_the_service_is_one_that_linux_takes(root, tmp_path):
    program = shutil.which("systemd-analyze")
    if not program:
        pytest.skip("systemd is not here")
    file = tmp_path / "quyhoach.service"
    file.write_bytes((root / "docs" / "office" / "quyhoach.service").read_bytes())
    done = subprocess.run([program, "verify", file], capture_output=True, encoding="utf-8", check=False)
    complaints = [line for line in done.stderr.splitlines() if "quyhoach" in line and "not executable" not in line]
    assert complaints == []
