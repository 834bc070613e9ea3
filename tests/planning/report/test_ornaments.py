"""Scale bar, north arrow, location diagram."""

import re
from xml.etree import ElementTree as ET

import pytest

from planning.i18n import translator
from planning.report.frame import Window
from planning.report.ornaments import ENDS_MM, bar_width, location, north_arrow, scale_bar
from tests.planning.report import maps

VI, EN = translator("vi"), translator("en")
SVG = "{http://www.w3.org/2000/svg}"


def window(scale, enlarged=1.0):
    return Window(crs=maps.CRS, x=600_000, y=1_540_000, width_mm=176, height_mm=190, scale=scale, enlarged=enlarged)


@pytest.mark.parametrize("scale", [2_000, 12_500, 80_000, 300_000, 700_000])
@pytest.mark.parametrize("panel", [0.0, 58.0, 96.0])
def test_the_bar_is_as_long_as_it_says(scale, panel):
    shown = window(scale)
    svg = scale_bar(shown, VI, panel)
    root = ET.fromstring(svg)  # noqa: S314 - our own drawing
    boxes = [(float(b.get("x")), float(b.get("width"))) for b in root.iter(f"{SVG}rect")]
    long_mm = (boxes[-1][0] + boxes[-1][1] - boxes[0][0]) / 100
    number, unit = next(t.text for t in root.iter(f"{SVG}text") if "m" in t.text).split()
    said_m = float(number.replace(".", "").replace(",", ".")) * (1000 if unit == "km" else 1)
    assert long_mm * scale / 1000 == pytest.approx(said_m, rel=0.005)
    assert len(boxes) == 4
    assert (
        float(root.get("width")[:-2])
        == pytest.approx(bar_width(shown, panel), abs=1e-3)
        == pytest.approx(long_mm + 2 * ENDS_MM, abs=1e-3)
    )
    assert bar_width(shown, panel) <= (panel or 100)


def test_on_a_larger_sheet_the_bar_is_printed_larger_and_still_right():
    shown = window(100_000, enlarged=2.0)
    assert (bar_width(shown) - 2 * ENDS_MM) * 2 * 100_000 / 1000 % 1000 == pytest.approx(0)


def test_the_bar_counts_in_the_language_of_the_sheet():
    shown = window(100_000)
    assert b"2,5" in scale_bar(shown, VI)
    assert b"2.5" in scale_bar(shown, EN)


def test_north_is_up_and_named():
    assert b">B</text>" in north_arrow(VI)
    assert b">N</text>" in north_arrow(EN)
    points = [float(y) for y in re.findall(r"M400 (\d+)L", north_arrow(VI).decode())]
    assert points
    assert all(y < 600 for y in points)  # the tip is in the upper half


def test_the_location_shows_the_frame_within_the_area():
    view = maps.view()
    whole = maps.drawn(view, VI).shown
    part = Window(crs=maps.CRS, x=605_000, y=1_535_000, width_mm=50, height_mm=50, scale=100_000)

    def frame(shown):
        found = re.search(r'd="M(\d+) (\d+)H(\d+)V(\d+)H\d+z" fill="none"', location(view, shown).decode())
        left, top, right, bottom = map(int, found.groups())
        return right - left, bottom - top

    assert frame(whole)[0] >= 2200  # nearly all of 24 mm
    # 5 km of 20 km; the diagram leaves 1.5 % and rounds its scale up by less than a quarter.
    assert 400 <= frame(part)[0] <= 600
    assert frame(part)[0] == pytest.approx(frame(part)[1], abs=2)


def test_an_area_without_land_has_a_location_all_the_same():
    view = maps.view(base=())
    assert b"<svg" in location(view, maps.drawn(view, VI).shown)
