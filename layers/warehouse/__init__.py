"""The shared warehouse: layers in versions that never change, observations and small texts."""

from __future__ import annotations

from pathlib import Path

from layers.problems import CatalogError, Problem
from layers.warehouse.base import Appended, Bounds, Difference, Document, Version, Warehouse, reference
from layers.warehouse.embedded import EmbeddedWarehouse

__all__ = [
    "Appended",
    "Bounds",
    "Difference",
    "Document",
    "Version",
    "Warehouse",
    "open_warehouse",
    "reference",
]


def open_warehouse(address: str | Path, *, create: bool = True) -> Warehouse:
    """The warehouse at an address.

    Parameters
    ----------
    address
        A folder. Addresses of databases ("postgresql://...") are not supported yet.
    create
        Make it where there is none.

    Raises
    ------
    CatalogError
        `warehouse_not_supported`, `warehouse_missing`, `not_a_folder`, `folder_name` ("!" in it), `not_a_warehouse`,
        `warehouse_newer`, `catalogue_damaged`, `warehouse_read_only`, `disk_full`.
    """
    if isinstance(address, str) and "://" in address:
        scheme = address.partition("://")[0]
        raise CatalogError(Problem(code="warehouse_not_supported", found=f"{scheme}://", allowed="folder"))
    return EmbeddedWarehouse(Path(address), create=create)
