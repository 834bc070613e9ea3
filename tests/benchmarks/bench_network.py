"""Networks: building, nearest, counts, sums, scenarios, critical links and isochrones, on two towns."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from planning.access.isochrones import IsochroneOptions, isochrone
from planning.access.measures import AccessOptions, access
from planning.access.places import place
from planning.network.build import Network, build_network
from planning.network.costs import Search, nearest_by_node, sum_by_node, within_by_node
from planning.network.critical import critical_links
from planning.network.modes import Mode, mode
from planning.network.snap import at_nodes
from tests.benchmarks import peers
from tests.benchmarks.benchmark import ROOT, Benchmark

FACILITIES = 300
FAR_M, NEAR_M = 3000.0, 1000.0
SAMPLE = 300
METRES = Search(metric="metres")
WALK = Mode(name="walk", speeds_kmh={"residential": 4.8}, allowed=frozenset({"residential"}), obeys_oneway=False)


@dataclass(frozen=True, eq=False)
class Town:
    """Streets, people and facilities, and the same graph for the others."""

    name: str
    streets: gpd.GeoDataFrame
    mode: Mode
    population: gpd.GeoDataFrame

    @cached_property
    def network(self) -> Network:
        """Streets as a network, with everything that is made on first use."""
        network = build_network(self.streets, self.mode)
        _ = network.arcs, network.reverse_arcs, network.cells
        return network

    @cached_property
    def sites(self) -> np.ndarray:
        """Nodes where the facilities stand, in the main part."""
        rng = np.random.default_rng(1)
        return np.sort(rng.choice(np.flatnonzero(self.network.strong_parts == 0), FACILITIES, replace=False)).astype(
            np.int32
        )

    @cached_property
    def weight(self) -> np.ndarray:
        """People at each node."""
        return np.random.default_rng(2).integers(0, 100, self.network.nodes).astype(float)

    @cached_property
    def graph(self) -> nx.Graph:
        """The graph in networkx."""
        network = self.network
        graph = nx.Graph()
        graph.add_nodes_from(range(network.nodes))
        order = np.argsort(-network.edge_m, kind="stable")
        rows = (network.edge_tail[order], network.edge_head[order], network.edge_m[order])
        graph.add_weighted_edges_from(zip(*(row.tolist() for row in rows), strict=True), weight="m")
        return graph

    @cached_property
    def matrix(self) -> csr_array:
        """The graph in scipy."""
        start, head, cost, *_ = self.network.graph("metres")
        return csr_array((cost, head, start), shape=(self.network.nodes, self.network.nodes))

    @cached_property
    def elsewhere(self) -> dict[str, dict[str, float]]:
        """What igraph and pandana take."""
        network = self.network
        one, other = np.minimum(network.edge_tail, network.edge_head), np.maximum(network.edge_tail, network.edge_head)
        keep = (one != other) & np.r_[True, (np.diff(one) != 0) | (np.diff(other) != 0)]
        return peers.ask(
            {
                "tail": one[keep],
                "head": other[keep],
                "metres": network.edge_m[keep],
                "xy": network.node_xy,
                "sites": self.sites,
                "weight": self.weight,
                "far": np.array(FAR_M),
                "near": np.array(NEAR_M),
            }
        )


def grid_town(side: int) -> gpd.GeoDataFrame:
    """Streets of a grid of side x side junctions, 50 to 150 m apart, each with a bend.

    Bends make every street a length of its own: where very many ways cost the same, as in a true grid, the
    preparation of pandana does not end.
    """
    rng = np.random.default_rng(0)
    xs, ys = (np.cumsum(rng.uniform(50, 150, side)) for _ in range(2))
    at = np.stack(np.meshgrid(xs, ys), axis=-1)
    first = np.concatenate([at[:, :-1].reshape(-1, 2), at[:-1].reshape(-1, 2)])
    last = np.concatenate([at[:, 1:].reshape(-1, 2), at[1:].reshape(-1, 2)])
    across = (last - first)[:, ::-1] * (1, -1)
    bend = (first + last) / 2 + across * rng.uniform(-0.6, 0.6, (len(first), 1))
    lines = shapely.linestrings(np.stack([first, bend, last], axis=1))
    ids = pd.Index([f"s{i}" for i in range(len(lines))], name="id")
    return gpd.GeoDataFrame({"class": "residential"}, geometry=lines, crs="EPSG:32648", index=ids)


def made_up(side: int) -> Town:
    """A grid town with 2,000 homes."""
    streets = grid_town(side)
    west, south, east, north = streets.total_bounds
    xy = np.random.default_rng(3).uniform((west, south), (east, north), (2000, 2))
    homes = gpd.GeoDataFrame({"people": np.full(2000, 100.0)}, geometry=gpd.points_from_xy(*xy.T), crs=streets.crs)
    return Town(f"grid {side * side:,}", streets, WALK, homes)


def porto_alegre() -> Town | None:
    """Porto Alegre with its hexagons; None where the real inputs are not here."""
    folder = Path(os.environ.get("QUYHOACH_REALDATA") or ROOT.parent / "shared" / "realdata") / "porto-alegre"
    if not folder.is_dir():
        return None
    from layers.files.osm import read_osm

    streets = read_osm(folder / "poa_osm.pbf", only=("streets",)).layers["streets"].to_crs("EPSG:31982")
    hexagons = pd.read_csv(folder / "poa_hexgrid.csv")
    points = gpd.points_from_xy(hexagons["lon"], hexagons["lat"])
    homes = gpd.GeoDataFrame({"people": hexagons["population"].astype(float)}, geometry=points, crs="EPSG:4326")
    return Town("Porto Alegre", streets, mode("walk"), homes.to_crs("EPSG:31982"))


def same(ours: object, theirs: object) -> None:
    """Object unless both are equal to 1e-6."""
    np.testing.assert_allclose(np.asarray(ours), np.asarray(theirs), rtol=1e-6, atol=1e-6)


def on_graph(town: Town) -> Iterator[Benchmark]:
    """Questions about every node."""
    network = town.network
    sites = at_nodes(network, town.sites)
    ones, every = np.ones(FACILITIES), range(network.nodes)
    other = town.elsewhere

    def nearest_networkx() -> object:
        found = nx.multi_source_dijkstra_path_length(town.graph, set(town.sites.tolist()), weight="m")
        return [found.get(node, np.inf) for node in every]

    def count_networkx() -> object:
        total = np.zeros(network.nodes)
        for site in town.sites.tolist():
            total[list(nx.single_source_dijkstra_path_length(town.graph, site, cutoff=FAR_M, weight="m"))] += 1
        return total

    yield Benchmark(
        name="nearest of 300 for every node",
        case=town.name,
        ours=lambda: nearest_by_node(network, sites, METRES).cost,
        target_s=0.10,
        peers={"networkx": nearest_networkx, "scipy": lambda: dijkstra(town.matrix, indices=town.sites, min_only=True)},
        elsewhere=other.get("nearest", {}),
        times={"networkx": 8},
        agree=same,
    )
    yield Benchmark(
        name="count of 300 within 3 km of every node",
        case=town.name,
        ours=lambda: within_by_node(network, sites, ones, Search(metric="metres", limit=FAR_M)),
        target_s=0.15,
        peers={"networkx": count_networkx},
        elsewhere=other.get("count", {}),
        agree=same,
    )
    yield Benchmark(
        name="people within 1 km of every node",
        case=town.name,
        ours=lambda: sum_by_node(network, town.weight, Search(metric="metres", limit=NEAR_M)),
        target_s=2.0,
        peers={},
        elsewhere=other.get("sum", {}) | {f"{k} set-up": v for k, v in other.get("sum_setup", {}).items()},
    )


def on_places(town: Town) -> Iterator[Benchmark]:
    """Questions about people, and scenarios."""
    network = town.network
    schools = town.population.iloc[:: max(1, len(town.population) // 50)]
    one_more = pd.concat([schools, town.population.iloc[[7]].set_axis(["new"])])
    closed = town.streets.drop(town.streets.index[len(town.streets) // 2])
    questions = AccessOptions(), AccessOptions(measure="cumulative", limit_m=FAR_M)

    def facility() -> None:
        for question in questions:
            access(network, town.population, one_more, question)

    def street() -> None:
        after = build_network(closed, town.mode)
        for question in questions:
            access(after, town.population, one_more, question, also=network)

    yield Benchmark(name="one facility more, both measures", case=town.name, ours=facility, target_s=1.0)
    yield Benchmark(name="one street closed, both measures", case=town.name, ours=street, target_s=5.0)
    homes, sites = place(network, town.population).entries, place(network, schools).entries
    people = town.population["people"].to_numpy()
    yield Benchmark(name="critical links", case=town.name, ours=lambda: critical_links(network, homes, people, sites))
    middle = town.population.geometry.iloc[len(town.population) // 2]
    draw = partial(isochrone, network, middle, IsochroneOptions(), town.population)
    yield Benchmark(name="isochrone 5, 10, 15 min", case=town.name, ours=draw)


def benchmarks() -> Iterable[Benchmark]:
    """All of them; the real town only where its files are."""
    towns = [town for town in (porto_alegre(), made_up(548)) if town is not None]
    small = made_up(160)
    yield Benchmark(
        name="build a network",
        case="grid 51,000 streets",
        ours=lambda: build_network(small.streets, WALK),
        target_s=0.3,
    )
    for town in towns:
        yield Benchmark(
            name="build a network",
            case=town.name,
            ours=partial(build_network, town.streets, town.mode),
            target_s=3.0,
            elsewhere=town.elsewhere.get("build", {}),
        )
        yield from on_graph(town)
        yield from on_places(town)
