"""The question a model solves, and what every model needs: rows that differ, candidates that matter, the solver."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
OPTIMAL, INFEASIBLE = 0, 2
CHOSEN = 0.5
MOST_COMPARED = 5000


@dataclass(frozen=True, eq=False)
class Case:
    """Origins that have a part in the question: minutes to candidates and to what exists, people, places, ceiling."""

    costs: Floats
    existing: Floats
    people: Floats
    count: int
    ceiling: float
    max_seconds: float
    started: float = field(default_factory=time.monotonic)

    def best(self, chosen: Iterable[int]) -> Floats:
        """Minutes to the nearest of the existing facilities and some candidates."""
        return np.asarray(np.minimum(self.existing, self.costs[:, list(chosen)].min(axis=1, initial=math.inf)))

    def filled(self, chosen: Iterable[int]) -> tuple[int, ...]:
        """As many places as asked for: where fewer suffice, those that shorten the mean way most are added."""
        places = sorted(set(chosen))
        while len(places) < self.count:
            best = np.minimum(self.best(places), self.ceiling)
            gains = [
                -1.0 if j in places else float((best - np.minimum(best, self.costs[:, j])) @ self.people)
                for j in range(self.costs.shape[1])
            ]
            places = sorted([*places, int(np.argmax(gains))])
        return tuple(places)

    @property
    def seconds_left(self) -> float:
        """What is left of the time allowed; never quite nothing, so that a solver says what it has."""
        return max(self.max_seconds - (time.monotonic() - self.started), 0.01)


@dataclass(frozen=True)
class Solved:
    """Places found (perhaps none) and the value that no choice can beat."""

    chosen: tuple[int, ...]
    bound: float


def solve(cost: Floats, rows: csr_array, least: Floats, places: int, seconds: float) -> OptimizeResult:
    """Minimise `cost @ v` with `rows @ v >= least`, all variables in [0, 1] and the first `places` of them whole."""
    whole = (np.arange(len(cost)) < places).astype(int)
    return milp(
        cost,
        integrality=whole,
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(rows, least, np.inf),
        options={"time_limit": seconds, "mip_rel_gap": 0.0, "presolve": True},
    )


def picked(result: OptimizeResult, places: int) -> tuple[int, ...]:
    """The places that a solution chooses; none where there is no solution."""
    return () if result.x is None else tuple(int(j) for j in np.flatnonzero(result.x[:places] > CHOSEN))


def distinct_rows(within: Bools, people: Floats) -> tuple[Bools, Floats]:
    """Rows that differ, in a fixed order, and the people of each: origins with the same candidates are one origin."""
    packed = np.packbits(within, axis=1)
    keys, inverse = np.unique(packed, axis=0, return_inverse=True)
    rows = np.asarray(np.unpackbits(keys, axis=1, count=within.shape[1]), dtype=bool)
    return rows, np.asarray(np.bincount(inverse.ravel(), weights=people, minlength=len(keys)), dtype="float64")


def dominated_candidates(within: Bools) -> Bools:
    """Candidates that cover nobody whom not another one covers as well; of equals all but the first."""
    counts = within.sum(axis=0)
    shared = within.T.astype("float32") @ within.astype("float32")  # exact: counts of rows far below 2**24
    inside = shared == counts[:, None]  # the row's candidate covers nothing beyond the column's
    first = np.arange(len(counts))[:, None] > np.arange(len(counts))[None, :]
    return np.asarray((inside & ((counts[:, None] < counts[None, :]) | first)).any(axis=1) | (counts == 0))


def dominated_rows(rows: Bools) -> Bools:
    """Rows that hold all candidates of another, shorter row (rows differ); none are looked for among too many."""
    if len(rows) > MOST_COMPARED:
        return np.zeros(len(rows), dtype=bool)
    counts = rows.sum(axis=1)
    shared = rows.astype("float32") @ rows.T.astype("float32")
    within = (shared == counts[None, :]) & (counts[None, :] < counts[:, None])
    return np.asarray(within.any(axis=1))
