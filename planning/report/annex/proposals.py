"""Scenarios: what they change, what that does and to whom, and maps before, after and of the difference."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from planning.gains import LEAST_M, LEAST_MIN, change_of, cost
from planning.i18n import Translator
from planning.indicators import Way
from planning.present import base, compare, compare_maps
from planning.present.scenario_words import Teller
from planning.present.views import MapView, TableView
from planning.report import markup
from planning.report.annex.blocks import Part, Piece, Sheet, Table, Words
from planning.report.material import Material
from scenarios.scenario import BASELINE, Scenario


def part(material: Material, t: Translator) -> Part:
    """All scenarios in one table, then each: edits, who gains and who loses, three maps with the same classes."""
    pieces: list[Piece] = [Words(markup.paragraphs(material.recipe.text("scenarios")))]
    if not material.scenarios:
        pieces.append(Words(markup.paragraph(t("annex.scenarios.none"))))
        return Part("scenarios", t("annex.part.scenarios"), tuple(pieces), short=True)
    compared = material.compared(t)
    alarms, notes = compare.checks(compared, t)
    between = compare.answer(compared, t).sentences[-1:] if len(material.scenarios) > 1 else ()
    area = material.area_name(t)
    pieces += [
        Words("".join(_scenario(scenario, material, t) for scenario in material.scenarios)),
        Words("".join([*map(markup.paragraph, between), *map(markup.warning, alarms)])),
        Table(_in_full(compare.table(compared, t, area), compared), form="06"),
        Words(markup.note(" ".join(notes))),
        Table(_in_full(compare.gains_table(compared, t, area), compared)),
    ]
    return Part("scenarios", t("annex.part.scenarios"), (*pieces, *_maps(material, t)))


def _scenario(scenario: Scenario, material: Material, t: Translator) -> str:
    """What it does against today, the user's note, what it changes."""
    found = material.comparison
    alone = compare.Comparison(found.evaluation, (scenario.name,), {scenario.name: found.gains[scenario.name]})
    lines = Teller(material.today, scenario, material.units, t).lines()
    words = [line[:1].upper() + line[1:] for line in lines]
    said = markup.heading(scenario.name, 2) + markup.answer(compare.answer(alone, t)) + markup.paragraphs(scenario.note)
    return said + (markup.bullets(words) if words else markup.paragraph(t("annex.scenarios.empty")))


def _in_full(view: TableView, compared: compare.Comparison) -> TableView:
    """With the names of scenarios in full: a page has no pointer to ask for them."""
    short = {compare.short(name): name for name in compared.scenarios if compare.short(name) != name}

    def full(title: str) -> str:
        return next((title.replace(part, name) for part, name in short.items() if part in title), title)

    return replace(view, columns=tuple(replace(column, title=full(column.title)) for column in view.columns))


def _maps(material: Material, t: Translator) -> list[Piece]:
    """Before, after and difference of the way that each scenario changes for the most people; a map once."""
    made: list[Piece] = []
    known: dict[Way, compare_maps.Subject] = {}
    for scenario in material.scenarios:
        way = material.remembered("most changed", partial(most_changed, material, scenario), scenario.digest)
        if way is None:
            continue
        first = way not in known
        if first:
            digests = (s.digest for s in material.scenarios)
            make = partial(subject_of, material, way, t)
            known[way] = material.remembered(
                "subject", make, t.language, *way, *material.comparison.scenarios, *digests
            )
        subject = known[way]
        views = compare_maps.maps(
            material.today, subject, [scenario.name], {scenario.name: scenario}, t, difference=True
        )
        before, *after = (_titled(_with_units(view, material, t), subject, t) for view in views)
        today = [Sheet(before, note=_note(t("scenario.today"), t))] if first else []
        made += [*today, *(Sheet(view, note=_note(scenario.name, t)) for view in after)]
    return made


def _with_units(view: MapView, material: Material, t: Translator) -> MapView:
    """The map with outlines and names of units: on a page a pointer tells them, on paper nothing does."""
    if material.unit_layer is None:
        return view
    fill, *above = view.layers
    return replace(view, layers=(fill, base.units_layer(material.unit_layer, t), *above))


def _titled(view: MapView, subject: compare_maps.Subject, t: Translator) -> MapView:
    """The map with its subject in the title: on a page it stands beside others, on paper alone."""
    return replace(view, title=t("annex.map.scenario", scenario=view.title, subject=subject.title))


def _note(name: str, t: Translator) -> str:
    return t("annex.sheet.scenario", name=name)


def most_changed(material: Material, scenario: Scenario) -> Way | None:
    """The way to a service that a scenario makes longer or shorter for the most people; of equals the first."""
    ways = tuple(dict.fromkeys(row.way for row in material.evaluation.indicators if row.way is not None))
    if not ways:
        return None
    before = material.workspace.study(zones_name=material.units or None)
    after = material.workspace.study(scenario, zones_name=material.units or None)

    def changed(way: Way) -> float:
        least = LEAST_MIN if way.metric == "minutes" else LEAST_M
        return float(before.people[np.abs(change_of(before, after, way)) >= least].sum())

    return max(ways, key=changed)


def subject_of(material: Material, way: Way, t: Translator) -> compare_maps.Subject:
    """What a way costs today and in every scenario, at the places of today."""
    workspace = material.workspace
    studies = {s.name: workspace.study(s, zones_name=material.units or None) for s in (BASELINE, *material.scenarios)}
    here = studies[BASELINE.name].origins
    costs = {name: pd.Series(cost(study, way), index=study.origins.index) for name, study in studies.items()}
    return compare_maps.by_places(here, compare_maps.costs_of(costs, here.index), way, t)
