"""The application as a process: what it answers to strangers, whom it asks, and how it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
WATCH = """
import sys
OURS = (None, "127.0.0.1", b"127.0.0.1", "0.0.0.0", "localhost", "::1")
def watch(event, args):
    if event == "socket.connect" and isinstance(args[1], tuple) and args[1][0] not in OURS:
        print("REACHED OUT", args[1], file=sys.stderr, flush=True)
    if event == "socket.getaddrinfo" and args[0] not in OURS:
        print("REACHED OUT", args[0], file=sys.stderr, flush=True)
sys.addaudithook(watch)
"""
HANDSHAKE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


class Running:
    """A server for every address, under a path, on an empty warehouse."""

    def __init__(self, folder: Path, root: Path) -> None:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = int(listener.getsockname()[1])
        (folder / "sitecustomize.py").write_text(WATCH, "utf-8")
        self.log = folder / "server.log"
        settings = {"PYTHONPATH": f"{folder}{os.pathsep}{root}", "QUYHOACH_WAREHOUSE": str(folder / "kho")}
        flags = ["--address", "0.0.0.0", "--port", str(self.port), "--base-path", "qh", "--lang", "en"]  # noqa: S104
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "planning", "serve", *flags],
                cwd=root, env=os.environ | settings, stdout=out, stderr=out,
            )  # fmt: skip

    def status(self, path: str, headers: dict[str, str] | None = None) -> int:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path, headers=headers or {})
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    def told(self) -> str:
        return self.log.read_text("utf-8", errors="replace")


@pytest.fixture(scope="module")
def server(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = Running(tmp_path_factory.mktemp("máy chủ"), root)
    try:
        end = time.monotonic() + 60
        while running.status("/qh/_stcore/health") != 200:
            assert time.monotonic() < end, running.told()
            assert running.process.poll() is None, running.told()
            time.sleep(0.2)
        yield running
    finally:
        running.process.kill()
        running.process.wait(10)


def test_the_socket_opens_for_its_own_pages_and_for_no_others(server: Running) -> None:
    own = f"http://127.0.0.1:{server.port}"
    assert server.status("/qh/_stcore/stream", HANDSHAKE | {"Origin": own}) == 101
    assert server.status("/qh/_stcore/stream", HANDSHAKE | {"Origin": "https://example.org"}) == 403


def test_a_name_that_was_turned_to_this_machine_gets_nothing(server: Running) -> None:
    """A page of that name would be of one origin with itself: only the name gives it away."""
    turned = {"Host": f"evil.example:{server.port}", "Origin": f"http://evil.example:{server.port}"}
    for path in ("/qh/", "/qh/_stcore/health", "/qh/assets/map.js"):
        assert server.status(path, turned) == 403
    assert server.status("/qh/_stcore/stream", HANDSHAKE | turned) == 403
    assert server.status("/qh/", {"Host": f"localhost:{server.port}"}) == 200


def test_an_upload_without_the_token_of_the_page_is_refused(server: Running) -> None:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("PUT", "/qh/_stcore/upload_file/somebody/something", body=b"x")
    answer = connection.getresponse()
    assert (answer.status, b"XSRF" in answer.read()) == (403, True)
    connection.close()


def test_under_a_path_only_that_path_is_answered(server: Running) -> None:
    assert server.status("/qh/") == 200
    assert server.status("/qh/assets/map.js") == 200
    assert server.status("/assets/map.js") == 404
    assert server.status("/_stcore/health") == 404


def test_who_is_let_in_is_told_and_nobody_outside_is_asked(server: Running) -> None:
    """Even after a stranger tried, for which Streamlit would look up this machine's own address on the internet."""
    server.status("/qh/_stcore/stream", HANDSHAKE | {"Origin": "https://example.org"})
    assert "no log-in of its own" in server.told()
    assert "REACHED OUT" not in server.told()


@pytest.mark.skipif(os.name == "nt", reason="signals as POSIX has them")
def test_the_signal_of_a_service_manager_ends_the_server_itself(server: Running) -> None:
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(20) in {0, -signal.SIGTERM}
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what was closed lingers, what listens refuses
        free.bind(("127.0.0.1", server.port))
