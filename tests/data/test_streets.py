"""Speeds of modes, and what OpenStreetMap tags become."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from data import table
from layers.known import STREET_CLASSES


def test_every_mode_knows_every_class_of_street():
    speeds = table("speeds")
    assert set(speeds["mode"]) == {"walk", "bicycle", "motorbike", "car"}
    for _, rows in speeds.groupby("mode"):
        assert set(rows["class"]) == {*STREET_CLASSES, "construction", "proposed"}
        assert rows.loc[rows["allowed"] == 1, "speed_kmh"].gt(0).all()


def test_speeds_fit_vietnamese_streets():
    speeds = table("speeds")
    kmh = speeds.assign(kmh=speeds["speed_kmh"].where(speeds["allowed"] == 1)).pivot_table(
        index="class", columns="mode", values="kmh", dropna=False
    )
    narrow = ["tertiary", "unclassified", "residential", "living_street", "service", "track"]
    assert (kmh.loc[narrow, "motorbike"] >= kmh.loc[narrow, "car"]).all()
    assert kmh.loc["motorway", ["walk", "bicycle", "motorbike"]].isna().all()
    assert kmh.loc[["path", "footway", "steps", "pedestrian"], "car"].isna().all()
    assert kmh.loc["path", "motorbike"] > 0
    assert set(kmh["walk"].dropna().drop("steps")) == {4.8}
    assert kmh.loc["steps", "walk"] < 4.8
    assert kmh["bicycle"].dropna().between(12, 15).all()
    assert kmh.loc[["construction", "proposed"]].isna().all(axis=None)


def classify(layer: str, tags: dict[str, str]) -> pd.Series | None:
    """The first rule of a layer that fits, in the slow obvious way."""
    rules = table("osm_tags").sort_values("priority")
    for _, rule in rules[rules["layer"] == layer].iterrows():
        value = tags.get(rule["key"], "no")
        fits = value != "no" and rule["value"] in ("*", value)
        also = not rule["and_key"] or rule["and_value"] in tags.get(rule["and_key"], "").split(";")
        named = not rule["name_pattern"] or re.search(rule["name_pattern"], tags.get("name", ""), re.IGNORECASE)
        if fits and also and named:
            return rule
    return None


@pytest.mark.parametrize(
    ("tags", "kind", "assumed"),
    [
        ({"amenity": "kindergarten"}, "school.preschool", 0),
        ({"amenity": "school", "isced:level": "2"}, "school.lower_secondary", 0),
        ({"amenity": "school", "isced:level": "2;3", "name": "Trường Tiểu học"}, "school.lower_secondary", 0),
        ({"amenity": "school", "isced:level": "0"}, "school.preschool", 0),
        ({"amenity": "school", "name": "Trường Tiểu học Lê Lợi"}, "school.primary", 0),
        ({"amenity": "school", "name": "Trường TH Nhơn Bình"}, "school.primary", 0),
        ({"amenity": "school", "name": "Trường TH&THCS Nhơn Châu"}, "school.primary", 0),
        ({"amenity": "school", "name": "TRƯỜNG TIỂU HỌC SỐ 1"}, "school.primary", 0),
        ({"amenity": "school", "name": "Trường THCS Ngô Mây"}, "school.lower_secondary", 0),
        ({"amenity": "school", "name": "Trường Trung học cơ sở Đống Đa"}, "school.lower_secondary", 0),
        ({"amenity": "school", "name": "Trường THPT Quốc học Quy Nhơn"}, "school.upper_secondary", 0),
        ({"amenity": "school", "name": "Trường trung học phổ thông Trưng Vương"}, "school.upper_secondary", 0),
        ({"amenity": "school", "name": "Trường cấp III"}, "school.upper_secondary", 0),
        ({"amenity": "school", "name": "Trường Mầm non Hoa Hồng"}, "school.preschool", 0),
        ({"amenity": "school", "name": "Trường Quốc tế"}, "school.primary", 1),
        ({"amenity": "school"}, "school.primary", 1),
        ({"amenity": "hospital", "name": "Bệnh viện Đa khoa tỉnh"}, "health.hospital", 0),
        ({"amenity": "hospital", "name": "Trạm y tế phường"}, "health.station", 0),
        ({"amenity": "clinic", "name": "Trung tâm y tế huyện Phù Cát"}, "health.hospital", 0),
        ({"amenity": "clinic"}, "health.station", 0),
        ({"public_transport": "platform", "bus": "yes"}, "bus_stop", 0),
        ({"leisure": "garden", "access": "private"}, "", 0),
        ({"leisure": "garden"}, "park", 1),
        ({"shop": "mall"}, "market", 1),
        ({"building": "government", "name": "Ủy ban nhân dân xã"}, "public_office", 0),
    ],
)
def test_osm_tags_become_facilities(tags, kind, assumed):
    rule = classify("facilities", tags)
    assert (rule["kind"], rule["assumed"]) == (kind, assumed)


@pytest.mark.parametrize(
    ("layer", "tags", "code"),
    [
        ("landuse", {"landuse": "industrial", "name": "Khu công nghiệp Phú Tài"}, "SKK"),
        ("landuse", {"landuse": "industrial"}, "SKC"),
        ("landuse", {"landuse": "residential", "amenity": "school"}, "DGD"),
        ("landuse", {"natural": "water", "water": "river"}, "SON"),
        ("landuse", {"landuse": "military"}, "CQP"),
        ("buildings", {"building": "yes"}, ""),
    ],
)
def test_osm_tags_become_land(layer, tags, code):
    assert classify(layer, tags)["code"] == code


@pytest.mark.parametrize(
    ("layer", "tags"),
    [
        ("buildings", {"building": "no"}),
        ("facilities", {"public_transport": "platform"}),
        ("facilities", {"amenity": "university"}),
        ("landuse", {"historic": "no"}),
    ],
)
def test_osm_tags_that_say_nothing_make_nothing(layer, tags):
    assert classify(layer, tags) is None
