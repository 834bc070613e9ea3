"""Overlaps in square metres, and areas held against outlines."""

from __future__ import annotations

import pytest

from layers.plausibility.areas import UNITS_M2, area_problems, overlap_problems, unit_of_name
from tests.layers.plausibility.samples import codes, layer, only, square

# Areas of 1, 4, 9 and 16 hectares, far apart.
OUTLINES = [square(0, 0), square(1000, 0, 200), square(2000, 0, 300), square(3000, 0, 400)]
TRUE_M2 = [10_000.0, 40_000.0, 90_000.0, 160_000.0]


@pytest.mark.parametrize("type_", ["units", "landuse", "zoning"])
def test_overlap_is_told_in_square_metres_and_where(type_):
    # Two squares of 100 m that share a strip of 10 m: 1,000 m2; a third that touches.
    shapes = [square(0, 0), square(90, 0), square(190, 0)]
    (problem,) = overlap_problems(layer(type_, shapes, ids=["a", "b", "c"]))
    assert (problem.code, problem.severity, problem.ids, problem.count) == (
        "polygons_overlap",
        "warning",
        ("a × b",),
        1,
    )
    total, place = problem.found.split("; ")
    assert total == "1000.0 m²"
    # 100,000 m east of 108.25 at 108.1 km a degree; 1,520 km north of the equator at 110.6 km a degree.
    lon, lat = map(float, place.rpartition(", ")[2].split(" "))
    assert (lon, lat) == pytest.approx((109.176, 13.742), abs=0.01)


def test_every_pair_counts():
    (problem,) = overlap_problems(layer("units", [square(0, 0), square(0, 0), square(50, 50)]))
    # Each pair of the two whole squares shares 10,000 m2, and each with the third 2,500 m2.
    assert problem.count == 3
    assert problem.found.startswith("15000.0 m²")
    assert problem.ids[0] == "1 × 2"


@pytest.mark.parametrize(
    "shapes", [[square(0, 0), square(100, 0)], [square(0, 0), square(99.9999, 0)], [square(0, 0), square(100, 100)]]
)
def test_neighbours_do_not_overlap(shapes):
    assert overlap_problems(layer("units", shapes)) == []


def test_next_to_nothing_is_a_note():
    # A strip of 2 m2 between two squares of 10 km: 1e-8 of their area.
    (problem,) = overlap_problems(layer("units", [square(0, 0, 10_000), square(10_000 - 0.0002, 0, 10_000)]))
    assert problem.severity == "note"


def test_other_types_may_overlap():
    assert overlap_problems(layer("buildings", [square(0, 0), square(0, 0)])) == []


@pytest.mark.parametrize("unit", UNITS_M2)
@pytest.mark.parametrize("name", ["area", "Diện tích", "shape_area"])
def test_unit_is_found_where_the_name_has_none(unit, name):
    right = [a / UNITS_M2[unit] for a in TRUE_M2]
    assert area_problems(layer("landuse", OUTLINES, code=["x"] * 4, **{name: right})) == []
    wrong = [right[0], right[1], right[2], right[3] * 10]
    (problem,) = area_problems(layer("landuse", OUTLINES, code=["x"] * 4, **{name: wrong}))
    assert (problem.code, problem.ids, problem.field) == ("area_disagrees", ("4",), name)
    assert "(+900.0%)" in problem.found


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("areaKm2", "km2"),
        ("area_sqm", "m2"),
        ("area (ha)", "ha"),
        ("Diện tích (ha)", "ha"),
        ("area_km2", "km2"),
        ("dt_m2", "m2"),
        ("Acres", "acre"),
        ("area_sq_km", "km2"),
        ("Shape_Area", ""),
        ("area", ""),
        ("hanoi_area", ""),
    ],
)
def test_unit_of_a_name(name, unit):
    assert unit_of_name(name) == unit


def test_two_per_cent_are_allowed_and_more_are_not():
    stated = [10_000 * 1.019, 40_000 * 0.981, 90_000 * 1.021, 160_000 * 0.97]
    (problem,) = area_problems(layer("landuse", OUTLINES, code=["x"] * 4, area_sqm=stated))
    assert problem.ids == ("4", "3")  # the worst first
    assert problem.allowed == "± 2%"


def test_rounding_is_no_difference():
    # 5,400 m2 are 0.5 ha with one decimal: 8 % off, and the same number.
    small = [square(0, 0, 73.5), square(1000, 0, 200), square(2000, 0, 300), square(3000, 0, 400)]
    assert area_problems(layer("landuse", small, code=["x"] * 4, area_ha=[0.5, 4.0, 9.0, 16.0])) == []
    (problem,) = area_problems(layer("landuse", small, code=["x"] * 4, area_ha=[0.51, 4.0, 9.0, 16.0]))
    assert problem.ids == ("1",)


def test_numbers_that_came_as_text_are_judged_too():
    (problem,) = area_problems(layer("landuse", OUTLINES, code=["x"] * 4, area_ha=["1", "4", "9", "61"]))
    assert (problem.code, problem.ids) == ("area_disagrees", ("4",))
    assert codes(area_problems(layer("landuse", OUTLINES, code=["x"] * 4, area_ha=["1", "0", "9", None]))) == [
        "area_zero"
    ]


def test_one_tenth_is_as_wrong_as_ten_times():
    stated = [1.0, 4.0, 9.0 * 5, 1.6]
    (problem,) = area_problems(layer("landuse", OUTLINES, code=["x"] * 4, area_ha=stated))
    assert problem.ids == ("4", "3")


def test_zeros_are_named_apart():
    problems = area_problems(layer("landuse", OUTLINES, code=["x"] * 4, area_ha=[1.0, 0.0, 9.0, 16.0]))
    assert codes(problems) == ["area_zero"]
    assert only(problems, "area_zero").ids == ("2",)


def test_column_that_fits_no_unit_is_noted():
    (problem,) = area_problems(layer("landuse", OUTLINES, code=["x"] * 4, area=[17.0, 68.0, 153.0, 272.0]))
    assert (problem.code, problem.severity) == ("area_unit_unknown", "note")


@pytest.mark.parametrize(
    "name", ["area_code", "floor_area", "density", "areal", "awater", "water_area", "shape_length", "name"]
)
def test_other_columns_are_left_alone(name):
    assert area_problems(layer("landuse", OUTLINES, code=["x"] * 4, **{name: [1.0, 2.0, 3.0, 0.0]})) == []
