"""Cutting ways at shared nodes, by hand-drawn cases and against a slow obvious version."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.files.osm import read_osm
from layers.files.osm_streets import cut, lines, piece_ids
from tests.layers.files.osm_text import node, way, write

ROAD = {"highway": "residential"}


def streets_of(folder, *items):
    extract = read_osm(write(folder, *items), only=("streets",))
    return extract.layers["streets"], {note.code: note for note in extract.notes}


def pieces_of(*ways, missing=()):
    """Pieces as lists of node ids."""
    nodes = np.array([ref for refs in ways for ref in refs], dtype="int64")
    owner = np.repeat(np.arange(len(ways)), [len(refs) for refs in ways])
    found = cut(nodes, owner, ~np.isin(nodes, list(missing)))
    kept = nodes[found.kept]
    return [(int(w), kept[a : b + 1].tolist()) for w, a, b in zip(found.way, found.first, found.last, strict=True)]


def slow_pieces(ways, missing=()):
    """The same, one node after the other."""
    runs = []
    for row, refs in enumerate(ways):
        run = []
        for ref in [*refs, None]:
            if ref is None or ref in missing:
                runs.append((row, run))
                run = []
            elif not run or run[-1] != ref:
                run.append(ref)
    times = Counter(ref for _, run in runs for ref in run)
    result = []
    for row, run in runs:
        piece = run[:1]
        for place, ref in enumerate(run[1:], start=1):
            piece.append(ref)
            if times[ref] > 1 or place == len(run) - 1:
                result.append((row, piece))
                piece = [ref]
    return result


def test_ways_are_cut_where_they_share_a_node():
    assert pieces_of([1, 2, 3, 4], [9, 3, 8]) == [(0, [1, 2, 3]), (0, [3, 4]), (1, [9, 3]), (1, [3, 8])]


def test_a_lone_way_stays_whole():
    assert pieces_of([1, 2, 3]) == [(0, [1, 2, 3])]


def test_a_lone_ring_ends_where_it_begins():
    assert pieces_of([1, 2, 3, 1]) == [(0, [1, 2, 3, 1])]


def test_a_roundabout_is_cut_where_streets_join():
    assert pieces_of([1, 2, 3, 4, 1], [7, 3]) == [(0, [1, 2, 3]), (0, [3, 4, 1]), (1, [7, 3])]


def test_a_way_that_crosses_itself_is_cut_there():
    assert pieces_of([1, 2, 3, 4, 2, 5]) == [(0, [1, 2]), (0, [2, 3, 4, 2]), (0, [2, 5])]


def test_nothing_is_drawn_across_a_missing_node():
    assert pieces_of([1, 2, 3, 4, 5], missing={3}) == [(0, [1, 2]), (0, [4, 5])]
    assert pieces_of([1, 2, 3], [3, 4], missing={2}) == [(1, [3, 4])]


def test_a_repeated_node_counts_once():
    assert pieces_of([1, 1, 2, 2, 3]) == [(0, [1, 2, 3])]
    assert pieces_of([1, 1]) == []
    assert pieces_of() == []


@given(
    st.lists(st.lists(st.integers(1, 9), max_size=8), max_size=6),
    st.sets(st.integers(1, 9), max_size=3),
)
def test_cutting_agrees_with_the_slow_version(ways, missing):
    assert pieces_of(*ways, missing=missing) == slow_pieces(ways, missing)


def test_lines_follow_the_points():
    nodes = np.array([1, 2, 3, 4, 5, 3])
    way_row = np.array([0, 0, 0, 0, 1, 1])
    places = np.array([[0, 0], [1, 0], [2, 0], [3, 0], [2, 5], [2, 0]], dtype="float64")
    drawn = lines(places, cut(nodes, way_row, np.ones(6, dtype=bool)))
    assert [line.wkt for line in drawn] == [
        "LINESTRING (0 0, 1 0, 2 0)",
        "LINESTRING (2 0, 3 0)",
        "LINESTRING (2 5, 2 0)",
    ]


def test_ids_are_those_of_the_ways():
    assert piece_ids(["7", "8"], np.array([0, 0, 1])) == ["7_1", "7_2", "8"]


def test_a_bridge_does_not_join_what_it_crosses(tmp_path):
    # Two streets cross at (0.5, 0.5) without a common node; a third meets both at their ends.
    places = {1: (0, 0.5), 2: (1, 0.5), 3: (0.5, 0), 4: (0.5, 1)}
    streets, _ = streets_of(
        tmp_path,
        *(node(i, x, y) for i, (x, y) in places.items()),
        way(10, [1, 2], ROAD),
        way(11, [3, 4], ROAD | {"bridge": "yes", "layer": "1"}),
        way(12, [2, 4], ROAD),
    )
    assert streets[["u", "v"]].to_numpy().tolist() == [["1", "2"], ["3", "4"], ["2", "4"]]
    assert streets.geometry.iloc[0].crosses(streets.geometry.iloc[1])
    assert streets["bridge"].isna().tolist() == [True, False, True]
    assert streets.loc["11", "layer"] == 1.0


def test_columns_of_a_street(tmp_path):
    tags = {
        "highway": "secondary", "oneway": "-1", "maxspeed": "30 mph", "name": "Nguye\u0302\u0303n Hue\u0323\u0302",
        "width": "7 m", "lanes": "2", "surface": "asphalt", "foot": "no", "oneway:bicycle": "no", "tunnel": "no",
    }  # fmt: skip
    streets, notes = streets_of(tmp_path, node(1, 0, 0), node(2, 1, 0), way(5, [1, 2], tags))
    row = streets.loc["5"]
    assert row["class"] == "secondary"
    assert row["oneway"] == "-1"
    assert row["speed_kmh"] == pytest.approx(48.3)
    assert row["name"] == "Nguyễn Huệ"
    assert (row["width_m"], row["lanes"], row["surface"]) == (7.0, 2.0, "asphalt")
    assert (row["foot"], row["oneway_bicycle"], row["osm_id"]) == ("no", "no", "5")
    assert streets["tunnel"].isna().all()
    assert streets.crs == "EPSG:4326"
    assert streets.index.name == "id"
    assert not {"osm_value_unread", "osm_not_streets"} & set(notes)


def test_what_is_no_street_is_counted(tmp_path):
    streets, notes = streets_of(
        tmp_path,
        node(1, 0, 0),
        node(2, 1, 0),
        node(3, 1, 1),
        way(5, [1, 2], ROAD),
        way(6, [2, 3], {"highway": "construction"}),
        way(7, [2, 3], {"highway": "construction"}),
        way(8, [2, 3], {"highway": "proposed"}),
        way(9, [1, 2, 3, 1], {"highway": "pedestrian", "area": "yes"}),
    )
    assert streets.index.tolist() == ["5"]
    assert (notes["osm_not_streets"].count, notes["osm_not_streets"].found) == (3, "construction 2, proposed 1")
    assert (notes["osm_street_areas"].count, notes["osm_street_areas"].ids) == (1, ("9",))


def test_what_cannot_be_read_is_missing_and_counted(tmp_path):
    odd = {"maxspeed": "VN:urban", "width": "wide", "oneway": "perhaps", "lanes": "many"}
    streets, notes = streets_of(tmp_path, node(1, 0, 0), node(2, 1, 0), way(5, [1, 2], ROAD | odd))
    assert streets[["speed_kmh", "width_m", "lanes"]].isna().all(axis=None)
    assert streets.loc["5", "oneway"] == "no"
    extract = read_osm(tmp_path / "map.osm", only=("streets",))
    unread = {note.field: note.found for note in extract.notes if note.code == "osm_value_unread"}
    assert unread == {"speed_kmh": "VN:urban", "width_m": "wide", "oneway": "perhaps", "lanes": "many"}
    assert notes["osm_value_unread"].severity == "note"


def test_ways_at_the_edge_keep_what_has_positions(tmp_path):
    streets, notes = streets_of(
        tmp_path,
        *(node(i, i, 0) for i in (1, 2, 4, 5)),
        way(10, [1, 2, 3, 4, 5], ROAD),
        way(11, [5, 6], ROAD),
    )
    assert streets.index.tolist() == ["10_1", "10_2"]
    assert [line.wkt for line in streets.geometry] == ["LINESTRING (1 0, 2 0)", "LINESTRING (4 0, 5 0)"]
    assert notes["osm_missing_nodes"].ids == ("10", "11")
    assert notes["osm_streets_gone"].ids == ("11",)
    assert notes["osm_missing_nodes"].severity == "warning"


def test_two_nodes_at_one_place_make_no_street_without_length(tmp_path):
    # 2 and 3 lie at the same place: the two streets stay joined.
    streets, notes = streets_of(
        tmp_path,
        node(1, 0, 0),
        node(2, 1, 0),
        node(3, 1, 0),
        node(4, 2, 0),
        way(10, [1, 2, 3], ROAD),
        way(11, [3, 4], ROAD),
    )
    assert (shapely.length(streets.geometry.to_numpy()) > 0).all()
    assert streets.loc["10", "v"] == streets.loc["11", "u"]
    assert notes["osm_nodes_merged"].count == 1
