"""The tables of a report, for Excel: what the file is about, indicators, access, order, needs, changes, sources."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from layers.problems import PlanningError
from planning import __version__
from planning.i18n import Translator
from planning.present import access_tables, compare, priorities, tables
from planning.present import norms as present_norms
from planning.present.views import TableView
from planning.report.findings import FEWEST_UNITS
from planning.report.material import Material

Make = Callable[[Material, Translator], Sequence[TableView]]


def views(material: Material, t: Translator, tell: Callable[[str, float], None] | None = None) -> list[TableView]:
    """Every table for which there are data, the one that says what they are first and the sources last."""
    made: list[TableView] = []
    wanted = [part for part in MAKERS if part in ("evaluation", "sources", *material.recipe.wanted)]
    for number, part in enumerate(wanted):
        if tell:
            tell(t(f"report.part.{part}"), number / len(wanted))
        made += _made(MAKERS[part], material, t)
    if material.illustrative:  # one sheet may be taken out of the file: each says so
        made = [replace(view, illustrative=True) for view in made]
    return [tables.about(about(material, t), made, t), *made]


def _made(make: Make, material: Material, t: Translator) -> Sequence[TableView]:
    """The tables of a part; none where the data lack something: the paper says what."""
    try:
        return make(material, t)
    except PlanningError:
        return ()


def about(material: Material, t: Translator) -> tables.About:
    """What the file is about."""
    names = [material.mapped, *(s.name for s in material.scenarios if s.name != material.mapped)]
    return tables.About(
        area=material.area_name(t),
        units=unit_set(material, t),
        scenarios=tuple(names),
        made=t.time(datetime.now().astimezone()),
        version=__version__,
        revision=material.workspace.warehouse.revision,
        code=material.code,
        illustrative=material.illustrative,
    )


def unit_set(material: Material, t: Translator) -> str:
    """What the layer of units is called."""
    key = f"unitset.{material.units}"
    return t(key) if t.has(key) else material.units or "–"


def evaluation(material: Material, t: Translator) -> Sequence[TableView]:
    """Indicators of the whole area, and of each unit in the mapped city."""
    made = [tables.evaluation(material.evaluation, t)]
    if material.unit_layer is not None:
        made.append(tables.units(material.evaluation, material.mapped, material.names(t), t))
    return made


def reach(material: Material, t: Translator) -> Sequence[TableView]:
    """People within and beyond of each service, by unit."""
    found = (access_tables.table(view, t, material.area_name(t)) for view in material.accesses.values())
    return [view for view in found if view is not None]


def order(material: Material, t: Translator) -> Sequence[TableView]:
    """The order of priority, its weights, the smallest changes that would change it."""
    if material.unit_layer is None or len(material.unit_layer) < FEWEST_UNITS:
        return ()
    found, names, made_up = material.ranking, material.names(t), material.illustrative
    people = material.evaluation.by_zone(material.mapped).get("people")
    return (
        priorities.table(found, people, names, t, file=t("priorities.file"), illustrative=made_up),
        priorities.weights_table(found, t, file=t("priorities.weights.file"), illustrative=made_up),
        priorities.swaps_table(found, names, t, file=t("priorities.swap.file"), illustrative=made_up),
    )


def compared(material: Material, t: Translator) -> Sequence[TableView]:
    """Who gains and who loses by each scenario, and every change of the scenarios."""
    if not material.scenarios:
        return ()
    gains = compare.gains_table(material.compared(t), t, material.area_name(t))
    made_up, units = material.illustrative, material.units
    return (gains, tables.edits(material.scenarios, material.today, t, illustrative=made_up, units=units))


def norms(material: Material, t: Translator) -> Sequence[TableView]:
    """What the people of each unit need by norm, edition beside edition."""
    return present_norms.tables(material.norm_needs(t), t)


def sources(material: Material, t: Translator) -> Sequence[TableView]:
    """Where the layers are from."""
    return (tables.sources(material.entries, t),)


MAKERS: dict[str, Make] = {
    "evaluation": evaluation,
    "access": reach,
    "norms": norms,
    "scenarios": compared,
    "ranking": order,
    "sources": sources,
}
"""Tables by the part of a recipe that asks for them; indicators and sources always."""
