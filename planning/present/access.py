"""Who reaches what, how fast: the question in a planner's words, the answer, people by minutes, units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.city import City
from layers.known import FACILITY_KINDS, matches_kind
from planning.access.measures import AccessOptions
from planning.access.result import REACHED, UNREACHED, UNSNAPPED, AccessibilityResult, by_zone
from planning.i18n import Translator
from planning.network.kernels import inclusive
from planning.network.snap import SNAP_M
from planning.present import partial, sentence
from planning.present.base import minutes_scale, unit_names
from planning.present.scale import Scale, reversed_scale, shared
from planning.present.views import Answer
from planning.services import Access, AccessQuestion

Measure = Literal["nearest", "cumulative", "2sfca"]
MEASURES: tuple[Measure, ...] = ("nearest", "cumulative", "2sfca")
MODES = ("motorbike", "walk", "bicycle", "car")
FIRST_SERVICE = "health.station"
LIMIT_MIN = 15
SHOWN_UNITS = 2
STATUS_MARKS = {UNREACHED: "unreached", UNSNAPPED: "not_joined", REACHED: ""}


@dataclass(frozen=True, kw_only=True)
class Ask:
    """What a page asks: service (a kind, or a prefix of kinds), mode, measure, limit, and what counts as supply."""

    service: str
    mode: str = "motorbike"
    measure: Measure = "nearest"
    limit_min: float = float(LIMIT_MIN)
    supply: Literal["count", "capacity"] = "count"
    snap_m: float = SNAP_M

    @property
    def is_travel(self) -> bool:
        """Whether minutes are measured, not opportunities."""
        return self.measure == "nearest"

    def question(self) -> AccessQuestion:
        """As the workspace is asked.

        The way to the nearest is asked without a limit: who is beyond the limit is then known with the minutes, and
        another limit needs no new search (`limited`).
        """
        options = AccessOptions(
            measure=self.measure,
            limit_min=None if self.is_travel else self.limit_min,
            supply=self.supply,
            snap_m=self.snap_m,
        )
        return AccessQuestion(facility=self.service, mode=self.mode, options=options)


def services(city: City) -> tuple[str, ...]:
    """The kinds of facilities of a city in their usual order, each group after its kinds where it has several."""
    present = {str(kind) for layer in city.of_type("facilities") for kind in layer.frame["kind"].unique()}
    kinds = [kind for kind in FACILITY_KINDS if kind in present]
    groups = dict.fromkeys(kind.partition(".")[0] for kind in kinds if "." in kind)
    many = [group for group in groups if sum(matches_kind(kind, group) for kind in kinds) > 1]
    return (*kinds, *many)


def first_service(offered: Sequence[str]) -> str:
    """The service that a page begins with."""
    return FIRST_SERVICE if FIRST_SERVICE in offered else offered[0]


def has_capacity(city: City, service: str) -> bool:
    """Whether every facility of a service says how large it is."""
    frame = city.facilities(service)
    return "capacity" in frame.columns and bool(pd.to_numeric(frame["capacity"], errors="coerce").notna().all())


def limited(result: AccessibilityResult, limit: float) -> AccessibilityResult:
    """The way to the nearest as if it had been asked with a limit (included): who is beyond it counts as unreached."""
    beyond = (result.status == REACHED) & ~(result.value <= inclusive(limit))
    facility = None if result.facility is None else result.facility.mask(beyond, "")
    return replace(
        result, value=result.value.mask(beyond), status=result.status.mask(beyond, UNREACHED), facility=facility
    )


@dataclass(frozen=True, eq=False)
class Picture:
    """An answer as the page shows it.

    `result` has the value of each place where people live, `within` the same with the limit of the question, `mean` and
    `units` are by unit: of `result` and of `within`; `zone` is the unit of each place. `None` where there are no units.
    """

    ask: Ask
    access: Access
    within: AccessibilityResult
    mean: AccessibilityResult | None
    units: AccessibilityResult | None
    frame: gpd.GeoDataFrame | None
    zone: pd.Series[str] | None = None

    @property
    def result(self) -> AccessibilityResult:
        """The value of each place where people live."""
        return self.access.result

    @property
    def inside(self) -> float:
        """People within the limit."""
        return self.within.people(REACHED)

    @property
    def beyond(self) -> float:
        """People beyond the limit, or without any way."""
        return self.within.people(UNREACHED)

    @property
    def left_out(self) -> float:
        """People who could not be joined to the network."""
        return self.within.people(UNSNAPPED)


def picture(ask: Ask, access: Access, units: gpd.GeoDataFrame | None, zone: pd.Series[str] | None) -> Picture:
    """The answer with the limit of the question, and by unit; `zone` is the unit of each place (`Study.zone_ids`)."""
    within = limited(access.result, ask.limit_min) if ask.is_travel else access.result
    if units is None or zone is None:
        return Picture(ask, access, within, None, None, None)
    points = access.origins.geometry
    mean = by_zone(access.result, points, units, zone)
    return Picture(
        ask, access, within, mean, by_zone(within, points, units, zone) if ask.is_travel else mean, units, zone
    )


def facility(ask: Ask, t: Translator) -> str:
    """The service within a sentence: "trạm y tế", "a health station"."""
    return t(f"facility.{ask.service}")


def answer(view: Picture, t: Translator) -> Answer:
    """The sentence of the page, with forms for none, some and all."""
    ask = view.ask
    values = {
        "facility": facility(ask, t),
        "mode": t(f"by.{ask.mode}"),
        "limit": t.number(ask.limit_min),
        "people": t.number(view.inside),
        "beyond": t.number(view.beyond),
        "share": sentence.share(view.inside, view.inside + view.beyond, t),
        "mean": t.number(view.result.mean, 1),
        "units": most_beyond(view, t),
    }
    form = sentence.form(view.inside, view.inside + view.beyond)
    key = f"access.{form}" if ask.is_travel else f"access.{ask.measure}.{form}"
    if form == "some" and values["units"]:
        key += ".units"
    parts = [t(key, **values)]
    if view.left_out > 0:
        parts.append(t("access.unsnapped", people=t.number(view.left_out)))
    parts += partial.said(view.result.notes, t)
    return Answer(sentences=tuple(parts), illustrative=view.access.illustrative)


def most_beyond(view: Picture, t: Translator) -> str:
    """The units in which most people are beyond the limit, with their number; "" where there are no units."""
    if view.units is None or view.frame is None:
        return ""
    beyond = beyond_by_unit(view)
    first = beyond[beyond > 0].sort_values(ascending=False, kind="stable").head(SHOWN_UNITS)
    names = pd.Series(unit_names(view.frame, t), index=view.frame.index)
    return sentence.names([f"{names[str(id_)]} ({t.number(count)})" for id_, count in first.items()], t)


def beyond_by_unit(view: Picture) -> pd.Series:
    """People of each unit who are joined to the network and beyond the limit."""
    if view.units is None or view.units.people_unreached is None:
        raise ValueError("there are no units")
    return (view.units.people_unreached - left_out_by_unit(view)).clip(lower=0.0)


def left_out_by_unit(view: Picture) -> pd.Series:
    """People of each unit who could not be joined to the network."""
    if view.units is None or view.frame is None:
        raise ValueError("there are no units")
    lost = view.within.status == UNSNAPPED
    if not lost.any():
        return pd.Series(0.0, index=view.frame.index)
    people = view.within.population.where(lost, 0.0)
    return by_zone(
        replace(view.within, population=people), view.access.origins.geometry, view.frame, view.zone
    ).population


def scale(view: Picture, t: Translator) -> Scale:
    """The classes of the map: minutes with the limit among them; else of what is in reach, dark for little."""
    if view.ask.is_travel:
        return minutes_scale(view.ask.limit_min, t)
    values = view.result.value[view.result.status == REACHED]
    unit = t("unit.per_1000") if view.ask.measure == "2sfca" else ""
    made = shared([values], unit=unit, special=("unreached", "not_joined"))
    return reversed_scale(made)


def classes(view: Picture, scale_: Scale) -> np.ndarray:
    """The class of each place where people live; -1 where nobody lives."""
    words = view.result.status.map(STATUS_MARKS)
    made = scale_.classify(view.result.value, words)
    made[(view.result.population <= 0).to_numpy()] = -1
    return made


def title(ask: Ask, t: Translator) -> str:
    """What the map and the table show."""
    values = {"facility": t(f"kind.{ask.service}"), "mode": t(f"by.{ask.mode}"), "limit": t.number(ask.limit_min)}
    return t(f"access.title.{ask.measure}", **values)


def note(ask: Ask, t: Translator) -> str:
    """Under the table: what was asked."""
    return t("access.table.note", mode=t(f"by.{ask.mode}"), limit=t.number(ask.limit_min))


def names_of(frame: pd.DataFrame, t: Translator) -> dict[str, str]:
    """The name of each facility, or its kind where it has none."""
    names = frame["name"].fillna("").astype(str) if "name" in frame.columns else pd.Series("", index=frame.index)
    words = frame["kind"].map({kind: t(f"kind.{kind}") for kind in frame["kind"].unique()})
    return dict(zip(frame.index.astype(str), names.where(names != "", words), strict=True))
