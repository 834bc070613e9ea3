"""Rules of the tag table: the first that holds wins, layer by layer."""

from __future__ import annotations

import pandas as pd
import pytest

from layers.files.osm_tags import Rule, Rules, known_rules, rules_from
from layers.known import FACILITY_KINDS

RULES = Rules(
    (
        Rule(layer="facilities", key="amenity", value="school", and_key="isced:level", and_value="2", kind="b"),
        Rule(layer="facilities", key="amenity", value="school", name_pattern=r"tiểu học|\bTH\b", kind="a"),
        Rule(layer="facilities", key="amenity", value="school", kind="c", assumed=True),
        Rule(layer="facilities", key="leisure", value="garden", and_key="access", and_value="private"),
        Rule(layer="facilities", key="leisure", value="garden", kind="park"),
        Rule(layer="landuse", key="amenity", value="school", code="DGD"),
        Rule(layer="buildings", key="building", value="*"),
    )
)


@pytest.mark.parametrize(
    ("tags", "kinds"),
    [
        ({"amenity": "school"}, {"facilities": "c", "landuse": ""}),
        ({"amenity": "school", "isced:level": "2"}, {"facilities": "b", "landuse": ""}),
        ({"amenity": "school", "isced:level": "1; 2"}, {"facilities": "b", "landuse": ""}),
        ({"amenity": "school", "name": "Trường Tie\u0302\u0309u học Lê Lợi"}, {"facilities": "a", "landuse": ""}),
        ({"amenity": "school", "name": "TRƯỜNG TIỂU HỌC"}, {"facilities": "a", "landuse": ""}),
        ({"amenity": "school", "name": "THCS Ngô Mây"}, {"facilities": "c", "landuse": ""}),
        ({"amenity": "clinic;school"}, {"facilities": "c", "landuse": ""}),
        ({"leisure": "garden"}, {"facilities": "park"}),
        ({"leisure": "garden", "access": "private"}, {}),
        ({"building": "yes"}, {"buildings": ""}),
        ({"building": "no"}, {}),
        ({"amenity": "bench"}, {}),
        ({}, {}),
    ],
)
def test_the_first_rule_that_holds_wins(tags, kinds):
    assert {layer: rule.kind for layer, rule in RULES.match(tags).items()} == kinds


def test_only_some_layers():
    assert RULES.only(("landuse",)).match({"amenity": "school", "building": "yes"}).keys() == {"landuse"}
    assert RULES.only(("landuse",)).keys == ("amenity",)


def test_a_table_is_read_in_the_order_of_priority():
    rows = pd.DataFrame(
        {
            "priority": ["20", "3"], "key": ["leisure"] * 2, "value": ["garden", "garden"], "and_key": ["", "access"],
            "and_value": ["", "private"], "name_pattern": "", "layer": "green", "kind": "garden", "code": "",
            "public": ["1", "0"], "assumed": ["1", "0"],
        }
    )  # fmt: skip
    rules = rules_from(rows)
    assert [rule.public for rule in rules.rules] == [False, True]
    assert rules.match({"leisure": "garden", "access": "private"})["green"].public is False
    assert rules.match({"leisure": "garden"})["green"].assumed is True


def test_the_rules_that_come_with_the_tool_make_only_what_layers_may_hold():
    rules = known_rules().rules
    assert {rule.layer for rule in rules} == {"facilities", "landuse", "green", "water", "buildings"}
    assert {rule.kind for rule in rules if rule.layer == "facilities" and rule.kind} <= set(FACILITY_KINDS)
    assert all(rule.code for rule in rules if rule.layer == "landuse")


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"amenity": "school", "name": "Trường Tiểu học Trần Hưng Đạo"}, "school.primary"),
        ({"amenity": "school", "name": "Trường THCS Lê Hồng Phong"}, "school.lower_secondary"),
        ({"amenity": "school", "name": "Trường THPT Quốc Học"}, "school.upper_secondary"),
        ({"amenity": "kindergarten"}, "school.preschool"),
        ({"amenity": "hospital", "name": "Trạm y tế phường Ghềnh Ráng"}, "health.station"),
        ({"amenity": "hospital"}, "health.hospital"),
        ({"highway": "bus_stop"}, "bus_stop"),
    ],
)
def test_vietnamese_names_say_the_kind(tags, kind):
    assert known_rules().match(tags)["facilities"].kind == kind
