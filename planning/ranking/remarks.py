"""The sentences about a ranking: what is proposed, how sure it is, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from planning.ranking.ranking import Ranking
from planning.ranking.reasons import Remark


def remarks(ranking: Ranking) -> tuple[Remark, ...]:
    """The sentences that belong above the table, in the order in which they are said."""
    return tuple(_remarks(ranking))


def _remarks(ranking: Ranking) -> Iterable[Remark]:
    sure, order = ranking.robustness, ranking.order
    if (sure.low == sure.high).all() and len(set(sure.low)) == 1:
        yield Remark(code="rank.no_difference", values={"count": len(order)})
    else:
        first = _group_one(ranking)
        yield Remark(code="rank.group_one", values={"list": tuple(first), "count": len(first)})
        yield Remark(code="rank.group_unchanged", values={"share": sure.unchanged, "draws": ranking.options.draws})
        leading = ranking.per_unit(sure.leading)
        yield Remark(code="rank.stays", values={"list": tuple(first), "share": float(leading[first].min())})
        if sure.runs:
            yield Remark(code="rank.unsure", values={"first": sure.runs[0][0], "last": sure.runs[0][1]})
        yield from _other_methods(ranking, first)
    yield Remark(code="rank.by_need")
    yield from _gaps(ranking)


def _group_one(ranking: Ranking) -> list[str]:
    return [unit for unit in ranking.order if ranking.groups[unit] == "I"]


def _other_methods(ranking: Ranking, first: Sequence[str]) -> Iterable[Remark]:
    for method in ranking.options.methods[1:]:
        agree = int((ranking.ranks[method][list(first)] <= len(first)).sum())
        yield Remark(code=f"rank.check.{method}", values={"agree": agree, "count": len(first)})


def _gaps(ranking: Ranking) -> Iterable[Remark]:
    left_out = ranking.matrix.left_out
    if left_out:
        yield Remark(code="rank.criteria_without_data", values={"criteria": left_out, "count": len(left_out)})
    if ranking.estimated:
        code = f"rank.units_{ranking.options.missing}"
        yield Remark(code=code, values={"list": ranking.estimated, "count": len(ranking.estimated)})
    if ranking.unranked:
        yield Remark(code="rank.units_unranked", values={"list": ranking.unranked, "count": len(ranking.unranked)})
