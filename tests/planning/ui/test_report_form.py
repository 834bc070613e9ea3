"""Pieces of the form of reports that are no widgets."""

from __future__ import annotations

import pytest

from planning.i18n import translator
from planning.report.grounds import grounds
from planning.report.recipe import PARTS
from planning.ui import report_form

VI = translator("vi")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("", ""),
        ("24/11/2026", "2026-11-24"),
        ("1/2/2027", "2027-02-01"),
        ("2026-11-24", "2026-11-24"),
        ("31/2/2026", None),
        ("24/11", None),
        ("hôm nay", None),
        ("24/11/2026/1", None),
    ],
)
def test_days_are_read_as_they_are_written_here(written, day):
    assert report_form.day_of(written) == day


def test_every_part_that_is_offered_is_one_of_a_recipe_and_has_words():
    for paper, offered in report_form.OFFERED.items():
        assert VI.has(f"report.paper.{paper}")
        for part in offered:
            assert part in PARTS
            assert part not in report_form.ALWAYS
            assert VI.has(f"report.part.{part}")


def test_a_ground_says_its_state_and_whether_that_is_verified():
    by_id = {ground.id: ground for ground in grounds()}
    said = report_form.ground_words(by_id["qcvn01_2021"], "2027-03-01", VI)
    assert said == "QCVN 01:2021/BXD · Quy chuẩn · hết hiệu lực sau ngày 31/12/2026 · chưa kiểm chứng"
    assert "chưa kiểm chứng" not in report_form.ground_words(by_id["decree_269_2025"], "2026-11-24", VI)
