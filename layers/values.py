"""Columns of text turned into numbers, truth values, days and times, with what could not be read.

Each reader takes a column as it came and gives the typed column and the positions that are not of the kind.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.names import plain
from layers.problems import OptionError, Problem
from layers.spec import FieldKind

_VIETNAMESE = re.compile(r"[+-]?\d{1,3}(\.\d{3})*(,\d+)?|[+-]?\d+,\d+")
_THOUSANDS_ONLY = re.compile(r"[+-]?\d{1,3}(\.\d{3})+")
_ENGLISH_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_TRUE = frozenset({"1", "true", "yes", "y", "t", "co", "dung", "x", "1 0"})
_FALSE = frozenset({"0", "false", "no", "n", "f", "khong", "sai", "0 0"})
EMPTY = frozenset({"", "-", "–", "na", "n/a", "nan", "null", "none", "#n/a", "<na>"})


@dataclass(frozen=True)
class Read:
    """A typed column, where it could not be read, and a note on how it was read."""

    column: pd.Series[Any]
    bad: NDArray[np.bool_]
    note: str = ""


def missing(column: pd.Series[Any]) -> NDArray[np.bool_]:
    """Where a cell says nothing: missing, or one of the customary words for it."""
    gone = column.isna().to_numpy()
    if column.dtype.kind in "OU" or isinstance(column.dtype, pd.StringDtype):
        words = column.astype("object").map(lambda v: isinstance(v, str) and v.strip().casefold() in EMPTY)
        gone = gone | words.to_numpy(dtype=bool)
    return np.asarray(gone, dtype=bool)


def read_text(column: pd.Series[Any], _zone: str = "") -> Read:
    """Text, NFC, without blanks at the ends; whole numbers without a decimal point."""
    gone = missing(column)
    if column.dtype.kind == "f":
        values = column.astype("object").map(lambda v: str(int(v)) if v == v and float(v).is_integer() else str(v))  # noqa: PLR0124
    elif column.dtype.kind in "iub":
        values = column.astype("object").map(str)
    else:
        values = column.astype("object").map(lambda v: unicodedata.normalize("NFC", str(v)).strip())
    return Read(values.where(~gone, None).astype("object"), np.zeros(len(column), dtype=bool))


def read_number(column: pd.Series[Any], _zone: str = "") -> Read:
    """Numbers, in the Vietnamese or the English way of writing, judged over the whole column."""
    gone = missing(column)
    if column.dtype.kind in "iufb" and not isinstance(column.dtype, pd.StringDtype):
        numbers = column.astype("float64")
        return Read(numbers, np.isinf(numbers.to_numpy()))
    texts = column.astype("object").map(
        lambda v: "" if v is None else str(v).strip().replace("\u00a0", "").replace(" ", "")
    )
    present = texts[~gone]
    note = ""
    if len(present) and present.str.fullmatch(_VIETNAMESE).all() and _is_vietnamese(present):
        texts = texts.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
        note = "numbers_read_as_vietnamese"
    elif present.str.contains(",", regex=False).any():
        english = texts.str.fullmatch(_ENGLISH_THOUSANDS)
        texts = texts.mask(english, texts.str.replace(",", "", regex=False))
    numbers = pd.to_numeric(texts.where(~gone, None), errors="coerce").astype("float64")
    bad = (numbers.isna().to_numpy() & ~gone) | np.isinf(numbers.to_numpy())
    return Read(numbers, bad, note)


def _is_vietnamese(present: pd.Series[Any]) -> bool:
    """A decimal comma somewhere, or nothing but groups of thousands ("12.345") in several rows."""
    if present.str.contains(r",\d", regex=True).any():
        # "1,234" alone could be English thousands: only so if every comma is followed by exactly three digits.
        return not present[present.str.contains(",", regex=False)].str.fullmatch(_ENGLISH_THOUSANDS).all()
    grouped = present.str.fullmatch(_THOUSANDS_ONLY)
    short = present.str.fullmatch(r"[+-]?\d{1,3}")
    # Two dots in one number can only stand between thousands; one dot means it if every number is grouped so.
    certain = present.str.count(r"\.") > 1
    return bool((grouped.sum() > 1 or certain.any()) and (grouped | short).all())


def read_integer(column: pd.Series[Any], zone: str = "") -> Read:
    """Whole numbers, as float64 so that missing stays missing."""
    read = read_number(column, zone)
    values = read.column.to_numpy()
    fractional = np.isfinite(values) & (values != np.floor(values))
    return Read(read.column, read.bad | fractional, read.note)


def read_boolean(column: pd.Series[Any], _zone: str = "") -> Read:
    """Truth values; yes and no in both languages."""
    gone = missing(column)
    words = column.astype("object").map(plain)
    yes = words.isin(_TRUE).to_numpy()
    no = words.isin(_FALSE).to_numpy()
    typed = pd.Series(np.where(yes, True, False), index=column.index).astype("boolean").mask(gone | ~(yes | no))  # noqa: FBT003
    return Read(typed, ~(yes | no | gone))


def read_date(column: pd.Series[Any], _zone: str = "") -> Read:
    """Days as ISO text; 31/12/2026 is read as the Vietnamese write it."""
    gone = missing(column)
    if column.dtype.kind == "M":
        return Read(
            column.dt.strftime("%Y-%m-%d").where(~gone, None).astype("object"), np.zeros(len(column), dtype=bool)
        )
    texts = column.astype("object").map(lambda v: "" if v is None else str(v).strip())
    # A day is the day that is written there, whatever hour and zone stand behind it.
    moments = pd.to_datetime(texts.where(~gone, None), format="ISO8601", errors="coerce", utc=True)
    days = pd.to_datetime(
        texts.str.slice(0, 10).where(moments.notna(), None), format="ISO8601", errors="coerce", utc=True
    )
    days = days.where(moments.notna() & days.notna(), moments)
    local = pd.to_datetime(texts.where(~gone, None), format="%d/%m/%Y", errors="coerce", utc=True)
    days = days.fillna(local)
    bad = days.isna().to_numpy() & ~gone
    return Read(days.dt.strftime("%Y-%m-%d").where(~days.isna(), None).astype("object"), bad)


def read_time(column: pd.Series[Any], zone: str = "") -> Read:
    """Moments in UTC.

    Times without a zone need `zone` (an IANA name); without it they are marked bad and the note is `time_zone_missing`.
    """
    gone = missing(column)
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return Read(column.dt.tz_convert("UTC").dt.as_unit("us"), np.zeros(len(column), dtype=bool))
    source = (
        column
        if column.dtype.kind == "M"
        else column.astype("object").map(lambda v: None if v is None else str(v).strip())
    )
    naive, aware = _moments(source.where(~gone, None))
    unreadable = naive.isna().to_numpy() & aware.isna().to_numpy() & ~gone
    floating = naive.notna().to_numpy()
    if not floating.any():
        return Read(aware, unreadable)
    if not zone:
        return Read(aware, unreadable | floating, "time_zone_missing")
    placed = naive.dt.tz_localize(zone_of(zone), ambiguous="NaT", nonexistent="shift_forward").dt.tz_convert("UTC")
    both = aware.fillna(placed)
    return Read(both, both.isna().to_numpy() & ~gone)


def zone_of(name: str) -> ZoneInfo:
    """The time zone of an IANA name; `time_zone_unknown` where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise OptionError(Problem(code="time_zone_unknown", found=name[:60], allowed="Asia/Ho_Chi_Minh")) from None


_HAS_ZONE = re.compile(r"(Z|[+-]\d{2}:?\d{2}|[+-]\d{2})$", re.IGNORECASE)


def _moments(source: pd.Series[Any]) -> tuple[pd.Series[Any], pd.Series[Any]]:
    """Times without and with a zone, each missing where the other holds."""
    if source.dtype.kind == "M":
        return source.dt.as_unit("us"), pd.Series(pd.NaT, index=source.index, dtype="datetime64[us, UTC]")
    zoned = source.map(
        lambda v: isinstance(v, str) and "T" in v.upper().replace(" ", "T", 1) and bool(_HAS_ZONE.search(v[10:]))
    )
    zoned = zoned.astype(bool)
    aware = pd.to_datetime(source.where(zoned, None), format="ISO8601", errors="coerce", utc=True)
    plain_times = source.where(~zoned, None)
    naive = pd.to_datetime(plain_times, format="ISO8601", errors="coerce")
    for pattern in ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y"):
        naive = naive.fillna(pd.to_datetime(plain_times, format=pattern, errors="coerce"))
    return naive.dt.as_unit("us"), aware.dt.as_unit("us")


READERS: dict[FieldKind, Callable[[pd.Series[Any], str], Read]] = {
    "text": read_text,
    "number": read_number,
    "integer": read_integer,
    "boolean": read_boolean,
    "date": read_date,
    "time": read_time,
}
NOT_READ: dict[FieldKind, str] = {
    "text": "not_text",
    "number": "not_a_number",
    "integer": "not_an_integer",
    "boolean": "not_yes_or_no",
    "date": "not_a_date",
    "time": "not_a_time",
}
