"""Rivers of the lowland: their beds, drawn by hand and made to wind, and their water levels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.demo.curves import along, normals, through
from layers.demo.frame import Array, drawn, noise

# Name, the river it branches off from or runs into ("" where it has source and mouth of its own), width in m at the
# upper and the lower end, and points from the hills to the sea.
_DRAWN = (
    (
        "Sông Cả Mẫu", "", 60, 230,
        "6 29.2, 10 28.7, 14 29.6, 17.5 28.8, 20.5 29.4, 23 30, 25.5 30.9, 27.4 31.5, 29.3 32.5, 30.9 32.1, 32.3 32.4",
    ),
    ("Sông Hạ Mẫu", "Sông Cả Mẫu", 120, 210, "23 30, 25 27.7, 27.5 26.4, 29.7 25.9, 32.4 25.5"),
    ("Sông Cồn Mẫu", "Sông Cả Mẫu", 150, 260, "27.4 31.5, 28.4 29.7, 30.3 28.6, 33 28.2"),
    (
        "Sông Bắc Mẫu", "", 40, 150,
        "10.5 43.4, 15 41.8, 19 41.4, 22.5 39.8, 25.5 37.8, 28.3 36.7, 30.2 34.9, 32.1 33.3",
    ),
    ("Sông Gò Mẫu", "Sông Cả Mẫu", 30, 70, "9.2 18.2, 11 20, 14.3 23.2, 17 26.5, 18.6 28.9"),
    ("Sông Nam Mẫu", "", 45, 170, "9 10.5, 13 9.4, 17 10.4, 21 9.7, 25 10.2, 28 9.3, 30.4 8.9"),
)  # fmt: skip
_TRIBUTARIES = ("Sông Gò Mẫu",)
_STEP_M = 60.0
_MESH_STEP_M = 150.0


@dataclass(frozen=True, eq=False)
class Lane:
    """The bed of a lowland river from its upper end to the water it ends in.

    At each vertex of `line`: level (m), width (m) and the way by water to the sea or lagoon (m).
    """

    name: str
    line: Array
    level_m: Array
    width_m: Array
    to_mouth_m: Array

    @property
    def mesh_line(self) -> Array:
        """Its vertices at the spacing of the mesh, from end to end."""
        return np.asarray(self.line[self._picked])

    @property
    def mesh_level_m(self) -> Array:
        """The levels that belong to `mesh_line`."""
        return np.asarray(self.level_m[self._picked])

    @property
    def _picked(self) -> NDArray[np.bool_]:
        steps = np.floor(along(self.line) / _MESH_STEP_M)
        return np.concatenate([[True], np.diff(steps) > 0])


def make_lanes() -> tuple[Lane, ...]:
    """The beds of all lowland rivers."""
    lanes: dict[str, Lane] = {}
    for name, parent, upper, lower, points in _DRAWN:
        line = _winding(name, through(drawn(points), _STEP_M))
        line = _branching(line, lanes[parent].line) if parent and name not in _TRIBUTARIES else line
        to_mouth = along(line)[-1] - along(line)
        if name in _TRIBUTARIES:
            to_mouth = to_mouth + _at(lanes[parent], line[-1], lanes[parent].to_mouth_m)
        level = 0.15 + 0.00028 * to_mouth + 0.55 * np.maximum(to_mouth / 1000.0 - 14.0, 0) ** 1.45
        if parent and name not in _TRIBUTARIES:
            level = 0.15 + (_at(lanes[parent], line[0], lanes[parent].level_m) - 0.15) * to_mouth / to_mouth[0]
        share = along(line) / along(line)[-1]
        width = (upper + (lower - upper) * share**1.3) * (1 + 0.18 * noise("width " + name, line, 800.0, 3))
        lanes[name] = Lane(name, line, level, width, to_mouth)
    return tuple(lanes.values())


def _at(lane: Lane, point: Array, values: Array) -> float:
    """The value of a river at the vertex nearest to a point."""
    return float(values[np.argmin(np.hypot(*(lane.line - point).T))])


def _winding(name: str, line: Array) -> Array:
    """A bed that swings to and fro, more in its middle than at its ends."""
    length = along(line)
    fade = np.clip(np.minimum(length, length[-1] - length) / 1_500.0, 0, 1)
    phase = length / 330.0 + 2.2 * noise("swing " + name, line, 4_000.0, 2)
    swing = 130.0 * np.sin(phase) * (1 + noise("strength " + name, line, 5_000.0, 2))
    swing += 420.0 * noise("bend " + name, line, 3_200.0, 3)
    return np.asarray(line + normals(line) * (swing * fade)[:, None])


def _branching(line: Array, parent: Array) -> Array:
    """The line bent so that it starts in the bed of another river."""
    start = parent[np.argmin(np.hypot(*(parent - line[0]).T))]
    fade = np.clip(1 - along(line) / 2_000.0, 0, 1)[:, None] ** 1.5
    return np.asarray(line + (start - line[0]) * fade)
