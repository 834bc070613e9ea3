"""Lists, forms and shares."""

import pytest

from planning.i18n import translator
from planning.present import sentence

VI, EN = translator("vi"), translator("en")


def test_lists_hold_three_names_at_most():
    assert sentence.names([], VI) == ""
    assert sentence.names(["Xã A"], VI) == "Xã A"
    assert sentence.names(["Xã A", "Xã B", "Xã C"], VI) == "Xã A, Xã B và Xã C"
    assert sentence.names(["A", "B", "C", "D", "E"], VI) == "A, B, C và 2 đơn vị khác"
    assert sentence.names(["A", "B"], EN) == "A and B"


@pytest.mark.parametrize(
    ("part", "whole", "form"), [(0, 10, "none"), (4, 10, "some"), (10, 10, "all"), (9.8, 10, "all"), (0, 0, "no_data")]
)
def test_forms(part, whole, form):
    assert sentence.form(part, whole) == form


def test_a_share_is_never_rounded_to_all_or_nothing():
    assert sentence.share(41, 100, VI) == "41%"
    assert sentence.share(1, 10_000, VI) == "0,1%"
    assert sentence.share(9_999, 10_000, EN) == "99.9%"
    assert sentence.share(0, 10, VI) == "0%"
    assert sentence.share(1, 0, VI) == "Chưa có dữ liệu"


def test_people():
    assert sentence.people(1486918, VI) == "1.486.918 người"


@pytest.mark.parametrize(
    ("words", "inside"),
    [("Trường THCS", "trường THCS"), ("THCS", "THCS"), ("Đường giao thông", "đường giao thông"), ("", ""), ("A", "a")],
)
def test_words_within_a_sentence_begin_small_but_abbreviations_do_not(words, inside):
    assert sentence.inside(words) == inside
