"""Through roads: cheapest ways over the land between places, across rivers only where there is a bridge."""

# ruff: noqa: PLR2004 - the numbers are the shape of a place

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import sparse, spatial
from scipy.sparse import csgraph

from layers.demo.curves import covers, line_of, lines_of, rounded
from layers.demo.facts import UNITS
from layers.demo.frame import Array, drawn, noise
from layers.demo.plan import CROSSINGS, LINKS, TOWNS, Link
from layers.demo.relief import Relief
from layers.demo.streams import Lane
from layers.demo.water import Water

_BANK_M = 35.0
_EASY = 0.085
_CLASSES = ("trunk", "primary", "secondary", "tertiary", "unclassified")
_REUSE = 0.4
# The strip between the city and the water, which belongs to the city though it lies beyond its streets.
_SEAFRONT = drawn("31.5 34.9, 32.6 33.6, 35 33.8, 37 35.2, 35.6 38, 35.2 40.2, 34 40.2, 33.5 36")


@dataclass(eq=False)
class RoadMesh:
    """The mesh on which roads are found: nodes, edges with cost, and what has been built on each edge.

    `rank` is the class of the road on an edge (index into `_CLASSES`, -1 none) and `name` its name; `bridge` names the
    crossing an edge belongs to. The only thing here that changes while it is worked on; nobody outside sees it.
    """

    points: Array
    edges: NDArray[np.intp]
    cost: Array
    bridge: NDArray[np.object_]
    rank: NDArray[np.intp]
    name: NDArray[np.object_]
    named: dict[str, int] = field(default_factory=dict)

    def graph(self, *, reuse: float = _REUSE) -> sparse.csr_array:
        """Costs both ways; built edges are cheaper to use again."""
        weight = np.where(self.rank >= 0, reuse, 1.0) * self.cost
        count = len(self.points)
        return sparse.csr_array((weight, (self.edges[:, 0], self.edges[:, 1])), shape=(count, count))


@dataclass(frozen=True, eq=False)
class Road:
    """A stretch of road between forks."""

    line: shapely.LineString
    road_class: str
    name: str
    bridge: str


def make_road_mesh(relief: Relief, lanes: tuple[Lane, ...], water: Water) -> RoadMesh:
    """The mesh with bridges, gates of towns and centres of units as nodes of their own."""
    limits = shapely.union_all([shapely.buffer(shapely.Polygon(town.limit), 60.0) for town in TOWNS])
    limits = shapely.union(limits, shapely.Polygon(_SEAFRONT))
    wet = shapely.union_all([*shapely.buffer(water.rivers, _BANK_M), shapely.buffer(water.lake, 80.0), limits])
    free = ~covers(wet, relief.points)
    beds = shapely.STRtree(np.array([line_of(lane.line) for lane in lanes], dtype=object))
    ends = relief.points[relief.edges]
    crosses = np.zeros(len(relief.edges), bool)
    crosses[beds.query(lines_of(ends), predicate="intersects")[0]] = True
    kept = free[relief.edges].all(axis=1) & ~crosses & ~relief.outside[relief.edges].all(axis=1)
    grade = np.abs(np.diff(relief.height_m[relief.edges], axis=1)[:, 0]) / np.maximum(
        np.hypot(*(ends[:, 1] - ends[:, 0]).T), 1.0
    )
    rough = 1 + 0.5 * np.abs(noise("way", ends.mean(axis=1), 1_200.0, 3))
    low = np.where(relief.height_m[relief.edges].min(axis=1) < 1.0, 1.5, 1.0)
    cost = np.hypot(*(ends[:, 1] - ends[:, 0]).T) * (1 + (grade / _EASY) ** 2) * rough * low
    mesh = RoadMesh(
        points=relief.points, edges=relief.edges[kept], cost=cost[kept], bridge=np.full(kept.sum(), "", object),
        rank=np.full(kept.sum(), -1), name=np.full(kept.sum(), "", object),
    )  # fmt: skip
    return _with_places(mesh, lanes, free)


def _with_places(mesh: RoadMesh, lanes: tuple[Lane, ...], free: NDArray[np.bool_]) -> RoadMesh:
    land = np.flatnonzero(free)
    tree = spatial.cKDTree(mesh.points[land])
    beds = {lane.name: lane for lane in lanes}
    points, edges, cost, bridge = [mesh.points], [mesh.edges], [mesh.cost], [mesh.bridge]
    count = len(mesh.points)
    for crossing in CROSSINGS:
        banks = _banks(mesh, beds[crossing.river], (crossing.x_km * 1000.0, crossing.y_km * 1000.0), land, tree)
        points.append(mesh.points[banks].mean(axis=0, keepdims=True))
        edges.append(np.array([(banks[0], count), (count, banks[1])]))
        cost.append(np.full(2, 150.0))
        bridge.append(np.array([crossing.name] * 2, dtype=object))
        mesh.named[crossing.name] = count
        count += 1
    for place in _gates():
        far, near = tree.query(drawn(place)[0], 3)
        points.append(drawn(place))
        edges.append(np.stack([land[near], np.full(3, count)], axis=1))
        cost.append(far)
        bridge.append(np.full(3, "", object))
        mesh.named[place] = count
        count += 1
    for unit in UNITS:
        mesh.named[unit.short] = int(land[tree.query((unit.x_km * 1000.0, unit.y_km * 1000.0))[1]])
    total = sum(map(len, edges))
    return RoadMesh(
        points=np.vstack(points), edges=np.vstack(edges), cost=np.concatenate(cost), bridge=np.concatenate(bridge),
        rank=np.full(total, -1), name=np.full(total, "", object), named=mesh.named,
    )  # fmt: skip


def _gates() -> list[str]:
    """Places of links that are ends of town streets too, as written: nodes that both networks share exactly."""
    ends = {tuple(at) for town in TOWNS for street in town.streets for at in street.line.tolist()}
    written = {at for link in LINKS for at in link.by if at[0].isdigit()}
    return sorted(at for at in written if tuple(drawn(at)[0].tolist()) in ends)


def _banks(
    mesh: RoadMesh, lane: Lane, at: tuple[float, float], land: NDArray[np.intp], tree: spatial.cKDTree
) -> NDArray[np.intp]:
    """The two mesh nodes, one on either side of a river, that a bridge near a point joins most squarely."""
    here = int(np.argmin(np.hypot(*(lane.line - np.array(at)).T)))
    bed = lane.line[here]
    ahead = lane.line[min(here + 2, len(lane.line) - 1)] - lane.line[max(here - 2, 0)]
    across = np.array([-ahead[1], ahead[0]]) / np.hypot(*ahead)
    near = land[tree.query_ball_point(bed, lane.width_m[here] / 2 + 420.0)]
    offset = mesh.points[near] - bed
    side, slip = offset @ across, np.abs(offset @ (ahead / np.hypot(*ahead)))
    score = np.abs(side) + 2.5 * slip
    return np.array([near[side > 0][np.argmin(score[side > 0])], near[side < 0][np.argmin(score[side < 0])]])


def build_links(mesh: RoadMesh) -> None:
    """Build the through roads of the plan, in order; later ones join earlier ones where that is cheaper."""
    for link in LINKS:
        nodes = [_node(mesh, at) for at in link.by]
        for start, end in pairwise(nodes):
            _build(mesh, link, start, end)


def _node(mesh: RoadMesh, at: str) -> int:
    if at in mesh.named:
        return mesh.named[at]
    used = np.unique(mesh.edges)
    return int(used[np.argmin(np.hypot(*(mesh.points[used] - drawn(at)).T))])


def _build(mesh: RoadMesh, link: Link, start: int, end: int) -> None:
    before = csgraph.dijkstra(mesh.graph(), directed=False, indices=start, return_predecessors=True)[1]
    way = [end]
    while way[-1] != start and before[way[-1]] >= 0:
        way.append(int(before[way[-1]]))
    lay(mesh, np.sort(np.stack([way[:-1], way[1:]], axis=1), axis=1), _CLASSES.index(link.road_class), link.name)


def lay(mesh: RoadMesh, pairs: NDArray[np.intp], rank: int, name: str) -> None:
    """Put a road on edges; a higher road that is there stays."""
    count = len(mesh.points)
    keys = np.sort(mesh.edges, axis=1) @ np.array([count, 1])
    hit = np.isin(keys, pairs @ np.array([count, 1]))
    fresh = hit & ((mesh.rank < 0) | (mesh.rank > rank))
    mesh.rank[fresh] = rank
    mesh.name[fresh] = name


def roads_of(mesh: RoadMesh) -> list[Road]:
    """The roads as round lines between forks, changes of road, and bridges."""
    built = np.flatnonzero(mesh.rank >= 0)
    kind = {(int(mesh.rank[e]), str(mesh.name[e]), str(mesh.bridge[e])) for e in built}
    fixed = set(mesh.named.values())
    roads: list[Road] = []
    degree = np.bincount(mesh.edges[built].ravel(), minlength=len(mesh.points))
    for rank, name, bridge in sorted(kind):
        own = built[(mesh.rank[built] == rank) & (mesh.name[built] == name) & (mesh.bridge[built] == bridge)]
        for way in _ways(mesh.edges[own], degree, fixed if not bridge else set()):
            line = mesh.points[way]
            shape = line if bridge else rounded(line, 3)
            roads.append(Road(line_of(shape), _CLASSES[rank], name, bridge))
    return roads


def _ways(edges: NDArray[np.intp], degree: NDArray[np.intp], fixed: set[int]) -> list[list[int]]:
    """Edges strung together at nodes where nothing else meets."""
    beside: dict[int, list[int]] = {}
    for a, b in edges.tolist():
        beside.setdefault(a, []).append(b)
        beside.setdefault(b, []).append(a)
    ends = [n for n in beside if len(beside[n]) != 2 or degree[n] != 2 or n in fixed]  # a way through has two sides
    seen: set[tuple[int, int]] = set()
    ways = []
    stops = set(ends)
    for start in [*sorted(ends), *sorted(beside)]:
        for step in beside[start]:
            if (start, step) in seen or (start not in stops and (step, start) in seen):
                continue
            way = [start, step]
            seen |= {(start, step), (step, start)}
            while way[-1] not in stops and way[-1] != start:
                onward = [n for n in beside[way[-1]] if n != way[-2]]
                if not onward or (way[-1], onward[0]) in seen:
                    break
                seen |= {(way[-1], onward[0]), (onward[0], way[-1])}
                way.append(onward[0])
            ways.append(way)
        stops.add(start)
    return ways
