"""Classes: a value on a limit belongs below it; what has no value is a class of its own."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.i18n import translator
from planning.present.scale import Scale, counts, diverging, fixed, nice, sequential, shared

VI, EN = translator("vi"), translator("en")


def test_a_value_on_a_limit_is_within_it():
    scale = fixed([5, 10, 15], unit="phút")
    assert scale.classify([0, 5, 5.1, 10, 15, 15.001]).tolist() == [0, 0, 1, 1, 2, 3]


def test_unreached_and_not_joined_are_classes_beside_the_scale():
    scale = fixed([5, 10])
    assert scale.classify([3, np.inf, np.nan]).tolist() == [0, 3, -1]
    status = pd.Series(["reached", "unreached", "not_joined"])
    assert scale.classify([3, np.inf, np.inf], status).tolist() == [0, 3, 4]
    marks = scale.marks(VI)
    assert [mark.hatch for mark in marks] == [False, False, False, True, True]
    assert marks[3].label == "Không tiếp cận được"


def test_words_of_the_classes():
    assert [m.label for m in fixed([5, 10], unit="phút").marks(VI)][:3] == ["đến 5 phút", "5 – 10 phút", "trên 10 phút"]
    assert [m.label for m in fixed([0.5, 1000], unit="m").marks(EN)][:3] == [
        "up to 0.5 m",
        "0.5 – 1,000.0 m",
        "over 1,000.0 m",
    ]


@pytest.mark.parametrize(("value", "rounded"), [(0.034, 0.025), (17, 20), (23, 25), (0, 0), (-480, -500), (999, 1000)])
def test_nice_numbers(value, rounded):
    assert nice(value) == pytest.approx(rounded)


def test_one_scale_for_two_maps_covers_both():
    one, two = np.arange(0, 50), np.arange(50, 101)
    scale = shared([one, two])
    assert scale.breaks == (20, 50, 100) or all(0 < b < 100 for b in scale.breaks)
    assert scale.classify([0])[0] == 0
    assert scale.classify([100])[0] == len(scale.breaks)


def test_nothing_to_divide_is_one_class():
    assert shared([[7, 7, 7]]).breaks == ()
    assert shared([[np.nan]]).classify([np.nan]).tolist() == [1]
    assert shared([]).colours == sequential(1)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50))
def test_breaks_rise_and_every_value_has_a_class(values):
    scale = shared([values])
    assert list(scale.breaks) == sorted(set(scale.breaks))
    classes = scale.classify(values)
    assert ((classes >= 0) & (classes < len(scale.colours))).all()
    order = np.argsort(values, kind="stable")
    assert (np.diff(classes[order]) >= 0).all()


def test_differences_are_white_around_zero_and_turn_with_what_is_better():
    less = diverging([[-10, -5, 0, 5, 10]], better="less")
    middle = less.classify([0])[0]
    assert less.colours[middle] == "#f7f7f7"
    assert [-b for b in less.breaks[::-1]] == list(less.breaks)
    more = diverging([[-10, -5, 0, 5, 10]], better="more")
    assert less.colours == more.colours[::-1]


def test_a_scale_that_does_not_rise_is_refused():
    with pytest.raises(ValueError, match="breaks"):
        Scale((5, 5), sequential(3))


def test_people_in_each_class():
    scale = fixed([5], unit="phút", special=("unreached",))
    found = counts(scale.classify([1, 2, 9, np.inf]), scale.marks(VI), [10, 20, 30, 40])
    assert found == {"đến 5 phút": 30, "trên 5 phút": 30, "Không tiếp cận được": 40}
