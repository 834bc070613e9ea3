"""Signs and swatches."""

from xml.etree import ElementTree as ET

import pytest

from planning.present.base import FACILITIES, OTHER_FACILITY
from planning.present.views import Mark
from planning.report.signs import _GLYPHS, hatch, numbered, sign, swatch

ICONS = [icon for icon, _ in (*FACILITIES.values(),)]


@pytest.mark.parametrize("icon", ICONS)
def test_every_facility_has_a_sign_of_its_own(icon):
    assert icon in _GLYPHS
    assert [_GLYPHS[name] for name in _GLYPHS].count(_GLYPHS[icon]) == 1


def test_an_unknown_icon_is_a_dot():
    assert "circle" in sign(Mark(colour="#123456", icon="chưa có"))
    assert OTHER_FACILITY[0] not in ICONS


@pytest.mark.parametrize("kind", ["area", "line", "point"])
@pytest.mark.parametrize(
    "mark",
    [Mark(colour="#123456"), Mark(colour="#123456", hatch=True), Mark(colour="#123456", icon="bus"),
     Mark(outline="#123456"),
     Mark(colour="#ffffff", outline="#123456", dash="6 5")],
)  # fmt: skip
def test_a_swatch_is_a_picture_in_the_colour_of_its_mark(kind, mark):
    made = swatch(mark, kind, 0.75, 0)
    ET.fromstring(made)  # noqa: S314 - our own drawing
    assert b"#123456" in made


def test_a_colour_from_outside_cannot_leave_its_attribute():
    made = swatch(Mark(colour='red"/><script/>'), "area", 1.0, 0)
    assert b"<script" not in made


def test_hatchings_of_one_layer_lean_differently():
    marks = (Mark(colour="#111111"), Mark(colour="#222222", hatch=True), Mark(colour="#333333", hatch=True))
    turns = numbered(marks)
    assert turns == {1: 0, 2: 1}
    angles = {hatch(marks[n], turn).partition("rotate(")[2].partition(")")[0] for n, turn in turns.items()}
    assert len(angles) == 2
