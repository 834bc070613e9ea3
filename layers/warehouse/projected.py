"""Digests of layers brought into the metric CRS, kept because they cost more than reading the layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyproj

from layers.warehouse.content import with_digest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layers.city import City
    from layers.layer import Layer
    from layers.warehouse.schema import Database


def keep_projected(database: Database, city: City, layers: Iterable[Layer]) -> None:
    """Give the layers of a city that were moved into its CRS the digests known of them; work out and keep the others.

    `layers` are those of the warehouse, before they were moved. The release of PROJ belongs to the key: another one may
    put the last digit elsewhere.
    """
    proj = pyproj.proj_version_str
    moved = [(layer.digest, city[layer.name]) for layer in layers if city[layer.name] is not layer]
    if not moved:
        return
    with database.reading() as db:
        rows = db.execute("SELECT digest, result FROM projected WHERE crs = ? AND proj = ?", (city.crs, proj))
        known = {row["digest"]: row["result"] for row in rows}
    for source, layer in moved:
        if source in known:
            with_digest(layer, known[source])
    new = [(source, city.crs, proj, layer.digest) for source, layer in moved if source not in known]
    if new:
        with database.writing() as db:
            db.executemany("INSERT OR IGNORE INTO projected (digest, crs, proj, result) VALUES (?, ?, ?, ?)", new)
