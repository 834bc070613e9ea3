"""Open water: lowland rivers, the larger brooks of the hills, the lagoon and a reservoir."""

# ruff: noqa: PLR2004 - the numbers are the shape of a place

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.features import shapes
from scipy import ndimage, spatial

from layers.demo.coast import Coast
from layers.demo.curves import line_of, polygons_of, rounded, strip
from layers.demo.frame import GRAIN_M, Array, drawn, transform_local
from layers.demo.relief import CELL_M, Relief
from layers.demo.streams import Lane

# Brooks that drain more than this (km2) are wide enough to be drawn as areas.
_BROOK_KM2 = 4.0
_RESERVOIR = drawn("21.4 13.4")
_DAM_RISE_M = 26.0


@dataclass(frozen=True, eq=False)
class Water:
    """`rivers` are polygons by name, `brooks` lines in their middle, `lake` the reservoir; `wet` all but the brooks."""

    names: tuple[str, ...]
    rivers: NDArray[np.object_]
    brooks: NDArray[np.object_]
    brook_widths_m: Array
    lake: shapely.Polygon
    wet: shapely.Geometry


def make_water(coast: Coast, relief: Relief, lanes: tuple[Lane, ...]) -> Water:
    """All open water of the province but the sea."""
    rivers = np.array(
        [shapely.intersection(strip(lane.line, lane.width_m), coast.land, grid_size=GRAIN_M) for lane in lanes],
        dtype=object,
    )
    lake = _reservoir(relief)
    brooks, widths = _brooks(relief)
    dry = ~shapely.intersects(lake.buffer(-30.0), brooks)
    return Water(
        tuple(lane.name for lane in lanes),
        rivers,
        brooks[dry],
        widths[dry],
        lake,
        shapely.union_all([*rivers, lake, coast.lagoon]),
    )


def _brooks(relief: Relief) -> tuple[NDArray[np.object_], Array]:
    """Ways of the water between forks, where they drain enough, and their widths."""
    flows = (relief.area_km2 > _BROOK_KM2) & ~relief.outside & (np.arange(len(relief.points)) >= relief.fixed)
    inflow = np.bincount(relief.receiver[flows], minlength=len(flows))
    lines, widths = [], []
    for start in np.flatnonzero(flows & (inflow != 1)):
        way = [start]
        while flows[way[-1]] and relief.receiver[way[-1]] != way[-1]:
            way.append(relief.receiver[way[-1]])
            if inflow[way[-1]] != 1:
                break
        if len(way) > 1:
            points = relief.points[way]
            lines.append(rounded(points, 3))
            widths.append(4.0 + 2.6 * float(relief.area_km2[way[:-1]].max()) ** 0.5)
    return np.array([line_of(line) for line in lines], dtype=object), np.array(widths)


def _reservoir(relief: Relief) -> shapely.Polygon:
    """What a dam in a side valley would flood: low cells that hang together, upstream of the dam."""
    own = np.hypot(*(relief.points - _RESERVOIR).T)
    near = np.flatnonzero((own < 1_500.0) & (relief.area_km2 > 2.0) & ~relief.outside)  # brooks near the chosen place
    if not len(near):
        return shapely.Polygon()
    dam = near[np.argmax(relief.area_km2[near])]
    above = np.zeros(len(relief.points), bool)
    above[dam] = True
    for _ in range(400):
        more = above[relief.receiver] | above
        if np.array_equal(more, above):
            break
        above = more
    return _flooded(relief, dam, above)


def _flooded(relief: Relief, dam: int, above: NDArray[np.bool_]) -> shapely.Polygon:
    """The largest patch of low ground above the dam, with round shores."""
    level = relief.height_m[dam] + _DAM_RISE_M
    low = np.argwhere(relief.raster < level)
    centres = np.stack(
        [(low[:, 1] + 0.5) * CELL_M, relief.raster.shape[0] * CELL_M - (low[:, 0] + 0.5) * CELL_M], axis=1
    )
    near = np.hypot(*(centres - relief.points[dam]).T) < 5_000.0  # no reservoir here is longer
    low, centres = low[near], centres[near]
    low = low[above[spatial.cKDTree(relief.points).query(centres)[1]]]
    mask = np.zeros(relief.raster.shape, np.uint8)
    mask[low[:, 0], low[:, 1]] = 1
    mask = ndimage.binary_opening(ndimage.binary_closing(mask), iterations=1).astype(np.uint8)
    parts, _ = ndimage.label(mask)
    if not parts.max():
        return shapely.Polygon()
    largest = np.argmax(np.bincount(parts[parts > 0].ravel())[1:]) + 1
    traced = shapes((parts == largest).astype(np.uint8), transform=transform_local(CELL_M))
    found = max((shapely.geometry.shape(s) for s, value in traced if value), key=lambda p: p.area)
    shore = shapely.simplify(shapely.buffer(shapely.buffer(found, 45.0), -35.0), 6.0)
    return cast("shapely.Polygon", polygons_of(shapely.set_precision(shore, GRAIN_M))[0])
