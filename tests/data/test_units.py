"""Units, districts and people: sums, composition, and the published lists."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from data import table

CENSUS_2019 = 1_486_918


def test_there_are_11_districts_and_58_units():
    units = table("units_2025")
    assert len(table("districts_2019")) == 11
    assert units["kind"].value_counts().to_dict() == {"commune": 41, "ward": 17}
    by_district = units.merge(table("districts_2019"), left_on="district", right_on="code")["name_y"].value_counts()
    assert by_district.to_dict() == {
        "Quy Nhơn": 6, "An Nhơn": 6, "Hoài Nhơn": 7, "Phù Cát": 7, "Phù Mỹ": 7, "Tuy Phước": 4,
        "Tây Sơn": 5, "Hoài Ân": 5, "Vân Canh": 3, "Vĩnh Thạnh": 4, "An Lão": 4,
    }  # fmt: skip
    prefix = units["kind"].map({"ward": "Phường ", "commune": "Xã "})
    assert (prefix + units["name"]).equals(units["name_vi"])


def test_the_census_adds_up():
    districts = table("districts_2019")
    assert districts["population_2019"].sum() == CENSUS_2019
    assert districts["urban_2019"].sum() == 474_879
    assert (districts["urban_2019"] + districts["rural_2019"]).equals(districts["population_2019"])
    facts = table("province_facts").set_index("key")["value_min"]
    assert facts["population_2019"] == CENSUS_2019
    units = table("units_2025")
    assert units["population_2019"].sum() == CENSUS_2019
    # Four units share a commune by area; rounding may move one person.
    by_district = units.groupby("district")["population_2019"].sum()
    assert (by_district - districts.set_index("code")["population_2019"]).abs().max() <= 1


def test_printed_shares_and_densities_follow_from_the_counts():
    districts = table("districts_2019")
    share = 100 * districts["urban_2019"] / districts["population_2019"]
    assert (share - districts["urban_pct"]).abs().max() <= 0.051
    density = districts["population_2019"] / districts["area_km2"]
    assert (density - districts["density_per_km2"]).abs().max() <= 0.51
    assert districts["area_km2"].sum() == pytest.approx(6071.5, abs=0.05)


def test_the_old_units_are_shared_out_whole():
    parts = table("composition_2025")
    shares = parts.groupby(["district", "old_name"])["share_pct"].sum()
    assert len(shares) == 159  # the communes and wards counted in 2019
    assert shares.eq(100).all()
    split = parts[parts["share_pct"] < 100]
    assert set(split["old_name"]) == {"An Nghĩa", "Canh Hiệp", "Canh Liên"}
    units = table("units_2025").set_index("code")
    assert set(split["unit_code"]) == set(units.index[units["estimated"] == 1])
    assert (parts["unit_code"].map(units["district"]) == parts["district"]).all()


# ---- against real inputs


def letters(text: str) -> str:
    """A name without blanks and case, its tone marks placed in one way, Đ like D: sources differ in all of these."""
    plain = unicodedata.normalize("NFD", text.replace(" ", "").casefold().replace("đ", "d"))
    return "".join(sorted(c for c in plain if unicodedata.combining(c))) + "".join(
        c for c in plain if not unicodedata.combining(c)
    )


def test_units_are_formed_as_the_published_list_says(realdata: Path):
    path = realdata / "vietnam-boundaries" / "old_to_new_units_2025.csv"
    if not path.is_file():
        pytest.skip("the published list of old and new units is not here")
    units = table("units_2025").set_index("code")["name"]
    parts = table("composition_2025")
    before_2025 = parts["note"].str.startswith("joined")
    mine = defaultdict(set)
    for row in parts[~before_2025].itertuples():
        mine[letters(units[row.unit_code])].add(letters(row.old_name))
    with path.open(encoding="utf-8", newline="") as handle:
        rows = [list(row.values()) for row in csv.DictReader(handle) if row["Tỉnh"] == "Gia Lai"]
    published = {letters(unicodedata.normalize("NFC", new)): old for _, new, old in rows}
    assert len(mine) == 58
    differing = set()
    for name, old_names in mine.items():
        text = re.sub(r" ?\([^)]*\)", "", unicodedata.normalize("NFC", published[name]))
        theirs = {letters(re.sub("^(Phường|Xã|Thị trấn) ", "", part)) for part in text.split(", ") if part != "-"}
        if theirs != old_names and text != "Không sáp nhập":
            differing.add(name)
    assert not differing


def test_units_hold_the_people_counted_in_their_old_communes(realdata: Path):
    path = realdata / "vietnam-population" / "vn_population_ward_2019.csv"
    if not path.is_file():
        pytest.skip("the census by commune is not here")
    with path.open(encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if letters(row["city"]) == letters("Bình Định")]
    people = {(letters(row["district"]), letters(row["ward"])): int(row["total"]) for row in rows}
    assert sum(people.values()) == CENSUS_2019
    district = {row.code: letters(row.name_vi.removeprefix(row.name_vi.removesuffix(row.name)))
                for row in table("districts_2019").itertuples(index=False)}  # fmt: skip
    counted: Counter[str] = Counter()
    for row in table("composition_2025").itertuples():
        counted[row.unit_code] += people[district[row.district], letters(row.old_name)] * row.share_pct / 100
    units = table("units_2025").set_index("code")["population_2019"]
    assert len(counted) == 58
    for code, total in counted.items():
        assert units[code] == pytest.approx(total, abs=0.5 + 1e-6), code


def test_units_have_the_codes_names_and_areas_of_the_outlines(realdata: Path):
    path = realdata / "vietnam-boundaries" / "binh_dinh_2025_wards.geojson"
    if not path.is_file():
        pytest.skip("the outlines of the units are not here")
    features = [f["properties"] for f in json.loads(path.read_text(encoding="utf-8"))["features"]]
    units = table("units_2025").set_index("code")
    assert {f["code"] for f in features} == set(units.index)
    for feature in features:
        assert letters(feature["fullName"]) == letters(units.loc[feature["code"], "name_vi"])
        assert feature["areaKm2"] == pytest.approx(units.loc[feature["code"], "area_km2"], abs=0.006)
