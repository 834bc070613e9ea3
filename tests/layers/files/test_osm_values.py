"""Values of tags: expected numbers from the definitions of the units and the wiki's pages of the keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.files import osm_values as values


@pytest.mark.parametrize(
    ("text", "kmh"),
    [
        ("50", 50.0),
        ("50 km/h", 50.0),
        ("50kmh", 50.0),
        ("30 mph", 48.3),  # 30 x 1.609344
        ("10 knots", 18.5),  # 10 x 1.852
        ("60;40", 40.0),
        ("40,5", 40.5),
        ("none", None),
        ("walk", None),
        ("VN:urban", None),
        ("signals", None),
        ("", None),
        ("0", None),
        ("-5", None),
        ("500", None),
        ("50;variable", None),
    ],
)
def test_speed(text, kmh):
    assert values.speed_kmh(text) == kmh


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("3.5", 3.5),
        ("3,5 m", 3.5),
        ("12 ft", 3.66),  # 12 x 0.3048
        ("12'6\"", 3.81),  # 150 inches of 2.54 cm
        ("350 cm", 3.5),
        ("600", None),  # a width of 600 m is no street; it is in the extract of Porto Alegre
        ("wide", None),
    ],
)
def test_width(text, metres):
    assert values.width_m(text) == metres


@pytest.mark.parametrize(("text", "lanes"), [("2", 2.0), ("2;3", 2.0), ("1.5", 1.5), ("two", None), ("2 m", None)])
def test_lanes(text, lanes):
    assert values.lane_count(text) == lanes


@pytest.mark.parametrize(("text", "floors"), [("5", 5.0), ("2.5", 2.5), ("2,5", 2.5), ("5-6", None), ("nan", None)])
def test_floors(text, floors):
    assert values.floors(text) == floors


@pytest.mark.parametrize(("text", "level"), [("1", 1.0), ("-2", -2.0), ("+1", 1.0), ("0.5", None), ("1;2", None)])
def test_level(text, level):
    assert values.level(text) == level


@pytest.mark.parametrize(
    ("tags", "direction"),
    [
        ({}, "no"),
        ({"oneway": "yes"}, "yes"),
        ({"oneway": "true"}, "yes"),
        ({"oneway": "1"}, "yes"),
        ({"oneway": "-1"}, "-1"),
        ({"oneway": "reverse"}, "-1"),
        ({"oneway": "no"}, "no"),
        ({"oneway": "reversible"}, "no"),
        ({"oneway": "maybe"}, None),
        ({"junction": "roundabout"}, "yes"),
        ({"junction": "circular"}, "yes"),
        ({"junction": "roundabout", "oneway": "no"}, "no"),
        ({"junction": "roundabout", "oneway": "-1"}, "-1"),
        ({"highway": "motorway"}, "yes"),
        ({"highway": "motorway", "oneway": "no"}, "no"),
        ({"highway": "motorway_link"}, "no"),
    ],
)
def test_oneway(tags, direction):
    assert values.oneway(tags) == direction


@pytest.mark.parametrize(
    ("tags", "direction"),
    [
        ({"oneway": "yes"}, None),
        ({"oneway:bicycle": "no"}, "no"),
        ({"oneway:bicycle": "yes"}, "yes"),
        ({"oneway:bicycle": "-1"}, "-1"),
        ({"cycleway": "opposite_lane"}, "no"),
        ({"cycleway": "opposite", "oneway:bicycle": "yes"}, "yes"),
    ],
)
def test_oneway_for_bicycles(tags, direction):
    assert values.oneway_bicycle(tags) == direction


def test_the_finer_access_tag_wins():
    assert values.access({"highway": "service", "access": "no", "vehicle": "private", "bicycle": "yes"}) == {
        "access": "no",
        "foot": None,
        "bicycle": "yes",
        "motorcycle": None,
        "motor_vehicle": "private",
    }


def test_an_alley_closed_to_cars_stays_open_to_motorbikes():
    access = values.access({"highway": "residential", "motorcar": "no"})
    assert (access["motor_vehicle"], access["motorcycle"]) == ("no", "yes")


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "footway", "motorcar": "no"},
        {"highway": "residential", "motorcar": "no", "motor_vehicle": "no"},
        {"highway": "residential", "motorcar": "yes", "access": "no"},
        {"highway": "residential", "motorcar": "yes", "motorcycle": "no"},
    ],
)
def test_motorbikes_get_no_access_that_nobody_gave(tags):
    assert values.access(tags)["motorcycle"] in {None, "no"}


def test_names_are_composed_and_clean():
    decomposed = "Tra\u0302\u0300n Hu\u031bng \u0110a\u0323o"
    assert values.name({"name": f" {decomposed}\n"}) == "Trần Hưng Đạo"
    assert values.name({"name:vi": "Chùa Một Cột"}) == "Chùa Một Cột"
    assert values.name({"name": "", "ref": "QL19"}, ref=True) == "QL19"
    assert values.name({"ref": "QL19"}) is None


@pytest.mark.parametrize(
    ("text", "kept"), [("yes", "yes"), ("viaduct", "viaduct"), ("no", None), ("", None), (None, None)]
)
def test_present(text, kept):
    assert values.present(text) == kept


@given(st.text(max_size=30))
def test_any_text_is_read_or_missing(text):
    speed, width = values.speed_kmh(text), values.width_m(text)
    assert speed is None or 0 <= speed <= values.FASTEST_KMH
    assert width is None or 0 <= width <= values.WIDEST_M
    lanes, floors = values.lane_count(text), values.floors(text)
    assert lanes is None or 0 < lanes <= values.MOST_LANES
    assert floors is None or 0 <= floors <= values.MOST_FLOORS
    assert values.level(text) is None or abs(values.level(text)) < 100
    assert values.oneway({"oneway": text}) in {"yes", "no", "-1", None}
