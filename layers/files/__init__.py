"""Files in and out: the only door through which planning data enters or leaves as a file.

No module in here has the name of a function of the door: importing it would put it in the function's place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from layers.files.limits import LIMITS, Limits
from layers.files.osm import OSM_LAYERS, OsmExtract, read_osm
from layers.files.raw import Raw

if TYPE_CHECKING:
    from layers.files.kinds import FileKind
    from layers.grid import Grid
    from layers.layer import Layer
    from layers.problems import Problem

__all__ = [
    "LIMITS", "OSM_LAYERS", "Limits", "OsmExtract", "Raw", "read", "read_grid", "read_osm", "sniff", "write",
    "write_all",
]  # fmt: skip


def sniff(path: Path | str) -> FileKind:
    """The kind of a file, judged by its content; the name only breaks ties."""
    from layers.files.kinds import sniff as by_content

    return by_content(Path(path))


def read(path: Path | str, *, crs: str = "", sublayer: str | None = None, limits: Limits = LIMITS) -> tuple[Raw, ...]:
    """Every table and vector layer of a file, as it came; one `Raw` a sublayer or sheet."""
    from layers.files.reading import read as read_file

    return read_file(Path(path), crs=crs, sublayer=sublayer, limits=limits)


def read_grid(
    path: Path | str,
    *,
    type_: str,
    name: str,
    unit: str = "",
    nodata: float | Sequence[float] | None = None,
    crs: str = "",
) -> Grid:
    """The one band of a GeoTIFF as a grid."""
    from layers.files.raster import read_grid as read_raster

    return read_raster(Path(path), type_=type_, name=name, unit=unit, nodata=nodata, crs=crs)


def write(item: Layer | Grid, path: Path | str) -> tuple[Problem, ...]:
    """Notes on what the format could not keep, after a layer or grid was written in the format that the suffix says."""
    from layers.files.writing import write as write_file

    return write_file(item, Path(path))


def write_all(layers: Iterable[Layer], path: Path | str) -> tuple[Problem, ...]:
    """Notes on what the format could not keep, after several layers were written into one .gpkg, .xlsx or .zip."""
    from layers.files.writing import write_all as write_files

    return write_files(tuple(layers), Path(path))
