"""Gauges and air stations, and a month of their hourly readings, with the flood wave at its end."""

# ruff: noqa: PLR2004 - the numbers are the shape of a place

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.demo.curves import points_of
from layers.demo.frame import CRS, Array, drawn, placed, rng
from layers.demo.streams import Lane

FIRST = pd.Timestamp("2026-09-30T17:00:00Z")  # midnight on 1 October in Việt Nam
HOURS = 31 * 24
STORM_HOUR = 29 * 24 + 13
SILENT_SENSOR, SILENT_HOURS = "KK04", 62
GAP_SENSOR, GAP_HOURS = "MN03", 36
SUSPECT_EACH = 97
_WATER_OFFICE, _AIR_OFFICE = "Đài Khí tượng Thủy văn Minh Họa", "Trung tâm Quan trắc Minh Họa"


@dataclass(frozen=True)
class Gauge:
    """A river gauge: where, on which river, its usual level, alarm levels, highest reading of the month (m), its lag.

    `at` is written "x y" in km; `lag_h` is how many hours the river takes to answer the rain.
    """

    id: str
    name: str
    river: str
    at: str
    usual_m: float
    alarms_m: tuple[float, float, float]
    peak_m: float
    lag_h: float


GAUGES = (
    Gauge("MN01", "Trạm Mẫu Đèo", "Sông Cả Mẫu", "9 28.8", 13.1, (14.5, 15.5, 16.5), 16.20, 7),
    Gauge("MN02", "Trạm Mẫu Sông", "Sông Cả Mẫu", "15.7 29.3", 7.2, (8.5, 9.5, 10.5), 10.62, 11),
    Gauge("MN03", "Trạm Mẫu Thành", "Sông Cả Mẫu", "22.6 30", 3.1, (5.0, 6.0, 7.0), 7.35, 16),
    Gauge("MN04", "Trạm Hạ Mẫu", "Sông Hạ Mẫu", "28.5 26.2", 0.9, (1.8, 2.4, 3.0), 2.88, 22),
    Gauge("MN05", "Trạm Bắc Mẫu", "Sông Bắc Mẫu", "26.2 37.6", 1.6, (3.0, 4.0, 5.0), 5.05, 13),
    Gauge("MN06", "Trạm Nam Mẫu", "Sông Nam Mẫu", "24.5 10.2", 1.4, (2.5, 3.5, 4.5), 3.36, 12),
)

# Rain gauges: id, name, place, and how much rain falls there compared with the coast.
_RAIN = (
    ("MA01", "Trạm mưa Mẫu Đèo", "6.5 30.4", 1.5),
    ("MA02", "Trạm mưa Mẫu Đồi", "9.6 18.9", 1.4),
    ("MA03", "Trạm mưa Mẫu Suối", "9.9 43.2", 1.45),
    ("MA04", "Trạm mưa Mẫu Sông", "15 28.2", 1.15),
    ("MA05", "Trạm mưa Mẫu Rừng", "13.9 10.6", 1.3),
    ("MA06", "Trạm mưa Mẫu Thành", "22.7 27.6", 1.0),
    ("MA07", "Trạm mưa Mẫu Cảng", "34.8 35.7", 0.9),
    ("MA08", "Trạm mưa Mẫu Bến", "28.7 8", 0.95),
)
# Air stations: id, name, place, and how much traffic and industry there is.
_AIR = (
    ("KK01", "Trạm không khí Mẫu Phố", "32.4 36.3", 1.25),
    ("KK02", "Trạm không khí Mẫu Cảng", "34.9 35.4", 1.1),
    ("KK03", "Trạm không khí KCN Mẫu Ga", "26.3 36.9", 1.45),
    ("KK04", "Trạm không khí Mẫu Thành", "23 28", 1.0),
    ("KK05", "Trạm không khí Mẫu Bãi", "37.9 29.6", 0.6),
)
_POLLUTANTS = {"pm25": 0.0, "pm10": 39.0, "no2": 24.0, "o3": 58.0}


def make_sensors(lanes: tuple[Lane, ...]) -> gpd.GeoDataFrame:
    """The frame of `sensors`: one row a station; alarm levels where it is a river gauge."""
    nothing = ("", np.nan, np.nan, np.nan)
    rows = [(g.id, g.name, "water_level", _WATER_OFFICE, g.river, *g.alarms_m) for g in GAUGES]
    rows += [(id_, name, "rain", _WATER_OFFICE, *nothing) for id_, name, _, _ in _RAIN]
    rows += [(id_, name, ";".join(_POLLUTANTS), _AIR_OFFICE, *nothing) for id_, name, _, _ in _AIR]
    columns = ["id", "name", "quantity", "owner", "river", "alarm_1_m", "alarm_2_m", "alarm_3_m"]
    table = pd.DataFrame(rows, columns=columns).set_index("id")
    at = [_on_river(gauge, lanes) for gauge in GAUGES] + [drawn(row[2])[0] for row in (*_RAIN, *_AIR)]
    frame = gpd.GeoDataFrame(table, geometry=placed(points_of(np.round(np.array(at), 2))), crs=CRS)
    height = {"water_level": 0.0, "rain": 1.5}
    return frame.assign(
        river=frame["river"].where(frame["river"] != "", None), height_m=frame["quantity"].map(height).fillna(3.0)
    )


def _on_river(gauge: Gauge, lanes: tuple[Lane, ...]) -> Array:
    """The point of the gauge's river nearest to where it is drawn."""
    line = next(lane.line for lane in lanes if lane.name == gauge.river)
    return np.asarray(line[np.argmin(np.hypot(*(line - drawn(gauge.at)).T))])


def make_observations() -> pd.DataFrame:
    """The table of `observations`: hourly, one row a reading; hours without a reading have no row."""
    rain = {id_: _rain(id_, factor) for id_, _, _, factor in _RAIN}
    upstream = np.mean([rain[id_] for id_ in ("MA01", "MA02", "MA03", "MA04")], axis=0)
    parts = [_series(g.id, "water_level", "m", _level(g, upstream), 2) for g in GAUGES]
    parts += [_series(id_, "rain", "mm", values, 1) for id_, values in rain.items()]
    for id_, _, _, busy in _AIR:
        wet = rain["MA07"] if id_ != "KK04" else rain["MA06"]
        air = {name: _air(id_, name, busy, wet) for name in _POLLUTANTS}
        air["pm25"] = air["pm10"] * _fine_share(id_)  # fine dust is a part of the dust
        parts += [_series(id_, name, "µg/m³", air[name], 1) for name in _POLLUTANTS]
    table = pd.concat(parts, ignore_index=True)
    return table.set_index(pd.Index([f"SL{number:06d}" for number in range(1, len(table) + 1)], name="id"))


def _rain(id_: str, factor: float) -> Array:
    """Millimetres an hour: showers on some afternoons, two fronts, and the storm near the end of the month."""
    draw = rng("rain " + id_)
    hour = np.arange(HOURS)
    total = np.zeros(HOURS)
    for start, length, depth in (
        (50, 5, 18),
        (124, 9, 34),
        (218, 4, 12),
        (300, 14, 46),
        (402, 5, 20),
        (505, 8, 30),
        (588, 6, 22),
        (STORM_HOUR - 16, 34, 330),
    ):
        shape = np.exp(-(((hour - start - length / 2 - draw.uniform(-1, 1)) / (length / 2.6)) ** 2))
        total += factor * depth * draw.uniform(0.85, 1.15) * shape / shape.sum() * draw.uniform(0.55, 1.45, HOURS)
    total += np.where(
        (draw.uniform(0, 1, HOURS) < 0.02) & (hour % 24 > 12), draw.exponential(2.0, HOURS), 0.0
    )  # afternoons
    return np.where(total < 0.15, 0.0, total)  # less does not tip the gauge


def _level(gauge: Gauge, rain: Array) -> Array:
    """Metres: rain of the upper basins running off with a delay, a long tail, and the tide at the lagoon."""
    hour = np.arange(HOURS)
    delay = np.arange(240)
    wave = np.exp(-delay / (9.0 + gauge.lag_h)) - np.exp(-delay / (0.45 * gauge.lag_h))
    runoff = np.convolve(rain, np.clip(wave, 0, None))[:HOURS] ** 1.25
    tide = 0.18 * np.cos(2 * np.pi * (hour + 3) / 12.42) * np.clip((3.5 - gauge.usual_m) / 3.0, 0, 1)
    ripple = 0.015 * rng("level " + gauge.id).uniform(-1, 1, HOURS)
    level = (
        gauge.usual_m
        + (gauge.peak_m - gauge.usual_m) * runoff / runoff.max()
        + (tide + ripple) * (1 - runoff / runoff.max())
    )
    return np.asarray(np.minimum(level, gauge.peak_m))


def _air(id_: str, name: str, busy: float, rain: Array) -> Array:
    """Micrograms a m3: two rush hours, wind of the day, washed out by rain; ozone follows the sun instead."""
    draw = rng(f"air {id_} {name}")
    clock = np.arange(HOURS) % 24
    rush = 0.75 + 0.55 * np.exp(-(((clock - 7) / 2.2) ** 2)) + 0.6 * np.exp(-(((clock - 18) / 2.6) ** 2))
    sun = 0.45 + 1.15 * np.exp(-(((clock - 13.5) / 3.4) ** 2))
    days = np.repeat(draw.uniform(0.65, 1.5, HOURS // 24), 24)
    days = np.convolve(np.pad(days, 12, mode="edge"), np.ones(25) / 25, mode="valid")
    washed = 1.0 / (1.0 + 0.22 * np.convolve(rain, np.ones(6) / 6, mode="same"))
    shape = sun if name == "o3" else rush * busy * washed
    return np.asarray(_POLLUTANTS[name] * shape * days * draw.uniform(0.88, 1.12, HOURS))


def _fine_share(id_: str) -> Array:
    """The part of the dust that is fine, hour by hour."""
    draw = rng("fine " + id_)
    return np.repeat(draw.uniform(0.46, 0.64, HOURS // 24), 24) * draw.uniform(0.94, 1.06, HOURS)


def _series(id_: str, quantity: str, unit: str, values: Array, digits: int) -> pd.DataFrame:
    """Readings of one quantity with what befalls stations: silence, a gap, single readings that cannot be right."""
    hour = np.arange(HOURS)
    flag = np.full(HOURS, "good", dtype=object)
    values = np.round(values, digits)
    odd = _odd_hours(id_, quantity)
    flag[odd] = "suspect"
    values[odd] = np.round(values[odd] * 4.0 + 1.0, digits)
    kept = np.ones(HOURS, bool)
    if id_ == SILENT_SENSOR:
        kept[HOURS - SILENT_HOURS :] = False
    if id_ == GAP_SENSOR:
        kept[262 : 262 + GAP_HOURS] = False
        flag[262 + GAP_HOURS : 262 + GAP_HOURS + 3] = "estimated"
    time = FIRST + pd.to_timedelta(hour[kept], unit="h")
    return pd.DataFrame(
        {"sensor": id_, "time": time, "quantity": quantity, "value": values[kept], "unit": unit, "flag": flag[kept]}
    )


def _odd_hours(id_: str, quantity: str) -> NDArray[np.intp]:
    """Hours of wrong readings: a few in each series, never in the storm and never beside a gap."""
    start = int(rng(f"odd {id_} {quantity}").integers(5, SUSPECT_EACH))
    return np.arange(start, 600, SUSPECT_EACH, dtype=np.intp)
