from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from layers.problems import OptionError
from planning.access.result import REACHED, UNREACHED, UNSNAPPED, AccessibilityResult, by_zone, zone_of

CRS = "EPSG:32648"
IDS = pd.Index(list("abcdef"), name="id")
POINTS = gpd.GeoSeries(
    gpd.points_from_xy([1, 2, 10, 15, 25, 99], [5, 5, 5, 5, 5, 5]), index=IDS, crs=CRS
)  # c lies on the border of west and east, f outside all
ZONES = gpd.GeoDataFrame(
    {"name": ["East", "West", "Far", "Empty"]},
    geometry=[
        shapely.box(10, 0, 20, 10),
        shapely.box(0, 0, 10, 10),
        shapely.box(20, 0, 30, 10),
        shapely.box(50, 0, 60, 9),
    ],
    index=pd.Index(["e", "d", "x", "z"], name="id"),
    crs=CRS,
)


def result(kind="travel", value=(10, 20, 30, np.nan, np.nan, 5)):
    status = [REACHED, REACHED, REACHED, UNREACHED, UNSNAPPED, REACHED]
    people = pd.Series([1.0, 3, 2, 4, 5, 6], index=IDS)
    return AccessibilityResult(
        "nearest", kind, "min", pd.Series(value, index=IDS, dtype=float), pd.Series(status, index=IDS), people
    )


def test_a_point_on_a_border_belongs_to_the_first_zone_by_id():
    assert zone_of(POINTS, ZONES).fillna("none").tolist() == ["d", "d", "d", "e", "x", "none"]
    assert zone_of(POINTS, ZONES.iloc[::-1]).fillna("none").tolist() == ["d", "d", "d", "e", "x", "none"]


def test_travel_is_averaged_over_the_people_who_arrive():
    found = by_zone(result(), POINTS, ZONES)
    assert found.value.index.tolist() == ["e", "d", "x", "z"]
    assert found.value["d"] == pytest.approx((10 * 1 + 20 * 3 + 30 * 2) / 6)
    assert found.value.isna().tolist() == [True, False, True, True]
    assert found.status.to_dict() == {"e": UNREACHED, "d": REACHED, "x": UNSNAPPED, "z": UNREACHED}
    assert found.people_reached.tolist() == [0, 6, 0, 0]
    assert found.people_unreached.tolist() == [4, 0, 5, 0]
    notes = {note.code: note for note in found.notes}
    assert notes["people_outside_zones"].ids == ("f",)
    assert notes["people_outside_zones"].found == "6"
    assert notes["zone_without_people"].ids == ("z",)
    assert found.table.columns.tolist()[-2:] == ["people_reached", "people_unreached"]


def test_opportunities_are_averaged_over_all_people():
    zones = ZONES.iloc[:1].set_geometry([shapely.box(0, 0, 30, 10)])
    found = by_zone(result("opportunity", (10, 20, 30, 0, np.nan, 5)), POINTS, zones)
    assert found.value["e"] == pytest.approx((10 * 1 + 20 * 3 + 30 * 2) / 15)


def test_features_may_know_their_zone():
    found = by_zone(result(), POINTS, ZONES, pd.Series(["x", "x", "e", "e", "d", None], index=IDS))
    assert found.population.tolist() == [6, 5, 4, 0]


def test_people_inside_and_outside_are_all_people():
    found = by_zone(result(), POINTS, ZONES)
    outside = float(next(note.found for note in found.notes if note.code == "people_outside_zones"))
    assert (found.people_reached + found.people_unreached).sum() + outside == result().population.sum()


def test_zones_in_other_coordinates_are_refused():
    with pytest.raises(OptionError):
        by_zone(result(), POINTS, ZONES.to_crs("EPSG:4326"))
