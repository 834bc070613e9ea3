"""The sheet of a unit where nothing can be ranked: its indicators alone."""

from planning.evaluate import evaluate
from planning.i18n import translator
from planning.present.unit_sheet import unit_sheet
from scenarios.scenario import BASELINE, Applied
from tests.planning.hand_city import hand_city

VI = translator("vi")


def test_without_a_ranking_the_indicators_stand_beside_the_whole():
    city = hand_city()
    found = evaluate([Applied(city, BASELINE)], city, indicators=["people", "health_station_beyond_15min"])
    sheet = unit_sheet(None, found, "baseline", "A", {"A": "Xã A"}, VI)
    assert (sheet.name, sheet.standing, sheet.reasons, sheet.moves, sheet.chart) == ("Xã A", "", (), (), None)
    rows = dict(zip(sheet.table.frame["indicator"], sheet.table.frame["value"], strict=True))
    assert rows[VI("indicator.people.label")] == "400\u00a0người"
    assert rows[VI("indicator.health_station_beyond_15min.label")] == "0,0%"  # a and b are at 0 and 800 m
    whole = dict(zip(sheet.table.frame["indicator"], sheet.table.frame["whole"], strict=True))
    assert whole[VI("indicator.people.label")] == "2.000\u00a0người"
