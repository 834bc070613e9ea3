"""Land use of today and of the plan as lots that cover the province: towns, countryside, water, roads."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from rasterio.features import shapes as raster_shapes

from layers.demo.countryside import CODES
from layers.demo.curves import polygons_of, together
from layers.demo.frame import CRS, GRAIN_M, noise, placed, transform_local
from layers.demo.lots import Lots, between
from layers.demo.places import Plots
from layers.demo.relief import CELL_M
from layers.demo.towns import TownPlan
from layers.demo.water import Water

Patches = tuple[NDArray[np.object_], NDArray[np.intp]]  # outlines and their class

_ROUND_M = 90.0
_ROAD_M = {"trunk": 14.0, "primary": 11.0, "secondary": 8.0, "tertiary": 6.0}
# Most that may be built by code: share of the ground (%), floors, and floor space a m2 of ground.
_RULES = {
    "ODT": (70, 5, 3.0), "ONT": (55, 3, 1.5), "TMD": (55, 12, 5.0), "TSC": (40, 7, 2.4), "DGD": (40, 4, 1.4),
    "DYT": (40, 9, 2.6), "DVH": (35, 4, 1.2), "DTT": (30, 2, 0.5), "DKV": (5, 1, 0.05), "DCH": (60, 3, 1.6),
    "SKK": (60, 3, 1.4), "SKN": (60, 3, 1.4), "SKC": (60, 3, 1.5), "TON": (40, 3, 0.9), "TIN": (40, 2, 0.6),
    "DNL": (30, 2, 0.4), "DCT": (40, 2, 0.6),
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Ground:
    """What lots are made of: outlines of units, water, towns with their lots, plots of facilities, roads."""

    units: NDArray[np.object_]
    lagoon: shapely.Geometry
    water: Water
    towns: list[TownPlan]
    lots: Lots
    plots: Plots
    lines: NDArray[np.object_]
    road_class: NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Base:
    """Lots that do not depend on the plan, and for each unit the ground that is left for the countryside."""

    shapes: NDArray[np.object_]
    codes: NDArray[np.object_]
    left: NDArray[np.object_]


def make_base(ground: Ground) -> Base:
    """Water, main roads and streets of towns as lots; what is left of each unit."""
    limits = [plan.limit for plan in ground.towns]
    lake = polygons_of(ground.water.lake)
    town_space = [between(plan, ground.lots.shapes[ground.lots.town == k]) for k, plan in enumerate(ground.towns)]
    brooks = shapely.buffer(ground.water.brooks, ground.water.brook_widths_m / 2, quad_segs=2)
    rivers = shapely.union_all([*ground.water.rivers, *brooks], grid_size=GRAIN_M)
    layers = [
        ("", shapely.union_all(limits, grid_size=GRAIN_M)),
        ("", shapely.union_all(ground.plots.shapes, grid_size=GRAIN_M)),
        ("MNC", shapely.union_all([ground.lagoon, *lake], grid_size=GRAIN_M)),
        ("SON", rivers),
        ("DGT", _roads(ground)),
    ]
    shapes, codes, left = [], [], []
    for unit in ground.units:
        rest = unit
        for code, layer in layers:
            near = together(polygons_of(np.asarray(shapely.clip_by_rect(layer, *unit.bounds))))
            parts = polygons_of(shapely.intersection(near, rest, grid_size=GRAIN_M))
            if code:
                shapes.append(parts)
                codes += [code] * len(parts)
            rest = together(polygons_of(shapely.difference(rest, together(parts), grid_size=GRAIN_M)))
        left.append(rest)
    streets = [polygons_of(space) for space in town_space]
    shapes += [*streets, np.array(ground.plots.shapes, dtype=object)]
    codes += ["DGT"] * sum(map(len, streets)) + ground.plots.codes
    return Base(np.concatenate(shapes), np.array(codes, dtype=object), np.array(left, dtype=object))


def _roads(ground: Ground) -> shapely.Geometry:
    main = np.isin(ground.road_class, list(_ROAD_M))
    width = np.array([_ROAD_M[c] for c in ground.road_class[main]])
    return shapely.union_all(shapely.buffer(ground.lines[main], width, quad_segs=2), grid_size=GRAIN_M)


def make_lots_frame(ground: Ground, base: Base, patches: Patches, *, planned: bool) -> gpd.GeoDataFrame:
    """The frame of `landuse` (today) or `zoning` (the plan): every lot with its code."""
    fields, codes = _countryside(base, patches)
    lots = ground.lots
    town_codes = lots.planned if planned else lots.today
    shapes = np.concatenate([lots.shapes, base.shapes, fields])
    code = np.concatenate([town_codes, base.codes, codes]).astype(object)
    # Cutting leaves gaps and overlaps of square centimetres, which a land balance should not have.
    whole = shapely.coverage_clean(placed(shapes))  # type: ignore[attr-defined]  # newer than its types
    keep = (shapely.area(whole) > 1.0) & (shapely.get_type_id(whole) == shapely.GeometryType.POLYGON)
    return _frame(whole[keep], code[keep], planned=planned)


def _countryside(base: Base, patches: Patches) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """The classes as areas with round outlines, cut to what is left of each unit."""
    outlines, value = patches
    # With a vertex at every cell, neighbours have the same vertices, which simplifying them together asks for.
    areas = _weathered(shapely.coverage_simplify(shapely.segmentize(outlines, CELL_M), _ROUND_M))
    parts = polygons_of(base.left)
    part, area = shapely.STRtree(areas).query(parts, predicate="intersects")
    cut, owner = shapely.get_parts(shapely.intersection(areas[area], parts[part], grid_size=GRAIN_M), return_index=True)
    areal = shapely.get_type_id(cut) == shapely.GeometryType.POLYGON
    return cut[areal], np.array(CODES, dtype=object)[value[area[owner[areal]]]]


def traced(classes: NDArray[np.intp]) -> Patches:
    """The outlines of patches of equal cells, and their class."""
    patches = list(raster_shapes(classes.astype(np.int32), transform=transform_local(CELL_M)))
    rings = [(number, ring) for number, (shape, _) in enumerate(patches) for ring in shape["coordinates"]]
    owner = np.repeat(np.arange(len(rings)), [len(ring) for _, ring in rings])
    lines = shapely.linearrings(np.array([point for _, ring in rings for point in ring]), indices=owner)
    shapes = shapely.polygons(np.asarray(lines, dtype=object), indices=np.array([number for number, _ in rings]))
    return np.asarray(shapes, dtype=object), np.array([int(value) for _, value in patches])


def _weathered(areas: NDArray[np.object_]) -> NDArray[np.object_]:
    """Areas with edges that wander a little; neighbours keep their common edge, because equal points move alike."""
    fine = shapely.segmentize(areas, 130.0)
    points = np.round(shapely.get_coordinates(fine), 2)
    push = np.stack([noise(f"edge {axis}", points, 420.0, 3) for axis in "xy"], axis=1) * 42.0
    return np.asarray(shapely.make_valid(shapely.set_coordinates(fine, np.round(points + push, 2))), dtype=object)


def _frame(shapes: NDArray[np.object_], code: NDArray[np.object_], *, planned: bool) -> gpd.GeoDataFrame:
    code = np.where(code == "SKX", "SKS", code)
    frame = gpd.GeoDataFrame(
        {"code": code, "status": "planned" if planned else "existing", "year": 2035.0 if planned else 2026.0},
        geometry=shapes,
        crs=CRS,
    )
    if planned:
        for number, name in enumerate(("coverage_pct", "floors_max", "far")):
            frame[name] = [float(_RULES[c][number]) if c in _RULES else np.nan for c in code]
    prefix = "QH" if planned else "HT"
    frame.index = pd.Index([f"{prefix}{number:05d}" for number in range(1, len(frame) + 1)], name="id")
    return frame
