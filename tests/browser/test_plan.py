"""Tiếp cận and Phương án in Chromium on the Sample Province: the first four minutes of the story, click by click."""

import pytest

from layers.warehouse import open_warehouse
from planning.workspace import Workspace

pytestmark = pytest.mark.browser
WORDS = {
    "vi": {
        "beyond": "người chưa đến được",
        "chosen": "Từ điểm đã chọn tới",
        "new": "Tạo phương án",
        "site": "Đề xuất vị trí",
        "proven": "Tối ưu (đã chứng minh)",
        "add": "Thêm vào phương án",
        "close": "Cấm đường",
        "street": "Đường",
        "one": "1 thay đổi.",
        "two": "2 thay đổi.",
        "undo": "Hoàn tác",
        "pages": ("Tiếp cận", "Phương án"),
    },
    "en": {
        "beyond": "do not",
        "chosen": "From the chosen place to",
        "new": "New scenario",
        "site": "Suggest sites",
        "proven": "proven",
        "add": "Add to the scenario",
        "close": "Close the street",
        "street": "Streets",
        "one": "Changes: 1.",
        "two": "Changes: 2.",
        "undo": "Undo",
        "pages": ("Access", "Scenarios"),
    },
}


@pytest.fixture(scope="session")
def places(demo):
    """Longitude and latitude of a village far from a station, and of a bridge with its name."""
    city = Workspace(open_warehouse(demo)).city()
    units, people, streets = city["units"].frame, city["population"].frame, city["streets"].frame
    commune = units.geometry[(units["name"] == "Xã Mẫu Đồi").to_numpy()].iloc[0]
    here = people[people.geometry.representative_point().within(commune)].sort_values("people", ascending=False)
    bridges = streets[(streets["bridge"] == "yes").to_numpy()].sort_index()
    village = here.geometry.representative_point().to_crs("EPSG:4326").iloc[0]
    bridge = bridges.geometry.interpolate(0.5, normalized=True).to_crs("EPSG:4326").iloc[0]
    return (village.x, village.y), (bridge.x, bridge.y), str(bridges["name"].iloc[0])


def click_map(watched, at: tuple[float, float]) -> None:
    frame = next(f for f in watched.page.frames if "st_folium" in f.url)
    x, y = frame.evaluate(
        "([lon, lat]) => { const p = map_div.latLngToContainerPoint([lat, lon]); return [p.x, p.y]; }", list(at)
    )
    box = frame.frame_element().bounding_box()
    watched.page.mouse.click(box["x"] + x, box["y"] + y)


def answer(watched, text: str) -> str:
    place = watched.page.locator(".st-key-answer", has_text=text).first
    place.wait_for(timeout=120_000)
    return place.inner_text()


def drawn(watched) -> None:
    watched.settled()
    watched.map_drawn()
    watched.page.wait_for_timeout(800)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_look_click_suggest_close_and_undo(places, open_browser, language):
    village, bridge, name = places
    words, clicks = WORDS[language], 0
    watched = open_browser(f"?lang={language}", height=1300)
    page = watched.page
    watched.settled()

    def press(role: str, label: str) -> None:
        nonlocal clicks
        clicks += 1
        page.get_by_role(role, name=label, exact=True).first.click()

    press("link", words["pages"][0])
    assert words["beyond"] in answer(watched, words["beyond"])
    drawn(watched)
    click_map(watched, village)
    clicks += 1
    page.get_by_text(words["chosen"]).wait_for(timeout=60_000)
    drawn(watched)
    assert watched.map.locator(".qh-panel").get_by_text("15", exact=False).count()

    press("link", words["pages"][1])
    page.get_by_role("button", name=words["new"]).first.wait_for(timeout=60_000)
    watched.settled()
    clicks += 1
    page.get_by_role("button", name=words["new"]).first.click()
    watched.settled()
    clicks += 1
    page.get_by_role("button", name=words["site"]).first.click()
    dialogue = page.get_by_role("dialog")
    dialogue.get_by_text(words["proven"]).wait_for(timeout=120_000)
    clicks += 1
    dialogue.get_by_role("button", name=words["add"]).click()
    answer(watched, words["one"])
    watched.settled()

    clicks += 1
    page.get_by_role("radio", name=words["street"], exact=True).or_(
        page.get_by_role("button", name=words["street"], exact=True)
    ).first.click()
    drawn(watched)
    click_map(watched, bridge)
    clicks += 1
    page.locator(".st-key-scenarios-card", has_text=name).wait_for(timeout=60_000)
    clicks += 1
    page.get_by_role("button", name=words["close"]).first.click()
    answer(watched, words["two"])
    watched.settled()
    assert page.locator(".st-key-scenarios-list", has_text=name).count() == 1
    assert clicks <= 9  # of the twenty of the whole story
    page.get_by_role("button", name=words["undo"]).first.click()
    answer(watched, words["one"])


def test_a_street_drawn_on_the_map_joins_and_leaves_no_drawing_behind(places, open_browser):
    watched = open_browser("scenarios", height=1300)
    page = watched.page
    drawn(watched)
    frame = next(f for f in page.frames if "st_folium" in f.url)
    frame.evaluate("([lon, lat]) => { map_div.setView([lat, lon], 15, {animate: false}); }", list(places[0]))
    page.wait_for_timeout(1500)
    watched.map.locator(".leaflet-draw-draw-polyline").click()
    lon, lat = places[0]
    line = [(lon - 0.004, lat), (lon, lat + 0.001), (lon + 0.004, lat)]
    for place in line:
        click_map(watched, place)
        page.wait_for_timeout(400)
    assert page.locator(".st-key-scenarios-card").get_by_role("button").count() == 0  # drawing is no clicking
    click_map(watched, line[-1])
    page.locator(".st-key-scenarios-list", has_text="Mở đường mới dài").wait_for(timeout=60_000)
    drawn(watched)
    assert frame.evaluate("() => drawnItems.getLayers().length") == 0


def test_a_limit_is_answered_without_drawing_the_map_anew(open_browser):
    watched = open_browser("access", height=1300)
    drawn(watched)
    frame = next(f for f in watched.page.frames if "st_folium" in f.url)
    frame.evaluate("() => { map_div.marked = true; }")
    before = answer(watched, "15 phút")
    slider = watched.page.get_by_role("slider").first
    slider.focus()
    watched.page.keyboard.press("ArrowLeft")
    after = answer(watched, "14 phút")
    assert after != before
    drawn(watched)
    assert frame.evaluate("() => map_div.marked === true")
