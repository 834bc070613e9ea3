"""Bands around reached streets, drawn on a regular grid."""

# Compiled functions: numba infers the types of their arguments.
# ruff: noqa: ANN001, PLR0913, PLR0917
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import shapely
from contourpy import FillType, contour_generator
from numba import njit

from planning.network.snap import ENTRY_M_PER_MIN

Numbers = npt.NDArray[np.float64]

CELL_M = 20.0
MOST_CELLS = 4_000_000


@dataclass(frozen=True, eq=False)
class Pieces:
    """Reached pieces of street in the direction of travel: edge, line, arrival at both ends in minutes."""

    edge: npt.NDArray[np.int64]
    lines: npt.NDArray[np.object_]
    starts_min: Numbers
    ends_min: Numbers


def band_polygons(pieces: Pieces, minutes: Sequence[float], beside_m: float) -> list[shapely.Geometry]:
    """For each limit the area within `beside_m` of a reached street that can be walked to in the time left.

    The area is a union of discs around the streets: its signed distance is sampled on a grid of square cells (20 m,
    larger for very large areas) and its outline interpolated, so that it is true to a few metres.
    """
    if not len(pieces.lines):
        return [shapely.Polygon() for _ in minutes]
    cell = CELL_M
    bounds = shapely.total_bounds(pieces.lines)
    margin = beside_m + 3 * cell
    width, height = bounds[2] - bounds[0] + 2 * margin, bounds[3] - bounds[1] + 2 * margin
    cell = max(cell, float(np.sqrt(width * height / MOST_CELLS)))
    west, south = bounds[0] - margin, bounds[1] - margin
    shape = int(height / cell) + 2, int(width / cell) + 2
    samples = _samples(pieces, cell / 2)
    found: list[shapely.Geometry] = []
    for limit in minutes:
        field = np.full(shape, 2 * cell)
        _spread(samples, limit, beside_m, ENTRY_M_PER_MIN, west, south, cell, field)
        band = _outline(field, west, south, cell)
        found.append(shapely.union(band, found[-1]) if found else band)
    return found


def _samples(pieces: Pieces, step_m: float) -> Numbers:
    """Points along the pieces, at most a step apart, ends included: x, y, minutes."""
    length = shapely.length(pieces.lines)
    count = np.ceil(length / step_m).astype(np.int64) + 1
    owner = np.repeat(np.arange(len(count)), count)
    share = (np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)) / np.maximum(count - 1, 1)[owner]
    points = shapely.line_interpolate_point(pieces.lines[owner], share * length[owner])
    time = pieces.starts_min[owner] + share * (pieces.ends_min - pieces.starts_min)[owner]
    return np.column_stack([shapely.get_coordinates(points), time])


@njit(nogil=True, cache=True)
def _spread(samples, limit, beside, speed, west, south, cell, field) -> None:
    """Lower the field to the distance from each disc's rim; negative inside."""
    for i in range(len(samples)):
        x, y, time = samples[i]
        if time > limit * (1 + 1e-9):
            continue
        radius = min(beside, max((limit - time) * speed, 0.0))
        reach = radius + 2 * cell
        left = max(int((x - reach - west) / cell), 0)
        right = min(int((x + reach - west) / cell) + 1, field.shape[1] - 1)
        low = max(int((y - reach - south) / cell), 0)
        high = min(int((y + reach - south) / cell) + 1, field.shape[0] - 1)
        for row in range(low, high + 1):
            dy = south + row * cell - y
            for column in range(left, right + 1):
                dx = west + column * cell - x
                rim = np.sqrt(dx * dx + dy * dy) - radius
                field[row, column] = min(field[row, column], rim)


def _outline(field: Numbers, west: float, south: float, cell: float) -> shapely.Geometry:
    rows, columns = field.shape
    generator = contour_generator(
        west + cell * np.arange(columns), south + cell * np.arange(rows), field, fill_type=FillType.OuterOffset
    )
    points, offsets, *_ = generator.filled(-1e9, 0.0)
    polygons = []
    for xy, cuts in zip(points, offsets, strict=True):
        rings = [np.asarray(xy)[a:b] for a, b in pairwise(np.asarray(cuts).tolist())]
        polygons.append(shapely.Polygon(rings[0], rings[1:]))
    return shapely.union_all([shapely.make_valid(polygon) for polygon in polygons])
