"""First wordings: sentences that stand without the user, with room where only the user knows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layers.warehouse import open_warehouse
from planning.i18n import translator
from planning.report import first_words
from planning.report.first_words import Sources
from planning.report.material import Material
from planning.report.recipe import Recipe
from planning.workspace import Workspace
from tests.planning.hand_city import hand_city

VI, EN = translator("vi"), translator("en")
RECIPE = Recipe(paper="administrative", services=("health.station",), date="2026-11-24")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    warehouse = open_warehouse(tmp_path_factory.mktemp("kho") / "kho", create=True)
    warehouse.put_all([(layer, None) for layer in hand_city().layers.values()])
    warehouse.set_setting("name", "Thị trấn Thử")
    return Workspace(warehouse)


def sources(workspace, day="2026-11-24", **given):
    return Sources(Material(workspace, replace(RECIPE, **given)), day)


def test_the_area_is_named_with_its_units(workspace):
    assert first_words.subject(sources(workspace), VI).endswith("trên địa bàn Thị trấn Thử (3 xã, phường)")


def test_what_only_the_office_knows_is_left_open(workspace):
    said = first_words.opening(sources(workspace), VI)
    assert (
        said == f"Thực hiện {'.' * 20} về triển khai phát triển đô thị thông minh bền vững, {'.' * 20} báo cáo như sau:"
    )
    named = first_words.opening(sources(workspace, organisation="Sở Xây dựng"), VI)
    assert named.endswith("Sở Xây dựng báo cáo như sau:")


def test_results_are_numbered_one_by_one(workspace):
    lines = first_words.findings(sources(workspace), VI).splitlines()
    assert [line.split(". ")[0] for line in lines] == [str(n) for n in range(1, len(lines) + 1)]
    assert len(lines) >= 2


def test_parts_that_are_not_wanted_are_not_spoken_of(workspace):
    assert first_words.findings(sources(workspace, parts=("sources",)), VI) == "Chưa đủ số liệu để đánh giá."
    assert "Chưa xếp được thứ tự" in first_words.ranking(sources(workspace, parts=("sources",)), VI)


def test_how_people_go_stands_in_the_method(workspace):
    said = first_words.data(sources(workspace, mode="walk", limit_min=30.0), VI)
    assert "Thời gian đi lại tính theo đường thực tế đi bộ; ngưỡng 30 phút." in said
    assert f"Số liệu gồm {len(hand_city().layers)} lớp" in said


def test_proposals_name_the_units_that_are_far_from_the_first_service(workspace):
    # The station stands at 100 m: all of B (600) and C (1,000) are beyond 15 minutes.
    said = first_words.proposals(sources(workspace), VI)
    assert "rà soát việc bố trí trạm y tế tại Xã C (1.000) và Xã B (600), nơi còn nhiều người dân chưa đến được" in said
    assert "a a " not in first_words.proposals(sources(workspace), EN)


def test_the_code_of_the_data_is_told(workspace):
    made = sources(workspace)
    assert first_words.limits(made, VI).endswith(f"Mã kiểm chứng: {made.material.code}.")


def test_grounds_follow_the_day(workspace):
    assert "QCVN 01:2021/BXD" in first_words.grounds(sources(workspace, day="2026-12-31"), VI)
    assert "QCVN 01:2026/BXD" in first_words.grounds(sources(workspace, day="2027-01-01"), VI)
