"""Who reaches what, how fast: an answer, a chart, a table and a sheet for each service."""

from __future__ import annotations

from planning.i18n import Translator
from planning.present import access, access_map, access_tables
from planning.report import markup
from planning.report.annex.blocks import Chart, Part, Piece, Sheet, Table, Words
from planning.report.material import Material


def part(material: Material, t: Translator) -> Part:
    """The services of the recipe one after the other; first what the numbers mean."""
    intro = t("annex.access.intro", mode=t(f"by.{material.recipe.mode}"), limit=t.number(material.recipe.limit_min))
    pieces: list[Piece] = [Words(markup.paragraph(intro) + markup.paragraphs(material.recipe.text("access")))]
    if not material.kinds:
        pieces.append(Words(markup.warning(t("annex.access.none"))))
    for number, (kind, view) in enumerate(material.accesses.items()):
        pieces += service(material, kind, view, t, first=number == 0)
    return Part("access", t("annex.part.access"), tuple(pieces), short=not material.kinds)


def service(material: Material, kind: str, view: access.Picture, t: Translator, *, first: bool) -> list[Piece]:
    """A service: words, people by minutes, units, map."""
    rows = access_tables.table(view, t, material.area_name(t))
    by_area = access_tables.by_area(view, t) if first else None
    head = ("" if first else "#pagebreak(weak: true)\n") + markup.heading(t(f"kind.{kind}"), 2)
    return [
        Words(head + markup.answer(access.answer(view, t))),
        Chart(access_tables.chart(view, t)),
        *([Table(rows)] if rows is not None else []),
        *([Table(by_area)] if by_area is not None else []),
        Sheet(access_map.map_view(material.city, view, material.units, t, below=material.base)),
    ]
