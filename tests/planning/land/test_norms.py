"""Needs by norm from people alone, worked by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.problems import OptionError
from planning.land.norms import deficits, needs, places_short_per_1000, services, side_by_side, urban_of


def of(people, norm_set="qcvn01_2021", level="unit", **options):
    """Needs of one unit by service."""
    rows = needs(pd.Series({"u": float(people)}), norm_sets=[norm_set], **options)
    return rows[rows["level"] == level].set_index("service_id")


def test_a_unit_of_10_000_people_under_the_edition_of_2021():
    rows = of(10_000)
    assert rows.loc["kindergarten", ["places", "land_m2"]].tolist() == [500, 6000]
    assert rows.loc["primary", ["places", "land_m2"]].tolist() == [650, 6500]
    assert rows.loc["lower_secondary", ["places", "land_m2"]].tolist() == [550, 5500]
    assert rows.loc[["kindergarten", "primary", "lower_secondary"], "land_m2"].sum() == 18_000
    assert rows.loc["health_station", ["facilities", "land_m2"]].tolist() == [1, 500]
    assert rows.loc["practice_ground", "land_m2"] == 5000
    assert rows.loc["culture_sport_unit", "land_m2"] == 5000
    assert rows.loc["market_unit", "land_m2"] == 2000
    assert rows.loc["unit_green", ["land_m2", "min_lot_m2"]].tolist() == [20_000, 5000]


def test_the_same_unit_from_2027():
    rows = of(10_000, "qcvn01_2026")
    assert rows.loc[["kindergarten", "primary", "lower_secondary", "unit_other"], "land_m2"].tolist() == [
        6000,
        6500,
        5500,
        2000,
    ]
    assert rows["places"].isna().all()  # it counts land, not places
    assert rows["unverified"].all()


def test_the_town_and_the_commune():
    town = of(10_000, level="city")
    assert town.loc["upper_secondary", ["places", "land_m2"]].tolist() == [400, 4000]
    assert town.loc["general_hospital", ["places", "places_unit", "land_m2"]].tolist() == [40, "beds", 4000]
    assert np.isnan(town.loc["market_city", "facilities"])  # one for the town is not the need of a part of it
    commune = of(10_000, level="rural")
    assert commune.loc["r_hall", "places"] == 100
    assert commune.loc["r_health_station", ["facilities", "land_m2"]].tolist() == [1, 500]
    assert commune.loc["r_upper_secondary", "facilities"] == 0
    assert of(20_000, level="rural").loc["r_upper_secondary", "facilities"] == 1
    assert "fire_station" not in town.index  # a radius needs no place


@pytest.mark.parametrize(("people", "stations"), [(0, 0), (1, 1), (20_000, 1), (20_001, 2), (45_000, 3)])
def test_one_station_a_residential_unit_of_at_most_20_000(people, stations):
    assert of(people).loc["health_station", "facilities"] == stations


def test_upper_secondary_rises_and_the_radius_of_schools_doubles_in_2027():
    table = side_by_side(needs(pd.Series({"u": 10_000.0}))).loc["u"]
    assert table.loc[("city", "upper_secondary"), ["land_m2_qcvn01_2021", "land_m2_qcvn01_2026"]].tolist() == [
        4000,
        6000,
    ]
    for school in ("kindergarten", "primary", "lower_secondary"):
        row = table.loc[("unit", school)]
        assert (row["land_m2_change"], row["max_radius_m_change"]) == (0, 500)
    gone = table.loc[("unit", "health_station")]
    assert (gone["land_m2_qcvn01_2021"], gone["facilities_qcvn01_2021"]) == (500, 1)
    assert np.isnan(gone["land_m2_qcvn01_2026"])
    assert np.isnan(gone["land_m2_change"])
    new = table.loc[("unit", "unit_other")]
    assert (new["land_m2_qcvn01_2026"], new["en"]) == (2000, "other unit services together")
    assert table.index.is_unique


def test_every_need_says_where_it_is_from():
    table = needs(pd.Series({"u": 1000.0}))
    assert (table["source"] != "").all()
    assert set(table["norm_set"]) == {"qcvn01_2021", "qcvn01_2026"}
    assert table["unverified"].equals(table["confidence"].isin(["known", "found2"]))


def test_wards_have_the_services_of_towns_and_communes_their_own():
    table = needs(pd.Series({"w": 1000.0, "c": 1000.0, "x": 1000.0}), urban=pd.Series({"w": True, "c": False}))
    levels = table.groupby("unit")["level"].agg(set)
    assert levels["w"] == {"unit", "city"}
    assert levels["c"] == {"rural"}


def test_people_not_known_are_needs_not_known():
    rows = of(np.nan)
    assert rows[["places", "facilities", "land_m2"]].isna().all(axis=None)
    assert of(np.nan, level="rural")["facilities"].isna().all()


def test_floor_where_a_set_of_ones_own_gives_it():
    norms = services().assign(unit_floor_m2=np.nan)
    norms.loc[norms["service_id"] == "primary", "unit_floor_m2"] = 4.0
    rows = of(10_000, norms=norms)
    assert rows.loc["primary", "floor_m2"] == 2600
    assert of(10_000)["floor_m2"].isna().all()


@pytest.mark.parametrize(("people", "code"), [
    (pd.Series({"a": -1.0}), "norm_people"),
    (pd.Series({"a": np.inf}), "norm_people"),
    (pd.Series([1.0, 2.0], index=["a", "a"]), "units_repeated"),
])  # fmt: skip
def test_people_that_make_no_sense(people, code):
    with pytest.raises(OptionError) as error:
        needs(people)
    assert [p.code for p in error.value.problems] == [code]


def test_an_edition_that_is_not_there():
    with pytest.raises(OptionError) as error:
        needs(pd.Series({"a": 1.0}), norm_sets=["qcvn01_2019"])
    assert error.value.problems[0].code == "norm_set_unknown"


@settings(max_examples=25)
@given(st.integers(0, 3_000_000), st.integers(1, 9))
def test_needs_by_rate_grow_with_the_people(people, parts):
    """A unit cut into equal parts needs as much in places and land by rate as the whole."""
    whole, part = of(people), of(people / parts)
    by_rate = ["kindergarten", "primary", "lower_secondary", "practice_ground", "unit_green"]
    assert whole.loc[by_rate, "land_m2"].tolist() == pytest.approx((part.loc[by_rate, "land_m2"] * parts).tolist())


@pytest.fixture
def wards():
    return needs(
        pd.Series({"a": 10_000.0, "b": 2_000.0}), urban=pd.Series({"a": True, "b": True}), norm_sets=["qcvn01_2021"]
    )


def test_what_is_short_by_hand(wards):
    places = pd.DataFrame({"school.primary": [400.0, 500.0]}, index=["a", "b"])
    land = pd.DataFrame({"school.primary": [6500.0, np.nan]}, index=["a", "b"])
    rows = deficits(wards, places=places, land_m2=land).set_index(["unit", "service_id"])
    assert rows.loc[("a", "primary"), ["places_short", "land_short_m2", "state"]].tolist() == [250, 0, "short"]
    assert rows.loc[("b", "primary"), ["places_short", "state"]].tolist() == [0, "met"]  # 500 against 130
    assert np.isnan(rows.loc[("b", "primary"), "land_short_m2"])
    assert rows.loc[("a", "kindergarten"), "state"] == "no_data"


def test_one_lot_does_not_count_for_three_services_of_a_kind(wards):
    places = pd.DataFrame({"culture": [1000.0], "children_house": [15.0]}, index=["a"])
    rows = deficits(wards, places=places).set_index(["unit", "service_id"])
    assert rows.loc[("a", "culture_house"), "state"] == "no_data"
    assert rows.loc[("a", "children_house"), "places_short"] == 5
    assert rows.loc[("b", "children_house"), "state"] == "no_data"


def test_without_any_list_of_facilities_nothing_is_judged(wards):
    assert set(deficits(wards)["state"]) == {"no_data"}


def test_school_places_short_per_1000(wards):
    kinds = ["school.preschool", "school.primary", "school.lower_secondary"]
    places = pd.DataFrame([[500.0, 600.0, 0.0], [0.0, 0.0, 0.0]], index=["a", "b"], columns=kinds)
    short = places_short_per_1000(deficits(wards, places=places))
    # a lacks 0 + 50 + 550 of 10,000 people; b everything: 50 + 65 + 55 per 1,000
    assert short.to_dict() == {"a": 60, "b": 170}
    unknown = places_short_per_1000(deficits(wards, places=places.drop(columns="school.primary")))
    assert unknown.isna().all()


def test_school_places_of_nobody_and_of_an_unknown_number():
    table = needs(
        pd.Series({"a": 0.0, "b": np.nan}), urban=pd.Series({"a": True, "b": True}), norm_sets=["qcvn01_2021"]
    )
    kinds = ["school.preschool", "school.primary", "school.lower_secondary"]
    places = pd.DataFrame(0.0, index=["a", "b"], columns=kinds)
    assert places_short_per_1000(deficits(table, places=places)).isna().tolist() == [True, True]


def test_two_levels_of_a_unit_would_count_twice():
    table = deficits(needs(pd.Series({"a": 1000.0}), norm_sets=["qcvn01_2021"]))
    with pytest.raises(ValueError, match="twice"):
        places_short_per_1000(table)


def test_the_kind_of_a_unit_says_whether_it_is_urban():
    units = pd.DataFrame({"kind": ["phường", "Xã", "ward"], "name": ["x", "y", "z"]}, index=["1", "2", "3"])
    assert urban_of(units).tolist() == [True, False, True]


def test_without_a_kind_the_name_says_it():
    names = pd.DataFrame({"name": ["Phường Quy Nhơn", "xã Nhơn Châu", "Thị trấn Vân Canh", "Thị xã An Nhơn"]})
    assert urban_of(names).tolist() == [True, False, True, True]
    assert urban_of(pd.DataFrame({"name": ["Phường Quy Nhơn", "Xãn"]})) is None
    assert urban_of(pd.DataFrame({"kind": ["phường", None]})) is None
