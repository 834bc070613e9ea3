"""The sheet of a unit on a page, the same wherever a unit is clicked."""

from __future__ import annotations

import streamlit as st

from planning.i18n import Translator
from planning.present.unit_sheet import UnitSheet
from planning.ui import show, state


def panel(made: UnitSheet, t: Translator, *, page: str, chosen: str) -> None:
    """Where the unit stands, why, what would move it, and every indicator; `chosen` is forgotten when it is closed."""
    with st.container(border=True, key=f"{page}.sheet"):
        head, close = st.columns([4, 1], vertical_alignment="center")
        head.markdown(f"#### {show.plain(t('sheet.title'))}: {show.plain(made.name)}")
        close.button(
            t("sheet.close"),
            key=f"{page}.close",
            icon=":material/close:",
            on_click=state.drop,
            args=(chosen,),
            width="stretch",
        )
        if made.standing:
            st.markdown(show.plain(made.standing))
            left, right = st.columns([1, 1.4])
            with left:
                why(made, t)
        else:
            right = st.container()
        with right:
            show.table(made.table, key=f"{page}.sheet.table", t=t)


def why(made: UnitSheet, t: Translator) -> None:
    """The reasons for where it stands, and what would move it."""
    st.markdown(f"**{t('sheet.reasons')}**")
    reasons = "\n".join(f"{number}. {show.plain(reason)}" for number, reason in enumerate(made.reasons, 1))
    st.markdown(reasons or t("sheet.no_reasons"))
    if made.chart:
        show.chart(made.chart)
    if made.moves:
        st.markdown(f"**{t('sheet.moves')}**")
        st.markdown("\n".join(f"- {show.plain(line)}" for line in made.moves))
