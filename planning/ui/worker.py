"""Long work in a process of its own: it can be ended, and a file that brings a library down takes no page along.

    job = worker.start(request)        then job.result() until it is not None; job.stop() ends it
    python -m planning.ui.worker       reads a request as JSON from standard input, writes the result to its file

Small files are worked on at once by `work`, which is the same thing without the process. `waiting` shows a job at work.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

import geopandas as gpd

from layers.files import Raw
from layers.layer import Layer
from layers.problems import PlanningError, Problem
from layers.warehouse import open_warehouse
from planning.importing import Imported, ImportOptions, import_files, prepare
from planning.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
Action = Literal["look", "write", "check", "fetch"]
ANSWER, PROGRESS = "answer.json", "progress.json"
SMALL_BYTES = 3_000_000  # a file up to here is done before a process has started


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is to be done: "look" at a file, "write" it, "check" everything in the warehouse, "fetch" OpenStreetMap.

    `folder` is one of this session, where the answer and a preview are put.
    """

    action: Action
    warehouse: str
    folder: str
    path: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)

    def import_options(self) -> ImportOptions:
        """The options as the importer takes them."""
        given = dict(self.options)
        for name in ("only", "nodata"):
            given[name] = tuple(given.get(name) or ())
        given["on"] = tuple(given["on"]) if given.get("on") else None
        return ImportOptions(**given)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of it: `items` are name, type, features and version (0 where nothing was written) of each layer."""

    ok: bool
    items: tuple[tuple[str, str, int, int], ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    preview: str = ""

    def text(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def of(cls, text: str) -> Outcome:
        """From JSON."""
        data = json.loads(text)
        problems = tuple(Problem(**{**p, "ids": tuple(p["ids"])}) for p in data["problems"])
        return cls(
            ok=data["ok"],
            items=tuple((i[0], i[1], i[2], i[3]) for i in data["items"]),
            problems=problems,
            preview=data["preview"],
        )


@dataclass(frozen=True)
class Job:
    """A process at work."""

    process: subprocess.Popen[str]
    answer: Path

    def result(self) -> Outcome | None:
        """What came of it; `None` while it runs."""
        if self.process.poll() is None:
            return None
        if self.process.returncode == 0 and self.answer.is_file():
            return Outcome.of(self.answer.read_text(encoding="utf-8"))
        return Outcome(ok=False, problems=(Problem(code="import_broke_off", found=str(self.process.returncode)),))

    def stop(self) -> None:
        """Ends it; a write that was not finished has left nothing behind."""
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)


def start(request: Request) -> Job:
    """The process that does it."""
    answer = Path(request.folder) / ANSWER
    answer.unlink(missing_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "planning.ui.worker"],
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1"},  # what goes in and out is UTF-8 on every system
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )
    if process.stdin:
        process.stdin.write(json.dumps(asdict(request), ensure_ascii=False))
        process.stdin.close()
    return Job(process, answer)


def work(request: Request) -> Outcome:
    """Does it; problems of the data are part of the answer, faults of the program are raised."""
    warehouse = open_warehouse(request.warehouse, create=True)
    try:
        if request.action == "check":
            return Outcome(ok=True, problems=Workspace(warehouse).check())
        if request.action == "fetch":
            return written(fetched(request))
        options = request.import_options()
        if request.action == "write":
            return written(import_files(warehouse, [Path(request.path)], options))
        ready = prepare(warehouse, Path(request.path), options)
    except PlanningError as error:
        return Outcome(ok=False, problems=error.problems)
    items = tuple((i.name, i.type, len(i) if isinstance(i, Layer) else int((~i.mask).sum()), 0) for i in ready)
    shown = next((i for i in ready if isinstance(i, Layer) and i.has_geometry), None)
    return Outcome(
        ok=True,
        items=items,
        problems=tuple(p for i in ready for p in i.notes),
        preview=preview(shown, request) if shown else "",
    )


def written(done: Sequence[Imported]) -> Outcome:
    """What was written, as the page is told."""
    items = tuple((i.name, i.type, i.features, i.version.version if i.version else 0) for i in done)
    return Outcome(ok=True, items=items, problems=tuple(p for i in done for p in i.notes))


def fetched(request: Request) -> tuple[Imported, ...]:
    """What was brought over the internet; how far it is stands in a file of the request's folder meanwhile."""
    from layers.feeds.osm_download import Progress
    from planning.fetching import FetchOptions, Manner, fetch

    def tell(how: Progress) -> None:
        replaced(Path(request.folder) / PROGRESS, json.dumps(asdict(how)))

    given = request.options
    options = FetchOptions(box=tuple(given["box"]), only=tuple(given["only"]), endpoint=given["endpoint"])
    return fetch(request.warehouse, options, Manner(tell=tell))


def replaced(file: Path, text: str) -> None:
    """Puts a text into a file so that nobody reads half of it."""
    partial = file.with_suffix(".part")
    partial.write_text(text, encoding="utf-8")
    partial.replace(file)


def preview(layer: Layer, request: Request) -> str:
    """The file that holds the checked shapes, for the map."""
    file = Path(request.folder) / "preview.parquet"
    frame = layer.frame
    gpd.GeoDataFrame({"id": frame.index.astype(str)}, geometry=frame.geometry.to_numpy(), crs=frame.crs).to_parquet(
        file
    )
    return str(file)


def raw_shapes(raw: Raw, crs: str) -> gpd.GeoDataFrame | None:
    """The shapes of a file as it came, numbered as problems number its rows; `None` for a table or an unknown frame."""
    if not isinstance(raw.frame, gpd.GeoDataFrame) or not crs or not len(raw.frame):
        return None
    shapes = raw.frame.geometry.to_numpy()
    ids = [str(number + 1) for number in range(len(shapes))]
    return gpd.GeoDataFrame({"id": ids}, geometry=shapes, crs=crs)


def main() -> int:
    """Does what standard input says."""
    request = Request(**json.loads(sys.stdin.read()))
    replaced(Path(request.folder) / ANSWER, work(request).text())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
