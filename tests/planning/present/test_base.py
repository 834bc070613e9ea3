"""The usual layers of a city."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from affine import Affine

from layers.grid import Grid
from layers.known import FACILITY_KINDS, STREET_CLASSES
from layers.layer import Provenance
from planning.i18n import translator
from planning.present import base
from tests.planning.hand_city import hand_city

VI, EN = translator("vi"), translator("en")
CITY = hand_city()


def test_every_class_of_street_has_a_group_and_every_group_words():
    groups = base.road_group(pd.Series(STREET_CLASSES))
    named = {name for name, words, *_ in base.ROADS for word in words}
    assert set(groups) <= named
    assert base.road_group(pd.Series(["trunk", "residential", "không rõ"])).tolist() == ["national", "street", "alley"]
    assert all(VI.has(f"road.{name}") and EN.has(f"road.{name}") for name in named)


def test_every_kind_of_facility_has_a_sign_and_words():
    assert set(base.FACILITIES) == set(FACILITY_KINDS)
    assert all(VI.has(f"kind.{kind}") and EN.has(f"kind.{kind}") for kind in FACILITY_KINDS)


def test_the_base_map_holds_all_streets_in_fewer_lines():
    layers = {layer.id: layer for layer in base.base_map(CITY)}
    streets = layers["base.streets.street"]
    assert streets.shapes.length.sum() == pytest.approx(CITY["streets"].frame.length.sum())
    assert len(streets.shapes) < len(CITY["streets"])
    assert layers["base.land"].shapes.area.iloc[0] == pytest.approx(CITY.area.area)


def test_lots_have_official_names_and_colours():
    codes = base.land_codes(VI)
    assert codes["ODT"] == ("Đất ở tại đô thị", "#ffa0ff")  # Circular 27/2018
    assert base.land_codes(EN)["ODT"][0] == "urban residential"
    layer = base.zoning_layer(CITY["zoning"], VI)
    assert [mark.label for mark in layer.marks] == ["ODT Đất ở tại đô thị", "DKV Đất khu vui chơi, giải trí công cộng"]
    assert layer.labels == ("ODT", "ODT", "DKV")
    assert layer.tooltips[0].endswith("100,00\u00a0ha")  # 1 km x 1 km


def test_facilities_by_kind_and_those_asked_for_are_shown():
    layers = base.facilities_layers(CITY, VI, shown=("school",))
    assert {layer.id for layer in layers if layer.shown} == {"facilities.school.primary", "facilities.school.preschool"}
    assert sum(len(layer.shapes) for layer in layers) == sum(len(layer) for layer in CITY.of_type("facilities"))


def test_water_is_drawn_by_depth_and_dry_land_is_clear():
    depth = np.array([[0.0, 0.3, 0.31], [1.0, 2.5, np.nan]])
    grid = Grid("flood_depth", "flood_depth", depth, Affine(100, 0, 0, 0, -100, 200), "EPSG:9217", "m", np.isnan(depth))
    layer = base.flood_layer(grid, VI)
    assert layer.classes.tolist() == [[-1, 0, 1], [2, 4, -1]]
    assert layer.marks[0].label == "đến 0,3 m"


def test_points_of_people_and_cells_of_people():
    layer = base.population_layer(CITY["population"], VI)
    assert layer.kind == "point"
    assert layer.tooltips[0] == "100 người"


def test_limits_of_time_hold_the_one_asked_for():
    assert base.minutes_scale(15, VI).breaks == (5, 10, 15, 30)
    assert 20.0 in base.minutes_scale(20, VI).breaks


def test_the_credit_names_each_source_once():
    assert base.credit(CITY, VI) == ""
    osm = Provenance(source="© những người đóng góp OpenStreetMap", licence="ODbL 1.0", date="2026-11-20")
    named = CITY.with_layer(
        replace(CITY["streets"], provenance=osm),
        replace(CITY["green"], provenance=osm),
        replace(CITY["units"], provenance=Provenance(source="Sở Nội vụ", licence="CC BY 4.0")),
    )
    assert base.credit(named, VI) == "Sở Nội vụ; © những người đóng góp OpenStreetMap, ODbL (2026)"
    assert base.credit(named, VI, ["units"]) == "Sở Nội vụ"
    assert base.credit(named, EN) == "Sở Nội vụ; © OpenStreetMap contributors, ODbL (2026)"


def test_the_credit_of_made_up_data_is_in_the_language_of_the_page():
    made = Provenance(source="Dữ liệu minh họa", illustrative=True, date="2026-10-31")
    named = CITY.with_layer(replace(CITY["streets"], provenance=made))
    assert (base.credit(named, VI), base.credit(named, EN)) == ("Dữ liệu minh họa (2026)", "Illustrative data (2026)")
