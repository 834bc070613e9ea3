"""From streets to a network that a mode can travel."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp
import shapely
from scipy.sparse.csgraph import connected_components

from layers.problems import LayerError, Problem, concerning, raise_errors
from planning.network import near
from planning.network.kernels import Graph, graph_of
from planning.network.modes import Flags, Mode, directions, speeds_kmh, usable
from planning.network.topology import join_ends

Metric = Literal["minutes", "metres"]
Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int32]
LINES = (shapely.GeometryType.MISSING, shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING)
M_PER_MIN_PER_KMH = 1000.0 / 60.0


class Arcs(NamedTuple):
    """Directed arcs sorted by tail: head, edge, and whether they run along the street as drawn."""

    start: Whole
    head: Whole
    edge: Whole
    along: Flags


@dataclass(frozen=True, eq=False)
class Network:
    """Streets that a mode may travel, as nodes and directed costs.

    Nodes and edges are numbered by place, so that equal streets give equal numbers whatever their ids and order.
    An edge is a usable street (or one part of it): it runs from `edge_tail` to `edge_head` as drawn, may be
    travelled `edge_forward` and `edge_back`, is `edge_m` metres and takes `edge_min` minutes either way.
    `edge_street` is the row of its street in the frame it was built from. Parallel streets are edges of their own.
    """

    mode: Mode
    crs: str
    node_xy: Numbers
    edge_street: Whole
    edge_tail: Whole
    edge_head: Whole
    edge_m: Numbers
    edge_min: Numbers
    edge_forward: Flags
    edge_back: Flags
    edge_line: npt.NDArray[np.object_] = field(repr=False)
    street_ids: pd.Index = field(repr=False)
    notes: tuple[Problem, ...] = ()
    _graphs: dict[tuple[Metric, bool], Graph] = field(default_factory=dict, repr=False, init=False)

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return len(self.node_xy)

    @property
    def edges(self) -> int:
        """Number of edges."""
        return len(self.edge_m)

    def edge_cost(self, metric: Metric) -> Numbers:
        """Cost of each edge, end to end."""
        return self.edge_min if metric == "minutes" else self.edge_m

    @cached_property
    def arcs(self) -> Arcs:
        """What can be travelled, by the node it leaves."""
        return _arcs(self, reverse=False)

    @cached_property
    def reverse_arcs(self) -> Arcs:
        """What can be travelled, by the node it reaches; `head` is the node it leaves."""
        return _arcs(self, reverse=True)

    def graph(self, metric: Metric, *, reverse: bool = False) -> Graph:
        """The network for the kernels; reversed, costs are those *towards* a node."""
        if (metric, reverse) not in self._graphs:
            arcs = self.reverse_arcs if reverse else self.arcs
            self._graphs[metric, reverse] = graph_of(arcs.start, arcs.head, self.edge_cost(metric)[arcs.edge])
        return self._graphs[metric, reverse]

    @cached_property
    def pieces(self) -> near.Pieces:
        """The straight pieces of the edges, to find the nearest among."""
        return near.pieces(self.edge_line)

    @cached_property
    def cells(self) -> near.Cells:
        """The grid over the pieces."""
        return near.cells(self.pieces)

    @cached_property
    def weak_parts(self) -> Whole:
        """Connected part of each node, directions ignored; 0 is the part with most nodes, then by size."""
        return _parts(self, "weak")

    @cached_property
    def strong_parts(self) -> Whole:
        """Part of each node within which everything reaches everything; 0 is the largest."""
        return _parts(self, "strong")


def build_network(streets: gpd.GeoDataFrame, mode: Mode) -> Network:
    """The network that a mode travels on these streets.

    Parameters
    ----------
    streets
        Lines in a metric CRS. Columns `u`, `v` (node ids) keep topology; where missing, ends within 0.01 m join.
    mode
        Speeds and rules.

    Raises
    ------
    LayerError
        `network_crs_missing`, `network_in_degrees`, `network_not_lines`, `street_speed_not_positive`,
        `network_no_street`: everything found, at once.
    """
    raise_errors(_problems(streets))
    usable_rows = np.flatnonzero(usable(streets, mode) & ~_empty(streets))
    rows, lines = _single_lines(streets, usable_rows)
    tail, head, places, length = _joined(streets, rows, lines)
    real = (length > 0) | (tail != head)
    notes = [*_notes(streets, mode), *_zero_length(streets, rows[~real])]
    if not real.any():
        raise LayerError(Problem(code="network_no_street", found=mode.name, count=len(streets)), notes)
    order = np.flatnonzero(real)
    order = order[np.lexsort((length[order], np.maximum(tail, head)[order], np.minimum(tail, head)[order]))]
    rows, length = rows[order], length[order]
    forward, back = directions(streets, mode)
    if len(order) == 1:
        notes.append(Problem(code="network_one_street", severity="warning", count=1))
    return Network(
        mode=mode,
        crs=str(streets.crs),
        node_xy=places,
        edge_street=rows.astype(np.int32),
        edge_tail=tail[order].astype(np.int32),
        edge_head=head[order].astype(np.int32),
        edge_m=length,
        edge_min=length / (speeds_kmh(streets, mode)[rows] * M_PER_MIN_PER_KMH),
        edge_forward=forward[rows],
        edge_back=back[rows],
        edge_line=lines[order],
        street_ids=streets.index,
        notes=tuple(notes),
    )


def _problems(streets: gpd.GeoDataFrame) -> list[Problem]:
    problems = []
    if streets.crs is None:
        problems.append(Problem(code="network_crs_missing"))
    elif streets.crs.is_geographic:
        problems.append(Problem(code="network_in_degrees", found=str(streets.crs)))
    if len(streets) == 0:
        problems.append(Problem(code="network_no_street", count=0))
    kinds = shapely.get_type_id(streets.geometry.to_numpy())
    wrong = ~np.isin(kinds, LINES)
    if wrong.any():
        problems.append(concerning("network_not_lines", list(streets.index[wrong]), allowed="LineString"))
    if "speed_kmh" in streets.columns:
        bad = pd.to_numeric(streets["speed_kmh"], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan) <= 0
        if bad.any():
            found = str(streets["speed_kmh"].to_numpy()[bad][0])
            ids = list(streets.index[bad])
            problems.append(concerning("street_speed_not_positive", ids, field="speed_kmh", found=found, allowed="> 0"))
    return problems


def _notes(streets: gpd.GeoDataFrame, mode: Mode) -> list[Problem]:
    notes = []
    if "class" in streets.columns:
        classes = streets["class"]
        known = mode.known | mode.allowed | {""}
        unknown = sorted({str(name) for name in classes.dropna().unique()} - known)
        if unknown:
            note = Problem(code="street_class_unknown", severity="note", field="class", found=", ".join(unknown))
            notes.append(replace(note, count=int(classes.isin(unknown).sum())))
    empty = _empty(streets)
    if empty.any():
        notes.append(concerning("street_empty", list(streets.index[empty]), severity="warning"))
    return notes


def _zero_length(streets: gpd.GeoDataFrame, rows: npt.NDArray[np.int64]) -> list[Problem]:
    ids = list(streets.index[rows])
    return [concerning("street_zero_length", ids, severity="warning")] if ids else []


def _empty(streets: gpd.GeoDataFrame) -> Flags:
    lines = streets.geometry.to_numpy()
    return np.asarray(shapely.is_empty(lines) | shapely.is_missing(lines))


def _single_lines(
    streets: gpd.GeoDataFrame, rows: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.object_]]:
    """Rows and lines of the usable streets, each part of a street in parts by itself."""
    lines = streets.geometry.to_numpy()[rows]
    if (shapely.get_type_id(lines) == shapely.GeometryType.MULTILINESTRING).any():
        lines, part_of = shapely.get_parts(lines, return_index=True)
        rows = rows[part_of]
    return rows, np.asarray(lines, dtype=object)


def _joined(
    streets: gpd.GeoDataFrame, rows: npt.NDArray[np.int64], lines: npt.NDArray[np.object_]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Numbers, Numbers]:
    """Tail and head node of each line, the places of the nodes, and the lengths."""
    coordinates, line = shapely.get_coordinates(lines, return_index=True)
    first = np.searchsorted(line, np.arange(len(lines)), side="left")
    last = np.searchsorted(line, np.arange(len(lines)), side="right") - 1
    nodes, places = join_ends(np.concatenate([coordinates[first], coordinates[last]]), _end_names(streets, rows))
    return nodes[: len(lines)], nodes[len(lines) :], places, shapely.length(lines)


def _end_names(streets: gpd.GeoDataFrame, rows: npt.NDArray[np.int64]) -> pd.Series[str] | None:
    """Node ids of the tails, then the heads; None where the streets have none. Streets in parts have none."""
    if "u" not in streets.columns or "v" not in streets.columns:
        return None
    names: pd.Series[str] = pd.concat([streets["u"].iloc[rows], streets["v"].iloc[rows]], ignore_index=True)
    if names.isna().all():
        return None
    in_parts = pd.Series(rows).duplicated(keep=False).to_numpy()
    unknown = (names == "").to_numpy(dtype=np.bool_, na_value=True) | np.concatenate([in_parts, in_parts])
    return names.mask(unknown) if unknown.any() else names


def _arcs(network: Network, *, reverse: bool) -> Arcs:
    tail, head = network.edge_tail, network.edge_head
    through = tail != head  # a loop costs and leads nowhere; it stays an edge to enter by
    forward = np.flatnonzero(network.edge_forward & through)
    back = np.flatnonzero(network.edge_back & through)
    edge = np.concatenate([forward, back])
    along = np.concatenate([np.ones(len(forward), np.bool_), np.zeros(len(back), np.bool_)])
    source = np.concatenate([tail[forward], head[back]])
    target = np.concatenate([head[forward], tail[back]])
    if reverse:
        source, target = target, source
    order = np.argsort(source.astype(np.int64) * network.nodes + target, kind="stable")
    start = np.zeros(network.nodes + 1, dtype=np.int32)
    np.cumsum(np.bincount(source, minlength=network.nodes), out=start[1:])
    return Arcs(start, target[order], edge[order].astype(np.int32), along[order])


def _parts(network: Network, connection: Literal["weak", "strong"]) -> Whole:
    start, head, _, _ = network.arcs
    shape = (network.nodes, network.nodes)
    links = sp.csr_array((np.ones(len(head), dtype=np.int8), head, start), shape=shape)
    labels = connected_components(links, directed=True, connection=connection)[1]
    sizes = np.bincount(labels)
    rank: Whole = np.empty(len(sizes), dtype=np.int32)
    rank[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes), dtype=np.int32)
    return np.asarray(rank[labels], dtype=np.int32)
