"""A checked vector layer or table: frame, contract, provenance and notes, never changed in place."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import cast

import geopandas as gpd
import pandas as pd

from layers.digest import authority, digest
from layers.problems import Problem
from layers.spec import LayerSpec


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Where a layer comes from: printed with everything that is made of it."""

    source: str = ""
    date: str = ""
    licence: str = ""
    illustrative: bool = False
    file: str = ""
    sha256: str = ""


@dataclass(frozen=True, eq=False)
class Layer:
    """A layer with its contract.

    `_frame` has a unique text index named "id" and keeps the source's CRS until a `City` brings it into metres.
    Two layers of equal content have equal digests; name and contract count, provenance does not.
    """

    name: str
    spec: LayerSpec
    _frame: pd.DataFrame = field(repr=False)
    provenance: Provenance = field(default_factory=Provenance)
    notes: tuple[Problem, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a frame without ids: a fault of the program, not of the data."""
        if self._frame.index.name != "id" or not self._frame.index.is_unique:
            msg = f'layer "{self.name}": the index must be unique and named "id"'
            raise ValueError(msg)

    @property
    def frame(self) -> gpd.GeoDataFrame:
        """A shallow copy: columns set on it do not reach the layer. A plain table where there is no geometry."""
        return cast("gpd.GeoDataFrame", self._frame.copy(deep=False))

    @cached_property
    def digest(self) -> str:
        """The content key."""
        return digest("layer", self.name, self.spec.type, self._frame)

    @property
    def type(self) -> str:
        """The type of the contract."""
        return self.spec.type

    @property
    def has_geometry(self) -> bool:
        """Whether it can be put on a map."""
        return isinstance(self._frame, gpd.GeoDataFrame)

    @property
    def crs(self) -> str:
        """The CRS as authority code; "" for a table."""
        return authority(self._frame.crs) if isinstance(self._frame, gpd.GeoDataFrame) else ""

    @property
    def illustrative(self) -> bool:
        """Whether its content is made up."""
        return self.provenance.illustrative

    def __len__(self) -> int:
        """Count its features."""
        return len(self._frame)

    def to_crs(self, crs: str) -> Layer:
        """The same layer in another CRS."""
        if not isinstance(self._frame, gpd.GeoDataFrame) or self.crs == crs:
            return self
        return replace(self, _frame=self._frame.to_crs(crs))

    def with_frame(self, frame: pd.DataFrame, *notes: Problem) -> Layer:
        """The same layer holding another frame, and more notes."""
        return replace(self, _frame=frame, notes=(*self.notes, *notes))
