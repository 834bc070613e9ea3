"""How long a person waits at the browser, on the Sample Province: start, page change, the answer to a slider."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import cache
from pathlib import Path

from layers.demo import write_demo
from layers.warehouse import open_warehouse
from tests.benchmarks.chromium import browser
from tests.browser.conftest import Watched, at_rest, running

PAGES = {"overview": "Tổng quan", "access": "Tiếp cận", "scenarios": "Phương án", "priorities": "Ưu tiên"}
SETTLED_MS = 60_000


class Visitor:
    """Somebody at a browser before a server, both started when they are first needed."""

    def __init__(self) -> None:
        self._open = ExitStack()
        atexit.register(self._open.close)
        self.home = Path(tempfile.mkdtemp())
        self._open.callback(shutil.rmtree, self.home, ignore_errors=True)
        self.warehouse = self.home / "kho"
        write_demo(open_warehouse(self.warehouse, create=True))

    @cache  # noqa: B019 - there is one visitor for as long as the benchmarks run
    def watched(self) -> Watched:
        """A page of a server that runs on."""
        address = self._open.enter_context(running(self.warehouse, self.home)).address
        watched = Watched(browser().new_page(viewport={"width": 1280, "height": 900}), address)
        watched.open()
        watched.map_drawn()
        return watched

    def go(self, name: str) -> None:
        """To a page by the list of pages, until its map is drawn."""
        watched = self.watched()
        watched.page.locator('[data-testid="stSidebarNav"]').get_by_role("link", name=PAGES[name], exact=True).click()
        watched.page.get_by_role("heading", name=PAGES[name], exact=True, level=1).wait_for(timeout=SETTLED_MS)
        watched.settled()
        watched.map.locator("[data-drawn]").first.wait_for(timeout=SETTLED_MS)

    def start(self) -> None:
        """A server started, the first page opened, its map drawn."""
        with tempfile.TemporaryDirectory() as home, running(self.warehouse, Path(home)) as server:
            page = browser().new_page()
            watched = Watched(page, server.address)
            watched.open()
            watched.map.locator("[data-drawn]").first.wait_for(timeout=SETTLED_MS)
            page.close()

    def weigh(self) -> None:
        """One step of a weight, until the answer stands; begun on the page of priorities."""
        watched = self.watched()
        slider = watched.page.get_by_role("slider", name="Ngập lụt")
        if not slider.count():
            self.go("priorities")
            at_rest(watched.frames()[0])
        drawn = watched.map.locator("[data-drawn]").get_attribute("data-drawn")
        slider.press("ArrowRight")
        watched.frames()[0].wait_for_function(
            "was => document.querySelector('[data-drawn]').dataset.drawn !== was", arg=drawn, polling=10
        )


@cache
def visitor() -> Visitor:
    """The one visitor."""
    return Visitor()


def change(to: str, and_back: str) -> Callable[[], None]:
    """There and back: two changes of page."""

    def changed() -> None:
        visitor().go(to)
        visitor().go(and_back)

    return changed


def benchmarks() -> Mapping[str, tuple[Callable[[], object], float | None]]:
    """What is timed by name: the call, and the seconds it may take."""
    return {
        "start the server again, to the first map": (lambda: visitor().start(), 6.0),
        "two page changes, overview and access": (change("access", "overview"), 3.0),
        "two page changes, priorities and scenarios": (change("scenarios", "priorities"), 3.0),
        "a step of a weight, to the new map": (lambda: visitor().weigh(), 1.0),
    }
