"""Compile everything that is compiled, on a town of nine junctions, so that nobody waits for it later.

The compiler keeps its work beside the modules, or in `NUMBA_CACHE_DIR` where that is set.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from planning.access.decay import Decay
from planning.access.isochrones import IsochroneOptions, isochrone
from planning.access.measures import AccessOptions, access
from planning.access.places import place
from planning.network.build import Network, build_network
from planning.network.costs import Search, nearest_by_node, path, sum_by_node, within, within_by_node
from planning.network.critical import critical_links
from planning.network.modes import Mode

CRS = "EPSG:32648"
_WALK = Mode(name="walk", speeds_kmh={"residential": 4.8}, allowed=frozenset({"residential"}), obeys_oneway=False)


def warm(tell: Callable[[float], None] = lambda _share: None) -> None:
    """Run every compiled function once; `tell` hears the share done."""
    network, population, facilities = _town()
    steps: tuple[Callable[[], object], ...] = (
        lambda: _measure(network, population, facilities),
        lambda: _by_node(network, population, facilities),
        lambda: isochrone(network, shapely.Point(10, 0), IsochroneOptions(minutes=(5.0, 10.0)), population),
        lambda: _critical(network, population, facilities),
    )
    for number, step in enumerate(steps, start=1):
        step()
        tell(number / len(steps))


def _town() -> tuple[Network, gpd.GeoDataFrame, gpd.GeoDataFrame]:
    at = [(500.0 * i, 500.0 * j) for j in range(3) for i in range(3)]
    lines = [shapely.LineString([at[k], at[k + 1]]) for k in range(8) if k % 3 != 2]  # noqa: PLR2004 - three a row
    lines += [shapely.LineString([at[k], at[k + 3]]) for k in range(6)]
    ids = pd.Index([f"s{k}" for k in range(len(lines))], name="id")
    streets = gpd.GeoDataFrame({"class": "residential"}, geometry=lines, crs=CRS, index=ids)
    points = gpd.points_from_xy(np.linspace(5, 995, 12), np.linspace(995, 5, 12))
    homes = gpd.GeoDataFrame({"people": 1.0}, geometry=points, crs=CRS, index=pd.Index(map(str, range(12)), name="id"))
    return build_network(streets, _WALK), homes, homes.iloc[:2].assign(capacity=1.0)


def _measure(network: Network, population: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame) -> None:
    for options in (
        AccessOptions(),
        AccessOptions(measure="cumulative", limit_min=10.0),
        AccessOptions(measure="gravity", decay=Decay(name="exponential", parameter=0.1)),
    ):
        access(network, population, facilities, options)
    homes = place(network, population).entries
    within(network, homes, homes, np.ones(homes.points), Search(limit=10.0))


def _by_node(network: Network, population: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame) -> None:
    sites = place(network, facilities).entries
    nearest_by_node(network, sites)
    within_by_node(network, sites, np.ones(sites.points), Search(limit=10.0))
    sum_by_node(network, np.ones(network.nodes), Search(limit=10.0))
    one = place(network, population.iloc[:1]).entries, place(network, facilities.iloc[1:]).entries
    path(network, *one)


def _critical(network: Network, population: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame) -> None:
    homes, sites = place(network, population).entries, place(network, facilities.iloc[:1]).entries
    critical_links(network, homes, np.ones(homes.points), sites)


def _show(share: float) -> None:
    sys.stderr.write(f"{share:.0%}\n")


def modules() -> None:
    """Import what the pages and commands import, so that Python keeps it compiled."""
    sys.dont_write_bytecode = False
    sessions = logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context")
    sessions.addFilter(lambda _: False)  # it remarks that no session is served here, and none is
    for name in ("planning.ui.shell", "planning.ui.first_answers", "planning.cli_ask", "streamlit.web.cli"):
        import_module(name)
    for file in sorted((Path(__file__).parent / "ui" / "pages").glob("[a-z]*.py")):
        import_module(f"planning.ui.pages.{file.stem}")


if __name__ == "__main__":
    warm(_show)
    modules()
