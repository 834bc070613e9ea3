"""Lines, noise and frame that the Sample Province is drawn with."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.crs import WGS84, lonlat_bounds
from layers.demo.curves import along, clipped, line_of, polygons_of, rough, rounded, strip, through
from layers.demo.frame import (
    CRS,
    ORIGIN_M,
    SIZE_M,
    cell_centres,
    cells_of,
    drawn,
    noise,
    placed,
    rng,
    sample,
    transform,
)

CORNER = np.array([(0.0, 0.0), (1000.0, 0.0), (1000.0, 1000.0)])


def test_drawn_points_are_kilometres_and_further_columns_keep_their_unit():
    assert drawn("1 2.5, 3 4").tolist() == [[1000.0, 2500.0], [3000.0, 4000.0]]
    assert drawn("1 2 0.7").tolist() == [[1000.0, 2000.0, 0.7]]


def test_frame_lies_in_the_open_sea_off_the_coast():
    west, south, east, north = lonlat_bounds((*ORIGIN_M, ORIGIN_M[0] + SIZE_M[0], ORIGIN_M[1] + SIZE_M[1]), CRS)
    assert west > 109.8  # the mainland's easternmost cape lies at 109.47 E
    assert east < 111.0  # and the nearest islands of Hoàng Sa beyond 111 E
    assert 13.0 < south < north < 14.0


def test_each_purpose_has_random_numbers_of_its_own():
    one, same, other = (rng(what).uniform(size=3).tolist() for what in ("a", "a", "b"))
    assert one == same != other


def test_noise_is_the_same_at_the_same_place_and_smooth():
    points = rng("test points").uniform(0, 40_000, (2_000, 2))
    values = noise("test", points, 1_000.0)
    assert noise("test", points[:10], 1_000.0).tolist() == values[:10].tolist()
    assert abs(values).max() < 1.6
    assert values.std() > 0.2
    near = noise("test", points + 1.0, 1_000.0)
    assert abs(near - values).max() < 0.05


def test_curve_goes_through_its_points():
    curve = through(CORNER, 50.0)
    away = [np.hypot(*(curve - point).T).min() for point in CORNER]
    assert max(away) == pytest.approx(0.0, abs=1e-9)
    assert np.diff(along(curve)).max() < 100.0


def test_curve_carries_further_columns_along():
    line = np.array([(0.0, 0.0, 1.0), (100.0, 0.0, 3.0)])
    assert through(line, 25.0)[:, 2].tolist() == pytest.approx([1.0, 1.5, 2.0, 2.5, 3.0])


def test_rough_line_keeps_its_ends():
    line = through(CORNER, 20.0)
    moved = rough("test", line, 200.0, 300.0)
    assert moved[[0, -1]].tolist() == line[[0, -1]].tolist()
    assert np.hypot(*(moved - line).T).max() > 20.0


@given(st.lists(st.tuples(st.floats(0, 1e4), st.floats(0, 1e4)), min_size=3, max_size=12))
def test_rounded_line_stays_in_the_hull_and_keeps_its_ends(points):
    line = np.array(points)
    result = rounded(line)
    hull = shapely.convex_hull(shapely.multipoints(line)).buffer(1e-6)
    assert shapely.covers(hull, shapely.points(result)).all()
    assert result[[0, -1]].tolist() == line[[0, -1]].tolist()


def test_strip_has_the_area_of_its_width():
    line = np.array([(0.0, 0.0), (500.0, 0.0), (1000.0, 0.0)])
    area = strip(line, np.full(3, 100.0)).area
    assert area == pytest.approx(1000.0 * 100.0 + np.pi * 50.0**2, rel=0.01)


def test_clipped_is_the_intersection():
    area = shapely.Point(0, 0).buffer(100.0)
    shapes = np.array(
        [line_of(np.array([(x, -200.0), (x, 200.0)])) for x in (-50.0, 0.0, 150.0)]
        + [line_of(np.array([(0.0, 0.0), (9.0, 9.0)]))]
    )
    expected = shapely.length(shapely.intersection(shapes, area))
    assert shapely.length(clipped(shapes, area, 0.01)).tolist() == pytest.approx(expected.tolist(), abs=0.05)


def test_polygons_of_leaves_points_and_lines_out():
    mixed = shapely.GeometryCollection(
        [shapely.Point(0, 0), shapely.box(0, 0, 1, 1), shapely.MultiPolygon([shapely.box(2, 2, 3, 3)])]
    )
    assert shapely.area(polygons_of(mixed)).tolist() == [1.0, 1.0]


def test_raster_cells_and_their_places_agree():
    centres, shape = cell_centres(1_000.0)
    rows, columns = cells_of(centres, 1_000.0, shape)
    assert (rows * shape[1] + columns).tolist() == list(range(len(centres)))
    values = centres[:, 0].reshape(shape)
    assert sample(values, np.array([(12_345.0, 6_789.0)]), 1_000.0).tolist() == pytest.approx([12_345.0])
    east, north = transform(1_000.0) @ (0.5, 0.5)
    assert [east, north] == [ORIGIN_M[0] + 500.0, ORIGIN_M[1] + SIZE_M[1] - 500.0]


def test_placed_moves_to_the_frame_in_whole_centimetres():
    moved = placed(np.array([shapely.Point(1.234, 5.678)]))[0]
    assert (moved.x, moved.y) == (680_001.23, 1_480_005.68)
    assert WGS84 != CRS
