"""The page Báo cáo: what goes on paper, its pages as pictures, and the files to take along."""

from __future__ import annotations

from functools import cache

import streamlit as st

from layers.problems import PlanningError
from planning.i18n import Translator
from planning.present import tables
from planning.present.views import Answer
from planning.report import book
from planning.report.administrative import refuse_illustrative
from planning.report.material import Material
from planning.report.typeset import Document
from planning.ui import report_form, report_pages, report_recipes, report_words, show, state
from planning.ui.form import KEEP

SHOWN = "report.shown"


def page() -> None:
    """Answer; what goes in at the left, at the right its pages and files."""
    t, workspace = state.translator(), state.workspace()
    if not workspace.warehouse.entries():
        show.empty(t("shell.empty"), action=t("shell.empty.action"), page="warehouse")
        return
    above = st.container()
    left, right = st.columns([1, 2.1], gap="medium")
    with left:
        recipe = report_form.recipe(t)
        material = Material(workspace, recipe)
        if report_form.chosen_paper() == report_form.TABLES:
            report_recipes.bar(recipe, t)
            with right:
                sheets(material, above, t)
            return
        key = report_pages.key_of(material)
        report_pages.ask(key, t)
        report_recipes.bar(recipe, t)
    with right:
        paper(key, material, above, t)


def paper(key: str, material: Material, above: st.delta_generator.DeltaGenerator, t: Translator) -> None:
    """Words to edit, pages, files; what stands in the way is said as sentences."""
    try:
        if material.recipe.paper == "administrative":
            refuse_illustrative(material)
        if material.recipe.paper != "sheets":
            report_words.editor(cache(lambda: material), material.recipe, t)
        made = report_pages.document(key, material, t)
    except PlanningError as error:
        show.problems(error.problems, t)
        return
    with above:
        show.answer(answer(key, made, material, t), t)
    if made is None:
        st.info(show.plain(t("report.ask")), icon=":material/visibility:")
        return
    report_pages.files(made, material, t)
    report_pages.pages(key, made, material, t)


def answer(key: str, made: Document | None, material: Material, t: Translator) -> Answer:
    """What lies before the reader: the paper, its pages, its code; or what to do first."""
    name = t(f"report.paper.{material.recipe.paper}")
    if made is None:
        said = t("report.answer.open", paper=name)
    else:
        count = t.number(len(report_pages.pictures_of(key, made)))
        said = t("report.answer.made", paper=name, count=count, code=material.code)
    return Answer(sentences=(said,), illustrative=material.illustrative)


def sheets(material: Material, above: st.delta_generator.DeltaGenerator, t: Translator) -> None:
    """The tables one by one, and one file of all."""
    with st.spinner(t("report.working"), show_time=True):
        views = book.views(material, t)
    with above:
        show.answer(tables.answer(views[1:], material.entries, t, illustrative=material.illustrative), t)
    report_pages.excel(material, t, primary=True)
    titles = [view.title for view in views]
    if state.get(SHOWN) not in range(len(views)):
        state.drop(SHOWN)
    place = st.selectbox(
        t("report.table"),
        range(len(views)),
        index=min(1, len(views) - 1),
        key=SHOWN,
        format_func=lambda number: f"{number + 1}. {titles[number]}",
        filter_mode=None,
        **KEEP,
    )
    show.table(views[place], key=f"report.table.{place}", t=t)
