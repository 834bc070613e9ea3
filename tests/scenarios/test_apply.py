"""Scenarios carried out, refused, and written down."""

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.problems import OptionError, ScenarioError
from scenarios import actions
from scenarios.apply import apply
from scenarios.edits import Add, Change, Remove
from scenarios.files import from_json, to_json
from scenarios.scenario import BASELINE, Scenario
from tests.scenarios.conftest import X0, Y0


def at(city, x, y):
    point = city.lonlat(shapely.Point(X0 + x, Y0 + y))
    return point.x, point.y


def codes(error):
    return {problem.code for problem in error.value.problems}


def test_the_baseline_changes_nothing(city):
    before = city.digest
    applied = apply(BASELINE, city)
    assert applied.city is city
    assert city.digest == before


def test_add_then_remove_restores_the_digest_and_never_moves_the_baseline(city):
    before = city.digest
    added = actions.add_facility(city, "school.primary", at(city, 500, 10), capacity=200)
    scenario = Scenario("trường mới", (added,))
    applied = apply(scenario, city)
    assert len(applied.city.facilities("school")) == 2
    assert applied.city["streets"] is city["streets"]
    assert applied.city.digest != before
    back = apply(scenario.with_edits(Remove(layer=added.layer, ids=(added.id,))), city)
    assert back.city.digest == before
    assert city.digest == before


def test_a_facility_moves_to_where_it_was_put(city):
    applied = apply(Scenario("dời", (actions.move_facility(city, "places", "s1", at(city, 800, 400)),)), city)
    moved = applied.city["places"].frame.loc["s1"]
    assert moved.geometry.distance(shapely.Point(X0 + 800, Y0 + 400)) < 1e-3
    assert moved["capacity"] == 300


def test_resize_close_and_speed(city):
    scenario = Scenario(
        "ba việc",
        (
            actions.resize_facility(city, "places", "s1", 500),
            actions.close_named_street(city, "Nguyễn Huệ"),
            actions.change_speed(city, ["north"], 20),
        ),
    )
    made = apply(scenario, city).city
    assert made["places"].frame.loc["s1", "capacity"] == 500
    assert "south" not in made["streets"].frame.index
    assert made["streets"].frame.loc["north", "speed_kmh"] == 20
    assert made["streets"].frame["speed_kmh"].isna().sum() == 2


def test_a_closed_street_is_closed_in_all_its_parts(city):
    drawn = actions.draw_street(city, [at(city, 300, 0), at(city, 300, 400)])
    made = apply(Scenario("vẽ rồi cấm", (drawn, actions.close_street(city, "south"))), city).city
    assert not [i for i in made["streets"].frame.index if str(i).startswith("south")]


def test_a_new_kind_makes_a_layer(city):
    added = actions.add_facility(city, "market", at(city, 500, 10), name="Chợ Mẫu")
    made = apply(Scenario("chợ", (added,)), city).city
    assert list(made["market"].frame["name"]) == ["Chợ Mẫu"]


def test_every_problem_of_every_edit_at_once(city):
    far = (0.0, 50.0)
    scenario = Scenario(
        "sai",
        (
            Remove(layer="streets", ids=("nowhere",)),
            Change(layer="streets", ids=("north",), attributes={"speed_kmh": -5.0}),
            Change(layer="streets", ids=("north",), attributes={"colour": "red"}),
            Add(layer="places", id="x", geometry=shapely.Point(*far), attributes={"kind": "school.primary"}),
            Add(layer="places", id="s1", geometry=shapely.Point(*at(city, 0, 0)), attributes={"kind": "castle"}),
            Remove(layer="rivers", ids=("r",)),
            Change(layer="places", ids=("s1", "h1"), geometry=shapely.Point(*at(city, 0, 0))),
            Change(layer="places", ids=("s1",)),
        ),
    )
    before = city.digest
    with pytest.raises(ScenarioError) as error:
        apply(scenario, city)
    assert codes(error) == {
        "feature_absent",
        "out_of_range",
        "unknown_field",
        "edit_far_away",
        "id_taken",
        "not_a_choice",
        "missing_layer",
        "move_of_several",
        "edit_without_change",
    }
    assert {p.ids[0] for p in error.value.problems} == {f"#{n}" for n in range(1, 9)}
    assert city.digest == before


def test_unknown_kind_and_short_street_are_refused(city):
    with pytest.raises(OptionError) as error:
        actions.add_facility(city, "castle", (109.0, 14.0))
    assert codes(error) == {"unknown_kind"}
    with pytest.raises(OptionError) as error:
        actions.draw_street(city, [(109.0, 14.0)])
    assert codes(error) == {"street_too_short"}


def test_zero_speed_is_not_a_way_to_close_a_street(city):
    with pytest.raises(ScenarioError) as error:
        apply(Scenario("0", (actions.change_speed(city, ["north"], 0),)), city)
    assert codes(error) == {"out_of_range"}


def test_json_round_trip_keeps_the_digest(city):
    scenario = Scenario(
        "Phương án Cầu Mẫu",
        (
            actions.add_facility(city, "school.primary", at(city, 500, 10), capacity=200, name="Trường Mẫu"),
            actions.draw_street(city, [at(city, 300, 0), at(city, 300, 400)], bridge=True),
            actions.close_street(city, "south"),
            actions.move_facility(city, "places", "h1", at(city, 10, 10)),
        ),
        "ghi chú",
    )
    again = from_json(to_json(scenario))
    assert again == scenario
    assert again.digest == scenario.digest
    assert apply(again, city).city.digest == apply(scenario, city).city.digest


HEAD = '{"format": "quyhoach-scenario", "version": 1, "edits": ['


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "scenario_not_json"),
        (
            HEAD + '{"type": "add", "geometry": {"type": "Point", "coordinates": [NaN, 1]}}]}',
            "scenario_not_json",
        ),
        ("[]", "scenario_format"),
        ('{"format": "quyhoach-scenario", "version": 9, "edits": []}', "scenario_version"),
        ('{"format": "quyhoach-scenario", "version": 1, "edits": [{"type": "explode"}]}', "edit_malformed"),
        (HEAD + '{"type": "remove", "layer": "streets", "ids": "all"}]}', "edit_malformed"),
        (HEAD + '{"type": "add", "layer": "x", "id": "1", "geometry": {"type": "Blob"}}]}', "edit_malformed"),
    ],
)
def test_malformed_files_are_named(text, code):
    with pytest.raises(ScenarioError) as error:
        from_json(text)
    assert codes(error) == {code}


@given(st.lists(st.tuples(st.floats(0, 1000), st.floats(-100, 500)), min_size=2, max_size=5, unique=True))
@settings(max_examples=60, deadline=None)
def test_a_street_drawn_anywhere_loses_nothing(points):
    from tests.scenarios import conftest

    city = (
        conftest.city.__wrapped__() if hasattr(conftest.city, "__wrapped__") else conftest.city.__pytest_wrapped__.obj()
    )
    lonlat = [at(city, x, y) for x, y in points]
    try:
        made = apply(Scenario("vẽ", (actions.draw_street(city, lonlat),)), city).city["streets"].frame
    except ScenarioError as error:
        refused = {p.code for p in error.problems}
    else:
        refused = set()
    assert refused <= {"street_too_short", "self_crossing"}
    if refused:
        return
    assert made.index.is_unique
    old = made[~made.index.astype(str).str.startswith("new")]
    assert old.length.sum() == pytest.approx(3200.0, abs=1e-3)
