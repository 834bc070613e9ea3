from __future__ import annotations

import time

import networkx as nx
import numpy as np
import pytest
import shapely

from layers.problems import LayerError
from planning.network.build import build_network
from planning.network.modes import mode
from tests.planning.network.towns import CAR, WALK, as_networkx, grid_lines, random_streets, streets

LINE = [(0, 0), (100, 0)]


def codes(error):
    return [problem.code for problem in error.value.problems]


def test_lengths_minutes_and_ends_are_those_of_the_streets():
    frame = streets([LINE, [(100, 0), (100, 30), (140, 30)]], **{"class": ["residential", "primary"]})
    network = build_network(frame, CAR)
    assert network.nodes == 3
    by_street = network.edge_street.argsort()
    assert network.edge_m[by_street].tolist() == [100, 70]
    np.testing.assert_allclose(network.edge_min[by_street], [100 / 500, 70 / 1000])
    for edge, street in enumerate(network.edge_street):
        ends = shapely.get_coordinates(frame.geometry.iloc[street])[[0, -1]]
        assert network.node_xy[[network.edge_tail[edge], network.edge_head[edge]]].tolist() == ends.tolist()


def test_what_the_mode_may_not_use_is_left_out_and_unknown_classes_are_counted():
    frame = streets([LINE, [(100, 0), (200, 0)], [(200, 0), (300, 0)]], **{"class": ["residential", "footway", "moon"]})
    network = build_network(frame, CAR)
    assert network.edge_street.tolist() == [0]
    notes = {note.code: note for note in network.notes}
    assert notes["street_class_unknown"].found == "footway, moon"  # this mode knows no others
    assert notes["network_one_street"].severity == "warning"


def test_parallel_streets_and_loops_stay_edges():
    frame = streets([LINE, [(0, 0), (50, 50), (100, 0)], [(0, 0), (-50, 50), (-50, -50), (0, 0)]])
    network = build_network(frame, WALK)
    assert network.edges == 3
    assert len(network.arcs.head) == 4  # nobody gets anywhere by a loop
    assert nx.shortest_path_length(as_networkx(network, "metres"), 0, 1, weight="cost") == 100


def test_bridges_do_not_touch_what_they_cross_where_node_ids_say_so():
    cross = [[(0, 50), (100, 50)], [(50, 50), (50, 100)]]
    assert build_network(streets([LINE, [(100, 0), (0, 0)]], u=["a", "c"], v=["b", "d"]), WALK).nodes == 4
    assert build_network(streets(cross, u=["1", "2"], v=["3", "4"]), WALK).nodes == 4
    assert build_network(streets(cross, u=["1", None], v=["3", None]), WALK).nodes == 4
    assert build_network(streets([LINE, LINE[::-1]], u=["a", None], v=["b", ""]), WALK).nodes == 2


def test_a_street_in_parts_is_as_many_edges_of_one_street():
    frame = streets([LINE, LINE])
    parts = shapely.MultiLineString([[(100, 0), (200, 0)], [(300, 0), (400, 0)]])
    frame.loc["s1", "geometry"] = parts
    network = build_network(frame, WALK)
    assert sorted(network.edge_street.tolist()) == [0, 1, 1]
    assert network.nodes == 5


def test_parts_are_numbered_by_size():
    lines = [[(1000, 0), (1100, 0)], *grid_lines(3)]
    network = build_network(streets(lines, oneway=["yes"] + ["no"] * 12), CAR)
    assert np.bincount(network.weak_parts).tolist() == [9, 2]
    assert np.bincount(network.strong_parts).tolist() == [9, 1, 1]
    graph = as_networkx(network)
    assert {frozenset(np.flatnonzero(network.strong_parts == part).tolist()) for part in range(3)} == {
        frozenset(part) for part in nx.strongly_connected_components(graph)
    }


@pytest.mark.parametrize("seed", range(3))
def test_arcs_are_the_legal_directions(seed):
    frame = random_streets(np.random.default_rng(seed), 60)
    network = build_network(frame, CAR)
    expected = set()
    for line, sign in zip(frame.geometry, frame["oneway"], strict=True):
        ends = shapely.get_coordinates(line)[[0, -1]]
        a, b = (int(np.abs(network.node_xy - end).sum(axis=1).argmin()) for end in ends)
        expected |= ({(a, b)} if sign != "-1" else set()) | ({(b, a)} if sign != "yes" else set())
    for arcs, turned in ((network.arcs, False), (network.reverse_arcs, True)):
        tail = np.repeat(np.arange(network.nodes), np.diff(arcs.start)).tolist()
        found = set(zip(tail, arcs.head.tolist(), strict=True))
        assert {(b, a) for a, b in found} == expected if turned else found == expected


def test_everything_wrong_is_said_at_once():
    frame = streets([LINE, LINE], speed_kmh=[-5.0, 30.0]).to_crs("EPSG:4326")
    with pytest.raises(LayerError) as caught:
        build_network(frame, CAR)
    assert codes(caught) == ["network_in_degrees", "street_speed_not_positive"]
    assert caught.value.problems[1].ids == ("s0",)


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (streets([LINE]).set_crs(None, allow_override=True), "network_crs_missing"),
        (streets([LINE], **{"class": ["footway"]}), "network_no_street"),
        (streets([LINE]).iloc[:0], "network_no_street"),
        (streets([LINE]).set_geometry(streets([LINE]).centroid), "network_not_lines"),
        (streets([LINE], speed_kmh=[0.0]), "street_speed_not_positive"),
    ],
)
def test_streets_that_make_no_network_are_refused(frame, code):
    with pytest.raises(LayerError) as caught:
        build_network(frame, CAR)
    assert code in codes(caught)


def test_streets_without_length_are_counted_and_left_out():
    network = build_network(streets([LINE, [(5, 5), (5, 5)]]), WALK)
    assert network.edges == 1
    (note,) = [note for note in network.notes if note.code == "street_zero_length"]
    assert note.ids == ("s1",)


def osm_streets(realdata, file, crs):
    from layers.files.osm import read_osm

    return read_osm(realdata / file, only=("streets",)).layers["streets"].to_crs(crs)


OPEN = {"yes", "designated", "permissive", "official"}
SHUT = {"no", "private"}


def osmnx_graph(file, found):
    """Every piece between two OSM nodes that the mode may travel, as osmnx reads it; areas left out as osmnx does."""
    import osmnx as ox

    signs = {"walk": ("foot",), "car": ("motorcar", "motor_vehicle")}[found.name]
    tags = ox.settings.useful_tags_way
    ox.settings.useful_tags_way = [*tags, *signs]
    try:
        whole = ox.graph_from_xml(file, bidirectional=found.name == "walk", simplify=False, retain_all=True)
    finally:
        ox.settings.useful_tags_way = tags
    graph = nx.DiGraph()
    for a, b, way in whole.edges(data=True):
        if "highway" not in way or way.get("area") == "yes":
            continue
        may = way["highway"] in found.allowed and way.get("access") not in SHUT
        own = next((way[sign] for sign in signs if sign in way), "")
        if (may or own in OPEN) and own not in SHUT:
            graph.add_edge(a, b, length=way["length"])
    return graph


@pytest.mark.slow
@pytest.mark.parametrize("name", ["walk", "car"])
def test_hanoi_is_the_graph_that_osmnx_makes(realdata, name):
    expected = osmnx_graph(realdata / "osm" / "hanoi_ba_dinh.osm", mode(name))
    frame = osm_streets(realdata, "osm/hanoi_ba_dinh.osm", "EPSG:32648")
    network = build_network(frame, mode(name))
    tails, heads = (frame[end].iloc[network.edge_street].astype(int).tolist() for end in ("u", "v"))
    names = dict(zip(network.edge_tail.tolist(), tails, strict=True))
    names |= dict(zip(network.edge_head.tolist(), heads, strict=True))
    assert len(names) == network.nodes > 500
    mine = as_networkx(network, "metres")
    known, checked = set(names.values()), 0
    for source in list(names)[::20]:
        ours = nx.single_source_dijkstra_path_length(mine, source, weight="cost")
        theirs = nx.single_source_dijkstra_path_length(expected, names[source], weight="length")
        assert {names[node] for node in ours} == known & set(theirs)
        for node, metres in ours.items():
            assert metres == pytest.approx(theirs[names[node]], rel=7e-3)  # osmnx measures on a sphere: up to 0.56 %
        checked += len(ours)
    assert checked > 5_000


def test_a_city_is_built_in_good_time():
    frame = streets(grid_lines(160))  # 51,000 streets; 0.1 s on the machine it was made on
    build_network(frame.iloc[:100], WALK)
    start = time.perf_counter()
    build_network(frame, WALK)
    assert time.perf_counter() - start < 2
