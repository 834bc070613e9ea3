"""Rasters that are hard to believe."""

from __future__ import annotations

import numpy as np
import pytest
from affine import Affine

from layers.grid import Grid
from layers.plausibility.rasters import raster_problems


def grid(values, type_="elevation", mask=None):
    array = np.asarray(values, dtype="float32")
    hidden = np.zeros(array.shape, dtype=bool) if mask is None else np.asarray(mask)
    return Grid("g", type_, array, Affine(100, 0, 600_000, 0, -100, 1_520_000), "EPSG:9217", "m", hidden)


def test_many_heights_of_zero_are_told_with_their_share():
    (problem,) = raster_problems(grid([[0, 0, 1, 2], [3, 4, 5, 6]]))
    assert (problem.code, problem.count, problem.found) == ("raster_zeros", 2, "2 / 8 (25.0%)")


def test_one_height_of_zero_in_many_is_a_beach():
    assert raster_problems(grid(np.arange(200).reshape(10, 20))) == []


@pytest.mark.parametrize("type_", ["flood_depth", "population_grid"])
def test_zero_depth_and_nobody_are_ordinary(type_):
    assert raster_problems(grid([[0, 0, 1, 2]], type_)) == []


def test_masked_cells_do_not_count():
    assert raster_problems(grid([[0, 0, 1, 2]], mask=[[True, True, False, False]])) == []
    assert raster_problems(grid([[0, 0]], mask=[[True, True]])) == []


def test_one_value_everywhere():
    (problem,) = raster_problems(grid([[7, 7], [7, 7]]))
    assert (problem.code, problem.found, problem.count) == ("raster_constant", "7", 4)
