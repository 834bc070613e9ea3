"""Tiếp cận over the hand city: the station is 0, 10, 17.5 and 86.25 minutes from 100, 300, 600 and 1,000 people."""

import json

import pytest

import planning.cli_ask  # noqa: F401 - registers its commands
from layers.warehouse import open_warehouse
from planning.cli import main
from planning.i18n import translator
from planning.ui import state
from planning.workspace import Workspace
from scenarios.actions import add_facility
from scenarios.files import to_json
from scenarios.scenario import Scenario
from tests.planning.hand_city import hand_city
from tests.planning.test_gains import lonlat
from tests.planning.ui.conftest import words

ADD = Scenario("PA1", (add_facility(hand_city(), "health.station", lonlat(7000)),))


def said(page) -> str:
    return words(page).replace("\\", "").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("vi", "20% người dân (400 người) đến được trạm y tế trong 15 phút bằng xe máy; 1.600 người chưa đến được"),
        ("en", "20% of residents (400) reach a health station within 15 minutes by motorbike; 1,600 do not"),
    ],
)
def test_the_answer_comes_first(kho, open_page, language, sentence):
    page = open_page(kho, "access", lang=language)
    assert not page.exception
    assert sentence in said(page)
    assert not page.error


def test_the_limit_changes_the_answer_and_stands_in_the_address(kho, open_page):
    page = open_page(kho, "access")
    page.slider(key="access.limit").set_value(20).run()
    assert "50% người dân (1.000 người)" in said(page)
    assert page.query_params["access.limit"] == "20"
    again = open_page(kho, "access", access__limit="20")
    assert again.slider(key="access.limit").value == 20
    assert "50% người dân (1.000 người)" in said(again)


@pytest.mark.parametrize("odd", ["x", "-3", "999", "1e9", "²", ""])
def test_an_odd_limit_in_the_address_does_no_harm(kho, open_page, odd):
    page = open_page(kho, "access", access__limit=odd)
    assert not page.exception
    assert 5 <= page.slider(key="access.limit").value <= 60


@pytest.mark.parametrize("asked", [(15, "motorbike", "health.station"), (10, "walk", "school"), (60, "car", "market")])
def test_numbers_on_the_page_are_those_of_the_command_line(kho, open_page, tmp_path, capsys, asked):
    limit, mode, facility = asked
    page = open_page(kho, "access", access__limit=str(limit), access__mode=mode, access__service=facility)
    shown = page.dataframe[0].value
    command = ["access", "--facility", facility, "--mode", mode, "--limit-min", str(limit), "-w", kho.address, "--json"]
    assert main([*command, "-o", str(tmp_path / "out.csv")]) == 0
    people = json.loads(capsys.readouterr().out)["people"]
    assert (shown["inside"].sum(), shown["outside"].sum()) == (people["reached"], people["unreached"])
    assert translator("vi").number(people["reached"]) in said(page)


@pytest.mark.parametrize("measure", ["cumulative", "2sfca"])
def test_the_other_measures_too(kho, open_page, tmp_path, capsys, measure):
    page = open_page(kho, "access", access__measure=measure, access__service="school.primary")
    assert not page.exception
    supply = "capacity" if measure == "2sfca" else "count"
    command = [
        "access",
        "--facility",
        "school.primary",
        "--measure",
        measure,
        "--supply",
        supply,
        "--limit-min",
        "15",
        "--zones",
        "units",
    ]
    assert main([*command, "-w", kho.address, "--json", "-o", str(tmp_path / "out.csv")]) == 0
    capsys.readouterr()
    values = dict(line.split(",")[:2] for line in (tmp_path / "out.csv").read_text("utf-8").splitlines()[1:])
    shown = page.dataframe[0].value.set_index("unit")["mean"]
    for unit in "ABC":
        assert shown[f"Xã {unit}"] == pytest.approx(float(values[unit]))


def test_a_scenario_answers_for_itself(kho, open_page, tmp_path, capsys):
    Workspace(kho).save_scenario(ADD)
    page = open_page(kho, "access", scenario="PA1")
    assert "70% người dân (1.400 người)" in said(page)
    file = tmp_path / "PA1.json"
    file.write_text(to_json(ADD), encoding="utf-8")
    command = [
        "access",
        "--facility",
        "health.station",
        "--limit-min",
        "15",
        "--scenario",
        str(file),
        "-w",
        kho.address,
    ]
    assert main([*command, "--json", "-o", str(tmp_path / "out.csv")]) == 0
    assert json.loads(capsys.readouterr().out)["people"]["reached"] == 1400


def test_a_clicked_place_shows_the_nearest_station_until_it_is_cleared(kho, open_page):
    page = open_page(kho, "access")
    page.session_state["access.at"] = lonlat(900)
    page.run()
    assert not page.exception
    assert "Từ điểm đã chọn tới Trạm y tế: 10,0 phút, 0,8 km." in said(page)
    page.button(key="access.clear").click().run()
    assert "Từ điểm đã chọn" not in said(page)


def test_a_click_far_from_every_street_is_said_not_raised(kho, open_page):
    page = open_page(kho, "access")
    page.session_state["access.at"] = lonlat(900, 5000)
    page.run()
    assert not page.exception
    assert "20% người dân" in said(page)
    assert page.button(key="access.clear")


def test_the_road_network_has_its_own_answer(kho, open_page):
    page = open_page(kho, "access", access__part="links")
    assert not page.exception
    assert "Nếu mất Đường phố, 1.600 người mất đường tới trạm y tế." in said(page)
    assert "Mọi nơi ở đều gắn được vào mạng lưới" in said(page)


def test_language_and_page_keep_what_was_chosen(kho, open_page):
    page = open_page(kho, "access")
    page.selectbox(key="access.service").set_value("school").run()
    page.selectbox(key="access.mode").set_value("walk").run()
    page.selectbox(key="access.measure").set_value("cumulative").run()
    page.segmented_control(key=state.LANGUAGE).set_value("en").run()
    assert not page.exception
    assert page.selectbox(key="access.service").value == "school"
    assert page.selectbox(key="access.mode").value == "walk"
    assert page.selectbox(key="access.measure").value == "cumulative"


def test_at_most_five_controls_stand_open(kho, open_page):
    page = open_page(kho, "access")
    inside = {
        item.key
        for expander in page.expander
        for kind in (expander.selectbox, expander.slider, expander.number_input)
        for item in kind
    }
    shown = [item.key for kind in (page.selectbox, page.slider, page.number_input) for item in kind]
    ours = [key for key in shown if key.startswith("access.") and key not in inside]
    assert len(ours) + 1 <= 5  # and the switch between the two parts


@pytest.mark.parametrize(
    ("missing", "words_"),
    [("facilities", "○ **Cơ sở y tế**"), ("streets", "○ **Đường giao thông**"), ("population", "○ **Dân số**")],
)
def test_what_is_missing_is_named(tmp_path, open_page, missing, words_):
    warehouse = open_warehouse(tmp_path / "kho", create=True)
    warehouse.put_all([(layer, None) for layer in hand_city().layers.values() if layer.type != missing])
    page = open_page(warehouse, "access")
    assert not page.exception
    assert words_ in said(page)
