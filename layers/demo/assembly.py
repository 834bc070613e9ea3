"""The province as layers, grids and a table of readings, each with its provenance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy import ndimage, spatial

from layers.city import City
from layers.demo import countryside, flood, land, lots, places, sensors, voices
from layers.demo.curves import clipped, polygons_of, together
from layers.demo.facts import DATE, LICENCE, PROVINCE, SOURCE, UNITS
from layers.demo.frame import CRS, GRAIN_M, Array, cell_centres, cells_of, placed, transform
from layers.demo.plan import TOWNS
from layers.demo.province import Province
from layers.demo.relief import CELL_M
from layers.demo.water import Water
from layers.digest import digest
from layers.grid import Grid
from layers.known import KNOWN
from layers.layer import Layer, Provenance

PROVENANCE = Provenance(source=SOURCE, date=DATE, licence=LICENCE, illustrative=True)
_INDUSTRY = (
    ("Khu công nghiệp Mẫu Ga", "25.2 36.5", 6_800.0),
    ("Cụm công nghiệp Mẫu Thành", "20.75 26.65", 1_450.0),
    ("Cảng Minh Họa", "35.9 35.2", 1_900.0),
)
_FRINGE_M = 20.0  # half a cell: the flood then meets the drawn bank
_FORESTS = ("RSX", "RPH", "RDD")


@dataclass(frozen=True, eq=False)
class Demo:
    """The Sample Province: layers by name, grids by name, and a month of readings (a table layer)."""

    layers: Mapping[str, Layer]
    grids: Mapping[str, Grid]
    observations: Layer

    @cached_property
    def digest(self) -> str:
        """The content key of everything in it."""
        return digest("demo", dict(self.layers), dict(self.grids), self.observations)

    def city(self) -> City:
        """The province as a city."""
        return City.of(self.layers.values(), self.grids.values(), name=PROVINCE, crs=CRS)


@dataclass(frozen=True, eq=False)
class _Ground:
    """Rasters that several layers need, and the population's cells in metres from the corner."""

    height: Array
    rugged: Array
    sites: countryside.Sites
    depth: Array
    dry: NDArray[np.bool_]
    cells: Array
    people: Array
    unit: NDArray[np.intp]

    @property
    def depth_at_cells(self) -> Array:
        return np.asarray(self.depth[cells_of(self.cells, CELL_M, self.depth.shape)])


def assemble(province: Province, progress: Callable[[float], None]) -> Demo:
    """Everything there is to know of the province."""
    ground = _ground(province)
    progress(0.3)
    town_lots = lots.make_lots(TOWNS, province.towns, province.outlines.units)
    plots = places.Plots()
    limits = shapely.union_all([plan.limit for plan in province.towns])
    frames: dict[str, tuple[str, pd.DataFrame]] = {
        "area": ("area", _area(province)),
        "units": ("units", _units(province)),
        "streets": ("streets", province.streets),
        "population": ("population", province.population),
    }
    terrain = _terrain(province, ground, limits)
    frames |= {name: ("facilities", frame) for name, frame in places.make_facilities(terrain, town_lots, plots).items()}
    lots.spread_uses(town_lots, _sea(province), province.water.wet)
    frames |= _other_places(province, ground, town_lots, limits)
    progress(0.6)
    frames |= _land(province, ground, town_lots, plots)
    progress(0.9)
    frames["water"] = ("water", _water(province))
    frames["sensors"] = ("sensors", sensors.make_sensors(province.lanes))
    frames["reports"] = ("reports", voices.make_reports(ground.cells, ground.people, ground.depth_at_cells))
    made = {name: Layer(name, KNOWN[type_], frame, PROVENANCE) for name, (type_, frame) in frames.items()}
    readings = Layer("observations", KNOWN["observations"], sensors.make_observations(), PROVENANCE)
    return Demo(made, _grids(ground), readings)


def _ground(province: Province) -> _Ground:
    coarse, shape = cell_centres(2 * CELL_M)
    rugged = province.relief.rugged[spatial.cKDTree(province.relief.points).query(coarse)[1]].reshape(shape)
    rugged = ndimage.zoom(rugged, 2, order=1, grid_mode=True, mode="nearest")
    relief, shapes = province.relief.raster, (province.coast.land, province.coast.lagoon, province.outlines.units)
    sites = countryside.make_sites(relief, province.slope, rugged, province.lived, shapes)
    limits = shapely.union_all([plan.limit for plan in province.towns])
    height = flood.ground(relief, province.lived, limits, sites.sea_m)
    inner = shapely.buffer(province.water.rivers, -_FRINGE_M)
    open_water = shapely.union_all([*inner, province.water.lake])
    depth, dry = flood.make_flood(height, rugged, province.lanes, (open_water, province.coast.lagoon))
    dry |= sites.unit < 0
    cells, people, unit = places.cells_in_frame(province.population)
    return _Ground(height, rugged, sites, np.where(dry, 0.0, depth), dry, cells, people, unit)


def _terrain(province: Province, ground: _Ground, limits: shapely.Geometry) -> places.Terrain:
    closed, brooks = shapely.union(shapely.buffer(province.water.wet, 15.0), limits), _brooks(province.water)
    shapely.prepare([closed, brooks])
    shapely.prepare(province.outlines.units)
    road_class = province.streets["class"].to_numpy()
    lines, units = province.street_lines, province.outlines.units
    return places.Terrain(ground.cells, ground.people, ground.unit, lines, road_class, units, closed, brooks)


def _area(province: Province) -> gpd.GeoDataFrame:
    shape = placed(np.array([province.outlines.area], dtype=object))
    return gpd.GeoDataFrame({"name": [PROVINCE]}, geometry=shape, crs=CRS, index=pd.Index(["90"], name="id"))


def _units(province: Province) -> gpd.GeoDataFrame:
    columns = {
        "name": [unit.name for unit in UNITS],
        "name_en": [unit.name_en for unit in UNITS],
        "level": "commune",
        "kind": [unit.kind for unit in UNITS],
        "parent": [unit.parent for unit in UNITS],
        "valid_from": "2025-07-01",
    }
    index = pd.Index([unit.code for unit in UNITS], name="id", dtype=object)
    return gpd.GeoDataFrame(columns, geometry=placed(province.outlines.units), crs=CRS, index=index)


def _sea(province: Province) -> shapely.Geometry:
    """The open sea off the city."""
    return shapely.difference(shapely.box(33_000, 35_600, 44_000, 45_000), province.coast.ground)


def _other_places(
    province: Province, ground: _Ground, town_lots: lots.Lots, limits: shapely.Geometry
) -> dict[str, tuple[str, pd.DataFrame]]:
    road_class = province.streets["class"].to_numpy()
    on_land = province.street_lines[(province.streets["bridge"] != "yes").to_numpy()]
    made = {
        "bus_stops": voices.make_bus_stops(province.street_lines, road_class, province.lived, limits),
        "shelters": voices.make_shelters(ground.cells, ground.people, ground.unit, ground.depth_at_cells, on_land),
        "jobs": voices.make_jobs(town_lots, _INDUSTRY, on_land),
    }
    return {name: ("facilities", frame) for name, frame in made.items()}


def _land(
    province: Province, ground: _Ground, town_lots: lots.Lots, plots: places.Plots
) -> dict[str, tuple[str, pd.DataFrame]]:
    stuff = land.Ground(
        units=province.outlines.units,
        lagoon=province.coast.lagoon,
        water=province.water,
        towns=province.towns,
        lots=town_lots,
        plots=plots,
        lines=province.street_lines,
        road_class=province.streets["class"].to_numpy(),
    )
    base = land.make_base(stuff)

    # Rasters are read and written here, in one thread; the pool then only cuts shapes, which GEOS does in parallel.
    traced = [land.traced(countryside.classify(ground.sites, planned=planned)) for planned in (False, True)]
    with ThreadPoolExecutor(2) as pool:
        today, plan = pool.map(
            lambda planned: land.make_lots_frame(stuff, base, traced[planned], planned=planned), (0, 1)
        )
    return {"landuse": ("landuse", today), "zoning": ("zoning", plan), "green": ("green", _green(today))}


def _green(landuse: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Parks, which are public, and forests, which are not."""
    park, forest = (landuse["code"] == "DKV").to_numpy(), landuse["code"].isin(_FORESTS).to_numpy()
    chosen = landuse[park | forest]
    public = (chosen["code"] == "DKV").to_numpy()
    frame = gpd.GeoDataFrame(
        {"kind": np.where(public, "park", "forest"), "public": pd.array(public, dtype="boolean")},
        geometry=chosen.geometry.to_numpy(),
        crs=CRS,
    )
    frame.index = pd.Index([f"CX{number:04d}" for number in range(1, len(frame) + 1)], name="id")
    return frame


def _brooks(water: Water) -> shapely.Geometry:
    return shapely.union_all(shapely.buffer(water.brooks, water.brook_widths_m / 2, quad_segs=2), grid_size=GRAIN_M)


def _water(province: Province) -> gpd.GeoDataFrame:
    """Rivers, brooks, the lagoon and the reservoir."""
    water = province.water
    named: list[tuple[str | None, str, shapely.Geometry]] = [
        *zip(water.names, ["river"] * len(water.names), water.rivers, strict=True),
        ("Đầm Mẫu", "lagoon", province.coast.lagoon),
    ]
    named += [("Hồ Mẫu Cau", "lake", water.lake)] if not water.lake.is_empty else []
    named += [(None, "stream", part) for part in polygons_of(_brooks(water))]
    cut = clipped(np.array([shape for *_, shape in named], dtype=object), province.outlines.area, GRAIN_M)
    whole = [together(polygons_of(shape)) for shape in cut]
    keep = [not shape.is_empty for shape in whole]
    frame = gpd.GeoDataFrame(
        {"name": [name for name, *_ in named], "kind": [kind for _, kind, _ in named]},
        geometry=placed(np.array(whole, dtype=object)),
        crs=CRS,
    )[keep]
    frame.index = pd.Index([f"MN{number:04d}" for number in range(1, len(frame) + 1)], name="id")
    return frame


def _grids(ground: _Ground) -> dict[str, Grid]:
    outside = ground.sites.unit < 0
    height = np.round(np.where(outside, 0.0, ground.height), 1).astype(np.float32)
    depth = ground.depth.astype(np.float32)
    return {
        "elevation": Grid("elevation", "elevation", height, transform(CELL_M), CRS, "m", outside, PROVENANCE),
        "flood_depth": Grid(
            "flood_depth", "flood_depth", depth, transform(CELL_M), CRS, "m", ground.dry.copy(), PROVENANCE
        ),
    }
