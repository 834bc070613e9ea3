"""Geometries come back as they were, and windows hold what a slow look finds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.digest import authority, digest
from layers.problems import CatalogError
from layers.warehouse import vector
from layers.warehouse.vector import geometry_kind, read_vector, table_name, write_vector
from tests.layers.warehouse.samples import ids, squares, table

WKT = {
    "points": ["POINT (1 2)", "POINT (3 4)"],
    "points and several": ["POINT (1 2)", "MULTIPOINT ((1 2), (3 4))"],
    "points in 3D": ["POINT Z (1 2 3)", "POINT Z (1 2 -0.5)"],
    "points in 2D and 3D": ["POINT Z (1 2 3)", "POINT (1 2)"],
    "measured": ["POINT M (1 2 3)", "POINT ZM (1 2 3 4)"],
    "lines": ["LINESTRING (0 0, 1 1, 2 0)", "MULTILINESTRING ((0 0, 1 1), (2 2, 3 3))"],
    "rings": ["LINEARRING (0 0, 1 0, 1 1, 0 0)", "LINESTRING (0 0, 1 1)"],
    "polygons": ["POLYGON ((0 0, 1 0, 1 1, 0 0))", "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (1 1, 2 1, 2 2, 1 2, 1 1))"],
    "multipolygons": ["MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))"] * 2,
    "polygons and several": ["POLYGON ((0 0, 1 0, 1 1, 0 0))", "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)))"],
    "polygons in 3D": ["POLYGON Z ((0 0 1, 1 0 2, 1 1 3, 0 0 1))"] * 2,
    "mixed": ["POINT (1 2)", "LINESTRING (0 0, 1 1)", "POLYGON ((0 0, 1 0, 1 1, 0 0))"],
    "collections": ["GEOMETRYCOLLECTION (POINT (1 1), LINESTRING (0 0, 1 1))", "GEOMETRYCOLLECTION EMPTY"],
    "empty": ["POINT EMPTY", "POLYGON EMPTY", "MULTIPOLYGON EMPTY", "LINESTRING Z EMPTY", "POINT (1 2)"],
    "empty among one kind": ["POLYGON EMPTY", "POLYGON ((0 0, 1 0, 1 1, 0 0))"],
    "empty in 3D among 2D": ["POINT Z EMPTY", "POINT (1 2)"],
    "missing": ["POINT (1 2)", None],
    "all missing": [None, None],
    "crossing itself": ["POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))"] * 2,
    "far digits": ["POINT (108.91234567890123 13.700000000000001)", "POINT (1e-300 -1e300)"],
}


def frame_of(wkt: list[str | None], crs: str | None = "EPSG:9217") -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(geometry=gpd.GeoSeries.from_wkt(wkt, crs=crs))
    frame.index = ids(len(wkt))
    return frame


@pytest.mark.parametrize("kind", WKT)
def test_every_geometry_comes_back_bit_for_bit(kind: str, tmp_path: Path) -> None:
    frame = frame_of(WKT[kind])
    back = read_vector(tmp_path / "x.gpkg", "x", write_vector(tmp_path / "x.gpkg", "x", frame))
    assert digest(back) == digest(frame)
    present = ~frame.geometry.isna()
    rings = frame.geometry.geom_type[present] == "LinearRing"  # files know it as a line
    assert (back.geometry.geom_type[present][~rings] == frame.geometry.geom_type[present][~rings]).all()
    assert list(back.geometry.isna()) == list(~present)


LOCAL = 'PROJCS["xã", GEOGCS["WGS 84", DATUM["WGS_1984", SPHEROID["WGS 84", 6378137, 298.257223563]], PRIMEM["Greenwich", 0], UNIT["degree", 0.0174532925199433]], PROJECTION["Transverse_Mercator"], PARAMETER["latitude_of_origin", 0], PARAMETER["central_meridian", 108.1], PARAMETER["scale_factor", 0.9999], PARAMETER["false_easting", 500000], PARAMETER["false_northing", 0], UNIT["metre", 1]]'  # noqa: E501


@pytest.mark.parametrize(
    "crs", ["EPSG:9217", "EPSG:4326", "EPSG:32649", "EPSG:3405", "ESRI:102100", "OGC:CRS84", LOCAL, None]
)
def test_every_frame_comes_back(crs: str | None, tmp_path: Path) -> None:
    frame = frame_of(["POINT (1 2)"], crs)
    back = read_vector(tmp_path / "x.gpkg", "x", write_vector(tmp_path / "x.gpkg", "x", frame))
    assert digest(back) == digest(frame)
    assert authority(back.crs) == authority(frame.crs)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("points", "point"),
        ("points and several", "point"),
        ("lines", "line"),
        ("rings", "line"),
        ("polygons and several", "polygon"),
        ("mixed", "mixed"),
        ("collections", "mixed"),
        ("missing", "point"),
        ("all missing", "mixed"),
    ],
)
def test_kind_of_geometry(kind: str, expected: str) -> None:
    assert geometry_kind(frame_of(WKT[kind])) == expected


def test_a_table_has_no_kind_of_geometry() -> None:
    assert geometry_kind(table({"a": [1]}).frame) == ""


@pytest.mark.parametrize("name", ["gpkg_contents", "rtree_x_geom", "sqlite_master", "ogr_empty_table", "select", "con"])
def test_names_that_the_format_keeps_for_itself(name: str, tmp_path: Path) -> None:
    frame = frame_of(WKT["points"])
    back = read_vector(tmp_path / "x.gpkg", name, write_vector(tmp_path / "x.gpkg", name, frame))
    assert digest(back) == digest(frame)


def test_the_table_is_named_for_the_layer_and_typed_for_other_programs(tmp_path: Path) -> None:
    write_vector(tmp_path / "x.gpkg", "green", squares().frame)
    info = pyogrio.read_info(tmp_path / "x.gpkg", layer="green")
    assert (info["geometry_type"], info["crs"], info["features"]) == ("Polygon", "EPSG:9217", 4)
    assert table_name("green") == "green"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(
    points=st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=1, max_size=20),
    box=st.tuples(st.integers(-10, 10), st.integers(-10, 10), st.integers(0, 9), st.integers(0, 9)),
)
def test_a_window_holds_what_meets_the_box(
    points: list[tuple[int, int]], box: tuple[int, int, int, int], tmp_path: Path
) -> None:
    frame = frame_of([f"POINT ({x} {y})" for x, y in points])
    path = tmp_path / "x.gpkg"
    path.unlink(missing_ok=True)
    west, south, width, height = box
    bounds = (float(west), float(south), float(west + width), float(south + height))
    found = read_vector(path, "x", write_vector(path, "x", frame), bounds)
    inside = [f"a{n}" for n, (x, y) in enumerate(points) if west <= x <= west + width and south <= y <= south + height]
    assert list(found.index) == inside


def test_a_window_comes_from_the_spatial_index(tmp_path: Path) -> None:
    path = tmp_path / "x.gpkg"
    write_vector(path, "x", squares(count=50).frame)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT count(*) FROM rtree_x_geom").fetchone() == (50,)


def test_a_file_that_lost_rows_on_the_way_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lose(arrow: object, path: str, **options: object) -> None:
        write(arrow.slice(0, 2), path, **options)  # type: ignore[attr-defined]

    write = vector.pyogrio.raw.write_arrow
    monkeypatch.setattr(vector.pyogrio.raw, "write_arrow", lose)
    with pytest.raises(CatalogError) as error:
        write_vector(tmp_path / "x.gpkg", "x", squares().frame)
    assert [(p.code, p.found, p.allowed) for p in error.value.problems] == [("warehouse_failed", "2", "4")]


def test_order_is_kept(tmp_path: Path) -> None:
    frame = squares(count=30).frame
    frame = frame.iloc[np.random.default_rng(3).permutation(30)]
    back = read_vector(tmp_path / "x.gpkg", "x", write_vector(tmp_path / "x.gpkg", "x", frame))
    assert list(back.index) == list(frame.index)
