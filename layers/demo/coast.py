"""The outline towards the sea: drawn by hand in kilometres, made rough by noise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
import shapely

from layers.demo.curves import polygons_of, rough, through
from layers.demo.frame import GRAIN_M, SIZE_M, Array, drawn, noise

# x, y in km and how rough the shore is there (0 sand, 1 rock), from the northern edge of the frame to the southern one:
# cape, southward bays, the city on its point, the lagoon, the long peninsula with its rocky head, the south.
_SHORE = drawn(
    "31.4 50.6 0.5, 32 49.4 0.6, 33 48.2 0.9, 33.3 47 0.9, 33 45.8 0.1, 33.4 44.6 0, 34.1 43.6 0.2, 35 42.8 1, "
    "35.5 41.7 1, 35 40.7 0.7, 34.5 39.6 0, 34.6 38.4 0, 35 37.3 0, 35.7 36.4 0.2, 36.2 35.5 0.5, 35.9 34.8 0.2, "
    "35 34.3 0.1, 33.8 34.1 0.1, 32.6 33.9 0.2, 31.7 33.2 0.8, 31.9 32.4 0.8, 32.3 31.2 0.8, 32.4 29.8 0.8, "
    "32.2 28.4 0.8, 31.9 27 0.8, 31.6 25.6 0.8, 32.1 24.2 0.8, 32.6 22.8 0.8, 33.2 21.8 0.8, 34.2 21.7 0.8, "
    "34.9 22.7 0.8, 35.2 24.2 0.8, 35.3 26 0.8, 35.6 27.8 0.8, 36.2 29.6 0.8, 36.6 31.2 0.8, 37 32.6 0.8, "
    "37.5 33.7 0.5, 38.3 34.1 0.9, 39.3 33.7 1, 40.1 32.8 1, 40.4 31.4 1, 39.9 30.1 0.7, 38.9 28.8 0, 38 27.2 0, "
    "37.3 25.4 0, 37.1 23.6 0, 37.5 22.6 0.6, 37.4 21.5 1, 36.6 20.6 0.9, 35.6 19.4 0.1, 34.5 17.8 0, 33.6 16 0, "
    "33.2 14.4 0.2, 33.6 13.5 1, 33.1 12.7 0.9, 32.1 12 0.1, 30.9 10.6 0, 29.8 9 0.1, 28.6 7.8 0, 27.7 6.2 0, "
    "27.6 4.6 0.2, 28.3 3.4 1, 27.9 2.4 1, 26.2 1.8 0.6, 24.5 -0.6 0.5"
)
_LAGOON_ROUGH = 0.8
_INLET = drawn("36.25 35.5, 38.3 34.05")

# Centres and half axes (km) of the islands; people live on the first only.
_ISLANDS = drawn("41.6 39.6 1.05 0.62, 41 35.7 0.1 0.07, 36.6 43.1 0.09 0.06, 29.6 2.2 0.11 0.08, 38.6 20.4 0.08 0.05")
ISLAND_M = (41_600.0, 39_600.0)


@dataclass(frozen=True, eq=False)
class Coast:
    """`land` is everything dry east of the frame's western edge, `lagoon` the water behind the peninsula."""

    land: shapely.Geometry
    lagoon: shapely.Polygon
    islands: shapely.MultiPolygon
    shore: Array

    @property
    def ground(self) -> shapely.Geometry:
        """Land and lagoon: what units share out among them."""
        return shapely.union(self.land, self.lagoon)


def make_coast() -> Coast:
    """The coast of the frame."""
    line = through(_SHORE, 60.0)
    lagoon = line[:, 2] == _LAGOON_ROUGH
    shore = rough("shore", line, np.where(lagoon, 260.0, 25.0 + 420.0 * line[:, 2]), 1_700.0, 5)
    shore = rough("lagoon shore", shore, np.where(lagoon, 90.0, 0.0), 500.0, 3)[:, :2]
    west = np.array([(-900.0, shore[-1, 1]), (-900.0, shore[0, 1])])
    land = shapely.make_valid(shapely.Polygon(np.vstack([shore, west])))
    mainland = max(polygons_of(shapely.intersection(land, shapely.box(-900, 0, *SIZE_M))), key=lambda p: p.area)
    mainland = shapely.set_precision(mainland, GRAIN_M)
    bowl = shapely.Polygon(np.vstack([shore[_between(shore, _INLET)], _INLET[::-1]]))
    water = polygons_of(shapely.difference(shapely.make_valid(bowl), mainland))
    bay = max(water, key=lambda p: p.area)
    islands = shapely.MultiPolygon([_island(number, at[:2], at[2], at[3]) for number, at in enumerate(_ISLANDS)])
    return Coast(shapely.union(mainland, islands), polygons_of(shapely.set_precision(bay, GRAIN_M))[0], islands, shore)


def _between(shore: Array, closing: Array) -> slice:
    ends = [int(np.argmin(np.hypot(*(shore - end).T))) for end in closing]
    return slice(min(ends), max(ends) + 1)


def _island(number: int, middle: Array, a_km: float, b_km: float) -> shapely.Polygon:
    turn = np.linspace(0, 2 * np.pi, 160, endpoint=False)
    ring = np.stack([a_km * np.cos(turn), b_km * np.sin(turn)], axis=1) * 1000.0
    lean = 0.5 + number
    ring = ring @ np.array([(np.cos(lean), np.sin(lean)), (-np.sin(lean), np.cos(lean))])
    ring *= (1 + 0.28 * noise(f"island {number}", ring + 5_000.0 * number, 900.0 * a_km, 4))[:, None]
    shape = shapely.set_precision(shapely.make_valid(shapely.Polygon(ring + middle)), GRAIN_M)
    return cast("shapely.Polygon", max(polygons_of(shape), key=lambda p: p.area))
