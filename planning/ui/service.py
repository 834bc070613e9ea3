"""The controls that Access and Scenarios share: which service, how one travels, up to where.

A choice made on one page is that of the other: the question is the same.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from planning.i18n import Translator
from planning.present.access import LIMIT_MIN, MODES, first_service
from planning.ui import state
from planning.ui.form import KEEP

SERVICE, MODE, LIMIT = "access.service", "access.mode", "access.limit"
LIMITS = (5, 60, 1)


def service(offered: Sequence[str], t: Translator) -> str:
    """The kind of facility."""
    first = first_service(offered)
    state.from_address(SERVICE, offered)
    start = None if state.get(SERVICE) else offered.index(first)
    chosen = st.selectbox(
        t("access.service"),
        offered,
        index=start or 0,
        key=SERVICE,
        format_func=lambda kind: t(f"kind.{kind}"),
        filter_mode=None,
        **KEEP,
    )
    state.to_address(SERVICE, chosen, first)
    return str(chosen)


def mode(t: Translator) -> str:
    """How one travels."""
    state.from_address(MODE, MODES)
    chosen = st.selectbox(
        t("access.mode"), MODES, key=MODE, format_func=lambda name: t(f"mode.{name}"), filter_mode=None, **KEEP
    )
    state.to_address(MODE, chosen, MODES[0])
    return str(chosen)


def limit(t: Translator) -> float:
    """The limit in minutes."""
    low, high, step = LIMITS
    asked = str(state.asked(LIMIT))
    if state.get(LIMIT) is None:
        state.put(LIMIT, min(max(int(asked), low), high) if asked.isascii() and asked.isdigit() else LIMIT_MIN)
    chosen = st.slider(t("access.limit"), min_value=low, max_value=high, step=step, key=LIMIT, **KEEP)
    state.to_address(LIMIT, str(chosen), str(LIMIT_MIN))
    return float(chosen)
