"""Costs between places, legs to and from the streets included."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from layers.problems import OptionError, Problem
from planning.network.blocks import NOBODY, Pool, Watch, run_blocks
from planning.network.build import Metric, Network
from planning.network.kernels import Links, best_link, inclusive, nearest_source, search_tree
from planning.network.lanes import lane_scratch, sum_leaves, sum_nodes
from planning.network.reach import reach_nodes, reach_pairs, reach_scatter
from planning.network.rows import added, blocks_of, by_item, by_row, lane_blocks, near_order, scratch_for
from planning.network.snap import Entries, Pairs, arriving, leaving, on_one_edge

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int32]

# A search in step with 31 others costs about a quarter of one alone.
LANE_GAIN = 4


@dataclass(frozen=True, kw_only=True)
class Search:
    """How costs are measured: what is minimised, up to which limit (included), and who watches."""

    metric: Metric = "minutes"
    limit: float = np.inf
    watch: Watch = NOBODY

    def __post_init__(self) -> None:
        if not self.limit > 0:
            raise OptionError(Problem(code="limit_not_positive", field="limit", found=f"{self.limit:g}", allowed="> 0"))


class NearestCosts(NamedTuple):
    """Least cost (`inf`: none within the limit) and the facility it leads to (-1: none; of equal ones the first)."""

    cost: Numbers
    facility: Whole


@dataclass(frozen=True, eq=False)
class Costs:
    """Costs from origins to destinations within a limit: those of origin i are `start[i]:start[i + 1]`.

    Float64; a pair that is not listed has no path within the limit. Destinations of an origin are in rising order.
    """

    start: npt.NDArray[np.int64]
    destination: Whole
    cost: Numbers
    destinations: int
    metric: Metric

    @property
    def origins(self) -> int:
        """Number of origins."""
        return len(self.start) - 1

    @property
    def origin(self) -> Whole:
        """The origin of each listed cost."""
        return np.repeat(np.arange(self.origins, dtype=np.int32), np.diff(self.start))

    def dense(self) -> Numbers:
        """Origins x destinations; `inf` where not listed."""
        matrix = np.full((self.origins, self.destinations), np.inf)
        matrix[self.origin, self.destination] = self.cost
        return matrix


@dataclass(frozen=True, eq=False)
class Path:
    """A least-cost way: the edges it travels and whether along them as drawn; the first and the last only in part."""

    cost: float
    edges: Whole
    along: npt.NDArray[np.bool_]


def nearest(network: Network, origins: Entries, facilities: Entries, search: Search = Search()) -> NearestCosts:
    """Least cost from each origin to any facility, and to which one.

    One pass over the reversed network from all facilities at once (Dijkstra 1959 with many sources). Never rises
    when a facility is added, nor when a street is added whose network keeps the entries (`snap`, `also`).
    """
    label, source = nearest_by_node(network, facilities, search)
    pairs = by_row(on_one_edge(network, origins, facilities, search.metric), origins.points)
    cost, facility = best_link(leaving(network, origins, search.metric), label, source, pairs, inclusive(search.limit))
    return NearestCosts(cost, facility)


def nearest_by_node(network: Network, facilities: Entries, search: Search = Search()) -> NearestCosts:
    """Least cost from each node of the network to any facility, and to which one."""
    search.watch.check()
    graph = network.graph(search.metric, reverse=True)
    seeds = arriving(network, facilities, search.metric)
    owner = np.repeat(np.arange(facilities.points, dtype=np.int32), np.diff(seeds.start))
    return NearestCosts(*nearest_source(graph, seeds, inclusive(search.limit), owner))


def within(network: Network, origins: Entries, facilities: Entries, supply: Numbers, search: Search) -> Numbers:
    """For each origin the sum of `supply` over the facilities within the limit; 0 where there is none.

    Searched from whichever side is less work; sums are added in a fixed order. Never falls when the limit grows, or
    when a facility with supply >= 0 or a street is added (last bits of sums of fractions apart).
    """
    supply = np.ascontiguousarray(supply, dtype=np.float64)
    if facilities.points > origins.points // LANE_GAIN:
        return _gather(network, origins, facilities, supply, search)
    return _scatter(network, origins, facilities, supply, search)


def _gather(network: Network, origins: Entries, facilities: Entries, supply: Numbers, search: Search) -> Numbers:
    graph = network.graph(search.metric)
    seeds = leaving(network, origins, search.metric)
    attached = by_item(arriving(network, facilities, search.metric), network.nodes)
    direct = by_row(on_one_edge(network, origins, facilities, search.metric), origins.points)
    limit = inclusive(search.limit)
    total = np.zeros(origins.points)
    pool = Pool(partial(lane_scratch, network.nodes, facilities.points))

    def work(rows: Whole) -> None:
        scratch = pool.take()
        sum_leaves(graph, seeds, attached, direct, rows, supply, limit, scratch, total)
        pool.give(scratch)

    for _ in run_blocks(work, lane_blocks(near_order(seeds)), search.watch):
        pass
    return total


def _scatter(network: Network, origins: Entries, facilities: Entries, supply: Numbers, search: Search) -> Numbers:
    graph = network.graph(search.metric, reverse=True)
    seeds = arriving(network, facilities, search.metric)
    attached = by_item(leaving(network, origins, search.metric), network.nodes)
    pairs = on_one_edge(network, origins, facilities, search.metric)
    direct = by_row(Pairs(pairs.destination, pairs.origin, pairs.cost), facilities.points)
    limit = inclusive(search.limit)
    pool = Pool(partial(scratch_for, graph, seeds, origins.points))

    def work(rows: Whole) -> Numbers:
        scratch, total = pool.take(), np.zeros(origins.points)
        reach_scatter(graph, seeds, attached, direct, rows, supply, limit, scratch, total)
        pool.give(scratch)
        return total

    return added(run_blocks(work, blocks_of(facilities.points, network.nodes), search.watch), origins.points)


def within_by_node(network: Network, facilities: Entries, supply: Numbers, search: Search) -> Numbers:
    """For each node the sum of `supply` over the facilities within the limit of it."""
    graph = network.graph(search.metric, reverse=True)
    seeds = arriving(network, facilities, search.metric)
    limit = inclusive(search.limit)
    supply = np.ascontiguousarray(supply, dtype=np.float64)
    pool = Pool(partial(scratch_for, graph, seeds, 0))

    def work(rows: Whole) -> Numbers:
        scratch, total = pool.take(), np.zeros(network.nodes)
        reach_nodes(graph, seeds, rows, supply, limit, scratch, total)
        pool.give(scratch)
        return total

    return added(run_blocks(work, blocks_of(facilities.points, network.nodes), search.watch), network.nodes)


def sum_by_node(network: Network, weight: Numbers, search: Search) -> Numbers:
    """For each node the sum of `weight` over the nodes within the limit of it, itself included."""
    graph = network.graph(search.metric)
    every = np.arange(network.nodes + 1, dtype=np.int32)
    seeds = Links(every, every[:-1], np.zeros(network.nodes))
    weight = np.ascontiguousarray(weight, dtype=np.float64)
    limit = inclusive(search.limit)
    total = np.zeros(network.nodes)
    pool = Pool(partial(lane_scratch, network.nodes, 0))

    def work(rows: Whole) -> None:
        scratch = pool.take()
        sum_nodes(graph, seeds, rows, weight, limit, scratch, total)
        pool.give(scratch)

    for _ in run_blocks(work, lane_blocks(every[:-1]), search.watch):
        pass
    return total


def many_to_many(network: Network, origins: Entries, destinations: Entries, search: Search = Search()) -> Costs:
    """Costs from every origin to every destination within the limit, searched from the side with fewer points."""
    turned = destinations.points < origins.points
    near, far = (destinations, origins) if turned else (origins, destinations)
    out, back = (arriving, leaving) if turned else (leaving, arriving)
    graph = network.graph(search.metric, reverse=turned)
    seeds = out(network, near, search.metric)
    attached = by_item(back(network, far, search.metric), network.nodes)
    pairs = on_one_edge(network, origins, destinations, search.metric)
    if turned:
        pairs = Pairs(pairs.destination, pairs.origin, pairs.cost)
    direct = by_row(pairs, near.points)
    limit = inclusive(search.limit)
    pool = Pool(partial(scratch_for, graph, seeds, far.points))

    def work(rows: Whole) -> tuple[Whole, Whole, Numbers]:
        scratch = pool.take()

        def reach(some: Whole, size: Whole, item: Whole, cost: Numbers) -> int:
            return int(reach_pairs(graph, seeds, attached, direct, some, limit, scratch, size, item, cost))

        found = _all_pairs(reach, rows)
        pool.give(scratch)
        return found

    parts = list(run_blocks(work, blocks_of(near.points, network.nodes), search.watch))
    row = np.repeat(np.arange(near.points), np.concatenate([part[0] for part in parts])) if parts else np.zeros(0, int)
    item = np.concatenate([part[1] for part in parts]) if parts else np.zeros(0, np.int32)
    cost = np.concatenate([part[2] for part in parts]) if parts else np.zeros(0)
    origin, destination = (item, row) if turned else (row, item)
    order = np.lexsort((destination, origin))
    start = np.concatenate([[0], np.cumsum(np.bincount(origin, minlength=origins.points))])
    return Costs(start, destination[order].astype(np.int32), cost[order], destinations.points, search.metric)


def _all_pairs(reach: Callable[[Whole, Whole, Whole, Numbers], int], rows: Whole) -> tuple[Whole, Whole, Numbers]:
    """Every pair of some rows: the room is doubled until a row fits."""
    sizes, items, costs = [], [], []
    room = 1 << 16
    while len(rows):
        size, item, cost = np.zeros(len(rows), np.int32), np.empty(room, np.int32), np.empty(room)
        done = reach(rows, size, item, cost)
        used = int(size[:done].sum())
        sizes.append(size[:done])
        items.append(item[:used])
        costs.append(cost[:used])
        rows = rows[done:]
        room *= 2
    return np.concatenate(sizes), np.concatenate(items), np.concatenate(costs)


def path(network: Network, origin: Entries, destination: Entries, search: Search = Search()) -> Path | None:
    """The least-cost way from one point to another; None where there is none within the limit."""
    graph = network.graph(search.metric)
    out, into = leaving(network, origin, search.metric), arriving(network, destination, search.metric)
    arc_into = np.empty(network.nodes, dtype=np.int32)
    label = search_tree(graph, out, inclusive(search.limit), arc_into)
    pairs = on_one_edge(network, origin, destination, search.metric)
    through = label[into.item] + into.cost
    best = float(min(through.min(initial=np.inf), pairs.cost.min(initial=np.inf)))
    if not best <= inclusive(search.limit) or best == np.inf:
        return None
    none = np.zeros(0, dtype=np.int32)
    if pairs.cost.min(initial=np.inf) == best:
        return Path(best, none, none.astype(np.bool_))
    node, arcs = int(into.item[int(through.argmin())]), []
    while arc_into[node] >= 0:
        arcs.append(int(arc_into[node]))
        node = int(np.searchsorted(graph.start, arcs[-1], "right")) - 1
    taken = np.array(arcs[::-1], dtype=np.int64)
    return Path(best, network.arcs.edge[taken], network.arcs.along[taken])
