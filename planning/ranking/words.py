"""Remarks and reasons as sentences of a language."""

from __future__ import annotations

from collections.abc import Mapping

from planning.i18n.translator import Translator
from planning.ranking.reasons import Reason, Remark, Value
from planning.ranking.swaps import Swap

MOST_NAMED = 3


def sentence(remark: Remark, t: Translator, names: Mapping[str, str]) -> str:
    """A remark in words; `names` are those of the units by id."""
    return t(remark.code, **{key: _word(key, value, t, names) for key, value in remark.values.items()})


def reason_words(reason: Reason, t: Translator) -> str:
    """A reason in words; the label and the value where the criterion has no sentence of its own."""
    key = f"criterion.{reason.criterion}.reason"
    digits = 0 if abs(reason.value) >= 10 or float(reason.value).is_integer() else 1  # noqa: PLR2004
    value = t.number(reason.value, digits)
    return t(key, value=value) if t.has(key) else f"{criterion_label(reason.criterion, t)}: {value}"


def swap_words(swap: Swap, t: Translator, names: Mapping[str, str]) -> str:
    """What it takes to make two neighbours change places, in words; weights of a total of 100."""
    values = {
        "above": names.get(swap.above, swap.above),
        "below": names.get(swap.below, swap.below),
        "criterion": criterion_label(swap.criterion, t),
        "weight": t.number(swap.weight * 100, 1),
        "needed": t.number(swap.needed * 100, 1),
    }
    return t("rank.swap" if swap.criterion else "rank.no_swap", **values)


def criterion_label(criterion: str, t: Translator) -> str:
    """The name of a criterion; its id where the catalogue has none, as for the user's own columns."""
    key = f"criterion.{criterion}.label"
    return t(key) if t.has(key) else criterion


def _word(key: str, value: Value, t: Translator, names: Mapping[str, str]) -> str:
    if key == "share":
        return t.number(float(value) * 100) if isinstance(value, int | float) else str(value)
    if isinstance(value, tuple):
        if key == "criteria":
            return ", ".join(criterion_label(item, t) for item in value)
        shown = ", ".join(names.get(item, item) for item in value[:MOST_NAMED])
        rest = len(value) - MOST_NAMED
        return t("rank.list_more", list=shown, count=t.number(rest)) if rest > 0 else shown
    return t.number(value) if isinstance(value, int | float) else value
