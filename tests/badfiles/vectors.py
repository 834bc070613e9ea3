"""Map files: broken shapes, missing frames, databases of something else, files cut short."""

from __future__ import annotations

import json
import sqlite3
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from tests.badfiles.case import LAT, LON, bad, bytes_file, cut, features, frame, good, json_file, square, text_file

UNITS, LANDUSE, STREETS, OTHER = "--as units", "--as landuse", "--as streets", "--as other"
BOW_TIE = shapely.Polygon([(LON, LAT), (LON + 0.1, LAT + 0.1), (LON + 0.1, LAT), (LON, LAT + 0.1)])
LINE = shapely.LineString([(LON, LAT), (LON + 0.01, LAT)])
POINT = shapely.Point(LON, LAT)
Geo = dict[str, Any]


def geojson(name: str, value: Any, arguments: str, codes: str):
    make = text_file("ban_do.geojson", value) if isinstance(value, str) else json_file("ban_do.geojson", value)
    return bad(f"geojson: {name}", make, arguments, codes)


def polygon(*points: Any) -> Geo:
    return {"type": "Polygon", "coordinates": [list(points)]}


CODE = {"code": ["ODT"]}
SHAPES = [
    geojson("bow-tie", features(BOW_TIE, **CODE), LANDUSE, "self_crossing"),
    geojson("bow-tie among good ones", features(square(), BOW_TIE, code=["a", "b"]), LANDUSE, "self_crossing"),
    geojson(
        "polygon of two points",
        features(polygon([LON, LAT], [LON, LAT + 1], [LON, LAT]), **CODE),
        LANDUSE,
        "geometry_malformed self_crossing file_unreadable rings_closed",
    ),
    geojson(
        "polygon on a line",
        features(polygon([LON, LAT], [LON, LAT + 0.1], [LON, LAT + 0.05], [LON, LAT]), **CODE),
        LANDUSE,
        "self_crossing",
    ),
    geojson("no shape", features(None, **CODE), LANDUSE, "without_position no_geometry"),
    geojson(
        "empty shape",
        features({"type": "Polygon", "coordinates": []}, **CODE),
        LANDUSE,
        "without_position geometry_malformed",
    ),
    geojson("points for land", features(POINT, **CODE), LANDUSE, "wrong_geometry"),
    geojson("lines for land", features(LINE, **CODE), LANDUSE, "wrong_geometry"),
    geojson("polygons for streets", features(square()), STREETS, "wrong_geometry"),
    geojson("points among streets", features(LINE, POINT), STREETS, "wrong_geometry"),
    geojson("mixed shapes for people", features(LINE, square(), people=[1, 2]), "--as population", "wrong_geometry"),
    geojson(
        "several points for a school",
        features(shapely.MultiPoint([(LON, LAT), (LON, LAT + 0.01)])),
        "--as facilities --kind market",
        "wrong_geometry",
    ),
    geojson(
        "shape of another kind",
        features({"type": "Circle", "coordinates": [LON, LAT]}, **CODE),
        LANDUSE,
        "geometry_malformed json_not_geojson",
    ),
    geojson(
        "text for coordinates",
        features({"type": "Point", "coordinates": ["109.2", "đông"]}, people=[1]),
        "--as population",
        "geometry_malformed bad_coordinates",
    ),
    geojson(
        "one coordinate",
        features({"type": "Point", "coordinates": [LON]}, people=[1]),
        "--as population",
        "geometry_malformed",
    ),
    geojson(
        "coordinates NaN",
        features({"type": "Point", "coordinates": [float("nan"), LAT]}, people=[1]),
        "--as population",
        "bad_coordinates geometry_malformed json_broken",
    ),
    geojson(
        "coordinates infinite",
        features({"type": "Point", "coordinates": [float("inf"), LAT]}, people=[1]),
        "--as population",
        "bad_coordinates geometry_malformed json_broken",
    ),
    geojson(
        "coordinates 1e308",
        features({"type": "Point", "coordinates": [1e308, 1e308]}, people=[1]),
        "--as population",
        "metres_as_degrees bad_coordinates",
    ),
    geojson(
        "metres in a file of degrees",
        features(shapely.Point(604_660, 1_523_790), people=[1]),
        "--as population",
        "metres_as_degrees",
    ),
    geojson(
        "degrees in a file of metres",
        features(POINT, crs="urn:ogc:def:crs:EPSG::9217", people=[1]),
        "--as population",
        "degrees_as_metres",
    ),
    geojson("latitude first", features(shapely.Point(LAT, LON), people=[1]), "--as population", "axes_swapped"),
    geojson("in Hà Nội", features(shapely.Point(105.85, 21.02), people=[1]), "--as population", "outside_area"),
    geojson(
        "VN-2000 read as WGS 84",
        features(
            *[
                shapely.transform(square(lon, LAT, 0.02), lambda xy: np.add(xy, [-0.0018, 0.00103]))
                for lon in (109.19, 109.21, 109.23)
            ],
            ma=["21583", "21553", "21589"],
            ten=["a", "b", "c"],
        ),
        "--as units --layer moi",
        "vn2000_read_as_wgs84",
    ),
    geojson(
        "unknown CRS",
        features(POINT, crs="urn:ogc:def:crs:EPSG::999999", people=[1]),
        "--as population",
        "crs_unknown crs_not_read crs_missing",
    ),
]

VALUES = [
    geojson("negative people", features(POINT, people=[-5]), "--as population", "out_of_range"),
    geojson("text for people", features(POINT, people=["nhiều"]), "--as population", "not_a_number"),
    geojson("list for people", features(POINT, people=[[1, 2]]), "--as population", "not_a_number"),
    geojson("null for people", features(POINT, people=[None]), "--as population", "missing_value"),
    geojson("id twice", features(square(), square(LON + 0.02), ma=["1", "1"], ten=["a", "b"]), UNITS, "ids_repeated"),
    geojson(
        "id missing", features(square(), square(LON + 0.02), ma=["1", None], ten=["a", "b"]), UNITS, "missing_value"
    ),
    geojson("no name", features(square(), ma=["1"]), UNITS, "missing_column"),
    geojson("valid from never", features(square(), ma=["1"], ten=["a"], valid_from=["never"]), UNITS, "not_a_date"),
    geojson("status of another list", features(square(), code=["ODT"], status=["maybe"]), LANDUSE, "not_a_choice"),
    geojson("coverage of 120 %", features(square(), code=["ODT"], coverage_pct=[120]), LANDUSE, "out_of_range"),
    geojson("year 20", features(square(), code=["ODT"], year=[20]), LANDUSE, "out_of_range"),
    geojson("oneway sideways", features(LINE, oneway=["sideways"]), STREETS, "not_a_choice"),
    geojson("900 km/h", features(LINE, maxspeed=[900]), STREETS, "out_of_range"),
    geojson("speed in words", features(LINE, maxspeed=["nhanh"]), STREETS, "not_a_number"),
    geojson("negative width", features(LINE, width=[-3]), STREETS, "out_of_range"),
    geojson(
        "SQL in a property",
        features(POINT, **{"people": [1], 'x"); DROP TABLE a; --': [1]}),
        "--as population",
        "bad_column_name",
    ),
]
GOOD = json.dumps(features(square(), **CODE))
JSON = [
    geojson("no features", features(), LANDUSE, "no_features"),
    geojson("cut in the middle", GOOD[: len(GOOD) // 2], LANDUSE, "json_broken file_truncated"),
    geojson("cut before the end", GOOD[:-2], LANDUSE, "json_broken file_truncated"),
    geojson("two documents", GOOD + GOOD, LANDUSE, "json_broken"),
    geojson("not JSON", "{type: FeatureCollection}", LANDUSE, "json_broken json_not_geojson wrong_file_kind"),
    geojson("JSON of something else", {"hello": [1, 2, 3]}, LANDUSE, "json_not_geojson"),
    geojson("a list", [1, 2, 3], LANDUSE, "json_not_geojson"),
    geojson(
        "a number",
        "42",
        LANDUSE,
        "json_not_geojson json_broken wrong_file_kind no_features missing_column header_missing",
    ),
    geojson(
        "features that are none",
        {"type": "FeatureCollection", "features": "many"},
        LANDUSE,
        "json_not_geojson json_broken geometry_malformed",
    ),
    geojson(
        "features of numbers",
        {"type": "FeatureCollection", "features": [1, 2]},
        LANDUSE,
        "json_not_geojson json_broken geometry_malformed",
    ),
    geojson(
        "properties that are a list",
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": [1],
                    "geometry": polygon([LON, LAT], [LON + 1, LAT], [LON, LAT + 1], [LON, LAT]),
                }
            ],
        },
        LANDUSE,
        "json_not_geojson missing_column geometry_malformed json_broken",
    ),
    geojson(
        "nested ten thousand deep",
        '{"type":"FeatureCollection","features":' + "[" * 10_000 + "]" * 10_000 + "}",
        LANDUSE,
        "json_too_deep",
    ),
    geojson(
        "nested in a property",
        '{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,"properties":{"a":'
        + "[" * 5000
        + "]" * 5000
        + "}}]}",
        LANDUSE,
        "json_too_deep",
    ),
    geojson(
        "TopoJSON",
        {"type": "Topology", "objects": {}, "arcs": []},
        LANDUSE,
        "json_not_geojson topojson_not_supported wrong_file_kind",
    ),
]


def database(statements: str):
    """A SQLite database that is no map, called a GeoPackage."""

    def make(folder: Path) -> Path:
        db = sqlite3.connect(folder / "kho.gpkg")
        db.executescript(statements)
        db.close()
        return folder / "kho.gpkg"

    return make


def changed(statements: str):
    """A good GeoPackage, changed behind its back."""

    def make(folder: Path) -> Path:
        path = bytes_file("kho.gpkg", good(".gpkg"))(folder)
        db = sqlite3.connect(path)
        db.executescript(statements)
        db.commit()
        db.close()
        return path

    return make


def without_crs(folder: Path) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame(None).to_file(folder / "kho.gpkg", layer="good", engine="pyogrio")
    return folder / "kho.gpkg"


def sublayer(name: str):
    return lambda folder: Path(f"{bytes_file('kho.gpkg', good('.gpkg'))(folder)}::{name}")


def gpkg(name: str, make, codes: str, arguments: str = LANDUSE):
    return bad(f"gpkg: {name}", make, arguments, codes)


def overwritten() -> bytes:
    content = good(".gpkg")
    return content[:4096] + bytes(4096) + content[8192:]


NOISE = """
CREATE TABLE noise (fid INTEGER PRIMARY KEY, geom BLOB, code TEXT);
INSERT INTO noise VALUES (1, x'00112233445566', 'a');
DELETE FROM gpkg_geometry_columns;
DELETE FROM gpkg_contents;
INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('noise', 'features', 'noise', 4326);
INSERT INTO gpkg_geometry_columns VALUES ('noise', 'geom', 'POLYGON', 4326, 0, 0);
"""
GEOPACKAGES = [
    gpkg(
        "another database",
        database("CREATE TABLE a (b); INSERT INTO a VALUES (1);"),
        "wrong_file_kind gpkg_without_contents",
    ),
    gpkg("empty database", database("PRAGMA user_version = 7;"), "wrong_file_kind gpkg_without_contents no_sublayers"),
    gpkg(
        "contents list nothing",
        changed("DELETE FROM gpkg_geometry_columns; DELETE FROM gpkg_contents;"),
        "no_sublayers",
    ),
    gpkg("listed table is gone", changed("DROP TABLE good;"), "gpkg_table_missing file_unreadable no_sublayers"),
    gpkg("contents are gone", changed("DROP TABLE gpkg_contents;"), "gpkg_without_contents wrong_file_kind"),
    gpkg("shapes of noise", changed(NOISE), "geometry_malformed without_position file_unreadable geometry_encoding"),
    gpkg(
        "no features",
        changed("DROP TABLE good; CREATE TABLE good (fid INTEGER PRIMARY KEY, geom BLOB, code TEXT);"),
        "no_features",
    ),
    gpkg("without a CRS", without_crs, "crs_missing"),
    gpkg("sublayer that is not there", sublayer("nope"), "sublayer_missing"),
    gpkg("sublayer with SQL", sublayer("good' OR 1=1 --"), "sublayer_missing"),
    gpkg("polygons for streets", changed(""), "wrong_geometry", STREETS),
    gpkg(
        "bytes overwritten",
        bytes_file("kho.gpkg", overwritten),
        "file_unreadable gpkg_without_contents wrong_file_kind no_sublayers gpkg_table_missing crs_missing",
    ),
    *(
        gpkg(
            f"cut at {share:.0%}",
            bytes_file("kho.gpkg", lambda share=share: cut(good(".gpkg"), share)),
            "file_truncated file_unreadable wrong_file_kind gpkg_without_contents gpkg_table_missing",
        )
        for share in (0.001, 0.05, 0.3, 0.5, 0.8, 0.95)
    ),
]


def _parquet(folder: Path) -> Path:
    pd.DataFrame({"code": ["a"]}).to_parquet(folder / "tep.parquet")
    return folder / "tep.parquet"


PACKED = [
    *(
        bad(
            f"{suffix[1:]}: cut at {share:.0%}",
            bytes_file(f"tep{suffix}", lambda suffix=suffix, share=share: cut(good(suffix), share)),
            LANDUSE,
            "file_truncated file_unreadable wrong_file_kind geoparquet_metadata",
        )
        for suffix in (".parquet", ".fgb")
        for share in (0.01, 0.3, 0.6, 0.95)
    ),
    bad(
        "fgb: noise after the header",
        bytes_file("tep.fgb", lambda: good(".fgb")[:12] + bytes(range(256)) * 8),
        LANDUSE,
        "file_unreadable file_truncated wrong_file_kind",
    ),
    bad("parquet: without shapes", _parquet, LANDUSE, "no_geometry"),
    bad(
        "parquet: noise between the marks",
        bytes_file("tep.parquet", b"PAR1" + bytes(range(256)) * 4 + b"PAR1"),
        LANDUSE,
        "file_unreadable file_truncated wrong_file_kind",
    ),
]


EMPTY = [
    bad(f"empty {suffix} file", bytes_file(f"rong{suffix}", b""), arguments, "file_empty osm_empty")
    for suffix, arguments in (
        (".csv", OTHER),
        (".geojson", OTHER),
        (".gpkg", OTHER),
        (".xlsx", OTHER),
        (".parquet", OTHER),
        (".fgb", OTHER),
        (".shp", OTHER),
        (".zip", OTHER),
        (".tif", "--as elevation"),
        (".osm", "--as osm"),
        (".osm.pbf", "--as osm"),
        ("", OTHER),
    )
]

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    + bytes(64)
)
FOREIGN = {
    "PDF": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<<>>\n%%EOF\n",
    "PNG": PNG,
    "HTML": b"<!DOCTYPE html><html><body><h1>404 Not Found</h1></body></html>",
    "ELF": b"\x7fELF\x02\x01\x01" + bytes(200),
    "gzip": b"\x1f\x8b\x08\x00" + bytes(60),
    "OLE": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
}
KINDS = (
    "wrong_file_kind file_kind_unknown file_unreadable json_broken osm_not_osm osm_broken osm_wrong_format "
    "missing_column no_geometry osm_truncated header_missing"
)
RENAMED = [
    bad(f"{kind} called {suffix}", bytes_file(f"tep{suffix}", content), arguments, KINDS)
    for kind, content in FOREIGN.items()
    for suffix, arguments in (
        (".csv", "--as population"),
        (".geojson", LANDUSE),
        (".gpkg", LANDUSE),
        (".xlsx", "--as population"),
        (".tif", "--as elevation"),
        (".osm", "--as osm"),
        (".osm.pbf", "--as osm"),
        (".zip", LANDUSE),
        (".parquet", LANDUSE),
    )
]

CASES = [*SHAPES, *VALUES, *JSON, *GEOPACKAGES, *PACKED, *EMPTY, *RENAMED]
