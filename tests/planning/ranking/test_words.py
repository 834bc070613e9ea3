"""Remarks, reasons and swaps as sentences."""

from __future__ import annotations

import pytest

from planning.i18n.translator import translator
from planning.ranking.reasons import Reason, Remark
from planning.ranking.swaps import Swap
from planning.ranking.words import criterion_label, reason_words, sentence, swap_words

VI, EN = translator("vi"), translator("en")
NAMES = {"a": "Xã A", "b": "Xã B", "c": "Xã C", "d": "Xã D"}


def reason(criterion, value):
    return Reason(criterion=criterion, value=value, unit="", points=1, contribution=1, above_mean=1)


def test_shares_are_per_cent_and_numbers_are_those_of_the_language():
    remark = Remark(code="rank.group_unchanged", values={"share": 0.956, "draws": 10_000})
    assert sentence(remark, VI, NAMES) == "Nhóm này không đổi trong 96% của 10.000 phép thử."
    assert sentence(remark, EN, NAMES) == "The group is the same in 96% of 10,000 trials."


def test_lists_hold_three_names():
    some = Remark(code="rank.group_one", values={"list": ("a", "b", "c"), "count": 3})
    more = Remark(code="rank.group_one", values={"list": ("a", "b", "c", "d"), "count": 4})
    assert sentence(some, VI, NAMES) == "Đề xuất nhóm I: Xã A, Xã B, Xã C."
    assert sentence(more, VI, NAMES) == "Đề xuất nhóm I: Xã A, Xã B, Xã C và 1 đơn vị khác."


def test_criteria_are_named_by_their_labels():
    remark = Remark(code="rank.criteria_without_data", values={"criteria": ("flood_people", "poor"), "count": 2})
    assert sentence(remark, EN, NAMES) == "No data, left out of the score: People flooded from 0.5 m, poor."
    assert criterion_label("poor", VI) == "poor"


@pytest.mark.parametrize(("value", "said"), [(62.4, "62%"), (4.26, "4,3%"), (5.0, "5%")])
def test_reasons_carry_the_value(value, said):
    assert (
        reason_words(reason("health_station_beyond_15min", value), VI)
        == f"{said} người dân ở ngoài 15 phút đến trạm y tế"
    )


def test_a_column_of_the_users_own_is_a_reason_by_its_name():
    assert reason_words(reason("poor", 12.0), EN) == "poor: 12"


def test_what_makes_two_neighbours_change_places():
    swap = Swap(above="a", below="b", criterion="flood_people", weight=0.2, needed=0.256)
    assert swap_words(swap, EN, NAMES) == (
        'Xã B comes before Xã A if the weight of "People flooded from 0.5 m" goes from 20.0 to 25.6 (of 100).'
    )
    assert swap_words(Swap(above="a", below="b"), EN, NAMES) == "No change of a single weight brings Xã B before Xã A."
