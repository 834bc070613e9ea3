"""A scenario: a named, ordered list of edits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from layers.city import City
from layers.digest import digest
from layers.problems import Problem
from scenarios.edits import Add, Edit

BASELINE_NAME = "baseline"


@dataclass(frozen=True)
class Scenario:
    """What could change, in the order in which it is to be done.

    The digest is that of the edits alone: two scenarios that do the same are the same, whatever they are called, the
    scenario without edits is the baseline.
    """

    name: str
    edits: tuple[Edit, ...] = ()
    note: str = ""

    @cached_property
    def digest(self) -> str:
        """The content key of the edits."""
        return digest("scenario", self.edits)

    @property
    def is_baseline(self) -> bool:
        """Whether it changes nothing."""
        return not self.edits

    def with_edits(self, *edits: Edit) -> Scenario:
        """The scenario with more edits at its end."""
        return replace(self, edits=(*self.edits, *edits))

    def new_id(self, layer: str, taken: Iterable[str] = ()) -> str:
        """An id for a feature to be added: "new_1", "new_2", and so on, free in the scenario and among `taken`."""
        used = set(taken) | {edit.id for edit in self.edits if isinstance(edit, Add) and edit.layer == layer}
        number = 1
        while f"new_{number}" in used:
            number += 1
        return f"new_{number}"


BASELINE = Scenario(BASELINE_NAME)


@dataclass(frozen=True, eq=False)
class Applied:
    """A city with a scenario carried out, and notes on how."""

    city: City
    scenario: Scenario
    notes: tuple[Problem, ...] = ()

    @property
    def digest(self) -> str:
        """The content key of the resulting city."""
        return self.city.digest
