"""Answers that pages and papers share are computed once and are those of the workspace."""

import pytest

from planning import answers
from planning.present.access import Ask
from planning.workspace import Workspace
from scenarios import actions
from scenarios.scenario import BASELINE, Scenario
from tests.planning.hand_city import hand_city, point


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    made = Workspace.open(tmp_path_factory.mktemp("kho"))
    for layer in hand_city().layers.values():
        made.warehouse.put(layer)
    return made


@pytest.fixture(scope="module")
def opened(workspace):
    at = workspace.city().lonlat(point(7000))
    return Scenario("Trạm ở C", (actions.add_facility(workspace.city(), "health.station", (at.x, at.y)),))


def test_the_same_question_is_answered_once(workspace, opened):
    ask = Ask(service="health.station")
    assert answers.picture(workspace, ask, "units") is answers.picture(workspace, ask, "units")
    assert answers.gains(workspace, opened, "units") is answers.gains(workspace, opened, "units")
    assert answers.matrix(workspace, BASELINE, "units") is answers.matrix(workspace, BASELINE, "units")
    one = answers.evaluation(workspace, [opened], "units", ("people",))
    assert answers.evaluation(workspace, [opened], "units", ("people",)) is one
    assert answers.evaluation(workspace, [], "units", ("people",)) is not one


def test_people_within_the_limit(workspace, opened):
    # 15 minutes are 1,200 m: the 400 people of A today; with a station at 7,000 m the 1,000 there too.
    ask = Ask(service="health.station")
    assert answers.picture(workspace, ask, "units").inside == 400
    assert answers.picture(workspace, ask, "units", opened).inside == 1400
    assert answers.gains(workspace, opened, "units").gain == 1000


def test_without_units_there_is_no_answer_by_unit(workspace):
    assert answers.picture(workspace, Ask(service="health.station"), "").units is None
