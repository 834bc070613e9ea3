"""What a shared warehouse promises, wherever it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from layers.problems import CatalogError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from layers.city import City
    from layers.grid import Grid
    from layers.layer import Layer

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version of a layer or grid; never changed once it is listed.

    `features` counts rows, of a grid the cells with a value; `date` is the moment it was put in (ISO 8601, UTC) and
    `data_date` what its provenance says; `file` is the name of the file it came from; `geometry` is "point", "line",
    "polygon", "mixed", "raster", or "" for a table; `unit` is that of a grid's values; `bounds_lonlat` is west, south,
    east, north in degrees, `None` where there is no place; `restored_from` is the older version brought back, else 0.
    """

    layer: str
    type: str
    version: int
    features: int
    crs: str
    digest: str
    date: str
    source: str = ""
    data_date: str = ""
    licence: str = ""
    illustrative: bool = False
    file: str = ""
    geometry: str = ""
    unit: str = ""
    bounds_lonlat: Bounds | None = None
    notes: tuple[Problem, ...] = ()
    restored_from: int = 0


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What changed between two versions: ids in the order of the layers, columns by name, both CRS if they differ.

    A feature whose id stands in both is changed if any value or its geometry differs; a column that one version lacks
    counts as empty there.
    """

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()
    columns_changed: tuple[str, ...] = ()
    crs: tuple[str, str] | None = None

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return any((self.added, self.removed, self.changed, self.columns_added, self.columns_removed, self.crs))


@dataclass(frozen=True, kw_only=True)
class Appended:
    """How many observations were new, were known already, or replaced a different value of the same moment."""

    added: int
    unchanged: int
    changed: int


@dataclass(frozen=True, kw_only=True)
class Document:
    """The entry of a small text (a scenario, a recipe): `date` is the moment of its version, ISO 8601 in UTC."""

    kind: str
    name: str
    version: int
    date: str
    digest: str


class Warehouse(Protocol):
    """Layers, grids, observations and small texts, in versions that never change; safe for several processes at once.

    What cannot be done is a `CatalogError`: `missing_layer`, `version_unknown`, `stored_file_missing`,
    `stored_file_damaged`, `catalogue_damaged`, `warehouse_busy`, `disk_full` ... with every problem found.
    """

    @property
    def address(self) -> str:
        """Where it is, as it can be given to `open_warehouse`."""
        ...

    @property
    def revision(self) -> int:
        """A number that grows with every version put in: equal numbers mean equal layers."""
        ...

    def put(self, item: Layer | Grid, *, original: Path | None = None) -> Version:
        """The new version of a layer; the current one, and nothing written, where the content is the same."""
        ...

    def put_all(self, items: Iterable[tuple[Layer | Grid, Path | None]]) -> tuple[Version, ...]:
        """The versions of several layers, each with its original or `None`: all of them are put in, or none."""
        ...

    def entries(self) -> tuple[Version, ...]:
        """The current version of each layer, by name."""
        ...

    def history(self, name: str) -> tuple[Version, ...]:
        """All versions of a layer, newest first."""
        ...

    def version(self, name: str, version: int | None = None) -> Version:
        """One version, by default the current one."""
        ...

    def get(self, name: str, version: int | None = None) -> Layer | Grid:
        """The content of a version, with its provenance and notes."""
        ...

    def window(self, name: str, bounds: Bounds, crs: str | None = None) -> gpd.GeoDataFrame:
        """The features of the current version that meet a box given in `crs` (by default the layer's own)."""
        ...

    def path(self, name: str, version: int | None = None) -> Path:
        """The file of a version, to be read and never written."""
        ...

    def original(self, name: str, version: int | None = None) -> Path | None:
        """The file as it came, where it was kept."""
        ...

    def restore(self, name: str, version: int) -> Version:
        """The new version that holds what an older one held."""
        ...

    def diff(self, one: str, other: str) -> Difference:
        """What differs from `one` to `other`, each "LAYER" or "LAYER@VERSION"."""
        ...

    def verify(self, name: str | None = None) -> tuple[Problem, ...]:
        """Every file of every version that is missing, or no longer what was written."""
        ...

    def city(self, metric_crs: str = "") -> City:
        """The city of all current layers and grids.

        `metric_crs` is used where none was chosen before, and kept as the setting of that name.
        """
        ...

    def put_observations(self, table: Layer) -> Appended:
        """How many of the observations were new; the same ones may be brought any number of times."""
        ...

    def observations(
        self,
        *,
        sensors: Iterable[str] | None = None,
        quantities: Iterable[str] | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> Layer:
        """The observations of some sensors and quantities from `start` (included) to `end` (not included), by time."""
        ...

    def series(self) -> pd.DataFrame:
        """One row for each sensor and quantity: `sensor`, `quantity`, `unit`, `count`, `first`, `last`."""
        ...

    def put_document(self, kind: str, name: str, text: str) -> Document:
        """The new version of a small text; the current one where the text is the same."""
        ...

    def remove_document(self, kind: str, name: str) -> Document:
        """What was the current version of a text that is now listed no more; its versions stay."""
        ...

    def document(self, kind: str, name: str, version: int | None = None) -> str:
        """The text, by default as it is now."""
        ...

    def documents(self, kind: str) -> tuple[Document, ...]:
        """The current version of each text of a kind, by name."""
        ...

    def get_setting(self, name: str, default: str = "") -> str:
        """The value of a setting."""
        ...

    def set_setting(self, name: str, value: str) -> None:
        """Keep the value of a setting."""
        ...


def reference(text: str) -> tuple[str, int | None]:
    """The name and the version of "LAYER@VERSION"; no version where only "LAYER" is given.

    Raises
    ------
    CatalogError
        `version_unknown` where what follows the sign is not a whole number from 1.
    """
    name, sign, number = text.partition("@")
    if not sign:
        return name, None
    if not (number.isascii() and number.isdigit() and 0 < int(number) < 2**31):
        raise CatalogError(Problem(code="version_unknown", layer=name, found=number[:60], allowed="1, 2, 3 ..."))
    return name, int(number)
