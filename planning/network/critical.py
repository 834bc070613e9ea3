"""Links that a city hangs on: whom the loss of each would cut off, and how far round the others must go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from planning.network.blocks import NOBODY, Pool, Watch, run_blocks
from planning.network.build import Network
from planning.network.detours import Forest, Riders, bridges, forest, replace_links
from planning.network.kernels import Links, best_link, nearest_source
from planning.network.snap import Entries, arriving, leaving, on_one_edge

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int32]

LINKS_PER_BLOCK = 500


@dataclass(frozen=True, eq=False)
class CriticalLinks:
    """`links`: every street that people use on their way, worst first; `parts`: the connected parts of the network."""

    links: gpd.GeoDataFrame
    parts: pd.DataFrame


class _Losses(NamedTuple):
    edge: Whole
    people: Numbers
    cut_off: Numbers
    detour: Numbers


def critical_links(
    network: Network, origins: Entries, people: Numbers, facilities: Entries, watch: Watch = NOBODY
) -> CriticalLinks:
    """Each link by what its loss would do to the people on their least-minutes way to the nearest facility.

    Parameters
    ----------
    network
        Streets as a mode travels them.
    origins, people
        Entries of the population, and how many people each stands for.
    facilities
        Entries of the facilities of one kind.
    watch
        Told the progress, asked whether to stop.

    Returns
    -------
    links
        Indexed by street id; one row a link that somebody's way leads over, and every bridge; a street in several
        parts has a row each. `people`: those whose way leads over it. `people_cut_off`: those of them who reach no
        facility without it. `person_minutes_of_detour`: people times minutes more, of those who still reach one.
        `is_bridge`: without it the streets fall apart, directions ignored. Sorted by people cut off, then detour.
    parts
        Connected parts, directions ignored, largest first: nodes, streets, length_km, people, facilities.

    Notes
    -----
    A lost link can no longer be travelled; who enters the network on it still leaves it by its ends. Exact, one-ways
    obeyed: ways form a forest towards the facilities; the loss of a link moves only the nodes beneath it, and these
    are searched again from their neighbours. Who reaches no facility today is not counted as cut off. Bridges by
    depth-first search (Tarjan 1974).
    """
    reversed_graph = network.graph("minutes", reverse=True)
    seeds = arriving(network, facilities, "minutes")
    owner = np.repeat(np.arange(facilities.points, dtype=np.int32), np.diff(seeds.start))
    label, _ = nearest_source(reversed_graph, seeds, np.inf, owner)
    tree = forest(reversed_graph, network.reverse_arcs.edge, seeds, label)
    riders = _riders(network, origins, facilities, np.asarray(people, dtype=np.float64), label)
    used = tree.beneath(riders)
    crossed = np.flatnonzero((tree.edge_into >= 0) & (used > 0)).astype(np.int32)
    crossed = crossed[np.argsort(tree.position[crossed], kind="stable")]
    cut_off, detour = _losses(network, tree, riders, label, crossed, watch)
    losses = _Losses(tree.edge_into[crossed], used[crossed], cut_off, detour)
    return CriticalLinks(_links(network, losses), _parts(network, origins, riders.people, facilities))


def _riders(network: Network, origins: Entries, facilities: Entries, people: Numbers, label: Numbers) -> Riders:
    out = leaving(network, origins, "minutes")
    direct = on_one_edge(network, origins, facilities, "minutes")
    least = np.full(origins.points, np.inf)
    np.minimum.at(least, direct.origin, direct.cost)
    none = Links(np.zeros(origins.points + 1, np.int32), np.zeros(0, np.int32), np.zeros(0))
    by_node, link = best_link(out, label, np.arange(network.nodes, dtype=np.int32), none, np.inf)
    node = np.where(by_node < least, link, -1).astype(np.int32)
    return Riders(people, out, least, np.minimum(by_node, least), node)


def _losses(
    network: Network, tree: Forest, riders: Riders, label: Numbers, crossed: Whole, watch: Watch
) -> tuple[Numbers, Numbers]:
    """People cut off and person-minutes of detour for the loss of the link into each of some nodes."""
    graph, back = network.graph("minutes"), network.graph("minutes", reverse=True)
    boarding = riders.by_node(network.nodes)
    pool = Pool(lambda: (label.copy(), np.zeros(network.nodes, np.bool_)))

    def work(nodes: Whole) -> tuple[Numbers, Numbers]:
        scratch = pool.take()
        cut_off, detour = replace_links(
            (graph, network.arcs.edge), (back, network.reverse_arcs.edge), tree, riders, boarding, nodes, label, scratch
        )
        pool.give(scratch)
        return cut_off, detour

    blocks = [crossed[i : i + LINKS_PER_BLOCK] for i in range(0, len(crossed), LINKS_PER_BLOCK)]
    done = list(run_blocks(work, blocks, watch))
    if not done:
        return np.zeros(0), np.zeros(0)
    return np.concatenate([part[0] for part in done]), np.concatenate([part[1] for part in done])


def _links(network: Network, losses: _Losses) -> gpd.GeoDataFrame:
    bridge = bridges(network.edge_tail, network.edge_head, network.nodes)
    rest = np.setdiff1d(np.flatnonzero(bridge), losses.edge)
    edge = np.concatenate([losses.edge, rest])
    zero = np.zeros(len(rest))
    frame = gpd.GeoDataFrame(
        {
            "people": np.concatenate([losses.people, zero]),
            "people_cut_off": np.concatenate([losses.cut_off, zero]),
            "person_minutes_of_detour": np.concatenate([losses.detour, zero]),
            "is_bridge": bridge[edge],
        },
        geometry=network.edge_line[edge],
        index=pd.Index(np.asarray(network.street_ids)[network.edge_street[edge]], name="id"),
        crs=network.crs,
    )
    keys = -frame["person_minutes_of_detour"].to_numpy(), -frame["people_cut_off"].to_numpy()
    return frame.iloc[np.lexsort((edge, *keys))]


def _parts(network: Network, origins: Entries, people: Numbers, facilities: Entries) -> pd.DataFrame:
    part = network.weak_parts
    count = int(part.max()) + 1
    of_edge = part[network.edge_tail]
    first = origins.start[:-1][origins.snapped]
    living = np.bincount(of_edge[origins.edge[first]], people[origins.snapped], count)
    sites = np.unique(np.column_stack([of_edge[facilities.edge], facilities.point]), axis=0)
    table = pd.DataFrame(
        {
            "nodes": np.bincount(part, minlength=count),
            "streets": np.bincount(of_edge, minlength=count),
            "length_km": np.bincount(of_edge, network.edge_m, count) / 1000.0,
            "people": living,
            "facilities": np.bincount(sites[:, 0], minlength=count),
        },
        index=pd.RangeIndex(count, name="part"),
    )
    return table[table["streets"] > 0]
