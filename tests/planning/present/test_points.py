"""Points of every unit under every criterion."""

import numpy as np
import pandas as pd
import pytest

from planning.i18n import translator
from planning.present import points
from planning.ranking import Criterion, decision_matrix, rank


def test_units_in_their_order_with_the_points_of_each_criterion():
    # Of marks 0 to 10: 8 is 80 points, 2 is 20; where less is urgent the other way round.
    values = pd.DataFrame({"a": [2.0, 8.0, 5.0], "b": [1.0, 1.0, np.nan]}, index=["x", "y", "z"])
    criteria = (
        Criterion(id="a", weight=1, low=0, high=10),
        Criterion(id="b", weight=1, low=0, high=10, urgent="less"),
    )
    found = rank(decision_matrix(values, criteria))
    view = points.table(found, {"x": "Xã X", "y": "Xã Y", "z": "Xã Z"}, translator("vi"), illustrative=False)
    assert view.frame["unit"].tolist()[0] == "Xã Y"
    row = dict(zip(view.frame["unit"], view.frame[["c0", "c1"]].to_numpy().tolist(), strict=True))
    assert row["Xã X"] == pytest.approx([20, 90])
    assert row["Xã Y"] == pytest.approx([80, 90])
    assert row["Xã Z"][0] == pytest.approx(50)
    assert np.isnan(row["Xã Z"][1])
