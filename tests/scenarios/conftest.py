"""A made-up crossroads with known answers."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from layers.city import City
from layers.known import KNOWN
from layers.layer import Layer

X0, Y0 = 600_000.0, 1_520_000.0


def layer(name: str, type_: str, rows: list[dict[str, object]]) -> Layer:
    frame = gpd.GeoDataFrame(pd.DataFrame(rows).set_index("id"), geometry="geometry", crs="EPSG:9217")
    return Layer(name, KNOWN[type_], frame)


def line(*points: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString([(X0 + x, Y0 + y) for x, y in points])


@pytest.fixture
def city() -> City:
    """Two parallel streets 1,000 m long, 400 m apart, joined at the west end; a bridge runs over both in the middle."""
    streets = [
        {
            "id": "south",
            "class": "residential",
            "name": "Nguyễn Huệ",
            "u": "a",
            "v": "b",
            "bridge": None,
            "geometry": line((0, 0), (1000, 0)),
        },
        {
            "id": "north",
            "class": "residential",
            "name": "Lê Lợi",
            "u": "c",
            "v": "d",
            "bridge": None,
            "geometry": line((0, 400), (1000, 400)),
        },
        {
            "id": "west",
            "class": "residential",
            "name": None,
            "u": "a",
            "v": "c",
            "bridge": None,
            "geometry": line((0, 0), (0, 400)),
        },
        {
            "id": "over",
            "class": "primary",
            "name": None,
            "u": "e",
            "v": "f",
            "bridge": "yes",
            "geometry": line((500, -200), (500, 600)),
        },
    ]
    schools = [
        {"id": "s1", "kind": "school.primary", "capacity": 300.0, "geometry": shapely.Point(X0 + 100, Y0)},
        {"id": "h1", "kind": "health.station", "capacity": None, "geometry": shapely.Point(X0 + 900, Y0)},
    ]
    return City.of([layer("streets", "streets", streets), layer("places", "facilities", schools)], crs="EPSG:9217")
