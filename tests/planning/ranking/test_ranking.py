"""The whole ranking: by hand, and what must hold for any matrix."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from layers.problems import OptionError
from planning.ranking.matrix import Criterion, decision_matrix
from planning.ranking.ranking import RankOptions, rank

FEW = RankOptions(draws=200)
RAW = st.tuples(st.integers(2, 15), st.integers(1, 4)).flatmap(
    lambda shape: arrays("float64", shape, elements=st.integers(0, 20).map(lambda v: v * 5.0) | st.just(np.nan)),
)


def matrix_of(table, weights=None, ids=None):
    """A matrix of shares whose first criterion is complete."""
    table = table.copy()
    table[:, 0] = np.nan_to_num(table[:, 0])
    names = [f"c{k}" for k in range(table.shape[1])]
    frame = pd.DataFrame(table, columns=names, index=ids if ids is not None else [f"u{i}" for i in range(len(table))])
    weights = np.ones(len(names)) if weights is None else weights
    return decision_matrix(
        frame, [Criterion(id=n, weight=float(w), low=0, high=100) for n, w in zip(names, weights, strict=True)]
    )


def test_scores_by_hand_and_the_columns_of_the_command_line(values, criteria):
    names = pd.Series({"a": "Xã A", "b": "Xã B", "c": "Xã C"})
    ranking = rank(decision_matrix(values, criteria, names=names), FEW)
    table = ranking.table()
    assert list(table) == [
        "rank", "id", "name", "score", "group", "rank_low", "rank_high", "far", "wet", "green", "rank_topsis",
    ]  # fmt: skip
    # a: 80 / 2 + 20 / 4 + 50 / 4; b: 40 / 2 + 60 / 4 + 100 / 4; c has more green than the norm asks for
    assert table["id"].tolist() == ["b", "a", "c"]
    assert table["score"].tolist() == [60, 57.5, 0]
    assert table["rank"].tolist() == [1, 2, 3]
    assert table["group"].tolist() == ["I", "II", "III"]
    assert table["green"].tolist() == [0, 1, 5]
    assert ranking.order == ["b", "a", "c"]


def test_contributions_sum_to_the_score_and_reasons_come_from_them(values, criteria):
    ranking = rank(decision_matrix(values, criteria), FEW)
    assert ranking.contributions.sum(axis=1).to_dict() == pytest.approx(ranking.scores.to_dict())
    assert [r.criterion for r in ranking.reasons["a"]] == ["far", "green"]


def test_the_weight_that_swaps_two_neighbours(values, criteria):
    ranking = rank(decision_matrix(values, criteria), FEW)
    first, second = ranking.swaps
    # b leads a by 2.5: level where 40 x = (10 + 12.5) / 0.5 * (1 - x), at 9/17 of "far" now 1/2
    assert (first.above, first.below, first.criterion) == ("b", "a", "far")
    assert first.needed == pytest.approx(9 / 17)
    assert (second.above, second.below, second.criterion) == ("a", "c", "")


def test_the_three_ways_to_treat_what_is_missing(gaps, criteria):
    matrix = decision_matrix(gaps, criteria)
    spread = rank(matrix, FEW)
    assert spread.scores["b"] == (60 * 0.25 + 100 * 0.25) / 0.5
    assert spread.estimated == ("b",)
    assert np.isnan(spread.contributions.loc["b", "far"])
    out = rank(matrix, RankOptions(draws=200, missing="leave_out"))
    assert np.isnan(out.scores["b"])
    assert out.unranked == ("b",)
    assert out.order == ["a", "c"]
    last = out.table().iloc[-1]
    assert (last["id"], last["group"]) == ("b", "")
    assert pd.isna(last["rank"])
    assert pd.isna(last["rank_low"])
    worst = rank(matrix, RankOptions(draws=200, missing="worst"))
    assert worst.scores["b"] == 100 * 0.5 + 60 * 0.25 + 100 * 0.25
    assert worst.estimated == ("b",)
    assert "far" not in [r.criterion for r in worst.reasons["b"]]


def test_a_unit_without_any_data_is_not_ranked_under_any_policy(values, criteria):
    values.loc["c"] = np.nan
    for policy in ("redistribute", "leave_out", "worst"):
        ranking = rank(decision_matrix(values, criteria), RankOptions(draws=200, missing=policy))
        assert ranking.unranked == ("c",)
        assert "units_not_ranked" in {p.code for p in ranking.notes}


def test_too_few_units_that_can_be_ranked(values, criteria):
    values.iloc[1:, 0] = np.nan
    with pytest.raises(OptionError) as error:
        rank(decision_matrix(values, criteria), RankOptions(missing="leave_out"))
    assert error.value.problems[0].code == "units_too_few"


def test_what_weighs_nothing_may_be_missing(gaps, criteria):
    ranking = rank(decision_matrix(gaps, criteria, {"far": 0, "wet": 1, "green": 1}), FEW)
    assert ranking.estimated == ()


def test_topsis_first(values, criteria):
    ranking = rank(decision_matrix(values, criteria), RankOptions(draws=200, methods=("topsis", "weighted_sum")))
    assert list(ranking.table())[-1] == "rank_weighted_sum"
    assert ranking.scores["c"] == 0
    assert ranking.swaps == ()


@pytest.mark.parametrize(("wrong", "code"), [
    ({"methods": ()}, "method_unknown"),
    ({"methods": ("vikor",)}, "method_unknown"),
    ({"methods": ("topsis", "topsis")}, "method_unknown"),
    ({"missing": "zero"}, "choice_unknown"),
    ({"scale": "log"}, "choice_unknown"),
    ({"draws": 5}, "number_out_of_range"),
    ({"seed": -1}, "number_out_of_range"),
    ({"concentration": float("nan")}, "number_out_of_range"),
])  # fmt: skip
def test_options_that_make_no_sense(wrong, code):
    with pytest.raises(OptionError) as error:
        RankOptions(**wrong)
    assert [p.code for p in error.value.problems] == [code]


def test_the_same_question_has_the_same_answer_and_key(values, criteria):
    one, two = (rank(decision_matrix(values, criteria), FEW) for _ in range(2))
    assert one.digest == two.digest
    pd.testing.assert_frame_equal(one.table(), two.table())
    assert rank(decision_matrix(values, criteria), RankOptions(draws=201)).digest != one.digest


@settings(max_examples=40)
@given(RAW, st.floats(1e-6, 1e6))
def test_scaling_all_weights_changes_nothing(table, factor):
    raw = np.arange(1.0, table.shape[1] + 1)
    one = rank(matrix_of(table, raw), FEW).table()
    pd.testing.assert_frame_equal(one, rank(matrix_of(table, raw * factor), FEW).table())


@settings(max_examples=40)
@given(RAW, st.randoms(use_true_random=False))
def test_renaming_and_reordering_units_permutes_and_nothing_else(table, random):
    order = list(range(len(table)))
    random.shuffle(order)
    ids = [f"v{i}" for i in range(len(table))]
    one = rank(matrix_of(table, ids=ids), FEW)
    two = rank(matrix_of(table[order], ids=[ids[i] for i in order]), FEW)
    columns = ["rank", "score", "group", "rank_low", "rank_high", "rank_topsis"]
    left, right = (r.table().set_index("id")[columns] for r in (one, two))
    pd.testing.assert_frame_equal(left.sort_index(), right.sort_index())
    assert dict(one.reasons) == {u: two.reasons[u] for u in one.reasons}


@settings(max_examples=40)
@given(RAW)
def test_a_score_moves_only_with_its_own_values(table):
    """With goalposts, leaving a unit out leaves the scores of the others."""
    whole = rank(matrix_of(table), FEW)
    if len(table) > 2 and not np.isnan(table[:-1]).all(axis=0).any():
        part = rank(matrix_of(table[:-1]), FEW)
        if part.matrix.ids == whole.matrix.ids:
            pd.testing.assert_series_equal(part.scores, whole.scores.iloc[:-1])
