"""The legend: all entries, in order, in columns that fit."""

import itertools

import pytest

from planning.present.views import Mark
from planning.report import fonts
from planning.report.entries import Entry, Group
from planning.report.legend import PT_MM, SIZES, Content, Room, fitted, lines_of, name_of


def content(*sizes, words="Đất cơ sở sản xuất phi nông nghiệp", numbered=()):
    number = itertools.count()
    groups = tuple(
        Group(f"Nhóm {g}", tuple(Entry(f"{words} {next(number)}", Mark(colour="#123456"), "area") for _ in range(size)))
        for g, size in enumerate(sizes)
    )
    return Content(groups, numbered, "Tên ghi bằng số")


def texts(legend):
    return [block.text for column in legend.columns for block in column]


@pytest.mark.parametrize("columns", [(1,), (2, 1), (3, 4)])
@pytest.mark.parametrize("sizes", [(), (1,), (6, 1, 2), (40, 12)])
def test_everything_is_there_in_its_order(sizes, columns):
    made = content(*sizes, numbered=((1, "Xã A"), (2, "Xã B")))
    legend = fitted(made.blocks, Room(width_mm=186, height_mm=90, columns=columns))
    wanted = [text for group in made.groups for text in (group.title, *(e.words for e in group.entries))]
    assert texts(legend) == [*wanted, "Tên ghi bằng số", "Xã A", "Xã B"]
    assert len(legend.columns) <= max(columns)


def test_type_is_as_large_as_the_room_allows():
    made = content(20)
    sizes = [fitted(made.blocks, Room(width_mm=80, height_mm=high)).size_pt for high in (200, 90, 75, 20)]
    assert sizes[0] == SIZES[0]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] == SIZES[-1]  # nothing is dropped where there is too little room
    roomy = fitted(made.blocks, Room(width_mm=80, height_mm=90))
    assert roomy.height_mm <= 90


def test_a_heading_never_stands_at_the_foot_of_a_column():
    for sizes in itertools.product((1, 2, 5, 9), repeat=3):
        legend = fitted(content(*sizes).blocks, Room(width_mm=186, height_mm=60, columns=(3,)))
        assert not any(column[-1].is_heading for column in legend.columns)


def test_short_groups_stay_whole():
    legend = fitted(content(5, 1, 6).blocks, Room(width_mm=186, height_mm=60, columns=(3,)))
    assert all(column[0].is_heading for column in legend.columns)


def test_lines_are_counted_as_they_break():
    assert lines_of("một", 50, 8) == 1
    assert lines_of("", 50, 8) == 1
    phrase = "Đất cơ sở sản xuất phi nông nghiệp"
    wide = fonts.width(phrase, 8 * PT_MM)
    assert lines_of(phrase, wide * 1.1, 8) == 1
    assert lines_of(phrase, wide * 0.7, 8) == 2
    assert lines_of("x" * 80, fonts.width("x" * 30, 8 * PT_MM), 8) >= 3  # a word too long for the line


def test_equal_swatches_are_one_file():
    legend = fitted(content(9).blocks, Room(width_mm=80, height_mm=200))
    assert len(legend.files) == 1
    assert name_of(b"a", "svg") != name_of(b"b", "svg")


def test_an_empty_legend_is_nothing():
    legend = fitted(Content(()).blocks, Room(width_mm=80, height_mm=50))
    assert (legend.columns, legend.source, legend.height_mm) == ((), "[]", 0)
