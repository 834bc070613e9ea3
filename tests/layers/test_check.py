"""Every problem of a table, at once, with where, found and allowed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from layers.check import LONGEST_COLUMN, column_names, missing_columns, repeated, typed_columns
from layers.spec import Field, LayerSpec

SPEC = LayerSpec(
    type="t",
    fields=(
        Field(name="people", kind="number", required=True, minimum=0, maximum=1000),
        Field(name="kind", choices=("a", "b")),
        Field(name="floors", kind="integer"),
        Field(name="public", kind="boolean"),
        Field(name="opened", kind="date"),
        Field(name="time", kind="time"),
        Field(name="name", required=True),
    ),
)


def problems_of(**columns):
    frame = pd.DataFrame({name: pd.Series(values, dtype="object") for name, values in columns.items()})
    ids = np.array([f"r{n}" for n in range(len(frame))], dtype=object)
    typed = typed_columns(frame, SPEC, {name: name for name in columns}, ids)
    return {(p.code, p.field): p for p in typed.problems}


CASES = [
    ("people", ["1", "x"], "not_a_number", "x", "number", ("r1",)),
    ("people", ["1", "-5"], "out_of_range", "-5.0", ">= 0, <= 1000", ("r1",)),
    ("people", ["2000", "5"], "out_of_range", "2000.0", ">= 0, <= 1000", ("r0",)),
    ("people", ["1", ""], "missing_value", "", ">= 0, <= 1000", ("r1",)),
    ("people", ["inf", "1"], "not_a_number", "inf", "number", ("r0",)),
    ("kind", ["a", "c"], "not_a_choice", "c", "a, b", ("r1",)),
    ("floors", ["1.5", "2"], "not_an_integer", "1.5", "integer", ("r0",)),
    ("public", ["yes", "perhaps"], "not_yes_or_no", "perhaps", "boolean", ("r1",)),
    ("opened", ["31/12/2020", "soon"], "not_a_date", "soon", "date", ("r1",)),
    ("time", ["2026-05-14T08:00:00Z", "noon"], "not_a_time", "noon", "time", ("r1",)),
    (
        "time",
        ["2026-05-14 08:00", "2026-05-14T08:00:00Z"],
        "time_zone_missing",
        "2026-05-14 08:00",
        "--timezone Asia/Ho_Chi_Minh",
        ("r0",),
    ),
    ("name", ["x", None], "missing_value", "", "text", ("r1",)),
]


@pytest.mark.parametrize(("field", "values", "code", "found", "allowed", "ids"), CASES)
def test_value_that_breaks_the_contract_is_told_with_place(field, values, code, found, allowed, ids):
    (problem,) = problems_of(**{field: values}).values()
    assert (problem.code, problem.field, problem.found, problem.allowed, problem.ids) == (
        code,
        field,
        found,
        allowed,
        ids,
    )
    assert (problem.severity, problem.count) == ("error", 1)


def test_all_problems_come_at_once():
    problems = problems_of(people=["x", "-1", ""], kind=["c", "a", None], name=["", "x", "y"])
    assert set(problems) == {
        ("not_a_number", "people"),
        ("out_of_range", "people"),
        ("missing_value", "people"),
        ("not_a_choice", "kind"),
        ("missing_value", "name"),
    }


def test_many_bad_values_are_counted_and_sampled():
    (problem,) = problems_of(people=[f"x{n}" for n in range(100)]).values()
    assert (problem.count, len(problem.ids), problem.found) == (100, 20, "x0, x1, x2, …")


def test_limits_are_inclusive():
    assert problems_of(people=["0", "1000"]) == {}


def test_numbers_read_as_vietnamese_are_noted():
    (problem,) = problems_of(people=["1,5", "2,5"]).values()
    assert (problem.code, problem.severity) == ("numbers_read_as_vietnamese", "note")


def test_missing_and_unknown_columns():
    problems = missing_columns(SPEC, {"people": "Dân"}, ["a", "b"])
    assert [(p.code, p.field, p.found) for p in problems] == [
        ("missing_column", "name", "a, b"),
        ("unknown_column", "people", "Dân"),
    ]


@pytest.mark.parametrize(
    "name",
    [
        "a" * (LONGEST_COLUMN + 1),
        "",
        " ",
        'a"b',
        "a'; DROP TABLE x; --",
        "a`b",
        "a\\b",
        "a\x00b",
        "a\nb",
        "a\tb",
        "a\x1bb",
    ],
)
def test_dangerous_column_name_is_refused(name):
    (problem,) = column_names(["people", name])
    assert problem.code == "bad_column_name"
    assert len(problem.found) <= 80


@pytest.mark.parametrize(
    "name", ["a", "Dân số (người)", "area/ha", "% đất", "a.b", "1", "a" * LONGEST_COLUMN, "select"]
)
def test_ordinary_column_name_is_taken(name):
    assert column_names([name]) == []


def test_repeats_are_those_after_the_first():
    ids = pd.Series(["a", "b", "a", None, None, ""], dtype="object")
    assert repeated(ids).tolist() == [False, False, True, False, False, False]
