"""A month of readings: its length, gaps, wrong readings and flood wave."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data import table
from layers.demo.sensors import (
    FIRST,
    GAP_HOURS,
    GAP_SENSOR,
    GAUGES,
    HOURS,
    SILENT_HOURS,
    SILENT_SENSOR,
    make_observations,
    make_sensors,
)
from layers.demo.streams import make_lanes


@pytest.fixture(scope="module")
def readings() -> pd.DataFrame:
    return make_observations()


def test_october_in_vietnamese_time():
    local = FIRST.tz_convert("Asia/Ho_Chi_Minh")
    assert (local.year, local.month, local.day, local.hour) == (2026, 10, 1, 0)
    assert HOURS == 744


def test_hourly_with_known_holes(readings: pd.DataFrame):
    series = readings.groupby(["sensor", "quantity"])["time"]
    count = series.count()
    short = {name: HOURS - value for name, value in count.items() if value != HOURS}
    silent = {(SILENT_SENSOR, q): SILENT_HOURS for q in ("pm25", "pm10", "no2", "o3")}
    assert short == {(GAP_SENSOR, "water_level"): GAP_HOURS, **silent}
    assert len(count) == len(GAUGES) + 8 + 5 * 4
    longest = series.apply(lambda times: times.sort_values().diff().max())
    assert longest.drop((GAP_SENSOR, "water_level")).eq(pd.Timedelta(hours=1)).all()
    assert longest[GAP_SENSOR, "water_level"] == pd.Timedelta(hours=GAP_HOURS + 1)
    assert series.max()[SILENT_SENSOR, "pm25"] == FIRST + pd.Timedelta(hours=HOURS - SILENT_HOURS - 1)


def test_wrong_readings_are_flagged_and_stand_out(readings: pd.DataFrame):
    assert set(readings["flag"]) == {"good", "suspect", "estimated"}
    level = readings[readings["quantity"] == "water_level"]
    for gauge in GAUGES:
        own = level[level["sensor"] == gauge.id]
        trusted = own[own["flag"] != "suspect"]["value"]
        jump = trusted.diff().abs().max()
        assert jump < 0.6, gauge.id  # a river does not jump
        assert own[own["flag"] == "suspect"]["value"].min() > trusted.median() + 0.6, gauge.id


@pytest.mark.parametrize(
    ("gauge", "above"), [("MN01", 2), ("MN02", 3), ("MN03", 3), ("MN04", 2), ("MN05", 3), ("MN06", 1)]
)
def test_flood_wave_reaches_its_alarm_level(readings: pd.DataFrame, gauge: str, above: int):
    own = readings[(readings["sensor"] == gauge) & (readings["flag"] != "suspect")].sort_values("time")
    known = next(g for g in GAUGES if g.id == gauge)
    peak = own["value"].max()
    assert peak == pytest.approx(known.peak_m, abs=0.006)
    assert sum(peak >= alarm for alarm in known.alarms_m) == above
    before = own[own["time"] < FIRST + pd.Timedelta(days=26)]["value"]
    assert before.max() < known.alarms_m[0]  # one wave only


def test_last_reading_of_the_main_gauge_is_above_alarm_two_and_falling(readings: pd.DataFrame):
    own = readings[(readings["sensor"] == "MN03")].sort_values("time")["value"].to_numpy()
    one, two, three = next(g.alarms_m for g in GAUGES if g.id == "MN03")
    assert one < two < own[-1] < three
    assert own[-1] < own[-7]


def test_values_are_possible(readings: pd.DataFrame):
    assert (readings["value"] >= 0).all()
    units = readings.groupby("quantity")["unit"].unique().map(list).to_dict()
    assert units == {"water_level": ["m"], "rain": ["mm"], **{q: ["µg/m³"] for q in ("pm25", "pm10", "no2", "o3")}}
    air = readings[readings["quantity"].isin(["pm25", "pm10"]) & (readings["flag"] == "good")]
    pairs = air.pivot_table(index=["sensor", "time"], columns="quantity", values="value").dropna()
    assert (pairs["pm25"] < pairs["pm10"]).all()
    rain = readings[readings["quantity"] == "rain"].groupby("sensor")["value"].sum()
    assert rain.between(300, 1_200).all()  # October in central Việt Nam


def test_gauges_stand_on_their_rivers_with_rising_alarms():
    frame = make_sensors(make_lanes())
    gauges = frame[frame["quantity"] == "water_level"]
    assert len(frame) == 19
    assert frame.index.is_unique
    assert (gauges["alarm_1_m"] < gauges["alarm_2_m"]).all()
    assert (gauges["alarm_2_m"] < gauges["alarm_3_m"]).all()
    assert np.isnan(frame[frame["quantity"] != "water_level"]["alarm_1_m"]).all()


def test_names_are_not_those_of_real_gauges():
    real = set(table("alarm_levels")["name_vi"])
    assert not [gauge.name for gauge in GAUGES if any(name in gauge.name for name in real)]
