"""Made-up towns keep the answers that their descriptions promise; networkx finds them independently."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.city import City
from layers.crs import WGS84, metric_crs
from layers.problems import OptionError
from layers.town import CRS, NAME, ORIGIN, GridOptions, grid_town, line_town, river_town

TOWNS = pytest.mark.parametrize("make", [grid_town, line_town, river_town])


def graph_of(city: City, without: str = "") -> nx.Graph:
    streets = city["streets"].frame.drop(index=[without] if without else [])
    graph = nx.Graph()
    graph.add_nodes_from([*city["streets"].frame["u"], *city["streets"].frame["v"]])
    for row in streets.itertuples():
        graph.add_edge(row.u, row.v, length=row.geometry.length)
    return graph


def distances(city: City, start: str, without: str = "") -> dict[str, float]:
    return nx.single_source_dijkstra_path_length(graph_of(city, without), start, weight="length")


@TOWNS
def test_towns_are_made_up_metric_and_always_the_same(make):
    city = make()
    assert city.illustrative
    assert all(layer.illustrative for layer in city.layers.values())
    assert (city.name, city.crs) == (NAME, CRS)
    assert city.digest == make().digest
    centre = shapely.centroid(city.lonlat(city.area))
    assert metric_crs(centre.x, centre.y) == CRS


@TOWNS
def test_streets_end_at_their_nodes(make):
    places = {}
    for row in make()["streets"].frame.itertuples():
        for node, at in ((row.u, row.geometry.coords[0]), (row.v, row.geometry.coords[-1])):
            assert places.setdefault(node, at) == at
    assert len(set(places.values())) == len(places)


@TOWNS
def test_everything_lies_in_the_area(make):
    city = make()
    for layer in city.layers.values():
        assert layer.frame.is_valid.all()
        assert city.area.buffer(0.001).covers(shapely.union_all(layer.frame.geometry.to_numpy()))


def test_the_default_grid_town():
    city = grid_town()
    assert {name: len(layer) for name, layer in city.layers.items()} == {
        "area": 1,
        "units": 4,
        "streets": 58,
        "population": 24,
        "facilities": 1,
    }
    assert graph_of(city).number_of_nodes() == 35
    assert city.population()["people"].sum() == 2400


def test_quarters_share_the_people_and_the_ground():
    city = grid_town()
    units = city["units"].frame
    people = {id_: sum(city.population().within(shape)) * 100 for id_, shape in units.geometry.items()}
    assert people == {"dn": 600, "tn": 600, "db": 600, "tb": 600}
    assert units.geometry.area.sum() == pytest.approx(city.area.area)
    assert units.loc["tb", "name"] == "Khu Tây Bắc"
    assert units.geometry.loc["tb"].centroid.x < units.geometry.loc["db"].centroid.x
    assert units.geometry.loc["tb"].centroid.y > units.geometry.loc["tn"].centroid.y


@given(rows=st.integers(3, 6), columns=st.integers(3, 6), spacing=st.integers(1, 500), data=st.data())
@settings(max_examples=25, deadline=None)
def test_grid_distances_are_manhattan(rows, columns, spacing, data):
    city = grid_town(rows, columns, spacing, GridOptions(origins="crossings"))
    r, c = data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, columns - 1))
    expected = {f"{i}_{j}": spacing * (abs(i - r) + abs(j - c)) for i in range(rows) for j in range(columns)}
    assert distances(city, f"{r}_{c}") == pytest.approx(expected)
    assert len(city["streets"]) == columns * (rows - 1) + rows * (columns - 1)
    assert len(city.population()) == rows * columns


def test_from_a_block_the_way_is_manhattan_too():
    # The four sides of a block are joined to its centre by walks of half a spacing.
    city = grid_town(5, 7, 100.0, GridOptions(facilities=((4, 2),)))
    facility = city.facilities("school").geometry.iloc[0]
    for origin in city.population().itertuples():
        graph = graph_of(city)
        near = city["streets"].frame[city["streets"].frame.distance(origin.geometry) < 50.001]
        assert len(near) == 4
        for side in near.itertuples():
            for node in (side.u, side.v):
                graph.add_edge(origin.Index, f"{side.Index} middle", length=50)
                graph.add_edge(f"{side.Index} middle", node, length=50)
        found = nx.dijkstra_path_length(graph, origin.Index, "4_2", weight="length")
        assert found == pytest.approx(abs(origin.geometry.x - facility.x) + abs(origin.geometry.y - facility.y))


def test_no_street_of_a_grid_is_the_only_way():
    assert not list(nx.bridges(graph_of(grid_town())))


def test_facilities_stand_where_they_were_put():
    options = GridOptions(facilities=((0, 6), (4, 0)), kind="health.hospital", capacity=300)
    frame = grid_town(options=options).facilities("health")
    assert [(p.x - ORIGIN[0], p.y - ORIGIN[1]) for p in frame.geometry] == [(600, 0), (0, 400)]
    assert frame["capacity"].tolist() == [300, 300]
    assert frame.index.tolist() == ["f1", "f2"]


def test_the_line_town():
    city = line_town()
    reached = distances(city, "0")
    people = city.population()["people"].to_numpy()
    metres = np.array([reached[str(i)] for i in range(5)])
    assert metres.tolist() == [0, 500, 1000, 1500, 2000]
    assert (people * metres).sum() / people.sum() == pytest.approx(1333.33, abs=0.01)
    assert people[metres <= 1000].sum() == 60
    left = distances(city, "0", without="s2")
    assert sum(p for i, p in enumerate(people) if str(i) not in left) == 120


def test_the_river_town():
    city = river_town()
    assert (graph_of(city).number_of_nodes(), len(city["streets"])) == (18, 25)
    assert city.population()["people"].sum() == 900
    reached = distances(city, "0_0")
    west = {f"{r}_{c}": 100 * (r + c) for r in range(3) for c in range(3)}
    east = {f"{r}_{c + 3}": 200 + 300 + 100 * (r + c) for r in range(3) for c in range(3)}
    assert reached == pytest.approx(west | east)
    assert set(distances(city, "0_0", without="bridge")) == set(west)
    assert [set(pair) for pair in nx.bridges(graph_of(city))] == [{"0_2", "0_3"}]


def test_the_bridge_alone_crosses_the_river():
    city = river_town()
    streets, water = city["streets"].frame, city["water"].frame.geometry.iloc[0]
    assert streets.index[streets.crosses(water)].tolist() == ["bridge"]
    assert streets["bridge"].dropna().to_dict() == {"bridge": "yes"}
    units = city["units"].frame
    assert {id_: sum(city.population().within(shape)) for id_, shape in units.geometry.items()} == {"tay": 9, "dong": 9}


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: grid_town(2, 5), "town_too_small"),
        (lambda: grid_town(options=GridOptions(facilities=((5, 0),))), "town_crossing"),
        (lambda: line_town(1, people=(1,)), "town_too_small"),
        (lambda: line_town(3), "town_too_small"),
        (lambda: river_town(1), "town_too_small"),
    ],
)
def test_impossible_towns(make, code):
    with pytest.raises(OptionError, match=code):
        make()


def test_towns_lie_in_viet_nam_in_degrees():
    lonlat = grid_town()["streets"].to_crs(WGS84).frame.total_bounds
    assert 108 < lonlat[0] < lonlat[2] < 109.5
    assert 13 < lonlat[1] < lonlat[3] < 15
