"""Shapes as path data: at their place, simplified, neighbours still joined."""

import re

import geopandas as gpd
import numpy as np
import pytest
import shapely

from planning.present.views import Mark, ShapeLayer
from planning.report.frame import Window
from planning.report.paths import FINEST_MM, placed, touching

CRS = "EPSG:9217"
# 1:100,000: a metre is one hundredth of a millimetre, so that the drawing's steps are metres from the corner.
SHOWN = Window(crs=CRS, x=600_000, y=1_550_000, width_mm=100, height_mm=100, scale=100_000)


def layer(kind, *shapes, crs=CRS):
    return ShapeLayer(id="x", kind=kind, shapes=gpd.GeoSeries(list(shapes), crs=crs), marks=(Mark(colour="#000000"),))


def rings(path):
    """The rings or lines of a path as arrays of places."""
    made = []
    for part in re.findall(r"M([^M]*)", path):
        numbers = [int(n) for n in re.findall(r"-?\d+", part)]
        made.append(np.cumsum(np.array(numbers).reshape(-1, 2), axis=0))
    return made


def at(x, y):
    return 600_000 + x, 1_550_000 - y


def test_an_area_with_a_hole_keeps_both_rings_at_their_place_turned_apart():
    square = shapely.Polygon(
        [at(1000, 1000), at(5000, 1000), at(5000, 5000), at(1000, 5000)],
        [[at(2000, 2000), at(3000, 2000), at(3000, 3000), at(2000, 3000)]],
    )
    outer, inner = rings(placed(layer("area", square), SHOWN).paths[0])
    assert {tuple(p) for p in outer.tolist()} == {(1000, 1000), (5000, 1000), (5000, 5000), (1000, 5000)}
    assert {tuple(p) for p in inner.tolist()} == {(2000, 2000), (3000, 2000), (3000, 3000), (2000, 3000)}
    ways = [shapely.is_ccw(shapely.LinearRing(ring)) for ring in (outer, inner)]
    assert ways[0] != ways[1]  # else the hole would be filled where many shapes are one path


def test_lines_stray_no_farther_than_a_tenth_of_a_millimetre():
    x = np.linspace(0, 9000, 4001)
    curve = shapely.LineString(np.column_stack([600_000 + x, 1_545_000 + 800 * np.sin(x / 300)]))
    path = placed(layer("line", curve), SHOWN).paths[0]
    (line,) = rings(path)
    assert len(line) < 400
    back = shapely.LineString(np.column_stack([600_000 + line[:, 0], 1_550_000 - line[:, 1]]))
    assert shapely.hausdorff_distance(curve, back) <= FINEST_MM * 100 + 1


def test_neighbours_keep_their_common_border():
    y = np.linspace(0, 9000, 2000)
    border = list(zip(605_000 + 300 * np.sin(y / 900) + 4 * np.cos(y / 7), 1_541_000 + y, strict=True))
    west = shapely.Polygon([*border, (601_000, 1_550_000), (601_000, 1_541_000)])
    east = shapely.Polygon([*border, (609_000, 1_550_000), (609_000, 1_541_000)])
    found = placed(layer("area", west, east), SHOWN)
    left, right = (shapely.Polygon(rings(path)[0]) for path in found.paths)
    assert len(shapely.get_coordinates(left)) < 500
    assert left.intersection(right).area == pytest.approx(0, abs=1)
    assert left.union(right).area == pytest.approx(left.area + right.area)
    assert left.union(right).area == pytest.approx(8000 * 9000, rel=1e-3)


def test_what_lies_beyond_the_window_is_left_out():
    inside, beyond = shapely.Point(at(5000, 5000)), shapely.Point(at(-100, 5000))
    around = shapely.Polygon([at(9900, 9900), at(12_000, 9900), at(12_000, 12_000)])
    # Its box touches, it does not: it goes round two sides.
    near = shapely.box(*at(-3000, 13_000), *at(13_000, 12_000)) | shapely.box(*at(12_000, 13_000), *at(13_000, -3000))
    found = placed(layer("point", inside, beyond), SHOWN)
    assert found.numbers.tolist() == [0]
    assert found.paths == ("5000 5000",)
    assert touching(layer("area", around, near), SHOWN).tolist() == [0]


def test_degrees_are_brought_into_the_frame():
    here = shapely.Point(109.2197, 13.7765)
    shown = Window(crs=CRS, x=604_000, y=1_524_000, width_mm=100, height_mm=100, scale=10_000)
    (place,) = placed(layer("point", here, crs="EPSG:4326"), shown).paths
    x, y = (float(v) / 10 for v in place.split())  # 1:10,000: ten steps are a metre
    # VN-2000, 108°15′: published transformation of this point (data/crs_fixtures.csv).
    assert 604_000 + x == pytest.approx(604_660.096, abs=0.1)
    assert 1_524_000 - y == pytest.approx(1_523_790.543, abs=0.1)


def test_empty_missing_and_mixed_shapes_do_no_harm():
    mixed = shapely.GeometryCollection([shapely.Point(at(100, 100)), shapely.box(*at(2000, 4000), *at(4000, 2000))])
    found = placed(layer("area", shapely.Polygon(), None, mixed, shapely.Point(at(5000, 5000))), SHOWN)
    assert found.numbers.tolist() == [2, 3]
    assert len(rings(found.paths[0])) == 1
    assert found.paths[1] == ""  # a point is no area
    assert placed(layer("line"), SHOWN).paths == ()


def test_areas_that_are_drawn_as_points_stand_within():
    bow = shapely.Polygon([at(1000, 1000), at(9000, 1000), at(9000, 9000), at(8900, 1100), at(1000, 1100)])
    (place,) = placed(layer("point", bow), SHOWN).paths
    x, y = map(int, place.split())
    assert bow.buffer(2).contains(shapely.Point(at(x, y)))
