"""Pages of decision in Chromium on the Sample Province: maps that move together, weights, sheets, files."""

import time
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from layers.warehouse import open_warehouse
from planning.workspace import Workspace
from scenarios.actions import add_facility, close_street
from scenarios.scenario import Scenario
from tests.browser.conftest import at_rest
from tests.browser.test_pages import ALL_TEXT, english_on

pytestmark = pytest.mark.browser
PAGES = ("scenarios", "compare", "priorities", "report")


@pytest.fixture(scope="session")
def with_scenarios(demo) -> None:
    """Two scenarios in the warehouse of the demo: a station where people are far from one, and a closed bridge."""
    workspace = Workspace(open_warehouse(demo))
    city = workspace.city()
    streets = city["streets"].frame
    bridge = str(streets.index[(streets["bridge"] == "yes").to_numpy()][0])
    far = city["population"].frame.to_crs("EPSG:4326").geometry.representative_point().iloc[0]
    station = add_facility(city, "health.station", (far.x, far.y))
    workspace.save_scenario(Scenario("Thêm trạm và cấm cầu", (station, close_street(city, bridge))))
    workspace.save_scenario(Scenario("Thêm trạm", (station,)))


def view_of(frame) -> list[float]:
    return frame.evaluate("() => { const c = window.map.getCenter(); return [c.lat, c.lng, window.map.getZoom()]; }")


def maps(watched, count: int = 1):
    """The frames of the maps, drawn and at rest."""
    end = time.monotonic() + 120
    while len(watched.frames()) < count and time.monotonic() < end:
        watched.page.wait_for_timeout(100)
    found = watched.frames()
    for frame in found:
        at_rest(frame)
    return found


def answer(watched) -> str:
    place = watched.page.locator(".st-key-answer").first
    place.wait_for(timeout=180_000)
    return place.inner_text()


@pytest.mark.usefixtures("with_scenarios")
def test_three_maps_move_together_without_a_run(open_browser):
    watched = open_browser("compare", width=1280, height=1000)
    said = answer(watched)
    assert "người được lợi" in said
    watched.settled()
    frames = maps(watched, 3)
    assert len(frames) == 3
    drawn = [frame.locator("[data-drawn]").get_attribute("data-drawn") for frame in frames]
    frames[0].evaluate("() => { window.map.setView([13.7, 109.1], 11, {animate: false}); }")
    frames[0].evaluate("() => { window.map.panBy([60, 40], {animate: false}); }")
    watched.page.wait_for_timeout(600)
    first = view_of(frames[0])
    for frame in frames[1:]:
        assert view_of(frame) == pytest.approx(first, abs=2e-3)
    assert [frame.locator("[data-drawn]").get_attribute("data-drawn") for frame in frames] == drawn


@pytest.mark.usefixtures("with_scenarios")
def test_two_scenarios_stand_beside_today(open_browser):
    watched = open_browser("compare?compare.with=Thêm+trạm&compare.with=Thêm+trạm+và+cấm+cầu")
    assert "chưa phân định được" in answer(watched)
    watched.settled()
    assert len(maps(watched, 3)) == 3
    watched.page.get_by_text("Chênh lệch: Thêm trạm và cấm cầu").first.wait_for()
    watched.page.get_by_text("không đổi", exact=True).first.wait_for()  # the legend of differences


def test_a_weight_moves_the_order_at_once_and_the_map_stays(open_browser):
    watched = open_browser("priorities")
    before = answer(watched)
    watched.settled()
    (frame,) = maps(watched)
    frame.evaluate("() => { window.qhKept = true; }")
    slider = watched.page.get_by_role("slider", name="Ngập lụt")
    slider.focus()
    for _ in range(30):
        watched.page.keyboard.press("ArrowRight")
    watched.page.wait_for_function(
        "was => document.querySelector('.st-key-answer').innerText !== was", arg=before, timeout=60_000
    )
    watched.settled()
    assert answer(watched) != before
    assert frame.evaluate("() => window.qhKept === true")


def test_a_click_on_a_unit_opens_its_sheet(open_browser):
    watched = open_browser("priorities", height=1100)
    answer(watched)
    watched.settled()
    (frame,) = maps(watched)
    frame.locator(".qh-rank span").nth(20).wait_for(timeout=60_000)
    at_rest(frame)
    first = next(item for item in frame.locator(".qh-rank span").all() if item.inner_text() == "1")
    box = first.bounding_box()
    watched.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    watched.page.get_by_text("Phiếu thông tin:").first.wait_for(timeout=120_000)
    watched.settled()
    watched.page.get_by_text("Hạng 1 (trong các phép thử").first.wait_for(timeout=60_000)
    watched.page.get_by_text("Điều gì làm đổi thứ hạng").first.wait_for(timeout=60_000)


def test_an_own_table_is_brought_in(open_browser, tmp_path):
    file = tmp_path / "hộ nghèo.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["Mã xã", "Tỷ lệ hộ nghèo"])
    for number in range(24):
        book.active.append([str(90001 + number), 2.5 * number])
    book.save(file)
    watched = open_browser("priorities")
    answer(watched)
    watched.settled()
    watched.page.get_by_text("Đưa bảng chỉ tiêu của mình vào").click()
    watched.page.locator('input[type="file"]').set_input_files(str(file))
    watched.page.get_by_role("slider", name="Chỉ tiêu của mình").wait_for(timeout=60_000)
    watched.settled()
    assert not english_on(watched.page.evaluate(ALL_TEXT))


@pytest.mark.usefixtures("with_scenarios")
def test_the_tables_come_as_one_file(open_browser):
    watched = open_browser("report?report.paper=tables")
    answer(watched)
    button = watched.page.get_by_text("Tải Excel phụ biểu")
    button.wait_for(timeout=180_000)
    watched.settled()
    with watched.page.expect_download() as waiting:
        button.click()
    assert waiting.value.suggested_filename.startswith("minh-hoa_")
    book = openpyxl.load_workbook(BytesIO(Path(waiting.value.path()).read_bytes()))
    assert len(book.sheetnames) >= 8
    quiet = [sheet["A1"].value for sheet in book if "minh họa" not in str(sheet["A2"].value)]
    assert quiet in ([], ["Trị số quy chuẩn và điều khoản"])  # the values of the law are real


@pytest.mark.usefixtures("with_scenarios")
def test_a_report_is_looked_at_page_by_page_and_taken_along(open_browser):
    watched = open_browser("report")
    answer(watched)
    watched.page.get_by_role("button", name="Xem trước").click()
    watched.page.get_by_text("Đang lập").first.wait_for(timeout=20_000)
    watched.page.get_by_text("Trang 1/").first.wait_for(timeout=240_000)
    watched.page.get_by_role("button", name="Trang sau").click()
    watched.page.get_by_text("Trang 2/").first.wait_for(timeout=20_000)
    with watched.page.expect_download(timeout=120_000) as waiting:
        watched.page.get_by_text("Tải PDF").click()
    assert waiting.value.suggested_filename.startswith("minh-hoa_")
    assert Path(waiting.value.path()).read_bytes().startswith(b"%PDF")
    assert not english_on(watched.page.evaluate(ALL_TEXT))


def test_made_up_data_make_no_letter(open_browser):
    watched = open_browser("report?report.paper=administrative")
    watched.page.get_by_text("Không lập báo cáo hành chính từ số liệu minh họa").wait_for(timeout=60_000)
    assert not watched.page.get_by_text("Tải Word").count()


@pytest.mark.usefixtures("with_scenarios")
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_pages_with_content_are_for_everybody(open_browser, root, name, dark):
    axe = root / "node_modules" / "axe-core" / "axe.min.js"
    if not axe.is_file():
        pytest.skip("axe-core is not installed: python3 run.py setup")
    watched = open_browser(name, dark=dark)
    answer(watched)
    watched.settled()
    watched.page.wait_for_timeout(1000)
    assert not english_on(watched.page.evaluate(ALL_TEXT))
    watched.page.evaluate(axe.read_text(encoding="utf-8"))
    found = watched.page.evaluate(
        "async () => (await axe.run({exclude: [['[data-testid=stSidebarNavItems]']]})).violations"
        ".filter(v => ['serious', 'critical'].includes(v.impact))"
        ".map(v => v.id + ': ' + v.nodes.slice(0, 4).map(n => n.html.slice(0, 160)).join(' | '))"
    )
    assert not found


@pytest.mark.usefixtures("with_scenarios")
@pytest.mark.parametrize("name", PAGES)
def test_pages_with_content_fit_a_narrow_screen(open_browser, name):
    watched = open_browser(name, width=400)
    answer(watched)
    watched.settled()
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= 400
