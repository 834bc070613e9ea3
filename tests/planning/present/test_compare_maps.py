"""Maps side by side: the same classes for values, zero in the middle for differences."""

import numpy as np
import pandas as pd
import pytest

from planning.gains import cost
from planning.i18n import translator
from planning.indicators import INDICATORS, Way
from planning.present import compare_maps
from planning.present.scale import BETTER, SAME, WORSE
from planning.study import Study
from scenarios.apply import apply
from tests.planning.present.test_compare import ADD, CITY, CLOSE, compared

VI = translator("vi")
ROW = INDICATORS["health_station_beyond_15min"]
STATION = Way("health.station", "motorbike")


@pytest.fixture(scope="module")
def two():
    return compared(ADD, CLOSE)


@pytest.fixture(scope="module")
def places():
    studies = {"baseline": Study(CITY), **{s.name: Study(apply(s, CITY).city, CITY) for s in (ADD, CLOSE)}}
    costs = {n: pd.Series(cost(s, STATION), index=s.origins.index) for n, s in studies.items()}
    here = studies["baseline"].origins
    return compare_maps.by_places(here, compare_maps.costs_of(costs, here.index), STATION, VI)


def test_value_maps_share_breaks_and_legend(two):
    subject = compare_maps.by_units(CITY, "units", two, ROW, VI)
    views = compare_maps.maps(CITY, subject, two.scenarios, {}, VI, difference=False)
    assert [view.title for view in views] == ["Hiện trạng", "PA1", "PA2"]
    assert len({view.layers[0].marks for view in views}) == 1


def test_one_scenario_is_shown_with_its_difference():
    one = compared(ADD)
    subject = compare_maps.by_units(CITY, "units", one, ROW, VI)
    views = compare_maps.maps(CITY, subject, one.scenarios, {"PA1": ADD}, VI, difference=False)
    assert [view.title for view in views] == ["Hiện trạng", "PA1", "Chênh lệch: PA1"]
    # the new station stands on both maps of the scenario, not on today's
    assert [sum(layer.id.startswith("edit.") for layer in view.layers) for view in views] == [0, 1, 1]


def test_differences_are_blue_where_better_and_white_at_zero(two):
    subject = compare_maps.by_units(CITY, "units", two, ROW, VI)
    layer = compare_maps.change_layer(subject, "PA1", VI)
    # A: nobody beyond before and after; B: c alone beyond, before and after; C: 100 % to 0
    colours = [layer.marks[number].colour for number in layer.classes]
    assert colours[:2] == [SAME, SAME]
    assert colours[2] in BETTER
    assert layer.tooltips[2] == "Xã C\n100,0% → 0,0% (tốt lên)"
    assert layer.tooltips[0] == "Xã A\n0,0%, không đổi"


def test_more_is_better_turns_the_colours_round(two):
    subject = compare_maps.by_units(CITY, "units", two, ROW, VI)
    assert subject.changes.colours[0] == BETTER[-1]  # much less is much better
    assert subject.changes.colours[-1] == WORSE[0]
    marks = compare_maps.change_marks(subject, VI)
    assert marks[0].label.startswith("giảm trên")
    assert marks[0].label.endswith("(tốt lên)")
    assert marks[3].label == "không đổi"
    assert marks[6].label.endswith("(xấu đi)")


def test_who_is_cut_off_is_as_bad_as_it_gets(places):
    layer = compare_maps.change_layer(places, "PA2", VI)
    assert layer.marks[layer.classes[3]].colour == WORSE[0]
    assert "Không tiếp cận được (xấu đi)" in layer.tooltips[3]
    assert [layer.marks[number].colour for number in layer.classes[:3]] == [SAME] * 3
    value = compare_maps.value_layer(places, "PA2", VI)
    assert value.marks[value.classes[3]].hatch  # unreached is a class of its own, never a colour of the scale


def test_ways_of_places_keep_their_minutes(places):
    assert places.values["baseline"] == pytest.approx([0, 10, 17.5, 86.25], abs=1e-6)
    assert places.values["PA1"][3] == pytest.approx(0, abs=1e-3)
    assert np.isposinf(places.values["PA2"][3])


def test_a_closed_street_is_drawn_as_a_dashed_line():
    (layer,) = compare_maps.edit_layers(CLOSE, CITY, VI)
    assert (layer.kind, layer.title) == ("line", "Đóng, cấm")
    assert layer.marks[0].dash
    assert layer.shapes.iloc[0].equals(CITY["streets"].frame.geometry["s4000"])
