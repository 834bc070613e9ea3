"""Layers held to an outline: the square from 0 to 10 in both directions."""

import geopandas as gpd
import pytest
import shapely

from layers.feeds.clip import clipped

OUTLINE = shapely.box(0, 0, 10, 10)


def frame(**shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"name": list(shapes)}, geometry=list(shapes.values()), index=list(shapes), crs=4326)


def test_streets_that_touch_stay_whole_and_others_go():
    across, inside = shapely.LineString([(5, 5), (15, 5)]), shapely.LineString([(1, 1), (2, 2)])
    found = clipped(
        {"streets": frame(across=across, inside=inside, away=shapely.LineString([(11, 1), (12, 1)]))}, OUTLINE
    )
    assert list(found["streets"].index) == ["across", "inside"]
    assert found["streets"].geometry.iloc[0].equals(across)


def test_land_is_cut_and_keeps_its_columns():
    """Of a square of 4 x 4 that lies half outside, 2 x 4 are left; of a ring across the edge two pieces."""
    comb = shapely.box(8, 1, 12, 9).difference(shapely.box(7, 4, 11, 6))
    found = clipped(
        {"landuse": frame(half=shapely.box(8, 0, 12, 4), comb=comb, inside=shapely.box(1, 1, 2, 2))}, OUTLINE
    )
    shapes = found["landuse"].geometry
    assert shapes["half"].area == pytest.approx(8)
    assert shapes["comb"].geom_type == "MultiPolygon"
    assert shapes["comb"].area == pytest.approx(2 * 3 + 2 * 3)
    assert shapes["inside"].equals(shapely.box(1, 1, 2, 2))
    assert list(found["landuse"]["name"]) == ["half", "comb", "inside"]
    assert found["landuse"].crs == "EPSG:4326"


@pytest.mark.parametrize("type_", ["landuse", "green", "water"])
def test_land_that_only_touches_is_gone(type_):
    corner, side = shapely.box(10, 10, 11, 11), shapely.box(10, 2, 12, 4)
    assert clipped({type_: frame(corner=corner, side=side)}, OUTLINE) == {}


def test_facilities_count_where_they_lie():
    """A school yard whose middle is inside stays, whole; one whose middle is outside goes."""
    yard, gone = shapely.box(8, 1, 11, 2), shapely.box(9, 5, 13, 6)
    found = clipped(
        {"facilities": frame(yard=yard, gone=gone, stop=shapely.Point(10, 10), far=shapely.Point(10.1, 10))}, OUTLINE
    )
    assert list(found["facilities"].index) == ["yard", "stop"]
    assert found["facilities"].geometry.iloc[0].equals(yard)


def test_holes_of_the_outline_are_outside():
    holed = OUTLINE.difference(shapely.box(4, 4, 6, 6))
    found = clipped({"facilities": frame(hole=shapely.Point(5, 5), land=shapely.Point(1, 5))}, holed)
    assert list(found["facilities"].index) == ["land"]
