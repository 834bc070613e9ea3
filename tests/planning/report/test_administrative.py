"""The administrative report over the straight street, on which every number can be read off."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layers.problems import PlanningError
from layers.warehouse import open_warehouse
from planning.i18n import translator
from planning.report.administrative import EDITABLE, administrative, firsts, key, letters, recipients
from planning.report.letter import Grid, Heading
from planning.report.material import Material
from planning.report.recipe import Recipe, from_toml, to_toml
from planning.workspace import Workspace
from tests.planning.hand_city import hand_city
from tests.planning.hand_city import layer as made_layer
from tests.planning.present.test_compare import ADD

VI, EN = translator("vi"), translator("en")
RECIPE = Recipe(
    paper="administrative",
    organisation="Sở Xây dựng",
    higher_organisation="Ủy ban nhân dân tỉnh Gia Lai",
    place="Quy Nhơn",
    date="2026-11-24",
    services=("health.station",),
    recipients=("Sở Tài chính", "- UBND các xã;"),
)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    warehouse = open_warehouse(tmp_path_factory.mktemp("kho") / "kho", create=True)
    warehouse.put_all([(layer, None) for layer in hand_city().layers.values()])
    warehouse.set_setting("name", "Thị trấn Thử")
    return Workspace(warehouse)


def made(workspace, t=VI, **given):
    return administrative(Material(workspace, replace(RECIPE, **given)), t)


@pytest.fixture(scope="module")
def letter(workspace):
    return made(workspace)


def part(letter, number):
    """The blocks under the heading of a part."""
    heads = [n for n, block in enumerate(letter.body) if isinstance(block, Heading)]
    ends = [*heads[1:], len(letter.body)]
    return letter.body[heads[number - 1] + 1 : ends[number - 1]]


def said(letter, number):
    return " ".join(block.text for block in part(letter, number) if not isinstance(block, Grid))


def test_the_head_is_that_of_an_office_with_room_for_the_number(letter):
    assert letter.higher == "ỦY BAN NHÂN DÂN TỈNH GIA LAI"
    assert letter.office == "SỞ XÂY DỰNG"
    assert letter.motto == "Độc lập - Tự do - Hạnh phúc"
    assert not any(c.isdigit() for c in letter.number)
    assert letter.place_and_day == "Quy Nhơn, ngày 24 tháng 11 năm 2026"
    assert letter.to == "Kính gửi: Ủy ban nhân dân tỉnh Gia Lai."


def test_days_below_ten_and_the_first_two_months_have_a_nought(workspace):
    assert made(workspace, date="2027-02-05").place_and_day == "Quy Nhơn, ngày 05 tháng 02 năm 2027"
    assert made(workspace, date="2027-03-15").place_and_day == "Quy Nhơn, ngày 15 tháng 3 năm 2027"


def test_a_day_that_is_not_given_is_left_open(workspace):
    assert made(workspace, date="").place_and_day == "Quy Nhơn, ngày ...... tháng ...... năm ........."


def test_seven_parts_in_the_order_of_the_form(letter):
    heads = [block.text.split(".")[0] for block in letter.body if isinstance(block, Heading)]
    assert heads == ["I", "II", "III", "IV", "V", "VI", "VII"]


def test_grounds_are_those_in_force_and_the_doubtful_are_named_as_such(letter):
    grounds = said(letter, 1)
    assert "Luật Quy hoạch đô thị và nông thôn số 47/2024/QH15" in grounds
    assert "áp dụng đến hết ngày 31/12/2026" in grounds
    assert "QCVN 01:2026/BXD" not in grounds
    assert "chưa được kiểm chứng, cần rà soát trước khi ban hành: 47/2024/QH15; QCVN 01:2021/BXD." in said(letter, 6)


def test_picked_grounds_take_the_place_of_the_usual_ones(workspace):
    grounds = said(made(workspace, grounds=("law_60_2024",)), 1)
    assert "Luật Dữ liệu số 60/2024/QH15" in grounds
    assert "47/2024/QH15" not in grounds


def test_people_and_units_are_those_of_the_street(letter):
    # 100 + 300 + 600 + 1,000 people in three zones
    assert "Thị trấn Thử, gồm 3 xã, phường; dân số 2.000 người" in said(letter, 1)


def test_results_are_those_that_can_be_read_off_the_street(letter):
    # The station stands at 100 m; at 80 m/min 15 minutes are 1,200 m: 100 people at 100 m and 300 at 900 m.
    assert "20% người dân (400 người) đến được trạm y tế trong 15 phút bằng xe máy; 1.600 người chưa đến được" in said(
        letter, 3
    )
    (grid,) = [block for block in part(letter, 3) if isinstance(block, Grid)]
    assert grid.rows == (("1", "Trạm y tế", "400", "1.600", "20%"),)


def test_the_form_of_group_one_names_units_with_points_ranks_reasons_and_people(letter):
    (grid,) = [block for block in part(letter, 5) if isinstance(block, Grid)]
    assert grid.caption == "Biểu 01. Nhóm ưu tiên I"
    assert len(grid.head) == len(grid.aligns) == len(grid.shares) == 6
    people = {"Xã A": "400", "Xã B": "600", "Xã C": "1.000"}
    assert grid.rows
    assert all(row[5] == people[row[1]] for row in grid.rows)


def test_without_a_scenario_the_letter_says_so(letter):
    assert said(letter, 4) == "Báo cáo này chưa đưa phương án nào vào so sánh."


def test_a_scenario_stands_with_who_gains(workspace):
    workspace.save_scenario(ADD)
    blocks = part(made(workspace, scenarios=("PA1",)), 4)
    (grid,) = [block for block in blocks if isinstance(block, Grid)]
    assert [row[1] for row in grid.rows] == ["PA1"]
    gain, lose, same = (int(text.replace(".", "")) for text in grid.rows[0][2:])
    assert (lose, gain + same) == (0, 2000)
    assert "Đã so sánh 1 phương án với hiện trạng." in blocks[0].text


def test_proposals_ask_the_office_above_by_number(letter):
    lines = [block.text for block in part(letter, 7)]
    assert lines[0] == "Kính đề nghị Ủy ban nhân dân tỉnh Gia Lai xem xét, chỉ đạo:"
    assert [line.split(".")[0] for line in lines[1:]] == [str(n) for n in range(1, len(lines))]


def test_recipients_are_listed_as_the_decree_asks(letter):
    assert letter.recipients == ("- Như trên;", "- Sở Tài chính;", "- UBND các xã;", "- Lưu: VT.")
    assert recipients(("  ", ""), VI) == ("- Như trên;", "- Lưu: VT.")


def test_nobody_signs(letter):
    assert letter.signer == ("..............................",)
    assert letter.words()[-1] == letter.signer[0]


# -- the user's words


def test_words_of_the_user_are_kept_when_data_and_recipe_change(workspace):
    own = {"letter.proposals": "Kính đề nghị xem xét:\n1. Việc riêng.", "letter.signer": "GIÁM ĐỐC"}
    for limit in (15.0, 30.0):
        letter = made(workspace, texts=own, limit_min=limit)
        assert [block.text for block in part(letter, 7)] == ["Kính đề nghị xem xét:", "1. Việc riêng."]
        assert letter.signer == ("GIÁM ĐỐC",)
    assert f"{limit:g} phút" in said(letter, 3)


def test_words_outlive_a_saved_recipe(workspace):
    own = {key("findings", VI): 'Câu "riêng"\nvới \\ dấu = và #đậm[x].', key("closing", EN): "The end."}
    again = from_toml(to_toml(replace(RECIPE, texts=own)))
    letter = administrative(Material(workspace, again), VI)
    assert said(letter, 3) == 'Câu "riêng" với \\ dấu = và #đậm[x].'
    assert administrative(Material(workspace, again), EN).closing == ("The end.",)


def test_every_part_has_a_first_wording_in_both_languages(workspace):
    for t in (VI, EN):
        for name, make in firsts(Material(workspace, RECIPE), t).items():
            text = make()
            assert text.strip(), name
            assert "letter." not in text, name
            assert "{" not in text, name


def test_both_languages_are_two_letters(workspace):
    vi, en = letters(Material(workspace, replace(RECIPE, language="both")))
    assert (vi.language, en.language) == ("vi", "en")
    assert en.nation == "SOCIALIST REPUBLIC OF VIET NAM"
    assert en.place_and_day == "Quy Nhơn, 24 November 2026"
    assert len(vi.body) == len(en.body)


def test_offices_that_are_not_known_leave_room(workspace):
    letter = made(workspace, organisation="", higher_organisation="")
    assert letter.higher == ""
    assert set(letter.office) == {"."}
    assert letter.to == "Kính gửi: " + "." * 21


# -- never from made-up data


def test_made_up_data_make_no_letter(tmp_path):
    warehouse = open_warehouse(tmp_path / "kho", create=True)
    warehouse.put_all([(layer, None) for layer in hand_city().layers.values()])
    warehouse.put(made_layer("other", "other", [{"id": "o", "geometry": hand_city().area}], illustrative=True))
    with pytest.raises(PlanningError) as caught:
        letters(Material(Workspace(warehouse), RECIPE))
    (problem,) = caught.value.problems
    assert (problem.code, problem.found) == ("illustrative_letter", "other")


def test_a_place_without_units_still_has_its_letter(tmp_path):
    warehouse = open_warehouse(tmp_path / "kho", create=True)
    kept = [layer for layer in hand_city().layers.values() if layer.type != "units"]
    warehouse.put_all([(layer, None) for layer in kept])
    letter = administrative(Material(Workspace(warehouse), RECIPE), VI)
    assert "Chưa xếp được thứ tự ưu tiên" in said(letter, 5)
    assert not [block for block in part(letter, 5) if isinstance(block, Grid)]
    assert len(EDITABLE) == 12


def test_places_in_school_are_those_of_the_norm(workspace):
    # 50, 65 and 55 places for 1,000 people in the edition of 2021; 2,000 people.
    assert "340 chỗ học" in said(made(workspace), 3)
    assert "chỗ học" not in said(made(workspace, parts=("access",)), 3)
