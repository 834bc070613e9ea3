"""One place drawn twice counts once."""

from __future__ import annotations

import geopandas as gpd
import pytest
from shapely.geometry import Point, box

from layers.files.osm_repeats import without_repeats


def facilities(*rows):
    frame = gpd.GeoDataFrame(
        {"kind": [row[1] for row in rows], "name": [row[2] for row in rows]},
        geometry=[row[3] for row in rows],
        index=[row[0] for row in rows],
        crs="EPSG:4326",
    )
    frame.index.name = "id"
    return frame


SCHOOL = ("w1", "school.primary", "Trường Lê Lợi", box(0, 0, 2, 2))


@pytest.mark.parametrize(
    ("other", "kept"),
    [
        (("n1", "school.primary", "Trường Lê Lợi", Point(1, 1)), ["w1"]),
        (("n1", "school.primary", "TRƯỜNG LÊ LỢI", Point(1, 1)), ["w1"]),
        (("n1", "school.primary", None, Point(1, 1)), ["w1"]),
        (("w2", "school.primary", None, box(0.5, 0.5, 1, 1)), ["w1"]),
        (("w2", "school.primary", "Trường Lê Lợi", box(0, 0, 2, 2)), ["w1"]),
        (("n1", "school.primary", "Trường Quang Trung", Point(1, 1)), ["n1", "w1"]),
        (("n1", "school.preschool", "Trường Lê Lợi", Point(1, 1)), ["n1", "w1"]),
        (("n1", "school.primary", "Trường Lê Lợi", Point(3, 3)), ["n1", "w1"]),
    ],
)
def test_a_place_inside_a_larger_one(other, kept):
    left, notes = without_repeats(facilities(SCHOOL, other))
    assert sorted(left.index) == kept
    assert [(note.code, note.count) for note in notes] == ([("osm_repeats", 1)] if len(kept) == 1 else [])


def test_points_at_one_place_both_stay():
    rows = (("n1", "market", None, Point(0, 0)), ("n2", "market", None, Point(0, 0)))
    assert len(without_repeats(facilities(*rows))[0]) == 2
