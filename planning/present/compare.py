"""Which scenario is better, for whom: the answer, the table of indicators, who gains and who loses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from planning.evaluate import Evaluation
from planning.gains import Gains
from planning.i18n import Translator
from planning.indicators import Indicator
from planning.present import partial, sentence
from planning.present.views import Answer, Column, TableView
from scenarios.scenario import BASELINE_NAME

Tone = Literal["better", "worse", ""]
CONTEXT = frozenset({"population"})
"""Sectors that say what a place is, not how good it is."""
WIDEST = 18  # letters of a scenario's name at the head of a column
MOST_SAID = 2  # so many scenarios are said in the answer, all are in the table


@dataclass(frozen=True, eq=False)
class Comparison:
    """Scenarios measured beside today; `gains` by the scenario's name, `names` of units in the language of the page."""

    evaluation: Evaluation
    scenarios: tuple[str, ...]
    gains: Mapping[str, Gains]
    names: Mapping[str, str] = field(default_factory=dict)

    def unit(self, zone: str) -> str:
        """The name of a unit: as the page's language has it, else its own."""
        return self.names.get(zone) or str(self.evaluation.zones.names[zone])


def scenario_name(name: str, t: Translator) -> str:
    """What a scenario is called on a page."""
    return t("scenario.today") if name == BASELINE_NAME else name


def judged(row: Indicator) -> bool:
    """Whether more or less of an indicator is better at all."""
    return row.sector not in CONTEXT


def verdict(row: Indicator, old: float, new: float) -> Tone:
    """Whether an indicator is better or worse than before, by the digits that are shown.

    A value that is there no more is worse, one that came is better.
    """
    if not judged(row):
        return ""
    was, is_ = old == old, new == new  # noqa: PLR0124 - NaN
    if not (was and is_):
        return "" if was == is_ else "worse" if was else "better"
    change = round(new, row.digits) - round(old, row.digits)
    if change == 0:
        return ""
    return "better" if (change > 0) == (row.better == "more") else "worse"


def tone(compared: Comparison, row: Indicator, scenario: str, than: str = BASELINE_NAME) -> Tone:
    """Whether an indicator of the whole area is better or worse in a scenario than in another one."""
    values = compared.evaluation.whole()
    return verdict(row, at(values, row.id, than), at(values, row.id, scenario))


def at(values: pd.DataFrame, row: str, column: str) -> float:
    """One number of a table."""
    return float(values[column].to_numpy(dtype="float64")[values.index.get_loc(row)])


def score(compared: Comparison, scenario: str, than: str = BASELINE_NAME) -> tuple[int, int, int]:
    """How many indicators are better, how many worse, and of how many."""
    rows = [row for row in compared.evaluation.indicators if judged(row)]
    tones = [tone(compared, row, scenario, than) for row in rows]
    return tones.count("better"), tones.count("worse"), len(rows)


def answer(compared: Comparison, t: Translator) -> Answer:
    """How each scenario does against today, in indicators and in people; then one against the other."""
    sentences = [part for name in compared.scenarios[:MOST_SAID] for part in _said(compared, name, t)]
    if len(compared.scenarios) > 1:
        one, two = compared.scenarios[:2]
        better, worse, count = score(compared, one, two)
        values = {
            "one": one,
            "two": two,
            "better": t.number(better),
            "worse": t.number(worse),
            "same": t.number(count - better - worse),
        }
        sentences.append(t("compare.answer.between", **values))
    sentences += partial.said(compared.evaluation.doubts, t)
    return Answer(sentences=tuple(sentences), illustrative=compared.evaluation.illustrative)


def _said(compared: Comparison, name: str, t: Translator) -> list[str]:
    better, worse, count = score(compared, name)
    key = "compare.answer.same" if not better and not worse else "compare.answer.score"
    values = {"scenario": name, "better": t.number(better), "worse": t.number(worse), "count": t.number(count)}
    return [t(key, **values), *people_said(compared, name, t)]


def people_said(compared: Comparison, name: str, t: Translator) -> list[str]:
    """Who gains and who loses by a scenario, in people and with the units where most of them live."""
    found = compared.gains[name]
    gain, lose, both = (round(number) for number in (found.gain, found.lose, found.both))
    if not (gain or lose or both):
        return [t("compare.nobody")]
    values = {"n": t.number(gain), "m": t.number(lose), "k": t.number(found.same)}
    said = [t("compare.mixed", **values)]
    if both:
        said.append(t("compare.both", count=t.number(both)))
    where = "lose" if lose else "gain" if gain else "both"
    most = found.by_zone[where][found.by_zone[where].round() > 0].sort_values(ascending=False, kind="stable")
    if len(most) and len(compared.evaluation.zones.ids) > 1:
        names = [compared.unit(str(zone)) for zone in most.index]
        said.append(t(f"compare.where.{where}", units=sentence.names(names, t)))
    return said


def label(row: Indicator, t: Translator) -> str:
    """An indicator with its unit, where its name does not say it already."""
    name, unit = t(f"indicator.{row.id}.label"), t(f"unit.{row.unit}")
    return name if unit.casefold() in name.casefold() else f"{name} ({unit})"


def short(name: str) -> str:
    """A scenario's name as the head of a column."""
    return name if len(name) <= WIDEST else f"{name[: WIDEST - 1].rstrip()}…"


def table(compared: Comparison, t: Translator, area: str) -> TableView:
    """Indicators by scenarios with the differences; those that change come first."""
    whole, rows = compared.evaluation.whole(), compared.evaluation.indicators
    frame = pd.DataFrame(
        {
            "indicator": [label(row, t) for row in rows],
            "aim": [t(f"compare.aim.{row.better}") if judged(row) else "–" for row in rows],
            "digits": [row.digits for row in rows],
            "today": whole[BASELINE_NAME].to_numpy(),
        },
        index=pd.Index([row.id for row in rows], name="id"),
    )
    number = {"kind": "number", "digits_in": "digits"}
    several = len(compared.scenarios) > 1
    values = [Column(name="today", title=t("scenario.today"), **number)]  # type: ignore[arg-type]
    changes = []
    for place, name in enumerate(compared.scenarios):
        frame[f"value_{place}"] = whole[name].to_numpy()
        frame[f"change_{place}"] = _rounded(frame[f"value_{place}"] - frame["today"], frame["digits"])
        frame[f"tone_{place}"] = [tone(compared, row, name) for row in rows]
        values.append(Column(name=f"value_{place}", title=short(name), help=name, **number))  # type: ignore[arg-type]
        title = t("compare.table.change", scenario=short(name)) if several else t("compare.table.change_only")
        changes.append(
            Column(name=f"change_{place}", title=title, kind="change", digits_in="digits", tone_in=f"tone_{place}")
        )
    frame["best"] = [_best(row, compared, t) for row in rows]
    if not several:
        frame["best"] = [
            "–" if not judged(row) else t(f"compare.tone.{said or 'same'}")
            for row, said in zip(rows, frame["tone_0"], strict=True)
        ]
    moved = (frame[[f"tone_{place}" for place in range(len(compared.scenarios))]] != "").any(axis=1)
    columns = (
        Column(name="indicator", title=t("compare.table.indicator")),
        *values,
        *changes,
        Column(name="best", title=t("compare.table.best" if several else "compare.table.verdict")),
        Column(name="aim", title=t("compare.table.aim")),
    )
    return TableView(
        title=t("compare.table.title"),
        frame=frame.loc[moved.sort_values(ascending=False, kind="stable").index],
        columns=columns,
        file=f"{t('compare.file')}-{area}".replace(" ", "-"),
        note=t("compare.table.note"),
        illustrative=compared.evaluation.illustrative,
    )


def _rounded(values: pd.Series, digits: pd.Series) -> list[float]:
    """What is shown as 0 is 0."""
    return [0.0 if round(value, int(count)) == 0 else value for value, count in zip(values, digits, strict=True)]


def _best(row: Indicator, compared: Comparison, t: Translator) -> str:
    """The scenarios, or today, that no other one beats, where they do not all come out alike."""
    if not judged(row):
        return "–"
    names = [BASELINE_NAME, *compared.scenarios]
    best = [one for one in names if not any(tone(compared, row, other, one) == "better" for other in names)]
    return t("compare.table.alike") if len(best) == len(names) else ", ".join(scenario_name(one, t) for one in best)


def gains_table(compared: Comparison, t: Translator, area: str) -> TableView:
    """Units with people who gain and who lose, most losses first; units in which nothing changes are left out."""
    zones = compared.evaluation.zones
    frame = pd.DataFrame({"unit": [compared.unit(str(zone)) for zone in zones.ids]}, index=zones.ids)
    columns = [
        Column(name="unit", title=t("compare.gains.unit")),
        Column(name="people", title=t("compare.gains.people"), kind="number"),
    ]
    several = len(compared.scenarios) > 1
    for place, name in enumerate(compared.scenarios):
        found = compared.gains[name].by_zone.reindex(zones.ids)
        frame["people"] = found["people"]
        wanted = ("gain", "lose", "both") if found["both"].round().any() else ("gain", "lose")
        for part in wanted:
            frame[f"{part}_{place}"] = found[part]
            title = t(f"compare.gains.{part}")
            columns.append(
                Column(
                    name=f"{part}_{place}",
                    title=f"{short(name)}: {title[0].lower()}{title[1:]}" if several else title,
                    kind="number",
                )
            )
    parts = [column.name for column in columns[2:]]
    touched = frame[(frame[parts].round() > 0).any(axis=1)]
    losses = [name for name in parts if name.startswith(("lose", "both"))]
    order = touched.assign(_lost=touched[losses].sum(axis=1), _all=touched[parts].sum(axis=1))
    order = order.sort_values(["_lost", "_all"], ascending=False, kind="stable")
    return TableView(
        title=t("compare.gains.title"),
        frame=touched.loc[order.index],
        columns=tuple(columns),
        file=f"{t('compare.gains.file')}-{area}".replace(" ", "-"),
        note=t("compare.gains.note"),
        illustrative=compared.evaluation.illustrative,
    )


def checks(compared: Comparison, t: Translator) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The check of reason in words: sentences of alarm, and what else there is to say of it."""
    found = {p.field: p for p in compared.evaluation.checks}
    alarms, notes = [], []
    for name in compared.scenarios:
        problem = found.get(name)
        if problem is None:
            notes.append(t("compare.check.none", scenario=name))
        elif problem.severity == "warning":
            alarms.append(t("compare.check.hurts", scenario=name, count=t.number(problem.count)))
        else:
            notes.append(t("compare.check.holds", scenario=name, count=t.number(problem.count)))
    return tuple(alarms), tuple(notes)
