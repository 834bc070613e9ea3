"""One Chromium for all benchmarks of a run: Playwright can be started only once in a process."""

from __future__ import annotations

import atexit
from functools import cache
from typing import Any

import run
from tests.browser.conftest import OFFLINE


@cache
def browser() -> Any:
    """Chromium without the internet, open already: its own start is not ours."""
    from playwright.sync_api import sync_playwright

    play = sync_playwright().start()
    flags = ["--no-sandbox", "--disable-gpu", f"--host-resolver-rules={OFFLINE}"]
    opened = play.chromium.launch(executable_path=run.chromium(), args=flags)
    atexit.register(play.stop)
    atexit.register(opened.close)
    return opened
