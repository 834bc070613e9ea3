"""From a recipe to files: which paper it asks for, as pages, as Word, as Excel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from layers.problems import OptionError, Problem
from planning.i18n import Translator, translator
from planning.outputs import ILLUSTRATIVE_PREFIX
from planning.report.administrative import letters
from planning.report.material import Material
from planning.report.typeset import Document
from scenarios.scenario import Scenario

Tell = Callable[[str, float], None]
"""Told what is being made, in words, and the share that is done (0 to 1)."""


def nobody(what: str, share: float) -> None:
    """Told, and does nothing."""


@dataclass(frozen=True, eq=False)
class Brought(Material):
    """Material with scenarios that do not stand in the warehouse; they are compared with today too."""

    brought: tuple[Scenario, ...] = ()

    @cached_property
    def scenarios(self) -> tuple[Scenario, ...]:
        """Those of the recipe, then those brought along."""
        return (*(self.workspace.scenario(name) for name in self.recipe.scenarios), *self.brought)


def document(material: Material, tell: Tell = nobody) -> Document:
    """The paper that the recipe asks for, ready to be written as PDF or looked at page by page.

    Raises
    ------
    PlanningError
        `illustrative_letter` for an administrative report of made-up data; what the data lack.
    """
    from planning.report import letter_pages, map_sheets
    from planning.report.annex import annex

    if material.recipe.paper == "administrative":
        tell(translator(material.recipe.languages[0])("letter.kind"), 0.0)
        return letter_pages.document(letters(material))
    if material.recipe.paper == "sheets":
        return map_sheets.document(material, tell)
    return annex(material, tell=tell)


def word(material: Material) -> bytes:
    """The administrative report as a Word file; `word_only_letter` for another paper."""
    from planning.report import docx

    if material.recipe.paper != "administrative":
        raise OptionError(Problem(code="word_only_letter", found=material.recipe.paper, allowed="administrative"))
    return docx.write(letters(material))


def excel(material: Material, tell: Tell = nobody) -> bytes:
    """The tables of the recipe's parts as one Excel file, in the first of its languages."""
    from planning.present.excel import workbook
    from planning.report.book import views

    t = translator(material.recipe.languages[0])
    return workbook(views(material, t, tell), t)


def excel_name(material: Material, t: Translator) -> str:
    """The name of the Excel file without suffix; that of made-up data says so."""
    mark = ILLUSTRATIVE_PREFIX if material.illustrative else ""
    return mark + f"{t('report.file')}-{material.area_name(t)}".replace(" ", "-")
