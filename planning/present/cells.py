"""The cells of a table as the language writes them, the same on the page and on paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from planning.i18n import Translator
from planning.present.views import Column, TableView

NOTHING = "–"
"""What stands where there is no value."""
MINUS = "\u2212"


def formatter(column: Column, t: Translator, digits: int | None = None) -> Callable[[Any], str]:
    """How a column writes a number."""
    count = column.digits if digits is None else digits
    if column.kind == "share":
        return lambda value: t.percent(value, count) if value == value else NOTHING  # noqa: PLR0124 - NaN
    if column.kind == "change":
        return lambda value: signed(value, count, t)
    return lambda value: t.number(value, count)


def signed(value: float, digits: int, t: Translator) -> str:
    """A change with its sign; a minus sign, not a hyphen."""
    text = t.number(abs(value), digits)
    zero = value != value or round(value, digits) == 0  # noqa: PLR0124 - NaN
    return text if zero else f"+{text}" if value > 0 else f"{MINUS}{text}"


def texts(view: TableView, column: Column, t: Translator) -> list[str]:
    """The cells of a column in words, row by row; a dash where there is nothing."""
    values = view.frame[column.name]
    if column.kind == "text":
        return [NOTHING if value is None or value is pd.NA or value != value else str(value) for value in values]  # noqa: PLR0124
    digits = view.frame[column.digits_in] if column.digits_in else [column.digits] * len(values)
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype="float64", na_value=float("nan"))
    return [formatter(column, t, int(count))(float(value)) for value, count in zip(numbers, digits, strict=True)]
