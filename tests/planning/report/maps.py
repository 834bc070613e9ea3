"""Small views for the tests of maps on paper, and what their drawings say when read back."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from planning.present.views import MapView, Mark, ShapeLayer
from planning.report.drawing import Drawn, draw_map
from planning.report.frame import MapFrame
from planning.report.typeset import Document

CRS = "EPSG:9217"
WEST, SOUTH, SIDE = 600_000, 1_520_000, 20_000
A4 = MapFrame(width_mm=186, height_mm=200)
SVG = "{http://www.w3.org/2000/svg}"


def land(side: float = SIDE) -> ShapeLayer:
    """A square of land."""
    square = gpd.GeoSeries([shapely.box(WEST, SOUTH, WEST + side, SOUTH + side)], crs=CRS)
    return ShapeLayer(
        id="base.land", kind="area", shapes=square, marks=(Mark(colour="#f8f6f1", outline="#8d9a9e"),), opacity=1
    )


def units(names: tuple[str, ...], side: float = SIDE) -> ShapeLayer:
    """So many named strips of the square from south to north."""
    edges = np.linspace(SOUTH, SOUTH + side, len(names) + 1)
    strips = [shapely.box(WEST, low, WEST + side, high) for low, high in pairwise(edges)]
    return ShapeLayer(
        id="units", kind="area", shapes=gpd.GeoSeries(strips, crs=CRS), title="Đơn vị hành chính", group="Hành chính",
        marks=(Mark(label="Ranh giới xã, phường", colour="#ffffff", outline="#5b3f8f", width=1.6),), labels=names,
        tooltips=names, opacity=0.02,
    )  # fmt: skip


def layer(kind: str, shapes: list[shapely.Geometry], *marks: Mark, **more: object) -> ShapeLayer:
    """A layer of the view under a heading of its own."""
    series = gpd.GeoSeries(shapes, crs=CRS)
    given = {"id": "things", "title": "Lớp", "group": "Nhóm", "opacity": 1.0, **more}
    return ShapeLayer(kind=kind, shapes=series, marks=marks, **given)


def view(*layers: ShapeLayer, base: tuple[ShapeLayer, ...] | None = None, **more: object) -> MapView:
    """The square with some layers."""
    moved = pyproj.Transformer.from_crs(CRS, 4326, always_xy=True)
    bounds = moved.transform_bounds(WEST, SOUTH, WEST + SIDE, SOUTH + SIDE)
    ground = (land(),) if base is None else base
    given = {"title": "Bản đồ", "credit": "Sở Xây dựng (2026)", "bounds": bounds, **more}
    return MapView(layers=layers, base=ground, **given)


def drawn(seen: MapView, t, frame: MapFrame = A4) -> Drawn:
    """The drawing of a view."""
    return draw_map(seen, frame, CRS, t)


def texts(svg: bytes) -> list[ET.Element]:
    """The pieces of text of a drawing."""
    return list(ET.fromstring(svg).iter(f"{SVG}text"))  # noqa: S314 - our own drawing


def printed(svg: bytes) -> list[str]:
    """Their words."""
    return [element.text or "" for element in texts(svg)]


def grid_lines(made: Drawn) -> tuple[dict[int, float], dict[int, float]]:
    """Eastings and northings as they are printed, each with its place in the drawing (hundredths of a millimetre)."""
    east, north = {}, {}
    for element in texts(made.svg):
        if re.fullmatch(r"[\d.,]+", element.text or ""):
            value = int(re.sub(r"[.,]", "", element.text))
            if element.get("transform"):
                north[value] = float(element.get("y"))
            else:
                east[value] = float(element.get("x"))
    return east, north


def read_off(x: float, y: float, made: Drawn) -> tuple[float, float]:
    """The coordinates of a place of the drawing, read between the printed grid lines as a person would."""
    east, north = grid_lines(made)
    return _between(x, east), _between(y, north)


def _between(place: float, lines: dict[int, float]) -> float:
    (low, at_low), (high, at_high) = sorted(lines.items())[:2]
    return low + (place - at_low) / (at_high - at_low) * (high - low)


def document(source: str, files: dict[str, bytes], language: str = "vi") -> Document:
    """A document of one sheet."""
    head = f'#set document(title: "Tờ bản đồ")\n#set text(lang: "{language}")\n'
    return Document(
        source=head + source, files=files, title="Tờ bản đồ", language=language, name="sheet", illustrative=True,
        code="A1B2C3D4", day="2026-10-31",
    )  # fmt: skip
