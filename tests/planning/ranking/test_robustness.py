"""Draws of weights, ranks under them, groups and what cannot be told apart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from planning.ranking.methods import competition_ranks, weighted_sum
from planning.ranking.robustness import acceptability, draw_weights, group_cuts, robustness, runs

EQUAL = np.full(2, 0.5)
POINTS = st.tuples(st.integers(2, 25), st.integers(1, 4)).flatmap(
    lambda shape: arrays("float64", shape, elements=st.integers(0, 10).map(lambda v: v * 10.0)),
)


def judge(points, weights=None, draws=300, concentration=5.0):
    weights = np.full(points.shape[1], 1 / points.shape[1]) if weights is None else weights
    ranks = competition_ranks(weighted_sum(points, weights))
    return ranks, robustness(points, ranks, draw_weights(weights, draws, 1, concentration))


def test_draws_sum_to_one_keep_the_mean_and_the_zeros():
    weights = np.array([0.5, 0.3, 0.2, 0.0])
    drawn = draw_weights(weights, 20_000, 7, 5.0)
    assert drawn.sum(axis=1) == pytest.approx(1)
    assert (drawn[:, 3] == 0).all()
    assert drawn.mean(axis=0) == pytest.approx(weights, abs=0.005)
    # variance of a Dirichlet distribution with parameters 15 * w: w (1 - w) / (15 + 1)
    assert drawn.var(axis=0) == pytest.approx(weights * (1 - weights) / 16, rel=0.05)


def test_the_same_seed_gives_the_same_draws():
    assert np.array_equal(draw_weights(EQUAL, 50, 3, 5.0), draw_weights(EQUAL, 50, 3, 5.0))
    assert not np.array_equal(draw_weights(EQUAL, 50, 3, 5.0), draw_weights(EQUAL, 50, 4, 5.0))


def test_weights_next_to_nothing_never_vanish():
    drawn = draw_weights(np.array([1.0, 1e-9]) / (1 + 1e-9), 1000, 1, 0.1)
    assert (drawn > 0).all()


def test_what_the_docstring_says_of_six_equal_weights():
    drawn = draw_weights(np.full(6, 1 / 6), 100_000, 1, 5.0)[:, 0] * 6
    assert drawn.std() == pytest.approx(0.40, abs=0.01)
    assert ((drawn > 1 / 3) & (drawn < 2)).mean() > 0.9


def test_two_opposite_units_share_the_first_rank_evenly_when_nobody_agrees():
    # weights uniform over the simplex: unit a is first where its criterion weighs more than half
    _, sure = judge(np.array([[100.0, 0.0], [0.0, 100.0], [40.0, 40.0]]), EQUAL, 40_000, 1.0)
    # c is first nowhere: a has 100 w, b 100 (1 - w), c 40, and one of the first two is always 50 or more
    assert sure.acceptability[:, 0] == pytest.approx([0.5, 0.5, 0], abs=0.01)
    # c is second where the lesser of w, 1 - w is below 0.4: in 80 % of the draws
    assert sure.acceptability[2] == pytest.approx([0, 0.8, 0.2], abs=0.01)
    assert sure.low.tolist() == [1, 1, 2]
    assert sure.high.tolist() == [3, 3, 3]


def test_acceptability_counts_ranks():
    trial = np.array([[1, 2, 3], [1, 3, 2], [1, 1, 3], [2, 1, 3]])
    assert acceptability(trial).tolist() == [[0.75, 0.25, 0], [0.5, 0.25, 0.25], [0, 0.25, 0.75]]


def test_an_order_that_no_weights_can_change_makes_thirds():
    points = np.arange(30, 0, -1.0)[:, None] * np.ones(3)
    ranks, sure = judge(points)
    assert sure.low.tolist() == sure.high.tolist() == ranks.tolist()
    assert np.bincount(sure.group).tolist() == [10, 10, 10]
    assert sure.unchanged == 1
    assert sure.runs == ()


def test_a_cut_lies_in_the_gap():
    # 4 units far above, 26 close together: only the cut after the fourth is crossed by nobody
    rng = np.random.default_rng(5)
    points = np.vstack([rng.uniform(80, 90, (4, 3)), rng.uniform(10, 40, (26, 3))])
    _, sure = judge(points)
    assert (sure.group[:4] == 0).all()
    assert (sure.group[4:] > 0).all()
    assert sure.unchanged == 1
    assert sure.leading[:4].tolist() == [1, 1, 1, 1]


def test_units_without_any_difference_are_one_group():
    ranks, sure = judge(np.full((7, 2), 30.0))
    assert ranks.tolist() == [1] * 7
    assert sure.group.tolist() == [0] * 7
    assert sure.runs == ((1, 7),)


def test_two_units():
    _, sure = judge(np.array([[1.0, 1.0], [2.0, 2.0]]))
    assert sure.group.tolist() == [1, 0]


def test_cuts_count_units_that_change_sides_by_hand():
    ranks = np.array([1, 2, 3, 4, 5, 6])
    # draws: the third and the fourth change places half of the time, the others never
    trial = np.array([[1, 2, 3, 4, 5, 6], [1, 2, 4, 3, 5, 6]])
    # group I may hold 1 or 2, of equals the larger; group II ends at 3 or 4: at 3 half a unit changes sides, at 4 none
    assert group_cuts(ranks, acceptability(trial).cumsum(axis=1)) == (2, 4)


def test_runs_by_hand():
    trial = np.array([[1, 2, 3, 4]] * 8 + [[2, 1, 3, 4]] * 2)  # a before b in 80 % of the draws
    assert runs(np.array([1, 2, 3, 4]), trial) == ((1, 2),)
    trial = np.array([[1, 2, 3, 4]] * 9 + [[2, 1, 3, 4]])
    assert runs(np.array([1, 2, 3, 4]), trial) == ()


@given(POINTS)
def test_groups_and_ranges_never_contradict_the_order(points):
    ranks, sure = judge(points)
    units = len(points)
    assert (sure.low >= 1).all()
    assert (sure.high <= units).all()
    assert (sure.low <= ranks).all()
    assert (ranks <= sure.high).all()
    assert (sure.low <= sure.usual_low).all()
    assert (sure.usual_low <= sure.usual_high).all()
    assert (sure.usual_high <= sure.high).all()
    assert sure.acceptability.sum(axis=1) == pytest.approx(1)
    order = np.argsort(ranks, kind="stable")
    assert (np.diff(sure.group[order]) >= 0).all()
    assert set(sure.group) <= {0, 1, 2}
    assert sure.group.min() == 0
    for rank in set(ranks):  # units of one rank stay together
        assert len(set(sure.group[ranks == rank])) == 1
    assert 0 <= sure.unchanged <= sure.leading[sure.group == 0].min() + 1e-12
    last = 0
    for first, end in sure.runs:
        assert last < first < end <= units
        last = end
