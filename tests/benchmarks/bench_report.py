"""Paper: the annex and a large map once the results are in memory, and a large workbook."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.city import City
from layers.demo import write_demo
from layers.known import KNOWN
from layers.layer import Layer
from layers.warehouse import open_warehouse
from planning.i18n import translator
from planning.present.base import base_map, bounds_of, units_layer
from planning.present.excel import workbook
from planning.present.views import Column, MapView, TableView
from planning.report.annex import annex
from planning.report.material import Material
from planning.report.recipe import Recipe
from planning.report.sheet import Paper, SheetWords, sheet
from planning.report.typeset import Document
from planning.workspace import Workspace
from tests.benchmarks.benchmark import ROOT, Benchmark

VI = translator("vi")
UNITS, COLUMNS = 58, 60


class Papers:
    """The annex of the Sample Province; what it says is computed once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def workspace(self) -> Workspace:
        """The province with every result of the annex in memory."""
        write_demo(open_warehouse(self._folder / "demo", create=True))
        workspace = Workspace.open(self._folder / "demo")
        self._made(workspace)
        return workspace

    def annex(self) -> None:
        """Ten maps and all tables, drawn, typeset and written as PDF."""
        self._made(self.workspace)

    @staticmethod
    def _made(workspace: Workspace) -> None:
        assert annex(Material(workspace, Recipe())).pdf().startswith(b"%PDF")


class LargeMap:
    """The 58 communes and wards in full detail on one page."""

    def __init__(self, source: Path) -> None:
        self._source = source

    @cached_property
    def view(self) -> MapView:
        """Units over their base map."""
        frame = gpd.read_file(self._source).rename(columns={"ward_name": "name"})
        frame.index = pd.Index([str(k) for k in range(len(frame))], name="id", dtype="str")
        names = frame["name"] if "name" in frame.columns else frame.index
        kept = gpd.GeoDataFrame({"name": [str(n) for n in names]}, index=frame.index, geometry=frame.geometry)
        city = City.of([Layer("units", KNOWN["units"], kept)], crs="EPSG:9217", name="units")
        return MapView(
            title="58", layers=(units_layer(city["units"], VI),), base=base_map(city), bounds=bounds_of(city)
        )

    def page(self) -> None:
        """One sheet, drawn, typeset and written as PDF."""
        words = SheetWords(title="58", subtitle="", number="01", code="00000000")
        made = sheet(self.view, words, Paper(), VI)
        source = f'#set document(title: "58")\n#set text(font: "Be Vietnam Pro")\n{made.source}'
        document = Document(
            source=source, files=made.files, title="58", language="vi", name="58", illustrative=False, code="0"
        )
        assert document.pdf("").startswith(b"%PDF")


def large_table() -> TableView:
    """58 units by 60 columns of numbers."""
    values = np.random.default_rng(58).uniform(0, 1e6, (UNITS, COLUMNS))
    names = [f"chi_tieu_{k}" for k in range(COLUMNS)]
    frame = pd.DataFrame(values, columns=names)
    columns = tuple(Column(name=name, title=name, kind="number", digits=1) for name in names)
    return TableView(title="58 × 60", frame=frame, columns=columns, file="bang")


def wards() -> Path | None:
    """The outlines of the 58 units; None, and the reason told, where they are not here."""
    folder = Path(os.environ.get("QUYHOACH_REALDATA") or ROOT.parent / "shared" / "realdata")
    file = folder / "vietnam-boundaries" / "binh_dinh_2025_wards.geojson"
    if file.is_file():
        return file
    sys.stderr.write("the 58 units are left out: their file is not here, QUYHOACH_REALDATA names the folder\n")
    return None


def benchmarks() -> Iterator[Benchmark]:
    """All of them; the real outlines only where their file is."""
    with tempfile.TemporaryDirectory() as name:
        papers, source, table = Papers(Path(name)), wards(), large_table()
        yield Benchmark(name="annex with ten maps", case="Sample Province", ours=papers.annex, target_s=6.0)
        if source:
            yield Benchmark(name="map sheet", case="58 units in full detail", ours=LargeMap(source).page, target_s=1.0)
        yield Benchmark(name="workbook", case="58 x 60", ours=lambda: workbook(table, VI), target_s=2.0)
