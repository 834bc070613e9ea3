"""Which tags make which layer: the rules of the table `osm_tags`, tried in their order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from types import MappingProxyType

import pandas as pd

from data import table
from layers.files.osm_values import name as name_of

ANY = "*"
_FLAGS = {"1": True, "1.0": True, "0": False, "0.0": False}
_NOT_THERE = frozenset({"no", "none"})


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One row of the table: a feature that has the tags, and a name like the pattern, is of this kind.

    `kind` and `code` are both empty where the rule of facilities says that such a feature is none. `assumed` marks what
    the tags do not say and the table supposes.
    """

    layer: str
    key: str
    value: str
    and_key: str = ""
    and_value: str = ""
    name_pattern: str = ""
    kind: str = ""
    code: str = ""
    public: bool | None = None
    assumed: bool = False

    @cached_property
    def _name(self) -> re.Pattern[str]:
        return re.compile(self.name_pattern, re.IGNORECASE)

    def holds(self, tags: Mapping[str, str]) -> bool:
        """Whether the tags and the name fit; lists such as "1;2" fit by any of their parts."""
        if not _among(self.value, tags.get(self.key)):
            return False
        if self.and_key and not _among(self.and_value, tags.get(self.and_key)):
            return False
        return not self.name_pattern or self._name.search(name_of(tags) or "") is not None


def _among(wanted: str, text: str | None) -> bool:
    if text is None:
        return False
    if wanted == ANY:
        return text not in _NOT_THERE
    return text == wanted or (";" in text and wanted in map(str.strip, text.split(";")))


@dataclass(frozen=True)
class Rules:
    """All rules of some layers, found by key."""

    rules: tuple[Rule, ...]
    _by_key: Mapping[str, tuple[tuple[int, Rule], ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Sort the rules by key, their order kept beside them."""
        by_key: dict[str, list[tuple[int, Rule]]] = {}
        for order, rule in enumerate(self.rules):
            by_key.setdefault(rule.key, []).append((order, rule))
        object.__setattr__(self, "_by_key", MappingProxyType({key: tuple(found) for key, found in by_key.items()}))

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that any rule looks at."""
        return tuple(self._by_key)

    def match(self, tags: Mapping[str, str]) -> dict[str, Rule]:
        """The first rule that holds, by layer; a layer whose first rule says "none" is not in it."""
        found: dict[str, tuple[int, Rule]] = {}
        for key in tags.keys() & self._by_key.keys():
            for order, rule in self._by_key[key]:
                if (rule.layer not in found or order < found[rule.layer][0]) and rule.holds(tags):
                    found[rule.layer] = (order, rule)
        return {layer: rule for layer, (_, rule) in found.items() if rule.kind or rule.code or layer == "buildings"}

    def only(self, layers: tuple[str, ...]) -> Rules:
        """The rules of some layers."""
        return Rules(tuple(rule for rule in self.rules if rule.layer in layers))


def rules_from(rows: pd.DataFrame) -> Rules:
    """The rules of a table with the columns of `data/osm_tags.csv`, in the order of `priority`."""
    ordered = rows.sort_values("priority", key=lambda column: column.astype(float), kind="stable")
    return Rules(
        tuple(
            Rule(
                layer=row["layer"],
                key=row["key"],
                value=row["value"],
                and_key=row["and_key"],
                and_value=row["and_value"],
                name_pattern=row["name_pattern"],
                kind=row["kind"],
                code=row["code"],
                public=_FLAGS.get(row["public"]),
                assumed=_FLAGS.get(row["assumed"], False),
            )
            for row in ordered.astype(str).to_dict("records")
        )
    )


@lru_cache(maxsize=1)
def known_rules() -> Rules:
    """The rules that the tool comes with."""
    return rules_from(table("osm_tags"))
