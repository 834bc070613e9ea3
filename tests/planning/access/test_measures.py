from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.problems import LayerError, OptionError
from planning.access.decay import Decay, Rings
from planning.access.measures import AccessOptions, access
from planning.access.result import REACHED, UNREACHED, UNSNAPPED
from planning.network.blocks import Cancelled, Watch
from planning.network.build import build_network
from tests.planning.network.towns import CRS, WALK, grid_lines, streets


def frame(points, **columns):
    ids = columns.pop("ids", [f"p{i}" for i in range(len(points))])
    geometry = [shapely.Point(point) for point in points]
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=CRS, index=pd.Index(ids, name="id"))


# A road of 10 km, one way in and out; homes and schools stand on it, so that every cost is the distance along it.
# One home is 200 m off it, one 900 m.
ROAD = streets([[(x, 0), (x + 1000, 0)] for x in range(0, 10_000, 1000)])
HOMES = frame([(500, 0), (2500, 0), (9500, 0), (5500, 200), (5500, 900)], people=[100.0, 50, 10, 40, 7])
SCHOOLS = frame([(1500, 0), (4500, 0)], ids=["s1", "s2"], capacity=[30.0, 60])


def measured(options=None, homes=HOMES, schools=SCHOOLS, road=ROAD, **more):
    return access(build_network(road, WALK), homes, schools, options or AccessOptions(**more))


def test_nearest_names_cost_status_and_facility():
    found = measured(limit_m=2000)
    assert found.unit == "m"
    assert found.value.tolist()[:2] == [1000, 1000]
    assert found.value.isna().tolist() == [False, False, True, False, True]
    assert found.value["p3"] == pytest.approx(200 + 1000)
    assert found.status.tolist() == [REACHED, REACHED, UNREACHED, REACHED, UNSNAPPED]
    assert found.facility.tolist() == ["s1", "s1", "", "s2", ""]
    assert found.table.columns.tolist() == ["value", "unit", "status", "population"]
    assert found.people(UNREACHED) == 10
    assert found.mean == pytest.approx((100 * 1000 + 50 * 1000 + 40 * 1200) / 190)
    codes = {note.code: note for note in found.notes}
    assert codes["people_unsnapped"].ids == ("p4",)
    assert codes["people_unsnapped"].found == "7"


def test_minutes_are_metres_at_walking_speed():
    found = measured()
    assert found.unit == "min"
    np.testing.assert_allclose(found.value[:4], np.array([1000, 1000, 5000, 1200]) / 80)


def test_counts_and_places_in_reach_are_0_where_nothing_is():
    found = measured(measure="cumulative", limit_m=2000)
    assert found.value.tolist()[:4] == [1, 2, 0, 1]
    assert found.status.tolist() == [REACHED, REACHED, UNREACHED, REACHED, UNSNAPPED]
    assert np.isnan(found.value["p4"])
    places = measured(measure="cumulative", limit_m=2000, supply="capacity")
    assert places.value.tolist()[:4] == [30, 90, 0, 60]
    assert places.mean == pytest.approx((100 * 30 + 50 * 90 + 40 * 60) / 207)


def test_gravity_is_supply_by_decay():
    found = measured(
        measure="gravity", limit_m=1e6, decay=Decay(name="exponential", parameter=0.001), supply="capacity"
    )
    assert found.value["p0"] == pytest.approx(30 * np.exp(-1.0) + 60 * np.exp(-4.0))


def test_catchments_by_hand():
    # 2SFCA, 2 km: s1 serves p0, p1 (150 people), s2 serves p1, p3 (90 people).
    found = measured(measure="2sfca", limit_m=2000, supply="capacity")
    one, two = 30 / 150, 60 / 90
    np.testing.assert_allclose(found.value[:4], 1000 * np.array([one, one + two, 0, two]))
    assert found.unit == "per_1000"
    # E2SFCA: s1 at 1000 (weight 1) to both; s2 at 2000 (0.5) to p1, at 1200 (0.5) to p3, 5000 to p9: beyond.
    rings = Rings((1000.0, 2000.0), (1.0, 0.5))
    found = measured(measure="e2sfca", limit_m=2000, rings=rings, supply="capacity")
    one, two = 30 / 150, 60 / (0.5 * 90)
    np.testing.assert_allclose(found.value[:4], 1000 * np.array([one, one + 0.5 * two, 0, 0.5 * two]))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000), st.sampled_from(["2sfca", "e2sfca"]))
def test_catchments_give_away_the_supply_that_is_in_reach_and_no_more(seed, measure):
    rng = np.random.default_rng(seed)
    homes = frame(rng.uniform(0, 600, (30, 2)), people=rng.integers(0, 90, 30) + 1.0)
    schools = frame(rng.uniform(0, 600, (5, 2)), capacity=rng.integers(1, 100, 5) * 1.0)
    rings = Rings((3.0, 7.0), (1.0, 0.4))
    road = streets(grid_lines(7))
    found = measured(
        measure=measure, limit_min=7.0, rings=rings, supply="capacity", homes=homes, schools=schools, road=road
    )
    near = measured(homes=schools.assign(people=1.0), schools=homes, road=road)  # is anybody within 7 minutes?
    served = schools["capacity"][(near.value <= 7).to_numpy()].sum()
    assert (found.value * found.population).sum() / 1000 == pytest.approx(served)


def test_a_polygon_counts_by_a_point_within():
    homes = HOMES.iloc[:1].set_geometry([shapely.box(480, -20, 520, 20)])
    assert measured(homes=homes, limit_m=2000).value.tolist() == pytest.approx([1000])


def test_watchers_can_end_it():
    with pytest.raises(Cancelled):
        access(build_network(ROAD, WALK), HOMES, SCHOOLS, AccessOptions(), watch=Watch(cancelled=lambda: True))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"homes": HOMES.assign(people=0.0)}, "no_people"),
        ({"homes": HOMES.drop(columns="people")}, "no_people"),
        ({"homes": HOMES.assign(people=[-1.0, 2, 3, 4, 5])}, "people_negative"),
        ({"schools": SCHOOLS.iloc[:0]}, "no_facilities"),
        ({"schools": SCHOOLS.drop(columns="capacity"), "supply": "capacity"}, "capacity_missing"),
        ({"schools": SCHOOLS.assign(capacity=[np.nan, 2.0]), "supply": "capacity"}, "capacity_missing"),
        ({"schools": SCHOOLS.assign(capacity=[-1.0, 2.0]), "supply": "capacity"}, "capacity_negative"),
        ({"homes": HOMES.to_crs("EPSG:4326")}, "features_other_crs"),
    ],
)
def test_data_that_answers_nothing_is_refused(change, code):
    with pytest.raises(LayerError) as caught:
        measured(**change)
    assert code in [problem.code for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"limit_min": 0}, "limit_not_positive"),
        ({"limit_m": -5}, "limit_not_positive"),
        ({"snap_m": 0}, "limit_not_positive"),
        ({"limit_m": 5, "limit_min": 5}, "two_limits"),
        ({"measure": "cumulative"}, "limit_missing"),
        ({"measure": "gravity"}, "decay_missing"),
        ({"measure": "e2sfca"}, "rings_missing"),
        ({"measure": "magic"}, "unknown_measure"),
    ],
)
def test_requests_that_make_no_sense_are_refused(options, code):
    with pytest.raises(OptionError) as caught:
        AccessOptions(**options)
    assert code in [problem.code for problem in caught.value.problems]


def test_a_facility_at_sea_is_named():
    schools = frame([(1500, 0), (1e6, 1e6)], ids=["s1", "sea"])
    found = measured(schools=schools)
    (note,) = [note for note in found.notes if note.code == "facility_unsnapped"]
    assert note.ids == ("sea",)
