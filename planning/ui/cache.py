"""Keeping what was costly, for all sessions of the process: the `remember` that pages pass to the workspace.

Keys are content keys, so a value can never be stale; two who ask for the same at once wait for one making. What is of
data that have changed since is asked for by nobody any more: it goes with the change after.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from layers.city import City
from layers.digest import digest
from layers.warehouse import open_warehouse
from layers.warehouse.base import Warehouse
from planning.remember import Memory

T = TypeVar("T")
MOST = 256
_MEMORY, _WAREHOUSES = Memory(MOST), Memory(8)
_REVISIONS: dict[str, int] = {}


def remember(key: str, make: Callable[[], T]) -> T:
    """The value of a key, made once; the last few hundred are kept."""
    return _MEMORY(key, make)


def call(function: Callable[..., T], *values: object) -> T:
    """What a pure function makes to be shown, remembered by its name and the content of its arguments."""
    keys = [value.shown_digest if isinstance(value, City) else value for value in values]
    return remember(digest("call", function, *keys), lambda: function(*values))


def keep_up(now: Warehouse) -> None:
    """Lets go of what was made of older data, where a warehouse holds newer ones; asked at each run of a page."""
    revision = now.revision
    if _REVISIONS.get(now.address, revision) != revision:
        _MEMORY.drop_unused()
    _REVISIONS[now.address] = revision


def warehouse(address: str) -> Warehouse:
    """The opened warehouse of an address; a folder that is not there yet is made."""
    return _WAREHOUSES(address, lambda: open_warehouse(Path(address), create=True))
