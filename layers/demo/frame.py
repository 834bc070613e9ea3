"""Where the made-up province lies, and the seeded noise that everything in it is shaped by.

Its numbers are those of EPSG:9217, but of a place in the open sea, some sixty kilometres off the coast, where there
is neither land nor a unit of any register: it cannot be taken for a real place, and the tool's own frame serves it.
"""

from __future__ import annotations

import zlib

import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray
from scipy import ndimage

Array = NDArray[np.float64]

CRS = "EPSG:9217"
SEED = 20261031

# South-west corner of the frame in EPSG:9217, and its size; everything below is built in metres from that corner.
ORIGIN_M = (680_000.0, 1_480_000.0)
SIZE_M = (44_000.0, 50_000.0)

# Coordinates end up on this grid, so that borders meet exactly and text formats keep them whole.
GRAIN_M = 0.01

_LATTICE = 64


def rng(what: str) -> np.random.Generator:
    """A generator of its own for each purpose, so that a change in one part leaves the others as they were."""
    return np.random.default_rng([SEED, zlib.crc32(what.encode())])


def noise(what: str, points: Array, wavelength_m: float, octaves: int = 4) -> Array:
    """Smooth noise between about -1 and 1 at points (n x 2, metres), the same at the same place each time.

    Value noise on random lattices, each octave of half the wavelength and 0.55 of the height of the one before.
    """
    draw = rng("noise " + what)
    total, height, reach = np.zeros(len(points)), 1.0, 0.0
    for _ in range(octaves):
        lattice = draw.uniform(-1.0, 1.0, (_LATTICE, _LATTICE))
        at = points.T / wavelength_m + draw.uniform(0, _LATTICE, (2, 1))
        total += height * ndimage.map_coordinates(lattice, at, order=3, mode="grid-wrap")
        reach += height
        height, wavelength_m = height * 0.55, wavelength_m / 2
    return np.asarray(1.6 * total / reach)


def cell_centres(cell_m: float) -> tuple[Array, tuple[int, int]]:
    """Centres of square cells over the whole frame, north row first (n x 2), and the shape (rows, columns)."""
    columns, rows = round(SIZE_M[0] / cell_m), round(SIZE_M[1] / cell_m)
    x = (np.arange(columns) + 0.5) * cell_m
    y = SIZE_M[1] - (np.arange(rows) + 0.5) * cell_m
    grid = np.stack(np.meshgrid(x, y), axis=-1)
    return grid.reshape(-1, 2), (rows, columns)


def drawn(text: str) -> Array:
    """Points drawn by hand, written "x y, x y, ..." in km from the corner of the frame, as an array in metres.

    Further numbers of a point (a roughness, a width) are columns that keep their unit.
    """
    points = np.array([[float(number) for number in point.split()] for point in text.split(",")])
    points[:, :2] *= 1000.0
    return points


def transform(cell_m: float) -> Affine:
    """The affine transform of a raster over the whole frame, in EPSG:9217."""
    return Affine(cell_m, 0.0, ORIGIN_M[0], 0.0, -cell_m, ORIGIN_M[1] + SIZE_M[1])


def transform_local(cell_m: float) -> Affine:
    """The affine transform of such a raster in metres from the corner of the frame."""
    return Affine(cell_m, 0.0, 0.0, 0.0, -cell_m, SIZE_M[1])


def cells_of(points: Array, cell_m: float, shape: tuple[int, int]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Row and column of the cell that holds each point; points outside fall into the nearest cell."""
    column = np.clip((points[:, 0] / cell_m).astype(np.intp), 0, shape[1] - 1)
    row = np.clip(((SIZE_M[1] - points[:, 1]) / cell_m).astype(np.intp), 0, shape[0] - 1)
    return row, column


def sample(values: NDArray[np.generic], points: Array, cell_m: float) -> Array:
    """Values of a raster over the frame at points, bilinear."""
    at = np.stack([(SIZE_M[1] - points[:, 1]) / cell_m - 0.5, points[:, 0] / cell_m - 0.5])
    return np.asarray(ndimage.map_coordinates(values.astype(np.float64), at, order=1, mode="nearest"))


def placed(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Shapes built from the corner of the frame, moved to their place in EPSG:9217."""
    return np.asarray(shapely.transform(shapes, lambda xy: np.round(xy + np.array(ORIGIN_M), 2)), dtype=object)
