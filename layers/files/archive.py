"""Zip archives opened with limits: what is inside reaches the disk under names of ours, in a folder that goes away."""

from __future__ import annotations

import lzma
import re
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from layers.files.faults import megabytes, readable
from layers.files.limits import Limits
from layers.problems import LayerError, Problem

_CHUNK = 1 << 20
_ENCRYPTED = 0x1
_UTF8_NAMES = 0x800
_NESTED = (".zip", ".7z", ".rar", ".gz", ".bz2", ".xz", ".tar", ".tgz", ".kmz", ".zipx")
_JUNK = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._)", re.IGNORECASE)
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
_XML_PROLOG = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_PROLOG_BYTES = 4096
_PACKING_FAULTS = (zipfile.BadZipFile, zlib.error, lzma.LZMAError)


@dataclass(frozen=True)
class Member:
    """A file of an archive: where it lies unpacked, and what it was called."""

    path: Path
    name: PurePosixPath


@contextmanager
def unpacked(path: Path, limits: Limits) -> Iterator[tuple[Member, ...]]:
    """The files of an archive, in a private folder that is removed after the block.

    Raises
    ------
    LayerError
        `archive_broken`, `archive_too_many_entries`, `archive_too_large`, `archive_bomb`, `archive_unsafe_name`,
        `archive_link`, `archive_encrypted`, `archive_nested`, `archive_duplicate`, `archive_method`, `archive_empty`;
        all that can be seen in the list of contents at once.
    """
    with _opened(path) as archive:
        entries = check_entries(archive, path, limits)
        with tempfile.TemporaryDirectory(prefix="quyhoach-", ignore_cleanup_errors=True) as folder:
            home = Path(folder)
            yield tuple(_unpack(archive, entry, home / f"{number:04d}", limits) for number, entry in enumerate(entries))


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as fault:
        raise LayerError(Problem(code="archive_broken", found=str(fault)[:120])) from None
    with archive:
        yield archive


def check_entries(archive: zipfile.ZipFile, path: Path, limits: Limits) -> tuple[zipfile.ZipInfo, ...]:
    """The entries that are files and not left there by an operating system, found harmless."""
    infos = archive.infolist()
    if len(infos) > limits.entries:
        raise LayerError(
            Problem(code="archive_too_many_entries", found=str(len(infos)), allowed=f"<= {limits.entries}")
        )
    problems: list[Problem] = []
    seen: set[str] = set()
    for info in infos:
        problems += _entry_problems(info)
        if info.filename.casefold() in seen:
            problems.append(Problem(code="archive_duplicate", found=shown(info)))
        seen.add(info.filename.casefold())
    problems += _size_problems(sum(info.file_size for info in infos), path.stat().st_size, limits)
    kept = tuple(info for info in infos if not info.is_dir() and not _JUNK.search(info.filename))
    if not kept and not problems:
        problems.append(Problem(code="archive_empty", found=path.name))
    if problems:
        raise LayerError(problems)
    return kept


def _entry_problems(info: zipfile.ZipInfo) -> list[Problem]:
    name = info.filename.replace("\\", "/")
    mode = info.external_attr >> 16
    problems = []
    if (
        name.startswith("/")
        or re.match(r"[A-Za-z]:", name)
        or ".." in PurePosixPath(name).parts
        or "\x00" in info.orig_filename
    ):
        problems.append(Problem(code="archive_unsafe_name", found=shown(info)))
    if stat.S_IFMT(mode) and not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        problems.append(Problem(code="archive_link", found=shown(info)))
    if info.flag_bits & _ENCRYPTED:
        problems.append(Problem(code="archive_encrypted", found=shown(info)))
    if info.compress_type not in _METHODS:
        problems.append(Problem(code="archive_method", found=str(info.compress_type), allowed="Deflate"))
    if name.lower().endswith(_NESTED):
        problems.append(Problem(code="archive_nested", found=shown(info)))
    return problems


def _size_problems(total: int, packed: int, limits: Limits) -> list[Problem]:
    if total > limits.bytes:
        return [Problem(code="archive_too_large", found=megabytes(total), allowed=megabytes(limits.bytes))]
    if total > limits.free_bytes and total > limits.ratio * packed:
        return [Problem(code="archive_bomb", found=f"{total / max(packed, 1):.0f}", allowed=f"<= {limits.ratio:.0f}")]
    return []


def shown(info: zipfile.ZipInfo) -> str:
    """The name of an entry for a message: readable, short, on one line."""
    return "".join(c if c.isprintable() else "?" for c in file_name(info))[:80]


def file_name(info: zipfile.ZipInfo) -> str:
    """The name of an entry; archives that do not say so hold UTF-8 all the same, as a rule."""
    if info.flag_bits & _UTF8_NAMES:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return info.filename


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, limits: Limits) -> Member:
    """One entry written out under a name of ours; zipfile itself stops at the size that the list of contents states."""
    name = PurePosixPath(file_name(entry).replace("\\", "/"))
    path = target.with_suffix(name.suffix.lower() if re.fullmatch(r"\.\w{1,8}", name.suffix) else "")
    written = 0
    with path.open("wb") as stream:
        for block in pieces(archive, entry):
            written += len(block)
            if written > limits.bytes:
                raise LayerError(Problem(code="archive_too_large", found=shown(entry), allowed=megabytes(limits.bytes)))
            stream.write(block)
    return Member(path, name)


def pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of an entry; `archive_broken` where it is not what its checksum says."""
    try:
        with archive.open(entry) as stream:
            yield from iter(lambda: stream.read(_CHUNK), b"")
    except (*_PACKING_FAULTS, OSError, EOFError, ValueError, RuntimeError) as fault:
        raise LayerError(Problem(code="archive_broken", found=f"{shown(entry)}: {fault}"[:160])) from None


def check_xml(archive: zipfile.ZipFile, entries: tuple[zipfile.ZipInfo, ...]) -> None:
    """Refuse XML that declares a document type: entities make bombs and reach other files; no office file has one."""
    for entry in entries:
        if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
            start = next(pieces(archive, entry), b"")[:_PROLOG_BYTES]
            flat = start.replace(b"\x00", b"")
            if _XML_PROLOG.search(flat):
                raise LayerError(Problem(code="xml_entities", found=shown(entry)))


@contextmanager
def office(path: Path, limits: Limits) -> Iterator[zipfile.ZipFile]:
    """An office file as the archive that it is, found harmless."""
    with _opened(path) as archive, readable():
        entries = check_entries(archive, path, limits)
        check_xml(archive, entries)
        yield archive
