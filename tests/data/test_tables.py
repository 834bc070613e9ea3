"""Every table of `data` keeps its promises: found by looking, not by a list."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from importlib.resources import files

import pandas as pd
import pytest

import data
from data import table, tables
from layers.known import FACILITY_KINDS, KNOWN

KEYS = {
    "ahp_random_index": ("size",),
    "air_quality_limits": ("document", "pollutant", "averaging", "valid_from"),
    "alarm_levels": ("station",),
    "alarm_states": ("state",),
    "aqi_breakpoints": ("pollutant", "averaging", "index"),
    "aqi_levels": ("index_min",),
    "columns": ("column",),
    "composition_2025": ("unit_code", "district", "old_name"),
    "crs_codes": ("epsg",),
    "crs_fixtures": ("id",),
    "districts_2019": ("code",),
    "grounds": ("id",),
    "indicators_reference": ("framework", "indicator"),
    "infrastructure": ("id",),
    "instruments": ("subject",),
    "landuse_codes": ("circular", "code"),
    "landuse_crosswalk": ("old_code", "new_code"),
    "metadata_fields": ("field",),
    "norm_functions": ("norm_function", "land_code", "plan_layer"),
    "norm_sets": ("id",),
    "norms_density": ("norm_set", "building", "height_m", "lot_m2"),
    "norms_other": ("norm_set", "key", "condition"),
    "norms_roads": ("norm_set", "class_id"),
    "norms_services": ("norm_set", "service_id"),
    "norms_setback": ("norm_set", "road_from_m", "height_from_m"),
    "osm_tags": ("priority",),
    "plan_layer_parts": ("part", "letters"),
    "plan_layers": ("plan", "layer"),
    "priorities": ("code",),
    "problem_seeds": ("district", "en"),
    "province_facts": ("key",),
    "rain_classes": ("class",),
    "rivers": ("id",),
    "sources": ("id",),
    "speeds": ("mode", "class"),
    "study_areas": ("id",),
    "units_2025": ("code",),
    "urban_class": ("urban_class", "criterion"),
}
FLAGS = ("allowed", "assumed", "estimated", "manual", "secret", "usual")
DATES = ("date", "issued", "valid_from", "valid_to")
# The province reaches from 108.60 to 109.37 E and from 13.52 to 14.70 N.
PROVINCE = (108.6, 13.5, 109.38, 14.71)

every_table = pytest.mark.parametrize("name", tables())


def raw(name: str) -> str:
    return files(data).joinpath(f"{name}.csv").read_bytes().decode("utf-8")


def cells(name: str) -> Iterator[dict[str, str]]:
    return csv.DictReader(io.StringIO(raw(name)))


def is_iso(text: str) -> bool:
    """A day, a month or a year."""
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text):
        return False
    return not pd.isna(pd.to_datetime(text, format="%Y-%m-%d"[: {4: 2, 7: 5, 10: 8}[len(text)]], errors="coerce"))


# ---- every table


def test_each_table_has_a_key_to_be_checked_by():
    assert set(KEYS) == set(tables())


@every_table
def test_rows_end_with_where_from_when_and_how_sure(name):
    frame = table(name)
    assert not frame.empty
    assert list(frame.columns[-3:]) == ["source", "date", "confidence"]
    assert set(frame["confidence"]) <= set(data.CONFIDENCES)
    known = set(table("sources")["id"])
    for text in frame["source"]:
        named = text.split(";")
        assert set(named) <= known, text
        assert len(set(named)) == len(named)


@every_table
def test_text_is_composed_plain_and_trimmed(name):
    text = raw(name)
    assert not text.startswith("\ufeff")
    assert text == unicodedata.normalize("NFC", text)
    assert "\r" not in text
    assert not re.search(r"\*\*|`[a-z]+`\s*\|", text)
    assert not re.search("[\u00d0\u00f0\u0189]", text)  # letters that look like Đ
    for row in cells(name):
        assert None not in row
        assert None not in row.values()
        for value in row.values():
            assert value == value.strip()


@every_table
def test_columns_are_explained_and_typed(name):
    explained = table("columns").set_index("column")["kind"]
    frame = table(name)
    assert set(frame.columns) <= set(explained.index)
    for column in frame.columns:
        kind = explained[column]
        written = [row[column] for row in cells(name)]
        if kind in ("number", "integer"):
            assert frame[column].dtype == ("float64" if kind == "number" else "int64")
            numbers = [float(text) for text in written if text]
            assert frame[column].dropna().tolist() == numbers
            assert all(number >= 0 for number in numbers), column
        else:
            assert frame[column].tolist() == written
        if kind == "integer":
            assert all(text.isascii() and text.isdigit() for text in written)


def test_no_column_is_explained_that_no_table_has():
    used = {column for name in tables() for column in table(name).columns}
    assert set(table("columns")["column"]) == used
    assert set(table("columns")["kind"]) == {"text", "number", "integer", "date"}


@every_table
def test_keys_are_unique(name):
    assert not table(name).duplicated(list(KEYS[name])).any()


@every_table
def test_dates_colours_flags_shares_and_places_are_in_range(name):
    frame = table(name)
    for column in frame.columns.intersection(DATES):
        assert all(is_iso(text) for text in frame[column] if text or column == "date")
    if {"valid_from", "valid_to"} <= set(frame.columns):
        both = frame[frame["valid_from"].ne("") & frame["valid_to"].ne("")]
        assert (both["valid_from"] < both["valid_to"]).all()
    if "hex" in frame:
        assert all(re.fullmatch("[0-9A-F]{6}", text) for text in frame["hex"] if text)
    for column in frame.columns.intersection(FLAGS):
        assert set(frame[column]) <= {0, 1}
    for column in frame.columns[frame.columns.str.endswith("_pct")]:
        assert frame[column].dropna().between(0, 100).all()
    if {"lat", "lon"} <= set(frame.columns) and name != "crs_fixtures":
        west, south, east, north = PROVINCE
        assert frame["lon"].dropna().between(west, east).all()
        assert frame["lat"].dropna().between(south, north).all()
        assert frame["lon"].isna().equals(frame["lat"].isna())


@every_table
def test_bounds_are_in_order(name):
    frame = table(name)
    pairs = [(c, c.replace("_min", "_max")) for c in frame.columns if "_min" in c]
    pairs += [(c, c.replace("_from", "_to")) for c in frame.columns if "_from_" in c]
    for low, high in [*pairs, ("low", "high"), ("west", "east"), ("south", "north")]:
        if {low, high} <= set(frame.columns):
            both = frame[[low, high]].dropna()
            assert (both[low] <= both[high]).all(), (low, high)


@pytest.mark.parametrize("column", ["position_confidence", "colour_confidence", "area_confidence", "confidence_1"])
def test_cells_less_sure_than_their_row_say_so(column):
    for name in tables():
        frame = table(name)
        if column in frame:
            assert set(frame[column]) <= {*data.CONFIDENCES, ""}


# ---- reading


def test_a_table_is_the_callers_own():
    mine = table("norm_sets")
    mine.loc[:, "id"] = "spoilt"
    assert set(table("norm_sets")["id"]) == {"qcvn01_2021", "qcvn01_2026"}


@pytest.mark.parametrize("name", ["norm_set", "", "../data/speeds", "README"])
def test_a_table_that_is_not_there_is_named_with_those_that_are(name):
    with pytest.raises(KeyError, match=r"norm_sets, norms_density") as caught:
        table(name)
    assert repr(name) in str(caught.value)


def test_only_found2_and_known_carry_the_badge():
    assert [c for c in data.CONFIDENCES if data.is_unverified(c)] == ["found2", "known"]


def test_readme_explains_every_table_and_no_other(root):
    text = (root / "data" / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z0-9_]+)` \|", text, re.MULTILINE)) == set(tables())


# ---- references between tables


@pytest.mark.parametrize(
    ("name", "column", "other", "key"),
    [
        ("units_2025", "district", "districts_2019", "code"),
        ("composition_2025", "district", "districts_2019", "code"),
        ("composition_2025", "unit_code", "units_2025", "code"),
        ("problem_seeds", "district", "districts_2019", "code"),
        ("norms_services", "norm_set", "norm_sets", "id"),
        ("norms_other", "norm_set", "norm_sets", "id"),
        ("norms_roads", "norm_set", "norm_sets", "id"),
        ("norms_density", "norm_set", "norm_sets", "id"),
        ("norms_setback", "norm_set", "norm_sets", "id"),
        ("norm_functions", "plan_layer", "plan_layers", "layer"),
    ],
)
def test_what_is_referred_to_exists(name, column, other, key):
    assert set(table(name)[column]) <= set(table(other)[key])


def test_land_codes_are_those_of_their_circular():
    codes = table("landuse_codes").groupby("circular")["code"].agg(set)
    old, new = codes["tt27_2018"], codes["tt08_2024"]
    crosswalk = table("landuse_crosswalk")
    assert set(crosswalk["old_code"]) == old
    assert set(crosswalk["new_code"]) - {""} <= new
    assert crosswalk["new_code"].eq("").equals(crosswalk["relation"].eq("none"))
    same = crosswalk[crosswalk["relation"] == "same"]
    assert same["old_code"].equals(same["new_code"])
    assert set(table("norm_functions")["land_code"]) <= new
    tags = table("osm_tags")
    assert set(tags["code"]) - {""} <= new


def test_parents_lead_to_the_group():
    frame = table("landuse_codes")
    tops = {"NNP": "agricultural", "PNN": "non_agricultural", "CSD": "unused", "MVB": "coastal_water"}
    for circular, codes in frame.groupby("circular"):
        parent = dict(zip(codes["code"], codes["parent"], strict=True))
        for code, group in zip(codes["code"], codes["group"], strict=True):
            climbed = code
            for _ in range(6):
                climbed = parent[climbed] or climbed
            assert tops[climbed] == group, (circular, code)


@pytest.mark.parametrize("name", ["landuse_codes", "norm_functions", "osm_tags", "plan_layers"])
def test_defence_and_security_are_marked(name):
    frame = table(name)
    if name == "plan_layers":
        marked = frame["layer"].str.contains("quocphong|anninh", case=False)
    elif name == "landuse_codes":
        marked = frame["code"].isin(["CQP", "CAN"])
    elif name == "norm_functions":
        marked = frame["land_code"].isin(["CQP", "CAN"])
    else:
        assert {"CQP", "CAN"} <= set(frame["code"])
        return
    assert marked.sum() >= 2
    assert frame["secret"].eq(1).equals(marked)


def test_kinds_are_of_the_closed_list():
    services = table("norms_services")
    assert set(services["kind"]) - {""} <= set(FACILITY_KINDS)
    tags = table("osm_tags")
    assert set(tags["layer"]) <= set(KNOWN)
    assert set(tags.loc[tags["layer"] == "facilities", "kind"]) - {""} <= set(FACILITY_KINDS)
    assert tags.loc[tags["layer"] == "landuse", "code"].ne("").all()
