"""Every real file that is no OpenStreetMap extract: read with the counts its list gives, or refused by a code."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from layers.files import read, read_grid
from layers.problems import LayerError

# File: features by sublayer, kind of geometry ("" for a table), CRS; as the list of the files states them.
READ: dict[str, tuple[dict[str, int], set[str], str]] = {
    "vietnam-boundaries/binh_dinh_2025_wards.geojson": ({"": 58}, {"MultiPolygon"}, "EPSG:4326"),
    "vietnam-boundaries/gia_lai_2025_province.geojson": ({"": 1}, {"MultiPolygon"}, "EPSG:4326"),
    "vietnam-boundaries/old_to_new_units_2025.csv": ({"": 3321}, set(), ""),
    "vietnam-population/binh_dinh_communes_census2009.gpkg": ({"": 159}, {"MultiPolygon"}, "EPSG:4326"),
    "vietnam-population/binh_dinh_districts_census2009.gpkg": ({"": 11}, {"MultiPolygon"}, "EPSG:4326"),
    "vietnam-population/vn_cities_2019.geojson": ({"": 88}, {"Point"}, "EPSG:4326"),
    "vietnam-population/vn_population_ward_2019.csv": ({"": 11165}, set(), ""),
    "vietnam-population/vn_wards_2025_population_area.csv": ({"": 3311}, set(), ""),
    "vietnam-population/vn_young_population_district.csv": ({"": 712}, set(), ""),
    "osm/bubenec_prague.gpkg": (
        {"tessellation": 144, "buildings": 144, "streets": 35, "plots": 407},
        {"Polygon", "LineString"},
        "EPSG:3857",
    ),
    "osm/hanoi_hospitals_overpass.json": ({"": 252}, {"Point"}, "EPSG:4326"),
    "osm/helsinki_population_grid_2020.gpkg": ({"": 92}, {"Polygon"}, "EPSG:4326"),
    "porto-alegre/poa_hexgrid.csv": ({"": 1227}, set(), ""),
    "porto-alegre/poa_points_of_interest.csv": ({"": 15}, set(), ""),
    "rasters/sao_miguel_municipalities.gpkg": ({"": 6}, {"MultiPolygon"}, "EPSG:4326"),
    "cambridge-zoning/census_block_groups_2020.geojson": ({"": 87}, {"Polygon"}, "EPSG:4326"),
    "cambridge-zoning/fire_stations.geojson": ({"": 8}, {"Point"}, "EPSG:4326"),
    "cambridge-zoning/flood_plain_100_year.geojson": ({"": 21}, {"MultiPolygon", "Polygon"}, "EPSG:4326"),
    "cambridge-zoning/health_clinics.geojson": ({"": 12}, {"Point"}, "EPSG:4326"),
    "cambridge-zoning/hospitals.geojson": ({"": 3}, {"Point"}, "EPSG:4326"),
    "cambridge-zoning/neighbourhoods.geojson": ({"": 13}, {"Polygon"}, "EPSG:4326"),
    "cambridge-zoning/open_space.geojson": ({"": 276}, {"MultiPolygon", "Polygon"}, "EPSG:4326"),
    "cambridge-zoning/private_schools.geojson": ({"": 32}, {"Point"}, "EPSG:4326"),
    "cambridge-zoning/public_schools.geojson": ({"": 18}, {"Point"}, "EPSG:4326"),
    "cambridge-zoning/street_centrelines.geojson": ({"": 2643}, {"LineString", "MultiLineString"}, "EPSG:4326"),
    "cambridge-zoning/zoning_districts.geojson": ({"": 261}, {"Polygon"}, "EPSG:4326"),
    "cambridge-zoning/zoning_overlay_districts.geojson": ({"": 53}, {"MultiPolygon", "Polygon"}, "EPSG:4326"),
    "sensors/binh_dinh_air_quality_may2026.csv": ({"": 14122}, set(), ""),
    "sensors/gia_lai_quang_ngai_traffic_hourly_may2026.csv": ({"": 642}, set(), ""),
    "sensors/vn_air_quality_stations.csv": ({"": 263}, set(), ""),
    "citizen-reports/st_louis_january_2018.csv": ({"": 1554}, set(), ""),
    "reference-sf-stores/sf_demand_205_tracts.csv": ({"": 205}, set(), ""),
    "reference-sf-stores/sf_network_distance.csv": ({"": 3280}, set(), ""),
    "reference-sf-stores/sf_store_sites_16.csv": ({"": 16}, set(), ""),
}
REFUSED = {
    "vietnam-boundaries/binh_dinh_province_and_districts_dvhcvn.json": "json_not_geojson",
    "vietnam-boundaries/units_2025_names_vi.json": "json_not_geojson",
    "osm/hanoi_quoc_tu_giam_osmnx.graphml": "graphml_not_supported",
    "osm/hanoi_ba_dinh.osm": "osm_by_its_own_type",
    "osm/helsinki_centre.osm.pbf": "osm_by_its_own_type",
    "osm/osmnx_tiny_planet_extract.osm": "osm_by_its_own_type",
    "osm/pyrosm_small_test.osm.pbf": "osm_by_its_own_type",
    "porto-alegre/poa_osm.pbf": "osm_by_its_own_type",
    "porto-alegre/poa_bus_gtfs.zip": "gtfs_not_in_this_version",
    "porto-alegre/poa_train_gtfs.zip": "gtfs_not_in_this_version",
    "porto-alegre/poa_elevation.tif": "wrong_file_kind",
    "rasters/expected_sao_miguel_zonal.json": "json_not_geojson",
    "reference-sf-stores/expected.json": "json_not_geojson",
    "rasters/jamaica_flood_1in1000.tif.aux.xml": "wrong_file_kind",
}
# File: rows and columns, CRS, what was noted; "slope" reads a CRS that has no EPSG code of its own kind.
GRIDS: dict[str, tuple[tuple[int, int], str, set[str]]] = {
    "porto-alegre/poa_elevation.tif": ((403, 413), "EPSG:4326", {"nodata_not_stated"}),
    "rasters/sao_miguel_dem_eudem_v11.tif": ((192, 384), "EPSG:4326", set()),
    "rasters/sao_miguel_land_area_gpw.tif": ((48, 96), "EPSG:4326", set()),
    "rasters/sao_miguel_landcover_corine_2018.tif": ((1920, 3840), "EPSG:4326", {"nodata_not_stated"}),
    "rasters/sao_miguel_population_count_gpw_2020.tif": ((48, 96), "EPSG:4326", set()),
    "rasters/sao_miguel_population_density_gpw_2020.tif": ((48, 96), "EPSG:4326", set()),
    "rasters/slope_small.tif": ((78, 84), "EPSG:9674", set()),
}


@pytest.mark.parametrize("name", READ)
def test_real_files_are_read(name: str, realdata: Path) -> None:
    counts, kinds, crs = READ[name]
    raws = read(realdata / name)
    assert {raw.sublayer: len(raw.frame) for raw in raws} == counts
    found: set[str] = set()
    for raw in raws:
        assert raw.crs == crs
        if "geometry" in raw.frame.columns:
            found |= set(raw.frame["geometry"].geom_type)
    assert found == kinds
    assert {note.severity for raw in raws for note in raw.notes} <= {"note"}


@pytest.mark.parametrize("name", REFUSED)
def test_real_files_of_other_kinds_are_refused(name: str, realdata: Path) -> None:
    with pytest.raises(LayerError) as raised:
        read(realdata / name)
    (problem,) = raised.value.problems
    assert problem.code == REFUSED[name]


@pytest.mark.parametrize("name", GRIDS)
def test_real_rasters_are_read(name: str, realdata: Path) -> None:
    shape, crs, notes = GRIDS[name]
    grid = read_grid(realdata / name, type_="other", name="g")
    assert (grid.values.shape, grid.crs) == (shape, crs)
    assert {note.code for note in grid.notes} == notes


def test_a_flood_map_with_codes_for_no_value(realdata: Path) -> None:
    path = realdata / "rasters/jamaica_flood_1in1000.tif"
    with pytest.raises(LayerError) as raised:
        read_grid(path, type_="flood_depth", name="g")
    (problem,) = raised.value.problems
    assert (problem.code, problem.allowed) == ("undeclared_nodata", "--nodata -9999 --nodata 999")
    grid = read_grid(path, type_="flood_depth", name="g", nodata=(-9999, 999))
    assert float(np.nanmax(grid.filled)) == 10, "the largest depth, as the list of the files says"


def test_a_picture_is_no_raster_of_values(realdata: Path) -> None:
    with pytest.raises(LayerError) as raised:
        read_grid(realdata / "rasters/rgb_byte_bahamas.tif", type_="elevation", name="g")
    assert [(p.code, p.found) for p in raised.value.problems] == [("raster_bands", "3")]


def test_people_of_binh_dinh_add_up(realdata: Path) -> None:
    (raw,) = read(realdata / "vietnam-population/vn_population_ward_2019.csv")
    rows = raw.frame[raw.frame["city"] == "BìnhĐịnh"]
    assert len(rows) == 159
    assert rows["total"].astype(float).sum() == 1_486_918, "the census of 1 April 2019"


def test_no_real_file_is_without_an_expectation(realdata: Path) -> None:
    known = {*READ, *REFUSED, *GRIDS, "rasters/jamaica_flood_1in1000.tif", "rasters/rgb_byte_bahamas.tif", "README.md"}
    there = {str(path.relative_to(realdata)) for path in realdata.rglob("*") if path.is_file()}
    assert there <= known
