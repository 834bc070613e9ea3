"""Who lives where floods reach: the answer, the table, the map."""

import pytest

from planning.evaluate import evaluate
from planning.i18n import translator
from planning.present import hazards
from scenarios.scenario import BASELINE, BASELINE_NAME, Applied
from tests.planning.hand_city import hand_city

VI = translator("vi")
NAMES = {"A": "Xã A", "B": "Xã B", "C": "Xã C"}


@pytest.fixture(scope="module")
def found():
    city = hand_city()
    return evaluate([Applied(city, BASELINE)], city)


def test_people_in_the_flooded_area_by_unit_most_first(found):
    table = hazards.table(found, BASELINE_NAME, NAMES, VI)
    assert table.frame[["unit", "flooded"]].to_numpy().tolist() == [["Xã B", 600.0], ["Xã A", 300.0]]
    assert table.frame["share"].tolist() == pytest.approx([1.0, 0.75])  # of 600 in B, of 400 in A


def test_where_nobody_knows_nothing_is_said():
    city = hand_city()
    layers = [layer for layer in city.layers.values() if layer.type != "flood_zone"]
    bare = type(city).of(layers, crs=city.crs, name=city.name)
    assert not hazards.known(bare)
    assert hazards.answer(evaluate([Applied(bare, BASELINE)], bare), BASELINE_NAME, NAMES, VI) is None


def test_the_map_shows_areas_and_units():
    view = hazards.map_view(hand_city(), "units", VI)
    assert [layer.id for layer in view.layers] == ["flood_zone", "units"]
