"""Everything within a limit of a few places, one search a place: compiled, without the interpreter's lock."""

# Compiled functions: numba infers the types of their arguments, and calls cost time, so they are long.
# ruff: noqa: ANN001, ANN201, ANN202, C901, PLR0912, PLR0913, PLR0915, PLR0917
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from planning.network.kernels import link

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int32]


class Queue(NamedTuple):
    """Buckets of nodes, each a doubly linked list; `place` is the bucket of a node, -1 where not queued."""

    first: Whole
    following: Whole
    previous: Whole
    place: Whole


class Scratch(NamedTuple):
    """Working memory of one thread for `reach`: between searches every label is infinite."""

    label: Numbers
    queue: Queue
    touched: Whole
    leaf_label: Numbers
    leaf_touched: Whole


@njit(nogil=True, cache=True)
def _search(graph, seeds, row, limit, scratch):
    """Label every node within the limit of one row of seeds; returns how many are in `scratch.touched`."""
    start, head, arc_cost, width = graph.start, graph.head, graph.cost, graph.width
    label, touched = scratch.label, scratch.touched
    first, following, previous, place = scratch.queue
    buckets = len(first)
    count = 0
    step = np.int64(1) << 60
    for i in range(seeds.start[row], seeds.start[row + 1]):
        node, cost = seeds.item[i], seeds.cost[i]
        if cost > limit or cost >= label[node]:
            continue
        if label[node] == np.inf:
            touched[count] = node
            count += 1
        label[node] = cost
        step = min(step, np.int64(cost / width))
    for i in range(count):
        link(first, following, previous, place, touched[i], np.int64(label[touched[i]] / width) % buckets)
    waiting = count
    while waiting > 0:
        bucket = step % buckets
        while first[bucket] >= 0:
            tail = first[bucket]
            after = following[tail]
            first[bucket] = after
            if after >= 0:
                previous[after] = -1
            place[tail] = -1
            waiting -= 1
            reached = label[tail]
            for arc in range(start[tail], start[tail + 1]):
                node = head[arc]
                cost = reached + arc_cost[arc]
                known = label[node]
                if cost > limit or cost >= known:
                    continue
                if known == np.inf:
                    touched[count] = node
                    count += 1
                label[node] = cost
                target = np.int64(cost / width) % buckets
                held = place[node]
                if held == target:
                    continue
                if held >= 0:
                    before, after = previous[node], following[node]
                    if before >= 0:
                        following[before] = after
                    else:
                        first[held] = after
                    if after >= 0:
                        previous[after] = before
                    waiting -= 1
                after = first[target]
                following[node] = after
                previous[node] = -1
                if after >= 0:
                    previous[after] = node
                first[target] = node
                place[node] = target
                waiting += 1
        step += 1
    return count


@njit(nogil=True, cache=True)
def _leaves(attached, direct, row, limit, scratch, count):
    """Carry the labels of the touched nodes over to what is attached to them, and clear them.

    Returns how many are in `scratch.leaf_touched`; their costs are in `scratch.leaf_label`.
    """
    found = 0
    for i in range(count):
        node = scratch.touched[i]
        reached = scratch.label[node]
        scratch.label[node] = np.inf
        for j in range(attached.start[node], attached.start[node + 1]):
            leaf = attached.item[j]
            cost = reached + attached.cost[j]
            if cost <= limit and cost < scratch.leaf_label[leaf]:
                if scratch.leaf_label[leaf] == np.inf:
                    scratch.leaf_touched[found] = leaf
                    found += 1
                scratch.leaf_label[leaf] = cost
    for j in range(direct.start[row], direct.start[row + 1]):
        leaf = direct.item[j]
        cost = direct.cost[j]
        if cost <= limit and cost < scratch.leaf_label[leaf]:
            if scratch.leaf_label[leaf] == np.inf:
                scratch.leaf_touched[found] = leaf
                found += 1
            scratch.leaf_label[leaf] = cost
    return found


@njit(nogil=True, cache=True)
def reach_scatter(graph, seeds, attached, direct, rows, supply, limit, scratch, total):
    """Add the supply of each row of seeds to `total` of every leaf within the limit of it."""
    for row in rows:
        count = _search(graph, seeds, row, limit, scratch)
        found = _leaves(attached, direct, row, limit, scratch, count)
        for i in range(found):
            leaf = scratch.leaf_touched[i]
            scratch.leaf_label[leaf] = np.inf
            total[leaf] += supply[row]


@njit(nogil=True, cache=True)
def reach_nodes(graph, seeds, rows, supply, limit, scratch, total):
    """Add the supply of each row of seeds to `total` of every node within the limit of it."""
    for row in rows:
        count = _search(graph, seeds, row, limit, scratch)
        for i in range(count):
            node = scratch.touched[i]
            scratch.label[node] = np.inf
            total[node] += supply[row]


@njit(nogil=True, cache=True)
def reach_pairs(graph, seeds, attached, direct, rows, limit, scratch, size, item, cost):
    """Write leaf and cost of every leaf within the limit, row after row; `size` receives their number by row.

    Stops at the row that no longer fits and returns how many rows were done.
    """
    used = 0
    for k in range(len(rows)):
        count = _search(graph, seeds, rows[k], limit, scratch)
        found = _leaves(attached, direct, rows[k], limit, scratch, count)
        fits = used + found <= len(item)
        for i in range(found):
            leaf = scratch.leaf_touched[i]
            if fits:
                item[used + i], cost[used + i] = leaf, scratch.leaf_label[leaf]
            scratch.leaf_label[leaf] = np.inf
        size[k] = found
        if not fits:
            return k
        used += found
    return len(rows)
