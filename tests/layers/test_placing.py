"""A layer that lies in the wrong place is named with the frame that would put it right."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from data import table
from layers.placing import Surroundings, misplaced

AREA = (108.55, 13.50, 109.40, 14.72)
UNITS = table("units_2025")
IDS = UNITS["code"].astype(str).to_numpy(dtype=object)


def units(ids=IDS, crs="EPSG:4326"):
    frame = gpd.GeoDataFrame(
        {"name": UNITS["name_vi"]}, geometry=gpd.points_from_xy(UNITS["lon"], UNITS["lat"]), crs="EPSG:4326"
    ).to_crs(crs)
    return frame.set_index(pd.Index(ids, name="id"))


TRUE = units()
ROWS = np.array([f"{n + 1}" for n in range(len(UNITS))], dtype=object)


def problem(frame, *, area=AREA, places=(TRUE,)):
    found = misplaced(frame, frame.index.to_numpy(), Surroundings(area=area, places=places))
    return (found[0].code, found[0].allowed) if found else None


def relabelled(truly, stated, ids=IDS):
    """Numbers of one frame under the name of another."""
    return units(ids, truly).set_crs(stated, allow_override=True)


CASES = [
    ("EPSG:4756", "EPSG:4326", ("vn2000_read_as_wgs84", "EPSG:4756")),
    ("EPSG:3406", "EPSG:32649", ("vn2000_read_as_wgs84", "EPSG:3406")),
    ("EPSG:9218", "EPSG:9217", ("vn2000_wrong_zone", "EPSG:9218")),
    ("EPSG:9217", "EPSG:9218", ("vn2000_wrong_zone", "EPSG:9217")),
    ("EPSG:4326", "EPSG:4756", ("wrong_crs", "EPSG:4326")),
    ("EPSG:3857", "EPSG:9217", None),
    ("EPSG:9217", "EPSG:9217", None),
    ("EPSG:4326", "EPSG:4326", None),
]


@pytest.mark.parametrize(("truly", "stated", "expected"), CASES[:5] + CASES[6:])
@pytest.mark.parametrize("known_by", ["code", "name"])
def test_frame_is_known_by_places_met_before(truly, stated, expected, known_by):
    ids = IDS if known_by == "code" else ROWS
    assert problem(relabelled(truly, stated, ids)) == expected


def test_offset_of_226_m_is_told_with_the_number_of_places():
    (found,) = misplaced(relabelled("EPSG:4756", "EPSG:4326"), IDS, Surroundings(area=AREA, places=(TRUE,)))
    # The amount is that of the published parameters at 13.8 degrees north: 226 m.
    stated, metres, count = found.found.split(" ")[0], int(found.found.split(" ")[1]), found.count
    assert (stated, count) == ("EPSG:4326:", 58)
    assert metres == pytest.approx(226, abs=2)


def test_shift_that_is_not_of_a_frame_is_left_alone():
    # 226 m the other way: no frame puts a layer there.
    moved = units(crs="EPSG:9217")
    assert problem(moved.set_geometry(moved.geometry.translate(160, 160))) is None


def test_places_without_anything_in_common_say_nothing():
    assert problem(relabelled("EPSG:4756", "EPSG:4326", ROWS).drop(columns="name")) is None
    assert problem(relabelled("EPSG:4756", "EPSG:4326").iloc[:2]) is None
    mixed = (
        relabelled("EPSG:4756", "EPSG:4326")
        .sample(frac=1, random_state=1)
        .set_index(pd.Index(IDS, name="id"))
        .drop(columns="name")
    )
    assert problem(mixed) is None


@pytest.mark.parametrize(
    ("truly", "stated", "expected"),
    [
        ("EPSG:4326", "EPSG:9217", ("degrees_as_metres", "EPSG:4326")),
        ("EPSG:9217", "EPSG:4326", ("metres_as_degrees", "-180 -90 180 90")),
    ],
)
def test_frames_of_another_unit(truly, stated, expected):
    assert problem(relabelled(truly, stated), places=()) == expected


@pytest.mark.parametrize(
    ("crs", "allowed"),
    [("EPSG:4326", "lon, lat"), ("EPSG:9217", "E, N"), ("EPSG:3406", "E, N"), ("EPSG:32649", "E, N")],
)
def test_swapped_axes(crs, allowed):
    frame = units(crs=crs)
    turned = frame.set_geometry(
        gpd.GeoSeries(shapely.transform(frame.geometry.to_numpy(), lambda xy: xy[:, ::-1]), index=frame.index, crs=crs)
    )
    assert problem(turned, places=()) == ("axes_swapped", allowed)


def test_swapped_axes_where_both_could_be_degrees():
    helsinki = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy([60.17, 60.18], [24.94, 24.95]), index=["a", "b"], crs="EPSG:4326"
    )
    assert problem(helsinki, area=(24.9, 60.1, 25.0, 60.2), places=())[0] == "axes_swapped"


def test_layer_of_another_place():
    hanoi = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy([105.8, 105.9], [21.0, 21.1]), index=["a", "b"], crs="EPSG:4326"
    )
    assert problem(hanoi)[0] == "outside_area"
    assert problem(hanoi, area=None, places=()) is None


def test_layer_that_reaches_further_than_the_area_is_a_warning():
    points = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy([109.0, 110.5], [14.0, 14.0]), index=["in", "out"], crs="EPSG:4326"
    )
    (found,) = misplaced(points, points.index.to_numpy(), Surroundings(area=AREA))
    assert (found.code, found.severity, found.ids) == ("partly_outside_area", "warning", ("out",))
