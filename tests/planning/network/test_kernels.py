from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from planning.network.build import build_network
from planning.network.kernels import Links, graph_of, inclusive, nearest_source, search_tree
from planning.network.modes import mode
from tests.planning.network.towns import CAR, as_networkx, random_streets


def seeds(nodes, costs=None):
    nodes = np.array(nodes, dtype=np.int32)
    return Links(np.array([0, len(nodes)], np.int32), nodes, np.zeros(len(nodes)) if costs is None else np.array(costs))


def owners(count):
    return np.arange(count, dtype=np.int32)


def random_graph(rng, nodes=300, arcs=1200, zero=0.05):
    tail, head = np.sort(rng.integers(0, nodes, arcs)), rng.integers(0, nodes, arcs).astype(np.int32)
    cost = rng.exponential(1.0, arcs) * (rng.uniform(size=arcs) > zero)
    start = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=nodes))]).astype(np.int32)
    return graph_of(start, head, cost), tail


@pytest.mark.parametrize("seed", range(5))
def test_costs_from_the_nearest_source_equal_networkx(seed):
    rng = np.random.default_rng(seed)
    graph, tail = random_graph(rng)
    expected = nx.DiGraph()
    expected.add_nodes_from(range(300))
    for a, b, cost in sorted(
        zip(tail.tolist(), graph.head.tolist(), graph.cost.tolist(), strict=True), key=lambda x: -x[2]
    ):
        expected.add_edge(a, b, cost=cost)
    sources = rng.choice(300, 5, replace=False).tolist()
    each = [nx.single_source_dijkstra_path_length(expected, s, weight="cost") for s in sources]
    cost, owner = nearest_source(graph, seeds(sources), np.inf, owners(5))
    for node in range(300):
        of = [found.get(node, np.inf) for found in each]
        assert cost[node] == min(of)
        assert owner[node] == (of.index(min(of)) if min(of) < np.inf else -1)


def test_a_limit_leaves_out_what_is_beyond():
    rng = np.random.default_rng(9)
    graph, _ = random_graph(rng)
    whole, _ = nearest_source(graph, seeds([1, 2]), np.inf, owners(2))
    some, owner = nearest_source(graph, seeds([1, 2]), 2.0, owners(2))
    assert (some == np.where(whole <= 2.0, whole, np.inf)).all()
    assert ((owner == -1) == (some == np.inf)).all()
    assert nearest_source(graph, seeds([1], [3.0]), 2.0, owners(1))[0].min() == np.inf


def test_sources_may_start_at_very_different_costs():
    # A line of 50 arcs of cost 1: the source at node 0 starts at 100, the one at node 49 at 0.
    graph = graph_of(np.r_[np.arange(50), 49].astype(np.int32), np.arange(1, 50, dtype=np.int32), np.ones(49))
    cost, owner = nearest_source(graph, seeds([0, 49], [100.0, 0.0]), np.inf, owners(2))
    assert cost.tolist() == [*range(100, 149), 0]
    assert owner.tolist() == [0] * 49 + [1]


def test_a_tree_explains_every_label_even_through_arcs_of_no_cost():
    rng = np.random.default_rng(4)
    graph, tail = random_graph(rng, zero=0.5)
    arc_into = np.empty(300, np.int32)
    label = search_tree(graph, seeds([7]), np.inf, arc_into)
    for node in np.flatnonzero(np.isfinite(label)):
        at, steps = int(node), 0
        while arc_into[at] >= 0:
            arc = arc_into[at]
            assert graph.head[arc] == at
            assert label[tail[arc]] + graph.cost[arc] == label[at]
            at, steps = int(tail[arc]), steps + 1
            assert steps <= 300
        assert at == 7


def test_limits_have_room_for_rounding_and_no_more():
    assert inclusive(0.3) >= 0.1 + 0.2
    assert inclusive(15.0) < 15.000001
    assert inclusive(np.inf) == np.inf


@pytest.mark.parametrize("seed", range(2))
def test_streets_cost_what_networkx_says(seed):
    network = build_network(random_streets(np.random.default_rng(seed), 300), CAR)
    for metric in ("minutes", "metres"):
        expected = nx.multi_source_dijkstra_path_length(
            as_networkx(network, metric).reverse(), {3, 40, 77}, weight="cost"
        )
        cost, _ = nearest_source(network.graph(metric, reverse=True), seeds([3, 40, 77]), np.inf, owners(3))
        np.testing.assert_allclose(cost, [expected.get(i, np.inf) for i in range(network.nodes)], rtol=1e-12)


CITIES = [
    ("porto-alegre/poa_osm.pbf", "EPSG:31982"),
    ("osm/hanoi_ba_dinh.osm", "EPSG:32648"),
    ("osm/helsinki_centre.osm.pbf", "EPSG:3067"),
]


@pytest.mark.parametrize(("file", "crs"), CITIES)
def test_real_cities_cost_what_networkx_and_scipy_say(realdata, file, crs):
    from layers.files.osm import read_osm

    frame = read_osm(realdata / file, only=("streets",)).layers["streets"].to_crs(crs)
    for name in ("walk", "bicycle", "motorbike", "car"):
        network = build_network(frame, mode(name))
        sources = np.linspace(0, network.nodes - 1, 20).astype(int).tolist()
        graph = network.graph("minutes", reverse=True)
        cost, _ = nearest_source(graph, seeds(sources), np.inf, owners(20))
        theirs = nx.multi_source_dijkstra_path_length(as_networkx(network).reverse(), set(sources), weight="cost")
        np.testing.assert_allclose(cost, [theirs.get(i, np.inf) for i in range(network.nodes)], rtol=1e-9, atol=1e-9)
        one, _ = nearest_source(graph, seeds(sources[:1]), np.inf, owners(1))
        tail = np.repeat(np.arange(network.nodes), np.diff(graph.start))
        order = np.lexsort((graph.cost, graph.head, tail))
        first = np.r_[True, (np.diff(tail[order]) != 0) | (np.diff(graph.head[order]) != 0)]
        kept = order[first]  # scipy adds parallel arcs up: keep the cheapest
        matrix = csr_array((graph.cost[kept], (tail[kept], graph.head[kept])), shape=(network.nodes,) * 2)
        np.testing.assert_allclose(one, dijkstra(matrix, indices=sources[0]), rtol=1e-9, atol=1e-9)
