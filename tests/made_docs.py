"""The parts of the documentation that are made from the code: `python -m tests.made_docs` writes them anew.

A page holds `<!-- made: NAME -->` and `<!-- end -->`; what stands between is made by the function of that name here.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import typer

import planning.cli_ask
import planning.cli_fetch
import planning.cli_report
import planning.cli_warehouse  # noqa: F401 - these register their commands
from layers.known import FACILITY_KINDS, KNOWN
from layers.spec import Field, LayerSpec
from planning.cli import app
from planning.i18n import translator
from planning.indicators import INDICATORS, Indicator

DOCS = Path(__file__).resolve().parents[1] / "docs"
BLOCK = re.compile(r"(<!-- made: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
EN, VI = translator("en"), translator("vi")
WIDTH = 100
NUMBERS = {"nodata", "port"}
EVERYWHERE = {"w", "lang", "as_json", "help"}  # told once, above all commands


def text(key: str) -> str:
    """English and Vietnamese side by side; empty where the catalogue has none."""
    if not (EN.has(key) and VI.has(key)):
        return ""
    one, other = EN(key), VI(key)
    return one if one == other else f"{one} · {other}"


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table in Markdown."""
    cells = [[cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in (head, ["---"] * len(head), *cells))


def codes(names: Iterable[str]) -> str:
    """Names as code."""
    return ", ".join(f"`{name}`" for name in names)


# Indicators


def indicator_label(row: Indicator) -> str:
    """What an indicator is called."""
    return text(f"indicator.{row.id}.label") or text(f"indicator.{row.id}")


def indicators() -> str:
    """Every indicator by sector: name, unit, direction, needs, source, and what it says."""
    parts = []
    for sector in dict.fromkeys(row.sector for row in INDICATORS.values()):
        mine = [row for row in INDICATORS.values() if row.sector == sector]
        rows = [
            (
                f"`{row.id}`",
                indicator_label(row),
                text(f"unit.{row.unit}") or row.unit,
                row.better,
                codes(row.needs),
                text(f"indicator.{row.id}.source") or row.source,
            )
            for row in mine
        ]
        said = [f"- `{row.id}`: {EN(key)}\n" for row in mine if EN.has(key := f"indicator.{row.id}.help")]
        head = ("id", "name", "unit", "better", "needs", "source")
        parts.append(
            f"\n## {text(f'sector.{sector}') or sector}\n\n{table(head, rows)}" + ("\n" + "".join(said) if said else "")
        )
    return "".join(parts) + "\n"


# Layers and facilities


def shape(spec: LayerSpec) -> str:
    """What the features of a type are."""
    if spec.raster:
        return "raster"
    if spec.is_table:
        return "table"
    return " or ".join(spec.geometry) + (", or none" if spec.geometry_optional else "")


def allowed(field: Field) -> str:
    """Kind, unit and range of a field."""
    parts = [field.kind, field.unit]
    if field.choices and len(field.choices) <= 6:
        parts.append("one of " + codes(field.choices))
    elif field.choices:
        parts.append("one of the list below")
    elif field.allowed != field.kind:
        parts.append(field.allowed)
    return ", ".join(filter(None, parts))


def types() -> str:
    """Every type with its geometry."""
    rows = [
        (
            f"`{spec.type}`",
            text(f"layer.{spec.type}"),
            shape(spec),
            codes(spec.required) or ("" if spec.raster else "–"),
        )
        for spec in KNOWN.values()
    ]
    rows.append(("`osm`", text("layer.osm"), "extract", "–"))
    return table(("`--as`", "what it is", "features", "required columns"), rows)


def fields() -> str:
    """Every type that has columns of its own, with the names under which files bring them."""
    parts = []
    for spec in (spec for spec in KNOWN.values() if spec.fields):
        rows = [
            (f"`{f.name}`" + (" **required**" if f.required else ""), allowed(f), ", ".join(f.synonyms))
            for f in spec.fields
        ]
        parts.append(f"\n### `{spec.type}`\n\n{table(('column', 'holds', 'also recognised as'), rows)}")
    return "".join(parts) + "\n"


def kinds() -> str:
    """Every kind of facility."""
    rows = [(f"`{kind}`", text(f"kind.{kind}")) for kind in FACILITY_KINDS]
    return table(("kind", "what it is"), rows)


# Commands


def commands() -> str:
    """Every command with its flags."""
    group = typer.main.get_command(app)
    parts = []
    for name, command in sorted(group.commands.items()):  # type: ignore[attr-defined]
        parts.append(f"\n### {name}\n\n{(command.help or '').strip()}\n\n    {usage(name, command)}\n")
    return "".join(parts) + "\n"


def usage(name: str, command: Any) -> str:
    """A command as it is called."""
    words = [name, *map(word, command.params)]
    lines, line = [], "python -m planning"
    for part in filter(None, words):
        if len(line) + len(part) > WIDTH:
            lines.append(line)
            line = " " * 12 + part
        else:
            line = f"{line} {part}"
    return "\n".join([*lines, line])


def word(item: Any) -> str:
    """An argument, or a flag with what it takes, in brackets where it may be left out."""
    if item.param_type_name == "argument":
        return str(item.metavar or item.name.upper())
    if item.name in EVERYWHERE:
        return ""
    choices = (item.help or "").partition(":")[0].replace(" | ", "|")
    number = item.name in NUMBERS or item.name.endswith(("_min", "_m", "_seconds"))
    takes = item.metavar or (choices if "|" in choices else "N" if number else item.name.strip("_").upper())
    flag = item.opts[-1] if item.opts[-1].startswith("--") else item.opts[0]
    called = flag if item.is_flag else f"{flag} {takes}"
    return called if item.required else f"[{called}]" + ("..." if item.multiple else "")


MAKERS = {make.__name__: make for make in (indicators, types, fields, kinds, commands)}


def renewed(page: str) -> str:
    """A page with its made parts as they are now."""
    return BLOCK.sub(lambda found: found[1] + MAKERS[found[2]]() + found[3], page)


def main() -> None:
    """Write every page anew."""
    for file in sorted(DOCS.glob("*.md")):
        page = file.read_text("utf-8")
        if (new := renewed(page)) != page:
            file.write_text(new, "utf-8")
            sys.stderr.write(f"{file.name}\n")


if __name__ == "__main__":
    main()
