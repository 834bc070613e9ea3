"""Words that were damaged on the way, and words written in several ways."""

from __future__ import annotations

import pytest

from layers.plausibility.texts import text_problems, unescaped
from tests.layers.plausibility.samples import codes, layer, only, point


def of(**columns):
    count = len(next(iter(columns.values())))
    return text_problems(layer("other", [point(n, 0) for n in range(count)], **columns))


@pytest.mark.parametrize(
    ("text", "meant"),
    [(r"Qu\u1eadn 1", "Quận 1"), (r"Th\u00e1i B\u00ecnh", "Thái Bình"), ("Qu<U+1EAD>n", "Quận"), (r"caf\xe9", "café")],
)
def test_escape_codes_are_shown_with_what_they_mean(text, meant):
    problem = only(of(name=["Quy Nhơn", text]), "text_escaped")
    assert (problem.field, problem.ids, problem.found) == ("name", ("2",), f"{text} = {meant}")
    assert unescaped(text) == meant


@pytest.mark.parametrize("text", ["Quận 1", "a\\b", "100%", "C:\\users", "A&B", "50% 60%", ""])
def test_ordinary_text_is_left_alone(text):
    assert of(name=["x", text]) == []


@pytest.mark.parametrize("text", ["Quận", "Bình Định", "Đống Đa", "Hòa Hội"])
def test_text_read_in_a_wrong_encoding_is_shown_as_it_was_meant(text):
    damaged = text.encode().decode("cp1252", errors="ignore")
    problems = of(name=["a", damaged])
    if damaged.encode("cp1252") == text.encode():
        assert only(problems, "text_misread").found == f"{damaged} = {text}"
    else:  # letters that the western encoding lacks are lost, and nothing can be said
        assert codes(problems) in ([], ["text_misread"])


def test_one_word_in_several_spellings():
    problem = only(of(status=["CLOSED"] * 6 + ["Closed"] * 3 + ["closed "] + ["OPEN"] * 2), "spelling_variants")
    assert (problem.field, problem.count, problem.allowed) == ("status", 4, "CLOSED")
    assert problem.found == "CLOSED (6), Closed (3), closed  (1)"


@pytest.mark.parametrize(
    "values",
    [
        ["bán", "bạn"] * 5,
        ["A", "B"] * 5,
        ["x"] * 10,
        [f"n{n}" for n in range(10)],
        [f"Street {n % 5}" for n in range(10)],
    ],
)
def test_different_words_are_no_variants(values):
    assert of(status=values) == []


def test_names_are_not_a_list_of_words():
    # 12 different values in 14 rows: names, not categories.
    assert of(name=["Main St", "MAIN ST", *[f"n{n}" for n in range(10)], "a", "b"]) == []


def test_vietnamese_name_of_another_place():
    problems = of(
        province=["Binh Dinh"] * 3,
        province_vn=[r"Th\u00e1i B\u00ecnh"] * 3,
        district=["Quy Nhon", "An Lao", "Phu My"],
        district_vn=["Quy Nhơn", "An Lão", r"Ph\u00f9 M\u1ef9"],
    )
    problem = only(problems, "names_disagree")
    assert (problem.field, problem.count, problem.found) == ("province_vn", 3, "Binh Dinh / Thái Bình")


def test_names_run_together_are_the_same():
    assert codes(of(ward=["BìnhĐịnh", "AnLão"], ward_vn=["Bình Định", "Huyện An Lão"])) == []
