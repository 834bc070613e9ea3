"""The user's own words in a report: edited over a first wording, and kept whenever the report is made again."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from layers.digest import digest
from planning import i18n
from planning.i18n import Translator
from planning.report import administrative
from planning.report.material import Material
from planning.report.recipe import LONGEST_TEXT, Recipe
from planning.ui import show, state
from planning.ui.report_form import ALWAYS, TEXTS

PART, AREA = "report.words.part", "report.words.area"
MADE_FROM = "@"
"""At the end of a key: what the first wording was when the user wrote over it."""


def editor(material: Callable[[], Material], recipe: Recipe, t: Translator) -> None:
    """One part at a time: its words, to be changed, kept, or given back to the tool."""
    language = t.language if t.language in recipe.languages else recipe.languages[0]
    words = i18n.translator(language)
    offered = parts(recipe)
    with st.expander(t("report.words"), icon=":material/edit_note:", expanded=bool(state.get(PART))):
        st.caption(show.plain(t("report.words.help")))
        own = [label(part, recipe, t) for part in offered if key_of(part, recipe, words) in state.get(TEXTS, {})]
        if own:
            st.caption(show.plain(t("report.words.own", list="; ".join(own))))
        chosen = st.selectbox(
            t("report.words.part"),
            offered,
            index=None,
            key=PART,
            format_func=lambda part: label(part, recipe, t),
            placeholder=t("report.words.part.none"),
            filter_mode=None,
            persist_state="session",
        )
        if chosen in offered:
            edited(str(chosen), material, recipe, words, t)


def parts(recipe: Recipe) -> tuple[str, ...]:
    """Parts whose words can be edited."""
    if recipe.paper == "administrative":
        return administrative.EDITABLE
    return tuple(part for part in recipe.wanted if part not in ALWAYS or part == "findings")


def label(part: str, recipe: Recipe, t: Translator) -> str:
    """A part in words."""
    return t(f"report.words.{part}" if recipe.paper == "administrative" else f"report.part.{part}")


def key_of(part: str, recipe: Recipe, t: Translator) -> str:
    """Where the recipe keeps the words of a part."""
    return administrative.key(part, t) if recipe.paper == "administrative" else part


def edited(part: str, material: Callable[[], Material], recipe: Recipe, words: Translator, t: Translator) -> None:
    """The words of a part: the user's, else the first wording."""
    key = key_of(part, recipe, words)
    first = ""
    if recipe.paper == "administrative":
        first = administrative.firsts(material(), words)[part]()
    kept: dict[str, str] = state.get(TEXTS, {})
    if kept.get(key + MADE_FROM, digest(first)[:8]) != digest(first)[:8]:
        st.warning(show.plain(t("report.words.stale")), icon=":material/update:")
    box = f"{AREA}.{key}.{digest(kept.get(key, first))[:8]}"
    written = st.text_area(
        label(part, recipe, t), value=kept.get(key, first), key=box, height=220, max_chars=LONGEST_TEXT,
        label_visibility="collapsed",
    )  # fmt: skip
    with st.container(horizontal=True):
        if st.button(t("report.words.keep"), key="report.words.keep", icon=":material/check:", type="primary"):
            keep(key, str(written or ""), first)
        if key in kept and st.button(t("report.words.first"), key="report.words.first", icon=":material/undo:"):
            keep(key, first, first)


def keep(key: str, written: str, first: str) -> None:
    """Keeps what the user wrote; the first wording itself is not kept, so that it follows the data."""
    texts = {name: text for name, text in state.get(TEXTS, {}).items() if name not in (key, key + MADE_FROM)}
    if written.strip() != first.strip():
        texts[key] = written.strip()
        if first:
            texts[key + MADE_FROM] = digest(first)[:8]
    state.put(TEXTS, texts)
    st.rerun()
