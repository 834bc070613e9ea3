"""The street layer: every road, street, lane and track in one network, cut where they meet."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from layers.demo.byways import Byways
from layers.demo.curves import clipped, line_of, through
from layers.demo.frame import CRS, GRAIN_M, Array, placed
from layers.demo.plan import LONG_BRIDGE
from layers.demo.roads import Road
from layers.demo.towns import TownPlan

# Class: width (m), lanes, surface; the order is that of importance.
_CLASSES = {
    "trunk": (12.0, 4, "asphalt"),
    "primary": (15.0, 4, "asphalt"),
    "secondary": (9.0, 2, "asphalt"),
    "tertiary": (7.0, 2, "asphalt"),
    "unclassified": (5.0, 1, "concrete"),
    "residential": (5.5, 2, "concrete"),
    "service": (3.0, 1, "concrete"),
    "track": (2.5, 1, "dirt"),
}
_ORDER = tuple(_CLASSES)
_SPAN_M = 200.0  # shorter is a puddle at the shore, not the bridge
_Part = tuple[shapely.LineString, str, str, str]  # line, class, name, name of the bridge


@dataclass(frozen=True, eq=False)
class Drawn:
    """Lines with what is known of them, before they are cut at crossings."""

    lines: NDArray[np.object_]
    table: pd.DataFrame


def drawn(
    roads: list[Road], byways: Byways, towns: list[TownPlan], rivers: shapely.Geometry, land: shapely.Geometry
) -> Drawn:
    """All lines of the network; bridges apart from the roads that lead to them."""
    parts = [part for road in roads for part in _with_bridge(road, rivers)]
    parts += _long_bridge(land)
    lines = [np.array([p[0] for p in parts], dtype=object), byways.lines, *(town.lines for town in towns)]
    tables = [
        pd.DataFrame([p[1:] for p in parts], columns=["class", "name", "bridge"]).assign(oneway="no"),
        pd.DataFrame({"class": byways.road_class, "name": "", "bridge": "", "oneway": "no"}),
        *(pd.DataFrame({"class": t.road_class, "name": t.names, "bridge": "", "oneway": t.oneway}) for t in towns),
    ]
    return Drawn(np.concatenate(lines), pd.concat(tables, ignore_index=True))


def _long_bridge(land: shapely.Geometry) -> list[_Part]:
    """The bridge over the water, and the roads to it on land."""
    whole = line_of(through(LONG_BRIDGE.line, 60.0))
    over = shapely.get_parts(shapely.difference(whole, land, grid_size=GRAIN_M))
    rest = shapely.get_parts(shapely.intersection(whole, land, grid_size=GRAIN_M))
    name, road_class = LONG_BRIDGE.name, LONG_BRIDGE.road_class
    spans = [(part, road_class, name, name) for part in over if part.length > _SPAN_M]
    return spans + [(part, road_class, "Đường Cửa Mẫu", "") for part in rest]


def _with_bridge(road: Road, rivers: shapely.Geometry) -> list[_Part]:
    """A road as it is, or a crossing as approach, bridge, approach."""
    if not road.bridge:
        return [(road.line, road.road_class, road.name, "")]
    over = shapely.intersection(road.line, shapely.buffer(rivers, 22.0), grid_size=GRAIN_M)
    rest = shapely.get_parts(shapely.difference(road.line, over, grid_size=GRAIN_M))
    spans = [part for part in shapely.get_parts(over) if part.length > 1.0]
    return [(part, road.road_class, road.bridge, road.bridge) for part in spans] + [
        (part, road.road_class, road.name, "") for part in rest
    ]


def make_streets(net: Drawn, area: shapely.Geometry) -> tuple[gpd.GeoDataFrame, NDArray[np.object_]]:
    """The frame of `streets`, a row a stretch between crossings; and its lines in metres from the corner."""
    inside = clipped(net.lines, area, GRAIN_M)
    parts, owner = shapely.get_parts(inside, return_index=True)
    keep = shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING
    parts, owner = parts[keep], owner[keep]
    pieces = shapely.get_parts(shapely.union_all(parts, grid_size=GRAIN_M))
    source = _sources(pieces, parts, net.table["class"].to_numpy()[owner])
    pieces = _facing(pieces, parts[source])
    table = net.table.iloc[owner[source]].reset_index(drop=True)
    u, v, count = _nodes(pieces)
    keep = _hanging_together(u, v, count, shapely.length(pieces))
    order = np.flatnonzero(keep)
    order = order[np.lexsort((order, source[order], table["class"].map(_ORDER.index).to_numpy()[order]))]
    return _frame(pieces[order], table.iloc[order].reset_index(drop=True), u[order], v[order]), pieces[order]


def _facing(pieces: NDArray[np.object_], lines: NDArray[np.object_]) -> NDArray[np.object_]:
    """Pieces turned so that they run the way their line runs: one-way marks depend on it."""
    first = shapely.line_locate_point(lines, shapely.get_point(pieces, 0))
    last = shapely.line_locate_point(lines, shapely.get_point(pieces, -1))
    return np.asarray(np.where(first > last, shapely.reverse(pieces), pieces), dtype=object)


def _nodes(pieces: NDArray[np.object_]) -> tuple[NDArray[np.intp], NDArray[np.intp], int]:
    ends = np.concatenate([shapely.get_coordinates(shapely.get_point(pieces, at)) for at in (0, -1)])
    whole = np.round(ends / GRAIN_M).astype(np.int64)
    places, index = np.unique(whole, axis=0, return_inverse=True)
    index = index.reshape(2, -1)
    return index[0], index[1], len(places)


def _hanging_together(u: NDArray[np.intp], v: NDArray[np.intp], count: int, length: Array) -> NDArray[np.bool_]:
    """Pieces of the two largest networks: the mainland's and the island's."""
    graph = sparse.csr_array((np.ones(len(u)), (u, v)), shape=(count, count))
    part = csgraph.connected_components(graph, directed=False)[1][u]
    largest = np.argsort(-np.bincount(part, weights=length), kind="stable")[:2]
    return np.asarray(np.isin(part, largest))


def _two_way_where_trapped(
    oneway: NDArray[np.object_], u: NDArray[np.intp], v: NDArray[np.intp]
) -> NDArray[np.object_]:
    """One-way marks without those that let somebody in and not out, or out and not in."""
    count = int(max(u.max(), v.max())) + 1
    result = oneway.copy()
    while True:
        ahead, back = result != "-1", result != "yes"
        tail, head = np.concatenate([u[ahead], v[back]]), np.concatenate([v[ahead], u[back]])
        graph = sparse.csr_array((np.ones(len(tail)), (tail, head)), shape=(count, count))
        part = csgraph.connected_components(graph, directed=True, connection="strong")[1]
        trapped = (part[u] != part[v]) & (result != "no")
        if not trapped.any():
            return result
        result[trapped] = "no"


def _frame(
    pieces: NDArray[np.object_], table: pd.DataFrame, u: NDArray[np.intp], v: NDArray[np.intp]
) -> gpd.GeoDataFrame:
    used, ends = np.unique(np.concatenate([u, v]), return_inverse=True)
    names = np.array([f"N{number:05d}" for number in range(1, len(used) + 1)], dtype=object)[ends].reshape(2, -1)
    frame = gpd.GeoDataFrame(
        {
            "class": table["class"].to_numpy(),
            "name": table["name"].where(table["name"] != "", None).to_numpy(object),
            "oneway": _two_way_where_trapped(table["oneway"].to_numpy(object), u, v),
            "width_m": table["class"].map({name: row[0] for name, row in _CLASSES.items()}).to_numpy(float),
            "lanes": table["class"].map({name: row[1] for name, row in _CLASSES.items()}).to_numpy(float),
            "surface": table["class"].map({name: row[2] for name, row in _CLASSES.items()}).to_numpy(),
            "bridge": table["bridge"].map(lambda bridge: "yes" if bridge else None).to_numpy(object),
            "u": names[0],
            "v": names[1],
        },
        geometry=placed(pieces),
        crs=CRS,
    )
    frame.index = pd.Index([f"D{number:05d}" for number in range(1, len(frame) + 1)], name="id")
    return frame


def _sources(
    pieces: NDArray[np.object_], parts: NDArray[np.object_], road_class: NDArray[np.object_]
) -> NDArray[np.intp]:
    """Which line each piece was cut from; the more important where two lie on each other."""
    middle = shapely.line_interpolate_point(pieces, 0.5, normalized=True)
    piece, part = shapely.STRtree(parts).query(middle, predicate="dwithin", distance=4 * GRAIN_M)
    rank = np.array([_ORDER.index(c) for c in road_class[part]])
    order = np.lexsort((part, rank, piece))
    piece, part = piece[order], part[order]
    first = np.unique(piece, return_index=True)[1]
    if len(first) != len(pieces):
        msg = "a piece of street lies on no line"
        raise ValueError(msg)
    return np.asarray(part[first])
