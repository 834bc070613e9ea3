"""Measures of a city by zone and as a whole: what the indicators say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from data import table
from layers.digest import digest
from planning.study import Metric, Study
from planning.zones import ByZone, Numbers, covered_m2, lengths_m, places_of, ratio, sums, zone_of

M2_PER_KM2 = 1_000_000.0
FLOOD_DEPTH_M = 0.5
SCHOOL_LEVELS = ("school.preschool", "school.primary", "school.lower_secondary")
SCHOOL_SERVICES = ("kindergarten", "primary", "lower_secondary")
PLACE_UNITS = frozenset(
    {"", "places", "place", "pupils", "pupil", "seats", "cho", "chỗ", "học sinh", "hoc sinh", "trẻ", "suc chua"}
)
BED_UNITS = frozenset({"", "beds", "bed", "giường", "giuong", "giường bệnh", "giuong benh", "suc chua"})
DAILY_KINDS = ("school.primary", "health.station", "market", "park", "bus_stop", "culture")


def people(study: Study) -> ByZone:
    """People, by where they live."""
    return sums(study.people, study.zone, study.zones)


def density(study: Study) -> ByZone:
    """People per km2 of the zone; of the whole: of all zones joined, no value where the area of one is not known."""
    area = pd.Series(study.zones.area_m2 / M2_PER_KM2, index=study.zones.ids)
    return ratio(people(study), ByZone(area, float(area.sum(skipna=False))))


def reach_share(study: Study, kind: str, mode: str, limit: float, metric: Metric = "minutes") -> ByZone:
    """Per cent of people within a limit (included) of a facility; who has no street near counts as not reached."""
    reached = np.isfinite(study.reach(kind, mode, metric, limit).cost)
    return ratio(sums(study.people * reached, study.zone, study.zones), people(study), 100.0)


def beyond_share(study: Study, kind: str, mode: str, limit: float, metric: Metric = "minutes") -> ByZone:
    """Per cent of people beyond a limit of every facility of a kind."""
    within = reach_share(study, kind, mode, limit, metric)
    return ByZone(100.0 - within.values, 100.0 - within.whole)


def within_radius(study: Study, kind: str, mode: str, metric: Metric) -> ByZone:
    """Per cent of people within the radius of a school."""
    return reach_share(study, kind, mode, school_radius_m(), metric)


def beyond_radius(study: Study, kind: str, mode: str, metric: Metric) -> ByZone:
    """Per cent of people beyond the radius of every school of a kind."""
    return beyond_share(study, kind, mode, school_radius_m(), metric)


def mean_minutes(study: Study, kind: str, mode: str) -> ByZone:
    """Minutes to the nearest facility, mean over the people who reach one."""
    cost = study.reach(kind, mode).cost
    reached = np.isfinite(cost)
    weight = study.people * reached
    total = sums(np.where(reached, cost, 0.0) * weight, study.zone, study.zones)
    return ratio(total, sums(weight, study.zone, study.zones))


def daily_needs(study: Study) -> ByZone:
    """How many of the daily kinds are within 15 minutes on foot, mean over people."""
    there = [kind for kind in DAILY_KINDS if study.has_facilities(kind)]
    count = sum(
        (np.isfinite(study.reach(kind, "walk", "minutes", 15.0).cost).astype(float) for kind in there),
        np.zeros(len(study.people)),
    )
    return ratio(sums(study.people * count, study.zone, study.zones), people(study))


def capacity(study: Study, kind: str, units: frozenset[str]) -> ByZone | None:
    """Capacity of facilities of a kind, by the zone they stand in; `None` where it is not known of any."""
    if not study.has_facilities(kind):
        return None
    frame = study.facilities(kind)
    if "capacity" not in frame.columns:
        return None
    unit = (
        frame["unit_of_capacity"].fillna("").astype(str).str.casefold()
        if "unit_of_capacity" in frame.columns
        else pd.Series("", index=frame.index)
    )
    known = (frame["capacity"].notna() & unit.isin(units)).to_numpy()
    if not known.any():
        return None
    values = np.where(known, frame["capacity"].to_numpy(dtype="float64", na_value=0.0), 0.0)
    return sums(values, zone_of(places_of(frame), study.zones), study.zones)


def per_1000(study: Study, kinds: tuple[str, ...], units: frozenset[str]) -> ByZone:
    """Capacity per 1,000 people."""
    found = [c for kind in kinds if (c := capacity(study, kind, units)) is not None]
    total = ByZone(sum((c.values for c in found), pd.Series(0.0, index=study.zones.ids)), sum(c.whole for c in found))
    return ratio(total, people(study), 1000.0)


def school_places_short(study: Study) -> ByZone:
    """School places short of the norm per 1,000 people: shortages of levels added, a surplus of one helps no other."""
    head = people(study)
    short = pd.Series(0.0, index=study.zones.ids)
    whole = 0.0
    for kind, rate in _school_rates().items():
        there = capacity(study, kind, PLACE_UNITS)
        if there is None:
            continue
        short = short + (head.values * rate / 1000.0 - there.values).clip(lower=0.0)
        whole += max(0.0, head.whole * rate / 1000.0 - there.whole)
    return ratio(ByZone(short, whole), head, 1000.0)


def _school_rates() -> dict[str, float]:
    norms = table("norms_services")
    mine = norms[(norms["norm_set"] == "qcvn01_2021") & norms["service_id"].isin(SCHOOL_SERVICES)]
    return dict(zip(mine["kind"], mine["rate"].astype(float), strict=True))


def school_radius_m() -> float:
    """Largest distance to a primary school, metres: QCVN 01:2021/BXD table 2.4."""
    norms = table("norms_services")
    return float(
        norms[(norms["norm_set"] == "qcvn01_2021") & (norms["service_id"] == "primary")]["max_radius_m"].iloc[0]
    )


def flooded(study: Study, depth_m: float = FLOOD_DEPTH_M) -> Numbers:
    """The part of each origin's people in water of at least a depth.

    By the depth raster at the origin; a layer `flood_zone` counts where it states no depth or at least this one.
    """
    share = np.zeros(len(study.people))
    for grid in study.city.grids.values():
        if grid.type == "flood_depth":
            share = np.maximum(share, np.nan_to_num(study.at_origins(grid), nan=0.0) >= depth_m)
    for layer in study.city.of_type("flood_zone"):
        frame = layer.frame
        deep = (
            np.ones(len(frame), dtype=bool)
            if "depth_m" not in frame.columns
            else ~(frame["depth_m"] < depth_m).to_numpy(dtype=bool)
        )
        share = np.maximum(share, study.share_inside(frame.geometry.to_numpy()[deep], digest(layer.digest, depth_m)))
    return share


def flood_people(study: Study) -> ByZone:
    """Per cent of people where the flood is at least 0.5 m deep."""
    return ratio(sums(study.people * flooded(study), study.zone, study.zones), people(study), 100.0)


def flood_head_count(study: Study) -> ByZone:
    """People where the flood is at least 0.5 m deep."""
    return sums(study.people * flooded(study), study.zone, study.zones)


def green_per_person(study: Study) -> ByZone:
    """Public green per person, m2: green not marked as private, overlaps once; 0 where there is none."""
    shapes = []
    for layer in study.city.of_type("green"):
        frame = layer.frame
        private = (
            frame["public"].isin([False]) if "public" in frame.columns else pd.Series(data=False, index=frame.index)
        )
        public = ~private.to_numpy(dtype=bool)
        shapes.append(frame.geometry.to_numpy()[public])
    joined = np.concatenate(shapes)
    key = digest("green", [layer.digest for layer in study.city.of_type("green")], study.zones.digest)
    return ratio(study.remember(key, lambda: covered_m2(joined, study.zones)), people(study))


def road_density(study: Study) -> ByZone:
    """Kilometres of streets open to motor traffic per km2."""
    frame = study.streets.frame
    ours = (
        ~frame["class"]
        .isin(["footway", "path", "steps", "pedestrian", "cycleway", "bridleway", "corridor", "track"])
        .to_numpy()
    )
    key = digest("roads", study.streets.digest, study.zones.digest)
    length = study.remember(key, lambda: lengths_m(frame.geometry.to_numpy()[ours], study.zones))
    area = pd.Series(study.zones.area_m2 / M2_PER_KM2, index=study.zones.ids)
    return ratio(ByZone(length.values / 1000.0, length.whole / 1000.0), ByZone(area, float(area.sum())))


def junction_density(study: Study) -> ByZone:
    """Junctions of three or more street ends per km2, on the walking network."""
    key = digest("junctions", study.ways_digest("walk"), study.zones.digest)
    count = study.remember(key, lambda: _junctions(study))
    area = pd.Series(study.zones.area_m2 / M2_PER_KM2, index=study.zones.ids)
    return ratio(count, ByZone(area, float(area.sum())))


def _junctions(study: Study) -> ByZone:
    network = study.network("walk")
    ends = np.bincount(np.concatenate([network.edge_tail, network.edge_head]), minlength=network.nodes)
    places = network.node_xy[ends >= 3]  # noqa: PLR2004 - a junction
    return sums(np.ones(len(places)), zone_of(places, study.zones), study.zones)


def land_mix(study: Study, type_: str) -> ByZone:
    """Mix of land uses, 0 (one use) to 1 (all uses equal): Shannon entropy of the areas over its largest value."""
    layer = study.city.of_type(type_)[0]
    key = digest("mix", layer.digest, study.zones.digest)
    return study.remember(key, lambda: _land_mix(layer.frame, study))


def _land_mix(frame: pd.DataFrame, study: Study) -> ByZone:
    codes, names = pd.factorize(frame["code"].astype(str), sort=True)
    shapes = frame.geometry.to_numpy()
    zone, lot = shapely.STRtree(shapes).query(study.zones.shapes, predicate="intersects")
    areas = shapely.area(shapely.intersection(study.zones.shapes[zone], shapes[lot]))
    by_use = np.zeros((study.zones.count, len(names)))
    np.add.at(by_use, (zone, codes[lot]), areas)
    values = pd.Series([_entropy(row) for row in by_use], index=study.zones.ids)
    whole = np.bincount(codes, weights=shapely.area(shapes), minlength=len(names)).astype("float64")
    return ByZone(values, _entropy(whole))


def _entropy(areas: Numbers) -> float:
    total = areas.sum()
    if total <= 0:
        return float("nan")
    share = areas[areas > 0] / total
    return float(-(share * np.log(share)).sum() / np.log(len(areas))) if len(areas) > 1 else 0.0


def sensors_per_100k(study: Study) -> ByZone:
    """Sensors per 100,000 people, by where they stand."""
    frames = [layer.frame for layer in study.city.of_type("sensors")]
    places = np.concatenate([places_of(frame[~frame.geometry.is_empty & frame.geometry.notna()]) for frame in frames])
    places = np.unique(places, axis=0)
    return ratio(sums(np.ones(len(places)), zone_of(places, study.zones), study.zones), people(study), 100_000.0)
