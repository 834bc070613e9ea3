"""One layer of a view as elements of a drawing: fillings, lines, signs, pictures, with the marks of the page."""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray

from planning.present import raster
from planning.present.views import ImageLayer, Mark, ShapeKind, ShapeLayer
from planning.report import signs
from planning.report.frame import PER_MM, Window
from planning.report.paths import Placed, placed, touching

RASTER_MM = 0.12
"""Size of a picture's cell on paper (about 200 to the inch)."""
_LEAST_LOT_MM = 2.2  # lots smaller than this on paper are drawn without their outline
_CLEAR = 0.1  # an area below this opacity is an outline
_SEAM = 6
_SPREAD, _WIDEST_MM = 0.3, 1.3  # circles: radius as a part of the way to the next one, and at most


@dataclass(frozen=True, eq=False)
class Drawable:
    """A layer in its window."""

    item: ShapeLayer | ImageLayer
    shown: Window

    @property
    def kind(self) -> ShapeKind:
        """What its marks draw."""
        return self.item.kind if isinstance(self.item, ShapeLayer) else "area"

    @property
    def fills(self) -> bool:
        """Whether it is a filling, which streets are drawn upon."""
        return self.kind == "area" and self.item.opacity > _CLEAR

    @property
    def signs(self) -> int:
        """How many signs it has in the window."""
        return len(self.numbers) if self.kind == "point" and any(mark.icon for mark in self.item.marks) else 0

    @cached_property
    def numbers(self) -> NDArray[np.intp]:
        """The numbers of the shapes that touch the window."""
        return touching(self._shapes, self.shown)

    @cached_property
    def placed(self) -> Placed:
        """Those shapes, ready to be drawn."""
        return placed(self._shapes, self.shown)

    @cached_property
    def classes(self) -> NDArray[np.integer]:
        """The class of each of them; of each cell in a picture."""
        if isinstance(self.item, ImageLayer):
            return raster.warped(self.item, self._canvas)
        given = self.item.classes
        return np.zeros(len(self.numbers), "int64") if given is None else np.asarray(given)[self.numbers]

    @cached_property
    def used(self) -> tuple[int, ...]:
        """The marks that can be seen, by number."""
        return tuple(int(c) for c in np.unique(self.classes) if 0 <= c < len(self.item.marks))

    @cached_property
    def area_m2(self) -> float:
        """Ground that its areas in the window cover; 0 for what is no area."""
        if isinstance(self.item, ImageLayer) or self.kind != "area":
            return 0.0
        shapes = self.item.shapes.iloc[self.numbers[self.classes >= 0]].to_numpy()
        return float(shapely.area(shapes).sum())

    @property
    def _shapes(self) -> ShapeLayer:
        if isinstance(self.item, ImageLayer):
            raise TypeError(self.item.id)
        return self.item

    @property
    def _canvas(self) -> raster.Canvas:
        cell = RASTER_MM * self.shown.metres_per_mm
        return raster.Canvas(
            crs=self.shown.crs,
            transform=Affine(cell, 0, self.shown.x, 0, -cell, self.shown.y),
            rows=round(self.shown.height_mm / RASTER_MM),
            columns=round(self.shown.width_mm / RASTER_MM),
        )

    # -- elements

    def svg(self, sign_mm: float) -> str:
        """The layer as elements of the drawing; signs are so large."""
        if isinstance(self.item, ImageLayer):
            return self._picture()
        if self.kind == "point":
            return self._points(sign_mm)
        return self._lines() if self.kind == "line" else self._areas()

    def path(self, number: int) -> str:
        """The outlines of all shapes of a class as one path."""
        paths = self.placed.paths
        return "".join([paths[i] for i in np.flatnonzero(self.classes == number).tolist()])

    def _areas(self) -> str:
        """Fillings first, so that no outline is half covered by a neighbour's filling."""
        fine = self._too_fine()
        fills, edges = [], []
        for number in self.used:
            mark, path = self.item.marks[number], self.path(number)
            fills.append(self._fill(number, path))
            if mark.width and (mark.outline or mark.colour) and not (fine and mark.width < 1):
                edges.append(stroke(path, mark, mark.outline or mark.colour, 0.9))
        return f'<g opacity="{self.item.opacity:g}">{"".join(fills)}</g>{"".join(edges)}'

    def _fill(self, number: int, path: str) -> str:
        mark, turn = self.item.marks[number], signs.numbered(self.item.marks).get(number)
        if turn is not None:
            return f'<path d="{path}" fill="url(#{signs.hatch_id(mark, turn)})"/>'
        if not mark.colour:
            return ""
        colour = signs.colour(mark.colour)
        # A hair of its own colour closes the gaps that viewers leave between neighbours.
        seam = f' stroke="{colour}" stroke-width="{_SEAM}" stroke-linejoin="round"' if self.fills else ""
        dots = f'<path d="{path}" fill="url(#dots)"/>' if signs.is_worse(mark) else ""
        return f'<path d="{path}" fill="{colour}"{seam}/>{dots}'

    def _too_fine(self) -> bool:
        """Whether most areas are so small on paper that their outlines would cover them."""
        sizes = shapely.area(self.placed.shapes)
        return bool(len(sizes)) and float(np.median(sizes)) < (_LEAST_LOT_MM * PER_MM) ** 2

    def _lines(self) -> str:
        marks = {number: (self.item.marks[number], self.path(number)) for number in self.used}
        casings = [stroke(path, mark, mark.casing, 1.0, 1.6) for mark, path in marks.values() if mark.casing]
        lines = [stroke(path, mark, mark.outline or mark.colour, self.item.opacity) for mark, path in marks.values()]
        return "".join([*casings, *lines])

    def _points(self, sign_mm: float) -> str:
        made = []
        for number in self.used:
            mark = self.item.marks[number]
            places = [self.placed.paths[i] for i in np.flatnonzero(self.classes == number).tolist()]
            if mark.icon:
                drawn, scale = signs.sign(mark), sign_mm / 2 * PER_MM / 100
                made += [f'<g transform="translate({place}) scale({scale:g})">{drawn}</g>' for place in places]
            else:
                made.append(_circles(mark, places, self._radius(mark), signs.numbered(self.item.marks).get(number)))
        return f'<g opacity="{self.item.opacity:g}">{"".join(made)}</g>'

    def _radius(self, mark: Mark) -> float:
        """The radius of circles: as on the page; larger where they stand far apart and size says nothing."""
        if any(signs.is_sized(other, "point") for other in self.item.marks):
            return mark.radius * signs.PX_MM * PER_MM
        left, top, right, bottom = shapely.total_bounds(self.placed.shapes)
        apart = math.sqrt((right - left) * (bottom - top) / max(len(self.placed.shapes), 1))
        return max(mark.radius * signs.PX_MM * PER_MM, min(_SPREAD * apart, _WIDEST_MM * PER_MM))

    def _picture(self) -> str:
        """The cells in the window as an embedded picture."""
        canvas = self._canvas
        text = base64.b64encode(raster.png(self.classes.astype("int16"), self.item.marks)).decode()
        wide, high = (count * RASTER_MM * PER_MM for count in (canvas.columns, canvas.rows))
        return (
            f'<image width="{wide:g}" height="{high:g}" opacity="{self.item.opacity:g}" '
            f'image-rendering="optimizeSpeed" href="data:image/png;base64,{text}"/>'
        )


def stroke(path: str, mark: Mark, colour: str, opacity: float, more: float = 0.0) -> str:
    """A path as a line; `more` makes it so many pixels wider: a border below the line."""
    dash = f' stroke-dasharray="{signs.dashes(mark)}"' if mark.dash and not more else ""
    wide = max(5, round((mark.width + more) * signs.PX_MM * PER_MM))
    return (
        f'<path d="{path}" fill="none" stroke="{signs.colour(colour)}" stroke-width="{wide}" '
        f'stroke-opacity="{opacity:g}" stroke-linejoin="round" stroke-linecap="round"{dash}/>'
    )


def _circles(mark: Mark, places: Sequence[str], radius: float, turn: int | None) -> str:
    fill = signs.colour(mark.colour) if turn is None else f"url(#{signs.hatch_id(mark, turn)})"
    edge = f'stroke="{signs.colour(mark.outline or "#ffffff")}" stroke-width="{mark.width * signs.PX_MM * PER_MM:.0f}"'
    places_xy = [place.split() for place in places]
    dots = [f'<circle cx="{x}" cy="{y}" r="{radius:.0f}"/>' for x, y in places_xy]
    return f'<g fill="{fill}" {edge}>{"".join(dots)}</g>'
