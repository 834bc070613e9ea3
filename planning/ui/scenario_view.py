"""What the page of scenarios shows, computed once and remembered: effects on services, layers of the map."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from layers.city import City
from layers.digest import digest
from planning.i18n import Translator
from planning.present import access_map, scenario_map
from planning.present import scenarios as present
from planning.present.access import Ask
from planning.present.base import base_map
from planning.present.scenario_map import Scene
from planning.present.scenarios import Effect
from planning.present.views import Answer, ShapeLayer, TableView
from planning.ui import cache, scenario_edits, scenario_tools, state
from scenarios.scenario import BASELINE


def effect(asked: Ask, today: City, city: City) -> Effect | None:
    """What the scenario in use does for a service; `None` where there is no such facility, today or then."""
    workspace, scenario = state.workspace(), state.scenario()
    question = asked.question()
    key = digest("effect", workspace.baseline_key, scenario.digest, question.facility, question.mode, asked.limit_min)

    def made() -> Effect | None:
        before = workspace.access(question, BASELINE).result if count(today, asked.service) else None
        after = workspace.access(question, scenario).result if count(city, asked.service) else None
        return present.effect(before, after, asked.limit_min)

    found: Effect | None = cache.remember(key, made)
    return found


def count(city: City, kind: str) -> int:
    """How many facilities of a kind there are."""
    frame = scenario_tools.facilities_of(city, kind)
    return 0 if frame is None else len(frame)


def scene(asked: Ask, tool: str, found: Effect | None, today: City, city: City, t: Translator) -> Scene:
    """What the map is made of; what can be clicked depends on the tool."""
    results: tuple[ShapeLayer, ...] = ()
    if found is not None and not state.scenario().is_baseline:
        layer = today.of_type("population")
        key = layer[0].digest if len(layer) == 1 else ""
        results = (scenario_map.change_layer(today.population(), found, key, t),)
    objects = [*access_map.facilities(city, asked, t)] if count(city, asked.service) else []
    if tool == "street":
        objects = [*scenario_map.bridges_layer(city, t), *objects]
    picked = scenario_edits.picked()
    shape = scenario_tools.shape_of(picked, city) if picked else None
    return Scene(
        today=today,
        city=city,
        units=state.units(),
        below=cache.call(base_map, today),
        results=results,
        objects=objects,
        picked=() if shape is None else (scenario_map.picked_layer(shape, city, t),),
    )


def every_service(asked: Ask, kinds: Sequence[str], t: Translator) -> TableView:
    """People within the limit of each service, today and in the scenario in use."""
    today, city = state.workspace().city(), state.city()
    old, new, total = {}, {}, float(today.population()["people"].sum())
    for kind in kinds:
        one = Ask(service=kind, mode=asked.mode, limit_min=asked.limit_min)
        found = effect(one, today, city)
        if found is not None:
            old[kind] = found.count(found.within(found.before))
            new[kind] = found.count(found.within(found.after))
    return present.services_table(
        pd.Series(old, dtype="float64"),
        pd.Series(new, dtype="float64"),
        total,
        asked,
        t,
        illustrative=city.illustrative,
    )


def first_words(city: City, t: Translator) -> Answer:
    """The sentence of the page while nothing is changed."""
    name = state.scenario_name()
    key = (
        "scenarios.empty.none"
        if name
        else "scenarios.empty.kept"
        if state.workspace().scenarios()
        else "scenarios.empty"
    )
    return Answer(sentences=(t(key, name=name),), illustrative=city.illustrative)
