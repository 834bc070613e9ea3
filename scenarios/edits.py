"""The three edits of which every scenario is made: add, change, remove.

Edits are data. Positions are longitude and latitude (WGS 84), so that a scenario file can be read anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from shapely.geometry.base import BaseGeometry

Attribute = str | float | bool | None


def _frozen(attributes: Mapping[str, Attribute]) -> Mapping[str, Attribute]:
    return MappingProxyType(dict(sorted(attributes.items())))


@dataclass(frozen=True, kw_only=True)
class Add:
    """One new feature.

    `layer_type` says what kind of layer to make where the city has none of that name. A street that is added joins the
    streets that it meets (`scenarios.joining`).
    """

    layer: str
    id: str
    geometry: BaseGeometry
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    layer_type: str = ""
    type: Literal["add"] = "add"

    def __post_init__(self) -> None:
        """Lock the attributes."""
        object.__setattr__(self, "attributes", _frozen(self.attributes))


@dataclass(frozen=True, kw_only=True)
class Change:
    """New attributes, or a new place, for features that exist; a place can be given to one feature only."""

    layer: str
    ids: tuple[str, ...]
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    geometry: BaseGeometry | None = None
    type: Literal["change"] = "change"

    def __post_init__(self) -> None:
        """Lock the attributes."""
        object.__setattr__(self, "attributes", _frozen(self.attributes))


@dataclass(frozen=True, kw_only=True)
class Remove:
    """Features taken away."""

    layer: str
    ids: tuple[str, ...]
    type: Literal["remove"] = "remove"


Edit = Add | Change | Remove
