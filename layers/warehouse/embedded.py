"""The shared warehouse in a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.warehouse.base import Warehouse

if TYPE_CHECKING:
    from pathlib import Path


class EmbeddedWarehouse(Warehouse):
    """A warehouse in a folder."""

    def __init__(self, folder: Path, *, create: bool = True) -> None:
        self.folder = folder
        self.create = create
