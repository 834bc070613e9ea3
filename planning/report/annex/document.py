"""The annex as one document, in the languages of its recipe."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence

from layers.problems import PlanningError, Problem
from planning.i18n import Translator, translator
from planning.outputs import ILLUSTRATIVE_PREFIX
from planning.report import markup
from planning.report.annex import access, back, dangers, front, ground, norms, order, proposals
from planning.report.annex.assembly import assemble, preamble
from planning.report.annex.blocks import MakePart, Part, Words
from planning.report.material import Material
from planning.report.typeset import Document


def _contents(material: Material, t: Translator) -> Part:
    del material
    return Part("contents", t("annex.contents"), (), numbered=False)


MAKERS: Mapping[str, MakePart] = {
    "cover": front.cover,
    "contents": _contents,
    "findings": front.found,
    "maps": ground.part,
    "access": access.part,
    "norms": norms.part,
    "hazards": dangers.flood,
    "links": dangers.critical,
    "scenarios": proposals.part,
    "ranking": order.part,
    "units": order.units,
    "sources": back.sources,
    "methods": back.methods,
    "verification": back.verification,
}


Tell = Callable[[str, float], None]
"""Told which part is being made (in words), and the share of all parts that is done."""


def _nobody(part: str, share: float) -> None:
    """Told, and does nothing."""


def annex(material: Material, t: Translator | None = None, tell: Tell = _nobody) -> Document:
    """The annex of maps and figures.

    Parameters
    ----------
    material
        What it is made of.
    t
        One language; without it those of the recipe, one document after the other.
    tell
        Who looks on while it is made.

    Returns
    -------
    document
        A part that cannot be made says why at its place. The same data and recipe give the same bytes.
    """
    languages = (t,) if t is not None else tuple(translator(name) for name in material.recipe.languages)
    made = [assemble(parts(material, one, tell), material, one) for one in languages]
    files = {name: content for one in made for name, content in one.files.items()}
    first = languages[0]
    source = preamble(material, languages) + "#pagebreak(weak: true)\n".join(one.source for one in made)
    return Document(
        source=source,
        files=files,
        title=f"{first('annex.title')} – {material.area_name(first)}",
        language=material.recipe.language if t is None else t.language,
        name=file_name(material, first("annex.file"), first),
        illustrative=material.illustrative,
        code=material.code,
        day=material.date,
    )


def parts(material: Material, t: Translator, tell: Tell = _nobody) -> Iterator[Part]:
    """The parts of the recipe in one language, one after the other as they are asked for."""
    wanted = material.recipe.wanted
    for number, part in enumerate(wanted):
        tell(t(f"annex.part.{part}"), number / len(wanted))
        yield _made(part, material, t)


def _made(part: str, material: Material, t: Translator) -> Part:
    try:
        return MAKERS[part](material, t)
    except PlanningError as error:
        said = markup.warning(t("annex.part.failed")) + markup.bullets(why(error.problems, t))
        return Part(
            part, t(f"annex.part.{part}"), (Words(said),), numbered=part not in ("cover", "findings"), short=True
        )


def why(problems: Sequence[Problem], t: Translator) -> list[str]:
    """What stands in the way, in words: data that are missing in one line, other problems as they are."""
    needs = dict.fromkeys(problem.found for problem in problems if problem.code == "indicator_needs")
    rest = t.problems(problem for problem in problems if problem.code != "indicator_needs")
    words = "; ".join(_need(name, t) for name in needs)
    return [*([t("annex.part.needs", list=words)] if needs else []), *rest]


def _need(name: str, t: Translator) -> str:
    key = next((key for key in (f"annex.need.{name}", f"layer.{name}", f"kind.{name}") if t.has(key)), "")
    word = t(key) if key else name
    return word[:1].lower() + word[1:]


def file_name(material: Material, stem: str, t: Translator) -> str:
    """The name of a file without suffix; that of made-up data says so."""
    plain = unicodedata.normalize("NFC", f"{stem}-{material.area_name(t)}")
    mark = ILLUSTRATIVE_PREFIX if material.illustrative else ""
    return mark + re.sub(r"[^\w.-]+", "-", plain).strip("-")
