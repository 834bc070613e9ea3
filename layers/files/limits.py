"""How much a file may hold before it is refused, so that no file can fill memory or disk."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Upper bounds, all inclusive.

    `bytes` is the size of a file, and of everything inside an archive together; `text_bytes` the size of JSON, which is
    held in memory whole; `ratio` how many times its packed size an archive may unpack to, once that is more than
    `free_bytes`; `entries` how many files it may hold; `cells` are those of one raster.
    """

    bytes: int = 2_000_000_000
    text_bytes: int = 600_000_000
    rows: int = 5_000_000
    columns: int = 1_000
    ratio: float = 200.0
    free_bytes: int = 50_000_000
    entries: int = 1_000
    cells: int = 250_000_000


LIMITS = Limits()
"""What holds unless somebody says otherwise."""
