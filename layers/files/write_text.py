"""GeoJSON and CSV written so that others read them right: RFC 7946, and text that Excel opens in Vietnamese."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.files.guard import guarded
from layers.files.outgoing import about, columns_of, iso_times, lonlat, number_text
from layers.layer import Layer
from layers.problems import Problem

DIGITS = 7
"""Decimals of a degree in GeoJSON: 1 cm on the ground; RFC 7946 advises against more."""
DIGITS_MOVED = 9
"""Decimals of degrees that were computed from metres: 0.1 mm."""
_CHUNK = 20_000


def write_geojson(layer: Layer, path: Path) -> tuple[Problem, ...]:
    """A FeatureCollection in degrees, rings turned as RFC 7946 wants them; ids stand as ids of the features."""
    columns = columns_of(layer)
    ids = columns.pop("id").tolist()
    shapes = _rounded(lonlat(layer).to_numpy()) if layer.has_geometry else np.full(len(layer), None, dtype=object)
    names = list(columns)
    values = [json_values(column) for column in columns.values()]
    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        head = f'"name": {encode(layer.name)}, "about": {encode(about(layer))}'
        stream.write(f'{{"type": "FeatureCollection", {head},\n"features": [')
        mark = "\n"
        for start in range(0, len(layer), _CHUNK):
            part = slice(start, start + _CHUNK)
            drawn = shapely.to_geojson(shapes[part])
            rows = zip(*(column[part] for column in values), strict=True) if values else iter([()] * len(drawn))
            for id_, shape, row in zip(ids[part], drawn, rows, strict=True):
                own = f'"id": {encode(id_)}, "geometry": {shape or "null"}'
                stream.write(
                    f'{mark}{{"type": "Feature", {own}, "properties": {encode(dict(zip(names, row, strict=True)))}}}'
                )
                mark = ",\n"
        stream.write("\n]}\n")
    return () if not layer.has_geometry else _moved(layer)


def _moved(layer: Layer) -> tuple[Problem, ...]:
    if layer.crs == "EPSG:4326":
        return ()
    return (Problem(code="moved_to_lonlat", severity="note", layer=layer.name, found=layer.crs, allowed="EPSG:4326"),)


def _rounded(shapes: NDArray[Any]) -> NDArray[Any]:
    rounded = shapely.transform(
        shapes, lambda xy: np.round(xy, DIGITS) + 0.0, include_z=bool(shapely.has_z(shapes).any())
    )
    return np.asarray(shapely.orient_polygons(rounded), dtype=object)


def json_values(column: pd.Series[Any]) -> list[Any]:
    """The values of a column as JSON knows them; missing and infinite become null."""
    if column.dtype.kind == "M":
        column = iso_times(column)
    gone = column.isna().to_numpy()
    if column.dtype.kind == "f":
        numbers = column.to_numpy(dtype="float64")
        gone = gone | ~np.isfinite(numbers)
        if bool((gone | (np.floor(numbers) == numbers)).all()) and not (np.abs(numbers[~gone]) >= 2**53).any():
            return [None if none else int(value) for value, none in zip(numbers, gone, strict=True)]
    return [None if none else value for value, none in zip(column.tolist(), gone, strict=True)]


def write_csv(layer: Layer, path: Path) -> tuple[Problem, ...]:
    """Comma-separated text in UTF-8 with the mark by which Excel knows it; points as lon and lat, the rest as WKT."""
    columns, notes = with_place(layer)
    texts = [_texts(column) for column in columns.values()]
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([guarded(name) for name in columns])
        writer.writerows(zip(*texts, strict=True))
    return notes


def with_place(layer: Layer) -> tuple[dict[str, pd.Series[Any]], tuple[Problem, ...]]:
    """The columns with the place as `lon` and `lat` where all features are points, else as `wkt`, always in degrees."""
    columns = columns_of(layer)
    if not layer.has_geometry:
        return columns, ()
    shapes = lonlat(layer).to_numpy()
    exact = layer.crs == "EPSG:4326"
    place: dict[str, pd.Series[Any]] = {}
    known = shapes[~shapely.is_missing(shapes)]
    if (shapely.get_type_id(known) == shapely.GeometryType.POINT).all():
        x, y = shapely.get_x(shapes), shapely.get_y(shapes)
        place = {
            "lon": pd.Series(x if exact else x.round(DIGITS_MOVED)),
            "lat": pd.Series(y if exact else y.round(DIGITS_MOVED)),
        }
    else:
        texts = shapely.to_wkt(shapes, rounding_precision=-1 if exact else DIGITS_MOVED)
        place = {"wkt": pd.Series(texts, dtype="str")}
    result = {"id": columns.pop("id"), **place}
    renamed = []
    for name, column in columns.items():
        free, number = name, 2
        while free in result:
            free, number = f"{name}_{number}", number + 1
        result[free] = column
        if free != name:
            renamed.append(f"{name} → {free}")
    notes = list(_moved(layer))
    if renamed:
        found = ", ".join(renamed)
        notes.append(
            Problem(code="columns_renamed", severity="note", layer=layer.name, count=len(renamed), found=found)
        )
    return result, tuple(notes)


def _texts(column: pd.Series[Any]) -> list[str]:
    """The values of a column as text; missing is nothing."""
    return list(_as_text(column))


def _as_text(column: pd.Series[Any]) -> Iterator[str]:
    if column.dtype.kind == "M":
        column = iso_times(column)
    gone = column.isna()
    kind = column.dtype.kind
    if kind == "b":
        yield from ("" if none else "true" if value else "false" for value, none in zip(column, gone, strict=True))
    elif kind == "f":
        yield from ("" if none else number_text(value) for value, none in zip(column, gone, strict=True))
    elif kind in "iu":
        yield from ("" if none else str(value) for value, none in zip(column, gone, strict=True))
    else:
        yield from ("" if none else guarded(str(value)) for value, none in zip(column, gone, strict=True))
