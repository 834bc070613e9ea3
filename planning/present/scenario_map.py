"""The map of a scenario: whose way becomes shorter or longer, what can be clicked, edits, what was clicked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from layers.city import City
from planning.gains import LEAST_MIN
from planning.i18n import Translator
from planning.present import base
from planning.present.compare_maps import edit_layers
from planning.present.links import is_bridge, street_names
from planning.present.scale import Scale, diverging
from planning.present.scenarios import Effect
from planning.present.views import MapView, Mark, ShapeLayer
from scenarios.scenario import BASELINE_NAME, Scenario

PICKED = "#d1495b"


def change_layer(origins: gpd.GeoDataFrame, found: Effect, key: str, t: Translator) -> ShapeLayer:
    """Places whose way becomes shorter or longer by a minute or more; the others are left open."""
    if found.places is not None and not found.places.equals(origins.index):
        origins, key = origins.loc[found.places], ""
    change = found.change
    scale = diverging([change], better="less", neutral=LEAST_MIN, unit=t("unit.min"))
    classes = scale.classify(np.clip(change, -1e9, 1e9))
    same = (np.abs(change) < LEAST_MIN) | (found.people <= 0)
    classes = np.where(same, -1, classes).astype("int16")
    areas = (shapely.get_dimensions(origins.geometry.to_numpy()) == 2).all()  # noqa: PLR2004 - cells
    return ShapeLayer(
        id="scenarios.change",
        kind="area" if areas else "point",
        shapes=origins.geometry,
        shapes_key=key,
        title=t("scenarios.layer.change"),
        group=t("tree.result"),
        marks=change_marks(scale, t),
        classes=classes,
        tooltips=tuple(
            "" if flat else change_text(a, b, p, t)
            for a, b, p, flat in zip(found.before, found.after, found.people, same, strict=True)
        ),
        opacity=0.85,
        tolerance_m=1,
    )


def change_marks(scale: Scale, t: Translator) -> tuple[Mark, ...]:
    """Classes of difference in words; the middle one is not drawn and has no line in the legend."""
    one, two = (t.number(limit, scale.digits) for limit in scale.breaks[-2:])
    least = t.number(LEAST_MIN)
    sizes = [
        t("scale.over", low=two, unit=scale.unit),
        t("scale.between", low=one, high=two, unit=scale.unit),
        t("scale.between", low=least, high=one, unit=scale.unit),
    ]
    shorter = [t("scenarios.shorter", size=size) for size in sizes]
    longer = [t("scenarios.longer", size=size) for size in reversed(sizes)]
    return tuple(
        Mark(label=label, colour=colour) for label, colour in zip((*shorter, "", *longer), scale.colours, strict=True)
    )


def change_text(before: float, after: float, people: float, t: Translator) -> str:
    """Before, after and people of one place."""
    words = [t.quantity(v, t("unit.min"), 1) if np.isfinite(v) else t("scale.unreached") for v in (before, after)]
    return f"{words[0]} → {words[1]}\n{t('tip.people', count=t.number(people))}"


def bridges_layer(city: City, t: Translator) -> tuple[ShapeLayer, ...]:
    """Bridges as signs, so that one can be found and clicked from afar."""
    frame = city.one("streets").frame
    chosen = frame[is_bridge(frame).to_numpy()]
    if not len(chosen):
        return ()
    names = street_names(chosen, t)
    return (
        ShapeLayer(
            id="scenarios.bridges",
            kind="point",
            shapes=chosen.geometry.interpolate(0.5, normalized=True),
            marks=(Mark(colour="#4e5d6c", icon="bridge", shape="square"),),
            title=t("scenarios.layer.bridges"),
            group=t("tree.technical"),
            tooltips=tuple(names),
            findable=True,
            opacity=1.0,
        ),
    )


def picked_layer(shape: shapely.Geometry, city: City, t: Translator) -> ShapeLayer:
    """What was clicked."""
    line = shapely.get_dimensions(shape) == 1
    mark = Mark(colour=PICKED, width=7) if line else Mark(colour=PICKED, icon="location-dot")
    return ShapeLayer(
        id="scenarios.picked",
        kind="line" if line else "point",
        shapes=gpd.GeoSeries([shape], crs=city.crs),
        marks=(mark,),
        opacity=0.8 if line else 1.0,
        title="",
        group=t("tree.result"),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class Scene:
    """What the map of a scenario is made of: today's city and the scenario's, and layers from below to the top."""

    today: City
    city: City
    units: str
    below: tuple[ShapeLayer, ...]
    results: Sequence[ShapeLayer] = ()
    objects: Sequence[ShapeLayer] = ()
    picked: Sequence[ShapeLayer] = ()


def map_view(scene: Scene, scenario: Scenario, t: Translator) -> MapView:
    """The map: today's streets below, change of minutes, what can be clicked, edits, what was clicked."""
    city = scene.city
    outlines = [base.units_layer(city[scene.units], t)] if scene.units in city.layers else []
    edits = edit_layers(scenario, scene.today, t)
    return MapView(
        title=t("scenarios.map.today")
        if scenario.name in ("", BASELINE_NAME)
        else t("scenarios.map", name=scenario.name),
        layers=(*scene.results, *outlines, *scene.objects, *edits, *scene.picked),
        base=scene.below,
        bounds=base.bounds_of(scene.today),
        credit=base.credit(scene.today, t),
        illustrative=city.illustrative,
    )
