"""Map sheets alone, A4 to A0: the maps of a recipe's parts, each on a page of its own with its title block."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from typing import Final

from layers.problems import OptionError, PlanningError, Problem
from planning.i18n import Translator, translator
from planning.report.annex import assembly
from planning.report.annex.blocks import Sheet
from planning.report.annex.document import MAKERS, file_name
from planning.report.html_map import html_map
from planning.report.material import Material
from planning.report.sheet import Paper, SheetWords, sheet
from planning.report.typeset import Document, string

MAP_PARTS: Final = ("maps", "access", "hazards", "links", "scenarios", "ranking")
"""Parts of a recipe that hold maps."""
FOOT_MM: Final = 12.0


def document(material: Material, tell: Callable[[str, float], None]) -> Document:
    """The sheets one after the other in the size of the recipe; `no_maps` where none can be drawn."""
    files: dict[str, bytes] = {}
    languages = [translator(name) for name in material.recipe.languages]
    paper = Paper(size=material.recipe.paper_size, signature_boxes=material.recipe.signature_boxes, foot_mm=FOOT_MM)
    pages: list[str] = []
    for t, number, piece in maps(material, tell):
        made = sheet(piece.view, words(piece, number, material, t), paper, t)
        pages.append(f"#set text(lang: {string(t.language)})\n{made.source}")
        files.update(made.files)
    if not files:
        raise OptionError(Problem(code="no_maps"))
    t = languages[0]
    return Document(
        source=assembly.preamble(material, languages) + "".join(pages),
        files=files,
        title=f"{t('sheets.title')} – {material.area_name(t)}",
        language=material.recipe.languages[0],
        name=file_name(material, t("sheets.file"), t),
        illustrative=material.illustrative,
        code=material.code,
        day=material.date,
    )


def web_pages(
    material: Material, tell: Callable[[str, float], None], only: Container[int] | None = None
) -> tuple[bytes, ...]:
    """The same maps, each as an HTML file that works without a network; `only` the pages of these numbers, from 1."""
    made = []
    for page, (t, number, piece) in enumerate(maps(material, tell), start=1):
        if only is None or page in only:
            said = words(piece, number, material, t)
            note = f"{said.subtitle} · {t('sheets.code', code=said.code)}"
            made.append(html_map(piece.view, t, note=note))
    if not made:
        raise OptionError(Problem(code="no_maps"))
    return tuple(made)


def maps(material: Material, tell: Callable[[str, float], None]) -> Iterator[tuple[Translator, int, Sheet]]:
    """The maps page by page, with their language and their number in it."""
    for t in (translator(name) for name in material.recipe.languages):
        for number, piece in enumerate(pieces(material, t, tell), start=1):
            yield t, number, piece


def pieces(material: Material, t: Translator, tell: Callable[[str, float], None]) -> Iterator[Sheet]:
    """The maps in the order of the annex; those that cannot be drawn are left out."""
    wanted = [part for part in material.recipe.wanted if part in MAP_PARTS]
    for place, part in enumerate(wanted):
        tell(t(f"annex.part.{part}"), place / len(wanted))
        try:
            made = MAKERS[part](material, t)
        except PlanningError:
            continue
        yield from (piece for piece in made.pieces if isinstance(piece, Sheet))


def words(piece: Sheet, number: int, material: Material, t: Translator) -> SheetWords:
    """What stands round a map: the same as in the annex."""
    return assembly.sheet_words(piece, t("annex.sheet", number=f"{number:02d}"), material, t)
