"""What files do by habit: supply as counts, directions in many words, streets without a class."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.layers.test_intake import STREET, notes, refused, shapes, table, taken


def test_count_column_as_supply_leaves_out_rows_of_zero():
    raw = table(schools=[0, 2, "0", 5], lon=[109.2] * 4, lat=[13.7] * 4)
    layer = taken(raw, "facilities", kind="school.primary", columns={"capacity": "schools"})
    assert layer.frame["capacity"].tolist() == [2, 5]
    assert layer.frame.index.tolist() == ["2", "4"]
    assert notes(layer)["zero_supply_left_out"].count == 2


def test_capacity_of_zero_stays_where_nobody_asked_for_supply():
    raw = table(capacity=[0, 2], lon=[109.2] * 2, lat=[13.7] * 2)
    assert len(taken(raw, "facilities", kind="market")) == 2


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("yes", "yes"),
        ("True", "yes"),
        (1, "yes"),
        ("no", "no"),
        (None, "no"),
        ("", "no"),
        ("False", "no"),
        ("-1", "-1"),
        ("reverse", "-1"),
        ("reversible", "no"),
        (1.0, "yes"),
        (-1, "-1"),
        (True, "yes"),
        (False, "no"),
        (0, "no"),
        ("Có", "yes"),
        ("Không", "no"),
        (-1.0, "-1"),
    ],
)
def test_one_way_streets_are_written_in_many_ways(written, meant):
    raw = shapes([STREET], **{"oneway": pd.Series([written], dtype="object"), "class": ["primary"]})
    assert taken(raw, "streets").frame["oneway"].tolist() == [meant]


def test_count_that_shares_its_name_with_a_yes_or_no_field_is_kept_beside():
    raw = table(people=[7, 9], urban=[5393.0, 12.0], lon=[109.2, 109.3], lat=[13.7, 13.8])
    layer = taken(raw, "population")
    assert notes(layer)["column_not_taken"].field == "urban"
    assert layer.frame["urban_file"].tolist() == [5393.0, 12.0]
    assert "urban" not in layer.frame.columns
    mixed = table(people=[7, 9], urban=["yes", "perhaps"], lon=[109.2, 109.3], lat=[13.7, 13.8])
    assert ("not_yes_or_no", "urban") in refused(mixed, "population")


def test_street_without_a_class_is_residential_and_counted():
    layer = taken(shapes([STREET] * 3, highway=["primary", None, ""]), "streets")
    assert layer.frame["class"].tolist() == ["primary", "residential", "residential"]
    assert notes(layer)["street_class_assumed"].count == 2
    none = taken(shapes([STREET] * 2), "streets")
    assert none.frame["class"].tolist() == ["residential"] * 2
    assert notes(none)["street_class_assumed"].count == 2
