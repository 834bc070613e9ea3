"""Changing a scenario: what a click offers, the list of changes, undo and redo; each change is kept at once."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import shapely
import streamlit as st

from layers.city import City
from layers.digest import digest
from layers.problems import PlanningError, Problem
from planning.i18n import Translator
from planning.present import base
from planning.present.scenario_words import Teller, feature_name
from planning.ui import scenario_tools as tools
from planning.ui import show, state
from planning.ui.scenario_tools import History, Pick
from scenarios import actions
from scenarios.edits import Edit
from scenarios.scenario import Scenario

MAP = "scenarios"
PICK, MOVING, DRAWN, PROBLEMS, HISTORY = (f"scenarios.{name}" for name in ("pick", "moving", "drawn", "faults", "past"))
CLASS, BRIDGE = "scenarios.class", "scenarios.bridge"
SPEEDS = (5, 120, 5)
SPEED_KMH = 40
MOST_CAPACITY = 100_000


# -- keeping


def keep(scenario: Scenario, before: Scenario | None) -> None:
    """Tries a scenario, puts it into the warehouse and into use; with `before`, that can be gone back to."""
    workspace = state.workspace()
    workspace.applied(scenario)
    workspace.save_scenario(scenario)
    if before is not None:
        past = before if before.name == scenario.name else Scenario(scenario.name)
        remember(scenario.name, history(scenario.name).done(past))
    state.drop(PICK)
    state.drop(MOVING)
    state.choose_scenario(scenario.name)


def attempt(action: Callable[[], None]) -> None:
    """Does something in a callback; what is wrong with it is said at the next run."""
    try:
        action()
    except PlanningError as error:
        state.put(PROBLEMS, error.problems)


def problems(t: Translator) -> None:
    """What went wrong last time."""
    found: tuple[Problem, ...] = state.get(PROBLEMS, ())
    if found:
        show.problems(found, t)
        state.drop(PROBLEMS)


def history(name: str) -> History:
    """What was done to a scenario in this session."""
    found: History = state.get(HISTORY, {}).get(name, History())
    return found


def remember(name: str, made: History) -> None:
    """Keeps what was done to a scenario."""
    state.put(HISTORY, {**state.get(HISTORY, {}), name: made})


def add(*edits: Edit) -> None:
    """Puts edits at the end of the scenario in use; today becomes a new scenario."""
    t, before = state.translator(), state.scenario()
    name = tools.free_name(state.workspace().scenarios(), t)
    keep(tools.with_edits(before, edits, name), before)


def current() -> Scenario:
    """The scenario in use, with its name also where it has no edits yet."""
    return state.scenario()


# -- clicks and drawings


def picked() -> Pick | None:
    """What the last click meant."""
    found: Pick | None = state.get(PICK)
    return found


def heard(tool: tools.Tool, kind: str, city: City, t: Translator) -> bool:
    """Whether a click or a drawing has changed the scenario; a click that only asks is kept for the card."""
    clicked = show.clicked(MAP)
    done: tuple[str, ...] = state.get(DRAWN, ())
    for line in tools.drawn_lines(clicked):
        mark = digest(shapely.to_wkb(line).hex())
        if mark not in done:
            state.put(DRAWN, (*done, mark)[-20:])
            attempt(lambda line=line: add(new_street(city, line)))  # type: ignore[misc]
            return True
    if not clicked.fresh:
        return False
    moving: Pick | None = state.get(MOVING)
    if moving is not None and clicked.point is not None:
        to = clicked.point
        state.drop(MOVING)
        attempt(lambda: add(actions.move_facility(city, moving.layer, moving.id, to)))
        return True
    found = tools.pick(clicked, tool, city, kind)
    if found is None:
        state.drop(PICK)
        state.put(PROBLEMS, (Problem(code="nothing_clicked", severity="note"),))
    else:
        state.put(PICK, found)
    del t
    return False


def new_street(city: City, line: shapely.LineString) -> Edit:
    """The street that was drawn, of the class chosen for it."""
    class_ = str(state.get(CLASS) or tools.STREET_CLASSES[0])
    points = [(x, y) for x, y, *_ in line.coords]
    bridge = bool(state.get(BRIDGE))
    return actions.draw_street(city, points, street_class=class_, bridge=bridge, scenario=state.scenario())


# -- what a click offers


def card(tool: tools.Tool, kind: str, city: City, t: Translator) -> None:
    """What was clicked and what can be done with it."""
    found = picked()
    moving: Pick | None = state.get(MOVING)
    with st.container(border=True, key="scenarios-card", gap="small"):
        if moving is not None:
            st.markdown(show.plain(t("scenarios.move.hint", name=name_of(moving, city, t))))
            st.button(t("scenarios.cancel"), key="scenarios.move.cancel", on_click=lambda: state.drop(MOVING))
        elif found is None or tools.shape_of(found, city) is None:
            st.caption(t(f"scenarios.card.{tool}"))
        elif found.what == "place":
            _place(found, kind, city, t)
        elif found.what == "facility":
            _facility(found, city, t)
        else:
            _street(found, city, t)
        if tool == "street":
            _drawing(t)


def name_of(found: Pick, city: City, t: Translator) -> str:
    """The name of what was clicked."""
    layer = city[found.layer]
    return feature_name(layer.frame.loc[[found.id]], layer.type, t) or found.id


def _place(found: Pick, kind: str, city: City, t: Translator) -> None:
    where = Teller(city, state.scenario(), state.units(), t).where(city.metres(shapely.Point(*found.point)))
    st.markdown(f"**{show.plain(t('scenarios.place', where=where))}**")
    size = st.number_input(
        t("scenarios.capacity.new"),
        0,
        MOST_CAPACITY,
        None,
        10,
        key="scenarios.new.capacity",
        placeholder=t("scenarios.optional"),
    )
    what = t(f"facility.{kind}")
    st.button(
        t("scenarios.place.add", what=what),
        key="scenarios.add",
        type="primary",
        icon=":material/add_location_alt:",
        on_click=attempt,
        args=(
            lambda: add(
                actions.add_facility(city, kind, found.point, capacity=size or None, scenario=state.scenario())
            ),
        ),
    )


def _facility(found: Pick, city: City, t: Translator) -> None:
    frame = city[found.layer].frame
    st.markdown(f"**{show.plain(name_of(found, city, t))}**")
    st.caption(
        show.plain(
            base.facility_texts(frame.loc[[found.id]], t(f"kind.{frame.loc[found.id, 'kind']}"), t)[0].replace(
                "\n", " · "
            )
        )
    )
    with st.container(horizontal=True):
        st.button(
            t("scenarios.move"),
            key="scenarios.move",
            icon=":material/open_with:",
            on_click=lambda: state.put(MOVING, found),
        )
        st.button(
            t("scenarios.close.facility"),
            key="scenarios.close.facility",
            icon=":material/cancel:",
            on_click=attempt,
            args=(lambda: add(actions.remove_facility(city, found.layer, found.id)),),
        )
    now = frame.loc[found.id, "capacity"] if "capacity" in frame.columns else None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        size = st.number_input(
            t("scenarios.capacity"),
            0,
            MOST_CAPACITY,
            0 if pd.isna(now) else int(now),
            10,
            key=f"scenarios.capacity.{found.layer}.{found.id}",
        )
        st.button(
            t("scenarios.resize"),
            key="scenarios.resize",
            icon=":material/straighten:",
            on_click=attempt,
            args=(lambda: add(actions.resize_facility(city, found.layer, found.id, size)),),
        )


def _street(found: Pick, city: City, t: Translator) -> None:
    frame = city[found.layer].frame
    row = frame.loc[[found.id]]
    group = t(f"road.{base.road_group(row['class']).iloc[0]}")
    st.markdown(f"**{show.plain(name_of(found, city, t))}**")
    length = t.quantity(float(row.geometry.length.iloc[0]), t("unit.m"))
    st.caption(show.plain(t("scenarios.street", group=group, length=length)))
    every = tools.whole_street(city, found)
    with st.container(horizontal=True):
        st.button(
            t("scenarios.close.street"),
            key="scenarios.close.street",
            type="primary",
            icon=":material/block:",
            on_click=attempt,
            args=(lambda: add(actions.close_street(city, found.id)),),
        )
        if len(every) > 1:
            st.button(
                t("scenarios.close.whole", count=t.number(len(every))),
                key="scenarios.close.whole",
                on_click=attempt,
                args=(lambda: add(actions.close_street(city, *every)),),
            )
    low, high, step = SPEEDS
    with st.container(horizontal=True, vertical_alignment="bottom"):
        speed = st.number_input(t("scenarios.speed"), low, high, SPEED_KMH, step, key="scenarios.speed.value")
        st.button(
            t("scenarios.speed.set"),
            key="scenarios.speed",
            icon=":material/speed:",
            on_click=attempt,
            args=(lambda: add(actions.change_speed(city, [found.id], speed)),),
        )


def _drawing(t: Translator) -> None:
    with st.expander(t("scenarios.draw"), icon=":material/polyline:"):
        st.caption(t("scenarios.draw.hint"))
        st.selectbox(
            t("scenarios.draw.class"),
            tools.STREET_CLASSES,
            key=CLASS,
            filter_mode=None,
            persist_state="session",
            format_func=lambda name: t(f"road.{class_group(name)}"),
        )
        st.toggle(t("scenarios.draw.bridge"), key=BRIDGE, persist_state="session")


def class_group(class_: str) -> str:
    """The group of `base.ROADS` that a class belongs to."""
    return next(name for name, classes, *_ in base.ROADS if class_ in classes)


# -- the list


def listed(today: City, t: Translator) -> None:
    """The changes in plain words, each with its way out; undo and redo."""
    scenario = current()
    past = history(scenario.name) if state.scenario_name() else History()
    lines = Teller(today, scenario, state.units(), t).lines()
    with st.container(border=True, key="scenarios-list", gap="xsmall"):
        st.markdown(f"**{t('scenarios.list', count=t.number(len(lines)))}**")
        if not lines:
            st.caption(t("scenarios.list.empty"))
        for number, line in enumerate(lines):
            _line(number, line, scenario, t)
        doubts = [problem for problem in state.workspace().applied(scenario).notes if problem.severity == "warning"]
        if doubts:
            show.problems(doubts, t, level="warning")
        with st.container(horizontal=True):
            st.button(
                t("scenarios.undo"),
                key="scenarios.undo",
                icon=":material/undo:",
                disabled=not past.past,
                on_click=attempt,
                args=(lambda: step(past.undo(scenario)),),
            )
            st.button(
                t("scenarios.redo"),
                key="scenarios.redo",
                icon=":material/redo:",
                disabled=not past.future,
                on_click=attempt,
                args=(lambda: step(past.redo(scenario)),),
            )


def _line(number: int, line: str, scenario: Scenario, t: Translator) -> None:
    words, way_out = st.columns([4, 1], gap="xxsmall", vertical_alignment="center")
    words.markdown(show.plain(f"{number + 1}. {line}"))
    way_out.button(
        t("scenarios.drop"),
        key=f"scenarios.remove.{number}",
        type="tertiary",
        help=t("scenarios.remove", line=line),
        on_click=attempt,
        args=(lambda: keep(tools.without(scenario, number), scenario),),
    )


def step(to: tuple[Scenario, History]) -> None:
    """Goes back or forth."""
    scenario, made = to
    keep(scenario, None)
    remember(scenario.name, made)
