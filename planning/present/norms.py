"""Needs by norm as tables: each edition by unit, what changes between them, and the values with their clauses."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import pandas as pd

from data import is_unverified, table
from planning.i18n import Translator
from planning.land.norms import NORM_SETS, SCHOOLS, services, side_by_side
from planning.present.base import unit_names
from planning.present.views import Answer, Column, TableView
from planning.zones import units_in_force

if TYPE_CHECKING:
    from planning.workspace import Workspace

What = Literal["count", "land_m2"]
WHATS: tuple[What, ...] = ("count", "land_m2")
M2_PER_HA = 10_000.0
LEAST_CHANGE_M2 = 0.5
"""What is less than this is rounding."""
FACILITY = "facility"
_KEY = ["where", "vi"]


@dataclass(frozen=True, eq=False)
class Needs:
    """What each unit needs of each service: `rows` as from `planning.land.norms.needs`, each unit with its own levels.

    `names` are those of the units by id, `area` that of the study area.
    """

    rows: pd.DataFrame
    names: Mapping[str, str]
    area: str
    illustrative: bool = False

    @cached_property
    def fitting(self) -> pd.DataFrame:
        """The rows with `count` (places, or else facilities) and `where`: "city" for what a town has, else "unit".

        Where nobody said which units are rural, the services of communes are left out: they would count twice.
        """
        rows = self.rows
        if (rows["level"] == "rural").any() and rows.groupby("unit")["level"].nunique().max() == len(_LEVELS):
            rows = rows[rows["level"] != "rural"]
        where = rows["level"].map(lambda level: "city" if level == "city" else "unit")
        return rows.assign(where=where, count=rows["places"].fillna(rows["facilities"]))


_LEVELS = ("unit", "city", "rural")


def needs_of(
    workspace: Workspace, t: Translator, *, zones: str | None = None, rows: pd.DataFrame | None = None
) -> Needs:
    """The needs of a warehouse's units, with their names in the language of the page.

    Parameters
    ----------
    zones
        The set of units; by default the one in force.
    rows
        As from `Workspace.norm_needs`, where they are known already.
    """
    city, warehouse = workspace.city(), workspace.warehouse
    found = workspace.norm_needs(zones=zones) if rows is None else rows
    frame = city[zones].frame if zones else units_in_force(city).frame if city.of_type("units") else pd.DataFrame()
    names = dict(zip(map(str, frame.index), unit_names(frame, t), strict=True)) if len(frame) else {}
    area = warehouse.get_setting(f"name_{t.language}") or warehouse.get_setting("name") or t("area.unnamed")
    return Needs(found, names, area, city.illustrative)


def edition(name: str, t: Translator) -> str:
    """What an edition is called: "QCVN 01:2021/BXD"."""
    return str(table("norm_sets").set_index("id")[f"name_{t.language}"][name])


def period(name: str, t: Translator) -> str:
    """An edition with the days between which it is in force."""
    row = table("norm_sets").set_index("id").loc[name]
    start, end = str(row["valid_from"]), str(row["valid_to"])
    key = "norms.until" if end else "norms.since"
    return t(key, edition=edition(name, t), start=t.date(start), end=t.date(end) if end else "")


def answer(needs: Needs, t: Translator) -> Answer:
    """How many school places and hectares each edition asks for, and how many values nobody could verify."""
    sentences = []
    for name in NORM_SETS:
        rows = needs.fitting[needs.fitting["norm_set"] == name]
        schools = rows[rows["kind"].isin(SCHOOLS)]
        values = {
            "edition": period(name, t),
            "places": t.number(schools["places"].sum()),
            "land": t.number(rows["land_m2"].sum() / M2_PER_HA),
            "units": t.number(rows["unit"].nunique()),
        }
        sentences.append(t("norms.answer.places" if schools["places"].notna().any() else "norms.answer.land", **values))
    used = needs.fitting.drop_duplicates(["norm_set", "service_id"])
    doubt = t("norms.answer.unverified", count=t.number(int(used["unverified"].sum())), all=t.number(len(used)))
    cautions = (t("norms.answer.not_comparable"), doubt)
    return Answer(sentences=tuple(sentences), cautions=cautions, illustrative=needs.illustrative)


def by_unit(needs: Needs, name: str, what: What, t: Translator) -> TableView:
    """Units with what one edition asks for of each service: places or facilities, or land in m2."""
    rows = needs.fitting[needs.fitting["norm_set"] == name]
    frame, columns = _wide(rows, what, t)
    return TableView(
        title=t(f"norms.{what}", edition=edition(name, t)),
        frame=_named(frame, rows, needs, t),
        columns=(*_head(t), *columns),
        file=t(f"norms.file.{what}", edition=name, area=needs.area).replace(" ", "-"),
        note=t("norms.note", edition=period(name, t)),
        illustrative=needs.illustrative,
    )


def difference(needs: Needs, t: Translator) -> TableView:
    """Units with the land that the later edition asks for beyond the earlier one, of services that both name."""
    both = side_by_side(needs.fitting).reset_index()
    both["where"] = both["level"].map(lambda level: "city" if level == "city" else "unit")
    known = both[both["land_m2_change"].notna()]
    frame, columns = _wide(known.assign(land_m2=known["land_m2_change"]), "land_m2", t)
    changes = [
        Column(name=column.name, title=column.title, kind="change", help=column.help)
        for column in columns
        if frame[column.name].abs().max() >= LEAST_CHANGE_M2
    ]
    earlier, later = (edition(name, t) for name in NORM_SETS)
    return TableView(
        title=t("norms.difference", earlier=earlier, later=later),
        frame=_named(frame, needs.fitting, needs, t),
        columns=(*_head(t), *changes),
        file=t("norms.file.difference", area=needs.area).replace(" ", "-"),
        note=t("norms.difference.note", earlier=earlier, later=later),
        illustrative=needs.illustrative,
    )


def values(t: Translator, norm_sets: Sequence[str] = NORM_SETS) -> TableView:
    """The values behind the needs: rate, land, lot and radius of each service, the clause, whether it is verified."""
    rows = services(norm_sets)
    frame = pd.DataFrame(
        {
            "edition": [edition(name, t) for name in rows["norm_set"]],
            "level": [t(f"norm.level.{name}") for name in rows["level"]],
            "service": rows[t.language],
            "rate": [_rate(row, t) for row in rows.to_dict("records")],
            **{name: rows[name] for name in ("land_m2_per_1000", "min_lot_m2", "max_radius_m")},
            "clause": [_clause(clause, note, t) for clause, note in zip(rows["clause"], rows["note"], strict=True)],
            "sure": [t(f"norms.sure.{'no' if is_unverified(word) else 'yes'}") for word in rows["confidence"]],
            "source": rows["source"].str.replace(";", ", "),
        }
    )
    numbers = ("land_m2_per_1000", "min_lot_m2", "max_radius_m")
    columns = tuple(
        Column(name=str(name), title=t(f"norms.values.{name}"), kind="number" if name in numbers else "text")
        for name in frame.columns
    )
    return TableView(
        title=t("norms.values"), frame=frame, columns=columns, file=t("norms.file.values"), note=t("norms.values.note")
    )


def tables(needs: Needs, t: Translator) -> list[TableView]:
    """All of it, as the sheets of one file; an edition that speaks of land alone has no table of places."""
    wide = [by_unit(needs, name, what, t) for name, what in _spoken(needs)]
    return [*wide, difference(needs, t), values(t)]


def sheets(needs: Needs, t: Translator) -> dict[str, pd.DataFrame]:
    """The tables as plain frames under short names, for a workbook of the command line."""
    wide = {(what, name): by_unit(needs, name, what, t) for name, what in _spoken(needs)}
    views = {t(f"norms.sheet.{what}", year=name[-4:]): view for (what, name), view in wide.items()}
    views |= {t("norms.sheet.difference"): difference(needs, t), t("norms.sheet.values"): values(t)}
    return {
        name: view.frame[[c.name for c in view.columns]].set_axis([c.title for c in view.columns], axis=1)
        for name, view in views.items()
    }


def _spoken(needs: Needs) -> list[tuple[str, What]]:
    return [(name, what) for name in NORM_SETS for what in WHATS if speaks_of(needs, name, what)]


def speaks_of(needs: Needs, name: str, what: What) -> bool:
    """Whether an edition says anything of places and facilities, or of land."""
    return bool(needs.fitting.loc[needs.fitting["norm_set"] == name, what].notna().any())


def _wide(rows: pd.DataFrame, what: What, t: Translator) -> tuple[pd.DataFrame, list[Column]]:
    """Units x services that have any value, and their columns; a star marks values that nobody could verify."""
    known = rows[rows[what].notna()]
    groups = known.groupby(_KEY, sort=False)
    frame = pd.DataFrame(index=pd.Index(dict.fromkeys(rows["unit"]), name="unit"))
    columns = []
    for number, (_, group) in enumerate(groups):
        name = f"s{number}"
        frame[name] = group.groupby("unit")[what].sum(min_count=1)
        first = group.iloc[0]
        title = str(first[t.language]) + (f" ({t('norms.of_town')})" if first["where"] == "city" else "")
        unit = t("norms.unit.m2") if what == "land_m2" else _unit(str(first.get("places_unit", "")), t)
        star = " *" if bool(group["unverified"].any()) else ""
        title = f"{title[0].upper()}{title[1:]} ({unit}){star}"
        clause = _clause(str(first.get("clause", "")), str(first.get("note", "")), t)
        columns.append(Column(name=name, title=title, kind="number", help=clause))
    return frame, columns


def _named(frame: pd.DataFrame, rows: pd.DataFrame, needs: Needs, t: Translator) -> pd.DataFrame:
    """The frame with code, name and people of each unit in front, and the whole area as its last row."""
    people = rows.groupby("unit", sort=False)["people"].first().reindex(frame.index)
    total = frame.sum(min_count=1)
    whole = pd.DataFrame([total], index=pd.Index([""], name="unit"))
    made = pd.concat([frame, whole])
    made.insert(0, "code", [str(unit) for unit in made.index])
    made.insert(
        1, "name", [needs.names.get(str(unit), t("report.whole") if unit == "" else str(unit)) for unit in made.index]
    )
    made.insert(2, "people", [*people, people.sum(min_count=1)])
    return made


def _head(t: Translator) -> tuple[Column, ...]:
    return (
        Column(name="code", title=t("report.code")),
        Column(name="name", title=t("overview.table.unit")),
        Column(name="people", title=t("access.table.people"), kind="number"),
    )


def _unit(word: str, t: Translator) -> str:
    return t(f"norms.unit.{word or FACILITY}")


def _rate(row: Mapping[Hashable, object], t: Translator) -> str:
    """A rate in words: "50 chỗ / 1.000 người"."""
    rate = float(str(row["rate"]))
    number = t.number(rate, 0 if rate.is_integer() else 2)
    unit, per = t(f"norms.unit.{row['rate_unit']}"), t(f"norms.per.{row['per']}")
    return f"{number} {unit} / {per}"


def _clause(clause: str, note: str, t: Translator) -> str:
    """The clause in the language of the page; where a value was carried over from the edition before, that."""
    if clause:
        return clause.replace("Tables ", t("norms.table") + " ").replace("Table ", t("norms.table") + " ")
    return t("norms.carried") if "2019 edition" in note else ""
