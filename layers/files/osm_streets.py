"""Streets of an OpenStreetMap extract: ways split where they share a node, so that node ids keep the topology.

A bridge joins what it crosses only where both have the same node; two lines that merely cross do not meet.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.crs import WGS84
from layers.files import osm_values as values
from layers.known import STREET_CLASSES
from layers.problems import Problem, concerning

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

_CLASSES = frozenset(STREET_CLASSES)
_MOST_EXAMPLES = 6
# Column, tag and reader of the values that may be unreadable; what cannot be read is missing and counted.
_NUMBERS = (
    ("speed_kmh", "maxspeed", values.speed_kmh),
    ("width_m", "width", values.width_m),
    ("lanes", "lanes", values.lane_count),
    ("layer", "layer", values.level),
)


@dataclass(frozen=True, eq=False)
class Pieces:
    """Ways cut at shared nodes.

    `way` is the row of the way of each piece; `first` and `last` (both included) are rows among the points that are
    kept; `kept` are the rows of those points among all points.
    """

    way: Integers
    first: Integers
    last: Integers
    kept: Integers


def cut(nodes: Integers, way: Integers, located: NDArray[np.bool_]) -> Pieces:
    """Ways cut where they share a node with a way, also with themselves, and where a node has no position.

    Parameters
    ----------
    nodes
        Node ids of all ways, one after the other.
    way
        Row of the way of each node, rising.
    located
        Whether the position of each is known. A line is never drawn across a node without one.

    Returns
    -------
    pieces
        In the order of the ways. A node repeated at once counts as one; a way with a single node left gives no piece.
        A closed way that meets no other is one piece that ends where it begins.
    """
    repeated = np.zeros(len(nodes), dtype=bool)
    repeated[1:] = (nodes[1:] == nodes[:-1]) & (way[1:] == way[:-1])
    run = np.cumsum(~located | np.concatenate([[True], way[1:] != way[:-1]])) if len(nodes) else way
    kept = np.flatnonzero(located & ~repeated)
    run, way_kept = run[kept], way[kept]
    _, which, times = np.unique(nodes[kept], return_inverse=True, return_counts=True)
    starts = np.ones(len(kept), dtype=bool)
    starts[1:] = run[1:] != run[:-1]
    ends = np.ones(len(kept), dtype=bool)
    ends[:-1] = starts[1:]
    stops = np.flatnonzero(starts | ends | (times[which] > 1))
    joined = run[stops[:-1]] == run[stops[1:]]
    first, last = stops[:-1][joined], stops[1:][joined]
    return Pieces(way=way_kept[first], first=first, last=last, kept=kept)


def lines(coordinates: Floats, pieces: Pieces) -> NDArray[np.object_]:
    """The line of each piece.

    Parameters
    ----------
    coordinates
        Longitude and latitude of every point, n x 2.
    pieces
        Where the lines begin and end.
    """
    counts = pieces.last - pieces.first + 1
    owner = np.repeat(np.arange(len(counts)), counts)
    offsets = np.cumsum(counts) - counts
    rows = np.arange(counts.sum()) - np.repeat(offsets - pieces.first, counts)
    made: NDArray[np.object_] = shapely.linestrings(coordinates[pieces.kept[rows]], indices=owner)
    return made


def piece_ids(way_ids: Sequence[str], way: Integers) -> list[str]:
    """The id of each piece: that of its way where it is alone, else with its number from 1 ("4711_2")."""
    total = Counter(way.tolist())
    seen: Counter[int] = Counter()
    ids = []
    for row in way.tolist():
        seen[row] += 1
        ids.append(way_ids[row] if total[row] == 1 else f"{way_ids[row]}_{seen[row]}")
    return ids


@dataclass(eq=False)
class StreetCollector:
    """Gathers ways while a file is read; `frame` and `notes` may be asked for when its end was reached."""

    ids: list[str] = field(default_factory=list)
    records: list[dict[str, Any]] = field(default_factory=list)
    nodes: array[int] = field(default_factory=lambda: array("q"))
    sizes: list[int] = field(default_factory=list)
    shapes: list[str] = field(default_factory=list)
    loose: dict[int, list[tuple[float, float]]] = field(default_factory=dict)
    unplaced: list[int] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    areas: list[str] = field(default_factory=list)
    unread: dict[str, Counter[str]] = field(default_factory=dict)
    wkb: osmium.geom.WKBFactory = field(default_factory=osmium.geom.WKBFactory)

    def add(self, way: osmium.osm.Way, tags: Mapping[str, str]) -> None:
        """Take a way with `highway`, or count why it is no street."""
        class_ = tags["highway"].split(";")[0].strip()
        if class_ not in _CLASSES:
            self.left_out[class_] += 1
            return
        if tags.get("area") == "yes":
            self.areas.append(str(way.id))
            return
        nodes = [node.ref for node in way.nodes]
        try:
            self.shapes.append(self.wkb.create_linestring(way, osmium.geom.ALL))
        except (osmium.InvalidLocationError, RuntimeError):  # a node without position, or a single node
            self.shapes.append("")
            self.unplaced += [n.ref for n in way.nodes if not n.location.valid()]
            self.loose[len(self.ids)] = [
                (n.location.lon, n.location.lat) if n.location.valid() else (np.nan, np.nan) for n in way.nodes
            ]
        self.nodes.extend(nodes)
        self.sizes.append(len(nodes))
        self.ids.append(str(way.id))
        self.records.append(self._record(tags, class_))

    def _record(self, tags: Mapping[str, str], class_: str) -> dict[str, Any]:
        oneway = values.oneway(tags)
        if oneway is None:
            self._count_unread("oneway", tags["oneway"])
        record: dict[str, Any] = {"class": class_, "oneway": oneway or "no"}
        for column, tag, reader in _NUMBERS:
            text = tags.get(tag)
            record[column] = None if text is None else reader(text)
            if text is not None and record[column] is None:
                self._count_unread(column, text)
        for column in ("bridge", "tunnel"):
            record[column] = values.present(tags.get(column))
        record |= values.access(tags)
        record["oneway_bicycle"] = values.oneway_bicycle(tags)
        record["junction"] = values.clean(tags.get("junction"))
        record["surface"] = values.clean(tags.get("surface"))
        record["name"] = values.name(tags, ref=True)
        return record

    def _count_unread(self, column: str, text: str) -> None:
        self.unread.setdefault(column, Counter())[text[:40]] += 1

    def _coordinates(self) -> Floats:
        """Longitude and latitude of all points in the order of `nodes`; NaN where a position is missing."""
        if not self.loose:
            return np.asarray(shapely.get_coordinates(shapely.from_wkb(self.shapes)))
        parts = [
            np.asarray(self.loose[row], dtype="float64").reshape(-1, 2)
            if row in self.loose
            else shapely.get_coordinates(shapely.from_wkb(shape))
            for row, shape in enumerate(self.shapes)
        ]
        return np.concatenate(parts)

    def frame(self) -> tuple[gpd.GeoDataFrame, tuple[Problem, ...]]:
        """The streets in degrees, and what is to be said about them.

        Returns
        -------
        streets
            One row a piece; columns as in the contract of `streets`, with `osm_id`, `u` and `v`.
        notes
            What was left out, could not be read, or had nodes without position.
        """
        nodes = np.asarray(self.nodes, dtype="int64")
        way = np.repeat(np.arange(len(self.ids)), self.sizes)
        coordinates = self._coordinates() if self.ids else np.empty((0, 2))
        located = ~np.isnan(coordinates[:, 0])
        nodes, merged = _one_node_a_place(nodes, way, coordinates)
        pieces = cut(nodes, way, located)
        ends = nodes[pieces.kept]
        table = pd.DataFrame(self.records, columns=_COLUMNS).iloc[pieces.way]
        table = table.assign(
            osm_id=np.asarray(self.ids, dtype=object)[pieces.way].astype(str),
            u=ends[pieces.first].astype(str),
            v=ends[pieces.last].astype(str),
        )
        table.index = pd.Index(piece_ids(self.ids, pieces.way), name="id", dtype="str")
        streets = gpd.GeoDataFrame(_typed(table), geometry=lines(coordinates, pieces), crs=WGS84)
        gone = sorted(set(range(len(self.ids))) - set(pieces.way.tolist()))
        return streets, self._notes(np.unique(way[~located]).tolist(), gone, merged)

    def _notes(self, incomplete: list[int], gone: list[int], merged: int) -> tuple[Problem, ...]:
        notes = []
        if self.left_out:
            found = ", ".join(f"{value} {n}" for value, n in self.left_out.most_common(_MOST_EXAMPLES))
            notes.append(_note("osm_not_streets", field="class", count=self.left_out.total(), found=found))
        if self.areas:
            notes.append(concerning("osm_street_areas", self.areas, severity="note", layer="streets"))
        if incomplete:
            ids = [self.ids[row] for row in incomplete]
            notes.append(concerning("osm_missing_nodes", ids, severity="warning", layer="streets"))
        if gone:
            ids = [self.ids[row] for row in gone]
            notes.append(concerning("osm_streets_gone", ids, severity="warning", layer="streets"))
        if merged:
            notes.append(_note("osm_nodes_merged", count=merged))
        for column, texts in sorted(self.unread.items()):
            found = ", ".join(text for text, _ in texts.most_common(_MOST_EXAMPLES))
            notes.append(_note("osm_value_unread", field=column, count=texts.total(), found=found))
        return tuple(notes)


_COLUMNS = [
    "class", "oneway", "speed_kmh", "name", "width_m", "lanes", "bridge", "tunnel", "layer", "access", "foot",
    "bicycle", "motorcycle", "motor_vehicle", "oneway_bicycle", "junction", "surface",
]  # fmt: skip
_NUMBER_COLUMNS = tuple(column for column, _, _ in _NUMBERS)


def _note(code: str, **where: Any) -> Problem:
    return Problem(code=code, severity="note", layer="streets", **where)


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    """The table with float and text columns, whatever was missing in them."""
    return table.astype({column: "float64" if column in _NUMBER_COLUMNS else "str" for column in table.columns})


def _one_node_a_place(nodes: Integers, way: Integers, coordinates: Floats) -> tuple[Integers, int]:
    """The nodes, where two that follow each other at the same place are one, and how many were merged.

    Kept apart they would make a street without length.
    """
    same_place = (coordinates[1:] == coordinates[:-1]).all(axis=1) & (way[1:] == way[:-1]) & (nodes[1:] != nodes[:-1])
    if not same_place.any():
        return nodes, 0
    alias: dict[int, int] = {}

    def root(node: int) -> int:
        while node in alias:
            node = alias[node]
        return node

    for row in np.flatnonzero(same_place).tolist():
        one, other = sorted((root(int(nodes[row])), root(int(nodes[row + 1]))))
        if one != other:
            alias[other] = one
    return np.asarray([root(node) for node in nodes.tolist()], dtype="int64"), len(alias)


def street_counts(streets: gpd.GeoDataFrame) -> pd.DataFrame:
    """Number of ways by class, to be held against another count of the same file.

    Returns
    -------
    counts
        Indexed by class; columns `ways`, `segments`, `oneway`, `bridge`, `tunnel` (ways that are such).
    """
    table = pd.DataFrame(streets.drop(columns="geometry"))
    ways = table.drop_duplicates("osm_id")
    flags = pd.DataFrame(
        {
            "class": ways["class"],
            "ways": 1,
            "oneway": ways["oneway"] != "no",
            "bridge": ways["bridge"].notna(),
            "tunnel": ways["tunnel"].notna(),
        }
    )
    counts = flags.groupby("class").sum()
    counts.insert(1, "segments", table.groupby("class").size())
    return counts.astype("int64")
