"""Answers in words: lists of names, people with their share, forms for none, some and all."""

from __future__ import annotations

from collections.abc import Sequence

from layers.demo.facts import SOURCE
from layers.known import OSM_SOURCE
from planning.i18n import Translator

MOST_NAMES = 3
OURS = {SOURCE: "illustrative.title", OSM_SOURCE: "source.openstreetmap"}
"""The sources that this program states itself; those that a user states stay as they are written."""


def names(items: Sequence[str], t: Translator, most: int = MOST_NAMES) -> str:
    """Names as a list, at most three, then "and {n} other units"."""
    shown = list(items[:most])
    rest = len(items) - len(shown)
    if rest > 0:
        return t("list.more", list=", ".join(shown), count=t.number(rest))
    if len(shown) < 2:  # noqa: PLR2004 - nothing to join
        return "".join(shown)
    return t("list.two", list=", ".join(shown[:-1]), last=shown[-1])


def inside(words: str) -> str:
    """Words as they stand within a sentence: the first letter small, but for an abbreviation ("THCS", "UBND")."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def source(text: str, t: Translator) -> str:
    """A source as it is printed: in the language of the page where the words are ours."""
    return t(OURS[text]) if text in OURS else text


def people(count: float, t: Translator) -> str:
    """A number of people: "1.486.918 người"."""
    return t("people.count", count=t.number(count))


def form(part: float, whole: float) -> str:
    """Which form of a sentence fits: "none", "some", "all", or "no_data" where there is nobody at all."""
    if not whole > 0:
        return "no_data"
    return "none" if round(part) <= 0 else "all" if round(whole - part) <= 0 else "some"


def share(part: float, whole: float, t: Translator) -> str:
    """A share per cent that never rounds to 0 or 100 where it is neither: one decimal near the ends."""
    if not whole > 0:
        return t("scale.no_data")
    value = part / whole
    digits = 0 if 0.1 <= value <= 0.9 or value in (0, 1) else 1  # noqa: PLR2004
    low, high = (0.001, 0.999) if 0 < value < 1 else (0.0, 1.0)
    return t.percent(min(max(value, low), high), digits)
