"""GeoPackages, shapefiles, FlatGeobuf and GeoParquet with what programs and people leave in them."""

from __future__ import annotations

import json
import shutil
import sqlite3
import struct
from contextlib import closing
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely

from layers.files import Raw, read
from layers.problems import LayerError

NAMES = ["Xã Nhơn Hội", "Phường Đống Đa", "Thị trấn Ngô Mây", "Đường Nguyễn Huệ"]
# The same in code page 1258 and in TCVN3, written out by hand.
CP1258 = [
    "Xa\u0303 Nhơn Hô\u0323i", "Phươ\u0300ng Đô\u0301ng Đa",
    "Thi\u0323 trâ\u0301n Ngô Mây", "Đươ\u0300ng Nguyê\u0303n Huê\u0323",
]  # fmt: skip
TCVN3 = ["X· Nh¬n Héi", "Ph­êng §èng §a", "ThÞ trÊn Ng« M©y", "§­êng NguyÔn HuÖ"]


def places(names: list[str] = NAMES) -> gpd.GeoDataFrame:
    points = shapely.points(range(len(names)), range(len(names)))
    return gpd.GeoDataFrame({"ten": names}, geometry=points, crs=4326)


def problems(path: Path) -> list[tuple[str, str]]:
    with pytest.raises(LayerError) as raised:
        read(path)
    return [(p.code, p.found) for p in raised.value.problems]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    pyogrio.write_dataframe(places(), tmp_path / "a.gpkg", layer="xã")
    return tmp_path / "a.gpkg"


def change(path: Path, *statements: str, values: tuple[Any, ...] = ()) -> None:
    with closing(sqlite3.connect(path)) as base:
        for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            base.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            base.execute(statement, values if "?" in statement else ())
        base.commit()


def test_styles_that_qgis_keeps_are_no_layer(package: Path) -> None:
    pyogrio.write_dataframe(pd.DataFrame({"f_table_name": ["xã"]}), package, layer="layer_styles", append=True)
    (raw,) = read(package)
    assert (raw.sublayer, raw.crs, raw.frame["ten"].tolist()) == ("", "EPSG:4326", NAMES)


def test_tables_without_shapes_are_read_as_tables(package: Path) -> None:
    pyogrio.write_dataframe(pd.DataFrame({"mã": ["01"], "geometry": ["x"]}), package, layer="bảng", append=True)
    shapes, table = read(package)
    assert isinstance(shapes.frame, gpd.GeoDataFrame)
    assert not isinstance(table.frame, gpd.GeoDataFrame)
    assert (table.sublayer, table.crs, table.frame["mã"].tolist()) == ("bảng", "", ["01"])


def test_views_run_sql_of_strangers_and_are_passed_over(package: Path) -> None:
    change(
        package,
        'CREATE VIEW v AS SELECT * FROM "xã"',
        "INSERT INTO gpkg_contents (table_name, data_type, srs_id) VALUES ('v', 'features', 4326)",
    )
    (raw,) = read(package)
    assert [(note.code, note.severity, note.found) for note in raw.notes] == [("view_skipped", "warning", "v")]


def test_a_listed_table_that_is_gone(package: Path) -> None:
    change(package, "INSERT INTO gpkg_contents (table_name, data_type, srs_id) VALUES ('gone', 'features', 4326)")
    assert problems(package) == [("gpkg_table_missing", "gone")]


def test_changes_that_wait_beside_the_file(package: Path) -> None:
    package.with_name("a.gpkg-wal").write_bytes(b"x")
    assert problems(package) == [("gpkg_in_use", "a.gpkg-wal")]


def test_a_package_cut_off(package: Path) -> None:
    package.write_bytes(package.read_bytes()[:-5000])
    assert [code for code, _ in problems(package)] == ["file_truncated"]


def test_a_package_of_tiles_only(package: Path) -> None:
    change(package, "UPDATE gpkg_contents SET data_type = 'tiles'")
    assert problems(package) == [("no_sublayers", "xã (tiles)")]


def test_no_crs_is_no_crs(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="crs"):
        pyogrio.write_dataframe(places().set_crs(None, allow_override=True), tmp_path / "a.gpkg")
    assert read(tmp_path / "a.gpkg")[0].crs == ""


def test_arcs_are_drawn_as_lines_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    square = gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.box(0, 0, 1, 1)], crs=9217)
    pyogrio.write_dataframe(square, path, geometry_type="Unknown")
    circle = [(0, 0), (1, 1), (2, 0), (1, -1), (0, 0)]
    string = struct.pack("<BII", 1, 8, 5) + b"".join(struct.pack("<dd", *place) for place in circle)
    blob = b"GP\x00\x01" + struct.pack("<i", 9217) + struct.pack("<BII", 1, 10, 1) + string
    change(path, "INSERT INTO a (geom, a) VALUES (?, 2)", values=(blob,))
    (raw,) = read(path)
    assert [(note.code, note.count) for note in raw.notes] == [("curves_drawn_as_lines", 1)]
    assert raw.frame.geometry.iloc[1].area == pytest.approx(3.14159, rel=1e-3), "a circle of radius one"


@pytest.mark.parametrize("suffix", ["gpkg", "fgb", "parquet"])
def test_every_shape_is_kept_as_it_came(suffix: str, tmp_path: Path) -> None:
    wkt = [
        "POINT (0 1)", "POINT Z (1 2 3)", "GEOMETRYCOLLECTION (POINT (0 0), LINESTRING (0 0, 1 1))",
        "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)))", "LINESTRING (0 0, 1 1)", None,
    ]  # fmt: skip
    wkt = [text for text in wkt if suffix != "fgb" or "Z" not in str(text)]  # the format has heights for all or none
    shapes = shapely.from_wkt(wkt)
    frame = gpd.GeoDataFrame({"n": range(len(wkt))}, geometry=shapes, crs=9217)
    path = tmp_path / f"a.{suffix}"
    if suffix == "parquet":
        frame.to_parquet(path)
    else:
        options = {"SPATIAL_INDEX": "NO"} if suffix == "fgb" else {}
        pyogrio.write_dataframe(frame, path, geometry_type="Unknown", **options)
    (raw,) = read(path)
    back = raw.frame.set_index("n").geometry.sort_index()
    assert [None if shape is None else shape.wkt for shape in back] == [None if s is None else s.wkt for s in shapes]


def shapefile(tmp_path: Path, names: list[str], encoding: str, cpg: str = "", driver: int = 0) -> Raw:
    as_bytes = [name.encode(encoding).decode("latin-1") for name in names]
    pyogrio.write_dataframe(places(as_bytes), tmp_path / "a.shp", encoding="ISO-8859-1")
    (tmp_path / "a.cpg").unlink(missing_ok=True)
    if cpg:
        (tmp_path / "a.cpg").write_text(cpg)
    content = bytearray((tmp_path / "a.dbf").read_bytes())
    content[29] = driver
    (tmp_path / "a.dbf").write_bytes(content)
    (raw,) = read(tmp_path / "a.shp")
    return raw


@pytest.mark.parametrize(
    ("names", "encoding", "cpg", "driver", "expected"),
    [
        (NAMES, "utf-8", "", 0, "UTF-8"),
        (NAMES, "utf-8", "UTF-8", 0, "UTF-8"),
        (NAMES, "utf-8", "ISO-8859-1", 0x57, "UTF-8"),
        (CP1258, "cp1258", "", 0, "cp1258"),
        (CP1258, "cp1258", "1258", 0, "cp1258"),
        (CP1258, "cp1258", "", 0x57, "cp1258"),
    ],
)
def test_the_text_of_a_shapefile_is_read_whatever_it_says_of_itself(
    names: list[str], encoding: str, cpg: str, driver: int, expected: str, tmp_path: Path
) -> None:
    raw = shapefile(tmp_path, names, encoding, cpg, driver)
    assert (raw.frame["ten"].tolist(), raw.encoding) == (NAMES, expected)


def test_a_stated_encoding_is_believed_for_other_languages(tmp_path: Path) -> None:
    raw = shapefile(tmp_path, ["Žďár", "Třebíč", "Šumperk"], "cp1250", "1250")
    assert (raw.frame["ten"].tolist(), raw.notes) == (["Žďár", "Třebíč", "Šumperk"], ())


@pytest.mark.parametrize("driver", [0, 0x57])
def test_old_vietnamese_encodings_are_named(driver: int, tmp_path: Path) -> None:
    with pytest.raises(LayerError) as raised:
        shapefile(tmp_path, TCVN3, "latin-1", driver=driver)
    (problem,) = raised.value.problems
    assert (problem.code, problem.found) == ("encoding_legacy", "TCVN3: X· = Xã")


def test_a_name_cut_in_the_middle_of_a_letter(tmp_path: Path) -> None:
    pyogrio.write_dataframe(places(["ế" * 84 + "ab", "b"]), tmp_path / "a.shp", encoding="UTF-8")
    (tmp_path / "a.cpg").unlink()
    content = (tmp_path / "a.dbf").read_bytes()
    assert b"ab" in content
    (tmp_path / "a.dbf").write_bytes(content.replace(b"ab", "ế".encode()[:2]))
    (raw,) = read(tmp_path / "a.shp")
    assert raw.frame["ten"].iloc[0].startswith("ế" * 84)
    assert raw.encoding == "UTF-8"


def test_missing_parts_are_named_all_at_once(tmp_path: Path) -> None:
    pyogrio.write_dataframe(places(), tmp_path / "a.shp", encoding="UTF-8")
    for ending in (".shx", ".dbf"):
        (tmp_path / f"a{ending}").rename(tmp_path / f"b{ending}")
    assert problems(tmp_path / "a.shp") == [("shapefile_part_missing", ".shx"), ("shapefile_part_missing", ".dbf")]


def test_without_a_prj_there_is_no_crs_and_a_warning(tmp_path: Path) -> None:
    pyogrio.write_dataframe(places(), tmp_path / "a.shp", encoding="UTF-8")
    (tmp_path / "a.prj").unlink()
    (raw,) = read(tmp_path / "a.shp")
    assert (raw.crs, [(n.code, n.severity, n.found) for n in raw.notes]) == (
        "",
        [("shapefile_part_missing", "warning", ".prj")],
    )


def test_parts_are_found_in_any_case_and_from_the_dbf(tmp_path: Path) -> None:
    pyogrio.write_dataframe(places(), tmp_path / "a.shp", encoding="UTF-8")
    for ending in ("shp", "shx", "dbf", "prj"):
        (tmp_path / f"a.{ending}").rename(tmp_path / f"A.{ending.upper()}")
    (tmp_path / "a.cpg").unlink()
    for name in ("A.SHP", "A.DBF"):
        (raw,) = read(tmp_path / name)
        assert (raw.frame["ten"].tolist(), raw.crs) == (NAMES, "EPSG:4326")
    sums = {read(tmp_path / name)[0].sha256 for name in ("A.SHP", "A.DBF")}
    shutil.copy(tmp_path / "A.PRJ", tmp_path / "x")
    (tmp_path / "A.PRJ").write_text((tmp_path / "x").read_text() + " ")
    assert len(sums) == 1
    assert read(tmp_path / "A.SHP")[0].sha256 not in sums, "the sum covers every part"


def test_a_shapefile_cut_off(tmp_path: Path) -> None:
    pyogrio.write_dataframe(places(), tmp_path / "a.shp", encoding="UTF-8")
    (tmp_path / "a.shp").write_bytes((tmp_path / "a.shp").read_bytes()[:150])
    assert [code for code, _ in problems(tmp_path / "a.shp")] == ["file_truncated"]


def geoparquet(path: Path, **geo: Any) -> None:
    table = pa.table({"a": [1], "g": pa.array([shapely.Point(1, 2).wkb], pa.binary())})
    column = {"encoding": "WKB", "geometry_types": ["Point"], **geo.pop("column", {})}
    about = {"version": "1.1.0", "primary_column": "g", "columns": {"g": column}, **geo}
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(about)}), path)


def test_the_crs_of_geoparquet(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    geoparquet(path)
    assert read(path)[0].crs == "EPSG:4326"
    geoparquet(path, column={"crs": None})
    assert read(path)[0].crs == ""
    geoparquet(path, column={"crs": json.loads(gpd.GeoSeries([], crs=9217).crs.to_json())})
    assert read(path)[0].crs == "EPSG:9217"


def test_geoparquet_that_is_not_as_it_says(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    geoparquet(path, primary_column="h", columns={"h": {"encoding": "WKB"}})
    assert problems(path) == [("geoparquet_metadata", "h")]
    geoparquet(path, column={"encoding": "point"})
    assert problems(path) == [("geometry_encoding", "point")]


def test_flatgeobuf_keeps_truth_values_and_what_is_missing(tmp_path: Path) -> None:
    frame = places()
    frame["b"] = pd.array([True, None, False, True], dtype="boolean")
    frame["n"] = pd.array([1, None, 3, 4], dtype="Int64")
    pyogrio.write_dataframe(frame, tmp_path / "a.fgb", use_arrow=True)
    raw = read(tmp_path / "a.fgb")[0].frame.set_index("ten")
    assert str(raw["b"].dtype) == "boolean"
    assert raw["b"].reindex(NAMES).tolist()[2:] == [False, True]
    assert raw["b"].isna().sum() == raw["n"].isna().sum() == 1
