"""Ưu tiên over the hand city: communes A, B, C with six criteria, five of which have data."""

import json

import pandas as pd
import pytest

import planning.cli_ask  # noqa: F401 - registers its commands
from layers.warehouse import open_warehouse
from planning.cli import main
from planning.ui import own_table, state
from tests.planning.hand_city import hand_city
from tests.planning.ui.conftest import words

OWN = 'Mã xã,Tỷ lệ hộ nghèo,Ghi chú\nA,"2,5",ghi\nB,30,\nC,4,\n'.encode()


def said(page) -> str:
    return words(page).replace("\\", "")


def order(page) -> list[str]:
    return page.dataframe[0].value["unit"].tolist()


@pytest.mark.parametrize(("language", "title"), [("vi", "Đề xuất nhóm I:"), ("en", "Proposed group I:")])
def test_the_answer_proposes_a_group(kho, open_page, language, title):
    page = open_page(kho, "priorities", lang=language)
    assert not page.exception
    assert title in said(page)


def test_without_units_the_page_says_what_to_do(tmp_path, open_page):
    warehouse = open_warehouse(tmp_path / "không đơn vị", create=True)
    warehouse.put_all([(layer, None) for layer in hand_city().layers.values() if layer.type != "units"])
    page = open_page(warehouse, "priorities")
    assert not page.exception
    assert "Cần một bộ đơn vị hành chính" in said(page)


def test_criteria_without_data_are_named(tmp_path, open_page):
    warehouse = open_warehouse(tmp_path / "thiếu", create=True)
    kept = [layer for layer in hand_city().layers.values() if layer.type not in ("flood_zone", "green")]
    warehouse.put_all([(layer, None) for layer in kept])
    page = open_page(warehouse, "priorities")
    assert "Chưa có số liệu, không tính vào điểm: Người dân trong vùng ngập từ 0,5 m, Cây xanh công cộng" in said(page)
    assert {slider.label for slider in page.slider} == {"Y tế", "Giáo dục"}


def test_a_weight_moves_the_order_and_stands_in_the_address(kho, open_page):
    page = open_page(kho, "priorities")
    assert page.slider(key="priorities.weight.hazard").value == 20
    before = order(page)
    for name, weight in (("health", 0), ("education", 0), ("green", 0), ("hazard", 100)):
        page.slider(key=f"priorities.weight.{name}").set_value(weight)
    page.run()
    # flooded: B's 600 all, A's 300 of 400, C nobody
    assert order(page) == ["Xã B", "Xã A", "Xã C"]
    assert before != order(page)
    assert page.query_params["priorities.weight.hazard"] in ("100", ["100"])
    again = open_page(
        kho, "priorities", **{f"priorities__weight__{n}": w for n, w in (("health", "0"), ("hazard", "100"))}
    )
    assert again.slider(key="priorities.weight.hazard").value == 100


def test_all_weights_zero_is_a_sentence_and_not_a_fault(kho, open_page):
    page = open_page(kho, "priorities")
    for slider in page.slider:
        slider.set_value(0)
    page.run()
    assert not page.exception
    assert "Tổng trọng số" in said(page)
    assert len(page.slider) == 4  # the way back is still there


def test_the_way_back_to_the_proposed_weights(kho, open_page):
    page = open_page(kho, "priorities", priorities__weight__green="90")
    page.button(key="priorities.reset").click().run()
    assert page.slider(key="priorities.weight.green").value == 10


def test_the_sheet_of_a_unit(kho, open_page):
    page = open_page(kho, "priorities")
    page.session_state["priorities.unit"] = "C"
    page.run()
    assert not page.exception
    text = said(page)
    assert "Phiếu thông tin: Xã C" in text
    assert "100% người dân ở ngoài 15 phút đến trạm y tế" in text
    page.button(key="priorities.close").click().run()
    assert "Phiếu thông tin: Xã C" not in said(page)


def test_an_own_table_joins_by_code(kho, open_page):
    page = open_page(kho, "priorities")
    page.session_state[own_table.FILE] = ("nghèo.csv", OWN)
    page.run()
    assert not page.exception
    assert page.selectbox(key=own_table.KEY).value == "Mã xã"
    assert page.multiselect(key=own_table.COLUMNS).value == ["Tỷ lệ hộ nghèo"]
    assert page.slider(key="priorities.weight.own").value == 10
    for name in ("health", "education", "green", "hazard"):
        page.slider(key=f"priorities.weight.{name}").set_value(0)
    page.run()
    assert order(page) == ["Xã B", "Xã C", "Xã A"]  # 30, 4 and 2.5 per cent
    page.multiselect(key=own_table.LESS).set_value(["Tỷ lệ hộ nghèo"]).run()
    assert order(page) == ["Xã A", "Xã C", "Xã B"]
    page.button(key="priorities.own.drop").click().run()
    assert "own" not in {slider.key for slider in page.slider}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"ma,x\nZ9,1\nZ8,2\n", "khớp"), (b"\x00\x01\x02\xff", ""), (b"ma,chu\nA,mot\n", "cột số")],
)
def test_an_own_table_that_does_not_fit_says_why(kho, open_page, content, sentence):
    page = open_page(kho, "priorities")
    page.session_state[own_table.FILE] = ("bảng.csv", content)
    page.run()
    assert not page.exception
    assert page.error
    assert sentence in said(page)
    assert len(page.dataframe[0].value) == 3  # the ranking stands without it


def test_numbers_on_the_page_are_those_of_the_command_line(kho, open_page, tmp_path):
    out, weights = tmp_path / "rank.csv", tmp_path / "w.toml"
    page = open_page(kho, "priorities", priorities__weight__hazard="50")
    # health 35: all of it; the hospital criterion has data too: 20 and 15 of 35, schools 20 and 15, green 10
    share = {
        "health_station_beyond_15min": 20,
        "hospital_beyond_60min": 15,
        "primary_school_outside_radius": 20,
        "school_places_short": 15,
        "flood_people": 50,
        "green_per_person": 10,
    }
    weights.write_text("[weights]\n" + "\n".join(f"{k} = {json.dumps(v)}" for k, v in share.items()), encoding="utf-8")
    assert main(["rank", "--weights", str(weights), "-o", str(out), "-w", kho.address]) == 0
    shown = page.dataframe[0].value
    rows = pd.read_csv(out)
    assert shown["unit"].tolist() == rows["name"].tolist()
    assert shown["score"].tolist() == pytest.approx(rows["score"].tolist())
    assert shown["low"].tolist() == rows["rank_low"].tolist()
    assert shown["high"].tolist() == rows["rank_high"].tolist()
    assert shown["group"].tolist() == rows["group"].tolist()


def test_language_keeps_weights(kho, open_page):
    page = open_page(kho, "priorities")
    page.slider(key="priorities.weight.hazard").set_value(44).run()
    page.segmented_control(key=state.LANGUAGE).set_value("en").run()
    assert page.slider(key="priorities.weight.hazard").value == 44
    assert page.slider(key="priorities.weight.hazard").label == "Flooding"
