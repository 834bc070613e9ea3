from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.problems import OptionError
from planning.access.decay import NAMES, RINGS, Decay, Rings, parse_decay, parse_rings


@given(st.sampled_from(NAMES), st.floats(0.01, 100), st.lists(st.floats(0, 1e4), min_size=2))
def test_decay_lies_between_0_and_1_and_never_rises(name, parameter, costs):
    weight = Decay(name=name, parameter=parameter)(np.sort(np.array(costs)))
    assert ((weight >= 0) & (weight <= 1)).all()
    assert (np.diff(weight) <= 0).all()


def test_what_cannot_be_reached_weighs_nothing():
    for name in NAMES:
        assert Decay(name=name, parameter=1.0)(np.array([np.inf])).tolist() == [0]


def test_gaussian_at_one_deviation_is_as_pysal_access_states():
    # pysal/access, test_weighted_catchment.py: gaussian(1) at distance 1
    assert Decay(name="gaussian", parameter=1.0)(np.array([1.0]))[0] == pytest.approx(0.6065306597)


def test_power_is_as_invest_states():
    # natcap/invest, test_urban_nature_access.py: power(-5) at 0..3 is 1, 1, 1/32, 1/243
    assert Decay(name="power", parameter=5.0)(np.arange(4.0)).tolist() == pytest.approx([1, 1, 1 / 32, 1 / 243])


def test_rings_include_their_limits():
    rings = Rings(tuple(RINGS), tuple(RINGS.values()))
    assert rings(np.array([0, 10, 10.001, 20, 30, 30.001, np.inf])).tolist() == [1, 1, 0.68, 0.68, 0.22, 0, 0]


def test_texts_are_read():
    assert parse_decay("exponential:0.05") == Decay(name="exponential", parameter=0.05)
    assert parse_rings("20:0.68, 10:1,30:0.22") == Rings((10.0, 20.0, 30.0), (1.0, 0.68, 0.22))


@pytest.mark.parametrize("text", ["exponential", "exponential:x", "gaussian:-1", "gaussian:0", "magic:1"])
def test_decays_that_make_no_sense_are_refused(text):
    with pytest.raises(OptionError):
        parse_decay(text)


@pytest.mark.parametrize("text", ["", "10", "10:0.5,20:0.9", "0:1", "10:-1", "10:1,10:0.5", "a:b"])
def test_rings_that_make_no_sense_are_refused(text):
    with pytest.raises(OptionError) as caught:
        parse_rings(text)
    assert caught.value.problems[0].code == "rings_not_falling"
