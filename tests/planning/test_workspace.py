"""The use cases on a warehouse in a folder."""

import numpy as np
import pandas as pd
import pytest

from layers.problems import OptionError, PlanningError, ScenarioError
from planning.services import AccessQuestion
from planning.workspace import Workspace
from scenarios import actions
from scenarios.scenario import BASELINE, Scenario
from tests.planning.hand_city import hand_city, point


@pytest.fixture(scope="module")
def workspace(tmp_path_factory) -> Workspace:
    workspace = Workspace.open(tmp_path_factory.mktemp("kho") / "Kho dữ liệu")
    for layer in hand_city().layers.values():
        workspace.warehouse.put(layer)
    return workspace


def test_what_is_kept_measures_as_what_was_made(workspace):
    assert workspace.city().digest == hand_city().digest
    assert workspace.evaluate(indicators=["hospital_mean_min"]).whole().iloc[0, 0] == pytest.approx(36.375)


def test_scenarios_are_kept_and_come_back(workspace):
    place = workspace.city().lonlat(point(7000))
    scenario = Scenario("Trạm ở C", (actions.add_facility(workspace.city(), "health.station", (place.x, place.y)),))
    workspace.save_scenario(scenario)
    assert workspace.scenarios() == ("Trạm ở C",)
    assert workspace.scenario("Trạm ở C").digest == scenario.digest
    assert workspace.scenario("baseline") is BASELINE
    found = workspace.evaluate([workspace.scenario("Trạm ở C")], indicators=["health_station_beyond_15min"])
    assert found.whole().loc["health_station_beyond_15min"].to_dict() == pytest.approx({"baseline": 80, "Trạm ở C": 30})
    with pytest.raises(ScenarioError):
        workspace.save_scenario(Scenario("baseline", scenario.edits))
    with pytest.raises(ScenarioError):
        workspace.evaluate([scenario, scenario])


def test_the_baseline_does_not_move(workspace):
    before = workspace.city().digest
    workspace.applied(Scenario("x", (actions.close_street(workspace.city(), "s2000"),)))
    assert workspace.city().digest == before


def test_a_new_version_is_seen(tmp_path):
    other = Workspace.open(tmp_path)
    city = hand_city()
    for layer in city.layers.values():
        other.warehouse.put(layer)
    assert other.study().people.sum() == 2000
    frame = city["population"].frame
    frame["people"] = frame["people"] * 2
    other.warehouse.put(city["population"].with_frame(frame))
    assert other.study().people.sum() == 4000


def test_ranking_by_need(workspace):
    matrix = workspace.decision_matrix()
    assert matrix.left_out == ()
    table = workspace.rank(matrix).table()
    # B: beyond the station and the school, short of places, flooded, without green: 20 + 0 + 20 + 15 x 65 / 170
    #    + 20 + 10
    # C: the same without the flood, but beyond the hospital too: 20 + 15 + 20 + 15 x 65 / 170
    #    + 0 + 10
    # A: 25 % beyond the school, 75 % flooded, green above the provision: 20 x 0.25 + 20 x 0.75
    assert list(table["id"]) == ["B", "C", "A"]
    assert list(table["score"]) == pytest.approx([70 + 15 * 65 / 170, 65 + 15 * 65 / 170, 20])
    own = pd.DataFrame({"ma": ["A", "B", "C"], "thiếu nước": [0, 50, 100]})
    with_own = workspace.decision_matrix(own=own, own_key="ma")
    assert "thiếu nước" in with_own.ids


def test_weights_that_make_no_sense_are_refused(workspace):
    ids = workspace.decision_matrix().ids
    with pytest.raises(OptionError):
        workspace.decision_matrix(weights=dict.fromkeys(ids, 0.0))
    with pytest.raises(PlanningError):
        workspace.decision_matrix(weights={"happiness": 1.0})


def test_isochrone_counts_people_by_their_own_way(workspace):
    place = workspace.city().lonlat(point(900))
    found = workspace.isochrone((place.x, place.y), "walk")
    # from b: 5 min are 400 m (b), 10 min 800 m (a and c too), 15 min 1,200 m
    assert list(found.bands["people"]) == [300, 1000, 1000]
    with pytest.raises(OptionError) as error:
        workspace.isochrone((300.0, 10.0))
    assert error.value.problems[0].code == "not_lonlat"


def test_needs_by_norm_of_both_editions(workspace):
    table = workspace.norm_needs()
    row = table[
        (table["unit"] == "C") & (table["norm_set"] == "qcvn01_2021") & (table["service_id"] == "r_primary")
    ].iloc[0]
    assert set(table["level"]) == {"rural"}  # by their names the units are communes
    assert row["places"] == 65
    assert row["land_m2"] == 650
    assert set(table["norm_set"]) == {"qcvn01_2021", "qcvn01_2026"}


def test_access_is_asked_by_question(workspace):
    found = workspace.access(AccessQuestion(facility="market", mode="walk"))
    assert np.isclose(found.result.people("reached"), 900)
    assert not found.illustrative
