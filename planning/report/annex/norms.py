"""What the norms ask for, edition beside edition: by service for the whole area, and by unit."""

from __future__ import annotations

import pandas as pd

from data import table
from planning.i18n import Translator
from planning.land.norms import NORM_SETS, side_by_side
from planning.present.views import Column, TableView
from planning.report import markup
from planning.report.annex.blocks import Part, Piece, Table, Words
from planning.report.material import Material

TOWN = frozenset({"phường", "thị trấn", "thị xã", "thành phố", "ward", "town"})
M2_PER_HA = 10_000.0


def part(material: Material, t: Translator) -> Part:
    """The editions with their dates, then the tables."""
    pieces: list[Piece] = [Words(markup.paragraphs(material.recipe.text("norms", t("annex.norms.intro"))))]
    pieces.append(Words(markup.facts(editions(t))))
    pieces += [Table(view, form=form) for form, view in views(material, t)]
    return Part("norms", t("annex.part.norms"), tuple(pieces))


def editions(t: Translator) -> dict[str, str]:
    """The editions with the days between which they are in force."""
    rows = table("norm_sets").set_index("id")
    made = {}
    for name in NORM_SETS:
        start, end = str(rows["valid_from"][name]), str(rows["valid_to"][name])
        key = "annex.norms.between" if end else "annex.norms.from"
        made[edition(name, t)] = t(key, start=t.date(start), end=t.date(end) if end else "")
    return made


def edition(name: str, t: Translator) -> str:
    """What an edition is called."""
    rows = table("norm_sets").set_index("id")
    return str(rows[f"name_{t.language}"][name])


def views(material: Material, t: Translator) -> list[tuple[str, TableView]]:
    """The tables with their form numbers."""
    needs = fitting(material)
    return [("02", services(needs, t, material)), ("03", by_unit(needs, t, material))]


def fitting(material: Material) -> pd.DataFrame:
    """The needs of each unit at its own level: those of a town for wards, those of a commune for communes."""
    needs, layer = material.needs, material.unit_layer
    if layer is None or "kind" not in layer.frame.columns:
        return needs[needs["level"] != "rural"]
    town = layer.frame["kind"].fillna("").astype(str).str.casefold().isin(TOWN).set_axis(layer.frame.index.map(str))
    mine = needs["unit"].map(town).fillna(value=True).astype(bool)
    return needs[(needs["level"] == "rural") != mine]


def services(needs: pd.DataFrame, t: Translator, material: Material) -> TableView:
    """Services of the whole area: places and hectares under each edition."""
    both = side_by_side(needs)
    grouped = both.groupby([both[t.language], both.index.get_level_values("level")], sort=False)
    wanted = [f"{what}_{name}" for what in ("places", "land_m2") for name in NORM_SETS]
    frame = grouped[wanted].sum(min_count=1).reset_index(names=["service", "level"])
    frame["level"] = [t(f"annex.norms.level.{name}") for name in frame["level"]]
    for name in NORM_SETS:
        frame[f"land_m2_{name}"] /= M2_PER_HA
    frame = frame[frame[wanted].notna().any(axis=1)]
    columns = [
        Column(name="service", title=t("annex.norms.service")),
        Column(name="level", title=t("annex.norms.level")),
    ]
    for what, digits in (("places", 0), ("land_m2", 1)):
        columns += [
            Column(
                name=f"{what}_{name}",
                title=t(f"annex.norms.{what}", edition=edition(name, t)),
                kind="number",
                digits=digits,
            )
            for name in NORM_SETS
        ]
    return TableView(
        title=t("annex.norms.services"),
        frame=frame,
        columns=tuple(columns),
        file="nhu-cau-theo-quy-chuan",
        note=t("annex.norms.note"),
        illustrative=material.illustrative,
    )


def by_unit(needs: pd.DataFrame, t: Translator, material: Material) -> TableView:
    """Units with school places and hectares under each edition."""
    names = material.names(t)
    schools = needs[needs["kind"].str.startswith("school.")]
    frame = pd.DataFrame({"people": needs.groupby("unit", sort=False)["people"].first()})
    for name in NORM_SETS:
        mine = schools["norm_set"] == name
        frame[f"places_{name}"] = schools[mine].groupby("unit")["places"].sum(min_count=1)
        frame[f"school_{name}"] = schools[mine].groupby("unit")["land_m2"].sum(min_count=1) / M2_PER_HA
        all_ = needs["norm_set"] == name
        frame[f"land_{name}"] = needs[all_].groupby("unit")["land_m2"].sum(min_count=1) / M2_PER_HA
    frame.insert(0, "unit", [names.get(str(unit), t("report.whole")) for unit in frame.index])
    columns = [
        Column(name="unit", title=t("overview.table.unit")),
        Column(name="people", title=t("access.table.people"), kind="number"),
    ]
    for what, digits in (("places", 0), ("school", 1), ("land", 1)):
        for name in NORM_SETS:
            if frame[f"{what}_{name}"].notna().any():
                title = t(f"annex.norms.unit.{what}", edition=edition(name, t))
                columns.append(Column(name=f"{what}_{name}", title=title, kind="number", digits=digits))
    return TableView(
        title=t("annex.norms.units"),
        frame=frame,
        columns=tuple(columns),
        file="nhu-cau-theo-don-vi",
        note=t("annex.norms.note"),
        illustrative=material.illustrative,
    )
