"""Repairs are counted, drop nothing and keep areas."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.repair import MOST_AREA_CHANGE, repair

POLYGON = ("polygon",)
BOW_TIE = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
SQUARE = shapely.box(0, 0, 10, 10)
# A square with a spike of no width: area 100 before and after.
SPIKE = shapely.Polygon([(0, 0), (10, 0), (10, 10), (5, 10), (5, 20), (5, 10), (0, 10)])
# A tiny loop at a corner of a square of 100: the loop holds 0.005.
LOOP = shapely.Polygon([(0, 0), (10, 0), (10, 10), (0.1, 10), (-0.1, 10.05), (-0.1, 9.95), (0.1, 10.0), (0, 10)])
# The ring touches itself: a square of 25 and a triangle of 12.5 with one point in common.
TOUCH = shapely.Polygon([(0, 0), (5, 5), (5, 10), (10, 10), (10, 5), (5, 5), (5, 0)])


def line(*corners):
    with np.errstate(invalid="ignore"):
        return shapely.LineString(corners)


def mended(shapes, allowed=POLYGON):
    array = np.array(shapes, dtype=object)
    ids = np.array([f"r{n}" for n in range(len(array))], dtype=object)
    result = repair(array, allowed, ids)
    return result.geometries, {p.code: p for p in result.problems}


def test_valid_shapes_stay_the_very_same():
    shapes, problems = mended([SQUARE, shapely.MultiPolygon([SQUARE, shapely.box(20, 0, 30, 10)])])
    assert problems == {}
    assert shapely.equals_exact(shapes[0], SQUARE)


def test_bow_tie_is_refused_by_id():
    shapes, problems = mended([SQUARE, BOW_TIE])
    assert (problems["self_crossing"].ids, problems["self_crossing"].severity) == (("r1",), "error")
    assert len(shapes) == 2


def test_lopsided_bow_tie_is_refused():
    crossing = shapely.Polygon([(0, 0), (10, 18), (10, 20), (0, 2), (0, 20), (9, 2), (9, 0)])
    _, problems = mended([crossing])
    assert "self_crossing" in problems


@pytest.mark.parametrize(("shape", "area"), [(SPIKE, 100.0), (TOUCH, 37.5)], ids=["spike", "touch"])
def test_small_fault_is_mended_and_counted(shape, area):
    assert not shape.is_valid
    shapes, problems = mended([shape])
    assert (problems["polygons_mended"].count, problems["polygons_mended"].severity) == (1, "note")
    assert shapes[0].is_valid
    assert shapes[0].area == pytest.approx(area, rel=MOST_AREA_CHANGE)


def test_polygon_without_area_is_refused():
    flat = shapely.Polygon([(0, 0), (10, 0), (5, 0)])
    _, problems = mended([flat])
    assert problems["self_crossing"].ids == ("r0",)


def test_heights_are_taken_off_and_counted():
    shapes, problems = mended([shapely.Point(1, 2, 3), shapely.Point(4, 5)], ("point",))
    assert problems["heights_removed"].count == 1
    assert not shapely.has_z(shapes).any()
    assert (shapes[0].x, shapes[0].y) == (1, 2)


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize("good_bad", [0, 1])
def test_coordinates_that_are_no_numbers_are_refused(bad, good_bad):
    points = [shapely.Point(1, 1), line((0, 0), (bad, 1))]
    _, problems = mended(points if good_bad else points[::-1], ())
    assert problems["bad_coordinates"].ids == (f"r{good_bad}",)


def test_polygon_with_infinite_corner_is_refused_but_not_mended():
    shape = shapely.Polygon([(0, 0), (float("inf"), 0), (1, 1)])
    _, problems = mended([shape])
    assert "bad_coordinates" in problems
    assert "polygons_mended" not in problems


def test_mixed_kinds_of_bad_coordinates_are_all_named():
    shapes = [
        shapely.Point(float("inf"), 0),
        shapely.Point(1, float("nan")),
        shapely.Point(0, 0),
        line((0, 0), (float("nan"), 2)),
    ]
    _, problems = mended(shapes, ())
    assert problems["bad_coordinates"].ids == ("r0", "r1", "r3")


def test_collection_gives_its_parts_of_the_right_shape():
    collection = shapely.GeometryCollection([SQUARE, shapely.LineString([(0, 0), (1, 1)]), shapely.box(20, 0, 30, 10)])
    shapes, problems = mended([collection])
    assert shapes[0].area == 200
    assert (problems["parts_taken"].count, problems["parts_taken"].severity) == (1, "note")


def test_collection_without_such_a_part_is_refused():
    _, problems = mended([shapely.GeometryCollection([shapely.Point(0, 0)])])
    assert problems["wrong_geometry"].ids == ("r0",)


@pytest.mark.parametrize(
    ("shape", "allowed", "found"),
    [
        (shapely.Point(0, 0), POLYGON, "Point"),
        (shapely.LineString([(0, 0), (1, 1)]), POLYGON, "LineString"),
        (SQUARE, ("line",), "Polygon"),
        (shapely.MultiPoint([(0, 0), (1, 1)]), ("point",), "MultiPoint"),
    ],
)
def test_wrong_shape_is_refused_with_what_is_allowed(shape, allowed, found):
    _, problems = mended([shape], allowed)
    assert (problems["wrong_geometry"].found, problems["wrong_geometry"].allowed) == (found, allowed[0])


def test_lone_multipoint_is_a_point_and_a_ring_a_line():
    shapes, problems = mended(
        [shapely.MultiPoint([(1, 2)]), shapely.LinearRing([(0, 0), (1, 0), (1, 1)])], ("point", "line")
    )
    assert problems == {}
    assert [s.geom_type for s in shapes] == ["Point", "LineString"]


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=3, max_size=9))
@settings(max_examples=200, deadline=None)
def test_whatever_is_drawn_no_feature_is_lost_and_no_area_moves(points):
    if len(set(points)) < 3:
        return
    drawn = shapely.Polygon(points)
    shapes, problems = mended([SQUARE, drawn])
    assert len(shapes) == 2
    assert shapes[1] is not None
    if "self_crossing" in problems:
        assert problems["self_crossing"].ids == ("r1",)
        return
    assert shapes[1].is_valid
    assert shapes[1].geom_type in {"Polygon", "MultiPolygon"}
    assert abs(shapes[1].area - drawn.area) <= MOST_AREA_CHANGE * max(shapes[1].area, drawn.area) + 1e-9


def test_missing_shapes_pass_through():
    shapes, problems = mended([None, SQUARE])
    assert shapes[0] is None
    assert problems == {}
