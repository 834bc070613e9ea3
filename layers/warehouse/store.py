"""The files of a warehouse: written beside and published, found again, checked, swept."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import pyarrow as pa

from layers.file_names import DEVICES, portable
from layers.grid import Grid
from layers.problems import CatalogError, Problem
from layers.warehouse.catalogue import Entry, FileRow
from layers.warehouse.faults import FILE_FAULTS, faults_told
from layers.warehouse.raster import SUFFIX as TIF
from layers.warehouse.raster import write_grid
from layers.warehouse.staging import copy_settled, is_leftover, publish, settle, settle_folder, sha256_of, staged
from layers.warehouse.vector import SUFFIX as GPKG
from layers.warehouse.vector import write_vector

if TYPE_CHECKING:
    from layers.layer import Layer

CopyOf = Callable[[str], Path | None]
LAYERS, GRIDS, ORIGINALS = "layers", "grids", "originals"

# Names that Windows keeps for devices.
# Formats of several files: those of the same stem belong to it.
_COMPANIONS = frozenset({".shp", ".tab", ".mif"})


@dataclass(frozen=True, kw_only=True)
class Fresh:
    """A file that is written and settled under a staging name."""

    path: Path
    row: FileRow


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A copy of the file as it came, in a staging folder: `name` within it, and the content's SHA-256."""

    folder: Path
    name: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A version that is about to be listed, with those of its files that are not in their place yet."""

    entry: Entry
    fresh: Fresh | None = None
    kept: Kept | None = None


@dataclass(frozen=True)
class Store:
    """The folder of a warehouse."""

    root: Path

    @contextmanager
    def written(self, item: Layer | Grid) -> Iterator[Fresh]:
        """The file of a layer or grid under a staging name; gone after the block unless published."""
        top, suffix = (GRIDS, TIF) if isinstance(item, Grid) else (LAYERS, GPKG)
        place = PurePosixPath(top, _folder_name(item.name))
        with staged(self.root / place, suffix) as path:
            with faults_told(self.root, item.name):  # while what was written still takes its room
                if isinstance(item, Grid):
                    manifest = write_grid(path, item)
                else:
                    manifest = write_vector(path, item.name, item.frame)
                size, sha256 = settle(path)
            relative = str(place / f"{item.digest}{suffix}")
            row = FileRow(digest=item.digest, path=relative, bytes=size, sha256=sha256, manifest=manifest)
            yield Fresh(path=path, row=row)

    @contextmanager
    def kept(self, layer: str, original: Path | None, copy_of: CopyOf) -> Iterator[Kept | None]:
        """A copy of an original under a staging name; `copy_of` finds one that is here already by its SHA-256.

        Raises
        ------
        CatalogError
            `original_missing` where there is no such file.
        """
        if original is None:
            yield None
            return
        if not original.is_file() or not os.access(original, os.R_OK):
            raise CatalogError(Problem(code="original_missing", layer=layer, found=original.name))
        name = portable(original.name)
        with staged(self.root / ORIGINALS / _folder_name(layer)) as folder:
            folder.mkdir()
            sha256 = _take(original, folder / name, copy_of)
            for companion in _companions(original):
                copy_settled(companion, folder / portable(companion.name))
            settle_folder(folder)
            yield Kept(folder=folder, name=name, sha256=sha256)

    def publish(self, fresh: Fresh, published: list[Path]) -> None:
        """Give a file its final name, and note it before; only while the catalogue is locked."""
        published.append(self.resolve(fresh.row.path))
        publish(fresh.path, published[-1])

    def publish_original(self, kept: Kept, place: tuple[str, int], published: list[Path]) -> str:
        """Give the original of a layer's version its final place, note the folder before, and return the file."""
        layer, version = place
        folder = PurePosixPath(ORIGINALS, _folder_name(layer), str(version))
        published.append(self.root / folder)
        publish(kept.folder, published[-1])
        return str(folder / kept.name)

    def resolve(self, relative: str) -> Path:
        """The path of a file that the catalogue names.

        Raises
        ------
        CatalogError
            `catalogue_damaged` where it would lie outside the warehouse.
        """
        parts = PurePosixPath(relative)
        if parts.is_absolute() or not parts.parts or ".." in parts.parts or Path(relative).is_absolute():
            raise CatalogError(Problem(code="catalogue_damaged", found=relative[:200]))
        return self.root / parts

    def intact(self, row: FileRow | None) -> bool:
        """Whether the file is there in its full size."""
        if row is None:
            return False
        try:
            return self.resolve(row.path).stat().st_size == row.bytes
        except OSError:
            return False

    def present(self, row: FileRow, layer: str) -> Path:
        """The path of a file that is there in its full size.

        Raises
        ------
        CatalogError
            `stored_file_missing`, or `stored_file_damaged` where its size is another.
        """
        path = self.resolve(row.path)
        if not path.is_file():
            raise CatalogError(Problem(code="stored_file_missing", layer=layer, found=row.path))
        if not self.intact(row):
            found, allowed = f"{row.path}: {path.stat().st_size} B", f"{row.bytes} B"
            raise CatalogError(Problem(code="stored_file_damaged", layer=layer, found=found, allowed=allowed))
        return path

    def verified(self, relative: str, sha256: str, layer: str) -> Problem | None:
        """The problem of a file, if it is gone or no longer what was written."""
        path = self.resolve(relative)
        if not path.is_file():
            return Problem(code="stored_file_missing", layer=layer, found=relative)
        try:
            found = sha256_of(path)
        except OSError as error:
            return Problem(
                code="stored_file_damaged", layer=layer, found=f"{relative}: {error.strerror}", allowed=sha256
            )
        if found != sha256:
            return Problem(code="stored_file_damaged", layer=layer, found=f"{relative}: {found}", allowed=sha256)
        return None

    def leftovers(self, listed: frozenset[str]) -> list[Path]:
        """Files and folders that the catalogue does not list and no living writer is at."""
        found = (path for top in (LAYERS, GRIDS, ORIGINALS) for path in (self.root / top).glob("*/*"))
        return [p for p in found if p.relative_to(self.root).as_posix() not in listed and is_leftover(p)]


@contextmanager
def damage_told(layer: str, file: str) -> Iterator[None]:
    """Turn whatever a broken file makes its reader raise into `stored_file_damaged`.

    Raises
    ------
    CatalogError
        `stored_file_damaged`.
    """
    try:
        yield
    except (*FILE_FAULTS, pa.ArrowException, sqlite3.Error, OSError, KeyError, ValueError) as error:
        raise CatalogError(Problem(code="stored_file_damaged", layer=layer, found=f"{file}: {error}"[:200])) from error


def _take(source: Path, target: Path, copy_of: CopyOf) -> str:
    """Copy a file, or link to the copy that another layer of the same file brought already."""
    sha256 = sha256_of(source)
    copy = copy_of(sha256)
    if copy is not None and copy.is_file() and copy.stat().st_size == source.stat().st_size:
        with suppress(OSError):
            os.link(copy, target)
            return sha256
    return copy_settled(source, target)


def _folder_name(layer: str) -> str:
    """The folder of a layer; files in it are named by content, so that two layers could even share one."""
    return f"{layer}_" if layer in DEVICES else layer


def _companions(path: Path) -> list[Path]:
    if path.suffix.casefold() not in _COMPANIONS:
        return []
    same = [
        p for p in path.parent.iterdir() if p.name.startswith(path.stem + ".") and p.name != path.name and p.is_file()
    ]
    return sorted(same)
