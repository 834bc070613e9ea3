"""What all pages share: navigation, sidebar, banner, and the words for what went wrong.

A page is one row of `PAGES` and a function `page()` in `planning.ui.pages.NAME`; a module that is not there yet is
left out. Its title is `page.NAME.title`, its question `page.NAME.question`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.util import find_spec

import streamlit as st

from layers.problems import PlanningError
from layers.warehouse.base import Warehouse
from planning.api import assets
from planning.i18n import LANGUAGES, Translator
from planning.ui import cache, chrome, show, state
from planning.ui.glossary import glossary, help_

_LOG = logging.getLogger("quyhoach")
_EMPTY = frozenset({"empty_city"})
MANY = 8  # so many choices are worth a search


@dataclass(frozen=True)
class PageRow:
    """A page: module, part of the navigation, sign."""

    name: str
    part: str
    icon: str


PAGES = (
    PageRow("overview", "base", "map"),
    PageRow("warehouse", "base", "database"),
    PageRow("access", "assess", "directions_walk"),
    PageRow("scenarios", "decide", "edit_road"),
    PageRow("compare", "decide", "compare"),
    PageRow("priorities", "decide", "format_list_numbered"),
    PageRow("report", "report", "description"),
)


def run() -> None:
    """One run of a session: the sidebar, then the page that was asked for."""
    state.apply_choices()
    state.from_address(state.LANGUAGE, LANGUAGES)
    t = state.translator()
    st.set_page_config(page_title="Quyhoach", page_icon=str(assets.OWN / "icon.png"), layout="wide")
    chrome.style(t)
    rows = [row for row in PAGES if find_spec(f"planning.ui.pages.{row.name}")]
    pages = {row.name: made(row, t) for row in rows}
    state.put("pages", pages)
    parts: dict[str, list[st.Page]] = {}
    for row in rows:
        parts.setdefault(t(f"nav.{row.part}"), []).append(pages[row.name])
    chosen = st.navigation(parts, expanded=True)
    guarded(lambda: cache.keep_up(state.warehouse()), t)()
    guarded(partial(sidebar, t), t)()
    if not assets.installed():
        st.error(t("shell.no_assets"), icon=":material/error:")
    chosen.run()


def made(row: PageRow, t: Translator) -> st.Page:
    """A page of the navigation; its address stays English, its title follows the language."""

    def page() -> None:
        st.title(t(f"page.{row.name}.title"))
        guarded(banner_and_page, t)()

    def banner_and_page() -> None:
        banner(t)
        import_module(f"planning.ui.pages.{row.name}").page()

    page.__name__ = row.name
    return st.Page(
        page,
        title=t(f"page.{row.name}.title"),
        icon=f":material/{row.icon}:",
        url_path=row.name,
        default=row is PAGES[0],
        help=t(f"page.{row.name}.question"),
    )


def guarded(action: Callable[[], None], t: Translator) -> Callable[[], None]:
    """The action with words for what it raises: problems of the data with a remedy, faults of the program as such."""

    def run_() -> None:
        try:
            action()
        except PlanningError as error:
            if any(p.code in _EMPTY for p in error.problems):
                show.empty(t("shell.empty"), action=t("shell.empty.action"), page="warehouse")
            else:
                show.problems(error.problems, t)
        except Exception as fault:  # noqa: BLE001 - whatever it is, the page says so and the log has it
            _LOG.exception("fault of the program")
            st.error(
                show.plain(t("shell.fault", error=type(fault).__name__)),
                icon=":material/bug_report:",
                title=t("shell.fault.title"),
            )

    return run_


def banner(t: Translator) -> None:
    """The line above everything that is made of invented data."""
    if any(entry.illustrative for entry in state.warehouse().entries()):
        st.warning(t("illustrative.sentence"), icon=":material/science:")


def sidebar(t: Translator) -> None:
    """Study area, units, scenario and language: what all pages share, kept in the address."""
    with st.sidebar:
        areas(t)
        units(t)
        scenario(t)
        st.segmented_control(
            t("sidebar.language"),
            LANGUAGES,
            default=None if state.get(state.LANGUAGE) else state.language(),
            required=True,
            key=state.LANGUAGE,
            label_visibility="collapsed",
            format_func=str.upper,
        )
        state.to_address(state.LANGUAGE, state.language(), state.default_language())
        with st.container(horizontal=True):
            if st.button(t("sidebar.help"), icon=":material/help:", key="sidebar.help", type="tertiary"):
                help_(t)
            if st.button(t("sidebar.glossary"), icon=":material/menu_book:", key="sidebar.glossary", type="tertiary"):
                glossary(t)


def choice(key: str, label: str, offered: Sequence[str], words: Callable[[str], str]) -> None:
    """A list of the sidebar that stands in the address."""
    state.from_address(key, offered)
    chosen, box = state.get(key, offered[0]), state.box(key)
    state.put(key, chosen)
    state.put(box, chosen)
    st.selectbox(
        label,
        offered,
        key=box,
        on_change=state.chosen_in,
        args=(key, box),
        format_func=words,
        placeholder="–",
        filter_mode=None if len(offered) < MANY else "fuzzy",
    )
    state.to_address(key, chosen, offered[0])


def areas(t: Translator) -> None:
    """The study area; a choice where several warehouses are offered."""
    offered = {state.area_id(item): item for item in state.addresses()}
    choice(state.AREA, t("sidebar.area"), list(offered), lambda id_: state.area_name(t, offered.get(id_)))


def units(t: Translator) -> None:
    """The set of units by which results are summed; those in force at the data's date first."""
    names = unit_sets(state.warehouse())
    if names:
        choice(state.UNITS, t("sidebar.units"), names, lambda name: short_unit_set(name, t))
    else:
        state.drop(state.UNITS)


def unit_sets(warehouse: Warehouse) -> list[str]:
    """The layers of units, the one that is used at first at the head."""
    names = [entry.layer for entry in warehouse.entries() if entry.type == "units"]
    return sorted(names, key=lambda name: (name != "units", name))


def unit_set(name: str, t: Translator) -> str:
    """Words for a layer of units: its own title, else its name."""
    return t(f"unitset.{name}") if t.has(f"unitset.{name}") else name


def short_unit_set(name: str, t: Translator) -> str:
    """The same as short as the sidebar is narrow."""
    return t(f"sidebar.units.{name}") if t.has(f"sidebar.units.{name}") else unit_set(name, t)


def scenario(t: Translator) -> None:
    """Today, or one of the scenarios of the warehouse."""
    names = [state.TODAY, *(document.name for document in state.warehouse().documents("scenario"))]
    choice(state.SCENARIO, t("sidebar.scenario"), names, lambda name: name or t("scenario.today"))
