"""Bound and local search of the mean: never above the optimum, never below it."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from planning.siting.case import Case
from planning.siting.mean import interchange, lagrangian, solve_mean
from tests.planning.siting.conftest import every_choice

TABLES = st.tuples(st.integers(1, 9), st.integers(2, 7)).flatmap(
    lambda shape: st.tuples(
        arrays("float64", shape, elements=st.integers(0, 30).map(float)),
        arrays("float64", shape[0], elements=st.integers(1, 40).map(float)),
        st.integers(1, shape[1] - 1),
    ),
)


@settings(deadline=None)
@given(TABLES)
def test_bound_search_and_programme_meet_every_choice_tried(table):
    costs, existing, count = table
    people = np.arange(1.0, len(costs) + 1)
    case = Case(costs, existing, people, count, 100.0, 60.0)
    best = min(every_choice(costs, existing, people, count, "mean", 100.0).values()) * people.sum()
    weighed = np.minimum(costs, existing[:, None]) * people[:, None]
    start = tuple(range(count))
    improved = interchange(weighed, start, case)
    value = weighed[:, list(improved)].min(axis=1).sum()
    assert best <= value + 1e-9
    assert value <= weighed[:, list(start)].min(axis=1).sum()
    bound = lagrangian(weighed, existing * people, case, improved)
    assert bound.value <= best + 1e-9
    assert not bound.ruled_out[list(bound.chosen)].any()
    solved = solve_mean(case, start)
    assert abs(solved.bound * people.sum() - best) < 1e-6
    assert abs(weighed[:, list(solved.chosen)].min(axis=1).sum() - best) < 1e-6


def test_origins_that_look_deeper_are_solved_again():
    # 60 homes on a line, 40 places, 2 to choose: far beyond the places that a home looks at first
    homes, places = np.linspace(0, 100, 60), np.linspace(0, 100, 40)
    costs = np.abs(homes[:, None] - places[None])
    case = Case(costs, np.full(60, np.inf), np.ones(60), 2, 1000.0, 60.0)
    best = min(every_choice(costs, case.existing, case.people, 2, "mean", 1000.0).values())
    assert abs(solve_mean(case, (0, 39)).bound - best) < 1e-9
