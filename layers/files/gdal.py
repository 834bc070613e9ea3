"""GDAL held to local files of the formats asked for: no network, no side files, nothing of a file's own that runs."""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pyogrio

from layers.problems import Problem

_LOCKED: dict[str, str | None] = {
    # Files that name other files, or addresses, get nothing.
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GDAL_HTTP_TIMEOUT": "1",
    "GDAL_HTTP_CONNECTTIMEOUT": "1",
    "CPL_CURL_ENABLE_VSIMEM": "NO",
    # SQL of a file's author may not load code.
    "OGR_SQLITE_LOAD_EXTENSIONS": None,
    "GDAL_VRT_ENABLE_PYTHON": "NO",
    "GDAL_VRT_RAWRASTERBAND_ALLOWED_SOURCE": "SIBLING_OR_CHILD_OF_VRT_PATH",
}
_LONGEST = 160
_MOST_SAID = 5
_MEANINGFUL = frozenset("!;?#%*|<>\"'`")
RASTER_ENVIRONMENT: dict[str, str] = {key: value for key, value in _LOCKED.items() if value is not None} | {
    "GDAL_PAM_ENABLED": "NO", "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR", "GDAL_TIFF_INTERNAL_MASK": "YES",
}  # fmt: skip
"""For `rasterio.Env`: besides, no `.aux.xml`, `.msk` or `.ovr` beside the file is looked at."""


@cache
def lock_vector() -> None:
    """Set what holds for all reading of vectors in this process; done once."""
    pyogrio.set_gdal_config_options(_LOCKED)


@contextmanager
def overheard() -> Iterator[list[Problem]]:
    """A list that, after the block, holds what GDAL warned of in it, each sentence once, as `library_warning`."""
    said: list[Problem] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield said
    words = dict.fromkeys(" ".join(str(item.message).split())[:_LONGEST] for item in caught)
    said += [Problem(code="library_warning", severity="warning", found=text) for text in list(words)[:_MOST_SAID]]


@contextmanager
def plainly_named(path: Path) -> Iterator[str]:
    """The path as pyogrio may have it: absolute, without marks that it or GDAL take for more than letters."""
    whole = os.fspath(path.resolve())
    if not _MEANINGFUL & set(whole):
        yield whole
        return
    with tempfile.TemporaryDirectory(prefix="quyhoach-") as folder:
        stand_in = Path(folder) / f"file{path.suffix}"
        link_or_copy(path, stand_in)
        yield os.fspath(stand_in)


def link_or_copy(source: Path, target: Path) -> None:
    """Let a file be reached under another name, without doubling it where the disk allows."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
