"""Where one gets to from a point: the streets, cut exactly where the time is up, and bands with their holes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from layers.problems import OptionError, Problem, raise_errors
from planning.access.bands import Pieces, band_polygons
from planning.access.measures import AccessOptions
from planning.access.places import place
from planning.network.blocks import NOBODY, Watch
from planning.network.build import Network
from planning.network.costs import Search, many_to_many
from planning.network.kernels import inclusive, nearest_source
from planning.network.snap import Entries, leaving, leg_cost, snap

Numbers = npt.NDArray[np.float64]

SHORTEST_M = 1e-6


@dataclass(frozen=True, kw_only=True)
class IsochroneOptions:
    """Bands in minutes, and how far beside a street a place still counts as reached."""

    minutes: tuple[float, ...] = (5.0, 10.0, 15.0)
    beside_m: float = 100.0
    snap_m: float = AccessOptions.snap_m

    def __post_init__(self) -> None:
        problems = [
            Problem(code="limit_not_positive", field=name, found=f"{value:g}", allowed="> 0")
            for name, values in (("minutes", self.minutes), ("beside_m", (self.beside_m,)), ("snap_m", (self.snap_m,)))
            for value in values
            if not 0 < value < np.inf
        ]
        if not self.minutes:
            problems.append(Problem(code="limit_missing", field="minutes"))
        raise_errors(problems, OptionError)
        object.__setattr__(self, "minutes", tuple(sorted(set(self.minutes))))


@dataclass(frozen=True, eq=False)
class Isochrone:
    """What is reached from a point.

    `bands`: one row a limit, `minutes`, `people`, polygon; each holds all within its limit, so the larger hold the
    smaller. `streets`: reached pieces in the direction of travel, `minutes_from`, `minutes_to`, `street` its id.
    """

    bands: gpd.GeoDataFrame
    streets: gpd.GeoDataFrame
    notes: tuple[Problem, ...] = ()


def isochrone(
    network: Network,
    point: shapely.Point,
    options: IsochroneOptions,
    population: gpd.GeoDataFrame | None = None,
    watch: Watch = NOBODY,
) -> Isochrone:
    """What is reached from a point within some minutes, the leg to the street included.

    Parameters
    ----------
    network
        Streets as a mode travels them.
    point
        In the CRS of the network.
    options
        Bands and distances.
    population
        People to be counted, each by their own cost over the network, their leg included (not by the polygon).

    Raises
    ------
    OptionError
        `isochrone_point_unsnapped`, if no usable street lies within the snapping distance.

    Notes
    -----
    A polygon holds what lies within `beside_m` of a reached street and can be walked to from it at 4.8 km/h in the
    minutes that are left; drawn by marching squares on a regular grid, so that holes stay. Nothing is sampled.
    """
    xy = shapely.get_coordinates(point)
    entries = snap(network, xy, options.snap_m)
    if not entries.snapped[0]:
        far = min(shapely.distance(network.edge_line, point))
        allowed = f"{options.snap_m:g}"
        raise OptionError(Problem(code="isochrone_point_unsnapped", found=f"{far:.0f}", allowed=allowed))
    watch.check()
    pieces = reached_pieces(network, entries, max(options.minutes))
    watch.check()
    polygons = band_polygons(pieces, options.minutes, options.beside_m)
    people = _people(network, entries, options, population, watch)
    bands = gpd.GeoDataFrame({"minutes": options.minutes, "people": people}, geometry=polygons, crs=network.crs)
    streets = gpd.GeoDataFrame(
        {
            "street": np.asarray(network.street_ids)[network.edge_street[pieces.edge]],
            "minutes_from": pieces.starts_min,
            "minutes_to": pieces.ends_min,
        },
        geometry=pieces.lines,
        crs=network.crs,
    )
    return Isochrone(bands, streets, network.notes)


def _people(
    network: Network, entries: Entries, options: IsochroneOptions, population: gpd.GeoDataFrame | None, watch: Watch
) -> list[float]:
    if population is None:
        return [float("nan")] * len(options.minutes)
    homes = place(network, population, options.snap_m).entries
    found = many_to_many(network, entries, homes, Search(limit=max(options.minutes), watch=watch))
    people = pd.to_numeric(population["people"], errors="coerce").fillna(0.0).to_numpy(dtype=np.float64)
    return [float(people[found.destination[found.cost <= inclusive(limit)]].sum()) for limit in options.minutes]


def reached_pieces(network: Network, entries: Entries, limit_min: float) -> Pieces:
    """The pieces of street reached from one point within a limit, by the sooner of both directions.

    Along an edge the arrival is the least of lines that rise with the distance from its tail (one enters there, or
    at a foot before) and lines that fall (one enters at its head, or at a foot beyond); pieces end where they cross.
    """
    limit = inclusive(limit_min)
    graph = network.graph("minutes")
    label, _ = nearest_source(
        graph, leaving(network, entries, "minutes"), limit, np.zeros(2 * len(entries.edge), np.int32)
    )
    edge, low, high, rising, falling = _spans(network, entries, label)
    whole = network.edge_min[edge]
    with np.errstate(invalid="ignore"):
        crossing = np.clip((falling - rising) / (2 * whole), low, high)
    crossing = np.where(np.isinf(falling), high, np.where(np.isinf(rising), low, crossing))
    up = np.minimum(crossing, (limit_min - rising) / whole)
    down = np.maximum(crossing, (falling - limit_min) / whole)
    length = network.edge_m[edge]
    forth, back = (up - low) * length > SHORTEST_M, (high - down) * length > SHORTEST_M
    edges = np.concatenate([edge[forth], edge[back]])
    first = np.concatenate([low[forth], down[back]])
    last = np.concatenate([up[forth], high[back]])
    starts = np.concatenate([rising[forth] + (low * whole)[forth], falling[back] - (high * whole)[back]])
    ends = np.concatenate([rising[forth] + (up * whole)[forth], falling[back] - (down * whole)[back]])
    turned = np.repeat([False, True], [forth.sum(), back.sum()])
    lines = _substrings(network, edges, first * network.edge_m[edges], last * network.edge_m[edges], turned)
    return Pieces(edges, lines, starts, np.minimum(ends, limit_min))


def _spans(network: Network, entries: Entries, label: Numbers) -> tuple[Numbers, ...]:
    """Stretches of edges between feet: edge, first and last share, and the offsets of the rising and falling lines."""
    tail, head = label[network.edge_tail], label[network.edge_head] + network.edge_min
    rising = np.where(network.edge_forward, tail, np.inf)
    falling = np.where(network.edge_back, head, np.inf)
    entered = np.unique(entries.edge)
    plain = np.flatnonzero((np.isfinite(rising) | np.isfinite(falling)) & (network.edge_min > 0))
    plain = np.setdiff1d(plain, entered)
    spans = [(plain, np.zeros(len(plain)), np.ones(len(plain)), rising[plain], falling[plain])]
    leg = leg_cost(entries.distance_m, "minutes")
    for edge in entered:
        mine = entries.edge == edge
        share, whole = entries.along_m[mine] / network.edge_m[edge], network.edge_min[edge]
        cuts = np.unique(np.concatenate([[0.0], share, [1.0]]))
        for low, high in pairwise(cuts):
            before, beyond = share <= low, share >= high
            up = np.where(before & network.edge_forward[edge], leg[mine] - share * whole, np.inf).min()
            down = np.where(beyond & network.edge_back[edge], leg[mine] + share * whole, np.inf).min()
            ends = np.array([low]), np.array([high])
            lines = np.array([min(rising[edge], up)]), np.array([min(falling[edge], down)])
            spans.append((np.array([edge]), *ends, *lines))
    return tuple(np.concatenate(parts) for parts in zip(*spans, strict=True))


def _substrings(
    network: Network, edge: Numbers, first_m: Numbers, last_m: Numbers, turned: npt.NDArray[np.bool_]
) -> npt.NDArray[np.object_]:
    """The parts of edges between two distances along them, turned round where asked."""
    lines = network.edge_line[edge]
    ends = shapely.line_interpolate_point(np.concatenate([lines, lines]), np.concatenate([first_m, last_m]))
    xy, owner = shapely.get_coordinates(lines, return_index=True)
    step = np.hypot(*np.diff(xy, axis=0, prepend=xy[:1]).T)
    step[np.diff(owner, prepend=-1) != 0] = 0.0
    run = np.cumsum(step)
    begin = run[np.searchsorted(owner, np.arange(len(lines)))]
    at = run - begin[owner]
    inner = (at > first_m[owner] + SHORTEST_M) & (at < last_m[owner] - SHORTEST_M)
    every = np.concatenate([np.arange(len(lines)), np.arange(len(lines)), owner[inner]])
    measure = np.concatenate([first_m, last_m, at[inner]])
    points = np.concatenate([shapely.get_coordinates(ends), xy[inner]])
    order = np.lexsort((np.where(turned[every], -measure, measure), every))
    return np.asarray(shapely.linestrings(points[order], indices=every[order]), dtype=object)
