"""Names on a map: in their areas, apart, whole."""

import itertools

import numpy as np
import pytest
import shapely

from planning.report import fonts
from planning.report.labels import PT, Label, Sheetful, broken, codes, extent, names

LONG = "Xã Mỹ Thạnh Tây Trung Nam Hưng Bắc"


def sheet(signs=()):
    return Sheetful(17_600, 19_000, np.array(signs, dtype="float64").reshape(-1, 2))


def overlap(a, b):
    return a[0] < b[2] and a[2] > b[0] and a[1] < b[3] and a[3] > b[1]


def grid(count, side):
    return [shapely.box(x * side, y * side, (x + 1) * side, (y + 1) * side) for y in range(count) for x in range(count)]


def words(labels):
    return {" ".join(label.lines) for label in labels}


def test_a_name_with_room_stands_whole_in_its_area_at_full_size():
    made, key = names(np.array(grid(2, 8000)), ["Xã A", "Xã B", "Phường C", "Xã D"], sheet(), 7)
    assert key == []
    assert words(made) == {"Xã A", "Xã B", "Phường C", "Xã D"}
    for label, area in zip(sorted(made, key=lambda m: (m.y, m.x)), grid(2, 8000), strict=True):
        assert area.contains(shapely.box(*label.box))
        assert label.size == pytest.approx(7 * PT)


def test_a_long_name_is_broken_before_it_is_made_smaller():
    made, _ = names(np.array([shapely.box(1000, 1000, 3500, 4000)]), [LONG], sheet(), 7)
    (label,) = made
    assert len(label.lines) > 1
    assert " ".join(label.lines) == LONG
    assert label.size == pytest.approx(7 * PT)


@pytest.mark.parametrize("count", [1, 4, 8, 16])
def test_every_name_is_on_the_map_or_beside_it_and_none_on_another(count):
    areas = grid(count, 16_000 / count)
    texts = [f"Xã Mỹ Thạnh Tây {n}" for n in range(len(areas))]
    made, key = names(np.array(areas), texts, sheet(), 7)
    assert not any(overlap(a.box, b.box) for a, b in itertools.combinations(made, 2))
    assert (words(made) & set(texts)) | {name for _, name in key} == set(texts)
    assert {str(number) for number, _ in key} <= words(made)
    for label in made:
        left, top, right, bottom = label.box
        assert left >= 0
        assert top >= 0
        assert right <= 17_600
        assert bottom <= 19_000


def test_names_without_room_are_numbered_from_the_top_left():
    tiny = [shapely.box(x, y, x + 260, y + 260) for y in (1000, 8000) for x in (1000, 9000)]
    made, key = names(np.array(tiny), [LONG, LONG + " 2", LONG + " 3", LONG + " 4"], sheet(), 7)
    assert [name for _, name in key] == [LONG, LONG + " 2", LONG + " 3", LONG + " 4"]
    places = {label.lines[0]: (label.x, label.y) for label in made}
    assert places["1"] == pytest.approx((1130, 1130), abs=200)
    assert places["4"] == pytest.approx((9130, 8130), abs=200)


def test_a_name_keeps_off_signs_where_it_can():
    area = shapely.box(1000, 1000, 9000, 9000)
    (free,), _ = names(np.array([area]), ["Xã A"], sheet(), 7)
    (moved,), _ = names(np.array([area]), ["Xã A"], sheet([(free.x, free.y)]), 7)
    assert abs(moved.y - free.y) > free.size / 2


def test_names_of_points_stand_beside_them():
    points = [shapely.Point(5000, 5000), shapely.Point(5000, 5100)]
    made, key = names(np.array(points), ["Xã A", "Xã B"], sheet(), 7)
    assert key == []
    assert not overlap(made[0].box, made[1].box)
    assert not any(shapely.box(*label.box).contains(point) for label, point in zip(made, points, strict=True))


def test_a_name_of_an_area_partly_off_the_sheet_is_on_the_sheet():
    (label,), _ = names(np.array([shapely.box(-9000, 3000, 3000, 9000)]), ["Xã A"], sheet(), 7)
    assert label.box[0] > 0


def test_lots_get_their_code_where_it_fits():
    lots = np.array(
        [shapely.box(0, 0, 3000, 3000), shapely.box(4000, 0, 4100, 100), shapely.box(4000, 4000, 9000, 4060)]
    )
    made = codes(lots, ["ODT", "DGD", "DGT"], sheet())
    assert words(made) == {"ODT"}


def test_codes_make_way_for_names():
    area = shapely.box(1000, 1000, 3000, 1900)
    full = sheet()
    names(np.array([area]), ["Xã A"], full, 7)
    assert codes(np.array([area]), ["ODT"], full) == []


def test_breaking_gives_lines_of_about_one_width():
    assert broken("Phường Quy Nhơn Đông", 2) == ("Phường", "Quy Nhơn Đông") or broken("Phường Quy Nhơn Đông", 2) == (
        "Phường Quy", "Nhơn Đông",
    )  # fmt: skip
    assert broken("Một", 3) == ("Một",)
    assert broken("2.\u00a0Xã Mẫu", 2) == ("2.\u00a0Xã", "Mẫu")  # a rank stays with its name
    for count in (2, 3):
        lines = broken(LONG, count)
        assert " ".join(lines) == LONG
        assert max(map(len, lines)) <= len(LONG) / count + 6


def test_a_label_is_as_wide_as_its_letters():
    label = Label(lines=("Hoài Nhơn",), x=0, y=0, size=100)
    assert label.box[2] - label.box[0] == pytest.approx(fonts.width("Hoài Nhơn", 100, "semibold"))
    assert extent(("a", "b"), 100)[1] == pytest.approx(224)


def test_nothing_to_name_is_no_trouble():
    assert names(np.array([]), [], sheet(), 7) == ([], [])
    assert codes(np.array([]), [], sheet()) == []
    assert names(np.array([shapely.box(0, 0, 9, 9)]), [""], sheet(), 7) == ([], [])


def test_a_name_is_set_smaller_before_it_hides_a_sign():
    area = shapely.box(1000, 1000, 3000, 2100)
    (plain,), _ = names(np.array([area]), ["Phường Mẫu"], sheet(), 7)
    full = sheet([(2000, 1150), (2000, 1950)])
    (moved,), _ = names(np.array([area]), ["Phường Mẫu"], full, 7)
    assert full.covered(plain) == 0 or moved.size < plain.size or moved.lines != plain.lines
    assert full.covered(moved) <= full.covered(plain)
