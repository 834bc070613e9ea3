"""Units and people held against the register and the census."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest

from data import table
from layers.known import KNOWN
from layers.layer import Layer
from layers.plausibility.population import census_problems
from layers.plausibility.register import register_problems
from tests.layers.plausibility.samples import codes, only

UNITS = table("units_2025")


def units(moved_m=0.0, names=None, **columns):
    points = gpd.points_from_xy(UNITS["lon"], UNITS["lat"])
    frame = gpd.GeoDataFrame(
        {"name": names if names is not None else UNITS["name"], **columns}, geometry=points, crs="EPSG:4326"
    )
    frame = frame.set_index(pd.Index(UNITS["code"].astype(str), name="id")).to_crs("EPSG:9217")
    return Layer("units", KNOWN["units"], frame.set_geometry(frame.geometry.translate(moved_m, 0)))


def renamed(**changes):
    return UNITS["name"].replace(changes)


def test_register_agrees_with_itself():
    assert register_problems(units()) == []
    assert register_problems(units(names=UNITS["name_vi"])) == []


def test_tone_mark_on_another_letter_is_a_note():
    problem = only(
        register_problems(units(names=renamed(**{"An Hòa": "An Hoà", "Hòa Hội": "Xã Hoà Hội"}))), "tone_mark_elsewhere"
    )
    assert (problem.severity, problem.count, problem.field) == ("note", 2, "name")
    assert "An Hoà / An Hòa" in problem.found


def test_name_of_another_unit_is_a_warning():
    problems = register_problems(units(names=renamed(**{"Quy Nhơn": "Pleiku"})))
    problem = only(problems, "name_of_other_code")
    assert (problem.ids, problem.severity, problem.found) == (("21583",), "warning", "Pleiku / Quy Nhơn")


def test_units_27_km_off_are_far_away():
    # Zone 108-30 taken for 108-15 moves everything 27 km to the west.
    problem = only(register_problems(units(moved_m=-27_034)), "unit_far_away")
    assert problem.count == 58
    assert float(problem.found.split(" ")[0]) == pytest.approx(27.0, abs=0.1)


def test_unknown_codes_are_not_judged():
    layer = units(names=renamed(**{"Quy Nhơn": "Pleiku"}))
    other = layer.with_frame(layer.frame.set_index(pd.Index([f"x{n}" for n in range(58)], name="id")))
    assert register_problems(other) == []


CENSUS = UNITS["population_2019"].astype(float)


def test_census_agrees_with_itself():
    assert census_problems(units(people=CENSUS)) == []
    assert census_problems(units(people=CENSUS * 1.14)) == []


@pytest.mark.parametrize("column", ["people", "population", "Dân số", "pop_2019"])
def test_total_far_from_the_census(column):
    problem = only(census_problems(units(**{column: CENSUS * 1.21})), "people_far_from_census")
    assert (problem.field, problem.count) == (column, 58)
    assert "+21%" in problem.found
    total = f"{CENSUS.sum():,.0f}".replace(",", " ")
    assert problem.allowed.startswith(total)


def test_unit_with_a_digit_lost():
    values = CENSUS.copy()
    values[0] /= 10
    problems = census_problems(units(people=values))
    assert codes(problems) == ["people_of_unit_doubtful"]
    assert problems[0].ids == ("21553",)


def test_missing_people_are_named():
    values = CENSUS.copy()
    values[3] = float("nan")
    assert codes(census_problems(units(people=values))) == ["people_missing"]


def test_other_columns_and_other_codes_are_not_judged():
    assert census_problems(units(houses=CENSUS * 9)) == []
    assert census_problems(units(people=UNITS["name"])) == []
