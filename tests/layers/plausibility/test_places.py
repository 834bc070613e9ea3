"""Layers held against each other."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from affine import Affine

from layers.city import City
from layers.grid import Grid
from layers.plausibility.places import place_problems
from tests.layers.plausibility.samples import CRS, EAST, NORTH, codes, layer, only, point, square


def problems(*layers, grids=()):
    return place_problems(City.of(layers, grids, crs=CRS))


STREETS = layer(
    "streets",
    [
        shapely.LineString([(EAST, NORTH), (EAST + 1000, NORTH)]),
        shapely.LineString([(EAST, NORTH), (EAST, NORTH + 1000)]),
    ],
)


def test_stations_at_one_place_are_named():
    stations = layer(
        "sensors", [point(0, 0), point(0.2, 0), point(500, 0)], ids=["a", "b", "c"], called="tram", quantity=["t"] * 3
    )
    problem = only(problems(stations), "several_at_one_place")
    assert (problem.layer, problem.ids, problem.count) == ("tram", ("a", "b"), 2)


def test_every_shared_spot_is_named_the_most_crowded_first():
    spots = [point(0, 0)] * 2 + [point(900, 0)] * 3 + [point(500, 0)]
    found = problems(layer("other", spots, called="tram"))
    assert [p.ids for p in found] == [("3", "4", "5"), ("1", "2")]


def test_one_station_with_several_quantities_is_one():
    points = [point(0, 0), point(0, 0), point(500, 0)]
    frame = layer("sensors", points, ids=["a", "a_2", "c"], quantity=["t", "h", "t"])
    named = frame.with_frame(frame.frame.assign(name=["A", "A", "C"]))
    assert problems(named) == []


def test_people_beyond_the_streets():
    # 600 m beyond the last street is beyond, 400 m is not.
    people = layer("population", [point(500, 100), point(1400, 0), point(1600, 0), point(0, -700)], people=[1.0] * 4)
    problem = only(problems(STREETS, people), "beyond_streets")
    assert (problem.layer, problem.ids, problem.found, problem.allowed) == (
        "population",
        ("3", "4"),
        "2 / 4",
        "streets",
    )


def test_population_grid_beyond_the_streets():
    # Four cells of 2 km: of the three with people one lies near the hull of the streets.
    values = np.array([[1.0, 0.0], [1.0, 5.0]])
    grid = Grid(
        "dan",
        "population_grid",
        values,
        Affine(2000, 0, EAST - 500, 0, -2000, NORTH + 2500),
        CRS,
        "people",
        np.zeros((2, 2), dtype=bool),
    )
    problem = only(problems(STREETS, grids=[grid]), "beyond_streets")
    assert (problem.layer, problem.found) == ("dan", "2 / 3")


def test_units_beyond_the_area():
    area = layer("area", [square(0, 0, 1000)])
    units = layer("units", [square(0, 0), square(5000, 0)], ids=["in", "island"], name_=["a", "b"])
    problem = only(problems(area, units), "beyond_area")
    assert (problem.layer, problem.ids) == ("units", ("island",))


@pytest.mark.parametrize(
    ("stated", "wrong"), [("Phường Quy Nhơn", ()), ("quy nhon", ()), ("Xã Đăk Song", ("1",)), (None, ())]
)
def test_station_that_names_another_unit(stated, wrong):
    frame = layer("units", [square(0, 0, 1000), square(1000, 0, 1000)], ids=["21583", "x"])
    units = frame.with_frame(frame.frame.assign(name=["Quy Nhơn", "Đăk Song"]))
    station = layer("sensors", [point(100, 100)], quantity=["t"], ward=[stated])
    found = [p for p in problems(units, station) if p.code == "unit_elsewhere"]
    assert [p.ids for p in found] == ([wrong] if wrong else [])


def test_layers_that_fit_say_nothing():
    area = layer("area", [square(-100, -100, 2000)])
    people = layer("population", [point(10, 10)], people=[1.0])
    assert codes(problems(area, STREETS, people)) == []
