"""Questions of siting."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest


@pytest.fixture(scope="session")
def san_francisco(realdata):
    """Metres, tracts x stores, and people a tract; the files hold the tracts in different orders."""
    folder = realdata / "reference-sf-stores"
    pairs = pd.read_csv(folder / "sf_network_distance.csv", dtype={"DestinationName": str})
    people = pd.read_csv(folder / "sf_demand_205_tracts.csv", dtype={"NAME": str}).set_index("NAME")["POP2000"]
    metres = pairs.set_index(["DestinationName", "name"])["distance"].unstack()  # noqa: PD010 - nothing to aggregate
    return metres.to_numpy(), people[metres.index].to_numpy(dtype="float64")


def objective_of(costs, existing, people, places, objective, limit):
    """The slow obvious version: people within the limit, or mean or worst minutes."""
    best = np.array([min([row[j] for j in places] + [e]) for row, e in zip(costs, existing, strict=True)])
    if objective == "coverage":
        return sum(p for p, b in zip(people, best, strict=True) if b <= limit)
    there = [
        (p, b) for p, b, row, e in zip(people, best, costs, existing, strict=True) if p > 0 and min(*row, e) < np.inf
    ]
    if objective == "worst":
        return max(b for _, b in there)
    return sum(p * min(b, limit) for p, b in there) / sum(p for p, _ in there)


def every_choice(costs, existing, people, count, objective, limit):
    """Objectives of all choices of so many candidates."""
    choices = combinations(range(costs.shape[1]), count)
    return {c: objective_of(costs, existing, people, c, objective, limit) for c in choices}
