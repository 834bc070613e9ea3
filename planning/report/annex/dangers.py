"""Floods and the people they reach; the links that people's ways hang on."""

from __future__ import annotations

from planning.i18n import Translator
from planning.present import hazards, links
from planning.report import markup
from planning.report.annex.blocks import Part, Piece, Sheet, Table, Words
from planning.report.material import Material

MOST_LINKS = 30


def flood(material: Material, t: Translator) -> Part:
    """People in the flooded area by unit, and the map of depths."""
    pieces: list[Piece] = [Words(markup.paragraphs(material.recipe.text("hazards")))]
    if not hazards.known(material.city):
        pieces.append(Words(markup.warning(t("annex.hazards.none"))))
        return Part("hazards", t("annex.part.hazards"), tuple(pieces), short=True)
    said = hazards.answer(material.evaluation, material.mapped, material.names(t), t)
    if said is not None:
        pieces.append(Words(markup.answer(said)))
        pieces.append(Table(hazards.table(material.evaluation, material.mapped, material.names(t), t)))
    pieces.append(Sheet(hazards.map_view(material.city, material.units, t)))
    return Part("hazards", t("annex.part.hazards"), tuple(pieces))


def critical(material: Material, t: Translator) -> Part:
    """Stretches of road by the people whom their loss cuts off, the parts of the network, how people enter it."""
    pieces: list[Piece] = [Words(markup.paragraphs(material.recipe.text("links")))]
    if not material.kinds:
        pieces.append(Words(markup.warning(t("annex.access.none"))))
        return Part("links", t("annex.part.links"), tuple(pieces), short=True)
    city = material.city
    found = material.stretches(t)
    pieces += [
        Words(markup.answer(links.answer(found, t))),
        Table(links.table(found, t), most=MOST_LINKS),
        Words(markup.paragraph(links.entry_text(material.links.entry, t))),
        Table(links.parts_table(material.links, t)),
        Sheet(links.map_view(city, found, material.units, t, below=material.base)),
    ]
    return Part("links", t("annex.part.links"), tuple(pieces))
