"""The default set, and a table of the user's own that joins it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from layers.problems import OptionError
from planning.ranking.criteria import DEFAULT, OWN_WEIGHT, join_own
from planning.ranking.matrix import Criterion, decision_matrix


@pytest.fixture
def matrix():
    values = pd.DataFrame({"far": [1.0, 2.0, 3.0]}, index=["21553", "07990", "x1"])
    names = pd.Series(["Phường Quy Nhơn", "Xã Tuy Phước", "Xã Nhơn Châu"], index=values.index)
    return decision_matrix(values, [Criterion(id="far", weight=30, low=0, high=10)], names=names)


def codes(error):
    return {p.code for p in error.value.problems}


def test_the_default_set_is_six_needs_whose_weights_sum_to_100():
    assert len(DEFAULT) == 6
    assert sum(c.weight for c in DEFAULT) == 100
    assert all(c.low == 0 and c.high is not None and c.source for c in DEFAULT)


def test_an_empty_place_has_all_points_and_a_served_one_none():
    worst = [100, 100, 100, 50 + 65 + 55, 100, 0]
    best = [0, 0, 0, 0, 0, 2.0]
    from planning.ranking.methods import points

    assert points(np.array([worst, best], dtype=float), DEFAULT).tolist() == [[100] * 6, [0] * 6]


@pytest.mark.parametrize("keys", [
    [21553, 7990], [21553.0, 7990.0], ["21553.0", " 07990 "], ["Quy Nhơn", "TUY PHƯỚC"], ["phuong quy nhon", "07990"],
])  # fmt: skip
def test_rows_meet_units_by_code_of_any_type_or_by_name(matrix, keys):
    joined = join_own(matrix, pd.DataFrame({"ma": keys, "poor": [12.5, 30]}), "ma")
    assert joined.values["poor"].tolist()[:2] == [12.5, 30]
    assert np.isnan(joined.values["poor"].iloc[2])
    assert joined.ids == ("far", "poor")
    assert joined.weights == pytest.approx([30 / (30 + OWN_WEIGHT), OWN_WEIGHT / (30 + OWN_WEIGHT)])
    assert joined.names.tolist() == matrix.names.tolist()


def test_numbers_written_the_vietnamese_way_and_words_for_missing(matrix):
    table = pd.DataFrame({"ma": ["21553", "07990", "x1"], "poor": ["12,5", "7", "-"]})
    assert join_own(matrix, table, "ma").values["poor"].tolist()[:2] == [12.5, 7]


def test_rows_that_no_unit_answers_to_are_named(matrix):
    joined = join_own(matrix, pd.DataFrame({"ma": ["21553", "99999"], "poor": [1, 2]}), "ma")
    (note,) = [p for p in joined.notes if p.code == "own_unmatched"]
    assert (note.ids, note.severity) == (("99999",), "warning")


def test_criteria_say_what_columns_join_and_which_way_they_count(matrix):
    table = pd.DataFrame({"ma": ["21553", "07990"], "doctors": [3, 1], "note": ["a", "b"], "poor": [1, 2]})
    own = Criterion(id="doctors", urgent="less", weight=10, low=0, high=5)
    joined = join_own(matrix, table, "ma", criteria=[own])
    assert joined.criteria[1] == own
    assert joined.ids == ("far", "doctors")
    again = join_own(matrix, table, "ma", criteria=[own], weights={"far": 1, "doctors": 1})
    assert again.weights.tolist() == [0.5, 0.5]


def test_columns_of_text_stay_out_when_nobody_asks_for_them(matrix):
    table = pd.DataFrame({"ma": ["21553", "07990"], "note": ["a", "b"], "poor": [1, 2]})
    assert join_own(matrix, table, "ma").ids == ("far", "poor")


def test_criteria_without_data_stay_named(matrix):
    values = matrix.values.assign(wet=np.nan)
    both = decision_matrix(values, [*matrix.criteria, Criterion(id="wet")], names=matrix.names)
    assert join_own(both, pd.DataFrame({"ma": ["x1"], "poor": [2]}), "ma").left_out == ("wet",)


@pytest.mark.parametrize(("table", "code"), [
    ({"code": ["21553"], "poor": [1]}, "own_key_missing"),
    ({"ma": ["1", "2"], "poor": [1, 2]}, "own_none_matched"),
    ({"ma": ["21553", "Quy Nhơn"], "poor": [1, 2]}, "own_repeated"),
    ({"ma": ["21553", "07990"], "poor": ["12", "many"]}, "own_not_numbers"),
    ({"ma": ["21553", "07990"], "far": [1, 2]}, "own_column_taken"),
    ({"ma": ["21553", "07990"], "note": ["a", "b"]}, "own_no_numbers"),
])  # fmt: skip
def test_what_cannot_join_is_refused(matrix, table, code):
    with pytest.raises(OptionError) as error:
        join_own(matrix, pd.DataFrame(table), "ma")
    assert codes(error) == {code}


def test_a_column_asked_for_has_to_be_there(matrix):
    with pytest.raises(OptionError) as error:
        join_own(matrix, pd.DataFrame({"ma": ["x1"], "poor": [1]}), "ma", criteria=[Criterion(id="rich")])
    assert codes(error) == {"own_column_missing"}


def test_a_name_that_could_be_two_units_is_not_guessed():
    values = pd.DataFrame({"far": [1.0, 2.0]}, index=["1", "2"])
    names = pd.Series(["Xã Tây An", "Phường Tây An"], index=values.index)
    matrix = decision_matrix(values, [Criterion(id="far")], names=names)
    with pytest.raises(OptionError) as error:
        join_own(matrix, pd.DataFrame({"name": ["Tây An"], "poor": [1]}), "name")
    assert codes(error) == {"own_ambiguous"}
    joined = join_own(matrix, pd.DataFrame({"name": ["Phường Tây An"], "poor": [1]}), "name")
    assert joined.values["poor"].notna().tolist() == [False, True]
