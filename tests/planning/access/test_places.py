from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from layers.problems import LayerError
from planning.access.places import place, points_of
from planning.network.build import build_network
from tests.planning.network.towns import CRS, WALK, grid_lines, streets


def test_the_point_of_a_polygon_lies_in_it():
    ring = shapely.Point(0, 0).buffer(100).difference(shapely.Point(0, 0).buffer(90))
    frame = gpd.GeoDataFrame(geometry=[shapely.Point(1, 2), ring], index=["a", "b"], crs=CRS)
    points = points_of(frame)
    assert points.index.tolist() == ["a", "b"]
    assert points["a"] == shapely.Point(1, 2)
    assert ring.contains(points["b"])


def test_places_in_other_coordinates_or_without_any_are_refused_at_once():
    network = build_network(streets(grid_lines(3)), WALK)
    frame = gpd.GeoDataFrame(geometry=[shapely.Point(0, 0), None, shapely.Point()], index=list("abc"), crs="EPSG:4326")
    with pytest.raises(LayerError) as caught:
        place(network, frame)
    assert [problem.code for problem in caught.value.problems] == ["features_other_crs", "features_without_place"]
    assert caught.value.problems[1].ids == ("b", "c")


def test_the_entries_of_the_baseline_are_kept():
    before = build_network(streets([[(0, 100), (1000, 100)]]), WALK)
    after = build_network(
        streets([[(0, 100), (1000, 100)], *[[(i * 10, 0), (i * 10 + 10, 0)] for i in range(100)]]), WALK
    )
    frame = gpd.GeoDataFrame(geometry=[shapely.Point(505, 1)], index=["a"], crs=CRS)
    assert len(place(after, frame, also=before).entries.edge) == len(place(after, frame).entries.edge) + 1
