"""XLSX workbooks: one sheet a layer with typed cells, and a sheet that says where the data come from."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from layers.files.guard import guarded
from layers.files.outgoing import about, day_of, iso_times
from layers.files.spreadsheet import ABOUT
from layers.files.write_text import with_place
from layers.layer import Layer
from layers.problems import LayerError, Problem

MOST_ROWS = 1_048_575
"""Rows of a sheet below its header."""
LONGEST_CELL = 32_767
_LONGEST_TITLE = 31
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_HEADER_FONT = Font(bold=True, color="FFFFFF")
_HEADER_FILL = PatternFill("solid", start_color="1F4E79")
_WIDEST, _NARROWEST = 40, 8
_SAMPLED = 200
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def write_xlsx(layers: Sequence[Layer], path: Path) -> tuple[Problem, ...]:
    """One sheet a layer; shapes as WKT where a cell can hold them."""
    too_long = [layer for layer in layers if len(layer) > MOST_ROWS]
    if too_long:
        raise LayerError(
            Problem(code="too_many_rows", layer=layer.name, found=str(len(layer)), allowed=f"<= {MOST_ROWS}")
            for layer in too_long
        )
    workbook = openpyxl.Workbook(write_only=True)
    notes: list[Problem] = []
    titles: set[str] = set()
    for layer in layers:
        notes += _write_sheet(workbook, layer, _title(layer.name, titles))
    _write_about(workbook, layers)
    workbook.properties.creator = "Quyhoach"
    loose = path.with_name("loose.xlsx")
    workbook.save(loose)
    _dated(loose, path, max(day_of(layer) for layer in layers))
    return tuple(notes)


def _dated(source: Path, target: Path, day: str) -> None:
    """Copy a workbook with the day of the data in place of the moment of writing: equal layers give equal bytes."""
    moment = rb">%sT00:00:00Z</dcterms:" % day.encode()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, _ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            with old.open(name) as part, new.open(info, "w") as copy:
                if name == "docProps/core.xml":
                    copy.write(re.sub(rb">[0-9TZ:.-]+</dcterms:", moment, part.read()))
                else:
                    shutil.copyfileobj(part, copy, 1 << 20)


def _title(name: str, taken: set[str]) -> str:
    title, number = name[:_LONGEST_TITLE], 2
    while title.casefold() in taken | {ABOUT}:
        ending = f"_{number}"
        title, number = name[: _LONGEST_TITLE - len(ending)] + ending, number + 1
    taken.add(title.casefold())
    return title


def _write_sheet(workbook: Any, layer: Layer, title: str) -> list[Problem]:
    columns, placed = with_place(layer)
    notes = list(placed)
    sheet = workbook.create_sheet(title)
    sheet.freeze_panes = "B2"
    prepared = {}
    for number, (name, column) in enumerate(columns.items(), start=1):
        known = layer.spec.field(name)
        cells, lost = _cells(column, as_date=known is not None and known.kind == "date")
        prepared[name] = cells
        if lost:
            code = "wkt_left_out" if name == "wkt" else "text_left_out"
            notes.append(
                Problem(
                    code=code,
                    severity="warning",
                    layer=layer.name,
                    field=name,
                    count=lost,
                    allowed=f"<= {LONGEST_CELL}",
                )
            )
        longest = max([len(name), *(len(str(cell)) for cell in cells[:_SAMPLED] if cell is not None)])
        sheet.column_dimensions[get_column_letter(number)].width = min(max(longest + 2, _NARROWEST), _WIDEST)
    sheet.append(_header(sheet, list(columns)))
    for row in zip(*prepared.values(), strict=True):
        sheet.append(list(_typed(sheet, row)))
    if len(layer):
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(layer) + 1}"
    return notes


def _header(sheet: Any, names: list[str]) -> list[Any]:
    cells = []
    for name in names:
        cell = WriteOnlyCell(sheet, value=_NOT_XML.sub("", guarded(name)))
        cell.font, cell.fill = _HEADER_FONT, _HEADER_FILL
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        cells.append(cell)
    return cells


def _typed(sheet: Any, row: Sequence[Any]) -> Iterator[Any]:
    for value in row:
        if isinstance(value, dt.date):
            cell = WriteOnlyCell(sheet, value=dt.datetime(value.year, value.month, value.day))  # noqa: DTZ001 - a day
            cell.number_format = "yyyy-mm-dd"
            yield cell
        else:
            yield value


def _cells(column: pd.Series[Any], *, as_date: bool) -> tuple[list[Any], int]:
    """The values as a sheet knows them, and how many texts were too long for a cell and are left out."""
    if column.dtype.kind == "M":
        column = iso_times(column)
    gone = column.isna()
    values = [None if none else value for value, none in zip(column.tolist(), gone, strict=True)]
    if column.dtype.kind in "iufb":
        return [None if v in {float("inf"), float("-inf")} else v for v in values], 0
    lost = sum(isinstance(v, str) and len(v) > LONGEST_CELL for v in values)
    texts = [None if v is None or len(v) > LONGEST_CELL else _NOT_XML.sub("", guarded(str(v))) for v in values]
    if as_date:
        return [None if text is None else _day(text) for text in texts], lost
    return texts, lost


def _day(text: str) -> dt.date | str:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return text
    # Excel counts days from 1900 on.
    return day if day.year > 1900 else text  # noqa: PLR2004


def _write_about(workbook: Any, layers: Sequence[Layer]) -> None:
    sheet = workbook.create_sheet(ABOUT)
    sheet.column_dimensions["A"].width = 16
    sheet.column_dimensions["B"].width = 80
    sheet.freeze_panes = "A2"
    sheet.append(_header(sheet, ["name", "value"]))
    for layer in layers:
        for name, text in about(layer).items():
            sheet.append([name, _NOT_XML.sub("", guarded(text))])
        for field in layer.spec.fields:
            if field.unit and field.name in layer.frame.columns:
                sheet.append([f"unit of {field.name}", field.unit])
