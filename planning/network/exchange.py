"""A network for those who go on with networkx and osmnx: the form that these know, with our costs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx

from planning.network.build import Network

_KEPT = {"name": "name", "class": "highway", "bridge": "bridge", "tunnel": "tunnel"}
"""Columns of streets that go along, and what osmnx calls them."""


def as_graph(network: Network, streets: gpd.GeoDataFrame | None = None) -> nx.MultiDiGraph[int]:
    """The network as a graph of osmnx: `x`, `y` of nodes, one arc for each direction that may be travelled.

    Parameters
    ----------
    network
        As one mode travels it.
    streets
        The frame it was built from: names and classes go along.

    Returns
    -------
    graph
        Nodes are numbered as in the network. Arcs have `street` (id), `length` (m), `travel_time` (s, the unit of
        osmnx), `oneway` and `geometry`, drawn the way that the arc leads. `crs` and `mode` are those of the network.
    """
    graph: nx.MultiDiGraph[int] = nx.MultiDiGraph(crs=network.crs, mode=network.mode.name)
    graph.add_nodes_from((node, {"x": x, "y": y}) for node, (x, y) in enumerate(network.node_xy.tolist()))
    rows = [{}] * network.edges if streets is None else _attributes(streets, network)
    for edge in range(network.edges):
        tail, head = int(network.edge_tail[edge]), int(network.edge_head[edge])
        forward, back = bool(network.edge_forward[edge]), bool(network.edge_back[edge])
        common = {
            "street": str(network.street_ids[network.edge_street[edge]]),
            "length": float(network.edge_m[edge]),
            "travel_time": 60.0 * float(network.edge_min[edge]),
            "oneway": forward != back,
            **rows[edge],
        }
        line = network.edge_line[edge]
        if forward:
            graph.add_edge(tail, head, **common, geometry=line)
        if back:
            graph.add_edge(head, tail, **common, geometry=line.reverse())
    return graph


def write_graphml(graph: nx.MultiDiGraph[int], path: Path) -> None:
    """Writes a graph as the GraphML that `osmnx.load_graphml` reads."""
    import osmnx

    osmnx.save_graphml(graph, path)


def _attributes(streets: gpd.GeoDataFrame, network: Network) -> list[dict[str, Any]]:
    kept = [column for column in _KEPT if column in streets.columns]
    rows = streets[kept].iloc[network.edge_street]
    known = rows.notna().to_numpy()
    return [
        {_KEPT[column]: str(value) for column, value, there in zip(kept, values, has, strict=True) if there}
        for values, has in zip(rows.itertuples(index=False, name=None), known, strict=True)
    ]
