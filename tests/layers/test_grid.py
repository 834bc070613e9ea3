"""A grid is locked, knows its box, and masks what is missing."""

from __future__ import annotations

import numpy as np
import pytest
from affine import Affine

from layers.grid import Grid

TRANSFORM = Affine(100, 0, 600_000, 0, -100, 1_520_000)


def grid(values=((1, 2, 3), (4, 5, 6)), mask=None, **changes):
    array = np.array(values, dtype=changes.pop("dtype", "float32"))
    hidden = np.zeros(array.shape, dtype=bool) if mask is None else np.array(mask)
    options = {"name": "g", "type": "elevation", "transform": TRANSFORM, "crs": "EPSG:9217", "unit": "m"}
    return Grid(values=array, mask=hidden, **{**options, **changes})


def test_box_is_that_of_all_cells():
    assert grid().bounds == (600_000, 1_519_800, 600_300, 1_520_000)


def test_arrays_cannot_be_written():
    one = grid()
    for array in (one.values, one.mask):
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0] = 9


def test_missing_cells_are_nan_whatever_stands_there():
    one = grid(values=((1, -9999),), mask=((False, True),))
    assert one.filled.dtype == np.float64
    assert np.isnan(one.filled).tolist() == [[False, True]]


def test_digest_does_not_see_masked_values_or_storage():
    one = grid(values=((1, -9999),), mask=((False, True),))
    assert one.digest == grid(values=((1, 7),), mask=((False, True),), dtype="int16").digest
    assert one.digest != grid(values=((1, -9999),)).digest
    assert one.digest != grid(values=((2, -9999),), mask=((False, True),)).digest


@pytest.mark.parametrize(
    "changes",
    [
        {"unit": "cm"},
        {"crs": "EPSG:9218"},
        {"name": "h"},
        {"type": "flood_depth"},
        {"transform": TRANSFORM @ Affine.translation(1, 0)},
    ],
)
def test_digest_sees_where_and_what_the_values_are(changes):
    assert grid(**changes).digest != grid().digest


@pytest.mark.parametrize("mask", [((False,),), ((False, True),), (False, False)])
def test_mask_of_another_shape_is_a_fault_of_the_program(mask):
    with pytest.raises(ValueError, match="equal in shape"):
        grid(mask=mask)
