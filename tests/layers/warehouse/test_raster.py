"""Grids come back cell for cell."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine

from layers.grid import Grid
from layers.warehouse.raster import read_grid_file, write_grid
from tests.layers.warehouse.samples import grid

RNG = np.random.default_rng(1)
KINDS = [
    "uint8",
    "int8",
    "uint16",
    "int16",
    "uint32",
    "int32",
    "int64",
    "uint64",
    "float16",
    "float32",
    "float64",
    "bool",
]


def again(sample: Grid, tmp_path: Path) -> Grid:
    values, mask, transform = read_grid_file(tmp_path / "x.tif", write_grid(tmp_path / "x.tif", sample))
    return Grid(sample.name, sample.type, values, transform, sample.crs, sample.unit, mask)


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_number_comes_back(kind: str, masked: bool, tmp_path: Path) -> None:
    values = RNG.integers(0, 2 if kind == "bool" else 100, (7, 5)).astype(kind)
    sample = grid(values, RNG.random((7, 5)) < 0.3 if masked else None)
    back = again(sample, tmp_path)
    assert back.digest == sample.digest
    assert (back.mask == sample.mask).all()
    assert (back.values[~back.mask] == sample.values[~sample.mask]).all()
    if not (masked and kind in {"int64", "uint64"}):
        assert back.values.dtype == sample.values.dtype


@pytest.mark.parametrize("kind", ["uint8", "int8", "uint16", "int16"])
def test_a_mask_beside_every_number_that_the_type_has(kind: str, tmp_path: Path) -> None:
    limits = np.iinfo(kind)
    values = np.append(np.arange(limits.min, limits.max + 1, dtype=kind), np.zeros(256, kind)).reshape(-1, 256)
    mask = np.zeros(values.shape, dtype=bool)
    mask[-1, 3] = True
    back = again(grid(values, mask), tmp_path)
    assert (back.mask == mask).all()
    assert (back.values[~mask] == values[~mask]).all()
    assert back.values.dtype == kind


@pytest.mark.parametrize("kind", ["int32", "uint32"])
def test_a_mask_beside_both_ends_of_a_wide_type(kind: str, tmp_path: Path) -> None:
    limits = np.iinfo(kind)
    values = np.array([[limits.min, limits.max, 5, 0]], dtype=kind)
    sample = grid(values, np.array([[False, False, False, True]]))
    back = again(sample, tmp_path)
    assert back.digest == sample.digest
    assert list(back.mask[0]) == [False, False, False, True]


def test_missing_numbers_are_masked_and_infinite_ones_are_not(tmp_path: Path) -> None:
    sample = grid(np.array([[np.nan, np.inf], [-np.inf, 0.1]]))
    back = again(sample, tmp_path)
    assert back.digest == sample.digest
    assert back.mask.tolist() == [[True, False], [False, False]]


@pytest.mark.parametrize(
    "place",
    [
        Affine(0.1, 0, 108.123456789, 0, -0.1, 13.7),
        Affine(1, 0, 0, 0, 1, 0),
        Affine(1, 0, 0, 0, -1, 0),
        Affine(30, 4, 590_000, 4, -30, 1_520_000),
        Affine(1 / 3, 0, 1 / 7, 0, -1 / 3, 1e-9),
    ],
)
def test_every_place_comes_back_exactly(place: Affine, tmp_path: Path) -> None:
    sample = replace(grid(np.ones((3, 4), "float32")), transform=place)
    back = again(sample, tmp_path)
    assert back.transform == place
    assert back.digest == sample.digest


@pytest.mark.parametrize("shape", [(1, 1), (1, 900), (900, 1), (600, 700)])
def test_every_shape_comes_back(shape: tuple[int, int], tmp_path: Path) -> None:
    sample = grid(RNG.random(shape).astype("float32"))
    assert again(sample, tmp_path).digest == sample.digest


def test_other_programs_see_frame_and_missing_cells(tmp_path: Path) -> None:
    mask = np.array([[True, False]])
    write_grid(tmp_path / "x.tif", grid(np.array([[7, 9]], dtype="int16"), mask))
    with rasterio.open(tmp_path / "x.tif") as file:
        assert file.crs.to_epsg() == 9217
        assert file.read(1, masked=True).mask.tolist() == [[True, False]]
        assert tuple(file.bounds) == (590_000, 1_519_900, 590_200, 1_520_000)


def test_a_grid_without_frame(tmp_path: Path) -> None:
    sample = replace(grid(np.ones((2, 2))), crs="")
    assert again(sample, tmp_path).digest == sample.digest
