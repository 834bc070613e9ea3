"""What the papers are made of: everything asked of the workspace once, when a paper first needs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

import pandas as pd

from layers.city import City
from layers.digest import digest
from layers.known import FACILITY_KINDS
from layers.layer import Layer
from layers.problems import OptionError, Problem, raise_errors
from layers.warehouse.base import Version
from planning import __version__, answers
from planning.evaluate import Evaluation
from planning.i18n import Translator
from planning.network.blocks import NOBODY, Watch
from planning.present import access
from planning.present.base import base_map, unit_names
from planning.present.compare import Comparison
from planning.present.links import Stretches, stretches
from planning.present.norms import Needs, needs_of
from planning.present.readiness import Group, readiness
from planning.present.views import ShapeLayer
from planning.ranking import DEFAULT, DecisionMatrix, Ranking
from planning.report.recipe import Recipe
from planning.services import Links
from planning.workspace import Workspace
from scenarios.scenario import BASELINE, BASELINE_NAME, Scenario

T = TypeVar("T")
CODE_LENGTH = 8
MOST_SERVICES = 4
FIRST_SERVICES = (
    access.FIRST_SERVICE,
    "health.hospital",
    "school.primary",
    "market",
    "school.preschool",
    "school.lower_secondary",
)
"""Services of a recipe that names none, the most asked for first."""


@dataclass(frozen=True, eq=False)
class Material:
    """The content of a report.

    Parameters
    ----------
    workspace
        Whom to ask; what is costly stays in its memory.
    recipe
        What is asked for. `recipe_value` where it names units, scenarios, services or criteria that are not there.
    watch
        Who looks on while it is computed.
    """

    workspace: Workspace
    recipe: Recipe
    watch: Watch = NOBODY

    def __post_init__(self) -> None:
        raise_errors(misfits(self.workspace, self.recipe), OptionError)

    # -- the ground

    @cached_property
    def entries(self) -> tuple[Version, ...]:
        """The current versions of all layers."""
        return self.workspace.warehouse.entries()

    @cached_property
    def scenario(self) -> Scenario:
        """Whose city is mapped."""
        return self.workspace.scenario(self.recipe.scenario) if self.recipe.scenario else BASELINE

    @cached_property
    def scenarios(self) -> tuple[Scenario, ...]:
        """Those compared with today."""
        return tuple(self.workspace.scenario(name) for name in self.recipe.scenarios)

    @cached_property
    def city(self) -> City:
        """The city that is mapped."""
        return self.workspace.city(self.scenario)

    @cached_property
    def today(self) -> City:
        """The city as it is."""
        return self.workspace.city()

    @cached_property
    def units(self) -> str:
        """The layer of units; "" where there is none."""
        return self.recipe.units or usual_units(self.entries)

    @cached_property
    def unit_layer(self) -> Layer | None:
        """The units themselves."""
        return self.city[self.units] if self.units in self.city.layers else None

    def names(self, t: Translator) -> dict[str, str]:
        """The name of each unit by its id."""
        if self.unit_layer is None:
            return {}
        frame = self.unit_layer.frame
        return dict(zip(map(str, frame.index), unit_names(frame, t), strict=True))

    def area_name(self, t: Translator) -> str:
        """The name of the study area."""
        setting = self.workspace.warehouse.get_setting
        return setting(f"name_{t.language}") or setting("name") or t("area.unnamed")

    def scenario_name(self, t: Translator) -> str:
        """What the mapped city is called."""
        return t("scenario.today") if self.scenario.is_baseline else self.scenario.name

    @cached_property
    def illustrative(self) -> bool:
        """Whether anything of it is made up."""
        return any(entry.illustrative for entry in self.entries) or self.city.illustrative

    @cached_property
    def date(self) -> str:
        """The latest day of the data (ISO 8601); of their import where no layer says its day; "" without layers."""
        days = [entry.data_date for entry in self.entries if is_day(entry.data_date)]
        return max(days or [entry.date[:10] for entry in self.entries], default="")

    @cached_property
    def code(self) -> str:
        """The verification code: it changes when data, scenarios, recipe or version do."""
        layers = [(entry.layer, entry.digest) for entry in self.entries]
        edits = [(s.name, s.digest) for s in (self.scenario, *self.scenarios)]
        key = digest("report", __version__, layers, edits, self.recipe.digest)
        return key[:CODE_LENGTH].upper()

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem known of the layers."""
        return self.remembered("problems", self.workspace.check)

    def groups(self, t: Translator) -> tuple[Group, ...]:
        """The groups of data with their state."""
        series = self.workspace.warehouse.series()
        return self.remembered("groups", lambda: readiness(self.entries, self.city, len(series), t), t.language)

    # -- answers

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The services shown, in order."""
        there = access.services(self.city)
        if self.recipe.services:
            return tuple(kind for kind in self.recipe.services if kind in there)
        known = [*FIRST_SERVICES, *(kind for kind in FACILITY_KINDS if kind not in FIRST_SERVICES)]
        return tuple(kind for kind in known if kind in there)[:MOST_SERVICES]

    def ask(self, kind: str) -> access.Ask:
        """The question of a service as the recipe puts it."""
        return access.Ask(service=kind, mode=self.recipe.mode, limit_min=self.recipe.limit_min)

    def picture(self, kind: str, scenario: Scenario | None = None) -> access.Picture:
        """Who reaches a service how fast; in the mapped city by default."""
        return answers.picture(self.workspace, self.ask(kind), self.units, scenario or self.scenario, self.watch)

    @cached_property
    def accesses(self) -> Mapping[str, access.Picture]:
        """The answer of each service."""
        return {kind: self.picture(kind) for kind in self.kinds}

    @cached_property
    def evaluation(self) -> Evaluation:
        """Every indicator of today, the compared scenarios and the mapped one."""
        names = {s.name for s in self.scenarios}
        mapped = [] if self.scenario.is_baseline or self.scenario.name in names else [self.scenario]
        return answers.evaluation(self.workspace, [*self.scenarios, *mapped], self.units)

    @cached_property
    def mapped(self) -> str:
        """The name by which results call the mapped city."""
        return BASELINE_NAME if self.scenario.is_baseline else self.scenario.name

    @cached_property
    def comparison(self) -> Comparison:
        """The scenarios beside today, with who gains and who loses."""
        gains = {s.name: answers.gains(self.workspace, s, self.units) for s in self.scenarios}
        return Comparison(self.evaluation, tuple(gains), gains)

    def compared(self, t: Translator) -> Comparison:
        """The same, with the names of units in a language."""
        return replace(self.comparison, names=self.names(t))

    @cached_property
    def matrix(self) -> DecisionMatrix:
        """Units by criteria of need, with the weights of the recipe."""
        found = answers.matrix(self.workspace, self.scenario, self.units)
        if not self.recipe.weights:
            return found
        return found.replace_weights({**dict.fromkeys((*found.ids, *found.left_out), 0.0), **self.recipe.weights})

    @cached_property
    def ranking(self) -> Ranking:
        """The order of priority."""
        return self.workspace.rank(self.matrix)

    @cached_property
    def links(self) -> Links:
        """What people's ways to the first service hang on."""
        kind, mode = self.kinds[0], self.recipe.mode
        return self.remembered("links", lambda: self.workspace.links(kind, mode, self.scenario, self.watch), kind, mode)

    def stretches(self, t: Translator) -> Stretches:
        """The links joined into stretches of one name."""
        streets = self.city.one("streets").frame
        return self.remembered(
            "stretches", lambda: stretches(self.links, streets, t), self.kinds[0], self.recipe.mode, t.language
        )

    @cached_property
    def base(self) -> tuple[ShapeLayer, ...]:
        """What lies below every map of the mapped city."""
        return self.remembered("base map", lambda: base_map(self.city))

    def remembered(self, name: str, make: Callable[[], T], *more: str) -> T:
        """What the city alone decides, kept for the next paper."""
        key = digest("paper", name, self.workspace.baseline_key, self.scenario.digest, self.units, *more)
        return self.workspace.remember(key, make)

    @cached_property
    def needs(self) -> pd.DataFrame:
        """What each unit's people need by norm, edition beside edition."""
        return self.workspace.norm_needs(zones=self.units or None)

    def norm_needs(self, t: Translator) -> Needs:
        """The same with the names of units."""
        return needs_of(self.workspace, t, zones=self.units or None, rows=self.needs)


def usual_units(entries: tuple[Version, ...]) -> str:
    """The layer of units that is taken where none is named, as in the sidebar; "" where there is none."""
    names = sorted(
        (entry.layer for entry in entries if entry.type == "units"), key=lambda name: (name != "units", name)
    )
    return names[0] if names else ""


def is_day(text: str) -> bool:
    """Whether a text is an ISO day."""
    parts = text.split("-")
    return [len(part) for part in parts] == [4, 2, 2] and all(part.isdigit() for part in parts)


def misfits(workspace: Workspace, recipe: Recipe) -> tuple[Problem, ...]:
    """Names in a recipe for which the warehouse has nothing."""
    entries = workspace.warehouse.entries()
    units = [entry.layer for entry in entries if entry.type == "units"]
    scenarios = workspace.scenarios()
    asked = {
        "units": ((recipe.units,), units),
        "scenario": ((recipe.scenario,), scenarios),
        "scenarios": (recipe.scenarios, scenarios),
        "services": (recipe.services, _services(workspace) if recipe.services else ()),
        "weights": (tuple(recipe.weights), [c.id for c in DEFAULT]),
    }
    return tuple(
        Problem(code="recipe_value", field=name, found=", ".join(unknown)[:60], allowed=", ".join(there)[:200] or "–")
        for name, (wanted, there) in asked.items()
        if (unknown := [one for one in wanted if one and one not in there])
    )


def _services(workspace: Workspace) -> tuple[str, ...]:
    return access.services(workspace.city())
