"""The nearest edges of points, exactly: pieces of edges in square cells, looked at ring by ring."""

# Compiled functions: numba infers the types of their arguments, and calls cost time, so they are long.
# ruff: noqa: ANN001, ANN202, PLR0913, PLR0917, PLW3301
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import shapely
from numba import njit

from planning.network.blocks import THREADS

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int32]

MOST_CELLS = 4_000_000
FEW_POINTS = 2_000


class Pieces(NamedTuple):
    """Straight pieces of edges: x0, y0, x1, y1; edge; how far along the edge each begins, and its length."""

    ends: Numbers
    edge: Whole
    begins_m: Numbers
    length_m: Numbers


class Cells(NamedTuple):
    """Pieces by square cell: those of cell i are `piece[start[i]:start[i + 1]]`."""

    west: float
    south: float
    size: float
    columns: int
    rows: int
    start: npt.NDArray[np.int64]
    piece: Whole


class Near(NamedTuple):
    """Up to k pieces a point, each of another edge, by distance, then edge: piece (-1: none) and metres to it."""

    piece: Whole
    distance_m: Numbers


def pieces(lines: npt.NDArray[np.object_]) -> Pieces:
    """The straight pieces of lines, those without length left out."""
    xy, edge = shapely.get_coordinates(lines, return_index=True)
    inner = np.flatnonzero(edge[1:] == edge[:-1])
    ends = np.column_stack([xy[inner], xy[inner + 1]])
    length = np.hypot(ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1])
    owner = edge[inner]
    total = np.cumsum(length)
    first = np.searchsorted(owner, np.arange(len(lines)))
    before = np.concatenate([[0.0], total])[first]
    begins = np.maximum(total - length - before[owner], 0.0)
    real = length > 0
    return Pieces(ends[real], owner[real].astype(np.int32), begins[real], length[real])


def cells(found: Pieces) -> Cells:
    """The grid over the pieces; its cells hold some three pieces where streets are even."""
    west, south = found.ends[:, 0::2].min(), found.ends[:, 1::2].min()
    width = max(float(found.ends[:, 0::2].max() - west), 1.0)
    height = max(float(found.ends[:, 1::2].max() - south), 1.0)
    size = max(float(np.sqrt(width * height / len(found.edge))), float(np.median(found.length_m)), 1.0)
    size = max(size, float(np.sqrt(width * height / MOST_CELLS)))
    columns, rows = int(width / size) + 1, int(height / size) + 1
    counts = np.zeros(columns * rows + 1, dtype=np.int64)
    _fill(found.ends, west, south, size, columns, rows, counts, np.empty(0, np.int32))
    start = np.concatenate([[0], np.cumsum(counts[:-1])])
    piece = np.empty(int(start[-1]), dtype=np.int32)
    _fill(found.ends, west, south, size, columns, rows, start[:-1].copy(), piece)
    return Cells(float(west), float(south), size, columns, rows, start, piece)


@njit(nogil=True, cache=True)
def _fill(ends, west, south, size, columns, rows, cursor, piece):
    """Count the pieces of each cell, or list them where `piece` has room; only the cells that they cross."""
    for i in range(len(ends)):
        x0, y0, x1, y1 = ends[i]
        if y0 > y1:
            x0, y0, x1, y1 = x1, y1, x0, y0
        bottom = min(max(int((y0 - south) / size), 0), rows - 1)
        top = min(max(int((y1 - south) / size), 0), rows - 1)
        for row in range(bottom, top + 1):
            low, high = x0, x1
            if top > bottom:
                # The part of the piece within this row of cells, a little wider against rounding.
                slope = (x1 - x0) / (y1 - y0)
                low = x0 + slope * (max(south + row * size, y0) - y0)
                high = x0 + slope * (min(south + (row + 1) * size, y1) - y0)
            if low > high:
                low, high = high, low
            margin = 1e-6 * size
            left = min(max(int((low - margin - west) / size), 0), columns - 1)
            right = min(max(int((high + margin - west) / size), 0), columns - 1)
            for column in range(left, right + 1):
                cell = row * columns + column
                if len(piece):
                    piece[cursor[cell]] = i
                cursor[cell] += 1


@njit(nogil=True, cache=True)
def _distance(ends, x, y):
    """Distance from a point to a piece; at its ends exactly that to the end, so that edges that meet there tie."""
    dx, dy = ends[2] - ends[0], ends[3] - ends[1]
    share = ((x - ends[0]) * dx + (y - ends[1]) * dy) / (dx * dx + dy * dy)
    if share <= 0.0:
        return np.hypot(x - ends[0], y - ends[1])
    if share >= 1.0:
        return np.hypot(x - ends[2], y - ends[3])
    return np.hypot(x - (ends[0] + share * dx), y - (ends[1] + share * dy))


@njit(nogil=True, cache=True)
def _insert(edges, piece, distance, new, far):
    """Put a piece into a short list sorted by distance, then edge; each edge stands in it once."""
    at = len(piece) - 1
    same = False
    for i in range(len(piece)):
        if piece[i] >= 0 and edges[piece[i]] == edges[new]:
            if far > distance[i] or (far == distance[i] and new > piece[i]):
                return
            at, same = i, True
            break
    if not same and (far > distance[at] or (piece[at] >= 0 and far == distance[at] and edges[new] > edges[piece[at]])):
        return
    while at > 0 and (far < distance[at - 1] or (far == distance[at - 1] and edges[new] < edges[piece[at - 1]])):
        piece[at], distance[at] = piece[at - 1], distance[at - 1]
        at -= 1
    piece[at], distance[at] = new, far


@njit(nogil=True, cache=True)
def _look(x, y, cell, grid, parts, within, piece, distance):
    """Offer every piece of one cell to the list of one point."""
    for k in range(grid.start[cell], grid.start[cell + 1]):
        i = grid.piece[k]
        far = _distance(parts.ends[i], x, y)
        if far <= within and far <= distance[-1]:
            _insert(parts.edge, piece, distance, i, far)


@njit(nogil=True, cache=True)
def _search(xy, grid, parts, within, piece, distance):
    """Fill the lists of nearest pieces of some points."""
    for p in range(len(xy)):
        x, y = xy[p]
        column = int(np.floor((x - grid.west) / grid.size))
        row = int(np.floor((y - grid.south) / grid.size))
        ring = max(max(-column, column - grid.columns + 1), max(-row, row - grid.rows + 1), 0)
        farthest = max(max(column, grid.columns - 1 - column), max(row, grid.rows - 1 - row))
        while ring <= farthest:
            # Whatever lies in this ring or beyond is at least so far away; a little less, against rounding.
            west = x - (grid.west + (column - ring + 1) * grid.size)
            south = y - (grid.south + (row - ring + 1) * grid.size)
            least = min(min(west, south), (2 * ring - 1) * grid.size - max(west, south)) - 1e-6 * grid.size
            if ring > 0 and (least > within or least > distance[p, -1]):
                break
            for r in range(max(row - ring, 0), min(row + ring, grid.rows - 1) + 1):
                step = 2 * ring if row - ring < r < row + ring else 1
                c = column - ring
                while c <= column + ring:
                    if 0 <= c < grid.columns:
                        _look(x, y, r * grid.columns + c, grid, parts, within, piece[p], distance[p])
                    c += step
            ring += 1


def nearest_pieces(xy: Numbers, parts: Pieces, grid: Cells, count: int, within_m: float) -> Near:
    """The nearest piece of each of the nearest `count` edges of each point, within a distance.

    Exact: a cell is left out only when nothing in it can be among the nearest.
    """
    xy = np.ascontiguousarray(xy, dtype=np.float64)
    piece, distance = np.full((len(xy), count), -1, dtype=np.int32), np.full((len(xy), count), np.inf)
    if len(xy) <= FEW_POINTS:
        _search(xy, grid, parts, within_m, piece, distance)
        return Near(piece, distance)
    bounds = np.linspace(0, len(xy), 4 * THREADS + 1).astype(int)
    with ThreadPoolExecutor(THREADS) as pool:
        work = [
            pool.submit(_search, xy[a:b], grid, parts, within_m, piece[a:b], distance[a:b])
            for a, b in pairwise(bounds)
            if b > a
        ]
        for part in work:
            part.result()
    return Near(piece, distance)


def feet(xy: Numbers, piece: Whole, parts: Pieces) -> tuple[Numbers, Numbers]:
    """Where each point stands on its piece: x, y, and metres along the edge."""
    ends, length = parts.ends[piece], parts.length_m[piece]
    run = ends[:, 2:] - ends[:, :2]
    share = np.clip(((xy - ends[:, :2]) * run).sum(axis=1) / (run * run).sum(axis=1), 0.0, 1.0)
    return ends[:, :2] + share[:, None] * run, parts.begins_m[piece] + share * length
