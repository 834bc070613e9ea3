"""Phương án: what if we change something."""

from __future__ import annotations

from typing import Any

import streamlit as st

from layers.city import City
from planning.i18n import Translator
from planning.present import access, scenario_map, scenarios
from planning.present.access import Ask
from planning.present.scenarios import Effect
from planning.present.views import Answer
from planning.ui import scenario_edits, scenario_files, scenario_site, scenario_tools, service, show, state, ways
from planning.ui import scenario_view as view
from planning.ui.form import KEEP
from planning.ui.maps import MapOptions
from scenarios.improvement import only_improves

TOOL, EVERY = "scenarios.tool", "scenarios.every"


def page() -> None:
    """Answer, what can be done, the map beside the list of changes, what they mean."""
    t, today = state.translator(), state.workspace().city()
    if ways.lacking(("population", "streets"), t, key="scenarios.ways", text=t("ways.scenarios")):
        return
    above = st.container()
    scenario_files.bar(today, t)
    asked = ask(today, t)
    tool = chosen_tool(t)
    if scenario_edits.heard(tool, asked.service, state.city(), t):
        st.rerun()
    city = state.city()
    found = view.effect(asked, today, city)
    with above:
        told(found, asked, city, t)
    left, right = st.columns([2, 1], gap="medium")
    with right:
        scenario_site.button(asked, t)
        scenario_edits.card(tool, asked.service, city, t)
        scenario_edits.listed(today, t)
    with left:
        made = scenario_map.map_view(view.scene(asked, tool, found, today, city, t), state.scenario(), t)
        options = MapOptions(height=600, draw=("line",), draw_once=True, search=True)
        show.map_view(made, key=scenario_edits.MAP, t=t, clicks=True, options=options)
        st.caption(t(f"scenarios.hint.{tool}"))
    below(found, asked, today, city, t)
    show.method(t("scenarios.method"), t)


def ask(today: City, t: Translator) -> Ask:
    """For which service the changes are judged."""
    kinds = scenario_tools.kinds_to_place(today)
    one, two, three = st.columns([1.25, 1, 1.25], gap="small")
    with one:
        kind = service.service(kinds, t)
    with two:
        mode = service.mode(t)
    with three:
        limit = service.limit(t)
    return Ask(service=kind, mode=mode, limit_min=limit)


def chosen_tool(t: Translator) -> scenario_tools.Tool:
    """What a click means: a facility or a street."""
    state.from_address(TOOL, scenario_tools.TOOLS)
    chosen: Any = st.segmented_control(
        t("scenarios.tool"),
        scenario_tools.TOOLS,
        default=None if state.get(TOOL) else "facility",
        required=True,
        key=TOOL,
        format_func=lambda name: t(f"scenarios.tool.{name}"),
        label_visibility="collapsed",
        **KEEP,
    )
    state.to_address(TOOL, chosen, "facility")
    return "street" if chosen == "street" else "facility"


def told(found: Effect | None, asked: Ask, city: City, t: Translator) -> None:
    """What went wrong, the check, and the answer."""
    scenario_edits.problems(t)
    scenario = state.scenario()
    if scenario.is_baseline:
        show.answer(view.first_words(city, t), t)
        return
    if found is None:
        parts = (
            t("scenarios.answer.count", count=t.number(len(scenario.edits))),
            t("scenarios.answer.unknown", facility=access.facility(asked, t)),
        )
        show.answer(Answer(sentences=parts, illustrative=city.illustrative), t)
    else:
        words, sane = scenarios.sanity(found, t, improves=only_improves(scenario, state.workspace().city()))
        if not sane:
            st.error(show.plain(words), icon=":material/error:")
        show.answer(scenarios.answer(scenario, found, asked, t, illustrative=city.illustrative), t)
        if words and sane:
            st.caption(show.plain(words))


def below(found: Effect | None, asked: Ask, today: City, city: City, t: Translator) -> None:
    """The chosen service in numbers, all services where asked, and the way to the comparison."""
    if state.scenario().is_baseline or found is None:
        return
    counts = view.count(today, asked.service), view.count(city, asked.service)
    show.table(scenarios.table(found, asked, counts, t, illustrative=city.illustrative), key="scenarios.table", t=t)
    if st.toggle(t("scenarios.every"), key=EVERY, **KEEP):
        show.table(view.every_service(asked, access.services(city), t), key="scenarios.services", t=t)
    state.link("compare", t("scenarios.compare"))
