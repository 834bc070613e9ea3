"""OpenStreetMap of a province, brought tile by tile and put together into one extract for the reader of extracts.

What comes is raw OpenStreetMap, not layers: so there is one reading of tags (`layers.files.osm`), and downloading gives
what importing gives. Each tile's answer stays on the disk until the whole is in the warehouse: a second run, after a
failure, Ctrl-C or a power cut, asks only for what is missing.
"""

from __future__ import annotations

import hashlib
import shutil
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import osmium
import shapely
from shapely.geometry.base import BaseGeometry

from layers.feeds.overpass import HOPELESS, FailedError, Kind, Server
from layers.feeds.overpass_answer import UnusableError, checked, moment_of
from layers.feeds.overpass_query import query, template
from layers.feeds.tiles import MOST_QUARTERINGS, Box, tiles
from layers.files.osm_source import open_source, reading
from layers.problems import PlanningError, Problem

KEPT_S = 2 * 24 * 3600.0
"""How old a tile of an unfinished download may be: older ones are asked for again, so that a map is of one time."""
_SPLIT, _ANSWER = ".split", ".osm"
Sleep = Callable[[float], None]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is to be brought: a box, types of layers (all where empty), an outline in degrees that tiles must meet."""

    box: Box
    only: tuple[str, ...] = ()
    within: BaseGeometry | None = None


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a download is: tiles there of tiles in all, the tile in question, and a pause with its reason."""

    done: int
    total: int
    tile: str = ""
    pause_s: float = 0.0
    reason: str = ""


Tell = Callable[[Progress], None]


@dataclass(frozen=True)
class Downloaded:
    """An extract on the disk: its file, the moment of its oldest tile (ISO 8601), how many tiles it was made of."""

    file: Path
    timestamp: str
    tiles: int


@dataclass(frozen=True)
class Shelf:
    """The folder where the answers to one question lie, one file a tile."""

    folder: Path

    def answer(self, tile: Box) -> Path:
        """The file of a tile."""
        return self.folder / f"{tile.text.replace(',', '_')}{_ANSWER}"

    def has(self, tile: Box) -> bool:
        """Whether its answer is here, young enough and sound; one that is not is thrown away."""
        file = self.answer(tile)
        if not file.is_file():
            return False
        try:
            if time.time() - file.stat().st_mtime <= KEPT_S:
                checked(file)
                return True
        except UnusableError:
            pass
        file.unlink()
        return False

    def was_split(self, tile: Box) -> bool:
        """Whether the tile was too much for the server before."""
        return self.answer(tile).with_suffix(_SPLIT).exists()

    def split(self, tile: Box) -> None:
        """Remember that it was."""
        self.answer(tile).with_suffix(_SPLIT).touch()

    def clear(self) -> None:
        """Take everything away: the extract is in the warehouse, and the next download is to be a fresh one."""
        shutil.rmtree(self.folder, ignore_errors=True)


def shelf_of(folder: Path, wanted: Wanted) -> Shelf:
    """The shelf, in a folder for downloads, of those tiles that answer the same question, whatever the area."""
    return Shelf(folder / f"osm-{hashlib.sha256(template(wanted.only).encode()).hexdigest()[:12]}")


def download(wanted: Wanted, server: Server, shelf: Shelf, tell: Tell, sleep: Sleep = time.sleep) -> Downloaded:
    """The extract, put together in the shelf's folder.

    Parameters
    ----------
    wanted
        Area and types.
    server
        Whom to ask, and with how much patience.
    shelf
        Where answers are kept, see `shelf_of`.
    tell
        Called before each question and each pause.
    sleep
        What pauses.

    Returns
    -------
    downloaded
        An .osm.pbf sorted by id, each object once. Streets and areas that reach over the edge are whole.

    Raises
    ------
    PlanningError
        `fetch_...` with server, what it said and the tile in `found`, the attempts in `count`; beside it the note
        `fetch_kept` says how many tiles are there already.
    """
    shelf.folder.mkdir(parents=True, exist_ok=True)
    files = list(_answers(wanted, server, shelf, tell, sleep))
    return _together(wanted, shelf, files)


def _answers(wanted: Wanted, server: Server, shelf: Shelf, tell: Tell, sleep: Sleep) -> Iterator[Path]:
    """The answers of all tiles; those that are too much for the server are cut in four, and these again."""
    question, pause_s = template(wanted.only), 0.0
    waiting = deque((tile, 0) for tile in tiles(wanted.box, wanted.within))
    done = 0
    while waiting:
        tile, depth = waiting.popleft()
        at = Progress(done=done, total=done + 1 + len(waiting), tile=tile.text)
        tell(at)
        can_split = depth < MOST_QUARTERINGS
        there = shelf.has(tile)
        if not there and not (can_split and shelf.was_split(tile)):
            sleep(pause_s)
            course = _Course(server, tell, sleep, at, first=pause_s == 0)
            there = course.ask(query(question, tile), shelf.answer(tile), can_split=can_split)
            pause_s = server.patience.between_s
            if not there:
                shelf.split(tile)
        if there:
            done += 1
            yield shelf.answer(tile)
        else:
            waiting.extendleft((part, depth + 1) for part in reversed(tile.quarters) if _meets(part, wanted))
    tell(Progress(done=done, total=done))


def _meets(tile: Box, wanted: Wanted) -> bool:
    return wanted.within is None or bool(shapely.box(*tile.bounds).intersects(wanted.within))


@dataclass(frozen=True)
class _Course:
    """One tile's question, asked until it is answered or patience is at its end."""

    server: Server
    tell: Tell
    sleep: Sleep
    at: Progress
    first: bool

    def ask(self, question: str, target: Path, *, can_split: bool) -> bool:
        """Whether the answer is there; no answer means that the tile is too much and should be cut in four."""
        patience = self.server.patience
        for attempt in range(1, patience.attempts + 1):
            try:
                self.server.ask(question, target)
            except FailedError as error:
                if error.kind == "too_much" and can_split:
                    return False
                # Without any answer so far it is not the server that is tired: there is no way to it.
                gone = self.first and attempt == 1 and error.kind == "no_connection"
                last = gone or error.kind in HOPELESS or attempt == patience.attempts
                if last or error.wait_s > patience.longest_pause_s:
                    raise self._given_up(error, attempt) from None
                self._pause(max(error.wait_s, patience.pause_after(attempt)), error.kind)
            else:
                return True
        raise AssertionError(target)  # pragma: no cover - the last attempt has returned or raised

    def _pause(self, seconds: float, reason: Kind) -> None:
        self.tell(Progress(done=self.at.done, total=self.at.total, tile=self.at.tile, pause_s=seconds, reason=reason))
        self.sleep(seconds)

    def _given_up(self, error: FailedError, attempts: int) -> PlanningError:
        seen = ": ".join(filter(None, (self.server.host, error.said)))
        problem = Problem(code=f"fetch_{error.kind}", count=attempts, found=f"{seen} ({self.at.tile})")
        if not self.at.done:
            return PlanningError(problem)
        kept = Problem(code="fetch_kept", severity="note", count=self.at.done)
        return PlanningError(problem, kept)


def _together(wanted: Wanted, shelf: Shelf, files: list[Path]) -> Downloaded:
    """One extract of all answers: the objects sorted, and each once however many tiles it touches."""
    merged, stamps = osmium.MergeInputReader(), []
    for file in files:
        stamps.append(moment_of(file))
        source = open_source(file)
        with reading(source):
            merged.add_file(str(file))
    stamps = [stamp for stamp in stamps if stamp]
    oldest = min(stamps, default="")
    header = osmium.io.Header()
    header.add_box(osmium.osm.Box(*wanted.box.bounds))
    if oldest:
        header.set("osmosis_replication_timestamp", oldest)
    target = shelf.folder / f"openstreetmap_{oldest[:10] or 'undated'}.osm.pbf"
    target.unlink(missing_ok=True)
    with osmium.SimpleWriter(str(target), header=header) as writer:
        merged.apply(writer, simplify=True)
    return Downloaded(file=target, timestamp=oldest, tiles=len(files))
