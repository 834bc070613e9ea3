"""Names and addresses of files that hold on every system: a warehouse made on one may be carried to another."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath
from urllib.parse import quote

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})
"""Names that Windows gives to devices, with any ending and in any case."""


def portable(name: str) -> str:
    r"""The name of a file as every system takes it; one that is fit for all stays as it is, composed (NFC).

    Windows allows neither `<>:"/\|?*` nor control characters, no blank or point at the end, and no name of a device.
    Equal stems stay equal, so that the files of a shapefile keep together.
    """
    composed = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", name))
    stem, point, rest = composed.partition(".")
    if stem.strip(" ").casefold() in DEVICES:
        composed = f"{stem.strip(' ')}_{point}{rest}"
    bare = composed.rstrip(". ")
    return bare + "_" * (len(composed) - len(bare)) or "_"


def sqlite_address(path: PurePath, query: str) -> str:
    """What SQLite takes for a file with options: also for a drive of Windows, and for a share of a server.

    Separators of Windows are kept and quoted: as slashes, those of a share would read as the name of another machine.
    """
    return f"file:{quote(str(path))}?{query}"
