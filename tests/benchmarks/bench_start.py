"""From a command to a usable page: installing from a packed folder, and the second start with its first map."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import run
from launch.bundle import pack, wish_of
from tests.benchmarks.benchmark import Benchmark
from tests.benchmarks.chromium import browser
from tests.browser.conftest import free_port, wait_for

WAIT_MS = 120_000


class Starts:
    """A packed folder, made once; the measured calls start the launcher as people do."""

    @cached_property
    def packed(self) -> Path:
        """A folder packed for this machine."""
        folder = Path(tempfile.mkdtemp(prefix="quyhoach-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        return pack(wish_of(["--to", str(folder / "quyhoach")]))

    @cached_property
    def port(self) -> int:
        """The same each time, as for a user: the browser keeps what it fetched by address."""
        return free_port()

    @cached_property
    def person(self) -> Any:
        """A browser that was here before."""
        return browser().new_context()

    def install(self) -> None:
        """Everything of a first start but the download: check, environment, packages, kernels."""
        for made in (".venv", ".quyhoach"):
            shutil.rmtree(self.packed / made, ignore_errors=True)
        setup = [sys.executable, self.packed / "run.py", "setup"]
        subprocess.run(setup, env=os.environ | {"PIP_NO_INDEX": "1"}, check=True, capture_output=True)

    def first_map(self) -> None:
        """The launcher, the server, the first page, its map."""
        if not (self.packed / ".venv").exists():
            self.install()
        port = self.port
        command = [sys.executable, self.packed / "run.py", "run", "--port", str(port)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        ours = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}  # as for a user
        process = subprocess.Popen(command, cwd=self.packed, env=ours, **quiet)  # type: ignore[call-overload]
        try:
            wait_for(f"http://127.0.0.1:{port}", process)
            page = self.person.new_page()
            page.goto(f"http://127.0.0.1:{port}/")
            frame = page.frame_locator('iframe[title*="st_folium"]').first
            frame.locator("[data-drawn]").first.wait_for(timeout=WAIT_MS)
            page.close()
        finally:
            process.terminate()
            process.wait(20)


def benchmarks() -> Iterator[Benchmark]:
    """Starts; that with a map only where there is a Chromium."""
    starts = Starts()
    yield Benchmark(name="start: install from a packed folder", case="", ours=starts.install, target_s=120.0)
    if run.chromium():
        yield Benchmark(name="start: second, to the first map", case="demo", ours=starts.first_map, target_s=6.0)
