"""A straight street of 8 km on which every distance can be read off, in three zones.

Everybody travels at 80 m/min: on foot anyway (4.8 km/h), and motors because the street says so. People, all on the
street: 100 at x = 100, 300 at 900 (zone A, 0 to 1,000), 600 at 1,500 (zone B, to 2,000), 1,000 at 7,000 (zone C,
to 8,000). A side street of 400 m leaves at x = 500.
"""

from __future__ import annotations

from itertools import pairwise

import geopandas as gpd
import pandas as pd
import shapely

from layers.city import City
from layers.known import KNOWN
from layers.layer import Layer, Provenance

X0, Y0, CRS = 600_000.0, 1_520_000.0, "EPSG:9217"
PEOPLE = {"a": (100, 100), "b": (900, 300), "c": (1500, 600), "d": (7000, 1000)}
FACILITIES = {
    "health.station": 100,
    "health.hospital": 1900,
    "school.primary": 700,
    "school.preschool": 1500,
    "market": 1500,
    "bus_stop": 500,
    "park": 1500,
    "fire_station": 0,
    "shelter": 1500,
}
CAPACITY = {"health.hospital": 8.0, "school.primary": 40.0}


def point(x: float, y: float = 0.0) -> shapely.Point:
    return shapely.Point(X0 + x, Y0 + y)


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.box(X0 + west, Y0 + south, X0 + east, Y0 + north)


def layer(name: str, type_: str, rows: list[dict[str, object]], *, illustrative: bool = False) -> Layer:
    frame = gpd.GeoDataFrame(pd.DataFrame(rows).set_index("id"), geometry="geometry", crs=CRS)
    return Layer(name, KNOWN[type_], frame, Provenance(illustrative=illustrative))


def streets() -> list[dict[str, object]]:
    stops = [0, 500, *range(1000, 8001, 500)]
    rows = [
        {"id": f"s{a}", "class": "residential", "speed_kmh": 4.8, "geometry": shapely.LineString([point(a), point(b)])}
        for a, b in pairwise(stops)
    ]
    side = {
        "id": "side",
        "class": "residential",
        "speed_kmh": 4.8,
        "geometry": shapely.LineString([point(500), point(500, 400)]),
    }
    return [*rows, side]


def hand_city() -> City:
    """Everything the indicators ask for, apart from rasters."""
    units = [
        {"id": "A", "name": "Xã A", "geometry": box(0, -500, 1000, 500)},
        {"id": "B", "name": "Xã B", "geometry": box(1000, -500, 2000, 500)},
        {"id": "C", "name": "Xã C", "geometry": box(2000, -500, 8000, 500)},
    ]
    people = [{"id": k, "people": float(n), "geometry": point(x)} for k, (x, n) in PEOPLE.items()]
    facilities = [
        {"id": k, "kind": k, "capacity": CAPACITY.get(k), "geometry": point(x)} for k, x in FACILITIES.items()
    ]
    green = [
        {"id": "g1", "public": True, "geometry": box(200, 100, 250, 120)},
        {"id": "g2", "public": None, "geometry": box(225, 100, 275, 120)},
        {"id": "g3", "public": False, "geometry": box(1200, 100, 1300, 200)},
    ]
    flood = [
        {"id": "f1", "depth_m": None, "geometry": box(800, -50, 1600, 50)},
        {"id": "f2", "depth_m": 0.4, "geometry": box(0, -50, 200, 50)},
    ]
    zoning = [
        {"id": "z1", "code": "ODT", "geometry": box(0, -500, 1000, 500)},
        {"id": "z2", "code": "ODT", "geometry": box(1000, -500, 1500, 500)},
        {"id": "z3", "code": "DKV", "geometry": box(1500, -500, 2000, 500)},
    ]
    landuse = [
        {"id": "l1", "code": "LUC", "geometry": box(0, -500, 750, 500)},
        {"id": "l2", "code": "ONT", "geometry": box(750, -500, 1000, 500)},
    ]
    sensors = [
        {"id": "n1", "quantity": "pm25", "geometry": point(1200)},
        {"id": "n2", "quantity": "pm10", "geometry": point(1200)},
    ]
    layers = [
        layer("units", "units", units),
        layer("population", "population", people),
        layer("streets", "streets", streets()),
        layer("facilities", "facilities", facilities),
        layer("green", "green", green),
        layer("flood_zone", "flood_zone", flood),
        layer("zoning", "zoning", zoning),
        layer("landuse", "landuse", landuse),
        layer("sensors", "sensors", sensors),
    ]
    return City.of(layers, crs=CRS, name="Phố thử")
