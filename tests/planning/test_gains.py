"""Who gains and who loses on the straight street: everybody travels 80 m in a minute, so every way can be read off."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.gains import Gains, change_of, cost, gains
from planning.indicators import INDICATORS, Way
from planning.study import Study
from scenarios.actions import add_facility, close_street
from scenarios.apply import apply
from scenarios.scenario import Scenario
from tests.planning.hand_city import CRS, X0, Y0, hand_city

CITY = hand_city()
STATION, HOSPITAL = Way("health.station", "motorbike"), Way("health.hospital", "motorbike")


def lonlat(x: float, y: float = 0.0) -> tuple[float, float]:
    from pyproj import Transformer

    return Transformer.from_crs(CRS, "EPSG:4326", always_xy=True).transform(X0 + x, Y0 + y)


def after(*edits) -> Study:
    return Study(apply(Scenario("thử", tuple(edits)), CITY).city, CITY)


def found(*edits, ways=(STATION,)) -> Gains:
    return gains(Study(CITY), after(*edits), ways)


def test_a_station_beside_the_farthest_people_is_their_gain_alone():
    # d (1,000 people at 7,000 m) had 6,900 m to go and has none now; c at 1,500 m still goes 1,400 m back to x = 100
    one = found(add_facility(CITY, "health.station", lonlat(7000)))
    assert (one.gain, one.lose, one.both, one.same) == (1000, 0, 0, 1000)
    assert one.by_zone["gain"].to_dict() == {"A": 0, "B": 0, "C": 1000}


def test_a_closed_street_cuts_off_who_lives_beyond_it():
    one = found(close_street(CITY, "s4000"))
    assert (one.gain, one.lose, one.both, one.same) == (0, 1000, 0, 1000)
    assert np.isposinf(change_of(Study(CITY), after(close_street(CITY, "s4000")), STATION)[3])


def test_who_gains_here_and_loses_there_is_counted_apart():
    edits = (add_facility(CITY, "health.station", lonlat(7000)), close_street(CITY, "s4000"))
    one = found(*edits, ways=(STATION, HOSPITAL))
    assert (one.gain, one.lose, one.both, one.same) == (0, 0, 1000, 1000)


def test_less_than_a_minute_is_no_change():
    # a station at x = 170: a (x = 100) stays at its own; b at 900 m saves 70 m of 800 m, 53 seconds
    assert found(add_facility(CITY, "health.station", lonlat(170))).gain == 0
    # at x = 181 b, c and d save 81 m, a little over a minute: 300 + 600 + 1,000 people
    assert found(add_facility(CITY, "health.station", lonlat(181))).gain == 1900


def test_the_change_is_in_minutes_of_the_way():
    change = change_of(Study(CITY), after(add_facility(CITY, "health.station", lonlat(900))), STATION)
    # b: 10 minutes to none; c: 17.5 to 7.5; d: 86.25 to 76.25
    assert change == pytest.approx([0, -10, -10, -10], abs=1e-3)


def test_a_kind_that_opens_for_the_first_time_is_a_gain_for_all():
    way = Way("fire_station", "car", "metres")
    without = CITY.with_layer(CITY["facilities"].with_frame(CITY["facilities"].frame.drop("fire_station")))
    assert np.isposinf(cost(Study(without), way)).all()
    one = gains(Study(without), Study(CITY, without), (way,))
    assert (one.gain, one.same) == (2000, 0)


@settings(max_examples=6, deadline=None)
@given(st.floats(0, 8000), st.sampled_from(["health.station", "market", "park"]))
def test_nobody_loses_by_what_only_adds(x, kind):
    ways = tuple(dict.fromkeys(row.way for row in INDICATORS.values() if row.way))
    one = found(add_facility(CITY, kind, lonlat(x)), ways=ways)
    assert one.lose == one.both == 0
    assert one.gain + one.same == 2000
    assert one.by_zone[["gain", "lose", "both", "same"]].sum(axis=1).to_dict() == one.by_zone["people"].to_dict()
