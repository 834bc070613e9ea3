"""People: totals far from the census, and places without a number."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from data import table
from layers.layer import Layer
from layers.names import clean_code, plain
from layers.plausibility.areas import numbers
from layers.problems import Problem, concerning

MOST_TOTAL = 0.15
"""How far a total may lie from the census of 2019: some years of growth or decline."""
MOST_OF_ONE = 2.0
"""A single unit that is so many times too large or too small is wrong rather than changed."""
FEWEST_UNITS = 3
_PEOPLE = frozenset({
    "people", "population", "pop", "total", "dan so", "so dan", "pop 2019", "pop2019", "persons", "total pop",
    "population 2019",
})  # fmt: skip


def census_problems(layer: Layer) -> list[Problem]:
    """Warnings `people_missing`, `people_far_from_census`, `people_of_unit_doubtful`, for units known by their code."""
    frame = pd.DataFrame(layer.frame)
    problems: list[Problem] = []
    for name in (str(c) for c in frame.columns if plain(c) in _PEOPLE):
        people = numbers(frame[name])
        if people is None:
            continue
        values = pd.Series(people, index=frame.index)
        gone = values.isna().to_numpy()
        if gone.any() and not gone.all():
            problems.append(concerning("people_missing", frame.index[gone].to_numpy(), severity="warning", field=name))
        for census in _censuses():
            known = _codes(frame).map(census)
            if known.notna().sum() >= FEWEST_UNITS:
                problems += _compared(name, values, known)
    return problems


def _codes(frame: pd.DataFrame) -> pd.Series[Any]:
    """The official code of each row: its id, else a column of that meaning."""
    if "code" in frame.columns and not frame.index.to_series().map(clean_code).str.fullmatch(r"\d{3,5}").all():
        return frame["code"].map(clean_code)
    return pd.Series([clean_code(value) for value in frame.index], index=frame.index)


@cache
def _censuses() -> tuple[dict[str, float], ...]:
    """People of the census of 2019 by code: of the units since July 2025, and of the districts before."""
    tables = (table("units_2025"), table("districts_2019"))
    return tuple(dict(zip(t["code"].astype(str), t["population_2019"].astype(float), strict=True)) for t in tables)


def _compared(name: str, values: pd.Series[Any], known: pd.Series[Any]) -> list[Problem]:
    both = (values.notna() & known.notna()).to_numpy()
    own, census = values.to_numpy()[both], known.to_numpy(dtype="float64")[both]
    if not len(own) or not census.sum():
        return []
    problems: list[Problem] = []
    ratio = own.sum() / census.sum()
    if abs(ratio - 1) > MOST_TOTAL:
        found = f"{own.sum():,.0f} ({ratio - 1:+.0%})".replace(",", " ")
        allowed = f"{census.sum():,.0f} (2019) ± {MOST_TOTAL:.0%}".replace(",", " ")
        problems.append(
            Problem(
                code="people_far_from_census",
                severity="warning",
                field=name,
                count=len(own),
                found=found,
                allowed=allowed,
            )
        )
    with np.errstate(divide="ignore"):
        off = np.maximum(own / census, census / own)
    doubtful = off > MOST_OF_ONE
    if doubtful.any():
        order = np.flatnonzero(doubtful)[np.argsort(-off[doubtful], kind="stable")]
        ids = values.index.to_numpy()[both]
        found = f"{ids[order[0]]}: {own[order[0]]:.0f}"
        allowed = f"{census[order[0]]:.0f} (2019) × {MOST_OF_ONE:g}"
        problems.append(
            concerning(
                "people_of_unit_doubtful", ids[order], severity="warning", field=name, found=found, allowed=allowed
            )
        )
    return problems
