"""A new street joins the streets that it meets: both are cut at the meeting point and share a node there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.ops import substring

END_TOLERANCE_M = 20.0
"""An end drawn this near to a street is meant to reach it; a hand on a map is not more exact."""
SAME_PLACE_M = 0.01
"""End points closer than this are one node, as everywhere in the street layer."""
SHORTEST_M = 1.0
PART_OF = "part_of"


@dataclass(frozen=True)
class _Meeting:
    """One place where the new street meets an old one (`row`), `along` metres from the old one's start."""

    at_m: float
    row: int
    along_m: float
    point: shapely.Point


def join_street(
    streets: gpd.GeoDataFrame, street_id: str, line: shapely.LineString, attributes: Mapping[str, object]
) -> tuple[gpd.GeoDataFrame, int]:
    """The street layer with a new street joined in.

    Parameters
    ----------
    streets
        Metric frame, indexed by id.
    street_id
        Id of the new street; pieces between meetings are "ID", "ID#2", and so on.
    line
        The new street, in the frame's CRS.
    attributes
        Columns of the new street. With `bridge` or `tunnel` it joins at its ends only.

    Returns
    -------
    streets, joined
        The new frame, and the number of streets it was joined to. Streets that were cut keep their id on the first
        part; further parts are "ID#2", …, and name the street they are part of in `part_of`, so that later edits reach
        them.
        Old bridges and tunnels are not joined where they are crossed, only at ends.
    """
    line = _reach(streets, line)
    over = bool(attributes.get("bridge")) or bool(attributes.get("tunnel"))
    meetings = _meetings(streets, line, ends_only=over)
    has_nodes = "u" in streets.columns and "v" in streets.columns
    nodes = _nodes(streets, meetings, street_id, has_nodes=has_nodes)
    cut = _cut_old(streets, meetings, nodes, has_nodes=has_nodes)
    pieces = _pieces(line, meetings, nodes, street_id)
    rows = pd.DataFrame(
        [
            {**attributes, **({"u": u, "v": v} if has_nodes else {}), PART_OF: None if i == street_id else street_id}
            for i, _, u, v in pieces
        ],
        index=pd.Index([i for i, *_ in pieces], name="id", dtype="object"),
    )
    new = gpd.GeoDataFrame(rows, geometry=[g for _, g, *_ in pieces], crs=streets.crs)
    joined = gpd.GeoDataFrame(pd.concat([cut, new]), crs=streets.crs)
    joined.index.name = "id"
    return joined, len({m.row for m in meetings})


def _reach(streets: gpd.GeoDataFrame, line: shapely.LineString) -> shapely.LineString:
    """The line with its ends moved onto a street end, or else onto a street, that is near enough."""
    coordinates = shapely.get_coordinates(line)
    tree = streets.sindex
    for end in (0, -1):
        point = shapely.Point(coordinates[end])
        near = tree.query(point.buffer(END_TOLERANCE_M))
        if not len(near):
            continue
        candidates = streets.geometry.iloc[near].to_numpy()
        distances = shapely.distance(candidates, point)
        near, candidates, distances = (a[distances <= END_TOLERANCE_M] for a in (near, candidates, distances))
        if not len(near):
            continue
        ends = np.concatenate([shapely.get_coordinates(shapely.get_point(candidates, i)) for i in (0, -1)])
        gaps = np.hypot(*(ends - coordinates[end]).T)
        if gaps.min() <= END_TOLERANCE_M:
            coordinates[end] = ends[gaps.argmin()]
        else:
            nearest = candidates[distances.argmin()]
            coordinates[end] = shapely.get_coordinates(
                shapely.line_interpolate_point(nearest, shapely.line_locate_point(nearest, point))
            )[0]
    reached = shapely.LineString(coordinates)
    # Both ends of a very short street may reach the same place: then it stays as drawn.
    return reached if reached.length >= SHORTEST_M else line


def _meetings(streets: gpd.GeoDataFrame, line: shapely.LineString, *, ends_only: bool) -> list[_Meeting]:
    rows = np.unique(streets.sindex.query(line.buffer(SAME_PLACE_M), predicate="intersects"))
    found: list[_Meeting] = []
    for row in rows:
        old = streets.geometry.iloc[int(row)]
        record = streets.iloc[int(row)]
        apart = ends_only or _is_set(record.get("bridge")) or _is_set(record.get("tunnel"))
        for point in _touching_points(line, old, ends_only=apart):
            along = float(shapely.line_locate_point(old, point))
            found.append(_Meeting(float(shapely.line_locate_point(line, point)), int(row), along, point))
    found.sort(key=lambda m: (m.at_m, m.row, m.along_m))
    return found


def _is_set(value: Any) -> bool:
    return (isinstance(value, str) and value not in {"", "no"}) or value is True


def _touching_points(line: shapely.LineString, old: shapely.LineString, *, ends_only: bool) -> list[shapely.Point]:
    ends = [shapely.get_point(line, 0), shapely.get_point(line, -1)]
    points = [p for p in ends if shapely.distance(old, p) <= SAME_PLACE_M]
    if not ends_only:
        shared = shapely.intersection(line, old)
        parts = [part for part in shapely.get_parts(shared) if not part.is_empty]
        points += [p for p in parts if p.geom_type == "Point"]
        # Where the lines run together, they meet at both ends of the common stretch.
        points += [shapely.get_point(p, i) for p in parts if p.geom_type == "LineString" for i in (0, -1)]
        points += [
            p
            for p in (shapely.get_point(old, 0), shapely.get_point(old, -1))
            if shapely.distance(line, p) <= SAME_PLACE_M
        ]
    kept: list[shapely.Point] = []
    for point in points:
        if all(shapely.distance(point, other) > SAME_PLACE_M for other in kept):
            kept.append(point)
    return kept


def _nodes(
    streets: gpd.GeoDataFrame, meetings: list[_Meeting], street_id: str, *, has_nodes: bool
) -> dict[tuple[int, float], str]:
    """The node of every meeting: the one that is there already, else a new one; one place has one node."""
    node_of: dict[tuple[int, float], str] = {}
    k = 0
    while k < len(meetings):
        place = [m for m in meetings[k:] if m.at_m - meetings[k].at_m <= SAME_PLACE_M]
        there = [node for m in place if has_nodes and (node := _end_node(streets.iloc[m.row], m.along_m))]
        for m in place:
            node_of.setdefault((m.row, m.along_m), there[0] if there else f"{street_id}@{k + 1}")
        k += len(place)
    return node_of


def _end_node(street: pd.Series[Any], along_m: float) -> str:
    """The node id of a street's end, or "" inside the street."""
    if along_m <= SAME_PLACE_M:
        return str(street["u"])
    return str(street["v"]) if along_m >= street.geometry.length - SAME_PLACE_M else ""


def _cut_old(
    streets: gpd.GeoDataFrame, meetings: list[_Meeting], nodes: dict[tuple[int, float], str], *, has_nodes: bool
) -> gpd.GeoDataFrame:
    """The old streets, cut where they are met inside."""
    by_row: dict[int, dict[float, _Meeting]] = {}
    for meeting in meetings:
        if SAME_PLACE_M < meeting.along_m < streets.geometry.iloc[meeting.row].length - SAME_PLACE_M:
            by_row.setdefault(meeting.row, {})[meeting.along_m] = meeting
    if not by_row:
        return streets
    parts: list[dict[str, object]] = []
    for row, met in by_row.items():
        record = streets.iloc[row]
        inner = [(along, nodes[(row, along)], met[along].point) for along in sorted(met)]
        ends = (str(record["u"]), str(record["v"])) if has_nodes else ("", "")
        parts += _parts(record, record.geometry, inner, ends)
    kept = streets.drop(streets.index[list(by_row)])
    frame = gpd.GeoDataFrame(pd.DataFrame(parts).set_index("id"), geometry="geometry", crs=streets.crs)
    return gpd.GeoDataFrame(pd.concat([kept, frame]), crs=streets.crs)


def _parts(
    record: pd.Series[Any],
    line: shapely.LineString,
    inner: list[tuple[float, str, shapely.Point]],
    ends: tuple[str, str],
) -> list[dict[str, object]]:
    """The parts of one street between its cuts; their ends are the very coordinates of the cuts."""
    stops = [0.0, *(along for along, *_ in inner), line.length]
    names = [ends[0], *(node for _, node, _ in inner), ends[1]]
    points = [None, *(point for *_, point in inner), None]
    origin = record.get(PART_OF)
    parent = origin if isinstance(origin, str) else str(record.name)
    result: list[dict[str, object]] = []
    for k in range(len(stops) - 1):
        coordinates = shapely.get_coordinates(substring(line, stops[k], stops[k + 1]))
        for end, point in ((0, points[k]), (-1, points[k + 1])):
            if point is not None:
                coordinates[end] = shapely.get_coordinates(point)[0]
        nodes = {"u": names[k], "v": names[k + 1]} if ends[0] else {}
        own = str(record.name) if k == 0 else f"{record.name}#{k + 1}"
        kept = {str(name): value for name, value in record.items()}
        part = {**kept, **nodes, "id": own, "geometry": shapely.LineString(coordinates)}
        part[PART_OF] = origin if k == 0 else parent
        result.append(part)
    return result


def _pieces(
    line: shapely.LineString,
    meetings: list[_Meeting],
    nodes: dict[tuple[int, float], str],
    street_id: str,
) -> list[tuple[str, shapely.LineString, str, str]]:
    """The new street between its meetings; meetings at one place share one node."""
    stops: list[tuple[float, str, shapely.Point | None]] = []
    for meeting in meetings:
        if stops and meeting.at_m - stops[-1][0] <= SAME_PLACE_M:
            continue
        stops.append((meeting.at_m, nodes[(meeting.row, meeting.along_m)], meeting.point))
    if not stops or stops[0][0] > SAME_PLACE_M:
        stops.insert(0, (0.0, f"{street_id}@start", None))
    if stops[-1][0] < line.length - SAME_PLACE_M:
        stops.append((line.length, f"{street_id}@end", None))
    pieces = []
    for k in range(len(stops) - 1):
        coordinates = shapely.get_coordinates(substring(line, stops[k][0], stops[k + 1][0]))
        for end, point in ((0, stops[k][2]), (-1, stops[k + 1][2])):
            if point is not None:
                coordinates[end] = shapely.get_coordinates(point)[0]
        own = street_id if k == 0 else f"{street_id}#{k + 1}"
        pieces.append((own, shapely.LineString(coordinates), stops[k][1], stops[k + 1][1]))
    return pieces
