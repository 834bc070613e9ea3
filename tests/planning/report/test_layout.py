"""How a page is shared out."""

import pytest

from planning.i18n import translator
from planning.present.views import Mark
from planning.report.entries import Entry, Group
from planning.report.layout import FORMATS, Paper, SheetWords, layout, office_mm
from planning.report.legend import Content
from tests.planning.report import maps

VI = translator("vi")
WORDS = SheetWords(title="Bản đồ sử dụng đất theo quy hoạch", subtitle="Tỉnh Mẫu", number="Tờ số 04")


def content(count):
    entries = tuple(
        Entry(f"MÃ{n} Đất cơ sở sản xuất phi nông nghiệp", Mark(colour="#abcdef"), "area") for n in range(count)
    )
    return Content((Group("Sử dụng đất", entries),) if count else ())


def page(count, size="A4", *, landscape=False, **more):
    return layout(
        maps.view(), WORDS, Paper(size=size, landscape=landscape, **more), content(count), VI, landscape=landscape
    )


@pytest.mark.parametrize("size", FORMATS)
@pytest.mark.parametrize("landscape", [False, True])
@pytest.mark.parametrize("count", [0, 5, 46])
def test_map_and_legend_fit_between_the_margins(size, landscape, count):
    made = page(count, size, landscape=landscape)
    wide, high = (side / made.k for side in made.page_mm)
    assert made.map_mm[0] + made.panel_mm <= wide - 2 * made.paper.margin_mm
    left = high - made.paper.margin_mm - made.paper.foot_mm - made.head_mm - made.map_mm[1]
    assert left >= 0 if landscape else made.room.height_mm
    assert made.legend.height_mm <= made.room.height_mm + 1e-6


@pytest.mark.parametrize("size", FORMATS)
def test_formats_are_those_of_iso_216(size):
    short, long, _ = FORMATS[size]
    assert long / short == pytest.approx(2**0.5, rel=0.005)
    assert short * long / 1e6 == pytest.approx(0.5 ** int(size[1]), rel=0.005)  # A0 is a square metre


def test_the_map_gets_most_of_the_page():
    for landscape in (False, True):
        made = page(6, landscape=landscape)
        assert made.map_mm[0] * made.map_mm[1] > 0.5 * made.page_mm[0] * made.page_mm[1]


def test_a_longer_legend_takes_from_the_map_and_a_panel_grows_with_it():
    assert page(46).map_mm[1] < page(6).map_mm[1]
    assert page(46, landscape=True).panel_mm > page(6, landscape=True).panel_mm


def test_a_long_title_takes_more_lines():
    long = SheetWords(
        title="Bản đồ đơn vị hành chính cấp xã khu vực Bình Định (cũ), tỉnh Gia Lai, sau sắp xếp năm 2025"
    )
    two = layout(maps.view(), long, Paper(), content(3), VI, landscape=False)
    assert two.head_mm > page(3).head_mm


def test_boxes_to_sign_in_take_room_from_the_map():
    assert page(6, signature_boxes=True).map_mm[1] < page(6).map_mm[1]
    assert page(6, landscape=True, signature_boxes=True).signed


def test_a_long_name_of_an_office_gets_a_higher_box():
    long = SheetWords(
        title="x", made_by="Sở Xây dựng tỉnh Gia Lai, Phòng Quản lý quy hoạch, kiến trúc và phát triển đô thị " * 2
    )
    plain = layout(maps.view(), SheetWords(title="x", made_by="Sở Xây dựng"), Paper(), content(6), VI, landscape=False)
    high = layout(maps.view(), long, Paper(), content(6), VI, landscape=False)
    assert office_mm(long, 58) > office_mm(long, 96) > office_mm(SheetWords(title="x"), 58)
    assert high.map_mm[1] < plain.map_mm[1]
