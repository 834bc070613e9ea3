"""What the numbers say, subject by subject, and what is missing."""

import pytest

from planning.i18n import translator
from planning.report.findings import findings
from planning.report.material import Material
from planning.report.recipe import Recipe
from tests.planning.report.cities import by_hand, row_of_units

VI, EN = translator("vi"), translator("en")


@pytest.fixture(scope="module")
def material(tmp_path_factory):
    return Material(by_hand(tmp_path_factory.mktemp("kho")), Recipe())


def said(material, part, t=VI):
    return next((one.sentences for one in findings(material, t) if one.part == part), ())


def test_subjects_come_in_the_order_of_the_annex_and_limits_last(material):
    parts = [one.part for one in findings(material, VI)]
    assert parts == ["area", "access", "norms", "hazards", "links", "ranking", "limits"]


def test_only_the_parts_of_the_recipe_are_spoken_of(material):
    found = findings(Material(material.workspace, Recipe(parts=("findings", "hazards"))), VI)
    assert [one.part for one in found] == ["area", "hazards", "limits"]


def test_one_sentence_a_service_the_first_asked_for_first(material):
    found = said(material, "access")
    assert len(found) == len(material.kinds) == 4
    assert found[0].startswith("20% người dân (400 người) đến được trạm y tế trong 15 phút bằng xe máy")


def test_floods_in_people_and_where(material):
    # f1 lies from 800 to 1,600 m and states no depth: 300 people of A and 600 of B; f2 is shallower than 0.5 m.
    assert said(material, "hazards") == (
        "900 người (45%) sống ở nơi ngập sâu từ 0,5\u00a0m.",
        "Nhiều nhất ở Xã B (600) và Xã A (300).",
    )
    assert said(material, "hazards", EN)[0] == "900 people (45%) live where water reaches 0.5\u00a0m."


def test_limits_name_what_is_missing_and_never_forget_the_boundaries(tmp_path):
    bare = Material(row_of_units(tmp_path, 3, facilities=False), Recipe())
    found = " ".join(said(bare, "limits"))
    assert "Trường học" in found
    assert "ngập" in found
    assert "không có giá trị pháp lý về địa giới hành chính" in found
    assert "phục vụ tham khảo" in found


def test_a_subject_without_data_is_left_out(tmp_path):
    bare = Material(row_of_units(tmp_path, 1, streets=False), Recipe())
    assert [one.part for one in findings(bare, VI)] == ["area", "norms", "limits"]
