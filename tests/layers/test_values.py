"""Text read as numbers, truth values, days and moments, in both languages."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.problems import OptionError
from layers.values import (
    NOT_READ,
    READERS,
    missing,
    read_boolean,
    read_date,
    read_integer,
    read_number,
    read_text,
    read_time,
    zone_of,
)

NAN = float("nan")


def column(*values):
    return pd.Series(list(values), dtype="object")


@pytest.mark.parametrize("word", ["", " ", "-", "–", "NA", "n/a", "NaN", "null", "None", "#N/A", None, NAN, pd.NA])
def test_customary_words_for_nothing_are_missing(word):
    assert missing(column(word, "x")).tolist() == [True, False]
    assert read_number(column(word, "1")).bad.tolist() == [False, False]


@pytest.mark.parametrize("word", ["0", 0, False, "x", "none of them"])
def test_values_are_not_missing(word):
    assert missing(column(word)).tolist() == [False]


@pytest.mark.parametrize(
    ("texts", "numbers"),
    [
        (["1", "2.5", "-3", "1e3"], [1, 2.5, -3, 1000]),
        (["1,5", "2,25"], [1.5, 2.25]),  # a decimal comma
        (["1.234,5", "12"], [1234.5, 12]),
        (["1,234", "12,345.6"], [1234, 12345.6]),  # English thousands
        (["1.234", "12.345"], [1234, 12345]),  # Vietnamese thousands: nothing but groups of three, twice
        (["1.234", "2.5"], [1.234, 2.5]),  # one is no group of three, so the dot is decimal
        (["1.234"], [1.234]),  # once is not enough to tell
        (["1,234"], [1234]),
        (["1.234.567"], [1234567]),
        (["1 234", "5\u00a0678"], [1234, 5678]),
        (["+7"], [7]),
    ],
)
def test_numbers_are_read_as_they_were_written(texts, numbers):
    read = read_number(column(*texts))
    assert not read.bad.any()
    assert read.column.tolist() == pytest.approx(numbers)


@pytest.mark.parametrize(
    "text", ["abc", "12 people", "1-2", "1;2", "inf", "-Infinity", "1,2,3", "0x10", "١٢", "1_000", "--1", "=A1"]
)
def test_what_is_no_number_is_marked(text):
    assert read_number(column("5", text)).bad.tolist() == [False, True]


def test_storage_of_numbers_does_not_count():
    for dtype in ("int8", "uint16", "int64", "float32", "Int64", "bool"):
        assert read_number(pd.Series([1, 0], dtype=dtype)).column.tolist() == [1.0, 0.0]
    assert read_number(pd.Series([1.0, np.inf])).bad.tolist() == [False, True]


@given(st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=6))
def test_numbers_written_by_computers_come_back(numbers):
    texts = [repr(number) for number in numbers]
    read = read_number(column(*texts, "0.5", "1e-3"))
    assert not read.bad.any()
    assert read.column.tolist()[:-2] == numbers


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=6))
def test_vietnamese_decimals_come_back(cents):
    texts = [f"{c // 100:,}".replace(",", ".") + f",{c % 100:02}" for c in cents]
    read = read_number(column(*texts))
    assert read.column.tolist() == pytest.approx([c / 100 for c in cents])


def test_reading_as_vietnamese_is_noted():
    assert read_number(column("1,5")).note == "numbers_read_as_vietnamese"
    assert read_number(column("1.5")).note == ""


def test_whole_numbers_only():
    read = read_integer(column("1", "2.0", "2.5", "x", None))
    assert read.bad.tolist() == [False, False, True, True, False]


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("yes", True),
        ("Có", True),
        ("1", True),
        (1, True),
        (1.0, True),
        ("Đúng", True),
        (True, True),
        ("no", False),
        ("Không", False),
        ("0", False),
        (0, False),
        ("Sai", False),
        (False, False),
    ],
)
def test_truth_in_both_languages(word, value):
    read = read_boolean(column(word))
    assert not read.bad.any()
    assert bool(read.column.iloc[0]) is value


def test_truth_that_is_neither():
    read = read_boolean(column("maybe", None, "2"))
    assert read.bad.tolist() == [True, False, True]
    assert read.column.isna().all()


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-12-31", "2026-12-31"),
        ("31/12/2026", "2026-12-31"),
        ("1/2/2026", "2026-02-01"),
        ("2026-12-31T08:00:00", "2026-12-31"),
        ("2026-12-31T23:30:00-05:00", "2026-12-31"),
    ],
)
def test_days_are_read_as_iso(written, day):
    read = read_date(column(written))
    assert not read.bad.any()
    assert read.column.tolist() == [day]


@pytest.mark.parametrize("written", ["31/13/2026", "2026-02-30", "yesterday", "12", "32/1/2026"])
def test_what_is_no_day_is_marked(written):
    assert read_date(column(written, None)).bad.tolist() == [True, False]


@pytest.mark.parametrize(
    ("written", "zone", "utc"),
    [
        ("2026-05-14T08:00:00+07:00", "", "2026-05-14T01:00:00"),
        ("2026-05-14T08:00:00Z", "", "2026-05-14T08:00:00"),
        ("2026-05-14 08:00:00+07", "", "2026-05-14T01:00:00"),
        ("2026-05-14 08:00:00+0700", "", "2026-05-14T01:00:00"),
        ("2026-05-14 08:00", "Asia/Ho_Chi_Minh", "2026-05-14T01:00:00"),
        ("14/05/2026 08:00", "Asia/Ho_Chi_Minh", "2026-05-14T01:00:00"),
        ("14/05/2026", "Asia/Ho_Chi_Minh", "2026-05-13T17:00:00"),
        ("2026-05-14 08:00:00.000", "UTC", "2026-05-14T08:00:00"),
        # A zone in the value wins over the flag.
        ("2026-05-14T08:00:00Z", "Asia/Ho_Chi_Minh", "2026-05-14T08:00:00"),
    ],
)
def test_moments_are_read_in_utc(written, zone, utc):
    read = read_time(column(written), zone)
    assert not read.bad.any()
    assert read.column.tolist() == [pd.Timestamp(utc, tz="UTC")]
    assert str(read.column.dtype) == "datetime64[us, UTC]"


def test_moments_without_a_zone_are_refused_without_one():
    read = read_time(column("2026-05-14 08:00", "2026-05-14T08:00:00Z"))
    assert read.bad.tolist() == [True, False]
    assert read.note == "time_zone_missing"


def test_moments_of_a_typed_column_need_a_zone_too():
    naive = pd.Series(pd.to_datetime(["2026-05-14 08:00"]))
    assert read_time(naive).note == "time_zone_missing"
    assert read_time(naive, "Asia/Ho_Chi_Minh").column.iloc[0] == pd.Timestamp("2026-05-14T01:00Z")
    assert read_time(naive.dt.tz_localize("Asia/Ho_Chi_Minh")).column.iloc[0] == pd.Timestamp("2026-05-14T01:00Z")


@pytest.mark.parametrize("written", ["soon", "2026-13-01T00:00:00Z", "25:61", "99/99/2026 08:00"])
def test_what_is_no_moment_is_marked_as_such(written):
    read = read_time(column(written))
    assert read.bad.tolist() == [True]
    assert read.note == ""


def test_hour_that_happens_twice_is_not_guessed():
    # On 1 November 2026 the clocks of New York go back: 01:30 happens twice.
    assert read_time(column("2026-11-01 01:30"), "America/New_York").bad.tolist() == [True]


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../../etc/passwd", "/etc/localtime", "+07:00"])
def test_zone_that_does_not_exist(name):
    with pytest.raises(OptionError) as caught:
        zone_of(name)
    assert [p.code for p in caught.value.problems] == ["time_zone_unknown"]


def test_text_is_composed_and_trimmed():
    def texts(values):
        return [None if pd.isna(text) else text for text in read_text(values).column]

    assert texts(column("  Hue\u0302\u0301 ", None, "", 3)) == ["Huế", None, None, "3"]
    assert texts(pd.Series([21553.0, 1.5, NAN])) == ["21553", "1.5", None]


def test_every_kind_has_a_reader_and_a_word_for_failure():
    assert READERS.keys() == NOT_READ.keys()
    for kind, reader in READERS.items():
        assert reader(pd.Series([], dtype="object"), "UTC").bad.tolist() == [], kind
