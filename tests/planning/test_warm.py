from __future__ import annotations

import os
import subprocess
import sys

import pytest

from planning.warm import warm

# Every question once, on a town of another size and kind than the one that was compiled on.
QUESTIONS = """
import numpy as np, shapely
from planning.access.isochrones import IsochroneOptions, isochrone
from planning.network.build import build_network
from planning.network.costs import Search, many_to_many, nearest, path, sum_by_node, within, within_by_node
from planning.network.critical import critical_links
from planning.network.snap import snap
from tests.planning.network.towns import CAR, random_streets
network = build_network(random_streets(np.random.default_rng(0), 80), CAR)
xy = np.random.default_rng(1).uniform(0, 1000, (50, 2))
homes, sites = snap(network, xy), snap(network, xy[:3], also=snap(network, xy[:3]))
nearest(network, homes, sites)
within(network, homes, sites, np.ones(3), Search(limit=3))
within(network, homes, homes, np.ones(50), Search(metric="metres", limit=300))
within_by_node(network, sites, np.ones(3), Search(limit=3))
sum_by_node(network, np.ones(network.nodes), Search(limit=1))
many_to_many(network, homes, sites)
path(network, snap(network, xy[:1]), snap(network, xy[1:2]))
critical_links(network, homes, np.ones(50), sites)
isochrone(network, shapely.Point(xy[0]), IsochroneOptions())
"""


def test_progress_is_told():
    shares = []
    warm(shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1


@pytest.mark.slow
def test_after_warming_nothing_is_left_to_compile(root, tmp_path):
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    subprocess.run([sys.executable, "-m", "planning.warm"], cwd=root, env=environment, check=True, capture_output=True)
    compiled = {file.name for file in tmp_path.rglob("*.nbc")}
    assert len(compiled) >= 10
    subprocess.run([sys.executable, "-c", QUESTIONS], cwd=root, env=environment, check=True)
    assert {file.name for file in tmp_path.rglob("*.nbc")} == compiled
