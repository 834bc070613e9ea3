"""The sentence that a result may be too low, because a source lacks facilities that the official list has."""

from __future__ import annotations

from collections.abc import Iterable

from layers.problems import Problem
from planning.completeness import CODE
from planning.i18n import Translator

MOST_SAID = 3


def said(problems: Iterable[Problem], t: Translator) -> tuple[str, ...]:
    """One sentence a kind, for the first three among problems of any sort."""
    found = [problem for problem in problems if problem.code == CODE]
    return tuple(_sentence(problem, t) for problem in found[:MOST_SAID])


def _sentence(problem: Problem, t: Translator) -> str:
    source, _, numbers = problem.found.rpartition(" ")
    counted, _, official = numbers.partition("/")
    values = {"counted": t.number(int(counted)), "official": t.number(int(official))}
    return t("partial.sentence", source=source, facility=t(f"kind.{problem.field}").lower(), **values)
