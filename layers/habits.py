"""What files do by habit, brought to what the contract says, and counted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd
from numpy.typing import NDArray

from layers.known import DEFAULT_STREET_CLASS
from layers.names import plain
from layers.problems import Problem
from layers.spec import LayerSpec
from layers.values import missing, read_boolean, read_number, read_text

_YES = frozenset({"yes", "y", "true", "1", "t", "f", "ft", "b_one", "co", "forward"})
_NO = frozenset({"no", "n", "false", "0", "tf_both", "b", "khong", "none", "both", "reversible", "alternating"})
_BACK = frozenset({"-1", "reverse", "tf", "backward"})


def without_counts(
    frame: pd.DataFrame, matched: dict[str, str], spec: LayerSpec, chosen: Mapping[str, str], problems: list[Problem]
) -> dict[str, str]:
    """The columns without those of numbers that share their name with a yes-or-no field ("urban": people in towns)."""
    kept = dict(matched)
    for field in spec.fields:
        name = field.name
        if field.kind != "boolean" or name not in matched or name in chosen:
            continue
        column = frame[matched[name]]
        present = ~missing(column)
        if present.any() and read_boolean(column).bad[present].all() and not read_number(column).bad.any():
            problems.append(
                Problem(code="column_not_taken", severity="note", field=name, found=matched[name], allowed="yes, no")
            )
            del kept[name]
    return kept


def without_zero_supply(
    frame: pd.DataFrame, ids: NDArray[Any], matched: dict[str, str], problems: list[Problem]
) -> tuple[pd.DataFrame, NDArray[Any]]:
    """A count column taken as the supply of facilities: rows of 0 are places without the facility."""
    if "capacity" not in matched:
        return frame, ids
    read = read_number(frame[matched["capacity"]])
    none = (read.column == 0).to_numpy()
    if not none.any():
        return frame, ids
    problems.append(Problem(code="zero_supply_left_out", severity="note", field="capacity", count=int(none.sum())))
    return frame[~none], ids[~none]


def usual_streets(frame: pd.DataFrame, matched: dict[str, str], problems: list[Problem]) -> pd.DataFrame:
    """Streets with the directions and classes that files write in many ways brought to those of the contract."""
    changes: dict[str, pd.Series[Any]] = {}
    if "oneway" in matched:
        column = matched["oneway"]
        # A column of 1 and 0 with gaps comes as 1.0 and 0.0: read_text takes the point off.
        words = read_text(frame[column]).column.map(_oneway_word)
        known = {**dict.fromkeys(_YES, "yes"), **dict.fromkeys(_NO, "no"), **dict.fromkeys(_BACK, "-1"), "": "no"}
        changes[column] = words.map(lambda v: known.get(v, v)).astype("object")
    if "class" not in matched:
        problems.append(_assumed(len(frame)))
    else:
        column = matched["class"]
        gone = missing(frame[column])
        if gone.any():
            problems.append(_assumed(int(gone.sum())))
            changes[column] = frame[column].astype("object").where(~gone, DEFAULT_STREET_CLASS)
    return frame.assign(**changes)


def _oneway_word(value: object) -> str:
    if not isinstance(value, str):
        return ""
    text = re.sub(r"^([+-]?\d+)\.0+$", r"\1", value.casefold())
    return text if text.startswith("-") or text in _BACK else plain(text).replace(" ", "_")


def _assumed(count: int) -> Problem:
    return Problem(code="street_class_assumed", severity="note", count=count, found=DEFAULT_STREET_CLASS)
