"""A warehouse in a folder with spaces and diacritics."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.warehouse.embedded import EmbeddedWarehouse


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that is not there yet."""
    return tmp_path / "Kho dữ liệu"


@pytest.fixture
def warehouse(folder: Path) -> EmbeddedWarehouse:
    """An empty warehouse."""
    return EmbeddedWarehouse(folder)
