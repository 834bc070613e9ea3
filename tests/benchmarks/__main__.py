"""Run the benchmarks: python -m tests.benchmarks [WORD ...] [--repeats N] [--peers] [--json FILE].

Prints medians side by side. Modules `bench_*.py` of this folder are found by themselves; each offers
`benchmarks() -> Iterable[Benchmark]`, or a mapping of names to (call, target in seconds or None). WORDs pick modules
(`report` is `bench_report.py`), or benchmarks whose name or case holds one. `--peers` makes the separate environment
`.venv-peers` with igraph and pandana (pandana is AGPL: never part of the product) and measures them too; without it
they are measured where that environment is already there.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks import peers
from tests.benchmarks.benchmark import REPEATS, Benchmark, Measured, measure


def found(words: list[str]) -> Iterator[Benchmark]:
    """The benchmarks of all modules, those picked."""
    files = sorted(Path(__file__).parent.glob("bench_*.py"))
    named = [file for file in files if file.stem.removeprefix("bench_") in words]
    words = [word for word in words if word not in {file.stem.removeprefix("bench_") for file in named}]
    for file in files if words or not named else named:
        offered = importlib.import_module(f"tests.benchmarks.{file.stem}").benchmarks()
        if isinstance(offered, Mapping):
            made = (Benchmark(name=name, case="", ours=call, target_s=most) for name, (call, most) in offered.items())
            offered = list(made)
        for benchmark in offered:
            if not words or file in named or any(word in f"{benchmark.name} {benchmark.case}" for word in words):
                yield benchmark


def seconds(value: float | None) -> str:
    """A time for people."""
    return "" if value is None else f"{value:.3f}" if value < 10 else f"{value:.1f}"


def table(results: list[Measured]) -> Table:
    """Medians side by side, in seconds, and how many times slower the others are."""
    names = sorted({name for result in results for name in result.peers_s})
    shown = Table("benchmark", "town", "ours", "target", *names, "met", title="medians in seconds (times ours)")
    for result in results:
        cells = [
            f"{seconds(result.peers_s[name])} ({result.peers_s[name] / result.ours_s:.0f}x)"
            if name in result.peers_s
            else ""
            for name in names
        ]
        shown.add_row(
            result.benchmark.name,
            result.benchmark.case,
            seconds(result.ours_s),
            seconds(result.benchmark.target_s),
            *cells,
            "yes" if result.met else "NO",
        )
    return shown


def main(arguments: list[str]) -> int:
    """Measure, print, and say by the exit status whether every number is met."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("words", nargs="*", metavar="WORD")
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--peers", action="store_true", help="make .venv-peers and measure igraph and pandana too")
    parser.add_argument("--json", type=Path, metavar="FILE")
    chosen = parser.parse_args(arguments)
    if chosen.peers:
        peers.install()
    errors = Console(stderr=True)
    results = []
    for benchmark in found(chosen.words):
        errors.print(f"{benchmark.name} · {benchmark.case}", style="dim")
        results.append(measure(benchmark, chosen.repeats))
    Console(width=160).print(table(results))
    if chosen.json:
        rows = [
            {
                "name": r.benchmark.name,
                "case": r.benchmark.case,
                "ours_s": r.ours_s,
                "met": r.met,
                "peers_s": dict(r.peers_s),
            }
            for r in results
        ]
        chosen.json.write_text(json.dumps(rows, indent=1, ensure_ascii=False), "utf-8")
    return 0 if all(result.met for result in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
