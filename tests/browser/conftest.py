"""The application in Chromium, with the internet cut off on both sides."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.request import urlopen

import pytest

from layers.demo import write_demo
from layers.warehouse import open_warehouse
from tests.conftest import ROOT, need_program

pytestmark = pytest.mark.browser
OFFLINE = "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
HEALTH_S = 60
# Put before everything in the server: writes down each attempt to reach something that is not this machine.
WATCH = """
import sys
def watch(event, args):
    if event == "socket.connect" and isinstance(args[1], tuple) and args[1][0] not in ("127.0.0.1", "::1"):
        print("REACHED OUT", args[1], file=sys.stderr, flush=True)
    if event == "socket.getaddrinfo" and args[0] not in (None, "127.0.0.1", "localhost", "::1", b"127.0.0.1"):
        print("REACHED OUT", args[0], file=sys.stderr, flush=True)
sys.addaudithook(watch)
"""


@pytest.fixture(scope="session")
def installed_demo(tmp_path_factory) -> Path:
    """A warehouse with the Sample Province, as it is after the installation: to be copied, never to be opened."""
    folder = tmp_path_factory.mktemp("kho") / "Tỉnh Minh Họa"
    write_demo(open_warehouse(folder, create=True))
    return folder


@pytest.fixture(scope="session")
def demo(installed_demo, tmp_path_factory) -> Path:
    """The one behind the shared server; tests may leave scenarios in it."""
    return Path(shutil.copytree(installed_demo, tmp_path_factory.mktemp("kho") / "Tỉnh Minh Họa"))


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@dataclass
class Server:
    """A running server: its address, and the most memory it has held so far."""

    address: str
    process: subprocess.Popen[bytes]

    @property
    def most_bytes(self) -> int:
        """The peak of its resident memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) * 1024


@contextmanager
def running(
    warehouse: Path, home: Path, checkout: Path = ROOT, python: str | Path = sys.executable
) -> Iterator[Server]:
    """A server of a warehouse; when it ends, nothing may have reached out and nothing may have gone wrong in it."""
    log = home / "server.log"
    (home / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    port = free_port()
    environment = {
        **os.environ,
        "QUYHOACH_WAREHOUSE": str(warehouse),
        "PYTHONPATH": os.pathsep.join([str(home), str(checkout)]),
    }
    for name in ("QUYHOACH_LANG", "PYTHONDONTWRITEBYTECODE"):  # compiled modules are kept, as for a user
        environment.pop(name, None)
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            [str(python), "-m", "streamlit", "run", "app.py", f"--server.port={port}"],
            cwd=checkout, env=environment, stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address, process)
            yield Server(address, process)
        finally:
            process.terminate()
            process.wait(10)
    written = log.read_text(encoding="utf-8")
    assert "REACHED OUT" not in written, written
    assert "Traceback" not in written, written


@pytest.fixture(scope="session")
def server(demo, tmp_path_factory) -> Iterator[str]:
    """The address of a server that most tests share."""
    with running(demo, tmp_path_factory.mktemp("server")) as made:
        yield made.address


@pytest.fixture
def own_server(installed_demo, tmp_path) -> Iterator[tuple[Server, Path]]:
    """A server of its own with a copy of the Sample Province, for a test that changes it."""
    warehouse = tmp_path / "Kho dữ liệu"
    shutil.copytree(installed_demo, warehouse)
    with running(warehouse, tmp_path) as made:
        yield made, warehouse


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + HEALTH_S
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(f"{address}/_stcore/health", timeout=1) as answer:  # noqa: S310 - our own server
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the server did not start")


@pytest.fixture(scope="session")
def browser():
    """Chromium that can reach this machine and nothing else, set to English."""
    program = need_program("chromium")
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as play:
        flags = ["--no-sandbox", "--disable-gpu", "--lang=en-US", f"--host-resolver-rules={OFFLINE}"]
        running = play.chromium.launch(executable_path=program, args=flags)
        yield running
        running.close()


def at_rest(frame) -> None:
    """Waits until a map has drawn and neither its size nor its view changes any more: then a pixel is a place."""
    frame.locator("[data-drawn]").first.wait_for(timeout=120_000)
    frame.wait_for_function(
        """() => {
          const m = window.map, drawn = m.getContainer().dataset.drawn;
          const now = JSON.stringify([m.getCenter(), m.getZoom(), m.getSize(), drawn]);
          const same = window.qhWas === now;
          window.qhWas = now;
          return same;
        }""",
        polling=250,
        timeout=120_000,
    )


class Watched:
    """A page, and everything that went wrong on it."""

    def __init__(self, page, address: str) -> None:
        self.page, self.address, self.faults = page, address, []
        page.context.on("request", self.request)
        page.context.on("response", self.response)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))

    def request(self, request) -> None:
        if not request.url.startswith((self.address, self.address.replace("http", "ws"), "data:", "blob:")):
            self.faults.append(f"outside: {request.url}")

    def response(self, response) -> None:
        # a page opened by its own address asks for these two beside itself, then in the right place
        known = response.url.endswith(("/_stcore/health", "/_stcore/host-config"))
        if response.status >= 400 and not known:
            self.faults.append(f"{response.status}: {response.url}")

    def open(self, path: str = "", *, wait: bool = True) -> None:
        self.page.goto(f"{self.address}/{path}", wait_until="load" if wait else "commit")
        if wait:
            self.page.locator("h1").first.wait_for(timeout=60_000)

    @property
    def map(self):
        return self.page.frame_locator('iframe[title*="st_folium"]').first

    def map_drawn(self) -> None:
        self.map.locator("[data-drawn]").first.wait_for(timeout=120_000)
        at_rest(self.frames()[0])

    def frames(self) -> list:
        """The frames of the maps that are shown."""
        return [frame for frame in self.page.frames[1:] if "st_folium" in frame.url and not frame.is_detached()]

    def settled(self) -> None:
        """Waits until the run is over: nothing of the page is stale."""
        self.page.wait_for_function(
            "() => !document.querySelector('[data-stale=true]') && document.querySelector('[data-testid=stApp]')"
            "?.getAttribute('data-test-script-state') !== 'running'",
            timeout=60_000,
        )


@pytest.fixture
def open_at(browser):
    """Opens a page of a server by its address; at the end nothing may have gone wrong on it."""
    opened = []

    def start(
        address: str, path: str = "", *, width: int = 1280, height: int = 900, dark: bool = False, wait: bool = True
    ) -> Watched:
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="en-US", color_scheme="dark" if dark else "light"
        )
        watched = Watched(context.new_page(), address)
        opened.append(watched)
        watched.open(path, wait=wait)
        return watched

    yield start
    for watched in opened:
        watched.page.context.close()
        assert not watched.faults


@pytest.fixture
def open_browser(server, open_at):
    """Opens a page of the shared server."""
    return partial(open_at, server)
