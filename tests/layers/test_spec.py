"""Contracts: which column holds which field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.known import KNOWN
from layers.spec import Field, LayerSpec, match_columns

SPEC = LayerSpec(
    type="t",
    geometry=("point",),
    fields=(
        Field(name="people", required=True, synonyms=("Dân số", "population")),
        Field(name="name", synonyms=("tên", "title")),
        Field(name="code", synonyms=("population",)),
    ),
)


@pytest.mark.parametrize(
    ("columns", "matched"),
    [
        (["PEOPLE"], {"people": "PEOPLE"}),
        (["dan_so", "TÊN"], {"people": "dan_so", "name": "TÊN"}),
        (["Dân số"], {"people": "Dân số"}),
        (["population", "people"], {"people": "people", "code": "population"}),  # its own name wins
        (["population"], {"people": "population"}),  # a column serves one field
        (["title", "Ten"], {"name": "Ten"}),  # the earlier synonym wins
        (["peoples"], {}),
        ([], {}),
    ],
)
def test_columns_are_matched_in_both_languages(columns, matched):
    assert match_columns(SPEC, columns) == matched


def test_what_the_user_says_wins():
    assert match_columns(SPEC, ["people", "tên"], {"people": "tên"}) == {"people": "tên"}
    assert match_columns(SPEC, ["people", "x"], {"name": "people"}) == {"name": "people"}


@given(st.lists(st.sampled_from(["people", "Dân số", "population", "name", "tên", "title", "code", "x"]), unique=True))
def test_no_column_serves_two_fields(columns):
    matched = match_columns(SPEC, columns)
    assert len(set(matched.values())) == len(matched)
    assert set(matched.values()) <= set(columns)
    assert match_columns(SPEC, columns[::-1]).keys() == matched.keys()


@pytest.mark.parametrize(
    ("field", "allowed"),
    [
        (Field(name="a", choices=("x", "y")), "x, y"),
        (Field(name="a", kind="number", minimum=0), ">= 0"),
        (Field(name="a", kind="number", minimum=0, maximum=200), ">= 0, <= 200"),
        (Field(name="a", kind="number", maximum=1.5), "<= 1.5"),
        (Field(name="a", kind="date"), "date"),
    ],
)
def test_allowed_values_are_told_as_data(field, allowed):
    assert field.allowed == allowed


def test_parts_of_a_contract():
    assert SPEC.required == ("people",)
    assert SPEC.field("name") is SPEC.fields[1]
    assert SPEC.field("x") is None
    assert not SPEC.is_table
    assert KNOWN["observations"].is_table
    assert not KNOWN["elevation"].is_table
