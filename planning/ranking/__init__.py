"""Where to act first: a decision matrix, points of 100, ranks, how sure they are and why."""

from planning.ranking.criteria import DEFAULT, join_own
from planning.ranking.matrix import Criterion, DecisionMatrix, decision_matrix
from planning.ranking.ranking import Ranking, RankOptions, rank
from planning.ranking.reasons import Reason, Remark
from planning.ranking.robustness import GROUPS, Robustness
from planning.ranking.swaps import Swap

__all__ = [
    "DEFAULT",
    "GROUPS",
    "Criterion",
    "DecisionMatrix",
    "RankOptions",
    "Ranking",
    "Reason",
    "Remark",
    "Robustness",
    "Swap",
    "decision_matrix",
    "join_own",
    "rank",
]
