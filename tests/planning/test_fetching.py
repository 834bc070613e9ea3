"""What is fetched and where it goes, asked without the command line."""

import geopandas as gpd
import pytest
import shapely

from layers.feeds.tiles import Box
from layers.problems import PlanningError
from layers.warehouse import open_warehouse
from planning.fetching import FetchOptions, Manner, fetch, outline_of
from planning.importing import ImportOptions, import_to
from tests.layers.feeds.conftest import TOWN, only_this_machine, town
from tests.layers.feeds.overpass_server import serving, world_of

__all__ = ["only_this_machine", "town"]  # fixtures
HURRY = Manner(sleep=lambda _: None)


def test_exactly_one_way_to_name_the_area():
    box = FetchOptions(box=TOWN).wanted()
    assert (box.box, box.within) == (Box(*TOWN), None)
    assert FetchOptions(area="binh-dinh").wanted().box.text == "108.6,13.5,109.38,14.71"
    for wrong in (FetchOptions(), FetchOptions(area="binh-dinh", box=TOWN)):
        with pytest.raises(PlanningError) as caught:
            wrong.wanted()
        assert caught.value.problems[0].code == "fetch_one_area"


def test_an_outline_is_the_union_of_a_file_in_degrees(tmp_path):
    """Two squares side by side in EPSG:9217, whose central meridian is 108.25 E and false easting 500,000 m."""
    squares = [shapely.box(500_000, 1_520_000, 510_000, 1_530_000), shapely.box(510_000, 1_520_000, 520_000, 1_530_000)]
    gpd.GeoDataFrame({"name": ["a", "b"]}, geometry=squares, crs=9217).to_file(tmp_path / "vùng.gpkg")
    outline = outline_of(tmp_path / "vùng.gpkg")
    assert outline.geom_type == "Polygon"
    assert outline.bounds[0] == pytest.approx(108.25, abs=0.01)
    assert outline.bounds[2] - outline.bounds[0] == pytest.approx(20 / 108.1, rel=0.01)


def test_points_are_no_outline(tmp_path):
    gpd.GeoDataFrame({"name": ["a"]}, geometry=[shapely.Point(109.2, 13.8)], crs=4326).to_file(tmp_path / "p.geojson")
    with pytest.raises(PlanningError):
        outline_of(tmp_path / "p.geojson")


def test_a_second_fetch_asks_again_and_keeps_the_old_version(town, tmp_path):
    """What was fetched is done with its tiles; a year later one wants the streets of then."""
    with serving(town) as overpass:
        options = FetchOptions(box=TOWN, only=("streets",), endpoint=overpass.url)
        fetch(tmp_path / "kho", options, HURRY)
        town_later = overpass.world
        town_later.ways[12] = ([3, 5], {"highway": "tertiary"})
        try:
            fetch(tmp_path / "kho", options, HURRY)
        finally:
            del town_later.ways[12]
    assert len(overpass.asked) == 8
    # The new street ends on the long one, which is cut there: two pieces more.
    assert [v.features for v in open_warehouse(tmp_path / "kho").history("streets")] == [5, 3]


def test_the_extract_is_kept_beside_the_layers(town, tmp_path):
    with serving(town) as overpass:
        fetch(tmp_path / "kho", FetchOptions(box=TOWN, endpoint=overpass.url), HURRY)
    version = open_warehouse(tmp_path / "kho").version("streets")
    assert version.file == "openstreetmap_2026-11-20.osm.pbf"
    assert list((tmp_path / "kho").rglob("*.osm.pbf"))


@pytest.mark.slow
def test_a_fetched_city_has_the_digests_of_an_imported_one(realdata, tmp_path):
    file = realdata / "porto-alegre" / "poa_osm.pbf"
    imported = import_to(tmp_path / "nhập", [file], ImportOptions(type="osm"))
    with serving(world_of(file)) as overpass:
        options = FetchOptions(box=(-51.27, -30.12, -51.13, -29.98), endpoint=overpass.url)
        fetched = fetch(tmp_path / "tải", options, HURRY)
    digests = {item.type: item.version.digest for item in imported if item.version}
    assert {item.type: item.version.digest for item in fetched if item.version} == digests
