"""Answers that pages and papers share, remembered as a whole: the same question is never computed twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from layers.digest import digest
from planning.evaluate import Evaluation
from planning.gains import Gains
from planning.network.blocks import NOBODY, Watch
from planning.present import access
from planning.ranking import DecisionMatrix
from scenarios.scenario import BASELINE, Scenario

if TYPE_CHECKING:
    from planning.workspace import Workspace


def evaluation(
    workspace: Workspace, scenarios: Sequence[Scenario], units: str, indicators: Sequence[str] = ()
) -> Evaluation:
    """Today and some scenarios, measured side by side by a set of units ("": as one area)."""
    key = digest(
        "evaluation", workspace.baseline_key, [(s.name, s.digest) for s in scenarios], units, tuple(indicators)
    )
    return workspace.remember(key, lambda: workspace.evaluate(scenarios, indicators=indicators, zones=units or None))


def gains(workspace: Workspace, scenario: Scenario, units: str) -> Gains:
    """Who gains and who loses by a scenario."""
    key = digest("gains of", workspace.baseline_key, scenario.digest, units)
    return workspace.remember(key, lambda: workspace.gains(scenario, zones=units or None))


def matrix(workspace: Workspace, scenario: Scenario, units: str) -> DecisionMatrix:
    """Units by criteria of need, with the proposed weights."""
    key = digest("decision", workspace.baseline_key, scenario.digest, scenario.name, units)
    return workspace.remember(key, lambda: workspace.decision_matrix(scenario, zones=units or None))


def picture(
    workspace: Workspace, asked: access.Ask, units: str, scenario: Scenario = BASELINE, watch: Watch = NOBODY
) -> access.Picture:
    """Who reaches a service how fast, by unit where there are units."""
    found = workspace.access(asked.question(), scenario, watch)
    city = workspace.city(scenario)
    frame = city[units].frame if units in city.layers else None
    key = digest("picture", workspace.baseline_key, scenario.digest, vars(asked), units)
    where = digest("units of places", workspace.baseline_key, scenario.digest, units)
    zone = None
    if frame is not None:
        zone = workspace.remember(where, lambda: workspace.study(scenario, zones_name=units).zone_ids)
    return workspace.remember(key, lambda: access.picture(asked, found, frame, zone))
