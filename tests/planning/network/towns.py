"""Small towns, and slow obvious answers to hold the fast ones against."""

from __future__ import annotations

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely

from planning.network.build import Network
from planning.network.modes import Mode

CRS = "EPSG:32648"
WALK = Mode(name="walk", speeds_kmh={"residential": 4.8}, allowed=frozenset({"residential"}), obeys_oneway=False)
CAR = Mode(
    name="car",
    speeds_kmh={"residential": 30.0, "primary": 60.0, "motorway": 90.0, "footway": 5.0},
    allowed=frozenset({"residential", "primary", "motorway"}),
    access_columns=("motor_vehicle",),
    motorised=True,
)


def streets(lines, **columns):
    """A street layer; `lines` are lists of points."""
    geometry = [shapely.LineString(line) for line in lines]
    ids = columns.pop("ids", [f"s{i}" for i in range(len(geometry))])
    columns.setdefault("class", ["residential"] * len(geometry))
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=CRS, index=pd.Index(ids, name="id"))


def grid_lines(side, step=100.0):
    """The pieces of street of a square grid of side x side junctions."""
    at = [(i * step, j * step) for j in range(side) for i in range(side)]
    east = [(at[j * side + i], at[j * side + i + 1]) for j in range(side) for i in range(side - 1)]
    north = [(at[j * side + i], at[(j + 1) * side + i]) for j in range(side - 1) for i in range(side)]
    return east + north


def random_streets(rng, count=40, size=1000.0, *, oneways=True):
    """Streets between random junctions, some one-way, with one bend each."""
    places = rng.uniform(0, size, (max(count // 2, 3), 2))
    lines = []
    for _ in range(count):
        a, b = rng.choice(len(places), 2, replace=False)
        bend = (places[a] + places[b]) / 2 + rng.normal(0, size / 50, 2)
        lines.append([tuple(places[a]), tuple(bend), tuple(places[b])])
    signs = rng.choice(["no", "yes", "-1"] if oneways else ["no"], count)
    return streets(lines, oneway=signs, **{"class": rng.choice(["residential", "primary"], count)})


def as_networkx(network: Network, metric="minutes"):
    """The same graph in networkx; of parallel arcs the cheapest."""
    graph = nx.DiGraph()
    graph.add_nodes_from(range(network.nodes))
    cost = network.edge_cost(metric)
    for edge in range(network.edges):
        a, b = int(network.edge_tail[edge]), int(network.edge_head[edge])
        for one, other, open_ in ((a, b, network.edge_forward[edge]), (b, a, network.edge_back[edge])):
            if open_ and one != other and cost[edge] < graph.get_edge_data(one, other, {"cost": np.inf})["cost"]:
                graph.add_edge(one, other, cost=float(cost[edge]))
    return graph


def obvious_entries(network: Network, x, y, snap_m=300.0):
    """(edge, straight metres, metres along) of the 4 nearest edges, every edge looked at."""
    point = shapely.Point(x, y)
    distance = shapely.distance(network.edge_line, point)
    near = sorted((d, e) for e, d in enumerate(distance) if d <= snap_m)[:4]
    return [(e, float(d), float(shapely.line_locate_point(network.edge_line[e], point))) for d, e in near]


def obvious_costs(network: Network, origins, destinations, metric="minutes", snap_m=300.0):
    """Costs by cutting every entered edge in networkx; origins x destinations, legs included."""
    graph = as_networkx(network, metric)
    for kind, points in (("o", origins), ("d", destinations)):
        for number, (x, y) in enumerate(points):
            for edge, leg, along in obvious_entries(network, x, y, snap_m):
                _enter(graph, network, metric, (kind, number), (edge, leg, along))
    _join_on_edges(graph, network, metric, origins, destinations, snap_m)
    matrix = np.full((len(origins), len(destinations)), np.inf)
    for i in range(len(origins)):
        if ("o", i) in graph:
            found = nx.single_source_dijkstra_path_length(graph, ("o", i), weight="cost")
            for j in range(len(destinations)):
                matrix[i, j] = found.get(("d", j), np.inf)
    return matrix


def leg(metres, metric):
    return metres / 80.0 if metric == "minutes" else metres


def share(network, edge, metres, metric):
    return metres if metric == "metres" else float(network.edge_min[edge] * metres / network.edge_m[edge])


def _cheaper(graph, a, b, cost):
    if cost < graph.get_edge_data(a, b, {"cost": np.inf})["cost"]:
        graph.add_edge(a, b, cost=cost)


def _enter(graph, network, metric, name, entry):
    edge, straight, along = entry
    tail, head = int(network.edge_tail[edge]), int(network.edge_head[edge])
    rest = float(network.edge_m[edge]) - along
    forward = bool(network.edge_forward[edge])
    back = bool(network.edge_back[edge])
    to_tail = leg(straight, metric) + share(network, edge, along, metric)
    to_head = leg(straight, metric) + share(network, edge, rest, metric)
    if name[0] == "o":
        if back or along < 1e-6:
            _cheaper(graph, name, tail, to_tail)
        if forward or rest < 1e-6:
            _cheaper(graph, name, head, to_head)
    else:
        if forward or along < 1e-6:
            _cheaper(graph, tail, name, to_tail)
        if back or rest < 1e-6:
            _cheaper(graph, head, name, to_head)


def _join_on_edges(graph, network, metric, origins, destinations, snap_m):
    for i, (x, y) in enumerate(origins):
        for j, (p, q) in enumerate(destinations):
            for edge, straight, along in obvious_entries(network, x, y, snap_m):
                for other, far, at in obvious_entries(network, p, q, snap_m):
                    ahead = at - along
                    legal = ahead == 0 or (network.edge_forward[edge] if ahead > 0 else network.edge_back[edge])
                    if edge == other and legal:
                        cost = leg(straight + far, metric) + share(network, edge, abs(ahead), metric)
                        _cheaper(graph, ("o", i), ("d", j), cost)
