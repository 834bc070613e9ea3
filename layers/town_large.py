"""Made-up towns of any size as arrays and frames, for benchmarks and for checking kernels at full size.

The streets are a grid whose lines lie at random distances. In such a grid the shortest way between two crossings is
still Manhattan, |x - x'| + |y - y'|, so that every one of hundreds of thousands of distances is known.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.problems import OptionError, Problem
from layers.town import CRS, ORIGIN

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_HOUSE_M = (12.0, 8.0)
_PLOT_M = 20.0
_KINDS = np.array(["house", "apartments", "school", "retail"])
_MOST_FLOORS = 9


@dataclass(frozen=True, eq=False, kw_only=True)
class LargeTown:
    """A grid of streets as arrays.

    `x_m` and `y_m` are positions of the nodes in EPSG:9217; node i stands in row i // columns, column i % columns.
    Edge k joins node `start[k]` to node `end[k]`, both ways, over `length_m[k]` metres. `people` live at each node.
    """

    rows: int
    columns: int
    x_m: Floats = field(repr=False)
    y_m: Floats = field(repr=False)
    start: Integers = field(repr=False)
    end: Integers = field(repr=False)
    length_m: Floats = field(repr=False)
    people: Floats = field(repr=False)

    def distance_m(self, one: Integers, other: Integers) -> Floats:
        """Length of the shortest way between nodes, metres: Manhattan, because the grid is complete."""
        return np.abs(self.x_m[one] - self.x_m[other]) + np.abs(self.y_m[one] - self.y_m[other])

    def some_nodes(self, count: int, seed: int = 0) -> Integers:
        """Different nodes picked at random, in rising order, for facilities."""
        picked = np.random.default_rng(seed).choice(self.rows * self.columns, size=count, replace=False)
        return np.sort(picked).astype("int64")

    @cached_property
    def streets(self) -> gpd.GeoDataFrame:
        """The streets as a layer holds them: `class`, `oneway`, `u`, `v` and lines, indexed by "s0", "s1"..."""
        corners = np.column_stack([self.x_m, self.y_m])
        lines = shapely.linestrings(np.stack([corners[self.start], corners[self.end]], axis=1))
        ids = pd.Index(np.char.add("s", np.arange(len(self.start)).astype(str)), name="id", dtype="str")
        columns = {
            "class": pd.Series("residential", index=ids, dtype="str"),
            "oneway": pd.Series("no", index=ids, dtype="str"),
            "u": pd.Series(self.start.astype(str), index=ids, dtype="str"),
            "v": pd.Series(self.end.astype(str), index=ids, dtype="str"),
        }
        return gpd.GeoDataFrame(columns, geometry=lines, crs=CRS)

    @cached_property
    def population(self) -> gpd.GeoDataFrame:
        """The people as a layer holds them: points at the nodes with `people`, indexed by "n0", "n1"..."""
        ids = pd.Index(np.char.add("n", np.arange(len(self.people)).astype(str)), name="id", dtype="str")
        places = shapely.points(self.x_m, self.y_m)
        return gpd.GeoDataFrame({"people": self.people}, index=ids, geometry=places, crs=CRS)


def large_arrays(n_nodes: int = 300_000, seed: int = 0, spacing_m: tuple[float, float] = (50.0, 150.0)) -> LargeTown:
    """A square town of at least `n_nodes` nodes.

    Parameters
    ----------
    n_nodes
        The side is the root of it, rounded up: 300,000 give 548 x 548 = 300,304 nodes.
    seed
        Of distances and people.
    spacing_m
        Least and greatest distance between neighbouring streets, metres; equal numbers make a regular grid.

    Notes
    -----
    Known answers, S = side: S^2 nodes, 2 S (S - 1) edges, every distance by `LargeTown.distance_m`. People are whole
    numbers from 0 to 9. With spacing (100, 100) a node far from the border has 2 k (k + 1) others within k x 100 m:
    220 within 1,000 m, limit included.
    """
    low, high = spacing_m
    if n_nodes < 4 or not 0 < low <= high:  # noqa: PLR2004 - two streets each way
        found = f"{n_nodes}, {low:g} - {high:g}"
        raise OptionError(Problem(code="town_too_small", found=found, allowed=">= 4, 0 < a <= b"))
    side = math.isqrt(n_nodes - 1) + 1
    random = np.random.default_rng(seed)
    # Whole centimetres, so that sums along a street and differences of positions agree to the last digit that matters.
    gaps = np.round(random.uniform(low, high, size=(2, side - 1)), 2)
    along = np.concatenate([np.zeros((2, 1)), np.cumsum(gaps, axis=1)], axis=1)
    number = np.arange(side * side).reshape(side, side)
    east = (number[:, :-1].ravel(), number[:, 1:].ravel(), np.tile(gaps[0], side))
    north = (number[:-1].ravel(), number[1:].ravel(), np.repeat(gaps[1], side))
    return LargeTown(
        rows=side,
        columns=side,
        x_m=ORIGIN[0] + np.tile(along[0], side),
        y_m=ORIGIN[1] + np.repeat(along[1], side),
        start=np.concatenate([east[0], north[0]]),
        end=np.concatenate([east[1], north[1]]),
        length_m=np.concatenate([east[2], north[2]]),
        people=random.integers(0, 10, size=side * side).astype("float64"),
    )


def town_polygons(count: int = 300_000, seed: int = 0) -> gpd.GeoDataFrame:
    """Houses as a layer of buildings holds them: `name`, `kind`, `floors` and rectangles, indexed by "b0", "b1"...

    Parameters
    ----------
    count
        Number of houses.
    seed
        Of kinds, floors and the turn of each house.

    Notes
    -----
    Known answers: each house measures 12 x 8 m and stands, turned, in a plot of 20 m of its own, so that no two touch:
    the whole area is 96 m2 x `count`. All polygons are valid.
    """
    random = np.random.default_rng(seed)
    side = math.isqrt(max(count - 1, 0)) + 1
    number = np.arange(count)
    centre = np.column_stack([number % side, number // side]) * _PLOT_M + np.asarray(ORIGIN) + _PLOT_M / 2
    turn = random.uniform(0, np.pi, size=count)
    half_x, half_y = _HOUSE_M[0] / 2, _HOUSE_M[1] / 2
    corners = np.array([[-half_x, -half_y], [half_x, -half_y], [half_x, half_y], [-half_x, half_y], [-half_x, -half_y]])
    turned = np.stack(
        [
            corners[:, 0] * np.cos(turn)[:, None] - corners[:, 1] * np.sin(turn)[:, None],
            corners[:, 0] * np.sin(turn)[:, None] + corners[:, 1] * np.cos(turn)[:, None],
        ],
        axis=2,
    )
    ids = pd.Index(np.char.add("b", number.astype(str)), name="id", dtype="str")
    columns = {
        "name": pd.Series(np.char.add("Nhà số ", number.astype(str)), index=ids, dtype="str"),
        "kind": pd.Series(random.choice(_KINDS, size=count), index=ids, dtype="str"),
        "floors": pd.Series(random.integers(1, _MOST_FLOORS + 1, size=count).astype("float64"), index=ids),
    }
    return gpd.GeoDataFrame(columns, geometry=shapely.polygons(centre[:, None, :] + turned), crs=CRS)
