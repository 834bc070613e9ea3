"""A folder packed for a closed network: installed with the index out of reach, it answers as the checkout does."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path, PureWindowsPath
from urllib.request import ProxyHandler, build_opener

import pytest
from packaging.utils import canonicalize_name

import run

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
SCRIPT = "planning/ui/entry/script.py"
LONGEST_ON_WINDOWS = 260  # characters of a path, unless long ones were allowed
SHORT_FOLDER = 90  # of the folder it is put in: what the page on installing says
# The first sentence of the page that opens first, as a session without a browser gets it.
OVERVIEW = """
import sys
from streamlit.testing.v1 import AppTest
page = AppTest.from_file(sys.argv[1], default_timeout=120).run()
assert not page.exception, page.exception
print(page.title[0].value, "|", page.markdown[0].value)
"""


def closed() -> dict[str, str]:
    """An environment from which no index can be reached, and which knows nothing of this machine's own settings."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{listener.getsockname()[1]}"
    ours = ("PIP_", "UV_", "QUYHOACH_", "STREAMLIT_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    kept |= dict.fromkeys(("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), nobody)
    return {name: value for name, value in kept.items() if name not in {"PYTHONPATH", "CI"}} | {"PIP_NO_INDEX": "1"}


def without_network() -> list[str]:
    """What to put before a command so that there is no network around it; empty if there is no way."""
    program = shutil.which("unshare")
    for words in (["-n"], ["-r", "-n"]):
        if program and subprocess.run([program, *words, "true"], capture_output=True, check=False).returncode == 0:
            return [program, *words]
    return []


def packed(root: Path, to: Path, *flags: str) -> Path:
    """A packed folder; where its packages cannot be fetched the test is skipped."""
    command = [sys.executable, "-m", "launch.bundle", "--to", str(to), *flags]
    done = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=False)
    if "could be had" in done.stderr:
        pytest.skip("the package index cannot be reached, so nothing can be packed")
    if "web assets" in done.stderr:
        pytest.skip("web assets are not installed here: python3 run.py setup")
    assert done.returncode == 0, done.stderr
    return to


@pytest.fixture(scope="module")
def installed(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder packed, carried elsewhere, and installed where no index can be reached."""
    made = packed(root, tmp_path_factory.mktemp("gói") / "quyhoach")
    folder = made.rename(tmp_path_factory.mktemp("máy phòng quy hoạch") / "Quy hoạch 2026")
    command = [*without_network(), sys.executable, str(folder / "run.py"), "setup"]
    settings = closed() | {"HOME": str(folder.parent)}
    done = subprocess.run(command, cwd=folder.parent, env=settings, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "using pip" not in done.stderr, "uv came along and must be the one that installs"
    return folder


def test_packages_are_the_locked_ones_and_nothing_is_left_behind(installed: Path, root: Path) -> None:
    listing = [str(run.python_of(installed)), "-m", "pip", "list", "--format", "freeze"]
    done = subprocess.run(listing, cwd=installed, env=closed(), capture_output=True, encoding="utf-8", check=True)
    locked = re.findall(r"^([\w.-]+)==([\w.+!-]+)", (root / "requirements.lock").read_text("utf-8"), re.MULTILINE)
    found = {(canonicalize_name(name), version) for name, version in (line.split("==") for line in done.stdout.split())}
    tools = {"pip", "setuptools", "uv", "wheel"}
    assert {pin for pin in found if pin[0] not in tools} <= set(locked)
    assert not (installed / ".quyhoach" / run.UV_CACHE).exists()


@pytest.fixture(scope="module")
def server(installed: Path) -> Iterator[str]:
    """The address of the application, started as a user starts it."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    command = [sys.executable, str(installed / "run.py"), "run", "--port", str(port)]
    log = installed.parent / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=installed.parent, env=closed(), stdout=out, stderr=subprocess.STDOUT)
        try:
            address = f"http://127.0.0.1:{port}"
            end = time.monotonic() + 60
            while fetched(f"{address}/_stcore/health") != (200, b"ok"):
                assert time.monotonic() < end, log.read_text("utf-8")
                assert process.poll() is None, log.read_text("utf-8")
                time.sleep(0.2)
            yield address
        finally:
            process.terminate()
            process.wait(20)


def fetched(address: str) -> tuple[int, bytes]:
    try:
        with build_opener(ProxyHandler({})).open(address, timeout=10) as answer:
            return answer.status, answer.read()
    except OSError as error:
        return getattr(error, "code", 0), b""


def test_the_server_is_up_with_its_maps_and_typeface(server: str) -> None:
    for path in (
        "/vendor/leaflet/dist/leaflet.js",
        "/vendor/@fontsource/be-vietnam-pro/files/be-vietnam-pro-vietnamese-400-normal.woff2",
        "/assets/map.js",
    ):
        status, body = fetched(server + path)
        assert status == 200, path
        assert len(body) > 1000


def asked(python: Path, code: str | list[str], folder: Path, warehouse: Path) -> str:
    words = ["-c", code, str(folder / SCRIPT)] if isinstance(code, str) else code
    done = subprocess.run(
        [str(python), *words],
        cwd=folder, env=closed() | {"QUYHOACH_WAREHOUSE": str(warehouse), "PYTHONUTF8": "1"},
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_first_page_answers_as_in_the_checkout(installed: Path, root: Path) -> None:
    here = asked(run.python_of(installed), OVERVIEW, installed, installed / "demo")
    there = asked(Path(sys.executable), OVERVIEW, root, installed / "demo")
    assert here == there
    assert "Tỉnh Minh Họa" in here


def test_a_question_gets_the_number_it_gets_in_the_checkout(installed: Path, root: Path, tmp_path: Path) -> None:
    answers = []
    for name, python, folder in (("here", run.python_of(installed), installed), ("there", Path(sys.executable), root)):
        out = tmp_path / f"{name}.csv"
        question = ["access", "--facility", "school.primary", "--mode", "motorbike", "--measure", "nearest"]
        asked(python, ["-m", "planning", *question, "-o", str(out)], folder, installed / "demo")
        answers.append(out.read_bytes())
    assert answers[0] == answers[1]
    assert answers[0].count(b"reached") > 1000


def test_a_folder_packed_for_windows_holds_every_package_that_windows_needs(root: Path, tmp_path: Path) -> None:
    """Solved by uv as if it stood on Windows, with the hashes of the lock; nothing can be run here."""
    made = packed(root, tmp_path / "windows", "--platform", "win_amd64", "--python", "3.12", "--without-areas")
    settings = closed() | {"UV_NO_INDEX": "1", "UV_OFFLINE": "1", "UV_NO_CONFIG": "1", "UV_FIND_LINKS": "bundle/wheels"}
    kind = ["--python-platform", "x86_64-pc-windows-msvc", "--python-version", "3.12", "--target", str(tmp_path / "x")]
    checked = ["--require-hashes", "--only-binary", ":all:", "-r", "requirements.lock"]
    done = subprocess.run(
        [sys.executable, "-m", "uv", "pip", "install", "--no-cache", *kind, *checked],
        cwd=made, env=settings, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "x").glob("numpy/**/*.pyd"))
    assert (tmp_path / "x" / "colorama").is_dir()  # which only Windows asks for
    unpacked = [file.relative_to(tmp_path / "x") for file in (tmp_path / "x").rglob("*")]
    deepest = max(len(str(PureWindowsPath(".quyhoach/uv/archive-v0", "x" * 22, name))) for name in unpacked)
    assert deepest + SHORT_FOLDER < LONGEST_ON_WINDOWS
