"""Units of which only a point is known, as circles sized by their people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.city import City
from layers.digest import digest
from layers.layer import Layer
from planning.i18n import Translator
from planning.present import base
from planning.present.scale import nice
from planning.present.views import Mark, ShapeLayer
from planning.zones import AREA_KM2

LARGEST_PX, SMALLEST_PX = 24.0, 3.0
STEP_PX = 0.5
FILL, EDGE, LEGEND = "#2b6f8a", "#ffffff", "#5d7581"
REFERENCES = (1.0, 0.25, 0.05)
"""Circles of the legend, as shares of the largest one."""


def radii_px(people: pd.Series[float]) -> NDArray[np.float64]:
    """The radius of each unit: its area is in proportion to people, so that twice the ink is twice the people.

    Units whose people are not known, and the very small, have the smallest circle that can still be pointed at.
    """
    values = people.to_numpy(dtype="float64", na_value=np.nan)
    most = np.nanmax(values, initial=0.0)
    share = np.nan_to_num(values, nan=0.0) / most if most > 0 else np.zeros(len(values))
    exact = np.maximum(LARGEST_PX * np.sqrt(share), SMALLEST_PX)
    return np.asarray(np.round(exact / STEP_PX) * STEP_PX)


def units_layer(city: City, units: str, people: pd.Series[float], t: Translator) -> ShapeLayer:
    """The units as circles sized by people, the small ones over the large ones, the largest named first."""
    layer = city[units]
    plain = base.units_layer(layer, t, tooltips=texts(layer, people, t, when=_counted(city)))
    mark = Mark(colour=FILL, outline=EDGE, width=1.0)
    return sized(replace(plain, marks=(mark,), opacity=0.6, paths=True), people.reindex(layer.frame.index), t)


def sized(layer: ShapeLayer, people: pd.Series[float], t: Translator) -> ShapeLayer:
    """A layer of points with circles sized by people, its classes kept as colours.

    Parameters
    ----------
    people
        In the order of the layer's shapes.
    """
    order = np.argsort(-people.to_numpy(dtype="float64", na_value=-1.0), kind="stable")
    classes = np.zeros(len(order), dtype="int64") if layer.classes is None else np.asarray(layer.classes)
    pairs = list(zip(classes[order].tolist(), radii_px(people)[order].tolist(), strict=True))
    drawn = [pair for pair in dict.fromkeys(pairs) if pair[0] >= 0]
    colours = [replace(mark, radius=6.0) for mark in layer.marks]
    classed = [mark for mark in colours if mark.label]
    legend = [*classed, *references(people, t)]
    own = [replace(layer.marks[number], label="", radius=radius) for number, radius in drawn]
    place = {pair: number for number, pair in enumerate(drawn, start=len(legend))}
    shapes = gpd.GeoSeries(layer.shapes).iloc[order]
    return replace(
        layer,
        shapes=shapes,
        shapes_key=digest("sorted", layer.shapes_key, order) if layer.shapes_key else "",
        marks=(*legend, *own),
        classes=np.array([place.get(pair, -1) for pair in pairs], dtype="int16"),
        tooltips=_sorted(layer.tooltips, order),
        labels=_sorted(layer.labels, order),
        label_class="qh-below",
        legend_title=layer.legend_title or t("circle.legend.both" if classed else "circle.legend"),
    )


def _sorted(values: Sequence[str], order: NDArray[np.intp]) -> tuple[str, ...]:
    return tuple(values[number] for number in order) if values else ()


def references(people: pd.Series[float], t: Translator) -> tuple[Mark, ...]:
    """Circles of round numbers of people for the legend."""
    most = float(np.nanmax(people.to_numpy(dtype="float64", na_value=np.nan), initial=0.0))
    numbers = dict.fromkeys(nice(most * share) for share in REFERENCES) if most > 0 else {}
    return tuple(
        Mark(
            label=t.quantity(number, t("unit.person")),
            outline=LEGEND,
            radius=max(LARGEST_PX * float(np.sqrt(number / most)), SMALLEST_PX),
        )
        for number in numbers
    )


def texts(layer: Layer, people: pd.Series[float], t: Translator, *, when: str = "") -> tuple[str, ...]:
    """Name, people with the day they were counted, density, what the unit was formed from, and that it is a point."""
    frame = layer.frame
    known = people.reindex(frame.index).to_numpy(dtype="float64", na_value=np.nan)
    blank = pd.Series(np.nan, index=frame.index)
    areas = frame[AREA_KM2] if AREA_KM2 in frame.columns else blank
    formed = frame["composition"] if "composition" in frame.columns else pd.Series("", index=frame.index)
    near = frame["position_accuracy_m"] if "position_accuracy_m" in frame.columns else blank
    rows = zip(base.unit_names(frame, t), known, areas, formed, near, strict=True)
    return tuple(
        "\n".join(
            filter(
                None,
                (
                    name,
                    _people(float(count), when, t),
                    _density(float(count), float(km2), t),
                    t("circle.formed", list=old) if isinstance(old, str) and old else "",
                    t("circle.point", km=t.number(metres / 1000, 0)) if np.isfinite(metres) else "",
                ),
            )
        )
        for name, count, km2, old, metres in rows
    )


def _people(count: float, when: str, t: Translator) -> str:
    if not np.isfinite(count):
        return t("scale.no_data")
    text = t("tip.people", count=t.number(count))
    return f"{text} ({when})" if when else text


def _density(count: float, km2: float, t: Translator) -> str:
    if not np.isfinite(count) or not km2 > 0:
        return ""
    return f"{t.quantity(count / km2, t('unit.people_per_km2'))}; {t.quantity(km2, t('unit.km2'), 1)}"


def _counted(city: City) -> str:
    """The day of the population, where it is known; only the year in a tooltip."""
    return next((layer.provenance.date[:4] for layer in city.of_type("population") if layer.provenance.date), "")
