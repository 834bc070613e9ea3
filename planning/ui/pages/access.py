"""Tiếp cận: who reaches what, and how fast."""

from __future__ import annotations

import streamlit as st

from planning.present import access as present
from planning.ui import access_links, access_services, state, ways
from planning.ui.form import KEEP

PART = "access.part"
PARTS = ("services", "links")
FACILITIES = ("school", "health", "daily", "transport", "safety")
"""Groups of facilities: any of them will do."""


def page() -> None:
    """The answer, then services or the road network."""
    t, city = state.translator(), state.city()
    facilities = () if present.services(city) else FACILITIES
    if ways.lacking(("population", "streets", *facilities), t, key="access.ways", text=t("ways.access")):
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
