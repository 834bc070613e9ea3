"""Equal content has an equal digest in every home, and different content another one."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum
from pathlib import PurePosixPath, PureWindowsPath

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.digest import LENGTH, authority, digest

RING = [(0, 0), (4, 0), (4, 3), (0, 3)]
HOLE = [(1, 1), (2, 1), (2, 2), (1, 2)]


def table(**columns):
    ids = [f"r{n}" for n in range(len(next(iter(columns.values()))))]
    return pd.DataFrame(columns, index=pd.Index(ids, name="id"))


def places(shapes, crs="EPSG:4326"):
    return gpd.GeoDataFrame(geometry=shapes, index=pd.Index([f"r{n}" for n in range(len(shapes))], name="id"), crs=crs)


def test_digest_is_thirty_two_hexadecimal_digits():
    text = digest("a")
    assert len(text) == LENGTH == 32
    assert set(text) <= set("0123456789abcdef")


def test_digest_does_not_change_from_one_release_to_the_next():
    # SHA-256 of the canonical bytes, put down by hand: tag, length as 8 little-endian bytes, content.
    import hashlib

    content = "Huế".encode()
    expected = hashlib.sha256(b"s" + len(content).to_bytes(8, "little") + content).hexdigest()[:32]
    assert digest("Huế") == expected


@given(st.permutations(range(6)))
@settings(max_examples=25, deadline=None)
def test_order_of_rows_does_not_count(order):
    frame = table(name=list("abcdef"), people=[1.0, 2, 3, 4, 5, 6])
    assert digest(frame.iloc[order]) == digest(frame)


@given(st.permutations(["b", "a", "đ"]))
@settings(deadline=None)
def test_order_of_columns_does_not_count(order):
    frame = table(a=[1.0, 2], b=["x", "y"], đ=[None, "z"])
    assert digest(frame[order]) == digest(frame)


@given(st.text(max_size=30))
@settings(deadline=None)
def test_text_counts_in_its_composed_form(text):
    apart, joined = unicodedata.normalize("NFD", text), unicodedata.normalize("NFC", text)
    assert digest(apart) == digest(joined)
    assert digest(table(t=[apart])) == digest(table(t=[joined]))


@given(st.lists(st.integers(-(2**53), 2**53), min_size=1, max_size=8))
@settings(deadline=None)
def test_storage_of_whole_numbers_does_not_count(numbers):
    whole = table(n=np.array(numbers, dtype="int64"))
    assert digest(whole) == digest(whole.astype("float64")) == digest(whole.astype("Int64"))


@pytest.mark.parametrize("kind", ["object", "str", "string", "category"])
def test_storage_of_text_does_not_count(kind):
    frame = table(t=pd.Series(["Quy Nhơn", "An Lão"], dtype="object").to_numpy())
    assert digest(frame.astype(kind)) == digest(frame.astype("object"))


@pytest.mark.parametrize("gone", [None, np.nan, pd.NA, pd.NaT])
def test_there_is_one_missing(gone):
    assert digest(table(t=pd.Series(["a", gone], dtype="object").to_numpy())) == digest(table(t=["a", None]))


def test_missing_is_not_empty_text_zero_or_no():
    def of(value):
        return digest(table(t=pd.Series(["a", value], dtype="object").to_numpy()))

    assert len({of(None), of(""), of("None"), of("nan")}) == 4
    assert digest(table(n=[1.0, np.nan])) != digest(table(n=[1.0, 0.0]))
    assert digest(table(b=pd.array([True, None], "boolean"))) != digest(table(b=pd.array([True, False], "boolean")))


def test_column_without_a_value_does_not_count():
    assert digest(table(a=[1, 2], b=[None, None])) == digest(table(a=[1, 2]))


def test_minus_zero_is_zero():
    assert digest(-0.0) == digest(0.0)
    assert digest(table(n=[-0.0])) == digest(table(n=[0.0]))


def test_one_moment_in_two_zones_is_one():
    hanoi = datetime(2026, 5, 14, 7, 0, tzinfo=timezone(timedelta(hours=7)))
    assert digest(hanoi) == digest(datetime(2026, 5, 14, 0, 0, tzinfo=UTC))
    local = pd.Series([hanoi], dtype="datetime64[ns, Asia/Ho_Chi_Minh]")
    assert digest(table(t=local.to_numpy())) == digest(table(t=local.dt.tz_convert("UTC").to_numpy()))
    stamps = table(t=[pd.Timestamp(hanoi)])
    assert digest(stamps) == digest(stamps.assign(t=stamps["t"].dt.tz_convert("UTC").dt.as_unit("us")))


@given(st.integers(0, 3), st.booleans(), st.integers(0, 3), st.booleans())
@settings(deadline=None)
def test_start_and_direction_of_rings_do_not_count(start, turned, hole_start, hole_turned):
    def ring(points, at, back):
        moved = points[at:] + points[:at]
        return moved[::-1] if back else moved

    drawn = shapely.Polygon(ring(RING, start, turned), [ring(HOLE, hole_start, hole_turned)])
    assert digest(drawn) == digest(shapely.Polygon(RING, [HOLE]))
    assert digest(places([drawn])) == digest(places([shapely.Polygon(RING, [HOLE])]))


def test_direction_of_a_street_counts():
    # A one-way street turned round is another street; only rings have no direction.
    there, back = shapely.LineString([(0, 0), (1, 0), (1, 5)]), shapely.LineString([(1, 5), (1, 0), (0, 0)])
    assert digest(there) != digest(back)
    assert digest(places([there])) != digest(places([back]))


def test_crs_counts_by_its_code():
    import pyproj

    shape = [shapely.Point(1, 2)]
    assert digest(places(shape)) != digest(places(shape, "EPSG:4756"))
    assert digest(places(shape, pyproj.CRS(4326).to_wkt())) == digest(places(shape))
    assert authority(pyproj.CRS(9217)) == "EPSG:9217"
    assert authority(None) == ""
    assert authority(pyproj.CRS("OGC:CRS84")) == "EPSG:4326"
    assert digest(places(shape, "OGC:CRS84")) == digest(places(shape))
    assert authority(pyproj.CRS("+proj=tmerc +lon_0=108.2 +ellps=WGS84")).startswith("PROJCRS[")


def test_lengths_keep_neighbours_apart():
    assert digest("ab", "c") != digest("a", "bc")
    assert digest(table(t=["ab", "c"])) != digest(table(t=["a", "bc"]))
    assert digest((1, 2), 3) != digest(1, (2, 3))


class Colour(Enum):
    RED = 1


@dataclass(frozen=True)
class Choice:
    limit_min: float = 10.0
    label: str = field(default="", compare=False)


@dataclass(frozen=True)
class OtherChoice:
    limit_min: float = 10.0


VALUES = (
    None,
    True,
    1,
    1.0,
    1.5,
    "1",
    b"1",
    Colour.RED,
    date(2026, 1, 1),
    datetime(2026, 1, 1, tzinfo=UTC),
    Choice(),
    OtherChoice(),
    Choice(limit_min=11),
    (1,),
    {1},
    {"a": 1},
    {"a": 2},
    shapely.Point(0, 0),
    np.arange(3),
    np.arange(3) + 0.5,
    pd.Series([1, 2]),
    np.arange(4).reshape(2, 2),
    len,
    PurePosixPath("a/b"),
    np.array(["a"]),
    pd.Index(["a", "b"]),
)


def test_different_values_have_different_digests():
    digests = [digest(value) for value in VALUES]
    assert len(set(digests)) == len(VALUES)


def test_values_that_mean_the_same_have_one_digest():
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert digest({3, 1, 2}) == digest(frozenset({1, 2, 3}))
    assert digest([1, 2]) == digest((1, 2))
    assert digest(np.float32(0.5)) == digest(0.5)
    assert digest(np.int16(7)) == digest(7)
    assert digest(PureWindowsPath("a\\b")) == digest(PurePosixPath("a/b"))
    assert digest(Choice(label="x")) == digest(Choice(label="y"))
    assert digest(np.arange(6).reshape(2, 3)[:, ::-1][:, ::-1]) == digest(np.arange(6).reshape(2, 3))


def test_value_with_a_digest_speaks_for_itself():
    class Town:
        digest = "abc"

    assert digest(Town()) == digest(Town())
    assert digest(Town()) != digest("abc")


def test_value_without_canonical_form_is_refused():
    with pytest.raises(TypeError, match="give it a `digest`"):
        digest(object())


@given(st.integers(0, 5), st.floats(allow_nan=False, allow_infinity=False))
@settings(max_examples=40, deadline=None)
def test_one_changed_value_changes_the_digest(row, value):
    frame = table(n=[0.5, 1.5, 2.5, 3.5, 4.5, 5.5])
    changed = frame.copy()
    changed.iloc[row, 0] = value
    assert (digest(changed) == digest(frame)) == (value == frame.iloc[row, 0])
