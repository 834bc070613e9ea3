"""Why a unit stands where it stands."""

from __future__ import annotations

import numpy as np
import pytest

from planning.ranking.matrix import decision_matrix
from planning.ranking.methods import contributions, points
from planning.ranking.reasons import Remark, main_reasons


def reasons(values, criteria, count=2):
    matrix = decision_matrix(values, criteria)
    table = points(values.to_numpy(), criteria)
    return main_reasons(values.to_numpy(), table, contributions(table, matrix.weights), criteria, count)


def test_the_criteria_that_lift_a_unit_most_above_the_mean(values, criteria):
    a, b, c = reasons(values, criteria)
    # contributions: a 40, 5, 12.5; b 20, 15, 25; c 0, 0, 0; means 20, 6 2/3, 12.5
    assert [r.criterion for r in a] == ["far", "green"]
    assert [r.criterion for r in b] == ["green", "wet"]
    assert c == ()
    assert (a[0].value, a[0].unit, a[0].points, a[0].contribution) == (80, "%", 80, 40)
    assert a[0].above_mean == pytest.approx(20)
    assert b[1].above_mean == pytest.approx(15 - 20 / 3)


def test_what_is_missing_is_no_reason(gaps, criteria):
    # b's half for "far" goes to the others: wet 30, green 50; means of those with data 20, 11 2/3, 20 5/6
    assert [[r.criterion for r in unit] for unit in reasons(gaps, criteria, 3)] == [
        ["far", "wet", "green"],
        ["green", "wet"],
        [],
    ]


def test_of_equals_the_first_criterion(values, criteria):
    values[:] = np.array([[50.0, 50.0, 1.0]] * 3)
    assert all([r.criterion for r in unit] == ["far", "wet"] for unit in reasons(values, criteria))


def test_the_values_of_a_remark_are_closed():
    given = {"share": 0.5}
    remark = Remark(code="rank.group_unchanged", values=given)
    given["share"] = 0.9
    assert remark.values["share"] == 0.5
    with pytest.raises(TypeError):
        remark.values["share"] = 1
