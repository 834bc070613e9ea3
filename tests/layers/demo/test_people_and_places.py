"""Who lives in the built province, what they have near them, and what they report."""

from __future__ import annotations

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely

from data import table
from layers.demo.assembly import Demo
from layers.demo.facts import ISLAND_PEOPLE, TOTAL_PEOPLE, UNITS, UNITS_WITHOUT_STATION
from layers.grid import Grid
from layers.known import FACILITY_KINDS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def people(demo: Demo) -> gpd.GeoDataFrame:
    return demo.layers["population"].frame


@pytest.fixture(scope="module")
def facilities(demo: Demo) -> gpd.GeoDataFrame:
    return pd.concat([layer.frame for layer in demo.layers.values() if layer.type == "facilities"])


def at_cells(grid: Grid, places: np.ndarray) -> np.ndarray:
    column = ((places[:, 0] - grid.transform.c) / grid.transform.a).astype(int)
    row = ((grid.transform.f - places[:, 1]) / grid.transform.a).astype(int)
    return grid.filled[row, column]


def unit_of(demo: Demo, points: np.ndarray) -> np.ndarray:
    units = demo.layers["units"].frame
    found = np.full(len(points), "", dtype=object)
    point, unit = shapely.STRtree(units.geometry.to_numpy()).query(points, predicate="intersects")
    found[point] = units["name"].to_numpy()[unit]
    return found


def test_people_add_up_where_their_cells_lie(demo: Demo, people: gpd.GeoDataFrame):
    where = unit_of(demo, shapely.point_on_surface(people.geometry.to_numpy()))
    assert people["people"].groupby(where).sum().to_dict() == {unit.name: float(unit.people) for unit in UNITS}
    assert people["people"].sum() == TOTAL_PEOPLE
    assert (people["people"] % 1 == 0).all()


def test_cells_lie_in_one_unit_each_and_do_not_overlap(demo: Demo, people: gpd.GeoDataFrame):
    shapes = people.geometry.to_numpy()
    assert shapely.is_valid(shapes).all()
    assert (people.area <= 250.0**2 + 0.1).all()
    units = demo.layers["units"].frame
    own = units.loc[people["unit"]].geometry.to_numpy()
    assert shapely.area(shapely.difference(shapes, own)).max() < 1.0
    one, other = shapely.STRtree(shapes).query(shapes, predicate="overlaps")
    shared = shapely.area(shapely.intersection(shapes[one], shapes[other]))
    assert shared.max(initial=0.0) < 1.0


def test_ages_are_parts_of_the_people(people: gpd.GeoDataFrame):
    ages = people[["children_0_5", "children_6_10", "children_11_14", "elderly_60"]]
    assert (ages >= 0).all(axis=None)
    assert (ages.sum(axis=1) <= people["people"]).all()
    shares = ages.sum() / people["people"].sum()
    assert shares.between([0.06, 0.06, 0.04, 0.09], [0.11, 0.11, 0.08, 0.18]).all()


def test_density_follows_towns_and_lowland(demo: Demo, people: gpd.GeoDataFrame):
    places = shapely.get_coordinates(shapely.point_on_surface(people.geometry.to_numpy()))
    grid = demo.grids["elevation"]
    height = at_cells(grid, places)
    count = people["people"].to_numpy()
    assert count[height > 250].sum() < 0.01 * count.sum()
    density = people["people"] / people.area * 1e6
    town, land = people[people["urban"]], people[~people["urban"]]
    assert town["people"].sum() / town.area.sum() > 1.5 * land["people"].sum() / land.area.sum()
    assert density.max() < 40_000
    water = shapely.union_all(demo.layers["water"].frame.query("kind != 'stream'").geometry.to_numpy())
    shapely.prepare(water)
    assert count[shapely.contains_xy(water, places[:, 0], places[:, 1])].sum() < 0.002 * count.sum()


def test_one_person_in_five_lives_where_the_flood_is_deep(demo: Demo, people: gpd.GeoDataFrame):
    grid = demo.grids["flood_depth"]
    places = shapely.get_coordinates(shapely.point_on_surface(people.geometry.to_numpy()))
    deep = np.nan_to_num(at_cells(grid, places)) >= 0.5
    assert 0.12 < people["people"].to_numpy()[deep].sum() / TOTAL_PEOPLE < 0.28


def test_facilities_are_of_known_kinds_with_ids_of_their_own(demo: Demo, facilities: gpd.GeoDataFrame):
    assert facilities.index.is_unique
    assert set(FACILITY_KINDS) - set(facilities["kind"]) == set()
    area = demo.layers["area"].frame.geometry.iloc[0]
    shapely.prepare(area)
    assert shapely.intersects(area, facilities.geometry.to_numpy()).all()
    assert (facilities["capacity"].dropna() > 0).all()
    assert facilities[facilities["kind"].str.startswith("school")]["unit_of_capacity"].eq("places").all()


def test_facilities_stand_beside_a_street_and_not_in_water(demo: Demo, facilities: gpd.GeoDataFrame):
    tree = shapely.STRtree(demo.layers["streets"].frame.geometry.to_numpy())
    points = facilities.geometry.to_numpy()
    away = tree.query_nearest(points, return_distance=True, all_matches=False)[1]
    assert away.max() < 200.0
    water = shapely.union_all(demo.layers["water"].frame.geometry.to_numpy())
    shapely.prepare(water)
    assert facilities.index[shapely.intersects(water, points)].tolist() == []


def test_three_units_have_no_health_station(demo: Demo, facilities: gpd.GeoDataFrame):
    stations = facilities[facilities["kind"] == "health.station"]
    where = set(unit_of(demo, stations.geometry.to_numpy()))
    assert {unit.name for unit in UNITS} - where == set(UNITS_WITHOUT_STATION)


def test_school_places_are_near_what_the_norm_asks(facilities: gpd.GeoDataFrame):
    norms = table("norms_services").query("norm_set == 'qcvn01_2021'").set_index("service_id")
    places = facilities.groupby("kind")["capacity"].sum()
    for service in ("kindergarten", "primary", "lower_secondary"):
        asked = float(norms["rate"][service]) * TOTAL_PEOPLE / 1_000
        assert 0.75 < places[norms["kind"][service]] / asked < 1.15
    assert 3.0 < places["health.hospital"] / TOTAL_PEOPLE * 1_000 < 7.0


def test_most_people_far_from_a_health_station_live_in_two_hill_communes(demo: Demo, people: gpd.GeoDataFrame):
    # The first answer of the tool, found another way: minutes from all stations over the streets, from node to node.
    streets = demo.layers["streets"].frame
    speeds = table("speeds").query("mode == 'motorbike'").set_index("class")["speed_kmh"].astype(float)
    minutes = streets.length / 1_000.0 / streets["class"].map(speeds) * 60.0
    roads = nx.Graph()
    for u, v, cost in sorted(zip(streets["u"], streets["v"], minutes, strict=True), key=lambda edge: -edge[2]):
        roads.add_edge(u, v, minutes=cost)
    ends = shapely.get_point(streets.geometry.to_numpy(), 0)
    stations = demo.layers["health"].frame.query("kind == 'health.station'").geometry.to_numpy()
    tree = shapely.STRtree(ends)
    starts = {streets["u"].iloc[i] for i in tree.nearest(stations)}
    reach = nx.multi_source_dijkstra_path_length(roads, starts, weight="minutes")
    homes = tree.nearest(shapely.point_on_surface(people.geometry.to_numpy()))
    cost = np.array([reach.get(streets["u"].iloc[i], np.inf) for i in homes])
    far = people["people"].where(cost > 15.0, 0.0).groupby(people["unit"]).sum()
    names = {unit.code: unit.name for unit in UNITS}
    worst = [names[code] for code in far.sort_values(ascending=False).index[:2]]
    assert set(worst) == {"Xã Mẫu Đồi", "Xã Mẫu Suối"}
    assert far.nlargest(2).sum() > 0.8 * far.sum()
    assert 6_000 < far.sum() < 15_000


def test_nobody_on_the_island_reaches_a_hospital_by_road(demo: Demo, graph: nx.MultiGraph):
    parts = sorted(nx.connected_components(graph), key=len)
    streets = demo.layers["streets"].frame
    small = streets[streets["u"].isin(parts[0])].geometry.to_numpy()
    hospitals = demo.layers["health"].frame.query("kind == 'health.hospital'").geometry.to_numpy()
    assert shapely.distance(shapely.union_all(small), hospitals).min() > 5_000
    near = demo.layers["population"].frame
    there = shapely.distance(near.geometry.to_numpy(), shapely.union_all(small)) < 1_000
    assert near["people"].to_numpy()[there].sum() == ISLAND_PEOPLE


def test_reports_have_times_and_no_names(demo: Demo):
    frame = demo.layers["reports"].frame
    assert len(frame) == 480
    assert frame["time"].between("2026-09-30T17:00Z", "2026-10-31T17:00Z").all()
    done = frame[frame["status"] == "closed"]
    assert (done["closed"] >= done["time"]).all()
    assert frame[frame["status"] == "open"]["closed"].isna().all()
    flooding = frame[frame["category"] == "flooding"]
    assert len(flooding) == 120
    assert flooding["time"].min() > pd.Timestamp("2026-10-29T00:00Z")
