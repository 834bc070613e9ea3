"""The road network: links that a city hangs on, its parts, and how people enter it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from layers.city import City
from layers.digest import digest
from planning.i18n import Translator
from planning.present import access as present
from planning.present import links
from planning.present.base import base_map
from planning.present.links import Stretches
from planning.services import Links
from planning.ui import cache, service, show, state
from planning.ui.maps import MapOptions

CHOSEN = "access.links.chosen"


def panel(city: City, above: Any, t: Translator) -> None:
    """Controls, map, table of links, checks, method; the answer goes `above` them."""
    one, two, _ = st.columns([1.25, 1, 2.5], gap="small")
    with one:
        kind = service.service(present.services(city), t)
    with two:
        mode = service.mode(t)
    workspace, scenario = state.workspace(), state.scenario()
    found: Links = workspace.links(kind, mode, scenario)
    joined = stretches(found, city, t)
    with above:
        show.answer(links.answer(joined, t), t)
    place = st.container()
    picked = show.table(links.table(joined, t), key="access.links.table", t=t, select=True) or ""
    with place:
        view = links.map_view(city, joined, state.units(), t, below=cache.call(base_map, city), chosen=picked)
        show.map_view(view, key="access.links", t=t, options=MapOptions(height=520))
    with st.expander(t("access.entry.title"), icon=":material/fact_check:"):
        st.markdown(show.plain(links.entry_text(found.entry, t)))
        show.table(links.parts_table(found, t), key="access.parts", t=t)
    show.method(t("access.links.method"), t)


def stretches(found: Links, city: City, t: Translator) -> Stretches:
    """The links joined into stretches, made once."""
    workspace, scenario = state.workspace(), state.scenario()
    key = digest("stretches", workspace.baseline_key, scenario.digest, found.facility, found.mode, t.language)
    streets = city.one("streets").frame
    return cache.remember(key, lambda: links.stretches(found, streets, t))
