"""Access and links asked of a city, on the straight street of `hand_city`."""

import pytest

from layers.problems import LayerError, OptionError
from planning.access.measures import AccessOptions
from planning.services import AccessQuestion, ask_access, ask_links
from planning.study import Study
from tests.planning.hand_city import hand_city


def ask(city=None, **question):
    options = question.pop("options", AccessOptions(limit_min=15))
    city = city or hand_city()
    return ask_access(Study(city, city), AccessQuestion(mode="walk", options=options, **question))


def test_rows_are_the_features_of_the_population():
    found = ask(facility="health.station")
    frame = found.frame()
    assert list(frame.columns) == ["id", "value", "unit", "status", "population", "geometry"]
    assert list(frame["status"]) == ["reached", "reached", "unreached", "unreached"]
    assert list(frame["value"][:2]) == pytest.approx([0, 10])
    assert frame["value"][2:].isna().all()


def test_rows_by_zone_are_means_by_people():
    frame = ask(facility="health.station", zones="units").frame()
    assert list(frame["id"]) == ["A", "B", "C"]
    assert frame["value"][0] == pytest.approx(300 * 10 / 400)
    assert list(frame["people_reached"]) == [400, 0, 0]
    assert list(frame["people_unreached"]) == [0, 600, 1000]


def test_prefixes_and_layers_select():
    count = ask(facility="facilities", options=AccessOptions(measure="cumulative", limit_m=8000))
    assert count.frame()["value"].max() == 9
    schools = ask(facility="school", options=AccessOptions(measure="cumulative", limit_m=1000))
    assert list(schools.frame()["value"]) == [1, 2, 2, 0]  # a: 700; b: 700 and 1,500; c: the same; d: none


def test_capacity_must_be_known():
    options = AccessOptions(measure="cumulative", limit_m=8000, supply="capacity")
    assert ask(facility="health.hospital", options=options).frame()["value"].max() == 8
    with pytest.raises(OptionError) as error:
        ask(facility="market", options=options)
    assert error.value.problems[0].code == "capacity_missing"


def test_nobody_and_nothing_are_named():
    city = hand_city()
    empty = city.with_layer(city["population"].with_frame(city["population"].frame.assign(people=0.0)))
    with pytest.raises(OptionError) as error:
        ask(empty, facility="market")
    assert error.value.problems[0].code == "nobody_lives_here"
    with pytest.raises(LayerError) as missing:
        ask(facility="culture")
    assert missing.value.problems[0].code == "no_facilities"


def test_the_street_to_zone_c_is_what_it_hangs_on():
    """To the only station, at 100, everybody travels west: each stretch carries all who live east of it."""
    city = hand_city()
    found = ask_links(Study(city, city), "health.station", "walk")
    links = found.critical.links
    assert links.loc["s5000", "people_cut_off"] == 1000  # d alone lives beyond
    assert links.loc["s1500", "people"] == 1000
    # b stands on it and leaves it by its western end, so only c and d pass over it
    assert links.loc["s500", "people"] == 1600
    assert links.loc["s500", "people_cut_off"] == 1600
    assert links.loc["s2000", "is_bridge"]
    assert not found.entry["unsnapped"].any()
    assert found.entry["people"].sum() == 2000
