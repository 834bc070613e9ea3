"""Services: the map of minutes, people by minutes, units, and what a click on a place shows."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import streamlit as st

from layers.city import City
from layers.problems import PlanningError
from planning import answers
from planning.i18n import Translator
from planning.network.snap import SNAP_M
from planning.present import access as present
from planning.present import access_map, access_tables
from planning.present.access import MEASURES, Ask, Measure, Picture
from planning.present.base import base_map
from planning.present.views import ShapeLayer
from planning.ui import cache, service, show, state
from planning.ui.form import KEEP
from planning.ui.maps import MapOptions

AT = "access.at"
MEASURE, SUPPLY, SNAP = "access.measure", "access.supply", "access.snap"
MANY = 12  # so many rows want a search


def panel(city: City, above: Any, t: Translator) -> None:
    """Controls, map beside the distribution, table, method; the answer goes `above` them."""
    asked = ask(city, t)
    clicked = show.clicked("access")
    if clicked.fresh:
        state.put(AT, clicked.point)
    view = pictured(asked)
    with above:
        show.answer(present.answer(view, t), t)
    left, right = st.columns([2, 1], gap="medium")
    with right:
        reached, text = reach(asked, city, t)
        if text:
            chosen(text, t)
        show.narrow_chart(access_tables.chart(view, t))
    with left:
        made = access_map.map_view(city, view, state.units(), t, below=cache.call(base_map, city), reached=reached)
        show.map_view(made, key="access", t=t, clicks=True, options=MapOptions(height=560))
        st.caption(t("access.hint"))
    rows = access_tables.table(view, t, state.area_name(t))
    if rows is not None:
        show.table(rows, key="access.table", t=t, search=len(rows.frame) > MANY)
    areas = access_tables.by_area(view, t)
    if areas is not None:
        with st.expander(areas.title, icon=":material/balance:"):
            show.table(areas, key="access.areas", t=t, title=False)
    state.link("scenarios", t("access.next"))
    show.method(t("access.method"), t)


def ask(city: City, t: Translator) -> Ask:
    """What the controls say: four, and two more behind *Advanced*."""
    offered = present.services(city)
    one, two, three, four = st.columns([1.25, 1, 1.25, 1.25], gap="small")
    with one:
        kind = service.service(offered, t)
    with two:
        how = service.mode(t)
    with three:
        measure = measured(t)
    with four:
        limit = service.limit(t)
    with st.expander(t("form.advanced")):
        supply = supplied(city, kind, measure, t)
        snap = st.number_input(
            t("access.snap"), 50, 2000, int(SNAP_M), 50, key=SNAP, help=t("access.snap.help"), **KEEP
        )
    return Ask(service=kind, mode=how, measure=measure, limit_min=limit, supply=supply, snap_m=float(snap))


def measured(t: Translator) -> Measure:
    """How access is measured."""
    state.from_address(MEASURE, MEASURES)
    chosen: Measure = st.selectbox(
        t("access.measure"),
        MEASURES,
        key=MEASURE,
        format_func=lambda name: t(f"access.measure.{name}"),
        filter_mode=None,
        help=t("access.measure.help"),
        **KEEP,
    )
    state.to_address(MEASURE, chosen, MEASURES[0])
    return chosen


def supplied(city: City, kind: str, measure: Measure, t: Translator) -> Any:
    """Whether facilities are counted or their capacity; capacity first where places per 1,000 are asked."""
    if measure == "nearest" or not present.has_capacity(city, kind):
        return "count"
    first = "capacity" if measure == "2sfca" else "count"
    return st.segmented_control(
        t("access.supply"),
        ("count", "capacity"),
        default=first,
        required=True,
        key=f"{SUPPLY}.{measure}",
        format_func=lambda name: t(f"access.supply.{name}"),
        help=t("access.supply.help"),
        **KEEP,
    )


def pictured(asked: Ask) -> Picture:
    """The answer to what is asked, by unit where there are outlines."""
    return answers.picture(state.workspace(), asked, state.units(), state.scenario())


def reach(asked: Ask, city: City, t: Translator) -> tuple[tuple[ShapeLayer, ...], str]:
    """What the clicked place reaches, as layers and in words; nothing where none was clicked."""
    at = state.get(AT)
    if at is None:
        return (), ""
    workspace, scenario = state.workspace(), state.scenario()
    try:
        found = workspace.isochrone(at, asked.mode, scenario=scenario)
        way = workspace.way(at, asked.service, asked.mode, scenario)
    except PlanningError as error:
        return (), " ".join(t.problems(error.problems))
    here = gpd.GeoSeries.from_xy([at[0]], [at[1]], crs="EPSG:4326").to_crs(city.crs).iloc[0]
    names = present.names_of(city.facilities(asked.service), t)
    return access_map.reach_layers(found, way, here, t), access_map.reach_text(found, way, asked, names, t)


def chosen(text: str, t: Translator) -> None:
    """The card of the clicked place."""
    with st.container(border=True, key="access-reach", gap="xsmall"):
        st.markdown(f"**{t('access.reach.title')}**")
        st.markdown(show.plain(text))
        st.button(t("access.reach.clear"), key="access.clear", icon=":material/close:", on_click=lambda: state.drop(AT))
