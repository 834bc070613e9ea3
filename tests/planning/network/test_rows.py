from __future__ import annotations

import numpy as np

from planning.network.kernels import Links
from planning.network.lanes import LANES
from planning.network.rows import SMALL_WORK, added, blocks_of, by_item, by_row, lane_blocks, near_order
from planning.network.snap import Pairs


def links(rows):
    start = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int32)
    flat = [pair for row in rows for pair in row]
    return Links(start, np.array([a for a, _ in flat], np.int32), np.array([b for _, b in flat], float))


def listed(found):
    return [
        list(zip(found.item[a:b].tolist(), found.cost[a:b].tolist(), strict=True))
        for a, b in zip(found.start[:-1], found.start[1:], strict=True)
    ]


def test_rows_turned_round_and_back_are_the_same():
    rows = [[(2, 1.0), (0, 2.0)], [], [(2, 3.0)]]
    turned = by_item(links(rows), 4)
    assert listed(turned) == [[(0, 2.0)], [], [(0, 1.0), (2, 3.0)], []]
    assert listed(by_item(turned, 3)) == [[(0, 2.0), (2, 1.0)], [], [(2, 3.0)]]


def test_pairs_become_rows():
    pairs = Pairs(np.array([1, 0, 1]), np.array([5, 6, 7]), np.array([1.0, 2.0, 3.0]))
    assert listed(by_row(pairs, 3)) == [[(6, 2.0)], [(5, 1.0), (7, 3.0)], []]


def test_neighbours_follow_each_other():
    assert near_order(links([[(9, 1.0)], [], [(3, 1.0), (11, 0.0)], [(4, 0.0)]])).tolist() == [1, 2, 3, 0]


def test_blocks_hold_every_row_once_in_order():
    for rows, nodes in ((0, 10), (1, 10), (300, 10), (300, SMALL_WORK), (7, SMALL_WORK)):
        blocks = blocks_of(rows, nodes)
        assert [row for block in blocks for row in block.tolist()] == list(range(rows))
        assert len(blocks) == 1 or rows * nodes > SMALL_WORK or rows == 0
    rows = np.arange(1000 * LANES, dtype=np.int32)
    assert np.concatenate(lane_blocks(rows)).tolist() == rows.tolist()
    assert all(len(block) % LANES == 0 for block in lane_blocks(rows))


def test_parts_are_added_in_their_order():
    parts = [np.array([1e16, 1.0]), np.array([1.0, 1.0]), np.array([-1e16, 1.0])]
    assert added(iter(parts), 2).tolist() == [1e16 + 1.0 - 1e16, 3.0]
