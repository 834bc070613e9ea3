"""A map in a file of its own, opened without a server and without a network."""

import pytest
import shapely

from planning.i18n import translator
from planning.present.views import Mark
from planning.report.html_map import html_map
from tests.planning.report import maps
from tests.planning.report.maps import SOUTH, WEST

pytestmark = pytest.mark.browser
NAME = "Xã <b>Mẫu</b>"


def test_the_map_is_there_answers_and_reaches_out_for_nothing(browser, tmp_path):
    facility = maps.layer(
        "point", [shapely.Point(WEST + 9000, SOUTH + 9000)], Mark(colour="#c2185b", icon="house-medical"), id="health",
        title="Trạm y tế", tooltips=("Trạm y tế A",),
    )  # fmt: skip
    units = maps.units((NAME, "Phường Hai"))
    path = tmp_path / "bản đồ.html"
    path.write_bytes(html_map(maps.view(units, facility, illustrative=True), translator("vi"), note="Khu vực Mẫu"))
    said, asked = [], []
    page = browser.new_page(viewport={"width": 1000, "height": 700})
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    page.wait_for_selector('#map[data-drawn="1"]')
    page.wait_for_selector(".qh-label span")
    outline = page.locator("#map path").first.bounding_box()
    sign = page.locator(".leaflet-marker-icon.qh-badge").first.bounding_box()
    page.mouse.move(sign["x"] + sign["width"] / 2, sign["y"] + sign["height"] / 2)
    page.wait_for_selector(".qh-tip")
    tip, labels = page.locator(".qh-tip").inner_text(), page.locator(".qh-label").all_inner_texts()
    page.get_by_label("Trạm y tế").uncheck()
    page.wait_for_selector(".leaflet-marker-icon.qh-badge", state="detached")
    page.close()
    assert said == []
    assert [address for address in asked if not address.startswith(("file:", "data:"))] == []
    assert outline["width"] > 200
    assert tip == "Trạm y tế A"
    assert set(labels) == {NAME, "Phường Hai"}
