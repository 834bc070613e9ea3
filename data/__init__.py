"""Facts the tool stands on: norms, codes, units, levels, speeds; each row with its source, date and confidence."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from io import StringIO
from typing import Final

import pandas as pd

CONFIDENCES: Final = ("found", "found2", "known", "derived", "proposal")
UNVERIFIED: Final = frozenset({"found2", "known"})

_SUFFIX = ".csv"
_NUMBERS = frozenset({"number", "integer"})


class UnknownTableError(KeyError):
    """There is no table of that name; the message lists those there are."""

    def __init__(self, name: str, available: tuple[str, ...]) -> None:
        super().__init__(name)
        self.name = name
        self.available = available

    def __str__(self) -> str:
        return f"no table {self.name!r}; there are: {', '.join(self.available)}"


def table(name: str) -> pd.DataFrame:
    """A table of facts, one row a fact.

    Columns are typed by the table `columns`: a `number` is float64 with NaN where the source gives none, an
    `integer` is int64, all else is text, empty where the source gives none. Codes stay text.

    Parameters
    ----------
    name
        One of `tables()`.

    Returns
    -------
    pandas.DataFrame
        The caller's own copy, with the columns `source`, `date` and `confidence` last.

    Raises
    ------
    UnknownTableError
        There is no such table; a KeyError.
    """
    return _read(name).copy()


@cache
def tables() -> tuple[str, ...]:
    """Names of all tables, in alphabetical order."""
    names = (entry.name for entry in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)))


def is_unverified(confidence: str) -> bool:
    """Whether a fact of that confidence has to be shown with the badge "unverified"."""
    return confidence in UNVERIFIED


@cache
def _read(name: str) -> pd.DataFrame:
    frame = _text(name)
    kinds = _kinds()
    for column in frame.columns:
        kind = kinds.get(column, "text")
        if kind in _NUMBERS:
            frame[column] = pd.to_numeric(frame[column].mask(frame[column].eq("")))
        if kind == "integer":
            frame[column] = frame[column].astype("int64")
        elif kind == "number":
            frame[column] = frame[column].astype("float64")
    return frame


def _text(name: str) -> pd.DataFrame:
    if name not in tables():
        raise UnknownTableError(name, tables())
    text = files(__name__).joinpath(name + _SUFFIX).read_text(encoding="utf-8")
    return pd.read_csv(StringIO(text), dtype=str, keep_default_na=False)


@cache
def _kinds() -> dict[str, str]:
    columns = _text("columns")
    return dict(zip(columns["column"], columns["kind"], strict=True))
