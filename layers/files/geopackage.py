"""GeoPackages looked at through SQLite, read-only, before GDAL opens them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from layers.file_names import sqlite_address
from layers.files.limits import Limits
from layers.problems import LayerError, Problem

_OWN = frozenset({"layer_styles", "qgis_projects", "ogr_empty_table"})
_UNPLACED = frozenset({0, -1})


@dataclass(frozen=True)
class Sublayer:
    """One table of a GeoPackage: with shapes or not, and its size."""

    name: str
    has_geometry: bool
    rows: int
    columns: int
    placed: bool


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    # Read as it stands: what a journal beside it holds is refused before anything is believed.
    with closing(sqlite3.connect(sqlite_address(path.resolve(), "mode=ro&immutable=1"), uri=True)) as base:
        base.execute("PRAGMA trusted_schema = OFF")
        yield base


def has_contents(path: Path) -> bool:
    """Whether an SQLite file has the list of contents that makes it a GeoPackage, whatever its header says."""
    try:
        with _opened(path) as base:
            return (
                base.execute("SELECT 1 FROM sqlite_master WHERE name = 'gpkg_contents' AND type = 'table'").fetchone()
                is not None
            )
    except sqlite3.Error:
        return False


def sublayers(path: Path, limits: Limits) -> tuple[tuple[Sublayer, ...], tuple[Problem, ...]]:
    """The tables that hold features or attributes, and notes on what was passed over.

    Raises
    ------
    LayerError
        `gpkg_in_use` (changes not written into the file yet), `file_truncated`, `gpkg_without_contents`,
        `gpkg_table_missing`, `too_many_rows`, `too_many_columns`, all at once; `no_sublayers`.
    """
    _check_whole(path)
    problems: list[Problem] = []
    with _opened(path) as base:
        kinds = dict(base.execute("SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view')").fetchall())
        if "gpkg_contents" not in kinds:
            raise LayerError(Problem(code="gpkg_without_contents", found=path.name, allowed="gpkg_contents"))
        listed = base.execute("SELECT table_name, data_type, srs_id FROM gpkg_contents ORDER BY rowid").fetchall()
        shapes = _shapes(base) if "gpkg_geometry_columns" in kinds else {}
        wanted = [(n, s) for n, kind, s in listed if kind in {"features", "attributes", "aspatial"} and n not in _OWN]
        found = []
        for name, srs in wanted:
            if name not in kinds:
                problems.append(Problem(code="gpkg_table_missing", found=name))
            elif kinds[name] == "view":
                # A view runs SQL of the file's author; GDAL adds functions to it that reach other files.
                problems.append(Problem(code="view_skipped", severity="warning", found=name))
            else:
                found.append(_measured(base, name, shapes, srs))
    for item in found:
        problems += _too_many(item, limits)
    if any(problem.severity == "error" for problem in problems):
        raise LayerError(problems)
    if not found:
        others = ", ".join(f"{name} ({kind})" for name, kind, _ in listed[:10])
        raise LayerError(*problems, Problem(code="no_sublayers", found=others or path.name))
    return tuple(found), tuple(problems)


def _check_whole(path: Path) -> None:
    with path.open("rb") as stream:
        header = stream.read(100)
    pending = [e for e in ("-wal", "-journal") if (b := path.with_name(path.name + e)).exists() and b.stat().st_size]
    if pending:
        raise LayerError(Problem(code="gpkg_in_use", found=path.name + pending[0], allowed=path.name))
    page = int.from_bytes(header[16:18], "big")
    page = 65_536 if page == 1 else page
    pages = int.from_bytes(header[28:32], "big")
    # The count of pages is valid only if the counter of changes equals the one beside it (sqlite.org/fileformat.html).
    if header[24:28] == header[92:96] and path.stat().st_size < page * pages:
        raise LayerError(Problem(code="file_truncated", found=str(path.stat().st_size), allowed=str(page * pages)))


def _shapes(base: sqlite3.Connection) -> dict[str, int]:
    return dict(base.execute("SELECT table_name, srs_id FROM gpkg_geometry_columns").fetchall())


def _measured(base: sqlite3.Connection, name: str, shapes: dict[str, int], srs: int | None) -> Sublayer:
    quoted = '"' + name.replace('"', '""') + '"'
    (rows,) = base.execute(f"SELECT count(*) FROM {quoted}").fetchone()  # noqa: S608 - quoted as SQL wants it
    columns = len(base.execute(f"PRAGMA table_info({quoted})").fetchall())
    placed = shapes.get(name, srs) not in _UNPLACED
    return Sublayer(name, name in shapes, int(rows), columns, placed)


def _too_many(item: Sublayer, limits: Limits) -> list[Problem]:
    problems = []
    for code, count, most in (
        ("too_many_rows", item.rows, limits.rows),
        ("too_many_columns", item.columns, limits.columns),
    ):
        if count > most:
            problems.append(Problem(code=code, field=item.name, found=str(count), allowed=f"<= {most}"))
    return problems
