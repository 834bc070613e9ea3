"""The commands that ask: evaluate, rank, access, isochrone, network, site. Registered on the command line's `app`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

# What measures is imported by the commands that measure: numba and scipy take a second to load.
from layers.problems import OptionError, Problem
from planning import __version__ as version
from planning.cli import DEFAULT_LANG, DEFAULT_W, Json, Lang, W, app, err, language, out, print_json, say, warehouse_at

if TYPE_CHECKING:
    import pandas as pd

    from planning.access.decay import Decay, Rings
    from planning.i18n import Translator
    from planning.workspace import Workspace
    from scenarios.scenario import Scenario

Scenarios = Annotated[list[Path] | None, typer.Option("--scenario", metavar="FILE")]
OneScenario = Annotated[Path | None, typer.Option("--scenario", metavar="FILE")]
DEFAULT_LIMIT_MIN = 15.0
ZoneLayer = Annotated[str, typer.Option("--zones", metavar="LAYER")]


def workspace_at(address: str) -> Workspace:
    """The workspace of a warehouse that exists."""
    from planning.workspace import Workspace

    return Workspace(warehouse_at(address))


def about(workspace: Workspace, t: Translator) -> dict[str, str]:
    """What a file says of itself, and the warning on standard error where anything it rests on is made up."""
    if workspace.illustrative:
        err().print(t("illustrative.sentence"))
    return {
        "illustrative": t("illustrative.sentence") if workspace.illustrative else "",
        "warehouse": workspace.baseline_key,
        "version": version,
    }


def scenario_of(path: Path | None) -> Scenario:
    """The scenario of a file; the baseline where none is given."""
    from scenarios.files import read_scenario
    from scenarios.scenario import BASELINE

    return BASELINE if path is None else read_scenario(path)


@app.command("access")
def access(
    facility: Annotated[str, typer.Option("--facility", metavar="KIND|LAYER")],
    output: Annotated[Path, typer.Option("-o", metavar="OUT.{gpkg,csv}")],
    mode: Annotated[str, typer.Option("--mode", help="walk | bicycle | motorbike | car")] = "motorbike",
    measure: Annotated[
        str, typer.Option("--measure", help="nearest | cumulative | gravity | 2sfca | e2sfca")
    ] = "nearest",
    limit_min: Annotated[float | None, typer.Option("--limit-min")] = None,
    limit_m: Annotated[float | None, typer.Option("--limit-m")] = None,
    decay: Annotated[str, typer.Option("--decay", metavar="NAME:PARAM")] = "",
    weights: Annotated[str, typer.Option("--weights", metavar="10:1,20:0.68,30:0.22")] = "",
    supply: Annotated[str, typer.Option("--supply", help="count | capacity")] = "count",
    origins: Annotated[str, typer.Option("--origins", metavar="LAYER")] = "",
    streets: Annotated[str, typer.Option("--streets", metavar="LAYER")] = "",
    zones: ZoneLayer = "",
    snap_m: Annotated[float, typer.Option("--snap-m")] = 300.0,
    scenario: OneScenario = None,
    w: W = DEFAULT_W,
    lang: Lang = DEFAULT_LANG,
    as_json: Json = False,  # noqa: FBT002 - a flag
) -> None:
    """Who reaches which service, how fast."""
    from planning.access.measures import AccessOptions
    from planning.outputs import write_layers
    from planning.services import AccessQuestion

    t = language(lang)
    if supply not in ("count", "capacity"):
        raise typer.BadParameter(f"{supply}: count | capacity", param_hint="--supply")
    options = AccessOptions(
        measure=measure,  # type: ignore[arg-type]
        limit_min=limit_min,
        limit_m=limit_m,
        supply=supply,  # type: ignore[arg-type]
        decay=decay_of(decay),
        rings=rings_of(weights),
        snap_m=snap_m,
    )
    question = AccessQuestion(
        facility=facility,
        mode=mode,
        options=options,
        origins=origins or None,
        streets=streets or None,
        zones=zones or None,
    )
    workspace = workspace_at(w)
    with err().status(t("cli.working")):
        found = workspace.access(question, scenario_of(scenario))
    result = found.result
    say(t, result.notes if found.zones is None else found.zones.notes)
    frame = found.frame()
    write_layers({"access": frame}, output, about(workspace, t))
    people = {status: result.people(status) for status in ("reached", "unreached", "unsnapped")}
    err().print(
        t(
            "cli.access.done",
            **{status: t.number(value) for status, value in people.items()},
            mean=t.number(result.mean, 1),
            unit=result.unit,
        )
    )
    if as_json:
        print_json({"unit": result.unit, "mean": finite(result.mean), "people": people})
    err().print(t("cli.written", file=output))


def write_graph(workspace: Workspace, mode: str, scenario: Scenario, output: Path, said: Mapping[str, str]) -> None:
    """Writes the network of a mode for networkx and osmnx."""
    from planning.network.exchange import as_graph, write_graphml
    from planning.outputs import staged

    study = workspace.study(scenario)
    graph = as_graph(study.network(mode), study.streets.frame)
    graph.graph |= {key: text for key, text in said.items() if text}
    staged(output, {".graphml": lambda beside: write_graphml(graph, beside)})


def decay_of(text: str) -> Decay | None:
    """The decay of NAME:PARAM."""
    from planning.access.decay import Decay

    if not text:
        return None
    name, _, parameter = text.partition(":")
    return Decay(name=name, parameter=number_of(parameter, "--decay"))


def rings_of(text: str) -> Rings | None:
    """The weights by ring of 10:1,20:0.68."""
    from planning.access.decay import Rings

    if not text:
        return None
    pairs = [part.partition(":") for part in text.split(",")]
    return Rings(
        tuple(number_of(a, "--weights") for a, _, _ in pairs), tuple(number_of(b, "--weights") for _, _, b in pairs)
    )


def number_of(text: str, flag: str) -> float:
    """A number in a flag."""
    try:
        return float(text)
    except ValueError:
        raise typer.BadParameter(text, param_hint=flag) from None


@app.command("network")
def network(
    output: Annotated[Path, typer.Option("-o", metavar="OUT.{gpkg,csv,graphml}")],
    facility: Annotated[str, typer.Option("--facility", metavar="KIND", help="Needed but for .graphml.")] = "",
    mode: Annotated[str, typer.Option("--mode", help="walk | bicycle | motorbike | car")] = "motorbike",
    scenario: OneScenario = None,
    w: W = DEFAULT_W,
    lang: Lang = DEFAULT_LANG,
) -> None:
    """The links that people's ways hang on, the parts of the network, and how people enter it; or it as a graph."""
    import geopandas as gpd

    from planning.outputs import write_layers

    t = language(lang)
    workspace = workspace_at(w)
    if output.suffix.lower() == ".graphml":
        write_graph(workspace, mode, scenario_of(scenario), output, about(workspace, t))
        err().print(t("cli.written", file=output))
        return
    if not facility:
        raise typer.BadParameter("KIND", param_hint="--facility")
    with err().status(t("cli.working")):
        found = workspace.links(facility, mode, scenario_of(scenario))
    links = found.critical.links.reset_index()
    parts = gpd.GeoDataFrame(
        found.critical.parts.reset_index(), geometry=[None] * len(found.critical.parts), crs=links.crs
    )
    write_layers({"links": links, "entry": found.entry.reset_index(), "parts": parts}, output, about(workspace, t))
    cutting = links[links["people_cut_off"] > 0]
    worst = cutting["people_cut_off"].max() if len(cutting) else 0.0
    err().print(t("cli.network.done", count=t.number(len(cutting)), people=t.number(worst), parts=t.number(len(parts))))
    audit = found.entry
    err().print(
        t(
            "cli.network.entry",
            far=t.number(audit["people"][audit["far"]].sum()),
            islanded=t.number(audit["people"][audit["islanded"]].sum()),
            unsnapped=t.number(audit["people"][audit["unsnapped"]].sum()),
        )
    )
    err().print(t("cli.written", file=output))


@app.command("isochrone")
def isochrone(
    at: Annotated[str, typer.Option("--at", metavar="LON,LAT")],
    output: Annotated[Path, typer.Option("-o", metavar="OUT.gpkg")],
    mode: Annotated[str, typer.Option("--mode", help="walk | bicycle | motorbike | car")] = "motorbike",
    minutes: Annotated[str, typer.Option("--minutes", metavar="5,10,15")] = "5,10,15",
    scenario: OneScenario = None,
    w: W = DEFAULT_W,
    lang: Lang = DEFAULT_LANG,
) -> None:
    """Streets and areas reached from a position within some minutes."""
    from planning.access.isochrones import IsochroneOptions
    from planning.outputs import write_layers

    t = language(lang)
    place = [number_of(part, "--at") for part in at.split(",")]
    if len(place) != 2:  # noqa: PLR2004 - longitude and latitude
        raise typer.BadParameter(f"{at}: LON,LAT", param_hint="--at")
    options = IsochroneOptions(minutes=tuple(number_of(part, "--minutes") for part in minutes.split(",")))
    workspace = workspace_at(w)
    with err().status(t("cli.working")):
        found = workspace.isochrone((place[0], place[1]), mode, options, scenario_of(scenario))
    say(t, found.notes)
    write_layers({"bands": found.bands, "streets": found.streets}, output, about(workspace, t))
    for band in found.bands.itertuples():
        out().print(t("cli.isochrone.band", minutes=t.number(band.minutes), people=t.number(band.people)))
    err().print(t("cli.written", file=output))


@app.command("norms")
def norms(
    output: Annotated[Path, typer.Option("-o", metavar="OUT.{csv,xlsx}")],
    zones: ZoneLayer = "",
    w: W = DEFAULT_W,
    lang: Lang = DEFAULT_LANG,
) -> None:
    """What each unit's people need by norm, both editions side by side; in a workbook also one sheet an edition."""
    from planning.outputs import write_table
    from planning.present import norms as present

    t = language(lang)
    workspace = workspace_at(w)
    table = workspace.norm_needs(zones=zones or None)
    needs = present.needs_of(workspace, t, zones=zones or None, rows=table)
    found = present.answer(needs, t)
    write_table(table, output, about(workspace, t), present.sheets(needs, t) if output.suffix == ".xlsx" else None)
    for line in (*found.sentences, *found.cautions):
        err().print(line)
    err().print(t("cli.written", file=output))


@app.command("evaluate")
def evaluate(
    output: Annotated[Path, typer.Option("-o", metavar="OUT.{csv,xlsx}")],
    scenario: Scenarios = None,
    indicators: Annotated[str, typer.Option("--indicators", metavar="a,b")] = "",
    zones: ZoneLayer = "",
    w: W = DEFAULT_W,
    lang: Lang = DEFAULT_LANG,
    as_json: Json = False,  # noqa: FBT002 - a flag
) -> None:
    """Measure the baseline and scenarios side by side."""
    from planning.outputs import write_table

    t = language(lang)
    scenarios = [scenario_of(path) for path in scenario or ()]
    workspace = workspace_at(w)
    with err().status(t("cli.working")):
        found = workspace.evaluate(
            scenarios, indicators=tuple(filter(None, indicators.split(","))), zones=zones or None
        )
    say(t, [*found.left_out, *found.checks, *found.doubts])
    columns = ["scenario", "indicator", "unit", "value"]
    table = found.values[[*columns, "zone"]] if zones else found.values[found.values["zone"] == ""][columns]
    write_table(table, output, about(workspace, t))
    if as_json:
        whole = found.values[found.values["zone"] == ""][columns]
        print_json(whole.astype(object).where(whole.notna(), None).to_dict("records"))
    err().print(t("cli.written", file=output))


def read_weights(path: Path | None) -> dict[str, float] | None:
    """Weights of a TOML file: `[weights]` or top level, criterion to number."""
    import tomllib

    if path is None:
        return None
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise OptionError(
            Problem(code="weights_unreadable", found=f"{path.name}: {error}"[:200], allowed="TOML")
        ) from None
    weights = document.get("weights", document)
    if not isinstance(weights, dict):
        raise OptionError(Problem(code="weights_unreadable", found=type(weights).__name__, allowed="[weights]"))
    bad = [k for k, v in weights.items() if isinstance(v, bool) or not isinstance(v, int | float)]
    if bad:
        raise OptionError(
            Problem(code="weights_unreadable", found=", ".join(map(str, bad[:5])), allowed="criterion = number")
        )
    return {str(k): float(v) for k, v in weights.items()}


@app.command("rank")
def rank(
    output: Annotated[Path, typer.Option("-o", metavar="OUT.{csv,json,xlsx}")],
    zones: ZoneLayer = "",
    by: Annotated[str, typer.Option("--by", help="units")] = "units",
    scenario: OneScenario = None,
    method: Annotated[list[str] | None, typer.Option("--method", metavar="NAME")] = None,
    weights: Annotated[Path | None, typer.Option("--weights", metavar="FILE.toml")] = None,
    own: Annotated[
        Path | None, typer.Option("--own", metavar="FILE.{csv,xlsx}", help="Own columns, joined by code.")
    ] = None,
    own_key: Annotated[str, typer.Option("--own-key", metavar="COLUMN")] = "id",
    w: W = DEFAULT_W,
    lang: Lang = DEFAULT_LANG,
    as_json: Json = False,  # noqa: FBT002 - a flag
) -> None:
    """Put units in order of need: points out of 100, how sure the order is, and why."""
    from planning.outputs import write_table
    from planning.ranking import RankOptions
    from planning.ranking.remarks import remarks
    from planning.ranking.words import sentence

    t = language(lang)
    if by != "units":
        raise typer.BadParameter(t("cli.later_value", value=by), param_hint="--by")
    options = RankOptions(methods=tuple(method)) if method else RankOptions()  # type: ignore[arg-type]
    workspace = workspace_at(w)
    with err().status(t("cli.working")):
        matrix = workspace.decision_matrix(
            scenario_of(scenario),
            zones=zones or None,
            weights=read_weights(weights),
            own=own_table(own),
            own_key=own_key,
        )
        found = workspace.rank(matrix, options)
    say(t, found.notes)
    table = found.table()
    write_table(table, output, about(workspace, t))
    names = dict(zip(matrix.units, matrix.names, strict=True))
    for remark in remarks(found):
        err().print(sentence(remark, t, names))
    if as_json:
        print_json(table.astype(object).where(table.notna(), None).to_dict("records"))
    else:
        for row in table.head(10).itertuples():
            score, between = t.number(float(str(row.score)), 1), f"{row.rank_low}-{row.rank_high}"
            out().print(f"{row.rank}. {row.name} ({row.id}): {score} [{row.group}] {between}")
    err().print(t("cli.written", file=output))


def own_table(path: Path | None) -> pd.DataFrame | None:
    """The user's own table of a file."""
    from layers.files import read

    return None if path is None else read(path)[0].frame


@app.command("site")
def site(
    facility: Annotated[str, typer.Option("--facility", metavar="KIND")],
    output: Annotated[Path, typer.Option("-o", metavar="SCENARIO.json")],
    count: Annotated[int, typer.Option("--count", metavar="K")] = 1,
    objective: Annotated[str, typer.Option("--objective", help="coverage | mean | worst")] = "coverage",
    limit_min: Annotated[float | None, typer.Option("--limit-min")] = None,
    mode: Annotated[str, typer.Option("--mode")] = "motorbike",
    candidates: Annotated[str, typer.Option("--candidates", metavar="LAYER")] = "",
    scenario: OneScenario = None,
    max_seconds: Annotated[float, typer.Option("--max-seconds")] = 60.0,
    w: W = DEFAULT_W,
    lang: Lang = DEFAULT_LANG,
    as_json: Json = False,  # noqa: FBT002 - a flag
) -> None:
    """Find the best places for new facilities; the answer is a scenario."""
    from dataclasses import replace

    from planning.outputs import write_text
    from planning.siting import SiteOptions
    from scenarios.files import to_json

    t = language(lang)
    limit = DEFAULT_LIMIT_MIN if limit_min is None and objective == "coverage" else limit_min
    options = SiteOptions(objective=objective, count=count, limit_min=limit, max_seconds=max_seconds)  # type: ignore[arg-type]
    workspace = workspace_at(w)
    with err().status(t("cli.working")):
        found = workspace.site(
            facility,
            options,
            mode=mode,
            scenario=scenario_of(scenario),
            candidates=candidates or None,
            name=output.stem,
        )
    say(t, found.notes)
    note = about(workspace, t)["illustrative"]
    write_text(to_json(replace(found.scenario, note=note)), output, ".json")
    siting = found.siting
    unit = t("unit.people") if objective == "coverage" else t("unit.min")
    digits = 0 if objective == "coverage" else 1
    err().print(
        t(
            "cli.site.done",
            objective=t.quantity(siting.objective, unit, digits),
            before=t.quantity(siting.before, unit, digits),
            bound=t.quantity(siting.bound, unit, digits),
            gap=t.percent(siting.gap, 2),
            greedy=t.quantity(siting.greedy_objective, unit, digits),
        )
    )
    if as_json:
        print_json(
            {
                "objective": siting.objective,
                "before": finite(siting.before),
                "bound": siting.bound,
                "gap": siting.gap,
                "greedy": siting.greedy_objective,
                "proven": siting.proven,
                "edits": len(found.scenario.edits),
            }
        )
    err().print(t("cli.written", file=output))


def finite(value: float) -> float | None:
    """The number for JSON, nothing where it is infinite."""
    return value if math.isfinite(value) else None
