"""Every kind of column comes back from a file with the same content."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.digest import digest
from layers.known import KNOWN
from layers.layer import Layer
from layers.problems import CatalogError
from layers.warehouse.columns import MOST_COLUMNS, Manifest
from layers.warehouse.vector import read_vector, write_vector
from tests.layers.warehouse.samples import ids, table

SAIGON = "Asia/Ho_Chi_Minh"
HERE = timezone(timedelta(hours=7))


def times(texts: list[str | None]) -> pd.Series:
    return pd.to_datetime(pd.Series(texts), format="ISO8601", utc=True)


def again(frame: pd.DataFrame, tmp_path: Path) -> pd.DataFrame:
    """The frame after a way through a file."""
    path = tmp_path / "x.gpkg"
    path.unlink(missing_ok=True)
    return read_vector(path, "x", write_vector(path, "x", frame))


def assert_same(frame: pd.DataFrame, tmp_path: Path) -> pd.DataFrame:
    back = again(frame, tmp_path)
    assert list(back.columns) == list(frame.columns)
    assert list(back.index) == list(frame.index)
    assert back.index.name == "id"
    assert digest(back) == digest(frame)
    return back


COLUMNS: dict[str, Any] = {
    "text": pd.Series(["Nguyễn Huệ", "", 'a "quoted"; DROP TABLE x;--', "xuống\ndòng\t"], dtype="str"),
    "text, missing": pd.Series(["a", None, "", "ằ"], dtype="str"),
    "text as objects": pd.Series(["a", None, np.nan, "b"], dtype=object),
    "text, zero inside": pd.Series(["a\0b", "\0", "", "c"], dtype="str"),
    "text, decomposed": pd.Series(["Hòa", "e", "đ", "ơ"], dtype="str"),
    "category": pd.Series(["x", "y", "x", None], dtype="category"),
    "category of numbers": pd.Series([1, 2, 1, 2], dtype="category"),
    "bool": pd.Series([True, False, True, True]),
    "boolean, missing": pd.Series([True, None, False, None], dtype="boolean"),
    "booleans as objects": pd.Series([True, None, False, True], dtype=object),
    "int64": pd.Series([2**53, -(2**53), 0, 7]),
    "int64 at its ends": pd.Series([2**63 - 1, -(2**63), 0, 7]),
    "Int64, missing": pd.Series([1, None, -5, 2**40], dtype="Int64"),
    "int8": pd.Series([1, -128, 127, 0], dtype="int8"),
    "uint64 above int64": pd.Series([2**64 - 1, 0, 1, 2], dtype="uint64"),
    "UInt8, missing": pd.Series([255, None, 0, 1], dtype="UInt8"),
    "float64": pd.Series([0.1, -0.0, 1e-308, 1.7976931348623157e308]),
    "float64, missing and infinite": pd.Series([np.nan, np.inf, -np.inf, 5e-324]),
    "float32": pd.Series([0.1, np.nan, 3.0e38, 1.0], dtype="float32"),
    "float16": pd.Series([0.1, np.nan, 6.0e4, 1.0], dtype="float16"),
    "Float64, missing": pd.Series([0.5, None, 1.5, 2.5], dtype="Float64"),
    "numbers as objects": pd.Series([1, 2.5, None, True], dtype=object),
    "mixed objects": pd.Series([1, "một", None, 2.5], dtype=object),
    "lists": pd.Series([[1, "a", None], [], None, [float("nan"), float("inf")]], dtype=object),
    "mappings": pd.Series([{"a": 1, "b": [2]}, {}, None, {"$time": "x"}], dtype=object),
    "bytes": pd.Series([b"\0\xff", b"", None, b"a"], dtype=object),
    "dates": pd.Series([date(2025, 7, 1), None, date(1, 1, 1), date(9999, 12, 31)], dtype=object),
    "times, UTC": times([
        "2025-07-01T00:00:00Z", None, "1969-12-31T23:59:59Z", "2000-02-29T12:30:00.5Z",
    ]),
    "times, microseconds": times([
        "2025-07-01T00:00:00.000001Z", None, "2025-07-01T00:00:00.999999Z", "1900-01-01T00:00:00Z",
    ]),
    "times before 1970 with milliseconds": times([
        "1969-12-31T23:59:59.001Z", None, "1900-01-01T00:00:00.5Z", "2025-01-01T00:00:00Z",
    ]),
    "times in Việt Nam": pd.Series(pd.date_range("2025-07-01", periods=4, freq="37min", tz=SAIGON)),
    "times, fixed offset": pd.Series(pd.date_range("2025-07-01", periods=4, tz=HERE)),
    "times without zone": pd.Series(pd.date_range("2025-07-01", periods=4)),
    "times, seconds": pd.Series(pd.date_range("2025-07-01", periods=4, unit="s")),
    "times as objects": pd.Series(
        [datetime(2025, 7, 1, 8, tzinfo=UTC), None, datetime(2025, 7, 1), datetime(2025, 7, 1, tzinfo=HERE)],  # noqa: DTZ001
        dtype=object,
    ),
    "all missing": pd.Series([None] * 4, dtype=object),
    "all missing numbers": pd.Series([np.nan] * 4),
    "all missing times": pd.Series([pd.NaT] * 4, dtype="datetime64[us, UTC]"),
    "shapes as objects": pd.Series([shapely.Point(1, 2), None, shapely.Point(), shapely.box(0, 0, 1, 1)], dtype=object),
}  # fmt: skip


@pytest.mark.parametrize("kind", COLUMNS)
def test_every_kind_of_column_comes_back(kind: str, tmp_path: Path) -> None:
    frame = pd.DataFrame({"value": COLUMNS[kind].to_numpy() if kind == "shapes as objects" else COLUMNS[kind]})
    frame.index = ids(4)
    assert_same(frame, tmp_path)


@pytest.mark.parametrize(
    "kind", ["bool", "boolean, missing", "int8", "Int64, missing", "float32", "uint64 above int64"]
)
def test_numbers_come_back_in_their_own_type(kind: str, tmp_path: Path) -> None:
    frame = pd.DataFrame({"value": COLUMNS[kind]})
    frame.index = ids(4)
    assert again(frame, tmp_path)["value"].dtype == COLUMNS[kind].dtype


@pytest.mark.parametrize(
    "kind", ["times, UTC", "times in Việt Nam", "times, fixed offset", "times without zone", "times, seconds"]
)
def test_times_come_back_in_their_own_zone(kind: str, tmp_path: Path) -> None:
    frame = pd.DataFrame({"value": COLUMNS[kind]})
    frame.index = ids(4)
    pd.testing.assert_series_equal(again(frame, tmp_path)["value"], frame["value"])


NAMES = [
    "fid", "FID", "geom", "geometry", "id", "ID", "rowid", "oid", "a", "A", "select", "SELECT * FROM x; --",
    'a"b', "a'b", "[a]", "`a`",
    "Dân số (người)", "dân số (người)", "đ", "Đ", "a b", " a", "a ", "", " ", "\t", "a\nb", "a\0b", "x" * 500,
    "ằ" * 200, "😀",
    "column_3", "column_4", "_rowid_", "%s", "?1", ":a", "a.b", "a/b", "../a", "NULL", "0",
]  # fmt: skip


@pytest.mark.parametrize("geometry", [True, False])
def test_every_name_of_a_column_comes_back(geometry: bool, tmp_path: Path) -> None:
    frame = pd.DataFrame({name: [n, n + 0.5] for n, name in enumerate(NAMES)}, index=ids(2))
    if geometry:
        frame = gpd.GeoDataFrame(
            frame.drop(columns="geometry"), geometry=gpd.points_from_xy([1, 2], [3, 4]), crs="EPSG:4326"
        )
        frame.index = ids(2)
    assert_same(frame, tmp_path)


def test_plain_names_are_those_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.gpkg"
    write_vector(path, "x", table({"Dân số (người)": [1.0], "select": ["a"], "fid": [3]}).frame)
    assert list(pyogrio.read_info(path)["fields"]) == ["id", "Dân số (người)", "select", "column_3"]


def test_a_second_geometry_keeps_its_frame(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"a": [1, 2]}, geometry=gpd.points_from_xy([1, 2], [3, 4]), crs="EPSG:9217")
    frame["other"] = gpd.GeoSeries([shapely.Point(108.9, 13.7), None], crs="EPSG:4326")
    frame.index = ids(2)
    back = assert_same(frame, tmp_path)
    assert back["other"].crs == "EPSG:4326"


def test_the_active_geometry_keeps_its_name_and_place(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"a": [1], "hình": [shapely.Point(1, 2)], "b": ["x"]}, geometry="hình", crs="EPSG:9217")
    frame.index = ids(1)
    back = assert_same(frame, tmp_path)
    assert back.geometry.name == "hình"


def test_an_index_that_looks_like_numbers_stays_text(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": [1, 2]}, index=pd.Index(["01", "1"], name="id"))
    assert list(assert_same(frame, tmp_path).index) == ["01", "1"]


def test_a_table_of_ids_alone(tmp_path: Path) -> None:
    assert_same(pd.DataFrame(index=ids(3)), tmp_path)


def test_objects_that_no_file_holds_are_all_refused(tmp_path: Path) -> None:
    frame = table({"a": [{1, 2}], "b": [1], "c": [object()]}).frame
    with pytest.raises(CatalogError) as error:
        write_vector(tmp_path / "x.gpkg", "x", frame)
    assert [(p.code, p.field, p.found) for p in error.value.problems] == [
        ("column_not_storable", "a", "set"),
        ("column_not_storable", "c", "object"),
    ]


def test_too_many_columns_are_refused(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        np.zeros((1, MOST_COLUMNS + 1)), columns=[f"c{n}" for n in range(MOST_COLUMNS + 1)], index=ids(1)
    )
    with pytest.raises(CatalogError) as error:
        write_vector(tmp_path / "x.gpkg", "x", frame)
    assert [p.code for p in error.value.problems] == ["too_many_columns"]


def test_as_many_columns_as_allowed(tmp_path: Path) -> None:
    frame = pd.DataFrame(np.ones((1, MOST_COLUMNS)), columns=[f"c{n}" for n in range(MOST_COLUMNS)], index=ids(1))
    assert_same(frame, tmp_path)


def test_the_manifest_is_plain_text(tmp_path: Path) -> None:
    text = write_vector(tmp_path / "x.gpkg", "x", table({"Tên": ["a"]}).frame)
    assert Manifest.from_json(text).to_json() == text
    assert Manifest.from_json(text).columns[1].name == "Tên"


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = st.one_of(
    st.lists(st.one_of(TEXT, st.none()), min_size=3, max_size=3),
    st.lists(st.one_of(st.floats(), st.none()), min_size=3, max_size=3),
    st.lists(st.integers(-(2**63), 2**63 - 1), min_size=3, max_size=3),
    st.lists(st.booleans(), min_size=3, max_size=3),
    st.lists(st.one_of(st.dates(), st.none()), min_size=3, max_size=3),
    st.lists(st.datetimes(timezones=st.just(UTC)), min_size=3, max_size=3),
    st.lists(st.one_of(st.integers(), TEXT, st.booleans(), st.none(), st.dates(), st.floats()), min_size=3, max_size=3),
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(columns=st.dictionaries(TEXT, VALUES, max_size=6))
def test_whatever_a_digest_can_be_taken_of_comes_back(columns: dict[str, list[Any]], tmp_path: Path) -> None:
    frame = pd.DataFrame({name: pd.Series(values) for name, values in columns.items()}, index=range(3))
    frame.index = ids(3)
    layer = Layer("x", KNOWN["attributes"], frame)
    try:
        key = layer.digest
    except (ValueError, OverflowError):
        return  # numbers of more digits than a float64 has are refused before they come here
    assert digest("layer", "x", "attributes", again(frame, tmp_path)) == key
