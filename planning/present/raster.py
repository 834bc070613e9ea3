"""Grids of classes as pictures: cells brought into the frame of a map, colours from their marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from affine import Affine
from matplotlib.colors import to_rgba
from numpy.typing import NDArray
from PIL import Image
from rasterio.warp import Resampling, reproject

from planning.present.views import ImageLayer, Mark


@dataclass(frozen=True, kw_only=True)
class Canvas:
    """The frame of a picture: CRS, upper left corner and size of a cell (transform), rows and columns."""

    crs: str
    transform: Affine
    rows: int
    columns: int


def warped(item: ImageLayer, canvas: Canvas) -> NDArray[np.int16]:
    """The class of each cell of a canvas; -1 where there is none."""
    made = np.full((canvas.rows, canvas.columns), -1, "int16")
    reproject(
        item.classes.astype("int16"),
        made,
        src_transform=item.grid.transform,
        src_crs=item.grid.crs,
        dst_transform=canvas.transform,
        dst_crs=canvas.crs,
        src_nodata=-1,
        dst_nodata=-1,
        resampling=Resampling.nearest,
    )
    return made


def png(classes: NDArray[np.int16], marks: Sequence[Mark]) -> bytes:
    """The classes in the colours of their marks, clear where there is none."""
    colours = np.array([*[to_rgba(mark.colour) for mark in marks], (0, 0, 0, 0)])
    image = Image.fromarray((classes % len(colours)).astype("uint8"), "P")
    image.putpalette((colours * 255).astype("uint8").tobytes(), "RGBA")
    stream = BytesIO()
    image.save(stream, "PNG", optimize=True)
    return stream.getvalue()
