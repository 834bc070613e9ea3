"""Building land in towns: lots between the streets, and what each is used for today and in the plan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.demo.curves import polygons_of
from layers.demo.frame import GRAIN_M, Array, noise, rng
from layers.demo.plan import Town
from layers.demo.towns import TownPlan, halve

_PAVEMENT_M = {"trunk": 12.0, "primary": 13.0, "secondary": 9.5, "tertiary": 7.5}
_STREET_M = 5.2
_SMALLEST_M2 = 700.0
PORT_KM = (35.95, 35.15)


@dataclass(eq=False)
class Lots:
    """Lots of all towns: shape, town, share of the way from the middle to the edge, today's and the planned code.

    `use` names the facility a lot was given to ("" none). Filled in by the steps that hand lots out.
    """

    shapes: NDArray[np.object_]
    town: NDArray[np.intp]
    unit: NDArray[np.intp]
    away: Array
    today: NDArray[np.object_]
    planned: NDArray[np.object_]
    use: NDArray[np.object_]

    def give(self, index: int, use: str, code: str, want_m2: float) -> int:
        """The number of the lot given to a use: the lot itself, or a part of about the wanted size cut from it."""
        draw = rng(f"part {index} {use}")
        piece = self.shapes[index]
        while piece.area > 1.9 * want_m2:
            parts, _ = halve(np.array([piece], dtype=object), np.empty(0, object), draw)
            if len(parts) < 2:  # noqa: PLR2004 - cannot be cut
                break
            piece, rest = parts[0], parts[1:]
            self._add(rest, index)
        self.shapes[index] = piece
        self.use[index], self.today[index], self.planned[index] = use, code, code
        return index

    def _add(self, shapes: NDArray[np.object_], like: int) -> None:
        self.shapes = np.concatenate([self.shapes, shapes])
        for name in ("town", "unit", "away", "today", "planned", "use"):
            column = getattr(self, name)
            setattr(self, name, np.concatenate([column, np.repeat(column[like], len(shapes))]))

    @property
    def middles(self) -> Array:
        """A point inside each lot (n x 2)."""
        return np.asarray(shapely.get_coordinates(shapely.point_on_surface(self.shapes)))

    @property
    def area_m2(self) -> Array:
        """Area of each lot."""
        return np.asarray(shapely.area(self.shapes))


def make_lots(towns: tuple[Town, ...], plans: list[TownPlan], units: NDArray[np.object_]) -> Lots:
    """Lots of all towns, all of them for housing so far."""
    shapes, number, away = [], [], []
    for k, (town, plan) in enumerate(zip(towns, plans, strict=True)):
        own = _lots_of(town, plan)
        middle = shapely.get_coordinates(shapely.centroid(own))
        shapes.append(own)
        number.append(np.full(len(own), k))
        away.append(np.hypot(*(middle - np.array(town.middle) * 1000.0).T) / (town.reach_km * 1000.0))
    count = sum(map(len, shapes))
    points = shapely.centroid(np.concatenate(shapes))
    unit = shapely.STRtree(units).nearest(points)
    homes = np.full(count, "ODT", object)
    return Lots(np.concatenate(shapes), np.concatenate(number), np.asarray(unit, np.intp), np.concatenate(away), homes, homes.copy(), np.full(count, "", object))


def _lots_of(town: Town, plan: TownPlan) -> NDArray[np.object_]:
    mains = plan.lines[np.isin(plan.road_class, list(_PAVEMENT_M))]
    blocks = shapely.buffer(plan.blocks, -_STREET_M, join_style="mitre", mitre_limit=2.0)
    width = np.array([_PAVEMENT_M[c] for c in plan.road_class[np.isin(plan.road_class, list(_PAVEMENT_M))]])
    space = shapely.union_all(shapely.buffer(mains, width, quad_segs=4))
    blocks = polygons_of(shapely.geometrycollections(shapely.difference(blocks, space, grid_size=GRAIN_M)))
    draw = rng("lots " + town.name)
    split = (shapely.area(blocks) > 9_000.0) & (draw.uniform(0, 1, len(blocks)) < 0.45)  # noqa: PLR2004 - a good half stay whole
    halves, _ = halve(blocks[split], mains, draw)
    lots = np.concatenate([blocks[~split], halves])
    return np.asarray(lots[shapely.area(lots) > _SMALLEST_M2])


def spread_uses(lots: Lots, sea: shapely.Geometry, water: shapely.Geometry) -> None:
    """Give lots without a facility their use: trade along the middle and the beach, offices, worship, parks, empty land at the edge."""
    draw = rng("uses")
    free = lots.use == ""
    middle, area = lots.middles, lots.area_m2
    chance = draw.uniform(0, 1, len(free))
    patch = noise("quarters", middle, 1_000.0, 3)
    to_sea, to_water = shapely.distance(sea, shapely.points(middle)), shapely.distance(water, shapely.points(middle))
    port = np.hypot(*(middle - np.array(PORT_KM) * 1000.0).T)
    central = lots.away < 0.45
    rules = (
        ("TMD", "TMD", (to_sea < 190.0) & (chance < 0.55)),
        ("DKV", "DKV", (to_sea < 190.0) & (chance > 0.8)),
        ("DGT", "DGT", port < 420.0),
        ("SKC", "TMD", (port < 900.0) & (chance < 0.35)),
        ("TSC", "TSC", central & (chance < 0.03) & (area < 20_000.0)),
        ("TMD", "TMD", central & (chance > 0.9)),
        ("TON", "TON", (chance > 0.55) & (chance < 0.562)),
        ("TIN", "TIN", (chance > 0.57) & (chance < 0.578)),
        ("DKV", "DKV", (chance > 0.6) & (chance < 0.618) & (area < 15_000.0)),
        ("SKC", "SKC", (lots.away > 0.7) & (chance > 0.62) & (chance < 0.65)),
        ("DNL", "DNL", (chance > 0.66) & (chance < 0.663)),
        ("DCT", "DCT", (chance > 0.665) & (chance < 0.668)),
        ("HNK", "DKV", (to_water < 120.0) & (lots.away > 0.5) & (patch > 0.1)),
        ("HNK", "ODT", (lots.away > 0.55) & (patch > 0.42)),
        ("LUC", "ODT", (lots.away > 0.62) & (patch < -0.4)),
        ("BCS", "TMD", (lots.away > 0.6) & (chance > 0.7) & (chance < 0.712)),
    )
    for today, planned, where in rules:
        chosen = free & where
        lots.today[chosen], lots.planned[chosen] = today, planned
        free &= ~chosen


def between(plan: TownPlan, own: NDArray[np.object_]) -> shapely.Geometry:
    """The ground of a town that is no lot: its streets and squares."""
    return shapely.difference(plan.limit, shapely.union_all(own), grid_size=GRAIN_M)
