"""Legal grounds: in force or not, day by day, as their dates say."""

from __future__ import annotations

import pytest

from layers.problems import OptionError
from planning.i18n import translator
from planning.report.grounds import Ground, chosen, cited, grounds, state, state_words, usual

VI, EN = translator("vi"), translator("en")


def ground(**given):
    values = {
        "id": "g",
        "subject": "norms",
        "number": "1/2021",
        "vi": "Thông tư số 1/2021",
        "en": "Circular No. 1/2021",
        "issued": "",
        "valid_from": "2021-07-05",
        "valid_to": "2026-12-31",
        "replaced_by": "",
        "usual": False,
        "note": "",
        "confidence": "found2",
    }
    return Ground(**{**values, **given})


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2021-07-04", "coming"),
        ("2021-07-05", "in_force"),
        ("2026-12-31", "in_force"),
        ("2027-01-01", "ended"),
    ],
)
def test_first_and_last_day_are_in_force(day, expected):
    assert state(ground(), day) == expected


def test_what_is_not_known_is_said_to_be_unknown():
    assert state(ground(valid_from="", valid_to=""), "2026-11-24") == "unknown"
    assert state(ground(valid_from="", valid_to="2025-12-31"), "2026-11-24") == "ended"
    assert state_words(ground(valid_from="", valid_to=""), "2026-11-24", VI) == "chưa rõ ngày có hiệu lực"


def test_a_citation_says_when_force_ends_has_ended_or_begins():
    assert cited(ground(), "2026-11-24", VI) == "Thông tư số 1/2021, áp dụng đến hết ngày 31/12/2026"
    assert cited(ground(), "2027-02-01", VI) == "Thông tư số 1/2021, hết hiệu lực sau ngày 31/12/2026"
    assert cited(ground(valid_to=""), "2020-01-01", EN) == "Circular No. 1/2021, in force from 5 July 2021"
    assert cited(ground(valid_to=""), "2026-11-24", EN) == "Circular No. 1/2021"


def test_each_edition_of_the_norm_is_ticked_in_its_own_time():
    assert "qcvn01_2021" in usual("2026-12-31")
    assert "qcvn01_2026" not in usual("2026-12-31")
    assert "qcvn01_2026" in usual("2027-01-01")
    assert "qcvn01_2021" not in usual("2027-01-01")


def test_the_usual_ones_stand_where_none_is_picked():
    assert [g.id for g in chosen((), "2026-11-24")] == list(usual("2026-11-24"))
    assert [g.id for g in chosen(("law_60_2024", "law_47_2024"), "2026-11-24")] == ["law_47_2024", "law_60_2024"]


def test_an_unknown_ground_is_refused_with_those_there_are():
    with pytest.raises(OptionError) as caught:
        chosen(("law_1", "law_47_2024"), "2026-11-24")
    (problem,) = caught.value.problems
    assert (problem.code, problem.field, problem.found) == ("recipe_value", "grounds", "law_1")
    assert "law_47_2024" in problem.allowed


def test_every_subject_has_words():
    for one in grounds():
        assert VI.has(f"letter.subject.{one.subject}")
