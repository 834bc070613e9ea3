"""Small matrices to rank."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from planning.ranking.matrix import Criterion


@pytest.fixture
def criteria() -> tuple[Criterion, ...]:
    return (
        Criterion(id="far", unit="%", weight=2, low=0, high=100),
        Criterion(id="wet", unit="%", weight=1, low=0, high=100),
        Criterion(id="green", unit="m2_per_person", urgent="less", weight=1, low=0, high=2),
    )


@pytest.fixture
def values() -> pd.DataFrame:
    return pd.DataFrame(
        {"far": [80.0, 40.0, 0.0], "wet": [20.0, 60.0, 0.0], "green": [1.0, 0.0, 5.0]},
        index=["a", "b", "c"],
    )


@pytest.fixture
def gaps(values: pd.DataFrame) -> pd.DataFrame:
    """The same with one value missing."""
    table = values.copy()
    table.loc["b", "far"] = np.nan
    return table
