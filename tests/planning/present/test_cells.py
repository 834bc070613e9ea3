"""Numbers as a table shows them, on the page and on paper."""

import math

import pandas as pd
import pytest

from planning.i18n import translator
from planning.present.cells import formatter, signed, texts
from planning.present.views import Column, TableView

VI, EN = translator("vi"), translator("en")
NUMBER = Column(name="n", title="n", kind="number", digits=1)


@pytest.mark.parametrize(("t", "said"), [(VI, "1.234,6"), (EN, "1,234.6")])
def test_numbers_are_written_in_the_language(t, said):
    assert formatter(NUMBER, t)(1234.56) == said


def test_a_share_is_per_cent_and_nothing_is_a_dash():
    share = Column(name="s", title="s", kind="share")
    assert formatter(share, VI)(0.416) == "42%"
    assert formatter(share, VI)(float("nan")) == "–"


@pytest.mark.parametrize(("value", "said"), [(2.0, "+2"), (-1234.0, "−1.234"), (0.4, "0"), (math.nan, "–")])
def test_a_change_carries_its_sign_where_it_shows(value, said):
    assert signed(value, 0, VI) == said


def test_cells_of_every_kind_row_by_row():
    frame = pd.DataFrame(
        {"a": ["x", None, pd.NA], "b": [1.25, math.nan, 3.0], "d": [2, 1, 0], "i": pd.array([1, None, 1000], "Int64")}
    )
    view = TableView(title="", frame=frame, columns=(), file="")
    assert texts(view, Column(name="a", title=""), VI) == ["x", "–", "–"]
    assert texts(view, Column(name="b", title="", kind="number", digits_in="d"), VI) == ["1,25", "–", "3"]
    assert texts(view, Column(name="i", title="", kind="number"), VI) == ["1", "–", "1.000"]
