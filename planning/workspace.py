"""The use cases: one method for each question. The page, the command line and notebooks ask here, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import pandas as pd
import shapely

from layers.city import City
from layers.digest import digest
from layers.layer import Layer
from layers.problems import CatalogError, OptionError, Problem, ScenarioError
from layers.warehouse import open_warehouse
from layers.warehouse.base import Warehouse
from planning.access.isochrones import Isochrone, IsochroneOptions, isochrone
from planning.access.ways import Way
from planning.completeness import incomplete
from planning.evaluate import Evaluation, evaluate
from planning.gains import Gains, gains
from planning.importing import Imported, ImportOptions, import_files
from planning.indicators import INDICATORS
from planning.land.norms import needs, urban_of
from planning.network.blocks import NOBODY, Watch
from planning.places import Sited, find_places
from planning.ranking import DEFAULT, Criterion, DecisionMatrix, Ranking, RankOptions, decision_matrix, join_own, rank
from planning.remember import Memory, Remember
from planning.report.recipe import Recipe, checked, from_toml, to_toml
from planning.services import Access, AccessQuestion, Links, ask_access, ask_links, ask_way
from planning.siting import SiteOptions
from planning.study import Study
from planning.zones import sums
from scenarios.apply import apply
from scenarios.files import from_json, to_json
from scenarios.scenario import BASELINE, BASELINE_NAME, Applied, Scenario

SCENARIO = "scenario"
RECIPE = "recipe"


@dataclass(frozen=True, eq=False)
class Workspace:
    """A warehouse and the questions that can be asked of it.

    Parameters
    ----------
    warehouse
        An open warehouse; `Workspace.open` takes a folder.
    remember
        Where costly values are kept; the default keeps the last ones in this process.
    """

    warehouse: Warehouse
    remember: Remember = field(default_factory=Memory, repr=False)

    @classmethod
    def open(cls, address: str | Path, remember: Remember | None = None) -> Workspace:
        """The workspace of a warehouse folder, which is made if it is not there."""
        return cls(open_warehouse(address, create=True), remember or Memory())

    # -- the ground floor

    def bring(self, *files: str | Path, **options: object) -> tuple[Imported, ...]:
        """What was imported; options are those of `planning.importing.ImportOptions`."""
        return import_files(self.warehouse, [Path(f) for f in files], ImportOptions(**options))  # type: ignore[arg-type]

    def check(self) -> tuple[Problem, ...]:
        """Every problem known of the layers, one by one and together."""
        from layers.plausibility import plausible

        entries = self.warehouse.entries()
        notes = [p.within(entry.layer) for entry in entries for p in entry.notes]
        placed = any(entry.bounds_lonlat for entry in entries)
        city = self.city() if placed else None
        doubts = incomplete(city) if city is not None else ()
        return (*notes, *plausible(city, self._observations()), *doubts)

    def _observations(self) -> Layer | None:
        return self.warehouse.observations() if len(self.warehouse.series()) else None

    @property
    def baseline_key(self) -> str:
        """The content key of what is in the warehouse now."""
        return digest("warehouse", self.warehouse.address, self.warehouse.revision)

    # -- cities and scenarios

    def city(self, scenario: Scenario = BASELINE) -> City:
        """The city as it is, or as a scenario would make it."""
        return self.applied(scenario).city

    def applied(self, scenario: Scenario = BASELINE) -> Applied:
        """A scenario carried out; `ScenarioError` with every problem where it does not fit."""
        key = self.baseline_key
        city = self.remember(key, self.warehouse.city)
        if scenario.is_baseline:
            return Applied(city, scenario)
        return self.remember(digest(key, scenario.digest, scenario.name), lambda: apply(scenario, city))

    def scenarios(self) -> tuple[str, ...]:
        """Names of the scenarios in the warehouse."""
        return tuple(document.name for document in self.warehouse.documents(SCENARIO))

    def scenario(self, name: str) -> Scenario:
        """A scenario of the warehouse."""
        return BASELINE if name == BASELINE_NAME else from_json(self.warehouse.document(SCENARIO, name))

    def save_scenario(self, scenario: Scenario) -> None:
        """Keep a scenario; one of the same name becomes an older version."""
        if scenario.name in ("", BASELINE_NAME):
            raise ScenarioError(Problem(code="scenario_name", found=scenario.name, allowed=f"≠ {BASELINE_NAME}"))
        self.warehouse.put_document(SCENARIO, scenario.name, to_json(scenario))

    def remove_scenario(self, name: str) -> int:
        """The last version of a scenario that is offered no more; `restore_scenario` brings it back."""
        return self.warehouse.remove_document(SCENARIO, name).version

    def restore_scenario(self, name: str, version: int) -> Scenario:
        """A version of a scenario, made the current one."""
        scenario = from_json(self.warehouse.document(SCENARIO, name, version))
        self.save_scenario(scenario)
        return scenario

    def recipes(self) -> tuple[str, ...]:
        """Names of the recipes of reports in the warehouse."""
        return tuple(document.name for document in self.warehouse.documents(RECIPE))

    def recipe(self, name: str, version: int | None = None) -> Recipe:
        """A recipe of the warehouse, by default as it is now."""
        return replace(from_toml(self.warehouse.document(RECIPE, name, version)), name=name)

    def save_recipe(self, recipe: Recipe) -> None:
        """Keep a recipe; one of the same name becomes an older version."""
        self.warehouse.put_document(RECIPE, recipe.name, to_toml(checked(recipe)))

    def remove_recipe(self, name: str) -> int:
        """The last version of a recipe that is offered no more."""
        return self.warehouse.remove_document(RECIPE, name).version

    def study(self, scenario: Scenario = BASELINE, **layers: str | float | None) -> Study:
        """The city ready to be measured; `streets_name`, `origins_name`, `zones_name`, `snap_m` as in `Study`."""
        baseline = self.applied().city
        return Study(self.city(scenario), baseline, self.remember, **layers)  # type: ignore[arg-type]

    # -- access

    def access(self, question: AccessQuestion, scenario: Scenario = BASELINE, watch: Watch = NOBODY) -> Access:
        """Who reaches a service, how fast, by feature and by zone."""
        study = self.study(
            scenario, streets_name=question.streets, origins_name=question.origins, zones_name=question.zones,
            snap_m=question.options.snap_m,
        )  # fmt: skip
        return ask_access(study, question, watch)

    def links(
        self, facility: str, mode: str = "motorbike", scenario: Scenario = BASELINE, watch: Watch = NOBODY
    ) -> Links:
        """The links that people's ways to a service hang on, the parts of the network, and how people enter it."""
        return ask_links(self.study(scenario), facility, mode, watch)

    def isochrone(
        self,
        at: tuple[float, float],
        mode: str = "motorbike",
        options: IsochroneOptions | None = None,
        scenario: Scenario = BASELINE,
    ) -> Isochrone:
        """Streets and areas reached from a position (longitude, latitude) within some minutes, and the people there."""
        study, point = self.study(scenario), lonlat_point(at)
        people = study.origins if study.city.has_population else None
        return isochrone(study.network(mode), study.city.metres(point), options or IsochroneOptions(), people)

    def way(
        self, at: tuple[float, float], facility: str, mode: str = "motorbike", scenario: Scenario = BASELINE
    ) -> Way | None:
        """The road from a position (longitude, latitude) to the nearest facility; `None` where none can be reached."""
        study, point = self.study(scenario), lonlat_point(at)
        return ask_way(study, study.city.metres(point), facility, mode)

    def norm_needs(self, *, zones: str | None = None) -> pd.DataFrame:
        """What each unit's people need by norm: places, land and floor of every service, both editions side by side.

        Where the kind of every unit is known, wards have the services of residential unit and town, communes the
        rural ones; otherwise every unit is shown with all of them.
        """
        study = self.study(zones_name=zones)
        layer = study.city.layers.get(study.zones.layer)
        urban = urban_of(layer.frame) if layer is not None else None
        return needs(sums(study.people, study.zone, study.zones).values, urban=urban)

    # -- evaluation and ranking

    def evaluate(
        self, scenarios: Sequence[Scenario] = (), *, indicators: Sequence[str] = (), zones: str | None = None
    ) -> Evaluation:
        """The baseline and scenarios, measured side by side."""
        names = [BASELINE_NAME, *(s.name for s in scenarios)]
        twice = sorted({n for n in names if names.count(n) > 1})
        if twice:
            raise ScenarioError(Problem(code="scenario_name_twice", found=", ".join(twice)))
        applied = [self.applied(s) for s in (BASELINE, *scenarios)]
        return evaluate(applied, applied[0].city, indicators=indicators, zones=zones, remember=self.remember)

    def gains(self, scenario: Scenario, *, zones: str | None = None) -> Gains:
        """Who gains and who loses by a scenario: people whose way to any service becomes shorter or longer."""
        before, after = self.study(zones_name=zones), self.study(scenario, zones_name=zones)
        ways = tuple(dict.fromkeys(row.way for row in INDICATORS.values() if row.way))
        key = digest("gains", before.city.digest, after.city.digest, before.zones.digest, ways)
        return self.remember(key, lambda: gains(before, after, ways))

    def decision_matrix(
        self,
        scenario: Scenario = BASELINE,
        *,
        zones: str | None = None,
        weights: dict[str, float] | None = None,
        own: pd.DataFrame | None = None,
        own_key: str = "",
        own_criteria: Sequence[Criterion] = (),
    ) -> DecisionMatrix:
        """Units x criteria of need; criteria without data are named and left out."""
        study = self.study(scenario, zones_name=zones)
        values = pd.DataFrame(index=study.zones.ids)
        lacking: list[Problem] = []
        possible = []
        for criterion in DEFAULT:
            missing = INDICATORS[criterion.id].missing(study)
            lacking += missing
            if not missing:
                possible.append(criterion.id)
        if not possible and own is None:
            raise CatalogError([Problem(code=p.code, field=p.field, found=p.found) for p in lacking])
        if possible:
            found = self.evaluate([] if scenario.is_baseline else [scenario], indicators=possible, zones=zones)
            values = found.by_zone(scenario.name if not scenario.is_baseline else BASELINE_NAME)
        for criterion in DEFAULT:
            if criterion.id not in values.columns:
                values[criterion.id] = float("nan")
        given = weights if own is None else None  # a table of one's own brings weights for all of them together
        matrix = decision_matrix(values, DEFAULT, given, names=study.zones.names)
        matrix = replace(matrix, notes=(*matrix.notes, *study.incomplete()))
        return matrix if own is None else join_own(matrix, own, own_key, criteria=own_criteria, weights=weights)

    def rank(self, matrix: DecisionMatrix, options: RankOptions | None = None) -> Ranking:
        """The order of priority, how sure it is, and why."""
        key = digest("rank", matrix, options or RankOptions())
        return self.remember(key, lambda: rank(matrix, options))

    # -- siting

    def site(
        self,
        kind: str,
        options: SiteOptions,
        *,
        mode: str = "motorbike",
        scenario: Scenario = BASELINE,
        candidates: str | None = None,
        name: str = "",
    ) -> Sited:
        """The best places for more facilities of a kind, as a scenario."""
        return find_places(self.study(scenario), kind, options, mode=mode, candidates=candidates, name=name)

    @cached_property
    def illustrative(self) -> bool:
        """Whether anything in the warehouse is made up."""
        return any(entry.illustrative for entry in self.warehouse.entries())


def lonlat_point(at: tuple[float, float]) -> shapely.Point:
    """A position as a point; `not_lonlat` where it is none on the earth."""
    lon, lat = at
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):  # noqa: PLR2004 - degrees
        raise OptionError(Problem(code="not_lonlat", found=f"{lon:g}, {lat:g}", allowed="lon, lat"))
    return shapely.Point(lon, lat)
