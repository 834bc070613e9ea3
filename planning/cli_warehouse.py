"""The command about a warehouse as a whole: copy it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from planning.cli import DEFAULT_LANG, Lang, app, err, language, warehouse_at

WHAT = "copy"


@app.command("warehouse")
def warehouse(
    what: Annotated[str, typer.Argument(metavar="copy")],
    source: Annotated[str, typer.Argument(metavar="FROM")],
    target: Annotated[str, typer.Argument(metavar="TO")],
    lang: Lang = DEFAULT_LANG,
) -> None:
    """Copy a warehouse whole: every version, original, reading, scenario and setting, as of one moment."""
    from layers.problems import CatalogError, Problem
    from layers.warehouse.copying import copy_warehouse

    t = language(lang)
    if what != WHAT:
        raise typer.BadParameter(f"{what}: {WHAT}", param_hint="warehouse")
    if "://" in target:
        raise CatalogError(Problem(code="warehouse_not_supported", found=target.partition("://")[0], allowed="folder"))
    from_ = warehouse_at(source)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err(), transient=True) as bar:
        task = bar.add_task(t("cli.copy.working"), total=None)
        done = copy_warehouse(from_, Path(target), lambda at, of: bar.update(task, completed=at, total=of))
    counts = {"layers": t.number(done.layers), "versions": t.number(done.versions)}
    err().print(t("cli.copy.done", **counts, size=t.number(done.bytes / 1e6, 1), folder=target))
