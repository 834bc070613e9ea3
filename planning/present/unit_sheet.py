"""The sheet of a unit: where it stands and why, and every indicator with unit, mean and source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from planning.evaluate import Evaluation
from planning.i18n import Translator
from planning.present import priorities
from planning.present.compare import at
from planning.present.overview import value_text
from planning.present.views import ChartView, Column, TableView
from planning.ranking import Ranking
from planning.ranking.words import criterion_label, reason_words


@dataclass(frozen=True, kw_only=True, eq=False)
class UnitSheet:
    """A unit on one page; `lines` are sentences in order, `chart` is missing where the unit has no rank."""

    name: str
    standing: str
    reasons: tuple[str, ...]
    moves: tuple[str, ...]
    chart: ChartView | None
    table: TableView


def unit_sheet(
    ranking: Ranking | None, evaluation: Evaluation, scenario: str, unit: str, names: Mapping[str, str], t: Translator
) -> UnitSheet:
    """The sheet of one unit; `evaluation` holds the indicators of the scenario ranked, `None` stands for no ranking."""
    name, table = names.get(unit, unit), indicators(evaluation, scenario, unit, t)
    if ranking is None:
        return UnitSheet(name=name, standing="", reasons=(), moves=(), chart=None, table=table)
    return UnitSheet(
        name=name,
        standing=priorities.standing(ranking, unit, t),
        reasons=tuple(_capital(reason_words(reason, t)) for reason in ranking.reasons.get(unit, ())),
        moves=priorities.moves(ranking, unit, names, t),
        chart=contributions(ranking, unit, t) if unit in ranking.ranked else None,
        table=table,
    )


def contributions(ranking: Ranking, unit: str, t: Translator) -> ChartView:
    """What each criterion adds to the points of a unit, the most first."""
    ids = ranking.matrix.ids
    parts = dict(zip(ids, ranking.contributions[list(ids)].loc[[unit]].to_numpy(dtype="float64")[0], strict=True))
    values = dict(zip(ids, ranking.matrix.values.loc[[unit]].to_numpy(dtype="float64")[0], strict=True))
    units = {c.id: c.unit for c in ranking.matrix.criteria}
    order = sorted((c for c in ids if parts[c] == parts[c]), key=lambda c: -parts[c])
    texts = [f"{t.number(parts[c], 1)} ({amount(values[c], units[c], t)})" for c in order]
    return ChartView(
        title=t("sheet.contributions", score=t.number(ranking.scores[unit], 1)),
        categories=tuple(criterion_label(c, t) for c in order),
        values=tuple(float(parts[c]) for c in order),
        texts=tuple(texts),
        category_title=t("priorities.criterion"),
        value_title=t("sheet.points"),
    )


def amount(value: float, unit: str, t: Translator) -> str:
    """A raw value with its unit."""
    if value != value:  # noqa: PLR0124 - NaN
        return t("scale.no_data")
    return t.percent(value / 100, 1) if unit == "%" else t.quantity(value, priorities.unit_word(unit, t), 1).strip()


def indicators(evaluation: Evaluation, scenario: str, unit: str, t: Translator) -> TableView:
    """Every indicator of a unit beside that of the whole area, with what it rests on."""
    here, whole = evaluation.by_zone(scenario), evaluation.whole()
    rows = evaluation.indicators
    frame = pd.DataFrame(
        {
            "sector": [t(f"sector.{row.sector}") for row in rows],
            "indicator": [t(f"indicator.{row.id}.label") for row in rows],
            "value": [value_text(row.id, at(here, unit, row.id), t) for row in rows],
            "whole": [value_text(row.id, at(whole, row.id, scenario), t) for row in rows],
            "source": [t(f"indicator.{row.id}.source") for row in rows],
        },
        index=pd.Index([row.id for row in rows], name="id"),
    )
    columns = tuple(
        Column(name=column, title=t(f"sheet.{column}"))
        for column in ("sector", "indicator", "value", "whole", "source")
    )
    return TableView(
        title=t("sheet.indicators"),
        frame=frame,
        columns=columns,
        file=f"{t('sheet.file')}-{unit}",
        illustrative=evaluation.illustrative,
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
