"""Circles whose area says how many people a unit has."""

import numpy as np
import pandas as pd
import pytest

from layers.binh_dinh import binh_dinh
from layers.city import City
from planning.i18n import translator
from planning.present import base
from planning.present.circles import LARGEST_PX, SMALLEST_PX, radii_px, references, sized, units_layer
from planning.present.scale import fixed

VI, EN = translator("vi"), translator("en")


@pytest.fixture(scope="module")
def city():
    return City.of(binh_dinh().values(), crs="EPSG:9217")


@pytest.fixture(scope="module")
def people(city):
    return city["population"].frame["people"]


def test_a_quarter_of_the_people_has_half_the_radius():
    assert radii_px(pd.Series([100.0, 25.0])).tolist() == [LARGEST_PX, LARGEST_PX / 2]


def test_nobody_and_nothing_known_can_still_be_pointed_at():
    assert radii_px(pd.Series([100.0, 0.0, np.nan])).tolist() == [LARGEST_PX, SMALLEST_PX, SMALLEST_PX]
    assert radii_px(pd.Series([np.nan])).tolist() == [SMALLEST_PX]
    assert references(pd.Series([np.nan]), VI) == ()


def test_the_largest_unit_lies_lowest_and_is_named_first(city, people):
    layer = units_layer(city, "units", people, VI)
    assert layer.labels[0] == "Phường Quy Nhơn"
    assert layer.labels[-1] == "Xã An Toàn"  # 1,495 people
    radius = [layer.marks[number].radius for number in layer.classes]
    assert radius == sorted(radius, reverse=True)
    assert radius[0] == LARGEST_PX
    assert len(layer.shapes) == len(layer.classes) == len(layer.tooltips) == 58


def test_a_tooltip_says_people_day_density_and_that_it_is_a_point(city, people):
    tip = dict(zip(*(getattr(units_layer(city, "units", people, VI), n) for n in ("labels", "tooltips")), strict=True))
    lines = tip["Phường Quy Nhơn Bắc"].split("\n")
    assert lines[1] == "42.318 người (2019)"
    assert lines[2].replace("\u00a0", " ") == "1.786 người/km²; 23,7 km²"  # 42,318 / 23.70
    assert lines[3] == "Gồm các xã, phường cũ: Trần Quang Diệu, Nhơn Phú"
    assert "không phải ranh giới" in lines[4]


def test_colours_of_a_class_stay(city, people):
    scale = fixed([10_000.0, 40_000.0], unit="")
    plain = base.choropleth(city["units"], people, scale, EN, id_="indicator.people", title="People", texts=["x"] * 58)
    layer = sized(plain, people, EN)
    colour = [layer.marks[number].colour for number in layer.classes]
    by_name = dict(zip(layer.labels, colour, strict=True))
    assert by_name["Quy Nhơn Ward"] == scale.colours[2]
    assert by_name["An Toàn Commune"] == scale.colours[0]
    labels = [mark.label for mark in layer.marks if mark.label]
    assert labels[:3] == [mark.label for mark in scale.marks(EN)[:3]]
    assert labels[-3:] == ["100,000\u00a0people", "25,000\u00a0people", "5,000\u00a0people"]


def test_no_land_is_drawn_round_points_alone(city):
    assert base.base_map(city) == ()
