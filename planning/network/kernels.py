"""Searches on arrays: compiled, one thread each, without the interpreter's lock; exact in float64.

Shortest costs are the least over all paths of the sum taken along the path. Labels are corrected until none
changes, so that the order in which nodes are looked at leaves no trace in the result. A queue of buckets (Dial
1969; Denardo and Fox 1979) keeps that order good. Costs must not be negative; a limit is included.
"""

# Compiled functions: numba infers the types of their arguments, and calls cost time, so they are long.
# ruff: noqa: ANN001, ANN201, C901, PLR0912, PLR0915
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int32]

TOLERANCE = 1e-9


class Graph(NamedTuple):
    """Arcs by their tail: those of node i are `start[i]:start[i + 1]`; the longest, and the width of a bucket."""

    start: Whole
    head: Whole
    cost: Numbers
    longest: float
    width: float


class Links(NamedTuple):
    """Rows of (item, cost): those of row i are `start[i]:start[i + 1]`."""

    start: Whole
    item: Whole
    cost: Numbers


def inclusive(limit: float) -> float:
    """A limit with room for rounding: what costs exactly the limit is inside (relative tolerance 1e-9)."""
    return limit * (1.0 + TOLERANCE)


def graph_of(start: Whole, head: Whole, cost: Numbers) -> Graph:
    """A graph of arcs. A bucket is half a mean arc wide, and at least so that no arc spans over 4,096 of them."""
    longest = float(cost.max(initial=0.0))
    width = max(float(cost.mean()) / 2.0, longest / 4096.0, 1e-12) if len(cost) else 1.0
    return Graph(start, head, cost, longest, width)


@njit(nogil=True, cache=True)
def link(first, following, previous, place, node, bucket):
    """Put a node that waits nowhere into a bucket."""
    after = first[bucket]
    following[node] = after
    previous[node] = -1
    if after >= 0:
        previous[after] = node
    first[bucket] = node
    place[node] = bucket


# The two loops below carry their list handling in their own bodies: as calls it takes them twice the time.


@njit(nogil=True, cache=True)
def nearest_source(graph, seeds, limit, owner):
    """Least cost from any seed to each node, and which source it comes from.

    `seeds` has one row, items are nodes; `owner` is the source of each seed. Returns costs (`inf` beyond the limit
    or without a path) and sources (-1 there); of sources at equal cost the lowest.
    """
    nodes = len(graph.start) - 1
    label = np.full(nodes, np.inf)
    source = np.full(nodes, -1, np.int32)
    start, head, arc_cost, width = graph.start, graph.head, graph.cost, graph.width
    lowest, highest = np.inf, 0.0
    for i in range(len(seeds.item)):
        node, cost = seeds.item[i], seeds.cost[i]
        if cost > limit:
            continue
        lowest, highest = min(lowest, cost), max(highest, cost)
        if cost < label[node] or (cost == label[node] and owner[i] < source[node]):
            label[node], source[node] = cost, owner[i]
    if lowest == np.inf:
        return label, source
    buckets = int(max(graph.longest, highest - lowest) / width) + 3
    first, place = np.full(buckets, -1, np.int32), np.full(nodes, -1, np.int32)
    following, previous = np.empty(nodes, np.int32), np.empty(nodes, np.int32)
    waiting = 0
    for i in range(len(seeds.item)):
        node = seeds.item[i]
        if place[node] < 0 and label[node] < np.inf:
            target = int(label[node] / width) % buckets
            link(first, following, previous, place, node, target)
            waiting += 1
    step = int(lowest / width)
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
            reached, best = label[tail], source[tail]
            for arc in range(start[tail], start[tail + 1]):
                node = head[arc]
                cost = reached + arc_cost[arc]
                known = label[node]
                if cost > known or cost > limit:
                    continue
                if cost == known and source[node] <= best:
                    continue
                label[node] = cost
                source[node] = best
                target = int(cost / width) % buckets
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
    return label, source


@njit(nogil=True, cache=True)
def search_tree(graph, seeds, limit, arc_into):
    """Least cost from any seed to each node; `arc_into` receives the arc by which it is reached, -1 for seeds."""
    nodes = len(graph.start) - 1
    owner = np.zeros(len(seeds.item), np.int32)
    label, _ = nearest_source(graph, seeds, limit, owner)
    arc_into[:] = -1
    seeded = np.zeros(nodes, np.bool_)
    for i in range(len(seeds.item)):
        if seeds.cost[i] == label[seeds.item[i]]:
            seeded[seeds.item[i]] = True
    # Arcs that fit exactly, looked at from nodes already explained: without this a cycle of zero cost could
    # explain itself.
    stack = np.empty(nodes, np.int32)
    height = 0
    for node in range(nodes):
        if seeded[node]:
            stack[height] = node
            height += 1
    done = 0
    while done < height:
        tail = stack[done]
        done += 1
        for arc in range(graph.start[tail], graph.start[tail + 1]):
            node = graph.head[arc]
            if not seeded[node] and label[node] < np.inf and label[tail] + graph.cost[arc] == label[node]:
                seeded[node] = True
                arc_into[node] = arc
                stack[height] = node
                height += 1
    return label


@njit(nogil=True, cache=True)
def best_link(links, label, source, direct, limit):
    """For each row the least of link cost plus label of its node, and of the direct costs; and the source it has.

    `inf` and -1 beyond the limit; of sources at equal cost the lowest.
    """
    rows = len(links.start) - 1
    best = np.full(rows, np.inf)
    owner = np.full(rows, -1, np.int32)
    for row in range(rows):
        for i in range(links.start[row], links.start[row + 1]):
            cost, of = links.cost[i] + label[links.item[i]], source[links.item[i]]
            if cost <= limit and (cost < best[row] or (cost == best[row] and of < owner[row])):
                best[row], owner[row] = cost, of
        for i in range(direct.start[row], direct.start[row + 1]):
            cost, of = direct.cost[i], direct.item[i]
            if cost <= limit and (cost < best[row] or (cost == best[row] and of < owner[row])):
                best[row], owner[row] = cost, of
    return best, owner
