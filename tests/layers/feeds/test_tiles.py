"""Boxes and their tiles: nothing missing, nothing twice, nothing beyond."""

import math

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from data import table
from layers.feeds.tiles import SIDE_DEG, Box, box_of, named_box, named_boxes, tiles
from layers.problems import OptionError

degrees = st.floats(-80, 80).map(lambda value: round(value, 6))


@st.composite
def boxes(draw):
    west, south = draw(degrees), draw(degrees)
    return box_of((west, south, west + draw(st.floats(0.001, 3)), south + draw(st.floats(0.001, 3))))


@given(boxes())
def test_tiles_cover_the_box_without_overlap(box):
    shapes = [shapely.box(*tile.bounds) for tile in tiles(box)]
    assert math.isclose(sum(shape.area for shape in shapes), shapely.box(*box.bounds).area, rel_tol=1e-9)
    assert shapely.union_all(shapes).symmetric_difference(shapely.box(*box.bounds)).area < 1e-9
    assert all(
        tile.east - tile.west <= SIDE_DEG + 1e-9 and tile.north - tile.south <= SIDE_DEG + 1e-9 for tile in tiles(box)
    )


@given(boxes())
def test_quarters_make_up_their_tile(box):
    quarters = [shapely.box(*quarter.bounds) for quarter in box.quarters]
    assert shapely.union_all(quarters).symmetric_difference(shapely.box(*box.bounds)).area < 1e-9
    assert math.isclose(sum(quarter.area for quarter in quarters), shapely.box(*box.bounds).area, rel_tol=1e-9)


def test_areas_that_overlap_share_their_inner_tiles():
    one, other = (set(tiles(box_of(sides))) for sides in ((108.6, 13.5, 109.4, 14.7), (108.9, 13.6, 109.9, 14.2)))
    assert Box(109.0, 13.75, 109.25, 14.0) in one & other


def test_the_former_province_is_four_columns_and_five_rows():
    """108.6 to 109.38 E is cut at 108.75, 109 and 109.25; 13.5 to 14.71 N at 13.75, 14, 14.25 and 14.5."""
    assert len(tiles(named_box("binh-dinh"))) == 4 * 5


def test_only_tiles_that_meet_an_outline():
    outline = shapely.Point(109.1, 13.6).buffer(0.01)
    assert tiles(box_of((109.0, 13.5, 110.0, 14.5)), outline) == (Box(109.0, 13.5, 109.25, 13.75),)


@pytest.mark.parametrize(
    "numbers",
    [
        (),
        (1.0, 2.0, 3.0),
        (109.4, 13.7, 109.1, 13.9),
        (109.1, 13.9, 109.4, 13.7),
        (109.1, 13.7, 109.1, 13.9),
        (-181.0, 0.0, 1.0, 1.0),
        (0.0, -89.0, 1.0, 1.0),
        (0.0, 0.0, math.inf, 1.0),
        (0.0, 0.0, math.nan, 1.0),
        (13.7, 109.1, 13.9, 109.4),  # latitude first
    ],
)
def test_what_is_no_box_is_refused(numbers):
    with pytest.raises(OptionError) as caught:
        box_of(numbers)
    assert caught.value.problems[0].code == "box_not_a_box"


def test_a_country_is_left_to_extracts():
    with pytest.raises(OptionError) as caught:
        tiles(box_of((102.1, 8.2, 109.5, 23.4)))
    assert caught.value.problems[0].code == "too_many_tiles"


def test_names_are_those_of_the_table():
    rows = table("study_areas").set_index("id")
    assert list(named_boxes()) == list(rows.index)
    assert named_box("quy-nhon").text == "109.08,13.59,109.38,13.91"
    with pytest.raises(OptionError) as caught:
        named_box("Quy Nhơn")
    assert "quy-nhon" in caught.value.problems[0].allowed
