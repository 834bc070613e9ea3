"""Any file read by its kind: one `Raw` for each table or vector layer in it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import geopandas as gpd

from layers.crs import code_of, crs_of
from layers.files.archive import Member, unpacked
from layers.files.faults import check_file
from layers.files.geojson import read_geojson
from layers.files.geoparquet import read_geoparquet
from layers.files.kinds import READABLE_NAMES, FileKind, sniff, wrong_kind
from layers.files.limits import Limits
from layers.files.raw import Raw
from layers.files.shapefile import PARTS, parts_beside, read_shapefile
from layers.files.spreadsheet import read_xlsx
from layers.files.table import read_csv, read_parquet
from layers.files.vector import exists_beside, pick, read_flatgeobuf, read_geopackage
from layers.problems import LayerError, PlanningError, Problem

_SIDE_FILES = frozenset({
    *PARTS[1:], ".sbn", ".sbx", ".qix", ".qpj", ".xml", ".txt", ".md", ".pdf", ".qml", ".sld", ".lyr", ".lyrx",
    ".html", ".jpg", ".png", ".atx", ".fbn", ".fbx", ".ain", ".aih", ".mxs", ".ixs", ".idm", ".ind", ".cst",
    ".docx", ".doc",
})  # fmt: skip
_RASTERS = "--as elevation, flood_depth, population_grid"


def read(path: Path, *, crs: str, sublayer: str | None, limits: Limits) -> tuple[Raw, ...]:
    """Every table and vector layer of a file.

    Parameters
    ----------
    path
        The file; for a loose shapefile the .shp (or its .dbf).
    crs
        CRS that overrides what the file states; "" keeps that.
    sublayer
        The one layer or sheet to read; `None` for all.
    limits
        Upper bounds on size and counts.

    Returns
    -------
    raws
        In the order of the file, with the SHA-256 of the file as it came.

    Raises
    ------
    LayerError
        With every problem found, each placed in the file unless it has a place.
    """
    try:
        check_file(path, limits)
        found = _of_kind(path, sniff(path), sublayer, limits)
        stated = code_of(crs_of(crs)) if crs else ""
    except PlanningError as error:
        raise LayerError(problem.within(path.name) for problem in error.problems) from error
    sha256 = sha256_of(path)
    return tuple(replace(_placed(raw, stated), file=path.name, sha256=sha256) for raw in found)


def _placed(raw: Raw, crs: str) -> Raw:
    if not crs:
        return raw
    if not isinstance(raw.frame, gpd.GeoDataFrame):
        return replace(raw, crs=crs)
    return replace(raw, crs=crs, frame=raw.frame.set_crs(crs, allow_override=True))


def _of_kind(path: Path, kind: FileKind, sublayer: str | None, limits: Limits) -> tuple[Raw, ...]:
    if kind == "dbf" and (shp := exists_beside(path, ".shp")):
        path, kind = shp, "shapefile"
    if kind == "geopackage":
        return read_geopackage(path, sublayer, limits)
    if kind == "xlsx":
        return read_xlsx(path, sublayer, limits)
    if kind == "zip":
        return _zipped(path, sublayer, limits)
    readers: dict[FileKind, Callable[[], Raw]] = {
        "geojson": lambda: read_geojson(path, kind, limits),
        "geojsonseq": lambda: read_geojson(path, kind, limits),
        "overpass": lambda: read_geojson(path, kind, limits),
        "shapefile": lambda: read_shapefile(parts_beside(path), path.name, limits),
        "flatgeobuf": lambda: read_flatgeobuf(path, limits),
        "geoparquet": lambda: read_geoparquet(path, limits),
        "parquet": lambda: read_parquet(path, limits),
        "csv": lambda: read_csv(path, limits),
    }
    if kind not in readers:
        raise LayerError(wrong_kind(kind, _RASTERS if kind == "geotiff" else READABLE_NAMES))
    if sublayer:
        pick([path.stem], sublayer)
    return (readers[kind](),)


def _zipped(path: Path, sublayer: str | None, limits: Limits) -> tuple[Raw, ...]:
    """The shapefiles and other files of an archive."""
    with unpacked(path, limits) as members:
        shapefiles = [member for member in members if member.name.suffix.lower() == ".shp"]
        others = [m for m in members if m.name.suffix.lower() not in {".shp", *_SIDE_FILES}]
        found = [(member.name.stem, _shapefile_of(member, members, limits)) for member in shapefiles]
        found += [(member.name.stem, _member_of(member, limits)) for member in others]
        if not found:
            names = ", ".join(member.name.name for member in members[:10])
            raise LayerError(Problem(code="archive_nothing_readable", found=names, allowed=READABLE_NAMES))
        chosen = pick([name for name, _ in found], sublayer)
        raws: list[Raw] = []
        problems: list[Problem] = []
        for name, reader in found:
            if name not in chosen:
                continue
            try:
                raws += [replace(r, sublayer=r.sublayer or (name if len(found) > 1 else "")) for r in reader()]
            except LayerError as error:
                problems += [problem.within(f"{path.name}/{name}") for problem in error.problems]
    if problems:
        raise LayerError(problems)
    return tuple(raws)


def _shapefile_of(shp: Member, members: tuple[Member, ...], limits: Limits) -> Callable[[], tuple[Raw, ...]]:
    stem = str(shp.name.with_suffix("")).casefold()
    parts = {m.name.suffix.lower(): m.path for m in members if str(m.name.with_suffix("")).casefold() == stem}
    known = {ending: parts[ending] for ending in PARTS if ending in parts}
    return lambda: (read_shapefile(known, shp.name.name, limits),)


def _member_of(member: Member, limits: Limits) -> Callable[[], tuple[Raw, ...]]:
    def reader() -> tuple[Raw, ...]:
        check_file(member.path, limits)
        return _of_kind(member.path, sniff(member.path), None, limits)

    return reader


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, of a shapefile's parts one after the other, as 64 hexadecimal digits."""
    parts = [path]
    if path.suffix.lower() in {".shp", ".dbf"} and exists_beside(path, ".shp"):
        beside = parts_beside(exists_beside(path, ".shp") or path)
        parts = [beside[ending] for ending in PARTS if ending in beside]
    state = hashlib.sha256()
    for part in parts:
        with part.open("rb") as stream:
            for block in iter(lambda: stream.read(1 << 20), b""):
                state.update(block)
    return state.hexdigest()
