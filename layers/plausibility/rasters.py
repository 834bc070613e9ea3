"""Rasters: one value everywhere, and zeros that may mean "not known"."""

from __future__ import annotations

import numpy as np

from layers.grid import Grid
from layers.problems import Problem

MOST_ZEROS = 0.01
"""A share of cells of exactly zero height that only sea or missing data explain."""


def raster_problems(grid: Grid) -> list[Problem]:
    """Warnings `raster_constant` and `raster_zeros`."""
    present = np.asarray(grid.values[~grid.mask], dtype="float64")
    if not len(present):
        return []
    if present.min() == present.max() and len(present) > 1:
        return [Problem(code="raster_constant", severity="warning", count=len(present), found=f"{present[0]:g}")]
    zeros = int((present == 0).sum())
    if grid.type != "elevation" or zeros <= MOST_ZEROS * len(present):
        return []
    found = f"{zeros} / {len(present)} ({zeros / len(present):.1%})"
    return [Problem(code="raster_zeros", severity="warning", count=zeros, found=found, allowed="--nodata 0")]
