from __future__ import annotations

import numpy as np
import pytest
import shapely

from planning.access.bands import Pieces, band_polygons


def pieces(lines, starts, ends):
    return Pieces(np.arange(len(lines)), shapely.linestrings(lines), np.array(starts, float), np.array(ends, float))


def test_a_street_reached_early_is_a_lane_with_round_ends():
    (band,) = band_polygons(pieces([[(0, 0), (1000, 0)]], [0], [1]), [60.0], 100.0)
    assert band.area == pytest.approx(200_000 + np.pi * 100**2, rel=0.005)
    assert shapely.hausdorff_distance(band, shapely.LineString([(0, 0), (1000, 0)]).buffer(100)) < 3


def test_far_apart_streets_are_apart_and_nothing_is_nothing():
    (band,) = band_polygons(pieces([[(0, 0), (10, 0)], [(900, 0), (910, 0)]], [0, 0], [1, 1]), [60.0], 50.0)
    assert len(shapely.get_parts(band)) == 2
    assert band_polygons(pieces(np.zeros((0, 2, 2)), [], []), [5.0, 9.0], 50.0) == [shapely.Polygon()] * 2


def test_what_is_reached_too_late_is_outside():
    early, late = band_polygons(pieces([[(0, 0), (0, 100)], [(900, 0), (900, 100)]], [0, 8], [1, 9]), [5.0, 10.0], 50.0)
    assert not early.intersects(shapely.Point(900, 50))
    assert late.contains(shapely.Point(900, 50))
    assert late.buffer(1e-6).contains(early)
