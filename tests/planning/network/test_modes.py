from __future__ import annotations

import pandas as pd
import pytest

from data import table
from layers.known import STREET_CLASSES
from layers.problems import OptionError
from planning.network.modes import Mode, directions, mode, modes, speeds_kmh, usable

SPEEDS = pd.DataFrame(
    [
        ("car", "motorway", 1, 90), ("car", "residential", 1, 30), ("car", "footway", 0, None),
        ("bicycle", "residential", 1, 15), ("bicycle", "footway", 0, 10), ("bicycle", "motorway", 0, None),
        ("walk", "residential", 1, 4.8), ("walk", "footway", 1, 4.8), ("walk", "motorway", 0, None),
        ("motorbike", "residential", 1, 25), ("motorbike", "motorway", 0, None), ("motorbike", "footway", 0, 10),
    ],
    columns=["mode", "class", "allowed", "speed_kmh"],
)  # fmt: skip


def one(**tags):
    return pd.DataFrame({key: [value] for key, value in tags.items()})


def may(name, **tags):
    return bool(usable(one(**tags), mode(name, SPEEDS))[0])


def ways(name, **tags):
    forward, back = directions(one(**tags), mode(name, SPEEDS))
    return bool(forward[0]), bool(back[0])


@pytest.mark.parametrize(
    ("name", "tags", "answer"),
    [
        ("walk", {"class": "motorway"}, False),
        ("walk", {"class": "motorway", "access": "yes"}, False),
        ("walk", {"class": "residential", "access": "private"}, False),
        ("walk", {"class": "residential", "access": "private", "foot": "yes"}, True),
        ("walk", {"class": "residential", "foot": "no"}, False),
        ("bicycle", {"class": "footway"}, False),
        ("bicycle", {"class": "footway", "bicycle": "designated"}, True),
        ("bicycle", {"class": "residential", "bicycle": "use_sidepath"}, False),
        ("motorbike", {"class": "residential", "motor_vehicle": "no"}, False),
        ("motorbike", {"class": "residential", "motor_vehicle": "no", "motorcycle": "yes"}, True),
        ("motorbike", {"class": "footway", "motorcycle": "permissive"}, True),
        ("car", {"class": "residential", "motorcycle": "no"}, True),
        ("car", {"class": "residential", "motor_vehicle": "no"}, False),
        ("car", {"class": None}, True),
        ("car", {"class": "proposed"}, False),
    ],
)
def test_signs_go_before_classes_and_the_particular_before_the_general(name, tags, answer):
    assert may(name, **tags) is answer


@pytest.mark.parametrize(
    ("name", "tags", "answer"),
    [
        ("car", {"class": "residential", "oneway": "yes"}, (True, False)),
        ("car", {"class": "residential", "oneway": "-1"}, (False, True)),
        ("car", {"class": "residential", "oneway": None}, (True, True)),
        ("car", {"class": "motorway", "oneway": None}, (True, False)),
        ("car", {"class": "motorway", "oneway": "no"}, (True, True)),
        ("car", {"class": "residential", "junction": "roundabout"}, (True, False)),
        ("car", {"class": "residential", "junction": "roundabout", "oneway": "-1"}, (False, True)),
        ("motorbike", {"class": "residential", "oneway": "yes", "oneway_bicycle": "no"}, (True, False)),
        ("bicycle", {"class": "residential", "oneway": "yes", "oneway_bicycle": "no"}, (True, True)),
        ("bicycle", {"class": "residential", "oneway": "yes", "oneway_bicycle": "-1"}, (False, True)),
        ("bicycle", {"class": "residential", "oneway": "no", "oneway_bicycle": "yes"}, (True, False)),
        ("bicycle", {"class": "residential", "oneway": "yes"}, (True, False)),
        ("walk", {"class": "residential", "oneway": "yes"}, (True, True)),
    ],
)
def test_oneways_and_their_exceptions(name, tags, answer):
    assert ways(name, **tags) == answer


@pytest.mark.parametrize(
    ("name", "tags", "kmh"),
    [
        ("car", {"class": "residential", "speed_kmh": 60.0}, 60),
        ("car", {"class": "residential", "speed_kmh": 200.0}, 90),
        ("car", {"class": "residential", "speed_kmh": float("nan")}, 30),
        ("car", {"class": None}, 30),
        ("motorbike", {"class": "residential", "speed_kmh": 60.0}, 25),
        ("bicycle", {"class": "residential", "speed_kmh": 10.0}, 10),
        ("bicycle", {"class": "residential", "speed_kmh": 50.0}, 15),
        ("walk", {"class": "residential", "speed_kmh": 2.0}, 4.8),
    ],
)
def test_a_sign_of_speed_goes_before_the_class_but_never_above_the_mode(name, tags, kmh):
    assert speeds_kmh(one(**tags), mode(name, SPEEDS))[0] == kmh


def test_the_table_gives_each_mode_a_speed_on_every_class_it_may_use():
    assert set(modes()) >= {"walk", "bicycle", "motorbike", "car"}
    for name in modes():
        found = mode(name)
        assert found.allowed <= set(found.speeds_kmh)
        assert found.known <= set(STREET_CLASSES) | set(table("speeds")["class"])
    assert mode("walk").speeds_kmh["residential"] == 4.8


def test_an_unknown_mode_is_named_with_those_there_are():
    with pytest.raises(OptionError) as caught:
        mode("rocket")
    (problem,) = caught.value.problems
    assert (problem.code, problem.found) == ("unknown_mode", "rocket")
    assert "motorbike" in problem.allowed


@pytest.mark.parametrize(
    ("speeds", "allowed", "code"),
    [
        ({"residential": -5.0}, {"residential"}, "mode_speed_not_positive"),
        ({"residential": 0.0}, {"residential"}, "mode_speed_not_positive"),
        ({"residential": 5.0}, {"primary"}, "mode_speed_missing"),
        ({"residential": 5.0}, set(), "mode_without_streets"),
    ],
)
def test_a_table_that_makes_no_sense_is_refused(speeds, allowed, code):
    with pytest.raises(OptionError) as caught:
        Mode(name="x", speeds_kmh=speeds, allowed=frozenset(allowed))
    assert code in [problem.code for problem in caught.value.problems]
