"""Large towns: every distance is Manhattan, every count known, and making them takes little time."""

from __future__ import annotations

import time

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from layers.digest import digest
from layers.problems import OptionError
from layers.town_large import large_arrays, town_polygons


def matrix(town):
    n = town.rows * town.columns
    both = (np.concatenate([town.start, town.end]), np.concatenate([town.end, town.start]))
    return csr_array((np.concatenate([town.length_m] * 2), both), shape=(n, n))


@given(n_nodes=st.integers(4, 400), seed=st.integers(0, 99))
@settings(max_examples=25, deadline=None)
def test_every_distance_is_manhattan(n_nodes, seed):
    town = large_arrays(n_nodes, seed)
    nodes = np.arange(town.rows * town.columns)
    assert len(nodes) >= n_nodes
    for start in (0, len(nodes) // 2):
        found = dijkstra(matrix(town), indices=start)
        assert found == pytest.approx(town.distance_m(np.full(len(nodes), start), nodes))


def test_counts_of_the_full_size():
    town = large_arrays()
    assert (town.rows, town.columns) == (548, 548)
    assert len(town.x_m) == len(town.people) == 300_304
    assert len(town.start) == len(town.end) == len(town.length_m) == 2 * 548 * 547
    assert town.length_m.min() >= 50
    assert town.length_m.max() <= 150
    assert set(town.people) == set(range(10))


def test_a_regular_grid_has_220_neighbours_within_a_kilometre():
    town = large_arrays(41 * 41, spacing_m=(100, 100))
    centre = 20 * 41 + 20
    found = dijkstra(matrix(town), indices=centre, limit=1000.001)
    assert np.isfinite(found).sum() - 1 == 220


def test_the_same_seed_gives_the_same_town():
    one, same, other = large_arrays(100, 1), large_arrays(100, 1), large_arrays(100, 2)
    assert digest(one.x_m, one.people) == digest(same.x_m, same.people)
    assert digest(one.x_m) != digest(other.x_m)
    assert one.some_nodes(10).tolist() == same.some_nodes(10).tolist()
    assert len(set(one.some_nodes(50).tolist())) == 50


def test_frames_say_what_the_arrays_say():
    town = large_arrays(400)
    streets, people = town.streets, town.population
    assert streets.length.to_numpy() == pytest.approx(town.length_m)
    starts = shapely.get_point(streets.geometry.to_numpy(), 0)
    assert shapely.get_x(starts).tolist() == town.x_m[streets["u"].astype(int)].tolist()
    assert people["people"].sum() == town.people.sum()
    assert (streets.index.name, people.index.name) == ("id", "id")
    assert streets.index.is_unique
    assert people.index.is_unique


def test_houses_measure_96_square_metres_and_stand_apart():
    houses = town_polygons(500)
    assert houses.area.to_numpy() == pytest.approx(np.full(500, 96.0))
    assert houses.is_valid.all()
    assert len(houses.sindex.query(houses.geometry, predicate="intersects")[0]) == 500  # each meets itself alone
    assert digest(houses) == digest(town_polygons(500))
    assert set(houses["floors"]) <= set(range(1, 10))


@pytest.mark.parametrize("count", [0, 1])
def test_few_houses(count):
    assert len(town_polygons(count)) == count


@pytest.mark.parametrize("arguments", [(3, 0), (100, 0, (0, 10)), (100, 0, (20, 10))])
def test_impossible_towns(arguments):
    with pytest.raises(OptionError, match="town_too_small"):
        large_arrays(*arguments)


@pytest.mark.slow
def test_full_size_takes_seconds():
    start = time.process_time()
    assert len(large_arrays().streets) == 599_512
    assert len(town_polygons()) == 300_000
    assert time.process_time() - start < 10
