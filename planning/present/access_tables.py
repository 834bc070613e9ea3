"""People by minutes, units, and towns beside the country: what stands beside and under the map of access."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planning.i18n import Translator
from planning.present import sentence
from planning.present.access import (
    Picture,
    beyond_by_unit,
    classes,
    facility,
    left_out_by_unit,
    note,
    scale,
    title,
)
from planning.present.base import unit_names
from planning.present.views import ChartView, Column, TableView


def chart(view: Picture, t: Translator) -> ChartView:
    """People by class of the map, the same colours; classes without anybody among the special ones are left out."""
    made = scale(view, t)
    marks, numbers = made.marks(t), classes(view, made)
    people = view.result.population.to_numpy()
    sums = np.bincount(numbers[numbers >= 0], people[numbers >= 0], len(marks))
    kept = [i for i in range(len(marks)) if i < len(made.colours) or sums[i] > 0]
    total = float(sums.sum())
    return ChartView(
        title=t(f"access.chart.{view.ask.measure}"),
        categories=tuple(marks[i].label for i in kept),
        values=tuple(float(sums[i]) for i in kept),
        texts=tuple(f"{t.number(sums[i])} ({sentence.share(sums[i], total, t)})" for i in kept),
        category_title=t(f"access.chart.{view.ask.measure}.classes"),
        value_title=t("unit.person"),
        colours=tuple(marks[i].colour for i in kept),
        alt=t("access.chart.alt", facility=facility(view.ask, t)),
    )


def table(view: Picture, t: Translator, area: str) -> TableView | None:
    """Units by people beyond the limit, most first; `None` where there are no units."""
    if view.units is None or view.frame is None or view.mean is None:
        return None
    outside, lost = beyond_by_unit(view), left_out_by_unit(view)
    inside = view.units.population - outside - lost
    rows = pd.DataFrame(
        {
            "unit": unit_names(view.frame, t),
            "people": view.units.population,
            "inside": inside,
            "share": inside / (inside + outside).where(inside + outside > 0),
            "outside": outside,
            "lost": lost,
            "mean": view.mean.value.where(view.mean.population > 0),
        },
        index=view.frame.index,
    )
    rows = rows.sort_values("outside", ascending=False, kind="stable")
    rows.insert(0, "no", range(1, len(rows) + 1))
    ask = view.ask
    kind = "travel" if ask.is_travel else "reach"
    columns = [
        Column(name="no", title=t("overview.table.no"), kind="number"),
        Column(name="unit", title=t("overview.table.unit")),
        Column(name="people", title=t("access.table.people"), kind="number"),
        Column(name="inside", title=t(f"access.table.{kind}.inside"), kind="number"),
        Column(name="share", title=t(f"access.table.{kind}.share"), kind="share", digits=1),
        Column(name="outside", title=t(f"access.table.{kind}.outside"), kind="number"),
        Column(name="mean", title=t(f"access.table.mean.{ask.measure}"), kind="number", digits=1),
    ]
    if lost.sum() > 0:
        columns.append(Column(name="lost", title=t("access.table.lost"), kind="number"))
    return TableView(
        title=title(ask, t),
        frame=rows,
        columns=tuple(columns),
        note=note(ask, t),
        illustrative=view.access.illustrative,
        file=f"{area}-{ask.service}-{ask.mode}-{ask.limit_min:g}".replace(" ", "-"),
    )


def by_area(view: Picture, t: Translator) -> TableView | None:
    """Towns beside the country: units by their kind; `None` where there is one kind only."""
    if view.units is None or view.frame is None or view.mean is None or "kind" not in view.frame.columns:
        return None
    kinds = view.frame["kind"].fillna("").astype(str)
    if kinds[kinds != ""].nunique() < 2:  # noqa: PLR2004 - something to set side by side
        return None
    outside = beyond_by_unit(view)
    inside = view.units.population - outside - left_out_by_unit(view)
    weight = view.mean.population if view.mean.people_reached is None else view.mean.people_reached
    weight = weight if view.ask.is_travel else view.mean.population
    sums = (
        pd.DataFrame(
            {
                "people": view.units.population,
                "inside": inside,
                "outside": outside,
                "weight": weight,
                "amount": view.mean.value.fillna(0.0) * weight,
            }
        )
        .groupby(kinds)
        .sum()
    )
    sums = sums[sums["people"] > 0].drop(index="", errors="ignore").sort_values("people", ascending=False)
    rows = pd.DataFrame(
        {
            "kind": [t(f"unitkind.{name}") if t.has(f"unitkind.{name}") else name for name in sums.index],
            "people": sums["people"],
            "share": sums["inside"] / (sums["inside"] + sums["outside"]),
            "outside": sums["outside"],
            "mean": sums["amount"] / sums["weight"].where(sums["weight"] > 0),
        },
        index=sums.index,
    )
    kind = "travel" if view.ask.is_travel else "reach"
    columns = (
        Column(name="kind", title=t("access.area.kind")),
        Column(name="people", title=t("access.table.people"), kind="number"),
        Column(name="share", title=t(f"access.table.{kind}.share"), kind="share", digits=1),
        Column(name="outside", title=t(f"access.table.{kind}.outside"), kind="number"),
        Column(name="mean", title=t(f"access.table.mean.{view.ask.measure}"), kind="number", digits=1),
    )
    return TableView(
        title=t("access.area.title"),
        frame=rows,
        columns=columns,
        file="do-thi-nong-thon",
        note=note(view.ask, t),
        illustrative=view.access.illustrative,
    )
