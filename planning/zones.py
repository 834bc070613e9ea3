"""Zones and what lies in them: each point in one zone, sums and means by people."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from layers.city import City
from layers.digest import digest
from layers.layer import Layer
from layers.problems import LayerError, Problem

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
WHOLE_AREA = ""
"""Where a table lists zones, the row of the whole area has this id."""
AREAL = 2
"""Dimension of a polygon."""
AREA_KM2 = "area_km2"
"""The column in which units without outlines state their area."""
CODES = ("unit_code", "parent_code")
"""Columns of a population that name the unit where people were counted, and the one above it."""


@dataclass(frozen=True, eq=False)
class Zones:
    """Areas by which results are summed: ids and names in the layer's order, shapes in metres.

    Of units whose outlines nobody has, `shapes` are points, and `stated_m2` are the areas that the layer states.
    """

    ids: pd.Index[str]
    names: pd.Series[str]
    shapes: npt.NDArray[np.object_]
    layer: str
    digest: str
    stated_m2: Numbers | None = None

    @property
    def count(self) -> int:
        """Number of zones."""
        return len(self.ids)

    @property
    def outlined(self) -> bool:
        """Whether it is known where the zones end: whatever lies in them can then be found by place."""
        return bool((shapely.get_dimensions(self.shapes) == AREAL).all())

    @property
    def area_m2(self) -> Numbers:
        """Area of each zone; of a point what its layer states, NaN where it states none."""
        if not self.outlined and self.stated_m2 is not None:
            return self.stated_m2
        return np.asarray(shapely.area(self.shapes), dtype="float64")


def zones_of(layer: Layer) -> Zones:
    """The zones of a layer of polygons, or of points alone, in the layer's CRS (metres).

    Raises
    ------
    LayerError
        `zones_not_polygons` where any of them is a line, or points stand among polygons.
    """
    frame = layer.frame
    shapes = np.asarray(frame.geometry.to_numpy(), dtype=object)
    dimensions = set(shapely.get_dimensions(shapes).tolist())
    if dimensions - {AREAL} and dimensions != {0}:
        raise LayerError(Problem(code="zones_not_polygons", layer=layer.name, found="point, line", allowed="polygon"))
    names = (
        frame["name"].fillna("").astype(str)
        if "name" in frame.columns
        else pd.Series(frame.index.astype(str), index=frame.index)
    )
    names = names.where(names != "", frame.index.astype(str))
    return Zones(frame.index, names, shapes, layer.name, layer.digest, None if AREAL in dimensions else _stated(frame))


def _stated(frame: pd.DataFrame) -> Numbers:
    """The areas that a layer states, square metres; NaN where it states none."""
    if AREA_KM2 not in frame.columns:
        return np.full(len(frame), np.nan)
    return pd.to_numeric(frame[AREA_KM2], errors="coerce").to_numpy(dtype="float64", na_value=np.nan) * 1e6


def units_in_force(city: City) -> Layer:
    """The set of units by which results are summed where nobody picks one.

    Of several sets the only one that has no end (`valid_to`); otherwise as `City.one`, whose errors it raises.
    """
    layers = city.of_type("units")
    lasting = [layer for layer in layers if not has_ended(layer.frame)]
    return lasting[0] if len(layers) > 1 and len(lasting) == 1 else city.one("units")


def has_ended(frame: pd.DataFrame) -> bool:
    """Whether all units of a set have an end: they are no longer in force."""
    return "valid_to" in frame.columns and bool(len(frame)) and not bool(frame["valid_to"].isna().any())


def one_zone(area: shapely.Geometry) -> Zones:
    """A single zone, id "area"."""
    ids = pd.Index(["area"], name="id", dtype="object")
    return Zones(ids, pd.Series(["area"], index=ids), np.array([area], dtype=object), "area", digest("zone", area))


def zone_of(points: Numbers, zones: Zones) -> Whole:
    """The zone of each point: its position, -1 outside all; on a shared border the zone that comes first by id.

    Parameters
    ----------
    points
        x, y, one a row, in the zones' CRS.
    """
    return first_zone(np.asarray(shapely.points(points), dtype=object), zones.shapes, zones.ids)


def first_zone(points: npt.NDArray[np.object_], shapes: npt.NDArray[np.object_], ids: pd.Index[str]) -> Whole:
    """The position of the zone that each point lies in, border included; of several the first by id; -1 for none."""
    point, zone = shapely.STRtree(shapes).query(points, predicate="intersects")
    order_of_ids = np.argsort(np.argsort(ids.to_numpy().astype(str)))
    found = np.full(len(points), -1, dtype=np.int64)
    # Of several the last one written stays, so the first id is written last.
    order = np.argsort(-order_of_ids[zone], kind="stable")
    found[point[order]] = zone[order]
    return found


def zone_by_code(people: pd.DataFrame, zones: Zones) -> Whole:
    """The zone that each row of a population names as the one where its people were counted; -1 where it names none.

    The columns are those of `CODES`: so people counted by commune are summed by commune or by district, wherever the
    point lies that stands for them.
    """
    found = np.full(len(people), -1, dtype=np.int64)
    for column in CODES:
        if column in people.columns:
            named = zones.ids.get_indexer(pd.Index(people[column].astype("object")))
            found = np.where(found < 0, named, found)
    return found


@dataclass(frozen=True, eq=False)
class ByZone:
    """A measure by zone and for the whole area; NaN where it has no value."""

    values: pd.Series[float]
    whole: float


def sums(values: Numbers, zone: Whole, zones: Zones) -> ByZone:
    """Sums by zone; the whole counts what lies outside every zone too."""
    inside = zone >= 0
    by_zone = np.bincount(zone[inside], weights=values[inside], minlength=zones.count)
    return ByZone(pd.Series(by_zone, index=zones.ids), float(values.sum()))


def ratio(above: ByZone, below: ByZone, factor: float = 1.0) -> ByZone:
    """One measure divided by another; no value where the divisor is 0."""
    divisor = below.values.where(below.values > 0)
    whole = above.whole / below.whole * factor if below.whole > 0 else float("nan")
    return ByZone(above.values / divisor * factor, whole)


def lengths_m(lines: npt.NDArray[np.object_], zones: Zones) -> ByZone:
    """Length of lines in each zone, cut at its border."""
    shapely.prepare(zones.shapes)
    tree = shapely.STRtree(lines)
    zone, line = tree.query(zones.shapes, predicate="intersects")
    inside = shapely.covers(zones.shapes[zone], lines[line])
    metres = np.where(inside, shapely.length(lines[line]), 0.0)
    across = np.flatnonzero(~inside)
    metres[across] = shapely.length(shapely.intersection(zones.shapes[zone[across]], lines[line[across]]))
    by_zone = np.bincount(zone, weights=metres, minlength=zones.count)
    return ByZone(pd.Series(by_zone, index=zones.ids), float(shapely.length(lines).sum()))


def covered_m2(shapes: npt.NDArray[np.object_], zones: Zones) -> ByZone:
    """Area that polygons cover in each zone; where they overlap it counts once."""
    joined = shapely.union_all(shapes)
    if joined.is_empty:
        return ByZone(pd.Series(0.0, index=zones.ids), 0.0)
    shapely.prepare(zones.shapes)
    parts = shapely.get_parts(joined)
    part, zone = shapely.STRtree(zones.shapes).query(parts, predicate="intersects")
    areas = shapely.area(shapely.intersection(parts[part], zones.shapes[zone]))
    by_zone = np.bincount(zone, weights=areas, minlength=zones.count)
    return ByZone(pd.Series(by_zone, index=zones.ids), float(joined.area))


def places_of(frame: gpd.GeoDataFrame) -> Numbers:
    """x, y of each feature: the point itself, or a point inside the polygon."""
    return np.asarray(shapely.get_coordinates(points_within(frame.geometry.to_numpy())), dtype="float64")


def points_within(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """The point of each shape: itself, or one that lies in it."""
    extended = shapely.get_type_id(shapes) != shapely.GeometryType.POINT
    return np.where(extended, shapely.point_on_surface(shapes), shapes) if extended.any() else shapes
