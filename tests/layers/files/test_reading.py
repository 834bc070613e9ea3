"""Every bad file is refused with a code of its own, and nothing but `LayerError` is ever raised."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import stat
import warnings
import zipfile
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
import shapely

from layers.files import Limits, read, sniff
from layers.problems import LayerError

ROWS = "ten,so\nXã Nhơn Hội,1\nPhường Đống Đa,2\n"


def feature(geometry: str = "null", properties: str = "{}") -> str:
    return (
        f'{{"type": "FeatureCollection", "features": [{{"type": "Feature", "properties": {properties}, '
        f'"geometry": {geometry}}}]}}'
    )


def wards() -> gpd.GeoDataFrame:
    boxes = shapely.box([109, 109.1], [13, 13.1], [109.1, 109.2], [13.1, 13.2])
    return gpd.GeoDataFrame({"ten": ["Xã Nhơn Hội", "Phường Đống Đa"], "so": [1, 2]}, geometry=boxes, crs=4326)


def codes(path: Path, **options: object) -> list[str]:
    with pytest.raises(LayerError) as raised:
        read(path, **options)
    assert all(p.layer for p in raised.value.problems), "every problem says in which file it is"
    return [p.code for p in raised.value.problems]


def archive(path: Path, *entries: tuple[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, content in entries:
            target.writestr(name, content)
    return path


TEXTS: dict[str, tuple[str, str | bytes, list[str]]] = {
    "pdf": ("a.pdf", b"%PDF-1.7\n", ["wrong_file_kind"]),
    "pdf called gpkg": ("a.gpkg", b"%PDF-1.7\n", ["wrong_file_kind"]),
    "dwg": ("a.dwg", b"AC1027\x00\x00", ["wrong_file_kind"]),
    "dwg called shp": ("a.shp", b"AC1027\x00\x00", ["wrong_file_kind"]),
    "png": ("a.png", b"\x89PNG\r\n\x1a\n", ["wrong_file_kind"]),
    "old excel": ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), ["wrong_file_kind"]),
    "error page called geojson": ("a.geojson", "<!DOCTYPE html>\n<html><body>404</body></html>", ["wrong_file_kind"]),
    "error page called csv": ("a.csv", "\n<html lang='vi'><head></head></html>", ["wrong_file_kind"]),
    "kml": ("a.kml", "<?xml version='1.0'?><!-- x --><kml xmlns='k'/>", ["wrong_file_kind"]),
    "dxf": ("a.dxf", "0\nSECTION\n2\nHEADER\n", ["wrong_file_kind"]),
    "osm": ("a.osm", "<?xml version='1.0'?><osm version='0.6'/>", ["osm_by_its_own_type"]),
    "graphml": ("a.graphml", "<?xml version='1.0'?><graphml/>", ["graphml_not_supported"]),
    "rar": ("a.zip", b"Rar!\x1a\x07\x00", ["wrong_file_kind"]),
    "prose": ("a.txt", "Kính gửi: Sở Xây dựng\nVề việc lập quy hoạch\n", ["wrong_file_kind"]),
    "empty": ("a.csv", "", ["file_empty"]),
    "blank": ("a.csv", "  \n \n", ["file_empty"]),
    "topojson": ("a.json", '{"type": "Topology", "objects": {}}', ["wrong_file_kind"]),
    "esri json": ("a.json", '{"geometryType": "esriGeometryPoint", "features": []}', ["wrong_file_kind"]),
    "records": ("a.json", '[{"a": 1}]', ["json_not_geojson"]),
    "own layout": ("a.json", '{"level1_id": "52", "level2s": []}', ["json_not_geojson"]),
    "own layout with coordinates": (
        "a.json",
        '{"name": "x", "type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]], "level2s": []}',
        ["json_not_geojson"],
    ),
    "features no list": ("a.geojson", '{"type": "FeatureCollection", "features": {}}', ["json_not_geojson"]),
    "cut json": ("a.geojson", feature('{"type": "Point", "coordinates": [1, 2]}')[:-9], ["file_truncated"]),
    "cut in a text": ("a.geojson", feature(properties='{"ten": "Nhơn Hội"}')[:82], ["file_truncated"]),
    "more after the end": ("a.geojson", feature() + "}", ["json_broken"]),
    "comma too many": ("a.geojson", '{"type": "FeatureCollection",, "features": []}', ["json_broken"]),
    "deep": ("a.geojson", feature("[" * 100_000 + "]" * 100_000), ["json_too_deep"]),
    "number without end": ("a.geojson", feature(properties='{"a": ' + "9" * 6000 + "}"), ["json_broken"]),
    "not a number": ("a.geojson", feature('{"type": "Point", "coordinates": [NaN, 2]}'), ["bad_coordinates"]),
    "infinite": ("a.geojson", feature('{"type": "Point", "coordinates": [1e999, 2]}'), ["bad_coordinates"]),
    "text as number": ("a.geojson", feature('{"type": "Point", "coordinates": ["1", "2"]}'), ["bad_coordinates"]),
    "null as number": ("a.geojson", feature('{"type": "Point", "coordinates": [null, 2]}'), ["bad_coordinates"]),
    "circle": ("a.geojson", feature('{"type": "Circle", "coordinates": [1, 2]}'), ["geometry_malformed"]),
    "ring of two": (
        "a.geojson",
        feature('{"type": "Polygon", "coordinates": [[[0, 0], [0, 0]]]}'),
        ["geometry_malformed"],
    ),
    "one axis": ("a.geojson", feature('{"type": "Point", "coordinates": [1]}'), ["geometry_malformed"]),
    "ragged": ("a.csv", "a,b,c\n1,2,3\n1,2\n1,2,3,4\n", ["ragged_rows"]),
    "quote without end": ("a.csv", 'a,b\n"x,1\ny,2\n', ["csv_quotes"]),
    "quote inside": ("a.csv", 'a,b\n"x"y,1\n', ["csv_quotes"]),
    "nul": ("a.csv", b"a,b\n1,\x002\n3,4\n", ["nul_bytes"]),
    "a million columns": ("a.csv", ",".join(f"c{n}" for n in range(1_000_000)) + "\n", ["too_many_columns"]),
    "no header": ("a.csv", "1,2,3\n4,5,6\n", ["header_missing"]),
    "cut letter": ("a.csv", "ten,so\nXã Đố".encode()[:-1], ["file_truncated"]),
    "two encodings": ("a.csv", ROWS.encode() + b"\xff\xfe,3\n", ["bad_bytes"]),
    "tcvn3": ("a.csv", "ten,so\nTØnh B×nh §Þnh,1\nx· Nh¬n Héi,2\n".encode("latin-1"), ["encoding_legacy"]),
    "vni": ("a.csv", "ten,so\nTænh Bình Ñònh,1\nphöôøng Ñoáng Ña,2\n".encode("latin-1"), ["encoding_legacy"]),
    "cut zip": ("a.zip", b"PK\x03\x04" + bytes(40), ["archive_broken"]),
    "cut flatgeobuf": ("a.fgb", b"fgb\x03fgb\x01" + bytes(20), ["file_unreadable"]),
    "cut parquet": ("a.parquet", b"PAR1" + bytes(200), ["file_unreadable"]),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_bad_file_is_refused_with_a_code_of_its_own(name: str, tmp_path: Path) -> None:
    file, content, expected = TEXTS[name]
    path = tmp_path / file
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert codes(path)[: len(expected)] == expected


ARCHIVES: dict[str, tuple[list[tuple[str, str | bytes]], str]] = {
    "path upwards": ([("../../etc/a.csv", ROWS)], "archive_unsafe_name"),
    "path from the root": ([("/etc/a.csv", ROWS)], "archive_unsafe_name"),
    "path with a drive": ([("C:\\a.csv", ROWS)], "archive_unsafe_name"),
    "path backwards on windows": ([("..\\a.csv", ROWS)], "archive_unsafe_name"),
    "archive inside": ([("a.zip", b"PK")], "archive_nested"),
    "nothing": ([], "archive_empty"),
    "only notes": ([("readme.txt", "x")], "archive_nothing_readable"),
    "bomb": ([("a.csv", b"0" * 120_000_000)], "archive_bomb"),
    "crowd": ([(f"{n}.csv", "a") for n in range(1001)], "archive_too_many_entries"),
    "twice": ([("a.csv", ROWS), ("A.csv", ROWS)], "archive_duplicate"),
    "word": ([("word/document.xml", "<a/>")], "wrong_file_kind"),
    "calc": ([("mimetype", "application/vnd.oasis.opendocument.spreadsheet")], "wrong_file_kind"),
    "timetable": ([(f"{n}.txt", "a") for n in ("stops", "routes", "trips", "stop_times")], "gtfs_not_in_this_version"),
    "shapefile without parts": ([("a.shp", "x")], "shapefile_part_missing"),
    "workbook with entities": (
        [("xl/workbook.xml", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><workbook/>')],
        "xml_entities",
    ),
    "workbook without parts": ([("xl/workbook.xml", "<workbook/>")], "file_unreadable"),
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_a_bad_archive_is_refused_with_a_code_of_its_own(name: str, tmp_path: Path) -> None:
    entries, expected = ARCHIVES[name]
    assert codes(archive(tmp_path / "a.zip", *entries))[0] == expected


def test_links_checksums_and_passwords_in_archives_are_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("a.csv")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "link.zip", "w") as target:
        target.writestr(link, "/etc/passwd")
    assert codes(tmp_path / "link.zip") == ["archive_link"]

    stored = tmp_path / "stored.zip"
    with zipfile.ZipFile(stored, "w") as target:
        target.writestr("a.csv", ROWS)
    content = bytearray(stored.read_bytes())
    content[content.index(b"ten,so")] ^= 1
    stored.write_bytes(content)
    assert codes(stored) == ["archive_broken"]

    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    stored.write_bytes(content)
    assert codes(stored) == ["archive_encrypted"]


def test_the_folder_of_an_archive_is_gone_afterwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "temporary"
    home.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(home))
    read(archive(tmp_path / "a.zip", ("a.csv", ROWS)))
    codes(archive(tmp_path / "b.zip", ("a.csv", "a,b\n1\n")))
    assert list(home.iterdir()) == []


def test_what_is_in_an_archive_is_read_and_junk_is_not(tmp_path: Path) -> None:
    wards().to_file(tmp_path / "Xã.shp", engine="pyogrio", encoding="UTF-8")
    parts = [(p.name, p.read_bytes()) for p in tmp_path.glob("Xã.*")]
    junk = [("__MACOSX/._Xã.shp", b"x"), (".DS_Store", b"x"), ("ghi chú.txt", b"x")]
    raws = read(archive(tmp_path / "a.zip", *parts, *junk, ("bang.csv", ROWS)))
    assert [(raw.sublayer, len(raw.frame)) for raw in raws] == [("Xã", 2), ("bang", 2)]
    assert raws[0].frame["ten"].tolist() == ["Xã Nhơn Hội", "Phường Đống Đa"]
    assert raws[0].crs == "EPSG:4326"
    assert {raw.file for raw in raws} == {"a.zip"}
    assert len({raw.sha256 for raw in raws}) == 1


def test_files_that_are_not_there(tmp_path: Path) -> None:
    assert codes(tmp_path / "a.csv") == ["file_missing"]
    (tmp_path / "folder.gpkg").mkdir()
    assert codes(tmp_path / "folder.gpkg") == ["file_is_folder"]


def test_limits_hold_before_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(ROWS, encoding="utf-8")
    assert codes(path, limits=Limits(bytes=10)) == ["file_too_large"]
    assert codes(path, limits=Limits(rows=1)) == ["too_many_rows"]
    assert codes(path, limits=Limits(columns=1)) == ["too_many_columns"]
    for name in ("a.gpkg", "a.fgb"):
        wards().to_file(tmp_path / name, engine="pyogrio")
        assert codes(tmp_path / name, limits=Limits(rows=1)) == ["too_many_rows"]
    wards().to_parquet(tmp_path / "a.parquet")
    assert codes(tmp_path / "a.parquet", limits=Limits(rows=1)) == ["too_many_rows"]
    (tmp_path / "a.geojson").write_text(feature())
    assert codes(tmp_path / "a.geojson", limits=Limits(rows=0)) == ["too_many_rows"]
    assert codes(tmp_path / "a.geojson", limits=Limits(text_bytes=10)) == ["file_too_large"]


def test_sqlite_that_is_no_geopackage(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a.gpkg")) as base:
        base.execute("CREATE TABLE gpkg (a)")
        base.commit()
    assert codes(tmp_path / "a.gpkg") == ["wrong_file_kind"]


@pytest.mark.parametrize("suffix", ["gpkg", "fgb", "parquet", "geojson", "shp", "xlsx"])
def test_damage_anywhere_gives_a_problem_or_a_table_and_no_fault(suffix: str, tmp_path: Path) -> None:
    source = tmp_path / f"a.{suffix}"
    if suffix == "xlsx":
        book = openpyxl.Workbook()
        book.active.append(["ten", "so"])
        book.active.append(["Nhơn Hội", 1])
        book.save(source)
    elif suffix == "parquet":
        wards().to_parquet(source)
    else:
        pyogrio.write_dataframe(wards(), source)
    whole = source.read_bytes()
    chance = random.Random(1258)  # noqa: S311 - damage, not secrets
    for turn in range(25):
        content = bytearray(whole)
        if turn % 2:
            content = content[: chance.randrange(len(content))]
        else:
            for _ in range(20):
                content[chance.randrange(len(content))] = chance.randrange(256)
        source.write_bytes(content)
        # Whatever else were raised would end the test.
        with suppress(LayerError):
            assert all(raw.frame.index.equals(pd.RangeIndex(len(raw.frame))) for raw in read(source))


def test_a_chosen_sublayer(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    pyogrio.write_dataframe(wards(), path, layer="xa")
    pyogrio.write_dataframe(wards()[:1], path, layer="phường", append=True)
    assert [raw.sublayer for raw in read(path)] == ["xa", "phường"]
    (raw,) = read(path, sublayer="phường")
    assert len(raw.frame) == 1
    assert codes(path, sublayer="thôn") == ["sublayer_missing"]


def test_the_crs_that_is_asked_for_wins(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(feature('{"type": "Point", "coordinates": [600000, 1520000]}'))
    (raw,) = read(path, crs="EPSG:9217")
    assert raw.crs == "EPSG:9217"
    assert raw.frame.crs.to_authority() == ("EPSG", "9217")
    assert codes(path, crs="EPSG:999999") == ["crs_unknown"]


def test_names_that_libraries_take_for_something_else(tmp_path: Path) -> None:
    for name in (
        "a!b.gpkg",
        "a.zip!b.gpkg",
        "GPKG:a.gpkg",
        "a|layername=x.gpkg",
        "Đà Nẵng.gpkg",
        "x'; DROP TABLE a.gpkg",
    ):
        path = tmp_path / name
        pyogrio.write_dataframe(wards(), tmp_path / "plain.gpkg")
        shutil.copy(tmp_path / "plain.gpkg", path)
        (raw,) = read(path)
        assert (raw.file, len(raw.frame)) == (name, 2)


EXPECTED_KINDS: list[tuple[str, Callable[[Path], object], str]] = [
    ("a.gpkg", lambda p: pyogrio.write_dataframe(wards(), p), "geopackage"),
    ("a.fgb", lambda p: pyogrio.write_dataframe(wards(), p), "flatgeobuf"),
    ("a.shp", lambda p: pyogrio.write_dataframe(wards(), p), "shapefile"),
    ("a.geojson", lambda p: pyogrio.write_dataframe(wards(), p), "geojson"),
    ("a.geojsonl", lambda p: pyogrio.write_dataframe(wards(), p, driver="GeoJSONSeq"), "geojsonseq"),
    ("a.parquet", lambda p: wards().to_parquet(p), "geoparquet"),
    ("b.parquet", lambda p: wards().drop(columns="geometry").to_parquet(p), "parquet"),
    ("a.csv", lambda p: p.write_text(ROWS, encoding="utf-8"), "csv"),
    ("a.txt", lambda p: p.write_text(ROWS, encoding="utf-8"), "csv"),
    ("a.json", lambda p: p.write_text(json.dumps({"version": 0.6, "elements": [{"type": "node"}]})), "overpass"),
]


@pytest.mark.parametrize(("name", "make", "kind"), EXPECTED_KINDS)
def test_a_kind_is_known_by_content_whatever_the_name(
    name: str, make: Callable[[Path], object], kind: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    make(path)
    assert sniff(path) == kind
    if kind not in {"csv", "shapefile"}:
        other = path.rename(tmp_path / "a.bin")
        assert sniff(other) == kind
