from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
import shapely

from planning.network.blocks import Cancelled, Watch
from planning.network.build import build_network
from planning.network.critical import critical_links
from planning.network.snap import arriving, leaving, on_one_edge, snap
from tests.planning.network.towns import CAR, WALK, as_networkx, grid_lines, random_streets, streets


def minutes(network, graph, origins, facilities):
    """Cost of each origin to the nearest facility on a graph; entries stay as they are."""
    whole = graph.reverse()
    whole.add_node("end")
    seeds = arriving(network, facilities, "minutes")
    for node, cost in zip(seeds.item.tolist(), seeds.cost.tolist(), strict=True):
        if cost < whole.get_edge_data("end", node, {"cost": np.inf})["cost"]:
            whole.add_edge("end", node, cost=cost)
    label = nx.single_source_dijkstra_path_length(whole, "end", weight="cost")
    out, pairs = leaving(network, origins, "minutes"), on_one_edge(network, origins, facilities, "minutes")
    best = np.full(origins.points, np.inf)
    np.minimum.at(best, pairs.origin, pairs.cost)
    row = np.repeat(np.arange(origins.points), np.diff(out.start))
    beyond = np.array([label.get(node, np.inf) for node in out.item.tolist()])
    np.minimum.at(best, row, out.cost + beyond)
    return best


def without(network, edge):
    """The graph without one edge; an edge beside it stays."""
    shut = np.arange(network.edges) == edge
    graph = nx.DiGraph()
    graph.add_nodes_from(range(network.nodes))
    for e in np.flatnonzero(~shut):
        a, b, cost = int(network.edge_tail[e]), int(network.edge_head[e]), float(network.edge_min[e])
        for one, other, may in ((a, b, network.edge_forward[e]), (b, a, network.edge_back[e])):
            if may and one != other and cost < graph.get_edge_data(one, other, {"cost": np.inf})["cost"]:
                graph.add_edge(one, other, cost=cost)
    return graph


@pytest.mark.parametrize("seed", range(8))
def test_the_loss_of_each_link_is_that_of_a_network_without_it(seed):
    rng = np.random.default_rng(seed)
    frame = random_streets(rng, 35, 3000.0)
    network = build_network(frame, CAR)
    origins, people = snap(network, rng.uniform(0, 3000, (25, 2)), 150), rng.integers(0, 50, 25).astype(float)
    facilities = snap(network, rng.uniform(0, 3000, (2, 2)), 500)
    links = critical_links(network, origins, people, facilities).links
    today = minutes(network, as_networkx(network), origins, facilities)
    served = np.isfinite(today)
    seen = 0
    for edge in range(network.edges):
        then = minutes(network, without(network, edge), origins, facilities)
        cut_off = people[served & ~np.isfinite(then)].sum()
        still = served & np.isfinite(then)
        detour = (people[still] * (then[still] - today[still])).sum()
        street = network.street_ids[network.edge_street[edge]]
        if street in links.index:
            assert links.loc[street, "people_cut_off"] == pytest.approx(cut_off)
            assert links.loc[street, "person_minutes_of_detour"] == pytest.approx(detour, abs=1e-6)
            seen += 1
        else:
            assert cut_off == 0
            assert detour == pytest.approx(0, abs=1e-9)
    assert seen == len(links)


@pytest.mark.parametrize("seed", range(6))
def test_bridges_are_those_of_networkx(seed):
    network = build_network(random_streets(np.random.default_rng(seed), 40), CAR)
    graph = nx.MultiGraph()
    graph.add_nodes_from(range(network.nodes))
    for edge in range(network.edges):
        graph.add_edge(int(network.edge_tail[edge]), int(network.edge_head[edge]), name=edge)
    simple = nx.Graph(graph)
    expected = {
        next(iter(graph.get_edge_data(a, b).values()))["name"]
        for a, b in nx.bridges(simple)
        if graph.number_of_edges(a, b) == 1
    }
    xy = network.node_xy[:3]
    found = critical_links(network, snap(network, xy), np.ones(3), snap(network, xy[:1])).links
    ids = {network.street_ids[network.edge_street[edge]] for edge in expected}
    assert set(found.index[found["is_bridge"]]) == ids


def test_the_only_bridge_over_a_river_is_named_first_with_all_beyond_it():
    west = grid_lines(4)
    east = [[(x + 2000, y) for x, y in line] for line in west]
    river = [(300, 100), (2000, 100)]
    network = build_network(streets([*west, *east, river]), WALK)
    homes = np.array([(50.0, 50), (2150, 250), (2250, 50), (2050, 50)])
    people = np.array([100.0, 10, 20, 30])
    found = critical_links(network, snap(network, homes), people, snap(network, np.array([[150.0, 150]])))
    worst = found.links.iloc[0]
    assert shapely.equals(worst.geometry, shapely.LineString(river))
    assert worst["people_cut_off"] == worst["people"] == 60
    assert worst["person_minutes_of_detour"] == 0
    assert bool(worst["is_bridge"])
    assert found.links["people_cut_off"].tolist()[1:] == [0] * (len(found.links) - 1)


def test_parts_tell_where_people_live_and_where_facilities_are():
    network = build_network(streets([*grid_lines(3), [(5000, 0), (6000, 0)]]), WALK)
    origins = snap(network, np.array([[50.0, 50], [5100, 0], [9999, 9999]]))
    found = critical_links(network, origins, np.array([5.0, 7, 9]), snap(network, np.array([[0.0, 0], [90, 90]])))
    parts = found.parts
    assert parts["people"].tolist() == [5, 7]
    assert parts["facilities"].tolist() == [2, 0]
    assert parts["nodes"].tolist() == [9, 2]
    assert parts["length_km"].tolist() == pytest.approx([1.2, 1.0])


def test_nobody_on_the_way_leaves_only_bridges():
    network = build_network(streets([[(0, 0), (1000, 0)], [(1000, 0), (1000, 900)]]), WALK)
    far, site = np.array([[9e5, 0.0]]), np.array([[0.0, 0.0]])
    found = critical_links(network, snap(network, far), np.ones(1), snap(network, site))
    assert found.links["is_bridge"].tolist() == [True, True]
    assert found.links["people"].tolist() == [0, 0]


def test_it_ends_when_asked_to():
    network = build_network(streets(grid_lines(5)), WALK)
    points = snap(network, network.node_xy)
    with pytest.raises(Cancelled):
        critical_links(network, points, np.ones(25), points, Watch(cancelled=lambda: True))
