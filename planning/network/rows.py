"""Rows of links put in order, divided into blocks of work, and the memory that a search needs."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from planning.network.kernels import Graph, Links
from planning.network.lanes import LANES
from planning.network.reach import Queue, Scratch
from planning.network.snap import Pairs

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int32]

BLOCKS_PER_RUN = 64
SMALL_WORK = 200_000
LANE_BLOCK = 128 * LANES


def by_item(links: Links, items: int) -> Links:
    """Links turned round: from items to rows, rows in rising order."""
    row = np.repeat(np.arange(len(links.start) - 1, dtype=np.int32), np.diff(links.start))
    return _rows(links.item, row, links.cost, items)


def by_row(pairs: Pairs, rows: int) -> Links:
    """Pairs as rows by origin, in the order they have."""
    return _rows(pairs.origin, pairs.destination, pairs.cost, rows)


def _rows(row: Whole, item: Whole, cost: Numbers, rows: int) -> Links:
    order = np.argsort(row, kind="stable")
    start = np.zeros(rows + 1, dtype=np.int32)
    np.cumsum(np.bincount(row, minlength=rows), out=start[1:])
    return Links(start, item[order].astype(np.int32), cost[order])


def near_order(seeds: Links) -> Whole:
    """Rows so that neighbours follow each other: by their first node, as nodes are numbered along a Z-curve."""
    first = np.full(len(seeds.start) - 1, -1, dtype=np.int32)
    has = np.diff(seeds.start) > 0
    first[has] = seeds.item[seeds.start[:-1][has]]
    return np.argsort(first, kind="stable").astype(np.int32)


def lane_blocks(rows: Whole) -> list[Whole]:
    """Rows in blocks for searches in step."""
    return [rows[i : i + LANE_BLOCK] for i in range(0, len(rows), LANE_BLOCK)]


def blocks_of(rows: int, nodes: int) -> list[Whole]:
    """Rows in blocks; all in one where the work is so small that threads would cost more than they save."""
    size = max(1, rows if rows * nodes <= SMALL_WORK else -(-rows // BLOCKS_PER_RUN))
    every = np.arange(rows, dtype=np.int32)
    return [every[i : i + size] for i in range(0, rows, size)]


def added(totals: Iterable[Numbers], size: int) -> Numbers:
    """The sum of parts, added in their order so that every run gives the same bits."""
    total = np.zeros(size)
    for part in totals:
        total += part
    return total


def scratch_for(graph: Graph, seeds: Links, leaves: int) -> Scratch:
    """Working memory for `planning.network.reach` on a graph."""
    nodes = len(graph.start) - 1
    span = max(graph.longest, float(seeds.cost.max(initial=0.0)))
    queue = Queue(
        np.full(int(span / graph.width) + 3, -1, np.int32),
        np.empty(nodes, np.int32),
        np.empty(nodes, np.int32),
        np.full(nodes, -1, np.int32),
    )
    labels = np.full(nodes, np.inf), np.full(leaves, np.inf)
    return Scratch(labels[0], queue, np.empty(nodes, np.int32), labels[1], np.empty(leaves, np.int32))
