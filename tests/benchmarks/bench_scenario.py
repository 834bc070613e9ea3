"""Scenarios asked of a warehouse: all indicators again after one edit, while the city as it is stays in memory."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from itertools import count
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.known import KNOWN
from layers.layer import Layer, Provenance
from layers.town_large import large_arrays
from planning.workspace import Workspace
from scenarios import actions
from scenarios.scenario import Scenario
from tests.benchmarks.benchmark import ROOT, Benchmark

NODES = 300_000
SERVICES = {"school.primary": 300, "school.preschool": 300, "health.station": 100, "health.hospital": 10, "market": 100}
ZONES = 8  # a side
WGS84 = "EPSG:4326"
MADE_UP = Provenance(source="layers.town_large", date="2026-01-01", licence="CC0-1.0", illustrative=True)


class Asked:
    """A city in a warehouse, measured once; every scenario asked of it is a new one."""

    def __init__(self, make: Callable[[Path], Workspace], folder: Path) -> None:
        self._make, self._folder = make, folder
        self._number = count()

    @cached_property
    def workspace(self) -> Workspace:
        """The workspace with the baseline in memory."""
        workspace = self._make(self._folder)
        workspace.evaluate()
        return workspace

    def cold(self) -> None:
        """All indicators of the city as it is, nothing remembered."""
        Workspace(self.workspace.warehouse).evaluate()

    def one_more(self) -> None:
        """One primary school more, elsewhere each time."""
        city, place = self.workspace.city(), self.workspace.study().origins.geometry
        number = next(self._number)
        at = gpd.GeoSeries([place.iloc[(number * 7919 + 11) % len(place)].representative_point()], crs=city.crs).to_crs(
            WGS84
        )
        edit = actions.add_facility(city, "school.primary", (at.x.iloc[0], at.y.iloc[0]))
        self.ask(Scenario(f"school {number}", (edit,)))

    def one_closed(self) -> None:
        """One street closed, another each time."""
        city, number = self.workspace.city(), next(self._number)
        streets = city.one("streets").frame.index
        edit = actions.close_street(city, str(streets[(number * 7919 + len(streets) // 2) % len(streets)]))
        self.ask(Scenario(f"closed {number}", (edit,)))

    def ask(self, scenario: Scenario) -> None:
        """Every indicator of a scenario beside the baseline."""
        found = self.workspace.evaluate([scenario])
        assert set(found.values["scenario"]) == {"baseline", scenario.name}


def zones(bounds: tuple[float, ...], crs: str) -> gpd.GeoDataFrame:
    """Square units over a box."""
    west, south, east, north = bounds
    x, y = np.linspace(west, east, ZONES + 1), np.linspace(south, north, ZONES + 1)
    boxes = [shapely.box(x[i], y[j], x[i + 1], y[j + 1]) for j in range(ZONES) for i in range(ZONES)]
    ids = pd.Index([f"z{k}" for k in range(len(boxes))], name="id", dtype="str")
    return gpd.GeoDataFrame({"name": [f"Ô {k}" for k in range(len(boxes))]}, index=ids, geometry=boxes, crs=crs)


def grid_town(homes: int, folder: Path) -> Workspace:
    """A town of 300,000 junctions with people at some or all of them, and five services."""
    town = large_arrays(NODES)
    chosen = town.some_nodes(homes, seed=1) if homes < len(town.people) else np.arange(len(town.people))
    people = town.population.iloc[chosen].assign(people=town.people[chosen] + 1.0)
    frames = {
        "streets": town.streets,
        "population": people,
        "units": zones(tuple(people.total_bounds), str(people.crs)),
    }
    workspace = Workspace.open(folder / f"grid{homes}")
    for kind, number in SERVICES.items():
        nodes = town.some_nodes(number, seed=number + len(kind))
        ids = pd.Index([f"{kind}-{k}" for k in range(number)], name="id", dtype="str")
        places = shapely.points(town.x_m[nodes], town.y_m[nodes])
        frames[kind.replace(".", "_")] = gpd.GeoDataFrame(
            {"kind": kind, "capacity": 500.0}, index=ids, geometry=places, crs=people.crs
        )
    types = {name: name if name in KNOWN else "facilities" for name in frames}
    workspace.warehouse.put_all(
        [(Layer(name, KNOWN[types[name]], frame, MADE_UP), None) for name, frame in frames.items()]
    )
    return workspace


def real_data() -> Path | None:
    """Folder of Porto Alegre's files; None, and the reason told, where they are not here."""
    folder = Path(os.environ.get("QUYHOACH_REALDATA") or ROOT.parent / "shared" / "realdata") / "porto-alegre"
    if folder.is_dir():
        return folder
    sys.stderr.write("Porto Alegre is left out: its files are not here, QUYHOACH_REALDATA names the folder\n")
    return None


def porto_alegre(source: Path, folder: Path) -> Workspace:
    """Porto Alegre: its streets and places, its hexagons with people, schools and health care."""
    workspace, hexagons = Workspace.open(folder / "porto-alegre"), source / "poa_hexgrid.csv"
    workspace.bring(source / "poa_osm.pbf", type="osm")
    workspace.bring(hexagons, type="population")
    workspace.bring(hexagons, type="facilities", kind="school.primary", columns={"capacity": "schools"})
    workspace.bring(hexagons, type="facilities", kind="health.station", columns={"capacity": "healthcare"})
    zones((-51.2549, -30.1101, -51.1399, -29.9978), WGS84).reset_index().to_file(folder / "zones.geojson")
    workspace.bring(folder / "zones.geojson", type="units")
    return workspace


def benchmarks() -> Iterator[Benchmark]:
    """All of them; the real city only where its files are."""
    with tempfile.TemporaryDirectory() as name:
        folder, source = Path(name), real_data()
        cities: dict[str, Callable[[Path], Workspace]] = (
            {} if source is None else {"Porto Alegre": partial(porto_alegre, source)}
        )
        cities["grid of 300,304 nodes, 30,000 homes"] = partial(grid_town, 30_000)
        cities["grid of 300,304 nodes, people at each"] = partial(grid_town, NODES * 2)
        for case, make in cities.items():
            asked = Asked(make, folder)
            yield Benchmark(name="all indicators, nothing remembered", case=case, ours=asked.cold)
            yield Benchmark(name="scenario with one facility more", case=case, ours=asked.one_more, target_s=1.0)
            yield Benchmark(name="scenario with one street closed", case=case, ours=asked.one_closed, target_s=5.0)
