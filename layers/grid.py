"""A raster with unit and mask: missing is masked, never a magic number."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from rasterio.transform import array_bounds

from layers.digest import digest
from layers.layer import Provenance
from layers.problems import Problem


@dataclass(frozen=True, eq=False)
class Grid:
    """Cells of equal size with one value each.

    `values` is read-only, rows from north to south; `mask` is True where there is no value (the value there is NaN or
    meaningless); `crs` is an authority code; `unit` is that of the values.
    """

    name: str
    type: str
    values: NDArray[Any] = field(repr=False)
    transform: Affine
    crs: str
    unit: str
    mask: NDArray[np.bool_] = field(repr=False)
    provenance: Provenance = field(default_factory=Provenance)
    notes: tuple[Problem, ...] = ()

    def __post_init__(self) -> None:
        """Lock the arrays."""
        if self.values.ndim != 2 or self.values.shape != self.mask.shape:  # noqa: PLR2004
            msg = f'grid "{self.name}": values and mask must be two-dimensional and equal in shape'
            raise ValueError(msg)
        self.values.setflags(write=False)
        self.mask.setflags(write=False)

    @cached_property
    def digest(self) -> str:
        """The content key: values that are masked do not count."""
        values = np.where(self.mask, np.nan, self.values.astype("float64"))
        return digest("grid", self.name, self.type, self.unit, self.crs, tuple(self.transform)[:6], values)

    @property
    def filled(self) -> NDArray[np.float64]:
        """The values as float64, NaN where missing."""
        return np.where(self.mask, np.nan, self.values.astype("float64"))

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north, in units of the CRS."""
        west, south, east, north = array_bounds(*self.values.shape, self.transform)
        return west, south, east, north

    @property
    def illustrative(self) -> bool:
        """Whether its content is made up."""
        return self.provenance.illustrative
