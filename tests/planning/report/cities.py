"""Warehouses for papers: the street by hand, and a row of any number of units with what a test wants to be there."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from layers.known import KNOWN
from layers.layer import Layer, Provenance
from planning.workspace import Workspace
from tests.planning.hand_city import hand_city

X0, Y0, CRS = 600_000.0, 1_520_000.0, "EPSG:9217"
DAY = "2026-10-31"
FROM = Provenance(source="Sở thử nghiệm", date=DAY, licence="CC-BY-4.0")
MARKUP = 'Xã #panic[A] $x$ <b>đậm</b> &amp; =1+1 `raw` *sao* _gạch_ "ngoặc" \\n //chú'


def by_hand(folder: Path, *, illustrative: bool = False) -> Workspace:
    """The street whose answers can be read off (`hand_city`), dated and with a source."""
    workspace = Workspace.open(folder)
    for layer in hand_city().layers.values():
        provenance = Provenance(source="Sở thử nghiệm", date=DAY, licence="CC-BY-4.0", illustrative=illustrative)
        workspace.warehouse.put(Layer(layer.name, layer.spec, layer.frame, provenance))
    workspace.warehouse.set_setting("name", "Phố thử")
    workspace.warehouse.set_setting("name_en", "Test Street")
    return workspace


def row_of_units(
    folder: Path, count: int, *, points: bool = False, names: str = "Xã Thử nghiệm", **there: bool
) -> Workspace:
    """Units along a street, each 1 km, with 100 people, every fifth with a health station.

    `people`, `streets`, `facilities` say what is there; all by default. `points`: only the middle of a unit is known.
    """
    workspace = Workspace.open(folder)
    middles = [shapely.Point(X0 + 1000 * n + 500, Y0) for n in range(count)]
    boxes = [shapely.box(X0 + 1000 * n, Y0 - 500, X0 + 1000 * (n + 1), Y0 + 500) for n in range(count)]
    kinds = ["phường" if n % 4 == 0 else "xã" for n in range(count)]
    units = {"name": [f"{names} {n}" for n in range(count)], "kind": kinds}
    if count:
        put(workspace, "units", "units", units, middles if points else boxes)
    ends = max(count, 1)
    if there.get("people", True):
        put(
            workspace,
            "population",
            "population",
            {"people": [100.0] * ends},
            [shapely.Point(X0 + 1000 * n + 500, Y0) for n in range(ends)],
        )
    if there.get("streets", True):
        lines = [shapely.LineString([(X0 + 1000 * n, Y0), (X0 + 1000 * (n + 1), Y0)]) for n in range(ends)]
        put(workspace, "streets", "streets", {"class": ["primary"] * ends}, lines)
    if there.get("facilities", True):
        at = [shapely.Point(X0 + 1000 * n + 500, Y0) for n in range(0, ends, 5)]
        put(workspace, "health", "facilities", {"kind": ["health.station"] * len(at), "name": [MARKUP] * len(at)}, at)
    workspace.warehouse.set_setting("name", "Dãy thử")
    return workspace


def put(
    workspace: Workspace, name: str, type_: str, columns: dict[str, list[object]], shapes: list[shapely.Geometry]
) -> None:
    """A layer of the test's own."""
    index = pd.Index([f"{name}{n:03d}" for n in range(len(shapes))], name="id")
    frame = gpd.GeoDataFrame(pd.DataFrame(columns, index=index), geometry=shapes, crs=CRS)
    workspace.warehouse.put(Layer(name, KNOWN[type_], frame, FROM))
