"""Points and polygons: closed ways, relations with holes, broken rings."""

from __future__ import annotations

import pytest
import shapely

from layers.files.osm import read_osm
from tests.layers.files.osm_text import node, relation, square, way, write

LAKE = {"type": "multipolygon", "natural": "water", "name": "Hồ Phú Hòa"}


def extract_of(folder, *items, only=()):
    extract = read_osm(write(folder, *items), only=only)
    return extract.layers, {(note.code, note.layer): note for note in extract.notes}


def area(frame, id_):
    return shapely.area(frame.geometry.loc[id_]) * 1e6  # in units of squares of 0.001 degrees


def test_a_lake_with_an_island_keeps_its_hole(tmp_path):
    # Outer ring of two ways round a square of 4 x 4; the island is 1 x 1: 16 - 1 = 15.
    layers, notes = extract_of(
        tmp_path,
        *square(1, 0, 0, 0.004),
        *square(11, 0.001, 0.001),
        way(1, [1, 2, 3]),
        way(2, [3, 4, 1]),
        way(3, [11, 12, 13, 14, 11]),
        relation(1, [(1, "outer"), (2, "outer"), (3, "inner")], LAKE),
    )
    assert area(layers["water"], "r1") == pytest.approx(15)
    assert len(layers["water"].geometry.loc["r1"].interiors) == 1
    assert layers["water"].loc["r1", ["name", "kind"]].tolist() == ["Hồ Phú Hòa", "lake"]
    assert layers["landuse"].loc["r1", "code"] == "MNC"
    assert ("osm_incomplete_areas", "") not in notes


def test_two_outer_rings_are_a_multipolygon(tmp_path):
    layers, _ = extract_of(
        tmp_path,
        *square(1, 0, 0),
        *square(11, 0.005, 0),
        way(1, [1, 2, 3, 4, 1]),
        way(2, [11, 12, 13, 14, 11]),
        relation(1, [(1, "outer"), (2, "outer")], LAKE),
    )
    assert layers["water"].geometry.loc["r1"].geom_type == "MultiPolygon"
    assert area(layers["water"], "r1") == pytest.approx(2)


def test_one_feature_serves_several_layers(tmp_path):
    tags = {"leisure": "park", "name": "Công viên Trần Hưng Đạo"}
    layers, _ = extract_of(tmp_path, *square(1, 0, 0), way(7, [1, 2, 3, 4, 1], tags))
    assert {name: frame.index.tolist() for name, frame in layers.items()} == {
        "facilities": ["w7"],
        "green": ["w7"],
        "landuse": ["w7"],
    }
    assert layers["facilities"].loc["w7", "kind"] == "park"
    assert layers["green"]["public"].tolist() == [True]
    assert layers["landuse"].loc["w7", ["code", "status"]].tolist() == ["DKV", "existing"]


def test_a_private_park_is_not_public(tmp_path):
    tags = {"leisure": "park", "access": "private"}
    layers, _ = extract_of(tmp_path, *square(1, 0, 0), way(7, [1, 2, 3, 4, 1], tags), only=("green",))
    assert layers["green"]["public"].tolist() == [False]


def test_points_are_facilities_only(tmp_path):
    layers, notes = extract_of(
        tmp_path,
        node(1, 109.2, 13.7, {"amenity": "pharmacy", "name": "Nhà thuốc Số 1"}),
        node(2, 109.2, 13.7, {"building": "yes"}),
        node(3, 109.2, 13.7, {"natural": "water"}),
        node(4, 200, 95, {"amenity": "pharmacy"}),
        node(5, 109.3, 13.7),
        way(1, [1, 5], {"highway": "path"}),
    )
    assert layers.keys() == {"streets", "facilities"}
    assert layers["facilities"].index.tolist() == ["n1"]
    assert layers["facilities"].geometry.loc["n1"].wkt == "POINT (109.2 13.7)"
    assert notes["osm_points_without_place", ""].ids == ("n4",)


def test_beds_and_places_are_capacity(tmp_path):
    layers, _ = extract_of(
        tmp_path,
        node(1, 0, 0, {"amenity": "hospital", "beds": "300"}),
        node(2, 1, 0, {"amenity": "kindergarten", "capacity": "120"}),
        node(3, 2, 0, {"amenity": "kindergarten", "capacity": "many"}),
        only=("facilities",),
    )
    assert layers["facilities"]["capacity"].iloc[:2].tolist() == [300, 120]
    assert layers["facilities"]["unit_of_capacity"].iloc[:2].tolist() == ["beds", "places"]
    assert layers["facilities"].iloc[2][["capacity", "unit_of_capacity"]].isna().all()


def test_buildings_have_floors(tmp_path):
    layers, _ = extract_of(
        tmp_path,
        *square(1, 0, 0),
        *square(11, 1, 0),
        *square(21, 2, 0),
        way(1, [1, 2, 3, 4, 1], {"building": "house", "building:levels": "3"}),
        way(2, [11, 12, 13, 14, 11], {"building": "yes"}),
        way(3, [21, 22, 23, 24, 21], {"building": "no"}),
    )
    assert layers["buildings"]["kind"].to_dict() == {"w1": "house", "w2": "yes"}
    assert layers["buildings"]["floors"].iloc[0] == 3
    assert layers["buildings"]["floors"].isna().tolist() == [False, True]


def test_a_ring_in_the_shape_of_a_bow_is_left_out_by_id(tmp_path):
    layers, notes = extract_of(
        tmp_path,
        *square(1, 0, 0),
        *square(11, 1, 0),
        way(1, [1, 2, 3, 4, 1], {"building": "yes"}),
        way(2, [11, 13, 12, 14, 11], {"building": "yes"}),
    )
    assert layers["buildings"].index.tolist() == ["w1"]
    assert notes["osm_bad_rings", ""].ids == ("w2",)
    assert notes["osm_bad_rings", ""].severity == "warning"


def test_a_ring_that_crosses_itself_by_a_hair_is_mended(tmp_path):
    # The last corner overshoots: a triangle of 0.0005 % of the square beside it.
    layers, notes = extract_of(
        tmp_path,
        *square(1, 0, 0, 0.01),
        node(5, -0.000001, 0.0001),
        node(6, 0.000001, 0.0),
        way(1, [1, 2, 3, 4, 6, 5, 1], {"building": "yes"}),
    )
    assert notes["osm_rings_mended", ""].ids == ("w1",)
    assert layers["buildings"].is_valid.all()
    assert area(layers["buildings"], "w1") == pytest.approx(100, rel=0.01)


def test_areas_cut_at_the_edge_are_named(tmp_path):
    layers, notes = extract_of(
        tmp_path,
        *square(1, 0, 0),
        *square(11, 1, 0),
        way(1, [1, 2, 3, 4, 1], {"building": "yes"}),
        way(2, [11, 12, 99, 14, 11], {"building": "yes"}),
        way(3, [11, 12]),
        relation(5, [(3, "outer"), (777, "outer")], LAKE),
        relation(6, [(3, "outer")], LAKE),
    )
    assert layers["buildings"].index.tolist() == ["w1"]
    assert notes["osm_incomplete_areas", ""].ids == ("w2", "r5")
    assert notes["osm_bad_rings", ""].ids == ("r6",)  # it is whole, and not closed


def test_lines_make_no_areas(tmp_path):
    layers, notes = extract_of(
        tmp_path,
        *square(1, 0, 0),
        way(1, [1, 2, 3, 4, 1], {"building": "yes"}),
        way(2, [1, 2, 3], {"building": "yes"}),
        way(3, [1, 2, 3, 4, 1], {"leisure": "track", "area": "no"}),
    )
    assert layers.keys() == {"buildings"}
    assert notes["osm_lines_left_out", "buildings"].ids == ("w2",)
    assert notes["osm_lines_left_out", "facilities"].ids == ("w3",)


def test_relations_that_are_no_areas_are_named(tmp_path):
    _, notes = extract_of(
        tmp_path,
        *square(1, 0, 0),
        way(1, [1, 2, 3, 4, 1], {"building": "yes"}),
        relation(1, [(1, "")], {"type": "site", "amenity": "school"}),
    )
    assert notes["osm_other_relations", ""].ids == ("r1",)


def test_what_is_supposed_is_counted(tmp_path):
    layers, notes = extract_of(tmp_path, node(1, 0, 0, {"amenity": "school"}), only=("facilities",))
    assert layers["facilities"].loc["n1", "kind"] == "school.primary"
    assert (notes["osm_assumed", "facilities"].count, notes["osm_assumed", "facilities"].found) == (
        1,
        "school.primary 1",
    )
