"""The ground floor: files in, checked, digested and written; windows of what is kept; extracts of OpenStreetMap."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cached_property, partial
from itertools import count
from pathlib import Path

import osmium

from layers.files.osm import read_osm
from layers.town import ORIGIN
from layers.town_large import town_polygons
from layers.warehouse import open_warehouse
from layers.warehouse.base import Warehouse
from planning.importing import ImportOptions, import_files
from tests.benchmarks.benchmark import ROOT, Benchmark
from tests.layers.files.osm_text import large_extract

HOUSES = 300_000
HOUSES_CASE, EXTRACT_CASE = "300,000 polygons", "extract of 350,000 nodes"
WINDOW_M = 500.0
MOST_GB = 1.0
TOO_MUCH = "more than 1 GB"
PEAK = """
import resource, sys
from pathlib import Path
from layers.warehouse import open_warehouse
from planning.importing import ImportOptions, import_files
file, home, type_ = sys.argv[1:]
import_files(open_warehouse(home, create=True), [Path(file)], ImportOptions(type=type_))
status = Path("/proc/self/status")  # getrusage counts what the parent held when it forked
if status.exists():
    peak = next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "darwin" else 1)
print(peak)
"""


class Inputs:
    """Files made when they are first asked for, in a folder that goes away with the run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._number = count()

    def new_home(self) -> Path:
        """Where a new warehouse may be made."""
        return self.folder / f"warehouse{next(self._number)}"

    @cached_property
    def houses(self) -> Path:
        """A GeoPackage of 300,000 polygons."""
        path = self.folder / "houses.gpkg"
        town_polygons(HOUSES).reset_index().to_file(path, driver="GPKG")
        return path

    @cached_property
    def kept(self) -> Warehouse:
        """A warehouse that holds them."""
        warehouse = open_warehouse(self.new_home(), create=True)
        import_files(warehouse, [self.houses], ImportOptions(type="buildings"))
        return warehouse

    @cached_property
    def extract(self) -> Path:
        """A made-up extract of 350,000 nodes, packed."""
        text, packed = self.folder / "large.osm", self.folder / "large.osm.pbf"
        nodes, _ = large_extract(text, side=170, houses=37_000)
        assert nodes == 349_280
        with osmium.SimpleWriter(str(packed)) as writer:
            osmium.apply(str(text), writer)
        return packed

    def bring(self, file: Path, type_: str) -> None:
        """Read, check, digest and write a file into a new warehouse."""
        import_files(open_warehouse(self.new_home(), create=True), [file], ImportOptions(type=type_))

    def window(self) -> None:
        """Some streets' worth of houses."""
        west, south = town_corner()
        found = self.kept.window("buildings", (west, south, west + WINDOW_M, south + WINDOW_M))
        assert len(found) == (WINDOW_M / 20) ** 2


def town_corner() -> tuple[float, float]:
    """A place inside the town, metres."""
    return ORIGIN[0] + 4000.0, ORIGIN[1] + 4000.0


def porto_alegre() -> Path | None:
    """The extract of Porto Alegre; None, and the reason told, where the real inputs are not here."""
    folder = Path(os.environ.get("QUYHOACH_REALDATA") or ROOT.parent / "shared" / "realdata")
    path = folder / "porto-alegre" / "poa_osm.pbf"
    if path.exists():
        return path
    sys.stderr.write("Porto Alegre is left out: its file is not here, QUYHOACH_REALDATA names the folder\n")
    return None


def alone(inputs: Inputs, made: str, type_: str) -> Benchmark:
    """An import in a process of its own, with its peak of memory; not met where that is more than 1 GB."""
    remarks: dict[str, float] = {}

    def ours() -> None:
        words = [sys.executable, "-c", PEAK, str(getattr(inputs, made)), str(inputs.new_home()), type_]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
        remarks["peak in GB"] = max(remarks.get("peak in GB", 0.0), int(done.stdout) * 1024 / 1e9)
        if remarks["peak in GB"] > MOST_GB:
            remarks[TOO_MUCH] = 0.0

    name, case = "import in a new process, memory", {"houses": HOUSES_CASE, "extract": EXTRACT_CASE}[made]
    return Benchmark(name=name, case=case, ours=ours, elsewhere=remarks, times={TOO_MUCH: 1})


def benchmarks() -> Iterator[Benchmark]:
    """All of them; the real town only where its file is."""
    with tempfile.TemporaryDirectory() as folder:
        inputs = Inputs(Path(folder))
        houses, nodes = partial(Benchmark, case=HOUSES_CASE), partial(Benchmark, case=EXTRACT_CASE)
        yield houses(name="import a GeoPackage", ours=lambda: inputs.bring(inputs.houses, "buildings"), target_s=8.0)
        yield houses(name="read a window", ours=inputs.window, target_s=0.05)
        yield alone(inputs, "houses", "buildings")
        file = porto_alegre()
        if file is not None:
            real = partial(Benchmark, case="Porto Alegre")
            yield real(name="extract to layers", ours=lambda: read_osm(file), target_s=3.0)
            yield real(name="import an extract", ours=lambda: inputs.bring(file, "osm"))
        yield nodes(name="extract to layers", ours=lambda: read_osm(inputs.extract), target_s=10.0)
        yield nodes(name="import an extract", ours=lambda: inputs.bring(inputs.extract, "osm"))
        yield alone(inputs, "extract", "osm")
