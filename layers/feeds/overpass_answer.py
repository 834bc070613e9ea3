"""What a server answered, looked at before it is believed.

Overpass says 200 and begins to send before it knows whether it will finish. Out of time or memory it closes the
document as if nothing had happened and adds a `<remark>`; what came before is a part, and no map would show it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import osmium

from layers.files.osm_source import objects, open_source
from layers.problems import LayerError

Fault = Literal["too_much", "cut_off", "remark", "not_overpass", "broken"]
_HEAD, _TAIL, _SHOWN = 4_096, 4_096, 160
_BASE = re.compile(rb"<meta\b[^>]*\bosm_base=\"([0-9T:.Z+-]+)\"")
_REMARK = re.compile(rb"<remark>\s*(.*?)\s*</remark>", re.DOTALL)
_TOO_MUCH = re.compile(r"timed out|out of memory|run out|memory usage", re.IGNORECASE)
_NOT_OVERPASS = frozenset({"osm_not_osm", "osm_entities", "osm_encoding", "osm_wrong_format", "osm_history"})


class UnusableError(Exception):
    """An answer that must not be used: what is the matter, and the words it was seen by."""

    def __init__(self, fault: Fault, said: str = "") -> None:
        super().__init__(f"{fault}: {said}")
        self.fault, self.said = fault, said[:_SHOWN]


def checked(path: Path) -> str:
    """The moment of an answer's data, if it is OpenStreetMap XML, whole, and without a complaint of the server.

    ISO 8601; "" where the server did not say.

    An answer without objects is a good one: there are tiles in the sea.

    Raises
    ------
    UnusableError
        `not_overpass` (a page of a hotel's or an office's gate, another service), `cut_off`, `too_much` (out of time or
        memory: ask for less), `remark` (any other complaint), `broken`.
    """
    size = path.stat().st_size
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
        stream.seek(max(0, size - _TAIL))
        tail = stream.read()
    if not head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        raise UnusableError("not_overpass" if head.strip() else "cut_off", head[:_SHOWN].decode("utf-8", "replace"))
    said = _REMARK.search(tail)
    if said:
        words = " ".join(said[1].decode("utf-8", "replace").split())
        raise UnusableError("too_much" if _TOO_MUCH.search(words) else "remark", words)
    try:
        source = open_source(path)
        if not tail.rstrip().endswith(b"</osm>"):
            raise UnusableError("cut_off", f"{size} B")
        # Everything is parsed and nothing handed out: what stands in the middle must be XML too.
        for _ in objects(source, osmium.FileProcessor(source.file).with_filter(osmium.filter.IdFilter([]))):
            pass
    except LayerError as error:
        code = error.problems[0].code
        fault: Fault = "not_overpass" if code in _NOT_OVERPASS else "cut_off" if code == "osm_truncated" else "broken"
        raise UnusableError(fault, error.problems[0].found) from None
    return _moment(head)


def moment_of(path: Path) -> str:
    """The moment of the data of an answer that was checked before."""
    with path.open("rb") as stream:
        return _moment(stream.read(_HEAD))


def _moment(head: bytes) -> str:
    base = _BASE.search(head)
    return base[1].decode("ascii") if base else ""
