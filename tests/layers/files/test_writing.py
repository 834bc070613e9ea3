"""What is written comes back: the same digest from every format, nothing left behind by a failure."""

from __future__ import annotations

import csv
import errno
import json
import pkgutil
import re
import subprocess
import sys
import time
import unicodedata
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import rasterio
import shapely
from affine import Affine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import layers.files
from layers.files import read, read_grid, write, write_all
from layers.files.guard import guarded, unguarded
from layers.files.writing import _ONE
from layers.grid import Grid
from layers.intake import Intake, take_in
from layers.known import KNOWN
from layers.layer import Layer, Provenance
from layers.problems import LayerError

FORMATS = ("gpkg", "geojson", "parquet", "csv", "xlsx", "fgb", "zip")
ORIGIN = Provenance(source="Sở Xây dựng Bình Định", date="2025-07-01", licence="CC BY 4.0", illustrative=True)


def layer(type_: str, geometry: Any, crs: str = "EPSG:4326", **columns: Any) -> Layer:
    ids = pd.Index([f"a{n}" for n in range(len(geometry))], name="id")
    frame = gpd.GeoDataFrame(columns, geometry=np.asarray(geometry, dtype=object), crs=crs, index=ids)
    return Layer(type_, KNOWN[type_], frame, ORIGIN)


def table(type_: str, **columns: Any) -> Layer:
    ids = pd.Index([str(n + 1) for n in range(len(next(iter(columns.values()))))], name="id")
    return Layer(type_, KNOWN[type_], pd.DataFrame(columns, index=ids), ORIGIN)


def facilities() -> Layer:
    return layer(
        "facilities",
        shapely.points([109.2, 109.25, 109.3], [13.75, 13.8, 13.85]),
        kind=["school.primary", "market", "health.station"],
        name=["Trường Nguyễn Huệ", None, unicodedata.normalize("NFD", "Trạm y tế xã Nhơn Hội, “khu A”")],
        capacity=[500.0, np.nan, 12.5],
        opened=["1998-09-05", None, "2020-02-29"],
    )


def population() -> Layer:
    boxes = shapely.box([109, 109.125], [13, 13.25], [109.125, 109.25], [13.125, 13.5])
    holed = shapely.Polygon(shapely.box(109, 13, 110, 14).exterior, [shapely.box(109.25, 13.25, 109.5, 13.5).exterior])
    shapes = [*boxes, shapely.MultiPolygon([holed, shapely.box(111, 13, 112, 14)])]
    urban = pd.array([True, None, False], dtype="boolean")
    return layer("population", shapes, people=[290053.0, 0.0, 17.25], urban=urban)


def reports() -> Layer:
    times = pd.to_datetime(["2018-01-02T03:04:05Z", None, "2018-01-02T03:04:05.678Z"], utc=True, format="ISO8601")
    points = [shapely.Point(109.25, 13.75), None, shapely.Point(109.5, 13.5)]
    return layer(
        "reports",
        points,
        time=pd.to_datetime(["2018-01-01T00:00:00Z"] * 3, utc=True),
        category=["Rác thải", "=HYPERLINK(1)", "-1"],
        closed=times,
        text=["dòng 1\ndòng 2", "@SUM(1)", "'=đã có dấu"],
    )


def taken_back(path: Path, of: Layer) -> Layer:
    raw = next(raw for raw in read(path) if raw.sublayer in {"", of.name})
    crs = "" if raw.crs or of.crs != "EPSG:4326" else of.crs
    back = take_in(raw, Intake(type=of.type, name=of.name, crs=crs))
    # Intake keeps the columns from which it took the place, and an id that the contract does not ask for.
    return back.with_frame(back.frame.drop(columns=["lon", "lat", "wkt", "id_file"], errors="ignore"))


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("make", [facilities, population])
def test_every_format_gives_the_digest_back(suffix: str, make: Any, tmp_path: Path) -> None:
    one = make()
    path = tmp_path / f"lớp của Sở.{suffix}"
    write(one, path)
    assert taken_back(path, one).digest == one.digest
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("suffix", ["gpkg", "geojson", "parquet", "csv", "xlsx", "fgb"])
def test_times_places_that_are_missing_and_dangerous_text_come_back(suffix: str, tmp_path: Path) -> None:
    one = reports()
    path = tmp_path / f"a.{suffix}"
    write(one, path)
    assert taken_back(path, one).digest == one.digest


@pytest.mark.parametrize("suffix", ["gpkg", "parquet", "csv", "xlsx"])
def test_tables_without_places_come_back(suffix: str, tmp_path: Path) -> None:
    moments = pd.to_datetime(["2026-05-14T00:00:00.123456Z", "2026-05-14T01:00:00Z"], utc=True, format="ISO8601")
    one = table(
        "observations", sensor=["trạm 1", "trạm 1"], time=moments, quantity=["pm25", "pm25"], value=[1 / 3, -4.0],
        unit=["µg/m³", "µg/m³"],
    )  # fmt: skip
    path = tmp_path / f"a.{suffix}"
    write(one, path)
    assert taken_back(path, one).digest == one.digest


@pytest.mark.parametrize("suffix", ["gpkg", "parquet", "fgb", "zip"])
def test_a_metric_crs_is_kept(suffix: str, tmp_path: Path) -> None:
    lines = [shapely.LineString([(600_000.123, 1_520_000.5), (600_100, 1_520_000)])]
    one = layer("streets", lines, "EPSG:9217", **{"class": ["residential"], "oneway": ["-1"], "width_m": [7.5]})
    path = tmp_path / f"a.{suffix}"
    assert write(one, path) == ()
    back = taken_back(path, one)
    assert (back.crs, back.digest) == ("EPSG:9217", one.digest)


@pytest.mark.parametrize("suffix", ["gpkg", "parquet", "fgb", "geojson"])
def test_columns_that_no_contract_knows_keep_their_type(suffix: str, tmp_path: Path) -> None:
    one = layer(
        "other",
        shapely.points([1, 2, 3], [4, 5, 6]),
        fid=[7, 8, 9],
        geom=["a", "b", None],
        whole=[1.0, np.nan, 3.0],
        sure=[True, False, True],
        maybe=pd.array([True, None, False], dtype="boolean"),
        mã=pd.Series(["001", "002", "003"], dtype="category"),
    )  # fmt: skip
    frame = one.frame
    frame["mã"] = pd.Categorical(["001", "002", "003"])
    one = one.with_frame(frame)
    path = tmp_path / f"a.{suffix}"
    write(one, path)
    (raw,) = read(path)
    back = raw.frame.set_index("id").sort_index()
    assert back["fid"].tolist() == [7, 8, 9]
    assert back["mã"].tolist() == ["001", "002", "003"]
    assert back["whole"].iloc[[0, 2]].tolist() == [1, 3]
    assert back["whole"].isna().tolist() == [False, True, False]
    assert (str(back["sure"].dtype), str(back["maybe"].dtype)) == ("bool", "boolean")
    assert back["geom"].iloc[:2].tolist() == ["a", "b"]


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_same_layer_gives_the_same_bytes(suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = tmp_path / f"1.{suffix}", tmp_path / f"2.{suffix}"
    write(facilities(), one)
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + 86_400)
    write(facilities(), other)
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("suffix", ["gpkg", "xlsx", "zip"])
def test_several_layers_in_one_file(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{suffix}"
    write_all([facilities(), population()], path)
    assert [raw.sublayer for raw in read(path)] == ["facilities", "population"]
    for one in (facilities(), population()):
        assert taken_back(path, one).digest == one.digest


def _said(code: str, *args: Any) -> None:
    with pytest.raises(LayerError) as raised:
        (write_all if isinstance(args[0], list) else write)(*args)
    assert [p.code for p in raised.value.problems] == [code]


def test_what_cannot_be_written_is_refused(tmp_path: Path) -> None:
    grid = Grid("g", "elevation", np.zeros((1, 1)), Affine.identity(), "EPSG:9217", "m", np.zeros((1, 1), dtype=bool))
    rows = table("attributes", a=[1])
    mixed = layer("other", [shapely.Point(1, 2), shapely.box(1, 2, 3, 4)])
    _said("format_unknown", facilities(), tmp_path / "a.docx")
    _said("format_unknown", facilities(), tmp_path / "a")
    _said("format_not_for_layer", facilities(), tmp_path / "a.tif")
    _said("format_not_for_grid", grid, tmp_path / "a.gpkg")
    _said("format_needs_geometry", rows, tmp_path / "a.fgb")
    _said("format_needs_geometry", rows, tmp_path / "a.zip")
    _said("format_unknown", [facilities()], tmp_path / "a.csv")
    _said("nothing_to_write", [], tmp_path / "a.gpkg")
    _said("same_layer_twice", [facilities(), facilities()], tmp_path / "a.gpkg")
    _said("shapefile_one_shape", mixed, tmp_path / "a.zip")
    _said("folder_missing", facilities(), tmp_path / "none" / "a.gpkg")
    _said("crs_missing", layer("other", shapely.points([1], [2]), crs=None), tmp_path / "a.geojson")
    (tmp_path / "folder.gpkg").mkdir()
    _said("file_is_folder", facilities(), tmp_path / "folder.gpkg")
    assert [p.name for p in tmp_path.iterdir()] == ["folder.gpkg"]


@pytest.mark.parametrize("suffix", _ONE)
def test_a_full_disk_leaves_what_was_there(suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_text("what was there")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    _said("disk_full", facilities(), path)
    assert path.read_text() == "what was there"
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


_FILL = """
import resource, sys
sys.path.insert(0, sys.argv[3])
import numpy as np, pandas as pd, geopandas as gpd, shapely
from layers.files import write
from layers.known import KNOWN
from layers.layer import Layer
from layers.problems import LayerError
n = 20_000
chance = np.random.default_rng(1)
shapes = shapely.points(chance.random(n), chance.random(n))
ids = pd.Index(map(str, range(n)), name="id")
frame = gpd.GeoDataFrame({"v": chance.random(n)}, geometry=shapes, crs=4326, index=ids)
layer = Layer("other", KNOWN["other"], frame)
layer.digest
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    write(layer, sys.argv[1])
except LayerError as error:
    print(error.problems[0].code)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="bounds on the size of a file are set by Unix systems")
@pytest.mark.parametrize("suffix", ["gpkg", "geojson", "parquet", "csv", "fgb", "zip"])
def test_a_disk_that_fills_half_way_leaves_nothing(suffix: str, tmp_path: Path, root: Path) -> None:
    path = tmp_path / f"a.{suffix}"
    command = [sys.executable, "-c", _FILL, str(path), "200000", str(root)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    # A bound on the size of a file stands in for the end of the disk; GDAL hides its reason where it writes itself.
    allowed = {"disk_full", "write_failed"} if suffix in {"gpkg", "fgb"} else {"disk_full"}
    assert ended.stdout.strip() in allowed, ended.stderr[-2000:]
    assert list(tmp_path.iterdir()) == []


def test_csv_is_what_excel_opens_and_no_cell_is_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write(reports(), path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["category"] for row in rows] == ["Rác thải", "'=HYPERLINK(1)", "-1"]
    assert [row["text"] for row in rows] == ["dòng 1\ndòng 2", "'@SUM(1)", "''=đã có dấu"]
    assert [row["lon"] for row in rows] == ["109.25", "", "109.5"]
    assert rows[2]["closed"] == "2018-01-02T03:04:05.678000Z"


def test_xlsx_has_typed_cells_a_header_that_stays_and_the_origin(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write(facilities(), path)
    book = openpyxl.load_workbook(path)
    sheet = book["facilities"]
    assert sheet.freeze_panes == "B2"
    header = [cell.value for cell in sheet[1]]
    assert header == ["id", "lon", "lat", "kind", "name", "capacity", "opened"]
    assert sheet[1][0].font.bold
    row = dict(zip(header, sheet[2], strict=True))
    assert (row["capacity"].value, row["capacity"].data_type) == (500, "n")
    assert row["opened"].is_date
    told = {row[0].value: row[1].value for row in book["about"].iter_rows(min_row=2)}
    assert told["source"] == ORIGIN.source
    assert told["illustrative"] == "yes"
    assert told["digest"] == facilities().digest


def test_no_cell_of_a_workbook_is_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write(reports(), path)
    sheet = openpyxl.load_workbook(path)["reports"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def test_shapes_too_long_for_a_cell_are_left_out_and_counted(tmp_path: Path) -> None:
    angles = np.linspace(0, 2 * np.pi, 2000)
    ring = shapely.Polygon(np.column_stack([109 + np.cos(angles) / 7, 13 + np.sin(angles) / 7]))
    one = layer("other", [ring, shapely.box(1, 2, 3, 4)])
    (note,) = write(one, tmp_path / "a.xlsx")
    assert (note.code, note.count) == ("wkt_left_out", 1)


def test_geojson_follows_its_standard(tmp_path: Path) -> None:
    square = shapely.Polygon([(600_000, 1_520_000), (600_000, 1_521_000), (601_000, 1_521_000), (601_000, 1_520_000)])
    path = tmp_path / "a.geojson"
    notes = write(layer("other", [square, None], "EPSG:9217", far=[np.inf, 2.5], n=[1, 2]), path)
    assert [note.code for note in notes] == ["moved_to_lonlat"]
    document = json.loads(path.read_text(encoding="utf-8"))
    assert "crs" not in document
    first, second = document["features"]
    ring = first["geometry"]["coordinates"][0]
    assert shapely.LinearRing(ring).is_ccw, "RFC 7946, 3.1.6: outer rings run against the clock"
    assert all(round(value, 7) == value for position in ring for value in position)
    assert 108 < ring[0][0] < 110, "longitude first"
    assert (first["id"], first["properties"]) == ("a0", {"far": None, "n": 1})
    assert second["geometry"] is None


def test_a_shapefile_tells_which_names_and_texts_it_cut(tmp_path: Path) -> None:
    one = layer(
        "other", [shapely.Point(1, 2)], **{"Dân số nghìn người": [1], "Dân số nghìn hộ": [2], "ghi chú": ["ế" * 200]}
    )
    renamed, shortened = write(one, tmp_path / "a.zip")
    assert renamed.code == "columns_renamed"
    assert renamed.found.startswith("Dân số nghìn người → dan_so_ngh, Dân số nghìn hộ → dan_so_n_2")
    assert (shortened.code, shortened.count) == ("text_shortened", 1)
    (raw,) = read(tmp_path / "a.zip")
    assert raw.frame[["dan_so_ngh", "dan_so_n_2"]].iloc[0].tolist() == [1, 2]


@pytest.mark.parametrize("suffix", ["gpkg", "parquet"])
def test_the_origin_is_in_the_file(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{suffix}"
    write(facilities(), path)
    assert ORIGIN.source.encode() in path.read_bytes()


@pytest.mark.parametrize(
    "values",
    [
        np.array([[1.5, 2.5], [np.nan, -4.0]], dtype="float32"),
        np.array([[0, 255], [3, 4]], dtype="uint8"),
        np.arange(256, dtype="uint8").reshape(16, 16),
        np.array([[2**62, 1], [2, 3]], dtype="float64"),
        np.array([[-32768, 32767], [0, 1]], dtype="int16"),
    ],
)
def test_grids_come_back(values: Any, tmp_path: Path) -> None:
    mask = np.isnan(values) if values.dtype.kind == "f" else np.zeros(values.shape, dtype=bool)
    mask[0, 0] = True
    transform = Affine(100, 0, 600_000, 0, -100, 1_520_000)
    grid = Grid("g", "other", values, transform, "EPSG:9217", "m", mask, ORIGIN)
    path = tmp_path / "a.tif"
    write(grid, path)
    assert read_grid(path, type_="other", name="g").digest == grid.digest
    with rasterio.open(path) as file:
        assert (file.tags()["SOURCE"], file.units, file.count) == (ORIGIN.source, ("m",), 1)
        assert file.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"


def test_the_door_stays_open_after_what_is_behind_it_was_loaded() -> None:
    inside = {module.name for module in pkgutil.iter_modules(layers.files.__path__)}
    assert not inside & set(layers.files.__all__)


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.one_of(st.none(), TEXT), min_size=1, max_size=8), data=st.data())
def test_any_text_and_number_survives_csv(texts: list[str | None], data: st.DataObject, tmp_path: Path) -> None:
    numbers = data.draw(
        st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=len(texts), max_size=len(texts))
    )
    one = table("other", chữ=pd.Series(texts, dtype="object").to_numpy(), số=numbers)
    write(one, tmp_path / "a.csv")
    (raw,) = read(tmp_path / "a.csv")
    assert raw.frame["số"].astype("float64").tolist() == numbers
    expected = [None if not text else unicodedata.normalize("NFC", text) for text in texts]
    found = raw.frame["chữ"] if "chữ" in raw.frame.columns else pd.Series([None] * len(texts))
    assert [None if value is None or value != value else value for value in found] == expected  # noqa: PLR0124


@settings(max_examples=60, deadline=None)
@given(text=TEXT)
def test_the_guard_is_undone_and_never_lets_a_formula_through(text: str) -> None:
    safe = guarded(text)
    assert unguarded(safe) == text
    number = re.fullmatch(r"[+-]?[0-9.,]*([eE][+-]?[0-9]+)?", text)
    assert number or not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
