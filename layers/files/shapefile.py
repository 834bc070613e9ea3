"""Shapefiles: their parts found and named, and the encoding of their text judged from the text."""

from __future__ import annotations

import codecs
import re
import struct
import tempfile
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd

from layers.files.encoding import SAMPLE_BYTES, Guess, guess
from layers.files.faults import check_counts, readable
from layers.files.gdal import link_or_copy
from layers.files.limits import Limits
from layers.files.raw import Raw
from layers.files.vector import Opening, exists_beside, read_gdal
from layers.problems import LayerError, Problem

PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_NEEDED = (".shx", ".dbf")
_HEADER_BYTES = 32
_BYTES = "ISO-8859-1"
"""The encoding under which GDAL hands out every byte as one letter."""
# Language driver of a dBASE header, byte 29, to the code page (Esri); the others are left to the text itself.
_DRIVERS = {
    0x03: "cp1252",
    0x57: "cp1252",
    0x58: "cp1252",
    0x7A: "cp936",
    0x7C: "cp874",
    0xC8: "cp1250",
    0xC9: "cp1251",
}
_WESTERN = frozenset({"cp1252", "iso8859-1", "cp437", "cp850"})
"""What programs state when nobody asked: it says little about Vietnamese text."""
_VIETNAMESE = {"1258", "cp1258", "ansi 1258", "windows-1258"}


def parts_beside(path: Path) -> dict[str, Path]:
    """The files that belong to a .shp, by ending."""
    found = {ending: exists_beside(path, ending) for ending in PARTS[1:]}
    return {".shp": path} | {ending: part for ending, part in found.items() if part is not None}


def read_shapefile(parts: dict[str, Path], name: str, limits: Limits, label: str = "") -> Raw:
    """The features of a shapefile.

    Parameters
    ----------
    parts
        Ending to file; they need not have equal names.
    name
        What its user calls it.
    limits, label
        Upper bounds; the name of the sublayer, where there are several.

    Raises
    ------
    LayerError
        `shapefile_part_missing` for each part without which there are no features (.shx, .dbf), `encoding_legacy`,
        `file_unreadable`, `file_truncated`, `too_many_rows`, `too_many_columns`. Without .prj there is a warning of the
        same code, and no CRS.
    """
    allowed = ", ".join(PARTS[:3])
    missing = [ending for ending in _NEEDED if ending not in parts]
    if missing:
        raise LayerError(Problem(code="shapefile_part_missing", found=e, allowed=allowed) for e in missing)
    _check_length(parts[".shp"])
    notes: list[Problem] = []
    if ".prj" not in parts:
        notes.append(Problem(code="shapefile_part_missing", severity="warning", found=".prj", allowed=".prj"))
    with readable():
        guessed = _encoding(parts, limits)
    notes += guessed.notes
    with tempfile.TemporaryDirectory(prefix="quyhoach-") as folder:
        for ending in (".shp", ".shx", ".dbf", ".prj"):
            if ending in parts:
                link_or_copy(parts[ending], Path(folder) / f"layer{ending}")
        unicode = guessed.name == "utf-8"
        opening = Opening(encoding="UTF-8" if unicode else _BYTES, label=label, notes=tuple(notes))
        raw = read_gdal(Path(folder) / "layer.shp", opening, limits)
    if not unicode:
        raw = replace(raw, frame=_decoded(raw.frame, guessed.name), encoding=guessed.name)
    return Raw(
        frame=raw.frame,
        crs=raw.crs,
        file=name,
        sublayer=label,
        encoding=raw.encoding,
        notes=raw.notes,
        sha256=raw.sha256,
    )


def _decoded(frame: pd.DataFrame, encoding: str) -> pd.DataFrame:
    """Text decoded here: the iconv that GDAL asks swallows the last letter of Vietnamese code page 1258."""

    def text(value: str) -> str:
        return unicodedata.normalize("NFC", value.encode("latin-1", "replace").decode(encoding, "replace"))

    columns = {
        name: frame[name].map(text, na_action="ignore").astype("str")
        for name in frame.columns
        if isinstance(frame[name].dtype, pd.StringDtype)
    }
    return frame.assign(**columns).rename(columns=text)


def _check_length(path: Path) -> None:
    """Hold the length that the main file states (in words of two bytes) against its size."""
    with path.open("rb") as stream:
        header = stream.read(28)
    stated = 2 * struct.unpack(">i", header[24:28])[0] if len(header) == 28 else 100  # noqa: PLR2004 - to the length
    if path.stat().st_size < stated:
        raise LayerError(Problem(code="file_truncated", found=str(path.stat().st_size), allowed=str(stated)))


def _encoding(parts: dict[str, Path], limits: Limits) -> Guess:
    """The encoding of the text: UTF-8 where it is that, else as stated, else as guessed from it."""
    dbf = parts[".dbf"]
    with dbf.open("rb") as stream:
        header = stream.read(_HEADER_BYTES)
        rows, head, record = struct.unpack("<IHH", header[4:12])
        fields = list(_text_fields(stream.read(max(0, head - _HEADER_BYTES))))
        check_counts(rows, max(0, (head - _HEADER_BYTES - 1) // _HEADER_BYTES), limits)
        data = stream.read(max(record, SAMPLE_BYTES - SAMPLE_BYTES % max(record, 1)))
    if dbf.stat().st_size < head + rows * record:
        raise LayerError(
            Problem(code="file_truncated", found=str(dbf.stat().st_size), allowed=str(head + rows * record))
        )
    values = list(_values(data, fields, record))
    stated = _stated(parts, header[29])
    guessed = guess(values)
    if guessed.name == "utf-8" or not stated or (guessed.name == "cp1258" and stated in _WESTERN):
        return guessed
    return Guess(stated)


def _text_fields(descriptors: bytes) -> Iterator[tuple[int, int]]:
    """Offset and length, in a record, of each column of text."""
    at = 1
    for start in range(0, len(descriptors) - _HEADER_BYTES + 1, _HEADER_BYTES):
        if descriptors[start] == 0x0D:  # noqa: PLR2004 - the end of the list
            return
        length = descriptors[start + 16]
        if descriptors[start + 11 : start + 12] == b"C":
            length += descriptors[start + 17] << 8
            yield at, length
        at += length


def _values(data: bytes, fields: list[tuple[int, int]], record: int) -> Iterator[bytes]:
    """The texts of a sample of records, without a character that the width of the column cut in half."""
    for start in range(0, len(data) - record + 1, max(record, 1)):
        for at, length in fields:
            value = data[start + at : start + at + length].rstrip(b" \x00")
            if value and not value.isascii():
                yield _whole(value) if len(value) >= length - 3 else value


def _whole(value: bytes) -> bytes:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        return decoder.decode(value).encode()
    except UnicodeDecodeError:
        return value


def _stated(parts: dict[str, Path], driver: int) -> str:
    """The encoding that the .cpg or the header states, by its Python name; "" for none that is known."""
    if ".cpg" in parts:
        text = parts[".cpg"].read_bytes()[:40].decode("ascii", "replace").strip().lower()
        if text in _VIETNAMESE:
            return "cp1258"
        number = re.fullmatch(r"(?:ansi\s*|cp|windows-)?(\d{3,4})", text)
        for name in (text, f"cp{number[1]}" if number else text):
            try:
                return codecs.lookup(name).name
            except LookupError:
                continue
    return _DRIVERS.get(driver, "")
