"""Delimited text: delimiter, encoding and header found, every value kept as the text that it is."""

from __future__ import annotations

import codecs
import csv
import io
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from layers.files.columns import framed, from_arrow, tidy_names
from layers.files.encoding import SAMPLE_BYTES, Guess, by_mark, guess, legacy_inside
from layers.files.faults import check_counts, megabytes, readable
from layers.files.guard import unguarded
from layers.files.header import SEARCHED, find_header, is_empty, is_total
from layers.files.limits import Limits
from layers.files.raw import Raw
from layers.problems import LayerError, Problem, concerning

DELIMITERS = ",;\t|"

_BLOCK = 1 << 22
_CHUNK = 50_000
_SAMPLE_ROWS = 60
_MOST_BAD = 200


def read_csv(path: Path, limits: Limits) -> Raw:
    """The rows of a delimited text; empty cells are missing.

    Raises
    ------
    LayerError
        `ragged_rows` (ids are line numbers), `csv_quotes`, `nul_bytes`, `header_missing`, `encoding_legacy`,
        `bad_bytes`, `too_many_rows`, `too_many_columns`, `no_header`.
    """
    # WKT of a commune has hundreds of thousands of letters; the module's own limit is 131,072.
    csv.field_size_limit(min(sys.maxsize, limits.bytes))
    guessed = _encoding(path)
    with path.open("r", encoding=guessed.name, errors="replace", newline="") as stream:
        sample = stream.read(SAMPLE_BYTES // 16)
        delimiter, stated = _delimiter(sample)
        stream.seek(0)
        if stated:
            stream.readline()
        table = _Table(limits, first_line=2 if stated else 1)
        table.fill(_records(_without_nul(stream), delimiter, table))
    notes = (*guessed.notes, *(legacy_inside(sample) if guessed.name.startswith("utf") else ()))
    names = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
    frame, more = table.finish()
    return Raw(frame=frame, file=path.name, encoding=names.get(guessed.name, guessed.name), notes=(*notes, *more))


def _encoding(path: Path) -> Guess:
    """The encoding of a whole file, read in blocks."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        marked = by_mark(stream.read(1024))
        if marked:
            return Guess(marked)
        stream.seek(0)
        for block in iter(lambda: stream.read(_BLOCK), b""):
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                # The end of the block may cut a character of several bytes; whole lines do not.
                return guess([block[: block.rfind(b"\n") + 1 or len(block)]])
    if decoder.getstate()[0]:
        raise LayerError(Problem(code="file_truncated", found=path.name))
    return Guess("utf-8")


def _without_nul(lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        if "\x00" in line:
            raise LayerError(Problem(code="nul_bytes", ids=(str(number),), found="\\x00"))
        yield line


def _delimiter(sample: str) -> tuple[str, bool]:
    """The delimiter that cuts the first rows most evenly, and whether the first line states it ("sep=;")."""
    stated = re.match(r"\ufeff?sep=(.)\r?\n", sample)
    if stated:
        return stated[1], True
    whole = sample[: sample.rfind("\n") + 1] or sample
    best, score = ",", (0.0, 0)
    for mark in DELIMITERS:
        try:
            rows = [
                row for row in islice(csv.reader(io.StringIO(whole, newline=""), delimiter=mark), _SAMPLE_ROWS) if row
            ]
        except csv.Error:
            continue
        widths = [len(row) for row in rows]
        if not widths or max(widths) == 1:
            continue
        common = max(sorted({w for w in widths if w > 1}), key=widths.count)
        found = (widths.count(common) / len(widths), common)
        if found > score:
            best, score = mark, found
    return best, False


def _records(lines: Iterable[str], delimiter: str, table: _Table) -> Iterator[list[str]]:
    """Rows that are not empty; `table.line` is the line on which the row begins."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    before = 0
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            raise LayerError(
                Problem(code="csv_quotes", ids=(str(before + table.first_line),), found=str(fault))
            ) from None
        table.line = before + table.first_line
        before = reader.line_num
        if row:
            yield row


@dataclass
class _Table:
    """Columns of text collected chunk by chunk, and the lines that do not fit."""

    limits: Limits
    first_line: int = 1
    line: int = 0
    names: list[str] = field(default_factory=list)
    chunks: list[pa.RecordBatch] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    ragged: list[str] = field(default_factory=list)
    widths: dict[int, None] = field(default_factory=dict)
    empty: int = 0
    rows: int = 0

    def fill(self, records: Iterator[list[str]]) -> None:
        """Take everything: find the header, then the rows below it."""
        top, lines = [], []
        for row in records:
            top.append(row)
            lines.append(self.line)
            if len(top) == SEARCHED:
                break
            check_counts(0, len(row), self.limits)
        if not any(map(any, top)) or all(is_empty(cell) for row in top for cell in row):
            raise LayerError(Problem(code="file_empty", found="0"))
        header = find_header(top)
        self.notes += header.notes
        self.names = list(header.names)
        check_counts(0, len(self.names), self.limits)
        rest = zip(top[header.data :], lines[header.data :], strict=True)
        numbered = chain(rest, ((row, self.line) for row in records))
        while chunk := list(islice(self._fitting(numbered), _CHUNK)):
            self.rows += len(chunk)
            check_counts(self.rows, 0, self.limits)
            columns = [pa.array(column, pa.large_string()) for column in zip(*chunk, strict=True)]
            self.chunks.append(pa.RecordBatch.from_arrays(columns, [str(n) for n in range(len(self.names))]))

    def _fitting(self, rows: Iterator[tuple[list[str], int]]) -> Iterator[list[str | None]]:
        width = len(self.names)
        for row, line in rows:
            if len(row) != width:
                if len(row) > width and all(map(is_empty, row[width:])):
                    del row[width:]
                elif all(map(is_empty, row)):
                    row.extend([""] * (width - len(row)))
                else:
                    self._misfit(line, len(row))
                    continue
            if not any(row):
                self.empty += 1
                continue
            yield [None if not cell else cell if cell[0] != "'" else unguarded(cell) for cell in row]

    def _misfit(self, line: int, width: int) -> None:
        self.ragged.append(str(line))
        self.widths.setdefault(width)
        if len(self.ragged) >= _MOST_BAD:
            self._refuse()

    def _refuse(self) -> None:
        found = ", ".join(map(str, list(self.widths)[:5]))
        raise LayerError(concerning("ragged_rows", self.ragged, found=found, allowed=str(len(self.names))))

    def finish(self) -> tuple[pd.DataFrame, list[Problem]]:
        """The frame and the notes; `ragged_rows` where rows did not fit."""
        if self.ragged:
            self._refuse()
        schema = pa.schema([(str(n), pa.large_string()) for n in range(len(self.names))])
        table = pa.Table.from_batches(self.chunks, schema)
        kept = [n for n, name in enumerate(self.names) if name or table.column(n).null_count < table.num_rows]
        names, renamed = tidy_names([self.names[n] for n in kept], keep="")
        columns, notes = from_arrow(table.select([str(n) for n in kept]).rename_columns(names))
        if self.empty:
            self.notes.append(Problem(code="empty_rows_skipped", severity="note", count=self.empty))
        totals = total_rows(columns)
        return framed(columns, rows=table.num_rows), [*self.notes, *renamed, *notes, *totals]


def total_rows(columns: dict[str, pd.Series[Any]]) -> tuple[Problem, ...]:
    """A warning where a row is labelled as the sum of others in one of the first three columns."""
    rows: dict[str, None] = {}
    for column in list(columns.values())[:3]:
        if isinstance(column.dtype, pd.StringDtype):
            labels = [label for label in column.dropna().unique() if is_total(label)]
            rows.update(dict.fromkeys((column.index[column.isin(labels)] + 1).astype(str)))
    return (concerning("total_rows", list(rows), severity="warning"),) if rows else ()


def read_parquet(path: Path, limits: Limits) -> Raw:
    """The rows of a Parquet file without geometry."""
    with readable():
        columns, notes, rows = from_parquet(path, limits)
    return Raw(frame=framed(columns, rows=rows), file=path.name, encoding="UTF-8", notes=notes)


def from_parquet(
    path: Path, limits: Limits, leave: tuple[str, ...] = ()
) -> tuple[dict[str, pd.Series[Any]], tuple[Problem, ...], int]:
    """Columns of a Parquet file but those to `leave`, notes, and the number of rows; stated counts are held first."""
    known = pq.ParquetFile(path)
    groups = [known.metadata.row_group(n) for n in range(known.metadata.num_row_groups)]
    size = sum(group.total_byte_size for group in groups)
    check_counts(known.metadata.num_rows, known.metadata.num_columns, limits)
    if size > limits.bytes:
        raise LayerError(Problem(code="file_too_large", found=megabytes(size), allowed=megabytes(limits.bytes)))
    table = known.read(columns=[name for name in known.schema_arrow.names if name not in leave])
    names, renamed = tidy_names(table.column_names, keep="geometry" if leave else "")
    columns, notes = from_arrow(table.rename_columns(names))
    return columns, (*renamed, *notes), table.num_rows
