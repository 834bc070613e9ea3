"""Tables as Excel files: numbers stay numbers; title, note and the mark of made-up data go with them."""

from __future__ import annotations

import math
from io import BytesIO
from typing import Any

import numpy as np
from openpyxl import Workbook
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
    sheet.append([view.title])
    sheet["A1"].font = Font(bold=True, size=14)
    if view.illustrative:
        sheet.append([t("illustrative.sentence")])
        sheet.cell(sheet.max_row, 1).font = Font(bold=True, color="B3261E")
    sheet.append([])
    sheet.append([column.title for column in view.columns])
    head = sheet.max_row
    for cell in sheet[head]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E6EFEF")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for row in view.frame[[column.name for column in view.columns]].itertuples(index=False):
        sheet.append([value(item) for item in row])
    for place, column in enumerate(view.columns, start=1):
        widest = max([len(column.title) / 1.6, *(len(str(v)) for v in view.frame[column.name].head(500))], default=8)
        sheet.column_dimensions[get_column_letter(place)].width = min(_WIDEST, max(9, widest + 2))
        digits = view.frame[column.digits_in] if column.digits_in else [column.digits] * len(view.frame)
        for (cell,), decimals in zip(
            sheet.iter_rows(min_row=head + 1, min_col=place, max_col=place), digits, strict=True
        ):
            cell.number_format = number_format(column, int(decimals))
    sheet.freeze_panes = sheet.cell(head + 1, 1)
    if view.note:
        sheet.append([])
        sheet.append([value(view.note)])


def value(item: Any) -> Any:
    """What stands in a cell: empty for missing, and text that would be taken for a formula is marked as text."""
    if item is None or (isinstance(item, float | np.floating) and not math.isfinite(item)):
        return None
    if isinstance(item, np.generic):
        return item.item()
    if isinstance(item, str) and item.startswith(_FORMULA):
        return f"'{item}"
    return item if isinstance(item, str | int | float | bool) else str(item)


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
