"""Texts: escape codes left in words, one word in several spellings, two columns of one name that disagree."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from layers.layer import Layer
from layers.names import place_key
from layers.problems import Problem, concerning

MOST_SPELLINGS = 100
"""Columns with more different values are names or free text, not a list of words."""
_ESCAPED = re.compile(
    r"\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|<U\+[0-9A-Fa-f]{4}>|&#x?[0-9a-fA-F]+;|%[0-9A-F]{2}%[0-9A-F]{2}"
)
_CODE = re.compile(r"\\[ux]([0-9a-fA-F]{2,4})|<U\+([0-9A-Fa-f]{4})>")
_MISREAD = re.compile("[ÃÂÄÆáâ][\u0080-\u00bf\u0152-\u2122]")
_TWINS = ("_vn", "_vi")
_SHOWN = 3


def text_problems(layer: Layer) -> list[Problem]:
    """Warnings `text_escaped`, `text_misread`, `spelling_variants`, `names_disagree` of a layer's columns of text."""
    frame = pd.DataFrame(layer.frame)
    problems: list[Problem] = []
    for name in map(str, frame.columns):
        if name == "geometry" or not _is_text(frame[name]):
            continue
        column = frame[name].dropna().astype(str)
        problems += [*_garbled(name, column), *_spellings(name, column)]
        twin = next((name + end for end in _TWINS if name + end in frame.columns), None)
        if twin is not None:
            problems += _disagreeing(name, twin, frame)
    return problems


def _is_text(column: pd.Series[Any]) -> bool:
    return column.dtype == object or isinstance(column.dtype, pd.StringDtype | pd.CategoricalDtype)


def _garbled(name: str, column: pd.Series[Any]) -> list[Problem]:
    problems = []
    for code, pattern, turn in (("text_escaped", _ESCAPED, unescaped), ("text_misread", _MISREAD, _read_again)):
        hit = column[column.str.contains(pattern, regex=True)]
        turned = hit.map(turn)
        hit = hit[turned != hit] if code == "text_misread" else hit
        if len(hit):
            found = f"{hit.iloc[0][:40]} = {turn(hit.iloc[0])[:40]}"
            problems.append(concerning(code, hit.index.to_numpy(), severity="warning", field=name, found=found))
    return problems


def unescaped(text: str) -> str:
    r"""The text with its escape codes ("Qu\u1eadn") turned into letters."""
    return _CODE.sub(lambda code: chr(int(code[1] or code[2], 16)), text)


def _read_again(text: str) -> str:
    """UTF-8 that was read as a western encoding, read as UTF-8; the text itself where it was not."""
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def _spellings(name: str, column: pd.Series[Any]) -> list[Problem]:
    """One word written in several ways: in case, blanks or punctuation, never in diacritics, which make other words."""
    counts = column.value_counts()
    if not 1 < len(counts) <= MOST_SPELLINGS or len(column) < 2 * len(counts):
        return []
    words = pd.Series(
        [re.sub(r"[\W_]+", " ", str(value)).strip().casefold() for value in counts.index], index=counts.index
    )
    groups = [list(group.index) for _, group in words.groupby(words, sort=False) if len(group) > 1 and group.iloc[0]]
    if not groups:
        return []
    found = "; ".join(", ".join(f"{value!s} ({counts[value]})" for value in group) for group in groups[:_SHOWN])
    rare = sum(int(counts[value]) for group in groups for value in group[1:])
    return [
        Problem(
            code="spelling_variants", severity="warning", field=name, found=found, allowed=str(groups[0][0]), count=rare
        )
    ]


def _disagreeing(name: str, twin: str, frame: pd.DataFrame) -> list[Problem]:
    """A name and its Vietnamese form that are names of different places."""
    both = frame[[name, twin]].dropna().astype(str)
    left = both[name].map(_letters)
    right = both[twin].map(lambda text: _letters(unescaped(text)))
    off = (left != right).to_numpy() & (left != "").to_numpy() & (right != "").to_numpy()
    if not off.any() or not len(both):
        return []
    first = both[off].iloc[0]
    found = f"{first[name]} / {unescaped(first[twin])}"
    return [
        concerning(
            "names_disagree",
            np.asarray(both.index[off]),
            severity="warning",
            field=twin,
            found=found[:100],
            allowed=name,
        )
    ]


def _letters(text: str) -> str:
    return place_key(text).replace(" ", "")
