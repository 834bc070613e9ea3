"""Time series: copies, impossible units, zeros, flags that say nothing, gaps."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from layers.layer import Layer
from layers.names import plain
from layers.problems import Problem, concerning

ALIKE = 0.95
"""Two sensors that move so closely together in every quantity are one sensor, or one model."""
FEWEST_COMMON = 24
FEWEST_READINGS = 100
SHORT_SHARE = 0.1
GAP_STEPS = 3.0
REGULAR_SHARE = 0.9
NEAR_STEP = 0.1
_MINUTE_US = 60_000_000

_DEGREES = ("°C", "K", "°F", "C", "degC")
_SHARE = ("%", "percent", "pct")
_MASS = ("µg/m³", "mg/m³", "ng/m³", "ppm", "ppb")
UNITS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("temp", "temperature", "t", "nhiet do"), _DEGREES),
    **dict.fromkeys(("hum", "humidity", "rh", "do am"), _SHARE),
    **dict.fromkeys(("pm25", "pm2 5", "pm10", "pm1", "co", "no2", "no", "so2", "o3", "nh3"), _MASS),
    **dict.fromkeys(("pressure", "ap suat"), ("hPa", "Pa", "kPa", "mbar", "mmHg")),
    **dict.fromkeys(("wind", "wind speed", "toc do gio"), ("m/s", "km/h", "kn")),
    **dict.fromkeys(("water level", "level", "muc nuoc"), ("m", "cm", "mm")),
    **dict.fromkeys(("rain", "rainfall", "mua", "luong mua"), ("mm", "mm/h", "cm")),
    **dict.fromkeys(("noise", "tieng on"), ("dB", "dBA", "dB(A)")),
    **dict.fromkeys(("aqi", "vn aqi"), ("1", "index", "aqi")),
}
"""Units in which a quantity can be given, the usual one first; quantities that are not here are not judged."""
_NEVER_ZERO = frozenset({"pm25", "pm2 5", "pm10", "pm1"})


def series_problems(observations: Layer) -> list[Problem]:
    """Warnings and notes on the series of a table of observations (columns `sensor`, `quantity`, `time`, `value`)."""
    whole = pd.DataFrame(observations.frame)
    frame = pd.DataFrame(whole[whole["time"].notna() & whole["value"].notna()])
    if not len(frame):
        return []
    frame = frame.sort_values(["sensor", "quantity", "time"], kind="stable")
    return [
        *_unit_problems(frame),
        *_value_problems(frame),
        *_flag_problems(frame),
        *_twins(frame),
        *_coverage(frame),
        *_times(frame),
    ]


def _unit_problems(frame: pd.DataFrame) -> list[Problem]:
    if "unit" not in frame.columns:
        return []
    problems = []
    for (quantity, unit), rows in frame.groupby(["quantity", "unit"], sort=True):
        allowed = UNITS.get(plain(quantity))
        if allowed is not None and _unit_key(unit) not in set(map(_unit_key, allowed)):
            found = f"{unit} ({len(rows)})"
            where = {"severity": "warning", "field": str(quantity), "found": found, "allowed": ", ".join(allowed[:3])}
            problems.append(concerning("unit_implausible", _names(rows["sensor"]), **where))
    return problems


def _unit_key(unit: object) -> str:
    text = str(unit).strip().casefold().replace("μ", "u").replace("µ", "u").replace("³", "3").replace("²", "2")
    return text.replace("° ", "°").removesuffix(".")


def _names(column: pd.Series[Any]) -> list[str]:
    return list(dict.fromkeys(map(str, column)))


def _value_problems(frame: pd.DataFrame) -> list[Problem]:
    """Fine dust is never exactly zero, and no concentration is below it."""
    problems = []
    for quantity, rows in frame.groupby("quantity", sort=True):
        key = plain(quantity)
        zeros = rows[rows["value"] == 0] if key in _NEVER_ZERO else rows.iloc[:0]
        below = rows[rows["value"] < 0] if UNITS.get(key) in (_MASS, _SHARE) else rows.iloc[:0]
        for code, hit, allowed in (("zero_readings", zeros, "> 0"), ("negative_readings", below, ">= 0")):
            if len(hit):
                where = {
                    "severity": "warning",
                    "field": str(quantity),
                    "found": f"{len(hit)} / {len(rows)}",
                    "allowed": allowed,
                }
                problems.append(concerning(code, _names(hit["sensor"]), **where))
    return problems


def _flag_problems(frame: pd.DataFrame) -> list[Problem]:
    if "flag" not in frame.columns or len(frame) < FEWEST_READINGS:
        return []
    flags = frame["flag"].fillna("").astype(str)
    if not flags.iloc[0] or (flags != flags.iloc[0]).any():
        return []
    return [Problem(code="flag_says_nothing", severity="note", field="flag", count=len(frame), found=flags.iloc[0])]


def _twins(frame: pd.DataFrame) -> list[Problem]:
    """Pairs of sensors with the same readings, or with readings that move together in every quantity."""
    contents: dict[bytes, list[str]] = {}
    hashed = pd.util.hash_pandas_object(frame[["quantity", "time", "value"]], index=False)
    for sensor, rows in hashed.groupby(frame["sensor"], sort=True):
        contents.setdefault(rows.to_numpy().tobytes(), []).append(str(sensor))
    counts = frame["sensor"].astype(str).value_counts()
    problems = [
        concerning("series_identical", sensors, severity="warning", found=str(counts[sensors[0]]))
        for sensors in contents.values()
        if len(sensors) > 1 and counts[sensors[0]] >= FEWEST_COMMON
    ]
    same = {frozenset(pair) for sensors in contents.values() for pair in combinations(sensors, 2)}
    for (one, other), likeness in _likeness(frame).items():
        if min(likeness) >= ALIKE and frozenset((one, other)) not in same:
            found = f"r = {min(likeness):.2f} – {max(likeness):.2f} ({len(likeness)})"
            problems.append(
                concerning("series_alike", [one, other], severity="warning", found=found, allowed=f"r < {ALIKE}")
            )
    return problems


def _likeness(frame: pd.DataFrame) -> dict[tuple[str, str], list[float]]:
    """Correlation (Pearson) of each two sensors in each quantity that both have long enough, matched by time step."""
    found: dict[tuple[str, str], list[float]] = {}
    for table in _by_step(frame):
        varied = table.loc[:, table.std() > 0]
        matrix = varied.corr(min_periods=FEWEST_COMMON)
        values = matrix.to_numpy(dtype="float64")
        for (i, one), (j, other) in combinations(enumerate(map(str, matrix.columns)), 2):
            if np.isfinite(values[i, j]):  # else they have too little in common
                found.setdefault((one, other), []).append(float(values[i, j]))
    return found


def _by_step(frame: pd.DataFrame) -> list[pd.DataFrame]:
    """Readings of each quantity by step of the usual length, one column a sensor."""
    step_us = max(_MINUTE_US, int(_usual_step_us(frame)))
    placed = frame.assign(bucket=(_microseconds(frame["time"]) + step_us // 2) // step_us)
    return [
        rows.pivot_table(index="bucket", columns="sensor", values="value", aggfunc="mean")
        for _, rows in placed.groupby("quantity", sort=True)
    ]


def _usual_step_us(frame: pd.DataFrame) -> float:
    """The median time between readings of a series, readings that came twice within a minute left out."""
    steps = [np.diff(_microseconds(rows["time"])) for _, rows in frame.groupby(["sensor", "quantity"])]
    longer = np.concatenate(steps) if steps else np.empty(0)
    longer = longer[longer >= _MINUTE_US]
    return float(np.median(longer)) if len(longer) else 0.0


def _microseconds(times: pd.Series[Any]) -> np.ndarray[Any, Any]:
    return pd.to_datetime(times, utc=True).dt.as_unit("us").astype("int64").to_numpy()


def _coverage(frame: pd.DataFrame) -> list[Problem]:
    """Sensors without a quantity that most have, and series that are much shorter than the others."""
    problems = []
    sensors = sorted(_names(frame["sensor"]))
    for quantity, rows in frame.groupby("quantity", sort=True):
        having = set(_names(rows["sensor"]))
        lacking = [sensor for sensor in sensors if sensor not in having]
        if lacking and len(having) > len(lacking):
            where = {"severity": "note", "field": str(quantity), "found": f"{len(having)} / {len(sensors)}"}
            problems.append(concerning("quantity_lacking", lacking, **where))
    spans_h = frame.groupby("sensor")["time"].agg(lambda column: (column.max() - column.min()).total_seconds() / 3600)
    short = spans_h[spans_h < SHORT_SHARE * spans_h.max()]
    if len(short):
        where = {"severity": "note", "found": f"{short.min():.0f} h", "allowed": f"{spans_h.max():.0f} h"}
        problems.append(concerning("series_short", _names(short.index.to_series()), **where))
    return problems


def _times(frame: pd.DataFrame) -> list[Problem]:
    """Series with gaps, and series whose readings do not come at a regular step."""
    step_min = _usual_step_us(frame) / _MINUTE_US
    gaps: dict[str, list[float]] = {}
    irregular: list[str] = []
    for (sensor, _), rows in frame.groupby(["sensor", "quantity"], sort=True):
        if len(rows) <= 2:  # noqa: PLR2004 - two steps are needed
            continue
        steps_min = np.diff(_microseconds(rows["time"])) / _MINUTE_US
        wide = [float(step) for step in steps_min[steps_min > GAP_STEPS * step_min]]
        if len(wide) > len(gaps.get(str(sensor), [])):
            gaps[str(sensor)] = wide
        if np.mean(np.abs(steps_min - step_min) <= NEAR_STEP * step_min) < REGULAR_SHARE:
            irregular.append(str(sensor))
    problems = []
    if gaps:
        longest_h = max(max(wide) for wide in gaps.values()) / 60
        where = {
            "severity": "warning",
            "found": f"{longest_h:.1f} h ({max(map(len, gaps.values()))})",
            "allowed": f"{step_min:.0f} min",
        }
        problems.append(concerning("series_gaps", list(gaps), **where))
    if irregular:
        where = {"severity": "note", "found": f"~ {step_min:.0f} min"}
        problems.append(concerning("times_irregular", list(dict.fromkeys(irregular)), **where))
    return problems
