"""Clicks on the straight street of the hand city."""

import pytest

from planning.ui import clicks
from tests.planning.hand_city import hand_city, point

CITY = hand_city()


def lonlat(x: float, y: float = 0.0) -> tuple[float, float]:
    where = CITY.lonlat(point(x, y))
    return where.x, where.y


def test_a_click_and_drawings_are_read():
    found = clicks.read(
        {
            "last_clicked": {"lat": 13.7, "lng": 109.2},
            "all_drawings": [{"geometry": {"type": "Point", "coordinates": [109, 13]}}, {"geometry": None}, "?"],
        }
    )
    assert found.point == (109.2, 13.7)
    assert [shape.wkt for shape in found.drawn] == ["POINT (109 13)"]


@pytest.mark.parametrize(
    "odd", [None, {}, {"last_clicked": None}, {"last_clicked": {"lat": "1", "lng": None}}, {"last_clicked": [1]}]
)
def test_anything_odd_is_no_click(odd):
    assert clicks.read(odd).point is None


def test_the_unit_under_a_click():
    assert clicks.unit_at(CITY, "units", lonlat(500)) == "A"
    assert clicks.unit_at(CITY, "units", lonlat(1500, -400)) == "B"
    assert clicks.unit_at(CITY, "units", lonlat(500, 5000)) is None
    assert clicks.unit_at(CITY, "none", lonlat(500)) is None


def test_the_nearest_street_within_reach():
    streets = CITY["streets"].frame
    assert clicks.nearest(streets, CITY, lonlat(250, 30), within_m=50) == "s0"
    assert clicks.nearest(streets, CITY, lonlat(250, 30), within_m=20) is None
    assert clicks.nearest(streets, CITY, lonlat(520, 200), within_m=50) == "side"


def test_several_to_choose_among_nearest_first():
    assert clicks.several(CITY["streets"].frame, CITY, lonlat(495, 10), within_m=20) == ("side", "s0", "s500")
