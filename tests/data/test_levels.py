"""Alarm levels, air-quality index and coordinate systems."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import pyproj
import pytest

from data import table


def test_alarms_rise():
    alarms = table("alarm_levels")
    assert len(alarms) == 7
    assert (alarms["alarm_1_m"] < alarms["alarm_2_m"]).all()
    assert (alarms["alarm_2_m"] < alarms["alarm_3_m"]).all()
    assert (alarms["record_m"].dropna() > alarms.loc[alarms["record_m"].notna(), "alarm_3_m"]).all()
    # A row is as sure as its least sure level.
    known = alarms[["confidence_1", "confidence_2", "confidence_3"]].eq("known").any(axis=1)
    assert alarms["confidence"].eq("known").equals(known)
    assert known.sum() == 3


def test_aqi_breakpoints_rise_and_the_official_examples_hold():
    points = table("aqi_breakpoints")
    steps = defaultdict(list)
    for row in points.itertuples():
        steps[row.pollutant, row.averaging].append((row.index, row.concentration_ug_m3))
    assert len(steps) == 7
    for pairs in steps.values():
        index, concentration = zip(*pairs, strict=True)
        assert list(index) == [0, 50, 100, 150, 200, 300, 400, 500][: len(index)]
        assert all(a < b for a, b in pairwise(concentration))
    assert len(steps["o3", "8h"]) == 6

    def aqi(pollutant: str, averaging: str, c: float) -> float:
        pairs = steps[pollutant, averaging]
        (i0, b0), (i1, b1) = next(p for p in pairwise(pairs) if p[0][1] <= c <= p[1][1])
        return (i1 - i0) / (b1 - b0) * (c - b0) + i0

    assert aqi("pm25", "24h", 20.27) == pytest.approx(41, abs=0.5)
    assert aqi("no2", "1h", 118.7) == pytest.approx(59.35)
    assert aqi("pm25", "24h", 25) == pytest.approx(50)
    assert aqi("pm25", "24h", 100) == pytest.approx(164.3, abs=0.05)


def test_aqi_levels_cover_the_index():
    levels = table("aqi_levels")
    assert levels["index_min"].iloc[0] == 0
    assert levels["index_max"].iloc[-1] == 500
    assert (levels["index_min"].iloc[1:].to_numpy() == levels["index_max"].iloc[:-1].to_numpy() + 1).all()


@pytest.mark.parametrize("code", ["9217", "3406", "32649"])
def test_coordinates_are_those_of_proj(code):
    points = table("crs_fixtures")
    to = pyproj.Transformer.from_crs(4326, int(code), always_xy=True)
    east, north = to.transform(points["lon"].to_numpy(), points["lat"].to_numpy())
    assert abs(east - points[f"east_{code}_m"]).max() <= points["tolerance_m"].min()
    assert abs(north - points[f"north_{code}_m"]).max() <= points["tolerance_m"].min()


def test_seats_of_districts_are_projected_right():
    districts = table("districts_2019")
    to = pyproj.Transformer.from_crs(4326, 9217, always_xy=True)
    east, north = to.transform(districts["lon"].to_numpy(), districts["lat"].to_numpy())
    assert abs(east - districts["east_m"]).max() <= 0.06
    assert abs(north - districts["north_m"]).max() <= 0.06


def test_crs_codes_are_those_of_the_registry():
    for row in table("crs_codes").dropna(subset=["central_meridian"]).itertuples():
        parameters = {p.name: p.value for p in pyproj.CRS.from_epsg(int(row.epsg)).coordinate_operation.params}
        assert parameters["Longitude of natural origin"] == pytest.approx(row.central_meridian)
        assert parameters["Scale factor at natural origin"] == pytest.approx(row.scale)
