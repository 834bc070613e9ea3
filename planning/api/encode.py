"""Views as what the browser reads: shapes as steps of whole numbers, pictures as PNG, all by address."""

from __future__ import annotations

import json
import math
from typing import Any
from weakref import WeakKeyDictionary

import geopandas as gpd
import numpy as np
import shapely
from affine import Affine
from rasterio.warp import transform_bounds

from layers.crs import WGS84
from planning.api.content import STORE
from planning.i18n import Translator
from planning.present import raster
from planning.present.views import ImageLayer, MapView, Mark, ShapeLayer

CODE = 1e5
MOST_POINTS = 220_000  # a layer with more vertices is simplified further
MERCATOR = "EPSG:3857"
MOST_PIXELS = 2000
FINER = 0.8
WORDS = ("layers", "opacity", "find", "more", "nothing", "zoomIn", "zoomOut", "map")
_EXTRA: WeakKeyDictionary[ShapeLayer, bytes] = WeakKeyDictionary()  # views never change, so neither does this


def frame(view: MapView, t: Translator) -> dict[str, Any]:
    """What `map.js` sets a map up with: bounds, words, credit, base map."""
    west, south, east, north = view.bounds
    return {
        "language": t.language,
        "bounds": [[south, west], [north, east]],
        "near": near(view),
        "credit": t("map.credit", sources=view.credit) if view.credit else "",
        "words": {name: t(f"map.{name}") for name in WORDS},
        "base": [layer(item) for item in view.base],
    }


def near(view: MapView) -> float:
    """The zoom from which signs of facilities are drawn large: fewer than some 200 make no crowd."""
    shown = [item for item in view.layers if isinstance(item, ShapeLayer) and item.kind == "point" and item.shown]
    points = sum(len(item.shapes) for item in shown)
    return 12.5 if points > 60 else 9.0  # noqa: PLR2004


def layer(item: ShapeLayer | ImageLayer) -> dict[str, Any]:
    """The data of a layer as `map.js` reads it."""
    plain = {
        "id": item.id,
        "title": item.title,
        "group": item.group,
        "legendTitle": item.legend_title,
        "shown": item.shown,
        "opacity": item.opacity,
        "listed": bool(item.title),
        "first": isinstance(item, ShapeLayer) and item.first,
        "marks": [mark(m) for m in item.marks],
    }
    if isinstance(item, ImageLayer):
        image = {"url": STORE.promise(item.key, "png", lambda: picture(item)), "bounds": corners(item)}
        return {**plain, "kind": "area", "image": image}
    return {
        **plain,
        "kind": item.kind,
        "paths": item.paths,
        "findable": item.findable,
        "labelsFrom": item.labels_from,
        "labelClass": item.label_class,
        "from": item.from_zoom,
        "extra": extra(item),
        "shapes": STORE.promise(item.key, "json", lambda: shapes(item)),
    }


def mark(item: Mark) -> dict[str, Any]:
    """A mark without what is empty."""
    return {name: value for name, value in vars(item).items() if value not in ("", False)} | {"width": item.width}


def extra(item: ShapeLayer) -> str:
    """The address of what goes with each shape: class, tooltip, label; "" where there is nothing."""
    if item not in _EXTRA:
        found = {
            "classes": None if item.classes is None else np.asarray(item.classes).tolist(),
            "tooltips": list(item.tooltips),
            "labels": list(item.labels),
        }
        kept = {name: value for name, value in found.items() if value}
        _EXTRA[item] = _json(kept) if kept else b""
    return STORE.put(_EXTRA[item], "json") if _EXTRA[item] else ""


def shapes(item: ShapeLayer) -> bytes:
    """Kind, shapes and label points as JSON: hundred-thousandths of a degree, each as step from the last."""
    metric = item.shapes
    inside = metric.representative_point()
    degrees = simplified(metric, item).to_crs(WGS84)
    at = inside.to_crs(WGS84)
    where = (
        np.rint(shapely.get_coordinates(at.to_numpy()) * CODE).astype("int64")
        if len(at) and not at.isna().any()
        else np.empty((0, 2), "int64")
    )
    steps = np.diff(where, axis=0, prepend=np.zeros((1, 2), "int64")) if len(where) else where
    geometries = at.to_numpy() if item.kind == "point" else degrees.to_numpy()
    body = {
        "kind": item.kind,
        "items": items(geometries, item.kind),
        "at": steps.ravel().tolist() if item.labels else [],
    }
    return _json(body)


def simplified(series: gpd.GeoSeries, item: ShapeLayer) -> gpd.GeoSeries:
    """The shapes with fewer vertices; neighbours keep their common border."""
    if item.kind == "point" or not len(series) or series.crs is None or series.crs.is_geographic:
        return series
    tolerance, values = item.tolerance_m, series.to_numpy()
    for _ in range(6):
        made = (
            shapely.coverage_simplify(values, tolerance) if item.kind == "area" else shapely.simplify(values, tolerance)
        )
        if int(shapely.get_num_coordinates(made).sum()) <= MOST_POINTS:
            break
        tolerance *= 2
    return gpd.GeoSeries(made, crs=series.crs)


def items(geometries: np.ndarray[Any, Any], kind: str) -> list[Any]:
    """Each shape as parts of steps; `None` for one that is missing or empty."""
    owners_parts, parts = _parts(geometries)
    wanted = {"area": 2, "line": 1, "point": 0}[kind]
    fits = shapely.get_dimensions(parts) == wanted
    parts, owners_parts = parts[fits], owners_parts[fits]
    rings, owners = (shapely.get_rings(parts, return_index=True)) if kind == "area" else (parts, np.arange(len(parts)))
    coordinates, ring_of = shapely.get_coordinates(rings, return_index=True)
    whole = np.rint(coordinates * CODE).astype("int64")
    starts = np.flatnonzero(np.diff(ring_of, prepend=-1))
    steps = np.diff(whole, axis=0, prepend=np.zeros((1, 2), "int64")) if len(whole) else whole
    steps[starts] = whole[starts]
    flat = [part.ravel().tolist() for part in np.split(steps, starts[1:])] if len(starts) else []
    made: list[Any] = [None] * len(geometries)
    if kind == "area":
        grouped: list[list[Any]] = [[] for _ in range(len(parts))]
        for owner, ring in zip(owners, flat, strict=True):
            grouped[owner].append(ring)
        flat = grouped
    for owner, part in zip(owners_parts, flat, strict=True):
        made[owner] = [*(made[owner] or []), part]
    return made


def _parts(geometries: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    parts, owners = shapely.get_parts(geometries, return_index=True)
    if (shapely.get_type_id(parts) == 7).any():  # noqa: PLR2004 - a collection within a collection
        deeper, steps = shapely.get_parts(parts, return_index=True)
        parts, owners = deeper, owners[steps]
    keep = ~shapely.is_empty(parts)
    return owners[keep], parts[keep]


def target(item: ImageLayer) -> tuple[Affine, int, int]:
    """Frame of the picture in the system of web maps: transform, columns, rows; a little finer than the grid."""
    height, width = item.classes.shape
    west, south, east, north = transform_bounds(item.grid.crs, MERCATOR, *item.grid.bounds)
    cell = min((east - west) / width, (north - south) / height)
    step = max(cell * FINER, max(east - west, north - south) / MOST_PIXELS)
    columns, rows = math.ceil((east - west) / step), math.ceil((north - south) / step)
    return Affine(step, 0.0, west, 0.0, -step, north), columns, rows


def corners(item: ImageLayer) -> list[list[float]]:
    """South-west and north-east of the picture, latitude and longitude."""
    made, columns, rows = target(item)
    box = (made.c, made.f - rows * made.a, made.c + columns * made.a, made.f)
    west, south, east, north = transform_bounds(MERCATOR, WGS84, *box)
    return [[south, west], [north, east]]


def picture(item: ImageLayer) -> bytes:
    """A grid as PNG, brought into the frame of web maps so that its cells lie where they are."""
    made, columns, rows = target(item)
    canvas = raster.Canvas(crs=MERCATOR, transform=made, rows=rows, columns=columns)
    return raster.png(raster.warped(item, canvas), item.marks)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
