"""Work in blocks on two threads, with progress and cancelling between blocks."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Generic, TypeVar

Task = TypeVar("Task")
Done = TypeVar("Done")
Tool = TypeVar("Tool")

THREADS = max(1, min(2, os.cpu_count() or 1))
AHEAD = 4 * THREADS
WAIT_S = 0.2


class Cancelled(Exception):  # noqa: N818 - not an error: somebody asked for it
    """Work was ended because somebody asked for it."""


def _never() -> bool:
    return False


def _silent(_share: float) -> None:
    return None


@dataclass(frozen=True, kw_only=True)
class Watch:
    """Who looks on: told the share done (0 to 1), asked between blocks whether to stop."""

    progress: Callable[[float], None] = _silent
    cancelled: Callable[[], bool] = _never

    def check(self) -> None:
        """Raise `Cancelled` if somebody asked for it."""
        if self.cancelled():
            raise Cancelled


NOBODY = Watch()


def run_blocks(work: Callable[[Task], Done], tasks: Sequence[Task], watch: Watch = NOBODY) -> Iterator[Done]:
    """The results of `work`, task by task in the order of the tasks, whatever thread did them.

    Cancelling takes effect when the blocks under way are done, so blocks should take well under a second. No more
    than `AHEAD` results wait for one that is late.

    Raises
    ------
    Cancelled
        If `watch.cancelled` says so.
    """
    watch.check()
    if len(tasks) == 1:  # no thread is worth its start
        yield work(tasks[0])
        watch.progress(1.0)
        return
    with ThreadPoolExecutor(THREADS) as pool:
        waiting: deque[Future[Done]] = deque(pool.submit(work, task) for task in tasks[:AHEAD])
        submitted = len(waiting)
        try:
            for number in range(1, len(tasks) + 1):
                while not wait([waiting[0]], timeout=WAIT_S).done:
                    watch.check()
                watch.check()
                result = waiting.popleft().result()
                if submitted < len(tasks):
                    waiting.append(pool.submit(work, tasks[submitted]))
                    submitted += 1
                yield result
                watch.progress(number / len(tasks))
        finally:
            for future in waiting:
                future.cancel()


class Pool(Generic[Tool]):
    """Working memory handed from block to block: each thread takes one, and makes one where none is free."""

    def __init__(self, make: Callable[[], Tool]) -> None:
        self._make = make
        self._free: list[Tool] = []

    def take(self) -> Tool:
        """One that nobody uses."""
        try:
            return self._free.pop()
        except IndexError:
            return self._make()

    def give(self, tool: Tool) -> None:
        """Hand it back."""
        self._free.append(tool)
