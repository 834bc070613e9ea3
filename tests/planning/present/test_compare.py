"""Comparisons over the hand city; PA1 puts a station at x = 7,000, PA2 closes the street at 4,000."""

import math
import re

import pytest

from planning.evaluate import evaluate
from planning.gains import gains
from planning.i18n import translator
from planning.indicators import INDICATORS, Way
from planning.present import compare
from planning.study import Study
from scenarios.actions import add_facility, close_street
from scenarios.apply import apply
from scenarios.scenario import BASELINE, Applied, Scenario
from tests.planning.hand_city import hand_city
from tests.planning.test_gains import lonlat

VI, EN = translator("vi"), translator("en")
CITY = hand_city()
ADD = Scenario("PA1", (add_facility(CITY, "health.station", lonlat(7000)),))
CLOSE = Scenario("PA2", (close_street(CITY, "s4000"),))
IDS = ("people", "health_station_beyond_15min", "hospital_beyond_60min")


def compared(*scenarios: Scenario) -> compare.Comparison:
    done = [Applied(CITY, BASELINE), *(apply(s, CITY) for s in scenarios)]
    way = Way("health.station", "motorbike")
    people = {s.name: gains(Study(CITY), Study(a.city, CITY), (way,)) for s, a in zip(scenarios, done[1:], strict=True)}
    return compare.Comparison(evaluate(done, CITY, indicators=IDS), tuple(people), people)


@pytest.fixture(scope="module")
def one():
    return compared(ADD)


@pytest.fixture(scope="module")
def two():
    return compared(ADD, CLOSE)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_the_answer_counts_indicators_and_people(one):
    # beyond 15 minutes: c and d, 1,600 of 2,000, 80 %; then c alone, 600, 30 %. The hospital stays where it was.
    assert plain(compare.answer(one, VI).text) == (
        "PA1 tốt hơn hiện trạng ở 1/2 chỉ tiêu, xấu đi ở 0. 1.000 người được lợi, 0 người bất lợi; 1.000 người không "
        "đổi. Được lợi nhiều nhất ở Xã C."
    )
    assert "1,000 people gain, 0 lose, 1,000 see no change." in compare.answer(one, EN).text


def test_two_scenarios_are_also_set_against_each_other(two):
    # beyond 60 minutes of the hospital at x = 1,900: d (63.75 minutes) is beyond before and after: nothing moves there
    text = compare.answer(two, VI).text
    assert "PA2 không làm thay đổi chỉ tiêu nào trong 2 chỉ tiêu." in text
    assert "0 người được lợi, 1.000 người bất lợi; 1.000 người không đổi. Bất lợi nhiều nhất ở Xã C." in text
    assert "So với PA2, PA1 tốt hơn ở 1 chỉ tiêu, kém hơn ở 0; 1 chỉ tiêu chưa phân định được." in text


def test_nobody_affected_is_said_so():
    same = compared(Scenario("PA0", (add_facility(CITY, "culture", lonlat(7000)),)))
    assert "Đường đi tới các công trình không đổi với bất kỳ ai." in compare.answer(same, VI).text


def test_the_table_holds_raw_values_and_marks_by_what_is_good(two):
    view = compare.table(two, VI, "Thử")
    row = view.frame.loc["health_station_beyond_15min"]
    assert (row["today"], row["value_0"], row["change_0"]) == pytest.approx((80, 30, -50))
    assert (row["tone_0"], row["tone_1"], row["best"]) == ("better", "", "PA1")
    assert view.frame.index[0] == "health_station_beyond_15min"  # what changes stands first
    assert view.frame.loc["people", "best"] == "–"  # not judged
    assert view.frame.loc["hospital_beyond_60min", "best"] == "như nhau"
    assert all(column.name in view.frame.columns for column in view.columns)


def test_a_single_scenario_gets_a_verdict(one):
    view = compare.table(one, VI, "Thử")
    assert view.frame.loc["health_station_beyond_15min", "best"] == "tốt lên"
    assert view.frame.loc["hospital_beyond_60min", "best"] == "không đổi"


@pytest.mark.parametrize(
    ("indicator", "old", "new", "tone"),
    [
        ("health_station_beyond_15min", 80.0, 79.96, ""),  # both are shown as 80.0
        ("health_station_beyond_15min", 80.0, 79.94, "better"),
        ("park_within_400m", 80.0, 79.94, "worse"),
        ("hospital_mean_min", 12.0, math.nan, "worse"),  # nobody reaches one any more
        ("hospital_mean_min", math.nan, 12.0, "better"),
        ("hospital_mean_min", math.nan, math.nan, ""),
        ("people", 100.0, 200.0, ""),
    ],
)
def test_better_and_worse_follow_the_digits_shown(indicator, old, new, tone):
    assert compare.verdict(INDICATORS[indicator], old, new) == tone


def test_gains_by_unit_leave_out_who_sees_no_change(two):
    view = compare.gains_table(two, VI, "Thử")
    assert view.frame.index.tolist() == ["C"]
    assert view.frame.loc["C", ["gain_0", "lose_0", "gain_1", "lose_1"]].tolist() == [1000, 0, 0, 1000]
    assert [c.title for c in view.columns][2:] == [
        "PA1: được lợi (người)",
        "PA1: bất lợi (người)",
        "PA2: được lợi (người)",
        "PA2: bất lợi (người)",
    ]


def test_the_check_of_reason_is_shown(two):
    alarms, notes = compare.checks(two, VI)
    assert alarms == ()
    assert notes[0].startswith("Kiểm tra hợp lý: đạt. PA1")
    assert notes[1].startswith("Kiểm tra hợp lý: không áp dụng cho PA2")


def test_a_broken_check_is_an_alarm(one):
    from dataclasses import replace

    from layers.problems import Problem

    hurt = Problem(code="improvement_hurts", severity="warning", field="PA1", count=7)
    broken = compare.Comparison(replace(one.evaluation, checks=(hurt,)), one.scenarios, one.gains)
    alarms, _ = compare.checks(broken, VI)
    assert re.search(r"7 điểm dân cư xấu đi: chưa nên dùng", alarms[0])


def test_long_names_are_cut_at_the_head_of_a_column():
    assert compare.short("PA1") == "PA1"
    assert compare.short("PA2 Thêm trạm và cấm cầu") == "PA2 Thêm trạm và…"
