"""What citizens report, and who else has a place: bus stops, shelters, jobs."""

# ruff: noqa: PLR2004 - the numbers are the shape of a place

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy import spatial

from layers.demo.curves import covers, points_of
from layers.demo.facts import UNITS
from layers.demo.frame import CRS, Array, cells_of, drawn, placed, rng
from layers.demo.lots import Lots
from layers.demo.relief import CELL_M
from layers.demo.sensors import FIRST, STORM_HOUR

REPORTS = 480
_KINDS = {
    "waste": ("Rác tồn đọng chưa thu gom", 0.26),
    "road": ("Mặt đường hư hỏng, có ổ gà", 0.22),
    "lighting": ("Đèn đường không sáng", 0.16),
    "drainage": ("Cống thoát nước bị tắc", 0.14),
    "water_supply": ("Nước sinh hoạt yếu hoặc mất nước", 0.12),
    "trees": ("Cây xanh nghiêng, cành gãy", 0.10),
}


def make_reports(cells: Array, people: Array, depth_m: Array) -> gpd.GeoDataFrame:
    """The frame of `reports`: everyday matters all month, floods during the storm; no names, coarse places."""
    draw = rng("reports")
    flooding = REPORTS // 4
    usual = REPORTS - flooding
    names = np.array(list(_KINDS))
    category = np.concatenate(
        [draw.choice(names, usual, p=[row[1] for row in _KINDS.values()]), np.full(flooding, "flooding")]
    )
    hour = np.concatenate([draw.integers(6, 742, usual), STORM_HOUR + draw.integers(0, 60, flooding)])
    wet = np.where(depth_m > 0.2, people, 0.0)  # enough to report
    cell = np.concatenate(
        [draw.choice(len(cells), usual, p=people / people.sum()), draw.choice(len(cells), flooding, p=wet / wet.sum())]
    )
    order = np.argsort(hour, kind="stable")
    category, hour, cell = category[order], np.minimum(hour[order], 743), cell[order]
    days = draw.exponential(70.0, REPORTS)
    done = hour + days < 743  # the last hour of the month
    text = [_KINDS[c][0] if c in _KINDS else "Đường ngập nước, khó đi lại" for c in category]
    closed = pd.Series(FIRST + pd.to_timedelta(np.round(hour + days), unit="h")).where(pd.Series(done))
    frame = gpd.GeoDataFrame(
        {
            "time": FIRST + pd.to_timedelta(hour, unit="h"),
            "category": category,
            "status": np.where(done, "closed", "open"),
            "closed": closed.to_numpy(),
            "text": text,
        },
        geometry=placed(points_of(np.round(cells[cell] / 50.0) * 50.0)),
        crs=CRS,
    )
    frame["closed"] = closed.array
    frame.index = pd.Index([f"PA{number:04d}" for number in range(1, REPORTS + 1)], name="id")
    return frame


def make_bus_stops(
    lines: NDArray[np.object_], road_class: NDArray[np.object_], lived: Array, towns: shapely.Geometry
) -> gpd.GeoDataFrame:
    """Stops along the main roads: some 450 m apart in towns, 1,900 m in villages."""
    main = np.isin(road_class, ["trunk", "primary", "secondary"])
    points = shapely.get_coordinates(shapely.line_interpolate_point(lines[main], 0.5, normalized=True))
    town = covers(towns, points)
    homes = lived[cells_of(points, CELL_M, lived.shape)] > 0.35  # where somebody waits
    points, town = points[town | homes], town[town | homes]
    chosen: list[int] = []
    tree = spatial.cKDTree(points)
    blocked = np.zeros(len(points), bool)
    for i in range(len(points)):
        if not blocked[i]:
            chosen.append(i)
            blocked[tree.query_ball_point(points[i], 450.0 if town[i] else 1_900.0)] = True
    return _frame("bus_stop", "XB", points[chosen], [f"Trạm xe buýt số {k}" for k in range(1, len(chosen) + 1)], None)


def make_shelters(
    cells: Array, people: Array, unit: NDArray[np.intp], depth_m: Array, lines: NDArray[np.object_]
) -> gpd.GeoDataFrame:
    """Two shelters a unit, on dry ground as near as may be to those who need them."""
    points, names, size = [], [], []
    for k, one in enumerate(UNITS):
        own = np.flatnonzero(unit == k)
        dry = own[depth_m[own] < 0.05]  # no water
        need = np.where(depth_m[own] >= 0.5, people[own], 0.02 * people[own])  # the depth that drives people out
        taken = np.zeros(len(own), bool)
        for number in (1, 2):
            middle = (cells[own] * (need * ~taken)[:, None]).sum(axis=0) / max((need * ~taken).sum(), 1e-9)
            best = int(np.argmin(np.hypot(*(cells[dry] - middle).T)))
            at, dry = cells[dry[best]], np.delete(dry, best)
            taken |= np.hypot(*(cells[own] - at).T) < 2_500.0  # served by the first
            points.append(at)
            names.append(f"Điểm sơ tán {one.short} {number}")
            size.append(float(round(np.clip(0.06 * one.people, 200, 1_200) / 10) * 10))
    return _frame("shelter", "ST", _at_street(np.array(points), lines), names, (np.array(size), "people"))


def make_jobs(lots: Lots, parks: tuple[tuple[str, str, float], ...], lines: NDArray[np.object_]) -> gpd.GeoDataFrame:
    """Work places: trade, offices and workshops on lots of towns; industrial areas (name, place, jobs); villages."""
    work = np.flatnonzero(np.isin(lots.today, ["TMD", "TSC", "SKC", "DYT", "DCH"]))
    draw = rng("jobs")
    size = np.round(np.clip(lots.area_m2[work] * draw.uniform(0.004, 0.016, len(work)), 5, 900))
    centres = np.array([(u.x_km, u.y_km) for u in UNITS]) * 1000.0
    gates = np.vstack([*(drawn(at) for _, at, _ in parks), centres])
    points = np.vstack([lots.middles[work], _at_street(gates, lines)])
    names: list[str | None] = [None for _ in work]
    names += [name for name, *_ in parks] + [f"Việc làm tại {u.short}" for u in UNITS]
    jobs = np.concatenate([size, [jobs for *_, jobs in parks], [round(0.03 * u.people) for u in UNITS]])
    return _frame("job", "VL", points, names, (jobs, "jobs"))


def _at_street(points: Array, lines: NDArray[np.object_]) -> Array:
    """The place on a street that is nearest to each point."""
    places = points_of(points)
    street = lines[shapely.STRtree(lines).nearest(places)]
    at = shapely.line_interpolate_point(street, shapely.line_locate_point(street, places))
    return np.asarray(shapely.get_coordinates(at))


def _frame(
    kind: str, prefix: str, points: Array, names: Sequence[str | None], size: tuple[Array, str] | None
) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(
        {
            "kind": kind,
            "name": names,
            "capacity": size[0] if size else np.nan,
            "unit_of_capacity": size[1] if size else None,
        },
        geometry=placed(points_of(np.round(points, 2))),
        crs=CRS,
    )
    frame.index = pd.Index([f"{prefix}{number:04d}" for number in range(1, len(frame) + 1)], name="id")
    return frame
