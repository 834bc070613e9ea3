"""GeoJSON, newline-delimited GeoJSON and Overpass answers, read without GDAL: strictly, fast, and with what was amiss.

GDAL guesses dates, turns lists into types of its own, drops ids and says little about broken input.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from layers.crs import crs_of
from layers.files.columns import framed, from_values, tidy_names
from layers.files.faults import check_counts
from layers.files.json_text import JsonText, load
from layers.files.kinds import FileKind
from layers.files.limits import Limits
from layers.files.raw import Raw
from layers.files.shapes import Shapes
from layers.problems import LayerError, Problem, errors

LONLAT = "EPSG:4326"
_CHUNK = 20_000
_URN = re.compile(r"urn:ogc:def:crs:(\w+):[\w.]*:(\w+)$", re.IGNORECASE)
_SINGLE = {
    "Feature", "Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon", "GeometryCollection",
}  # fmt: skip
_BARE = {"type", "coordinates", "geometries", "crs", "bbox", "properties"}
"""Members of a geometry that stands alone; with others it is somebody's own layout of JSON."""


@dataclass
class _Rows:
    """Properties and geometries of the features met so far."""

    properties: list[dict[str, Any]] = field(default_factory=list)
    ids: list[Any] = field(default_factory=list)
    shapes: Shapes = field(default_factory=Shapes)


def read_geojson(path: Path, kind: FileKind, limits: Limits) -> Raw:
    """The features of a file, in the file's CRS (degrees unless it says another).

    Raises
    ------
    LayerError
        `json_broken`, `file_truncated`, `json_too_deep`, `json_not_geojson`, `geometry_malformed`, `bad_coordinates`,
        `too_many_rows`, `too_many_columns`, `file_too_large`, `encoding_legacy`.
    """
    document = load(path, limits)
    if kind == "overpass":
        return _overpass(path, document, limits)
    items = document.lines() if kind == "geojsonseq" else _features(document)
    with _collector_at_rest():
        rows = _collected(items, limits)
    geometries, problems = rows.shapes.finish()
    columns, names_notes = _columns(rows, limits)
    crs, crs_notes = _crs(document.members.get("crs", LONLAT))
    notes = (*document.all_notes(), *names_notes, *crs_notes, *problems)
    if errors(notes):
        raise LayerError(notes)
    frame = framed(columns, geometries, crs)
    return Raw(frame=frame, crs=crs, file=path.name, encoding=document.encoding, notes=notes)


def _features(document: JsonText) -> Iterator[Any]:
    """The features of a collection, a feature alone, or a bare geometry."""
    yield from document.items("features")
    members = document.members
    if "features" in members:
        if members["features"] is not None:
            raise LayerError(
                Problem(code="json_not_geojson", field="features", found=type(members["features"]).__name__)
            )
    elif members.get("type") in _SINGLE and (members["type"] == "Feature" or set(members) <= _BARE):
        yield members if members["type"] == "Feature" else {"type": "Feature", "geometry": members, "properties": {}}
    else:
        found = ", ".join(map(str, list(members)[:5]))
        raise LayerError(Problem(code="json_not_geojson", found=found, allowed="FeatureCollection, Feature"))


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """No search for cycles while millions of lists come and go: it would take twice the time of the work itself."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _collected(items: Iterator[Any], limits: Limits) -> _Rows:
    """All rows, coordinates turned into shapes as they come so that they do not fill memory as lists."""
    rows = _Rows()
    while chunk := list(islice(items, _CHUNK)):
        geometries = []
        for item in chunk:
            known = item if isinstance(item, dict) else {}
            if known.get("type") in _SINGLE - {"Feature"}:
                known = {"geometry": known}
            properties = known.get("properties")
            rows.properties.append(properties if isinstance(properties, dict) else {})
            rows.ids.append(known.get("id"))
            geometries.append(known.get("geometry") if isinstance(item, dict) else item)
        rows.shapes.add(geometries)
        check_counts(rows.shapes.rows, 0, limits)
    return rows


def _columns(rows: _Rows, limits: Limits) -> tuple[dict[str, pd.Series[Any]], tuple[Problem, ...]]:
    names = list(dict.fromkeys(chain.from_iterable(rows.properties)))
    check_counts(0, len(names), limits)
    tidy, notes = tidy_names(names)
    columns = {
        new: from_values([row.get(name) for row in rows.properties]) for name, new in zip(names, tidy, strict=True)
    }
    if "id" not in columns and any(value is not None for value in rows.ids):
        columns = {"id": from_values(rows.ids), **columns}
    return columns, notes


def _crs(member: object) -> tuple[str, tuple[Problem, ...]]:
    """The CRS that the old `crs` member names; none where it says that there is none."""
    if member == LONLAT:
        return LONLAT, ()
    if member is None:
        return "", ()
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str):
        return "", (Problem(code="crs_not_read", severity="warning", found=str(member)[:80], allowed="EPSG:N"),)
    urn = _URN.search(name.strip())
    authority, code = (urn[1].upper(), urn[2].upper()) if urn else ("", "")
    stated = f"{authority}:{code}" if urn else name.strip()
    if code in {"CRS84", "84"} and authority in {"OGC", "CRS"}:
        stated = LONLAT
    try:
        crs_of(stated)
    except LayerError as error:
        if any(problem.code == "crs_unknown" for problem in error.problems):
            return "", (Problem(code="crs_not_read", severity="warning", found=stated[:80], allowed="EPSG:N"),)
    return stated, ()


def _overpass(path: Path, document: JsonText, limits: Limits) -> Raw:
    """The tagged elements of an Overpass answer as points: nodes where they are, ways and relations by their centre."""
    elements = [item for item in document.items("elements") if isinstance(item, dict)]
    check_counts(len(elements), 0, limits)
    tagged = [item for item in elements if isinstance(item.get("tags"), dict) and item["tags"]]
    notes = list(document.all_notes())
    if "remark" in document.members:
        notes.append(
            Problem(code="overpass_incomplete", severity="warning", found=str(document.members["remark"])[:120])
        )
    if len(tagged) < len(elements):
        notes.append(Problem(code="overpass_untagged_left_out", severity="note", count=len(elements) - len(tagged)))
    positions = [_centre(item) for item in tagged]
    boxed = sum("lat" not in item and not isinstance(item.get("center"), dict) for item in tagged)
    if boxed:
        notes.append(Problem(code="overpass_centre_of_box", severity="note", count=boxed))
    names = list(dict.fromkeys(chain.from_iterable(item["tags"] for item in tagged)))
    check_counts(0, len(names) + 1, limits)
    tidy, renamed = tidy_names(["id", *names])
    ids = [f"{item.get('type')}/{item.get('id')}" for item in tagged]
    columns = {tidy[0]: from_values(ids)}
    for name, new in zip(names, tidy[1:], strict=True):
        columns[new] = from_values([item["tags"].get(name) for item in tagged])
    points = np.array([None if place is None else shapely.Point(place) for place in positions], dtype=object)
    frame = framed(columns, points, LONLAT)
    return Raw(frame=frame, crs=LONLAT, file=path.name, encoding=document.encoding, notes=(*notes, *renamed))


def _centre(item: dict[str, Any]) -> tuple[float, float] | None:
    place = item if "lat" in item else item.get("center")
    box = item.get("bounds")
    try:
        if isinstance(place, dict):
            return float(place["lon"]), float(place["lat"])
        if isinstance(box, dict):
            return (float(box["minlon"]) + float(box["maxlon"])) / 2, (float(box["minlat"]) + float(box["maxlat"])) / 2
    except (KeyError, TypeError, ValueError):
        return None
    return None
