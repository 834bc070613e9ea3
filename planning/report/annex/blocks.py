"""The pieces of an annex before they are numbered and typeset: words, tables, charts, sheets, by part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from planning.i18n import Translator
from planning.present.views import ChartView, MapView, RangesView, TableView
from planning.report.markup import MOST_ROWS
from planning.report.material import Material


@dataclass(frozen=True, eq=False)
class Words:
    """Source made by `markup`, with the pictures that it calls."""

    source: str
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Table:
    """A table; `form` is the number of a form that reports refer to ("01"), "" for one that is counted.

    Of more than `most` rows the first are printed and the others counted. What is not `listed` has no number and stands
    in no list: the one table of a sheet.
    """

    view: TableView
    form: str = ""
    most: int = MOST_ROWS
    listed: bool = True


@dataclass(frozen=True, eq=False)
class Chart:
    """A chart over the width of the page, or a part of it."""

    view: ChartView | RangesView


@dataclass(frozen=True, eq=False)
class Sheet:
    """A map on a page of its own; `note` is what it says beneath its title."""

    view: MapView
    note: str = ""


@dataclass(frozen=True, eq=False)
class Wide:
    """Tables of many columns, on pages that lie on their side."""

    tables: tuple[Table, ...]


@dataclass(frozen=True, eq=False)
class Break:
    """What follows begins on a new page."""


Piece = Words | Table | Chart | Sheet | Wide | Break


@dataclass(frozen=True, eq=False)
class Part:
    """A part of an annex: `title` without its number; a part with `numbered` off stands before the appendices.

    A `short` part says in a line why there is no more; several in a row share a page.
    """

    id: str
    title: str
    pieces: tuple[Piece, ...]
    numbered: bool = True
    short: bool = False


MakePart = Callable[[Material, Translator], Part]
