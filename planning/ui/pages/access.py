"""Tiếp cận: who reaches what, and how fast."""

from __future__ import annotations

import streamlit as st

from planning.present import access as present
from planning.ui import access_links, access_services, show, state
from planning.ui.form import KEEP

PART = "access.part"
PARTS = ("services", "links")


def page() -> None:
    """The answer, then services or the road network."""
    t, city = state.translator(), state.city()
    lacking = next(
        (
            name
            for name, there in (
                ("population", city.has_population),
                ("streets", bool(city.of_type("streets"))),
                ("facilities", bool(present.services(city))),
            )
            if not there
        ),
        "",
    )
    if lacking:
        key = "access.empty" if lacking == "facilities" else f"access.empty.{lacking}"
        show.empty(t(key), action=t("access.empty.action"), page="warehouse")
        return
    above = st.container()
    state.from_address(PART, PARTS)
    part = st.segmented_control(
        t("access.part"),
        PARTS,
        default=None if state.get(PART) else PARTS[0],
        required=True,
        key=PART,
        label_visibility="collapsed",
        format_func=lambda name: t(f"access.part.{name}"),
        **KEEP,
    )
    state.to_address(PART, part, PARTS[0])
    (access_links if part == "links" else access_services).panel(city, above, t)
