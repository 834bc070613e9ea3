"""Positions of the rows of a table."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely

from layers.positions import positions


def found(chosen=None, **columns):
    problems = []
    shapes, crs = positions(pd.DataFrame(columns), chosen or {}, problems)
    texts = None if shapes is None else [None if s is None else s.wkt for s in shapes]
    return texts, crs, [(p.code, p.field, p.ids) for p in problems]


HERE = (["POINT (109.22 13.78)"], "EPSG:4326", [])


@pytest.mark.parametrize(
    ("lon", "lat"),
    [("lon", "lat"), ("Longitude", "LATITUDE"), ("Kinh độ", "Vĩ độ"), ("lng", "lat"), ("kinh_do", "vi_do")],
)
def test_degrees_are_known_by_their_names(lon, lat):
    assert found(**{lon: [109.22], lat: [13.78]}) == HERE
    assert found(**{lat: ["13,78"], lon: ["109,22"]}) == HERE


def test_degrees_with_three_decimals_are_no_thousands():
    texts, crs, problems = found(lon=["109.225", "109.301", ""], lat=["13.801", "14.250", ""])
    assert texts == ["POINT (109.225 13.801)", "POINT (109.301 14.25)", None]
    assert (crs, problems) == ("EPSG:4326", [])


def test_metres_with_points_between_thousands_are_read_so():
    texts, _, _ = found(x=["605.092", "604.000"], y=["1.523.792", "1.524.000"])
    assert texts == ["POINT (605092 1523792)", "POINT (604000 1524000)"]


@pytest.mark.parametrize(("x", "y"), [("x", "y"), ("Easting", "Northing"), ("Tọa độ X", "Tọa độ Y"), ("E", "N")])
def test_metres_need_a_crs(x, y):
    assert found(**{x: [604660.0], y: [1523790.5]}) == (["POINT (604660 1523790.5)"], "", [])


def test_what_the_user_says_wins():
    columns = {"lon": [1.0], "lat": [2.0], "a": [109.22], "b": [13.78]}
    assert found({"lon": "a", "lat": "b"}, **columns) == HERE
    assert found({"x": "a", "y": "b"}, a=[5.0], b=[6.0]) == (["POINT (5 6)"], "", [])


def test_column_that_does_not_exist_is_named():
    assert found({"lon": "nope", "lat": "b"}, a=[1.0], b=[2.0]) == (None, "", [("unknown_column", "lon", ())])


@pytest.mark.parametrize("column", ["wkt", "geometry", "the_geom"])
@pytest.mark.parametrize("text", ["POINT (109.22 13.78)", "SRID=4326;POINT(109.22 13.78)", "point(109.22 13.78)"])
def test_well_known_text(column, text):
    texts, crs, problems = found(**{column: [text, None]})
    assert (texts, crs, problems) == (["POINT (109.22 13.78)", None], "EPSG:4326" if "SRID" in text else "", [])


def test_well_known_text_of_several_frames_states_none():
    assert found(wkt=["SRID=4326;POINT(1 2)", "SRID=9217;POINT(1 2)"])[1] == ""
    assert found(wkt=["SRID=4326;POINT(1 2)", "POINT(1 2)"])[1] == ""


def test_broken_well_known_text_is_told_by_row():
    texts, _, problems = found(wkt=["POINT (1 2)", "POINT (1", ""])
    assert texts == ["POINT (1 2)", None, None]
    assert problems == [("bad_wkt", "wkt", ("1",))]


def test_text_among_coordinates_is_told_by_row():
    texts, _, problems = found(lon=["109.22", "east"], lat=["13.78", "13.79"])
    assert texts == ["POINT (109.22 13.78)", None]
    assert problems == [("not_a_number", "lon", ("1",))]


def test_row_without_coordinates_has_no_position():
    texts, _, problems = found(lon=[109.22, None], lat=[13.78, 13.79])
    assert texts == ["POINT (109.22 13.78)", None]
    assert problems == []


@pytest.mark.parametrize("columns", [{"a": [1]}, {"lon": [1.0]}, {"x": [1.0], "lat": [2.0]}, {"geometry": ["a place"]}])
def test_table_without_positions(columns):
    assert found(**columns) == (None, "", [])


def test_shapes_are_kept():
    shapes, _ = positions(pd.DataFrame({"wkt": ["POLYGON ((0 0, 1 0, 1 1, 0 0))"]}), {}, [])
    assert isinstance(shapes[0], shapely.Polygon)
