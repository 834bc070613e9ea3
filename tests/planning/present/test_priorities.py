"""A ranking of three units by two criteria with known points."""

import numpy as np
import pandas as pd
import pytest

from planning.evaluate import evaluate
from planning.i18n import translator
from planning.present import priorities
from planning.present.unit_sheet import unit_sheet
from planning.ranking import DEFAULT, RankOptions, decision_matrix, rank
from scenarios.scenario import BASELINE, Applied
from tests.planning.hand_city import hand_city

VI, EN = translator("vi"), translator("en")
CITY = hand_city()
NAMES = {"A": "Xã A", "B": "Xã B", "C": "Xã C"}
VALUES = pd.DataFrame(
    {
        "health_station_beyond_15min": [100.0, 50.0, 0.0],
        "flood_people": [0.0, 50.0, 0.0],
        "green_per_person": [2.0, 2.0, 2.0],
    },
    index=pd.Index(["A", "B", "C"], name="id"),
)


@pytest.fixture(scope="module")
def matrix():
    return decision_matrix(VALUES, DEFAULT, names=pd.Series(NAMES))


@pytest.fixture(scope="module")
def ranking(matrix):
    # weights 20, 20 and 10 of 50: A 40 points, B 20 + 20 = 40 points, C none
    return rank(matrix.replace_weights(priorities.weights_of(matrix, {"health": 50, "hazard": 30, "green": 20})))


def test_sectors_weigh_what_their_criteria_weigh():
    # 20 + 15 health, 20 + 15 schools, 20 flood, 10 green
    assert priorities.sectors(DEFAULT) == {"health": 35, "education": 35, "hazard": 20, "green": 10}


def test_a_sector_is_shared_out_as_its_criteria_weigh():
    values = pd.DataFrame({c.id: [0.0, 1.0] for c in DEFAULT}, index=["A", "B"])
    weights = priorities.weights_of(decision_matrix(values, DEFAULT), {"health": 70, "education": 35, "hazard": 0})
    assert weights["health_station_beyond_15min"] == pytest.approx(40)  # 20 of 35
    assert weights["hospital_beyond_60min"] == pytest.approx(30)
    assert weights["flood_people"] == weights["green_per_person"] == 0


def test_criteria_without_data_are_named_and_weigh_nothing(matrix, ranking):
    assert set(matrix.left_out) == {"hospital_beyond_60min", "primary_school_outside_radius", "school_places_short"}
    cautions = " ".join(priorities.answer(ranking, NAMES, VI, illustrative=False).cautions)
    assert "Chưa có số liệu, không tính vào điểm" in cautions
    assert VI("criterion.school_places_short.label") in cautions


def test_the_table_is_in_order_with_reasons_and_ranges(ranking):
    view = priorities.table(
        ranking, pd.Series({"A": 400.0, "B": 600.0, "C": 1000.0}), NAMES, VI, file="x", illustrative=True
    )
    assert view.frame["unit"].tolist() == ["Xã A", "Xã B", "Xã C"]
    # A: 0.5 x 100 = 50; B: 0.5 x 50 + 0.3 x 50 = 40; C: 0
    assert view.frame["score"].tolist() == pytest.approx([50, 40, 0])
    assert view.frame.loc["A", "reasons"] == "100% người dân ở ngoài 15 phút đến trạm y tế"
    assert view.frame.loc["A", "people"] == 400
    assert view.frame.loc["C", ["low", "high"]].tolist() == [3, 3]  # C can never be before the others
    assert view.illustrative


def test_the_smallest_change_that_swaps_neighbours(ranking):
    view = priorities.swaps_table(ranking, NAMES, VI, file="x", illustrative=False)
    first = view.frame.iloc[0]
    assert (first["above"], first["below"]) == ("Xã A", "Xã B")
    # the weight of health down to h, of floods up in proportion: 100 h = 50 h + 50 f with f = 0.6 (1 - h): h = 0.375;
    # or that of floods up to f with h = 5/7 (1 - f): 50 h = 50 f, f = 5/12: 11.67 points away against 12.5
    assert first["criterion"] == VI("criterion.flood_people.label")
    assert (first["weight"], first["needed"]) == pytest.approx((30, 100 * 5 / 12))
    assert view.frame["change"].abs().is_monotonic_increasing


def test_the_map_prints_ranks_and_hatches_what_has_none():
    values = VALUES.copy()
    values.loc["C", "flood_people"] = np.nan
    found = rank(decision_matrix(values, DEFAULT, names=pd.Series(NAMES)), RankOptions(missing="leave_out"))
    view = priorities.map_view(CITY, "units", found, NAMES, VI)
    layer = view.layers[0]
    assert layer.labels[2] == ""
    assert sorted(layer.labels[:2]) == ["1", "2"] or layer.labels[:2] == ("1", "1")
    assert layer.marks[layer.classes[2]].hatch
    assert not any(layer.marks[number].hatch for number in layer.classes[:2])
    assert "Thiếu dữ liệu" in layer.tooltips[2]
    assert len(layer.labels) == len(layer.tooltips) == 3


def test_the_ranges_hold_every_rank(ranking):
    view = priorities.ranges(ranking, NAMES, VI)
    assert view.categories == ("Xã A", "Xã B", "Xã C")
    for low, usual, value, most, high in zip(
        view.low, view.usual_low, view.values, view.usual_high, view.high, strict=True
    ):
        assert low <= usual <= most <= high
        assert low <= value <= high


def test_the_sheet_of_a_unit_has_reasons_parts_and_indicators(ranking):
    found = evaluate([Applied(CITY, BASELINE)], CITY, indicators=["people", "density", "health_station_beyond_15min"])
    sheet = unit_sheet(ranking, found, "baseline", "B", NAMES, VI)
    assert sheet.name == "Xã B"
    assert sheet.standing.startswith("Hạng 2 ")
    assert "40,0/100" in sheet.standing
    assert sheet.chart is not None
    assert sum(sheet.chart.values) == pytest.approx(40)
    assert sheet.chart.texts[0] == "25,0 (50,0%)"
    assert sheet.table.frame.loc["people", "value"] == "600\u00a0người"
    assert sheet.table.frame.loc["health_station_beyond_15min", "whole"] == "80,0%"
    assert (sheet.table.frame["source"] != "").all()
    assert any("Xã B lên trước Xã A" in line for line in sheet.moves)


def test_english_sources_never_stand_on_a_vietnamese_page(ranking):
    sources = priorities.weights_table(ranking, VI, file="x", illustrative=False).frame["source"]
    assert not sources.str.contains("proposal").any()
    assert (
        priorities.weights_table(ranking, EN, file="x", illustrative=False)
        .frame["source"]
        .str.contains("proposal")
        .any()
    )
