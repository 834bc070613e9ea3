"""GeoJSON and Overpass answers, as RFC 7946 and their writers have them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.files import Raw, read
from layers.files.shapes import Shapes
from layers.problems import LayerError

NOWHERE = '{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": null, "properties": {}}]}'


def feature(geometry: Any = None, properties: Any = None, **more: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties, **more}


def point(x: float = 109.2, y: float = 13.7) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [x, y]}


def document(tmp_path: Path, value: Any, name: str = "a.geojson") -> Raw:
    path = tmp_path / name
    path.write_text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), encoding="utf-8")
    (raw,) = read(path)
    return raw


def collection(*features: Any, **more: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", **more, "features": list(features)}


@pytest.mark.parametrize(
    ("crs", "expected"),
    [
        (..., "EPSG:4326"),
        (None, ""),
        ({"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}, "EPSG:4326"),
        ({"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::9217"}}, "EPSG:9217"),
        ({"type": "name", "properties": {"name": "EPSG:32649"}}, "EPSG:32649"),
    ],
)
def test_the_crs_is_what_the_file_says(crs: Any, expected: str, tmp_path: Path) -> None:
    more = {} if crs is ... else {"crs": crs}
    assert document(tmp_path, collection(feature(point()), **more)).crs == expected
    path = tmp_path / "last.geojson"
    path.write_text(json.dumps({**collection(feature(point())), **more}))
    assert read(path)[0].crs == expected, "also where the member stands after the features"


def test_a_crs_behind_a_link_is_not_guessed(tmp_path: Path) -> None:
    raw = document(
        tmp_path, collection(feature(point()), crs={"type": "link", "properties": {"href": "file:" + "///etc/passwd"}})
    )
    assert (raw.crs, [note.code for note in raw.notes]) == ("", ["crs_not_read"])


def test_values_keep_their_kind(tmp_path: Path) -> None:
    raw = document(
        tmp_path,
        collection(
            feature(
                point(), {"mã": "001", "số": 1, "tỷ lệ": 1, "ngày": "2026-01-01", "đô thị": True, "phần": {"a": [1]}}
            ),
            feature(point(), {"mã": "002", "số": 2, "tỷ lệ": 0.5, "ngày": None, "lạ": 2**60}),
        ),
    )
    kinds = {name: str(raw.frame[name].dtype) for name in ("mã", "số", "tỷ lệ", "ngày", "đô thị", "lạ")}
    assert kinds == {"mã": "str", "số": "int64", "tỷ lệ": "float64", "ngày": "str", "đô thị": "boolean", "lạ": "str"}
    assert raw.frame["phần"].iloc[0] == '{"a": [1]}'
    assert raw.frame["lạ"].iloc[1] == str(2**60), "a number too long to be exact is a code"


def test_ids_of_features_become_a_column_unless_there_is_one(tmp_path: Path) -> None:
    assert document(tmp_path, collection(feature(point(), {}, id="x7"))).frame["id"].tolist() == ["x7"]
    assert document(tmp_path, collection(feature(point(), {"id": "own"}, id="x7"))).frame["id"].tolist() == ["own"]


@pytest.mark.parametrize("text", ["{}\n{}\n", "\x1e{}\n\x1e{}\n", "{}\r\n\r\n{}"])
def test_one_feature_a_line(text: str, tmp_path: Path) -> None:
    one = json.dumps(feature(point(), {"a": 1}))
    assert len(document(tmp_path, text.replace("{}", one)).frame) == 2


@pytest.mark.parametrize(
    "value", [feature(point(), {"a": 1}), point(), {"type": "GeometryCollection", "geometries": [point()]}]
)
def test_a_feature_or_a_geometry_alone(value: Any, tmp_path: Path) -> None:
    assert len(document(tmp_path, value).frame) == 1


def test_odd_shapes_are_kept_as_they_are(tmp_path: Path) -> None:
    high = {"type": "Point", "coordinates": [1, 2, 3]}
    both = {
        "type": "GeometryCollection",
        "geometries": [point(), {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}],
    }
    empty = {"type": "Polygon", "coordinates": []}
    raw = document(tmp_path, collection(*(feature(shape) for shape in (point(), high, both, empty, None))))
    shapes = raw.frame.geometry
    assert shapes.has_z.tolist() == [False, True, False, False, False]
    assert shapes.iloc[2].geom_type == "GeometryCollection"
    assert shapes.iloc[3].is_empty
    assert shapes.iloc[4] is None
    assert raw.notes == ()


def test_open_rings_are_closed_and_counted(tmp_path: Path) -> None:
    ring = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1]]]}
    raw = document(tmp_path, collection(feature(ring)))
    assert raw.frame.geometry.iloc[0].area == 0.5
    assert [(note.code, note.count) for note in raw.notes] == [("rings_closed", 1)]


def test_every_bad_feature_is_named_at_once(tmp_path: Path) -> None:
    bad = [
        feature(point(float("nan"))),
        feature(point()),
        feature({"type": "Cube"}),
        feature({"type": "Point", "coordinates": ["1", 2]}),
    ]
    with pytest.raises(LayerError) as raised:
        document(tmp_path, collection(*bad))
    assert {p.code: p.ids for p in raised.value.problems} == {
        "bad_coordinates": ("1", "4"),
        "geometry_malformed": ("3",),
    }


def test_a_name_twice_in_an_object_is_said(tmp_path: Path) -> None:
    raw = document(tmp_path, NOWHERE.replace("{}", '{"a": 1, "a": 2}'))
    assert raw.frame["a"].tolist() == [2]
    assert [(note.code, note.found) for note in raw.notes] == [("json_names_repeated", "a")]


def test_half_a_letter_does_not_stop_the_reading(tmp_path: Path) -> None:
    text = NOWHERE.replace("{}", '{"a": "x\\ud800"}')
    assert document(tmp_path, text).frame["a"].iloc[0] == "x\ufffd"


def test_a_property_called_geometry_does_not_hide_the_shapes(tmp_path: Path) -> None:
    raw = document(tmp_path, collection(feature(point(), {"geometry": "x"})))
    assert raw.frame.geometry.iloc[0].geom_type == "Point"
    assert raw.frame["geometry_2"].tolist() == ["x"]


def test_overpass_elements_become_points(tmp_path: Path) -> None:
    elements = [
        {"type": "node", "id": 1, "lat": 21.0, "lon": 105.8, "tags": {"amenity": "hospital", "name": "Bệnh viện"}},
        {"type": "way", "id": 1, "center": {"lat": 21.1, "lon": 105.9}, "tags": {"amenity": "clinic"}},
        {
            "type": "relation",
            "id": 2,
            "bounds": {"minlat": 20, "maxlat": 22, "minlon": 105, "maxlon": 107},
            "tags": {"a": "b"},
        },
        {"type": "node", "id": 9, "lat": 21.0, "lon": 105.8},
    ]
    raw = document(
        tmp_path, {"version": 0.6, "elements": elements, "remark": "runtime error: Query timed out"}, "a.json"
    )
    assert raw.frame["id"].tolist() == ["node/1", "way/1", "relation/2"]
    assert shapely.get_coordinates(raw.frame.geometry).tolist() == [[105.8, 21.0], [105.9, 21.1], [106.0, 21.0]]
    assert raw.frame["amenity"].tolist()[:2] == ["hospital", "clinic"]
    found = {note.code: note.count for note in raw.notes}
    assert found == {"overpass_incomplete": 0, "overpass_untagged_left_out": 1, "overpass_centre_of_box": 1}


NUMBER = st.floats(-180, 180, allow_nan=False)
POSITION = st.lists(NUMBER, min_size=2, max_size=3)
LINE = st.lists(st.lists(NUMBER, min_size=2, max_size=2), min_size=2, max_size=5)


def _ring(line: list[list[float]]) -> list[list[float]]:
    return [*line, [1.0, 2.0], [3.0, 5.0], line[0]]


POLYGON = st.lists(LINE.map(_ring), min_size=1, max_size=3)
GEOMETRY = st.one_of(
    st.builds(lambda c: {"type": "Point", "coordinates": c}, POSITION),
    st.builds(lambda c: {"type": "LineString", "coordinates": c}, LINE),
    st.builds(lambda c: {"type": "MultiPoint", "coordinates": c}, LINE),
    st.builds(lambda c: {"type": "MultiLineString", "coordinates": c}, st.lists(LINE, min_size=1, max_size=3)),
    st.builds(lambda c: {"type": "Polygon", "coordinates": c}, POLYGON),
    st.builds(lambda c: {"type": "MultiPolygon", "coordinates": c}, st.lists(POLYGON, min_size=1, max_size=3)),
    st.none(),
)


@settings(max_examples=60, deadline=None)
@given(geometries=st.lists(GEOMETRY, max_size=12))
def test_shapes_built_together_are_those_built_by_shapely_one_by_one(geometries: list[Any]) -> None:
    shapes = Shapes()
    shapes.add(geometries)
    built, problems = shapes.finish()
    expected = [None if g is None else shapely.geometry.shape(g) for g in geometries]
    assert problems == []
    assert (
        np.asarray(shapely.to_wkb(built)).tolist()
        == np.asarray(shapely.to_wkb(np.array(expected, dtype=object))).tolist()
    )
