"""Answers that several pages ask for, remembered for all sessions: the same question is never computed twice."""

from __future__ import annotations

from collections.abc import Sequence

from layers.digest import digest
from planning.evaluate import Evaluation
from planning.gains import Gains
from planning.ranking import DecisionMatrix
from planning.ui import cache, state
from scenarios.scenario import Scenario


def evaluation(scenarios: Sequence[Scenario], units: str, indicators: Sequence[str] = ()) -> Evaluation:
    """Today and some scenarios, measured side by side by a set of units ("": as one area)."""
    workspace = state.workspace()
    key = digest(
        "evaluation", workspace.baseline_key, [(s.name, s.digest) for s in scenarios], units, tuple(indicators)
    )
    return cache.remember(key, lambda: workspace.evaluate(scenarios, indicators=indicators, zones=units or None))


def gains(scenario: Scenario, units: str) -> Gains:
    """Who gains and who loses by a scenario."""
    workspace = state.workspace()
    key = digest("gains of", workspace.baseline_key, scenario.digest, units)
    return cache.remember(key, lambda: workspace.gains(scenario, zones=units or None))


def matrix(scenario: Scenario, units: str) -> DecisionMatrix:
    """Units by criteria of need, with the default weights."""
    workspace = state.workspace()
    key = digest("decision", workspace.baseline_key, scenario.digest, scenario.name, units)
    return cache.remember(key, lambda: workspace.decision_matrix(scenario, zones=units or None))
