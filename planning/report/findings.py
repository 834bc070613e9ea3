"""What the numbers say, in sentences: by subject, for the annex and the administrative report alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd

from layers.problems import PlanningError
from planning.i18n import Translator
from planning.present import access, compare, facts, links, overview, priorities, sentence
from planning.present import hazards as flood
from planning.present import norms as norm_views
from planning.present.readiness import full
from planning.report.material import Material, is_day
from planning.zones import has_ended

FEWEST_UNITS = 2


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What there is to say of a subject, and what to know before using it."""

    part: str
    title: str
    sentences: tuple[str, ...]
    cautions: tuple[str, ...] = ()


def findings(material: Material, t: Translator) -> tuple[Finding, ...]:
    """Every subject of the recipe for which there are data, in the order of the annex; the limits last.

    A subject that cannot be computed is left out here; the annex says why at its place.
    """
    wanted = {"contents", *material.recipe.wanted}
    found = [made for part, make in SUBJECTS.items() if part in wanted and (made := _tried(make, material, t))]
    return (*found, limits(material, t))


def _tried(make: Callable[[Material, Translator], Finding | None], material: Material, t: Translator) -> Finding | None:
    try:
        return make(material, t)
    except PlanningError:
        return None


def area(material: Material, t: Translator) -> Finding | None:
    """People, units, and how complete the data are."""
    said = overview.answer(
        material.area_name(t),
        material.city,
        _whole(material),
        _unit_count(material),
        material.groups(t),
        t,
        former=material.unit_layer is not None and has_ended(material.unit_layer.frame),
    )
    return Finding(part="area", title=t("finding.area"), sentences=(*said.sentences, *_counted(material, t)))


def _counted(material: Material, t: Translator) -> Iterator[str]:
    """When people were counted, and by whom: a number of people is never without its year."""
    for entry in material.entries:
        if entry.type in ("population", "population_grid") and (entry.source or entry.data_date):
            day = t.date(entry.data_date) if is_day(entry.data_date) else entry.data_date or "–"
            yield t("finding.people", source=sentence.source(entry.source, t) or "–", date=day)


def _whole(material: Material) -> pd.Series[float]:
    return material.evaluation.whole()[material.mapped]


def _unit_count(material: Material) -> int:
    return len(material.unit_layer) if material.unit_layer is not None else 0


def reach(material: Material, t: Translator) -> Finding | None:
    """Who reaches each service."""
    said = [access.answer(view, t).text for view in material.accesses.values()]
    return Finding(part="access", title=t("finding.access"), sentences=tuple(said)) if said else None


def norms(material: Material, t: Translator) -> Finding:
    """What each edition of the norms asks for."""
    said = norm_views.answer(material.norm_needs(t), t)
    return Finding(part="norms", title=t("finding.norms"), sentences=said.sentences, cautions=said.cautions)


def hazards(material: Material, t: Translator) -> Finding | None:
    """People where floods reach a depth, and the units with most of them."""
    said = flood.answer(material.evaluation, material.mapped, material.names(t), t)
    return None if said is None else Finding(part="hazards", title=t("finding.hazards"), sentences=said.sentences)


def critical(material: Material, t: Translator) -> Finding | None:
    """The links that people's ways hang on."""
    if not material.kinds:
        return None
    said = links.answer(material.stretches(t), t)
    return Finding(part="links", title=t("finding.links"), sentences=said.sentences)


def scenarios(material: Material, t: Translator) -> Finding | None:
    """How each scenario does against today, in indicators and in people."""
    if not material.scenarios:
        return None
    said = compare.answer(material.compared(t), t)
    alarms, _ = compare.checks(material.comparison, t)
    return Finding(part="scenarios", title=t("finding.scenarios"), sentences=said.sentences, cautions=alarms)


def order(material: Material, t: Translator) -> Finding | None:
    """Which units first, and how sure that is."""
    if _unit_count(material) < FEWEST_UNITS:
        return None
    said = priorities.answer(material.ranking, material.names(t), t, illustrative=material.illustrative)
    return Finding(part="ranking", title=t("finding.ranking"), sentences=said.sentences, cautions=said.cautions)


def limits(material: Material, t: Translator) -> Finding:
    """What is missing, in part here, without a source, not checked; and that the result is for reference."""
    return Finding(part="limits", title=t("finding.limits"), sentences=tuple(_limits(material, t)))


def _limits(material: Material, t: Translator) -> Iterator[str]:
    state = material.groups(t)
    gone = [t(f"ready.{group.id}") for group in state if group.state == "none"]
    if gone:
        yield t("finding.limits.missing", list=_joined(gone), count=t.number(len(gone)))
    for group in state:
        if group.state == "partial":
            yield t("finding.limits.partial", group=t(f"ready.{group.id}"), lacks=group.lacks)
    yield from facts.doubts(material.city, t)
    bare = sum(not entry.source for entry in material.entries)
    if bare:
        yield t("finding.limits.no_source", count=t.number(bare))
    undated = sum(not entry.data_date for entry in material.entries)
    if undated:
        yield t("finding.limits.no_date", count=t.number(undated))
    problems = sum(problem.severity != "note" for problem in material.problems)
    if problems:
        yield t("finding.limits.problems", count=t.number(problems))
    yield t("finding.limits.boundaries")
    if full(state) < len(state) or problems:
        yield t("finding.limits.reference")


def _joined(names: list[str]) -> str:
    return "; ".join(name[:1].lower() + name[1:] if n else name for n, name in enumerate(names))


SUBJECTS: dict[str, Callable[[Material, Translator], Finding | None]] = {
    "contents": area,
    "access": reach,
    "norms": norms,
    "hazards": hazards,
    "links": critical,
    "scenarios": scenarios,
    "ranking": order,
}
"""Subjects by the part of a recipe that asks for them; the area itself always."""
