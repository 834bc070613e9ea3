"""Maps of a comparison: values with the same classes everywhere, differences around zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.city import City
from planning.gains import LEAST_M, LEAST_MIN
from planning.i18n import Translator
from planning.indicators import Better, Indicator, Way
from planning.present import base
from planning.present.compare import Comparison, scenario_name
from planning.present.scale import Scale, diverging, fixed, reversed_scale, shared
from planning.present.views import MapView, Mark, ShapeKind, ShapeLayer
from planning.zones import Numbers
from scenarios.edits import Add, Change
from scenarios.scenario import BASELINE_NAME, Scenario

BREAKS_MIN = (5.0, 10.0, 15.0, 30.0, 60.0)
BREAKS_M = (250.0, 500.0, 1000.0, 2000.0, 5000.0)
KINDS: tuple[ShapeKind, ...] = ("point", "line", "area")
ADDED, REMOVED, CHANGED = "#1a7f37", "#b3261e", "#8a5a00"


@dataclass(frozen=True, kw_only=True, eq=False)
class Subject:
    """What the maps show: shapes, their names, and a value of each in every scenario, today among them.

    A value is NaN where there is none, infinite where nothing is reached.
    """

    id: str
    title: str
    shapes: gpd.GeoSeries
    key: str
    names: tuple[str, ...]
    values: Mapping[str, Numbers]
    scale: Scale
    changes: Scale
    better: Better
    digits: int


def by_units(city: City, units: str, compared: Comparison, row: Indicator, t: Translator) -> Subject:
    """An indicator of each unit."""
    layer = city[units]
    frame = layer.frame
    names = (BASELINE_NAME, *compared.scenarios)
    values = {
        name: compared.evaluation.by_zone(name)[row.id].reindex(frame.index).to_numpy(dtype="float64") for name in names
    }
    unit = t(f"unit.{row.unit}")
    scale = shared(values.values(), unit=unit)
    scale = scale if row.better == "less" or row.sector == "population" else reversed_scale(scale)
    steps = [values[name] - values[BASELINE_NAME] for name in compared.scenarios]
    return Subject(
        id=f"indicator.{row.id}",
        title=t(f"indicator.{row.id}.label"),
        shapes=frame.geometry,
        key=layer.digest,
        names=base.unit_names(frame, t),
        values=values,
        scale=scale,
        changes=diverging(steps, better=row.better, neutral=0.5 * 10.0**-row.digits, unit=unit),
        better=row.better,
        digits=row.digits,
    )


def by_places(origins: gpd.GeoDataFrame, costs: Mapping[str, Numbers], way: Way, t: Translator) -> Subject:
    """What the way of an indicator costs from each place where people live."""
    minutes = way.metric == "minutes"
    unit, breaks, least = (t("unit.min"), BREAKS_MIN, LEAST_MIN) if minutes else (t("unit.m"), BREAKS_M, LEAST_M)
    before = costs[BASELINE_NAME]
    with np.errstate(invalid="ignore"):
        steps = [values - before for name, values in costs.items() if name != BASELINE_NAME]
    people = tuple(t("tip.people", count=t.number(count)) for count in origins["people"])
    return Subject(
        id=f"way.{way.kind}.{way.mode}",
        title=t("compare.map.way", kind=t(f"kind.{way.kind}"), mode=t(f"compare.way.{way.mode}")),
        shapes=origins.geometry,
        key="",
        names=people,
        values=costs,
        scale=fixed(breaks, unit=unit, special=("unreached", "no_data")),
        changes=diverging(steps, better="less", neutral=least, unit=unit),
        better="less",
        digits=1 if minutes else 0,
    )


def value_layer(subject: Subject, scenario: str, t: Translator) -> ShapeLayer:
    """The values of one scenario in the classes of all."""
    texts = (amount(value, subject, t) for value in subject.values[scenario])
    areas = _areas(subject.shapes)
    return ShapeLayer(
        id=subject.id,
        kind="area" if areas else "point",
        shapes=subject.shapes,
        shapes_key=subject.key,
        title=subject.title,
        group=t("tree.result"),
        marks=subject.scale.marks(t, outline="#ffffff", width=0.6),
        classes=subject.scale.classify(subject.values[scenario]),
        tooltips=tuple(f"{name}\n{text}" for name, text in zip(subject.names, texts, strict=True)),
        opacity=0.82,
        tolerance_m=12 if subject.key else 1,
    )


def change_layer(subject: Subject, scenario: str, t: Translator) -> ShapeLayer:
    """The difference to today; what is reached no more, or at last, has words of its own in the tooltip."""
    old, new = subject.values[BASELINE_NAME], subject.values[scenario]
    both = np.isinf(old) & np.isinf(new)
    with np.errstate(invalid="ignore"):
        step = np.where(both, 0.0, new - old)
    classes = subject.changes.classify(np.clip(step, -1e300, 1e300))
    texts = [change_text(a, b, subject, t) for a, b in zip(old, new, strict=True)]
    return ShapeLayer(
        id=f"{subject.id}.change",
        kind="area" if _areas(subject.shapes) else "point",
        shapes=subject.shapes,
        shapes_key=subject.key,
        title=t("compare.map.change", scenario=scenario),
        group=t("tree.result"),
        marks=change_marks(subject, t),
        classes=classes,
        tooltips=tuple(f"{name}\n{text}" for name, text in zip(subject.names, texts, strict=True)),
        opacity=0.85,
        tolerance_m=12 if subject.key else 1,
    )


def change_marks(subject: Subject, t: Translator) -> tuple[Mark, ...]:
    """Classes of difference in words: how much less or more, and whether that is good."""
    scale = subject.changes
    one, two = (t.number(limit, scale.digits) for limit in scale.breaks[-2:])
    ends = (("over", two, ""), ("between", one, two), ("to", "", one))
    unit = t("unit.points") if scale.unit == "%" else scale.unit
    sizes = [t(f"compare.class.{name}", low=low, high=high, unit=unit) for name, low, high in ends]

    def side(way: str) -> list[str]:
        tone = t(f"compare.tone.{'better' if way == subject.better else 'worse'}")
        return [t(f"compare.class.{way}", size=size, tone=tone) for size in sizes]

    labels = (*side("less"), t("compare.class.same"), *reversed(side("more")))
    marks = scale.marks(t, outline="#8d9a9e", width=0.4)
    return (*(replace(mark, label=text) for mark, text in zip(marks, labels, strict=False)), *marks[len(labels) :])


def amount(value: float, subject: Subject, t: Translator) -> str:
    """A value with its unit, or why there is none."""
    if value != value:  # noqa: PLR0124 - NaN
        return t("scale.no_data")
    if np.isinf(value):
        return t("scale.unreached")
    unit = subject.scale.unit
    return t.percent(value / 100, subject.digits) if unit == "%" else t.quantity(value, unit, subject.digits)


def change_text(old: float, new: float, subject: Subject, t: Translator) -> str:
    """A change in words: from, to, and which way."""
    if np.isinf(old) and np.isinf(new):
        return t("scale.unreached")
    before, after = amount(old, subject, t), amount(new, subject, t)
    if before == after:
        return t("compare.tip.same", value=after)
    tone = "" if np.isnan(old) or np.isnan(new) else "better" if (new > old) == (subject.better == "more") else "worse"
    return t("compare.tip.change", before=before, after=after, tone=t(f"compare.tone.{tone}") if tone else "–")


def maps(
    city: City,
    subject: Subject,
    scenarios: Sequence[str],
    edits: Mapping[str, Scenario],
    t: Translator,
    *,
    difference: bool,
) -> tuple[MapView, ...]:
    """At most three maps: today, then values or differences of the scenarios; with a single scenario both."""
    shown: list[tuple[str, ShapeLayer, str]] = [
        (scenario_name(BASELINE_NAME, t), value_layer(subject, BASELINE_NAME, t), "")
    ]
    for name in scenarios[:2]:
        if len(scenarios) == 1 or not difference:
            shown.append((name, value_layer(subject, name, t), name))
        if len(scenarios) == 1 or difference:
            shown.append((t("compare.map.change", scenario=name), change_layer(subject, name, t), name))
    ground, bounds, credit = base.base_map(city), base.bounds_of(city), base.credit(city, t)
    return tuple(
        MapView(
            title=title,
            layers=(layer, *(edit_layers(edits[name], city, t) if name in edits else ())),
            base=ground,
            bounds=bounds,
            credit=credit,
            illustrative=city.illustrative,
        )
        for title, layer, name in shown
    )


def edit_layers(scenario: Scenario, city: City, t: Translator) -> tuple[ShapeLayer, ...]:
    """What a scenario adds, takes away and changes, as signs and lines over the map."""
    found: dict[tuple[str, ShapeKind], list[shapely.Geometry]] = {}
    for edit in scenario.edits:
        what = "added" if isinstance(edit, Add) else "changed" if isinstance(edit, Change) else "removed"
        shapes = [city.metres(edit.geometry)] if isinstance(edit, Add | Change) and edit.geometry is not None else []
        if not shapes and not isinstance(edit, Add) and edit.layer in city.layers:
            frame = city[edit.layer].frame
            shapes = list(frame.geometry[frame.index.isin(edit.ids)])
        for shape in shapes:
            kind = KINDS[int(shapely.get_dimensions(shape))]
            found.setdefault((what, kind), []).append(shape)
    return tuple(_edit_layer(what, kind, shapes, city, t) for (what, kind), shapes in found.items())


def _edit_layer(what: str, kind: ShapeKind, shapes: list[shapely.Geometry], city: City, t: Translator) -> ShapeLayer:
    colour = {"added": ADDED, "removed": REMOVED, "changed": CHANGED}[what]
    icon = {"added": "plus", "removed": "xmark", "changed": "pen"}[what]
    word = t(f"compare.edit.{what}")
    mark = (
        Mark(label=word, colour=colour, icon=icon)
        if kind == "point"
        else Mark(label=word, colour=colour, outline=colour, width=4, dash="6 5" if what == "removed" else "")
    )
    return ShapeLayer(
        id=f"edit.{what}.{kind}",
        kind=kind,
        shapes=gpd.GeoSeries(shapes, crs=city.crs),
        title=word,
        group=t("compare.edit.group"),
        marks=(mark,),
        tooltips=(word,) * len(shapes),
        opacity=1.0 if kind != "area" else 0.3,
        tolerance_m=1,
    )


def _areas(shapes: gpd.GeoSeries) -> bool:
    return bool(len(shapes)) and bool((shapely.get_dimensions(shapes.to_numpy()) == 2).any())  # noqa: PLR2004


def costs_of(values: Mapping[str, pd.Series], index: pd.Index[str]) -> dict[str, Numbers]:
    """Costs of every scenario at the places of today, NaN where somebody is there no more."""
    return {name: one.reindex(index).to_numpy(dtype="float64") for name, one in values.items()}
