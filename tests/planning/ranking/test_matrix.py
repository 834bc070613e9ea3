"""The decision matrix: what it takes, what it refuses, what it leaves out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from layers.problems import OptionError
from planning.ranking.matrix import Criterion, decision_matrix


def codes(error: pytest.ExceptionInfo[OptionError]) -> set[str]:
    return {p.code for p in error.value.problems}


def test_weights_sum_to_one_in_proportion(values, criteria):
    assert decision_matrix(values, criteria).weights.tolist() == [0.5, 0.25, 0.25]
    given = {"far": 1e308, "wet": 1e308, "green": 0}
    assert decision_matrix(values, criteria, given).weights.tolist() == [0.5, 0.5, 0]


def test_columns_of_others_are_ignored_and_order_is_that_of_the_criteria(values, criteria):
    matrix = decision_matrix(values.assign(people=1)[["people", "green", "wet", "far"]], criteria)
    assert list(matrix.values) == ["far", "wet", "green"]


def test_a_criterion_without_data_is_named_and_left_out(values, criteria):
    values["wet"] = np.nan
    matrix = decision_matrix(values.drop(columns="green"), criteria)
    assert matrix.left_out == ("wet", "green")
    assert matrix.ids == ("far",)
    assert [p.field for p in matrix.notes if p.code == "criterion_without_data"] == ["wet", "green"]
    assert matrix.weights.tolist() == [1]


def test_missing_values_are_kept_and_named(gaps, criteria):
    matrix = decision_matrix(gaps, criteria)
    assert np.isnan(matrix.values.loc["b", "far"])
    (note,) = [p for p in matrix.notes if p.code == "values_missing"]
    assert (note.field, note.ids, note.count) == ("far", ("b",), 1)


def test_every_problem_is_reported_at_once(values, criteria):
    values["far"] = [np.inf, 1, 2]
    values["wet"] = ["deep", 1, 2]
    with pytest.raises(OptionError) as error:
        decision_matrix(values, criteria, {"far": -1, "wet": np.nan, "grren": 1})
    assert codes(error) == {
        "criterion_unknown",
        "values_infinite",
        "values_not_numbers",
        "weight_missing",
        "weight_negative",
        "weight_not_a_number",
    }


@pytest.mark.parametrize("weights", [{"far": 0, "wet": 0, "green": 0}])
def test_weights_that_sum_to_zero(values, criteria, weights):
    with pytest.raises(OptionError) as error:
        decision_matrix(values, criteria, weights)
    assert codes(error) == {"weights_sum_zero"}


def test_weights_that_rest_only_on_criteria_without_data(values, criteria):
    with pytest.raises(OptionError) as error:
        decision_matrix(values.drop(columns="far"), criteria, {"far": 1, "wet": 0, "green": 0})
    assert codes(error) == {"weights_sum_zero"}


def test_units_too_few_and_repeated(values, criteria):
    with pytest.raises(OptionError) as error:
        decision_matrix(values.iloc[:1], criteria)
    assert codes(error) == {"units_too_few"}
    with pytest.raises(OptionError) as error:
        decision_matrix(values.set_axis(["a", "b", "a"]), criteria)
    assert error.value.problems[0].ids == ("a",)


def test_nothing_to_rank_by(values, criteria):
    with pytest.raises(OptionError) as error:
        decision_matrix(values[[]], criteria)
    assert codes(error) == {"criteria_without_data"}


@pytest.mark.parametrize(("low", "high"), [(1, 1), (2, 1), (np.nan, 1), (0, np.inf)])
def test_goalposts_that_cross(values, low, high):
    with pytest.raises(OptionError) as error:
        decision_matrix(values, [Criterion(id="far", low=low, high=high)])
    assert codes(error) == {"goalposts_wrong"}


def test_a_criterion_named_twice(values):
    with pytest.raises(OptionError) as error:
        decision_matrix(values, [Criterion(id="far"), Criterion(id="far")])
    assert "criterion_repeated" in codes(error)


def test_constant_criteria_are_noted(values, criteria):
    values["wet"] = 3.0
    assert [p.field for p in decision_matrix(values, criteria).notes if p.code == "criterion_constant"] == ["wet"]
    same = pd.DataFrame(1.0, index=["a", "b"], columns=["far", "wet", "green"])
    assert "criteria_all_constant" in {p.code for p in decision_matrix(same, criteria).notes}


def test_what_is_handed_out_cannot_reach_the_matrix(values, criteria):
    matrix = decision_matrix(values, criteria)
    before = matrix.digest
    mine = matrix.values
    mine.loc["a", "far"] = 0
    values.loc["a", "far"] = 0
    assert matrix.values.loc["a", "far"] == 80
    assert decision_matrix(matrix.values, criteria).digest == before


def test_names_follow_the_ids_and_fall_back_to_them(values, criteria):
    matrix = decision_matrix(values, criteria, names=pd.Series({"b": "Xã Bình An", "x": "Xã X"}))
    assert matrix.names.to_dict() == {"a": "a", "b": "Xã Bình An", "c": "c"}


def test_weights_are_replaced_and_checked_again(gaps, criteria):
    matrix = decision_matrix(gaps.drop(columns="wet"), criteria)
    again = matrix.replace_weights({"far": 1, "green": 3, "wet": 5})
    assert again.weights.tolist() == [0.25, 0.75]
    assert again.left_out == ("wet",)
    assert again.criteria[1].urgent == "less"
    with pytest.raises(OptionError):
        matrix.replace_weights({"far": 1})
