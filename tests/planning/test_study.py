"""What is made once and shared, and what a scenario leaves alone."""

import numpy as np
import pytest

from layers.problems import LayerError
from planning.remember import Memory
from planning.study import Study, sample
from scenarios import actions
from scenarios.apply import apply
from scenarios.scenario import Scenario
from tests.planning.hand_city import hand_city, point


class Counting(Memory):
    """A memory that counts what it had to make."""

    def __init__(self):
        super().__init__()
        self.made = 0

    def __call__(self, key, make):
        def counted():
            self.made += 1
            return make()

        return super().__call__(key, counted)


def lonlat(city, x, y=0.0):
    place = city.lonlat(point(x, y))
    return place.x, place.y


def test_reach_is_the_walk_along_the_street():
    reach = Study(hand_city()).reach("health.station", "walk")
    np.testing.assert_allclose(reach.cost, [0, 10, 17.5, 86.25], rtol=1e-9)
    assert not reach.unsnapped.any()
    assert list(Study(hand_city()).reach("health.station", "walk", "metres", 1400.0).cost) == pytest.approx(
        [0, 800, 1400, np.inf]
    )


def test_a_new_school_leaves_the_network_and_other_services_alone():
    memory = Counting()
    city = hand_city()
    Study(city, city, memory).reach("health.station", "walk")
    made = memory.made
    after = apply(Scenario("s", (actions.add_facility(city, "school.primary", lonlat(city, 7000)),)), city).city
    study = Study(after, city, memory)
    study.reach("health.station", "walk")
    assert memory.made == made
    assert study.reach("school.primary", "walk").cost[3] == pytest.approx(0, abs=1e-3)
    assert memory.made == made + 2  # the entries of the schools and their reach


def test_unsnapped_people_are_told_apart():
    city = hand_city()
    far = city["population"].frame
    far.loc["d", "geometry"] = point(7000, 350)
    study = Study(city.with_layer(city["population"].with_frame(far)))
    reach = study.reach("health.station", "walk")
    assert list(reach.unsnapped) == [False, False, False, True]
    assert np.isinf(reach.cost[3])


def test_missing_things_are_named():
    study = Study(hand_city())
    with pytest.raises(LayerError):
        study.facilities("culture")
    assert not study.has_facilities("culture")
    assert not study.has_facilities("culture")  # and again, from memory


def test_sample_outside_and_masked_is_missing():
    from affine import Affine

    from layers.grid import Grid

    grid = Grid(
        "g",
        "elevation",
        np.array([[1.0, 2.0]]),
        Affine(10, 0, 0, 0, -10, 10),
        "EPSG:9217",
        "m",
        np.array([[False, True]]),
    )
    found = sample(grid, np.array([[5.0, 5.0], [15.0, 5.0], [25.0, 5.0], [0.0, 10.0]]), "EPSG:9217")
    np.testing.assert_array_equal(found, [1, np.nan, np.nan, 1])
