"""Names as people mean them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.names import clean_code, is_code, is_layer_name, layer_name, place_key, plain, unique_names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đường Nguyễn Huệ", "duong nguyen hue"),
        ("Mã_XÃ", "ma xa"),
        ("  a--b  ", "a b"),
        ("Hoà", "hoa"),
        ("Hòa", "hoa"),
        ("", ""),
        (12, "12"),
    ],
)
def test_plain_text_has_no_case_diacritics_or_punctuation(text, expected):
    assert plain(text) == expected
    assert plain(unicodedata.normalize("NFD", str(text))) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Thành phố Quy Nhơn", "Quy Nhon"),
        ("An Hoà", "Xã An Hòa"),
        ("Hoà Hội", "Hòa Hội"),
        ("Phường Đống Đa (thành phố Quy Nhơn)", "Đống Đa"),
        ("TP. Quy Nhơn", "quy nhơn"),
        ("TX An Nhơn", "Thị xã An Nhơn"),
        ("Quy Nhon City", "Quy Nhơn"),
        ("An Lão District", "Huyện An Lão"),
        ("Thị trấn Bồng Sơn", "Bồng Sơn [cũ]"),
        ("BìnhĐịnh", "Bình Định"),
        ("QuyNhơnBắc", "Quy Nhơn Bắc"),
    ],
)
def test_two_spellings_of_a_place_meet(one, other):
    assert place_key(one) == place_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Phường 3", "Phường 4"),
        ("An Nhơn", "An Nhơn Bắc"),
        ("Quy Nhơn Bắc", "Quy Nhơn Nam"),
        ("Vĩnh Quang", "Vĩnh Sơn"),
        ("Xã", "Phường"),
    ],
)
def test_different_places_stay_apart(one, other):
    assert place_key(one) != place_key(other)


def test_units_of_the_province_are_told_apart_by_their_names():
    from data import table

    names = table("units_2025")["name_vi"]
    assert names.map(place_key).is_unique
    assert (table("units_2025")["name"].map(place_key) == names.map(place_key)).all()
    assert (table("units_2025")["name_en"].map(place_key) == names.map(place_key)).all()


@given(st.text(max_size=80))
def test_any_text_becomes_a_legal_layer_name(text):
    name = layer_name(text)
    assert is_layer_name(name)
    assert layer_name(name) == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A",
        "a b",
        "a/b",
        "../a",
        "a.b",
        "đường",
        "a" * 61,
        "a\n",
        "a-b",
        "streets;drop",
        "a'b",
        "\x00",
        "..",
        "a\u0301",
        "١",
    ],
)
def test_other_names_are_not_legal(text):
    assert not is_layer_name(text)


@pytest.mark.parametrize("text", ["a", "0", "school_primary", "a" * 60, "_"])
def test_legal_names(text):
    assert is_layer_name(text)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("21553.0", "21553"),
        (" 21553 ", "21553"),
        ("00123", "00123"),
        ("1.5", "1.5"),
        ("a.0", "a.0"),
        (21553, "21553"),
        (21553.0, "21553"),
    ],
)
def test_code_is_as_the_register_writes_it(written, code):
    assert clean_code(written) == code


@pytest.mark.parametrize(
    ("text", "expected"),
    [("21553", True), ("21553.0", False), ("", False), ("a1", False), ("1" * 13, False), (7, True)],
)
def test_codes_are_digits(text, expected):
    assert is_code(text) is expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["a", "b", "a", "a"], ["a", "b", "a_2", "a_3"]),
        (["a", "a", "a_2"], ["a", "a_3", "a_2"]),
        (["a_2", "a", "a"], ["a_2", "a", "a_3"]),
        ([], []),
    ],
)
def test_repeated_names_are_numbered(names, expected):
    assert unique_names(names) == expected


@given(st.lists(st.sampled_from(["a", "a_2", "a_3", "a_2_2", "b"]), max_size=12))
def test_names_end_up_unique_and_in_order(names):
    result = unique_names(names)
    assert len(set(result)) == len(result) == len(names)
    assert all(made.startswith(name) for made, name in zip(result, names, strict=True))
