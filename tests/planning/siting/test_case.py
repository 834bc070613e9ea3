"""What makes the models small changes no answer."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from planning.siting.case import Case, distinct_rows, dominated_candidates, dominated_rows

COVER = st.tuples(st.integers(1, 8), st.integers(1, 6)).flatmap(lambda shape: arrays("bool", shape))


@given(COVER, st.data())
def test_equal_rows_become_one_with_the_people_of_all(within, data):
    people = data.draw(arrays("float64", len(within), elements=st.integers(1, 9).map(float)))
    rows, sums = distinct_rows(within, people)
    expected = {}
    for row, p in zip(within, people, strict=True):
        expected[tuple(row)] = expected.get(tuple(row), 0) + p
    assert {tuple(r): s for r, s in zip(rows, sums, strict=True)} == expected


@given(COVER)
def test_a_candidate_left_out_has_one_kept_that_covers_as_much(within):
    out = dominated_candidates(within)
    sets = [set(np.flatnonzero(column)) for column in within.T]
    kept = [s for s, gone in zip(sets, out, strict=True) if not gone]
    for covered, gone in zip(sets, out, strict=True):
        if gone:
            assert not covered or any(covered <= other for other in kept)
    assert all(not a < b for a in kept for b in kept)
    assert len({frozenset(s) for s in kept}) == len(kept)


@given(COVER)
def test_whoever_covers_the_rows_kept_covers_all(within):
    rows, _ = distinct_rows(within, np.ones(len(within)))
    kept = [set(np.flatnonzero(r)) for r in rows[~dominated_rows(rows)]]
    assert all(any(k <= set(np.flatnonzero(r)) for k in kept) for r in rows)


def test_places_are_filled_up_with_those_that_shorten_the_way_most():
    costs = np.array([[1.0, 5.0, 2.0, 9.0], [9.0, 5.0, 9.0, 1.0]])
    case = Case(costs, np.array([math.inf, math.inf]), np.array([1.0, 10.0]), 2, 20.0, 1.0)
    assert case.filled((0,)) == (0, 3)
    assert case.filled((1, 2)) == (1, 2)
    assert case.best((0, 1)).tolist() == [1, 5]
    assert case.best(()).tolist() == [math.inf, math.inf]
