"""The least time within which so few places cover everybody."""

from __future__ import annotations

import math

import numpy as np

from planning.siting.case import Case
from planning.siting.worst import solve_worst


def test_by_hand():
    # two places for four homes in a row 10 apart: one in each pair
    costs = np.abs(np.arange(0, 40, 10.0)[:, None] - np.array([5.0, 15.0, 25.0])[None])
    case = Case(costs, np.full(4, math.inf), np.ones(4), 2, math.inf, 10.0)
    solved = solve_worst(case, (0, 1))
    assert (solved.chosen, solved.bound) == ((0, 2), 5)


def test_nothing_reaches_everybody():
    case = Case(np.array([[1.0, math.inf], [math.inf, 1.0]]), np.full(2, math.inf), np.ones(2), 1, math.inf, 10.0)
    assert solve_worst(case, (0,)).bound == math.inf
