"""A scenario carried out on a city: checked first, every problem at once, then edit by edit on copies."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from layers.city import City
from layers.known import KNOWN
from layers.layer import Layer
from layers.problems import Problem, ScenarioError, concerning, errors
from layers.spec import Field, LayerSpec, Shape
from scenarios.edits import Add, Attribute, Change, Edit, Remove
from scenarios.joining import PART_OF, join_street
from scenarios.scenario import Applied, Scenario

_SHAPES: dict[str, Shape] = {
    "Point": "point", "LineString": "line", "MultiLineString": "line", "Polygon": "polygon", "MultiPolygon": "polygon",
}  # fmt: skip
FAR_M = 20_000.0
"""A feature added farther than this from everything the city holds is a slip of the hand."""


def apply(scenario: Scenario, city: City) -> Applied:
    """The city as the scenario would make it.

    Parameters
    ----------
    scenario
        Edits, in order; a later edit may build on an earlier one.
    city
        What is; it is not changed, and neither is its digest.

    Returns
    -------
    applied
        The new city shares every layer that no edit touches. Notes say what was joined and what changed nothing.

    Raises
    ------
    ScenarioError
        With the problems of all edits; `ids` starts with the number of the edit.
    """
    problems: list[Problem] = []
    for number, edit in enumerate(scenario.edits, start=1):
        found = check(edit, city)
        problems += [replace(p, field=p.field or "", ids=(f"#{number}", *p.ids)) for p in found]
        if not errors(found):
            city, notes = _carry_out(edit, city)
            problems += [replace(p, ids=(f"#{number}", *p.ids)) for p in notes]
    if errors(problems):
        raise ScenarioError(problems)
    return Applied(city, scenario, tuple(problems))


def check(edit: Edit, city: City) -> list[Problem]:
    """What is wrong with an edit on this city."""
    if isinstance(edit, Add) and edit.layer not in city.layers:
        spec = KNOWN.get(edit.layer_type)
        if spec is None or spec.raster or spec.is_table:
            return [_no_layer(edit.layer, city)]
        return [
            *_check_attributes(edit.attributes, spec, edit.layer),
            *_check_geometry(edit.geometry, spec, city, edit.layer),
        ]
    if edit.layer not in city.layers:
        return [_no_layer(edit.layer, city)]
    layer = city[edit.layer]
    problems: list[Problem] = []
    if isinstance(edit, Add):
        if edit.id in layer.frame.index:
            problems.append(Problem(code="id_taken", layer=edit.layer, found=edit.id))
        missing = [f for f in layer.spec.required if f != "id" and edit.attributes.get(f) is None]
        problems += [Problem(code="attribute_missing", layer=edit.layer, field=name) for name in missing]
        problems += _check_geometry(edit.geometry, layer.spec, city, edit.layer)
    else:
        absent = [i for i in edit.ids if not len(_positions(layer, i))]
        if absent:
            problems.append(concerning("feature_absent", absent, layer=edit.layer, found=", ".join(absent[:5])))
        if not edit.ids:
            problems.append(Problem(code="edit_without_features", layer=edit.layer))
    if isinstance(edit, Change):
        problems += _check_change(edit, layer, city)
    if isinstance(edit, Add | Change):
        problems += _check_attributes(edit.attributes, layer.spec, edit.layer)
    return problems


def _no_layer(name: str, city: City) -> Problem:
    return Problem(code="missing_layer", layer=name, found=name, allowed=", ".join(sorted(city.layers)))


def _check_change(edit: Change, layer: Layer, city: City) -> list[Problem]:
    problems: list[Problem] = []
    if not edit.attributes and edit.geometry is None:
        problems.append(Problem(code="edit_without_change", layer=edit.layer))
    if edit.geometry is not None:
        if len(edit.ids) != 1:
            problems.append(Problem(code="move_of_several", layer=edit.layer, found=str(len(edit.ids)), allowed="1"))
        if layer.type == "streets":
            problems.append(Problem(code="street_moved", layer=edit.layer))
        problems += _check_geometry(edit.geometry, layer.spec, city, edit.layer)
    return problems


def _check_attributes(attributes: Any, spec: LayerSpec, layer: str) -> list[Problem]:
    problems: list[Problem] = []
    for name, value in attributes.items():
        field = spec.field(name)
        if field is None or name == "id":
            known = ", ".join(f.name for f in spec.fields if f.name != "id")
            problems.append(Problem(code="unknown_field", layer=layer, field=name, found=name, allowed=known))
        elif value is not None and (found := _check_value(field, value)):
            problems.append(replace(found, layer=layer))
    return problems


def _check_value(field: Field, value: Attribute) -> Problem | None:
    if field.kind in {"number", "integer"}:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            return Problem(code="not_a_number", field=field.name, found=str(value), allowed=field.allowed)
        low = field.minimum is not None and value < field.minimum
        high = field.maximum is not None and value > field.maximum
        # A speed of 0 would make a street endless; closing it is its own action.
        if low or high or (field.name == "speed_kmh" and value == 0):
            return Problem(code="out_of_range", field=field.name, found=f"{value:g}", allowed=field.allowed)
    elif field.choices and value not in field.choices:
        return Problem(code="not_a_choice", field=field.name, found=str(value), allowed=field.allowed)
    return None


def _check_geometry(geometry: BaseGeometry, spec: LayerSpec, city: City, layer: str) -> list[Problem]:
    shape = _SHAPES.get(geometry.geom_type)
    if (
        geometry.is_empty
        or shape not in spec.geometry
        or (spec.type == "streets" and geometry.geom_type != "LineString")
    ):
        return [Problem(code="wrong_geometry", layer=layer, found=geometry.geom_type, allowed=", ".join(spec.geometry))]
    west, south, east, north = geometry.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):  # noqa: PLR2004 - degrees
        return [Problem(code="not_lonlat", layer=layer, found=f"{west:g} {south:g}", allowed="lon, lat")]
    if not geometry.is_valid:
        return [Problem(code="self_crossing", layer=layer, found=str(shapely.is_valid_reason(geometry)))]
    metres = city.metres(geometry)
    if not np.isfinite(metres.bounds).all() or city.area.distance(metres) > FAR_M:
        return [
            Problem(
                code="edit_far_away", layer=layer, found=f"{west:.4f}, {south:.4f}", allowed=f"<= {FAR_M / 1000:g} km"
            )
        ]
    if spec.type == "streets" and metres.length < 1:
        return [Problem(code="street_too_short", layer=layer, found=f"{metres.length:.2f} m", allowed=">= 1 m")]
    return []


def _positions(layer: Layer, feature: str) -> np.ndarray[Any, np.dtype[np.intp]]:
    """Rows of a feature: itself, and the parts into which a new street has cut it."""
    frame = layer.frame
    hit = frame.index.to_numpy() == feature
    if PART_OF in frame.columns:
        hit |= (frame[PART_OF] == feature).to_numpy(dtype=bool)
    return np.flatnonzero(hit)


def _rows(layer: Layer, ids: tuple[str, ...]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    frame = layer.frame
    hit = frame.index.isin(ids)
    if PART_OF in frame.columns:
        hit |= frame[PART_OF].isin(ids).to_numpy()
    return np.asarray(hit)


def _carry_out(edit: Edit, city: City) -> tuple[City, list[Problem]]:
    if isinstance(edit, Add):
        return _add(edit, city)
    layer = city[edit.layer]
    rows = _rows(layer, edit.ids)
    if isinstance(edit, Remove):
        return city.with_layer(layer.with_frame(layer.frame[~rows])), []
    return _change(edit, layer, rows, city)


def _change(edit: Change, layer: Layer, rows: Any, city: City) -> tuple[City, list[Problem]]:
    frame = layer.frame
    changed = False
    for name, value in edit.attributes.items():
        column = (
            frame[name] if name in frame.columns else pd.Series([None] * len(frame), index=frame.index, dtype="object")
        )
        changed = changed or not (column[rows] == value).all()
        typed = (
            column.astype("float64")
            if isinstance(value, float | int) and not isinstance(value, bool)
            else column.astype("object")
        )
        frame[name] = typed.where(~rows, value)
    if edit.geometry is not None:
        shapes = frame.geometry.to_numpy().copy()
        place = city.metres(edit.geometry)
        changed = changed or not shapely.equals(shapes[rows][0], place)
        shapes[rows] = place
        frame = frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=city.crs))
    notes = [] if changed else [Problem(code="edit_changes_nothing", severity="note", layer=edit.layer)]
    return city.with_layer(layer.with_frame(frame)), notes


def _add(edit: Add, city: City) -> tuple[City, list[Problem]]:
    place = city.metres(edit.geometry)
    attributes = dict(edit.attributes)
    if edit.layer not in city.layers:
        frame = gpd.GeoDataFrame(
            [attributes], geometry=[place], crs=city.crs, index=pd.Index([edit.id], name="id", dtype="object")
        )
        return city.with_layer(Layer(edit.layer, KNOWN[edit.layer_type], frame)), []
    layer = city[edit.layer]
    if isinstance(place, shapely.LineString) and layer.type == "streets":
        frame, joined = join_street(layer.frame, edit.id, place, attributes)
        code, severity = ("street_joined", "note") if joined else ("street_joins_nothing", "warning")
        note = Problem(code=code, severity=severity, layer=edit.layer, count=joined, found=edit.id)  # type: ignore[arg-type]
        return city.with_layer(layer.with_frame(frame)), [note]
    row = gpd.GeoDataFrame(
        [attributes], geometry=[place], crs=city.crs, index=pd.Index([edit.id], name="id", dtype="object")
    )
    frame = gpd.GeoDataFrame(pd.concat([layer.frame, row]), crs=city.crs)
    frame.index.name = "id"
    return city.with_layer(layer.with_frame(frame)), []
