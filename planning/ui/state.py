"""What a session has chosen: the only module that touches `st.session_state` and the address of the page.

Choices that all pages share are made in the sidebar. They stand in the address (`?scenario=...&lang=en`) under
names that no language changes, so they outlive language, page and area, and the address opens the same view again.
They are values of the session, and the widgets that show them have keys of their own (`box`): a click that comes while
a page is being drawn brings along what all widgets showed before, and must not undo what the program has chosen. A
page gives its widgets keys "page.name" and `persist_state="session"` (`form.KEEP`); those that make the view it also
puts into the address:

    state.from_address("access.mode", modes)          before the widget: what the address says
    mode = st.selectbox(..., modes, key="access.mode", **form.KEEP)
    state.to_address("access.mode", mode, modes[0])   after it

Small values that are not widgets are kept by `put` and `get`.

    t = state.translator()              words of the session's language
    workspace = state.workspace()       questions and answers
    scenario = state.scenario()         a Scenario; BASELINE is today
    units = state.units()               name of the layer of units in use, "" where there is none
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import streamlit as st

from layers.city import City
from layers.digest import digest
from layers.warehouse.base import Warehouse
from planning import i18n
from planning.i18n import LANGUAGES, Language, Translator
from planning.ui import cache
from scenarios.scenario import BASELINE, Scenario

LANGUAGE, AREA, UNITS, SCENARIO = "lang", "area", "units", "scenario"
TODAY = ""
_PENDING, _TURN = "pending", "turn"


def language() -> Language:
    """The language chosen; at first that of the address, else of QUYHOACH_LANG, else Vietnamese."""
    chosen = st.session_state.get(LANGUAGE) or st.query_params.get(LANGUAGE)
    return chosen if chosen in LANGUAGES else default_language()


def from_address(key: str, offered: Sequence[str]) -> None:
    """Gives a widget that is not drawn yet the value that the address names, where that is one of those offered."""
    asked = st.query_params.get(key)
    if key not in st.session_state and asked is not None and asked in offered:
        st.session_state[key] = asked
    elif key in st.session_state and st.session_state[key] not in offered:
        del st.session_state[key]  # what was chosen is gone: the scenario was deleted, the area is another one


def asked(key: str) -> str:
    """What the address says of a key; "" for nothing."""
    return str(st.query_params.get(key) or "")


def to_address(key: str, value: str | None, default: str = "") -> None:
    """Puts a value into the address; leaves it out where it is the default."""
    if value is None or value == default:
        if key in st.query_params:
            del st.query_params[key]
    elif st.query_params.get(key) != value:
        st.query_params[key] = value


def number_from_address(key: str, low: int, high: int) -> None:
    """The same for a whole number between two."""
    asked = str(st.query_params.get(key) or "")
    if key not in st.session_state and asked.isascii() and asked.isdigit() and low <= int(asked[:9]) <= high:
        st.session_state[key] = int(asked)


def several_from_address(key: str, offered: Sequence[str]) -> None:
    """The same for a choice of several; what is offered no more is dropped from it."""
    if key not in st.session_state and key in st.query_params:
        st.session_state[key] = [value for value in st.query_params.get_all(key) if value in offered]
    elif key in st.session_state and not set(st.session_state[key]) <= set(offered):
        st.session_state[key] = [value for value in st.session_state[key] if value in offered]


def several_to_address(key: str, values: Sequence[str]) -> None:
    """Puts several values into the address."""
    if st.query_params.get_all(key) != list(values):
        st.query_params[key] = list(values)


def default_language() -> Language:
    """The language of a session that chose none."""
    return "en" if os.environ.get("QUYHOACH_LANG") == "en" else "vi"


def translator() -> Translator:
    """The translator of the session."""
    return i18n.translator(language())


def addresses() -> tuple[str, ...]:
    """The warehouses that are offered as study areas: those of QUYHOACH_WAREHOUSE, by default ./warehouse."""
    named = os.environ.get("QUYHOACH_WAREHOUSE", "warehouse")
    return tuple(str(Path(part).expanduser().resolve()) for part in named.split(os.pathsep) if part) or ("warehouse",)


def address() -> str:
    """The warehouse of the chosen study area."""
    offered = {area_id(item): item for item in addresses()}
    chosen = str(st.session_state.get(AREA) or st.query_params.get(AREA) or "")
    return offered.get(chosen, addresses()[0])


def area_id(address_: str) -> str:
    """A short name of a warehouse for the address of the page: never a path."""
    return digest(address_)[:8]


def warehouse() -> Warehouse:
    """The warehouse in use."""
    return cache.warehouse(address())


def area_name(t: Translator, address_: str | None = None) -> str:
    """The name of a study area in the language of the page."""
    chosen = cache.warehouse(address_ or address())
    return chosen.get_setting(f"name_{t.language}") or chosen.get_setting("name") or t("area.unnamed")


def workspace() -> Any:
    """The workspace over the warehouse in use; remembers for all sessions."""
    from planning.workspace import Workspace

    return Workspace(warehouse(), remember=cache.remember)


def scenario_name() -> str:
    """The name of the scenario chosen in the sidebar; "" is today."""
    return str(st.session_state.get(SCENARIO) or TODAY)


def scenario() -> Scenario:
    """The scenario chosen in the sidebar, by default the baseline."""
    name = scenario_name()
    return workspace().scenario(name) if name else BASELINE


def city() -> City:
    """The city of the chosen scenario."""
    made: City = workspace().city(scenario())
    return made


def units() -> str:
    """The name of the layer of units chosen in the sidebar; "" where there is none."""
    return str(st.session_state.get(UNITS) or "")


def choose(key: str, value: Any) -> None:
    """Sets a widget's value from the next run on: call `st.rerun()` after it, or use it in a callback."""
    st.session_state.setdefault(_PENDING, {})[key] = value


def choose_scenario(name: str) -> None:
    """Picks a scenario in the sidebar from the next run on."""
    choose(SCENARIO, name)


def apply_choices() -> None:
    """Carries out what `choose` asked for; the shell calls it before any widget is drawn."""
    chosen = st.session_state.pop(_PENDING, {})
    for key, value in chosen.items():
        st.session_state[key] = value
    if chosen:
        st.session_state[_TURN] = get(_TURN, 0) + 1


def box(key: str) -> str:
    """The key of the widget that shows a shared choice: another one each time that the program has chosen."""
    return f"{key}.box.{get(_TURN, 0)}"


def chosen_in(key: str, widget: str) -> None:
    """Takes over what was chosen in the widget of a shared choice; one that has had its turn changes nothing."""
    if widget == box(key):
        put(key, get(widget))


def get(key: str, default: Any = None) -> Any:
    """A small value of the session."""
    return st.session_state.get(key, default)


def put(key: str, value: Any) -> None:
    """Keeps a small value: never a frame."""
    st.session_state[key] = value


def drop(key: str) -> None:
    """Forgets a value."""
    st.session_state.pop(key, None)


def session_name() -> str:
    """A name that no other session or tab has: maps of one session move together, not those of two."""
    if "session" not in st.session_state:
        st.session_state["session"] = uuid4().hex[:12]
    return str(st.session_state["session"])


def link(name: str, label: str = "") -> None:
    """A link to a page, where there is such a page."""
    pages = get("pages", {})
    if name in pages:
        st.page_link(pages[name], label=label or None, icon=":material/arrow_forward:")
