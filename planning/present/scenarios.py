"""What a scenario does for a service: who comes within the limit and who falls out of it, on a map and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from layers.problems import Problem
from planning.access.result import REACHED, AccessibilityResult
from planning.gains import LEAST_MIN
from planning.i18n import Translator
from planning.network.kernels import inclusive
from planning.places import Sited
from planning.present import partial, sentence
from planning.present.access import Ask, facility
from planning.present.views import Answer, Column, TableView
from planning.zones import Numbers
from scenarios.scenario import Scenario

WORSE_BY_MIN = 1e-6


@dataclass(frozen=True, eq=False)
class Effect:
    """Minutes to the nearest facility before and after, by place (`inf`: no way), and the people of each place.

    `places` are the ids of the population's features, where they are known; `notes` what was said of the answers.
    """

    before: Numbers
    after: Numbers
    people: Numbers
    limit_min: float
    places: pd.Index[str] | None = None
    notes: tuple[Problem, ...] = ()

    def within(self, minutes: Numbers) -> npt.NDArray[np.bool_]:
        """Which places are within the limit."""
        return np.asarray(minutes <= inclusive(self.limit_min))

    def count(self, chosen: npt.NDArray[np.bool_]) -> float:
        """People of some places."""
        return float(self.people[chosen].sum())

    @property
    def gained(self) -> float:
        """People who come within the limit."""
        return self.count(self.within(self.after) & ~self.within(self.before))

    @property
    def lost(self) -> float:
        """People who fall out of the limit."""
        return self.count(self.within(self.before) & ~self.within(self.after))

    @property
    def change(self) -> Numbers:
        """Minutes more, negative for less; 0 where there was no way and is none, infinite where one comes or goes."""
        with np.errstate(invalid="ignore"):
            return np.where(self.before == self.after, 0.0, self.after - self.before)

    @property
    def nearer(self) -> float:
        """People whose way becomes at least a minute shorter."""
        return self.count(self.change <= -LEAST_MIN)

    @property
    def farther(self) -> float:
        """People whose way becomes at least a minute longer."""
        return self.count(self.change >= LEAST_MIN)

    @property
    def hurt_places(self) -> int:
        """Places whose way becomes longer at all; after a pure improvement there may be none."""
        return int((self.change > WORSE_BY_MIN).sum())

    def mean(self, minutes: Numbers) -> float:
        """Mean minutes by people, over those who have a way."""
        known = np.isfinite(minutes)
        people = float(self.people[known].sum())
        return float((minutes[known] * self.people[known]).sum()) / people if people > 0 else float("nan")


def effect(before: AccessibilityResult | None, after: AccessibilityResult | None, limit_min: float) -> Effect | None:
    """What changes between two answers to the same question, at places that are in both.

    Without an answer there is no such facility, then or now, and nobody has a way; `None` where there is neither.
    """
    known = after if before is None else before
    if known is None:
        return None
    index = known.value.index
    if before is not None and after is not None:
        index = before.value.index.intersection(after.value.index, sort=False)
    people = np.asarray(known.population.reindex(index), dtype="float64")
    return Effect(_minutes(before, index), _minutes(after, index), people, limit_min, index, known.notes)


def _minutes(result: AccessibilityResult | None, index: pd.Index[str]) -> Numbers:
    if result is None:
        return np.full(len(index), np.inf)
    return np.asarray(result.value.where(result.status == REACHED, np.inf).reindex(index), dtype="float64")


class Row(NamedTuple):
    """A line of the table: name, value today and in the scenario, unit, decimals, and which way is better."""

    name: str
    old: float
    new: float
    unit: str
    digits: int
    better: str


def answer(scenario: Scenario, found: Effect, ask: Ask, t: Translator, *, illustrative: bool) -> Answer:
    """How many changes, and what they mean for the chosen service."""
    values = {"facility": facility(ask, t), "mode": t(f"by.{ask.mode}"), "limit": t.number(ask.limit_min)}
    parts = [t("scenarios.answer.count", count=t.number(len(scenario.edits)))]
    gained, lost = round(found.gained), round(found.lost)
    key = "both" if gained and lost else "gained" if gained else "lost" if lost else "none"
    parts.append(t(f"scenarios.answer.{key}", gained=t.number(gained), lost=t.number(lost), **values))
    nearer, farther = round(found.nearer), round(found.farther)
    if nearer or farther:
        parts.append(t("scenarios.answer.minutes", nearer=t.number(nearer), farther=t.number(farther)))
    parts += partial.said(found.notes, t)
    return Answer(sentences=tuple(parts), illustrative=illustrative)


def table(found: Effect, ask: Ask, facilities: tuple[int, int], t: Translator, *, illustrative: bool) -> TableView:
    """Today beside the scenario for the chosen service; arrows say which way, words whether that is good."""
    total = float(found.people.sum())
    inside = [found.count(found.within(minutes)) for minutes in (found.before, found.after)]
    means = [found.mean(found.before), found.mean(found.after)]
    none = [found.count(~np.isfinite(minutes)) for minutes in (found.before, found.after)]
    share = [100 * value / total if total > 0 else float("nan") for value in inside]
    people, unit = t("unit.person"), t("unit.min")
    rows = (
        Row(t("scenarios.row.inside"), inside[0], inside[1], people, 0, "more"),
        Row(t("scenarios.row.share"), share[0], share[1], "%", 1, "more"),
        Row(t("scenarios.row.beyond"), total - inside[0], total - inside[1], people, 0, "less"),
        Row(t("scenarios.row.none"), none[0], none[1], people, 0, "less"),
        Row(t("scenarios.row.mean"), means[0], means[1], unit, 1, "less"),
        Row(t("scenarios.row.facilities"), float(facilities[0]), float(facilities[1]), t("access.unit.count"), 0, ""),
    )
    frame = pd.DataFrame(
        {
            "indicator": [f"{row.name} ({row.unit})" for row in rows],
            "before": [t.number(row.old, row.digits) for row in rows],
            "after": [t.number(row.new, row.digits) for row in rows],
            "change": [arrow(row.new - row.old, row.better, row.digits, t) for row in rows],
        }
    )
    columns = (
        Column(name="indicator", title=t("scenarios.table.indicator")),
        Column(name="before", title=t("scenario.today")),
        Column(name="after", title=t("sidebar.scenario")),
        Column(name="change", title=t("scenarios.table.change")),
    )
    title = t("scenarios.table", facility=facility(ask, t), mode=t(f"by.{ask.mode}"), limit=t.number(ask.limit_min))
    return TableView(title=title, frame=frame, columns=columns, file="phuong-an-tac-dong", illustrative=illustrative)


def arrow(change: float, better: str, digits: int, t: Translator) -> str:
    """A difference with its direction, and whether that is better or worse."""
    if change != change or round(change, digits) == 0:  # noqa: PLR0124 - NaN
        return t("scenarios.same")
    sign = "▲ +" if change > 0 else "▼ −"
    text = f"{sign}{t.number(abs(change), digits)}"
    if not better:
        return text
    return f"{text} ({t('scenarios.better' if (change > 0) == (better == 'more') else 'scenarios.worse')})"


def services_table(
    before: pd.Series, after: pd.Series, total: float, ask: Ask, t: Translator, *, illustrative: bool
) -> TableView:
    """People within the limit of each service, today and in the scenario."""
    rows = pd.DataFrame(
        {
            "service": [t(f"kind.{kind}") for kind in before.index],
            "before": before.to_numpy(),
            "after": after.to_numpy(),
            "change": (after - before).to_numpy(),
            "share": after.to_numpy() / total if total > 0 else np.nan,
        },
        index=before.index,
    )
    columns = (
        Column(name="service", title=t("access.service")),
        Column(name="before", title=t("scenarios.services.before"), kind="number"),
        Column(name="after", title=t("scenarios.services.after"), kind="number"),
        Column(name="change", title=t("scenarios.services.change"), kind="number"),
        Column(name="share", title=t("scenarios.services.share"), kind="share", digits=1),
    )
    title = t("scenarios.services", limit=t.number(ask.limit_min), mode=t(f"by.{ask.mode}"))
    file = "phuong-an-cac-dich-vu"
    return TableView(title=title, frame=rows, columns=columns, file=file, illustrative=illustrative)


def sanity(found: Effect, t: Translator, *, improves: bool) -> tuple[str, bool]:
    """The check in words, and whether it holds; "" where the scenario takes something from somebody on purpose."""
    if not improves:
        return "", True
    bad = found.hurt_places
    return (t("scenarios.sane"), True) if bad == 0 else (t("scenarios.insane", count=t.number(bad)), False)


def site_text(found: Sited, where: Sequence[str], t: Translator) -> str:
    """What the places found are worth, where they are, and how far from the best possible."""
    siting = found.siting
    options = siting.options
    values = {
        "count": t.number(len(siting.chosen)),
        "objective": t.number(siting.objective, 0 if options.objective == "coverage" else 1),
    }
    if options.objective == "coverage":
        values |= {
            "gain": t.number(siting.objective - siting.before),
            "limit": t.number(options.limit_min or 0),
            "share": t.number(100 * siting.objective / siting.people, 1),
            "left": t.number(siting.people - siting.objective),
        }
    parts = [t(f"site.answer.{options.objective}", **values)]
    if np.isfinite(siting.before) and options.objective != "coverage":
        parts.append(t("scenarios.site.before", before=t.number(siting.before, 1)))
    if where:
        parts.append(t("scenarios.site.where", units=sentence.names(list(dict.fromkeys(where)), t)))
    parts.append(t("site.proven") if siting.proven else t("site.gap", gap=t.number(100 * siting.gap, 2)))
    if siting.greedy_objective != siting.objective:
        unit = t("unit.person") if options.objective == "coverage" else t("unit.min")
        digits = 0 if options.objective == "coverage" else 1
        parts.append(t("site.greedy", value=t.quantity(siting.greedy_objective, unit, digits)))
    return " ".join(parts)
