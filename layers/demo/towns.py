"""Towns: main streets drawn by hand, quarters between them cut into blocks, streets and lanes."""

# ruff: noqa: PLR2004 - the numbers are the shape of a place

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.demo.curves import covers, line_of, lines_of, polygons_of, rough, through
from layers.demo.frame import GRAIN_M, Array, noise, rng
from layers.demo.plan import Town

_SHORE_M = 38.0
_STUMP_M = 30.0


@dataclass(frozen=True, eq=False)
class TownPlan:
    """Blocks between streets, the hills among them, and the streets: line, class, name, one-way mark."""

    blocks: NDArray[np.object_]
    hills: shapely.Geometry
    lines: NDArray[np.object_]
    road_class: NDArray[np.object_]
    names: NDArray[np.object_]
    oneway: NDArray[np.object_]
    limit: shapely.Geometry


def make_town(town: Town, land: shapely.Geometry, wet: shapely.Geometry, hills: shapely.Geometry) -> TownPlan:
    """Streets and blocks of a town; nothing is built on the shore, in water, or on hills."""
    ground = shapely.difference(shapely.buffer(land, -_SHORE_M), shapely.buffer(wet, _SHORE_M))
    ring = rough("limit " + town.name, through(np.vstack([town.limit, town.limit[:1]]), 60.0), 330.0, 1_100.0, 3)
    limit = shapely.intersection(shapely.make_valid(shapely.Polygon(ring)), ground)
    limit = max(polygons_of(shapely.make_valid(limit)), key=lambda p: p.area)
    mains = np.array([line_of(through(street.line, 40.0)) for street in town.streets], dtype=object)
    mains = shapely.set_precision(mains, GRAIN_M)
    network = shapely.union_all([*mains, shapely.boundary(limit)], grid_size=GRAIN_M)
    quarters = polygons_of(shapely.polygonize([network]))
    quarters = quarters[covers(limit, shapely.get_coordinates(shapely.point_on_surface(quarters)))]
    blocks, cuts, oneway = _cut(town, quarters, mains)
    lanes = _lanes(town, blocks, mains)
    hilly = shapely.intersects(hills, shapely.centroid(blocks))
    cuts_kept = ~shapely.intersects(hills, shapely.line_interpolate_point(cuts, 0.5, normalized=True))
    lanes = lanes[~shapely.intersects(hills, lanes)]
    cuts, oneway = cuts[cuts_kept], oneway[cuts_kept]
    names = [f"Đường số {number}" for number in range(1, len(cuts) + 1)]
    classes = [street.road_class for street in town.streets] + ["residential"] * len(cuts) + ["service"] * len(lanes)
    return TownPlan(
        blocks=blocks[~hilly],
        hills=shapely.union_all(blocks[hilly]),
        lines=np.concatenate([mains, cuts, lanes]),
        road_class=np.array(classes, dtype=object),
        names=np.array([street.name for street in town.streets] + names + [""] * len(lanes), dtype=object),
        oneway=np.concatenate([np.full(len(mains), "no", object), oneway, np.full(len(lanes), "no", object)]),
        limit=limit,
    )  # fmt: skip


def _target_m2(town: Town, shapes: NDArray[np.object_]) -> tuple[Array, Array]:
    """Block size wanted at shapes, and their distance from the middle as a share of the town's reach."""
    at = shapely.get_coordinates(shapely.centroid(shapes))
    away = np.clip(np.hypot(*(at - town.middle).T) / town.reach_m, 0, 1)
    low, high = town.block_ha
    size = (low + (high - low) * away**1.4) * 1e4
    return size * (1 + 0.35 * noise("block size", at, 900.0, 2)), away


def _cut(
    town: Town, quarters: NDArray[np.object_], mains: NDArray[np.object_]
) -> tuple[NDArray[np.object_], NDArray[np.object_], NDArray[np.object_]]:
    """Quarters cut into blocks, as a grid near the middle, by halving further out; the cuts; their one-way marks."""
    target, away = _target_m2(town, quarters)
    planned = (away < 0.62) & (shapely.area(quarters) < 1.2e6)  # laid out at once, not grown
    blocks, cuts, oneway = [], [], []
    for quarter, size, share in zip(quarters[planned], target[planned], away[planned], strict=True):
        lines, marks = _grid(quarter, float(size), mains, single=share < 0.3)  # one-way streets only in the middle
        inner = shapely.intersection(lines, quarter, grid_size=GRAIN_M)
        outline = shapely.union_all([*inner, shapely.boundary(quarter)], grid_size=GRAIN_M)
        pieces = polygons_of(shapely.polygonize([outline]))
        blocks.append(pieces[covers(quarter, shapely.get_coordinates(shapely.point_on_surface(pieces)))])
        for line, mark in zip(inner, marks, strict=True):
            parts = [p for p in shapely.get_parts(line) if p.geom_type == "LineString" and p.length > _STUMP_M]
            cuts += parts
            oneway += [mark] * len(parts)
    grown, halves = _halved(town, quarters[~planned], mains)
    cuts += list(halves)
    oneway += ["no"] * len(halves)
    return np.concatenate([*blocks, grown]), np.array(cuts, dtype=object), np.array(oneway, dtype=object)


def _grid(
    quarter: shapely.Polygon, size_m2: float, mains: NDArray[np.object_], *, single: bool
) -> tuple[NDArray[np.object_], list[str]]:
    """Two families of parallel lines over a quarter, along its longer side and across."""
    corner = frames(np.array([quarter]), mains)[0]
    sides = np.array([corner[1] - corner[0], corner[2] - corner[1]])
    length = np.hypot(*sides.T)
    order = np.argsort(-length, kind="stable")
    depth = np.sqrt(size_m2 / 1.8)
    counts = (max(1, round(length[order[0]] / (1.8 * depth))), max(1, round(length[order[1]] / depth)))
    lines, marks = [], []
    base = corner[0] if order[0] == 0 else corner[1]
    ahead = sides[0] if order[0] == 0 else sides[1]
    aside = (corner[2] - corner[1]) if order[0] == 0 else (corner[3] - corner[2])
    for count, step, run in ((counts[0], ahead, aside), (counts[1], aside, ahead)):
        for k in range(1, count):
            start = base + step * (k / count)
            lines.append(line_of(np.array([start - 0.05 * run, start + 1.05 * run])))
            marks.append(("yes" if k % 2 else "-1") if single and count > 2 else "no")  # pairs of streets
    return np.array(lines, dtype=object), marks


def frames(shapes: NDArray[np.object_], mains: NDArray[np.object_]) -> Array:
    """The corners (n x 4 x 2) of the box round each shape that lies along the main street nearest to its middle."""
    if not len(shapes):
        return np.empty((0, 4, 2))
    if not len(mains):
        return np.asarray(shapely.get_coordinates(shapely.oriented_envelope(shapes)).reshape(-1, 5, 2)[:, :4])
    middle = shapely.centroid(shapes)
    street = mains[shapely.STRtree(mains).nearest(middle)]
    at = shapely.line_locate_point(street, middle)
    a, b = (
        shapely.get_coordinates(shapely.line_interpolate_point(street, np.maximum(at + d, 0.0))) for d in (-60.0, 60.0)
    )
    ahead = (b - a) / np.maximum(np.hypot(*(b - a).T), 1e-9)[:, None]
    aside = np.stack([-ahead[:, 1], ahead[:, 0]], axis=1)
    points, owner = shapely.get_coordinates(shapes, return_index=True)
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    low, high = [], []
    for axis in (ahead, aside):
        along = (points * axis[owner]).sum(axis=1)
        low.append(np.minimum.reduceat(along, first))
        high.append(np.maximum.reduceat(along, first))
    turns = ((low[0], low[1]), (high[0], low[1]), (high[0], high[1]), (low[0], high[1]))
    return np.stack([ahead * u[:, None] + aside * v[:, None] for u, v in turns], axis=1)


def _halved(
    town: Town, shapes: NDArray[np.object_], mains: NDArray[np.object_]
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Shapes halved across their longer side until they are small enough; also the lines that halve them."""
    draw = rng("halves " + town.name)
    done, cuts = [], []
    while len(shapes):
        large = shapely.area(shapes) > 1.45 * _target_m2(town, shapes)[0]
        done.append(shapes[~large])
        shapes, lines = halve(shapes[large], mains, draw)
        cuts.append(lines)
    lines = np.concatenate(cuts) if cuts else np.empty(0, object)
    return np.concatenate(done) if done else np.empty(0, object), lines[shapely.length(lines) > _STUMP_M]


def halve(
    shapes: NDArray[np.object_], mains: NDArray[np.object_], draw: np.random.Generator
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Shapes cut in two across their longer side, not quite in the middle and not quite square; also the cuts."""
    if not len(shapes):
        return shapes, shapes
    corner = frames(shapes, mains)
    first, second = corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 1]
    longer = (np.hypot(*first.T) >= np.hypot(*second.T))[:, None]
    ahead, aside = np.where(longer, first, second), np.where(longer, second, first)
    middle = corner.mean(axis=1) + ahead * draw.uniform(-0.09, 0.09, (len(shapes), 1))
    turn = draw.uniform(-0.05, 0.05, len(shapes))
    across = aside / np.hypot(*aside.T)[:, None]
    across = np.stack(
        [
            across[:, 0] * np.cos(turn) - across[:, 1] * np.sin(turn),
            across[:, 0] * np.sin(turn) + across[:, 1] * np.cos(turn),
        ],
        axis=1,
    )
    reach = np.hypot(*first.T)[:, None] + np.hypot(*second.T)[:, None]
    a, b = middle - across * reach, middle + across * reach
    away = np.stack([-across[:, 1], across[:, 0]], axis=1) * reach
    left = shapely.polygons(np.stack([a, b, b + away, a + away], axis=1))
    one = shapely.intersection(shapes, left, grid_size=GRAIN_M)
    other = shapely.difference(shapes, left, grid_size=GRAIN_M)
    parts = polygons_of(np.concatenate([one, other]))
    lines = shapely.get_parts(shapely.intersection(shapes, lines_of(np.stack([a, b], axis=1)), grid_size=GRAIN_M))
    lines = lines[shapely.get_type_id(lines) == shapely.GeometryType.LINESTRING]
    return parts[shapely.area(parts) > 400.0], lines  # smaller is no land to build on


def _lanes(town: Town, blocks: NDArray[np.object_], mains: NDArray[np.object_]) -> NDArray[np.object_]:
    """Blind lanes into the larger blocks, from the middle of a long side two thirds through."""
    draw = rng("lanes " + town.name)
    wide = blocks[(shapely.area(blocks) > 9_000.0) & (draw.uniform(0, 1, len(blocks)) < 0.8)]  # some blocks have none
    corner = frames(wide, mains)
    first, second = corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 1]
    longer = (np.hypot(*first.T) >= np.hypot(*second.T))[:, None]
    start = np.where(longer, corner[:, 0], corner[:, 1])
    run, inward = np.where(longer, first, second), np.where(longer, second, corner[:, 3] - corner[:, 2])
    lanes = []
    for share in (0.3, 0.68):
        at = start + run * (share + draw.uniform(-0.06, 0.06, (len(wide), 1)))
        depth = draw.uniform(0.45, 0.72, (len(wide), 1))
        ways = lines_of(np.stack([at - 0.2 * inward, at + inward * depth], axis=1))
        clipped = shapely.intersection(ways, wide, grid_size=GRAIN_M)
        lanes.append(clipped[(shapely.get_type_id(clipped) == 1) & (shapely.length(clipped) > 25.0)])
    return np.concatenate(lanes)
