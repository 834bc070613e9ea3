"""First wordings of the parts of the administrative report, made from the numbers; the user goes on from there."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from layers.problems import PlanningError
from planning.i18n import Translator
from planning.present import access, norms, sentence
from planning.report import findings as found_by
from planning.report.findings import Finding
from planning.report.grounds import Ground, chosen, cited
from planning.report.material import Material, is_day

SENTENCES_OF_RESULTS = ("access", "hazards", "links")
"""Findings that stand under *Kết quả đánh giá*, in this order."""


@dataclass(frozen=True, eq=False)
class Sources:
    """What the words are made from: the material, and the day whose law counts."""

    material: Material
    day: str
    _found: dict[str, tuple[Finding, ...]] = field(default_factory=dict, repr=False)

    @cached_property
    def grounds(self) -> tuple[Ground, ...]:
        """The legal grounds picked, or the usual ones."""
        return chosen(self.material.recipe.grounds, self.day)

    def found(self, part: str, t: Translator) -> Finding | None:
        """What there is to say of a part; `None` for nothing."""
        if t.language not in self._found:
            self._found[t.language] = found_by.findings(self.material, t)
        return next((one for one in self._found[t.language] if one.part == part), None)


def subject(sources: Sources, t: Translator) -> str:
    """What the report is about."""
    material = sources.material
    count = len(material.unit_layer) if material.unit_layer is not None else 0
    key = "letter.first.subject.units" if count else "letter.first.subject"
    return t(key, area=material.area_name(t), count=t.number(count))


def opening(sources: Sources, t: Translator) -> str:
    """The sentence that begins it, with room for the instruction it follows."""
    return t("letter.first.opening", office=office(sources, t), blank=t("letter.blank"))


def grounds(sources: Sources, t: Translator) -> str:
    """The legal grounds in a row."""
    listed = "; ".join(cited(ground, sources.day, t) for ground in sources.grounds)
    return f"{listed or t('letter.blank')}."


def scope(sources: Sources, t: Translator) -> str:
    """Units and people, with where the count of people is from."""
    material = sources.material
    count = len(material.unit_layer) if material.unit_layer is not None else 0
    said = [
        t(
            "letter.first.scope.units" if count else "letter.first.scope",
            area=material.area_name(t),
            count=t.number(count),
        )
    ]
    people = _people(material)
    if people is not None:
        said.append(t("letter.first.scope.people", people=t.number(people), source=_counted(material, t)))
    return f"{'; '.join(said)}."


def data(sources: Sources, t: Translator) -> str:
    """How many layers, how many with a source, how travel is reckoned."""
    material, recipe = sources.material, sources.material.recipe
    values = {
        "layers": t.number(len(material.entries)),
        "day": t.date(material.date) if is_day(material.date) else t("letter.blank"),
        "named": t.number(sum(bool(entry.source) for entry in material.entries)),
    }
    travel = t("letter.first.data.travel", mode=t(f"by.{recipe.mode}"), limit=t.number(recipe.limit_min))
    return " ".join((t("letter.first.data", **values), travel, t("letter.first.data.annex")))


def findings(sources: Sources, t: Translator) -> str:
    """What is the case today, numbered."""
    there = [one for part in SENTENCES_OF_RESULTS if (one := sources.found(part, t)) is not None]
    lines = [" ".join((*one.sentences, *one.cautions)) for one in there]
    needed = _needed(sources.material, t) if "norms" in sources.material.recipe.wanted else ""
    if needed:
        lines.insert(min(1, len(lines)), needed)
    return _numbered(lines) or t("letter.first.findings.none")


def scenarios(sources: Sources, t: Translator) -> str:
    """What was compared, and what came of it."""
    count = len(sources.material.scenarios)
    found = sources.found("scenarios", t)
    if not count or found is None:
        return t("letter.first.scenarios.none")
    return " ".join((t("letter.first.scenarios", count=t.number(count)), *found.sentences, *found.cautions))


def ranking(sources: Sources, t: Translator) -> str:
    """How the order was made, and how sure it is."""
    found = sources.found("ranking", t)
    if found is None:
        return t("letter.first.ranking.none")
    count = t.number(len(sources.material.ranking.matrix.criteria))
    return " ".join((t("letter.first.ranking", count=count), *found.sentences, *found.cautions))


def limits(sources: Sources, t: Translator) -> str:
    """What to know before using it; which grounds nobody has verified; the code."""
    found = sources.found("limits", t)
    said = list(found.sentences) if found else []
    doubtful = [ground.number for ground in sources.grounds if ground.unverified]
    if doubtful:
        said.append(t("letter.first.limits.grounds", list="; ".join(doubtful)))
    said.append(t("letter.first.limits.code", code=sources.material.code))
    return " ".join(said)


def proposals(sources: Sources, t: Translator) -> str:
    """What the office above is asked for: the units of group I, the first service, the data that are missing."""
    material = sources.material
    to = addressee(material, t)
    lines = [line for make in (_ask_units, _ask_service, _ask_data) if (line := make(material, t))]
    return "\n".join((t("letter.first.proposals", to=to), _numbered(lines or [t("letter.blank")])))


def closing(sources: Sources, t: Translator) -> str:
    """The sentence that ends it."""
    return t("letter.first.closing", office=office(sources, t), to=addressee(sources.material, t))


def signer(sources: Sources, t: Translator) -> str:
    """Room for the office that signs: which one, the user writes."""
    del sources
    return t("letter.first.signer")


def office(sources: Sources, t: Translator) -> str:
    """The office that reports, as it is called within a sentence."""
    return sources.material.recipe.organisation or t("letter.blank")


def addressee(material: Material, t: Translator) -> str:
    """To whom the proposals go: the recipe's, else the office above, else room for it."""
    return material.recipe.proposals_to or material.recipe.higher_organisation or t("letter.blank")


# -- pieces


def _needed(material: Material, t: Translator) -> str:
    """What the people need by norm under each edition; "" where nobody knows how many they are."""
    try:
        said = norms.answer(material.norm_needs(t), t)
    except PlanningError:
        return ""
    return " ".join((*said.sentences, *said.cautions))


def _people(material: Material) -> float | None:
    try:
        whole = material.evaluation.whole()[material.mapped]
    except PlanningError:
        return None
    people = float(whole.get("people", np.nan))
    return people if np.isfinite(people) else None


def _counted(material: Material, t: Translator) -> str:
    """Where the count of people is from and of which day."""
    entry = next((e for e in material.entries if e.type in ("population", "population_grid")), None)
    if entry is None:
        return t("letter.first.scope.unknown")
    day = t.date(entry.data_date) if is_day(entry.data_date) else entry.data_date
    return ", ".join(filter(None, (sentence.source(entry.source, t) or t("letter.first.scope.unknown"), day)))


def _numbered(lines: list[str]) -> str:
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))


def _ask_units(material: Material, t: Translator) -> str:
    if material.unit_layer is None or len(material.unit_layer) < found_by.FEWEST_UNITS:
        return ""
    try:
        ranking_ = material.ranking
    except PlanningError:
        return ""
    names = material.names(t)
    first = [names.get(str(unit), str(unit)) for unit in ranking_.order if ranking_.groups[unit] == "I"]
    return t("letter.first.proposals.units", units=sentence.names(first, t, most=len(first))) if first else ""


def _ask_service(material: Material, t: Translator) -> str:
    try:
        views = list(material.accesses.values())
    except PlanningError:
        return ""
    view = next((one for one in views if round(one.beyond) > 0), None)
    where = access.most_beyond(view, t) if view is not None else ""
    if view is None or not where:
        return ""
    values = {"facility": access.facility(view.ask, t), "mode": t(f"by.{view.ask.mode}")}
    return t("letter.first.proposals.service", units=where, limit=t.number(view.ask.limit_min), **values)


def _ask_data(material: Material, t: Translator) -> str:
    gone = [t(f"ready.{group.id}") for group in material.groups(t) if group.state == "none"]
    joined = "; ".join(map(sentence.inside, gone))
    return t("letter.first.proposals.data", list=joined) if gone else ""
