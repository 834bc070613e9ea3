"""Outlines without attributes that come after units with them."""

from layers.carry import carried
from tests.planning.hand_city import layer, point


def units(*rows):
    return layer("units", "units", [{"geometry": point(n), **row} for n, row in enumerate(rows)])


OLD = units(
    {"id": "1", "name": "Xã Một", "kind": "xã", "parent": "Huyện Cũ", "area_km2": 3.0, "Số trạm y tế": 1.0},
    {"id": "2", "name": "Phường Hai", "kind": "phường", "parent": "Huyện Cũ", "area_km2": 4.0, "Số trạm y tế": 2.0},
)


def test_attributes_that_the_new_file_lacks_are_kept_by_code():
    made = carried(units({"id": "2", "name": "Hai"}, {"id": "3", "name": "Ba"}), OLD)
    assert made.frame["kind"].fillna("?").tolist() == ["phường", "?"]
    assert made.frame["name"].tolist() == ["Hai", "Ba"]
    assert "area_km2" not in made.frame
    (note,) = made.notes
    assert (note.code, note.severity, note.count, note.found) == (
        "attributes_carried",
        "note",
        1,
        "kind, parent, Số trạm y tế",
    )


def test_what_the_new_file_says_stands():
    made = carried(units({"id": "1", "name": "Một", "kind": "thị trấn"}), OLD)
    assert made.frame["kind"].tolist() == ["thị trấn"]
    assert made.frame["parent"].tolist() == ["Huyện Cũ"]


def test_other_codes_bring_nothing():
    new = units({"id": "9", "name": "Chín"})
    assert carried(new, OLD) is new
