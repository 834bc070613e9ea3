"""Answers that several pages ask for, remembered for all sessions: the same question is never computed twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import pandas as pd

from layers.problems import PlanningError
from planning import answers
from planning.evaluate import Evaluation
from planning.gains import Gains
from planning.indicators import INDICATORS
from planning.present.priorities import sectors, weights_of
from planning.ranking import DecisionMatrix, Ranking, RankOptions
from planning.ranking.ranking import Missing
from planning.ui import own_table, state
from scenarios.scenario import Scenario

WEIGHT, MISSING, EACH = "priorities.weight.", "priorities.missing", "priorities.each"


def evaluation(scenarios: Sequence[Scenario], units: str, indicators: Sequence[str] = ()) -> Evaluation:
    """Today and some scenarios, measured side by side by a set of units ("": as one area)."""
    return answers.evaluation(state.workspace(), scenarios, units, indicators)


def gains(scenario: Scenario, units: str) -> Gains:
    """Who gains and who loses by a scenario."""
    return answers.gains(state.workspace(), scenario, units)


def matrix(scenario: Scenario, units: str) -> DecisionMatrix:
    """Units by criteria of need, with the default weights."""
    return answers.matrix(state.workspace(), scenario, units)


def people(units: str) -> pd.Series[float] | None:
    """People of each unit in the scenario of the sidebar, where they are known."""
    scenario = state.scenario()
    if INDICATORS["people"].missing(state.workspace().study(scenario, zones_name=units)):
        return None
    found = evaluation([] if scenario.is_baseline else [scenario], units, ("people",))
    return found.by_zone(scenario.name)["people"]


def ranking(units: str) -> Ranking:
    """The order of priority as the page of priorities shows it: weights, own table and missing data as chosen there."""
    found, _ = own_table.join(matrix(state.scenario(), units))
    missing: Missing = state.get(MISSING)
    options = RankOptions(missing=missing if missing in get_args(Missing) else "redistribute")
    made: Ranking = state.workspace().rank(found.replace_weights(weights(found)), options)
    return made


def ranking_or_none(units: str) -> Ranking | None:
    """The same; `None` where there are too few data or units to rank."""
    try:
        return ranking(units)
    except PlanningError:
        return None


def weights(of: DecisionMatrix) -> dict[str, float]:
    """The weights chosen on the page of priorities, the proposed ones where nothing was chosen."""
    if state.get(EACH):
        total = sum(c.weight for c in of.criteria)
        chosen = {c.id: float(state.get(WEIGHT + c.id, round(100.0 * c.weight / total))) for c in of.criteria}
        return {**dict.fromkeys(of.left_out, 0.0), **chosen}
    standard = sectors(of.criteria)
    return weights_of(of, {name: float(state.get(WEIGHT + name, round(value))) for name, value in standard.items()})
