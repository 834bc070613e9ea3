"""Scenarios: what they change, what that does and to whom, and maps before, after and of the difference."""

from __future__ import annotations

import pandas as pd

from planning.gains import cost
from planning.i18n import Translator
from planning.indicators import INDICATORS, Indicator
from planning.present import compare, compare_maps
from planning.present.scenario_words import Teller
from planning.report import markup
from planning.report.annex.blocks import Break, Part, Piece, Sheet, Table, Words
from planning.report.material import Material
from scenarios.scenario import BASELINE, Scenario


def part(material: Material, t: Translator) -> Part:
    """All scenarios in one table, then each: edits, who gains and who loses, three maps with the same classes."""
    pieces: list[Piece] = [Words(markup.paragraphs(material.recipe.text("scenarios")))]
    if not material.scenarios:
        pieces.append(Words(markup.paragraph(t("annex.scenarios.none"))))
        return Part("scenarios", t("annex.part.scenarios"), tuple(pieces))
    compared = material.comparison
    alarms, notes = compare.checks(compared, t)
    pieces += [
        Words(markup.answer(compare.answer(compared, t)) + "".join(map(markup.warning, alarms))),
        Words("".join(_edits(scenario, material, t) for scenario in material.scenarios)),
        Table(compare.table(compared, t, material.area_name(t)), form="06"),
        Words(markup.note(" ".join(notes))),
        Table(compare.gains_table(compared, t, material.area_name(t))),
    ]
    return Part("scenarios", t("annex.part.scenarios"), (*pieces, *_maps(material, t)))


def _edits(scenario: Scenario, material: Material, t: Translator) -> str:
    lines = Teller(material.today, scenario, material.units, t).lines()
    words = [line[:1].upper() + line[1:] for line in lines]
    said = markup.heading(scenario.name, 2) + markup.paragraphs(scenario.note)
    return said + (markup.bullets(words) if words else markup.paragraph(t("annex.scenarios.empty")))


def _maps(material: Material, t: Translator) -> list[Piece]:
    row = mapped_indicator(material)
    if row is None:
        return []
    subject = subject_of(material, row, t)
    made: list[Piece] = [Break()]
    for number, scenario in enumerate(material.scenarios):
        views = compare_maps.maps(
            material.today, subject, [scenario.name], {scenario.name: scenario}, t, difference=True
        )
        shown = views if number == 0 else views[1:]
        made += [Sheet(compare_maps_titled(view, subject, t)) for view in shown]
    return made


def compare_maps_titled(view, subject, t):  # noqa: ANN001, ANN201
    """The map with its subject in the title: on a page it stands beside others, on paper alone."""
    from dataclasses import replace

    return replace(view, title=t("annex.map.scenario", scenario=view.title, subject=subject.title))


def mapped_indicator(material: Material) -> Indicator | None:
    """The first indicator about a way that a scenario changes; else that of the first service."""
    rows = [row for row in material.evaluation.indicators if row.way is not None]
    moved = [
        row
        for row in rows
        if any(compare.tone(material.comparison, row, name) for name in material.comparison.scenarios)
    ]
    first = [row for row in rows if row.way is not None and row.way.kind in material.kinds[:1]]
    return next(iter([*moved, *first, *rows]), None)


def subject_of(material: Material, row: Indicator, t: Translator) -> compare_maps.Subject:
    """What the way of an indicator costs today and in every scenario, at the places of today."""
    way = INDICATORS[row.id].way
    if way is None:
        raise ValueError(f"{row.id} is about no way")
    workspace = material.workspace
    studies = {s.name: workspace.study(s, zones_name=material.units or None) for s in (BASELINE, *material.scenarios)}
    here = studies[BASELINE.name].origins
    costs = {name: pd.Series(cost(study, way), index=study.origins.index) for name, study in studies.items()}
    return compare_maps.by_places(here, compare_maps.costs_of(costs, here.index), way, t)
