"""The shared warehouse in a folder: one file a version that never changes, and a catalogue that alone says what exists.

A version is written beside its place, brought to the disk, and renamed while the catalogue is locked; then the
catalogue lists it and the lock is let go. A writer killed before that leaves a file that nobody lists, swept later; a
writer killed after it has written everything. No reader waits for a writer, or meets a file that may still change.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from layers.city import City
from layers.grid import Grid
from layers.layer import Layer
from layers.problems import CatalogError, Problem
from layers.warehouse import catalogue, documents
from layers.warehouse.base import Appended, Bounds, Difference, Document, Version, Warehouse, reference
from layers.warehouse.catalogue import Entry, FileRow
from layers.warehouse.content import content_of, window_of
from layers.warehouse.difference import difference
from layers.warehouse.faults import faults_told
from layers.warehouse.observations import Observations
from layers.warehouse.projected import keep_projected
from layers.warehouse.schema import CATALOGUE, Database
from layers.warehouse.store import Store
from layers.warehouse.writer import Writer

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

METRIC_CRS = "metric_crs"


class EmbeddedWarehouse(Warehouse):
    """A warehouse in a folder."""

    def __init__(self, folder: Path, *, create: bool = True) -> None:
        self.folder = folder.expanduser().absolute()
        self._store = Store(self.folder)
        self._database = Database(self.folder / "catalogue.sqlite", CATALOGUE)
        self._writer = Writer(self._database, self._store)
        self._observations = Observations(self.folder / "observations.sqlite")
        self._in_city: dict[tuple[str, Version], Layer | Grid] = {}  # those of the last city, by its frame
        if "!" in str(self.folder):
            # The library that reads GeoPackages takes what follows the sign for a file inside an archive.
            raise CatalogError(Problem(code="folder_name", found=str(folder)))
        if self.folder.exists() and not self.folder.is_dir():
            raise CatalogError(Problem(code="not_a_folder", found=str(folder)))
        if not self._database.path.exists() and not create:
            raise CatalogError(Problem(code="warehouse_missing", found=str(folder)))
        with faults_told(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
        if self._is_writable():
            self._database.create()
            # Leftovers do no harm; whoever opens the warehouse next may sweep them.
            with suppress(CatalogError):
                self.sweep()
        elif self._database.path.exists():
            self._database.check()
        else:
            raise CatalogError(Problem(code="warehouse_read_only", found=str(folder)))

    @property
    def address(self) -> str:
        """The folder."""
        return str(self.folder)

    @property
    def revision(self) -> int:
        """A number that grows with every version put in: equal numbers mean equal layers."""
        with self._database.reading() as db:
            return int(db.execute("SELECT coalesce(max(number), 0) FROM versions").fetchone()[0])

    def put(self, item: Layer | Grid, *, original: Path | None = None) -> Version:
        """The new version of a layer or grid.

        Parameters
        ----------
        item
            What to keep. Its type must be one of `layers.known.KNOWN`.
        original
            The file as it came, kept beside the version (a Shapefile with its companions).

        Returns
        -------
        version
            The current version, and nothing is written, where content, source, licence and the word illustrative are
            those of the current one.

        Raises
        ------
        CatalogError
            `layer_name`, `unknown_type`, `layer_other_type`, `column_not_storable`, `too_many_columns`,
            `original_missing`, `disk_full`, `warehouse_read_only`, `warehouse_busy`, `warehouse_failed`.
            Nothing is written then.
        """
        return self.put_all([(item, original)])[0]

    def put_all(self, items: Iterable[tuple[Layer | Grid, Path | None]]) -> tuple[Version, ...]:
        """The versions of several layers and grids, each with its original: all of them are put in, or none.

        Raises
        ------
        CatalogError
            As `put`.
        """
        return self._writer.put_all(items)

    def entries(self) -> tuple[Version, ...]:
        """The current version of each layer, by name."""
        with self._database.reading() as db:
            return tuple(entry.version for entry in catalogue.current(db))

    def history(self, name: str) -> tuple[Version, ...]:
        """All versions of a layer, newest first."""
        with self._database.reading() as db:
            catalogue.find(db, name, None)
            return tuple(entry.version for entry in catalogue.history(db, name))

    def version(self, name: str, version: int | None = None) -> Version:
        """One version, by default the current one."""
        return self._found(name, version)[0].version

    def get(self, name: str, version: int | None = None) -> Layer | Grid:
        """The content of a version, by default the current one, with its provenance and notes.

        Raises
        ------
        CatalogError
            `missing_layer`, `version_unknown`, `unknown_type`, `stored_file_missing`, `stored_file_damaged`.
        """
        return content_of(self._store, *self._found(name, version))

    def window(self, name: str, bounds: Bounds, crs: str | None = None) -> gpd.GeoDataFrame:
        """The features of the current version that meet a box, in the layer's own CRS and order.

        Parameters
        ----------
        name
            A layer with geometry.
        bounds
            West, south, east, north in `crs`.
        crs
            Authority code; by default that of the layer.

        Raises
        ------
        CatalogError
            As `get`; `layer_is_grid`, `layer_without_geometry`, `window_bounds`.
        """
        return window_of(self._store, *self._found(name, None), (bounds, crs))

    def path(self, name: str, version: int | None = None) -> Path:
        """The file of a version, to be read and never written."""
        return self._store.present(self._found(name, version)[1], name)

    def original(self, name: str, version: int | None = None) -> Path | None:
        """The file as it came; `None` where none was kept."""
        entry, _ = self._found(name, version)
        if not entry.original:
            return None
        path = self._store.resolve(entry.original)
        if not path.is_file():
            raise CatalogError(Problem(code="stored_file_missing", layer=name, found=entry.original))
        return path

    def restore(self, name: str, version: int) -> Version:
        """The new version that holds what an older one held; the current one where that is the same."""
        return self._writer.restore(name, version)

    def diff(self, one: str, other: str) -> Difference:
        """What differs from `one` to `other`, each "LAYER" or "LAYER@VERSION".

        Raises
        ------
        CatalogError
            As `get`; `layer_is_grid`.
        """
        layers = []
        for text in (one, other):
            item = self.get(*reference(text))
            if isinstance(item, Grid):
                raise CatalogError(Problem(code="layer_is_grid", layer=item.name, found=item.type))
            layers.append(item)
        return difference(*layers)

    def verify(self, name: str | None = None) -> tuple[Problem, ...]:
        """Every file of every version of one layer, or of all, that is missing or no longer what was written."""
        files: dict[tuple[str, str], str] = {}
        with self._database.reading() as db:
            if name is not None:
                catalogue.find(db, name, None)
            for entry in catalogue.history(db, name):
                row = catalogue.file_row(db, entry)
                files[row.path, row.sha256] = entry.version.layer
                if entry.original:
                    files[entry.original, entry.original_sha256] = entry.version.layer
        found = (self._store.verified(path, sha256, layer) for (path, sha256), layer in files.items())
        return tuple(problem for problem in found if problem is not None)

    def city(self, metric_crs: str = "") -> City:
        """The city of all current layers and grids; those that did not change since the last city are the same objects.

        Parameters
        ----------
        metric_crs
            Authority code of a metric CRS, used and kept (setting "metric_crs") where none was chosen before. By
            default that of the centre of the area.

        Raises
        ------
        CatalogError
            As `get`.
        LayerError
            `crs_not_metric`.
        OptionError
            `empty_city` where no layer has a place.
        """
        with self._database.reading() as db:
            found = [(entry, catalogue.file_row(db, entry)) for entry in catalogue.current(db)]
            chosen, name = documents.setting(db, METRIC_CRS), documents.setting(db, "name")
        known, frame = self._in_city, chosen or metric_crs
        items = [
            known[frame, entry.version] if (frame, entry.version) in known else content_of(self._store, entry, row)
            for entry, row in found
        ]
        layers = [item for item in items if isinstance(item, Layer)]
        grids = [item for item in items if isinstance(item, Grid)]
        city = City.of(layers, grids, name=name, crs=chosen or metric_crs)
        if self._is_writable():
            keep_projected(self._database, city, layers)
            if not chosen:
                with self._database.writing() as db:
                    documents.keep_first(db, METRIC_CRS, city.crs)
        held: dict[str, Layer | Grid] = {**city.grids, **city.layers}
        self._in_city = {(city.crs, entry.version): held[entry.version.layer] for entry, _ in found}
        return city

    def put_observations(self, table: Layer) -> Appended:
        """How many of the observations were new, known, or replaced another value; see `Observations.append`."""
        return self._observations.append(table)

    def observations(
        self,
        *,
        sensors: Iterable[str] | None = None,
        quantities: Iterable[str] | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> Layer:
        """The observations of some sensors and quantities from `start` (included) to `end` (not included), by time."""
        return self._observations.read(sensors, quantities, start, end)

    def series(self) -> pd.DataFrame:
        """One row for each sensor and quantity: `sensor`, `quantity`, `unit`, `count`, `first`, `last`."""
        return self._observations.series()

    def put_document(self, kind: str, name: str, text: str) -> Document:
        """The new version of a small text; the current one where the text is the same."""
        clean = documents.checked_names(kind, name)
        with self._database.writing() as db:
            return documents.put(db, kind, clean, text)

    def remove_document(self, kind: str, name: str) -> Document:
        """What was the current version of a text that is now listed no more; its versions stay."""
        clean = documents.checked_names(kind, name)
        with self._database.writing() as db:
            return documents.remove(db, kind, clean)

    def document(self, kind: str, name: str, version: int | None = None) -> str:
        """The text, by default as it is now."""
        clean = documents.checked_names(kind, name)
        with self._database.reading() as db:
            return documents.text_of(db, kind, clean, version)

    def documents(self, kind: str) -> tuple[Document, ...]:
        """The current version of each text of a kind, by name."""
        with self._database.reading() as db:
            return documents.listed(db, kind)

    def get_setting(self, name: str, default: str = "") -> str:
        """The value of a setting."""
        with self._database.reading() as db:
            return documents.setting(db, name, default)

    def set_setting(self, name: str, value: str) -> None:
        """Keep the value of a setting."""
        with self._database.writing() as db:
            documents.keep_setting(db, name, value)

    def sweep(self) -> tuple[Path, ...]:
        """Remove what killed writers left behind an hour ago or more, and return it."""
        return self._writer.sweep()

    def _is_writable(self) -> bool:
        return os.access(self.folder, os.W_OK)

    def _found(self, name: str, version: int | None) -> tuple[Entry, FileRow]:
        with self._database.reading() as db:
            entry = catalogue.find(db, name, version)
            return entry, catalogue.file_row(db, entry)
