"""One facility drawn twice: a point within the polygon of the same place, or a part of it tagged once more."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from layers.names import plain
from layers.problems import Problem, concerning


def without_repeats(facilities: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, tuple[Problem, ...]]:
    """The facilities, each place once.

    Parameters
    ----------
    facilities
        Columns `kind` and `name`, index of ids.

    Returns
    -------
    facilities
        Without those that lie inside a larger one of the same kind and have no name or the same name.
    notes
        `osm_repeats` with their ids.
    """
    shapes = facilities.geometry.to_numpy()
    areas = shapely.area(shapes)
    entry = shapely.point_on_surface(shapes)
    outer, inner = shapely.STRtree(entry).query(shapes, predicate="contains")
    kinds = facilities["kind"].to_numpy()
    names = np.array([plain(name) for name in facilities["name"].fillna("")], dtype=object)
    ids = facilities.index.to_numpy()
    smaller = (areas[inner] < areas[outer]) | ((areas[inner] == areas[outer]) & (ids[inner] > ids[outer]))
    same = (kinds[inner] == kinds[outer]) & ((names[inner] == "") | (names[inner] == names[outer]))
    repeats = np.unique(inner[same & smaller & (areas[outer] > 0)])
    if not len(repeats):
        return facilities, ()
    keep = np.ones(len(facilities), dtype=bool)
    keep[repeats] = False
    note = concerning("osm_repeats", facilities.index[repeats].tolist(), severity="note", layer="facilities")
    return facilities[keep], (note,)
