"""Phương án over the hand city: place, close, undo, suggest, keep; each step is in the warehouse at once."""

import pytest

from layers.warehouse import open_warehouse
from planning.ui import scenario_edits, scenario_files, state
from planning.ui.scenario_tools import Pick
from planning.workspace import Workspace
from scenarios.actions import add_facility, close_street
from scenarios.files import to_json
from scenarios.scenario import Scenario
from tests.planning.hand_city import hand_city
from tests.planning.test_gains import lonlat
from tests.planning.ui.conftest import shared, words

CITY = hand_city()
ADD = Scenario("PA1", (add_facility(CITY, "health.station", lonlat(7000)),))


def said(page) -> str:
    return words(page).replace("\\", "").replace("\u00a0", " ")


def kept(kho, name: str) -> Scenario:
    return Workspace(kho).scenario(name)


def clicked(page, what: str, x: float, layer: str = "", id_: str = ""):
    page.session_state[scenario_edits.PICK] = Pick(what, lonlat(x), layer, id_)
    return page.run()


def press(page, key: str):
    made = page.button(key=key).click().run()
    assert not made.exception
    return made


@pytest.fixture
def with_one(kho):
    Workspace(kho).save_scenario(ADD)
    return kho


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("vi", "Chưa có phương án. Bấm vào bản đồ"), ("en", "There is no scenario yet. Click the map")],
)
def test_without_a_scenario_the_page_says_what_to_do(kho, open_page, language, sentence):
    page = open_page(kho, "scenarios", lang=language)
    assert not page.exception
    assert sentence in said(page)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "vi",
            "1 thay đổi. Thêm 1.000 người trong ngưỡng 15 phút tới trạm y tế bằng xe máy; không ai ra ngoài ngưỡng.",
        ),
        (
            "en",
            "Changes: 1. 1,000 more people within 15 minutes of a health station by motorbike; nobody falls outside.",
        ),
    ],
)
def test_the_effect_is_said_at_once(with_one, open_page, language, sentence):
    page = open_page(with_one, "scenarios", lang=language, scenario="PA1")
    assert not page.exception
    assert sentence in said(page)
    assert ("Kiểm tra hợp lý: đạt" if language == "vi" else "Sanity check: passed") in said(page)


def test_a_click_on_today_begins_a_scenario(kho, open_page):
    page = open_page(kho, "scenarios")
    clicked(page, "place", 7000)
    assert "Vị trí mới tại Xã C" in said(page)
    press(page, "scenarios.add")
    assert shared(page, state.SCENARIO).value == "Phương án 1"
    assert "Thêm 1.000 người trong ngưỡng" in said(page)
    (edit,) = kept(kho, "Phương án 1").edits
    assert (edit.layer, edit.attributes["kind"]) == ("facilities", "health.station")


def test_a_new_place_can_have_a_capacity(kho, open_page):
    page = open_page(kho, "scenarios")
    clicked(page, "place", 7000)
    page.number_input(key="scenarios.new.capacity").set_value(120).run()
    press(page, "scenarios.add")
    assert kept(kho, "Phương án 1").edits[0].attributes["capacity"] == 120


def test_undo_redo_and_dropping_an_edit(with_one, open_page):
    page = open_page(with_one, "scenarios", scenario="PA1", scenarios__tool="street")
    assert page.button(key="scenarios.undo").disabled
    clicked(page, "street", 750, "streets", "s500")
    press(page, "scenarios.close.street")
    assert "2 thay đổi." in said(page)
    assert "Cấm Đường phố, 500 m (mọi phương tiện)" in said(page)
    assert len(kept(with_one, "PA1").edits) == 2
    press(page, "scenarios.undo")
    assert "1 thay đổi." in said(page)
    assert kept(with_one, "PA1").edits == ADD.edits
    press(page, "scenarios.redo")
    assert len(kept(with_one, "PA1").edits) == 2
    press(page, "scenarios.remove.0")
    assert kept(with_one, "PA1").edits == (close_street(CITY, "s500"),)
    press(page, "scenarios.undo")
    assert len(kept(with_one, "PA1").edits) == 2


def test_a_facility_moves_closes_and_grows(kho, open_page):
    page = open_page(kho, "scenarios", access__service="school.primary")
    clicked(page, "facility", 700, "facilities", "school.primary")
    page.number_input(key="scenarios.capacity.facilities.school.primary").set_value(90).run()
    press(page, "scenarios.resize")
    assert kept(kho, "Phương án 1").edits[0].attributes == {"capacity": 90.0}
    clicked(page, "facility", 700, "facilities", "school.primary")
    press(page, "scenarios.move")
    assert "Bấm vào vị trí mới của Trường tiểu học." in said(page)
    page.session_state[f"{scenario_edits.MAP}.map"] = {
        "last_clicked": dict(zip(("lng", "lat"), lonlat(1200), strict=True)) | {"click": 1}
    }
    page.run()
    assert "Dời Trường tiểu học đi 0,5 km tại Xã B" in said(page)
    clicked(page, "facility", 1200, "facilities", "school.primary")
    press(page, "scenarios.close.facility")
    assert "Đóng Trường tiểu học" in said(page)
    assert [edit.type for edit in kept(kho, "Phương án 1").edits] == ["change", "change", "remove"]
    # the only primary school is closed: everybody loses the way
    assert "người ra ngoài ngưỡng" in said(page)


def test_a_click_on_the_map_is_taken_once(kho, open_page):
    page = open_page(kho, "scenarios", scenarios__tool="street")
    at = dict(zip(("lng", "lat"), lonlat(250), strict=True)) | {"zoom": 16, "click": 1}
    page.session_state[f"{scenario_edits.MAP}.map"] = {"last_clicked": at}
    page.run()
    assert "Đường phố, đoạn dài 500 m" in said(page)
    press(page, "scenarios.close.street")
    assert "Chưa chọn đoạn đường nào" in said(page)
    page.run()
    assert len(kept(kho, "Phương án 1").edits) == 1


def test_a_click_beside_every_street_is_said(kho, open_page):
    page = open_page(kho, "scenarios", scenarios__tool="street")
    at = dict(zip(("lng", "lat"), lonlat(250, 400), strict=True)) | {"zoom": 16, "click": 1}
    page.session_state[f"{scenario_edits.MAP}.map"] = {"last_clicked": at}
    page.run()
    assert "Không có đường nào ở chỗ vừa bấm" in said(page)


def test_a_drawn_line_becomes_a_street_once(kho, open_page):
    page = open_page(kho, "scenarios", scenarios__tool="street")
    line = {"geometry": {"type": "LineString", "coordinates": [list(lonlat(500, 400)), list(lonlat(900, 0))]}}
    page.session_state[f"{scenario_edits.MAP}.map"] = {"all_drawings": [line]}
    page.run()
    page.run()
    (edit,) = kept(kho, "Phương án 1").edits
    assert (edit.type, edit.layer, edit.attributes["class"]) == ("add", "streets", "residential")
    assert "Mở đường mới dài 566 m (cấp: đường phố) tại Xã A" in said(page)


def test_a_street_that_joins_nothing_is_doubted(kho, open_page):
    page = open_page(kho, "scenarios")
    line = {"geometry": {"type": "LineString", "coordinates": [list(lonlat(3000, 300)), list(lonlat(3400, 300))]}}
    page.session_state[f"{scenario_edits.MAP}.map"] = {"all_drawings": [line]}
    page.run()
    assert "Đường mới không nối vào đường nào" in said(page)


def test_an_edit_that_cannot_be_is_refused_and_nothing_is_kept(kho, open_page):
    page = open_page(kho, "scenarios")
    line = {"geometry": {"type": "LineString", "coordinates": [[10.0, 10.0], [10.1, 10.1]]}}
    page.session_state[f"{scenario_edits.MAP}.map"] = {"all_drawings": [line]}
    page.run()
    assert not page.exception
    assert page.error
    assert Workspace(kho).scenarios() == ()


def test_new_copy_rename_delete_and_back(with_one, open_page):
    page = open_page(with_one, "scenarios", scenario="PA1")
    press(page, "scenarios.copy")
    assert shared(page, state.SCENARIO).value == "PA1 (2)"
    page.text_input(key=f"{scenario_files.NAME}.PA1 (2)").set_value("Phía tây").run()
    page.text_area(key=f"{scenario_files.NOTE}.PA1 (2)").set_value("Bản nháp").run()
    press(page, "scenarios.rename")
    assert Workspace(with_one).scenarios() == ("PA1", "Phía tây")
    assert shared(page, state.SCENARIO).value == "Phía tây"
    assert kept(with_one, "Phía tây").note == "Bản nháp"
    assert kept(with_one, "Phía tây").edits == ADD.edits
    press(page, "scenarios.delete")
    assert Workspace(with_one).scenarios() == ("PA1",)
    assert "Đã xóa “Phía tây”." in said(page)
    press(page, "scenarios.restore")
    assert Workspace(with_one).scenarios() == ("PA1", "Phía tây")
    assert kept(with_one, "Phía tây").edits == ADD.edits


def test_a_name_that_is_taken_is_refused(with_one, open_page):
    page = open_page(with_one, "scenarios", scenario="PA1")
    press(page, "scenarios.new")
    page.text_input(key=f"{scenario_files.NAME}.Phương án 1").set_value("pa1").run()
    press(page, "scenarios.rename")
    assert "Hai phương án trùng tên" in said(page)
    assert set(Workspace(with_one).scenarios()) == {"PA1", "Phương án 1"}


def test_a_file_comes_in_under_a_free_name_and_odd_ones_are_refused(with_one, open_page):
    page = open_page(with_one, "scenarios")
    uploader = page.get("file_uploader")[0]
    uploader.set_value(("PA1.json", to_json(ADD).encode(), "application/json")).run()
    assert not page.exception
    assert Workspace(with_one).scenarios() == ("PA1", "PA1 (2)")
    assert kept(with_one, "PA1 (2)").edits == ADD.edits
    page.get("file_uploader")[0].set_value(("x.json", b"{]", "application/json")).run()
    assert not page.exception
    assert "Tệp phương án không đọc được" in said(page)


def test_another_scenario_is_opened_on_the_page(with_one, open_page):
    page = open_page(with_one, "scenarios")
    assert "Đang xem hiện trạng" in said(page)
    page.selectbox(key=f"{scenario_files.OPEN}.").set_value("PA1").run()
    assert shared(page, state.SCENARIO).value == "PA1"
    assert "1 thay đổi." in said(page)


def test_every_service_where_asked(with_one, open_page):
    page = open_page(with_one, "scenarios", scenario="PA1")
    page.toggle(key="scenarios.every").set_value(True).run()
    rows = page.dataframe[1].value.set_index("service")
    assert rows.loc["Trạm y tế", ["before", "after", "change"]].tolist() == [400, 1400, 1000]
    assert rows.loc["Chợ", "change"] == 0


def test_the_service_chosen_on_one_page_is_that_of_the_other(kho, open_page):
    page = open_page(kho, "scenarios", access__service="market", access__mode="walk", access__limit="30")
    assert page.selectbox(key="access.service").value == "market"
    assert page.selectbox(key="access.mode").value == "walk"
    assert page.slider(key="access.limit").value == 30


def test_without_people_or_streets_nothing_can_be_judged(tmp_path, open_page):
    warehouse = open_warehouse(tmp_path / "kho", create=True)
    warehouse.put_all([(CITY["units"], None)])
    page = open_page(warehouse, "scenarios")
    assert not page.exception
    assert "○ **Dân số**" in said(page)
    assert "○ **Đường giao thông**" in said(page)
