"""A table of the user's own as further criteria: read from Excel or CSV, joined by code or name of the unit."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import streamlit as st

from layers.files import read
from layers.names import plain
from layers.problems import OptionError, PlanningError, Problem, errors
from layers.values import read_number
from planning.i18n import Translator
from planning.ranking import Criterion, DecisionMatrix, join_own
from planning.ranking.criteria import OWN_WEIGHT
from planning.ui import cache, show, state
from planning.ui.form import KEEP

FILE, KEY, COLUMNS, LESS = "priorities.own", "priorities.own.key", "priorities.own.columns", "priorities.own.less"
MOST_BYTES = 5_000_000
SUFFIXES = ("xlsx", "csv")
KEY_WORDS = ("id", "ma", "code", "ten", "name", "xa", "don vi")


def panel(found: Sequence[Problem], t: Translator) -> None:
    """The panel that takes a file, with what was wrong with it; it is joined at the next run."""
    kept = state.get(FILE)
    with st.expander(t("priorities.own"), expanded=kept is not None, icon=":material/table:"):
        if kept is None:
            st.caption(t("priorities.own.text"))
            st.caption(t("import.secret"))
            file = st.file_uploader(
                t("priorities.own.file"), type=list(SUFFIXES), key="priorities.own.upload", label_visibility="collapsed"
            )
            if file is not None:
                state.put(FILE, (file.name, file.getvalue()))
                st.rerun()
            return
        st.caption(show.plain(kept[0]))
        if found:
            show.problems(found, t, level="error" if errors(found) else "warning")
        with suppress(PlanningError):
            columns(table_of(kept), t)
        st.button(t("priorities.own.drop"), key="priorities.own.drop", icon=":material/delete:", on_click=forget)


def forget() -> None:
    """Leaves the table out again."""
    for name in (FILE, KEY, COLUMNS, LESS, "priorities.own.upload"):
        state.drop(name)


def columns(table: pd.DataFrame, t: Translator) -> None:
    """Which column names the unit, and which are criteria."""
    names = list(table.columns)
    st.selectbox(t("priorities.own.key"), names, index=names.index(key_of(names)), key=KEY, filter_mode=None, **KEEP)
    numbers = numeric(table, str(state.get(KEY)))
    if state.get(COLUMNS) is None:
        state.put(COLUMNS, numbers)
    none = t("priorities.own.none")
    wanted = st.multiselect(t("priorities.own.columns"), numbers, key=COLUMNS, placeholder=none, **KEEP)
    note = t("priorities.own.less.help")
    st.multiselect(t("priorities.own.less"), wanted, key=LESS, placeholder=none, help=note, **KEEP)


def join(matrix: DecisionMatrix) -> tuple[DecisionMatrix, tuple[Problem, ...]]:
    """The matrix with the user's columns, and what is wrong with these; as it was where the table does not fit."""
    kept = state.get(FILE)
    if kept is None:
        return matrix, ()
    try:
        table = table_of(kept)
        key = state.get(KEY) if state.get(KEY) in table.columns else key_of(list(table.columns))
        numbers, less = numeric(table, str(key)), state.get(LESS) or []
        chosen = [name for name in numbers if name in (state.get(COLUMNS) or numbers)]
        criteria = [
            Criterion(id=name, weight=OWN_WEIGHT, urgent="less" if name in less else "more", source="own")
            for name in chosen
        ]
        found = join_own(matrix, table, str(key), criteria=criteria)
    except PlanningError as error:
        return matrix, error.problems
    return found, tuple(p for p in found.notes if p.code == "own_unmatched")


def table_of(kept: tuple[str, bytes]) -> pd.DataFrame:
    """The table of a file, its columns named by text."""
    name, content = kept
    if len(content) > MOST_BYTES:
        raise OptionError(
            Problem(code="file_too_large", found=f"{len(content) / 1e6:.1f} MB", allowed=f"{MOST_BYTES / 1e6:g} MB")
        )
    key = hashlib.sha256(content).hexdigest()
    return cache.remember(f"own table {key}{Path(name).suffix}", lambda: _read(name, content))


def _read(name: str, content: bytes) -> pd.DataFrame:
    suffix = Path(name).suffix.lower().removeprefix(".")
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"table.{suffix if suffix in SUFFIXES else 'csv'}"
        path.write_bytes(content)
        frame = pd.DataFrame(read(path)[0].frame)
    return frame.set_axis([str(column) for column in frame.columns], axis=1)


def key_of(columns: list[str]) -> str:
    """The column that most likely names the unit: the first that is called code or name, else the first."""
    return next((name for word in KEY_WORDS for name in columns if plain(name).startswith(word)), columns[0])


def numeric(table: pd.DataFrame, key: str) -> list[str]:
    """Columns that hold numbers and nothing else."""
    found = []
    for name in table.columns:
        if name != key:
            numbers = read_number(table[name])
            if numbers.column.notna().any() and not numbers.bad.any():
                found.append(str(name))
    return found
