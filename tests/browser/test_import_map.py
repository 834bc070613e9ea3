"""A file on the map while its problems are told: the map that was drawn stays."""

import geopandas as gpd
import pytest

pytestmark = pytest.mark.browser


def test_the_map_of_a_file_stays_when_its_problems_are_told(open_browser, tmp_path):
    file = tmp_path / "nha_thuoc.geojson"
    places = gpd.points_from_xy([110.124, 110.171], [13.652, 13.701])
    gpd.GeoDataFrame({"Tên": ["Một", "Hai"], "Quy mô": ["12", "không rõ"]}, geometry=places, crs="EPSG:4326").to_file(
        file
    )
    watched = open_browser("warehouse?warehouse.part=import", height=1600)
    watched.page.locator('input[type="file"]').first.set_input_files(str(file))
    watched.map_drawn()
    watched.page.get_by_role("button", name="Kiểm tra", exact=True).click()
    watched.page.get_by_text("Chưa ghi được: 1 lỗi cần sửa.").wait_for(timeout=60_000)
    watched.settled()
    watched.map_drawn()
    watched.map.get_by_text("Có vấn đề").first.wait_for(timeout=60_000)
