"""Shapes come back from what the browser is given."""

import json
from dataclasses import replace
from io import BytesIO

import geopandas as gpd
import numpy as np
import pytest
import shapely
from affine import Affine
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from layers.grid import Grid
from planning.api import encode
from planning.api.content import PREFIX, STORE
from planning.present.views import ImageLayer, Mark, ShapeLayer


def decoded(parts, kind):
    """The slow obvious reading of the steps."""

    def ring(steps):
        return np.cumsum(np.array(steps).reshape(-1, 2), axis=0) / encode.CODE

    if kind == "area":
        return shapely.MultiPolygon([shapely.Polygon(ring(p[0]), [ring(h) for h in p[1:]]) for p in parts])
    if kind == "line":
        return shapely.MultiLineString([ring(p) for p in parts])
    return shapely.MultiPoint([ring(p)[0] for p in parts])


def test_polygons_with_holes_and_parts_come_back():
    hole = shapely.box(0, 0, 1, 1).difference(shapely.box(0.2, 0.2, 0.4, 0.4))
    two = shapely.union(shapely.box(5, 5, 6, 6), shapely.box(8, 8, 9, 9))
    found = encode.items(np.array([hole, None, two, shapely.Point(0, 0)]), "area")
    assert found[1] is None
    assert found[3] is None
    assert decoded(found[0], "area").equals(shapely.MultiPolygon([hole]))
    assert decoded(found[2], "area").equals(two)


@given(st.lists(st.tuples(st.floats(-179, 179), st.floats(-80, 80)), min_size=2, max_size=20))
def test_lines_come_back_to_a_metre(points):
    line = shapely.LineString(points)
    back = decoded(encode.items(np.array([line]), "line")[0], "line").geoms[0]
    assert np.allclose(back.coords, points, atol=0.51 / encode.CODE)


def test_points_and_their_extra():
    layer = ShapeLayer(
        id="x", kind="point", shapes=gpd.GeoSeries([shapely.Point(109.2, 13.7), shapely.Point(109.3, 13.8)], crs=4326),
        marks=(Mark(),), classes=np.array([0, -1]), tooltips=("a", "b"), labels=("A", ""),
    )  # fmt: skip
    body = json.loads(encode.shapes(layer))
    assert body["items"] == [[[10920000, 1370000]], [[10930000, 1380000]]]
    assert body["at"] == [10920000, 1370000, 10000, 10000]
    address = encode.extra(layer)  # noqa: S610 - no database here
    extra = json.loads(STORE.get(address.removeprefix(PREFIX))[0])
    assert extra == {"classes": [0, -1], "tooltips": ["a", "b"], "labels": ["A", ""]}


def test_shapes_without_labels_do_not_answer_for_the_same_shapes_with_labels():
    """Whichever was asked for first: else the names of the units are missing on the pages opened later."""
    shapes = gpd.GeoSeries([shapely.box(0, 0, 900, 900), shapely.box(900, 0, 1800, 900)], crs=9217)
    bare = ShapeLayer(id="x", kind="area", shapes=shapes, shapes_key="units", marks=(Mark(),))
    named = replace(bare, labels=("1", "2"))
    sent = [json.loads(STORE.get(encode.layer(one)["shapes"].removeprefix(PREFIX))[0]) for one in (bare, named)]
    assert [len(body["at"]) for body in sent] == [0, 4]
    assert sent[0]["items"] == sent[1]["items"]


def test_neighbours_keep_their_border_when_simplified():
    wavy = [(1000, y + (3 if y % 20 else 0)) for y in range(0, 1001, 10)]
    left = shapely.Polygon([(0, 0), *wavy, (0, 1000)])
    right = shapely.Polygon([(2000, 0), *wavy, (2000, 1000)])
    layer = ShapeLayer(
        id="x", kind="area", shapes=gpd.GeoSeries([left, right], crs=9217), marks=(Mark(),), tolerance_m=20
    )
    one, two = encode.simplified(layer.shapes, layer)
    assert shapely.get_num_coordinates(one) < 20
    assert one.intersection(two).area == 0
    assert shapely.intersection(one, two).length > 990


def test_a_picture_lies_where_its_grid_lies():
    values = np.zeros((100, 100))
    values[:50, :50] = 1.0
    grid = Grid("g", "flood_depth", values, Affine(0.002, 0, 109.0, 0, -0.002, 14.0), "EPSG:4326", "m", values == 0)
    layer = ImageLayer(id="g", grid=grid, classes=np.where(values > 0, 0, -1), marks=(Mark(colour="#ff0000"),))
    (south, west), (north, east) = encode.corners(layer)
    assert (south, west, north, east) == pytest.approx((13.8, 109.0, 14.0, 109.2), abs=0.01)
    picture = Image.open(BytesIO(encode.picture(layer))).convert("RGBA")
    width, height = picture.size
    assert picture.getpixel((width // 4, height // 4)) == (255, 0, 0, 255)
    assert picture.getpixel((3 * width // 4, height // 4))[3] == 0
