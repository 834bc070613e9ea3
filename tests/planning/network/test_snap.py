from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest

from layers.problems import OptionError
from planning.network.build import build_network
from planning.network.snap import arriving, at_nodes, audit, leaving, leg_cost, on_one_edge, snap
from tests.planning.network.towns import CAR, CRS, WALK, grid_lines, streets

LINES = [[(0, 0), (1000, 0)], [(1000, 0), (1000, 1000)]]


def rows(links, network):
    """Node places and costs of the links of the first point."""
    return {
        tuple(network.node_xy[node].tolist()): cost
        for node, cost in zip(links.item.tolist(), links.cost.tolist(), strict=True)
    }


def test_a_point_enters_by_its_four_nearest_edges_within_the_limit():
    network = build_network(streets(grid_lines(4)), WALK)
    entries = snap(network, np.array([[130, 120], [900, 0], [150, 0]]))
    assert np.diff(entries.start).tolist() == [4, 0, 4]
    assert entries.snapped.tolist() == [True, False, True]
    assert entries.distance_m[:4] == pytest.approx([20, 30, np.hypot(20, 30), np.hypot(20, 30)])
    assert snap(network, np.array([[600.0, 0.0]])).snapped.tolist() == [True]  # exactly 300 m
    assert snap(network, np.array([[600.01, 0.0]])).snapped.tolist() == [False]
    assert np.diff(snap(network, np.array([[130, 120]]), 32).start).tolist() == [2]


def test_legs_are_walked_at_4_8_km_an_hour_in_every_mode():
    assert leg_cost(np.array([80.0]), "minutes").tolist() == [1.0]
    assert leg_cost(np.array([80.0]), "metres").tolist() == [80.0]
    network = build_network(streets(LINES, oneway=["no", "no"]), CAR)
    entries = snap(network, np.array([[300.0, 40.0]]))
    # 40 m at 80 m a minute, then 300 or 700 m at 500 m a minute
    assert rows(leaving(network, entries, "minutes"), network) == pytest.approx(
        {(0, 0): 0.5 + 0.6, (1000, 0): 0.5 + 1.4}
    )
    assert rows(arriving(network, entries, "metres"), network) == pytest.approx({(0, 0): 340, (1000, 0): 740})


def test_on_a_one_way_edge_only_the_legal_direction_continues():
    network = build_network(streets(LINES, oneway=["yes", "no"]), CAR)
    entries = snap(network, np.array([[300.0, 0.0]]))
    assert rows(leaving(network, entries, "metres"), network) == {(1000, 0): 700}
    assert rows(arriving(network, entries, "metres"), network) == {(0, 0): 300}
    network = build_network(streets(LINES, oneway=["-1", "no"]), CAR)
    assert rows(leaving(network, entries, "metres"), network) == {(0, 0): 300}


def test_a_foot_at_the_end_of_a_one_way_edge_is_at_the_junction():
    network = build_network(streets([*LINES, [(0, 0), (-1000, 0)]], oneway=["yes", "yes", "no"]), CAR)
    entries = snap(network, np.array([[0.0, 0.0]]))
    links = leaving(network, entries, "metres")
    assert min(cost for node, cost in zip(links.item, links.cost, strict=True) if network.node_xy[node][0] == 0) == 0


def test_points_on_one_edge_reach_each_other_along_it_where_legal():
    for sign, expected in (("no", {(0, 1), (1, 0)}), ("yes", {(0, 1)}), ("-1", {(1, 0)})):
        network = build_network(streets(LINES, oneway=[sign, "no"]), CAR)
        entries = snap(network, np.array([[300.0, 10.0], [600.0, 20.0]]))
        pairs = on_one_edge(network, entries, entries, "metres")
        apart = pairs.origin != pairs.destination
        assert set(zip(pairs.origin[apart].tolist(), pairs.destination[apart].tolist(), strict=True)) == expected
        assert pairs.cost[apart] == pytest.approx(330)


def test_entries_of_the_baseline_stay_in_the_set():
    before = build_network(streets([[(0, 100), (1000, 100)]]), WALK)
    more = [[(i * 10, 0), (i * 10 + 10, 0)] for i in range(100)]
    after = build_network(streets([[(0, 100), (1000, 100)], *more]), WALK)
    point = np.array([[505.0, 1.0]])
    first = snap(before, point)
    alone, kept = snap(after, point), snap(after, point, also=first)
    assert not np.isclose(alone.foot_xy, [505, 100]).all(axis=1).any()
    assert np.isclose(kept.foot_xy, [505, 100]).all(axis=1).any()
    assert len(kept.edge) == len(alone.edge) + 1
    assert kept.distance_m.tolist() == sorted(kept.distance_m.tolist())


def test_entries_are_found_again_where_a_street_was_cut_in_two():
    before = build_network(streets([[(0, 0), (1000, 0)]]), WALK)
    after = build_network(streets([[(0, 0), (500, 0)], [(500, 0), (1000, 0)], [(500, 0), (500, 90)]]), WALK)
    point = np.array([[300.0, 50.0], [500.0, 50.0]])
    kept = snap(after, point, also=snap(before, point))
    for i, foot in enumerate(([300, 0], [500, 0])):
        assert np.isclose(kept.foot_xy[kept.start[i] : kept.start[i + 1]], foot).all(axis=1).any()
    closed = build_network(streets([[(0, 5000), (1000, 5000)]]), WALK)
    assert snap(closed, point, also=snap(before, point)).snapped.tolist() == [False, False]


def test_the_same_streets_give_the_same_entries_again():
    network = build_network(streets(grid_lines(5)), WALK)
    points = np.random.default_rng(0).uniform(-50, 450, (200, 2))
    first = snap(network, points)
    again = snap(network, points, also=first)
    assert again.edge.tolist() == first.edge.tolist()
    assert again.distance_m.tolist() == first.distance_m.tolist()


def test_the_audit_tells_far_islanded_and_unsnapped_apart():
    lines = [*grid_lines(3), [(3000, 0), (3100, 0)]]
    network = build_network(streets(lines), WALK)
    xy = [(50, 10), (50, -150), (3050, 20), (50, -900)]
    points = gpd.GeoSeries(gpd.points_from_xy(*zip(*xy, strict=True)), index=list("abcd"), crs=CRS)
    table = audit(network, points, snap(network, np.array(xy, dtype=float)))
    assert table.index.tolist() == list("abcd")
    assert table["distance_m"].tolist() == [10, 150, 20, 900]
    assert table["far"].tolist() == [False, True, False, True]
    assert table["islanded"].tolist() == [False, False, True, False]
    assert table["unsnapped"].tolist() == [False, False, False, True]
    assert table["street"].tolist()[2] == f"s{len(lines) - 1}"
    assert table.geometry.length.tolist() == [10, 150, 20, 900]


def test_a_limit_of_zero_is_refused():
    network = build_network(streets(grid_lines(2)), WALK)
    with pytest.raises(OptionError) as caught:
        snap(network, np.zeros((1, 2)), 0)
    assert caught.value.problems[0].code == "snap_not_positive"


def test_at_a_node_nothing_is_paid_to_enter():
    network = build_network(streets([*LINES, [(0, 0), (-1000, 0)]], oneway=["yes", "-1", "no"]), CAR)
    entries = at_nodes(network, np.arange(4))
    for links in (leaving(network, entries, "metres"), arriving(network, entries, "metres")):
        for node in range(4):
            mine = slice(links.start[node], links.start[node + 1])
            assert 0.0 in links.cost[mine][links.item[mine] == node]
