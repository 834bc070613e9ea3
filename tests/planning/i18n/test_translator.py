"""Numbers, dates and order as each language writes them; problems as sentences."""

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from layers.problems import Problem
from planning.i18n import Translator, translator
from planning.i18n.translator import collation_key

VI, EN = Translator("vi"), Translator("en")


@pytest.mark.parametrize(
    ("value", "digits", "vi", "en"),
    [
        (1486918, 0, "1.486.918", "1,486,918"),
        (6066.4, 1, "6.066,4", "6,066.4"),
        (0.5, 2, "0,50", "0.50"),
        (-0.0001, 1, "0,0", "0.0"),
        (-12.5, 1, "-12,5", "-12.5"),
        (float("nan"), 0, "–", "–"),
    ],
)
def test_numbers(value, digits, vi, en):
    assert VI.number(value, digits) == vi
    assert EN.number(value, digits) == en


@given(st.floats(allow_nan=False, min_value=-1e9, max_value=1e9) | st.integers(-(10**9), 10**9), st.integers(0, 4))
def test_numbers_are_those_of_babel(value, digits):
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    for t in (VI, EN):
        assert t.number(value, digits) == format_decimal(round(value, digits) + 0.0, pattern, locale=t.language)


def test_numbers_without_end():
    assert VI.number(float("inf")) == "∞"
    assert EN.number(float("-inf"), 1) == "-∞"


def test_per_cent_units_and_dates():
    assert VI.percent(0.412, 1) == "41,2%"
    assert EN.percent(0.412, 1) == "41.2%"
    assert VI.quantity(1200, "m") == "1.200\u00a0m"
    assert VI.date("2026-11-23") == "23/11/2026"
    assert EN.date("2026-11-23") == "23 November 2026"


def test_names_in_dictionary_order():
    names = ["Đống Đa", "Dũng", "Ân", "An", "Ăn", "Áo", "Duy", "Đà Nẵng", "Zoe"]
    assert VI.sorted(names) == ["An", "Áo", "Ăn", "Ân", "Dũng", "Duy", "Đà Nẵng", "Đống Đa", "Zoe"]
    # of equal letters the tone decides: none, huyền, hỏi, ngã, sắc, nặng
    assert sorted(["mạ", "má", "mã", "mả", "mà", "ma"], key=collation_key) == ["ma", "mà", "mả", "mã", "má", "mạ"]


def test_a_problem_says_what_found_allowed_and_remedy():
    problem = Problem(
        code="out_of_range", layer="streets", field="speed_kmh", ids=("a1", "a7"), count=3, found="-5", allowed=">= 0"
    )
    text = EN.problem(problem)
    for part in (
        'Layer "streets"',
        'field "speed_kmh"',
        "a1, a7 and 1 more",
        "Found: -5",
        "Allowed: >= 0",
        "What to do: Correct",
    ):
        assert part in text
    assert "Cách xử lý:" in VI.problem(problem)


def test_unknown_keys_show_and_many_problems_are_cut():
    assert VI("no.such.key") == "no.such.key"
    lines = EN.problems([Problem(code="no_features")] * 25)
    assert len(lines) == 21
    assert "5 more" in lines[-1]
    assert translator("fr").language == "vi"
