"""Files that nobody should be able to import, made here so that each says what is wrong with it.

Each module of this folder has a list `CASES`. A case makes its file (or files) in an empty folder and says with which
arguments it is imported, into a warehouse that holds three units near Quy Nhơn, and which problems must be named.
"""

from __future__ import annotations

from tests.badfiles import archives, osm, rasters, requests, tables, vectors
from tests.badfiles.case import Bad

__all__ = ["CASES", "Bad"]

CASES: tuple[Bad, ...] = (
    *tables.CASES, *vectors.CASES, *archives.CASES, *rasters.CASES, *osm.CASES, *requests.CASES,
)  # fmt: skip
