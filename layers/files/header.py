"""The header of a sheet found below titles, over one row or two, and what stands in the rows that are no data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from layers.names import plain
from layers.problems import LayerError, Problem

SEARCHED = 40
"""Rows at the top of a sheet among which the header must be."""

_LEAST_TEXTS = 2
_NUMBER = re.compile(r"[+-]?[\d.,\s]*\d[\d.,\s]*(?:[eE][+-]?\d+)?%?")
_COLUMN_NUMBER = re.compile(r"\((?:\d{1,2}|[a-zA-Z])\)(?:\s*=.*)?")
_TOTALS = frozenset({"tong", "tong cong", "tong so", "cong", "toan tinh", "total", "grand total", "sum"})


@dataclass(frozen=True)
class Header:
    """Names by column ("" for none), the rows that they take, the first row of data, and notes on all that."""

    names: tuple[str, ...]
    row: int
    data: int
    notes: tuple[Problem, ...]


def find_header(rows: Sequence[Sequence[Any]]) -> Header:
    """The header among the first rows.

    It is the first row with two or more texts that fills more than half the width; else the first that is not empty.
    Vietnamese tables often spread it over two rows with joined cells, and number the columns below it: (1) (2) (3).

    Raises
    ------
    LayerError
        `header_missing` where the first row that is not empty holds nothing but numbers.
    """
    filled = [sum(not is_empty(cell) for cell in row) for row in rows]
    widest = max(filled, default=0)
    wide = [n for n, row in enumerate(rows) if _texts(row) >= min(_LEAST_TEXTS, widest) and 2 * filled[n] > widest]
    first = next((n for n, count in enumerate(filled) if count), 0)
    at = wide[0] if wide else first
    if not wide and (not rows or not _texts(rows[at])):
        found = ", ".join(str(cell) for cell in (rows[at] if rows else ())[:5])
        raise LayerError(Problem(code="header_missing", found=found[:80]))
    top, names, data = at, [_name(cell) for cell in rows[at]], at + 1
    if at > first and (joined := _joined(rows[at - 1], rows[at])):
        top, names = at - 1, joined
    elif data < len(rows) and (joined := _joined(rows[at], rows[data])):
        names, data = joined, data + 1
    notes = []
    if top > first:
        notes.append(Problem(code="header_row_found", severity="note", found=str(top + 1), count=top))
    if data - top > 1:
        notes.append(Problem(code="header_of_two_rows", severity="note", found=f"{top + 1}-{data}"))
    if data < len(rows) and _numbered(rows[data]):
        notes.append(Problem(code="column_numbers_skipped", severity="note", found=str(data + 1)))
        data += 1
    return Header(tuple(names), top, data, tuple(notes))


def is_empty(cell: object) -> bool:
    """Whether a cell holds nothing but blanks."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _is_text(cell: object) -> bool:
    return isinstance(cell, str) and bool(cell.strip()) and _NUMBER.fullmatch(cell.strip()) is None


def _texts(row: Sequence[Any]) -> int:
    return sum(map(_is_text, row))


def _name(cell: object) -> str:
    return "" if cell is None else " ".join(str(cell).split())


def _joined(upper: Sequence[Any], lower: Sequence[Any]) -> list[str] | None:
    """Names of a header over two rows; `None` where the two rows are not such a header.

    Below a cell joined downward nothing stands; beside one joined sideways nothing stands, and its parts stand below.
    """
    width = max(len(upper), len(lower))
    up = [_name(upper[n]) if n < len(upper) else "" for n in range(width)]
    low = [_name(lower[n]) if n < len(lower) else "" for n in range(width)]
    low_is_text = all(is_empty(cell) or _is_text(cell) for cell in lower)
    downward = [n for n in range(width) if up[n] and not low[n]]
    parts = [n for n in range(width) if low[n] and not up[n]]
    single = [n for n in range(width) if up[n] and low[n] and n + 1 not in parts]
    if not (low_is_text and downward and parts and not single):
        return None
    names, group = [], ""
    for n in range(width):
        group = up[n] or (group if low[n] else "")
        names.append(f"{group} {low[n]}".strip() if low[n] else up[n])
    return names


def _numbered(row: Sequence[Any]) -> bool:
    """Whether a row only numbers the columns: (1) (2) (3)."""
    cells = [str(cell).strip() for cell in row if not is_empty(cell)]
    return len(cells) >= _LEAST_TEXTS and all(map(_COLUMN_NUMBER.fullmatch, cells))


def is_total(cell: object) -> bool:
    """Whether a cell is the label of a row of sums, which would be counted as one more feature."""
    return isinstance(cell, str) and len(cell) < 40 and plain(cell) in _TOTALS  # noqa: PLR2004 - a label is short
