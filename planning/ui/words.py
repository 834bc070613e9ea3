"""Problems in words of a page: boxes instead of flags, fields and layers by their titles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from layers.problems import MOST_SHOWN, Problem
from planning.i18n import Translator
from planning.present.catalogue import layer_title

_FLAG = re.compile(r"--([a-z][a-z-]*)")
_KINDS = frozenset(
    {"number", "integer", "text", "boolean", "date", "time", "point", "line", "polygon", "raster", "vector"}
)


def worded(problem: Problem, t: Translator) -> str:
    """A problem as a person at the page reads it; what the command line would say of flags is said of boxes."""
    shown = replace(
        problem,
        layer=layer_title(problem.layer, t) if problem.layer else "",
        field=t(f"field.{problem.field}") if t.has(f"field.{problem.field}") else problem.field,
        allowed=allowed(problem.allowed, t),
    )
    text = t.problem(shown)
    own = f"page.remedy.{problem.code}"
    if t.has(own) and t.has(f"problem.{problem.code}.remedy"):
        text = text.replace(t.remedy(shown), t(own, field=shown.field, layer=shown.layer, allowed=shown.allowed))
    return _FLAG.sub(lambda found: t(f"flag.{found[1]}") if t.has(f"flag.{found[1]}") else found[0], text)


def allowed(text: str, t: Translator) -> str:
    """What is allowed, in words; "" where it only names a flag."""
    if text.startswith("--"):
        return ""
    parts = text.split(", ")
    return ", ".join(t(f"allowed.{part}") if part in _KINDS else part for part in parts)


def lines(problems: Iterable[Problem], t: Translator) -> list[str]:
    """Problems as lines; beyond a handful only their number."""
    items = list(problems)
    shown = [worded(item, t) for item in items[:MOST_SHOWN]]
    rest = len(items) - len(shown)
    return [*shown, t("problem.more", count=t.number(rest))] if rest > 0 else shown
