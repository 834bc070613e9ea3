"""Every indicator against values worked out by hand on the straight street of `hand_city`."""

import numpy as np
import pytest
from affine import Affine

from layers.grid import Grid
from layers.problems import OptionError
from planning.indicators import INDICATORS, indicator
from planning.study import Study
from planning.zonal import reach_share
from tests.planning.hand_city import CRS, X0, Y0, hand_city

# id: (A, B, C, whole); the arithmetic is in the comment. 80 m/min, so 15 min are 1,200 m.
EXPECTED = {
    "people": (400, 600, 1000, 2000),
    "density": (400, 600, 1000 / 6, 2000 / 8),
    # station at 100: b 800 m, c 1,400 m, d 6,900 m
    "health_station_beyond_15min": (0, 100, 100, 80),
    # hospital at 1,900: d 5,100 m = 63.75 min
    "hospital_beyond_60min": (0, 0, 100, 50),
    # a 22.5, b 12.5, c 5, d 63.75 min: A (100 x 22.5 + 300 x 12.5) / 400; all (2,250 + 3,750 + 3,000 + 63,750) / 2,000
    "hospital_mean_min": (15, 5, 63.75, 36.375),
    "beds_per_1000": (0, 8 / 0.6, 0, 4),
    # school at 700, radius 500 m: a 600 m, c 800 m out, b 200 m in
    "primary_school_outside_radius": (25, 100, 100, 85),
    "preschool_within_radius": (0, 100, 0, 30),
    # 65 places per 1,000; 40 places in A, which needs 26: no shortage there; whole (130 - 40) / 2
    "school_places_short": (0, 65, 65, 45),
    # market at 1,500: a 1,400 m out, b 600 m in
    "market_within_15min": (75, 100, 0, 45),
    "bus_stop_within_500m": (100, 0, 0, 20),
    "park_within_400m": (0, 100, 0, 30),
    # two public greens of 50 x 20 m that share 25 x 20 m: 1,500 m2; the private one does not count
    "green_per_person": (1500 / 400, 0, 0, 0.75),
    # station at 0, by car: d 7,000 m
    "fire_station_within_5km": (100, 100, 0, 50),
    "shelter_within_15min": (75, 100, 0, 45),
    # b and c stand in the flood without a depth; the one of 0.4 m does not count
    "flood_people": (75, 100, 0, 45),
    "flood_head_count": (300, 600, 0, 900),
    "road_density": (1.4, 1, 1, 8.4 / 8),
    "junction_density": (1, 0, 0, 1 / 8),
    # a: school, station, stop; b: all five; c: school, market, park, stop; d: none
    "daily_needs_15min": (4.5, 4, 0, 2.1),
    # A one use; B halves; whole 1.5 km2 against 0.5 km2
    "zoning_mix": (0, 1, np.nan, 0.8112781244591328),
    "landuse_mix": (0.8112781244591328, np.nan, np.nan, 0.8112781244591328),
    # two sensors on one mast are one place
    "sensors_per_100k": (0, 100_000 / 600, 0, 50),
}


@pytest.fixture(scope="module")
def study() -> Study:
    return Study(hand_city())


def test_every_indicator_has_a_hand_worked_value():
    assert set(EXPECTED) == set(INDICATORS)
    assert len(INDICATORS) >= 15
    assert len({row.sector for row in INDICATORS.values()}) >= 8


@pytest.mark.parametrize("name", EXPECTED)
def test_hand_worked(study, name):
    found = INDICATORS[name].measure(study)
    *zones, whole = EXPECTED[name]
    np.testing.assert_allclose(found.values.loc[["A", "B", "C"]].to_numpy(dtype=float), zones, rtol=1e-9, atol=1e-9)
    assert found.whole == pytest.approx(whole, rel=1e-9, nan_ok=True)


def test_the_limit_itself_is_inside(study):
    # b is exactly 800 m, 10 minutes, from the station
    assert reach_share(study, "health.station", "walk", 10.0).values["A"] == 100
    assert reach_share(study, "health.station", "walk", 9.999).values["A"] == 25
    assert reach_share(study, "health.station", "walk", 800.0, "metres").values["A"] == 100


def test_flood_by_raster():
    """Depth 0.5 m counts, 0.49 m and masked cells do not: cells of 1,000 m; a and b in the first, c in the second."""
    values = np.array([[0.5, 0.49, 9, 9, 9, 9, 9, 3.0]])
    mask = np.array([[False, False, True, True, True, True, True, False]])
    grid = Grid("flood_depth", "flood_depth", values, Affine(1000, 0, X0, 0, -1000, Y0 + 500), CRS, "m", mask)
    city = hand_city()
    layers = {name: layer for name, layer in city.layers.items() if name != "flood_zone"}
    study = Study(type(city)(city.name, city.crs, layers, {"flood_depth": grid}))
    # d stands on the border of the seventh and eighth cell and belongs to the eighth (3.0 m)
    assert INDICATORS["flood_people"].measure(study).values.to_dict() == {"A": 100, "B": 0, "C": 100}


def test_what_is_missing_is_named():
    city = hand_city()
    bare = Study(type(city)(city.name, city.crs, {k: v for k, v in city.layers.items() if k != "green"}))
    assert [p.found for p in INDICATORS["green_per_person"].missing(bare)] == ["green"]
    with pytest.raises(OptionError) as error:
        indicator("happiness")
    assert error.value.problems[0].code == "unknown_indicator"
