"""The default set of criteria, and columns of the user's own that join it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from layers.names import clean_code, place_key, plain
from layers.problems import OptionError, Problem, concerning, raise_errors
from layers.values import read_number
from planning.ranking.matrix import Criterion, DecisionMatrix, decision_matrix

_PROPOSAL = "proposal"
_SCHOOLS = "proposal; full need: QCVN 01:2021/BXD table 2.4, 50 + 65 + 55 places per 1,000 people"
_GREEN = "proposal; full provision: QCVN 01:2021/BXD clause 2.4 and QCVN 01:2026/BXD 2.2.3.2, 2 m2 per person"
PLACES_PER_1000 = 170.0
GREEN_M2_PER_PERSON = 2.0
OWN_WEIGHT = 10.0

DEFAULT: tuple[Criterion, ...] = (
    Criterion(id="health_station_beyond_15min", unit="%", weight=20, low=0, high=100, source=_PROPOSAL),
    Criterion(id="hospital_beyond_60min", unit="%", weight=15, low=0, high=100, source=_PROPOSAL),
    Criterion(id="primary_school_outside_radius", unit="%", weight=20, low=0, high=100, source=_PROPOSAL),
    Criterion(id="school_places_short", unit="per_1000", weight=15, low=0, high=PLACES_PER_1000, source=_SCHOOLS),
    Criterion(id="flood_people", unit="%", weight=20, low=0, high=100, source=_PROPOSAL),
    Criterion(
        id="green_per_person",
        unit="m2_per_person",
        urgent="less",
        weight=10,
        low=0,
        high=GREEN_M2_PER_PERSON,
        source=_GREEN,
    ),
)
"""Six needs; each is a share of people or a shortage per person, never a head count, and 100 points mean that the whole
need is unmet: nobody within reach, no school place, everybody flooded, no public green. The weights sum to 100."""


def join_own(
    matrix: DecisionMatrix,
    table: pd.DataFrame,
    key: str,
    *,
    criteria: Sequence[Criterion] = (),
    weights: Mapping[str, float] | None = None,
) -> DecisionMatrix:
    """The matrix with the columns of the user's own table as further criteria.

    Parameters
    ----------
    matrix
        Units and criteria so far.
    table
        One row a unit. `key` holds codes or names; codes meet whatever their type ("21553", 21553, "21553.0"), leading
        zeros lost by a spreadsheet included; names meet without case, diacritics and type words ("Phường Quy Nhơn",
        "quy nhon"). Numbers may be written the Vietnamese way ("12,5").
    key
        The column that says which unit a row is about.
    criteria
        What the columns mean; only columns named here join. Without it every column of numbers joins with weight
        `OWN_WEIGHT` (the default set sums to 100), more counting as more urgent, between its own smallest and largest
        value.
    weights
        Weights of all criteria, old and new; without it those in force.

    Returns
    -------
    matrix
        With the notes `own_unmatched` (rows that no unit answers to); units without a row have no data.

    Raises
    ------
    OptionError
        If the key is not a column, no row meets a unit, two rows meet the same unit, a name could mean several units, a
        column named is absent, holds text or collides with a criterion, or nothing joins.
    """
    if key not in table.columns:
        raise OptionError(
            Problem(code="own_key_missing", field=key, found=key, allowed=", ".join(map(str, table.columns)))
        )
    match = _match(matrix, table[key])
    columns, problems = _own_columns(matrix, table.drop(columns=key), criteria)
    raise_errors([*match.problems, *problems], OptionError)
    values = matrix.values
    for criterion, numbers in columns:
        values[criterion.id] = np.nan
        values.loc[match.units, criterion.id] = numbers.to_numpy()[match.rows]
    old = [*matrix.criteria, *(Criterion(id=name) for name in matrix.left_out)]
    joined = decision_matrix(values, [*old, *(c for c, _ in columns)], weights, names=matrix.names)
    notes = tuple(p for p in match.problems if p.severity != "error")
    return DecisionMatrix(joined.values, joined.criteria, joined.names, joined.left_out, (*joined.notes, *notes))


@dataclass(frozen=True)
class _Match:
    rows: list[int]
    units: list[str]
    problems: tuple[Problem, ...]


def _match(matrix: DecisionMatrix, keys: pd.Series[str]) -> _Match:
    """Which row meets which unit: by code, by code without leading zeros, by name."""
    books = (
        _book((clean_code(u), u) for u in matrix.units),
        _book((clean_code(u).lstrip("0"), u) for u in matrix.units),
        _book((place_key(n), u) for u, n in matrix.names.items()),
        _book((plain(n), u) for u, n in matrix.names.items()),
    )
    rows: list[int] = []
    units: list[str] = []
    unmatched: list[str] = []
    several: list[str] = []
    for row, value in enumerate(keys):
        if pd.isna(value) or not str(value).strip():
            continue
        code = clean_code(value)
        found = [
            book.get(k, ())
            for book, k in zip(books, (code, code.lstrip("0"), place_key(value), plain(value)), strict=True)
        ]
        best = next((f for f in found if len(f) == 1), next((f for f in found if f), ()))
        if len(best) == 1:
            rows.append(row)
            units.append(best[0])
        else:
            (several if best else unmatched).append(str(value))
    return _Match(rows, units, tuple(_match_problems(matrix, units, unmatched, several)))


def _book(pairs: Iterable[tuple[str, Hashable]]) -> dict[str, tuple[str, ...]]:
    book: dict[str, tuple[str, ...]] = {}
    for k, unit in pairs:
        if k:
            book[k] = (*book.get(k, ()), str(unit))
    return book


def _match_problems(
    matrix: DecisionMatrix, units: list[str], unmatched: list[str], several: list[str]
) -> Iterable[Problem]:
    repeated = sorted({u for u in units if units.count(u) > 1})
    if repeated:
        yield concerning("own_repeated", repeated)
    if several:
        yield concerning("own_ambiguous", several)
    if not units and not several:
        yield concerning("own_none_matched", unmatched, allowed=", ".join(map(str, matrix.units[:3])) + " …")
    elif unmatched:
        yield concerning("own_unmatched", unmatched, severity="warning")


def _own_columns(
    matrix: DecisionMatrix, table: pd.DataFrame, criteria: Sequence[Criterion]
) -> tuple[list[tuple[Criterion, pd.Series[float]]], list[Problem]]:
    """The criteria that join with their numbers, and what is wrong with them."""
    joined, problems = [], []
    taken = {*matrix.ids, *matrix.left_out}
    wanted = list(criteria) or [Criterion(id=str(name), weight=OWN_WEIGHT, source="own") for name in table.columns]
    for criterion in wanted:
        if criterion.id not in table.columns:
            problems.append(
                Problem(code="own_column_missing", field=criterion.id, allowed=", ".join(map(str, table.columns)))
            )
            continue
        read = read_number(table[criterion.id])
        if read.bad.any() and (criteria or not read.bad.all()):
            bad = [str(v) for v in table[criterion.id][read.bad]]
            problems.append(concerning("own_not_numbers", [], field=criterion.id, found=", ".join(bad[:5])))
        elif criterion.id in taken:
            problems.append(Problem(code="own_column_taken", field=criterion.id))
        elif read.column.notna().any():
            joined.append((criterion, read.column))
    if not joined and not problems:
        problems.append(Problem(code="own_no_numbers", found=", ".join(map(str, table.columns))))
    return joined, problems
