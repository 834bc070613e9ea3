"""The catalogue: rows that alone say which versions, files and small texts exist."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from pyproj.exceptions import ProjError

from layers.crs import lonlat_bounds
from layers.grid import Grid
from layers.layer import Layer, Provenance
from layers.problems import CatalogError, LayerError, Problem
from layers.warehouse.base import Version
from layers.warehouse.vector import geometry_kind

if TYPE_CHECKING:
    import sqlite3

    from layers.warehouse.base import Bounds

_COLUMNS = (
    "layer", "version", "digest", "type", "features", "crs", "date", "source", "data_date", "licence", "illustrative",
    "file", "file_sha256", "geometry", "unit", "west", "south", "east", "north", "notes", "original", "original_sha256",
    "restored_from",
)  # fmt: skip
_LISTED = ", ".join(f"v.{name}" for name in _COLUMNS)
_INSERT = f"INSERT INTO versions ({', '.join(_COLUMNS)}) VALUES ({', '.join(':' + name for name in _COLUMNS)})"  # noqa: S608


@dataclass(frozen=True, kw_only=True)
class FileRow:
    """The file of a digest: its path below the warehouse, size, SHA-256, and what it leaves out."""

    digest: str
    path: str
    bytes: int
    sha256: str
    manifest: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A version with what only the warehouse itself needs."""

    version: Version
    file_sha256: str = ""
    original: str = ""
    original_sha256: str = ""

    @property
    def provenance(self) -> Provenance:
        """Where the content comes from."""
        v = self.version
        return Provenance(
            source=v.source,
            date=v.data_date,
            licence=v.licence,
            illustrative=v.illustrative,
            file=v.file,
            sha256=self.file_sha256,
        )


def now() -> str:
    """The present moment, ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def described(item: Layer | Grid) -> Entry:
    """The entry of a layer or grid before it has a number and a date."""
    if isinstance(item, Grid):
        features, geometry, unit = int((~item.mask).sum()), "raster", item.unit
        box: Bounds | None = item.bounds
    else:
        features, geometry, unit = len(item), geometry_kind(item.frame), ""
        box = tuple(map(float, item.frame.total_bounds)) if item.has_geometry else None  # type: ignore[assignment]
    version = Version(
        layer=item.name,
        type=item.type,
        version=0,
        features=features,
        crs=item.crs,
        digest=item.digest,
        date="",
        source=item.provenance.source,
        data_date=item.provenance.date,
        licence=item.provenance.licence,
        illustrative=item.provenance.illustrative,
        file=item.provenance.file,
        geometry=geometry,
        unit=unit,
        bounds_lonlat=_degrees(box, item.crs),
        notes=item.notes,
    )
    return Entry(version=version, file_sha256=item.provenance.sha256)


def _degrees(box: Bounds | None, crs: str) -> Bounds | None:
    """The box in degrees; `None` where there is none, or where the frame is unknown or does not reach."""
    if box is None or not crs or not all(map(math.isfinite, box)):
        return None
    try:
        west, south, east, north = lonlat_bounds(box, crs)
    except (LayerError, ProjError):
        return None
    return (west, south, east, north) if all(map(math.isfinite, (west, south, east, north))) else None


def entry_of(row: sqlite3.Row) -> Entry:
    """The entry that a row holds."""
    raw = dict(row)
    box = tuple(raw.pop(side) for side in ("west", "south", "east", "north"))
    rest = {name: raw.pop(name) for name in ("file_sha256", "original", "original_sha256")}
    notes = () if raw["notes"] == "[]" else tuple(_problem(note) for note in json.loads(raw["notes"]))
    raw |= {"bounds_lonlat": None if None in box else box, "notes": notes, "illustrative": bool(raw["illustrative"])}
    return Entry(version=Version(**raw), **rest)


def _problem(raw: dict[str, Any]) -> Problem:
    return Problem(**{**raw, "ids": tuple(raw["ids"])})


def current(db: sqlite3.Connection, layer: str | None = None) -> tuple[Entry, ...]:
    """The current version of each layer by name, or of one layer: empty where there is no such layer."""
    query = f"SELECT {_LISTED} FROM current AS c JOIN versions AS v USING (layer, version)"  # noqa: S608
    if layer is None:
        rows = db.execute(query + " ORDER BY v.layer")
    else:
        rows = db.execute(query + " WHERE c.layer = ?", (layer,))
    return tuple(map(entry_of, rows))


def history(db: sqlite3.Connection, layer: str | None = None) -> tuple[Entry, ...]:
    """All versions, newest first, of one layer or of all by name."""
    query = f"SELECT {_LISTED} FROM versions AS v"  # noqa: S608
    if layer is None:
        return tuple(map(entry_of, db.execute(query + " ORDER BY layer, version DESC")))
    return tuple(map(entry_of, db.execute(query + " WHERE layer = ? ORDER BY version DESC", (layer,))))


def find(db: sqlite3.Connection, layer: str, version: int | None) -> Entry:
    """One version, by default the current one.

    Raises
    ------
    CatalogError
        `missing_layer` with the names there are, `version_unknown` with the numbers there are.
    """
    newest = current(db, layer)
    if not newest:
        names = ", ".join(row["layer"] for row in db.execute("SELECT layer FROM current ORDER BY layer LIMIT 20"))
        raise CatalogError(Problem(code="missing_layer", layer=layer[:60], found=layer[:60], allowed=names))
    if version is None:
        return newest[0]
    query = f"SELECT {_LISTED} FROM versions AS v WHERE layer = ? AND version = ?"  # noqa: S608
    row = db.execute(query, (layer, version)).fetchone()
    if row is None:
        allowed = f"1 - {newest[0].version.version}"
        raise CatalogError(Problem(code="version_unknown", layer=layer, found=str(version), allowed=allowed))
    return entry_of(row)


def file_of(db: sqlite3.Connection, digest: str) -> FileRow | None:
    """The file of a digest, if it was ever written."""
    row = db.execute("SELECT digest, path, bytes, sha256, manifest FROM files WHERE digest = ?", (digest,)).fetchone()
    return None if row is None else FileRow(**dict(row))


def file_row(db: sqlite3.Connection, entry: Entry) -> FileRow:
    """The file of a version; every version has one."""
    row = file_of(db, entry.version.digest)
    if row is None:
        raise CatalogError(Problem(code="catalogue_damaged", layer=entry.version.layer, found=entry.version.digest))
    return row


def listed(db: sqlite3.Connection) -> frozenset[str]:
    """Paths below the warehouse that belong to versions: files, and folders of originals."""
    files = (row["path"] for row in db.execute("SELECT path FROM files"))
    kept = db.execute("SELECT original FROM versions WHERE original <> ''")
    return frozenset(files) | frozenset(str(PurePosixPath(row["original"]).parent) for row in kept)


def original_of(db: sqlite3.Connection, sha256: str) -> str | None:
    """The path of an original of that content, if one was kept."""
    query = "SELECT original FROM versions WHERE original_sha256 = ? ORDER BY number DESC LIMIT 1"
    row = db.execute(query, (sha256,)).fetchone()
    return None if row is None else str(row["original"])


def same_as_current(db: sqlite3.Connection, entry: Entry) -> Version | None:
    """The current version, if it says the same: content, source, licence, and whether it is made up.

    Dates do not count: a file that is brought again tomorrow is still the same.
    """
    for newest in current(db, entry.version.layer):
        if _said(newest.version) == _said(entry.version):
            return newest.version
    return None


def _said(version: Version) -> tuple[str, str, str, bool]:
    return version.digest, version.source, version.licence, version.illustrative


def next_number(db: sqlite3.Connection, layer: str) -> int:
    """The number of the next version of a layer, from 1."""
    (newest,) = db.execute("SELECT coalesce(max(version), 0) FROM versions WHERE layer = ?", (layer,)).fetchone()
    return int(newest) + 1


def keep_file(db: sqlite3.Connection, row: FileRow) -> None:
    """List a file; one that was lost and written again takes the place of its row."""
    db.execute(
        "INSERT INTO files (digest, path, bytes, sha256, manifest) VALUES (:digest, :path, :bytes, :sha256, :manifest)"
        " ON CONFLICT (digest) DO UPDATE SET path = :path, bytes = :bytes, sha256 = :sha256, manifest = :manifest",
        asdict(row),
    )


def append(db: sqlite3.Connection, entry: Entry, number: int) -> Entry:
    """List a version under a number and make it the current one."""
    placed = replace(entry, version=replace(entry.version, version=number, date=now()))
    raw = {f: getattr(placed.version, f) for f in _COLUMNS if hasattr(placed.version, f)}
    box = placed.version.bounds_lonlat or (None, None, None, None)
    raw |= dict(zip(("west", "south", "east", "north"), box, strict=True))
    raw |= {"notes": json.dumps([asdict(note) for note in placed.version.notes], ensure_ascii=False)}
    raw |= {"file_sha256": placed.file_sha256, "original": placed.original, "original_sha256": placed.original_sha256}
    db.execute(_INSERT, raw)
    db.execute(
        "INSERT INTO current (layer, version) VALUES (?, ?)"
        " ON CONFLICT (layer) DO UPDATE SET version = excluded.version",
        (placed.version.layer, number),
    )
    return placed
