"""The tables of a report: indicators, units, changes, sources, and the sheet that says what they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import shapely

from layers.city import City
from layers.warehouse.base import Version
from planning.evaluate import Evaluation
from planning.i18n import Translator
from planning.indicators import Indicator
from planning.present import sentence
from planning.present.compare import judged, scenario_name
from planning.present.scenario_words import Teller
from planning.present.views import Answer, Column, TableView
from scenarios.edits import Add, Change, Edit
from scenarios.scenario import Scenario

MOST_IDS = 5


@dataclass(frozen=True, kw_only=True)
class About:
    """What a set of tables is about: area, units, scenarios, day, versions; all of it is printed."""

    area: str
    units: str
    scenarios: tuple[str, ...]
    made: str
    version: str
    revision: int
    code: str
    illustrative: bool


def evaluation(found: Evaluation, t: Translator) -> TableView:
    """Indicators of the whole area: one column for today and each scenario, with unit, direction and source."""
    whole = found.whole()
    names = list(dict.fromkeys(found.values["scenario"]))
    rows = found.indicators
    frame = pd.DataFrame(
        {
            "sector": [t(f"sector.{row.sector}") for row in rows],
            "indicator": [t(f"indicator.{row.id}.label") for row in rows],
            "unit": [t(f"unit.{row.unit}") for row in rows],
            **{f"value_{place}": whole[name].to_numpy() for place, name in enumerate(names)},
            "aim": [t(f"compare.aim.{row.better}") if judged(row) else "–" for row in rows],
            "source": [t(f"indicator.{row.id}.source") for row in rows],
            "digits": [row.digits for row in rows],
        },
        index=pd.Index([row.id for row in rows], name="id"),
    )
    values = (
        Column(name=f"value_{place}", title=scenario_name(name, t), kind="number", digits_in="digits")
        for place, name in enumerate(names)
    )
    columns = (
        *(Column(name=name, title=t(f"report.{name}")) for name in ("sector", "indicator", "unit")),
        *values,
        *(Column(name=name, title=t(f"report.{name}")) for name in ("aim", "source")),
    )
    return TableView(
        title=t("report.part.evaluation"),
        frame=frame,
        columns=columns,
        file=t("report.file.evaluation"),
        illustrative=found.illustrative,
    )


def units(found: Evaluation, scenario: str, names: Mapping[str, str], t: Translator) -> TableView:
    """Units by indicators of one scenario; the last row is the whole area."""
    values = found.by_zone(scenario)
    values.loc[""] = found.whole()[scenario]
    frame = values.copy()
    frame.insert(0, "code", [str(unit) for unit in values.index])
    frame.insert(1, "unit", [names.get(str(unit), t("report.whole")) for unit in values.index])
    columns = (
        Column(name="code", title=t("report.code")),
        Column(name="unit", title=t("report.name")),
        *(indicator_column(row, t) for row in found.indicators),
    )
    title = t("report.units", scenario=scenario_name(scenario, t))
    return TableView(
        title=title, frame=frame, columns=columns, file=t("report.file.units"), illustrative=found.illustrative
    )


def indicator_column(row: Indicator, t: Translator) -> Column:
    """An indicator as a column, its unit in the title."""
    title = f"{t(f'indicator.{row.id}.label')} ({t(f'unit.{row.unit}')})"
    return Column(name=row.id, title=title, kind="number", digits=row.digits, help=t(f"indicator.{row.id}.source"))


def edits(
    scenarios: Sequence[Scenario], city: City, t: Translator, *, illustrative: bool, units: str = ""
) -> TableView:
    """Every change of the scenarios in plain words, in the order in which it is done; `units` say where it is."""
    rows = [
        {"scenario": scenario.name, "no": number, "what": line, **_edit(edit, city, t)}
        for scenario in scenarios
        for number, (edit, line) in enumerate(
            zip(scenario.edits, Teller(city, scenario, units, t).lines(), strict=True), start=1
        )
    ]
    names = ("scenario", "no", "what", "layer", "features", "lon", "lat")
    numbers: Mapping[str, int] = {"no": 0, "lon": 5, "lat": 5}
    columns = tuple(
        Column(name=name, title=t(f"report.edit.{name}"), kind="number", digits=numbers[name])
        if name in numbers
        else Column(name=name, title=t(f"report.edit.{name}"))
        for name in names
    )
    return TableView(
        title=t("report.part.edits"),
        frame=pd.DataFrame(rows, columns=list(names)),
        columns=columns,
        file=t("report.file.edits"),
        illustrative=illustrative,
    )


def _edit(edit: Edit, city: City, t: Translator) -> dict[str, object]:
    ids = (edit.id,) if isinstance(edit, Add) else edit.ids
    type_ = city[edit.layer].type if edit.layer in city.layers else getattr(edit, "layer_type", "")
    rest = len(ids) - MOST_IDS
    listed = ", ".join(ids[:MOST_IDS]) + (f" (+{t.number(rest)})" if rest > 0 else "")
    place = shapely.point_on_surface(edit.geometry) if isinstance(edit, Add | Change) and edit.geometry else None
    return {
        "layer": t(f"layer.{type_}") if t.has(f"layer.{type_}") else edit.layer,
        "features": listed,
        "lon": shapely.get_x(place) if place is not None else float("nan"),
        "lat": shapely.get_y(place) if place is not None else float("nan"),
    }


def sources(entries: Sequence[Version], t: Translator) -> TableView:
    """The layers that stand behind everything: source, day, licence, version, size and code."""
    frame = pd.DataFrame(
        {
            "layer": [entry.layer for entry in entries],
            "type": [t(f"layer.{entry.type}") if t.has(f"layer.{entry.type}") else entry.type for entry in entries],
            "source": [sentence.source(entry.source, t) for entry in entries],
            "day": [t.date(day) if _is_day(day) else day for day in (entry.data_date for entry in entries)],
            "licence": [entry.licence for entry in entries],
            "features": [entry.features for entry in entries],
            "version": [entry.version for entry in entries],
            "crs": [entry.crs for entry in entries],
            "made_up": [t("report.yes") if entry.illustrative else t("report.no") for entry in entries],
            "code": [entry.digest[:8] for entry in entries],
        }
    )
    numbers = ("features", "version")
    columns = tuple(
        Column(name=str(name), title=t(f"report.source.{name}"), kind="number" if name in numbers else "text")
        for name in frame.columns
    )
    return TableView(
        title=t("report.part.sources"),
        frame=frame,
        columns=columns,
        file=t("report.file.sources"),
        illustrative=any(entry.illustrative for entry in entries),
    )


def _is_day(text: str) -> bool:
    parts = text.split("-")
    return len(parts) == 3 and all(part.isdigit() for part in parts)  # noqa: PLR2004 - year, month, day


def about(what: About, views: Sequence[TableView], t: Translator) -> TableView:
    """The sheet that comes first: what the tables are, of when, from where, and how to check them."""
    lines = {
        "area": what.area,
        "units": what.units,
        "scenarios": "; ".join(scenario_name(name, t) for name in what.scenarios),
        "made": what.made,
        "version": what.version,
        "revision": t.number(what.revision),
        "code": what.code,
        "tables": "; ".join(f"{number}. {view.title}" for number, view in enumerate(views, start=2)),
        "reference": t("report.about.reference.text"),
    }
    frame = pd.DataFrame({"what": [t(f"report.about.{name}") for name in lines], "value": list(lines.values())})
    columns = (Column(name="what", title=t("report.about.what")), Column(name="value", title=t("report.about.value")))
    return TableView(
        title=t("report.about"), frame=frame, columns=columns, file=t("report.file"), illustrative=what.illustrative
    )


def answer(views: Sequence[TableView], entries: Sequence[Version], t: Translator, *, illustrative: bool) -> Answer:
    """How many tables with how many rows, the latest day of the data, and how many layers say no source."""
    days = [entry.data_date for entry in entries if _is_day(entry.data_date)]
    rows = sum(len(view.frame) for view in views)
    said = [t("report.answer", count=t.number(len(views)), rows=t.number(rows))]
    if days:
        said.append(t("report.answer.day", day=t.date(max(days))))
    bare = sum(not entry.source for entry in entries)
    if bare:
        said.append(t("report.answer.no_source", count=t.number(bare)))
    return Answer(sentences=tuple(said), illustrative=illustrative)
