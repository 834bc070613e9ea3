"""The decision matrix: units by criteria in the criteria's own units, with weights, and with what is missing named."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.digest import digest
from layers.problems import OptionError, Problem, concerning, raise_errors

Urgent = Literal["more", "less"]
FEWEST_UNITS = 2


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One column that speaks for acting in a unit first.

    Parameters
    ----------
    id
        `snake_case` name; the texts `criterion.ID.label` and `criterion.ID.reason` belong to it.
    unit
        Unit of the raw values ("%", "per_1000", "m2_per_person"); "" where they have none.
    urgent
        Whether "more" or "less" of the raw value makes a unit more urgent.
    weight
        What it counts, on any scale: only the proportions between the weights matter. Not negative.
    low, high
        Goalposts, raw values with `low` < `high`; what lies outside counts as the goalpost. With `urgent="more"` a
        value of `low` earns 0 points and `high` 100, with "less" the other way round. A goalpost that is `None` is the
        smallest or largest value among the units.
    source
        Where weight and goalposts come from.
    """

    id: str
    unit: str = ""
    urgent: Urgent = "more"
    weight: float = 1.0
    low: float | None = None
    high: float | None = None
    source: str = ""


@dataclass(frozen=True, eq=False)
class DecisionMatrix:
    """Units by criteria with raw values; made by `decision_matrix`, which checks them.

    `criteria` are those that have data, with the weights in force; `left_out` names those without any. A missing value
    stays NaN: the ranking says what it does about it (`RankOptions.missing`), and it is never a zero.
    """

    _values: pd.DataFrame = field(repr=False)
    criteria: tuple[Criterion, ...]
    _names: pd.Series[str] = field(repr=False)
    left_out: tuple[str, ...] = ()
    notes: tuple[Problem, ...] = ()

    @property
    def values(self) -> pd.DataFrame:
        """Raw values, float64, units x criteria, NaN where there is no data; a copy."""
        return self._values.copy()

    @property
    def names(self) -> pd.Series[str]:
        """The unit's name by unit; its id where it has none."""
        return self._names.copy()

    @property
    def units(self) -> pd.Index[str]:
        """The ids of the units, in the order given."""
        return cast("pd.Index[str]", self._values.index)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the criteria, in the order given."""
        return tuple(c.id for c in self.criteria)

    @property
    def weights(self) -> NDArray[np.float64]:
        """One weight a criterion; they sum to 1."""
        raw = np.array([c.weight for c in self.criteria], dtype="float64")
        raw = raw / raw.max()  # a sum of very large weights would overflow
        return cast("NDArray[np.float64]", raw / raw.sum())

    @property
    def digest(self) -> str:
        """The content key."""
        return digest("matrix", self._values, self.criteria, self._names, self.left_out)

    def replace_weights(self, weights: Mapping[str, float]) -> DecisionMatrix:
        """The same matrix under other weights, checked like the first ones; criteria left out may be named."""
        known = [*self.criteria, *(Criterion(id=name) for name in self.left_out)]
        values = self._values.reindex(columns=[c.id for c in known])
        return decision_matrix(values, known, weights, names=self._names)


def decision_matrix(
    values: pd.DataFrame,
    criteria: Sequence[Criterion],
    weights: Mapping[str, float] | None = None,
    *,
    names: pd.Series[str] | None = None,
) -> DecisionMatrix:
    """The checked matrix of some units.

    Parameters
    ----------
    values
        Units x criteria, indexed by unit id; raw values in the criteria's units, NaN where there is no data. Columns
        that no criterion names are ignored; a criterion without a column, or whose column is empty, is left out and
        named in `left_out` and in the notes.
    criteria
        In the order in which tables show them.
    weights
        One a criterion, by id, on any scale; without it the criteria's own. Either all are named or none.
    names
        Names of the units, by unit id.

    Raises
    ------
    OptionError
        With every problem of the request: fewer than two units, ids that repeat, values that are not numbers or are
        infinite, no criterion with data, weights negative, unknown, missing or without a sum, goalposts that cross.
    """
    index = values.index.map(str).rename("id")
    problems = [*_unit_problems(index), *_criterion_problems(criteria), *_weight_problems(criteria, weights)]
    table, found = _numbers(values.set_axis(index), criteria)
    raise_errors([*problems, *found], OptionError)
    used = [replace(c, weight=float(weights[c.id])) if weights is not None else c for c in criteria]
    used = [c for c in used if table[c.id].notna().any()]
    left_out = tuple(c.id for c in criteria if not table[c.id].notna().any())
    if not used:
        raise OptionError(Problem(code="criteria_without_data", found=", ".join(left_out), count=len(left_out)))
    if not sum(c.weight for c in used) > 0:
        raise OptionError(Problem(code="weights_sum_zero", field=", ".join(c.id for c in used), found="0"))
    kept = table[[c.id for c in used]]
    return DecisionMatrix(kept, tuple(used), _named(index, names), left_out, tuple(_notes(kept, left_out)))


def _unit_problems(index: pd.Index[str]) -> Iterable[Problem]:
    if len(index) < FEWEST_UNITS:
        yield Problem(code="units_too_few", found=str(len(index)), allowed=f">= {FEWEST_UNITS}")
    if not index.is_unique:
        yield concerning("units_repeated", list(index[index.duplicated()].unique()), field="id")


def _criterion_problems(criteria: Sequence[Criterion]) -> Iterable[Problem]:
    ids = [c.id for c in criteria]
    for name in sorted({i for i in ids if ids.count(i) > 1}):
        yield Problem(code="criterion_repeated", field=name)
    for c in criteria:
        posts = [p for p in (c.low, c.high) if p is not None]
        wrong = any(not math.isfinite(p) for p in posts) or (len(posts) == 2 and not posts[0] < posts[1])  # noqa: PLR2004
        if wrong:
            yield Problem(code="goalposts_wrong", field=c.id, found=f"{c.low} … {c.high}", allowed="low < high")


def _weight_problems(criteria: Sequence[Criterion], weights: Mapping[str, float] | None) -> Iterable[Problem]:
    own = {c.id: c.weight for c in criteria}
    given = own if weights is None else weights
    for name in sorted(set(given) - set(own)):
        yield Problem(code="criterion_unknown", field=name, found=name, allowed=", ".join(own))
    for name in sorted(set(own) - set(given)):
        yield Problem(code="weight_missing", field=name, allowed=", ".join(own))
    bad = {k: v for k, v in given.items() if not math.isfinite(v)}
    for name, weight in bad.items():
        yield Problem(code="weight_not_a_number", field=name, found=str(weight), allowed=">= 0")
    for name, weight in given.items():
        if weight < 0:
            yield Problem(code="weight_negative", field=name, found=f"{weight:g}", allowed=">= 0")
    if given and not bad and all(w == 0 for w in given.values()):
        yield Problem(code="weights_sum_zero", field=", ".join(given), found="0")


def _numbers(values: pd.DataFrame, criteria: Sequence[Criterion]) -> tuple[pd.DataFrame, list[Problem]]:
    """The columns of the criteria as float64, and what is not a finite number."""
    columns: dict[str, NDArray[np.float64]] = {}
    problems = []
    for c in criteria:
        source = values[c.id] if c.id in values.columns else pd.Series(np.nan, index=values.index)
        if isinstance(source, pd.DataFrame):  # the file repeats the column
            problems.append(Problem(code="criterion_repeated", field=c.id))
            source = source.iloc[:, 0]
        numbers = pd.to_numeric(source, errors="coerce").to_numpy(dtype="float64", na_value=np.nan)
        unread = np.isnan(numbers) & source.notna().to_numpy()
        if unread.any():
            problems.append(concerning("values_not_numbers", list(values.index[unread]), field=c.id))
        if np.isinf(numbers).any():
            problems.append(concerning("values_infinite", list(values.index[np.isinf(numbers)]), field=c.id))
        columns[c.id] = numbers + 0.0
    return pd.DataFrame(columns, index=values.index), problems


def _named(index: pd.Index[str], names: pd.Series[str] | None) -> pd.Series[str]:
    if names is None:
        return pd.Series(list(index), index=index, name="name")
    given = names.set_axis(names.index.map(str))
    given = given[~given.index.duplicated()].reindex(index)
    return given.where(given.notna(), pd.Series(list(index), index=index)).astype(str).rename("name")


def _notes(values: pd.DataFrame, left_out: tuple[str, ...]) -> Iterable[Problem]:
    for name in left_out:
        yield Problem(code="criterion_without_data", severity="warning", field=name)
    constant = [str(name) for name in values if values[name].min() == values[name].max()]
    for name in constant:
        found = f"{values[name].dropna().iloc[0]:g}"
        yield Problem(code="criterion_constant", severity="note", field=name, found=found)
    if len(constant) == values.shape[1]:
        yield Problem(code="criteria_all_constant", severity="warning", count=len(constant))
    for column in values:
        gone = values.index[values[column].isna()]
        if len(gone):
            yield concerning("values_missing", list(gone), severity="warning", field=str(column))
