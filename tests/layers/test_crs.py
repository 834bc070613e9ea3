"""Frames: published codes to the centimetre, and wrong frames recognised and named."""

from __future__ import annotations

import math

import pytest

from data import table
from layers.crs import (
    DEPRECATED,
    VN2000_TM3,
    WGS84,
    Frame,
    code_of,
    crs_of,
    distance_m,
    frame_shift,
    is_metric,
    lonlat_bounds,
    metric_crs,
    overlaps,
    transform,
    wrong_frame,
)
from layers.problems import LayerError

FIXTURES = table("crs_fixtures")
BINH_DINH = (108.55, 13.50, 109.40, 14.72)
QUY_NHON = (109.2197, 13.7765)
E_N = (604_660.096, 1_523_790.543)


@pytest.mark.parametrize("code", ["9217", "3406", "32649"])
@pytest.mark.parametrize("fixture", FIXTURES.to_dict("records"), ids=FIXTURES["id"])
def test_fixture_agrees_with_the_published_position(fixture, code):
    east, north = transform(fixture["lon"], fixture["lat"], WGS84, f"EPSG:{code}")
    assert east == pytest.approx(fixture[f"east_{code}_m"], abs=fixture["tolerance_m"])
    assert north == pytest.approx(fixture[f"north_{code}_m"], abs=fixture["tolerance_m"])
    back = transform(east, north, f"EPSG:{code}", WGS84)
    assert back == pytest.approx((fixture["lon"], fixture["lat"]), abs=1e-7)


@pytest.mark.parametrize("fixture", FIXTURES.to_dict("records"), ids=FIXTURES["id"])
def test_fixture_agrees_in_degrees_of_vn2000(fixture):
    # 0.01 m is 9e-8 of a degree of latitude.
    moved = transform(fixture["lon"], fixture["lat"], WGS84, "EPSG:4756")
    assert moved == pytest.approx((fixture["lon_4756"], fixture["lat_4756"]), abs=9e-8)


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        (*QUY_NHON, "EPSG:9217"),
        (108.0, 13.98, "EPSG:9217"),  # Pleiku: since July 2025 one province with Quy Nhơn
        (105.85, 21.02, "EPSG:9210"),  # Hà Nội: the nearest meridian is 105°45'
        (106.7, 10.78, "EPSG:9213"),  # TP. Hồ Chí Minh: 106°30' is nearer than 107°
        (24.94, 60.17, "EPSG:32635"),
        (-51.2, -30.05, "EPSG:32722"),
        (-71.1, 42.38, "EPSG:32619"),
        (180.0, 0.0, "EPSG:32660"),
        (-180.0, -1.0, "EPSG:32701"),
    ],
)
def test_metric_crs_of_a_place(lon, lat, code):
    assert metric_crs(lon, lat) == code
    assert is_metric(code)


@pytest.mark.parametrize(
    ("code", "metric"), [("EPSG:9217", True), (WGS84, False), ("ESRI:102696", False), ("EPSG:4756", False)]
)
def test_only_metres_are_metric(code, metric):
    assert is_metric(code) is metric


@pytest.mark.parametrize(("meridian", "code"), VN2000_TM3.items())
def test_zone_has_its_central_meridian(meridian, code):
    operation = crs_of(f"EPSG:{code}").coordinate_operation
    values = {p.name: p.value for p in operation.params}
    assert values["Longitude of natural origin"] == pytest.approx(meridian)
    assert values["Scale factor at natural origin"] == pytest.approx(0.9999)


def test_list_of_zones_is_the_one_of_the_facts():
    facts = table("crs_codes")
    zones = facts[facts["name"].str.contains("TM-3") & ~facts["use"].str.contains("deprecated|withdrawn", case=False)]
    assert {int(code) for code in zones["epsg"]} == set(VN2000_TM3.values())


@pytest.mark.parametrize("code", sorted(DEPRECATED))
def test_withdrawn_code_is_refused_with_the_current_ones(code):
    with pytest.raises(LayerError) as caught:
        crs_of(f"epsg:{code}")
    (problem,) = caught.value.problems
    assert problem.code == "crs_deprecated"
    assert "EPSG:9217" in problem.allowed


@pytest.mark.parametrize(
    "text", ["EPSG:999999", "VN2000", "", "9217m", "+proj=nonsense", "EPSG:", "'; DROP TABLE--", "\x00"]
)
def test_unknown_crs_is_refused(text):
    with pytest.raises(LayerError) as caught:
        crs_of(text)
    assert [p.code for p in caught.value.problems] == ["crs_unknown"]


@pytest.mark.parametrize("text", ["9217", " EPSG:9217", "epsg:9217"])
def test_code_may_be_written_in_several_ways(text):
    assert code_of(text) == "EPSG:9217"


def test_crs_without_code_is_told_by_its_text():
    assert code_of(None) == ""
    assert code_of("+proj=tmerc +lon_0=108.2 +ellps=WGS84 +units=m").startswith("PROJCRS[")


def codes(bounds, crs, reference=None):
    problem = wrong_frame(Frame(bounds=bounds, crs=crs), reference)
    return (problem.code, problem.allowed) if problem else None


def box(east, north, half):
    return (east - half, north - half, east + half, north + half)


WRONG = [
    ("degrees labelled metres", box(*QUY_NHON, 0.2), "EPSG:9217", None, ("degrees_as_metres", "EPSG:4326")),
    ("degrees labelled web mercator", box(*QUY_NHON, 0.2), "EPSG:3857", None, ("degrees_as_metres", "EPSG:4326")),
    ("metres labelled degrees", box(*E_N, 1000), WGS84, None, ("metres_as_degrees", "-180 -90 180 90")),
    (
        "metres labelled degrees of VN-2000",
        box(*E_N, 1000),
        "EPSG:4756",
        None,
        ("metres_as_degrees", "-180 -90 180 90"),
    ),
    ("X is northing", box(*E_N[::-1], 1000), "EPSG:9217", None, ("axes_swapped", "E, N")),
    ("X is northing, UTM", box(1_523_720.78, 307_532.02, 1000), "EPSG:32649", None, ("axes_swapped", "E, N")),
    ("latitude first", box(*QUY_NHON[::-1], 0.2), WGS84, None, ("axes_swapped", "lon, lat")),
    # 108°30' read as 108°15': Quy Nhơn lies at E 577,626 in zone 108-30 (domain facts: -27.0 km E, -95 m N).
    (
        "zone 108-30 taken for 108-15",
        box(577_626, 1_523_695, 500),
        "EPSG:9217",
        box(*QUY_NHON, 0.05),
        ("vn2000_wrong_zone", "EPSG:9218"),
    ),
    (
        "zone 108-15 taken for 108-30",
        box(*E_N, 500),
        "EPSG:9218",
        box(*QUY_NHON, 0.05),
        ("vn2000_wrong_zone", "EPSG:9217"),
    ),
    (
        "UTM 49 taken for 108-15",
        box(307_338, 1_523_837, 500),
        "EPSG:9217",
        box(*QUY_NHON, 0.05),
        ("vn2000_wrong_zone", "EPSG:3406"),
    ),
    ("TM-3 taken for UTM 49", box(*E_N, 500), "EPSG:3406", BINH_DINH, ("vn2000_wrong_zone", "EPSG:9217")),
]


@pytest.mark.parametrize(("bounds", "crs", "reference", "expected"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_wrong_frame_is_named_with_the_right_one(bounds, crs, reference, expected):
    assert codes(bounds, crs, reference) == expected


RIGHT = [
    (box(*QUY_NHON, 0.2), WGS84, BINH_DINH),
    (box(*E_N, 20_000), "EPSG:9217", BINH_DINH),
    (box(*E_N, 20_000), "EPSG:9217", None),
    (box(307_338, 1_523_837, 500), "EPSG:3406", BINH_DINH),
    (box(-51.2, -30.05, 0.1), WGS84, None),
    (box(12_158_000, 1_550_000, 5000), "EPSG:3857", BINH_DINH),
    (box(105.8, 21.0, 0.1), WGS84, BINH_DINH),  # far away, but in a frame of its own: not this function's business
]


@pytest.mark.parametrize(("bounds", "crs", "reference"), RIGHT)
def test_right_frame_is_left_alone(bounds, crs, reference):
    assert codes(bounds, crs, reference) is None


def test_numbers_beyond_the_frame_are_named():
    assert codes((1e12, 1e12, 2e12, 2e12), "EPSG:9217") == ("outside_crs", "")


def test_vn2000_read_as_wgs84_lies_226_m_to_the_north_west():
    # The fixtures in UTM 49 of both datums: the VN-2000 numbers lie 193.6 m west and 115.8 m north of the WGS 84 ones.
    for row in FIXTURES.to_dict("records"):
        east = row["east_3406_m"] - row["east_32649_m"]
        north = row["north_3406_m"] - row["north_32649_m"]
        assert (east, north) == pytest.approx((-193.6, 115.8), abs=0.2)
        found = transform(row["east_3406_m"], row["north_3406_m"], "EPSG:32649", WGS84)
        true = (row["lon"], row["lat"])
        assert distance_m(found, true) == pytest.approx(math.hypot(193.6, 115.8), abs=1)
        assert frame_shift(found, true, "EPSG:32649") == ("vn2000_read_as_wgs84", "EPSG:3406")


def test_layer_that_lies_nowhere_is_infinitely_far():
    assert distance_m((math.inf, math.inf), QUY_NHON) == math.inf


def test_offset_of_a_layer_names_its_wrong_frame():
    quy_nhon = QUY_NHON
    # Degrees of VN-2000 (fixture 1) labelled WGS 84; the true place is known.
    assert frame_shift((109.21790197, 13.77753384), quy_nhon, WGS84) == ("vn2000_read_as_wgs84", "EPSG:4756")
    # Numbers of zone 108-30 labelled 108-15.
    moved = transform(*transform(*quy_nhon, WGS84, "EPSG:9218"), "EPSG:9217", WGS84)
    assert frame_shift(moved, quy_nhon, "EPSG:9217") == ("vn2000_wrong_zone", "EPSG:9218")
    # Numbers of VN-2000 UTM 49 labelled WGS 84 UTM 49.
    moved = transform(307_338.429, 1_523_836.605, "EPSG:32649", WGS84)
    assert frame_shift(moved, quy_nhon, "EPSG:32649") == ("vn2000_read_as_wgs84", "EPSG:3406")
    assert frame_shift((109.2197, 13.7800), quy_nhon, WGS84) is None
    assert frame_shift(quy_nhon, quy_nhon, WGS84) is None


def test_box_in_degrees_holds_the_corners():
    west, south, east, north = lonlat_bounds(box(*E_N, 1000), "EPSG:9217")
    for x in (-1000, 1000):
        for y in (-1000, 1000):
            lon, lat = transform(E_N[0] + x, E_N[1] + y, "EPSG:9217", WGS84)
            assert west - 1e-9 <= lon <= east + 1e-9
            assert south - 1e-9 <= lat <= north + 1e-9
    assert east - west == pytest.approx(
        2000 / 108_200, rel=0.01
    )  # a degree of longitude is 108.2 km at 13.8 degrees north


@pytest.mark.parametrize(
    ("other", "expected"),
    [((1, 1, 2, 2), True), ((1.1, 0, 2, 1), False), ((0.2, 0.2, 0.3, 0.3), True), ((0, -2, 1, -1), False)],
)
def test_boxes_that_share_a_point_overlap(other, expected):
    assert overlaps((0, 0, 1, 1), other) is expected
    assert overlaps(other, (0, 0, 1, 1)) is expected
