"""The first page over the hand city."""

import pandas as pd
import pytest

from planning.evaluate import evaluate
from planning.i18n import translator
from planning.present import overview
from scenarios.scenario import BASELINE, Applied
from tests.planning.hand_city import hand_city

VI, EN = translator("vi"), translator("en")
CITY = hand_city()


@pytest.fixture(scope="module")
def found():
    return evaluate([Applied(CITY, BASELINE)], CITY, indicators=["people", "density", "health_station_beyond_15min"])


def test_parts_without_data_are_left_out(found):
    answer = overview.answer("Thử", CITY, found.whole()["baseline"], 3, (), VI)
    assert answer.text == (
        "Thử có 2.000 người ở 3 xã, phường. 1.600 người (80%) ở ngoài tầm 15 phút xe máy tới trạm y tế. "
        "Dữ liệu: đủ 0/0 nhóm."
    )
    nothing = overview.answer("Thử", CITY, pd.Series(dtype="float64"), 0, (), EN)
    assert nothing.text == "Data: 0 of 0 groups complete."


def test_figures_without_data_say_so():
    figures = overview.figures(pd.Series({"people": 2000.0}), VI).figures
    assert [figure.value for figure in figures] == ["2.000\u00a0người", *["Chưa có dữ liệu"] * 3]


def test_the_table_is_sorted_by_people_and_names_what_is_missing(found):
    values = found.by_zone("baseline").assign(flood_head_count=float("nan"))
    view = overview.table(CITY, "units", values, ("people", "density", "flood_head_count"), VI, "Thử")
    assert view.frame["unit"].tolist() == ["Xã C", "Xã B", "Xã A"]
    assert view.frame["no"].tolist() == [1, 2, 3]
    assert set(view.frame["missing"]) == {VI("indicator.flood_head_count.label")}


def test_a_coloured_map_turns_the_lots_off(found):
    view = overview.map_view("Thử", CITY, "units", VI)
    result = overview.coloured(CITY, "units", "density", found.by_zone("baseline")["density"], VI)
    both = overview.with_result(view, result)
    assert both.layers[0] is result
    assert {layer.id: layer.shown for layer in view.layers}["zoning"]
    assert not {layer.id: layer.shown for layer in both.layers}["zoning"]
    assert overview.with_result(view, None) is view
