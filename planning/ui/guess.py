"""What a file probably is: type of layer, frame, kind of facility; offered to a person, never decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import geopandas as gpd
import shapely

from data import table
from layers.crs import WGS84, crs_of, lonlat_bounds, overlaps
from layers.files.raw import Raw
from layers.known import KNOWN
from layers.names import plain
from layers.problems import PlanningError
from layers.spec import LayerSpec, match_columns

Box = tuple[float, float, float, float]
BEGINNINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("ten ", "name "),
    "id": ("ma ", "code ", "id "),
    "capacity": ("so hs", "so hoc sinh", "hoc sinh", "suc chua", "so cho", "so giuong", "quy mo", "giuong", "capacity"),
    "people": ("dan so", "so dan", "nhan khau", "pop"),
}
SHAPES = {0: "point", 1: "line", 2: "polygon"}
BY_SHAPE = {"line": "streets", "polygon": "other", "point": "facilities", "": "attributes"}
# Words in a file's name or in its columns that say what facilities it lists; the longer word wins.
KIND_WORDS: Mapping[str, str] = {
    "mam non": "school.preschool",
    "mau giao": "school.preschool",
    "tieu hoc": "school.primary",
    "thcs": "school.lower_secondary",
    "thpt": "school.upper_secondary",
    "truong": "school.primary",
    "school": "school.primary",
    "tram y te": "health.station",
    "y te": "health.station",
    "clinic": "health.station",
    "benh vien": "health.hospital",
    "hospital": "health.hospital",
    "nha thuoc": "health.pharmacy",
    "cho": "market",
    "market": "market",
    "cong vien": "park",
    "park": "park",
    "xe buyt": "bus_stop",
    "bus": "bus_stop",
    "tram dung": "bus_stop",
    "pccc": "fire_station",
    "chua chay": "fire_station",
    "nha van hoa": "culture",
    "san the thao": "sport",
}


def shape_of(raw: Raw) -> str:
    """The shape of what a file holds: "point", "line", "polygon", "" for a table; the most common where it is mixed."""
    if not isinstance(raw.frame, gpd.GeoDataFrame) or not len(raw.frame):
        return ""
    dimensions = shapely.get_dimensions(raw.frame.geometry.to_numpy())
    counts = {name: int((dimensions == number).sum()) for number, name in SHAPES.items()}
    return max(counts, key=lambda name: counts[name]) if any(counts.values()) else ""


def columns_of(raw: Raw) -> list[str]:
    """The columns of a file without the geometry."""
    geometry = raw.frame.geometry.name if isinstance(raw.frame, gpd.GeoDataFrame) else None
    return [str(column) for column in raw.frame.columns if column != geometry]


def types_for(raw: Raw, name: str = "") -> tuple[str, ...]:
    """The types a file can be, the most likely first; a name that speaks of facilities counts."""
    shape, names = shape_of(raw), columns_of(raw)
    fitting = [spec for spec in KNOWN.values() if not spec.raster and spec.type != "attributes" and _fits(spec, shape)]
    speaks = bool(kind_for(name))
    order = sorted(
        fitting, key=lambda spec: (speaks and spec.type == "facilities", *_likeness(spec, shape, names)), reverse=True
    )
    return tuple(spec.type for spec in order)


def _fits(spec: LayerSpec, shape: str) -> bool:
    # A table can be of a type with places: its columns may hold them.
    return shape in spec.geometry if shape else spec.is_table or "point" in spec.geometry


def _likeness(spec: LayerSpec, shape: str, columns: Sequence[str]) -> tuple[bool, int, bool]:
    matched = columns_for(spec, columns)
    whole = all(name in matched for name in spec.required) and bool(spec.required)
    return (
        whole,
        len([name for name in matched if name in spec.required]) * 3 + len(matched),
        BY_SHAPE[shape] == spec.type,
    )


def columns_for(spec: LayerSpec, names: Sequence[str], chosen: Mapping[str, str] | None = None) -> dict[str, str]:
    """Which column probably holds which field: by name as the importer does, else by the first word of the column."""
    matched = match_columns(spec, names, chosen)
    for field, beginnings in BEGINNINGS.items():
        if field in matched or spec.field(field) is None:
            continue
        free = [name for name in names if name not in matched.values()]
        found = next((name for name in free if plain(name).replace("_", " ").startswith(beginnings)), None)
        if found:
            matched[field] = found
    return matched


def frame_for(raw: Raw, area: Box | None) -> tuple[str, bool]:
    """The frame of a file: what it states, else a guess from its coordinates; and whether it is a guess.

    A guess is one in which the file lies over the study area, else one that its numbers allow; "" where nothing fits.
    """
    if raw.crs:
        return raw.crs, False
    if not isinstance(raw.frame, gpd.GeoDataFrame) or not len(raw.frame):
        return "", True
    west, south, east, north = (float(v) for v in raw.frame.total_bounds)
    if -180 <= west <= east <= 180 and -90 <= south <= north <= 90:  # noqa: PLR2004 - degrees
        return WGS84, True
    for code in frames():
        try:
            if area is not None and overlaps(lonlat_bounds((west, south, east, north), code), area):
                return code, True
        except PlanningError:
            continue
    return "", True


@cache
def frames() -> tuple[str, ...]:
    """The frames offered: degrees, the zones of VN-2000, UTM of Viet Nam."""
    listed = [f"EPSG:{code}" for code in table("crs_codes")["epsg"]]
    return tuple(code for code in dict.fromkeys([WGS84, *listed]) if not crs_of(code).is_vertical)


def kind_for(name: str) -> str:
    """The kind of facility that a file's name speaks of; "" for none."""
    words = f" {plain(name).replace('_', ' ')} "
    found = [word for word in KIND_WORDS if f" {word} " in words]
    return KIND_WORDS[max(found, key=len)] if found else ""


@cache
def frame_name(code: str) -> str:
    """A frame in words: "VN-2000, 108°15′, múi 3° (EPSG:9217)" is written by its meridian and zone."""
    rows = table("crs_codes")
    row = rows[rows["epsg"].astype(str) == code.removeprefix("EPSG:")]
    if code == WGS84:
        return "WGS 84 (GPS), EPSG:4326"
    if not len(row):
        return code
    first = row.iloc[0]
    meridian = float(first["central_meridian"] or "nan")
    if first["name"].startswith("VN-2000 / TM-3") and meridian == meridian:  # noqa: PLR0124 - NaN
        degrees, minutes = int(meridian), round((meridian - int(meridian)) * 60)
        return f"VN-2000, {degrees}°{minutes:02d}′, múi 3° ({code})"
    return f"{first['name']} ({code})"
