"""What a file is, by its content: names lie, and the wrong kind is better named than misread."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import Literal

from layers.files.encoding import by_mark
from layers.files.faults import check_file
from layers.files.limits import LIMITS
from layers.problems import Problem

FileKind = Literal[
    "geopackage", "geojson", "geojsonseq", "overpass", "json", "shapefile", "flatgeobuf", "geoparquet", "parquet",
    "csv", "xlsx", "geotiff", "osm", "zip", "gtfs", "graphml",
    # known only to be named
    "7z", "access", "bzip2", "docx", "doc", "dbf", "dgn", "dwg", "dxf", "esrijson", "gml", "gpx", "gzip", "html",
    "image", "kml", "kmz", "mapinfo", "ods", "odt", "pdf", "pptx", "rar", "sqlite", "tar", "text", "topojson", "xls",
    "xlsb", "xml", "unknown",
]  # fmt: skip

TABLES = ("csv", "xlsx", "parquet")
VECTORS = ("geopackage", "geojson", "geojsonseq", "overpass", "shapefile", "flatgeobuf", "geoparquet")
READABLE_NAMES = "GeoPackage, GeoJSON, Shapefile (.zip), FlatGeobuf, GeoParquet, CSV, XLSX"
NAMES: dict[str, str] = {
    "7z": "7-Zip", "access": "Microsoft Access", "bzip2": "bzip2", "docx": "Word (.docx)", "doc": "Word (.doc)",
    "dbf": "dBASE (.dbf)", "dgn": "MicroStation DGN", "dwg": "AutoCAD DWG", "dxf": "AutoCAD DXF",
    "esrijson": "Esri JSON", "gml": "GML", "gpx": "GPX", "gzip": "gzip", "html": "HTML", "image": "PNG, JPEG",
    "kml": "KML", "kmz": "KMZ", "mapinfo": "MapInfo", "ods": "OpenDocument (.ods)", "odt": "OpenDocument (.odt)",
    "pdf": "PDF", "pptx": "PowerPoint (.pptx)", "rar": "RAR", "sqlite": "SQLite", "tar": "tar", "text": "TXT",
    "topojson": "TopoJSON", "xls": "Excel 97-2003 (.xls)", "xlsb": "Excel (.xlsb)", "xml": "XML", "unknown": "?",
    "geotiff": "GeoTIFF", "geopackage": "GeoPackage", "geojson": "GeoJSON", "geojsonseq": "GeoJSON",
    "overpass": "Overpass JSON", "json": "JSON", "shapefile": "Shapefile", "flatgeobuf": "FlatGeobuf",
    "geoparquet": "GeoParquet", "parquet": "Parquet", "csv": "CSV", "xlsx": "XLSX", "osm": "OpenStreetMap",
    "zip": "ZIP", "gtfs": "GTFS", "graphml": "GraphML",
}  # fmt: skip

_HEAD = 65_536
_MAGIC: tuple[tuple[bytes, FileKind], ...] = (
    (b"fgb\x03fgb", "flatgeobuf"), (b"%PDF-", "pdf"), (b"AC10", "dwg"), (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"), (b"BM", "image"), (b"Rar!\x1a\x07", "rar"), (b"7z\xbc\xaf\x27\x1c", "7z"), (b"BZh", "bzip2"),
    (b"\x00\x00\x27\x0a", "shapefile"), (b"\x00\x01\x00\x00Standard", "access"), (b"\x08\x09\xfe\x02", "dgn"),
    (b"!table", "mapinfo"), (b"!TABLE", "mapinfo"), (b"AutoCAD Binary DXF", "dxf"),
)  # fmt: skip
_TIFF = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ROOT = re.compile(r"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)[\s>/]")
_SKIPPED = re.compile(r"\A\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>|\s)*", re.DOTALL | re.IGNORECASE)
_ROOTS: dict[str, FileKind] = {
    "osm": "osm", "graphml": "graphml", "kml": "kml", "gpx": "gpx", "featurecollection": "gml", "html": "html",
}  # fmt: skip
_GEOJSON = re.compile(
    r'"type"\s*:\s*"(?:FeatureCollection|Feature|(?:Multi)?(?:Point|LineString|Polygon)|GeometryCollection)"'
)
_DELIMITED_SUFFIXES = (".csv", ".tsv", ".tab")
_STRAY, _DAMAGED = 0.01, 0.2
"""Share of control characters up to which bytes are text, and text that was damaged."""
_OFFICE: tuple[tuple[str, FileKind], ...] = (
    ("xl/workbook.bin", "xlsb"), ("xl/workbook.xml", "xlsx"), ("word/document.xml", "docx"),
    ("ppt/presentation.xml", "pptx"),
)  # fmt: skip
_GTFS = {"stops.txt", "routes.txt", "trips.txt", "stop_times.txt", "agency.txt"}
_GTFS_LEAST = 3


def sniff(path: Path) -> FileKind:
    """The kind of a file by its content; the name only decides where a text could be several things.

    Raises
    ------
    LayerError
        `file_missing`, `file_is_folder`, `file_empty`.
    """
    check_file(path, LIMITS)
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    return _binary(path, head) or _written(path, head)


def _binary(path: Path, head: bytes) -> FileKind | None:  # noqa: PLR0911 - one for each family of kinds
    """The kind of a file with a signature of bytes."""
    if head.startswith(b"SQLite format 3\x00"):
        return "geopackage" if head[68:72] in {b"GPKG", b"GP10", b"GP11"} or _lists_contents(path) else "sqlite"
    if head.startswith(b"PAR1"):
        return _parquet(path)
    if head.startswith(_TIFF):
        return "geotiff"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(path)
    if head.startswith(_OLE):
        return "xls" if "Workbook".encode("utf-16-le") in head or path.suffix.lower() == ".xls" else "doc"
    if b"OSMHeader" in head[:64]:
        return "osm"
    if head.startswith(b"\x1f\x8b"):
        return "osm" if ".osm" in path.name.lower() else "gzip"
    if head[257:262] == b"ustar":
        return "tar"
    found = next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)
    if found == "bzip2" and ".osm" in path.name.lower():
        return "osm"
    return _by_suffix(path, head) if found is None else found


def _by_suffix(path: Path, head: bytes) -> FileKind | None:
    """Kinds whose signature is too short to be trusted alone."""
    suffix = path.suffix.lower()
    if suffix == ".dbf" and head[0] in {0x02, 0x03, 0x30, 0x31, 0x83, 0x8B, 0xF5}:
        return "dbf"
    if suffix == ".dgn":
        return "dgn"
    return None


def _lists_contents(path: Path) -> bool:
    from layers.files.geopackage import has_contents

    return has_contents(path)


def _parquet(path: Path) -> FileKind:
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - 2_000_000))
        return "geoparquet" if b'"primary_column"' in stream.read() else "parquet"


def _zipped(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            kind = next((kind for part, kind in _OFFICE if part in names), None)
            if kind is None and "mimetype" in names:
                mime = archive.open("mimetype").read(100)
                kind = "ods" if b"spreadsheet" in mime else "odt"
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return "zip"
    if kind is None and "doc.kml" in names:
        return "kmz"
    if kind is None and len(_GTFS & {name.rpartition("/")[2].lower() for name in names}) >= _GTFS_LEAST:
        return "gtfs"
    return kind or "zip"


def _written(path: Path, head: bytes) -> FileKind:  # noqa: PLR0911 - one for each family of kinds
    """The kind of a text."""
    encoding = by_mark(head) or "utf-8"
    suffix = path.suffix.lower()
    if encoding == "utf-8" and not _mostly_text(head, _DAMAGED if suffix in _DELIMITED_SUFFIXES else _STRAY):
        return "unknown"
    text = head.decode(encoding, "replace").lstrip("\ufeff\x1e \t\r\n")
    if text.startswith("<"):
        return _markup(text)
    if text.startswith(("{", "[")):
        return json_kind(text)
    if suffix in _DELIMITED_SUFFIXES:
        return "csv"
    if re.match(r"\s*0\s*\r?\n\s*SECTION", text) or suffix == ".dxf":
        return "dxf"
    if re.match(r"version\s+\d+", text, re.IGNORECASE) and suffix == ".mif":
        return "mapinfo"
    return "csv" if _delimited(text) else "text"


def _mostly_text(head: bytes, most: float) -> bool:
    """Whether at most a share of the bytes are control characters that no text has."""
    odd = sum(head.count(bytes([code])) for code in (*range(9), *range(14, 27), 28, 29, 31))
    return odd <= most * len(head)


def _markup(text: str) -> FileKind:
    if re.match(r"\s*<!doctype\s+html", text, re.IGNORECASE):
        return "html"
    start = _SKIPPED.match(text)
    root = _ROOT.match(text, start.end() if start else 0)
    if root is None:
        return "xml"
    name = root[2].lower()
    if name in {"html", "head", "body", "table", "script", "meta"}:
        return "html"
    return _ROOTS.get(name, "xml")


def json_kind(text: str) -> FileKind:
    """The kind of a JSON text by its beginning."""
    if '"osm3s"' in text[:2000] or re.match(r'\{\s*"version"\s*:[^{\[]*"generator"\s*:\s*"Overpass', text):
        return "overpass"
    if re.search(r'"type"\s*:\s*"Topology"', text[:2000]):
        return "topojson"
    if re.search(r'"geometryType"\s*:\s*"esriGeometry|"displayFieldName"|"rings"\s*:\s*\[', text[:4000]):
        return "esrijson"
    if text.startswith("["):
        return "json"
    if _GEOJSON.search(text) is None and not re.search(r'"features"\s*:\s*\[', text):
        return (
            "overpass"
            if re.search(r'"elements"\s*:\s*\[\s*\{\s*"type"\s*:\s*"(?:node|way|relation)"', text)
            else "json"
        )
    return "geojsonseq" if _one_a_line(text) else "geojson"


def _one_a_line(text: str) -> bool:
    """Whether the first line is a whole JSON object and another follows it."""
    first, _, rest = text.partition("\n")
    if not rest.lstrip("\x1e \r\n").startswith("{"):
        return False
    try:
        json.loads(first.strip("\x1e \r"))
    except (ValueError, RecursionError):
        return False
    return True


def _delimited(text: str) -> bool:
    """Whether the first lines look like rows of a table."""
    lines = [line for line in text.splitlines()[:20] if line.strip()][:10]
    if len(lines) < 2:  # noqa: PLR2004 - one line is no table
        return False
    counts = [[line.count(mark) for line in lines] for mark in ",;\t|"]
    return any(row[0] > 0 and sum(n == row[0] for n in row) >= 0.8 * len(row) for row in counts)


def wrong_kind(kind: FileKind, allowed: str) -> Problem:
    """The problem of a file that is something else than was asked for."""
    code = {"graphml": "graphml_not_supported", "gtfs": "gtfs_not_in_this_version", "json": "json_not_geojson"}.get(
        kind
    )
    if kind == "osm" and "OpenStreetMap" not in allowed:
        code = "osm_by_its_own_type"
    return Problem(code=code or "wrong_file_kind", found=NAMES[kind], allowed=allowed)
