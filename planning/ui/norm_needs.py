"""Needs by norm on the page Tổng quan: both editions, what changes between them, the values with their clauses."""

from __future__ import annotations

import streamlit as st

from layers.city import City
from layers.digest import digest
from planning.i18n import Translator
from planning.land.norms import NORM_SETS
from planning.present import norms as present
from planning.present.excel import ILLUSTRATIVE, workbook
from planning.present.views import TableView
from planning.ui import cache, shell, show, state
from planning.ui.form import KEEP
from planning.zones import has_ended, units_in_force

SHOWN, EDITION = "overview.norms", "overview.edition"
PARTS = (*present.WHATS, "difference", "values")
MANY = 12  # so many rows want a search
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def panel(city: City, units: str, t: Translator) -> None:
    """The needs of the chosen units; of those in force where the chosen ones are the former districts."""
    if not city.has_population or units not in city.layers:
        return
    used = units_in_force(city).name if has_ended(city[units].frame) else units
    with st.expander(t("norms.title"), icon=":material/straighten:"):
        if used != units:
            st.caption(show.plain(t("norms.former", units=shell.unit_set(used, t))))
        needs = known(used, t)
        answer = present.answer(needs, t)
        for sentence in (*answer.sentences, *answer.cautions):
            st.markdown(show.plain(sentence))
        view = chosen(needs, t)
        show.table(view, key="overview.norms.table", t=t, search=len(view.frame) > MANY)
        mark = ILLUSTRATIVE if needs.illustrative else ""
        st.download_button(
            t("norms.excel"),
            data=lambda: workbook(present.tables(needs, t), t),
            file_name=f"{mark}{t('norms.file', area=needs.area)}.xlsx".replace(" ", "-"),
            key="overview.norms.excel",
            icon=":material/download:",
            mime=XLSX,
            on_click="ignore",
        )


def known(units: str, t: Translator) -> present.Needs:
    """The needs of a set of units, computed once."""
    workspace = state.workspace()
    key = digest("norm needs", workspace.baseline_key, units, t.language)
    found: present.Needs = cache.remember(key, lambda: present.needs_of(workspace, t, zones=units))
    return found


def chosen(needs: present.Needs, t: Translator) -> TableView:
    """The table that the two controls ask for."""
    state.from_address(SHOWN, PARTS)
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        part = st.selectbox(
            t("norms.what"),
            PARTS,
            key=SHOWN,
            format_func=lambda name: t(f"norms.what.{name}"),
            filter_mode=None,
            **KEEP,
        )
    state.to_address(SHOWN, part, PARTS[0])
    if part == "difference":
        return present.difference(needs, t)
    if part == "values":
        return present.values(t)
    what: present.What = "land_m2" if part == "land_m2" else "count"
    offered = [name for name in NORM_SETS if present.speaks_of(needs, name, what)]
    with right:
        state.from_address(EDITION, offered)
        name = st.selectbox(
            t("norms.edition"),
            offered,
            key=EDITION,
            format_func=lambda id_: present.edition(id_, t),
            filter_mode=None,
            **KEEP,
        )
    state.to_address(EDITION, name, offered[0])
    return present.by_unit(needs, name, what, t)
