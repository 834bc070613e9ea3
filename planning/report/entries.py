"""What the legend of a sheet says: the marks that can be seen in the frame, with their words, in groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from planning.i18n import Translator
from planning.present.base import GREEN, ROADS, WATER
from planning.present.views import Mark, ShapeKind
from planning.report import signs
from planning.report.drawables import Drawable


@dataclass(frozen=True)
class Entry:
    """A line of the legend: its words, and the mark as it is drawn."""

    words: str
    mark: Mark
    kind: ShapeKind
    opacity: float = 1.0
    turn: int = 0

    @property
    def picture(self) -> bytes:
        """The swatch."""
        return signs.swatch(self.mark, self.kind, self.opacity, self.turn)

    def size_mm(self, share: float) -> tuple[float, float]:
        """Width and height of the swatch where others are drawn at a share of theirs; circles by size stay."""
        wide, high = signs.swatch_mm(self.mark, self.kind)
        factor = 1.0 if signs.is_sized(self.mark, self.kind) else share
        return wide * factor, high * factor


@dataclass(frozen=True)
class Group:
    """Entries of the legend under a heading."""

    title: str
    entries: tuple[Entry, ...]


def legend(base: Sequence[Drawable], layers: Sequence[Drawable], t: Translator) -> tuple[Group, ...]:
    """What the map is about first: results, then layers of several classes; the others, the base map last."""
    result = t("tree.result")
    from_top = list(reversed(layers))
    order = sorted(from_top, key=lambda layer: (layer.item.group != result, len(layer.used) == 1))
    groups: dict[str, list[Entry]] = {}
    for layer in order:
        item, made = layer.item, _entries(layer)
        if item.title and made:
            heading = item.legend_title or item.title if len(made) > 1 else item.group
            groups.setdefault(heading, []).extend(made)
    below = [entry for layer in reversed(base) for entry in _base_entries(layer, t)]
    if below:
        groups.setdefault(t("sheet.base"), []).extend(below)
    return tuple(Group(title, tuple(entries)) for title, entries in groups.items())


def _entries(layer: Drawable) -> list[Entry]:
    item, turns = layer.item, signs.numbered(layer.item.marks)
    named = [n for n in layer.used if item.marks[n].label or len(item.marks) == 1]
    if not named:  # circles by size: the legend has colours and sizes of its own
        seen = {item.marks[n].colour for n in layer.used}
        named = [n for n, mark in enumerate(item.marks) if mark.label and (not mark.colour or mark.colour in seen)]
    return [
        Entry(item.marks[n].label or item.title, item.marks[n], layer.kind, item.opacity, turns.get(n, 0))
        for n in named
    ]


def _base_entries(layer: Drawable, t: Translator) -> list[Entry]:
    """Roads by class, water and green: what a reader meets on the map without its being a layer of the view."""
    mark, name = layer.item.marks[0], layer.item.id.rpartition(".")[2]
    fills = {WATER: "layer.water", GREEN: "layer.green"}
    if layer.kind == "line" and name in {name for name, *_ in ROADS}:
        return [Entry(t(f"road.{name}"), mark, "line")]
    if mark.colour in fills:
        return [Entry(t(fills[mark.colour]), replace(mark, outline=""), "area")]
    return []
