"""What other processes do with a warehouse in the tests; each function runs in a process of its own."""

from __future__ import annotations

import os
import signal
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

from layers.warehouse.embedded import EmbeddedWarehouse
from tests.layers.warehouse.samples import content_key, squares

BIG = 4_000
"""Features of a layer whose writing takes long enough to be killed in the middle."""


def processes() -> ForkServerContext:
    """Processes that start with everything imported, and with no thread of ours."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def put_once(folder: Path, seed: int, original: Path, begun: Connection) -> None:
    """Put one version and say when it begins."""
    warehouse = EmbeddedWarehouse(folder)
    layer = squares(count=BIG, seed=seed)
    layer.digest  # noqa: B018 - worked out before the clock starts
    begun.send(True)
    warehouse.put(layer, original=original)


def put_and_die(folder: Path, seed: int, original: Path, place: tuple[str, str, bool]) -> None:
    """Put one version and be killed before (or after) a function of a module is called."""
    module, name, after = place
    owner: Any = import_module(module)
    *classes, function = name.split(".")
    for part in classes:
        owner = getattr(owner, part)
    real = getattr(owner, function)

    def die(*args: Any, **options: Any) -> None:
        if after:
            real(*args, **options)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, function, die)
    EmbeddedWarehouse(folder).put(squares(count=50, seed=seed), original=original)


def put_many(folder: Path, writer: int, count: int, said: Connection) -> None:
    """Put versions of a layer that all writers share, and of one of its own."""
    warehouse = EmbeddedWarehouse(folder)
    made = []
    for number in range(count):
        seed = 1 + writer * count + number
        made.append((warehouse.put(squares("shared", 300, seed=seed)).version, seed))
        warehouse.put(squares(f"own_{writer}", 300, seed=seed))
    said.send(made)


def read_much(folder: Path, stop: Any, said: Connection) -> None:
    """Read whatever is current until told to stop; say how often, and what was wrong."""
    warehouse = EmbeddedWarehouse(folder)
    reads, wrong = 0, []
    while not stop.is_set() or not reads:
        for entry in warehouse.entries():
            layer = warehouse.get(entry.layer, entry.version)
            if content_key(layer) != entry.digest or len(layer) != entry.features:
                wrong.append((entry.layer, entry.version))
            if len(warehouse.window(entry.layer, (589_000, 1_519_000, 700_000, 1_530_000))) != 300:
                wrong.append((entry.layer, "window"))
            reads += 1
    said.send((reads, wrong))
