"""Encodings recognised by whether they make Vietnamese; sentences in the old ones taken from outside this code."""

from __future__ import annotations

import pytest

from layers.files.encoding import by_mark, guess, is_syllable, legacy_inside
from layers.problems import LayerError

# As files of the time hold them, seen in a western encoding.
TCVN3 = "TØnh B×nh §Þnh, thµnh phè Quy Nh¬n, huyÖn Tuy Ph­íc"
VNI = "Tænh Bình Ñònh, thaønh phoá Quy Nhôn, huyeän Tuy Phöôùc"
# Code page 1258 writes most tones as a letter of their own, after the vowel.
CP1258 = "Xa\u0303 Nhơn Hô\u0323i, phươ\u0300ng Đô\u0301ng Đa"


@pytest.mark.parametrize(
    "word", ["Bình", "Định", "Nhơn", "Phước", "nghiêng", "khuỷu", "giữa", "Đắk", "quyền", "Huệ", "Ngữ", "ươn", "yêu"]
)
def test_vietnamese_syllables_are_known(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["Straße", "Élvas", "B×nh", "Conceição", "Škoda", "Ñònh", "bắcc", "zạ", "fã", "ậậ"])
def test_other_words_are_not_vietnamese_syllables(word: str) -> None:
    assert not is_syllable(word)


def test_utf8_needs_no_guess() -> None:
    found = guess(["Tỉnh Bình Định".encode()])
    assert (found.name, found.notes) == ("utf-8", ())


def test_vietnamese_code_page_is_recognised_and_said() -> None:
    found = guess([CP1258.encode("cp1258")])
    assert (found.name, [note.code for note in found.notes]) == ("cp1258", ["encoding_guessed"])


def test_western_text_is_western() -> None:
    assert guess(["São Miguel, Água de Pau, Conceição, Élvas".encode("cp1252")]).name == "cp1252"


@pytest.mark.parametrize(("text", "sample"), [(TCVN3, "TCVN3: TØnh = Tỉnh"), (VNI, "VNI: Tænh = Tỉnh")])
def test_encodings_before_unicode_are_named_with_a_sample(text: str, sample: str) -> None:
    with pytest.raises(LayerError) as raised:
        guess([text.encode("latin-1")])
    (problem,) = raised.value.problems
    assert (problem.code, problem.severity, problem.found) == ("encoding_legacy", "error", sample)


@pytest.mark.parametrize("text", [TCVN3, VNI])
def test_old_letters_inside_unicode_are_warned_of(text: str) -> None:
    (note,) = legacy_inside(text)
    assert (note.code, note.severity) == ("encoding_legacy", "warning")


@pytest.mark.parametrize("text", ["", "plain", "Tỉnh Bình Định", "Škoda žluťoučký kůň", "Água Conceição São João"])
def test_sound_unicode_is_not_warned_of(text: str) -> None:
    assert legacy_inside(text) == ()


def test_damaged_utf8_is_not_taken_for_another_encoding() -> None:
    with pytest.raises(LayerError) as raised:
        guess(["Tỉnh Bình Định".encode() + b"\xff, Quy Nh\xc6"])
    (problem,) = raised.value.problems
    assert (problem.code, problem.count) == ("bad_bytes", 2)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (b"\xef\xbb\xbfid", "utf-8-sig"),
        ("id,tên".encode("utf-16"), "utf-16"),
        ("id,name\n1,2".encode("utf-16-le"), "utf-16-le"),
        ("id,name\n1,2".encode("utf-16-be"), "utf-16-be"),
        (b"id,name", ""),
        (b"", ""),
    ],
)
def test_marks_and_zeros_betray_an_encoding(start: bytes, expected: str) -> None:
    assert by_mark(start) == expected
