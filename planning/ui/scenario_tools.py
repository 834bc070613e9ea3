"""From a click to an edit: what was meant, what becomes of it, and the way back; without widgets, so tested alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from layers.city import City
from layers.known import FACILITY_KINDS
from planning.i18n import Translator
from planning.present.access import services
from planning.present.base import ROADS, road_group
from planning.ui import clicks
from planning.ui.clicks import Clicked
from scenarios.edits import Edit
from scenarios.scenario import BASELINE_NAME, Scenario

Tool = Literal["facility", "street"]
TOOLS: tuple[Tool, ...] = ("facility", "street")
REACH_PX = 14.0  # a hand is no more exact than this
MOST_UNDONE = 50
STREET_CLASSES = ("residential", "tertiary", "secondary", "primary")


@dataclass(frozen=True)
class Pick:
    """What a click meant: a facility or a street (`layer`, `id`), or a place where nothing is yet; in degrees."""

    what: Literal["facility", "street", "place"]
    point: tuple[float, float]
    layer: str = ""
    id: str = ""


def pick(clicked: Clicked, tool: Tool, city: City, kind: str) -> Pick | None:
    """What a click meant.

    Parameters
    ----------
    clicked
        The click; what lay under the pointer goes before what is nearest.
    tool
        "facility": a facility of `kind`, else the place itself. "street": the nearest street that the map shows at the
        zoom of the click; `None` where there is none within reach of a hand.
    """
    if clicked.point is None:
        return None
    return _street(clicked, city) if tool == "street" else _facility(clicked, city, kind)


def _facility(clicked: Clicked, city: City, kind: str) -> Pick:
    point = clicked.point or (0.0, 0.0)
    frame = facilities_of(city, kind)
    if frame is not None:
        found = None
        if clicked.layer == f"facilities.{kind}" and clicked.number < len(frame):
            found = str(frame.index[clicked.number])
        found = found or clicks.nearest(frame, city, point, clicked.metres(REACH_PX, 30.0))
        if found is not None:
            return Pick("facility", point, str(frame.loc[found, "layer"]), str(frame.loc[found, "own_id"]))
    return Pick("place", point)


def kinds_to_place(city: City) -> tuple[str, ...]:
    """The kinds of facilities that can be placed: those of the city first, then all others."""
    here = [kind for kind in services(city) if kind in FACILITY_KINDS]
    return (*here, *(kind for kind in FACILITY_KINDS if kind not in here))


def facilities_of(city: City, kind: str) -> gpd.GeoDataFrame | None:
    """The facilities of a kind; `None` where there are none."""
    if not any((layer.frame["kind"] == kind).any() for layer in city.of_type("facilities")):
        return None
    return city.facilities(kind)


def _street(clicked: Clicked, city: City) -> Pick | None:
    point = clicked.point or (0.0, 0.0)
    layer = city.one("streets")
    shown = visible(layer.frame, clicked.zoom)
    found = clicks.nearest(shown, city, point, clicked.metres(REACH_PX)) if len(shown) else None
    return None if found is None else Pick("street", point, layer.name, found)


def visible(streets: gpd.GeoDataFrame, zoom: float | None) -> gpd.GeoDataFrame:
    """The streets that the base map shows at a zoom, and every bridge; all where the zoom is not known."""
    if zoom is None:
        return streets
    least = {name: from_zoom for name, *_, from_zoom in ROADS}
    shown = road_group(streets["class"]).map(least) <= zoom
    if "bridge" in streets.columns:
        shown |= streets["bridge"].fillna("no").astype(str) != "no"
    return streets[shown.to_numpy()]


def shape_of(picked: Pick, city: City) -> BaseGeometry | None:
    """The shape of what was clicked, in metres; `None` where it is gone."""
    if picked.what == "place":
        return clicks.to_metres(city, picked.point)
    if picked.layer not in city.layers or picked.id not in city[picked.layer].frame.index:
        return None
    shape: BaseGeometry = city[picked.layer].frame.geometry[picked.id]
    return shape


def whole_street(city: City, picked: Pick) -> tuple[str, ...]:
    """The ids of all segments that bear the name of a street; only itself where it has none."""
    frame = city[picked.layer].frame
    name = frame.loc[picked.id, "name"] if "name" in frame.columns else None
    if not isinstance(name, str) or not name:
        return (picked.id,)
    return tuple(map(str, frame.index[(frame["name"] == name).to_numpy()]))


@dataclass(frozen=True)
class History:
    """Scenarios before the present one and after it, nearest last."""

    past: tuple[Scenario, ...] = ()
    future: tuple[Scenario, ...] = ()

    def done(self, before: Scenario) -> History:
        """After something new was done: the future is gone."""
        return History((*self.past, before)[-MOST_UNDONE:])

    def undo(self, now: Scenario) -> tuple[Scenario, History]:
        """The scenario before, and the history from there."""
        return self.past[-1], History(self.past[:-1], (*self.future, now))

    def redo(self, now: Scenario) -> tuple[Scenario, History]:
        """The scenario after, and the history from there."""
        return self.future[-1], History((*self.past, now), self.future[:-1])


def without(scenario: Scenario, number: int) -> Scenario:
    """The scenario without one of its edits (from 0)."""
    return replace(scenario, edits=(*scenario.edits[:number], *scenario.edits[number + 1 :]))


def with_edits(scenario: Scenario, edits: Sequence[Edit], name: str) -> Scenario:
    """The scenario with more edits; today becomes a new scenario of a name."""
    named = Scenario(name) if scenario.name in {"", BASELINE_NAME} else scenario
    return named.with_edits(*edits)


def free_name(taken: Iterable[str], t: Translator, like: str = "") -> str:
    """A name that no scenario has: "Phương án 1", or "X (2)"."""
    used = {name.casefold() for name in taken} | {BASELINE_NAME}
    if like and like.casefold() not in used:
        return like
    number = 2 if like else 1
    while True:
        name = f"{like} ({number})" if like else t("scenarios.name", number=number)
        if name.casefold() not in used:
            return name
        number += 1


def drawn_lines(clicked: Clicked) -> tuple[shapely.LineString, ...]:
    """The lines among the drawings."""
    return tuple(shape for shape in clicked.drawn if isinstance(shape, shapely.LineString))
