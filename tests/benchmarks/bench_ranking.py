"""How long the ranking and the siting take on made-up inputs of real size."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from planning.ranking import DEFAULT, DecisionMatrix, RankOptions, decision_matrix, rank
from planning.siting import SiteOptions, site

UNITS, DRAWS = 58, 10_000


def matrix(units: int = UNITS) -> DecisionMatrix:
    """Units with values of the six criteria."""
    rng = np.random.default_rng(1)
    values = {c.id: rng.beta(2, 3, units) * (c.high or 1.0) for c in DEFAULT}
    return decision_matrix(pd.DataFrame(values, index=[f"{i:05d}" for i in range(units)]), DEFAULT)


def homes_and_places(homes: int, places: int) -> tuple[np.ndarray, np.ndarray]:
    """Straight distances between random points, and people."""
    rng = np.random.default_rng(0)
    away = rng.uniform(0, 60, (homes, 1, 2)) - rng.uniform(0, 60, (1, places, 2))
    return np.hypot(away[..., 0], away[..., 1]), rng.integers(1, 500, homes).astype("float64")


def benchmarks() -> Mapping[str, tuple[Callable[[], object], float | None]]:
    """What is timed by name: the call, and the seconds it may take (None: no promise)."""
    ranked, options = matrix(), RankOptions(draws=DRAWS)
    costs, people = homes_and_places(2000, 300)
    nothing = np.full(len(people), np.inf)
    coverage = SiteOptions(count=10, limit_min=8)
    mean = SiteOptions(objective="mean", count=10)
    return {
        "rank 58 units, 6 criteria, 10,000 draws": (lambda: rank(ranked, options), 0.3),
        "site 10 of 300 places for 2,000 origins, coverage": (lambda: site(costs, nothing, people, coverage), None),
        "site 10 of 300 places for 2,000 origins, mean": (lambda: site(costs, nothing, people, mean), None),
    }
