"""What a report is to hold, as widgets: paper, scenarios, contents, language; all else behind *Advanced*."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

import streamlit as st

from planning.i18n import Translator
from planning.present.access import services as services_of
from planning.present.priorities import sector_of
from planning.ranking import DEFAULT
from planning.report.grounds import Ground, grounds, state_words, today, usual
from planning.report.recipe import DEFAULT_PARTS, LANGUAGES, PAPER_SIZES, Paper, Recipe
from planning.report.recipe import PARTS as ALL_PARTS
from planning.ui import results, service, state
from planning.ui.form import KEEP

PAPER, WITH, PARTS, LANGUAGE = "report.paper", "report.with", "report.parts", "report.language"
SERVICES, SIZE, BOXES, GROUNDS = "report.services", "report.size", "report.boxes", "report.grounds"
OFFICE, HIGHER, PLACE, DAY = "report.office", "report.higher", "report.place", "report.day"
RECIPIENTS, TO, TEXTS = "report.recipients", "report.to", "report.texts"
TABLES: Final = "tables"
"""The tables alone, as an Excel file: a choice of the page, no paper of a recipe."""
PAPERS: Final = ("annex", "administrative", "sheets", TABLES)
ALWAYS: Final = ("cover", "contents", "findings", "methods", "verification")
"""Parts that go in without being asked for."""
OFFERED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "annex": ("maps", "access", "norms", "hazards", "links", "scenarios", "ranking", "units", "sources"),
        "administrative": ("access", "norms", "hazards", "links", "scenarios", "ranking"),
        "sheets": ("maps", "access", "hazards", "links", "scenarios", "ranking"),
        TABLES: ("access", "norms", "scenarios", "ranking"),
    }
)
"""Parts to choose from, by paper."""


def recipe(t: Translator) -> Recipe:
    """What is chosen, drawn as widgets; the paper of the tables alone is that of the annex."""
    wanted = paper(t)
    compared = scenarios(t)
    parts = contents(wanted, t)
    language = st.segmented_control(
        t("report.language"),
        LANGUAGES,
        default=None if state.get(LANGUAGE) else t.language,
        required=True,
        key=LANGUAGE,
        format_func=lambda name: t(f"report.language.{name}"),
        **KEEP,
    )
    with st.expander(t("form.advanced"), icon=":material/tune:"):
        more = advanced(wanted, t)
    return Recipe(
        paper=paper_of(wanted),
        language=str(language or t.language),
        units=state.units(),
        scenario=state.scenario_name(),
        scenarios=compared,
        parts=parts,
        weights=weights(),
        texts=dict(state.get(TEXTS, {})),
        **more,
    )


def chosen_paper() -> str:
    """The paper chosen, before its widget is drawn too."""
    return str(state.get(PAPER) or PAPERS[0])


def paper_of(wanted: str) -> Paper:
    """The paper of the recipe."""
    return "administrative" if wanted == "administrative" else "sheets" if wanted == "sheets" else "annex"


def paper(t: Translator) -> str:
    """Which paper."""
    state.from_address(PAPER, PAPERS)
    found = st.selectbox(
        t("report.paper"),
        PAPERS,
        key=PAPER,
        format_func=lambda name: t(f"report.paper.{name}"),
        help=t("report.paper.help"),
        filter_mode=None,
        **KEEP,
    )
    state.to_address(PAPER, found, PAPERS[0])
    return str(found)


def scenarios(t: Translator) -> tuple[str, ...]:
    """The scenarios compared with today; at first the one of the sidebar."""
    names, sidebar = state.workspace().scenarios(), state.scenario_name()
    if not names:
        return ()
    state.several_from_address(WITH, names)
    if state.get(WITH) is None:
        state.put(WITH, [sidebar] if sidebar in names else [])
    found = st.multiselect(t("report.with"), names, key=WITH, placeholder=t("report.with.none"), **KEEP)
    state.several_to_address(WITH, found)
    return tuple(found)


def contents(wanted: str, t: Translator) -> tuple[str, ...]:
    """The parts that go in; each paper keeps its own choice."""
    offered = OFFERED[wanted]
    usual_ones = [part for part in offered if part in DEFAULT_PARTS]
    key = f"{PARTS}.{wanted}"
    found = st.pills(
        t("report.contents"),
        offered,
        selection_mode="multi",
        wrap=True,
        default=None if state.get(key) is not None else usual_ones,
        key=key,
        format_func=lambda part: t(f"report.part.{part}"),
        **KEEP,
    )
    chosen = tuple(part for part in offered if part in (found or ()))
    return tuple(part for part in ALL_PARTS if part in (*ALWAYS, *chosen))


def advanced(wanted: str, t: Translator) -> dict[str, Any]:
    """What few change: services, mode, limit, the paper's size, the office and its words."""
    made: dict[str, Any] = {}
    offered = services_of(state.city())
    if offered:
        made["services"] = tuple(
            st.multiselect(
                t("report.services"),
                offered,
                key=SERVICES,
                format_func=lambda kind: t(f"kind.{kind}"),
                placeholder=t("report.services.none"),
                **KEEP,
            )
        )
    made |= {"mode": service.mode(t), "limit_min": service.limit(t)}
    if wanted == "sheets":
        made |= sheets(t)
    if wanted != TABLES:
        made["organisation"] = text(OFFICE, t("report.office"), t("report.office.hint"))
    if wanted == "administrative":
        made |= office(t)
    return made


def sheets(t: Translator) -> dict[str, Any]:
    """Size of map sheets, and whether they leave boxes to sign in."""
    size = st.segmented_control(
        t("report.size"),
        PAPER_SIZES,
        default=None if state.get(SIZE) else PAPER_SIZES[0],
        required=True,
        key=SIZE,
        **KEEP,
    )
    boxes = st.toggle(t("report.boxes"), key=BOXES, help=t("report.boxes.help"), **KEEP)
    return {"paper_size": str(size or PAPER_SIZES[0]), "signature_boxes": bool(boxes)}


def office(t: Translator) -> dict[str, Any]:
    """Who reports to whom, where and when, on which grounds."""
    higher = text(HIGHER, t("report.higher"), t("report.higher.hint"))
    to = text(TO, t("report.to"), higher)
    place = text(PLACE, t("report.place"), "")
    day = day_of(text(DAY, t("report.day"), t("report.day.hint"), help_=t("report.day.help")))
    if day is None:
        st.warning(t("report.day.wrong"), icon=":material/event_busy:")
    copies = st.text_area(t("report.recipients"), key=RECIPIENTS, height=90, help=t("report.recipients.help"), **KEEP)
    return {
        "higher_organisation": higher,
        "proposals_to": to,
        "place": place,
        "date": day or "",
        "recipients": tuple(line.strip() for line in (copies or "").splitlines() if line.strip()),
        "grounds": picked(day or today(), t),
    }


def picked(on: str, t: Translator) -> tuple[str, ...]:
    """The legal grounds, from the dated list: each with its state of force on the day of the report."""
    by_id = {ground.id: ground for ground in grounds()}
    found = st.multiselect(
        t("report.grounds"),
        list(by_id),
        default=None if state.get(GROUNDS) is not None else list(usual(on)),
        key=GROUNDS,
        format_func=lambda id_: ground_words(by_id[id_], on, t),
        help=t("report.grounds.help"),
        **KEEP,
    )
    return tuple(id_ for id_ in by_id if id_ in found)


def ground_words(ground: Ground, on: str, t: Translator) -> str:
    """A ground in a list: number, subject, state of force, and whether that is verified."""
    parts = [ground.number, t(f"letter.subject.{ground.subject}"), state_words(ground, on, t)]
    return " · ".join([*parts, *([t("report.unverified")] if ground.unverified else [])])


def text(key: str, label: str, hint: str, *, help_: str = "") -> str:
    """One line of words."""
    return str(st.text_input(label, key=key, placeholder=hint, help=help_ or None, **KEEP) or "").strip()


def day_of(written: str) -> str | None:
    """The ISO day of day/month/year or of an ISO day; "" for nothing, `None` for what is no day."""
    if not written:
        return ""
    parts = written.split("-") if "-" in written else written.split("/")[::-1]
    try:
        year, month, number = (int(part) for part in parts)
        return date(year, month, number).isoformat()
    except ValueError:
        return None


def weights() -> dict[str, float]:
    """The weights of the page of priorities; none where nothing was changed there, or the order cannot be made."""
    names = [name for c in DEFAULT for name in (c.id, sector_of(c.id))]
    touched = state.get(results.EACH) or any(state.get(results.WEIGHT + name) is not None for name in names)
    if not touched or not state.units():
        return {}
    of = results.matrix(state.scenario(), state.units())
    known = {criterion.id for criterion in DEFAULT}
    return {name: weight for name, weight in results.weights(of).items() if name in known and weight > 0}


# -- the other way round


def fill(made: Recipe) -> None:
    """Sets the widgets to a recipe from the next run on."""
    structural = {*ALWAYS}
    values: dict[str, Any] = {
        PAPER: made.paper,
        LANGUAGE: made.language,
        WITH: list(made.scenarios),
        SERVICES: list(made.services),
        service.MODE: made.mode,
        service.LIMIT: round(made.limit_min),
        SIZE: made.paper_size,
        BOXES: made.signature_boxes,
        OFFICE: made.organisation,
        HIGHER: made.higher_organisation,
        TO: made.proposals_to,
        PLACE: made.place,
        DAY: date.fromisoformat(made.date).strftime("%d/%m/%Y") if made.date else "",
        RECIPIENTS: "\n".join(made.recipients),
        GROUNDS: list(made.grounds) or None,
        state.SCENARIO: made.scenario,
        f"{PARTS}.{made.paper}": [part for part in made.wanted if part not in structural],
    }
    for key, value in values.items():
        state.choose(key, value)
    if made.units:
        state.choose(state.UNITS, made.units)
    state.put(TEXTS, dict(made.texts))
