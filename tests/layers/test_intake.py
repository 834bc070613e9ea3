"""From a table as it came to a checked layer, or to every problem at once."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from layers.files.raw import Raw
from layers.intake import Intake, take_in
from layers.known import KNOWN
from layers.layer import Provenance
from layers.placing import Surroundings
from layers.problems import LayerError, OptionError

SQUARE = shapely.box(109.20, 13.70, 109.21, 13.71)
STREET = shapely.LineString([(109.20, 13.70), (109.21, 13.70)])
BOW_TIE = shapely.Polygon([(109.2, 13.7), (109.3, 13.8), (109.3, 13.7), (109.2, 13.8)])


def table(**columns):
    return Raw(
        frame=pd.DataFrame({k: pd.Series(v, dtype="object") for k, v in columns.items()}), file="f.csv", sha256="abc"
    )


def shapes(geometry, crs="EPSG:4326", **columns):
    frame = gpd.GeoDataFrame(columns, geometry=list(geometry), crs=crs or None)
    return Raw(frame=frame, crs=crs, file="f.gpkg")


def taken(raw, type_, **options):
    return take_in(raw, Intake(type=type_, **options))


def refused(raw, type_, **options):
    with pytest.raises((LayerError, OptionError)) as caught:
        taken(raw, type_, **options)
    return {(p.code, p.field): p for p in caught.value.problems}


def notes(layer):
    return {p.code: p for p in layer.notes}


def test_table_with_positions_becomes_a_layer():
    raw = table(Mã=["a1", "a2"], dan_so=["1.234", "12.345"], lon=[109.2, 109.3], lat=[13.7, 13.8], ghi_chu=["x", None])
    layer = taken(raw, "population", provenance=Provenance(source="s"))
    assert (layer.name, layer.type, layer.crs, len(layer)) == ("population", "population", "EPSG:4326", 2)
    assert layer.frame["people"].tolist() == [1234, 12345]
    assert layer.frame.index.tolist() == ["a1", "a2"]
    assert layer.frame["ghi_chu"].iloc[0] == "x"  # a column that nobody knows is kept
    assert (layer.provenance.source, layer.provenance.file, layer.provenance.sha256) == ("s", "f.csv", "abc")
    assert notes(layer)["numbers_read_as_vietnamese"].layer == "population"


def test_all_problems_come_at_once_with_the_layer():
    raw = table(people=["x", "-1"], lon=["east", 109.2], lat=[13.7, 13.8], **{'a"b': [1, 2]})
    problems = refused(raw, "population", name="dan_cu")
    assert set(problems) == {
        ("not_a_number", "people"),
        ("out_of_range", "people"),
        ("not_a_number", "lon"),
        ("bad_column_name", "a b"),
        ("without_position", ""),
    }
    assert {p.layer for p in problems.values()} == {"dan_cu"}


@pytest.mark.parametrize(
    ("raw", "type_", "options", "expected"),
    [
        (table(name=["a"]), "population", {}, {("missing_column", "people"), ("no_geometry", "")}),
        (table(people=[1], x=[604660], y=[1523790]), "population", {}, {("crs_missing", "")}),
        (table(people=[1], x=[604660], y=[1523790]), "population", {"crs": "EPSG:999999"}, {("crs_unknown", "")}),
        (table(people=[1], x=[604660], y=[1523790]), "population", {"crs": "EPSG:6956"}, {("crs_deprecated", "")}),
        (table(people=[1], x=[1523790], y=[604660]), "population", {"crs": "EPSG:9217"}, {("axes_swapped", "")}),
        (table(people=[], lon=[], lat=[]), "population", {}, {("no_features", "")}),
        (shapes([SQUARE], crs=""), "area", {}, {("crs_missing", "")}),
        (shapes([BOW_TIE]), "area", {}, {("self_crossing", "")}),
        (shapes([None]), "area", {}, {("without_position", "")}),
        (shapes([shapely.Polygon()]), "area", {}, {("without_position", "")}),
        (shapes([STREET]), "area", {}, {("wrong_geometry", "")}),
        (shapes([SQUARE, SQUARE], id=["1", "1"], name=["a", "b"]), "units", {}, {("ids_repeated", "id")}),
        (shapes([SQUARE, SQUARE], id=["1", None], name=["a", "b"]), "units", {}, {("missing_value", "id")}),
        (shapes([SQUARE]), "units", {}, {("missing_column", "id"), ("missing_column", "name")}),
        (shapes([STREET], oneway=["sideways"]), "streets", {}, {("not_a_choice", "oneway")}),
        (shapes([STREET], maxspeed=["900"]), "streets", {}, {("out_of_range", "speed_kmh")}),
        (shapes([SQUARE], code=["ODT"], status=["old"]), "landuse", {}, {("not_a_choice", "status")}),
        (shapes([SQUARE.centroid]), "facilities", {}, {("missing_column", "kind")}),
        (shapes([SQUARE.centroid], kind=["zoo"]), "facilities", {}, {("not_a_choice", "kind")}),
        (shapes([SQUARE.centroid]), "facilities", {"kind": "zoo"}, {("unknown_kind", ""), ("missing_column", "kind")}),
        (shapes([SQUARE], code=["a"]), "landuse", {"kind": "market"}, {("kind_not_used", "")}),
        (shapes([SQUARE], code=["a"]), "landuse", {"columns": {"nope": "code"}}, {("unknown_field", "nope")}),
        (shapes([SQUARE], a=["a"]), "landuse", {"columns": {"code": "nope"}}, {("unknown_column", "code")}),
        (
            table(people=[1], a=[1], b=[2]),
            "population",
            {"columns": {"lon": "a", "lat": "c"}},
            {("unknown_column", "lat")},
        ),
        (
            table(sensor=["a"], time=["2026-05-14 08:00"], quantity=["pm25"], value=[1], unit=["x"]),
            "observations",
            {},
            {("time_zone_missing", "time")},
        ),
    ],
)
def test_what_cannot_be_a_layer_is_refused(raw, type_, options, expected):
    assert {key for key, p in refused(raw, type_, **options).items() if p.severity == "error"} == expected


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"type": "nonsense"}, "unknown_type"),
        ({"type": "area", "name": "a/b"}, "layer_name"),
        ({"type": "area", "name": "../x"}, "layer_name"),
    ],
)
def test_request_that_makes_no_sense(options, code):
    with pytest.raises(OptionError) as caught:
        take_in(shapes([SQUARE]), Intake(**options))
    assert [p.code for p in caught.value.problems] == [code]


def test_mapped_columns_win_over_names():
    raw = table(people=[1], dan_so_2025=[7], lon=[109.2], lat=[13.7])
    layer = taken(raw, "population", columns={"people": "dan_so_2025"})
    assert layer.frame["people"].tolist() == [7]
    assert layer.frame["people_file"].tolist() == [1]  # what the file called so is kept under another name


def test_kind_of_the_whole_file():
    layer = taken(shapes([SQUARE.centroid] * 2, name=["a", "b"]), "facilities", kind="school.primary")
    assert (layer.name, layer.frame["kind"].unique().tolist()) == ("school_primary", ["school.primary"])


def test_codes_lose_what_spreadsheets_added():
    layer = taken(shapes([SQUARE] * 2, ma_xa=["21553.0", " 21583"], ten=["a", "b"]), "units")
    assert layer.frame.index.tolist() == ["21553", "21583"]
    assert notes(layer)["codes_as_decimals"].count == 1


def test_repeated_ids_are_numbered_where_they_are_not_codes():
    layer = taken(shapes([STREET] * 4, id=["a", "a", "b", None], **{"class": ["primary"] * 4}), "streets")
    assert layer.frame.index.is_unique
    assert layer.frame.index.tolist()[:3] == ["a", "a_2", "b"]
    assert (notes(layer)["ids_repeated"].severity, notes(layer)["ids_repeated"].ids) == ("warning", ("a",))
    assert notes(layer)["ids_numbered"].count == 1


def test_numbering_does_not_run_into_ids_that_exist():
    layer = taken(shapes([STREET] * 4, id=["a", "a", "a_2", "a_2"], **{"class": ["primary"] * 4}), "streets")
    assert layer.frame.index.is_unique
    assert len(layer) == 4


def test_repairs_are_noted():
    spike = shapely.Polygon(
        [
            (109.2, 13.7),
            (109.21, 13.7),
            (109.21, 13.71),
            (109.205, 13.71),
            (109.205, 13.72),
            (109.205, 13.71),
            (109.2, 13.71),
        ]
    )
    layer = taken(shapes([shapely.force_3d(spike)]), "area")
    assert {"polygons_mended", "heights_removed"} <= set(notes(layer))
    assert layer.frame.geometry.is_valid.all()


def test_table_type_drops_shapes_and_optional_shapes_may_lack():
    raw = shapes([SQUARE.centroid], sensor=["a"], time=["2026-05-14T08:00:00Z"], quantity=["t"], value=[1], unit=["C"])
    assert not taken(raw, "observations").has_geometry
    reports = table(id=["1"], time=["2026-05-14T08:00:00Z"], category=["rác"])
    assert not taken(reports, "reports").has_geometry
    placed = table(
        id=["1", "2"], time=["2026-05-14T08:00:00Z"] * 2, category=["rác"] * 2, lon=[109.2, None], lat=[13.7, None]
    )
    layer = taken(placed, "reports")
    assert (layer.has_geometry, notes(layer)["without_position"].severity) == (True, "note")


def test_stated_crs_gives_way_to_the_flag():
    layer = taken(shapes([shapely.Point(604660, 1523790)], crs="EPSG:9218", people=[1]), "population", crs="EPSG:9217")
    assert layer.crs == "EPSG:9217"


def test_layer_elsewhere_is_refused():
    around = Surroundings(area=(108.55, 13.5, 109.4, 14.72))
    raw = table(people=[1], lon=[105.8], lat=[21.0])
    assert {p.code for p in refused(raw, "population", around=around).values()} == {"outside_area"}
    assert (
        taken(shapes([shapely.box(105, 21, 106, 22)]), "area", around=around).name == "area"
    )  # the area itself may move


def test_infinite_coordinates_are_refused():
    raw = table(people=[1, 1], lon=["109.2", "inf"], lat=["13.7", "13.8"])
    assert ("not_a_number", "lon") in refused(raw, "population")
    broken = shapes([shapely.Point(109.2, float("inf"))], people=[1])
    assert ("bad_coordinates", "") in refused(broken, "population")


@pytest.mark.parametrize("type_", sorted(t for t, spec in KNOWN.items() if not spec.raster))
def test_same_file_gives_the_same_layer(type_):
    columns = {
        "id": ["x"],
        "name": ["n"],
        "people": [1],
        "kind": ["market"],
        "code": ["ODT"],
        "quantity": ["t"],
        "sensor": ["s"],
        "time": ["2026-05-14T08:00:00Z"],
        "value": [1],
        "unit": ["C"],
        "category": ["c"],
    }
    shape = {
        "streets": STREET,
        "sensors": SQUARE.centroid,
        "reports": SQUARE.centroid,
        "facilities": SQUARE.centroid,
    }.get(type_, SQUARE)
    one, other = (taken(shapes([shape], **columns), type_) for _ in range(2))
    assert one.digest == other.digest


def test_a_count_column_taken_as_the_supply_says_what_it_counts() -> None:
    table = pd.DataFrame({"lon": ["109.1"], "lat": ["13.9"], "schools": ["3"], "quy mô": ["400"]})

    def unit(column: str) -> object:
        raw = Raw(frame=table, file="t.csv")
        taken = take_in(raw, Intake(type="facilities", kind="school.primary", columns={"capacity": column}))
        return taken.frame.get("unit_of_capacity", pd.Series([""])).iloc[0]

    assert unit("schools") == "schools"  # three schools are not three places
    assert unit("quy mô") == ""
