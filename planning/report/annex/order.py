"""Where first: the order of priority, how sure it is, why; and the sheets of the units."""

from __future__ import annotations

from planning.i18n import Translator
from planning.present import points, priorities
from planning.present.unit_sheet import unit_sheet
from planning.report import markup
from planning.report.annex.blocks import Break, Chart, Part, Piece, Sheet, Table, Words
from planning.report.annex.ground import people_of
from planning.report.findings import FEWEST_UNITS
from planning.report.material import Material


def part(material: Material, t: Translator) -> Part:
    """Answer, order with reasons, range of ranks, map, criteria and weights, points, smallest changes."""
    title, words = t("annex.part.ranking"), Words(markup.paragraphs(material.recipe.text("ranking")))
    if material.unit_layer is None or len(material.unit_layer) < FEWEST_UNITS:
        return Part("ranking", title, (words, Words(markup.warning(t("annex.ranking.none")))), short=True)
    found, names, made_up = material.ranking, material.names(t), material.illustrative
    people = people_of(material)
    doubts = priorities.doubts(found, names, t)
    pieces: tuple[Piece, ...] = (
        words,
        Words(markup.answer(priorities.answer(found, names, t, illustrative=made_up))),
        Table(priorities.table(found, people, names, t, file=t("priorities.file"), illustrative=made_up), form="01"),
        Words(markup.heading(t("annex.ranking.sure"), 2) + markup.bullets(doubts)),
        Chart(priorities.ranges(found, names, t)),
        Table(priorities.swaps_table(found, names, t, file=t("priorities.swap.file"), illustrative=made_up)),
        Words(markup.heading(t("annex.ranking.criteria"), 2)),
        Table(priorities.weights_table(found, t, file=t("priorities.weights.file"), illustrative=made_up), form="07"),
        Table(points.table(found, names, t, illustrative=made_up)),
        Sheet(priorities.map_view(material.city, material.units, found, names, t)),
    )
    return Part("ranking", title, pieces)


def units(material: Material, t: Translator) -> Part:
    """A page for each unit in alphabetical order: standing, reasons, contributions, indicators."""
    title = t("annex.part.units")
    if material.unit_layer is None or len(material.unit_layer) < FEWEST_UNITS:
        return Part("units", title, (Words(markup.warning(t("annex.ranking.none"))),), short=True)
    names = material.names(t)
    place = {name: number for number, name in enumerate(t.sorted(set(names.values())))}
    pieces: list[Piece] = []
    for number, unit in enumerate(sorted(names, key=lambda id_: (place[names[id_]], id_))):
        pieces += [*([Break()] if number else []), *unit_page(material, unit, names, t)]
    return Part("units", title, tuple(pieces))


def unit_page(material: Material, unit: str, names: dict[str, str], t: Translator) -> list[Piece]:
    """The sheet of one unit."""
    made = unit_sheet(material.ranking, material.evaluation, material.mapped, unit, names, t)
    head = markup.heading(made.name, 2) + markup.paragraph(made.standing)
    said = markup.bullets((*made.reasons, *made.moves))
    chart = [Chart(made.chart)] if made.chart is not None and made.chart.categories else []
    return [Words(head + said), *chart, Table(made.table, listed=False)]
