"""What libraries raise on broken files, told as problems; and the first questions asked of any file."""

from __future__ import annotations

import sqlite3
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree.ElementTree import ParseError

import pyarrow as pa
import shapely
from defusedxml.common import DefusedXmlException
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError
from pyogrio.errors import GeometryError as OgrGeometryError
from pyproj.exceptions import ProjError
from rasterio._err import CPLE_BaseError
from rasterio.errors import RasterioError

from layers.files.limits import Limits
from layers.problems import LayerError, Problem

LONGEST_FOUND = 160

GDAL_FAULTS = (
    DataLayerError, DataSourceError, FeatureError, FieldError, OgrGeometryError, RasterioError, CPLE_BaseError,
)  # fmt: skip
"""What GDAL raises through pyogrio and rasterio."""

# Readers of packed and of XML files answer to damage with whatever the damage leads them into.
_FAULTS = (
    *GDAL_FAULTS, ProjError, pa.ArrowException, shapely.errors.ShapelyError, sqlite3.Error, zipfile.BadZipFile,
    zlib.error, struct.error, ParseError, DefusedXmlException, EOFError, OSError, ValueError, KeyError, IndexError,
    TypeError, AttributeError, RecursionError, OverflowError, NotImplementedError, AssertionError,
)  # fmt: skip


@contextmanager
def readable() -> Iterator[None]:
    """Turn the fault of a library over a broken file into `file_unreadable`; wrap its calls and nothing else."""
    try:
        yield
    except LayerError:
        raise
    except _FAULTS as fault:
        # What an interpreter says of itself tells a person nothing about the file.
        inner = isinstance(fault, (IndexError, KeyError, TypeError, AttributeError, AssertionError, RecursionError))
        words = "" if inner else " ".join(str(fault).split())
        raise LayerError(Problem(code="file_unreadable", found=words[:LONGEST_FOUND])) from fault


def check_file(path: Path, limits: Limits) -> None:
    """Refuse what is no file, is empty, or is larger than the limits.

    Raises
    ------
    LayerError
        `file_missing`, `file_is_folder`, `file_empty`, `file_too_large`.
    """
    if path.is_dir():
        raise LayerError(Problem(code="file_is_folder", found=path.name))
    if not path.is_file():
        raise LayerError(Problem(code="file_missing", found=path.name))
    size = path.stat().st_size
    if size == 0:
        raise LayerError(Problem(code="file_empty", found=path.name))
    if size > limits.bytes:
        raise LayerError(Problem(code="file_too_large", found=megabytes(size), allowed=megabytes(limits.bytes)))


def check_counts(rows: int, columns: int, limits: Limits) -> None:
    """Refuse a table of more rows or columns than the limits allow, before it is read."""
    problems = []
    if rows > limits.rows:
        problems.append(Problem(code="too_many_rows", found=str(rows), allowed=f"<= {limits.rows}"))
    if columns > limits.columns:
        problems.append(Problem(code="too_many_columns", found=str(columns), allowed=f"<= {limits.columns}"))
    if problems:
        raise LayerError(problems)


def megabytes(size: float) -> str:
    """A size in bytes as a person reads it: megabytes with one decimal where it is small."""
    amount = size / 1_000_000
    return f"{amount:.0f} MB" if amount >= 10 else f"{amount:.1f} MB"  # noqa: PLR2004 - a look of the number only
