"""Help and the glossary of terms, as dialogues of the sidebar."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from planning.i18n import Translator, translator
from planning.i18n.translator import catalogue
from planning.ui import show

PREFIX = "term."
OUTSIDE = "–"


def terms(t: Translator) -> pd.DataFrame:
    """All terms in both languages, in the order of the page's language."""
    other = translator("en" if t.language == "vi" else "vi")
    keys = [key for key in catalogue(t.language) if key.startswith(PREFIX)]
    rows = {t(key): other(key) for key in keys}
    return pd.DataFrame({"here": t.sorted(rows), "there": [rows[word] for word in t.sorted(rows)]})


def glossary(t: Translator) -> None:
    """The terms with their counterpart in the other language."""

    @st.dialog(t("glossary.title"), width="large")
    def dialogue() -> None:
        frame = terms(t)
        wanted = st.text_input(
            t("table.search"), key="glossary.search", placeholder=t("table.search"), label_visibility="collapsed"
        )
        rows = frame[show.matches(frame, wanted)] if wanted else frame
        st.dataframe(
            rows,
            hide_index=True,
            height=420,
            alt=t("glossary.title"),
            column_config={"here": t("glossary.here"), "there": t("glossary.there")},
        )

    dialogue()


def help_(t: Translator) -> None:
    """How to begin, page by page."""

    @st.dialog(t("help.title"), width="large")
    def dialogue() -> None:
        st.markdown(t("help.text"))

    dialogue()
