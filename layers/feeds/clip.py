"""Layers of a download held to an outline: the study area seldom is a box."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

_AREA = 2
_WHOLE = frozenset({"streets", "facilities", "buildings"})


def clipped(layers: Mapping[str, gpd.GeoDataFrame], outline: BaseGeometry) -> dict[str, gpd.GeoDataFrame]:
    """The layers within an outline; a layer of which nothing is left is not in it.

    Streets and buildings that touch the outline stay whole: a street cut at the edge would end at a node that does not
    exist. Facilities count where they lie, by their representative point. Land, green and water are cut.

    Parameters
    ----------
    layers
        Frames by type, in the frame of the outline.
    outline
        Polygon or MultiPolygon.
    """
    shapely.prepare(outline)
    found: dict[str, gpd.GeoDataFrame] = {}
    for type_, frame in layers.items():
        shapes = frame.geometry.to_numpy()
        places = shapely.point_on_surface(shapes) if type_ == "facilities" else shapes
        inside = frame[shapely.intersects(outline, places)]
        if type_ not in _WHOLE:
            inside = _cut(inside, outline)
        if len(inside):
            found[type_] = inside
    return found


def _cut(frame: gpd.GeoDataFrame, outline: BaseGeometry) -> gpd.GeoDataFrame:
    """The polygons cut at the outline; what only touches it is gone."""
    shapes = frame.geometry.to_numpy()
    across = ~shapely.contains_properly(outline, shapes)
    kept = shapes.copy()
    kept[across] = [_polygons(shape) for shape in shapely.intersection(shapes[across], outline)]
    left = ~shapely.is_empty(kept)
    return frame.set_geometry(gpd.GeoSeries(kept, index=frame.index, crs=frame.crs))[left]


def _polygons(shape: BaseGeometry) -> BaseGeometry:
    """The polygons of what an intersection gave, without the points and lines in which shapes only touch."""
    parts = shapely.get_parts(shape)
    areas = parts[shapely.get_dimensions(parts) == _AREA]
    return areas[0] if len(areas) == 1 else shapely.MultiPolygon(list(areas))
