"""One kind of problem for the whole tool: data with a code, without a sentence in any language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from numpy.typing import NDArray

Severity = Literal["error", "warning", "note"]

MOST_IDS = 20
MOST_SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Something wrong with data or with a request, found at one place.

    `code` names the kind of problem; the faces turn it into a sentence and a remedy in a language.
    `layer`, `field` and `ids` say where, `found` and `allowed` are data (numbers, names, codes),
    `count` is the number of features concerned (0 where counting makes no sense). `ids` holds the
    first `MOST_IDS` of them.
    """

    code: str
    severity: Severity = "error"
    layer: str = ""
    field: str = ""
    ids: tuple[str, ...] = ()
    count: int = 0
    found: str = ""
    allowed: str = ""

    def within(self, layer: str) -> Problem:
        """The same problem, placed in a layer unless it has one."""
        return self if self.layer else replace(self, layer=layer)


def concerning(code: str, ids: Sequence[str] | NDArray[Any], **where: str) -> Problem:
    """A problem of several features: counts them all and keeps the first ids."""
    severity: Severity = where.pop("severity", "error")  # type: ignore[assignment]
    return Problem(code=code, severity=severity, ids=tuple(map(str, ids[:MOST_IDS])), count=len(ids), **where)


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those problems that stop the work."""
    return tuple(p for p in problems if p.severity == "error")


class PlanningError(Exception):
    """Work that cannot be done because of the data or the request; holds every problem found.

    Parameters
    ----------
    problems
        One or more `Problem`s, or iterables of them.
    """

    def __init__(self, *problems: Problem | Iterable[Problem]) -> None:
        flat: list[Problem] = []
        for item in problems:
            flat.extend([item] if isinstance(item, Problem) else item)
        self.problems: tuple[Problem, ...] = tuple(flat)
        super().__init__(self._summary())

    def _summary(self) -> str:
        shown = [
            " ".join(filter(None, (p.code, p.layer, p.field, f"found={p.found}" if p.found else "")))
            for p in self.problems[:MOST_SHOWN]
        ]
        rest = len(self.problems) - len(shown)
        return "; ".join(shown) + (f"; and {rest} more" if rest > 0 else "")

    def __reduce__(self) -> tuple[type[PlanningError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class LayerError(PlanningError, ValueError):
    """A layer, or a file that should become one, cannot be used."""


class CatalogError(PlanningError, ValueError):
    """The warehouse does not hold what was asked for, or cannot take what was brought."""


class ScenarioError(PlanningError, ValueError):
    """A scenario does not fit the city."""


class OptionError(PlanningError, ValueError):
    """A request with options that make no sense."""


def raise_errors(problems: Iterable[Problem], error: type[PlanningError] = LayerError) -> None:
    """Raise once with every error among the problems; do nothing where there is none."""
    found = errors(problems)
    if found:
        raise error(found)
