"""The smallest change of one weight against moving each weight step by step."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from planning.ranking.methods import weighted_sum
from planning.ranking.swaps import Swap, smallest_changes


def moved(weights, k, to):
    others = weights * (1 - to) / (1 - weights[k])
    others[k] = to
    return others


def lead(points, weights):
    return float(np.subtract(*weighted_sum(points, weights)))


def test_by_hand():
    # 60 x + 20 (1 - x) against 40 x + 30 (1 - x): level where 20 x = 10 (1 - x), at a third
    points = np.array([[60.0, 20.0], [40.0, 30.0]])
    criterion, needed = smallest_changes(points, np.array([0.5, 0.5]), np.array([0]), np.array([1]))
    assert criterion.tolist() == [0]
    assert needed == pytest.approx([1 / 3])


def test_of_two_ways_the_shorter_one():
    # leads by 10, -30 and 20 points: level at 5/7 of the second weight, or 0 of the third, ...
    points = np.array([[20.0, 0.0, 20.0], [10.0, 30.0, 0.0]])
    weights = np.array([0.4, 0.2, 0.4])
    criterion, needed = smallest_changes(points, weights, np.array([0]), np.array([1]))
    # rest = (10 * .4 + 20 * .4) / .8 = 15, level at 15 / (15 + 30) = 1/3: a change of 2/15
    assert criterion.tolist() == [1]
    assert needed == pytest.approx([1 / 3])


def test_nothing_makes_a_dominated_unit_come_first():
    points = np.array([[60.0, 20.0], [40.0, 20.0]])
    criterion, needed = smallest_changes(points, np.array([0.5, 0.5]), np.array([0]), np.array([1]))
    assert criterion.tolist() == [-1]
    assert np.isnan(needed).all()


def test_a_single_criterion_has_nothing_to_change():
    criterion, _ = smallest_changes(np.array([[2.0], [1.0]]), np.array([1.0]), np.array([0]), np.array([1]))
    assert criterion.tolist() == [-1]


@given(
    arrays("float64", (2, 3), elements=st.integers(0, 10).map(lambda v: v * 10.0)),
    arrays("float64", 3, elements=st.integers(1, 9).map(float)),
    arrays("bool", (2, 3)),
)
def test_no_smaller_change_does_it(points, raw, gone):
    gone[:, 0] = False
    points = np.where(gone, np.nan, points)
    weights = raw / raw.sum()
    if lead(points, weights) < 0:
        points = points[::-1].copy()
    if lead(points, weights) < 1e-6:
        return
    (k,), (needed,) = smallest_changes(points, weights, np.array([0]), np.array([1]))
    reach = 1.0
    if k >= 0:
        reach = abs(needed - weights[k])
        beyond = np.clip(needed + np.sign(needed - weights[k]) * 1e-6, 0, 1)
        assert lead(points, moved(weights, k, beyond)) < 1e-9
    for other in range(3):
        for to in np.linspace(0.0005, 0.9995, 200):
            if abs(to - weights[other]) < reach - 1e-6:
                assert lead(points, moved(weights, other, to)) > -1e-9


def test_a_swap_says_how_far_the_weight_has_to_move():
    assert Swap(above="a", below="b", criterion="far", weight=0.25, needed=0.3).change == pytest.approx(0.05)
    assert np.isnan(Swap(above="a", below="b").change)
