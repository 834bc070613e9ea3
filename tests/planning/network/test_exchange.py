"""Networks handed to networkx and osmnx: the same ways, the same costs."""

import networkx as nx
import numpy as np
import osmnx as ox
import pytest

from planning.network.build import build_network
from planning.network.exchange import as_graph, write_graphml
from planning.network.modes import mode
from tests.planning.hand_city import hand_city


@pytest.fixture(scope="module")
def streets():
    frame = hand_city().one("streets").frame
    frame["oneway"] = ["yes" if street == "side" else "no" for street in frame.index]
    return frame


def test_arcs_are_those_that_may_be_travelled(streets):
    network = build_network(streets, mode("motorbike"))
    graph = as_graph(network, streets)
    assert graph.number_of_nodes() == network.nodes
    assert graph.number_of_edges() == int(network.edge_forward.sum() + network.edge_back.sum())
    assert len([1 for *_, arc in graph.edges(data=True) if arc["street"] == "side"]) == 1
    # 400 m at 80 m/min are 300 s
    side = next(arc for *_, arc in graph.edges(data=True) if arc["street"] == "side")
    assert (side["length"], side["travel_time"], side["oneway"]) == (pytest.approx(400), pytest.approx(300), True)
    assert side["highway"] == "residential"


def test_the_geometry_leads_the_way_of_the_arc(streets):
    graph = as_graph(build_network(streets, mode("walk")))
    for tail, head, arc in graph.edges(data=True):
        first, last = arc["geometry"].coords[0], arc["geometry"].coords[-1]
        assert np.allclose(first, (graph.nodes[tail]["x"], graph.nodes[tail]["y"]))
        assert np.allclose(last, (graph.nodes[head]["x"], graph.nodes[head]["y"]))


def test_osmnx_reads_what_was_written(streets, tmp_path):
    graph = as_graph(build_network(streets, mode("walk")), streets)
    write_graphml(graph, tmp_path / "town.graphml")
    again = ox.load_graphml(tmp_path / "town.graphml")
    assert again.graph["crs"] == graph.graph["crs"]
    ours = dict(nx.all_pairs_dijkstra_path_length(graph, weight="travel_time"))
    theirs = dict(nx.all_pairs_dijkstra_path_length(again, weight="travel_time"))
    assert theirs == ours
    nodes, edges = ox.graph_to_gdfs(again)
    assert len(nodes) == graph.number_of_nodes()
    assert edges.length.sum() == pytest.approx(sum(arc["length"] for *_, arc in graph.edges(data=True)))
