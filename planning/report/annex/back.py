"""What a reader needs to check the rest: sources, methods with formulas, terms, and how to get the same again."""

from __future__ import annotations

from collections.abc import Mapping

from planning import __version__
from planning.i18n import Translator, translator
from planning.i18n.translator import catalogue
from planning.network.snap import SNAP_M
from planning.present import catalogue as layers
from planning.present.cells import NOTHING
from planning.report import markup
from planning.report.annex.blocks import Part, Piece, Table, Words
from planning.report.annex.formulas import FORMULAS
from planning.report.material import Material
from planning.report.recipe import to_toml
from planning.report.typeset import string

TERM = "term."


def sources(material: Material, t: Translator) -> Part:
    """Layers with provider, day, version, licence and quality; which groups of data there are; known problems."""
    pieces: list[Piece] = [
        Words(markup.paragraphs(material.recipe.text("sources"))),
        Table(layers.catalogue_table(material.entries, t)),
        Table(layers.readiness_table(material.groups(t), t, illustrative=material.illustrative)),
    ]
    problems = [problem for problem in material.problems if problem.severity != "note"]
    if problems:
        said = markup.heading(t("annex.sources.problems"), 2) + markup.bullets(t.problems(problems))
        pieces.append(Words(said))
    return Part("sources", t("annex.part.sources"), tuple(pieces))


def methods(material: Material, t: Translator) -> Part:
    """Each measure in words and as a formula, with the options used and its source; then the terms."""
    recipe = material.recipe
    values = {"mode": t(f"by.{recipe.mode}"), "limit": t.number(recipe.limit_min), "snap": t.number(SNAP_M)}
    source = markup.paragraphs(recipe.text("methods"))
    source += "".join(_method(name, formula, values, t) for name, formula in FORMULAS.items())
    source += markup.heading(t("annex.methods.terms"), 2) + terms(t)
    return Part("methods", t("annex.part.methods"), (Words(source),))


def _method(name: str, formula: str, values: Mapping[str, str], t: Translator) -> str:
    """One method: what is counted, the formula, what its letters stand for; kept on one page."""
    key = f"annex.method.{name}"
    made = markup.heading(t(key), 2, listed=False) + markup.paragraph(t(f"{key}.text", **values))
    made += f"#formula({string(t(f'{key}.alt'))}, ${formula}$)\n" + markup.note(t(f"{key}.where", **values))
    return f"#block(breakable: false)[\n{made}]\n"


def terms(t: Translator) -> str:
    """The glossary in two columns of pairs."""
    other = translator("en" if t.language == "vi" else "vi")
    pairs = {t(key): other(key) for key in catalogue(t.language) if key.startswith(TERM)}
    rows = markup.array(markup.array((string(name), string(pairs[name]))) for name in t.sorted(pairs))
    return markup.call("terms", rows)


def verification(material: Material, t: Translator) -> Part:
    """The code, what it stands for, the layers with their digests, the recipe: enough to make the same again."""
    facts = {
        t("annex.cover.code"): material.code,
        t("report.about.version"): __version__,
        t("annex.verification.revision"): t.number(material.workspace.warehouse.revision),
        t("annex.cover.date"): t.date(material.date) if material.date else NOTHING,
    }
    facts |= {scenario.name: scenario.digest for scenario in material.scenarios}
    recipe = to_toml(material.recipe)
    source = markup.paragraph(t("annex.verification.intro")) + markup.facts(facts)
    source += markup.heading(t("annex.verification.layers"), 2, listed=False)
    rows = ((f"{entry.layer} ({entry.version})", entry.digest) for entry in material.entries)
    source += markup.call("digests", markup.array(markup.array(map(string, row)) for row in rows))
    if recipe:
        source += markup.heading(t("annex.verification.recipe"), 2, listed=False)
        source += markup.call("listing", string(recipe))
    return Part("verification", t("annex.part.verification"), (Words(source),))
