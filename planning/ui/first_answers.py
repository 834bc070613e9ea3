"""What the pages ask at first of the first study area, under the very keys by which they ask."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from planning import answers as asked
from planning import i18n
from planning.api import encode
from planning.api.content import PREFIX, STORE
from planning.indicators import INDICATORS
from planning.present import access, overview, priorities
from planning.present.views import ImageLayer, ShapeLayer
from planning.ranking import RankOptions
from planning.ui import cache, shell, state
from planning.workspace import Workspace
from scenarios.scenario import BASELINE


def ask() -> None:
    """What the pages ask at first of the first study area: the first map before all else."""
    address, t = state.addresses()[0], i18n.translator(state.default_language())
    workspace = Workspace(cache.warehouse(address), remember=cache.remember)
    city = workspace.city()
    units = next(iter(shell.unit_sets(workspace.warehouse)), "")
    figures(workspace, units, overview.SHOWN)
    people = people_by_unit(workspace, units)
    view = cache.call(overview.map_view, state.area_name(t, address), city, units, t, people)
    for layer in (*view.base, *view.layers):
        contents(layer)
    figures(workspace, units, tuple(INDICATORS))
    services = access.services(city)
    if services and city.has_population and city.of_type("streets"):
        asked.picture(workspace, access.Ask(service=access.first_service(services)), units)
    if units and people is not None:
        matrix = asked.matrix(workspace, BASELINE, units)
        by_sector = {name: float(round(value)) for name, value in priorities.sectors(matrix.criteria).items()}
        workspace.rank(matrix.replace_weights(priorities.weights_of(matrix, by_sector)), RankOptions())


def figures(workspace: Workspace, units: str, wanted: Sequence[str]) -> None:
    """The indicators for which there are data."""
    study = workspace.study(zones_name=units or None)
    possible = [id_ for id_ in wanted if not INDICATORS[id_].missing(study)]
    if possible:
        asked.evaluation(workspace, (), units, possible)


def people_by_unit(workspace: Workspace, units: str) -> pd.Series[float] | None:
    """People of each unit; `None` where they are not known."""
    if not units or INDICATORS["people"].missing(workspace.study(zones_name=units)):
        return None
    return asked.evaluation(workspace, (), units, ("people",)).by_zone(BASELINE.name)["people"]


def contents(layer: ShapeLayer | ImageLayer) -> None:
    """What the browser fetches of a layer that is on at first."""
    made = encode.layer(layer)
    if layer.shown and not made.get("from"):
        addresses = [made.get("shapes"), (made.get("image") or {}).get("url")]
        for address in filter(None, addresses):
            STORE.get(str(address).removeprefix(PREFIX))
