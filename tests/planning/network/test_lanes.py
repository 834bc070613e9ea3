from __future__ import annotations

import numpy as np
import pytest

from planning.network.build import build_network
from planning.network.kernels import Links, nearest_source
from planning.network.lanes import LANES, lane_scratch, sum_leaves, sum_nodes
from tests.planning.network.towns import CAR, random_streets


@pytest.mark.parametrize("limit", [0.0, 0.4, 1.5, 100.0])
def test_searches_in_step_equal_searches_one_by_one(limit):
    network = build_network(random_streets(np.random.default_rng(2), 200), CAR)
    graph, nodes = network.graph("minutes"), network.nodes
    every = np.arange(nodes + 1, dtype=np.int32)
    seeds = Links(every, every[:-1], np.zeros(nodes))
    weight, total = np.arange(nodes, dtype=float), np.full(nodes, -1.0)
    scratch = lane_scratch(nodes, nodes)
    rows = np.random.default_rng(3).permutation(nodes)[: 3 * LANES + 5].astype(np.int32)
    sum_nodes(graph, seeds, rows, weight, limit, scratch, total)
    for row in range(nodes):
        one = Links(np.array([0, 1], np.int32), np.array([row], np.int32), np.zeros(1))
        cost, _ = nearest_source(graph, one, limit, np.zeros(1, np.int32))
        assert total[row] == (weight[np.isfinite(cost)].sum() if row in rows else -1)
    assert (scratch.slot == -1).all()
    again = np.full(nodes, -1.0)
    leaves = Links(every, every[:-1], np.zeros(nodes))  # one leaf a node, at no cost: the same sums
    none = Links(np.zeros(nodes + 1, np.int32), np.zeros(0, np.int32), np.zeros(0))
    sum_leaves(graph, seeds, leaves, none, rows, weight, limit, scratch, again)
    assert again.tolist() == total.tolist()
    assert (scratch.leaf_slot == -1).all()
