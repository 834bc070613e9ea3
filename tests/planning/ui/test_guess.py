"""What a file probably is."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from layers.files import Raw
from layers.known import KNOWN
from planning.ui import guess


def raw(frame: pd.DataFrame, crs: str = "") -> Raw:
    return Raw(frame=frame, crs=crs, file="x")


def shapes(*geometries, **columns) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns or {"a": range(len(geometries))}, geometry=list(geometries))


def test_types_by_columns_and_shape():
    assert guess.types_for(raw(shapes(shapely.LineString([(0, 0), (1, 1)]), highway=["primary"])))[0] == "streets"
    assert guess.types_for(raw(shapes(shapely.box(0, 0, 1, 1), ma_xa=["1"], ten_xa=["Xã A"])))[0] == "units"
    assert guess.types_for(raw(shapes(shapely.box(0, 0, 1, 1), ky_hieu=["ODT"])))[0] in ("zoning", "landuse")
    table = raw(pd.DataFrame({"Ten_truong": ["A"], "kinh do": ["109"], "vi do": ["13"]}))
    assert guess.types_for(table, "Danh sách trường tiểu học")[0] == "facilities"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Danh sách trường mầm non 2026", "school.preschool"),
        ("tram_y_te", "health.station"),
        ("so do", ""),
        ("BỆNH VIỆN", "health.hospital"),
    ],
)
def test_kinds_by_the_name_of_the_file(name, kind):
    assert guess.kind_for(name) == kind


def test_columns_by_their_first_word():
    found = guess.columns_for(KNOWN["facilities"], ["Ma_truong", "Ten_truong", "So_HS"])
    assert found == {"name": "Ten_truong", "id": "Ma_truong", "capacity": "So_HS"}
    assert guess.columns_for(KNOWN["facilities"], ["Ten_truong", "name"])["name"] == "name"


def test_frames_by_coordinates():
    area = (109.0, 13.5, 109.5, 14.0)
    assert guess.frame_for(raw(shapes(shapely.Point(109.2, 13.7))), area) == ("EPSG:4326", True)
    # EPSG:9217, central meridian 108°15': a place in Quy Nhơn
    code, guessed = guess.frame_for(raw(shapes(shapely.Point(605_000, 1_523_000))), area)
    assert guessed
    assert code in guess.frames()
    assert guess.frame_for(raw(shapes(shapely.Point(1, 1)), "EPSG:3405"), area) == ("EPSG:3405", False)


def test_frames_in_words():
    assert guess.frame_name("EPSG:9217") == "VN-2000, 108°15′, múi 3° (EPSG:9217)"
    assert "EPSG:5727" not in guess.frames()  # heights are no places
