"""Time and memory of reading extracts, as promised; processor time, so that what else runs does not count."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import osmium
import pytest

from layers.files.osm import read_osm
from tests.layers.files.osm_text import large_extract

MEASURED = """
import json, resource, sys, time
from layers.files.osm import read_osm
start = time.process_time()
layers = read_osm(sys.argv[1]).layers
seconds = time.process_time() - start
memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"s": seconds, "mb": memory_mb} | {name: len(frame) for name, frame in layers.items()}))
"""


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".osm", ".osm.pbf"])
def test_an_extract_of_350_000_nodes(tmp_path, root, suffix):
    path = tmp_path / "large.osm"
    nodes, segments = large_extract(path, side=170, houses=37_000)
    assert nodes == 170**2 + 6 * 170 * 169 + 4 * 37_000 == 349_280
    if suffix != ".osm":
        target = tmp_path / f"large{suffix}"
        with osmium.SimpleWriter(str(target)) as writer:
            osmium.apply(str(path), writer)
        path = target
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(path)], capture_output=True, text=True, check=True, cwd=root
    )
    found = json.loads(done.stdout)
    assert (found["streets"], found["buildings"]) == (segments, 37_000)
    assert found["mb"] < 1000
    assert found["s"] <= 10


@pytest.mark.slow
def test_porto_alegre(realdata):
    seconds = []
    for _ in range(3):
        start = time.process_time()
        read_osm(realdata / "porto-alegre/poa_osm.pbf")
        seconds.append(time.process_time() - start)
    assert min(seconds) <= 3
