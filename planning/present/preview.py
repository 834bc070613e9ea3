"""A file over what is known already: its shapes over the streets, those with a problem in a red ring."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely

from layers.city import City
from layers.crs import WGS84
from layers.layer import Layer
from layers.problems import Problem
from planning.i18n import Translator
from planning.present import base, sentence
from planning.present.catalogue import layer_title
from planning.present.views import Bounds, MapView, Mark, ShapeKind, ShapeLayer

MOST = 20_000
RING, RIGHT = "#b3261e", "#1b6470"


def file_map(shapes: gpd.GeoDataFrame, problems: Iterable[Problem], city: City | None, t: Translator) -> MapView:
    """The map of a file that is being brought in.

    Parameters
    ----------
    shapes
        Columns `id` and geometry, in any frame.
    problems
        Those that name ids of the shapes are drawn as rings.
    city
        What is in the warehouse, beneath; `None` for an empty one.
    """
    degrees = shapes.to_crs(WGS84) if shapes.crs else shapes
    usable = degrees[~(degrees.geometry.is_empty | degrees.geometry.isna())]
    shown = usable.iloc[:MOST]
    bad = {id_ for problem in problems if problem.severity != "note" for id_ in problem.ids}
    wrong = usable[usable["id"].isin(bad)]
    layers = [_shapes(shown, dimension, t) for dimension in (2, 1, 0)]
    rings = ShapeLayer(
        id="import.problems",
        kind="point",
        shapes=wrong.geometry.representative_point(),
        title=t("import.map.problems"),
        marks=(Mark(label=t("import.map.problem"), colour="#ffffff", outline=RING, width=3, radius=9),),
        tooltips=tuple(wrong["id"]),
        opacity=0.1,
    )
    kept = tuple(item for item in (*layers, rings if len(wrong) else None) if item is not None)
    return MapView(
        title=t("import.map.title"),
        layers=kept,
        base=base.base_map(city) if city else (),
        bounds=_bounds(usable, city),
        credit="",
    )


def _shapes(frame: gpd.GeoDataFrame, dimension: int, t: Translator) -> ShapeLayer | None:
    mine = frame[shapely.get_dimensions(frame.geometry.to_numpy()) == dimension]
    if not len(mine):
        return None
    kinds: tuple[ShapeKind, ...] = ("point", "line", "area")
    kind = kinds[dimension]
    mark = Mark(
        label=t(f"import.map.{kind}"),
        colour=RIGHT,
        outline=RIGHT if dimension else "#ffffff",
        width=(1.0, 2.0, 1.2)[dimension],
        radius=5,
    )
    return ShapeLayer(
        id=f"import.{kind}",
        kind=kind,
        shapes=mine.geometry,
        title=t("import.map.file"),
        marks=(mark,),
        tooltips=tuple(mine["id"]),
        opacity=(0.9, 0.9, 0.25)[dimension],
    )


def _bounds(frame: gpd.GeoDataFrame, city: City | None) -> Bounds:
    """Around the file and the study area, so that a wrong frame is seen at once."""
    found = frame.total_bounds if len(frame) else np.full(4, np.nan)
    area = base.bounds_of(city) if city else None
    if not np.isfinite(found).all() or abs(found).max() > 360:  # noqa: PLR2004 - degrees
        return area or (102.0, 8.0, 110.0, 24.0)
    west, south, east, north = (float(v) for v in found)
    if area:
        west, south, east, north = min(west, area[0]), min(south, area[1]), max(east, area[2]), max(north, area[3])
    pad = max(east - west, north - south, 0.002) * 0.05
    return west - pad, south - pad, east + pad, north + pad


def layer_map(layer: Layer, city: City | None, t: Translator) -> MapView:
    """A layer of the warehouse over the base map."""
    frame = layer.frame
    shapes = gpd.GeoDataFrame({"id": frame.index.astype(str)}, geometry=frame.geometry.to_numpy(), crs=frame.crs)
    made = file_map(shapes, (), city, t)
    title = layer_title(layer.name, t)
    named = tuple(replace(item, title=title, id=f"layer.{item.id}", marks=plain(item.marks)) for item in made.layers)
    return MapView(
        title=t("warehouse.map", layer=title),
        layers=named,
        base=made.base,
        bounds=made.bounds,
        credit=sentence.source(layer.provenance.source, t),
        illustrative=layer.illustrative,
    )


def plain(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """Marks without words: the title of the layer says it."""
    return tuple(replace(mark, label="") for mark in marks)
