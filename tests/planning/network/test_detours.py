from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from planning.network.build import build_network
from planning.network.detours import bridges, forest
from planning.network.kernels import Links, nearest_source
from tests.planning.network.towns import CAR, random_streets


@pytest.mark.parametrize("seed", range(5))
def test_a_forest_holds_every_reached_node_once_and_what_lies_beneath_it_in_one_stretch(seed):
    network = build_network(random_streets(np.random.default_rng(seed), 80), CAR)
    graph = network.graph("minutes", reverse=True)
    seeds = Links(np.array([0, 2], np.int32), np.array([3, 11], np.int32), np.array([0.0, 0.5]))
    label, _ = nearest_source(graph, seeds, np.inf, np.arange(2, dtype=np.int32))
    tree = forest(graph, network.reverse_arcs.edge, seeds, label)
    assert sorted(tree.order.tolist()) == np.flatnonzero(np.isfinite(label)).tolist()
    for node in tree.order.tolist():
        above, beneath = node, set()
        while tree.parent[above] >= 0:
            edge = tree.edge_into[above]
            assert label[above] == label[tree.parent[above]] + network.edge_min[edge]
            above = int(tree.parent[above])
        assert label[above] == tree.seed[above]
        for other in tree.order.tolist():
            at = other
            while at >= 0 and at != node:
                at = int(tree.parent[at])
            if at == node:
                beneath.add(other)
        first = tree.position[node]
        assert set(tree.order[first : first + tree.size[node]].tolist()) == beneath


def test_bridges_of_a_ladder_with_a_tail_and_a_doubled_step():
    edges = [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (3, 4), (4, 5), (6, 7), (8, 8)]
    tail, head = (np.array(ends, dtype=np.int32) for ends in zip(*edges, strict=True))
    found = bridges(tail, head, 9)
    assert [edge for edge, is_bridge in zip(edges, found, strict=True) if is_bridge] == [(2, 3), (4, 5), (6, 7)]


@pytest.mark.parametrize("seed", range(10))
def test_bridges_of_random_graphs_are_those_of_networkx(seed):
    graph = nx.gnm_random_graph(60, 66, seed=seed)
    tail, head = (np.array(ends, dtype=np.int32) for ends in zip(*graph.edges, strict=True))
    found = bridges(tail, head, 60)
    expected = {frozenset(edge) for edge in nx.bridges(graph)}
    assert {frozenset((int(a), int(b))) for a, b, yes in zip(tail, head, found, strict=True) if yes} == expected
