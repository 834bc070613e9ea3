"""Where names stand on a map: within their area where there is room, never over each other, else as a number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from planning.report import fonts
from planning.report.frame import PER_MM

PT = 25.4 / 72 * PER_MM
"""A typographic point in steps of the drawing."""
LINE = 1.12
"""Height of a line as a part of the size of type."""
LEVELS = 11  # horizontal lines through an area along which a name may stand
MOST_CODES = 500
CODE_PT = 4.8
_ASIDE = 0.4  # of a name's width that may lie beyond its area before it becomes a number
_EDGE = 60.0
ROUGH = 30.0


@dataclass(frozen=True, kw_only=True)
class Label:
    """Lines of text round a centre, in steps of the drawing; `size` in steps too."""

    lines: tuple[str, ...]
    x: float
    y: float
    size: float
    style: str = "semibold"

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom."""
        wide, high = extent(self.lines, self.size, self.style)
        return self.x - wide / 2, self.y - high / 2, self.x + wide / 2, self.y + high / 2


@dataclass(frozen=True, eq=False)
class Sheetful:
    """What is on the sheet already: its size, and boxes and points that a label should not cover."""

    width: float
    height: float
    signs: NDArray[Any]
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)

    def free(self, label: Label) -> bool:
        """Whether a label lies on the sheet and on no other label."""
        left, top, right, bottom = label.box
        if left < _EDGE or top < _EDGE or right > self.width - _EDGE or bottom > self.height - _EDGE:
            return False
        return not any(b[0] < right and b[2] > left and b[1] < bottom and b[3] > top for b in self.boxes)

    def covered(self, label: Label) -> int:
        """How many signs a label lies on."""
        if not len(self.signs):
            return 0
        left, top, right, bottom = label.box
        x, y = self.signs[:, 0], self.signs[:, 1]
        return int(((x > left - 90) & (x < right + 90) & (y > top - 90) & (y < bottom + 90)).sum())

    def take(self, label: Label) -> Label:
        """The label, which now has its place."""
        self.boxes.append(label.box)
        return label


@dataclass(frozen=True, eq=False)
class Area:
    """What a name belongs to: an area, or a point."""

    shape: Any

    @property
    def is_point(self) -> bool:
        """Whether there is no inside to stand in."""
        return int(shapely.get_dimensions(self.shape)) != 2  # noqa: PLR2004

    @cached_property
    def places(self) -> NDArray[Any]:
        """Where a name may stand: x, y, width at hand, cost."""
        shapely.prepare(self.shape)
        return _places(shapely.simplify(self.shape, ROUGH, preserve_topology=True))


def extent(lines: Sequence[str], size: float, style: str = "semibold") -> tuple[float, float]:
    """Width and height of a block of text."""
    return max(fonts.width(line, size, style) for line in lines), len(lines) * size * LINE


def names(
    shapes: NDArray[Any], texts: Sequence[str], sheet: Sheetful, size_pt: float
) -> tuple[list[Label], list[tuple[int, str]]]:
    """Labels of areas or points, and the names that stand beside the map under a number.

    A name is tried within its area, in one line or more and down to three quarters of its size; then, smaller, where it
    hangs over; what still finds no place is numbered.
    """
    made: list[Label] = []
    areas = [Area(_cut(shape, sheet)) for shape in shapes]
    left = []
    for number in _largest_first(areas):
        if texts[number]:
            found = _within(areas[number], texts[number], sheet, size_pt)
            made += [sheet.take(found)] if found else []
            left += [] if found else [number]
    late = []
    for number in left:
        found = _near(areas[number], texts[number], sheet, size_pt * 0.82)
        made += [sheet.take(found)] if found else []
        late += [] if found else [number]
    key = []
    for count, number in enumerate(sorted(late, key=lambda n: _reading(areas[n])), start=1):
        found = _near(areas[number], str(count), sheet, size_pt * 0.85, aside=3.0)
        if found:
            made.append(sheet.take(found))
        key.append((count, texts[number]))
    return made, key


def codes(shapes: NDArray[Any], texts: Sequence[str], sheet: Sheetful, size_pt: float = CODE_PT) -> list[Label]:
    """Codes in the lots that have room for them, the largest first."""
    size = size_pt * PT
    wide = np.array([fonts.width(text, size) for text in texts])
    roomy = np.flatnonzero(shapely.area(shapes) > 1.5 * wide * size)
    roomy = roomy[np.argsort(-shapely.area(shapes[roomy]))]
    at = shapely.point_on_surface(shapes[roomy])
    x, y = shapely.get_x(at), shapely.get_y(at)
    half, high = wide[roomy] / 2 + 15, size * 0.42
    fits = shapely.contains_properly(shapes[roomy], shapely.box(x - half, y - high, x + half, y + high))
    made: list[Label] = []
    for number, column, row in zip(roomy[fits].tolist(), x[fits].tolist(), y[fits].tolist(), strict=True):
        label = Label(lines=(texts[number],), x=column, y=row, size=size, style="regular")
        if len(made) < MOST_CODES and sheet.free(label):
            made.append(sheet.take(label))
    return made


# -- one name


def variants(text: str, size_pt: float) -> Iterator[tuple[tuple[str, ...], float]]:
    """Ways to set a name, the best first: lines and size in steps."""
    for factor in (1.0, 0.88, 0.76):
        for count in (1, 2, 3):
            lines = broken(text, count)
            if len(lines) == count:
                yield lines, size_pt * factor * PT


def broken(text: str, count: int) -> tuple[str, ...]:
    """A text in so many lines of about equal width, broken at spaces; fewer where it has fewer words."""
    words = text.split(" ")  # a no-break space holds
    if count <= 1 or len(words) < count:
        return (" ".join(words),)
    options = _cuts(words, count)
    return min(options, key=lambda lines: max(fonts.width(line, 1, "semibold") for line in lines))


def _cuts(words: list[str], count: int) -> list[tuple[str, ...]]:
    if count == 1:
        return [(" ".join(words),)]
    return [
        (" ".join(words[:cut]), *rest)
        for cut in range(1, len(words) - count + 2)
        for rest in _cuts(words[cut:], count - 1)
    ]


def _within(area: Area, text: str, sheet: Sheetful, size_pt: float) -> Label | None:
    """The name wholly in its area."""
    if area.is_point:
        return None
    places, found = area.places, []
    for lines, size in variants(text, size_pt):
        wide, high = extent(lines, size)
        roomy = places[places[:, 2] >= wide]
        boxes = shapely.box(
            roomy[:, 0] - wide / 2, roomy[:, 1] - high / 2, roomy[:, 0] + wide / 2, roomy[:, 1] + high / 2
        )
        inside = roomy[shapely.contains(area.shape, boxes)]
        labels = [Label(lines=lines, x=x, y=y, size=size) for x, y, *_ in inside.tolist()]
        best = _best([(label, cost) for label, cost in zip(labels, inside[:, 3], strict=True)], sheet)
        if best and not sheet.covered(best):
            return best
        found += [best] if best else []
    # Where every way to set it lies on signs, the one on the fewest; the best way among equals.
    return min(found, key=sheet.covered, default=None)


def _near(area: Area, text: str, sheet: Sheetful, size_pt: float, aside: float = _ASIDE) -> Label | None:
    """The name with its centre in the area, or beside the point, hanging over no more than it may."""
    at = area.shape
    if at.is_empty:
        return None
    for lines, size in variants(text, size_pt):
        wide, high = extent(lines, size)
        if area.is_point:
            spots = [(at.x + x * (wide / 2 + 130), at.y + y * (high / 2 + 130), 0.0) for x, y in _ROUND]
        else:
            spots = [(x, y, cost) for x, y, room, cost in area.places.tolist() if wide <= room * (1 + 2 * aside)]
        labels = [(Label(lines=lines, x=x, y=y, size=size), cost) for x, y, cost in spots]
        best = _best(labels, sheet)
        if best:
            return best
    return None


_ROUND = ((1, 0), (-1, 0), (0, -1), (0, 1))


def _best(labels: Sequence[tuple[Label, float]], sheet: Sheetful) -> Label | None:
    """The label that covers the fewest signs and lies nearest to the middle."""
    free = [(label, cost) for label, cost in labels if sheet.free(label)]
    if not free:
        return None
    return min(free, key=lambda item: sheet.covered(item[0]) + item[1])[0]


def _places(area: Any) -> NDArray[Any]:
    """x, y, width at hand and cost (0 in the middle, 1 at the edge) along some levels of an area."""
    left, top, right, bottom = shapely.bounds(area)
    levels = np.linspace(top, bottom, LEVELS + 2)[1:-1]
    lines = shapely.linestrings([[(left - 1, y), (right + 1, y)] for y in levels])
    pieces = shapely.get_parts(shapely.intersection(lines, area))
    pieces = pieces[shapely.length(pieces) > 0]
    if not len(pieces):
        at = shapely.point_on_surface(area)
        return np.array([[at.x, at.y, 0.0, 0.0]])
    boxes = shapely.bounds(pieces)
    middle = shapely.centroid(area)
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, boxes[:, 1]
    far = np.hypot(x - middle.x, y - middle.y) / max(right - left, bottom - top, 1.0)
    width = boxes[:, 2] - boxes[:, 0]
    return np.column_stack([x, y, width, far * 2 + 1 - width / width.max()])


def _cut(shape: Any, sheet: Sheetful) -> Any:
    """The largest part of a shape that is on the sheet; a point stays a point."""
    if shapely.get_dimensions(shape) != 2:  # noqa: PLR2004
        return shape
    parts = shapely.get_parts(shapely.make_valid(shape))
    parts = shapely.get_parts(shapely.clip_by_rect(parts, 0, 0, sheet.width, sheet.height))
    if not len(parts):
        return shapely.Point()
    return parts[int(np.argmax(shapely.area(parts)))]


def _largest_first(areas: Sequence[Area]) -> list[int]:
    sizes = np.array([area.shape.area for area in areas])
    return [int(number) for number in np.argsort(-sizes, kind="stable")]


def _reading(area: Area) -> tuple[float, float]:
    """From top to bottom in rows of a centimetre and a half, each from left to right."""
    if area.shape.is_empty:
        return 0.0, 0.0
    at = shapely.point_on_surface(area.shape)
    return at.y // (15 * PER_MM), at.x
