"""A file over what is known."""

import geopandas as gpd
import shapely

from layers.problems import Problem
from planning.i18n import translator
from planning.present import base, preview
from tests.planning.hand_city import hand_city

VI = translator("vi")
CITY = hand_city()


def test_problems_are_rings_and_the_map_holds_file_and_area():
    west, south, east, north = base.bounds_of(CITY)
    far = shapely.Point(east + 1, north + 1)
    shapes = gpd.GeoDataFrame({"id": ["1", "2"]}, geometry=[shapely.Point(west, south), far], crs="EPSG:4326")
    view = preview.file_map(
        shapes, [Problem(code="x", ids=("2",)), Problem(code="n", severity="note", ids=("1",))], CITY, VI
    )
    rings = next(layer for layer in view.layers if layer.id == "import.problems")
    assert rings.tooltips == ("2",)
    assert view.bounds[2] > east + 1
    assert view.bounds[0] < west


def test_a_file_elsewhere_on_the_plane_shows_the_area():
    shapes = gpd.GeoDataFrame({"id": ["1"]}, geometry=[shapely.Point(float("inf"), 5)], crs="EPSG:4326")
    assert preview.file_map(shapes.iloc[:0], (), CITY, VI).bounds == base.bounds_of(CITY)
