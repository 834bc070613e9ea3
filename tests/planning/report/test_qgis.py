"""Styles for QGIS: kept where it looks for them, with the colours and words of our maps."""

import base64
import sqlite3
from contextlib import closing
from xml.etree import ElementTree as ET

import pyogrio
import pytest

from layers.files import read
from planning.i18n import translator
from planning.report.qgis import add_styles, style, write_styled
from tests.planning.hand_city import hand_city

VI = translator("vi")
CITY = hand_city()


def tree(layer):
    return ET.fromstring(style(layer, VI).qml.partition("\n")[2])  # noqa: S314 - our own text


def options(symbol):
    return {option.get("name"): option.get("value") for option in symbol.iter("Option") if option.get("name")}


def categories(root):
    made = {}
    for item in root.iter("category"):
        values = [item.get("value")] if item.get("value") else [v.get("value") for v in item.iter("val")]
        made[item.get("label")] = (values, item.get("symbol"))
    return made


def symbols(root):
    return {symbol.get("name"): options(symbol) for symbol in root.iter("symbol")}


def test_lots_are_drawn_in_the_colour_of_their_code():
    root = tree(CITY["zoning"])
    found = categories(root)
    assert list(found) == ["ODT Đất ở tại đô thị", "DKV Đất khu vui chơi, giải trí công cộng"]
    values, symbol = found["ODT Đất ở tại đô thị"]
    assert values == ["ODT"]
    # Circular 27/2018 gives ODT as ffa0ff; our maps lay it 70 % thick: 178 or 179 of 255.
    assert symbols(root)[symbol]["color"] in {"255,160,255,178", "255,160,255,179"}
    assert next(root.iter("text-style")).get("fieldName") == "code"


def test_streets_are_drawn_by_class_every_class_once():
    root = tree(CITY["streets"])
    found = categories(root)
    values = [value for several, _ in found.values() for value in several]
    assert sorted(values) == sorted(set(CITY["streets"].frame["class"].astype(str)))
    assert next(root.iter("renderer-v2")).get("attr") == "class"
    assert all(symbol["line_color"].count(",") == 3 for symbol in symbols(root).values())


def test_facilities_have_our_signs():
    layer = CITY.of_type("facilities")[0]
    root = tree(layer)
    assert {v for values, _ in categories(root).values() for v in values} == set(layer.frame["kind"].astype(str))
    for symbol in symbols(root).values():
        picture = base64.b64decode(symbol["name"].removeprefix("base64:"))
        assert ET.fromstring(picture).tag.endswith("svg")  # noqa: S314


def test_units_are_outlines_with_their_names():
    root = tree(CITY.of_type("units")[0])
    (symbol,) = symbols(root).values()
    assert symbol["style"] == "no"
    assert symbol["outline_color"] == "91,63,143,255"  # 5b3f8f, as on the page
    assert next(root.iter("text-style")).get("fieldName") == "name"


@pytest.mark.parametrize("name", ["zoning", "streets"])
def test_a_package_holds_the_style_where_qgis_looks_for_it(tmp_path, name):
    layer, path = CITY[name], tmp_path / "lớp.gpkg"
    assert write_styled(layer, path, VI) == ()
    with closing(sqlite3.connect(path)) as package:
        rows = package.execute(
            "SELECT f_table_name, f_geometry_column, styleQML, useAsDefault FROM layer_styles"
        ).fetchall()
        listed = dict(package.execute("SELECT table_name, data_type FROM gpkg_contents").fetchall())
        (column,) = package.execute("SELECT column_name FROM gpkg_geometry_columns").fetchone()
    assert rows == [(name, column, style(layer, VI).qml, 1)]
    assert listed == {name: "features", "layer_styles": "attributes"}
    assert len(pyogrio.read_dataframe(path, layer=name)) == len(layer)


def test_a_package_with_a_style_comes_back_in(tmp_path):
    path = tmp_path / "zoning.gpkg"
    write_styled(CITY["zoning"], path, VI)
    assert [len(raw.frame) for raw in read(path)] == [len(CITY["zoning"])]


def test_equal_layers_give_equal_bytes(tmp_path):
    for name in ("a", "b"):
        write_styled(CITY["zoning"], tmp_path / f"{name}.gpkg", VI)
    assert (tmp_path / "a.gpkg").read_bytes() == (tmp_path / "b.gpkg").read_bytes()


def test_other_formats_and_layers_without_a_style_are_written_as_before(tmp_path):
    write_styled(CITY["zoning"], tmp_path / "zoning.geojson", VI)
    assert (tmp_path / "zoning.geojson").stat().st_size > 0
    assert style(CITY.of_type("population")[0], VI) is None
    package = tmp_path / "people.gpkg"
    write_styled(CITY.of_type("population")[0], package, VI)
    add_styles(package, {}, VI)
    with closing(sqlite3.connect(package)) as opened:
        names = {name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert "layer_styles" not in names
