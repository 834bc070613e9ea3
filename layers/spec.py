"""What a layer must hold, declared once: checks, column matching and documentation are read from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from layers.names import plain

FieldKind = Literal["text", "number", "integer", "boolean", "date", "time"]
Shape = Literal["point", "line", "polygon"]


@dataclass(frozen=True, kw_only=True)
class Field:
    """One column of a layer.

    `minimum` and `maximum` are inclusive; `choices` is closed where it is not empty; `synonyms` are names under which
    files in Vietnamese and English bring the column (compared without case, diacritics and punctuation).
    """

    name: str
    kind: FieldKind = "text"
    required: bool = False
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()

    @property
    def allowed(self) -> str:
        """The allowed values, as data for a message."""
        if self.choices:
            return ", ".join(self.choices)
        low = "" if self.minimum is None else f">= {self.minimum:g}"
        high = "" if self.maximum is None else f"<= {self.maximum:g}"
        return ", ".join(filter(None, (low, high))) or self.kind


@dataclass(frozen=True, kw_only=True)
class LayerSpec:
    """The contract of a type of layer: shapes (none for a table), fields, and whether it is a raster."""

    type: str
    geometry: tuple[Shape, ...] = ()
    fields: tuple[Field, ...] = ()
    raster: bool = False
    geometry_optional: bool = False

    def field(self, name: str) -> Field | None:
        """The field of a name, if the type has it."""
        return next((f for f in self.fields if f.name == name), None)

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the fields without which there is no layer of this type."""
        return tuple(f.name for f in self.fields if f.required)

    @property
    def is_table(self) -> bool:
        """Whether the type never has a geometry."""
        return not self.geometry and not self.raster


def match_columns(spec: LayerSpec, columns: Iterable[str], chosen: Mapping[str, str] | None = None) -> dict[str, str]:
    """Which column holds which field.

    Parameters
    ----------
    spec
        The contract to fill.
    columns
        Column names of a file.
    chosen
        Field to column, as the user said; wins over names.

    Returns
    -------
    matched
        Field name to column name. A column serves one field; a field's own name wins over its synonyms,
        and earlier synonyms over later ones.
    """
    chosen = dict(chosen or {})
    by_plain: dict[str, str] = {}
    for column in columns:
        by_plain.setdefault(plain(column), column)
    taken = set(chosen.values())
    matched = dict(chosen)
    for names in (lambda f: (f.name,), lambda f: f.synonyms):
        for field in spec.fields:
            if field.name in matched:
                continue
            found = next(
                (by_plain[plain(n)] for n in names(field) if by_plain.get(plain(n), "") not in {"", *taken}), None
            )
            if found is not None:
                matched[field.name] = found
                taken.add(found)
    return matched
