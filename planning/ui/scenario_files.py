"""The scenarios of the warehouse: open, new, copy, rename, delete with a way back; as files, in and out."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from layers.city import City
from layers.names import layer_name
from layers.problems import Problem, ScenarioError
from planning.i18n import Translator
from planning.present.excel import ILLUSTRATIVE
from planning.ui import scenario_edits, show, state
from planning.ui import scenario_tools as tools
from planning.ui.scenario_edits import attempt
from scenarios.files import MOST_BYTES, from_json, to_json
from scenarios.scenario import Scenario

OPEN, NAME, NOTE, GONE, FILE = (f"scenarios.{name}" for name in ("open", "name", "note", "gone", "file"))


def bar(today: City, t: Translator) -> None:
    """The row of what can be done with scenarios."""
    names, chosen = state.workspace().scenarios(), state.scenario_name()
    with st.container(horizontal=True, vertical_alignment="bottom", key="scenarios-bar"):
        if names:
            box = f"{OPEN}.{chosen}"  # a key of its own for `state.box`'s reason
            state.put(box, chosen)
            st.selectbox(
                t("sidebar.scenario"),
                [state.TODAY, *names],
                key=box,
                width=260,
                filter_mode=None,
                format_func=lambda name: name or t("scenario.today"),
                on_change=open_chosen,
                args=(box, chosen),
            )
        st.button(
            t("scenarios.new"),
            key="scenarios.new",
            icon=":material/add:",
            type="secondary" if chosen else "primary",
            on_click=attempt,
            args=(lambda: create(t),),
        )
        if chosen:
            st.button(
                t("scenarios.copy"),
                key="scenarios.copy",
                icon=":material/content_copy:",
                on_click=attempt,
                args=(lambda: copy(t),),
            )
            with st.popover(t("scenarios.rename"), icon=":material/edit:"):
                named(t)
        with st.popover(t("scenarios.files"), icon=":material/swap_vert:"):
            files(today, t)
        if chosen:
            st.button(
                t("scenarios.delete"),
                key="scenarios.delete",
                icon=":material/delete:",
                on_click=attempt,
                args=(delete,),
            )
    gone = state.get(GONE)
    if gone:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(show.plain(t("scenarios.deleted", name=gone[0])))
            st.button(
                t("scenarios.undo"), key="scenarios.restore", icon=":material/undo:", on_click=attempt, args=(restore,)
            )
    if state.scenario().note:
        st.caption(show.plain(state.scenario().note))


def open_chosen(box: str, before: str) -> None:
    """Takes over what was chosen on the page, unless another scenario has come into use since it was drawn."""
    if state.scenario_name() == before:
        state.choose_scenario(state.get(box))


def create(t: Translator) -> None:
    """A new scenario without changes."""
    scenario_edits.keep(Scenario(tools.free_name(state.workspace().scenarios(), t)), None)


def copy(t: Translator) -> None:
    """A copy of the scenario in use."""
    scenario = state.scenario()
    scenario_edits.keep(replace(scenario, name=tools.free_name(state.workspace().scenarios(), t, scenario.name)), None)


def named(t: Translator) -> None:
    """Name and note of the scenario in use."""
    scenario = state.scenario()
    name = st.text_input(t("scenarios.rename.name"), scenario.name, max_chars=80, key=f"{NAME}.{scenario.name}")
    note = st.text_area(t("scenarios.rename.note"), scenario.note, max_chars=500, key=f"{NOTE}.{scenario.name}")
    st.button(
        t("scenarios.rename.save"),
        key="scenarios.rename",
        on_click=attempt,
        args=(lambda: rename(name.strip(), note.strip()),),
    )


def rename(name: str, note: str) -> None:
    """Gives the scenario in use another name and note; what was done to it goes along."""
    workspace, scenario = state.workspace(), state.scenario()
    others = {other.casefold() for other in workspace.scenarios() if other != scenario.name}
    if name.casefold() in others:
        raise ScenarioError(Problem(code="scenario_name_twice", found=name))
    past = scenario_edits.history(scenario.name)
    scenario_edits.keep(replace(scenario, name=name, note=note), None)
    if name != scenario.name:
        workspace.remove_scenario(scenario.name)
        renamed = tools.History(
            tuple(replace(s, name=name) for s in past.past), tuple(replace(s, name=name) for s in past.future)
        )
        scenario_edits.remember(name, renamed)


def delete() -> None:
    """Takes the scenario in use away; `restore` brings it back."""
    name = state.scenario_name()
    state.put(GONE, (name, state.workspace().remove_scenario(name)))
    state.choose_scenario(state.TODAY)


def restore() -> None:
    """Brings the scenario back that was deleted last."""
    name, version = state.get(GONE)
    state.workspace().restore_scenario(name, version)
    state.drop(GONE)
    state.choose_scenario(name)


def files(today: City, t: Translator) -> None:
    """The scenario in use as a file, and a file as a scenario."""
    scenario = state.scenario()
    if state.scenario_name():
        prefix = ILLUSTRATIVE if today.illustrative else ""
        st.download_button(
            t("scenarios.download"),
            data=to_json(scenario),
            file_name=f"{prefix}{layer_name(scenario.name)}.json",
            mime="application/json",
            key="scenarios.download",
            on_click="ignore",
            icon=":material/download:",
        )
    uploaded = st.file_uploader(t("scenarios.upload"), ["json"], key=FILE)
    if uploaded is not None and state.get(f"{FILE}.read") != uploaded.file_id:
        state.put(f"{FILE}.read", uploaded.file_id)
        attempt(lambda: read(uploaded.getvalue(), uploaded.name, t))
        st.rerun()


def read(data: bytes, file: str, t: Translator) -> None:
    """Puts the scenario of a file into the warehouse, under a name that is free."""
    if len(data) > MOST_BYTES:
        raise ScenarioError(Problem(code="file_too_large", found=str(len(data)), allowed=str(MOST_BYTES)))
    try:
        scenario = from_json(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ScenarioError(Problem(code="scenario_not_json", found=file, allowed="UTF-8")) from None
    name = tools.free_name(state.workspace().scenarios(), t, scenario.name or file.removesuffix(".json"))
    scenario_edits.keep(replace(scenario, name=name), None)
