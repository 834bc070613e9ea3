"""A map sheet as it comes out of the typesetter."""

import re
from io import BytesIO

import numpy as np
import pytest
import shapely
from PIL import Image
from pypdf import PdfReader

from planning.i18n import translator
from planning.present.views import Mark
from planning.report.layout import FORMATS, Paper, SheetWords
from planning.report.sheet import crs_of_view, sheet, sheet_picture
from tests.planning.report import maps
from tests.planning.report.maps import CRS, SOUTH, WEST

VI, EN = translator("vi"), translator("en")
WORDS = SheetWords(
    title="Khả năng tiếp cận trạm y tế bằng xe máy", subtitle="Khu vực Mẫu · số liệu đến 31/10/2026", number="Tờ số 04",
    made_by="Sở Xây dựng", day="24/11/2026", code="A1B2C3D4",
)  # fmt: skip
RED = Mark(label="Đoạn đường", colour="#ff0000", width=4)


def reader(made, language="vi"):
    return PdfReader(BytesIO(maps.document(made.source, made.files, language).pdf()))


def text_of(made, language="vi"):
    return " ".join(" ".join(page.extract_text() for page in reader(made, language).pages).split())


def unspaced(text):
    """Without spaces: a line broken on paper is the same text."""
    return re.sub(r"\s+", "", text)


def test_a_sheet_is_one_page_that_says_all_it_has_to():
    view = maps.view(
        maps.units(("Xã A", "Xã B")),
        maps.layer("line", [shapely.LineString([(WEST, SOUTH), (WEST + 9e3, SOUTH)])], RED),
    )
    made = sheet(view, WORDS, Paper(), VI)
    text = unspaced(text_of(made))
    assert len(reader(made).pages) == 1
    for words in (
        WORDS.title.upper(), WORDS.subtitle, WORDS.number, WORDS.made_by, WORDS.day, WORDS.code, "KÝ HIỆU",
        "Đoạn đường",
        "Ranh giới xã, phường", "Xã A", "Xã B", "Tỷ lệ 1:125.000", "Hệ tọa độ VN-2000, kinh tuyến trục 108°15′",
        "Nguồn: Sở Xây dựng (2026)", VI("map.notice"), "605.000", "1.530.000",
    ):  # fmt: skip
        assert unspaced(words) in text, words
    assert VI("illustrative.badge") not in text_of(made)


def test_the_same_sheet_in_english():
    made = sheet(maps.view(maps.units(("A", "B"))), WORDS, Paper(), EN)
    text = unspaced(text_of(made, "en"))
    for words in (
        "LEGEND",
        "Scale 1:125,000",
        "VN-2000, central meridian 108°15′",
        "Sources: Sở Xây dựng (2026)",
        "605,000",
    ):
        assert unspaced(words) in text, words


def test_all_letters_are_embedded():
    made = sheet(maps.view(maps.units(("Xã Ẵ", "Phường Ỡ"))), WORDS, Paper(), VI)
    fonts = {}
    for page in reader(made).pages:
        for font in page["/Resources"]["/Font"].values():
            for descendant in font.get_object().get("/DescendantFonts", [font]):
                descriptor = descendant.get_object()["/FontDescriptor"].get_object()
                fonts[descriptor["/FontName"]] = any(f"/FontFile{n}" in descriptor for n in ("", "2", "3"))
    assert fonts
    assert all(fonts.values())
    assert all("BeVietnamPro" in name for name in fonts)


def test_markup_in_names_prints_as_text():
    evil = ("#panic() *đậm* _x_ $1$ `q`", '<script>1</script> & "ngoặc" \\ // @ref')
    view = maps.view(
        maps.units(evil), maps.layer("point", [shapely.Point(WEST, SOUTH)], Mark(label=evil[0], colour="#112233"))
    )
    made = sheet(view, SheetWords(title=evil[1], subtitle=evil[0], made_by=evil[0]), Paper(), VI)
    text = unspaced(text_of(made))
    assert text.count(unspaced(evil[0])) >= 4  # on the map, in the legend, below the title, in the box
    assert unspaced(evil[1].upper()) in text
    assert unspaced(evil[1]) in text


@pytest.mark.parametrize("landscape", [False, True])
def test_many_long_names_and_classes_are_all_there(landscape):
    names = tuple(f"Xã Mỹ Thạnh Tây Trung Nam {n}" for n in range(58))
    boxes = [shapely.box(WEST + i * 400, SOUTH, WEST + i * 400 + 300, SOUTH + 15_000) for i in range(40)]
    marks = tuple(Mark(label=f"MÃ{n} Đất cơ sở sản xuất phi nông nghiệp loại {n}", colour="#abcdef") for n in range(40))
    view = maps.view(maps.units(names), maps.layer("area", boxes, *marks, classes=np.arange(40)))
    made = sheet(view, WORDS, Paper(landscape=landscape), VI)
    assert len(reader(made).pages) == 1
    text = unspaced(text_of(made))
    assert all(unspaced(mark.label) in text for mark in marks)
    assert all(unspaced(name) in text for name in names)


def red_extent_mm(picture, ppi, *, wide):
    """The extent of what is red on a page."""
    pixels = np.asarray(Image.open(BytesIO(picture)).convert("RGB")).astype(int)
    red = (pixels[:, :, 0] > 200) & (pixels[:, :, 1] < 90) & (pixels[:, :, 2] < 90)
    found = np.flatnonzero(red.any(axis=0 if wide else 1))
    return (found[-1] - found[0] + 1) / ppi * 25.4


@pytest.mark.parametrize(("size", "landscape"), [("A4", False), ("A4", True), ("A3", True), ("A1", False)])
def test_a_known_distance_measures_right_on_the_printed_page(size, landscape):
    line = shapely.LineString([(WEST + 1000, SOUTH + 5000), (WEST + 13_000, SOUTH + 5000)])
    mark = Mark(colour="#ff0000", width=1)  # no label: not in the legend, so it is red on the map alone
    view = maps.view(maps.layer("line", [line, line.reverse()], mark, mark, classes=np.array([0, 1])))
    made = sheet(view, WORDS, Paper(size=size, landscape=landscape), VI)
    ppi = 300 if size == "A4" else 120
    (picture,) = maps.document(made.source, made.files).pictures(ppi)
    k = FORMATS[size][2]
    cap_mm = 1 * 0.17 * k  # round ends: half a width on each side
    measured = red_extent_mm(picture, ppi, wide=True) - cap_mm
    assert measured * made.drawn.shown.scale / 1000 == pytest.approx(12_000, rel=0.005)
    page = FORMATS[size][:2] if not landscape else FORMATS[size][1::-1]
    assert Image.open(BytesIO(picture)).size == pytest.approx([side / 25.4 * ppi for side in page], abs=1)


def test_the_scale_bar_measures_right_on_the_printed_page():
    made = sheet(maps.view(), WORDS, Paper(), VI)
    source = made.source.replace("fill: if calc.even(i) { ink } else { white }", 'fill: rgb("#ff0000")').replace(
        "stroke: s.k * 0.4pt + ink,\n", "stroke: none,\n"
    )
    (picture,) = maps.document(source, made.files).pictures(300)
    said_km = float(re.search(r"0 [\d,]+ (\d+) km", text_of(made)).group(1))
    on_paper = red_extent_mm(picture, 300, wide=True)
    assert on_paper * made.drawn.shown.scale / 1e6 == pytest.approx(said_km, rel=0.005)


def test_boxes_to_sign_in_are_empty_off_at_first_and_never_on_made_up_data():
    words = [VI(f"sheet.sign.{word}") for word in ("approve", "appraise", "prepare")]

    def signs(paper, **more):
        text = text_of(sheet(maps.view(**more), WORDS, paper, VI))
        return [unspaced(word) in unspaced(text) for word in words]

    assert signs(Paper(signature_boxes=True)) == [True] * 3
    assert signs(Paper()) == [False] * 3
    assert signs(Paper(signature_boxes=True), illustrative=True) == [False] * 3


def test_made_up_data_say_so_on_map_and_sheet():
    text = text_of(sheet(maps.view(illustrative=True), WORDS, Paper(), VI))
    assert VI("illustrative.badge") in text
    assert VI("illustrative.sentence") in text


def test_equal_pictures_are_one_file_and_files_are_named_by_content():
    first, second = (sheet(maps.view(), WORDS, Paper(), VI) for _ in range(2))
    assert first.files == second.files
    assert all(f'"{name}"' in first.source for name in first.files)


@pytest.mark.parametrize("t", [VI, EN])
def test_an_empty_view_is_a_sheet_too(t):
    made = sheet(maps.view(base=()), SheetWords(title="x"), Paper(), t)
    assert len(reader(made, t.language).pages) == 1


def test_the_way_round_with_the_larger_map_is_taken():
    tall = maps.view(base=(maps.land(),))
    upright, lying = (sheet(tall, WORDS, Paper(landscape=way), VI).drawn.shown.scale for way in (False, True))
    assert sheet(tall, WORDS, Paper(), VI).drawn.shown.scale == min(upright, lying)


def test_the_frame_of_a_view_is_that_of_its_shapes_else_that_of_its_place():
    assert crs_of_view(maps.view()) == CRS
    nothing = maps.view(base=())
    assert crs_of_view(nothing) == "EPSG:9217"  # Bình Định lies in that zone
    away = maps.view(base=(), bounds=(-51.2, -30.1, -51.1, -30.0))
    assert crs_of_view(away) == "EPSG:32722"


def test_a_map_as_a_picture_has_the_resolution_asked_for():
    picture = Image.open(BytesIO(sheet_picture(maps.view(), WORDS, Paper(), VI, ppi=100)))
    assert picture.format == "PNG"
    assert picture.size == pytest.approx((210 / 25.4 * 100, 297 / 25.4 * 100), abs=1)
