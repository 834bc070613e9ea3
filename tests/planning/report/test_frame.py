"""Where a map lies on paper."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.report.frame import BAND_MM, MapFrame, Window, bar_m, metric_box, round_scale, ticks, window

CRS = "EPSG:9217"
BOX = (600_000.0, 1_500_000.0, 640_000.0, 1_550_000.0)


@pytest.mark.parametrize(
    ("least", "scale"), [(238_000, 250_000), (250_000, 250_000), (251_000, 300_000), (9_001, 10_000), (1_010, 1_250)]
)
def test_scales_are_round_and_never_too_large(least, scale):
    assert round_scale(least) == scale


@given(st.floats(min_value=100, max_value=1e8))
def test_no_scale_cuts_anything_off_or_wastes_more_than_a_quarter(least):
    assert least * 0.999 <= round_scale(least) <= least * 1.34


def test_a_kilometre_at_1_to_100_000_is_a_centimetre():
    shown = Window(crs=CRS, x=600_000, y=1_550_000, width_mm=100, height_mm=100, scale=100_000)
    (x0, y0), (x1, y1) = shown.place(np.array([[600_000.0, 1_550_000.0], [601_000.0, 1_549_000.0]]))
    assert (x0, y0) == (0, 0)
    assert (x1, y1) == (1000, 1000)  # hundredths of a millimetre, to the right and down
    assert shown.ground == (600_000, 1_540_000, 610_000, 1_550_000)


def test_a_frame_holds_all_it_is_to_show_in_its_middle():
    frame = MapFrame(width_mm=186, height_mm=200)
    shown = window(frame, BOX, CRS)
    west, south, east, north = shown.ground
    assert west < BOX[0]
    assert south < BOX[1]
    assert east > BOX[2]
    assert north > BOX[3]
    assert (west + east) / 2 == pytest.approx(620_000, abs=1)
    assert (south + north) / 2 == pytest.approx(1_525_000, abs=1)
    # 50 km with 1.5 % to spare on each side on 190 mm within the band: 271,053, so 1:300,000.
    assert (shown.scale, shown.height_mm) == (300_000, 200 - 2 * BAND_MM)


def test_on_larger_paper_type_grows_and_the_scale_stays_that_of_the_paper():
    frame = MapFrame(width_mm=372, height_mm=400, enlarged=2.0)
    shown = window(frame, BOX, CRS)
    west, _, east, _ = shown.ground
    assert (shown.width_mm, shown.height_mm) == (176, 190)  # of the drawing, which is printed twice as large
    assert east - west == pytest.approx(shown.scale / 1000 * 2 * 176)
    assert shown.scale == 150_000


def test_a_given_scale_and_given_bounds_are_kept():
    bounds = (109.0, 13.9, 109.1, 14.0)
    shown = window(MapFrame(width_mm=100, height_mm=100, bounds=bounds, scale=25_000), BOX, CRS)
    assert shown.scale == 25_000
    west, south, east, north = metric_box(bounds, CRS)
    assert (shown.ground[0] + shown.ground[2]) / 2 == pytest.approx((west + east) / 2, abs=1)
    assert (shown.ground[1] + shown.ground[3]) / 2 == pytest.approx((south + north) / 2, abs=1)


@pytest.mark.parametrize("scale", [2_000, 10_000, 80_000, 300_000, 700_000])
def test_grid_lines_are_whole_steps_within_the_frame(scale):
    shown = Window(crs=CRS, x=601_234, y=1_549_876, width_mm=176, height_mm=190, scale=scale)
    grid = ticks(shown)
    west, south, east, north = shown.ground
    assert all(value % grid.step_m == 0 for value in (*grid.east, *grid.north))
    assert all(west <= value <= east for value in grid.east)
    assert all(south <= value <= north for value in grid.north)
    assert min(len(grid.east), len(grid.north)) >= 2
    assert max(len(grid.east), len(grid.north)) <= 7
    assert grid.step_m in {f * 10**p for f in (1, 2, 5) for p in range(1, 6)}


@given(st.integers(min_value=500, max_value=5_000_000))
def test_a_bar_is_round_and_neither_long_nor_short(scale):
    shown = Window(crs=CRS, x=0, y=0, width_mm=176, height_mm=190, scale=scale)
    long_mm = bar_m(shown) / scale * 1000
    assert 20 <= long_mm <= 60
    assert str(bar_m(shown)).strip("0") in {"1", "2", "4", "5", "8"}


def test_zoom_rises_by_one_where_the_scale_doubles():
    at = [Window(crs=CRS, x=600_000, y=1_550_000, width_mm=10, height_mm=10, scale=s).zoom for s in (50_000, 100_000)]
    assert at[0] - at[1] == pytest.approx(1, abs=1e-3)
    metres_per_pixel = 156543.03 * math.cos(math.radians(14.0)) / 2 ** at[1]
    assert metres_per_pixel == pytest.approx(100 * 0.17, rel=0.01)
