"""The city: layers and grids of one area in one metric CRS."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from layers.crs import WGS84, crs_of, is_metric, lonlat_bounds, metric_crs
from layers.digest import digest
from layers.grid import Grid
from layers.known import matches_kind
from layers.layer import Layer
from layers.problems import LayerError, OptionError, Problem

Shape = TypeVar("Shape", bound=BaseGeometry)


ROOM_M = 500.0
"""How far an area reaches that is only known as a line or a place."""


@dataclass(frozen=True, eq=False)
class City:
    """What is known of an area.

    Layers are in the metric CRS `crs`; grids keep their own frame, because resampling would change their values.
    Nothing is changed in place: `with_layer` gives another city that shares what did not change.
    """

    name: str
    crs: str
    layers: Mapping[str, Layer] = field(default_factory=dict)
    grids: Mapping[str, Grid] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Lock the mappings and refuse a frame that is not in metres."""
        if not is_metric(self.crs):
            raise LayerError(Problem(code="crs_not_metric", found=self.crs, allowed="EPSG:9217, UTM"))
        object.__setattr__(self, "layers", MappingProxyType(dict(self.layers)))
        object.__setattr__(self, "grids", MappingProxyType(dict(self.grids)))

    @classmethod
    def of(cls, layers: Iterable[Layer], grids: Iterable[Grid] = (), *, name: str = "", crs: str = "") -> City:
        """A city of layers in any CRS.

        Parameters
        ----------
        layers, grids
            What it holds; layers are brought into `crs`.
        name
            Name of the area.
        crs
            Metric CRS as authority code; by default that of the centre of the area (`layers.crs.metric_crs`).
        """
        layers, grids = tuple(layers), tuple(grids)
        chosen = crs or metric_crs_of(layers, grids)
        return cls(
            name=name,
            crs=chosen,
            layers={layer.name: layer.to_crs(chosen) for layer in layers},
            grids={grid.name: grid for grid in grids},
        )

    def __getitem__(self, name: str) -> Layer:
        """The layer of a name; `missing_layer` where there is none."""
        if name not in self.layers:
            raise LayerError(
                Problem(code="missing_layer", layer=name, found=name, allowed=", ".join(sorted(self.layers)))
            )
        return self.layers[name]

    def with_layer(self, *layers: Layer) -> City:
        """Another city with these layers added or replaced."""
        return replace(self, layers={**self.layers, **{layer.name: layer.to_crs(self.crs) for layer in layers}})

    def of_type(self, type_: str) -> tuple[Layer, ...]:
        """All layers of a type, by name."""
        return tuple(layer for _, layer in sorted(self.layers.items()) if layer.type == type_)

    def one(self, type_: str, name: str | None = None) -> Layer:
        """The layer of a type.

        Raises
        ------
        LayerError
            `missing_layer` where there is none, `ambiguous_layer` where there are several and no name picks one,
            `wrong_type` where the name is that of another type.
        """
        if name is not None:
            layer = self[name]
            if layer.type != type_:
                raise LayerError(Problem(code="wrong_type", layer=name, found=layer.type, allowed=type_))
            return layer
        found = self.of_type(type_)
        if not found:
            raise LayerError(Problem(code="missing_layer", layer=type_, found="", allowed=type_))
        if len(found) > 1:
            names = ", ".join(layer.name for layer in found)
            raise LayerError(Problem(code="ambiguous_layer", layer=type_, found=names, allowed="1"))
        return found[0]

    def grid(self, type_: str, name: str | None = None) -> Grid:
        """The grid of a type, found as `one` finds layers."""
        found = [grid for _, grid in sorted(self.grids.items()) if grid.type == type_ and name in (None, grid.name)]
        if not found:
            raise LayerError(Problem(code="missing_layer", layer=name or type_, found="", allowed=type_))
        if len(found) > 1:
            raise LayerError(
                Problem(code="ambiguous_layer", layer=type_, found=", ".join(g.name for g in found), allowed="1")
            )
        return found[0]

    @property
    def has_population(self) -> bool:
        """Whether it is known where people live."""
        return bool(self.of_type("population")) or any(grid.type == "population_grid" for grid in self.grids.values())

    def population(self, name: str | None = None) -> gpd.GeoDataFrame:
        """The origins of every access question: a frame with `people`.

        The layer of type `population`; without one, the cells of a `population_grid` that hold people, as points.
        """
        if name is None and not self.of_type("population") and self.has_population:
            return cells_with_people(self.grid("population_grid"), self.crs)
        return self.one("population", name).frame

    def facilities(self, what: str) -> gpd.GeoDataFrame:
        """Facilities of a kind, of all kinds below a prefix, or of a layer.

        Parameters
        ----------
        what
            A kind ("school.primary"), a prefix ("school"), or the name of a layer of facilities.

        Returns
        -------
        frame
            Columns of the layers with `kind`, `layer` and `own_id`; indexed by id, the layer's name before it where
            two layers use the same one.

        Raises
        ------
        LayerError
            `no_facilities` where nothing is selected; `allowed` lists what there is.
        """
        layers = self.of_type("facilities")
        named = [layer for layer in layers if layer.name == what]
        parts = []
        for layer in named or layers:
            frame = layer.frame
            kept = frame if named else frame[[matches_kind(str(kind), what) for kind in frame["kind"]]]
            if len(kept):
                parts.append(kept.assign(layer=layer.name, own_id=kept.index))
        if not parts:
            kinds = sorted({str(kind) for layer in layers for kind in layer.frame["kind"].unique()})
            raise LayerError(Problem(code="no_facilities", found=what, allowed=", ".join(kinds)))
        joined = parts[0] if len(parts) == 1 else pd.concat(parts)
        if not joined.index.is_unique:
            joined.index = pd.Index(joined["layer"] + ":" + joined["own_id"], name="id")
        return gpd.GeoDataFrame(joined, crs=self.crs)

    @cached_property
    def area(self) -> BaseGeometry:
        """The study area: the layer `area`, else the union of `units`, else the hull of the layers; metres.

        Layers along a line, or in one place, have no hull with an area: it is then what lies within `ROOM_M` of them.
        """
        for type_ in ("area", "units"):
            shapes = [
                s for layer in self.of_type(type_) for s in layer.frame.geometry if s.geom_type.endswith("Polygon")
            ]
            if shapes:
                return shapely.union_all(shapes)
        boxes = [
            shapely.box(*layer.frame.total_bounds)
            for layer in self.layers.values()
            if layer.has_geometry and len(layer)
        ]
        hull = shapely.MultiPoint(shapely.get_coordinates(boxes)).convex_hull
        return hull.buffer(ROOM_M) if boxes and hull.area == 0 else hull

    @cached_property
    def digest(self) -> str:
        """The content key of everything in it: what measures alike is alike, wherever it comes from."""
        return digest("city", self.crs, dict(self.layers), dict(self.grids))

    @cached_property
    def shown_digest(self) -> str:
        """The key of what is shown of it, which says its name, its sources and whether it is made up as well."""
        known = [{name: one.provenance for name, one in kind.items()} for kind in (self.layers, self.grids)]
        return digest("shown", self.name, self.digest, known)

    @property
    def illustrative(self) -> bool:
        """Whether any of it is made up: then everything made of it is."""
        return any(layer.illustrative for layer in self.layers.values()) or any(
            g.illustrative for g in self.grids.values()
        )

    def lonlat(self, geometry: Shape) -> Shape:
        """A geometry of the city in degrees."""
        moved: Shape = gpd.GeoSeries([geometry], crs=self.crs).to_crs(WGS84).iloc[0]
        return moved

    def metres(self, geometry: Shape) -> Shape:
        """A geometry in degrees brought into the city's frame."""
        moved: Shape = gpd.GeoSeries([geometry], crs=WGS84).to_crs(self.crs).iloc[0]
        return moved


def cells_with_people(grid: Grid, crs: str) -> gpd.GeoDataFrame:
    """The cells of a grid that hold people, as points at their centres: id "row_column", `people`."""
    people = grid.filled
    row, column = np.nonzero(np.nan_to_num(people, nan=0.0) > 0)
    t = grid.transform
    x = t.a * (column + 0.5) + t.b * (row + 0.5) + t.c
    y = t.d * (column + 0.5) + t.e * (row + 0.5) + t.f
    ids = pd.Index([f"{r}_{c}" for r, c in zip(row, column, strict=True)], name="id", dtype="object")
    points = gpd.GeoSeries(gpd.points_from_xy(x, y), index=ids, crs=grid.crs).to_crs(crs)
    return gpd.GeoDataFrame({"people": people[row, column]}, geometry=points, index=ids, crs=crs)


def metric_crs_of(layers: tuple[Layer, ...], grids: tuple[Grid, ...] = ()) -> str:
    """The metric CRS of the centre of the layers that say best where the area is; `empty_city` where there is none."""
    order = {"area": 0, "units": 1, "streets": 2, "population": 3}
    placed = [layer for layer in layers if layer.has_geometry and len(layer)]
    if placed:
        first = min(placed, key=lambda layer: (order.get(layer.type, 9), layer.name))
        bounds, crs = tuple(first.frame.total_bounds), first.crs
    elif grids:
        bounds, crs = grids[0].bounds, grids[0].crs
    else:
        raise OptionError(Problem(code="empty_city", found="0", allowed=">= 1"))
    west, south, east, north = lonlat_bounds(bounds, crs)
    if not crs_of(crs).is_geographic and is_metric(crs) and crs.startswith("EPSG:") and _is_vn2000(crs):
        return crs
    return metric_crs((west + east) / 2, (south + north) / 2)


def _is_vn2000(crs: str) -> bool:
    return "VN-2000 / TM-3" in crs_of(crs).name
