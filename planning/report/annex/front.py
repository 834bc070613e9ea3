"""What stands before the appendices: cover, contents, findings."""

from __future__ import annotations

import shapely

from layers.city import City
from layers.problems import PlanningError
from planning.i18n import Translator
from planning.present import facts, overview
from planning.present.cells import NOTHING
from planning.report import markup
from planning.report.annex.blocks import Part, Words
from planning.report.findings import Finding, findings
from planning.report.material import Material
from planning.report.typeset import string

SHAPE = "cover.svg"


def cover(material: Material, t: Translator) -> Part:
    """Title, area, scenarios, date of the data, mark of made-up data, code; no emblem line."""
    compared = ", ".join(scenario.name for scenario in material.scenarios)
    rows = {
        t("annex.cover.units"): units_words(material, t),
        t("annex.cover.scenario"): material.scenario_name(t),
        t("annex.cover.compared"): compared or t("annex.cover.compared.none"),
        t("annex.cover.date"): t.date(material.date) if material.date else NOTHING,
        t("annex.cover.code"): material.code,
    }
    files = {SHAPE: picture} if (picture := silhouette(material.city)) else {}
    values = (
        string(t("annex.cover.kind")),
        string(t("annex.title")),
        string(material.area_name(t)),
        string(t("annex.mark") if material.illustrative else ""),
        string("" if material.illustrative else material.recipe.text("cover", t("annex.cover.head"))),
        string(SHAPE if files else ""),
        markup.array(markup.array((string(name), string(value))) for name, value in rows.items()),
    )
    return Part("cover", t("annex.title"), (Words(markup.call("cover", *values), files),), numbered=False)


def silhouette(city: City) -> bytes:
    """The study area and its units in pale lines, to be laid behind the title; nothing where there is no area."""
    west, south, east, north = shapely.bounds(city.area)
    size = max(east - west, north - south)
    if not size > 0:
        return b""
    units = [shape for layer in city.of_type("units")[:1] for shape in layer.frame.geometry if shape.area > 0]
    lines = shapely.get_parts(shapely.boundary([city.area, *units]))
    paths = []
    for line in shapely.simplify(lines, size / 500):
        xy = (shapely.get_coordinates(line) - (west, north)) * (1000 / size, -1000 / size)
        paths.append("M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in xy))
    box = f"-4 -4 {(east - west) * 1000 / size + 8:.0f} {(north - south) * 1000 / size + 8:.0f}"
    path = f'<path d="{"".join(paths)}" fill="none" stroke="#dfe8ea" stroke-width="3" stroke-linejoin="round"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{path}</svg>'.encode()


def units_words(material: Material, t: Translator) -> str:
    """How many units of which set."""
    if material.unit_layer is None:
        return t("annex.cover.units.none")
    name = t(f"unitset.{material.units}") if t.has(f"unitset.{material.units}") else material.units
    return f"{name} ({t.number(len(material.unit_layer))})"


def found(material: Material, t: Translator) -> Part:
    """Four figures, then what the numbers say by subject, and their limits."""
    source = ""
    try:
        whole = material.evaluation.whole()[material.mapped]
        more = facts.figures(material.city, material.units, whole, t)
        source += markup.cards(overview.figures(whole, t, more).figures)
    except PlanningError as error:
        source += "".join(markup.warning(line) for line in t.problems(error.problems))
    source += markup.paragraphs(material.recipe.text("findings"))
    source += "".join(subject(one) for one in findings(material, t))
    return Part("findings", t("annex.part.findings"), (Words(source),), numbered=False)


def subject(one: Finding) -> str:
    """A finding under its heading: a paragraph, or a list where each sentence is about something else."""
    said = (
        markup.bullets(one.sentences) if one.part in ("access", "limits") else markup.paragraph(" ".join(one.sentences))
    )
    return markup.heading(one.title, 2, listed=False) + said + "".join(markup.warning(text) for text in one.cautions)
