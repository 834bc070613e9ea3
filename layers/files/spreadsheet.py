"""XLSX sheets through openpyxl: values as they were last computed, codes as they are shown, nothing that runs."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.utils import get_column_letter

from layers.files.archive import office
from layers.files.columns import framed, from_values, tidy_names
from layers.files.encoding import legacy_inside
from layers.files.faults import check_counts, readable
from layers.files.guard import unguarded
from layers.files.header import SEARCHED, find_header, is_empty
from layers.files.limits import Limits
from layers.files.raw import Raw
from layers.files.table import total_rows
from layers.files.vector import pick
from layers.problems import LayerError, Problem, concerning

ABOUT = "about"
"""The sheet with the origin of the data that `write` adds; it is no data when it comes back."""

_ERRORS = frozenset({"#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#N/A", "#GETTING_DATA", "#SPILL!"})
_ZEROS = re.compile(r"0{2,15}")
_SHOWN = 20


def read_xlsx(path: Path, sublayer: str | None, limits: Limits) -> tuple[Raw, ...]:
    """Each sheet that holds a table; hidden and empty sheets are passed over.

    Raises
    ------
    LayerError
        `archive_*`, `xml_entities`, `file_unreadable`, `sublayer_missing`, `header_missing`, `too_many_rows`,
        `too_many_columns`, `no_sublayers`.
    """
    with office(path, limits) as archive:
        computed = _has_formulas(archive)
    with _workbook(path, computed=True) as workbook:
        sheets = [s for s in workbook.worksheets if s.title != ABOUT or len(workbook.worksheets) == 1]
        hidden = [s.title for s in sheets if s.sheet_state != "visible" and s.title != sublayer]
        visible = [s for s in sheets if s.title not in hidden]
        chosen = pick([s.title for s in sheets], sublayer) if sublayer is not None else [s.title for s in visible]
        read = [_sheet(sheet, limits) for sheet in visible if sheet.title in chosen]
    tables = [table for table in read if table is not None]
    if not tables:
        raise LayerError(Problem(code="no_sublayers", found=", ".join(hidden) or path.name))
    notes = _hidden(hidden) if sublayer is None else ()
    gaps = _without_value(path, tables) if computed else {}
    label = len(tables) > 1 or sublayer is not None
    return tuple(
        Raw(
            frame=table.frame, file=path.name, sublayer=table.title if label else "", encoding="UTF-8",
            notes=(*notes, *table.notes, *gaps.get(table.title, ())),
        )
        for table in tables
    )  # fmt: skip


@contextmanager
def _workbook(path: Path, *, computed: bool) -> Iterator[Any]:
    """The workbook with the values last computed, or with its formulas; opened by content, whatever its name."""
    with path.open("rb") as stream, readable():
        workbook = openpyxl.load_workbook(stream, read_only=True, data_only=computed, keep_links=False)
        try:
            yield workbook
        finally:
            workbook.close()


def _hidden(names: list[str]) -> tuple[Problem, ...]:
    return (
        (Problem(code="sheets_hidden", severity="note", count=len(names), found=", ".join(names[:5])),) if names else ()
    )


@dataclass
class _Sheet:
    """What came of one sheet."""

    title: str
    frame: pd.DataFrame
    first_row: int
    notes: list[Problem] = field(default_factory=list)


def _sheet(sheet: Any, limits: Limits) -> _Sheet | None:
    sheet.reset_dimensions()
    found = _Cells()
    rows = found.rows(sheet, limits)
    top = list(islice(rows, SEARCHED))
    if not any(row for _, row in top):
        top = list(islice(((n, row) for n, row in rows if row), SEARCHED))
    if not top:
        return None
    header = find_header([row for _, row in top])
    numbered = [(n, row) for n, row in chain(top[header.data :], rows) if any(not is_empty(v) for v in row)]
    check_counts(len(numbered), 0, limits)
    return _tabulated(sheet.title, header.names, numbered, [*header.notes, *found.notes()])


def _tabulated(title: str, names: Sequence[str], numbered: list[tuple[int, list[Any]]], notes: list[Problem]) -> _Sheet:
    width = max([len(names), *(len(row) for _, row in numbered)])
    columns = [[row[n] if n < len(row) else None for _, row in numbered] for n in range(width)]
    given = [*names, *[""] * (width - len(names))]
    kept = [n for n in range(width) if given[n] or any(value is not None for value in columns[n])]
    tidy, renamed = tidy_names([given[n] for n in kept], keep="")
    typed = {name: from_values([_cleaned(v) for v in columns[n]]) for name, n in zip(tidy, kept, strict=True)}
    texts = [
        str(v) for values in typed.values() if isinstance(values.dtype, pd.StringDtype) for v in values[:200].dropna()
    ]
    everything = [*notes, *renamed, *legacy_inside("\n".join(texts)), *total_rows(typed)]
    first = numbered[0][0] if numbered else 0
    return _Sheet(title, framed(typed, rows=len(numbered)), first, everything)


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        if not value.strip():
            return None
        return unguarded(value)
    return value


@dataclass
class _Cells:
    """Values of cells, and where a formula ended in an error."""

    errors: dict[str, str] = field(default_factory=dict)
    count: int = 0

    def rows(self, sheet: Any, limits: Limits) -> Iterator[tuple[int, list[Any]]]:
        """Row numbers and values without the empty cells at the end."""
        for number, row in enumerate(sheet.iter_rows(), start=1):
            values = [self._value(cell) for cell in row]
            while values and values[-1] is None:
                values.pop()
            check_counts(number if values else 0, len(values), limits)
            yield number, values

    def _value(self, cell: Any) -> Any:
        value = cell.value
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return self._refused(cell, value) if value in _ERRORS else value
        if isinstance(value, int) and _ZEROS.fullmatch(cell.number_format or ""):
            return str(value).zfill(len(cell.number_format))
        if isinstance(value, (dt.time, dt.timedelta)):
            return str(value)
        return value

    def _refused(self, cell: Any, value: str) -> None:
        self.count += 1
        if len(self.errors) < _SHOWN:
            self.errors[f"{get_column_letter(cell.column)}{cell.row}"] = value

    def notes(self) -> list[Problem]:
        """A warning with the cells whose formula failed; they count as missing."""
        if not self.count:
            return []
        found = ", ".join(dict.fromkeys(self.errors.values()))
        return [Problem(code="cell_errors", severity="warning", ids=tuple(self.errors), count=self.count, found=found)]


def _has_formulas(archive: zipfile.ZipFile) -> bool:
    """Whether any sheet computes something."""
    for name in archive.namelist():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            with archive.open(name) as stream:
                end = b""
                for block in iter(lambda: stream.read(1 << 20), b""):
                    if re.search(rb"<f[ >/]", end + block):
                        return True
                    end = block[-2:]
    return False


def _without_value(path: Path, tables: list[_Sheet]) -> dict[str, tuple[Problem, ...]]:
    """Formulas that no program has computed yet, by sheet: the file holds no value for them."""
    result: dict[str, tuple[Problem, ...]] = {}
    with _workbook(path, computed=False) as formulas, _workbook(path, computed=True) as values:
        for table in tables:
            cells = list(_uncomputed(formulas[table.title], values[table.title]))
            if cells:
                result[table.title] = (concerning("formulas_not_computed", cells, severity="warning"),)
    return result


def _uncomputed(formulas: Any, values: Any) -> Iterator[str]:
    for asked, known in zip(formulas.iter_rows(), values.iter_rows(), strict=False):
        for one, other in zip(asked, known, strict=False):
            if one.data_type == "f" and other.value is None:
                yield f"{get_column_letter(one.column)}{one.row}"
