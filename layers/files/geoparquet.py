"""GeoParquet: columns by Arrow, shapes from WKB, CRS from the metadata that the format asks for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pyproj
import shapely
from numpy.typing import NDArray

from layers.digest import authority
from layers.files.columns import framed
from layers.files.faults import readable
from layers.files.limits import Limits
from layers.files.raw import Raw
from layers.files.table import from_parquet
from layers.files.vector import from_broken_wkb
from layers.problems import LayerError, Problem, errors

_DEFAULT = "EPSG:4326"


def read_geoparquet(path: Path, limits: Limits) -> Raw:
    """The features of a GeoParquet file; without a stated CRS it is degrees, as the format says.

    Raises
    ------
    LayerError
        `geoparquet_metadata`, `geometry_encoding` (not WKB), `geometry_malformed`, `file_unreadable`, `file_too_large`,
        `too_many_rows`, `too_many_columns`.
    """
    with readable():
        name, about, others = _metadata(path)
        columns, notes, _ = from_parquet(path, limits, leave=(name, *others))
        wkb = pq.read_table(path, columns=[name]).column(name).to_numpy(zero_copy_only=False)
        shapes, problems = _shapes(wkb)
        crs = _crs(about)
    if errors(problems):
        raise LayerError(*notes, *problems)
    return Raw(frame=framed(columns, shapes, crs), crs=crs, file=path.name, encoding="UTF-8", notes=(*notes, *problems))


def _metadata(path: Path) -> tuple[str, dict[str, Any], tuple[str, ...]]:
    """The main geometry column, what is said of it, and the columns that hold further or derived shapes."""
    schema = pq.read_schema(path)
    try:
        geo = json.loads((schema.metadata or {})[b"geo"])
        name = geo["primary_column"]
        about = geo["columns"][name]
        encoding = about["encoding"]
    except (KeyError, TypeError, ValueError):
        raise LayerError(Problem(code="geoparquet_metadata", found="geo", allowed="GeoParquet 1.0, 1.1")) from None
    if name not in schema.names:
        raise LayerError(Problem(code="geoparquet_metadata", found=str(name), allowed=", ".join(schema.names[:20])))
    if encoding != "WKB":
        raise LayerError(Problem(code="geometry_encoding", found=str(encoding), allowed="WKB"))
    covering = (about.get("covering") or {}).get("bbox") or {}
    boxes = {str(place[0]) for place in covering.values() if isinstance(place, list) and place}
    return name, about, tuple((set(geo["columns"]) - {name} | boxes) & set(schema.names))


def _shapes(wkb: NDArray[Any]) -> tuple[NDArray[Any], list[Problem]]:
    try:
        return np.asarray(shapely.from_wkb(wkb), dtype=object), []
    except shapely.errors.ShapelyError:
        return from_broken_wkb(wkb)


def _crs(about: dict[str, Any]) -> str:
    if "crs" not in about:
        return _DEFAULT
    if about["crs"] is None:
        return ""
    crs = pyproj.CRS.from_user_input(about["crs"])
    code = authority(crs)
    return _DEFAULT if code in {"OGC:CRS84", "OGC:CRS84h"} else code
