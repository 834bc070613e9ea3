"""Layers for the tests of plausibility: metres of EPSG:9217 round one corner."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely

from layers.known import KNOWN
from layers.layer import Layer

EAST, NORTH = 600_000.0, 1_520_000.0
CRS = "EPSG:9217"


def square(x, y, side=100.0):
    """A square by its lower left corner, metres from the corner of the samples."""
    return shapely.box(EAST + x, NORTH + y, EAST + x + side, NORTH + y + side)


def point(x, y):
    return shapely.Point(EAST + x, NORTH + y)


def layer(type_, shapes, ids=None, called=None, **columns):
    index = pd.Index(
        [str(i) for i in (ids if ids is not None else range(1, len(shapes) + 1))], name="id", dtype="object"
    )
    frame = gpd.GeoDataFrame(columns, geometry=list(shapes), index=index, crs=CRS)
    return Layer(called or type_, KNOWN[type_], frame)


def codes(problems):
    return [p.code for p in problems]


def only(problems, code):
    (found,) = [p for p in problems if p.code == code]
    return found
