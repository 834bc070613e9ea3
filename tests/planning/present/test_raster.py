"""Grids of classes as pictures."""

from io import BytesIO

import numpy as np
from affine import Affine
from PIL import Image

from layers.grid import Grid
from planning.present.raster import Canvas, png, warped
from planning.present.views import ImageLayer, Mark


def layer():
    classes = np.array([[0, 1], [-1, 1]])
    values = np.zeros((2, 2))
    grid = Grid("g", "flood_depth", values, Affine(100, 0, 600_000, 0, -100, 1_520_200), "EPSG:9217", "m", values > 0)
    return ImageLayer(id="g", grid=grid, classes=classes, marks=(Mark(colour="#ff0000"), Mark(colour="#0000ff")))


def test_cells_come_to_the_place_where_they_lie():
    canvas = Canvas(crs="EPSG:9217", transform=Affine(50, 0, 599_950, 0, -50, 1_520_200), rows=4, columns=5)
    assert warped(layer(), canvas).tolist() == [
        [-1, 0, 0, 1, 1], [-1, 0, 0, 1, 1], [-1, -1, -1, 1, 1], [-1, -1, -1, 1, 1],
    ]  # fmt: skip


def test_a_picture_has_the_colours_of_the_marks_and_is_clear_elsewhere():
    picture = Image.open(BytesIO(png(np.array([[0, 1, -1]], dtype="int16"), layer().marks))).convert("RGBA")
    assert [picture.getpixel((x, 0)) for x in range(3)] == [(255, 0, 0, 255), (0, 0, 255, 255), (0, 0, 0, 0)]
