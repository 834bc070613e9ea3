"""What is shown: maps, tables, figures, charts, answers. Frozen values without a screen or a sheet of paper."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.digest import digest
from layers.grid import Grid

ShapeKind = Literal["area", "line", "point"]
Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class Mark:
    """How a class is drawn, and its line in the legend ("" for none).

    `colour` fills areas and points and draws lines; "" leaves an area open. `hatch` draws stripes of the colour on
    white: for what has no value. `outline` and `width` (pixels) are those of the edge; `icon` is the name of a Font
    Awesome sign, on a round or "square" `shape`; `casing` is a line's border.
    """

    label: str = ""
    colour: str = ""
    hatch: bool = False
    outline: str = ""
    width: float = 1.0
    radius: float = 4.0
    dash: str = ""
    icon: str = ""
    shape: str = ""
    casing: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class ShapeLayer:
    """Shapes of one kind with a class each.

    Parameters
    ----------
    id
        Stable name; what the user switched on or off is kept under it.
    title, group
        Words in the tree of layers; an empty title keeps it out of the tree.
    kind
        "area", "line" or "point" (areas are then drawn at a point inside).
    shapes
        Geometries with a CRS.
    shapes_key
        Content key of the shapes where the caller has one (`layer.digest`): spares computing it.
    marks, classes
        The classes, and the number of each shape's class; -1 draws nothing. Without `classes` all are of class 0.
    tooltips
        Plain text of each shape, its name in the first line; "" for none.
    labels
        Text printed at each shape from `labels_from` (zoom) on, where there is room; the first ones win.
    shown
        Whether it is on at first.
    opacity
        Of the filling, 0 to 1.
    paths
        Drawn as elements of the page that answer to the pointer: for few and important shapes (units).
    findable
        Whether *Find a place* looks through its tooltips.
    tolerance_m
        How far a simplified line may stray.
    first
        Whether it comes first in the tree: the layer that answers the page's question.
    from_zoom
        For the base map: smallest zoom at which it is drawn.
    """

    id: str
    kind: ShapeKind
    shapes: gpd.GeoSeries
    marks: tuple[Mark, ...]
    title: str = ""
    group: str = ""
    legend_title: str = ""
    shapes_key: str = ""
    classes: NDArray[np.integer] | None = None
    tooltips: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    labels_from: float = 0
    label_class: str = ""
    shown: bool = True
    opacity: float = 0.75
    paths: bool = False
    findable: bool = False
    tolerance_m: float = 2.0
    first: bool = False
    from_zoom: float = 0

    @cached_property
    def key(self) -> str:
        """The content key of the shapes as they are sent: labels bring places of their own along."""
        return digest("shapes", self.kind, self.tolerance_m, bool(self.labels), self.shapes_key or self.shapes)


@dataclass(frozen=True, kw_only=True, eq=False)
class ImageLayer:
    """A grid with a class for each cell; -1 is clear."""

    id: str
    grid: Grid
    classes: NDArray[np.integer]
    marks: tuple[Mark, ...]
    title: str = ""
    group: str = ""
    legend_title: str = ""
    shown: bool = True
    opacity: float = 0.75

    @cached_property
    def key(self) -> str:
        """The content key of the picture."""
        return digest("image", self.grid.digest, self.classes, self.marks)


@dataclass(frozen=True, kw_only=True, eq=False)
class MapView:
    """Layers over a base map, bottom first.

    `bounds` are west, south, east, north of the study area in degrees; `credit` names the sources of all layers.
    `focus` is where the map goes to, once, when a view with another focus comes; `None` leaves it where it is.
    """

    title: str
    layers: tuple[ShapeLayer | ImageLayer, ...]
    base: tuple[ShapeLayer, ...] = ()
    bounds: Bounds
    credit: str = ""
    illustrative: bool = False
    focus: Bounds | None = None


ColumnKind = Literal["text", "number", "share", "change"]


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a table: `name` in the frame, `title` in words with its unit.

    A "share" is a part of 1, shown per cent; a "change" is a number with its sign. `digits_in` names a column of the
    frame that holds the decimals of each row, `tone_in` one that says of each row "better", "worse" or "".
    """

    name: str
    title: str
    kind: ColumnKind = "text"
    digits: int = 0
    help: str = ""
    digits_in: str = ""
    tone_in: str = ""
    wide: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class TableView:
    """Rows of raw values with the columns that show them; numbers stay numbers, on screen and in Excel.

    `file` is the name of a download without suffix; `note` stands beneath (source, date, method).
    """

    title: str
    frame: pd.DataFrame
    columns: tuple[Column, ...]
    file: str
    note: str = ""
    illustrative: bool = False


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One number in words, what it is, and where it comes from; `page` is the page that explains it."""

    label: str
    value: str
    note: str = ""
    help: str = ""
    page: str = ""


@dataclass(frozen=True)
class FiguresView:
    """A row of figures."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class ChartView:
    """Bars: one value for each category, in the order given, with the text that stands at each bar.

    `colours` is one for all bars or one for each.
    """

    title: str
    categories: tuple[str, ...]
    values: tuple[float, ...]
    texts: tuple[str, ...]
    category_title: str
    value_title: str
    colours: tuple[str, ...] = ("#2b6f8a",)
    alt: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class RangesView:
    """A dot for each category on a line from its lowest to its highest value, the usual part of it thick."""

    title: str
    categories: tuple[str, ...]
    values: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    usual_low: tuple[float, ...]
    usual_high: tuple[float, ...]
    colours: tuple[str, ...]
    value_title: str
    texts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The answer first: one or two sentences; `cautions` are said right after it, `illustrative` before it."""

    sentences: tuple[str, ...]
    cautions: tuple[str, ...] = field(default=())
    illustrative: bool = False

    @property
    def text(self) -> str:
        """The sentences in a row."""
        return " ".join(self.sentences)
