"""What the norms ask for, edition beside edition: by service for the whole area, by unit, and the values behind it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from planning.i18n import Translator
from planning.land.norms import NORM_SETS
from planning.present import norms
from planning.present.norms import M2_PER_HA, Needs, edition
from planning.present.views import Column, TableView
from planning.report import markup
from planning.report.annex.blocks import Part, Piece, Table, Wide, Words
from planning.report.material import Material

SUMMARY = "02"


def part(material: Material, t: Translator) -> Part:
    """What each edition asks for in words, the two side by side by service, then by unit on pages that lie."""
    needs = material.norm_needs(t)
    first = material.recipe.text("norms", t("annex.norms.intro"))
    words = markup.paragraphs(first) + markup.answer(norms.answer(needs, t))
    made = views(material, t)
    upright: list[Piece] = [Table(view, form=form) for form, view in made if form == SUMMARY]
    lying = tuple(Table(_narrower(view), form=form) for form, view in made if form != SUMMARY)
    return Part("norms", t("annex.part.norms"), (Words(words), *upright, Wide(lying)))


def _narrower(view: TableView) -> TableView:
    """Without the codes of units, which are in the Excel file: their names need the room."""
    return replace(view, columns=tuple(column for column in view.columns if column.name != "code"))


def views(material: Material, t: Translator) -> list[tuple[str, TableView]]:
    """The tables with their form numbers, "" for those that are counted."""
    needs = material.norm_needs(t)
    forms = {(NORM_SETS[0], "land_m2"): "03", (NORM_SETS[1], "land_m2"): "04"}
    by_unit = [
        (forms.get((name, what), ""), norms.by_unit(needs, name, what, t))
        for what in reversed(norms.WHATS)
        for name in NORM_SETS
        if norms.speaks_of(needs, name, what)
    ]
    rest = [("", norms.difference(needs, t)), ("05", norms.values(t))]
    return [(SUMMARY, services(needs, t)), *by_unit, *rest]


def services(needs: Needs, t: Translator) -> TableView:
    """Services of the whole area: places or facilities, and hectares, under each edition."""
    rows = needs.fitting
    rows = rows.assign(land=rows["land_m2"] / M2_PER_HA, service=rows[t.language])
    wide = rows.pivot_table(
        index=["service", "where"], columns="norm_set", values=["places", "land"], sort=False,
        aggfunc=lambda column: column.sum(min_count=1),
    )  # fmt: skip
    frame = pd.DataFrame({"service": [_service(name, where, t) for name, where in wide.index]})
    columns = [Column(name="service", title=t("annex.norms.service"))]
    for what, digits in (("places", 0), ("land", 1)):
        for name in NORM_SETS:
            if (what, name) in wide.columns and wide[what, name].notna().any():
                frame[f"{what}_{name}"] = wide[what, name].to_numpy()
                title = t(f"annex.norms.{what}", edition=edition(name, t))
                columns.append(Column(name=f"{what}_{name}", title=title, kind="number", digits=digits))
    return TableView(
        title=t("annex.norms.services"),
        frame=frame[frame.drop(columns="service").notna().any(axis=1)],
        columns=tuple(columns),
        file="nhu-cau-theo-quy-chuan",
        note=t("annex.norms.note"),
        illustrative=needs.illustrative,
    )


def _service(name: object, where: object, t: Translator) -> str:
    return f"{name} ({t('norms.of_town')})" if where == "city" else str(name)
