"""A city: one metric frame, layers found by type and kind, nothing changed in place."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from affine import Affine

from layers.city import City
from layers.grid import Grid
from layers.known import KNOWN
from layers.layer import Layer, Provenance
from layers.problems import LayerError, OptionError

EAST, NORTH = 600_000, 1_520_000


def layer(type_, shapes, name=None, crs="EPSG:9217", *, illustrative=False, **columns):
    ids = pd.Index([f"{n + 1}" for n in range(len(shapes))], name="id")
    frame = gpd.GeoDataFrame(columns, geometry=list(shapes), index=ids, crs=crs)
    return Layer(name or type_, KNOWN[type_], frame, Provenance(illustrative=illustrative))


def points(count, step=100):
    return [shapely.Point(EAST + step * n, NORTH) for n in range(count)]


SCHOOLS = layer("facilities", points(2), "schools", kind=["school.primary", "school.preschool"])
PLACES = layer("facilities", points(2), "places", kind=["market", "school.primary"])
UNITS = layer(
    "units",
    [shapely.box(EAST, NORTH, EAST + 1000, NORTH + 1000), shapely.box(EAST + 1000, NORTH, EAST + 2000, NORTH + 1000)],
    name_=["A", "B"],
)
PEOPLE = layer("population", points(3), people=[1.0, 2.0, 3.0])


def city(*layers, **options):
    return City.of(layers, **options)


def codes(error):
    return [p.code for p in error.value.problems]


def test_layers_of_several_frames_come_into_one():
    degrees = layer("population", [shapely.Point(109.2197, 13.7765)], crs="EPSG:4326", people=[1.0])
    town = city(UNITS, degrees)
    assert town.crs == "EPSG:9217"
    point = town["population"].frame.geometry.iloc[0]
    assert (point.x, point.y) == pytest.approx((604_660.096, 1_523_790.543), abs=0.01)


@pytest.mark.parametrize(
    ("layers", "crs"),
    [
        ([layer("units", [shapely.box(105.8, 21, 105.9, 21.1)], crs="EPSG:4326")], "EPSG:9210"),
        ([layer("population", [shapely.Point(24.94, 60.17)], crs="EPSG:4326")], "EPSG:32635"),
        ([layer("population", [shapely.Point(500_000, 1_500_000)], crs="EPSG:9218")], "EPSG:9218"),
        ([layer("population", [shapely.Point(105.8, 21)], crs="EPSG:4326"), UNITS], "EPSG:9217"),
    ],
)
def test_metric_frame_is_that_of_the_place(layers, crs):
    assert city(*layers).crs == crs


@pytest.mark.parametrize("crs", ["EPSG:4326", "ESRI:102696"])
def test_frame_that_is_not_metric_is_refused(crs):
    with pytest.raises(LayerError) as caught:
        City("x", crs)
    assert codes(caught) == ["crs_not_metric"]


def test_city_without_a_place_is_refused():
    with pytest.raises(OptionError) as caught:
        city()
    assert codes(caught) == ["empty_city"]


def test_another_layer_makes_another_city():
    town = city(UNITS, PEOPLE)
    before = town.digest
    other = town.with_layer(layer("population", points(1), people=[9.0]))
    assert (len(other["population"]), len(town["population"])) == (1, 3)
    assert town.digest == before != other.digest
    assert other["units"] is town["units"]
    assert other.with_layer(PEOPLE).digest == before


def test_mappings_are_locked():
    with pytest.raises(TypeError):
        city(UNITS).layers["x"] = PEOPLE


@pytest.mark.parametrize(
    "other", [Provenance(illustrative=True), Provenance(source="Sở Xây dựng"), Provenance(date="2026-01-01")]
)
def test_a_city_of_the_same_content_from_elsewhere_measures_alike_and_shows_something_else(other):
    here, there = city(UNITS, PEOPLE), city(UNITS, Layer(PEOPLE.name, PEOPLE.spec, PEOPLE.frame, other))
    assert here.digest == there.digest
    assert here.shown_digest != there.shown_digest == replace(there).shown_digest


def test_digest_does_not_depend_on_the_order_of_layers():
    assert city(UNITS, PEOPLE, SCHOOLS).digest == city(SCHOOLS, UNITS, PEOPLE).digest


def test_the_one_layer_of_a_type():
    town = city(UNITS, SCHOOLS, PLACES)
    assert town.one("units").name == "units"
    assert town.one("facilities", "schools").name == "schools"
    assert [item.name for item in town.of_type("facilities")] == ["places", "schools"]
    for arguments, code in (
        (("facilities",), "ambiguous_layer"),
        (("streets",), "missing_layer"),
        (("streets", "units"), "wrong_type"),
        (("units", "nope"), "missing_layer"),
    ):
        with pytest.raises(LayerError) as caught:
            town.one(*arguments)
        assert codes(caught) == [code]
    with pytest.raises(LayerError) as caught:
        town["nope"]
    assert caught.value.problems[0].allowed == "places, schools, units"


def test_facilities_by_kind_prefix_and_layer():
    town = city(UNITS, SCHOOLS, PLACES)
    primary = town.facilities("school.primary")
    assert dict(zip(primary["layer"], primary["own_id"], strict=True)) == {"places": "2", "schools": "1"}
    # Feature 2 stands in both layers, so the layer goes before the id.
    assert sorted(town.facilities("school").index) == ["places:2", "schools:1", "schools:2"]
    assert town.facilities("market").index.tolist() == ["1"]
    assert town.facilities("schools").index.tolist() == ["1", "2"]
    assert town.facilities("school").crs.to_epsg() == 9217
    with pytest.raises(LayerError) as caught:
        town.facilities("health")
    assert codes(caught) == ["no_facilities"]
    assert caught.value.problems[0].allowed == "market, school.preschool, school.primary"


def test_area_is_the_union_of_the_units():
    assert city(UNITS, PEOPLE).area.area == pytest.approx(2_000_000)
    stated = layer("area", [shapely.box(EAST, NORTH, EAST + 10, NORTH + 10)])
    assert city(UNITS, stated).area.area == pytest.approx(100)
    hull = city(
        layer("population", [shapely.Point(EAST, NORTH), shapely.Point(EAST + 100, NORTH + 100)], people=[1.0, 1.0])
    ).area
    assert hull.area == pytest.approx(10_000)


def test_area_of_what_lies_along_a_line_or_in_one_place_has_room_round_it():
    there = [shapely.Point(EAST, NORTH), shapely.Point(EAST + 1000, NORTH)]
    along = city(layer("population", there, people=[1.0, 1.0])).area
    assert along.bounds == pytest.approx((EAST - 500, NORTH - 500, EAST + 1500, NORTH + 500))
    one = city(layer("population", there[:1], people=[1.0])).area
    assert one.bounds == pytest.approx((EAST - 500, NORTH - 500, EAST + 500, NORTH + 500))


def test_positions_go_to_degrees_and_back():
    town = city(UNITS)
    there = town.lonlat(shapely.Point(604_660.096, 1_523_790.543))
    assert (there.x, there.y) == pytest.approx((109.2197, 13.7765), abs=1e-7)
    back = town.metres(there)
    assert (back.x, back.y) == pytest.approx((604_660.096, 1_523_790.543), abs=1e-3)


def test_one_made_up_layer_makes_the_city_made_up():
    assert not city(UNITS, PEOPLE).illustrative
    assert city(UNITS, layer("population", points(1), people=[1.0], illustrative=True)).illustrative


def grid(name, type_="elevation"):
    values = np.zeros((2, 2))
    return Grid(
        name, type_, values, Affine(100, 0, EAST, 0, -100, NORTH), "EPSG:9217", "m", np.zeros((2, 2), dtype=bool)
    )


def test_grid_is_found_like_a_layer():
    town = City.of([UNITS], [grid("dem"), grid("flood_a", "flood_depth"), grid("flood_b", "flood_depth")])
    assert town.grid("elevation").name == "dem"
    assert town.grid("flood_depth", "flood_b").name == "flood_b"
    for arguments, code in (
        (("flood_depth",), "ambiguous_layer"),
        (("population_grid",), "missing_layer"),
        (("elevation", "x"), "missing_layer"),
    ):
        with pytest.raises(LayerError) as caught:
            town.grid(*arguments)
        assert codes(caught) == [code]
    assert City.of([], [grid("dem")]).crs == "EPSG:9217"
