"""Points, scores and ranks against textbooks, another library and what must always hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from planning.ranking.matrix import Criterion
from planning.ranking.methods import (
    METHODS,
    competition_ranks,
    contributions,
    dominates,
    points,
    topsis,
    weighted_sum,
)

SHAPES = st.tuples(st.integers(2, 9), st.integers(1, 6))
POINTS = SHAPES.flatmap(lambda shape: arrays("float64", shape, elements=st.integers(0, 20).map(lambda v: v * 5.0)))


def weights_for(table, data):
    raw = data.draw(arrays("float64", table.shape[1], elements=st.floats(0.01, 10)))
    return raw / raw.sum()


def test_points_follow_the_goalposts():
    more = Criterion(id="x", low=20, high=70)
    less = Criterion(id="x", urgent="less", low=0, high=2)
    column = np.array([[10.0], [20.0], [45.0], [70.0], [95.0], [np.nan]])
    assert points(column, [more])[:, 0].tolist()[:5] == [0, 0, 50, 100, 100]
    assert np.isnan(points(column, [more])[5, 0])
    assert points(np.array([[0.0], [0.5], [2.0], [9.0]]), [less])[:, 0].tolist() == [100, 75, 0, 0]


def test_points_between_the_extremes_where_there_are_no_goalposts():
    column = np.array([[1.0], [2.0], [5.0]])
    assert points(column, [Criterion(id="x")])[:, 0].tolist() == [0, 25, 100]
    assert points(column, [Criterion(id="x", urgent="less")])[:, 0].tolist() == [100, 75, 0]


def test_points_scaled_to_what_is_observed_keep_the_post_of_no_need():
    column = np.array([[10.0], [20.0]])
    post = Criterion(id="x", low=0, high=100)
    assert points(column, [post], "observed")[:, 0].tolist() == [50, 100]
    green = Criterion(id="x", urgent="less", low=0, high=30)
    assert points(column, [green], "observed")[:, 0].tolist() == [100, 50]


def test_a_constant_criterion_makes_no_difference_and_no_nan():
    column = np.array([[7.0], [7.0]])
    assert points(column, [Criterion(id="x")])[:, 0].tolist() == [0, 0]
    assert points(column, [Criterion(id="x", low=0, high=14)])[:, 0].tolist() == [50, 50]


def test_points_of_very_large_and_very_small_numbers_stay_finite():
    assert points(np.array([[-1.7e308], [0.0], [1.7e308]]), [Criterion(id="x")])[:, 0].tolist() == [0, 50, 100]
    assert np.isfinite(points(np.array([[0.0], [5e-324]]), [Criterion(id="x")])).all()


def test_topsis_tzeng_and_huang_2011():
    table = np.array([[5, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]], dtype=float)
    closeness = topsis(table, np.array([0.3, 0.4, 0.3]))
    assert closeness == pytest.approx([0.5037, 0.6581, 0.7482, 0.3340], abs=5e-5)
    assert competition_ranks(closeness).tolist() == [3, 2, 1, 4]


def test_topsis_of_a_constant_column_and_of_equal_units():
    # quatrope/scikit-criteria#8, Glitchfix/TOPSIS-Python#1: constant columns gave NaN, and sort order passed for ranks
    assert topsis(np.array([[1.0, 0.0], [2.0, 0.0]]), np.array([0.5, 0.5])).tolist() == [0, 1]
    assert topsis(np.array([[1.0, 3.0], [1.0, 3.0]]), np.array([0.5, 0.5])).tolist() == [0.5, 0.5]


@given(POINTS, st.data())
def test_scikit_criteria_agrees(table, data):
    from skcriteria.agg.simple import wsm
    from skcriteria.agg.topsis import topsis as theirs

    weights = weights_for(table, data)
    less = data.draw(arrays("bool", table.shape[1]))
    assert weighted_sum(table, weights) == pytest.approx(np.atleast_1d(wsm(table, weights)[1]), abs=1e-9)
    assume((table.min(axis=0) < table.max(axis=0)).any())  # it divides by zero where all units are alike
    norm = np.sqrt((table**2).sum(axis=0))
    *_, similarity = theirs(table / np.where(norm > 0, norm, 1), np.where(less, -1, 1), weights)
    assert topsis(table, weights, less) == pytest.approx(similarity, abs=1e-9)


def test_weighted_sum_by_hand():
    table = np.array([[80.0, 20.0, 50.0], [40.0, 60.0, 100.0], [0.0, 0.0, 0.0]])
    assert weighted_sum(table, np.array([0.5, 0.25, 0.25])).tolist() == [57.5, 60, 0]


def test_the_weight_of_what_is_missing_goes_to_the_other_criteria():
    table = np.array([[np.nan, 60.0, 100.0], [80.0, 20.0, 50.0], [np.nan, np.nan, np.nan]])
    scores = weighted_sum(table, np.array([0.5, 0.2, 0.3]))
    assert scores[:2].tolist() == pytest.approx([(60 * 0.2 + 100 * 0.3) / 0.5, 40 + 4 + 15])
    assert np.isnan(scores[2])
    assert np.isnan(topsis(table, np.array([0.5, 0.2, 0.3]))).tolist() == [False, False, True]


def test_ties_share_the_better_rank():
    assert competition_ranks(np.array([10.0, 30.0, 30.0, 20.0, 10.0])).tolist() == [4, 1, 1, 3, 4]
    assert competition_ranks(np.array([[0.1 + 0.2, 0.3], [0.3, 0.4]])).tolist() == [[1, 1], [2, 1]]


@given(arrays("float64", st.integers(1, 30), elements=st.integers(0, 10).map(float)))
def test_ranks_are_one_plus_the_number_of_those_above(scores):
    assert competition_ranks(scores).tolist() == [1 + int((scores > s).sum()) for s in scores]


@given(POINTS, st.data())
def test_a_dominated_unit_never_outranks_its_dominator(table, data):
    weights = np.stack([weights_for(table, data) for _ in range(3)])
    better = dominates(table)
    for method in METHODS.values():
        for ranks in competition_ranks(method(table, weights)):
            assert (ranks[:, None] <= ranks[None, :])[better].all()


@given(POINTS)
def test_dominance_pair_by_pair(table):
    found = dominates(table)
    for i, one in enumerate(table):
        for j, other in enumerate(table):
            assert found[i, j] == (all(one >= other) and any(one > other))


def test_units_with_gaps_dominate_nothing():
    assert not dominates(np.array([[np.nan, 9.0], [1.0, 1.0]])).any()


@given(POINTS, st.data())
def test_contributions_sum_to_the_score(table, data):
    gone = data.draw(arrays("bool", table.shape))
    gone[:, 0] = False
    holed = np.where(gone, np.nan, table)
    weights = weights_for(table, data)
    parts = contributions(holed, weights)
    assert np.array_equal(np.isnan(parts), gone)
    assert np.nansum(parts, axis=1) == pytest.approx(weighted_sum(holed, weights), abs=1e-9)


@given(POINTS, st.data())
def test_one_row_of_weights_or_many_give_the_same(table, data):
    rows = np.stack([weights_for(table, data) for _ in range(3)])
    for method in METHODS.values():
        together = method(table, rows)
        assert together.shape == (3, len(table))
        assert all(np.array_equal(method(table, row), line) for row, line in zip(rows, together, strict=True))
