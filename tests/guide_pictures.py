"""The pictures of the user guide, taken from the application in Chromium: `python -m tests.made_guide --pictures`.

The story of the guide is played once in each language on a fresh Sample Province, and once on the former Bình Định.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import geopandas as gpd
from PIL import Image
from playwright.sync_api import Locator, sync_playwright

from layers.binh_dinh import write_binh_dinh
from layers.demo import write_demo
from layers.warehouse import open_warehouse
from planning.i18n import LANGUAGES, Translator, translator
from planning.workspace import Workspace
from tests.browser.conftest import OFFLINE, Watched, running

WIDTH, TALL = 1280, 3000  # so tall that nothing has to be scrolled
PATIENCE_MS = 240_000
COLOURS = 128  # fewer would make two classes of a legend one
MARGIN = 10
MAP_PAGE = 5  # the first page of the annex with a map over all of it
PHARMACIES = (  # the file that the guide brings in: invented, with one value that is not right
    ("Nhà thuốc Mẫu Một", "12", 110.124, 13.652),
    ("Nhà thuốc Mẫu Hai", "8", 110.171, 13.701),
    ("Nhà thuốc Mẫu Ba", "20", 110.062, 13.618),
    ("Nhà thuốc Mẫu Bốn", "không rõ", 110.201, 13.584),
    ("Nhà thuốc Mẫu Năm", "6", 110.102, 13.742),
    ("Nhà thuốc Mẫu Sáu", "15", 110.215, 13.489),
)


@dataclass(frozen=True)
class Story:
    """A language, where its pictures go, and what is clicked on the map."""

    t: Translator
    folder: Path
    watched: Watched
    village: tuple[float, float]
    bridge: tuple[float, float]

    @property
    def page(self) -> Any:
        """The page of the browser."""
        return self.watched.page

    def go(self, path: str) -> None:
        """Opens a page by its address."""
        mark = "&" if "?" in path else "?"
        self.watched.open(f"{path}{mark}lang={self.t.language}")
        self.rest()

    def rest(self) -> None:
        """Waits until the run is over and the maps are drawn."""
        for _ in range(2):  # a map may come with the end of the run
            self.watched.settled()
            self.page.wait_for_timeout(1200)
            for frame in self.frames():
                frame.locator("[data-drawn]").first.wait_for(timeout=PATIENCE_MS)

    def frames(self) -> list[Any]:
        """The frames of the maps."""
        return [frame for frame in self.page.frames[1:] if "st_folium" in frame.url]

    def answered(self, text: str = "") -> None:
        """Waits for the answer, or for one with these words."""
        self.page.locator(".st-key-answer", has_text=text).first.wait_for(timeout=PATIENCE_MS)

    def press(self, key: str, role: str = "button", **values: object) -> None:
        """Presses what the catalogue calls so."""
        self.page.get_by_role(role, name=self.t(key, **values), exact=True).first.click()

    def click_map(self, at: tuple[float, float]) -> None:
        """Clicks a place of the first map."""
        frame = self.frames()[0]
        script = "([x, y]) => { const p = map_div.latLngToContainerPoint([y, x]); return [p.x, p.y]; }"
        x, y = frame.evaluate(script, list(at))
        box = frame.frame_element().bounding_box()
        self.page.mouse.click(box["x"] + x, box["y"] + y)

    def shot(self, name: str, first: Locator, last: Locator, *, above: float = MARGIN, tall: float = TALL) -> None:
        """The page's content from so much above the top of one element to the bottom of another."""
        main = self.page.locator('[data-testid="stMainBlockContainer"]').bounding_box()
        left = self.page.locator("h1").first.bounding_box()["x"] - MARGIN
        top = first.bounding_box()["y"] - above
        box = last.bounding_box()
        right = min(WIDTH - 2, main["x"] + main["width"] - MARGIN)
        height = min(box["y"] + box["height"] + MARGIN - top, tall)
        self.keep(name, {"x": left, "y": top, "width": right - left, "height": height})

    def keep(self, name: str, area: Mapping[str, float]) -> None:
        """A picture of a part of the window, in few colours."""
        self.page.mouse.move(2, 2)
        self.page.wait_for_timeout(300)
        with Image.open(BytesIO(self.page.screenshot(clip=dict(area)))) as image:
            few = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
            few.save(self.folder / f"{name}.png", optimize=True)

    def by_key(self, key: str) -> Locator:
        """What Streamlit calls by a key."""
        return self.page.locator(f".st-key-{key.replace('.', '-')}").first

    @property
    def answer(self) -> Locator:
        """The answer of the page."""
        return self.by_key("answer")

    @property
    def heading(self) -> Locator:
        """The page's title."""
        return self.page.locator("h1").first

    def map(self, number: int = 0) -> Locator:
        """The frame of a map, as a part of the page."""
        return self.maps.nth(number)

    @property
    def maps(self) -> Locator:
        """The frames of all maps."""
        return self.page.locator('iframe[title*="st_folium"]')


def look(story: Story) -> None:
    """Tổng quan, Tiếp cận."""
    story.go("")
    story.answered()
    story.press("overview.tour.close")
    story.rest()
    story.keep("overview", {"x": 0, "y": 0, "width": WIDTH, "height": below(story.map())})
    story.go("access")
    story.answered()
    story.shot("access", story.heading, story.map())
    story.click_map(story.village)
    story.page.get_by_text(story.t("access.reach.title")).first.wait_for(timeout=PATIENCE_MS)
    story.rest()
    story.shot("place", story.page.get_by_text(story.t("access.reach.title")).first, story.map(), above=-2)
    story.go("access?access.part=links")
    story.answered()
    story.shot("links", story.answer, story.by_key("access.links.table"), tall=785)


def below(locator: Locator) -> float:
    """The lower edge of an element, with a margin."""
    box = locator.bounding_box()
    return float(box["y"] + box["height"] + MARGIN) if box else 0.0


def change(story: Story) -> None:
    """Phương án, So sánh."""
    story.go("scenarios")
    story.press("scenarios.new")
    story.rest()
    story.press("scenarios.site")
    dialogue = story.page.get_by_role("dialog")
    dialogue.get_by_role("button", name=story.t("scenarios.site.add")).wait_for(timeout=PATIENCE_MS)
    story.page.wait_for_timeout(1500)
    story.keep("site", dialogue.bounding_box())
    dialogue.get_by_role("button", name=story.t("scenarios.site.add")).click()
    story.answered(story.t("scenarios.answer.count", count=1))
    story.rest()
    street = story.t("scenarios.tool.street")
    story.page.get_by_role("radio", name=street, exact=True).or_(
        story.page.get_by_role("button", name=street, exact=True)
    ).first.click()
    story.rest()
    story.click_map(story.bridge)
    story.page.get_by_role("button", name=story.t("scenarios.close.street"), exact=True).first.wait_for()
    story.press("scenarios.close.street")
    story.answered(story.t("scenarios.answer.count", count=2))
    story.rest()
    story.shot("scenarios", story.answer, story.map())
    story.go("compare?compare.indicator=hospital_mean_min")
    story.answered()
    story.rest()
    story.shot("compare", story.answer, story.map(2))


def decide(story: Story) -> None:
    """Ưu tiên, Báo cáo."""
    story.go("priorities")
    story.answered()
    story.page.get_by_text(story.t("priorities.sure")).last.wait_for(timeout=PATIENCE_MS)
    story.rest()
    story.shot("priorities", story.answer, story.by_key("priorities.table"), tall=745)
    sure = story.page.get_by_role("heading", name=story.t("priorities.sure"))
    story.shot("sure", sure, story.page.get_by_text(story.t("priorities.ranges.note")).first)
    story.go("report")
    story.answered()
    story.press("report.preview")
    story.page.get_by_role("button", name=story.t("report.pdf"), exact=True).first.wait_for(timeout=PATIENCE_MS)
    story.rest()
    for _ in range(MAP_PAGE - 1):
        story.press("report.on")
        story.rest()
    story.shot("report", story.heading, story.page.locator("img").last)


def bring(story: Story) -> None:
    """Kho dữ liệu: a file of one's own, with a mistake in it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "nha_thuoc.geojson"
        names, capacities, lon, lat = zip(*PHARMACIES, strict=True)
        columns = {"Tên": names, "Quy mô": capacities}
        gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(lon, lat), crs="EPSG:4326").to_file(file)
        story.go("warehouse?warehouse.part=import")
        story.page.locator('input[type="file"]').first.set_input_files(str(file))
        story.page.get_by_text(story.t("import.step4")).wait_for(timeout=PATIENCE_MS)
        story.rest()
        story.press("import.check")
        story.page.get_by_text(story.t("import.wrong", count=1)).wait_for(timeout=PATIENCE_MS)
        story.rest()
        story.shot("import", story.page.get_by_text(story.t("import.step3")).first, story.map())


def real(story: Story) -> None:
    """Bình Định (cũ): what is there, and what is missing."""
    story.go("warehouse")
    story.answered()
    story.shot("ready", story.answer, story.by_key("warehouse.ready"), above=0)
    story.go("")
    story.answered()
    if story.page.get_by_role("button", name=story.t("overview.tour.close")).count():
        story.press("overview.tour.close")
        story.rest()
    story.shot("binh-dinh", story.heading, story.map())


def places(warehouse: Path) -> tuple[tuple[float, float], tuple[float, float]]:
    """A village that is far from a health station, and a bridge; in degrees."""
    city = Workspace(open_warehouse(warehouse)).city()
    units, people, streets = city["units"].frame, city["population"].frame, city["streets"].frame
    commune = units.geometry[(units["name"] == "Xã Mẫu Đồi").to_numpy()].iloc[0]
    here = people[people.geometry.representative_point().within(commune)].sort_values("people", ascending=False)
    bridges = streets[(streets["bridge"] == "yes").to_numpy()].sort_index()
    village = here.geometry.representative_point().to_crs("EPSG:4326").iloc[0]
    bridge = bridges.geometry.interpolate(0.5, normalized=True).to_crs("EPSG:4326").iloc[0]
    return (village.x, village.y), (bridge.x, bridge.y)


PARTS = {"look": look, "change": change, "decide": decide, "bring": bring, "real": real}


def take(folder: Path, parts: tuple[str, ...] = tuple(PARTS), languages: tuple[str, ...] = LANGUAGES) -> None:
    """Takes the pictures of some parts of the story into a folder, a folder a language."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with tempfile.TemporaryDirectory() as made, sync_playwright() as play:
        area, facts = Path(made) / "demo", Path(made) / "binh-dinh"
        write_demo(open_warehouse(area, create=True))
        write_binh_dinh(open_warehouse(facts, create=True))
        village, bridge = places(area)
        flags = ["--no-sandbox", "--disable-gpu", f"--host-resolver-rules={OFFLINE}"]
        browser = play.chromium.launch(executable_path=program, args=flags)
        for language in languages:
            fresh = Path(shutil.copytree(area, Path(made) / language))
            for name in parts:
                with running(facts if name == "real" else fresh, Path(made)) as server:
                    context = browser.new_context(viewport={"width": WIDTH, "height": TALL}, locale="en-US")
                    context.set_default_timeout(PATIENCE_MS)
                    watched = Watched(context.new_page(), server.address)
                    (folder / language).mkdir(parents=True, exist_ok=True)
                    PARTS[name](Story(translator(language), folder / language, watched, village, bridge))
                    context.close()
        browser.close()


if __name__ == "__main__":
    chosen = tuple(word for word in sys.argv[2:] if word in PARTS) or tuple(PARTS)
    only = tuple(word for word in sys.argv[2:] if word in LANGUAGES) or LANGUAGES
    take(Path(sys.argv[1]), chosen, only)
