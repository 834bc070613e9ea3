"""The best places for more facilities: most people covered, shortest mean way, or shortest worst way.

Exact by mixed-integer programming (HiGHS through `scipy.optimize.milp`), with existing facilities locked, the bound
that no choice can beat, and the greedy choice for comparison.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from layers.problems import OptionError, Problem, raise_errors
from planning.siting.case import Case, Solved
from planning.siting.coverage import solve_coverage
from planning.siting.mean import solve_mean
from planning.siting.worst import solve_worst

Floats = NDArray[np.float64]
Objective = Literal["coverage", "mean", "worst"]
BEYOND = 2.0
"""Without a limit, people whom nothing reaches count, in the mean, as this many times the longest way there is."""
SAME = 1e-9


@dataclass(frozen=True, kw_only=True)
class SiteOptions:
    """What is asked of the new places.

    Parameters
    ----------
    objective
        "coverage": most people within `limit_min` (maximal covering location, Church and ReVelle 1974); "mean":
        shortest mean way (p-median, Hakimi 1964); "worst": shortest way of those who have the longest (p-center).
    count
        How many places, beside the existing ones.
    limit_min
        Limit in minutes, included. Needed for coverage; in the mean, longer ways count as the limit; no part in the
        worst.
    max_seconds
        When to stop looking for a proof; the best choice found is returned, with the gap.
    """

    objective: Objective = "coverage"
    count: int = field(default=1, metadata={"min": 1, "max": 100, "step": 1})
    limit_min: float | None = field(default=None, metadata={"unit": "min", "min": 1, "max": 180, "step": 1})
    max_seconds: float = field(default=60.0, metadata={"unit": "s", "min": 1, "max": 3600})

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        raise_errors(self._problems(), OptionError)

    def _problems(self) -> Iterable[Problem]:
        if self.objective not in get_args(Objective):
            yield Problem(
                code="site_objective", field="objective", found=self.objective, allowed=", ".join(get_args(Objective))
            )
        if self.count < 1:
            yield Problem(code="site_count", field="count", found=str(self.count), allowed=">= 1")
        if self.limit_min is None and self.objective == "coverage":
            yield Problem(code="site_limit_missing", field="limit_min", allowed="> 0")
        if self.limit_min is not None and not (self.limit_min > 0 and math.isfinite(self.limit_min)):
            yield Problem(code="site_limit", field="limit_min", found=f"{self.limit_min:g}", allowed="> 0")
        if not self.max_seconds > 0:
            yield Problem(code="site_seconds", field="max_seconds", found=f"{self.max_seconds:g}", allowed="> 0")


@dataclass(frozen=True, eq=False)
class Siting:
    """The places chosen and what they are worth.

    `chosen` and `greedy` are positions of candidates, ascending. `objective`, `before` (existing facilities alone),
    `greedy_objective` and `bound` (no choice can be better) are people for coverage and minutes for the others;
    `before` is infinite where somebody reaches no existing facility. `people` are those of the question;
    `unreached_people` those whom nothing reaches even now, `unreachable_people` those of them whom no candidate could.
    """

    chosen: tuple[int, ...]
    objective: float
    before: float
    bound: float
    greedy: tuple[int, ...]
    greedy_objective: float
    people: float
    unreached_people: float
    unreachable_people: float
    options: SiteOptions
    notes: tuple[Problem, ...] = ()

    @property
    def gap(self) -> float:
        """How far the best possible may be from the choice, as a share of the objective; 0 if it is proven best."""
        away = abs(self.bound - self.objective)
        return 0.0 if away <= SAME * max(1.0, abs(self.objective)) else away / max(abs(self.objective), SAME)

    @property
    def proven(self) -> bool:
        """Whether no choice can be better."""
        return self.gap == 0


def site(costs: Floats, existing: Floats, people: Floats, options: SiteOptions) -> Siting:
    """The best places for more facilities among candidates.

    Parameters
    ----------
    costs
        Minutes, origins x candidates; `inf` where there is no way.
    existing
        Minutes to the nearest existing facility, by origin; `inf` where there is none.
    people
        People by origin.
    options
        What is asked.

    Raises
    ------
    OptionError
        If there are fewer candidates than places asked for, no people, people below 0, minutes below 0, no candidate
        within reach of anybody who could gain, nothing left to gain, or (worst) nobody can be sure to reach anything
        with so few places.

    Notes
    -----
    The same input gives the same choice, unless time runs out; several choices may be equally good, so compare
    objectives, not places. The objective never gets worse when a place more is allowed, or a candidate is added. People
    whom neither a candidate nor an existing facility can reach have no part in mean and worst.
    """
    costs, existing, people = (np.asarray(a, dtype="float64") for a in (costs, existing, people))
    if costs.ndim != 2 or existing.shape != people.shape or people.shape != costs.shape[:1]:  # noqa: PLR2004
        raise ValueError("costs are origins x candidates, existing and people one value an origin")
    if np.isnan(costs).any() or np.isnan(existing).any() or np.isnan(people).any():
        raise ValueError("costs and people may not be NaN: no way is infinite")
    raise_errors(_problems(costs, existing, people, options), OptionError)
    case, unreachable = _case(costs, existing, people, options)
    raise_errors(_in_vain(case, options), OptionError)
    greedy = _greedy(case, options.objective)
    solved = _SOLVERS[options.objective](case, greedy)
    return _siting(case, options, solved, greedy, unreachable)


def _problems(costs: Floats, existing: Floats, people: Floats, options: SiteOptions) -> Iterable[Problem]:
    if options.count > costs.shape[1]:
        yield Problem(code="site_count_above_candidates", found=str(options.count), allowed=f"<= {costs.shape[1]}")
    if (people < 0).any() or np.isinf(people).any():
        yield Problem(code="site_people", field="people", count=int((people < 0).sum()), allowed=">= 0")
    elif not people.sum() > 0:
        yield Problem(code="site_no_people", field="people", found="0", allowed="> 0")
    if (costs < 0).any() or (existing < 0).any():
        yield Problem(code="site_minutes", count=int((costs < 0).sum() + (existing < 0).sum()), allowed=">= 0")


def _case(costs: Floats, existing: Floats, people: Floats, options: SiteOptions) -> tuple[Case, float]:
    """The question without those who have no part in it, and how many people nothing could reach."""
    reachable = np.isfinite(existing) | np.isfinite(costs).any(axis=1)
    unreachable = float(people[~reachable].sum())
    part = (people > 0) & (reachable | (options.objective == "coverage"))
    costs, existing, people = costs[part], existing[part], people[part]
    finite = np.concatenate([costs[np.isfinite(costs)], existing[np.isfinite(existing)], [0.0]])
    ceiling = float(finite.max()) * BEYOND if options.limit_min is None else options.limit_min
    return Case(costs, existing, people, options.count, ceiling, options.max_seconds), unreachable


def _in_vain(case: Case, options: SiteOptions) -> Iterable[Problem]:
    """Say where no choice could change anything: nobody lacks anything, or nobody who does could be helped."""
    if options.objective == "coverage":
        lacking = case.existing > case.ceiling
        helped = (case.costs <= case.ceiling)[lacking]
    else:
        ceiling = math.inf if options.objective == "worst" else case.ceiling
        helped = case.costs < np.minimum(case.existing, ceiling)[:, None]
        lacking = ~np.isfinite(case.costs).any(axis=1) | helped.any(axis=1) | (case.existing > ceiling)
    people = round(float(case.people[lacking].sum()))
    found = "" if options.limit_min is None else f"{options.limit_min:g}"
    if not lacking.any() and len(lacking):
        yield Problem(code="site_nothing_to_gain", found=found, count=round(float(case.people.sum())))
    elif not helped.any():
        yield Problem(code="site_no_candidate_in_reach", found=found, count=people)


def value_of(case: Case, chosen: Iterable[int], objective: Objective) -> float:
    """The objective of some places together with the existing ones: people, or minutes."""
    best = case.best(chosen)
    if objective == "coverage":
        return float(case.people[best <= case.ceiling].sum())
    if objective == "worst":
        return float(best.max(initial=0.0))
    return float(np.minimum(best, case.ceiling) @ case.people / case.people.sum())


def _greedy(case: Case, objective: Objective) -> tuple[int, ...]:
    """One place after the other, each the best beside those before; of equals the shorter mean, then the first."""
    best, chosen = case.existing.copy(), []
    for _ in range(case.count):
        keys = []
        for candidate in range(case.costs.shape[1]):
            now = np.minimum(best, case.costs[:, candidate])
            mean = float(np.minimum(now, case.ceiling) @ case.people)
            covered = float(case.people[now <= case.ceiling].sum())
            first = {"coverage": -covered, "worst": float(now.max(initial=0.0)), "mean": mean}[objective]
            keys.append((candidate in chosen, first, mean, candidate))
        taken = min(keys)[-1]
        chosen.append(taken)
        best = np.minimum(best, case.costs[:, taken])
    return tuple(sorted(chosen))


_SOLVERS = {"coverage": solve_coverage, "mean": solve_mean, "worst": solve_worst}


def _siting(case: Case, options: SiteOptions, solved: Solved, greedy: tuple[int, ...], unreachable: float) -> Siting:
    sign = -1.0 if options.objective == "coverage" else 1.0
    values = {chosen: value_of(case, chosen, options.objective) for chosen in (greedy, case.filled(solved.chosen))}
    chosen = min(values, key=lambda c: (sign * values[c], c != case.filled(solved.chosen)))
    if math.isinf(values[chosen]):
        raise OptionError(Problem(code="site_worst_unreachable", found=str(options.count), field="count"))
    bound = solved.bound if sign * (solved.bound - values[chosen]) < 0 else values[chosen]
    left = case.best(chosen)
    beyond = left > case.ceiling if options.objective == "coverage" else np.isinf(left)
    before = value_of(case, (), options.objective)
    result = Siting(
        chosen=chosen,
        objective=values[chosen],
        before=math.inf if options.objective == "mean" and np.isinf(case.existing).any() else before,
        bound=bound,
        greedy=greedy,
        greedy_objective=values[greedy],
        people=float(case.people.sum()),
        unreached_people=float(case.people[beyond].sum()) + (0.0 if options.objective == "coverage" else unreachable),
        unreachable_people=unreachable,
        options=options,
    )
    return _noted(result)


def _noted(result: Siting) -> Siting:
    notes = []
    if not result.proven:
        notes.append(Problem(code="site_not_proven", severity="warning", found=f"{result.gap:.2%}", allowed="0 %"))
    if result.unreachable_people > 0:
        notes.append(
            Problem(code="site_unreachable_people", severity="warning", count=round(result.unreachable_people))
        )
    return replace(result, notes=tuple(notes))
