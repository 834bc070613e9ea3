"""Building land in towns: lots between the streets, and what each is used for today and in the plan."""

# ruff: noqa: PLR2004 - the numbers are the shape of a place

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.demo.curves import points_of, polygons_of
from layers.demo.frame import GRAIN_M, Array, drawn, noise, rng
from layers.demo.plan import Town
from layers.demo.towns import TownPlan, halve

_PAVEMENT_M = {"trunk": 12.0, "primary": 13.0, "secondary": 9.5, "tertiary": 7.5}
_STREET_M = 5.2
_SMALLEST_M2 = 700.0
_PORT = drawn("35.95 35.15")
_CAMPUS, _TEMPLE = drawn("30.3 38.5"), drawn("32.7 35.1")


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
    middles: Array = field(init=False)
    area_m2: Array = field(init=False)

    def __post_init__(self) -> None:
        """Measure the lots."""
        self.middles, self.area_m2 = _measured(self.shapes)

    def give(self, index: int, use: str, code: str, want_m2: float) -> int:
        """The number of the lot given to a use: the lot itself, or a part of about the wanted size cut from it."""
        draw = rng(f"part {index} {use}")
        piece = self.shapes[index]
        while piece.area > 1.9 * want_m2:
            parts, _ = halve(np.array([piece], dtype=object), np.empty(0, object), draw)
            if len(parts) < 2:  # cannot be cut
                break
            piece, rest = parts[0], parts[1:]
            self._add(rest, index)
        self.shapes[index] = piece
        self.middles[index : index + 1], self.area_m2[index : index + 1] = _measured(self.shapes[index : index + 1])
        self.use[index], self.today[index], self.planned[index] = use, code, code
        return index

    def _add(self, shapes: NDArray[np.object_], like: int) -> None:
        middles, areas = _measured(shapes)
        self.shapes, self.middles = np.concatenate([self.shapes, shapes]), np.concatenate([self.middles, middles])
        self.area_m2 = np.concatenate([self.area_m2, areas])
        for name in ("town", "unit", "away", "today", "planned", "use"):
            column = getattr(self, name)
            setattr(self, name, np.concatenate([column, np.repeat(column[like], len(shapes))]))


def _measured(shapes: NDArray[np.object_]) -> tuple[Array, Array]:
    """A point inside each shape (n x 2) and its area (m2)."""
    return shapely.get_coordinates(shapely.point_on_surface(shapes)), shapely.area(shapes)


def make_lots(towns: tuple[Town, ...], plans: list[TownPlan], units: NDArray[np.object_]) -> Lots:
    """Lots of all towns, all of them for housing so far."""
    shapes, number, away, hilly = [], [], [], []
    for k, (town, plan) in enumerate(zip(towns, plans, strict=True)):
        built, tops = _lots_of(town, plan), polygons_of(plan.hills)
        own = np.concatenate([built, tops])
        hilly.append(np.arange(len(own)) >= len(built))
        middle = shapely.get_coordinates(shapely.centroid(own))
        shapes.append(own)
        number.append(np.full(len(own), k))
        away.append(np.hypot(*(middle - town.middle).T) / town.reach_m)
    count = sum(map(len, shapes))
    points = shapely.centroid(np.concatenate(shapes))
    unit = shapely.STRtree(units).nearest(points)
    homes = np.full(count, "ODT", object)
    homes[np.concatenate(hilly)] = "RPH"
    return Lots(
        np.concatenate(shapes),
        np.concatenate(number),
        np.asarray(unit, np.intp),
        np.concatenate(away),
        homes,
        homes.copy(),
        np.where(np.concatenate(hilly), "hill", "").astype(object),
    )


def _lots_of(town: Town, plan: TownPlan) -> NDArray[np.object_]:
    main = np.isin(plan.road_class, list(_PAVEMENT_M))
    mains = plan.lines[main]
    blocks = shapely.buffer(plan.blocks, -_STREET_M, join_style="mitre", mitre_limit=2.0)
    width = np.array([_PAVEMENT_M[c] for c in plan.road_class[main]])
    space = shapely.union_all(shapely.buffer(mains, width, quad_segs=4))
    shapely.prepare(space)
    cut = shapely.intersects(space, blocks)
    blocks = polygons_of(np.concatenate([blocks[~cut], shapely.difference(blocks[cut], space, grid_size=GRAIN_M)]))
    draw = rng("lots " + town.name)
    split = (shapely.area(blocks) > 9_000.0) & (draw.uniform(0, 1, len(blocks)) < 0.45)  # a good half stay whole
    halves, _ = halve(blocks[split], mains, draw)
    lots = np.concatenate([blocks[~split], halves])
    return np.asarray(lots[shapely.area(lots) > _SMALLEST_M2])


def spread_uses(lots: Lots, sea: shapely.Geometry, water: shapely.Geometry) -> None:
    """Give lots without a facility their use: trade in the middle and at the beach, worship, fields at the edge."""
    draw = rng("uses")
    free = lots.use == ""
    middle, area = lots.middles, lots.area_m2
    chance = draw.uniform(0, 1, len(free))
    patch = noise("quarters", middle, 1_000.0, 3)
    to_sea, to_water = shapely.distance(sea, points_of(middle)), shapely.distance(water, points_of(middle))
    port = np.hypot(*(middle - _PORT).T)
    central = lots.away < 0.45
    campus = np.hypot(*(middle - _CAMPUS).T)
    temple = np.hypot(*(middle - _TEMPLE).T)
    rules = (
        ("DGD", "DGD", campus < 420.0),
        ("DDD", "DDD", temple < 130.0),
        ("TMD", "TMD", (to_sea < 190.0) & (chance < 0.55)),
        ("DKV", "DKV", (to_sea < 190.0) & (chance > 0.8)),
        ("DGT", "DGT", port < 420.0),
        ("SKC", "TMD", (port < 900.0) & (chance < 0.35)),
        ("TSC", "TSC", central & (chance < 0.03) & (area < 20_000.0)),
        ("TMD", "TMD", central & (chance > 0.9)),
        ("TON", "TON", (chance > 0.55) & (chance < 0.562)),
        ("TIN", "TIN", (chance > 0.57) & (chance < 0.578)),
        ("DKV", "DKV", (chance > 0.6) & (chance < 0.625) & (area < 25_000.0)),
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
