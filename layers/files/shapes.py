"""Geometries built from the nested lists of GeoJSON: thousands at once where they are sound, one by one where not."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.problems import Problem, concerning

_LEVELS = {"Point": 0, "LineString": 1, "MultiPoint": 1, "Polygon": 2, "MultiLineString": 2, "MultiPolygon": 3}
_TYPES = {name: getattr(shapely.GeometryType, name.upper()) for name in _LEVELS}
_LEAST_RING = 4
_DEEPEST = 8


class _MalformedError(Exception):
    """A geometry that cannot be built; says why in a few words of data."""


class _NotNumbersError(Exception):
    """Coordinates that are not finite numbers."""


@dataclass
class Shapes:
    """Collects geometries chunk by chunk, and what was wrong with them by row number."""

    parts: list[NDArray[Any]] = field(default_factory=list)
    rows: int = 0
    malformed: list[str] = field(default_factory=list)
    reasons: dict[str, None] = field(default_factory=dict)
    not_numbers: list[str] = field(default_factory=list)
    closed: int = 0

    def add(self, geometries: Sequence[Any]) -> None:
        """Add the geometries of the next rows."""
        result = np.full(len(geometries), None, dtype=object)
        groups: dict[str, list[int]] = {}
        for position, geometry in enumerate(geometries):
            if geometry is not None:
                name = geometry.get("type") if isinstance(geometry, dict) else None
                groups.setdefault(name if isinstance(name, str) else "", []).append(position)
        for name, positions in groups.items():
            built = _together(name, [geometries[p].get("coordinates") for p in positions]) if name in _LEVELS else None
            if built is not None:
                result[positions] = built
                continue
            for position in positions:
                result[position] = self._alone(geometries[position], self.rows + position + 1)
        self.parts.append(result)
        self.rows += len(geometries)

    def _alone(self, geometry: object, row: int) -> shapely.Geometry | None:
        try:
            return self._single(geometry)
        except _NotNumbersError:
            self.not_numbers.append(str(row))
        except (_MalformedError, shapely.errors.ShapelyError, TypeError, ValueError, OverflowError) as fault:
            self.malformed.append(str(row))
            self.reasons.setdefault(" ".join(str(fault).split())[:80])
        return None

    def _single(self, geometry: object, depth: int = 0) -> shapely.Geometry:
        if not isinstance(geometry, dict):
            raise _MalformedError(type(geometry).__name__)
        name = geometry.get("type")
        if name == "GeometryCollection":
            members = geometry.get("geometries")
            if not isinstance(members, list) or depth > _DEEPEST:
                raise _MalformedError("GeometryCollection")
            return shapely.GeometryCollection([self._single(member, depth + 1) for member in members])
        if name not in _LEVELS:
            raise _MalformedError(f"type: {name}")
        coordinates = geometry.get("coordinates")
        if not isinstance(coordinates, list):
            raise _MalformedError(f"{name}: coordinates")
        return self._of_type(str(name), coordinates)

    def _of_type(self, name: str, coordinates: list[Any]) -> shapely.Geometry:
        if name == "Point":
            return shapely.Point(_position(coordinates)) if coordinates else shapely.Point()
        if name == "MultiPoint":
            return shapely.MultiPoint([_position(item) for item in coordinates])
        if name == "LineString":
            return _line(coordinates)
        if name == "MultiLineString":
            return shapely.MultiLineString([_line(item) for item in coordinates])
        if name == "Polygon":
            return self._polygon(coordinates)
        return shapely.MultiPolygon([self._polygon(item) for item in coordinates])

    def _polygon(self, rings: list[Any]) -> shapely.Polygon:
        built = [self._ring(ring) for ring in rings]
        return shapely.Polygon(built[0], built[1:]) if built else shapely.Polygon()

    def _ring(self, ring: list[Any]) -> list[tuple[float, ...]]:
        positions = _equal([_position(item) for item in ring])
        if positions and positions[0] != positions[-1]:
            positions.append(positions[0])
            self.closed += 1
        if len(positions) < _LEAST_RING:
            raise _MalformedError(f"ring: {len(ring)} < {_LEAST_RING}")
        return positions

    def finish(self) -> tuple[NDArray[Any], list[Problem]]:
        """All geometries, and the problems: `geometry_malformed`, `bad_coordinates`, and the note `rings_closed`."""
        problems = []
        if self.malformed:
            found = "; ".join(list(self.reasons)[:3])
            problems.append(concerning("geometry_malformed", self.malformed, found=found))
        if self.not_numbers:
            problems.append(concerning("bad_coordinates", self.not_numbers))
        if self.closed:
            problems.append(Problem(code="rings_closed", severity="note", count=self.closed))
        return np.concatenate(self.parts) if self.parts else np.empty(0, dtype=object), problems


def _position(item: object) -> tuple[float, ...]:
    if not isinstance(item, list) or len(item) < 2:  # noqa: PLR2004 - two axes
        raise _MalformedError("coordinates")
    for number in item[:3]:
        if isinstance(number, bool) or not isinstance(number, (int, float)) or not math.isfinite(number):
            raise _NotNumbersError
    return tuple(map(float, item[:3]))


def _equal(positions: list[tuple[float, ...]]) -> list[tuple[float, ...]]:
    """Positions of one length: heights go where not every position has one."""
    least = min(map(len, positions), default=2)
    return [position[:least] for position in positions]


def _line(positions: list[Any]) -> shapely.LineString:
    return shapely.LineString(_equal([_position(item) for item in positions]))


def _together(name: str, nested: list[Any]) -> NDArray[Any] | None:
    """All geometries of one type at once; `None` where any of them needs a closer look."""
    offsets: list[NDArray[np.int64]] = []
    items: list[Any] = nested
    try:
        for _ in range(_LEVELS[name]):
            offsets.append(np.concatenate([[0], np.cumsum(np.fromiter(map(len, items), "int64", len(items)))]))
            items = list(chain.from_iterable(items))
        coordinates = _coordinates(items)
    except TypeError:
        return None
    if coordinates is None or not _sound(name, coordinates, offsets):
        return None
    built: NDArray[Any] = shapely.from_ragged_array(_TYPES[name], coordinates, tuple(reversed(offsets)))
    return built


def _coordinates(positions: Iterable[Any]) -> NDArray[np.float64] | None:
    listed = list(positions)
    lengths = set(map(len, listed))
    if lengths - {2} and lengths - {3}:
        return None
    flat = list(chain.from_iterable(listed))
    if not flat or not set(map(type, flat)) <= {int, float}:
        return None
    try:
        values = np.array(flat, dtype="float64").reshape(len(listed), -1)
    except OverflowError:
        return None
    return values if np.isfinite(values).all() else None


def _sound(name: str, coordinates: NDArray[np.float64], offsets: list[NDArray[np.int64]]) -> bool:
    """Whether lines have two positions, and rings four and an end that meets the start."""
    if not offsets:
        return True
    if any((np.diff(level) == 0).any() for level in offsets):
        return False
    ends = offsets[-1]
    lengths = np.diff(ends)
    if name in {"LineString", "MultiLineString"}:
        return bool((lengths > 1).all())
    if name in {"Polygon", "MultiPolygon"}:
        meets = (coordinates[ends[:-1]] == coordinates[ends[1:] - 1]).all()
        return bool((lengths >= _LEAST_RING).all() and meets)
    return True
