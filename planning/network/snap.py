"""Entering the network: from a point straight to a street, by any of its nearest edges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from layers.problems import OptionError, Problem
from planning.network.build import Metric, Network
from planning.network.kernels import Links
from planning.network.near import feet, nearest_pieces
from planning.network.topology import JOIN_M

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int32]

EDGES = 4
SNAP_M = 300.0
FAR_M = 100.0
ENTRY_KMH = 4.8
ENTRY_M_PER_MIN = ENTRY_KMH * 1000.0 / 60.0
AT_NODE_M = 1e-6
SAME_PLACE_M = 0.02


@dataclass(frozen=True, eq=False)
class Entries:
    """By which edges points enter the network: those of point i are `start[i]:start[i + 1]`.

    `edge`, `distance_m` straight to it, `along_m` from the tail of the edge to the foot, `foot_xy`. A point without
    any is unsnapped.
    """

    start: Whole
    edge: Whole
    distance_m: Numbers
    along_m: Numbers
    foot_xy: Numbers

    @property
    def points(self) -> int:
        """Number of points."""
        return len(self.start) - 1

    @property
    def point(self) -> Whole:
        """The point of each entry."""
        return np.repeat(np.arange(self.points, dtype=np.int32), np.diff(self.start))

    @property
    def snapped(self) -> npt.NDArray[np.bool_]:
        """Which points have an entry."""
        return np.diff(self.start) > 0


class Pairs(NamedTuple):
    """Costs between points of two sets that share an edge."""

    origin: Whole
    destination: Whole
    cost: Numbers


def snap(network: Network, xy: Numbers, snap_m: float = SNAP_M, also: Entries | None = None) -> Entries:
    """The entries of points: their 4 nearest edges within `snap_m`, by distance; of equal ones the first in place.

    Parameters
    ----------
    network
        A network; its edges are those that the mode may use.
    xy
        Points, one a row, in the CRS of the network.
    snap_m
        How far a street may be, included. Positive.
    also
        Entries of the same points into another network (the baseline of a scenario). Where an edge of this network
        still passes through such a foot, it is in the set too; so no new street can take an entry away.

    Raises
    ------
    OptionError
        `snap_not_positive`.
    """
    if not snap_m > 0:
        raise OptionError(Problem(code="snap_not_positive", field="snap_m", found=f"{snap_m:g}", allowed="> 0"))
    xy = np.asarray(xy, dtype=np.float64).reshape(-1, 2)
    found = _entries(network, xy, EDGES, snap_m * (1 + 1e-9))
    return found if also is None else _with_others(network, found, also)


def at_nodes(network: Network, nodes: Whole) -> Entries:
    """Entries exactly at nodes, without a leg: by one edge each that ends there."""
    edges = np.arange(network.edges, dtype=np.int32)
    by, along = np.full(network.nodes, -1, dtype=np.int32), np.zeros(network.nodes)
    by[network.edge_head], along[network.edge_head] = edges, network.edge_m
    by[network.edge_tail], along[network.edge_tail] = edges, 0.0
    nodes = np.asarray(nodes)
    used = by[nodes] >= 0
    start = np.concatenate([[0], np.cumsum(used)]).astype(np.int32)
    nodes = nodes[used]
    return Entries(start, by[nodes], np.zeros(len(nodes)), along[nodes], network.node_xy[nodes])


def _entries(network: Network, xy: Numbers, count: int, within_m: float) -> Entries:
    near = nearest_pieces(xy, network.pieces, network.cells, count, within_m)
    taken = near.piece >= 0
    start = np.zeros(len(xy) + 1, dtype=np.int32)
    np.cumsum(taken.sum(axis=1), out=start[1:])
    piece = near.piece[taken]
    foot, along = feet(np.repeat(xy, np.diff(start), axis=0), piece, network.pieces)
    edge = network.pieces.edge[piece]
    length = network.edge_m[edge]
    along = np.where(along <= AT_NODE_M, 0.0, np.where(along >= length - AT_NODE_M, length, along))
    return Entries(start, edge, near.distance_m[taken], along, foot)


def _with_others(network: Network, own: Entries, other: Entries) -> Entries:
    """Entries, and those of another network of which they hold nothing yet, found again by their feet."""
    again = _entries(network, other.foot_xy, 2 * EDGES, JOIN_M)
    foot, point = again.point, other.point[again.point]
    known = own.point.astype(np.int64) * network.edges + own.edge
    order = np.argsort(known)
    wanted = point.astype(np.int64) * network.edges + again.edge
    at = order[np.minimum(np.searchsorted(known[order], wanted), len(order) - 1)] if len(order) else None
    held = np.zeros(other.edge.shape, dtype=np.bool_)
    if at is not None:
        same = (known[at] == wanted) & (np.abs(own.along_m[at] - again.along_m) <= SAME_PLACE_M)
        held[foot[same]] = True
    new = np.flatnonzero(~held[foot])
    everything = (
        np.concatenate([own.point, point[new]]),
        np.concatenate([own.edge, again.edge[new]]),
        np.concatenate([own.distance_m, other.distance_m[foot[new]]]),
        np.concatenate([own.along_m, again.along_m[new]]),
        np.concatenate([own.foot_xy, again.foot_xy[new]]),
    )
    return _sorted(own.points, *everything)


def _sorted(points: int, point: Whole, edge: Whole, distance: Numbers, along: Numbers, foot: Numbers) -> Entries:
    order = np.lexsort((along, edge, distance, point))
    start = np.zeros(points + 1, dtype=np.int32)
    np.cumsum(np.bincount(point, minlength=points), out=start[1:])
    return Entries(start, edge[order], distance[order], along[order], foot[order])


def leg_cost(distance_m: Numbers, metric: Metric) -> Numbers:
    """What it costs to go straight between a point and its foot: 4.8 km/h in every mode."""
    return distance_m / ENTRY_M_PER_MIN if metric == "minutes" else distance_m


def _along_cost(network: Network, edge: Whole, metres: Numbers, metric: Metric) -> Numbers:
    if metric == "metres":
        return metres
    return network.edge_min[edge] * (metres / network.edge_m[edge])


def leaving(network: Network, entries: Entries, metric: Metric) -> Links:
    """From each point to the nodes it can reach first: leg and rest of the edge, in the legal direction.

    A foot at an end of an edge is at the node, whatever the direction of the edge.
    """
    return _links(network, entries, metric, network.edge_forward, network.edge_back)


def arriving(network: Network, entries: Entries, metric: Metric) -> Links:
    """From the nodes from which each point can be reached last: part of the edge, and leg."""
    return _links(network, entries, metric, network.edge_back, network.edge_forward)


def _links(
    network: Network, entries: Entries, metric: Metric, to_head: npt.NDArray[np.bool_], to_tail: npt.NDArray[np.bool_]
) -> Links:
    edge, along = entries.edge, entries.along_m
    rest = network.edge_m[edge] - along
    nodes = np.column_stack([network.edge_tail[edge], network.edge_head[edge]]).ravel()
    leg = leg_cost(entries.distance_m, metric)
    cost = np.column_stack(
        [leg + _along_cost(network, edge, along, metric), leg + _along_cost(network, edge, rest, metric)]
    ).ravel()
    legal = np.column_stack([to_tail[edge] | (along == 0.0), to_head[edge] | (rest == 0.0)]).ravel()
    start = np.zeros(entries.points + 1, dtype=np.int32)
    np.cumsum(np.bincount(np.repeat(entries.point, 2)[legal], minlength=entries.points), out=start[1:])
    return Links(start, nodes[legal], cost[legal])


def on_one_edge(network: Network, origins: Entries, destinations: Entries, metric: Metric) -> Pairs:
    """Costs from origins to destinations that enter by the same edge: along it as the law allows, with both legs."""
    order = np.argsort(destinations.edge, kind="stable")
    edges = destinations.edge[order]
    low, high = np.searchsorted(edges, origins.edge, "left"), np.searchsorted(edges, origins.edge, "right")
    count = high - low
    a = np.repeat(np.arange(len(count)), count)
    step = np.arange(len(a)) - np.repeat(np.cumsum(count) - count, count)
    b = order[np.repeat(low, count) + step]
    edge, ahead = origins.edge[a], destinations.along_m[b] - origins.along_m[a]
    legal = (ahead == 0) | ((ahead > 0) & network.edge_forward[edge]) | ((ahead < 0) & network.edge_back[edge])
    a, b, edge, ahead = a[legal], b[legal], edge[legal], np.abs(ahead[legal])
    legs = leg_cost(origins.distance_m[a], metric) + leg_cost(destinations.distance_m[b], metric)
    return Pairs(origins.point[a], destinations.point[b], legs + _along_cost(network, edge, ahead, metric))


def audit(network: Network, points: gpd.GeoSeries, entries: Entries, far_m: float = FAR_M) -> gpd.GeoDataFrame:
    """How each point enters the network.

    Returns
    -------
    table
        Indexed like `points`: `distance_m` to the nearest usable street (also beyond the limit), `street` its id,
        `far` (further than `far_m`), `islanded` (no entry into the largest part within which everything reaches
        everything), `unsnapped` (no entry); geometry: the straight line to the street.
    """
    xy = shapely.get_coordinates(points.to_numpy())
    nearest = nearest_pieces(xy, network.pieces, network.cells, 1, np.inf)
    piece = nearest.piece[:, 0]
    edge = network.pieces.edge[piece]
    foot, _ = feet(xy, piece, network.pieces)
    ends = network.edge_tail[entries.edge], network.edge_head[entries.edge]
    main = (network.strong_parts[ends[0]] == 0) | (network.strong_parts[ends[1]] == 0)
    has_main = np.bincount(entries.point[main], minlength=entries.points) > 0
    return gpd.GeoDataFrame(
        {
            "distance_m": nearest.distance_m[:, 0],
            "street": np.asarray(network.street_ids)[network.edge_street[edge]],
            "far": nearest.distance_m[:, 0] > far_m,
            "islanded": entries.snapped & ~has_main,
            "unsnapped": ~entries.snapped,
        },
        geometry=shapely.linestrings(np.stack([xy, foot], axis=1)),
        index=pd.Index(points.index, name=points.index.name),
        crs=network.crs,
    )
