from __future__ import annotations

from itertools import pairwise

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.problems import OptionError
from planning.network.blocks import Cancelled, Watch
from planning.network.build import build_network
from planning.network.costs import (
    Search,
    many_to_many,
    nearest,
    path,
    sum_by_node,
    within,
    within_by_node,
)
from planning.network.kernels import Links, nearest_source
from planning.network.snap import snap
from tests.planning.network.towns import CAR, WALK, as_networkx, grid_lines, obvious_costs, random_streets, streets

METRES = Search(metric="metres")


def at(network, *points):
    return snap(network, np.array(points, dtype=float))


def case(seed, count=30, points=12):
    rng = np.random.default_rng(seed)
    network = build_network(random_streets(rng, count), CAR)
    return network, rng.uniform(-100, 1100, (points, 2)), rng.uniform(-100, 1100, (points // 2, 2))


@pytest.mark.parametrize("metric", ["minutes", "metres"])
@pytest.mark.parametrize("seed", range(6))
def test_every_cost_equals_that_of_a_slow_obvious_search(seed, metric):
    network, origins, facilities = case(seed)
    expected = obvious_costs(network, origins, facilities, metric)
    search = Search(metric=metric)
    a, b = snap(network, origins), snap(network, facilities)
    np.testing.assert_allclose(many_to_many(network, a, b, search).dense(), expected, rtol=1e-9, atol=1e-9)
    found = nearest(network, a, b, search)
    np.testing.assert_allclose(found.cost, expected.min(axis=1), rtol=1e-9, atol=1e-9)
    reached = np.isfinite(found.cost)
    np.testing.assert_allclose(expected[reached, found.facility[reached]], found.cost[reached], rtol=1e-9, atol=1e-9)
    assert (found.facility[~reached] == -1).all()


@pytest.mark.parametrize("seed", range(4))
def test_sums_within_a_limit_equal_those_over_the_costs_from_either_side(seed):
    network, origins, facilities = case(seed, points=30)
    a, b = snap(network, origins), snap(network, facilities)
    for one, other in ((a, b), (b, a)):
        supply = np.arange(1.0, other.points + 1)
        costs = many_to_many(network, one, other).dense()
        limit = float(np.median(costs[np.isfinite(costs)]))
        expected = ((costs <= limit * (1 + 1e-9)) * supply).sum(axis=1)
        assert within(network, one, other, supply, Search(limit=limit)).tolist() == expected.tolist()
        few = snap(network, origins[:2])  # searched from the other side
        assert within(network, few, other, supply, Search(limit=limit)).shape == (2,)


@pytest.mark.parametrize("seed", range(3))
def test_within_gives_the_same_from_the_side_of_the_origins_and_of_the_facilities(seed):
    network, origins, facilities = case(seed, points=60)
    many, few = snap(network, origins), snap(network, facilities[:4])
    supply = np.array([3.0, 5.0, 7.0, 11.0])
    scattered = within(network, many, few, supply, Search(limit=1.5))
    gathered = np.concatenate(
        [within(network, snap(network, p[None]), few, supply, Search(limit=1.5)) for p in origins]
    )
    assert scattered.tolist() == gathered.tolist()


def test_distances_in_a_grid_are_manhattan_plus_the_legs():
    # Points near the middle of a block: their 4 nearest edges are its sides, so that no leg runs askew.
    network = build_network(streets(grid_lines(7)), WALK)
    origins = at(network, (140, 155), (455, 252))
    facilities = at(network, (540, 455), (140, 445), (455, 352))
    expected = [
        [400 + 300, 40 + 290 + 40, 315 + 197],  # straight on; up the street x=100, 40 m beside; straight on
        [85 + 203, 315 + 193, 48 + 52],  # the last two share the side y=300
    ]
    found = many_to_many(network, origins, facilities, METRES).dense()
    np.testing.assert_allclose(found, expected)
    np.testing.assert_allclose(many_to_many(network, origins, facilities).dense(), found / 80.0)


def test_reach_on_the_diamond_graph_is_as_cityseer_states():
    # cityseer tests/conftest.py: four nodes, five edges of 100 m; others in reach at 150 m and 250 m, summed metres.
    a, b, c, d = (0, -86.60254), (-50, 0), (50, 0), (0, 86.60254)
    network = build_network(streets([(a, b), (a, c), (b, c), (b, d), (c, d)]), WALK)
    order = [int(np.abs(network.node_xy - place).sum(axis=1).argmin()) for place in (a, b, c, d)]
    for limit, others in ((150, [2, 3, 3, 2]), (250, [3, 3, 3, 3])):
        count = sum_by_node(network, np.ones(4), Search(metric="metres", limit=limit))
        assert (count[order] - 1).tolist() == others
    graph, summed = network.graph("metres"), []
    for node in order:
        seed = Links(np.array([0, 1], np.int32), np.array([node], np.int32), np.zeros(1))
        summed.append(nearest_source(graph, seed, 250.0, np.zeros(1, np.int32))[0].sum())
    np.testing.assert_allclose(summed, [400, 300, 300, 400], rtol=1e-6)


@pytest.mark.parametrize(("limit", "inside"), [(199.999, 0), (200.0, 1), (200.001, 1)])
def test_exactly_the_limit_is_inside(limit, inside):
    network = build_network(streets(grid_lines(4)), WALK)
    origin, facility = at(network, (0, 0)), at(network, (100, 100))
    search = Search(metric="metres", limit=limit)
    assert within(network, origin, facility, np.ones(1), search)[0] == inside
    assert np.isfinite(nearest(network, origin, facility, search).cost[0]) == bool(inside)
    assert len(many_to_many(network, origin, facility, search).cost) == inside
    minutes = Search(limit=limit / 80.0)
    assert within(network, origin, facility, np.ones(1), minutes)[0] == inside


def test_a_limit_that_rounding_misses_by_a_bit_is_kept():
    # Ten pieces of 0.1 m add up to 0.9999999999999999, three of 0.1 to 0.30000000000000004: over 0.3 by a bit.
    network = build_network(streets([[(i / 10, 0), ((i + 1) / 10, 0)] for i in range(10)]), WALK)
    reached = within(
        network, at(network, (0, 0)), at(network, (0.3, 0)), np.ones(1), Search(metric="metres", limit=0.3)
    )
    assert reached.tolist() == [1.0]


def test_of_equally_near_facilities_the_first_is_named():
    network = build_network(streets(grid_lines(3)), WALK)
    facilities = at(network, (200, 0), (0, 0), (0, 0))
    found = nearest(network, at(network, (100, 0), (0, 10)), facilities, METRES)
    assert found.facility.tolist() == [0, 1]


def test_one_street_leads_both_ways_only_where_allowed():
    # A ring of two one-way streets 1 km apart; nobody can enter another street than the one they stand at.
    lines = [[(0, 0), (1000, 0)], [(1000, 0), (1000, 1000), (0, 1000), (0, 0)]]
    network = build_network(streets(lines, oneway=["yes", "yes"]), CAR)
    a, b = at(network, (400, 0)), at(network, (600, 0))
    assert nearest(network, a, b, METRES).cost[0] == pytest.approx(200)
    assert nearest(network, b, a, METRES).cost[0] == pytest.approx(400 + 3000 + 400)
    assert nearest(network, a, a, METRES).cost[0] == 0


def test_unreached_is_infinite_and_unsnapped_has_no_facility():
    network = build_network(streets([[(0, 0), (100, 0)], [(5000, 0), (5100, 0)]]), WALK)
    found = nearest(network, at(network, (50, 5), (50, 1000)), at(network, (5050, 0)))
    assert found.cost.tolist() == [np.inf, np.inf]
    assert found.facility.tolist() == [-1, -1]
    assert within(network, at(network, (50, 1000)), at(network, (50, 0)), np.ones(1), Search(limit=5)).tolist() == [0]


def test_sums_by_node_equal_a_search_from_each():
    network, _, _ = case(5, count=150)
    weight, graph = np.arange(network.nodes, dtype=float), as_networkx(network, "metres")
    expected = [
        sum(weight[j] for j in nx.single_source_dijkstra_path_length(graph, i, cutoff=700, weight="cost"))
        for i in range(network.nodes)
    ]
    assert sum_by_node(network, weight, Search(metric="metres", limit=700)).tolist() == expected


def test_counts_by_node_equal_searches_from_the_nodes():
    network = build_network(streets(grid_lines(8)), WALK)
    places = np.array([(150, 150), (350, 350), (350, 350), (550, 250)])  # middles of blocks: 50 m to each side
    facilities, search = snap(network, places), Search(metric="metres", limit=400)
    away = np.abs(network.node_xy[:, None] - places).sum(axis=2)
    assert within_by_node(network, facilities, np.ones(4), search).tolist() == (away <= 400).sum(axis=1).tolist()


def test_a_path_costs_what_its_edges_cost():
    network = build_network(streets(grid_lines(5)), WALK)
    found = path(network, at(network, (0, 0)), at(network, (400, 300)), METRES)
    assert found is not None
    assert found.cost == pytest.approx(700)
    # The straight legs to the next streets cost as much as the streets, so any of them may stand for the ends.
    assert network.edge_m[found.edges].sum() in {300, 400, 500, 600, 700}
    ends = [
        (network.edge_tail[e], network.edge_head[e])[:: 1 if ahead else -1]
        for e, ahead in zip(found.edges, found.along, strict=True)
    ]
    assert all(first[1] == second[0] for first, second in pairwise(ends))
    far = build_network(streets([[(0, 0), (100, 0)], [(5000, 0), (5100, 0)]]), WALK)
    assert path(far, at(far, (0, 0)), at(far, (5000, 0))) is None
    assert len(path(far, at(far, (20, 0)), at(far, (60, 0))).edges) == 0


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000))
def test_a_street_or_a_facility_more_never_makes_anybody_worse(seed):
    rng = np.random.default_rng(seed)
    all_streets = random_streets(rng, 25)
    before = build_network(all_streets.iloc[:-3], CAR)
    after = build_network(all_streets, CAR)
    points, facilities = rng.uniform(0, 1000, (20, 2)), rng.uniform(0, 1000, (4, 2))
    kept = {len(xy): snap(before, xy) for xy in (points, facilities)}
    old = nearest(before, kept[20], kept[4])
    a, b = snap(after, points, also=kept[20]), snap(after, facilities, also=kept[4])
    slack = 1e-9
    assert (nearest(after, a, b).cost <= old.cost + slack).all()
    more = snap(before, np.vstack([facilities, rng.uniform(0, 1000, (1, 2))]))
    assert (nearest(before, kept[20], more).cost <= old.cost).all()
    for limit in (1.0, 2.0):
        first = within(before, kept[20], kept[4], np.ones(4), Search(limit=limit))
        assert (within(after, a, b, np.ones(4), Search(limit=limit * (1 + 1e-9))) >= first).all()
        assert (within(before, kept[20], more, np.ones(5), Search(limit=limit)) >= first).all()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_other_ids_and_another_order_change_nothing(seed):
    rng = np.random.default_rng(seed)
    first = random_streets(rng, 30)
    order = rng.permutation(len(first))
    second = first.iloc[order].set_axis([f"x{i}" for i in range(len(first))])
    points, facilities = rng.uniform(0, 1000, (15, 2)), rng.uniform(0, 1000, (5, 2))
    results = []
    for frame in (first, second):
        network = build_network(frame, CAR)
        a, b = snap(network, points), snap(network, facilities)
        results.append((nearest(network, a, b).cost, within(network, a, b, np.ones(5), Search(limit=2))))
    assert results[0][0].tobytes() == results[1][0].tobytes()
    assert results[0][1].tobytes() == results[1][1].tobytes()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(0, 6.28), st.floats(-1e5, 1e5))
def test_turning_and_moving_the_town_changes_no_cost(seed, angle, shift):
    rng = np.random.default_rng(seed)
    first = random_streets(rng, 30)
    points, facilities = rng.uniform(0, 1000, (15, 2)), rng.uniform(0, 1000, (5, 2))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    second = first.set_geometry(first.geometry.affine_transform([*turn.ravel(), shift, -shift]))
    results = []
    for frame, move in ((first, lambda xy: xy), (second, lambda xy: xy @ turn.T + [shift, -shift])):
        network = build_network(frame, CAR)
        results.append(nearest(network, snap(network, move(points)), snap(network, move(facilities))).cost)
    np.testing.assert_allclose(results[0], results[1], rtol=1e-6, atol=1e-6)


def test_two_runs_are_equal_to_the_last_bit():
    network, _, _ = case(8, count=400)
    rng = np.random.default_rng(8)
    points = snap(network, rng.uniform(0, 1000, (3000, 2)))
    weight = rng.uniform(0, 1, 3000)
    for origins, facilities, supply in (
        (points, points, weight),
        (points, snap(network, rng.uniform(0, 1000, (300, 2))), weight[:300]),
    ):
        runs = {within(network, origins, facilities, supply, Search(limit=1.0)).tobytes() for _ in range(3)}
        assert len(runs) == 1


def test_work_ends_when_asked_to():
    network = build_network(streets(grid_lines(40)), WALK)
    points = snap(network, np.random.default_rng(1).uniform(0, 4000, (9000, 2)))
    asked = []

    def cancelled():
        asked.append(1)
        return len(asked) > 1

    with pytest.raises(Cancelled):
        within(network, points, points, np.ones(points.points), Search(limit=5, watch=Watch(cancelled=cancelled)))
    with pytest.raises(Cancelled):
        nearest(network, points, points, Search(watch=Watch(cancelled=lambda: True)))


def test_progress_rises_to_one():
    network = build_network(streets(grid_lines(40)), WALK)
    points = snap(network, np.random.default_rng(1).uniform(0, 4000, (9000, 2)))
    shares = []
    within(network, points, points, np.ones(9000), Search(limit=1, watch=Watch(progress=shares.append)))
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_a_limit_must_be_positive():
    with pytest.raises(OptionError) as caught:
        Search(limit=0)
    assert caught.value.problems[0].code == "limit_not_positive"


def improved(rng, frame, sites, edit):
    """One street more between two junctions, or one facility more, or a one-way opened."""
    if edit % 3 == 0:
        return frame, np.vstack([sites, rng.uniform(0, 500, (1, 2))])
    if edit % 3 == 1:
        return frame.assign(
            oneway=np.where(np.arange(len(frame)) == rng.integers(len(frame)), "no", frame["oneway"])
        ), sites
    ends = np.array([line.coords[0] for line in frame.geometry.sample(2, random_state=edit)])
    ends[1] += rng.uniform(0, 200, 2) * rng.integers(0, 2)
    return pd.concat([frame, streets([ends.tolist()], ids=[f"n{edit}"], oneway=["no"])]), sites


@pytest.mark.slow
def test_a_thousand_improvements_make_nobody_worse():
    worse = []
    for town in range(20):
        rng = np.random.default_rng(town)
        lines = [line for line in grid_lines(6) if rng.uniform() < 0.7]
        frame = streets(lines, oneway=rng.choice(["no", "no", "yes", "-1"], len(lines)))
        homes, sites = rng.uniform(-50, 550, (40, 2)), rng.uniform(0, 500, (3, 2))
        for edit in range(50):
            before = build_network(frame, CAR)
            a, b = snap(before, homes), snap(before, sites)
            old_streets, old_sites = frame, sites
            frame, sites = improved(rng, frame, sites, edit)
            after = build_network(frame, CAR)
            c = snap(after, homes, also=snap(before, homes))
            d = snap(after, sites, also=snap(before, sites))
            was, now = nearest(before, a, b).cost, nearest(after, c, d).cost
            if (now > was * (1 + 1e-9) + 1e-9).any():
                worse.append((town, edit, "nearest"))
            for limit in (1.0, 3.0):
                counted = within(before, a, b, np.ones(b.points), Search(limit=limit))
                if (within(after, c, d, np.ones(d.points), Search(limit=limit * (1 + 1e-9))) < counted).any():
                    worse.append((town, edit, "count"))
            assert len(frame) > len(old_streets) or len(sites) > len(old_sites) or edit % 3 == 1
    assert worse == []
