"""Tổng quan: what is here, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from layers.city import City
from planning.evaluate import Evaluation
from planning.i18n import Translator
from planning.indicators import INDICATORS
from planning.present import facts
from planning.present import overview as present
from planning.present.base import has_extent
from planning.present.unit_sheet import unit_sheet
from planning.present.views import ShapeLayer
from planning.ui import cache, clicks, norm_needs, results, show, state, unit_panel, ways
from planning.ui.form import KEEP
from planning.ui.maps import MapOptions
from planning.ui.names import unit_names_of
from planning.zones import has_ended

NONE = ""
MANY = 12  # so many rows want a search
COLOUR, UNIT, TOUR = "overview.colour", "overview.unit", "overview.tour"


def page() -> None:
    """Answer, figures, layered map, table of units."""
    t, city, units = state.translator(), state.city(), state.units()
    area, name = state.area_name(t), state.scenario().name
    found = measured(present.SHOWN)
    whole = found.whole()[name] if found else pd.Series(dtype="float64")
    count = len(city[units]) if units else 0
    ready = ways.groups(t)
    former = bool(units) and has_ended(city[units].frame)
    said = present.answer(area, city, whole, count, ready, t, former=former)
    show.answer(replace(said, sentences=(*said.sentences, *facts.doubts(city, t))), t)
    if city.of_type("streets"):  # without them there is nothing to change and compare yet
        tour(t)
    show.figures(present.figures(whole, t, facts.figures(city, units, whole, t)))
    chosen = colour(t) if units else NONE
    people = results.people(units) if units else None
    plain = cache.call(present.map_view, area, city, units, t, people)
    view = present.with_result(plain, coloured(city, units, chosen, name, t))
    clicked = show.map_view(view, key="overview", t=t, clicks=bool(units), options=MapOptions(height=600, search=True))
    if clicked.fresh and clicked.point:
        state.put(UNIT, clicks.unit_at(city, units, clicked.point))
    sheet(city, units, name, t)
    if not has_extent(city):
        missing = [group for group in ready if group.id in ("outlines", "streets") and group.state != "full"]
        ways.waiting(missing, t, key="overview.ways", text=t("ways.overview"))
    if units and found:
        shown = tuple(dict.fromkeys([*present.SHOWN, *filter(None, [chosen])]))
        values = (measured(shown) or found).by_zone(name)
        show.table(
            present.table(city, units, values, shown, t, area), key="overview.table", t=t, search=len(values) > MANY
        )
    norm_needs.panel(city, units, t)
    next_steps(t)
    show.method(t("overview.method"), t)


def measured(wanted: Sequence[str]) -> Evaluation | None:
    """The indicators for which there are data; `None` where there are none."""
    scenario, units = state.scenario(), state.units()
    study = state.workspace().study(scenario, zones_name=units or None)
    possible = [id_ for id_ in wanted if not INDICATORS[id_].missing(study)]
    return results.evaluation([] if scenario.is_baseline else [scenario], units, possible) if possible else None


def tour(t: Translator) -> None:
    """Three lines for the first visit; closed for good by its button, in this warehouse."""
    warehouse = state.warehouse()
    if warehouse.get_setting(TOUR) == "closed":
        return
    with st.container(border=True, key="overview-tour", gap="xsmall"):
        st.markdown(f"**{t('overview.tour.title')}**\n\n{t('overview.tour.text')}")
        st.button(
            t("overview.tour.close"),
            key="overview.tour.close",
            type="tertiary",
            icon=":material/close:",
            on_click=lambda: warehouse.set_setting(TOUR, "closed"),
        )


def colour(t: Translator) -> str:
    """The indicator that colours the units; "" for none."""
    study = state.workspace().study(state.scenario(), zones_name=state.units())
    offered = [NONE, *(row.id for row in INDICATORS.values() if not row.missing(study))]
    state.from_address(COLOUR, offered)
    chosen: str = st.selectbox(
        t("overview.colour"),
        offered,
        key=COLOUR,
        width=420,
        **KEEP,
        format_func=lambda id_: t(f"indicator.{id_}.label") if id_ else t("overview.colour.none"),
    )
    state.to_address(COLOUR, chosen, NONE)
    return chosen


def coloured(city: City, units: str, chosen: str, scenario: str, t: Translator) -> ShapeLayer | None:
    """The units coloured by an indicator."""
    found = measured((chosen,)) if chosen else None
    if found is None:
        return None
    return present.coloured(city, units, chosen, found.by_zone(scenario)[chosen], t, results.people(units))


def sheet(city: City, units: str, scenario: str, t: Translator) -> None:
    """The sheet of the unit that was clicked."""
    unit = state.get(UNIT)
    if not unit or not units or unit not in city[units].frame.index:
        return
    found = measured(tuple(INDICATORS))
    if found is not None:
        names = unit_names_of(city, units, t)
        made = unit_sheet(results.ranking_or_none(units), found, scenario, unit, names, t)
        unit_panel.panel(made, t, page="overview", chosen=UNIT)


def next_steps(t: Translator) -> None:
    """Where to go from here."""
    st.markdown(f"**{t('overview.next')}**")
    with st.container(horizontal=True):
        for name in ("access", "scenarios", "report"):
            state.link(name)
