"""One layer as elements of a drawing."""

import re

import numpy as np
import pytest
import shapely

from planning.present.views import Mark
from planning.report.drawables import Drawable
from planning.report.frame import Window
from tests.planning.report import maps
from tests.planning.report.maps import SOUTH, WEST

SHOWN = Window(crs=maps.CRS, x=WEST, y=SOUTH + 20_000, width_mm=200, height_mm=200, scale=100_000)


def squares(count, side):
    return [shapely.box(WEST + i * side, SOUTH, WEST + (i + 1) * side, SOUTH + side) for i in range(count)]


def test_a_class_is_one_path_in_its_colour():
    marks = (Mark(colour="#111111"), Mark(colour="#222222"))
    made = Drawable(maps.layer("area", squares(4, 1000), *marks, classes=np.array([0, 1, 0, -1]), opacity=0.8), SHOWN)
    svg = made.svg(3.5)
    assert made.used == (0, 1)
    assert svg.startswith('<g opacity="0.8">')
    by_colour = dict(re.findall(r'<path d="(\S[^"]*)" fill="(#\d+)"', svg))
    assert {colour: path.count("M") for path, colour in by_colour.items()} == {"#111111": 2, "#222222": 1}


@pytest.mark.parametrize(("side", "outlined"), [(100, False), (1000, True)])
def test_lots_too_small_for_an_outline_have_none(side, outlined):
    mark = Mark(colour="#ffff96", outline="#8d8d85", width=0.3)
    assert ('stroke="#8d8d85"' in Drawable(maps.layer("area", squares(9, side), mark), SHOWN).svg(3.5)) == outlined


def test_streets_have_their_border_below_them():
    line = [shapely.LineString([(WEST, SOUTH), (WEST + 5000, SOUTH)])]
    svg = Drawable(maps.layer("line", line, Mark(colour="#ffffff", casing="#777777", width=2)), SHOWN).svg(3.5)
    assert svg.index("#777777") < svg.index("#ffffff")
    border, street = (int(w) for w in re.findall(r'stroke-width="(\d+)"', svg))
    assert border > street


def test_signs_are_as_large_as_told():
    point = [shapely.Point(WEST + 1000, SOUTH + 1000)]
    layer = Drawable(maps.layer("point", point, Mark(colour="#123456", icon="bus")), SHOWN)
    assert layer.signs == 1
    # A sign is drawn with a radius of 100 steps: 3.5 mm across is 1.75 times that, in hundredths of a millimetre.
    assert "scale(1.75)" in layer.svg(3.5)
    assert "translate(1000 19000)" in layer.svg(3.5)


def test_points_that_stand_close_are_small():
    close = [shapely.Point(WEST + x * 50, SOUTH + y * 50) for x in range(20) for y in range(20)]
    apart = [shapely.Point(WEST + x * 900, SOUTH + y * 900) for x in range(20) for y in range(20)]
    radii = [
        int(re.search(r'r="(\d+)"', Drawable(maps.layer("point", at, Mark(colour="#123456")), SHOWN).svg(3)).group(1))
        for at in (close, apart)
    ]
    assert radii[0] < radii[1] <= 130


def test_what_is_filled_and_what_is_an_outline():
    filled, outline = maps.layer("area", squares(1, 9000), Mark(colour="#ffffff")), maps.units(("A",))
    assert Drawable(filled, SHOWN).fills
    assert not Drawable(outline, SHOWN).fills
    assert Drawable(filled, SHOWN).area_m2 == pytest.approx(81e6)
