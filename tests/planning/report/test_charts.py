"""Charts on paper: lengths in proportion, words beside them, nothing lost."""

import re
from xml.etree import ElementTree as ET

import pytest

from planning.present.scale import UNREACHED
from planning.present.views import ChartView, RangesView
from planning.report import fonts
from planning.report.charts import charts

SVG = "{http://www.w3.org/2000/svg}"


def bars(values, names=None, colours=("#2b6f8a",)):
    names = names or tuple(f"Loại {n}" for n in range(len(values)))
    return ChartView(
        title="Biểu đồ", categories=names, values=values, texts=tuple(f"{v:g} người" for v in values),
        category_title="Loại", value_title="Người", colours=colours,
    )  # fmt: skip


def ranges(count):
    line = tuple(float(n) for n in range(1, count + 1))
    return RangesView(
        title="Hạng", categories=tuple(f"Xã {n}" for n in range(count)), values=line,
        low=tuple(max(1, v - 2) for v in line),
        high=tuple(min(count, v + 3) for v in line), usual_low=line, usual_high=tuple(min(count, v + 1) for v in line),
        colours=("#00204c",) * count, value_title="Hạng", texts=("chắc",) * count,
    )  # fmt: skip


def root(picture):
    return ET.fromstring(picture.svg)  # noqa: S314 - our own drawing


def words(picture):
    return [element.text for element in root(picture).iter(f"{SVG}text")]


def rects(picture):
    return [e for e in root(picture).iter(f"{SVG}rect") if e.get("x")]


def test_bars_are_as_long_as_their_values():
    (made,) = charts(bars((100.0, 50.0, 0.0, 25.0)), 165, 240)
    widths = [float(box.get("width")) for box in rects(made)]
    assert [w / widths[0] for w in widths] == pytest.approx([1, 0.5, 0, 0.25], abs=0.001)
    starts = {box.get("x") for box in rects(made)}
    assert len(starts) == 1


def test_bars_below_zero_go_the_other_way():
    (made,) = charts(bars((10.0, -10.0)), 165, 240)
    up, down = rects(made)
    assert float(down.get("x")) + float(down.get("width")) == pytest.approx(float(up.get("x")), abs=1)
    assert up.get("width") == down.get("width")


def test_every_word_is_there_and_within_the_width():
    long = ("Người dân ở ngoài bán kính phục vụ của trường trung học cơ sở theo đường đi thực tế", "Ngắn")
    (made,) = charts(bars((3.0, 1.0), long), 120, 240)
    said = " ".join(words(made))
    assert "trường trung học cơ sở" in said
    assert "3 người" in said
    for element in root(made).iter(f"{SVG}text"):
        size, x = float(element.get("font-size")), float(element.get("x"))
        wide = fonts.width(element.text, size)
        start = x - {"start": 0, "end": wide, "middle": wide / 2}[element.get("text-anchor")]
        assert start >= -5
        assert start + wide <= 12_000 + 5


def test_what_has_no_value_is_hatched_as_on_the_map():
    (made,) = charts(bars((3.0, 1.0), colours=("#f6dd3f", UNREACHED)), 165, 240)
    fills = [box.get("fill") for box in rects(made)]
    assert fills[0] == "#f6dd3f"
    assert fills[1].startswith("url(#hatch")


def test_a_long_chart_is_cut_into_pieces_that_lose_nothing():
    view = ranges(58)
    pieces = charts(view, 165, 120)
    assert len(pieces) > 1
    assert all(piece.height_mm <= 120 for piece in pieces)
    assert [w for piece in pieces for w in words(piece) if w.startswith("Xã")] == list(view.categories)


def test_dots_stand_at_their_rank_on_the_axis():
    (made,) = charts(ranges(5), 165, 240)
    numbers = {e.text: float(e.get("x")) for e in root(made).iter(f"{SVG}text") if (e.text or "").isdigit()}
    dots = [float(e.get("cx")) for e in root(made).iter(f"{SVG}circle")]
    assert dots == pytest.approx([numbers[str(rank)] for rank in range(1, 6)], abs=1)
    lines = re.findall(r'd="M(\d+) \d+H(\d+)" stroke="#8d9a9e" stroke-width="22"', made.svg.decode())
    low, high = map(float, lines[2])  # rank 3: from 1 to 5
    assert (low, high) == pytest.approx((numbers["1"], numbers["5"]), abs=1)


def test_a_chart_says_in_words_what_it_shows():
    (made,) = charts(bars((3.0,)), 165, 240)
    assert made.words == "Biểu đồ. Loại 0: 3 người"


@pytest.mark.parametrize("view", [bars(()), ranges(0)])
def test_a_chart_of_nothing_is_a_picture_too(view):
    (made,) = charts(view, 165, 240)
    assert root(made).tag == f"{SVG}svg"


def test_markup_in_words_is_text():
    (made,) = charts(bars((1.0,), ("<b>&",)), 165, 240)
    assert "<b>&" in words(made)
