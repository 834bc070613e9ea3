"""The real area against what is published of it: the census of 2019, the reform of 2025, and the real outlines."""

import geopandas as gpd
import pandas as pd
import pytest

from layers.binh_dinh import METRIC_CRS, NAME, binh_dinh, write_binh_dinh
from layers.city import City
from layers.crs import WGS84
from layers.warehouse import open_warehouse

PROVINCE = 1_486_918  # counted on 1 April 2019
QUY_NHON, VAN_CANH = 290_053, 27_875  # the city and the district with shared communes, the same census
AREA_KM2 = 6_066.4  # statistics office


@pytest.fixture(scope="module")
def layers():
    return binh_dinh()


def test_as_many_units_and_people_as_published(layers):
    units, districts, people = (layers[name].frame for name in ("units", "districts_2019", "population"))
    assert len(units) == 58
    assert (units["kind"] == "phường").sum() == 17  # 41 communes and 17 wards
    assert len(districts) == 11
    assert people["people"].sum() == PROVINCE
    assert list(people["unit_code"]) == list(people.index) == list(units.index)
    assert units["area_km2"].sum() == pytest.approx(AREA_KM2, abs=0.5)
    by_district = people.groupby("parent_code")["people"].sum()
    assert by_district["540"] == QUY_NHON
    assert by_district["551"] == VAN_CANH


def test_both_sets_say_how_long_they_are_in_force(layers):
    assert set(layers["units"].frame["valid_from"]) == {"2025-07-01"}
    assert set(layers["districts_2019"].frame["valid_to"]) == {"2025-06-30"}
    assert set(layers["units"].frame["parent"]) == set(layers["districts_2019"].frame["name"])


def test_a_unit_names_the_old_communes_that_it_was_formed_from(layers):
    formed = layers["units"].frame["composition"]
    assert formed["21583"].startswith("Đống Đa, Hải Cảng, Thị Nại, Trần Phú")
    assert formed["21622"] == "An Toàn, An Nghĩa (85%)"


def test_nothing_is_invented(layers):
    for layer in layers.values():
        assert not layer.illustrative
        assert layer.provenance.source
        assert layer.provenance.date
        assert layer.type not in {"streets", "facilities", "area", "zoning", "landuse"}
        assert layer.frame[["source", "confidence"]].ne("").all(axis=None)
        if layer.has_geometry:
            assert set(layer.frame.geom_type) == {"Point"}
            assert layer.frame["position_accuracy_m"].between(500, 5_000).all()
            assert layer.notes


def test_gauges_carry_their_alarm_levels_and_how_sure_they_are(layers):
    gauges = layers["gauges"].frame
    thanh_hoa = gauges.loc["thanh_hoa"]
    assert tuple(thanh_hoa[["alarm_1_m", "alarm_2_m", "alarm_3_m", "record_m"]]) == (6, 7, 8, 8.55)
    unverified = gauges[["confidence_1", "confidence_2", "confidence_3"]].eq("known").to_numpy().sum()
    assert [note.count for note in layers["gauges"].notes] == [7, unverified]


def test_a_warehouse_holds_all_of_it(tmp_path):
    warehouse = open_warehouse(tmp_path / "Bình Định", create=True)
    layers = write_binh_dinh(warehouse)
    assert {entry.layer for entry in warehouse.entries()} == set(layers)
    assert warehouse.get_setting("name") == NAME
    city = warehouse.city()
    assert city.crs == METRIC_CRS
    for name, layer in layers.items():
        assert warehouse.get(name).digest == layer.digest


def test_points_lie_as_near_to_their_units_as_they_say(layers, realdata):
    outlines = gpd.read_file(realdata / "vietnam-boundaries" / "binh_dinh_2025_wards.geojson").set_index("code")
    units = City.of([layers["units"]], crs=METRIC_CRS)["units"].frame
    assert sorted(outlines.index) == sorted(units.index)
    shapes = outlines.geometry.set_crs(WGS84, allow_override=True).to_crs(METRIC_CRS).reindex(units.index)
    assert (units.geometry.distance(shapes) <= units["position_accuracy_m"]).all()
    areas = pd.Series(shapes.area / 1e6, index=units.index)
    assert areas.sum() == pytest.approx(units["area_km2"].sum(), rel=0.001)
