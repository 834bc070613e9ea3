"""What a click or a drawing on the map means: the feature meant, found here so that it can be tested.

clicked = show.map_view(view, key="access", t=t, clicks=True)
if clicked.point:
    unit = clicks.unit_at(city, state.units(), clicked.point)
    street = clicks.nearest(city["streets"].frame, city, clicked.point, within_m=60)
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import shapely

from layers.city import City
from layers.problems import MOST_SHOWN

MOST_DRAWN = 50
METRES_PER_PIXEL = 40_075_016.686 / 256  # at the equator at zoom 0


@dataclass(frozen=True)
class Clicked:
    """What came back from a map.

    `point` is longitude and latitude of the last click, `fresh` whether it was not there in the run before; `drawn`
    are the shapes that stand on the map, in degrees. `zoom` is that of the map then; `layer` and `number` name the
    shape under the pointer (a layer of the view and the place of the shape in it), "" and -1 for none; `count` tells
    clicks apart.
    """

    point: tuple[float, float] | None = None
    fresh: bool = False
    drawn: tuple[shapely.Geometry, ...] = ()
    zoom: float | None = None
    layer: str = ""
    number: int = -1
    count: int = 0

    def metres(self, pixels: float, unknown: float = 60.0) -> float:
        """How far so many pixels are on the ground at the click; `unknown` where the zoom is not known."""
        if self.zoom is None or self.point is None:
            return unknown
        return pixels * METRES_PER_PIXEL * math.cos(math.radians(self.point[1])) / 2**self.zoom


def read(returned: Mapping[str, Any] | None) -> Clicked:
    """The click and drawings in what the map component returned; anything odd counts as nothing."""
    returned = returned or {}
    last, drawings = returned.get("last_clicked"), returned.get("all_drawings")
    point = None
    if isinstance(last, Mapping) and _is_number(last.get("lng")) and _is_number(last.get("lat")):
        point = (float(last["lng"]), float(last["lat"]))
    shapes = [_shape(item) for item in (drawings or [])[:MOST_DRAWN]]
    drawn = tuple(shape for shape in shapes if shape is not None)
    if point is None:
        return Clicked(drawn=drawn)
    zoom, layer, number, count = ((last or {}).get(name) for name in ("zoom", "layer", "number", "click"))
    place = number if isinstance(number, int) and isinstance(layer, str) and number >= 0 else -1
    return Clicked(
        point=point,
        drawn=drawn,
        zoom=float(zoom) if zoom is not None and _is_number(zoom) else None,
        layer=str(layer) if place >= 0 else "",
        number=place,
        count=count if isinstance(count, int) else 0,
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= 360  # noqa: PLR2004 - degrees


def _shape(item: Any) -> shapely.Geometry | None:
    try:
        made = shapely.geometry.shape(item["geometry"])
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, shapely.errors.ShapelyError):
        return None
    return None if made.is_empty or not shapely.is_valid(made) else made


def to_metres(city: City, point: tuple[float, float]) -> shapely.Point:
    """A click in the city's frame."""
    return shapely.Point(shapely.get_coordinates(city.metres(shapely.Point(*point)))[0])


def unit_at(city: City, units: str, point: tuple[float, float]) -> str | None:
    """The id of the unit under a click; the nearest one where units are points; `None` outside all."""
    if units not in city.layers:
        return None
    frame, where = city[units].frame, to_metres(city, point)
    hits = frame.index[frame.geometry.intersects(where).to_numpy()]
    if len(hits):
        return str(hits[0])
    if (shapely.get_dimensions(frame.geometry.to_numpy()) == 0).all():
        return nearest(frame, city, point, within_m=20_000)
    return None


def nearest(frame: gpd.GeoDataFrame, city: City, point: tuple[float, float], within_m: float) -> str | None:
    """The id of the feature nearest to a click, at most so many metres away; `None` where there is none.

    `frame` is in the city's metric frame. Of equally near ones the first.
    """
    where = to_metres(city, point)
    found, distances = frame.sindex.nearest(where, max_distance=within_m, return_all=False, return_distance=True)
    del distances
    return str(frame.index[found[1][0]]) if found.shape[1] else None


def several(frame: gpd.GeoDataFrame, city: City, point: tuple[float, float], within_m: float) -> tuple[str, ...]:
    """The ids of the features within some metres of a click, nearest first, at most twenty: to choose among."""
    where = to_metres(city, point)
    near = frame.iloc[frame.sindex.query(where, predicate="dwithin", distance=within_m)]
    order = near.geometry.distance(where).sort_values(kind="stable")
    return tuple(map(str, order.index[:MOST_SHOWN]))
