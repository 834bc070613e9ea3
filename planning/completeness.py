"""Facilities counted against official numbers: what a map lacks, a result that uses it cannot know.

The official numbers are columns of the units, named as the kinds are (`health.station`, "Trạm y tế", "Số trạm y tế",
"Health stations"): one joins them by `import FILE --as attributes --to units`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
import shapely

from layers.city import City
from layers.known import FACILITY_KINDS, matches_kind
from layers.layer import Layer
from layers.names import plain
from layers.problems import PlanningError, Problem
from planning.access.places import points_of
from planning.access.result import zone_of
from planning.i18n import LANGUAGES, translator
from planning.zones import CODES, units_in_force, zones_of

ENOUGH = 0.8
"""With a smaller share of the official number, a result says that it may be too low."""
CODE = "facilities_incomplete"
COARSE = "people_at_unit_points"
OPENSTREETMAP = "OpenStreetMap"
_COUNT_WORDS = ("so luong ", "so ", "number of ")
_MOST_IDS = 20


@dataclass(frozen=True, kw_only=True)
class Tally:
    """A kind of facility against its official number: `counted` of `official`, and the units that lack some.

    In each unit at most its official number counts: what is too many in one does not make up for another.
    """

    kind: str
    layer: str
    source: str
    counted: int
    official: int
    lacking: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """Counted of official."""
        return self.counted / self.official

    def problem(self) -> Problem:
        """As a warning; `found` is the source and, after the last space, counted/official."""
        found = f"{self.source} {self.counted}/{self.official}"
        return Problem(
            code=CODE, severity="warning", layer=self.layer, field=self.kind, ids=self.lacking[:_MOST_IDS],
            count=self.official - self.counted, found=found,
        )  # fmt: skip


def incomplete(city: City, service: str = "") -> tuple[Problem, ...]:
    """The kinds of a service (all kinds where it is empty) of which less than 80 % of the official number is here.

    Also whether all people of a unit stand at one point of it: their ways are then those of that point.
    """
    few = (tally.problem() for tally in tallies(city) if tally.share < ENOUGH and _concerns(tally, service))
    return (*few, *coarse_people(city))


def coarse_people(city: City) -> tuple[Problem, ...]:
    """A warning for each population that has one point a unit, where there are streets to measure ways on."""
    if not city.of_type("streets"):
        return ()
    return tuple(
        Problem(code=COARSE, severity="warning", layer=layer.name, count=len(layer))
        for layer in city.of_type("population")
        if CODES[0] in layer.frame.columns
        and layer.frame[CODES[0]].is_unique
        and bool((shapely.get_dimensions(layer.frame.geometry.to_numpy()) == 0).all())
    )


def _concerns(tally: Tally, service: str) -> bool:
    return not service or matches_kind(tally.kind, service) or service == tally.layer


def tallies(city: City) -> tuple[Tally, ...]:
    """Every kind that is here and has an official number, in the usual order of kinds."""
    try:
        units = units_in_force(city)
    except PlanningError:
        return ()
    official = official_numbers(units.frame)
    layers = {kind: _of_kind(city, kind) for kind in official}
    return tuple(_tally(kind, numbers, layers[kind], units) for kind, numbers in official.items() if layers[kind])


def _tally(kind: str, official: pd.Series[float], layers: list[Layer], units: Layer) -> Tally:
    """The facilities of all layers against the numbers of the units; as a whole where units have no outlines."""
    frames = [layer.frame[layer.frame["kind"] == kind] for layer in layers]
    sources = dict.fromkeys(_called(layer) for layer in layers)
    total = round(float(official.sum()))
    said = {"kind": kind, "layer": layers[0].name, "source": ", ".join(sources), "official": total}
    if not zones_of(units).outlined:
        return Tally(**said, counted=min(total, sum(map(len, frames))))  # type: ignore[arg-type]
    unit = pd.concat([zone_of(points_of(frame), units.frame) for frame in frames])
    here = unit.value_counts().reindex(official.index, fill_value=0)
    counted = np.minimum(here.to_numpy(dtype="float64"), official.to_numpy())
    lacking = tuple(map(str, official.index[counted < official.to_numpy()]))
    return Tally(**said, counted=round(float(counted.sum())), lacking=lacking)  # type: ignore[arg-type]


def _called(layer: Layer) -> str:
    """The source as people call it; the layer where none is stated."""
    source = layer.provenance.source
    return OPENSTREETMAP if OPENSTREETMAP in source else source or layer.name


def official_numbers(units: pd.DataFrame) -> dict[str, pd.Series[float]]:
    """The official number of facilities of each kind, by unit; 0 where a unit states none."""
    found: dict[str, pd.Series[float]] = {}
    for column in map(str, units.columns):
        kind = _kinds_by_name().get(_without_count_words(plain(column)))
        numbers = pd.to_numeric(units[column], errors="coerce") if kind else None
        if kind is not None and numbers is not None and numbers.fillna(0).sum() > 0 and not (numbers < 0).any():
            found.setdefault(kind, numbers.fillna(0.0).astype("float64"))
    return {kind: found[kind] for kind in FACILITY_KINDS if kind in found}


@cache
def _kinds_by_name() -> dict[str, str]:
    names = {plain(kind): kind for kind in FACILITY_KINDS}
    for language in LANGUAGES:
        t = translator(language)
        names |= {plain(t(f"kind.{kind}")): kind for kind in FACILITY_KINDS}
    return names


def _without_count_words(name: str) -> str:
    return next((name.removeprefix(words) for words in _COUNT_WORDS if name.startswith(words)), name)


def _of_kind(city: City, kind: str) -> list[Layer]:
    """The layers that hold facilities of a kind."""
    return [layer for layer in city.of_type("facilities") if bool((layer.frame["kind"] == kind).any())]
