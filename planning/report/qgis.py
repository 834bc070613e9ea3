"""Layers as QGIS shows them: a style for each kind of layer, kept in the GeoPackage where QGIS looks for it.

QGIS reads the table `layer_styles` of a GeoPackage and takes the style marked as default. The table has to be named
among the contents, as one of attributes.
"""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd

from layers.files import write
from layers.files.write_vector import table_name
from layers.grid import Grid
from layers.layer import Layer
from layers.problems import Problem
from planning.i18n import Translator
from planning.present import base
from planning.present.views import Mark, ShapeKind, ShapeLayer
from planning.report import signs

MM_PER_PX = 0.2646
"""A pixel of a page is a 96th of an inch."""
SIGN_MM = 4.2
VERSION = "3.22"
_HEAD = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_TABLE = """
CREATE TABLE IF NOT EXISTS layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT, f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
  f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN,
  description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME
)"""
_CONTENTS = """
INSERT OR IGNORE INTO gpkg_contents (table_name, data_type, identifier, last_change)
VALUES ('layer_styles', 'attributes', 'layer_styles', ?)"""
_STYLE = """
INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML,
  styleSLD, useAsDefault, description, owner, update_time) VALUES ('', '', ?, ?, 'quyhoach', ?, '', 1, '', '', ?)"""


@dataclass(frozen=True)
class Class:
    """One class of a style: the values of the column that fall in it, and how they are drawn."""

    values: tuple[str, ...]
    mark: Mark


@dataclass(frozen=True, kw_only=True)
class Style:
    """How a layer is drawn: by the classes of a column, or all alike where `column` is "".

    `label` is the column whose text is printed at each shape, "" for none.
    """

    kind: ShapeKind
    classes: tuple[Class, ...]
    column: str = ""
    label: str = ""
    opacity: float = 1.0

    @property
    def qml(self) -> str:
        """The style as QGIS reads it."""
        root = ET.Element(
            "qgis", version=VERSION, styleCategories="Symbology|Labeling", labelsEnabled=str(int(bool(self.label)))
        )
        kind = "categorizedSymbol" if self.column else "singleSymbol"
        renderer = ET.SubElement(root, "renderer-v2", type=kind, symbollevels="0", enableorderby="0", forceraster="0")
        if self.column:
            renderer.set("attr", self.column)
            _categories(ET.SubElement(renderer, "categories"), self.classes)
        symbols = ET.SubElement(renderer, "symbols")
        for number, item in enumerate(self.classes):
            _symbol(symbols, str(number), item.mark, self)
        if self.label:
            _labels(root, self.label)
        return _HEAD + ET.tostring(root, encoding="unicode")


def style(layer: Layer, t: Translator) -> Style | None:
    """The style of a layer as our maps draw it; `None` for what has no style of its own."""
    make = _MAKERS.get(layer.type)
    return make(layer, t) if make and layer.has_geometry and len(layer) else None


def write_styled(item: Layer | Grid, path: Path, t: Translator) -> tuple[Problem, ...]:
    """Writes a layer to a file as `layers.files.write` does, a GeoPackage with its style; gives its notes."""
    notes = write(item, path)
    if isinstance(item, Layer) and path.suffix.lower() == ".gpkg":
        add_styles(path, {table_name(item): item}, t)
    return notes


def add_styles(path: Path, layers: Mapping[str, Layer], t: Translator) -> None:
    """Writes the styles of layers into their GeoPackage, by the name of the table; the day is that of the data."""
    made = {table: found for table, layer in layers.items() if (found := style(layer, t))}
    if not made:
        return
    with closing(sqlite3.connect(path)) as package, package:
        columns = dict(package.execute("SELECT table_name, column_name FROM gpkg_geometry_columns").fetchall())
        package.execute(_TABLE)
        for table, item in made.items():
            moment = f"{layers[table].provenance.date[:10] or '2000-01-01'}T00:00:00.000Z"
            package.execute(_CONTENTS, (moment,))
            package.execute(_STYLE, (table, columns.get(table, "geom"), item.qml, moment))


# -- how our layers are drawn


def _units(layer: Layer, t: Translator) -> Style:
    view = base.units_layer(layer, t)
    mark = view.marks[0]
    plain = replace(mark, colour="") if view.kind == "area" else mark
    return Style(kind=view.kind, classes=(Class((), plain),), label="name")


def _lots(layer: Layer, t: Translator) -> Style:
    view = base.zoning_layer(layer, t)
    return Style(
        kind=view.kind,
        classes=_by_column(layer.frame["code"], view),
        column="code",
        label="code",
        opacity=view.opacity,
    )


def _streets(layer: Layer, t: Translator) -> Style:
    view = base.streets_layer(layer, t)
    return Style(kind="line", classes=_by_column(layer.frame["class"], view), column="class")


def _facilities(layer: Layer, t: Translator) -> Style:
    kinds = sorted(layer.frame["kind"].astype(str).unique())
    classes = []
    for kind in kinds:
        icon, colour = base.FACILITIES.get(kind, base.OTHER_FACILITY)
        classes.append(Class((kind,), Mark(label=t(f"kind.{kind}"), colour=colour, icon=icon)))
    return Style(kind="point", classes=tuple(classes), column="kind")


def _sensors(layer: Layer, t: Translator) -> Style:
    view = base.sensors_layer(layer, t)
    return Style(kind="point", classes=_by_column(layer.frame["quantity"], view), column="quantity")


def _plain(colour: str) -> Callable[[Layer, Translator], Style]:
    def make(layer: Layer, t: Translator) -> Style:
        mark = Mark(label=t(f"layer.{layer.type}"), colour=colour, width=0)
        return Style(kind="area", classes=(Class((), mark),))

    return make


_MAKERS: dict[str, Callable[[Layer, Translator], Style]] = {
    "units": _units,
    "zoning": _lots,
    "landuse": _lots,
    "streets": _streets,
    "facilities": _facilities,
    "sensors": _sensors,
    "water": _plain(base.WATER),
    "green": _plain(base.GREEN),
}


def _by_column(column: pd.Series[str], view: ShapeLayer) -> tuple[Class, ...]:
    """The values of each class that occur, in the order of the marks."""
    numbers = np.zeros(len(column), "int64") if view.classes is None else np.asarray(view.classes)
    values: dict[int, set[str]] = {}
    for value, number in zip(column.astype(str), numbers.tolist(), strict=True):
        values.setdefault(number, set()).add(value)
    return tuple(Class(tuple(sorted(values[n])), mark) for n, mark in enumerate(view.marks) if n in values)


# -- QML


def _categories(parent: ET.Element, classes: Sequence[Class]) -> None:
    for number, item in enumerate(classes):
        made = ET.SubElement(parent, "category", symbol=str(number), label=item.mark.label, render="true")
        if len(item.values) == 1:
            made.set("value", item.values[0])
            made.set("type", "string")
        for value in item.values if len(item.values) > 1 else ():
            ET.SubElement(made, "val", value=value, type="string")


def _symbol(parent: ET.Element, name: str, mark: Mark, drawn: Style) -> None:
    type_ = {"area": "fill", "line": "line", "point": "marker"}[drawn.kind]
    symbol = ET.SubElement(parent, "symbol", type=type_, name=name, alpha="1", clip_to_extent="1", force_rhr="0")
    class_, options = _options(mark, drawn)
    layer = ET.SubElement(symbol, "layer", {"class": class_, "pass": "0", "locked": "0", "enabled": "1"})
    held = ET.SubElement(layer, "Option", type="Map")
    for key, value in options.items():
        ET.SubElement(held, "Option", name=key, type="QString", value=value)


def _options(mark: Mark, drawn: Style) -> tuple[str, dict[str, str]]:
    """The class of a symbol's layer and its settings."""
    wide = f"{mark.width * MM_PER_PX:.3f}"
    edge = {"outline_color": _rgba(mark.outline or mark.colour), "outline_width": wide, "outline_width_unit": "MM"}
    edge["outline_style"] = "solid" if mark.width else "no"
    if drawn.kind == "line":
        return "SimpleLine", {
            "line_color": _rgba(mark.colour),
            "line_width": wide,
            "line_width_unit": "MM",
            "line_style": "solid",
            "capstyle": "round",
            "joinstyle": "round",
        }
    if drawn.kind == "area":
        filled = {"color": _rgba(mark.colour or "#ffffff", drawn.opacity), "style": "solid" if mark.colour else "no"}
        return "SimpleFill", {**filled, **edge, "joinstyle": "round"}
    if mark.icon:
        return "SvgMarker", {
            "name": _embedded(mark),
            "size": f"{SIGN_MM}",
            "size_unit": "MM",
            "scale_method": "diameter",
        }
    size = f"{2 * mark.radius * MM_PER_PX:.2f}"
    return "SimpleMarker", {"name": "circle", "color": _rgba(mark.colour), "size": size, "size_unit": "MM", **edge}


def _embedded(mark: Mark) -> str:
    """Our own sign as a picture within the style."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-112 -112 224 224">{signs.sign(mark)}</svg>'
    return f"base64:{base64.b64encode(svg.encode()).decode()}"


def _rgba(colour: str, opacity: float = 1.0) -> str:
    """A colour as QGIS writes it: red, green, blue and cover, 0 to 255."""
    parts = [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
    return ",".join(map(str, (*parts, round(255 * opacity))))


def _labels(root: ET.Element, column: str) -> None:
    """Text of a column at each shape, with a light rim."""
    labeling = ET.SubElement(root, "labeling", type="simple")
    settings = ET.SubElement(labeling, "settings", calloutType="simple")
    text = ET.SubElement(
        settings, "text-style", fieldName=column, isExpression="0", fontSize="8", fontSizeUnit="Point",
        textColor="38,52,58,255",
    )  # fmt: skip
    ET.SubElement(
        text, "text-buffer", bufferDraw="1", bufferSize="0.8", bufferSizeUnits="MM", bufferColor="255,255,255,220"
    )
    ET.SubElement(settings, "placement", placement="1", centroidInside="1")
