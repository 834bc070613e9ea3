"""Saved recipes of reports: open, save, delete, take along as a file."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from layers.names import layer_name
from layers.problems import PlanningError, Problem
from planning.i18n import Translator
from planning.report.material import misfits
from planning.report.recipe import Recipe, from_toml, to_toml
from planning.ui import report_form, show, state
from planning.ui.form import KEEP

OPEN, NAME, FILE, PROBLEMS = "report.recipe", "report.recipe.name", "report.recipe.file", "report.recipe.problems"
MOST_BYTES = 400_000


def bar(recipe: Recipe, t: Translator) -> None:
    """What can be done with recipes."""
    names = state.workspace().recipes()
    with st.expander(t("report.recipes"), icon=":material/bookmark:"):
        if names:
            opened = st.selectbox(
                t("report.recipe.saved"), names, index=None, key=OPEN, placeholder=t("report.recipe.none"),
                filter_mode=None, **KEEP,
            )  # fmt: skip
            with st.container(horizontal=True):
                st.button(
                    t("report.recipe.open"), key="report.recipe.open", disabled=not opened, on_click=_tried,
                    args=(lambda: open_(str(opened)),),
                )  # fmt: skip
                st.button(
                    t("report.recipe.delete"), key="report.recipe.delete", disabled=not opened, on_click=_tried,
                    args=(lambda: delete(str(opened)),),
                )  # fmt: skip
        name = report_form.text(NAME, t("report.recipe.name"), t("report.recipe.name.hint"))
        st.button(
            t("report.recipe.save"), key="report.recipe.save", disabled=not name, on_click=_tried,
            icon=":material/save:", args=(lambda: save(recipe, name),),
        )  # fmt: skip
        st.download_button(
            t("report.recipe.file"), data=to_toml(recipe), file_name=f"{layer_name(name) if name else 'recipe'}.toml",
            key="report.recipe.download", mime="application/toml", icon=":material/download:", on_click="ignore",
        )  # fmt: skip
        given = st.file_uploader(t("report.recipe.bring"), type=["toml"], key=FILE)
        if given is not None and state.get(f"{FILE}.id") != given.file_id:
            state.put(f"{FILE}.id", given.file_id)
            _tried(lambda: bring(given.getvalue()))
            st.rerun()
        if state.get(PROBLEMS):
            show.problems(state.get(PROBLEMS), t)
            state.drop(PROBLEMS)


def open_(name: str) -> None:
    """Fills the page with a saved recipe."""
    fill(state.workspace().recipe(name))
    state.choose(NAME, name)


def fill(recipe: Recipe) -> None:
    """Fills the page with a recipe, and says what of it is not there any more."""
    report_form.fill(recipe)
    state.put(PROBLEMS, misfits(state.workspace(), recipe))


def bring(content: bytes) -> None:
    """Fills the page with the recipe of a file."""
    try:
        text = content[: MOST_BYTES + 1].decode("utf-8-sig")
    except UnicodeDecodeError:
        text = ""
    if not text or len(content) > MOST_BYTES:
        raise PlanningError(Problem(code="recipe_unreadable", allowed="TOML, UTF-8"))
    fill(from_toml(text))


def save(recipe: Recipe, name: str) -> None:
    """Keeps what is chosen under a name; one of the same name becomes an older version."""
    state.workspace().save_recipe(replace(recipe, name=name))
    state.choose(OPEN, name)


def delete(name: str) -> None:
    """Offers a recipe no more."""
    state.workspace().remove_recipe(name)
    state.drop(OPEN)


def _tried(action: object) -> None:
    """Does something; what is wrong with it is said at the next run."""
    try:
        action()  # type: ignore[operator]
    except PlanningError as error:
        state.put(PROBLEMS, error.problems)
