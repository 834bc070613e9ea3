"""The legend of a sheet: entries in columns, at the largest size of type at which they fit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from layers.digest import digest
from planning.report import fonts
from planning.report.entries import Entry, Group
from planning.report.signs import SWATCH_MM
from planning.report.typeset import escape

PT_MM = 25.4 / 72
SIZES = (7.5, 7.0, 6.5, 6.0, 5.5, 5.0)
"""Sizes of type that are tried, points."""
GAP_MM, GUTTER_MM = 0.8, 5.0
_LINE = 1.28
_NARROWEST_MM = 34.0
_WHOLE_COSTS, _WHOLE_MM = 1.25, 6.0  # how much higher a legend may get so that its groups stay whole
_SAFETY = 1.04  # a typesetter may break a line a little earlier than we think


@dataclass(frozen=True)
class Block:
    """A heading, an entry, or a number with its name (`lead`), so many millimetres high."""

    text: str
    height_mm: float
    entry: Entry | None = None
    lead: str = ""

    @property
    def is_heading(self) -> bool:
        """Whether it must not stand at the foot of a column."""
        return self.entry is None and not self.lead


@dataclass(frozen=True, kw_only=True)
class Legend:
    """Blocks in columns.

    `size_pt` is the size of type, `column_mm` the width of a column, `height_mm` that of the highest one; `enlarged`
    says how many times larger it is printed.
    """

    columns: tuple[tuple[Block, ...], ...]
    size_pt: float
    column_mm: float
    height_mm: float
    enlarged: float = 1.0

    @property
    def source(self) -> str:
        """A grid of stacks as Typst code."""
        if not self.columns:
            return "[]"
        k, size = self.enlarged, self.size_pt * self.enlarged
        stacks = [
            f"stack(dir: ttb, spacing: {GAP_MM * k:.2f}mm, "
            f"{', '.join(self._block(block, first=not number) for number, block in enumerate(column))})"
            for column in self.columns
        ]
        width = ", ".join([f"{self.column_mm * k:.2f}mm"] * len(self.columns))
        return (
            f"{{set text(size: {size:.2f}pt); set par(leading: 0.42em, justify: false); "
            f"grid(columns: ({width},), column-gutter: {GUTTER_MM * k:.2f}mm, {', '.join(stacks)})}}"
        )

    def _block(self, block: Block, *, first: bool) -> str:
        k, text = self.enlarged, escape(block.text)
        if block.is_heading:
            top = 0.0 if first else 1.1 * k
            return f"block(inset: (top: {top:.2f}mm, bottom: {0.5 * k:.2f}mm), strong[{text}])"
        share = _share(self.size_pt)
        wide = _lead_mm((b.entry for column in self.columns for b in column), share) * k
        if block.entry:
            own = block.entry.size_mm(share)[0] * k
            lead = f'pdf.artifact(image("{name_of(block.entry.picture, "svg")}", width: {own:.2f}mm))'
        else:
            lead = f"strong[{escape(block.lead)}]"
        return (
            f"grid(columns: ({wide:.2f}mm, 1fr), column-gutter: {1.6 * k:.2f}mm, "
            f"align: (center + horizon, left + horizon), {lead}, [{text}])"
        )

    @property
    def files(self) -> dict[str, bytes]:
        """The swatches by the names that the source calls them."""
        pictures = (b.entry.picture for column in self.columns for b in column if b.entry)
        return {name_of(picture, "svg"): picture for picture in pictures}


def name_of(content: bytes, suffix: str) -> str:
    """A file name from what is in the file: equal pictures are one file."""
    return f"{digest(content)[:16]}.{suffix}"


def _share(size_pt: float) -> float:
    """How large swatches are drawn beside type of a size."""
    return min(1.0, size_pt / SIZES[0])


def _lead_mm(entries: Iterable[Entry | None], share: float) -> float:
    """The width that swatches take."""
    return max((entry.size_mm(share)[0] for entry in entries if entry), default=SWATCH_MM[0] * share)


@dataclass(frozen=True, kw_only=True)
class Room:
    """Where a legend is to stand; `columns` are the numbers of columns that are tried, the best first."""

    width_mm: float
    height_mm: float
    columns: tuple[int, ...] = (1,)


@dataclass(frozen=True)
class Content:
    """What a legend says: groups, and under `numbered_title` the names that stand by number on the map."""

    groups: tuple[Group, ...]
    numbered: tuple[tuple[int, str], ...] = ()
    numbered_title: str = ""

    def blocks(self, column_mm: float, size_pt: float) -> list[Block]:
        """The legend's lines with their heights."""
        return _blocks(self, column_mm, size_pt)


def fitted(items: Callable[[float, float], list[Block]], room: Room) -> Legend:
    """The legend at the largest size of type at which it fits, else at the smallest.

    Parameters
    ----------
    items
        The blocks for a width of column and a size of type.
    room
        Where it is to stand.
    """
    made: list[Legend] = []
    for size in SIZES:
        for count in room.columns:
            column = (room.width_mm - (count - 1) * GUTTER_MM) / count
            if count == 1 or column >= _NARROWEST_MM:
                found = arranged(items(column, size), count, size, column)
                if found.height_mm <= room.height_mm:
                    return found
                made.append(found)
    return min(made, key=lambda legend: legend.height_mm)


def _blocks(content: Content, column_mm: float, size_pt: float) -> list[Block]:
    made: list[Block] = []
    line = size_pt * PT_MM * _LINE
    share = _share(size_pt)
    room = column_mm - _lead_mm((entry for group in content.groups for entry in group.entries), share) - 1.6
    for group in content.groups:
        made.append(Block(group.title, line * lines_of(group.title, column_mm, size_pt, "bold") + 1.8))
        made += [
            Block(entry.words, max(entry.size_mm(share)[1], line * lines_of(entry.words, room, size_pt)), entry)
            for entry in group.entries
        ]
    if content.numbered:
        made.append(
            Block(content.numbered_title, line * lines_of(content.numbered_title, column_mm, size_pt, "bold") + 1.6)
        )
    made += [Block(name, line * lines_of(name, room, size_pt), lead=str(number)) for number, name in content.numbered]
    return made


def lines_of(text: str, width_mm: float, size_pt: float, style: str = "regular") -> int:
    """How many lines a text takes when it is broken at spaces."""
    size = size_pt * PT_MM * _SAFETY
    count, used, space = 1, 0.0, fonts.width(" ", size, style)
    for word in text.split():
        wide = fonts.width(word, size, style)
        if used and used + space + wide > width_mm:
            count, used = count + 1, wide
        else:
            used += wide + (space if used else 0.0)
        count += max(0, int((wide - 1e-9) // width_mm))  # a word wider than the line is broken
    return count


def arranged(items: Sequence[Block], count: int, size_pt: float, column_mm: float) -> Legend:
    """Blocks in columns of about equal height, in their order; a group stays whole where that costs little height."""
    total = sum(block.height_mm + GAP_MM for block in items)
    tallest = max((block.height_mm for block in items), default=0.0)
    split = _lowest([[block] for block in items], count, max(total / count, tallest))
    whole = _lowest(_groups(items), count, max(total / count, tallest))
    columns = whole if _height(whole) <= _height(split) * _WHOLE_COSTS + _WHOLE_MM else split
    return Legend(columns=columns, size_pt=size_pt, column_mm=column_mm, height_mm=_height(columns))


_Columns = tuple[tuple[Block, ...], ...]


def _groups(items: Sequence[Block]) -> list[list[Block]]:
    """Each heading with what stands under it."""
    made: list[list[Block]] = []
    for block in items:
        if block.is_heading or not made:
            made.append([])
        made[-1].append(block)
    return made


def _height(columns: _Columns) -> float:
    return max((sum(b.height_mm + GAP_MM for b in column) for column in columns), default=0.0)


def _lowest(pieces: Sequence[Sequence[Block]], count: int, least_mm: float) -> _Columns:
    """Pieces in so many columns, as low as they get."""
    height = least_mm
    columns = _filled(pieces, height)
    while len(columns) > count:
        height *= 1.02
        columns = _filled(pieces, height)
    return columns


def _filled(pieces: Sequence[Sequence[Block]], height_mm: float) -> _Columns:
    columns: list[list[Block]] = [[]] if pieces else []
    used = 0.0
    for number, piece in enumerate(pieces):
        high = sum(block.height_mm + GAP_MM for block in piece)
        lone = len(piece) == 1 and piece[0].is_heading and number + 1 < len(pieces)
        follows = pieces[number + 1][0].height_mm + GAP_MM if lone else 0.0
        may_break = columns[-1] and not columns[-1][-1].is_heading
        if may_break and used + high + follows > height_mm + 1e-6:
            columns.append([])
            used = 0.0
        columns[-1] += piece
        used += high
    return tuple(map(tuple, columns))
