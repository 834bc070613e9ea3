"""What planners say, as functions that make edits. Ids are looked up when the action is taken and written down."""

from __future__ import annotations

from collections.abc import Iterable

import shapely

from layers.city import City
from layers.known import FACILITY_KINDS
from layers.names import layer_name
from layers.problems import LayerError, OptionError, Problem
from scenarios.edits import Add, Change, Remove
from scenarios.scenario import Scenario


def add_facility(
    city: City,
    kind: str,
    at: tuple[float, float],
    *,
    capacity: float | None = None,
    name: str = "",
    scenario: Scenario | None = None,
) -> Add:
    """A new facility of a kind at a position (longitude, latitude).

    It goes into the layer that holds facilities of the kind, or into a new layer named after it.
    """
    if kind not in FACILITY_KINDS:
        raise OptionError(Problem(code="unknown_kind", found=kind, allowed=", ".join(FACILITY_KINDS)))
    layer = _layer_of_kind(city, kind)
    taken = city[layer].frame.index if layer in city.layers else ()
    number = (scenario or Scenario("")).new_id(layer, taken)
    attributes: dict[str, str | float | bool | None] = {"kind": kind}
    if capacity is not None:
        attributes["capacity"] = float(capacity)
    if name:
        attributes["name"] = name
    return Add(layer=layer, id=number, geometry=shapely.Point(*at), attributes=attributes, layer_type="facilities")


def _layer_of_kind(city: City, kind: str) -> str:
    layers = city.of_type("facilities")
    holding = [layer.name for layer in layers if (layer.frame["kind"] == kind).any()]
    return holding[0] if holding else layer_name(kind)


def move_facility(city: City, layer: str, feature: str, to: tuple[float, float]) -> Change:
    """A facility at another position (longitude, latitude)."""
    city.one("facilities", layer)
    return Change(layer=layer, ids=(feature,), geometry=shapely.Point(*to))


def remove_facility(city: City, layer: str, *features: str) -> Remove:
    """Facilities that close."""
    city.one("facilities", layer)
    return Remove(layer=layer, ids=features)


def resize_facility(city: City, layer: str, feature: str, capacity: float) -> Change:
    """A facility with another capacity."""
    city.one("facilities", layer)
    return Change(layer=layer, ids=(feature,), attributes={"capacity": float(capacity)})


def close_street(city: City, *streets: str, layer: str | None = None) -> Remove:
    """Streets that nobody can use, in any mode."""
    return Remove(layer=city.one("streets", layer).name, ids=streets)


def close_named_street(city: City, name: str, *, layer: str | None = None) -> Remove:
    """All streets of a name closed."""
    streets = city.one("streets", layer)
    frame = streets.frame
    ids = tuple(frame.index[frame["name"] == name]) if "name" in frame.columns else ()
    if not ids:
        raise LayerError(Problem(code="street_name_absent", layer=streets.name, found=name))
    return Remove(layer=streets.name, ids=ids)


def change_speed(city: City, streets: Iterable[str], speed_kmh: float, *, layer: str | None = None) -> Change:
    """Streets with another speed, km/h."""
    return Change(layer=city.one("streets", layer).name, ids=tuple(streets), attributes={"speed_kmh": float(speed_kmh)})


def draw_street(
    city: City,
    line: Iterable[tuple[float, float]],
    *,
    street_class: str = "residential",
    bridge: bool = False,
    name: str = "",
    scenario: Scenario | None = None,
) -> Add:
    """A new street along positions (longitude, latitude); it joins the streets that it meets."""
    streets = city.one("streets")
    attributes: dict[str, str | float | bool | None] = {"class": street_class}
    if bridge:
        attributes["bridge"] = "yes"
    if name:
        attributes["name"] = name
    number = (scenario or Scenario("")).new_id(streets.name, streets.frame.index)
    points = list(line)
    if len(points) < 2:  # noqa: PLR2004 - a line has two ends
        raise OptionError(Problem(code="street_too_short", found=str(len(points)), allowed=">= 2"))
    return Add(
        layer=streets.name, id=number, geometry=shapely.LineString(points), attributes=attributes, layer_type="streets"
    )
