"""The page Ưu tiên: where first, how sure, why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

import streamlit as st

from planning.i18n import Translator
from planning.indicators import INDICATORS
from planning.present import priorities as present
from planning.present.unit_sheet import unit_sheet
from planning.ranking import DEFAULT, DecisionMatrix, Ranking
from planning.ranking.ranking import Missing
from planning.ranking.words import criterion_label
from planning.ui import clicks, own_table, results, show, state, unit_panel, ways
from planning.ui.form import KEEP
from planning.ui.maps import MapOptions
from planning.ui.names import unit_names_of

UNIT, ROW = "priorities.unit", "priorities.row"
MANY = 12  # so many rows want a search
NEEDED = ("population", "streets", "school", "health", "green", "flood")
"""Groups of data that the criteria of need rest on."""


def page() -> None:
    """Answer, map in groups beside the weights, sheet of the unit clicked, list, how sure."""
    t, units = state.translator(), state.units()
    if not units:
        show.empty(t("priorities.empty"), action=t("shell.empty.action"), page="warehouse")
        return
    city = state.city()
    if not any_criterion(units) and ways.lacking(NEEDED, t, key="priorities.ways", text=t("ways.priorities")):
        return
    names = unit_names_of(city, units, t)
    clicked = show.clicked("priorities")
    if clicked.fresh and clicked.point:
        state.put(UNIT, clicks.unit_at(city, units, clicked.point))
    above = st.container()
    left, right = st.columns([2, 1])
    with right:
        controls(units, t)
    ranking = results.ranking(units)
    with above:
        show.answer(present.answer(ranking, names, t, illustrative=city.illustrative), t)
    with left:
        view = present.map_view(city, units, ranking, names, t)
        show.map_view(view, key="priorities", t=t, clicks=True, options=MapOptions(height=600, opacity=False))
    place = st.container()
    rows(ranking, units, names, t)
    with place:
        sheet(ranking, units, names, t)
    certainty(ranking, names, t)
    state.link("report")
    show.method(t("priorities.method"), t)


def any_criterion(units: str) -> bool:
    """Whether there are the data of any criterion of need."""
    study = state.workspace().study(state.scenario(), zones_name=units)
    return any(not INDICATORS[criterion.id].missing(study) for criterion in DEFAULT)


def controls(units: str, t: Translator) -> None:
    """Weights, own table, and what to do about missing data."""
    with st.spinner(t("priorities.working"), show_time=True):
        matrix, problems = own_table.join(results.matrix(state.scenario(), units))
    st.markdown(f"**{t('priorities.weights')}**")
    panel = st.container()
    with st.expander(t("form.advanced")):
        each = st.toggle(t("priorities.each"), key=results.EACH, help=t("priorities.each.help"), **KEEP)
        st.segmented_control(
            t("option.RankOptions.missing.label"),
            get_args(Missing),
            default="redistribute",
            required=True,
            key=results.MISSING,
            format_func=lambda value: t(f"option.RankOptions.missing.{value}"),
            help=t("option.RankOptions.missing.help"),
            **KEEP,
        )
    with panel:
        if each:
            weights_by_criterion(matrix, t)
        else:
            weights_by_sector(matrix, t)
    own_table.panel(problems, t)


def weights_by_sector(matrix: DecisionMatrix, t: Translator) -> None:
    """One slider a sector; within it the criteria keep their proportions."""
    standard = present.sectors(matrix.criteria)
    chosen = {
        name: slider(name, t(f"sector.{name}"), value, present.criteria_words(matrix, name, t))
        for name, value in standard.items()
    }
    sums(chosen, {name: t(f"sector.{name}") for name in chosen}, standard, t)


def weights_by_criterion(matrix: DecisionMatrix, t: Translator) -> None:
    """One slider a criterion."""
    standard = {c.id: 100.0 * c.weight / sum(other.weight for other in matrix.criteria) for c in matrix.criteria}
    chosen = {name: slider(name, criterion_label(name, t), value, "") for name, value in standard.items()}
    sums(chosen, {name: criterion_label(name, t) for name in chosen}, standard, t)


def slider(name: str, label: str, value: float, words: str) -> float:
    """One weight, 0 to 100; it stands in the address where it is not the standard one."""
    key = results.WEIGHT + name
    state.number_from_address(key, 0, 100)
    if state.get(key) is None:
        state.put(key, round(value))
    note = show.plain(words) or None
    chosen = st.slider(show.plain(label), min_value=0, max_value=100, step=1, key=key, help=note, **KEEP)
    state.to_address(key, str(chosen), str(round(value)))
    return float(chosen)


def sums(chosen: Mapping[str, float], words: Mapping[str, str], standard: Mapping[str, float], t: Translator) -> None:
    """What the weights are of a total of 100, and the way back to the standard ones."""
    total = sum(chosen.values())
    if total > 0 and round(total) != 100:  # noqa: PLR2004 - per cent
        parts = " · ".join(f"{words[name]} {t.number(100 * value / total, 1)}" for name, value in chosen.items())
        st.caption(show.plain(t("priorities.total", total=t.number(total), parts=parts)))
    if any(round(value) != round(standard[name]) for name, value in chosen.items()):
        st.button(
            t("priorities.reset"),
            key="priorities.reset",
            type="tertiary",
            icon=":material/undo:",
            on_click=reset,
            args=(tuple(chosen),),
        )


def reset(names: tuple[str, ...]) -> None:
    """Back to the standard weights."""
    for name in names:
        state.drop(results.WEIGHT + name)
        state.to_address(results.WEIGHT + name, None)


def rows(ranking: Ranking, units: str, names: Mapping[str, str], t: Translator) -> None:
    """The list; the unit of a chosen row is the one whose sheet is shown."""
    people = results.people(units)
    view = present.table(
        ranking, people, names, t, file=file(t("priorities.file"), t), illustrative=state.city().illustrative
    )
    chosen = show.table(view, key="priorities.table", t=t, select=True, search=len(view.frame) > MANY)
    if chosen != state.get(ROW):
        state.put(ROW, chosen)
        if chosen:
            state.put(UNIT, chosen)
    st.caption(t("priorities.hint"))


def file(word: str, t: Translator) -> str:
    """The name of a download."""
    return f"{word}-{state.area_name(t)}".replace(" ", "-")


def sheet(ranking: Ranking, units: str, names: Mapping[str, str], t: Translator) -> None:
    """The sheet of the unit chosen on the map or in the list."""
    unit = state.get(UNIT)
    if unit not in names:
        return
    scenario = state.scenario()
    with st.spinner(t("priorities.working"), show_time=True):
        found = results.evaluation([] if scenario.is_baseline else [scenario], units)
    made = unit_sheet(ranking, found, scenario.name, unit, names, t)
    unit_panel.panel(made, t, page="priorities", chosen=UNIT)


def certainty(ranking: Ranking, names: Mapping[str, str], t: Translator) -> None:
    """How sure the order is: ranks in the trials, other methods, and what would change it."""
    st.markdown(f"#### {t('priorities.sure')}")
    for line in present.doubts(ranking, names, t):
        st.markdown(show.plain(line))
    left, right = st.columns([1, 1.2])
    with left:
        show.ranges(present.ranges(ranking, names, t))
        st.caption(t("priorities.ranges.note"))
    illustrative = state.city().illustrative
    with right:
        view = present.swaps_table(
            ranking, names, t, file=file(t("priorities.swap.file"), t), illustrative=illustrative
        )
        if len(view.frame):
            show.table(view, key="priorities.swaps", t=t)
        weights = present.weights_table(
            ranking, t, file=file(t("priorities.weights.file"), t), illustrative=illustrative
        )
        show.table(weights, key="priorities.criteria", t=t)
