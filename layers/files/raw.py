"""A table or vector layer as it came, nothing interpreted."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from layers.problems import Problem


@dataclass(frozen=True, eq=False, kw_only=True)
class Raw:
    """What a reader gives.

    `frame` is a GeoDataFrame where the file has shapes, else a DataFrame; rows numbered from 0, unique text column
    names, text NFC. `crs` is an authority code or WKT, "" where the file states none. `sublayer` is the name inside the
    file, "" where it holds one thing. `notes` holds warnings and notes: for errors a reader raises.
    """

    frame: pd.DataFrame = field(repr=False)
    crs: str = ""
    file: str = ""
    sublayer: str = ""
    encoding: str = ""
    notes: tuple[Problem, ...] = ()
    sha256: str = ""
