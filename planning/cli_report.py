"""The command that prints: `report`. Registered on the command line's `app`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from planning.cli import DEFAULT_LANG, DEFAULT_W, Lang, W, app, err, language, warehouse_at

if TYPE_CHECKING:
    from planning.report.material import Material
    from planning.report.papers import Tell
    from planning.report.recipe import Recipe

PICTURE_PPI = 200.0


@app.command("report")
def report(
    output: Annotated[Path, typer.Option("-o", metavar="REPORT.{pdf,docx,xlsx,png,html}")],
    recipe: Annotated[Path | None, typer.Option("--recipe", metavar="FILE.toml", help="What goes in, and how.")] = None,
    scenario: Annotated[
        list[Path] | None, typer.Option("--scenario", metavar="FILE", help="Compared with today; may be repeated.")
    ] = None,
    units: Annotated[str, typer.Option("--units", metavar="LAYER", help="By which units results are summed.")] = "",
    w: W = DEFAULT_W,
    lang: Lang = DEFAULT_LANG,
) -> None:
    """Write a report: the annex of maps and figures, the administrative report, or map sheets."""
    from planning.report.papers import Brought
    from planning.workspace import Workspace
    from scenarios.files import read_scenario

    t = language(lang)
    asked = recipe_of(recipe, output, lang)
    if units:
        asked = replace(asked, units=units)
    brought = tuple(read_scenario(path) for path in scenario or ())
    material = Brought(Workspace(warehouse_at(w)), asked, brought=brought)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err(), transient=True) as bar:
        task = bar.add_task(t("cli.working"), total=1.0)

        def tell(what: str, share: float) -> None:
            bar.update(task, description=what, completed=share)

        written = write(material, output, tell)
    if material.illustrative:
        err().print(t("illustrative.sentence"))
    for path in written:
        err().print(t("cli.written", file=path))


def recipe_of(path: Path | None, output: Path, lang: str) -> Recipe:
    """The recipe of a file; without one the annex, or the administrative report where a Word file is asked for."""
    from layers.problems import OptionError, Problem
    from planning.report.recipe import Recipe, from_toml

    if path is None:
        return Recipe(language=lang, paper="administrative" if output.suffix.lower() == ".docx" else "annex")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise OptionError(Problem(code="recipe_unreadable", found=f"{path}: {error.strerror}")) from error
    except UnicodeDecodeError:
        raise OptionError(Problem(code="recipe_unreadable", found=str(path), allowed="TOML, UTF-8")) from None
    return from_toml(text)


def write(material: Material, output: Path, tell: Tell) -> list[Path]:
    """The files written, by the suffix of the name: pictures of pages and maps are numbered where there are several."""
    from planning.outputs import staged
    from planning.report import map_sheets, papers

    several: dict[str, Callable[[], Sequence[bytes]]] = {
        ".png": lambda: papers.document(material, tell).pictures(PICTURE_PPI),
        ".html": lambda: map_sheets.web_pages(material, tell),
    }
    one: dict[str, Callable[[Path], None]] = {
        ".pdf": lambda path: _put(path, papers.document(material, tell).pdf()),
        ".docx": lambda path: _put(path, papers.word(material)),
        ".xlsx": lambda path: _put(path, papers.excel(material, tell)),
    }
    make = several.get(output.suffix.lower())
    if make is None or not output.parent.is_dir():
        return [staged(output, {**one, **dict.fromkeys(several, lambda path: _put(path, b""))})]
    pages = make()
    count = len(pages)
    names = [output] if count == 1 else [output.with_stem(f"{output.stem}-{n:02d}") for n in range(1, count + 1)]
    return [
        staged(name, {output.suffix.lower(): lambda path, page=page: _put(path, page)})  # type: ignore[misc]
        for name, page in zip(names, pages, strict=True)
    ]


def _put(path: Path, content: bytes) -> None:
    path.write_bytes(content)
