"""The ten-minute story as somebody at a screen tells it: what is pressed, counted, and where the same is asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import shapely

from layers.warehouse import open_warehouse
from planning.i18n import translator
from planning.workspace import Workspace
from tests.browser.conftest import at_rest

LONG_MS = 180_000
MOST_CLICKS = 20


class Teller:
    """One person at one browser: presses, counts the clicks, and asks the workspace the same questions.

    Dropping a file on the page is no click; neither is reading.
    """

    def __init__(self, watched, warehouse: Path, language: str) -> None:
        self.watched, self.page, self.language = watched, watched.page, language
        self.t = translator("en" if language == "en" else "vi")
        self.workspace = Workspace(open_warehouse(warehouse))
        self.clicks = 0

    # -- pressing

    def press(self, place) -> None:
        self.clicks += 1
        place.click(timeout=LONG_MS)

    def go(self, name: str) -> None:
        """By the list of pages."""
        title = self.t(f"page.{name}.title")
        self.press(self.page.locator('[data-testid="stSidebarNav"]').get_by_role("link", name=title, exact=True))
        self.page.get_by_role("heading", name=title, exact=True, level=1).wait_for(timeout=LONG_MS)
        self.settled()

    def button(self, key: str, within: Any = None, **values: object) -> None:
        self.press((within or self.page).get_by_role("button", name=self.t(key, **values), exact=True).first)

    def choice(self, key: str) -> None:
        """One of several beside each other."""
        name = self.t(key)
        self.press(
            self.page.get_by_role("radio", name=name, exact=True)
            .or_(self.page.get_by_role("button", name=name, exact=True))
            .first
        )

    def settled(self) -> None:
        self.watched.settled()

    @property
    def scenario(self) -> str:
        """The scenario in use, as the address of the page says it."""
        return parse_qs(urlsplit(self.page.url).query)["scenario"][0]

    # -- reading

    def answer(self, *texts: str) -> str:
        """The sentence of the page, once it holds all of some texts."""
        place = self.page.locator(".st-key-answer")
        for text in texts:
            place = place.filter(has_text=text)
        place.first.wait_for(timeout=LONG_MS)
        return str(place.first.inner_text())

    def sees(self, text: str, within: str = "") -> None:
        (self.page.locator(within) if within else self.page).get_by_text(text).first.wait_for(timeout=LONG_MS)

    # -- the map

    @property
    def frame(self):
        """The frame of the map of the page that is shown."""
        return self.watched.frames()[0]

    def map_drawn(self, times: int = 1) -> None:
        """Until a map has drawn so many views and the page is at rest."""
        self.settled()
        self.watched.map.locator("[data-drawn]").first.wait_for(timeout=LONG_MS)
        self.frame.wait_for_function(
            "n => Number(document.querySelector('[data-drawn]')?.dataset.drawn || 0) >= n", arg=times, timeout=LONG_MS
        )
        at_rest(self.frame)

    def drawn(self) -> int:
        return int(self.frame.evaluate("() => Number(document.querySelector('[data-drawn]')?.dataset.drawn || 0)"))

    def click_map(self, at: tuple[float, float]) -> tuple[float, float]:
        """Clicks a place by longitude and latitude; what the map took for the place."""
        x, y = self.frame.evaluate(
            "([lon, lat]) => { const p = map_div.latLngToContainerPoint([lat, lon]); return [p.x, p.y]; }", list(at)
        )
        return self.click_pixel(x, y)

    def click_pixel(self, x: float, y: float) -> tuple[float, float]:
        box = self.frame.frame_element().bounding_box()
        self.clicks += 1
        self.page.mouse.click(box["x"] + x, box["y"] + y)
        found = self.frame.evaluate("() => [__GLOBAL_DATA__.lat_lng_clicked.lng, __GLOBAL_DATA__.lat_lng_clicked.lat]")
        return float(found[0]), float(found[1])

    def lonlat(self, shape: shapely.Geometry) -> tuple[float, float]:
        """A place inside a shape of the city, in degrees."""
        place = self.workspace.city().lonlat(shape.representative_point())
        return float(place.x), float(place.y)
