"""Where the next facility goes, on the straight street of `hand_city`."""

import numpy as np
import pytest

from layers.problems import OptionError
from planning.places import find_places, thinned
from planning.siting import SiteOptions
from planning.study import Study
from tests.planning.hand_city import hand_city


def test_the_best_place_is_where_the_thousand_live():
    """A station at 100 serves a and b within 10 minutes on foot (800 m); one more can win c (600) or d (1,000): d."""
    city = hand_city()
    found = find_places(Study(city), "health.station", SiteOptions(count=1, limit_min=10), mode="walk")
    assert found.siting.before == 400
    assert found.siting.objective == 1400
    assert found.siting.proven
    assert list(found.candidates.index[list(found.siting.chosen)]) == ["d"]
    edit = found.scenario.edits[0]
    assert edit.attributes["kind"] == "health.station"
    assert city.metres(edit.geometry).distance(city["population"].frame.loc["d"].geometry) < 0.01


def test_two_places_win_everybody():
    found = find_places(Study(hand_city()), "health.station", SiteOptions(count=2, limit_min=10), mode="walk")
    assert found.siting.objective == 2000
    assert len({edit.id for edit in found.scenario.edits}) == 2


def test_a_kind_that_is_not_there_yet():
    found = find_places(Study(hand_city()), "culture", SiteOptions(objective="mean", count=1), mode="walk")
    # one place for all: the median of people along the street is c or d (1,000 on each side); c is nearer to a and b
    assert found.scenario.edits[0].layer == "culture"
    assert found.siting.objective <= found.siting.greedy_objective + 1e-9


def test_prefixes_and_limits_are_refused():
    with pytest.raises(OptionError) as error:
        find_places(Study(hand_city()), "school", SiteOptions(count=1, limit_min=10))
    assert error.value.problems[0].code == "unknown_kind"


def test_candidates_are_thinned_by_squares_keeping_the_most_populated():
    places = np.array([[10.0, 10.0], [20.0, 20.0], [150.0, 10.0], [950.0, 10.0]])
    people = np.array([5.0, 7.0, 1.0, 0.0])
    kept, cell = thinned(places, people, 10)
    assert (list(kept), cell) == ([1, 2], 100)
    kept, cell = thinned(places, people, 1)
    assert (list(kept), cell) == ([1], 200)
