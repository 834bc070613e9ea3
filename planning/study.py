"""A city as the measures see it: origins, zones, networks and ways, each made once and shared.

Every value is remembered under a key of just what it depends on, so a scenario recomputes only what it touches: a new
school leaves the network, the entries of people and every other facility alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import Transformer

from layers.city import City
from layers.digest import digest
from layers.grid import Grid
from layers.layer import Layer
from layers.problems import LayerError, Problem
from planning.completeness import incomplete
from planning.network.build import Network, build_network
from planning.network.costs import Search, nearest
from planning.network.modes import Mode, mode
from planning.network.snap import SNAP_M, Entries, snap
from planning.remember import Remember, forget
from planning.zones import (
    CODES,
    Numbers,
    Whole,
    Zones,
    one_zone,
    places_of,
    units_in_force,
    zone_by_code,
    zone_of,
    zones_of,
)

Metric = Literal["minutes", "metres"]


class Reach(NamedTuple):
    """Least cost of each origin to a facility of a kind (`inf`: no way), and which origins have no street near."""

    cost: Numbers
    facility: npt.NDArray[np.int32]
    unsnapped: npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Study:
    """One city, measured.

    `baseline` is the city before the scenario: its streets stay among those by which people enter the network, so that
    a new street can take nothing from anybody. `streets_name`, `origins_name` and `zones_name` pick a layer where there
    are several.
    """

    city: City
    baseline: City | None = None
    remember: Remember = field(default=forget, repr=False)
    streets_name: str | None = None
    origins_name: str | None = None
    zones_name: str | None = None
    snap_m: float = SNAP_M
    _found: dict[str, gpd.GeoDataFrame | LayerError] = field(default_factory=dict, init=False, repr=False)

    def incomplete(self, service: str = "") -> tuple[Problem, ...]:
        """The kinds of a service of which far fewer are known than the official numbers of the units say there are."""
        city = self.baseline or self.city
        types = ("facilities", "units", "population", "streets")
        layers = [(layer.digest, layer.provenance) for type_ in types for layer in city.of_type(type_)]
        return self.remember(digest("incomplete", service, layers), lambda: incomplete(city, service))

    @cached_property
    def streets(self) -> Layer:
        """The streets; `missing_layer` or `ambiguous_layer` otherwise."""
        return self.city.one("streets", self.streets_name)

    @cached_property
    def origins(self) -> gpd.GeoDataFrame:
        """Where people live, with `people`."""
        return self.city.population(self.origins_name)

    @cached_property
    def people(self) -> Numbers:
        """People of each origin."""
        return np.asarray(self.origins["people"].to_numpy(), dtype="float64")

    @cached_property
    def places(self) -> Numbers:
        """x, y of each origin, metres."""
        return places_of(self.origins)

    @cached_property
    def places_digest(self) -> str:
        """The content key of the origins' places."""
        return digest(self.places)

    @cached_property
    def zones(self) -> Zones:
        """The units by which results are summed; where there are none, the study area as one zone."""
        if self.zones_name is None and not self.city.of_type("units"):
            return one_zone(self.city.area)
        return zones_of(self.city[self.zones_name] if self.zones_name else units_in_force(self.city))

    @cached_property
    def zone(self) -> Whole:
        """The zone of each origin, -1 outside all: the one that it names, else the one it lies in."""
        codes = self.origins[[name for name in CODES if name in self.origins.columns]]
        key = digest("zone", self.places_digest, self.zones.digest, pd.DataFrame(codes))
        return self.remember(key, lambda: self._zone(codes))

    def _zone(self, codes: pd.DataFrame) -> Whole:
        here = zone_of(self.places, self.zones)
        if codes.empty:
            return here
        named = zone_by_code(codes, self.zones)
        return np.where(named >= 0, named, here)

    @property
    def zone_ids(self) -> pd.Series[str]:
        """The id of the zone of each origin; missing outside all."""
        ids = pd.Series(self.zones.ids.to_numpy(), dtype="object").reindex(self.zone)
        return ids.set_axis(self.origins.index)

    def network(self, name: str) -> Network:
        """The network of a mode."""
        return self._network(self.streets, default_mode(name))

    def _network(self, streets: Layer, how: Mode) -> Network:
        key = digest("network", streets.digest, how)
        return self.remember(key, lambda: build_network(streets.frame, how))

    def entries(self, name: str, places: Numbers, places_digest: str) -> Entries:
        """How points enter the network; by the streets of the baseline too, where these are others."""
        before = self._baseline_streets()
        key = digest("entries", self.ways_digest(name), places_digest)
        return self.remember(key, lambda: self._snapped(name, places, places_digest, before))

    def _snapped(self, name: str, places: Numbers, places_digest: str, before: Layer | None) -> Entries:
        also = None
        if before is not None:
            how = default_mode(name)
            key = digest("entries", digest(before.digest, "", how, self.snap_m), places_digest)
            also = self.remember(key, lambda: snap(self._network(before, how), places, self.snap_m))
        return snap(self.network(name), places, self.snap_m, also)

    def _baseline_streets(self) -> Layer | None:
        if self.baseline is None:
            return None
        try:
            before = self.baseline.one("streets", self.streets_name)
        except LayerError:
            return None
        return None if before.digest == self.streets.digest else before

    def ways_digest(self, name: str) -> str:
        """The content key of all that decides what a way costs in a mode, the points apart."""
        before = self._baseline_streets()
        return digest(self.streets.digest, before.digest if before else "", default_mode(name), self.snap_m)

    def facilities(self, what: str) -> gpd.GeoDataFrame:
        """Facilities of a kind, a prefix or a layer; `no_facilities` where there is none."""
        if what not in self._found:
            try:
                self._found[what] = self.city.facilities(what)
            except LayerError as error:
                self._found[what] = error
        found = self._found[what]
        if isinstance(found, LayerError):
            raise found
        return found

    def has_facilities(self, what: str) -> bool:
        """Whether there is any."""
        try:
            return len(self.facilities(what)) > 0
        except LayerError:
            return False

    def reach(self, what: str, mode_name: str, metric: Metric = "minutes", limit: float = np.inf) -> Reach:
        """Least cost from every origin to the nearest facility of a kind.

        Costs count the straight ways between points and streets at both ends. With a limit (included), origins that
        need more have `inf`.
        """
        there = places_of(self.facilities(what))
        there_digest = digest(there)
        key = digest("reach", self.ways_digest(mode_name), metric, limit, self.places_digest, there_digest)
        return self.remember(key, lambda: self._reached(there, there_digest, mode_name, metric, limit))

    def _reached(self, there: Numbers, there_digest: str, mode_name: str, metric: Metric, limit: float) -> Reach:
        here = self.entries(mode_name, self.places, self.places_digest)
        found = nearest(
            self.network(mode_name),
            here,
            self.entries(mode_name, there, there_digest),
            Search(metric=metric, limit=limit),
        )
        return Reach(found.cost, found.facility, ~here.snapped)

    def at_origins(self, grid: Grid) -> Numbers:
        """The grid's value at each origin; NaN where it has none or does not reach."""
        key = digest("at", grid, self.places_digest)
        return self.remember(key, lambda: _sample(grid, self.places, self.city.crs))

    def share_inside(self, shapes: npt.NDArray[np.object_], shapes_digest: str) -> Numbers:
        """The part of each origin that lies in polygons: of its area, or 0 or 1 for a point."""
        key = digest("inside", shapes_digest, self.places_digest)
        return self.remember(key, lambda: _inside(self.origins, shapes))


@lru_cache(maxsize=16)
def default_mode(name: str) -> Mode:
    """The mode of a name with the speeds of the shipped table."""
    return mode(name)


def sample(grid: Grid, xy: Numbers, crs: str) -> Numbers:
    """The grid's value at points in another CRS; NaN where it has none or does not reach."""
    return _sample(grid, xy, crs)


def _sample(grid: Grid, xy: Numbers, crs: str) -> Numbers:
    x, y = xy[:, 0], xy[:, 1]
    if crs != grid.crs:
        x, y = Transformer.from_crs(crs, grid.crs, always_xy=True).transform(x, y)
    inverse = ~grid.transform
    column = np.floor(inverse.a * x + inverse.b * y + inverse.c).astype(np.int64)
    row = np.floor(inverse.d * x + inverse.e * y + inverse.f).astype(np.int64)
    rows, columns = grid.values.shape
    there = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
    values = np.full(len(xy), np.nan)
    values[there] = grid.filled[row[there], column[there]]
    return values


def _inside(origins: gpd.GeoDataFrame, shapes: npt.NDArray[np.object_]) -> Numbers:
    joined = shapely.union_all(shapes)
    here = origins.geometry.to_numpy()
    shapely.prepare(joined)
    touching = shapely.intersects(joined, here)
    share = np.zeros(len(here))
    points = shapely.get_dimensions(here) == 0
    share[touching & points] = 1.0
    areal = np.flatnonzero(touching & ~points)
    share[areal] = shapely.area(shapely.intersection(here[areal], joined)) / shapely.area(here[areal])
    return share
