"""Paper: the annex once its results are in memory, and a large workbook."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from layers.demo import write_demo
from layers.warehouse import open_warehouse
from planning.i18n import translator
from planning.present.excel import workbook
from planning.present.views import Column, TableView
from planning.report.annex import annex
from planning.report.material import Material
from planning.report.recipe import Recipe
from planning.workspace import Workspace
from tests.benchmarks.benchmark import Benchmark

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


def large_table() -> TableView:
    """58 units by 60 columns of numbers."""
    values = np.random.default_rng(58).uniform(0, 1e6, (UNITS, COLUMNS))
    names = [f"chi_tieu_{k}" for k in range(COLUMNS)]
    frame = pd.DataFrame(values, columns=names)
    columns = tuple(Column(name=name, title=name, kind="number", digits=1) for name in names)
    return TableView(title="58 × 60", frame=frame, columns=columns, file="bang")


def benchmarks() -> Iterator[Benchmark]:
    """All of them."""
    with tempfile.TemporaryDirectory() as name:
        papers, table = Papers(Path(name)), large_table()
        yield Benchmark(name="annex with ten maps", case="Sample Province", ours=papers.annex, target_s=6.0)
        yield Benchmark(name="workbook", case="58 x 60", ours=lambda: workbook(table, VI), target_s=2.0)
