"""The command that fetches: the only one that reaches beyond this machine, and only when it is called."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from planning.cli import DEFAULT_LANG, DEFAULT_W, Json, Lang, W, app, err, language, print_imported

if TYPE_CHECKING:
    from layers.feeds.osm_download import Progress as How
    from layers.feeds.osm_download import Tell
    from planning.i18n import Translator

WHAT = "osm"


@app.command("fetch")
def fetch(
    what: Annotated[str, typer.Argument(metavar="osm", help="osm: OpenStreetMap, by an Overpass server.")],
    area: Annotated[str, typer.Option("--area", metavar="NAME", help="A study area known by name.")] = "",
    bbox: Annotated[str, typer.Option("--bbox", metavar="W,S,E,N", help="A box in degrees.")] = "",
    within: Annotated[Path | None, typer.Option("--within", metavar="FILE", help="A file of polygons.")] = None,
    only: Annotated[str, typer.Option("--only", metavar="TYPE,...")] = "",
    endpoint: Annotated[
        str, typer.Option("--endpoint", metavar="URL", envvar="QUYHOACH_OVERPASS", help="Another Overpass server.")
    ] = "",
    w: W = DEFAULT_W,
    lang: Lang = DEFAULT_LANG,
    as_json: Json = False,  # noqa: FBT002 - a flag
) -> None:
    """Bring OpenStreetMap of an area into the warehouse, over the internet."""
    from planning.fetching import FetchOptions, Manner, fetch

    t = language(lang)
    if what != WHAT:
        raise typer.BadParameter(f"{what}: {WHAT}", param_hint="fetch")
    options = FetchOptions(
        area=area,
        box=numbers(bbox),
        within=str(within) if within else "",
        only=tuple(filter(None, only.split(","))),
        endpoint=endpoint,
    )
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err(), transient=True) as bar:
        done = fetch(w, options, Manner(tell=shown_by(bar, t)))
    print_imported(done, w, t, as_json=as_json)


def shown_by(bar: Progress, t: Translator) -> Tell:
    """What moves a bar; pauses are said in lines of their own, so that they stand in a log too."""
    task = bar.add_task(t("fetch.working"), total=None)

    def tell(how: How) -> None:
        if how.pause_s:
            reason = t(f"fetch.reason.{how.reason}")
            bar.console.print(t("fetch.pause", tile=how.tile, reason=reason, seconds=t.number(how.pause_s)))
        bar.update(task, completed=how.done, total=how.total)

    return tell


def numbers(text: str) -> tuple[float, ...]:
    """The numbers of W,S,E,N."""
    if not text:
        return ()
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError:
        raise typer.BadParameter(f"{text}: W,S,E,N", param_hint="--bbox") from None
