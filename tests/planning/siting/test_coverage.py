"""The cover model alone, where there is nothing to choose and where there is."""

from __future__ import annotations

import math

import numpy as np

from planning.siting.case import Case
from planning.siting.coverage import solve_coverage


def test_a_choice_that_needs_looking_ahead():
    # greedy takes the middle place first (4 homes) and ends with 5; the two others cover all 6
    within = np.array([[1, 1, 0], [1, 1, 0], [1, 0, 0], [0, 1, 1], [0, 1, 1], [0, 0, 1]], dtype=bool)
    case = Case(np.where(within, 5.0, math.inf), np.full(6, math.inf), np.ones(6), 2, 5.0, 10.0)
    solved = solve_coverage(case, (0, 1))
    assert (solved.chosen, solved.bound) == ((0, 2), 6)


def test_where_all_that_matter_can_be_taken_nothing_is_solved():
    case = Case(np.array([[1.0, 2.0, 9.0]]), np.array([math.inf]), np.array([7.0]), 2, 5.0, 10.0)
    assert solve_coverage(case, ()).chosen == (0,)
