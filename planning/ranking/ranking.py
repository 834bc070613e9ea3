"""The ranking of units: points out of 100, ranks, groups, how sure they are and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.digest import digest
from layers.problems import OptionError, Problem, concerning, raise_errors
from planning.ranking.matrix import FEWEST_UNITS, DecisionMatrix
from planning.ranking.methods import (
    FULL,
    METHODS,
    Floats,
    Method,
    Scale,
    competition_ranks,
    contributions,
    points,
)
from planning.ranking.reasons import Reason, main_reasons
from planning.ranking.robustness import GROUPS, Robustness, draw_weights, robustness
from planning.ranking.swaps import Swap, smallest_changes

Missing = Literal["redistribute", "leave_out", "worst"]


@dataclass(frozen=True, kw_only=True)
class RankOptions:
    """How units are ranked.

    Parameters
    ----------
    methods
        The first makes scores, ranks and groups; the others only ranks, to compare.
    missing
        What becomes of a unit without data for a criterion: "redistribute" hands the criterion's weight to the unit's
        other criteria, and the unit is marked as estimated; "leave_out" does not rank it; "worst" counts 100 points,
        and marks it. It never counts as 0.
    scale
        "goalposts": points between the criteria's goalposts; "observed": the most urgent unit gets 100 points.
    draws, seed, concentration
        Draws of weights, as `draw_weights` says.
    """

    methods: tuple[Method, ...] = ("weighted_sum", "topsis")
    missing: Missing = "redistribute"
    scale: Scale = "goalposts"
    draws: int = field(default=10_000, metadata={"min": 100, "max": 1_000_000})
    seed: int = field(default=2026, metadata={"min": 0})
    concentration: float = field(default=5.0, metadata={"min": 0.1, "max": 1000.0})

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        raise_errors(self._problems(), OptionError)

    def _problems(self) -> Iterable[Problem]:
        if not self.methods or len(set(self.methods)) < len(self.methods) or not set(self.methods) <= set(METHODS):
            yield Problem(code="method_unknown", found=", ".join(self.methods), allowed=", ".join(METHODS))
        choices: tuple[tuple[str, str, object], ...] = (
            ("missing", self.missing, Missing),
            ("scale", self.scale, Scale),
        )
        for name, choice, kind in choices:
            if choice not in get_args(kind):
                yield Problem(code="choice_unknown", field=name, found=choice, allowed=", ".join(get_args(kind)))
        for name, least, most in (("draws", 100, 1_000_000), ("seed", 0, 2**32 - 1), ("concentration", 0.1, 1000)):
            number = float(getattr(self, name))
            if not least <= number <= most:
                yield Problem(code="number_out_of_range", field=name, found=f"{number:g}", allowed=f"{least} … {most}")


@dataclass(frozen=True, eq=False)
class Ranking:
    """Units in order of urgency, with all it takes to explain and to doubt the order.

    Frames and Series are indexed by unit id, in the order of the matrix; treat them as read only. Units that cannot be
    ranked have NaN as score and rank, an empty group, and are in `unranked`. `estimated` are units ranked although data
    are missing.
    """

    matrix: DecisionMatrix
    options: RankOptions
    points: pd.DataFrame
    contributions: pd.DataFrame
    scores: pd.Series[float]
    ranks: Mapping[Method, pd.Series[Any]]
    groups: pd.Series[str]
    robustness: Robustness
    ranked: pd.Index[str]
    reasons: Mapping[str, tuple[Reason, ...]]
    swaps: tuple[Swap, ...]
    estimated: tuple[str, ...]
    unranked: tuple[str, ...]
    notes: tuple[Problem, ...]

    @property
    def order(self) -> list[str]:
        """Ids of the ranked units, the most urgent first; equals in the order of the matrix."""
        first = self.ranks[self.options.methods[0]]
        return [str(unit) for unit in first.dropna().sort_values(kind="stable").index]

    @cached_property
    def digest(self) -> str:
        """The content key: the matrix and the options make the ranking."""
        return digest("ranking", self.matrix, self.options)

    def per_unit(self, values: NDArray[Any]) -> pd.Series[Any]:
        """Values of the robustness, one a ranked unit, as a Series over all units; missing for those not ranked."""
        return pd.Series(values, index=self.ranked).reindex(self.matrix.units)

    def table(self) -> pd.DataFrame:
        """The table of the command line: one row a unit, in order, those not ranked last.

        Columns `rank, id, name, score, group, rank_low, rank_high`, one a criterion in its own unit, one `rank_NAME` a
        further method. Ranks are nullable integers.
        """
        first, *others = self.options.methods
        table = pd.DataFrame(
            {
                "rank": self.ranks[first].astype("Int64"),
                "id": list(self.matrix.units),
                "name": self.matrix.names,
                "score": self.scores,
                "group": self.groups,
                "rank_low": self.per_unit(self.robustness.low).astype("Int64"),
                "rank_high": self.per_unit(self.robustness.high).astype("Int64"),
            },
            index=self.matrix.units,
        ).join(self.matrix.values)
        for name in others:
            table[f"rank_{name}"] = self.ranks[name].astype("Int64")
        return table.sort_values("rank", kind="stable", na_position="last").reset_index(drop=True)


def rank(matrix: DecisionMatrix, options: RankOptions | None = None) -> Ranking:
    """The ranking of the units of a matrix.

    Raises
    ------
    OptionError
        If fewer than two units can be ranked.

    Notes
    -----
    Scaling all weights changes nothing; a unit never outranks one that is at least as urgent in every criterion and
    more so in one; renaming or reordering the units permutes the result; groups never contradict the order.
    """
    options = options or RankOptions()
    weights = matrix.weights
    all_points, able, estimated = _policy(matrix, options)
    if able.sum() < FEWEST_UNITS:
        raise OptionError(
            concerning("units_too_few", list(matrix.units[~able]), found=str(int(able.sum())), allowed=">= 2")
        )
    used, units = all_points[able], matrix.units[able]
    scores = {m: METHODS[m](used, weights) for m in options.methods}
    ranks = {m: competition_ranks(s) for m, s in scores.items()}
    first = options.methods[0]
    drawn = draw_weights(weights, options.draws, options.seed, options.concentration)
    sure = robustness(used, ranks[first], drawn, first)
    parts = contributions(used, weights)
    reasons = main_reasons(matrix.values.to_numpy()[able], _without_guesses(used, matrix, able), parts, matrix.criteria)
    unranked = tuple(map(str, matrix.units[~able]))
    return Ranking(
        matrix=matrix,
        options=options,
        points=pd.DataFrame(all_points, index=matrix.units, columns=list(matrix.ids)),
        contributions=pd.DataFrame(parts, index=units, columns=list(matrix.ids)).reindex(matrix.units),
        scores=pd.Series(np.clip(scores[first], 0, FULL), index=units, name="score").reindex(matrix.units),
        ranks=MappingProxyType(
            {m: pd.Series(r, index=units, name="rank").reindex(matrix.units) for m, r in ranks.items()}
        ),
        groups=pd.Series([GROUPS[g] for g in sure.group], index=units, name="group").reindex(
            matrix.units, fill_value=""
        ),
        robustness=sure,
        ranked=units,
        reasons=MappingProxyType(dict(zip(map(str, units), reasons, strict=True))),
        swaps=_swaps(used, ranks[first], matrix, units) if first == "weighted_sum" else (),
        estimated=tuple(map(str, matrix.units[estimated])),
        unranked=unranked,
        notes=(*matrix.notes, *_ranking_notes(unranked, tuple(map(str, matrix.units[estimated])))),
    )


def _policy(matrix: DecisionMatrix, options: RankOptions) -> tuple[Floats, NDArray[np.bool_], NDArray[np.bool_]]:
    """Points as the policy on missing data has them, which units can be ranked, and which of these are estimated."""
    result = points(matrix.values.to_numpy(), matrix.criteria, options.scale)
    gone = np.isnan(result)
    weighed = matrix.weights > 0
    lacking = np.asarray(gone[:, weighed].any(axis=1))
    able = np.asarray(~gone[:, weighed].all(axis=1))
    if options.missing == "leave_out":
        able = ~lacking
    elif options.missing == "worst":
        result = np.where(gone & able[:, None], FULL, result)
    return result, able, lacking & able


def _without_guesses(used: Floats, matrix: DecisionMatrix, able: NDArray[np.bool_]) -> Floats:
    """Points that rest on data: what was only assumed is no reason."""
    return np.where(np.isnan(matrix.values.to_numpy()[able]), 0.0, used)


def _swaps(used: Floats, ranks: NDArray[np.int64], matrix: DecisionMatrix, units: pd.Index[str]) -> tuple[Swap, ...]:
    order = np.argsort(ranks, kind="stable")
    above, below = order[:-1], order[1:]
    apart = ranks[above] < ranks[below]
    above, below = above[apart], below[apart]
    weights = matrix.weights
    criterion, needed = smallest_changes(used, weights, above, below)
    return tuple(
        Swap(above=str(units[a]), below=str(units[b]))
        if k < 0
        else Swap(
            above=str(units[a]), below=str(units[b]), criterion=matrix.ids[k], weight=float(weights[k]), needed=float(x)
        )
        for a, b, k, x in zip(above, below, criterion, needed, strict=True)
    )


def _ranking_notes(unranked: tuple[str, ...], estimated: tuple[str, ...]) -> Iterable[Problem]:
    if unranked:
        yield concerning("units_not_ranked", unranked, severity="warning")
    if estimated:
        yield concerning("units_estimated", estimated, severity="note")
