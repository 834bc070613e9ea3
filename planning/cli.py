"""The command line: flags to questions, answers to files. Messages are in the chosen language; columns are English."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from layers.problems import OptionError, PlanningError, Problem
from planning.i18n import Translator, translator

if TYPE_CHECKING:
    from layers.warehouse import Warehouse
    from planning.importing import Imported

DONE, PROBLEMS, WRONG_FLAGS, FAULT, CANCELLED = 0, 1, 2, 3, 130

logger = logging.getLogger("quyhoach")
app = typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode=None, help="Quyhoach")

W = Annotated[str, typer.Option("-w", "--warehouse", envvar="QUYHOACH_WAREHOUSE", help="Folder of the warehouse.")]
Lang = Annotated[str, typer.Option("--lang", envvar="QUYHOACH_LANG", help="vi | en: language of messages.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
DEFAULT_W, DEFAULT_LANG = "./warehouse", "vi"


def err() -> Console:
    """Where messages go: standard error, as it is now."""
    return Console(stderr=True, soft_wrap=True, highlight=False, markup=False)


def out() -> Console:
    """Where results go."""
    return Console(soft_wrap=True, highlight=False, markup=False)


def language(lang: str) -> Translator:
    """The translator of the flag; refuses others."""
    if lang not in ("vi", "en"):
        raise typer.BadParameter(f"{lang}: vi | en", param_hint="--lang")
    _STATE["lang"] = lang
    return translator(lang)


_STATE = {"lang": DEFAULT_LANG}  # which language the last command asked for, so that `main` can word what it catches


def pairs(values: Iterable[str], flag: str) -> dict[str, str]:
    """FIELD=COLUMN flags as a mapping."""
    result: dict[str, str] = {}
    for value in values:
        name, sign, column = value.partition("=")
        if not sign or not name or not column:
            raise typer.BadParameter(f"{value}: FIELD=COLUMN", param_hint=flag)
        result[name.strip()] = column
    return result


def warehouse_at(address: str, *, create: bool = False) -> Any:
    """The warehouse of an address; reading commands do not make one."""
    from layers.warehouse import open_warehouse

    return open_warehouse(address, create=create)


def print_json(value: object) -> None:
    """A result as JSON on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def print_table(columns: list[str], rows: Iterable[Iterable[object]]) -> None:
    """A result as a table on standard output."""
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    out().print(table)


def say(t: Translator, problems: Iterable[Problem]) -> None:
    """Problems in words on standard error."""
    console = err()
    for line in t.problems(problems):
        console.print(line)


def problem_row(problem: Problem, t: Translator) -> dict[str, object]:
    """A problem as `check --json` gives it."""
    return {
        "code": problem.code,
        "severity": problem.severity,
        "layer": problem.layer,
        "field": problem.field,
        "ids": list(problem.ids),
        "count": problem.count,
        "found": problem.found,
        "allowed": problem.allowed,
        "remedy": t.remedy(problem),
    }


@app.command("demo")
def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR")],
    area: Annotated[str, typer.Option("--area", help="sample | binh-dinh: made up, or the real one.")] = "sample",
    lang: Lang = DEFAULT_LANG,
) -> None:
    """Make a warehouse that holds a study area: the Sample Province, or the facts of the former Bình Định."""
    from layers.binh_dinh import AREA_ID, write_binh_dinh
    from layers.demo import write_demo
    from layers.warehouse import open_warehouse

    t = language(lang)
    makers: dict[str, Callable[[Warehouse], object]] = {"sample": write_demo, AREA_ID: write_binh_dinh}
    if area not in makers:
        raise typer.BadParameter(f"{area}: {' | '.join(makers)}", param_hint="--area")
    if folder.exists() and any(folder.iterdir()):
        raise OptionError(Problem(code="folder_not_empty", found=str(folder), allowed="-"))
    with err().status(t(f"cli.demo.working.{area}")):
        makers[area](open_warehouse(folder, create=True))
    err().print(t(f"cli.demo.done.{area}", folder=folder))


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...")],
    type_: Annotated[str, typer.Option("--as", metavar="TYPE")],
    layer: Annotated[str, typer.Option("--layer")] = "",
    map_: Annotated[list[str] | None, typer.Option("--map", metavar="FIELD=COLUMN")] = None,
    crs: Annotated[str, typer.Option("--crs", metavar="EPSG:N")] = "",
    kind: Annotated[str, typer.Option("--kind")] = "",
    only: Annotated[str, typer.Option("--only", metavar="TYPE,...")] = "",
    unit: Annotated[str, typer.Option("--unit")] = "",
    nodata: Annotated[list[float] | None, typer.Option("--nodata", help="May be given several times.")] = None,
    timezone: Annotated[str, typer.Option("--timezone")] = "",
    to: Annotated[str, typer.Option("--to", metavar="LAYER")] = "",
    on: Annotated[str, typer.Option("--on", metavar="FIELD=COLUMN")] = "",
    metric_crs: Annotated[str, typer.Option("--metric-crs", metavar="EPSG:N")] = "",
    source: Annotated[str, typer.Option("--source", help="Who made the data.")] = "",
    licence: Annotated[str, typer.Option("--licence")] = "",
    w: W = DEFAULT_W,
    lang: Lang = DEFAULT_LANG,
    as_json: Json = False,  # noqa: FBT002 - a flag
) -> None:
    """Bring files into the warehouse: read, checked, kept."""
    from planning.importing import ImportOptions, import_to

    t = language(lang)
    if type_ in LATER_TYPES:
        err().print(t("cli.later", command=f"import --as {type_}"))
        raise typer.Exit(WRONG_FLAGS)
    options = ImportOptions(
        type=type_,
        layer=layer,
        columns=pairs(map_ or (), "--map"),
        crs=crs,
        kind=kind,
        only=tuple(filter(None, only.split(","))),
        unit=unit,
        nodata=tuple(nodata or ()),
        timezone=timezone,
        to=to,
        on=next(iter(pairs([on], "--on").items())) if on else None,
        metric_crs=metric_crs,
        source=source,
        licence=licence,
    )
    with err().status(t("cli.import.working")):
        done = import_to(w, files, options)
    print_imported(done, w, t, as_json=as_json)


def print_imported(done: Sequence[Imported], w: str, t: Translator, *, as_json: bool) -> None:
    """What was written to the warehouse at an address, with the notes of each layer."""
    for item in done:
        say(t, item.notes)
    if as_json:
        print_json(
            [
                {
                    "layer": i.name,
                    "type": i.type,
                    "version": i.version.version if i.version else None,
                    "features": i.features,
                }
                for i in done
            ]
        )
        return
    for item in done:
        version = item.version.version if item.version else "–"
        out().print(
            t("cli.import.done", layer=item.name, type=item.type, version=version, features=t.number(item.features))
        )
    _print_metric_crs(w, t)


def _print_metric_crs(w: str, t: Translator) -> None:
    chosen = warehouse_at(w).get_setting("metric_crs")
    if chosen:
        err().print(t("cli.metric_crs", crs=chosen))


@app.command("layers")
def layers(w: W = DEFAULT_W, lang: Lang = DEFAULT_LANG, as_json: Json = False) -> None:  # noqa: FBT002
    """List the layers of the warehouse."""
    t = language(lang)
    entries = warehouse_at(w).entries()
    keys = ("layer", "type", "version", "features", "crs", "digest", "date", "source", "licence", "illustrative")
    if as_json:
        print_json([{key: getattr(entry, key) for key in keys} for entry in entries])
    elif not entries:
        err().print(t("cli.layers.empty"))
    else:
        print_table(
            ["layer", "type", "version", "features", "crs", "date", "source"],
            [(e.layer, e.type, e.version, t.number(e.features), e.crs, e.date[:10], e.source) for e in entries],
        )


@app.command("check")
def check(w: W = DEFAULT_W, lang: Lang = DEFAULT_LANG, as_json: Json = False) -> None:  # noqa: FBT002
    """Every problem of every layer, and of the layers together."""
    from planning.workspace import Workspace

    t = language(lang)
    problems = Workspace(warehouse_at(w)).check()
    if as_json:
        print_json([problem_row(problem, t) for problem in problems])
    else:
        for problem in problems:
            out().print(f"[{t('severity.' + problem.severity)}] {t.problem(problem)}")
        if not problems:
            err().print(t("cli.check.clean"))
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(PROBLEMS)


@app.command("history")
def history(layer: str, w: W = DEFAULT_W, lang: Lang = DEFAULT_LANG, as_json: Json = False) -> None:  # noqa: FBT002
    """All versions of a layer, newest first."""
    language(lang)
    versions = warehouse_at(w).history(layer)
    keys = ("layer", "version", "features", "crs", "digest", "date", "source", "file", "restored_from")
    if as_json:
        print_json([{key: getattr(version, key) for key in keys} for version in versions])
    else:
        print_table(
            ["version", "date", "features", "digest", "file"],
            [(v.version, v.date[:19], v.features, v.digest[:8], v.file) for v in versions],
        )


@app.command("diff")
def diff(one: str, other: str, w: W = DEFAULT_W, lang: Lang = DEFAULT_LANG, as_json: Json = False) -> None:  # noqa: FBT002
    """What differs between two versions: LAYER@A LAYER@B."""
    from dataclasses import asdict

    t = language(lang)
    difference = warehouse_at(w).diff(one, other)
    if as_json:
        print_json(asdict(difference))
        return
    for name in ("added", "removed", "changed", "columns_added", "columns_removed", "columns_changed"):
        items = getattr(difference, name)
        out().print(
            f"{t('cli.diff.' + name)}: {t.number(len(items))}" + (f" ({', '.join(items[:10])})" if items else "")
        )


@app.command("restore")
def restore(
    layer: Annotated[str, typer.Argument(metavar="LAYER@V")], w: W = DEFAULT_W, lang: Lang = DEFAULT_LANG
) -> None:
    """Make an older version the current one, as a new version."""
    from layers.warehouse.base import reference

    t = language(lang)
    name, version = reference(layer)
    if version is None:
        raise typer.BadParameter(f"{layer}: LAYER@V", param_hint="LAYER@V")
    made = warehouse_at(w).restore(name, version)
    err().print(t("cli.restore.done", layer=name, old=version, version=made.version))


@app.command("export")
def export(
    layer: Annotated[str, typer.Argument(metavar="LAYER[@V]")],
    output: Annotated[Path, typer.Option("-o", metavar="OUT.{gpkg,geojson,parquet,csv,xlsx,tif}")],
    w: W = DEFAULT_W,
    lang: Lang = DEFAULT_LANG,
) -> None:
    """Write a layer to a file; a GeoPackage brings its style for QGIS."""
    from layers.warehouse.base import reference
    from planning.report.qgis import write_styled

    t = language(lang)
    name, version = reference(layer)
    item = warehouse_at(w).get(name, version)
    say(t, write_styled(item, output, t))
    if item.illustrative:
        err().print(t("illustrative.sentence"))
    err().print(t("cli.written", file=output))


@app.command("serve")
def serve(
    port: Annotated[int, typer.Option("--port", min=1, max=65535, envvar="QUYHOACH_PORT")] = 8501,
    address: Annotated[str, typer.Option("--address", envvar="QUYHOACH_ADDRESS")] = "127.0.0.1",
    base_path: Annotated[
        str, typer.Option("--base-path", envvar="QUYHOACH_BASE_PATH", help="Path of a proxy: quyhoach.")
    ] = "",
    w: Annotated[
        str, typer.Option("-w", "--warehouse", envvar="QUYHOACH_WAREHOUSE", help="Folder of the warehouse.")
    ] = "",
    lang: Lang = DEFAULT_LANG,
) -> None:
    """Start the web application."""
    from planning import serving

    t = language(lang)
    options = serving.ServeOptions(address=address, port=port, base_path=serving.base_path(base_path))
    serving.check_free(options)
    if not serving.is_local(address):
        err().print(t("serve.open"))
    err().print(serving.shown(options))
    raise typer.Exit(serving.start(options, w, lang))


# Typer brings a click of its own; this is the parent of every complaint about flags in whichever it is.
USAGE_ERROR: type[Exception] = typer.BadParameter.__mro__[1]
LATER_TYPES = ("gtfs",)


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line and gives the exit status: 0, 1, 2, 3 or 130."""
    arguments = sys.argv[1:] if arguments is None else arguments
    _STATE["lang"] = _language_of(arguments)
    try:
        status = app(arguments, standalone_mode=False, prog_name="python -m planning")
    except PlanningError as error:
        from planning.import_options import WRONG_FLAGS as FLAGS

        say(translator(_STATE["lang"]), error.problems)
        return WRONG_FLAGS if {p.code for p in error.problems} <= FLAGS else PROBLEMS
    except typer.Exit as leave:
        return int(leave.exit_code)
    except USAGE_ERROR as error:
        err().print(error.format_message())  # type: ignore[attr-defined]
        return WRONG_FLAGS
    except (typer.Abort, KeyboardInterrupt):
        err().print(translator(_STATE["lang"])("cli.cancelled"))
        return CANCELLED
    except Exception as fault:
        logger.exception("fault of the program")
        err().print(translator(_STATE["lang"])("cli.fault", error=f"{type(fault).__name__}: {fault}"))
        return FAULT
    if status == CANCELLED:  # what typer makes of Ctrl-C
        err().print(translator(_STATE["lang"])("cli.cancelled"))
    return int(status or 0) if isinstance(status, int) else DONE


def _language_of(arguments: list[str]) -> str:
    import os

    for flag, value in zip(arguments, [*arguments[1:], ""], strict=False):
        if flag == "--lang" and value in ("vi", "en"):
            return value
        if flag in ("--lang=vi", "--lang=en"):
            return flag[-2:]
    chosen = os.environ.get("QUYHOACH_LANG", DEFAULT_LANG)
    return chosen if chosen in ("vi", "en") else DEFAULT_LANG
