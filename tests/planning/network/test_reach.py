from __future__ import annotations

import numpy as np
import pytest

from planning.network.build import build_network
from planning.network.kernels import Links, nearest_source
from planning.network.reach import reach_nodes, reach_pairs, reach_scatter
from planning.network.rows import scratch_for
from tests.planning.network.towns import CAR, random_streets


def rows_of(start, item, cost):
    return Links(np.array(start, np.int32), np.array(item, np.int32), np.array(cost, float))


@pytest.fixture(scope="module")
def graph():
    return build_network(random_streets(np.random.default_rng(5), 150), CAR).graph("minutes")


# Three places: two ways in, one way in, none. Leaf 0 hangs on node 5 and on node 9, leaf 1 on node 9.
SEEDS = rows_of([0, 2, 3, 3], [0, 7, 20], [0.1, 0.0, 0.3])
DIRECT = rows_of([0, 0, 1, 1], [1], [0.05])


def hung(nodes):
    start = np.zeros(nodes + 1, np.int32)
    start[6:], start[10:] = 1, 3
    return rows_of(start, [0, 0, 1], [0.2, 0.0, 1.0])


def expected(graph, limit):
    """Cost from each place to each leaf, by a search without limit."""
    costs = np.full((3, 2), np.inf)
    for row in range(2):
        mine = slice(SEEDS.start[row], SEEDS.start[row + 1])
        seeds = Links(np.array([0, mine.stop - mine.start], np.int32), SEEDS.item[mine], SEEDS.cost[mine])
        label, _ = nearest_source(graph, seeds, np.inf, np.zeros(2, np.int32))
        costs[row] = min(label[5] + 0.2, label[9]), label[9] + 1.0
    costs[1, 1] = min(costs[1, 1], 0.05)
    return np.where(costs <= limit, costs, np.inf)


@pytest.mark.parametrize("limit", [0.04, 0.5, 1.2, 3.0, np.inf])
def test_what_is_within_the_limit_is_found_with_its_cost(graph, limit):
    nodes = len(graph.start) - 1
    scratch = scratch_for(graph, SEEDS, 2)
    rows, costs = np.arange(3, dtype=np.int32), expected(graph, limit)
    total = np.zeros(2)
    supply = np.array([1.0, 10.0, 100.0])
    reach_scatter(graph, SEEDS, hung(nodes), DIRECT, rows, supply, limit, scratch, total)
    assert total.tolist() == (np.isfinite(costs) * supply[:, None]).sum(axis=0).tolist()
    size, item, cost = np.zeros(3, np.int32), np.zeros(9, np.int32), np.zeros(9)
    assert reach_pairs(graph, SEEDS, hung(nodes), DIRECT, rows, limit, scratch, size, item, cost) == 3
    found = np.full((3, 2), np.inf)
    found[np.repeat(np.arange(3), size), item[: size.sum()]] = cost[: size.sum()]
    assert found.tolist() == costs.tolist()
    assert np.isinf(scratch.label).all()
    assert np.isinf(scratch.leaf_label).all()
    by_node = np.zeros(nodes)
    reach_nodes(graph, SEEDS, rows[:1], supply, limit, scratch, by_node)
    label, _ = nearest_source(graph, Links(np.array([0, 2], np.int32), SEEDS.item[:2], SEEDS.cost[:2]), limit, rows[:2])
    assert by_node.tolist() == np.isfinite(label).tolist()


def test_a_row_that_does_not_fit_is_left_for_later(graph):
    scratch = scratch_for(graph, SEEDS, 2)
    size, item, cost = np.zeros(3, np.int32), np.zeros(1, np.int32), np.zeros(1)
    hanging, rows = hung(len(graph.start) - 1), np.arange(3, dtype=np.int32)
    done = reach_pairs(graph, SEEDS, hanging, DIRECT, rows, np.inf, scratch, size, item, cost)
    assert done == (0 if np.isfinite(expected(graph, np.inf)[0]).sum() > 1 else 1)
    assert np.isinf(scratch.leaf_label).all()
