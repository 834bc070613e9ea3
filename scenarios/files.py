"""Scenarios as JSON files: read with every problem at once, written so that they can be read by people."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from layers.problems import Problem, ScenarioError, raise_errors
from scenarios.edits import Add, Change, Edit, Remove
from scenarios.scenario import Scenario

FORMAT = "quyhoach-scenario"
VERSION = 1
MOST_BYTES = 20_000_000


def to_json(scenario: Scenario) -> str:
    """The scenario as JSON text; reading it gives the same digest."""
    document = {
        "format": FORMAT,
        "version": VERSION,
        "name": scenario.name,
        "note": scenario.note,
        "edits": [_edit_document(edit) for edit in scenario.edits],
    }
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _edit_document(edit: Edit) -> dict[str, Any]:
    document: dict[str, Any] = {"type": edit.type, "layer": edit.layer}
    if isinstance(edit, Add):
        document |= {"id": edit.id, "layer_type": edit.layer_type}
    else:
        document |= {"ids": list(edit.ids)}
    if isinstance(edit, Add | Change):
        document |= {"attributes": dict(edit.attributes)}
        if edit.geometry is not None:
            document |= {"geometry": mapping(edit.geometry)}
    return document


def from_json(text: str) -> Scenario:
    """The scenario of a JSON text.

    Raises
    ------
    ScenarioError
        `scenario_not_json`, `scenario_format`, `scenario_version`, or what is wrong with each edit, all at once.
    """
    try:
        document = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise ScenarioError(Problem(code="scenario_not_json", found=str(error)[:120], allowed="JSON")) from None
    if (
        not isinstance(document, dict)
        or document.get("format") != FORMAT
        or not isinstance(document.get("edits"), list)
    ):
        raise ScenarioError(
            Problem(code="scenario_format", found=str(type(document).__name__), allowed=f'"format": "{FORMAT}"')
        )
    if document.get("version") != VERSION:
        raise ScenarioError(
            Problem(code="scenario_version", found=str(document.get("version"))[:20], allowed=str(VERSION))
        )
    problems: list[Problem] = []
    edits = [
        edit for number, item in enumerate(document["edits"], 1) if (edit := _edit(item, number, problems)) is not None
    ]
    raise_errors(problems, ScenarioError)
    return Scenario(_text(document.get("name")), tuple(edits), _text(document.get("note")))


def _no_constant(name: str) -> float:
    msg = f"{name} is not a number"
    raise ValueError(msg)


def _text(value: object) -> str:
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else ""


def _edit(item: Any, number: int, problems: list[Problem]) -> Edit | None:  # noqa: C901 - one line a field
    def wrong(field: str, found: object, allowed: str) -> None:
        problems.append(
            Problem(code="edit_malformed", ids=(f"#{number}",), field=field, found=str(found)[:60], allowed=allowed)
        )

    before = len(problems)
    if not isinstance(item, dict):
        wrong("", type(item).__name__, "{…}")
        return None
    kind, layer = item.get("type"), item.get("layer")
    if kind not in ("add", "change", "remove"):
        wrong("type", kind, "add, change, remove")
    if not isinstance(layer, str) or not layer:
        wrong("layer", layer, "…")
    attributes = item.get("attributes", {})
    if not _is_attributes(attributes):
        wrong("attributes", attributes, "text, number, true, false, null")
    geometry = _geometry(item.get("geometry"))
    if geometry is None and (kind == "add" or item.get("geometry") is not None):
        wrong("geometry", item.get("geometry"), "GeoJSON")
    ids = item.get("ids", [])
    if kind != "add" and not (isinstance(ids, list) and ids and all(isinstance(i, str) for i in ids)):
        wrong("ids", ids, '["…"]')
    if kind == "add" and not (isinstance(item.get("id"), str) and item["id"]):
        wrong("id", item.get("id"), "…")
    if len(problems) > before:
        return None
    if kind == "add" and geometry is not None:
        return Add(
            layer=_text(layer),
            id=item["id"],
            geometry=geometry,
            attributes=attributes,
            layer_type=_text(item.get("layer_type")),
        )
    if kind == "change":
        return Change(layer=_text(layer), ids=tuple(ids), attributes=attributes, geometry=geometry)
    return Remove(layer=_text(layer), ids=tuple(ids))


def _is_attributes(value: object) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(k, str) and (v is None or isinstance(v, str | int | float | bool)) for k, v in value.items()
    )


def _geometry(value: object) -> BaseGeometry | None:
    if not isinstance(value, Mapping):
        return None
    try:
        made: BaseGeometry = shape(dict(value))
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, shapely.errors.ShapelyError):
        return None
    return made


def read_scenario(path: Path) -> Scenario:
    """The scenario of a file; without a name in it, the file's name."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ScenarioError(Problem(code="file_too_large", found=str(path.stat().st_size), allowed=str(MOST_BYTES)))
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ScenarioError(Problem(code="file_missing", found=path.name)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError(Problem(code="file_unreadable", found=f"{path.name}: {type(error).__name__}")) from None
    scenario = from_json(text)
    return scenario if scenario.name else Scenario(path.stem, scenario.edits, scenario.note)
