"""Where streets meet: from their ends to nodes, in an order that depends on nothing but the places."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

JOIN_M = 0.01

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


def join_ends(xy: Numbers, names: pd.Series[str] | None = None, within_m: float = JOIN_M) -> tuple[Whole, Numbers]:
    """The node of each street end, and the place of each node.

    Parameters
    ----------
    xy
        Ends, one a row, in metres.
    names
        Node ids of the ends (missing where unknown). Ends of one name are one node and are never joined to
        another name, however near: a bridge does not touch what it crosses.
    within_m
        Ends without a name join a named node, else each other, up to this distance; chains join whole.

    Returns
    -------
    nodes, places
        Node number of each end; x, y of each node. Nodes are numbered along a Z-curve, so that neighbours lie
        near each other in memory and equal streets in any order give equal numbers.
    """
    if names is None:
        nodes = _cluster(xy, within_m)
    else:
        named, _ = pd.factorize(names)
        nodes = named.astype(np.int64)
        loose = np.flatnonzero(nodes < 0)
        if len(loose):
            nodes[loose] = _attach(xy, nodes, loose, within_m)
    nodes, places = _placed(nodes, xy)
    order = z_order(places)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank[nodes], places[order]


def _attach(xy: Numbers, nodes: Whole, loose: Whole, within_m: float) -> Whole:
    """Nodes for the ends without a name: the nearest named node, else a cluster of their own."""
    found = np.full(len(loose), -1, dtype=np.int64)
    known = np.flatnonzero(nodes >= 0)
    if len(known):
        distance, nearest = cKDTree(xy[known]).query(xy[loose], distance_upper_bound=within_m * (1 + 1e-9))
        near = np.isfinite(distance)
        found[near] = nodes[known[nearest[near]]]
    rest = found < 0
    if rest.any():
        found[rest] = nodes.max(initial=-1) + 1 + _cluster(xy[loose[rest]], within_m)
    return found


def _cluster(xy: Numbers, within_m: float) -> Whole:
    """Cluster number of each point: chains of points no further apart than `within_m` are one cluster."""
    same, inverse = _distinct(xy)
    pairs = cKDTree(same).query_pairs(within_m, output_type="ndarray")
    if not len(pairs):
        return inverse
    links = sp.coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(same), len(same)))
    chains: Whole = connected_components(links, directed=False)[1].astype(np.int64)
    return chains[inverse]


def _distinct(xy: Numbers) -> tuple[Numbers, Whole]:
    # A complex number sorts by x, then y: several times faster than np.unique over rows.
    values, inverse = np.unique(xy[:, 0] + 1j * xy[:, 1], return_inverse=True)
    return np.column_stack([values.real, values.imag]), inverse.astype(np.int64)


def _placed(nodes: Whole, xy: Numbers) -> tuple[Whole, Numbers]:
    """Nodes numbered without gaps, and the place of each: where its ends differ, the first by x, then y."""
    _, first, dense = np.unique(nodes, return_index=True, return_inverse=True)
    places = xy[first]
    if not np.array_equal(places[dense], xy):
        order = np.lexsort((xy[:, 1], xy[:, 0], dense))
        heads = np.flatnonzero(np.diff(dense[order], prepend=-1))
        places = xy[order[heads]]
    return dense.astype(np.int64), places


def z_order(xy: Numbers) -> Whole:
    """The order of points along a Z-curve; equal cells by x, then y."""
    if not len(xy):
        return np.zeros(0, dtype=np.int64)
    low = xy.min(axis=0)
    span = max(float((xy.max(axis=0) - low).max()), 1e-9)
    cells = np.minimum((xy - low) * (65536.0 / span), 65535.0).astype(np.uint64)
    return np.lexsort((xy[:, 1], xy[:, 0], _spread_bits(cells[:, 0]) | (_spread_bits(cells[:, 1]) << np.uint64(1))))


def _spread_bits(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """The 16 low bits of each value, a zero after each."""
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        values = (values | (values << np.uint64(shift))) & np.uint64(mask)
    return values
