"""The road from a place to the nearest facility, as a line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from planning.access.places import Places
from planning.network.build import Network
from planning.network.costs import Path, Search, nearest, path
from planning.network.snap import Entries, arriving, leaving, leg_cost, on_one_edge

Numbers = npt.NDArray[np.float64]
SAME = 1e-9


@dataclass(frozen=True, eq=False)
class Way:
    """A least-minutes way: `line` from the place over the streets to the facility, `minutes`, and the facility's id.

    Both straight legs between place and street are part of the line, of the minutes and of `metres`.
    """

    line: shapely.LineString
    minutes: float
    facility: str

    @property
    def metres(self) -> float:
        """Length of the line."""
        return float(self.line.length)


def way_to_nearest(network: Network, point: shapely.Point, entries: Entries, facilities: Places) -> Way | None:
    """The way from a point to the facility that takes the fewest minutes; `None` where none can be reached.

    Parameters
    ----------
    network
        Streets as a mode travels them.
    point
        Where the way begins, in the CRS of the network.
    entries
        How that one point enters the network.
    facilities
        The facilities, placed on the same network.
    """
    found = nearest(network, entries, facilities.entries)
    number = int(found.facility[0])
    if number < 0:
        return None
    there = _only(facilities.entries, number)
    taken = path(network, entries, there, Search())
    if taken is None:  # pragma: no cover - the nearest facility can be reached
        return None
    ends = shapely.get_coordinates([point, facilities.points.iloc[number]])
    line = _line(network, entries, there, taken, ends)
    return Way(line, taken.cost, str(facilities.points.index[number]))


def _only(entries: Entries, point: int) -> Entries:
    """The entries of one point."""
    rows = slice(entries.start[point], entries.start[point + 1])
    start = np.array([0, rows.stop - rows.start], dtype=np.int32)
    return Entries(start, entries.edge[rows], entries.distance_m[rows], entries.along_m[rows], entries.foot_xy[rows])


def _line(network: Network, here: Entries, there: Entries, taken: Path, ends: Numbers) -> shapely.LineString:
    parts = [ends[:1]]
    if len(taken.edges) == 0:
        parts += _without_nodes(network, here, there, taken.cost)
    else:
        first, last = taken.edges[0], taken.edges[-1]
        begin = network.edge_tail[first] if taken.along[0] else network.edge_head[first]
        end = network.edge_head[last] if taken.along[-1] else network.edge_tail[last]
        parts.append(_leg(network, here, int(begin), out=True))
        for edge, along in zip(taken.edges, taken.along, strict=True):
            xy = shapely.get_coordinates(network.edge_line[edge])
            parts.append(xy if along else xy[::-1])
        parts.append(_leg(network, there, int(end), out=False))
    xy = np.concatenate([*parts, ends[1:]])
    return shapely.LineString(xy[np.r_[True, (np.diff(xy, axis=0) != 0).any(axis=1)]] if (xy != xy[0]).any() else xy)


def _without_nodes(network: Network, here: Entries, there: Entries, cost: float) -> list[Numbers]:
    """A way along one edge, or over a single node."""
    pairs = on_one_edge(network, here, there, "minutes")
    if len(pairs.cost) and pairs.cost.min() <= cost * (1 + SAME):
        return [_shared(network, here, there, cost)]
    out, into = leaving(network, here, "minutes"), arriving(network, there, "minutes")
    least = {int(n): float(out.cost[out.item == n].min()) for n in np.unique(out.item)}
    sums = [least.get(int(n), np.inf) + c for n, c in zip(into.item, into.cost, strict=True)]
    node = int(into.item[int(np.argmin(sums))])
    return [_leg(network, here, node, out=True), _leg(network, there, node, out=False)]


def _shared(network: Network, here: Entries, there: Entries, cost: float) -> Numbers:
    for i, edge in enumerate(here.edge):
        for j in np.flatnonzero(there.edge == edge):
            ahead = there.along_m[j] - here.along_m[i]
            legal = ahead == 0 or (network.edge_forward[edge] if ahead > 0 else network.edge_back[edge])
            legs = leg_cost(here.distance_m[i] + there.distance_m[j], "minutes")
            spent = legs + network.edge_min[edge] * abs(ahead) / network.edge_m[edge]
            if legal and spent <= cost * (1 + SAME) + SAME:
                return _stretch(network, int(edge), float(here.along_m[i]), float(there.along_m[j]))
    return np.empty((0, 2))  # pragma: no cover - the pair was found before


def _leg(network: Network, entries: Entries, node: int, *, out: bool) -> Numbers:
    """From the foot of the best entry to a node, or from the node to the foot."""
    forth, back = network.edge_forward[entries.edge], network.edge_back[entries.edge]
    length, minutes = network.edge_m[entries.edge], network.edge_min[entries.edge]
    rest = length - entries.along_m
    leg = leg_cost(entries.distance_m, "minutes")
    to_head = (forth if out else back) | (rest == 0.0)
    to_tail = (back if out else forth) | (entries.along_m == 0.0)
    at_head = np.where((network.edge_head[entries.edge] == node) & to_head, leg + minutes * rest / length, np.inf)
    at_tail = np.where(
        (network.edge_tail[entries.edge] == node) & to_tail, leg + minutes * entries.along_m / length, np.inf
    )
    best = int(np.minimum(at_head, at_tail).argmin())
    end = float(length[best]) if at_head[best] <= at_tail[best] else 0.0
    xy = _stretch(network, int(entries.edge[best]), float(entries.along_m[best]), end)
    return xy if out else xy[::-1]


def _stretch(network: Network, edge: int, first_m: float, last_m: float) -> Numbers:
    """Coordinates of an edge from one distance along it to another."""
    line, low, high = network.edge_line[edge], min(first_m, last_m), max(first_m, last_m)
    xy = shapely.get_coordinates(line)
    run = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    ends = shapely.get_coordinates(shapely.line_interpolate_point(line, [low, high]))
    inner = xy[(run > low) & (run < high)]
    made = np.concatenate([ends[:1], inner, ends[1:]])
    return made if first_m <= last_m else made[::-1]
