"""Files brought into a warehouse: surroundings, choices, all or none."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from affine import Affine

from layers.grid import Grid
from layers.layer import Layer
from layers.problems import LayerError, PlanningError
from layers.warehouse import open_warehouse
from planning.import_options import ImportOptions
from planning.importing import import_files, import_to, study_area

LON, LAT = 109.20, 13.75


@pytest.fixture
def warehouse(tmp_path):
    return open_warehouse(tmp_path / "kho", create=True)


def bring(warehouse, *paths, **options):
    return import_files(warehouse, paths, ImportOptions(**options))


def map_file(path, shapes, crs="EPSG:4326", layer=None, **columns):
    gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs).to_file(path, layer=layer, engine="pyogrio")
    return path


def squares(count=3, west=LON):
    return [shapely.box(west + 0.02 * n, LAT, west + 0.02 * (n + 1), LAT + 0.02) for n in range(count)]


UNITS = {"ma": ["21583", "21553", "21589"], "ten": ["a", "b", "c"]}


def codes(error):
    return {p.code for p in error.value.problems if p.severity == "error"}


def test_study_area_is_that_of_the_area_else_of_the_units(warehouse, tmp_path):
    assert study_area(warehouse, "population") is None
    bring(warehouse, map_file(tmp_path / "u.geojson", squares(), **UNITS), type="units")
    assert study_area(warehouse, "population") == pytest.approx((LON, LAT, LON + 0.06, LAT + 0.02))
    assert study_area(warehouse, "units") is None
    bring(warehouse, map_file(tmp_path / "a.geojson", [shapely.box(109, 13, 110, 14)]), type="area")
    assert study_area(warehouse, "population") == pytest.approx((109, 13, 110, 14))


def test_units_in_the_wrong_frame_are_known_by_their_codes(warehouse, tmp_path):
    bring(warehouse, map_file(tmp_path / "u.geojson", squares(), **UNITS), type="units")
    numbers = gpd.GeoSeries(squares(), crs="EPSG:4326").to_crs("EPSG:4756").set_crs("EPSG:4326", allow_override=True)
    with pytest.raises(LayerError) as caught:
        bring(warehouse, map_file(tmp_path / "v.geojson", numbers, **UNITS), type="units", layer="moi")
    (problem,) = caught.value.problems
    assert (problem.code, problem.allowed, problem.layer) == ("vn2000_read_as_wgs84", "EPSG:4756", "moi")
    (done,) = bring(warehouse, tmp_path / "v.geojson", type="units", layer="moi", crs="EPSG:4756")  # as the remedy says
    moved = warehouse.get("moi").to_crs("EPSG:9217").frame.geometry.centroid
    true = warehouse.get("units").to_crs("EPSG:9217").frame.geometry.centroid
    assert done.features == 3
    assert moved.distance(true).max() < 0.01


def test_facilities_in_the_wrong_zone_are_known_by_their_names(warehouse, tmp_path):
    points = gpd.GeoSeries([shapely.Point(LON + 0.01 * n, LAT + 0.003 * n) for n in range(4)], crs="EPSG:4326")
    names = {"name": ["Trường Lê Lợi", "Trường Trần Phú", "Chợ Đầm", "Trạm y tế Quy Nhơn"]}
    bring(warehouse, map_file(tmp_path / "a.geojson", points, **names), type="facilities", kind="market", layer="a")
    zone = points.to_crs("EPSG:9218").set_crs("EPSG:9217", allow_override=True)
    with pytest.raises(LayerError) as caught:
        bring(
            warehouse,
            map_file(tmp_path / "b.gpkg", zone, crs="EPSG:9217", **names),
            type="facilities",
            kind="market",
            layer="b",
        )
    assert (codes(caught), caught.value.problems[0].allowed) == ({"vn2000_wrong_zone"}, "EPSG:9218")


def grid_file(path, west=LON, north=LAT):
    profile = {
        "driver": "GTiff",
        "height": 8,
        "width": 8,
        "count": 1,
        "dtype": "float32",
        "crs": "EPSG:4326",
        "nodata": -9999,
        "transform": Affine(0.001, 0, west, 0, -0.001, north),
    }
    with rasterio.open(path, "w", **profile) as file:
        file.write(np.arange(64, dtype="float32").reshape(1, 8, 8))
    return path


def test_raster_is_held_against_the_study_area(warehouse, tmp_path):
    bring(warehouse, map_file(tmp_path / "u.geojson", squares(), **UNITS), type="units")
    (done,) = bring(warehouse, grid_file(tmp_path / "a.tif"), type="elevation", source="Sở TNMT")
    kept = warehouse.get("elevation")
    assert isinstance(kept, Grid)
    assert (done.features, kept.provenance.source) == (64, "Sở TNMT")
    with pytest.raises(LayerError) as caught:
        bring(warehouse, grid_file(tmp_path / "b.tif", 105.8, 21.0), type="elevation", layer="xa")
    assert codes(caught) == {"outside_area"}
    assert [e.layer for e in warehouse.entries()] == ["elevation", "units"]


def test_sublayer_is_chosen_by_shape_or_by_name(warehouse, tmp_path):
    path = tmp_path / "nhieu.gpkg"
    map_file(path, squares(), layer="dat", code=["a", "b", "c"])
    map_file(path, [shapely.LineString([(LON, LAT), (LON + 0.01, LAT)])], layer="duong")
    (streets,) = bring(warehouse, path, type="streets")
    (land,) = bring(warehouse, path, type="landuse")
    assert (streets.features, land.features) == (1, 3)
    map_file(path, squares(2), layer="dat_2", code=["a", "b"])
    with pytest.raises(LayerError) as caught:
        bring(warehouse, path, type="landuse")
    assert codes(caught) == {"several_sublayers"}
    (land,) = bring(warehouse, tmp_path / "nhieu.gpkg::dat_2", type="landuse")
    assert land.features == 2
    assert warehouse.original("landuse").name.endswith(".gpkg")


def test_observations_are_appended_and_not_versions(warehouse, tmp_path):
    table = pd.DataFrame(
        {
            "sensor": ["a", "a"],
            "time": ["2026-05-14T08:00:00Z", "2026-05-14T09:00:00Z"],
            "quantity": "pm25",
            "value": [1, 2],
            "unit": "µg/m³",
        }
    )
    table.to_csv(tmp_path / "do.csv", index=False)
    for _ in range(2):
        (done,) = bring(warehouse, tmp_path / "do.csv", type="observations")
    assert (done.version, done.features) == (None, 2)
    assert len(warehouse.observations()) == 2
    assert warehouse.entries() == ()


def test_table_is_joined_as_a_new_version(warehouse, tmp_path):
    bring(warehouse, map_file(tmp_path / "u.geojson", squares(), **UNITS), type="units")
    pd.DataFrame({"ma": [21583, 21553], "dan_so": [5, 7]}).to_csv(tmp_path / "t.csv", index=False)
    (done,) = bring(warehouse, tmp_path / "t.csv", type="attributes", to="units", on=("id", "ma"))
    assert (done.version.version, done.type) == (2, "units")
    layer = warehouse.get("units")
    assert isinstance(layer, Layer)
    assert layer.frame["dan_so"].fillna(-1).to_dict() == {"21583": 5, "21553": 7, "21589": -1}
    assert "features_unmatched" in {n.code for n in done.notes}


def test_problems_of_all_files_come_at_once_and_nothing_is_written(tmp_path):
    (tmp_path / "a.csv").write_text("people,lon,lat\nx,109.2,13.75\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("", encoding="utf-8")
    with pytest.raises(PlanningError) as caught:
        import_to(
            tmp_path / "kho",
            [tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "c.csv"],
            ImportOptions(type="population"),
        )
    assert codes(caught) == {"not_a_number", "file_empty", "file_missing"}
    assert {p.layer for p in caught.value.problems} == {"population", "b.csv", "c.csv"}
    assert not (tmp_path / "kho").exists()


@pytest.mark.parametrize(
    ("shape", "crs"),
    [
        (shapely.box(109.0, 13.9, 109.1, 14.0), "EPSG:9217"),
        (shapely.box(105.8, 21.0, 105.9, 21.1), "EPSG:9210"),
        (shapely.box(24.9, 60.1, 25, 60.2), "EPSG:32635"),
    ],
)
def test_metric_frame_is_chosen_with_the_first_layer(warehouse, tmp_path, shape, crs):
    bring(warehouse, map_file(tmp_path / "x.geojson", [shape]), type="other")
    assert warehouse.get_setting("metric_crs") == ""  # nobody knows what that was
    bring(warehouse, map_file(tmp_path / "a.geojson", [shape]), type="area")
    assert warehouse.get_setting("metric_crs") == crs
    assert warehouse.city().crs == crs
    bring(warehouse, tmp_path / "a.geojson", type="area", metric_crs="EPSG:32649")
    assert warehouse.get_setting("metric_crs") == "EPSG:32649"
