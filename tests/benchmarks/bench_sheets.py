"""How long a map sheet takes, from a view to the PDF: 58 units whose borders have 143,000 vertices, drawn anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import geopandas as gpd
import numpy as np
import shapely

from layers.crs import lonlat_bounds
from planning.i18n import translator
from planning.present.views import MapView, Mark, ShapeLayer
from planning.report import paths
from planning.report.sheet import Paper, SheetWords, sheet
from planning.report.typeset import Document

CRS, WEST, SOUTH = "EPSG:9217", 540_000.0, 1_500_000.0
COLUMNS, ROWS, CELL_M = 2, 29, 4_000.0
VERTICES = 143_000


def units() -> gpd.GeoSeries:
    """Cells of a grid with borders as crooked as surveyed ones: neighbours share every vertex."""
    rng = np.random.default_rng(4)
    edges = (COLUMNS + 1) * ROWS + (ROWS + 1) * COLUMNS
    count = round(VERTICES / edges / 1.58)  # most borders belong to two
    steps = np.linspace(0, 1, count)
    wave = np.minimum(steps, 1 - steps)  # nothing at the ends, where borders meet

    def border(start: tuple[float, float], end: tuple[float, float]) -> shapely.LineString:
        across = np.array([start[1] != end[1], start[0] != end[0]])
        off = np.cumsum(rng.normal(0, 25, count)) * wave
        return shapely.LineString(np.outer(1 - steps, start) + np.outer(steps, end) + off[:, None] * across)

    x, y = WEST + np.arange(COLUMNS + 1) * CELL_M * 6, SOUTH + np.arange(ROWS + 1) * CELL_M
    lines = [border((x[i], y[j]), (x[i], y[j + 1])) for i in range(COLUMNS + 1) for j in range(ROWS)]
    lines += [border((x[i], y[j]), (x[i + 1], y[j])) for i in range(COLUMNS) for j in range(ROWS + 1)]
    return gpd.GeoSeries(shapely.get_parts(shapely.polygonize(lines)), crs=CRS)


def view() -> MapView:
    """The units with their names, over their land."""
    shapes = units()
    names = tuple(f"Xã Mỹ Thạnh {number}" for number in range(len(shapes)))
    marks = (Mark(label="Ranh giới xã, phường", colour="#ffffff", outline="#5b3f8f", width=1.6),)
    drawn = ShapeLayer(
        id="units",
        kind="area",
        shapes=shapes,
        shapes_key="bench",
        title="Đơn vị",
        marks=marks,
        labels=names,
        opacity=0.02,
    )
    west, south, east, north = (float(end) for end in shapes.total_bounds)
    return MapView(title="Đơn vị hành chính", layers=(drawn,), bounds=lonlat_bounds((west, south, east, north), CRS))


def page(shown: MapView) -> bytes:
    """The PDF of a sheet, nothing kept from before."""
    paths.forget()
    t = translator("vi")
    made = sheet(shown, SheetWords(title=shown.title), Paper(), t)
    source = f'#set document(title: "x")\n#set text(lang: "vi")\n{made.source}'
    document = Document(
        source=source, files=made.files, title="x", language="vi", name="x", illustrative=False, code="A1B2C3D4"
    )
    return document.pdf()


def benchmarks() -> Mapping[str, tuple[Callable[[], object], float | None]]:
    """What is timed by name: the call, and the seconds it may take."""
    shown = view()
    return {"a map sheet of 58 units, 143,000 vertices, as PDF": (lambda: page(shown), 1.0)}
