"""The page Báo cáo: what goes on paper; in this version tables, to look at and to take along."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from layers.digest import digest
from planning import __version__
from planning.i18n import Translator
from planning.present import access as access_view
from planning.present import access_tables, priorities, tables
from planning.present import compare as compare_view
from planning.present.excel import ILLUSTRATIVE, workbook
from planning.present.views import TableView
from planning.ui import access_services, results, service, shell, show, state
from planning.ui.form import KEEP
from planning.ui.names import unit_names_of
from scenarios.scenario import Scenario

PARTS = ("evaluation", "access", "ranking", "edits", "sources")
PART, WITH, SHOWN = "report.part.", "report.with", "report.shown"
FEWEST_UNITS = 2
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def page() -> None:
    """Answer, what goes in, the tables one by one, and one file of all."""
    t, workspace = state.translator(), state.workspace()
    entries = workspace.warehouse.entries()
    if not entries:
        show.empty(t("shell.empty"), action=t("shell.empty.action"), page="warehouse")
        return
    above = st.container()
    left, right = st.columns([1, 2.6], gap="medium")
    with left:
        chosen = scenarios(t)
        wanted = contents(chosen, t)
    with right, st.spinner(t("report.working"), show_time=True):
        views = [view for part in wanted for view in made(part, chosen, t)]
    illustrative = any(entry.illustrative for entry in entries)
    with above:
        show.answer(tables.answer(views, entries, t, illustrative=illustrative), t)
    if not views:
        right.info(show.plain(t("report.nothing")), icon=":material/inbox:")
        return
    views = [tables.about(about(chosen, views, t, illustrative=illustrative), views, t), *views]
    with left:
        download(views, t)
    with right:
        preview(views, t)
    st.caption(show.plain(t("report.later")))


def scenarios(t: Translator) -> tuple[Scenario, ...]:
    """The scenarios that stand in the tables; at first the one of the sidebar."""
    workspace = state.workspace()
    names, sidebar = workspace.scenarios(), state.scenario_name()
    if not names:
        return ()
    state.several_from_address(WITH, names)
    if state.get(WITH) is None:
        state.put(WITH, [sidebar] if sidebar in names else [])
    chosen = st.multiselect(t("report.with"), names, key=WITH, placeholder=t("report.with.none"), **KEEP)
    state.several_to_address(WITH, chosen)
    return tuple(workspace.scenario(name) for name in chosen)


def contents(chosen: Sequence[Scenario], t: Translator) -> tuple[str, ...]:
    """The parts that are ticked; what has no data yet cannot be."""
    st.markdown(f"**{t('report.contents')}**")
    possible = offered(chosen)
    ticked = [
        part
        for part in PARTS
        if st.checkbox(
            t(f"report.part.{part}"),
            value=True,
            key=f"{PART}{part}",
            disabled=part not in possible,
            help=t(f"report.part.{part}.help"),
            **KEEP,
        )
    ]
    return tuple(part for part in ticked if part in possible)


def offered(chosen: Sequence[Scenario]) -> tuple[str, ...]:
    """The parts for which there is anything."""
    city, units = state.city(), state.units()
    there = {
        "evaluation": bool(units) or city.has_population or bool(city.of_type("streets")),
        "access": bool(units)
        and city.has_population
        and bool(city.of_type("streets"))
        and bool(access_view.services(city)),
        "ranking": bool(units) and len(city[units]) >= FEWEST_UNITS and city.has_population,
        "edits": any(scenario.edits for scenario in chosen),
        "sources": True,
    }
    return tuple(part for part in PARTS if there[part])


def made(part: str, chosen: Sequence[Scenario], t: Translator) -> list[TableView]:
    """The tables of a part."""
    units, city, scenario = state.units(), state.city(), state.scenario()
    names = unit_names_of(city, units, t)
    if part == "sources":
        return [tables.sources(state.warehouse().entries(), t)]
    if part == "edits":
        return [tables.edits(chosen, state.workspace().city(), t, illustrative=city.illustrative)]
    if part == "access":
        return access(t)
    if part == "ranking":
        return ranking(names, t)
    compared = [
        *chosen,
        *([scenario] if not scenario.is_baseline and scenario.name not in {s.name for s in chosen} else []),
    ]
    found = results.evaluation(compared, units)
    people = {one.name: results.gains(one, units) for one in chosen}
    compared_view = compare_view.Comparison(found, tuple(people), people)
    gains = compare_view.gains_table(compared_view, t, state.area_name(t)) if people else None
    by_unit = tables.units(found, scenario.name, names, t) if units else None
    return [tables.evaluation(found, t), *filter(None, (by_unit, gains))]


def access(t: Translator) -> list[TableView]:
    """Units by people within and beyond: the service, mode and limit chosen on the page of access."""
    kinds = access_view.services(state.city())
    kind, mode = state.get(service.SERVICE), state.get(service.MODE)
    asked = access_view.Ask(
        service=kind if kind in kinds else access_view.first_service(kinds),
        mode=mode if mode in access_view.MODES else access_view.MODES[0],
        limit_min=float(state.get(service.LIMIT) or access_view.LIMIT_MIN),
    )
    view = access_tables.table(access_services.pictured(asked), t, state.area_name(t))
    return [] if view is None else [view]


def ranking(names: dict[str, str], t: Translator) -> list[TableView]:
    """The order of priority as it stands on its page: with the weights and the table chosen there."""
    found, illustrative = results.ranking(state.units()), state.city().illustrative
    people = results.people(state.units())
    return [
        priorities.table(found, people, names, t, file=t("priorities.file"), illustrative=illustrative),
        priorities.weights_table(found, t, file=t("priorities.weights.file"), illustrative=illustrative),
        priorities.swaps_table(found, names, t, file=t("priorities.swap.file"), illustrative=illustrative),
    ]


def about(chosen: Sequence[Scenario], views: Sequence[TableView], t: Translator, *, illustrative: bool) -> tables.About:
    """What the file is about; its code changes when anything in the tables does."""
    workspace = state.workspace()
    code = digest("report", workspace.baseline_key, [(view.title, view.frame) for view in views])[:8]
    return tables.About(
        area=state.area_name(t),
        units=shell.unit_set(state.units(), t) if state.units() else "–",
        scenarios=(state.scenario().name, *(s.name for s in chosen if s.name != state.scenario().name)),
        made=t.time(datetime.now().astimezone()),
        version=__version__,
        revision=workspace.warehouse.revision,
        code=code.upper(),
        illustrative=illustrative,
    )


def download(views: Sequence[TableView], t: Translator) -> None:
    """One Excel file: a sheet a table, the first says what they are."""
    mark = ILLUSTRATIVE if any(view.illustrative for view in views) else ""
    name = f"{mark}{t('report.file')}-{state.area_name(t)}".replace(" ", "-")
    st.download_button(
        t("report.excel"),
        data=lambda: workbook(list(views), t),
        file_name=f"{name}.xlsx",
        key="report.excel",
        icon=":material/download:",
        type="primary",
        mime=XLSX,
        on_click="ignore",
        width="stretch",
    )


def preview(views: Sequence[TableView], t: Translator) -> None:
    """One of the tables."""
    titles = [view.title for view in views]
    if state.get(SHOWN) not in range(len(views)):
        state.drop(SHOWN)
    place = st.selectbox(
        t("report.preview"),
        range(len(views)),
        index=min(1, len(views) - 1),
        key=SHOWN,
        format_func=lambda number: f"{number + 1}. {titles[number]}",
        filter_mode=None,
        **KEEP,
    )
    show.table(views[place], key=f"report.table.{place}", t=t)
