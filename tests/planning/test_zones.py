"""Sums by zone against values that can be worked out in the head."""

import numpy as np
import pandas as pd
import pytest
import shapely

from layers.city import City
from layers.problems import LayerError
from planning.zones import (
    covered_m2,
    lengths_m,
    one_zone,
    ratio,
    sums,
    units_in_force,
    zone_by_code,
    zone_of,
    zones_of,
)
from tests.planning.hand_city import box, hand_city, layer, point


@pytest.fixture(scope="module")
def zones():
    return zones_of(hand_city()["units"])


def xy(*points):
    return shapely.get_coordinates([point(*p) for p in points])


def test_each_point_in_one_zone_and_borders_go_to_the_first_id(zones):
    assert list(zone_of(xy((500, 0), (1500, 0), (1000, 0), (0, 0), (-1, 0), (5000, 501)), zones)) == [
        0,
        1,
        0,
        0,
        -1,
        -1,
    ]


def test_sums_and_ratios(zones):
    found = sums(np.array([1.0, 2.0, 4.0]), np.array([0, 0, -1]), zones)
    assert found.values.to_dict() == {"A": 3, "B": 0, "C": 0}
    assert found.whole == 7
    share = ratio(found, sums(np.array([6.0, 1.0]), np.array([0, 1]), zones), 100)
    assert share.values["A"] == 50
    assert share.values["B"] == 0
    assert np.isnan(share.values["C"])
    assert share.whole == 100


def test_lines_are_cut_at_borders(zones):
    lines = np.array([shapely.LineString([point(900), point(1200)]), shapely.LineString([point(100), point(150)])])
    found = lengths_m(lines, zones)
    np.testing.assert_allclose(found.values.to_numpy(), [150, 200, 0], atol=1e-6)
    assert found.whole == pytest.approx(350)


def test_overlaps_count_once_and_nothing_is_nothing(zones):
    shapes = np.array([box(950, 0, 1050, 10), box(1000, 0, 1100, 10)])
    np.testing.assert_allclose(covered_m2(shapes, zones).values.to_numpy(), [500, 1000, 0], atol=1e-6)
    assert covered_m2(np.array([], dtype=object), zones).whole == 0


def points(*rows):
    return layer("units", "units", [{"id": id_, "name": id_, "geometry": point(x), **more} for id_, x, more in rows])


def test_units_known_as_points_have_the_area_that_they_state():
    found = zones_of(points(("1", 0, {"area_km2": 2.5}), ("2", 100, {"area_km2": np.nan})))
    assert not found.outlined
    np.testing.assert_array_equal(found.area_m2, [2_500_000, np.nan])
    assert np.isnan(zones_of(points(("1", 0, {}))).area_m2).all()


def test_a_place_lies_in_no_point_but_its_own():
    found = zones_of(points(("1", 0, {}), ("2", 100, {})))
    assert zone_of(xy((100, 0), (99, 0)), found).tolist() == [1, -1]


def test_points_among_polygons_are_no_zones():
    rows = [{"id": "1", "name": "a", "geometry": point(0)}, {"id": "2", "name": "b", "geometry": box(0, 0, 1, 1)}]
    with pytest.raises(LayerError) as error:
        zones_of(layer("units", "units", rows))
    assert error.value.problems[0].code == "zones_not_polygons"


def test_people_belong_to_the_unit_that_they_name_or_to_the_one_above_it(zones):
    people = pd.DataFrame({"unit_code": ["B", "x", None], "parent_code": ["A", "C", "none"]})
    assert zone_by_code(people, zones).tolist() == [1, 2, -1]
    assert zone_by_code(people[["parent_code"]], zones).tolist() == [0, 2, -1]
    assert zone_by_code(people[[]], zones).tolist() == [-1, -1, -1]


def units(name, **columns):
    return layer(name, "units", [{"id": "1", "name": "a", "geometry": point(0), **columns}])


def test_the_set_of_units_without_an_end_is_the_one_in_force():
    now, ended = units("communes", valid_from="2025-07-01"), units("districts", valid_to="2025-06-30")
    assert units_in_force(City.of([now, ended], crs="EPSG:9217")).name == "communes"
    assert units_in_force(City.of([ended], crs="EPSG:9217")).name == "districts"
    with pytest.raises(LayerError) as error:
        units_in_force(City.of([now, units("others")], crs="EPSG:9217"))
    assert error.value.problems[0].code == "ambiguous_layer"


def test_one_zone_is_the_whole():
    assert one_zone(box(0, 0, 10, 10)).area_m2.tolist() == [100]
