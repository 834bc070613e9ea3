"""The known types are those of the command line's reference."""

from __future__ import annotations

import pytest

from data import table
from layers.known import DEFAULT_STREET_CLASS, FACILITY_KINDS, KNOWN, STREET_CLASSES, kinds_below, matches_kind
from layers.names import plain

# cli.md, "Types": geometry, required, optional.
POINT, LINE, POLYGON = "point", "line", "polygon"
REFERENCE = {
    "area": ({POLYGON}, set(), {"name"}),
    "units": ({POLYGON, POINT}, {"id", "name"}, {"name_en", "level", "kind", "parent", "valid_from", "valid_to"}),
    "population": (
        {POINT, POLYGON},
        {"people"},
        {"id", "children_0_5", "children_6_10", "children_11_14", "elderly_60", "income", "urban"},
    ),
    "streets": (
        {LINE},
        set(),
        {
            "id",
            "class",
            "oneway",
            "speed_kmh",
            "name",
            "width_m",
            "lanes",
            "bridge",
            "tunnel",
            "layer",
            "access",
            "surface",
            "u",
            "v",
        },
    ),
    "facilities": ({POINT, POLYGON}, {"kind"}, {"id", "name", "capacity", "unit_of_capacity", "opened", "closed"}),
    "landuse": ({POLYGON}, {"code"}, {"status", "year", "far", "coverage_pct", "floors_max", "density"}),
    "zoning": ({POLYGON}, {"code"}, {"status", "year", "far", "coverage_pct", "floors_max", "density"}),
    "green": ({POLYGON}, set(), {"name", "kind", "floors", "public"}),
    "water": ({POLYGON}, set(), {"name", "kind", "floors", "public"}),
    "buildings": ({POLYGON}, set(), {"name", "kind", "floors", "public"}),
    "sensors": ({POINT}, {"id", "quantity"}, {"name", "height_m", "owner"}),
    "observations": (set(), {"sensor", "time", "quantity", "value", "unit"}, {"flag"}),
    "reports": ({POINT}, {"id", "time", "category"}, {"status", "closed", "text"}),
}


@pytest.mark.parametrize("type_", REFERENCE)
def test_type_is_as_documented(type_):
    shapes, required, optional = REFERENCE[type_]
    spec = KNOWN[type_]
    assert set(spec.geometry) == shapes
    assert set(spec.required) == required
    assert required | optional <= {f.name for f in spec.fields}


def test_rasters_and_the_rest():
    assert {t for t, spec in KNOWN.items() if spec.raster} == {"population_grid", "elevation", "flood_depth"}
    assert set(KNOWN) >= {*REFERENCE, "attributes", "other"}
    assert KNOWN["other"].geometry_optional
    assert KNOWN["attributes"].is_table


@pytest.mark.parametrize("type_", KNOWN)
def test_names_of_a_type_are_unambiguous(type_):
    spec = KNOWN[type_]
    names = [plain(f.name) for f in spec.fields]
    assert len(set(names)) == len(names)
    for field in (f for f in spec.fields if f.name != "id"):
        for synonym in field.synonyms:
            assert plain(synonym), field.name
            assert plain(synonym) not in set(names) - {plain(field.name)}, (field.name, synonym)


def test_facility_kinds_are_the_closed_list():
    assert FACILITY_KINDS == (
        "school.preschool",
        "school.primary",
        "school.lower_secondary",
        "school.upper_secondary",
        "health.station",
        "health.hospital",
        "health.pharmacy",
        "market",
        "park",
        "bus_stop",
        "fire_station",
        "police",
        "public_office",
        "culture",
        "sport",
        "shelter",
        "job",
    )


@pytest.mark.parametrize(
    ("kind", "prefix", "expected"),
    [
        ("school.primary", "school", True),
        ("school.primary", "school.primary", True),
        ("school.primary", "school.pri", False),
        ("school", "school.primary", False),
        ("market", "mark", False),
    ],
)
def test_prefix_selects_all_below_it(kind, prefix, expected):
    assert matches_kind(kind, prefix) is expected


def test_kinds_below_a_prefix():
    assert len(kinds_below("school")) == 4
    assert kinds_below("health.hospital") == ("health.hospital",)
    assert kinds_below("hospital") == ()


def test_every_street_class_with_a_speed_is_known():
    speeds = table("speeds")
    assert set(speeds.loc[speeds["allowed"] == 1, "class"]) <= set(STREET_CLASSES)
    assert DEFAULT_STREET_CLASS in STREET_CLASSES
