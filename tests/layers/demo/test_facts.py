"""Names, codes and known answers of the Sample Province, before it is built."""

from __future__ import annotations

import unicodedata
from collections import Counter

from data import table
from layers.demo.facts import CUT_OFF_PEOPLE, FORMER_DISTRICTS, PROVINCE, TOTAL_PEOPLE, UNITS
from layers.demo.plan import CROSSINGS, LINKS, TOWNS
from layers.demo.services import SERVICES, SINGLES, count_for
from layers.known import FACILITY_KINDS, STREET_CLASSES
from layers.names import place_key


def test_twenty_four_units_in_six_former_districts():
    assert len(UNITS) == 24
    assert Counter(unit.kind for unit in UNITS) == {"xã": 18, "phường": 6}
    assert {unit.parent for unit in UNITS} == set(FORMER_DISTRICTS)
    assert len(FORMER_DISTRICTS) == 6
    assert [unit.code for unit in UNITS] == [str(code) for code in range(90_001, 90_025)]


def test_people_are_known():
    assert TOTAL_PEOPLE == 302_580
    assert CUT_OFF_PEOPLE == 6_480


def test_no_register_knows_its_codes_or_names():
    real = table("units_2025")
    assert not {unit.code for unit in UNITS} & set(real["code"].astype(str))
    assert not {place_key(unit.name) for unit in UNITS} & set(real["name"].map(place_key))


def test_every_name_says_that_it_is_a_sample():
    assert PROVINCE == "Tỉnh Minh Họa"
    names = [unit.name for unit in UNITS] + [c.name for c in CROSSINGS] + [c.river for c in CROSSINGS]
    assert all("Mẫu" in name for name in names)
    assert all(any(word in single.name for word in ("Mẫu", "Minh Họa", "Bờ", "Cầu Cồn")) for single in SINGLES)


def test_vietnamese_is_composed_and_in_the_older_tone_placing():
    texts = (
        [unit.name for unit in UNITS] + list(FORMER_DISTRICTS) + [s.name for s in SINGLES] + [s.title for s in SERVICES]
    )
    texts += [street.name for town in TOWNS for street in town.streets] + [link.name for link in LINKS]
    assert all(unicodedata.is_normalized("NFC", text) for text in texts)
    newer = [
        text for text in texts if any(syllable in text.lower() for syllable in ("hoá", "hoà", "hoạ", "thuỷ", "uỷ"))
    ]
    assert newer == []


def test_plan_uses_known_words():
    classes = {link.road_class for link in LINKS} | {s.road_class for town in TOWNS for s in town.streets}
    assert classes <= set(STREET_CLASSES)
    kinds = {service.kind for service in SERVICES} | {single.kind for single in SINGLES}
    assert kinds <= set(FACILITY_KINDS)
    places = {unit.short for unit in UNITS} | {crossing.name for crossing in CROSSINGS}
    named = {at for link in LINKS for at in link.by if not at[0].isdigit()}
    assert named <= places


def test_each_unit_has_schools_of_the_three_lower_levels():
    levels = [s for s in SERVICES if s.kind in {"school.preschool", "school.primary", "school.lower_secondary"}]
    assert len(levels) == 3
    assert all(count_for(service, unit) >= 1 for service in levels for unit in UNITS)
