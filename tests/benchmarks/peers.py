"""igraph and pandana in an environment of their own, `.venv-peers`: tasks go over as an .npz file, times come back."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from tests.benchmarks.benchmark import ROOT

ENVIRONMENT = ROOT / ".venv-peers"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
PATIENCE_S = 300
PACKAGES = ("igraph", "pandana", "numpy", "pandas")

SCRIPT = r"""
import json, statistics, sys, time
import numpy as np
task = np.load(sys.argv[1])
tail, head, metres, xy = task["tail"], task["head"], task["metres"], task["xy"]
sites, weight, far, near = task["sites"], task["weight"], float(task["far"]), float(task["near"])
found = {}

def say():  # after every answer, so that one that takes for ever costs only itself
    print("\nPEERS" + json.dumps(found), flush=True)

def median(call, most=3):
    taken = []
    while len(taken) < most and sum(taken) < 60:
        start = time.perf_counter(); call(); taken.append(time.perf_counter() - start)
    return statistics.median(taken)

try:
    import igraph
    start = time.perf_counter()
    graph = igraph.Graph(n=len(xy), edges=np.column_stack([tail, head]), directed=False)
    found["build"] = {"igraph": time.perf_counter() - start}
    say()
    graph.add_vertices(1)  # one source before all sites, so that one search answers
    graph.add_edges([(len(xy), site) for site in sites.tolist()])
    weights = metres.tolist() + [0.0] * len(sites)
    found["nearest"] = {"igraph": median(lambda: graph.distances([len(xy)], weights=weights))}
    say()
except ImportError:
    pass
try:
    import pandana, pandas as pd
    start = time.perf_counter()
    ends = pd.Series(tail), pd.Series(head), pd.DataFrame({"m": metres})
    net = pandana.Network(pd.Series(xy[:, 0]), pd.Series(xy[:, 1]), *ends)
    found.setdefault("build", {})["pandana"] = time.perf_counter() - start
    say()
    reach = 3 * far
    net.set_pois("sites", reach, 1, pd.Series(xy[sites, 0]), pd.Series(xy[sites, 1]))
    found.setdefault("nearest", {})["pandana"] = median(lambda: net.nearest_pois(reach, "sites", num_pois=1))
    say()
    net.set(pd.Series(sites), variable=pd.Series(np.ones(len(sites))), name="sites")
    found["count"] = {"pandana": median(lambda: net.aggregate(far, type="sum", decay="flat", name="sites"), 1)}
    say()
    net.set(pd.Series(np.arange(len(xy))), variable=pd.Series(weight), name="people")
    start = time.perf_counter(); net.precompute(near); found["sum_setup"] = {"pandana": time.perf_counter() - start}
    say()
    found["sum"] = {"pandana": median(lambda: net.aggregate(near, type="sum", decay="flat", name="people"))}
    say()
except ImportError:
    pass
"""


def install() -> None:
    """Make the environment, with whatever of the packages can be had; nothing else ever does."""
    subprocess.run([sys.executable, "-m", "uv", "venv", "--clear", str(ENVIRONMENT)], check=True)
    for package in PACKAGES:
        subprocess.run([sys.executable, "-m", "uv", "pip", "install", "--python", str(PYTHON), package], check=False)


def ask(task: Mapping[str, np.ndarray]) -> dict[str, dict[str, float]]:
    """Seconds by question and peer; empty where there is no such environment."""
    if not PYTHON.exists():
        return {}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "task.npz"
        np.savez(file, **task)
        command = [str(PYTHON), "-c", SCRIPT, str(file)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE_S)
            said, faults = done.stdout, done.stderr if done.returncode else ""
            sys.stderr.write(faults[-500:])
        except subprocess.TimeoutExpired as late:
            sys.stderr.write(f"a peer gave no answer in {PATIENCE_S} s and is left out\n")
            said = late.stdout.decode() if isinstance(late.stdout, bytes) else late.stdout or ""
    answers = [line for line in said.splitlines() if line.startswith("PEERS")]
    if not answers:
        return {}
    found: dict[str, dict[str, float]] = json.loads(answers[-1].removeprefix("PEERS"))
    return found
