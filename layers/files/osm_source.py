"""An OpenStreetMap file opened safely: its format by content, its dangers refused, the faults of the reader named.

osmium hands out everything before a cut and only then says that the file is broken. Whoever reads through `reading`
must therefore collect first and use what was collected only after the end was reached.
"""

from __future__ import annotations

import bz2
import gzip
import re
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import osmium

from layers.problems import LayerError, Problem

Item = osmium.osm.Node | osmium.osm.Way | osmium.osm.Relation | osmium.osm.Area
Format = Literal["osm", "osm.gz", "osm.bz2", "pbf"]

READABLE = ".osm, .osm.gz, .osm.bz2, .osm.pbf"
MOST_BYTES = 6_000_000_000
"""Largest file once unpacked: the XML of a country."""
HIGHEST_RATIO = 200
"""XML of real extracts shrinks some 10 to 30 times; what unpacks to far more is no map."""
_ALWAYS_ALLOWED = 50_000_000
_CHUNK = 1 << 20
_LONGEST_PROLOG = 1 << 16

_SHOWN = 160
_WEB_PAGE = re.compile(rb"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
_ROOT = re.compile(rb"<([A-Za-z_][\w.:-]*)")
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_ENCODING = re.compile(rb"^[^<]*<\?xml[^>]*encoding=[\"']([^\"']+)[\"']")

_GZIP, _BZIP2, _O5M = b"\x1f\x8b", b"BZh", b"\xff\xe0\x04o5m2"


class OutOfOrderError(LayerError):
    """The file is sound but not sorted by type and id, which areas need."""

    def __init__(self, source: Source) -> None:
        super().__init__(Problem(code="osm_out_of_order", found=source.name))


@dataclass(frozen=True)
class Source:
    """A file that may be read: where it is, how it is packed, and what its user calls it."""

    path: Path
    format: Format
    name: str

    @property
    def file(self) -> osmium.io.File:
        """The file as osmium wants it, with the format found in it, whatever its name."""
        return osmium.io.File(str(self.path), self.format)


def open_source(path: Path) -> Source:
    """The file, found to be OpenStreetMap data that may be read.

    Raises
    ------
    LayerError
        `file_missing`, `osm_empty`, `osm_not_osm`, `osm_wrong_format` (o5m, opl), `osm_entities` (a document type
        declaration), `osm_encoding` (not UTF-8), `osm_too_large` (unpacks to more than can be a map), `osm_truncated`
        (a packed file without its end), `osm_broken`, `osm_history` (histories and change files).
    """
    if not path.is_file():
        raise LayerError(Problem(code="file_missing", found=path.name))
    with path.open("rb") as stream:
        start = stream.read(64)
    source = Source(path, _format(start, path.name), path.name)
    if source.format != "pbf":
        _check_prolog(_prolog(source), path.name)
        _check_size(source)
    with reading(source):
        header = osmium.FileProcessor(source.file).header
    if header.has_multiple_object_versions or re.search(r"\.os[hc](\.|$)", path.name.lower()):
        raise LayerError(Problem(code="osm_history", found=path.name, allowed=READABLE))
    return source


def _format(start: bytes, name: str) -> Format:
    """The format by the first bytes."""
    if not start.strip():
        raise LayerError(Problem(code="osm_empty", found=name))
    if start.startswith(_GZIP):
        return "osm.gz"
    if start.startswith(_BZIP2):
        return "osm.bz2"
    if b"OSMHeader" in start[:24]:
        return "pbf"
    if start.startswith(_O5M) or name.lower().endswith((".o5m", ".o5c", ".opl")):
        raise LayerError(Problem(code="osm_wrong_format", found=name, allowed=READABLE))
    if start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return "osm"
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00<" in start[:4] or b"<\x00" in start[:4]:
        raise LayerError(Problem(code="osm_encoding", found="UTF-16", allowed="UTF-8"))
    raise LayerError(Problem(code="osm_not_osm", found=name, allowed=READABLE))


def _unpacked(source: Source) -> Iterator[bytes]:
    """The content in pieces of bounded size; `osm_truncated` where a packed file has no end."""
    opened: dict[Format, Callable[..., Any]] = {"osm.gz": gzip.open, "osm.bz2": bz2.open}
    try:
        with opened.get(source.format, Path.open)(source.path, "rb") as stream:
            yield from iter(lambda: stream.read(_CHUNK), b"")
    except EOFError:
        raise LayerError(Problem(code="osm_truncated", found=source.name)) from None
    except (OSError, zlib.error) as fault:
        raise LayerError(Problem(code="osm_broken", found=str(fault)[:_SHOWN])) from None


def _prolog(source: Source) -> bytes:
    """What stands before and in the first element, without comments."""
    start = b""
    for piece in _unpacked(source):
        start += piece[: _LONGEST_PROLOG - len(start)]
        if len(start) >= _LONGEST_PROLOG:
            break
    return _COMMENT.sub(b"", start)


def _check_prolog(prolog: bytes, name: str) -> None:
    """Refuse what is not OSM XML in UTF-8 and what declares a document type: entities come with it."""
    if not prolog.strip():
        raise LayerError(Problem(code="osm_empty", found=name))
    if b"\x00" in prolog:
        raise LayerError(Problem(code="osm_encoding", found="UTF-16", allowed="UTF-8"))
    stated = _ENCODING.search(prolog)
    if stated and stated[1].upper() not in {b"UTF-8", b"UTF8", b"US-ASCII"}:
        raise LayerError(Problem(code="osm_encoding", found=stated[1].decode("ascii", "replace"), allowed="UTF-8"))
    root = _ROOT.search(prolog)
    before = prolog if root is None else prolog[: root.start()]
    if _WEB_PAGE.search(prolog):
        raise LayerError(Problem(code="osm_not_osm", found="<html>", allowed="<osm>"))
    if b"<!DOCTYPE" in before or b"<!ENTITY" in before:
        raise LayerError(Problem(code="osm_entities", found="<!DOCTYPE"))
    element = root[1].decode("ascii", "replace") if root else ""
    if element in {"osmChange", "osmAugmentedDiff"}:
        raise LayerError(Problem(code="osm_history", found=f"<{element}>", allowed=READABLE))
    if element != "osm":
        raise LayerError(Problem(code="osm_not_osm", found=f"<{element}>" if element else name, allowed="<osm>"))


def _check_size(source: Source) -> None:
    """Refuse a packed file that unpacks to more than can be a map, before its content is looked at."""
    if source.format == "osm":
        return
    limit = min(MOST_BYTES, max(_ALWAYS_ALLOWED, HIGHEST_RATIO * source.path.stat().st_size))
    unpacked = 0
    for piece in _unpacked(source):
        unpacked += len(piece)
        if unpacked > limit:
            most = f"{limit // 10**6} MB"
            raise LayerError(Problem(code="osm_too_large", found=f"> {most}", allowed=f"<= {most}"))


_FAULTS: tuple[tuple[str, str], ...] = (
    (r"unexpected EOF|unclosed token|no element found|read close failed|read failed: -7", "osm_truncated"),
    (r"entities are not supported", "osm_entities"),
    (r"top-level element", "osm_not_osm"),
)


@contextmanager
def reading(source: Source) -> Iterator[None]:
    """Within it, the faults of osmium on a bad file are `LayerError`s.

    Raises
    ------
    LayerError
        `osm_truncated` (cut off; `found` says where), `osm_entities`, `osm_not_osm`, `osm_broken` for all else.
    OutOfOrderError
        If the objects are not sorted, or one comes twice: read `sorted_copy`.
    """
    try:
        yield
    except (RuntimeError, ValueError, KeyError, OSError, osmium.InvalidLocationError) as fault:
        if isinstance(fault, LayerError):
            raise
        text = str(fault)
        if re.search(r"out of order|twice in input|must be sorted|before", text):
            raise OutOfOrderError(source) from None
        code = next((code for pattern, code in _FAULTS if re.search(pattern, text)), "osm_broken")
        shown = text.replace(str(source.path), source.name)[:_SHOWN]
        raise LayerError(Problem(code=code, found=f"{source.name}: {shown}")) from None


def objects(source: Source, processor: osmium.FileProcessor) -> Iterator[tuple[Item, dict[str, str]]]:
    """The objects that a processor of the file hands out, each with its tags; faults of the file as in `reading`.

    An object is gone when the next one is asked for: take from it what is needed at once. The area of a closed way
    comes without tags, because its way came with them.
    """
    with reading(source):
        for item in processor:
            if isinstance(item, osmium.osm.Area) and item.from_way():
                yield item, {}
            elif not isinstance(item, osmium.osm.Changeset):
                yield item, {tag.k: tag.v for tag in item.tags}


@contextmanager
def sorted_copy(source: Source) -> Iterator[Source]:
    """The file sorted by type and id, as a temporary file; the same object met twice is written once.

    Overpass answers put ways before their nodes, and extracts that were pasted together repeat objects.

    Raises
    ------
    LayerError
        `osm_history` where an object comes in several versions.
    """
    merged = osmium.MergeInputReader()
    with tempfile.TemporaryDirectory(prefix="quyhoach-") as folder:
        target = Path(folder) / "sorted.osm.pbf"
        with reading(source):
            _refuse_versions(source)
            merged.add_buffer(source.path.read_bytes(), source.format)
            header = osmium.FileProcessor(source.file).header
            with osmium.SimpleWriter(str(target), header=header) as writer:
                merged.apply(writer, simplify=True)
        yield Source(target, "pbf", source.name)


def _refuse_versions(source: Source) -> None:
    """Refuse a history: taking the newest version of each object would bring back what was deleted."""
    versions: dict[tuple[str, int], int] = {}
    for item in osmium.FileProcessor(source.file):
        if isinstance(item, osmium.osm.Changeset):
            continue
        known = versions.setdefault((item.type_str(), item.id), item.version)
        if known != item.version or item.deleted:
            found = f"{item.type_str()}{item.id}: {known}, {item.version}"
            raise LayerError(Problem(code="osm_history", found=found, allowed=READABLE))
