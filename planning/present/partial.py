"""What to know of a result before using it: facilities that its source lacks, people known at one point a unit."""

from __future__ import annotations

from collections.abc import Iterable

from layers.problems import Problem
from planning.completeness import COARSE, CODE
from planning.i18n import Translator

MOST_SAID = 3


def said(problems: Iterable[Problem], t: Translator) -> tuple[str, ...]:
    """One sentence a kind, for the first three among problems of any sort; one for people at points of units."""
    problems = tuple(problems)
    found = [problem for problem in problems if problem.code == CODE]
    coarse = [problem for problem in problems if problem.code == COARSE]
    points = (t("partial.people", count=t.number(problem.count)) for problem in coarse[:1])
    return (*(_sentence(problem, t) for problem in found[:MOST_SAID]), *points)


def _sentence(problem: Problem, t: Translator) -> str:
    source, _, numbers = problem.found.rpartition(" ")
    counted, _, official = numbers.partition("/")
    values = {"counted": t.number(int(counted)), "official": t.number(int(official))}
    return t("partial.sentence", source=source, facility=t(f"kind.{problem.field}").lower(), **values)
