"""What is here, what is missing: answer, figures, map and table of an area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from layers.city import City
from planning.completeness import incomplete
from planning.i18n import Translator
from planning.indicators import INDICATORS
from planning.present import base, partial, sentence
from planning.present.circles import sized
from planning.present.circles import units_layer as circles_of
from planning.present.readiness import Group, full
from planning.present.scale import reversed_scale, shared
from planning.present.views import Answer, Column, Figure, FiguresView, ImageLayer, MapView, ShapeLayer, TableView

SHOWN = ("people", "density", "health_station_beyond_15min", "flood_head_count", "green_per_person")
PEOPLE, DENSITY, BEYOND, FLOOD, GREEN = SHOWN


def answer(  # noqa: PLR0913 - what a page says of an area
    area: str,
    city: City,
    whole: pd.Series,
    units: int,
    groups: Sequence[Group],
    t: Translator,
    *,
    former: bool = False,
) -> Answer:
    """The sentence of the page; parts without data are left out.

    Parameters
    ----------
    whole
        Value of each indicator for the whole area.
    units
        How many units there are; 0 where results are not summed by units.
    former
        Whether they are units that are no longer in force: former districts.
    """
    sentences = []
    people = whole.get(PEOPLE, np.nan)
    if np.isfinite(people):
        key = "overview.answer.people" if units else "overview.answer.people_whole"
        key = "overview.answer.people_former" if former else key
        sentences.append(t(key, area=area, people=t.number(people), count=t.number(units)))
    parts = []
    beyond = whole.get(BEYOND, np.nan)
    if np.isfinite(people * beyond):
        count = people * beyond / 100
        parts.append(t("overview.answer.beyond", count=t.number(count), share=sentence.share(count, people, t)))
    flood = whole.get(FLOOD, np.nan)
    if np.isfinite(flood):
        parts.append(t("overview.answer.flood", count=t.number(flood)))
    if parts:
        joined = "; ".join(parts)
        sentences.append(joined[0].upper() + joined[1:] + ".")
    sentences.append(t("overview.answer.data", full=t.number(full(groups)), all=t.number(len(groups))))
    sentences += partial.said(incomplete(city), t)
    return Answer(sentences=tuple(sentences), illustrative=city.illustrative)


def figures(whole: pd.Series, t: Translator, more: Sequence[Figure] = ()) -> FiguresView:
    """Four figures, each with the page that explains it; those of which nothing is known make room for `more`."""
    people, beyond = whole.get(PEOPLE, np.nan), whole.get(BEYOND, np.nan)
    flood, green = whole.get(FLOOD, np.nan), whole.get(GREEN, np.nan)
    share = sentence.share(people * beyond / 100, people, t) if np.isfinite(people * beyond) else ""
    flooded = sentence.share(flood, people, t) if np.isfinite(people * flood) else ""
    person = t("unit.person")
    usual = (
        _figure("people", people, t, unit=person, note=t("overview.figure.whole"), page="warehouse"),
        _figure("beyond", people * beyond / 100, t, unit=person, note=share, page="access"),
        _figure("flood", flood, t, unit=person, note=flooded, page="compare"),
        _figure(
            "green",
            green,
            t,
            unit=t("unit.m2_per_person"),
            note=t("overview.figure.whole"),
            page="priorities",
            digits=1,
        ),
    )
    unknown = [figure for figure in usual if figure.value == t("overview.figure.none")]
    kept = [figure for figure in usual if figure not in unknown]
    return FiguresView((*kept, *more, *unknown)[: len(usual)])


def _figure(  # noqa: PLR0913 - what a figure says
    name: str, value: float, t: Translator, *, unit: str, note: str = "", page: str, digits: int = 0
) -> Figure:
    known = bool(np.isfinite(value))
    return Figure(
        label=t(f"overview.figure.{name}"),
        value=t.quantity(value, unit, digits) if known else t("overview.figure.none"),
        note=note,
        help=t(f"overview.figure.{name}.help"),
        page=page if known else "warehouse",
    )


def map_view(area: str, city: City, units: str, t: Translator, people: pd.Series | None = None) -> MapView:
    """All layers of the area over the base map, bottom first; those on at first answer the page's question.

    Units of which only points are known are circles sized by their `people`, where these are given.
    """
    grids: list[ShapeLayer | ImageLayer] = [base.grid_layer(grid, t) for grid in city.grids.values()]
    lots = [base.zoning_layer(layer, t) for layer in city.of_type("zoning")]
    existing = [base.zoning_layer(layer, t, shown=False) for layer in city.of_type("landuse")]
    homes = [base.population_layer(layer, t) for layer in city.of_type("population")]
    streets = [base.streets_layer(layer, t) for layer in city.of_type("streets")]
    points = units in city.layers and base.choropleth_kind(city[units].frame) == "point"
    circles = [circles_of(city, units, people, t)] if points and people is not None else []
    outlines = circles or ([base.units_layer(city[units], t)] if units in city.layers else [])
    stations = [base.sensors_layer(layer, t, shown=points) for layer in city.of_type("sensors")]
    return MapView(
        title=t("overview.map", area=area),
        layers=(*existing, *lots, *homes, *grids, *streets, *outlines, *base.facilities_layers(city, t), *stations),
        base=base.base_map(city),
        bounds=base.bounds_of(city),
        credit=base.credit(city, t),
        illustrative=city.illustrative,
    )


def with_result(view: MapView, result: ShapeLayer | None) -> MapView:
    """The map with a coloured layer at the bottom; what is planned is then off at first, or two fillings would mix."""
    if result is None:
        return view
    kept = [item for item in view.layers if not (item.id == "units" and result.kind == "point")]
    others = tuple(replace(item, shown=False) if item.id == "zoning" else item for item in kept)
    return replace(view, layers=(result, *others), title=f"{view.title}: {result.title}")


def coloured(
    city: City, units: str, id_: str, values: pd.Series, t: Translator, people: pd.Series | None = None
) -> ShapeLayer:
    """Units coloured by an indicator: dark is much of what is scarce or bad, light is little.

    Where only points of them are known they are circles sized by their `people`.
    """
    row = INDICATORS[id_]
    scale = shared([values], unit=t(f"unit.{row.unit}"))
    scale = scale if row.better == "less" or id_ in (PEOPLE, DENSITY) else reversed_scale(scale)
    texts = [value_text(id_, value, t) for value in values.reindex(city[units].frame.index)]
    title = t(f"indicator.{id_}.label")
    layer = base.choropleth(
        city[units], values, scale, t, id_=f"indicator.{id_}", title=title, texts=[f"{title}: {x}" for x in texts]
    )
    if layer.kind != "point" or people is None:
        return layer
    return sized(replace(layer, paths=True, findable=True), people.reindex(city[units].frame.index), t)


def value_text(id_: str, value: float, t: Translator) -> str:
    """A value of an indicator with its unit."""
    row = INDICATORS[id_]
    if not np.isfinite(value):
        return t("scale.no_data")
    if row.unit == "%":
        return t.percent(value / 100, row.digits)
    return t.quantity(value, t(f"unit.{row.unit}"), row.digits)


def table(city: City, units: str, values: pd.DataFrame, shown: Sequence[str], t: Translator, area: str) -> TableView:
    """Units with people, density, and the indicators shown; `missing` names those without a value."""
    frame = city[units].frame
    names = pd.Series(base.unit_names(frame, t), index=frame.index)
    wanted = [id_ for id_ in shown if id_ in values.columns]
    rows = pd.DataFrame({"unit": names}).join(values[wanted].reindex(frame.index))
    if "parent" in frame.columns:
        rows["parent"] = frame["parent"].fillna("")
    gone = values[wanted].reindex(frame.index).isna()
    rows["missing"] = [", ".join(t(f"indicator.{c}.label") for c in wanted if row[c]) for _, row in gone.iterrows()]
    order = {name: number for number, name in enumerate(t.sorted(names.unique()))}
    rows = (
        rows.sort_values(PEOPLE, ascending=False)
        if PEOPLE in wanted
        else rows.sort_values("unit", key=lambda c: c.map(order))
    )
    rows.insert(0, "no", range(1, len(rows) + 1))
    columns = [
        Column(name="no", title=t("overview.table.no"), kind="number"),
        Column(name="unit", title=t("overview.table.unit")),
        *([Column(name="parent", title=t("overview.table.parent"))] if "parent" in rows.columns else []),
        *(indicator_column(id_, t) for id_ in wanted),
        *([Column(name="missing", title=t("overview.table.missing"))] if (rows["missing"] != "").any() else []),
    ]
    return TableView(
        title=t("overview.table"),
        frame=rows,
        columns=tuple(columns),
        file=f"{area}-{units}".replace(" ", "-"),
        illustrative=city.illustrative,
    )


def indicator_column(id_: str, t: Translator) -> Column:
    """An indicator as a column, its unit in the title."""
    row = INDICATORS[id_]
    return Column(
        name=id_, title=f"{t(f'indicator.{id_}.label')} ({t(f'unit.{row.unit}')})", kind="number", digits=row.digits
    )
