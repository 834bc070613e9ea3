"""The page So sánh: which scenario is better, for whom."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from planning.gains import cost
from planning.i18n import Translator
from planning.indicators import INDICATORS
from planning.present import compare as present
from planning.present import compare_maps
from planning.ui import results, show, state, ways
from planning.ui.form import KEEP
from planning.ui.legend import legend
from planning.ui.maps import MapOptions
from planning.ui.names import unit_names_of
from planning.workspace import SCENARIO
from scenarios.scenario import BASELINE, BASELINE_NAME, Scenario

MOST = 6
WITH, SHOWN, MODE, PLACE, SEEN = "compare.with", "compare.indicator", "compare.mode", "compare.place", "compare.seen"
VALUE, DIFFERENCE = "value", "difference"
UNITS, PLACES = "units", "places"
MANY = 12  # so many rows want a search


def page() -> None:
    """Answer, maps that move together, indicators, who gains and who loses."""
    t = state.translator()
    kept = state.warehouse().documents(SCENARIO)
    names = [one.name for one in sorted(kept, key=lambda one: one.date, reverse=True)]
    if not names and ways.lacking(("population", "streets"), t, key="compare.ways", text=t("ways.compare")):
        return
    if not names:
        show.empty(t("compare.empty"), action=t("compare.empty.action"), page="scenarios")
        return
    above = st.container()
    chosen = scenarios(names, t)
    if not chosen:
        above.info(show.plain(t("compare.nothing")), icon=":material/compare:")
        return
    with above:
        compared = measured(chosen, t)
        alarms, notes = present.checks(compared, t)
        for alarm in alarms:
            st.error(show.plain(alarm), icon=":material/error:")
        show.answer(present.answer(compared, t), t)
    if state.units():
        maps(compared, chosen, t)
    area = state.area_name(t)
    show.table(present.table(compared, t, area), key="compare.table", t=t)
    for note in notes:
        st.caption(show.plain(note))
    gains(compared, area, t)
    state.link("scenarios", t("compare.open"))
    show.method(t("compare.method"), t)


def scenarios(names: Sequence[str], t: Translator) -> tuple[Scenario, ...]:
    """The scenarios to compare: at first the one of the sidebar, else the newest; one chosen there later joins."""
    workspace, sidebar = state.workspace(), state.scenario_name()
    state.several_from_address(WITH, names)
    held = state.get(WITH)
    if held is None:
        state.put(WITH, [sidebar] if sidebar in names else [names[0]])
    elif sidebar in names and sidebar not in held and state.get(SEEN) != sidebar:
        state.put(WITH, [sidebar, *held][:MOST])
    state.put(SEEN, sidebar)
    chosen = st.multiselect(
        t("compare.with"),
        names,
        key=WITH,
        max_selections=MOST,
        placeholder=t("compare.with.none"),
        help=t("compare.with.help"),
        **KEEP,
    )
    state.several_to_address(WITH, chosen)
    return tuple(workspace.scenario(name) for name in chosen)


def measured(chosen: Sequence[Scenario], t: Translator) -> present.Comparison:
    """Today and the scenarios, with those who gain and lose."""
    units = state.units()
    with st.spinner(t("compare.working"), show_time=True):
        found = results.evaluation(chosen, units)
        people = {scenario.name: results.gains(scenario, units) for scenario in chosen}
    names = unit_names_of(state.workspace().city(), units, t)
    return present.Comparison(found, tuple(scenario.name for scenario in chosen), people, names)


def maps(compared: present.Comparison, chosen: Sequence[Scenario], t: Translator) -> None:
    """What is on the maps, the maps, and their common legend."""
    ids = [row.id for row in compared.evaluation.indicators]
    left, middle, right = st.columns([2, 1.2, 1.4], vertical_alignment="bottom")
    with left:
        state.from_address(SHOWN, ids)
        first = first_indicator(compared)
        wanted = st.selectbox(
            t("compare.indicator"),
            ids,
            index=ids.index(first),
            key=SHOWN,
            format_func=lambda id_: t(f"indicator.{id_}.label"),
            **KEEP,
        )
        state.to_address(SHOWN, wanted, first)
    row = INDICATORS[wanted]
    place = UNITS
    with middle:
        if row.way:
            place = st.segmented_control(
                t("compare.place"),
                (UNITS, PLACES),
                default=UNITS,
                required=True,
                key=PLACE,
                format_func=lambda p: t(f"compare.place.{p}"),
                **KEEP,
            )
    difference = True
    with right:
        if len(chosen) > 1:
            mode = st.segmented_control(
                t("compare.mode"),
                (VALUE, DIFFERENCE),
                default=DIFFERENCE,
                required=True,
                key=MODE,
                format_func=lambda m: t(f"compare.mode.{m}"),
                **KEEP,
            )
            difference = mode == DIFFERENCE
    city = state.workspace().city()
    subject = subject_of(compared, chosen, wanted, place, t)
    views = compare_maps.maps(city, subject, compared.scenarios, {s.name: s for s in chosen}, t, difference=difference)
    for number, (column, view) in enumerate(
        zip(st.columns(len(views), vertical_alignment="bottom"), views, strict=True)
    ):
        with column:
            options = MapOptions(height=430, together=f"compare-{state.session_name()}", opacity=False)
            show.map_view(view, key=f"compare.{number}", t=t, options=options)
    legend(f"{subject.title}:", subject.scale.marks(t))
    if len(views) < 3 or difference:  # noqa: PLR2004 - today and two scenarios
        legend(t("compare.legend.change"), compare_maps.change_marks(subject, t)[:7])


def first_indicator(compared: present.Comparison) -> str:
    """The first indicator that changes at all; else the first that can be judged."""
    rows = [row for row in compared.evaluation.indicators if present.judged(row)] or list(
        compared.evaluation.indicators
    )
    moved = (row.id for row in rows if any(present.tone(compared, row, name) for name in compared.scenarios))
    return next(moved, rows[0].id)


def subject_of(
    compared: present.Comparison, chosen: Sequence[Scenario], wanted: str, place: str, t: Translator
) -> compare_maps.Subject:
    """Units with an indicator, or the places where people live with what their way costs."""
    row, workspace, units = INDICATORS[wanted], state.workspace(), state.units()
    if place == UNITS or row.way is None:
        return compare_maps.by_units(workspace.city(), units, compared, row, t)
    studies = {s.name: workspace.study(s, zones_name=units) for s in (BASELINE, *chosen)}
    here = studies[BASELINE_NAME].origins
    costs = {name: pd.Series(cost(study, row.way), index=study.origins.index) for name, study in studies.items()}
    return compare_maps.by_places(here, compare_maps.costs_of(costs, here.index), row.way, t)


def gains(compared: present.Comparison, area: str, t: Translator) -> None:
    """Who gains and who loses, unit by unit."""
    view = present.gains_table(compared, t, area)
    if len(view.frame):
        show.table(view, key="compare.gains", t=t, search=len(view.frame) > MANY)
    else:
        st.markdown(f"**{show.plain(view.title)}**")
        st.caption(show.plain(t("compare.nobody")))
