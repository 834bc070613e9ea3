"""The street network of the built province: topology, bridges, and who is cut off without one."""

from __future__ import annotations

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely

from layers.demo.assembly import Demo
from layers.demo.coast import ISLAND_M
from layers.demo.facts import CUT_OFF_BRIDGE, CUT_OFF_PEOPLE, CUT_OFF_UNIT, FAR_PEOPLE, ISLAND_PEOPLE, UNITS
from layers.demo.frame import ORIGIN_M
from layers.known import STREET_CLASSES

pytestmark = pytest.mark.slow

SNAP_M = 300.0  # default of the tool, and the four nearest streets


@pytest.fixture(scope="module")
def streets(demo: Demo) -> gpd.GeoDataFrame:
    return demo.layers["streets"].frame


@pytest.fixture(scope="module")
def entries(demo: Demo, streets: gpd.GeoDataFrame) -> list[list[str]]:
    """The streets that people of each cell can enter: the four nearest within reach."""
    homes = shapely.point_on_surface(demo.layers["population"].frame.geometry.to_numpy())
    tree = shapely.STRtree(streets.geometry.to_numpy())
    home, street = tree.query(homes, predicate="dwithin", distance=SNAP_M)
    found: list[list[tuple[float, str]]] = [[] for _ in homes]
    away = shapely.distance(homes[home], streets.geometry.to_numpy()[street])
    for h, s, d in zip(home, street, away, strict=True):
        found[h].append((d, streets.index[s]))
    return [[name for _, name in sorted(near)[:4]] for near in found]


def people_cut_off(demo: Demo, graph: nx.MultiGraph, entries: list[list[str]]) -> np.ndarray:
    """People of cells none of whose streets hangs together with the city's."""
    parts = {node: number for number, part in enumerate(nx.connected_components(graph)) for node in part}
    frame = demo.layers["streets"].frame
    city = parts[frame[frame["name"] == "Đường Mẫu Sen"]["u"].iloc[0]]
    there = {name for name, u in frame["u"].items() if parts.get(u) == city}
    people = demo.layers["population"].frame["people"].to_numpy()
    return np.where([bool(near) and not set(near) & there for near in entries], people, 0.0)


def test_segments_end_where_their_nodes_are(streets: gpd.GeoDataFrame):
    lines = streets.geometry.to_numpy()
    at = np.concatenate(
        [shapely.get_coordinates(shapely.get_point(lines, 0)), shapely.get_coordinates(shapely.get_point(lines, -1))]
    )
    names = np.concatenate([streets["u"], streets["v"]])
    places = {}
    for name, place in zip(names, map(tuple, at), strict=True):
        assert places.setdefault(name, place) == place
    assert len(set(places.values())) == len(places)
    assert (streets.length > 0).all()
    assert 20_000 < len(streets) < 60_000


def test_segments_meet_only_at_nodes(streets: gpd.GeoDataFrame):
    lines = streets.geometry.to_numpy()
    one, other = shapely.STRtree(lines).query(lines, predicate="crosses")
    assert [(streets.index[a], streets.index[b]) for a, b in zip(one, other, strict=True)] == []


def test_two_networks_the_mainland_and_the_island(streets: gpd.GeoDataFrame, graph: nx.MultiGraph):
    parts = sorted(nx.connected_components(graph), key=len)
    assert len(parts) == 2
    small = streets[streets["u"].isin(parts[0])]
    middle = np.array(ISLAND_M) + np.array(ORIGIN_M)
    assert shapely.distance(small.geometry.to_numpy(), shapely.Point(middle)).max() < 1_500.0
    assert 0.001 < len(small) / len(streets) < 0.02


def test_one_way_streets_trap_nobody(streets: gpd.GeoDataFrame):
    forward = streets[streets["oneway"] != "-1"]
    back = streets[streets["oneway"] != "yes"]
    graph = nx.DiGraph()
    graph.add_edges_from(zip(forward["u"], forward["v"], strict=True))
    graph.add_edges_from(zip(back["v"], back["u"], strict=True))
    assert {"yes", "-1", "no"} == set(streets["oneway"])
    assert nx.number_strongly_connected_components(graph) == 2


def test_classes_are_known_and_every_kind_of_road_is_there(streets: gpd.GeoDataFrame):
    assert set(streets["class"]) <= set(STREET_CLASSES)
    kilometres = streets.length.groupby(streets["class"]).sum() / 1_000.0
    expected = {"trunk", "primary", "secondary", "tertiary", "unclassified", "residential", "service", "track"}
    assert set(kilometres.index) == expected
    assert kilometres["residential"] > kilometres["secondary"] > 80


def test_only_bridges_cross_rivers(demo: Demo, streets: gpd.GeoDataFrame):
    rivers = demo.layers["water"].frame.query("kind == 'river'").geometry.to_numpy()
    dry = streets[streets["bridge"] != "yes"]
    over = shapely.length(shapely.intersection(dry.geometry.to_numpy(), shapely.union_all(rivers).buffer(-2.0)))
    assert dry.index[over > 1.0].tolist() == []
    assert streets[streets["bridge"] == "yes"]["name"].notna().all()
    assert streets[streets["bridge"] == "yes"]["name"].nunique() == 16


def test_every_unit_but_the_island_is_on_the_network(demo: Demo, graph: nx.MultiGraph, entries: list[list[str]]):
    cut = people_cut_off(demo, graph, entries)
    codes = demo.layers["population"].frame["unit"].to_numpy()
    by_unit = {unit.name: cut[codes == unit.code].sum() for unit in UNITS}
    assert {name: people for name, people in by_unit.items() if people} == {"Xã Mẫu Bãi": ISLAND_PEOPLE}
    nowhere = np.array([not near for near in entries])
    assert demo.layers["population"].frame["people"].to_numpy()[nowhere].tolist() == [FAR_PEOPLE]


def test_without_its_bridge_one_commune_is_cut_off_and_nobody_else(
    demo: Demo, graph: nx.MultiGraph, entries: list[list[str]]
):
    frame = demo.layers["streets"].frame
    closed = frame[frame["name"] == CUT_OFF_BRIDGE]
    assert len(closed) == 1
    without = graph.copy()
    without.remove_edges_from((row.u, row.v, row.Index) for row in closed.itertuples())
    more = people_cut_off(demo, without, entries) - people_cut_off(demo, graph, entries)
    codes = demo.layers["population"].frame["unit"].to_numpy()
    own = next(unit for unit in UNITS if unit.name == CUT_OFF_UNIT)
    assert more.sum() == CUT_OFF_PEOPLE == own.people
    assert set(codes[more > 0]) == {own.code}


def test_the_long_bridge_has_a_way_round(demo: Demo, graph: nx.MultiGraph, entries: list[list[str]]):
    frame = demo.layers["streets"].frame
    closed = frame[(frame["name"] == "Cầu Cửa Mẫu") & (frame["bridge"] == "yes")]
    assert closed.length.sum() > 1_500
    without = graph.copy()
    without.remove_edges_from((row.u, row.v, row.Index) for row in closed.itertuples())
    assert people_cut_off(demo, without, entries).sum() == ISLAND_PEOPLE
