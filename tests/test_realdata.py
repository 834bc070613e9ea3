"""Every real file has one known outcome: imported as what with which counts, or refused with which codes.

Counts are those of the files' own description, or counted here by other means (json, csv and sqlite3 of the standard
library); none is copied from what the program says. The defects that the description lists are looked for in the notes
of the import or in `check`; what cannot be found is listed in `NOT_DETECTED` with the reason.
"""

from __future__ import annotations

import csv
import json
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
import shapely

from layers.grid import Grid
from layers.layer import Layer
from layers.problems import PlanningError, Problem
from planning.workspace import Workspace

BOUNDARIES, PEOPLE, OSM, POA = "vietnam-boundaries", "vietnam-population", "osm", "porto-alegre"
RASTERS, CAMBRIDGE, SENSORS, SF = "rasters", "cambridge-zoning", "sensors", "reference-sf-stores"
WARDS = f"{BOUNDARIES}/binh_dinh_2025_wards.geojson"
COMMUNE = {"id": "commune_id", "name": "commune"}
DISTRICT = {"id": "district_id", "name": "district"}
ST_LOUIS = {"timezone": "America/Chicago", "crs": "ESRI:102696", "columns": {"x": "srx", "y": "sry"}}


@dataclass(frozen=True)
class Case:
    """One import: `layers` are those made with their number of features (`None`: counted in the file another way)."""

    file: str
    type: str
    layers: dict[str, int | None] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()
    notes: frozenset[str] = frozenset()
    options: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{Path(self.file).name} as {self.type} {'refused' if self.refused else ''}".strip()


def taken(file: str, type_: str, notes: str = "", **options: Any) -> Case:
    name = options.get("layer") or (options.get("kind") or type_).replace(".", "_")
    return Case(file, type_, {name: options.pop("count", None)}, notes=frozenset(notes.split()), options=options)


def refused(file: str, type_: str, codes: str, **options: Any) -> Case:
    return Case(file, type_, refused=frozenset(codes.split()), options=options)


def extract(file: str, layers: str, notes: str) -> Case:
    return Case(file, "osm", dict.fromkeys(layers.split()), notes=frozenset(notes.split()))


ALL = "streets facilities landuse green water buildings"
CASES = (
    # Boundaries
    taken(WARDS, "units", count=58),
    refused(f"{BOUNDARIES}/binh_dinh_province_and_districts_dvhcvn.json", "units", "json_not_geojson"),
    taken(f"{BOUNDARIES}/gia_lai_2025_province.geojson", "area", count=1),
    taken(f"{BOUNDARIES}/old_to_new_units_2025.csv", "other", count=3321),
    refused(f"{BOUNDARIES}/units_2025_names_vi.json", "other", "json_not_geojson"),
    # People
    taken(f"{PEOPLE}/binh_dinh_communes_census2009.gpkg", "population", count=159),
    taken(f"{PEOPLE}/binh_dinh_communes_census2009.gpkg", "units", count=159, columns=COMMUNE),
    refused(f"{PEOPLE}/binh_dinh_communes_census2009.gpkg", "units", "missing_column"),
    taken(f"{PEOPLE}/binh_dinh_districts_census2009.gpkg", "units", count=11, columns=DISTRICT),
    taken(f"{PEOPLE}/vn_cities_2019.geojson", "population", count=88, columns={"people": "pop_2019"}),
    taken(f"{PEOPLE}/vn_population_ward_2019.csv", "other", count=11165),
    refused(f"{PEOPLE}/vn_population_ward_2019.csv", "population", "no_geometry"),
    # 105 wards of all Vietnam have no population.
    refused(f"{PEOPLE}/vn_wards_2025_population_area.csv", "population", "missing_value"),
    taken(f"{PEOPLE}/vn_wards_2025_population_area.csv", "other", count=3311),
    taken(f"{PEOPLE}/vn_young_population_district.csv", "other", count=712),
    # OpenStreetMap
    taken(f"{OSM}/bubenec_prague.gpkg", "streets", "street_class_assumed", count=35),
    refused(f"{OSM}/bubenec_prague.gpkg", "buildings", "several_sublayers"),
    taken(f"{OSM}/bubenec_prague.gpkg::buildings", "buildings", count=144),
    taken(f"{OSM}/bubenec_prague.gpkg::plots", "other", count=407),
    taken(f"{OSM}/bubenec_prague.gpkg::tessellation", "other", count=144),
    extract(f"{OSM}/hanoi_ba_dinh.osm", ALL, "osm_not_streets osm_street_areas osm_assumed osm_repeats"),
    # 252 objects: 52 nodes, 196 ways, 4 relations.
    taken(f"{OSM}/hanoi_hospitals_overpass.json", "facilities", count=252, kind="health.hospital"),
    refused(f"{OSM}/hanoi_quoc_tu_giam_osmnx.graphml", "streets", "graphml_not_supported"),
    extract(
        f"{OSM}/helsinki_centre.osm.pbf", ALL, "osm_not_streets osm_missing_nodes osm_streets_gone osm_incomplete_areas"
    ),
    taken(f"{OSM}/helsinki_population_grid_2020.gpkg", "population", count=92),
    extract(f"{OSM}/osmnx_tiny_planet_extract.osm", "streets buildings", "osm_streets_gone"),
    extract(
        f"{OSM}/pyrosm_small_test.osm.pbf",
        "streets facilities landuse green buildings",
        "osm_missing_nodes osm_streets_gone",
    ),
    # Porto Alegre
    refused(f"{POA}/poa_bus_gtfs.zip", "other", "gtfs_not_in_this_version"),
    refused(f"{POA}/poa_train_gtfs.zip", "other", "gtfs_not_in_this_version"),
    taken(f"{POA}/poa_elevation.tif", "elevation", "nodata_not_stated", count=413 * 403),
    taken(f"{POA}/poa_hexgrid.csv", "population", count=1227),
    taken(
        f"{POA}/poa_hexgrid.csv",
        "facilities",
        "zero_supply_left_out",
        kind="school.primary",
        columns={"capacity": "schools"},
    ),
    extract(f"{POA}/poa_osm.pbf", ALL, "osm_not_streets osm_street_areas"),
    taken(f"{POA}/poa_points_of_interest.csv", "other", count=15),
    # Rasters: features are the cells with a value, counted here from the bytes.
    refused(f"{RASTERS}/expected_sao_miguel_zonal.json", "other", "json_not_geojson"),
    refused(f"{RASTERS}/jamaica_flood_1in1000.tif", "flood_depth", "undeclared_nodata"),
    refused(f"{RASTERS}/jamaica_flood_1in1000.tif", "flood_depth", "undeclared_nodata", nodata=(-9999.0,)),
    taken(f"{RASTERS}/jamaica_flood_1in1000.tif", "flood_depth", nodata=(-9999.0, 999.0)),
    # What GDAL noted beside the file: statistics in which the codes count as depths.
    refused(f"{RASTERS}/jamaica_flood_1in1000.tif.aux.xml", "other", "wrong_file_kind"),
    refused(f"{RASTERS}/rgb_byte_bahamas.tif", "elevation", "raster_bands"),
    taken(f"{RASTERS}/sao_miguel_dem_eudem_v11.tif", "elevation"),
    taken(f"{RASTERS}/sao_miguel_land_area_gpw.tif", "population_grid"),
    refused(f"{RASTERS}/sao_miguel_landcover_corine_2018.tif", "landuse", "wrong_file_kind"),
    refused(f"{RASTERS}/sao_miguel_municipalities.gpkg", "units", "missing_column"),
    taken(f"{RASTERS}/sao_miguel_municipalities.gpkg", "units", count=6, columns={"id": "name", "name": "name"}),
    taken(f"{RASTERS}/sao_miguel_population_count_gpw_2020.tif", "population_grid"),
    taken(f"{RASTERS}/sao_miguel_population_density_gpw_2020.tif", "population_grid", unit="people_per_km2"),
    taken(f"{RASTERS}/slope_small.tif", "elevation"),
    # Cambridge
    taken(
        f"{CAMBRIDGE}/census_block_groups_2020.geojson",
        "units",
        count=87,
        columns={"id": "GEOID20", "name": "NAMELSAD20"},
    ),
    taken(f"{CAMBRIDGE}/fire_stations.geojson", "facilities", count=8, kind="fire_station"),
    taken(f"{CAMBRIDGE}/flood_plain_100_year.geojson", "water", count=21),
    taken(f"{CAMBRIDGE}/health_clinics.geojson", "facilities", count=12, kind="health.station"),
    taken(f"{CAMBRIDGE}/hospitals.geojson", "facilities", count=3, kind="health.hospital"),
    taken(f"{CAMBRIDGE}/neighbourhoods.geojson", "units", count=13),
    taken(f"{CAMBRIDGE}/open_space.geojson", "green", count=276),
    taken(f"{CAMBRIDGE}/private_schools.geojson", "facilities", count=32, kind="school.primary"),
    taken(f"{CAMBRIDGE}/public_schools.geojson", "facilities", count=18, kind="school.primary"),
    taken(f"{CAMBRIDGE}/street_centrelines.geojson", "streets", "street_class_assumed", count=2643),
    taken(f"{CAMBRIDGE}/zoning_districts.geojson", "zoning", count=261),
    refused(f"{CAMBRIDGE}/zoning_overlay_districts.geojson", "zoning", "missing_column"),
    taken(f"{CAMBRIDGE}/zoning_overlay_districts.geojson", "zoning", count=53, columns={"code": "Name"}),
    # Sensors and reports
    taken(f"{SENSORS}/binh_dinh_air_quality_may2026.csv", "observations", count=14122),
    taken(f"{SENSORS}/gia_lai_quang_ngai_traffic_hourly_may2026.csv", "other", count=642),
    refused(f"{SENSORS}/vn_air_quality_stations.csv", "sensors", "missing_column"),
    taken(f"{SENSORS}/vn_air_quality_stations.csv", "other", count=263),
    refused("citizen-reports/st_louis_january_2018.csv", "reports", "time_zone_missing"),
    taken(
        "citizen-reports/st_louis_january_2018.csv", "reports", "ids_repeated without_position", count=1554, **ST_LOUIS
    ),
    # Stores of San Francisco
    refused(f"{SF}/expected.json", "other", "json_not_geojson"),
    refused(f"{SF}/sf_demand_205_tracts.csv", "population", "missing_column"),
    taken(f"{SF}/sf_demand_205_tracts.csv", "population", "columns_renamed", count=205, columns={"people": "POP2000"}),
    taken(f"{SF}/sf_network_distance.csv", "other", count=3280),
    taken(f"{SF}/sf_store_sites_16.csv", "facilities", "columns_renamed", count=16, kind="market"),
)

NOT_DETECTED = {
    "vn_wards_2025_population_area.csv has 3,311 rows, ten fewer than there are units": (
        "the register under data/ holds the 58 units of the area, where none is missing; the other 3,263 are not known"
    ),
    "overlay districts overlap the base zones": "they are meant to: one layer lies over the other, and both are zoning",
    "nodes of the Hanoi file reach beyond its stated bounds": "whole ways are kept on purpose; nothing is wrong",
    "demand and distances of San Francisco list tracts in different order": (
        "tables are joined by code or name, never by the order of rows"
    ),
    "slope_small.tif is no elevation, land area no population, 1-44 in the land cover are classes": (
        "a raster does not say what its numbers mean; the person does, with --as"
    ),
    "which of 999 and -9999 among the flood depths mean water": "both are named and counted; the person says it",
}


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    return Workspace.open(tmp_path / "kho")


def bring(workspace: Workspace, realdata: Path, case: Case):
    return workspace.bring(realdata / case.file, type=case.type, **case.options)


def test_every_file_is_in_the_table(realdata):
    found = {
        path.relative_to(realdata).as_posix()
        for path in realdata.rglob("*")
        if path.is_file() and path.parent != realdata
    }
    known = {case.file.partition("::")[0] for case in CASES}
    assert found == known
    assert len(found) == 56  # the 55 of the description and one .aux.xml


@pytest.mark.parametrize("case", [c for c in CASES if not c.refused], ids=str)
def test_file_is_imported_with_its_counts(case, realdata, workspace):
    done = bring(workspace, realdata, case)
    made = {item.name: item.features for item in done}
    assert set(made) == set(case.layers)
    for name, count in case.layers.items():
        wanted = count if count is not None else counted(realdata, case)
        assert made[name] == wanted if wanted is not None else made[name] > 0
    codes = {note.code for item in done for note in item.notes}
    assert case.notes <= codes
    if case.type != "observations":
        assert {e.layer: e.features for e in workspace.warehouse.entries()} == made


@pytest.mark.parametrize("case", [c for c in CASES if c.refused], ids=str)
def test_file_is_refused_with_what_to_do(case, realdata, workspace):
    from planning.i18n import translator

    with pytest.raises(PlanningError) as caught:
        bring(workspace, realdata, case)
    errors = [p for p in caught.value.problems if p.severity == "error"]
    assert {p.code for p in errors} == case.refused
    assert all(translator(language).has(f"problem.{p.code}.remedy") for p in errors for language in ("vi", "en"))
    assert workspace.warehouse.entries() == ()


def counted(realdata: Path, case: Case) -> int | None:
    """The features of a file, counted without the program; `None` where that would need a program of its own."""
    path = realdata / case.file.partition("::")[0]
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
        supply = case.options.get("columns", {}).get("capacity")
        return sum(float(row[supply]) > 0 for row in rows) if supply else len(rows)
    if path.suffix == ".tif":
        with rasterio.open(path) as file:
            values = file.read(1)
        missing = [file.nodata, *case.options.get("nodata", ())]
        known = np.ones(values.shape, dtype=bool)
        for code in (code for code in missing if code is not None):
            known &= values != np.array(code).astype(values.dtype)
        return int(known.sum())
    return None


COUNTED = [c for c in CASES if c.file.partition("::")[0].endswith((".geojson", ".csv", ".gpkg")) and not c.refused]


@pytest.mark.parametrize("case", COUNTED, ids=str)
def test_counts_of_the_table_are_those_of_the_bytes(case, realdata):
    path = realdata / case.file.partition("::")[0]
    (count,) = case.layers.values()
    if path.suffix == ".geojson":
        features = len(json.loads(path.read_text(encoding="utf-8"))["features"])
    elif path.suffix == ".gpkg":
        with sqlite3.connect(path) as db:
            tables = [row[0] for row in db.execute("SELECT table_name FROM gpkg_contents")]
            name = case.file.partition("::")[2] or (tables[0] if len(tables) == 1 else case.type)
            features = db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - names of the test
    else:
        features = counted(realdata, case)
    assert count is None or features == count


# --- streets against the numbers of the files' description

ROADS = {
    "osm/hanoi_ba_dinh.osm": 527,
    "osm/helsinki_centre.osm.pbf": 2650,
    "osm/osmnx_tiny_planet_extract.osm": 19,
    "osm/pyrosm_small_test.osm.pbf": 343,
    "porto-alegre/poa_osm.pbf": 15886,
}


@pytest.mark.parametrize(("file", "roads"), ROADS.items(), ids=[Path(f).name for f in ROADS])
def test_every_road_is_a_street_or_told_why_not(file, roads, realdata, workspace):
    (streets,) = workspace.bring(realdata / file, type="osm", only=("streets",))
    layer = workspace.warehouse.get("streets")
    assert isinstance(layer, Layer)
    ways = layer.frame["osm_id"].nunique()
    left_out = Counter({n.code: n.count for n in streets.notes})
    assert ways + sum(left_out[c] for c in ("osm_not_streets", "osm_street_areas", "osm_streets_gone")) == roads


# --- rasters: sums and means of the island against those of an exact method


def test_people_of_the_island_are_those_of_the_file(realdata, workspace):
    with rasterio.open(realdata / RASTERS / "sao_miguel_population_count_gpw_2020.tif") as file:
        people = file.read(1, masked=True).sum(dtype="float64")
    bring(workspace, realdata, next(c for c in CASES if "population_count" in c.file))
    grid = workspace.warehouse.get("population_grid")
    assert isinstance(grid, Grid)
    assert np.nansum(grid.filled) == pytest.approx(people, rel=1e-6)


# --- tables joined to the 58 units


def test_table_by_code_matches_all_58_units(realdata, workspace):
    workspace.bring(realdata / WARDS, type="units")
    table = realdata / PEOPLE / "vn_wards_2025_population_area.csv"
    (done,) = workspace.bring(table, type="attributes", to="units", on=("id", "code"))
    assert done.features == 58
    codes = {note.code: note for note in done.notes}
    assert "features_unmatched" not in codes
    assert codes["rows_unmatched"].count == 3311 - 58
    frame = workspace.warehouse.get("units").frame
    assert frame["population"].notna().sum() == 57
    assert frame["population"].sum() == 1_794_880
    assert frame.index[frame["population"].isna()].tolist() == ["21607"]  # Nhơn Châu


def test_table_of_old_communes_is_not_joined_by_names_that_repeat(realdata, workspace):
    # The file has codes of another register, and names that occur in many provinces.
    workspace.bring(realdata / WARDS, type="units")
    with pytest.raises(PlanningError) as caught:
        workspace.bring(
            realdata / PEOPLE / "vn_population_ward_2019.csv", type="attributes", to="units", on=("name", "ward")
        )
    assert "rows_repeated" in {p.code for p in caught.value.problems}
    with pytest.raises(PlanningError) as caught:
        workspace.bring(
            realdata / PEOPLE / "vn_population_ward_2019.csv", type="attributes", to="units", on=("id", "ward_id")
        )
    assert {p.code for p in caught.value.problems if p.severity == "error"} == {"nothing_matched"}


def test_rows_of_the_province_add_up_to_the_census(realdata, workspace):
    workspace.bring(realdata / PEOPLE / "vn_population_ward_2019.csv", type="other")
    frame = workspace.warehouse.get("other").frame
    rows = frame[frame["city"] == "BìnhĐịnh"]
    assert (len(rows), rows["total"].astype(float).sum()) == (159, 1_486_918)


# --- the defects that the description lists


def checked(
    workspace: Workspace, realdata: Path, *imports: tuple[str, str, dict[str, Any]]
) -> dict[tuple[str, str], Problem]:
    for file, type_, options in imports:
        workspace.bring(realdata / file, type=type_, **options)
    return {(p.code, p.field): p for p in workspace.check()}


def test_wards_overlap_and_two_areas_differ_and_two_names_are_spelled_otherwise(realdata, workspace):
    found = checked(workspace, realdata, (WARDS, "units", {}))
    overlap = found["polygons_overlap", ""]
    assert overlap.severity == "note"
    assert 1 < float(overlap.found.split(" ")[0]) < 10  # square metres
    # Nhơn Châu and Canh Vinh.
    assert set(found["area_disagrees", "areaKm2"].ids) == {"21607", "22006"}
    names = found["tone_mark_elsewhere", "name"]
    assert names.found == "An Hoà / An Hòa, Hoà Hội / Hòa Hội"


def test_province_leaves_out_the_island(realdata, workspace):
    found = checked(
        workspace, realdata, (f"{BOUNDARIES}/gia_lai_2025_province.geojson", "area", {}), (WARDS, "units", {})
    )
    assert found["beyond_area", ""].ids == ("21607",)


def test_table_of_wards_has_doubtful_areas_and_people(realdata, workspace):
    attributes = {"to": "units", "on": ("id", "code")}
    table = f"{PEOPLE}/vn_wards_2025_population_area.csv"
    found = checked(workspace, realdata, (WARDS, "units", {}), (table, "attributes", attributes))
    units = workspace.warehouse.get("units").to_crs("EPSG:32649").frame
    off = (units["area_km2"] / (units.geometry.area / 1e6) - 1).abs()
    wrong = set(off[(off > 0.05) & (units["area_km2"] > 0)].index)
    assert len(wrong | set(units.index[units["area_km2"] == 0])) == 10  # as described
    assert wrong <= set(found["area_disagrees", "area_km2"].ids)
    an_nhon = units.index[units["area_km2"] == 3.23][0]
    assert an_nhon in found["area_disagrees", "area_km2"].ids[:3]
    assert found["people_missing", "population"].ids == ("21607",)
    assert found["people_far_from_census", "population"].found.startswith("1 794 880")


def test_areas_of_zero_and_missing_people_in_all_of_vietnam(realdata, workspace):
    found = checked(workspace, realdata, (f"{PEOPLE}/vn_wards_2025_population_area.csv", "other", {}))
    assert found["area_zero", "area_km2"].count == 15
    assert found["people_missing", "population"].count == 105


def test_codes_written_as_decimals_are_mended_and_counted(realdata, tmp_path, workspace):
    source = (realdata / PEOPLE / "vn_wards_2025_population_area.csv").read_text(encoding="utf-8").splitlines()
    rows = [row for row in source[1:] if row.split(",")[6]]
    (tmp_path / "wards.csv").write_text("\n".join([source[0], *rows]) + "\n", encoding="utf-8")
    (done,) = workspace.bring(tmp_path / "wards.csv", type="population")
    assert {n.code: n.count for n in done.notes}["codes_as_decimals"] == 3311 - 105
    assert "21583" in workspace.warehouse.get("population").frame.index


@pytest.mark.parametrize(("level", "columns"), [("communes", COMMUNE), ("districts", DISTRICT)])
def test_census_of_2009_has_escape_codes_and_adds_up(level, columns, realdata, workspace):
    found = checked(workspace, realdata, (f"{PEOPLE}/binh_dinh_{level}_census2009.gpkg", "units", {"columns": columns}))
    frame = workspace.warehouse.get("units").frame
    assert frame["population"].sum() == 1_462_552
    assert {field for code, field in found if code == "text_escaped"} >= {"province_vn", "district_vn"}
    assert "= " in found["text_escaped", "district_vn"].found
    assert ("area_disagrees", "area") in found  # hectares, within 9 % of the outlines for districts
    if level == "districts":
        wrong = found["names_disagree", "province_vn"]
        assert (wrong.count, wrong.found) == (11, "Binh Dinh / Thái Bình")


def test_population_reaches_further_than_the_streets(realdata, workspace):
    found = checked(workspace, realdata, (f"{OSM}/helsinki_centre.osm.pbf", "osm", {"only": ("streets",)}),
                    (f"{OSM}/helsinki_population_grid_2020.gpkg", "population", {}))  # fmt: skip
    beyond = found["beyond_streets", ""]
    assert (beyond.layer, beyond.allowed) == ("population", "streets")
    assert 0 < beyond.count < 92


def test_elevation_has_no_nodata_and_many_zeros(realdata, workspace):
    found = checked(workspace, realdata, (f"{POA}/poa_elevation.tif", "elevation", {}))
    assert found["raster_zeros", ""].count == 19_588
    assert found["nodata_not_stated", ""].severity == "warning"


def test_codes_among_flood_depths_are_counted(realdata, workspace):
    with rasterio.open(realdata / RASTERS / "jamaica_flood_1in1000.tif") as file:
        values = file.read(1)
    with pytest.raises(PlanningError) as caught:
        workspace.bring(realdata / RASTERS / "jamaica_flood_1in1000.tif", type="flood_depth")
    (problem,) = [p for p in caught.value.problems if p.code == "undeclared_nodata"]
    for code in (-9999, 999):
        assert f"{code} ({int((values == code).sum())})" in problem.found


def test_overlay_districts_overlap_and_base_zones_do_not(realdata, workspace):
    overlay = {"columns": {"code": "Name"}, "layer": "overlay"}
    for file, type_, options in (
        (f"{CAMBRIDGE}/zoning_districts.geojson", "zoning", {}),
        (f"{CAMBRIDGE}/zoning_overlay_districts.geojson", "zoning", overlay),
    ):
        workspace.bring(realdata / file, type=type_, **options)
    found = [p for p in workspace.check() if p.code == "polygons_overlap"]
    assert [p.layer for p in found] == ["overlay"]
    # 5.47 km2 in sum and 4.66 joined: at least the difference lies in pairs.
    assert float(found[0].found.split(" ")[0]) >= 5.47 - 4.66
    outlines = workspace.warehouse.get("overlay").to_crs("EPSG:32619").frame.geometry
    assert (outlines.area.sum() / 1e6, shapely.union_all(outlines.to_numpy()).area / 1e6) == pytest.approx(
        (5.47, 4.66), abs=0.01
    )


def test_defects_of_the_air_quality_readings(realdata, workspace):
    found = checked(workspace, realdata, (f"{SENSORS}/binh_dinh_air_quality_may2026.csv", "observations", {}))
    short, long = "Binh Dinh, Vietnam", "Quy Nhon, Binh Dinh, Vietnam"
    same = found["series_identical", ""]
    assert (set(same.ids), same.found) == ({short, long}, "91")
    alike = found["series_alike", ""]
    assert {sensor.split(",")[0] for sensor in alike.ids} == {"Ngo May", "ong a"}
    assert alike.found.startswith("r = 0.9")
    assert set(found["quantity_lacking", "pm25"].ids) == {short, long}
    assert set(found["series_short", ""].ids) == {short, long}
    assert {field for code, field in found if code == "unit_implausible"} == {"temp", "hum"}
    assert found["zero_readings", "pm25"].found.startswith("16 / ")
    assert (found["flag_says_nothing", "flag"].found, found["flag_says_nothing", "flag"].count) == ("valid", 14_122)
    gaps = found["series_gaps", ""]
    assert (gaps.found.split(" ")[0], gaps.allowed) == ("7.9", "60 min")
    assert ("times_irregular", "") in found


def test_five_stations_share_a_place_and_wards_are_wrong(realdata, workspace):
    for file, type_ in ((WARDS, "units"), (f"{SENSORS}/vn_air_quality_stations.csv", "other")):
        workspace.bring(realdata / file, type=type_)
    found = workspace.check()
    shared = [p for p in found if p.code == "several_at_one_place"]
    (quy_nhon,) = [p for p in shared if p.found.startswith("109.22") and " 13.78" in p.found]
    assert quy_nhon.count == 5
    (elsewhere,) = [p for p in found if p.code == "unit_elsewhere"]
    frame = workspace.warehouse.get("other").frame
    wrong = frame.loc[list(elsewhere.ids), "ward"]
    assert "Xã Đăk Song" in set(wrong)


def test_defects_of_the_citizen_reports(realdata, workspace):
    with (realdata / "citizen-reports" / "st_louis_january_2018.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    numbers = Counter(row["requestid"] for row in rows)
    found = checked(workspace, realdata, ("citizen-reports/st_louis_january_2018.csv", "reports", ST_LOUIS))
    again = found["ids_repeated", "id"]
    assert again.found == str(len(rows) - len(numbers)) == "22"
    assert again.count == sum(count > 1 for count in numbers.values())
    assert found["without_position", ""].count == 48
    variants = found["spelling_variants", "status"]
    states = Counter(row["status"] for row in rows)
    assert f"CLOSED ({states['CLOSED']}), Closed ({states['Closed']})" in variants.found
    layer = workspace.warehouse.get("reports")
    assert layer.crs == "ESRI:102696"
    lon, lat = layer.to_crs("EPSG:4326").frame.geometry.union_all().centroid.coords[0]
    assert (lon, lat) == pytest.approx((-90.25, 38.63), abs=0.05)  # St. Louis


@pytest.mark.parametrize("defect", NOT_DETECTED)
def test_what_cannot_be_detected_has_a_reason(defect):
    assert len(NOT_DETECTED[defect].split()) > 5
