"""Maps of access: every place by its value; from a clicked place, the streets in reach and the nearest road."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import shapely.ops

from layers.city import City
from layers.crs import lonlat_bounds
from layers.digest import digest
from layers.known import FACILITY_KINDS, matches_kind
from planning.access.isochrones import Isochrone
from planning.access.result import REACHED, UNSNAPPED
from planning.access.ways import Way
from planning.i18n import Translator
from planning.present import base
from planning.present.access import Ask, Picture, classes, facility, names_of, scale, title
from planning.present.views import MapView, Mark, ShapeLayer
from planning.zones import Numbers

BAND_COLOURS = ("#7a0177", "#c51b8a", "#f768a1")
WAY, HERE = "#111111", "#b3261e"
FADED = 0.3


def map_view(
    city: City,
    view: Picture,
    units: str,
    t: Translator,
    *,
    below: tuple[ShapeLayer, ...],
    reached: Sequence[ShapeLayer] = (),
) -> MapView:
    """Places by class, units, facilities; `reached` is what a click showed, and then the classes fade.

    Parameters
    ----------
    units
        Layer of units whose outlines are shown; "" for none.
    below
        The base map.
    reached
        The layers of `reach_layers`.
    """
    outlines = [base.units_layer(city[units], t)] if units in city.layers else []
    values = values_layer(city, view, t, faded=bool(reached))
    return MapView(
        title=title(view.ask, t),
        layers=(values, *outlines, *facilities(city, view.ask, t), *reached),
        base=below,
        bounds=base.bounds_of(city),
        credit=base.credit(city, t),
        illustrative=city.illustrative,
        focus=lonlat_bounds(shown_in(reached), city.crs) if reached else None,
    )


def shown_in(layers: Sequence[ShapeLayer]) -> tuple[float, float, float, float]:
    """The box round all shapes of some layers, in the frame they share."""
    boxes = np.array([layer.shapes.total_bounds for layer in layers])
    low, high = np.nanmin(boxes[:, :2], axis=0), np.nanmax(boxes[:, 2:], axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def values_layer(city: City, view: Picture, t: Translator, *, faded: bool = False) -> ShapeLayer:
    """Every place where people live, by its class."""
    made, frame = scale(view, t), view.access.origins
    areas = (shapely.get_dimensions(frame.geometry.to_numpy()) == 2).all()  # noqa: PLR2004 - cells
    population = [layer for layer in city.of_type("population") if len(layer) == len(frame)]
    return ShapeLayer(
        id="access.values",
        kind="area" if areas else "point",
        shapes=frame.geometry,
        shapes_key=population[0].digest if len(population) == 1 else "",
        title=t(f"access.legend.{view.ask.measure}"),
        group=t("tree.result"),
        marks=made.marks(t, outline="" if areas else "#ffffff", width=0.0 if areas else 0.5),
        classes=classes(view, made),
        tooltips=tooltips(view, names_of(city.facilities(view.ask.service), t), t),
        opacity=FADED if faded else 0.8,
        tolerance_m=1,
    )


def tooltips(view: Picture, names: Mapping[str, str], t: Translator) -> tuple[str, ...]:
    """Value, people, and the facility that is nearest; numbers that come often are worded once."""
    ask, result = view.ask, view.result
    unit = {"nearest": t("unit.min"), "cumulative": t("access.unit.places"), "2sfca": t("unit.per_1000")}[ask.measure]
    digits = 0 if ask.measure == "cumulative" and ask.supply == "count" else 1
    value = worded(np.round(np.asarray(result.value, dtype="float64"), digits), lambda v: t.quantity(v, unit, digits))
    people = worded(
        np.round(np.asarray(result.population, dtype="float64")), lambda v: t("tip.people", count=t.number(v))
    )
    none = {REACHED: "", UNSNAPPED: t("scale.not_joined")}
    heads = [none.get(s, t("scale.unreached")) or v for s, v in zip(result.status, value, strict=True)]
    found = pd.Series("", index=result.value.index) if result.facility is None else result.facility
    places = [names.get(str(id_), "") for id_ in found]
    return tuple("\n".join(filter(None, row)) for row in zip(heads, places, people, strict=True))


def worded(values: Numbers, words: Callable[[float], str]) -> list[str]:
    """The words of each number, made once for equal ones."""
    kept, back = np.unique(values, return_inverse=True)
    texts = [words(float(value)) for value in kept]
    return [texts[i] for i in back]


def facilities(city: City, ask: Ask, t: Translator) -> tuple[ShapeLayer, ...]:
    """The facilities of the service, one layer a kind."""
    frame = city.facilities(ask.service)
    key = digest(*(layer.digest for layer in city.of_type("facilities")))
    kinds = [kind for kind in FACILITY_KINDS if matches_kind(kind, ask.service) and (frame["kind"] == kind).any()]
    return tuple(
        base.facility_layer(frame[(frame["kind"] == kind).to_numpy()], kind, t, key=digest(key, kind)) for kind in kinds
    )


def reach_layers(found: Isochrone, way: Way | None, at: shapely.Point, t: Translator) -> tuple[ShapeLayer, ...]:
    """Streets in reach by class of minutes, the road to the nearest facility, and the place itself."""
    bands = [float(minutes) for minutes in found.bands["minutes"]]
    streets = cut_at(found.streets, bands)
    labels = [t("access.reach.band", minutes=t.number(minutes)) for minutes in bands]
    tips = [
        f"{label}\n{t('tip.people', count=t.number(people))}"
        for label, people in zip(labels, found.bands["people"], strict=True)
    ]
    marks = [Mark(label=label, colour=colour, width=3.0) for label, colour in zip(labels, BAND_COLOURS, strict=False)]
    made = [
        ShapeLayer(
            id="access.reach",
            kind="line",
            shapes=streets,
            title=t("access.reach.streets"),
            group=t("access.reach.group"),
            marks=tuple(marks),
            classes=np.arange(len(streets), dtype="int16"),
            tooltips=tuple(tips),
            opacity=0.95,
        )
    ]
    if way is not None:
        line = gpd.GeoSeries([way.line], crs=found.streets.crs)
        text = way_text(way, t)
        made += [
            ShapeLayer(
                id="access.way.edge", kind="line", shapes=line, marks=(Mark(colour="#ffffff", width=8),), opacity=1.0
            ),
            ShapeLayer(
                id="access.way",
                kind="line",
                shapes=line,
                marks=(Mark(label=text, colour=WAY, width=4, dash="1 7"),),
                title=t("access.way"),
                group=t("access.reach.group"),
                tooltips=(text,),
                opacity=1.0,
            ),
        ]
    place = Mark(colour=HERE, icon="location-dot")
    here = gpd.GeoSeries([at], crs=found.streets.crs)
    made.append(ShapeLayer(id="access.here", kind="point", shapes=here, marks=(place,), opacity=1.0))
    return tuple(made)


def cut_at(streets: gpd.GeoDataFrame, bands: Sequence[float]) -> gpd.GeoSeries:
    """One line in parts for each band: the pieces reached after the band before and up to this one, cut in between."""
    start, end = streets["minutes_from"].to_numpy(), streets["minutes_to"].to_numpy()
    lines, spent = streets.geometry.to_numpy(), np.maximum(end - start, 1e-12)
    made, low = [], 0.0
    for high in bands:
        first, last = np.clip((low - start) / spent, 0, 1), np.clip((high - start) / spent, 0, 1)
        touched = last > first
        whole = touched & (first <= 0) & (last >= 1)
        parts = np.flatnonzero(touched & ~whole)
        cut = [_part(lines[i], first[i], last[i]) for i in parts]
        merged = shapely.line_merge(shapely.multilinestrings([*lines[whole], *cut]))
        made.append(merged)
        low = high
    return gpd.GeoSeries(made, crs=streets.crs)


def _part(line: shapely.LineString, first: float, last: float) -> shapely.Geometry:
    return shapely.ops.substring(line, first, last, normalized=True)


def way_text(way: Way, t: Translator) -> str:
    """How far it is: "6,5 phút, 3,2 km"."""
    return f"{t.quantity(way.minutes, t('unit.min'), 1)}, {t.quantity(way.metres / 1000, t('unit.km'), 1)}"


def reach_text(found: Isochrone, way: Way | None, ask: Ask, names: Mapping[str, str], t: Translator) -> str:
    """What the click showed, in words: the nearest facility, and people by minutes."""
    if way is None:
        head = t("access.reach.no_way", facility=facility(ask, t))
    else:
        head = t("access.reach.way", facility=names.get(way.facility) or facility(ask, t), text=way_text(way, t))
    known = found.bands["people"].notna().all()
    if not known:
        return head
    minutes = ", ".join(t.number(m) for m in found.bands["minutes"])
    people = ", ".join(t.number(p) for p in found.bands["people"])
    return f"{head} {t('access.reach.people', minutes=minutes, people=people)}"
