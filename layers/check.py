"""Every problem of a table or layer against its contract, all at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.names import plain
from layers.problems import Problem, concerning
from layers.spec import Field, LayerSpec
from layers.values import NOT_READ, READERS, missing

LONGEST_COLUMN = 63
_UNSAFE = frozenset("\"'`;\\\x00")
_SHOWN = 3


@dataclass(frozen=True)
class Typed:
    """The columns of a contract, typed, with all problems met on the way."""

    columns: Mapping[str, pd.Series[Any]]
    problems: tuple[Problem, ...]


def typed_columns(
    frame: pd.DataFrame,
    spec: LayerSpec,
    matched: Mapping[str, str],
    ids: NDArray[Any],
    zone: str = "",
    nodata: tuple[float, ...] = (),
) -> Typed:
    """Reads every matched column as its field says.

    Parameters
    ----------
    frame
        Columns as they came.
    spec, matched
        The contract, and which column holds which field.
    ids
        Text id of each row, for the problems.
    zone
        Time zone of times that state none.
    nodata
        Numbers that stand for "no value" in columns of numbers.
    """
    columns: dict[str, pd.Series[Any]] = {}
    problems: list[Problem] = []
    for field in spec.fields:
        if field.name not in matched:
            continue
        source = frame[matched[field.name]]
        read = READERS[field.kind](source, zone)
        if nodata and field.kind in {"number", "integer"}:
            read = replace(read, column=read.column.mask(read.column.isin(nodata)))
        columns[field.name] = read.column
        if read.bad.any():
            code = "time_zone_missing" if read.note == "time_zone_missing" else NOT_READ[field.kind]
            allowed = "--timezone Asia/Ho_Chi_Minh" if code == "time_zone_missing" else field.kind
            problems.append(
                concerning(code, ids[read.bad], field=field.name, found=_samples(source[read.bad]), allowed=allowed)
            )
        elif read.note:
            problems.append(Problem(code=read.note, severity="note", field=field.name, count=len(source)))
        problems += _limits(field, read.column, read.bad, ids)
    return Typed(columns, tuple(problems))


def _limits(field: Field, column: pd.Series[Any], bad: NDArray[np.bool_], ids: NDArray[Any]) -> list[Problem]:
    problems: list[Problem] = []
    gone = column.isna().to_numpy()
    if field.required and (gone & ~bad).any():
        problems.append(concerning("missing_value", ids[gone & ~bad], field=field.name, allowed=field.allowed))
    if field.kind in {"number", "integer"}:
        values = column.to_numpy(dtype="float64")
        low = values < (-np.inf if field.minimum is None else field.minimum)
        high = values > (np.inf if field.maximum is None else field.maximum)
        outside = (low | high) & ~bad
        if outside.any():
            found = _samples(column[outside])
            problems.append(
                concerning("out_of_range", ids[outside], field=field.name, found=found, allowed=field.allowed)
            )
    if field.choices:
        strange = ~gone & ~column.isin(field.choices).to_numpy()
        if strange.any():
            found = _samples(column[strange])
            problems.append(
                concerning("not_a_choice", ids[strange], field=field.name, found=found, allowed=field.allowed)
            )
    return problems


def _samples(values: pd.Series[Any]) -> str:
    different = list(dict.fromkeys(str(value)[:40] for value in values[:1000]))
    return ", ".join(different[:_SHOWN]) + (", …" if len(different) > _SHOWN else "")


def missing_columns(spec: LayerSpec, matched: Mapping[str, str], columns: list[str]) -> list[Problem]:
    """Required fields for which no column was found, and chosen columns that do not exist."""
    problems = [
        Problem(code="missing_column", field=name, found=", ".join(map(str, columns[:30])), allowed=f"--map {name}=…")
        for name in spec.required
        if name not in matched
    ]
    for field, column in matched.items():
        if column not in columns:
            problems.append(
                Problem(code="unknown_column", field=field, found=column, allowed=", ".join(map(str, columns[:30])))
            )
    return problems


def column_names(columns: list[str]) -> list[Problem]:
    """Column names that no table should have: too long, or with quotes, semicolons and control characters."""
    problems = []
    for name in columns:
        text = str(name)
        if len(text) > LONGEST_COLUMN or any(c in _UNSAFE or ord(c) < 32 for c in text) or not text.strip():  # noqa: PLR2004
            problems.append(
                Problem(code="bad_column_name", field=plain(text)[:20], found=text[:80], allowed=f"<= {LONGEST_COLUMN}")
            )
    return problems


def repeated(ids: pd.Series[Any]) -> NDArray[np.bool_]:
    """Where an id was met before."""
    return np.asarray(ids.duplicated(keep="first").to_numpy() & ~missing(ids))
