"""What is there: the area by units, what the plan means each place to be, streets and facilities."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from layers.problems import PlanningError
from planning.i18n import Translator
from planning.present import base, circles, overview
from planning.present.views import ImageLayer, MapView, ShapeLayer
from planning.report import markup
from planning.report.annex.blocks import Part, Piece, Sheet, Table, Words
from planning.report.material import Material

LEFT_OUT = ("facilities.job",)
"""Layers that are material of measures, not of a map of infrastructure."""


def part(material: Material, t: Translator) -> Part:
    """The area in words and by units, then a sheet each of administration, plan and infrastructure."""
    pieces: list[Piece] = [Words(markup.paragraphs(material.recipe.text("maps", t("annex.maps.intro"))))]
    if material.unit_layer is not None:
        pieces += _units(material, t)
    views = (administrative(material, t), plan(material, t), infrastructure(material, t))
    note = circles_note(material, t)
    return Part("maps", t("annex.part.maps"), (*pieces, *(Sheet(view, note) for view in views if view is not None)))


def circles_note(material: Material, t: Translator) -> str:
    """What the circles of units say, where they are circles; "" otherwise."""
    layer, people = material.unit_layer, people_of(material)
    if layer is None or people is None or base.choropleth_kind(layer.frame) != "point":
        return ""
    return t("annex.sheet.circles", most=t.number(float(people.max())))


def _units(material: Material, t: Translator) -> list[Piece]:
    try:
        values = material.evaluation.by_zone(material.mapped)
    except PlanningError as error:
        return [Words("".join(markup.warning(line) for line in t.problems(error.problems)))]
    return [Table(overview.table(material.city, material.units, values, overview.SHOWN, t, material.area_name(t)))]


def _outlines(material: Material, t: Translator) -> tuple[ShapeLayer, ...]:
    """The units: outlines, or circles sized by people where only points of them are known."""
    layer = material.unit_layer
    if layer is None:
        return ()
    people = people_of(material) if base.choropleth_kind(layer.frame) == "point" else None
    if people is None:
        return (base.units_layer(layer, t),)
    return (circles.units_layer(material.city, material.units, people, t),)


def people_of(material: Material) -> pd.Series[float] | None:
    """People of each unit, where they are known."""
    try:
        values = material.evaluation.by_zone(material.mapped)
    except PlanningError:
        return None
    return values["people"] if "people" in values.columns else None


def _view(
    material: Material, title: str, layers: tuple[ShapeLayer | ImageLayer, ...], names: list[str], t: Translator
) -> MapView:
    city = material.city
    return MapView(
        title=title,
        layers=layers,
        base=material.base,
        bounds=base.bounds_of(city),
        credit=base.credit(city, t, names),
        illustrative=material.illustrative,
    )


def administrative(material: Material, t: Translator) -> MapView | None:
    """Units with their names; `None` where there are none."""
    if material.unit_layer is None:
        return None
    ground = [layer.name for type_ in ("area", "streets", "water", "green") for layer in material.city.of_type(type_)]
    return _view(material, t("annex.map.units"), _outlines(material, t), [material.units, *ground], t)


def plan(material: Material, t: Translator) -> MapView | None:
    """Lots in their official colours; `None` without a plan."""
    lots = material.city.of_type("zoning")
    if not lots:
        return None
    layers = (*(base.zoning_layer(layer, t) for layer in lots), *_outlines(material, t))
    return _view(material, t("annex.map.zoning"), layers, [layer.name for layer in lots], t)


def infrastructure(material: Material, t: Translator) -> MapView | None:
    """Streets by class, facilities and stations; `None` where there is none of them."""
    city = material.city
    streets = [replace(base.streets_layer(layer, t), shown=True) for layer in city.of_type("streets")]
    places = [replace(layer, shown=True) for layer in base.facilities_layers(city, t) if layer.id not in LEFT_OUT]
    stations = [base.sensors_layer(layer, t, shown=True) for layer in city.of_type("sensors")]
    if not (streets or places or stations):
        return None
    used = [layer.name for type_ in ("streets", "facilities", "sensors") for layer in city.of_type(type_)]
    title = t("annex.map.infrastructure" if streets or places else "annex.map.stations")
    return _view(material, title, (*streets, *_outlines(material, t), *places, *stations), used, t)
