"""Scale bar, north arrow, location diagram."""

import re

import pytest

from planning.i18n import translator
from planning.report.frame import Window
from planning.report.ornaments import ENDS_MM, PARTS, location, north_arrow, scale_bar
from tests.planning.report import maps

VI, EN = translator("vi"), translator("en")


def window(scale, enlarged=1.0):
    return Window(crs=maps.CRS, x=600_000, y=1_540_000, width_mm=176, height_mm=190, scale=scale, enlarged=enlarged)


@pytest.mark.parametrize("scale", [2_000, 12_500, 80_000, 300_000, 700_000])
@pytest.mark.parametrize("panel", [0.0, 58.0, 96.0])
def test_the_bar_is_as_long_as_it_says(scale, panel):
    bar = scale_bar(window(scale), VI, panel)
    number, unit = bar.words[2].split()
    said_m = float(number.replace(".", "").replace(",", ".")) * (1000 if unit == "km" else 1)
    assert PARTS * bar.part_mm * scale / 1000 == pytest.approx(said_m, rel=0.005)
    assert bar.words[0] == "0"
    assert PARTS * bar.part_mm + 2 * ENDS_MM <= (panel or 100)


def test_on_a_larger_sheet_the_bar_is_printed_larger_and_still_right():
    bar = scale_bar(window(100_000, enlarged=2.0), VI)
    number, unit = bar.words[2].split()
    assert unit == "km"
    assert PARTS * bar.part_mm * 2 * 100_000 / 1e6 == pytest.approx(float(number.replace(",", ".")))


def test_the_bar_counts_in_the_language_of_the_sheet():
    assert scale_bar(window(100_000), VI).words == ("0", "2,5", "5 km")
    assert scale_bar(window(100_000), EN).words == ("0", "2.5", "5 km")


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
