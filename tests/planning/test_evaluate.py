"""Scenarios side by side on the straight street: who gains is known beforehand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.problems import OptionError
from planning.evaluate import evaluate
from planning.remember import Memory
from scenarios import actions
from scenarios.apply import apply
from scenarios.improvement import only_improves
from scenarios.scenario import BASELINE, Applied, Scenario
from tests.planning.hand_city import hand_city, point

CITY = hand_city()
BASE = Applied(CITY, BASELINE)


def lonlat(x, y=0.0):
    place = CITY.lonlat(point(x, y))
    return place.x, place.y


def scenario(name, *edits):
    return apply(Scenario(name, edits), CITY)


def test_a_station_in_zone_c_serves_zone_c():
    better = scenario("trạm", actions.add_facility(CITY, "health.station", lonlat(7000)))
    found = evaluate([BASE, better], CITY)
    whole = found.whole()
    assert whole.loc["health_station_beyond_15min", "baseline"] == 80
    assert whole.loc["health_station_beyond_15min", "trạm"] == 30
    assert found.by_zone("trạm").loc["C", "health_station_beyond_15min"] == 0
    # a station is one of the daily needs too: 1,000 of 2,000 people reach one kind more
    assert whole.loc["daily_needs_15min", "trạm"] == pytest.approx(2.6)
    untouched = whole.index.drop(["health_station_beyond_15min", "daily_needs_15min"])
    np.testing.assert_array_equal(whole.loc[untouched, "baseline"], whole.loc[untouched, "trạm"])
    assert [p.code for p in found.checks] == ["improvement_holds"]


def test_a_closed_street_cuts_zone_c_off():
    worse = scenario("cấm", actions.close_street(CITY, "s2000"))
    found = evaluate([BASE, worse], CITY)
    assert found.whole().loc["hospital_beyond_60min"].to_dict() == {"baseline": 50, "cấm": 50}
    # d has no way at all now, so the mean is over the others: (2,250 + 3,750 + 3,000) / 1,000
    assert found.whole().loc["hospital_mean_min", "cấm"] == pytest.approx(9)
    assert np.isnan(found.by_zone("cấm").loc["C", "hospital_mean_min"])
    assert found.checks == ()


def test_when_the_last_facility_goes_there_is_no_value():
    gone = scenario("bỏ", actions.remove_facility(CITY, "facilities", "market"))
    found = evaluate([BASE, gone], CITY, indicators=["market_within_15min"])
    assert found.whole().loc["market_within_15min", "baseline"] == 45
    assert np.isnan(found.whole().loc["market_within_15min", "bỏ"])


def test_named_indicators_need_their_data_and_others_are_left_out():
    city = type(CITY)(CITY.name, CITY.crs, {k: v for k, v in CITY.layers.items() if k != "green"})
    bare = Applied(city, BASELINE)
    assert "green_per_person" in {p.field for p in evaluate([bare], city).left_out}
    with pytest.raises(OptionError) as error:
        evaluate([bare], city, indicators=["green_per_person"])
    assert error.value.problems[0].code == "indicator_needs"


def test_nobody_is_refused():
    empty = CITY["population"].frame.assign(people=0.0)
    city = CITY.with_layer(CITY["population"].with_frame(empty))
    with pytest.raises(OptionError) as error:
        evaluate([Applied(city, BASELINE)], city)
    assert error.value.problems[0].code == "nobody_lives_here"


def test_what_only_improves_is_told_from_what_does_not():
    add = actions.add_facility(CITY, "market", lonlat(100))
    assert only_improves(Scenario("s", (add,)), CITY)
    assert only_improves(Scenario("s", (actions.resize_facility(CITY, "facilities", "school.primary", 50),)), CITY)
    assert only_improves(Scenario("s", (actions.change_speed(CITY, ["s0"], 30),)), CITY)
    assert not only_improves(Scenario("s", (actions.change_speed(CITY, ["s0"], 3),)), CITY)
    assert not only_improves(Scenario("s", (actions.resize_facility(CITY, "facilities", "school.primary", 5),)), CITY)
    assert not only_improves(Scenario("s", (actions.move_facility(CITY, "facilities", "market", lonlat(0)),)), CITY)
    assert not only_improves(Scenario("s", (actions.close_street(CITY, "s0"),)), CITY)
    assert not only_improves(BASELINE, CITY)


@given(
    st.lists(st.tuples(st.floats(-300, 8300), st.floats(-480, 480)), min_size=2, max_size=4, unique=True),
    st.sampled_from(["health.station", "market", "park"]),
    st.tuples(st.floats(0, 8000), st.floats(-250, 250)),
)
@settings(max_examples=40, deadline=None)
def test_no_new_street_or_facility_ever_hurts(line, kind, place):
    """The proof of sanity: whatever is drawn or added, nobody is farther from anything."""
    edits = (actions.draw_street(CITY, [lonlat(*p) for p in line]), actions.add_facility(CITY, kind, lonlat(*place)))
    if CITY.metres(edits[0].geometry).length < 1:
        return
    found = evaluate([BASE, scenario("thêm", *edits)], CITY, indicators=["people"], remember=Memory())
    assert [p.code for p in found.checks] == ["improvement_holds"]
