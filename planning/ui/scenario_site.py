"""Suggesting sites: a dialogue that asks what for, says what the best places are worth, and adds them."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import streamlit as st

from layers.digest import digest
from layers.problems import PlanningError
from planning.i18n import Translator
from planning.places import Sited
from planning.present import scenarios as present
from planning.present.access import Ask
from planning.present.scenario_words import Teller
from planning.siting import SiteOptions
from planning.ui import cache, scenario_edits, show, state
from planning.ui import scenario_tools as tools
from planning.ui.service import LIMITS
from scenarios.edits import Add

COUNT, OBJECTIVE, LIMIT = "site.count", "site.objective", "site.limit"
OBJECTIVES = ("coverage", "mean", "worst")
MOST = 20
SECONDS = 20.0


def button(asked: Ask, t: Translator) -> None:
    """The way into the dialogue."""
    if st.button(
        t("scenarios.site"), key="scenarios.site", type="primary", icon=":material/add_location:", width="stretch"
    ):
        dialogue(asked, t)


def dialogue(asked: Ask, t: Translator) -> None:
    """Asks, answers at once, and adds."""

    @st.dialog(t("scenarios.site"), width="medium")
    def opened() -> None:
        city = state.city()
        kinds = tools.kinds_to_place(city)
        kind = st.selectbox(
            t("access.service"),
            kinds,
            index=kinds.index(asked.service) if asked.service in kinds else 0,
            key="site.kind",
            format_func=lambda name: t(f"kind.{name}"),
            filter_mode=None,
        )
        options = chosen(asked, t)
        try:
            with st.spinner(t("scenarios.site.working")):
                found = searched(str(kind), options, asked.mode)
        except PlanningError as error:
            show.problems(error.problems, t, level="warning")
            return
        st.markdown(show.plain(present.site_text(found, places(found, t), t)))
        st.caption(
            show.plain(t("scenarios.site.how", mode=t(f"by.{asked.mode}"), count=t.number(len(found.candidates))))
        )
        if st.button(t("scenarios.site.add"), key="site.add", type="primary", icon=":material/playlist_add:"):
            scenario_edits.attempt(lambda: scenario_edits.add(*found.scenario.edits))
            st.rerun()

    opened()


def chosen(asked: Ask, t: Translator) -> SiteOptions:
    """How many places, to what end, within which limit."""
    one, two = st.columns(2)
    with one:
        count = st.number_input(t("option.SiteOptions.count.label"), 1, MOST, 1, 1, key=COUNT)
    low, high, step = LIMITS
    with two:
        limit = st.slider(t("access.limit"), low, high, int(asked.limit_min), step, key=LIMIT)
    objective: Any = st.radio(
        t("option.SiteOptions.objective.label"),
        OBJECTIVES,
        key=OBJECTIVE,
        format_func=lambda name: t(f"option.SiteOptions.objective.{name}"),
        help=t("option.SiteOptions.objective.help"),
    )
    return SiteOptions(
        objective=objective,
        count=int(count),
        limit_min=float(limit) if objective == "coverage" else None,
        max_seconds=SECONDS,
    )


def searched(kind: str, options: SiteOptions, mode: str) -> Sited:
    """The best places, searched once."""
    workspace, scenario = state.workspace(), state.scenario()
    key = digest("site", workspace.baseline_key, scenario.digest, kind, options, mode)
    found: Sited = cache.remember(key, lambda: workspace.site(kind, options, mode=mode, scenario=scenario))
    return found


def places(found: Sited, t: Translator) -> list[str]:
    """The units in which the places lie."""
    city = state.city()
    teller = Teller(city, found.scenario, state.units(), t)
    shapes = gpd.GeoSeries([e.geometry for e in found.scenario.edits if isinstance(e, Add)], crs="EPSG:4326").to_crs(
        city.crs
    )
    return [name for shape in shapes if (name := teller.unit(shape))]
