"""Tables as Excel files: numbers stay numbers; title, note and the mark of made-up data go with them."""

from __future__ import annotations

import math
from datetime import date
from io import BytesIO
from typing import Any

import numpy as np
import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from planning.i18n import Translator
from planning.present.views import Column, TableView

ILLUSTRATIVE = "minh-hoa_"
_WIDEST = 46
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def file_name(view: TableView, suffix: str = "xlsx") -> str:
    """The name of a download; that of made-up data says so."""
    return f"{ILLUSTRATIVE if view.illustrative else ''}{view.file}.{suffix}"


def workbook(views: TableView | list[TableView], t: Translator) -> bytes:
    """One sheet for each table."""
    book = Workbook()
    for sheet in list(book.worksheets):
        book.remove(sheet)
    for number, view in enumerate([views] if isinstance(views, TableView) else views, start=1):
        title = "".join(c for c in view.title if c not in "[]:*?/\\'")[:26]
        _fill(book.create_sheet(f"{number}. {title}"), view, t)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _fill(sheet: Any, view: TableView, t: Translator) -> None:
    _put(sheet, 1, [view.title])
    sheet["A1"].font = Font(bold=True, size=14)
    head = 3
    if view.illustrative:
        _put(sheet, 2, [t("illustrative.sentence")])
        sheet["A2"].font = Font(bold=True, color="B3261E")
        head = 4
    _put(sheet, head, [column.title for column in view.columns])
    for cell in sheet[head]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E6EFEF")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    names = [column.name for column in view.columns]
    for number, row in enumerate(view.frame[names].itertuples(index=False), start=head + 1):
        _put(sheet, number, [value(item) for item in row])
    for place, column in enumerate(view.columns, start=1):
        widest = max([len(column.title) / 1.6, *(len(str(v)) for v in view.frame[column.name].head(500))], default=8)
        sheet.column_dimensions[get_column_letter(place)].width = min(_WIDEST, max(9, widest + 2))
        digits = view.frame[column.digits_in] if column.digits_in else [column.digits] * len(view.frame)
        for (cell,), decimals in zip(
            sheet.iter_rows(min_row=head + 1, min_col=place, max_col=place), digits, strict=False
        ):
            cell.number_format = number_format(column, int(decimals))
    sheet.freeze_panes = sheet.cell(head + 1, 1)
    if view.note:
        _put(sheet, head + len(view.frame) + 2, [view.note])


def _put(sheet: Any, row: int, values: list[Any]) -> None:
    """A row of cells; text stays text, whatever it begins with."""
    for place, item in enumerate(values, start=1):
        if item is None:
            continue
        cell = sheet.cell(row, place)
        if isinstance(item, str):
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", item)
            cell.data_type = "s"  # openpyxl takes what begins with "=" for a formula
            cell.quotePrefix = item.startswith(_FORMULA)
        else:
            cell.value = item


def value(item: Any) -> Any:
    """What stands in a cell: nothing for missing, else a number, a day, a yes or no, or text."""
    if item is None or item is pd.NaT or (isinstance(item, float | np.floating) and not math.isfinite(item)):
        return None
    if isinstance(item, np.generic):
        return item.item()
    return item if isinstance(item, str | int | float | bool | date) else str(item)


def number_format(column: Column, digits: int | None = None) -> str:
    """Excel's pattern; Excel itself writes separators as the user's machine does."""
    count = column.digits if digits is None else digits
    part = "." + "0" * count if count else ""
    patterns = {
        "text": "General",
        "number": f"#,##0{part}",
        "share": f"0{part}%",
        "change": f"+#,##0{part};-#,##0{part};0",
    }
    return patterns[column.kind]
