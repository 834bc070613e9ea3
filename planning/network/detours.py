"""Compiled parts of the search for critical links: the forest of ways, bridges, and ways without a link."""

# Compiled functions: numba infers the types of their arguments, and calls cost time, so they are long.
# ruff: noqa: ANN001, ANN201, ANN202, C901, PLR0912, PLR0913, PLR0917
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import heapq
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from planning.network.kernels import Graph, Links

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int32]


class Riders(NamedTuple):
    """People on their way: how many, the links by which they leave, and what they pay.

    `direct` is the least cost along the edge they stand at, `cost` the least of all, `node` the node by which the
    least way leads (-1: none, or along the edge only).
    """

    people: Numbers
    out: Links
    direct: Numbers
    cost: Numbers
    node: Whole

    def by_node(self, nodes: int) -> tuple[Whole, Whole]:
        """Rows sorted by the node they board at: those of node i are `row[start[i]:start[i + 1]]`."""
        riding = np.flatnonzero(self.node >= 0)
        order = riding[np.argsort(self.node[riding], kind="stable")]
        start = np.zeros(nodes + 1, dtype=np.int32)
        np.cumsum(np.bincount(self.node[riding], minlength=nodes), out=start[1:])
        return start, order.astype(np.int32)


class Forest(NamedTuple):
    """Ways to the facilities: what lies beneath node `order[i]` is `order[i:i + size[order[i]]]`.

    `parent` is the next node on the way (-1: none, or not reached), `edge_into` the edge to it; `position` is the
    place of a node in `order`, -1 where not reached; `seed` is the cost to a facility that is entered from the node
    itself (`inf`: none).
    """

    parent: Whole
    edge_into: Whole
    order: Whole
    position: Whole
    size: Whole
    seed: Numbers

    def beneath(self, riders: Riders) -> Numbers:
        """People whose way leads through each node."""
        total = np.zeros(len(self.parent))
        riding = riders.node >= 0
        np.add.at(total, riders.node[riding], riders.people[riding])
        running = np.concatenate([[0.0], np.cumsum(total[self.order])])
        through = np.zeros(len(self.parent))
        at = self.position[self.order]
        through[self.order] = running[at + self.size[self.order]] - running[at]
        # Differences of running sums leave crumbs where nobody rides.
        count = np.zeros(len(self.parent), dtype=np.int64)
        np.add.at(count, riders.node[riding], (riders.people[riding] > 0).astype(np.int64))
        heads = np.concatenate([[0], np.cumsum(count[self.order])])
        nobody = heads[at + self.size[self.order]] == heads[at]
        through[self.order[nobody]] = 0.0
        return through


def forest(graph: Graph, edges: Whole, seeds: Links, label: Numbers) -> Forest:
    """The forest of least-cost ways on a reversed graph with final labels; of equal ways the first found.

    `edges` is the edge of each arc. Arcs of no cost cannot make a circle: a node hangs on one that already hangs.
    """
    seed = np.full(len(label), np.inf)
    np.minimum.at(seed, seeds.item, seeds.cost)
    parent, edge_into, order, position, size = _forest(graph, edges, seeds, label)
    return Forest(parent, edge_into, order, position, size, seed)


@njit(nogil=True, cache=True)
def _forest(graph, edges, seeds, label):
    nodes = len(label)
    parent, edge_into = np.full(nodes, -1, np.int32), np.full(nodes, -1, np.int32)
    known = np.zeros(nodes, np.bool_)
    found = np.empty(nodes, np.int32)
    count = 0
    for i in range(len(seeds.item)):
        node = seeds.item[i]
        if not known[node] and seeds.cost[i] == label[node]:
            known[node] = True
            found[count] = node
            count += 1
    roots = count
    done = 0
    while done < count:
        tail = found[done]
        done += 1
        for arc in range(graph.start[tail], graph.start[tail + 1]):
            node = graph.head[arc]
            if not known[node] and label[node] < np.inf and label[tail] + graph.cost[arc] == label[node]:
                known[node] = True
                parent[node], edge_into[node] = tail, edges[arc]
                found[count] = node
                count += 1
    size = np.zeros(nodes, np.int32)
    for i in range(count - 1, -1, -1):
        node = found[i]
        size[node] += 1
        if parent[node] >= 0:
            size[parent[node]] += size[node]
    position, filled = np.full(nodes, -1, np.int32), np.zeros(nodes, np.int32)
    order = np.empty(count, np.int32)
    free = 0
    for i in range(count):
        node = found[i]
        if i < roots:
            position[node] = free
            free += size[node]
        else:
            above = parent[node]
            position[node] = position[above] + 1 + filled[above]
            filled[above] += size[node]
        order[position[node]] = node
    return parent, edge_into, order, position, size


@njit(nogil=True, cache=True)
def replace_links(forward, back, tree, riders, boarding, nodes, label, scratch):
    """For each node the people cut off and the person-minutes more, were the edge into it lost.

    Only what lies beneath the node is searched again, from the neighbours that lie beside; `scratch` holds a copy of
    the labels (restored after each), flags, and a list.
    """
    graph, edge_out = forward
    turned, edge_back = back
    new, inside = scratch
    row_start, rows = boarding
    cut_off, detour = np.zeros(len(nodes)), np.zeros(len(nodes))
    for k in range(len(nodes)):
        top = nodes[k]
        lost = tree.edge_into[top]
        first, last = tree.position[top], tree.position[top] + tree.size[top]
        for i in range(first, last):
            inside[tree.order[i]] = True
            new[tree.order[i]] = tree.seed[tree.order[i]]
        heap = [(0.0, np.int32(0)) for _ in range(0)]
        for i in range(first, last):
            node = tree.order[i]
            for arc in range(graph.start[node], graph.start[node + 1]):
                beside = graph.head[arc]
                if not inside[beside] and edge_out[arc] != lost and label[beside] + graph.cost[arc] < new[node]:
                    new[node] = label[beside] + graph.cost[arc]
            if new[node] < np.inf:
                heapq.heappush(heap, (new[node], node))
        while len(heap) > 0:
            cost, node = heapq.heappop(heap)
            if cost > new[node]:
                continue
            for arc in range(turned.start[node], turned.start[node + 1]):
                behind = turned.head[arc]
                if inside[behind] and edge_back[arc] != lost and cost + turned.cost[arc] < new[behind]:
                    new[behind] = cost + turned.cost[arc]
                    heapq.heappush(heap, (new[behind], behind))
        for i in range(first, last):
            node = tree.order[i]
            for j in range(row_start[node], row_start[node + 1]):
                row = rows[j]
                least = riders.direct[row]
                for m in range(riders.out.start[row], riders.out.start[row + 1]):
                    least = min(least, riders.out.cost[m] + new[riders.out.item[m]])
                if least == np.inf:
                    cut_off[k] += riders.people[row]
                else:
                    detour[k] += riders.people[row] * (least - riders.cost[row])
        for i in range(first, last):
            inside[tree.order[i]] = False
            new[tree.order[i]] = label[tree.order[i]]
    return cut_off, detour


def bridges(tail: Whole, head: Whole, nodes: int) -> npt.NDArray[np.bool_]:
    """Which edges are bridges, directions ignored; of two edges between the same nodes neither is one."""
    ends = np.concatenate([tail, head])
    order = np.argsort(ends, kind="stable").astype(np.int64)
    start = np.zeros(nodes + 1, dtype=np.int64)
    np.cumsum(np.bincount(ends, minlength=nodes), out=start[1:])
    other = np.concatenate([head, tail])[order]
    found: npt.NDArray[np.bool_] = _bridges(start, other, order % len(tail), len(tail))
    return found


@njit(nogil=True, cache=True)
def _bridges(start, other, edge, edges):
    nodes = len(start) - 1
    entered, low = np.full(nodes, -1, np.int64), np.zeros(nodes, np.int64)
    cursor = start[:-1].copy()
    by = np.full(nodes, -1, np.int64)
    stack = np.empty(nodes, np.int64)
    found = np.zeros(edges, np.bool_)
    clock = 0
    for root in range(nodes):
        if entered[root] >= 0:
            continue
        stack[0], height = root, 1
        entered[root] = low[root] = clock
        clock += 1
        while height > 0:
            node = stack[height - 1]
            if cursor[node] < start[node + 1]:
                at = cursor[node]
                cursor[node] += 1
                beside = other[at]
                if edge[at] == by[node]:
                    continue
                if entered[beside] >= 0:
                    low[node] = min(low[node], entered[beside])
                    continue
                by[beside] = edge[at]
                entered[beside] = low[beside] = clock
                clock += 1
                stack[height] = beside
                height += 1
            else:
                height -= 1
                if height > 0:
                    above = stack[height - 1]
                    low[above] = min(low[above], low[node])
                    if low[node] > entered[above]:
                        found[by[node]] = True
    return found
