"""The base map of a city, and its usual layers with their official colours: ready to be laid over each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from weakref import WeakKeyDictionary

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from data import table
from layers.city import City
from layers.crs import lonlat_bounds
from layers.digest import digest
from layers.grid import Grid
from layers.known import FACILITY_KINDS, matches_kind
from layers.layer import Layer
from planning.i18n import Translator
from planning.present import sentence
from planning.present.scale import Scale, fixed, shared
from planning.present.stations import alarm_texts
from planning.present.views import Bounds, ImageLayer, Mark, ShapeKind, ShapeLayer

# Classes of streets from the widest to the narrowest: what belongs to each, colour, border, width, smallest zoom.
ROADS = (
    ("national", ("motorway", "motorway_link", "trunk", "trunk_link"), "#f2b56b", "#b9813a", 3.2, 0.0),
    ("provincial", ("primary", "primary_link"), "#f7d488", "#bf9a4c", 2.6, 0.0),
    ("district", ("secondary", "secondary_link"), "#ffffff", "#a3abad", 2.2, 10.0),
    ("commune", ("tertiary", "tertiary_link", "unclassified", "road"), "#ffffff", "#b4bbbd", 1.6, 11.5),
    ("street", ("residential", "living_street", "pedestrian", "busway"), "#ffffff", "#c3c9ca", 1.1, 13.0),
    (
        "alley",
        ("service", "track", "footway", "path", "steps", "cycleway", "bridleway", "corridor"),
        "#ffffff",
        "#d0d5d5",
        0.7,
        14.0,
    ),
)
NARROW = ("street", "alley")
ROAD_LINES = {
    "national": "#a3420f",
    "provincial": "#c8791d",
    "district": "#6b5b95",
    "commune": "#5d7581",
    "street": "#8a979c",
    "alley": "#aab4b8",
}
FACILITIES = {
    "school.preschool": ("child-reaching", "#8a4f9e"),
    "school.primary": ("school", "#7b3f98"),
    "school.lower_secondary": ("book-open", "#6a3d9a"),
    "school.upper_secondary": ("graduation-cap", "#4b2e83"),
    "health.station": ("house-medical", "#c2185b"),
    "health.hospital": ("hospital", "#a00f3c"),
    "health.pharmacy": ("prescription-bottle-medical", "#b5446e"),
    "market": ("store", "#a35200"),
    "park": ("tree", "#2e6f40"),
    "bus_stop": ("bus", "#00639b"),
    "fire_station": ("fire-extinguisher", "#b3261e"),
    "police": ("shield-halved", "#33475b"),
    "public_office": ("building-columns", "#4e5d6c"),
    "culture": ("masks-theater", "#7a5c00"),
    "sport": ("futbol", "#3b6e22"),
    "shelter": ("person-shelter", "#8c3b00"),
    "job": ("briefcase", "#455a64"),
}
OTHER_FACILITY = ("location-dot", "#455a64")
FLOOD_LIMITS_M = (0.3, 0.5, 1.0, 2.0)
FLOOD_COLOURS = ("#c6dbef", "#8fbfdf", "#4f94c8", "#2368a6", "#0b3f78")
_BASES: WeakKeyDictionary[City, tuple[ShapeLayer, ...]] = WeakKeyDictionary()  # a city never changes
LAND, WATER, GREEN = "#f8f6f1", "#b5d3e3", "#d9e8cf"
ROUND_POINTS = 0.08
"""Room round an area of points, as a share of its longer side."""
CIRCLE_PX = 8.0
"""Radius of a unit that is coloured by a number, where only a point of it is known."""


def bounds_of(city: City) -> Bounds:
    """West, south, east and north of the study area, in degrees; room round it where only points are known."""
    west, south, east, north = shapely.bounds(city.area).tolist()
    if not has_extent(city):
        room = ROUND_POINTS * max(east - west, north - south)
        west, south, east, north = west - room, south - room, east + room, north + room
    return lonlat_bounds((west, south, east, north), city.crs)


def base_map(city: City) -> tuple[ShapeLayer, ...]:
    """Land, green, water and streets by class, narrower ones from nearer on; nothing of it answers to the pointer."""
    if city not in _BASES:
        _BASES[city] = _base_map(city)
    return _BASES[city]


def _base_map(city: City) -> tuple[ShapeLayer, ...]:
    area = gpd.GeoSeries([city.area], crs=city.crs)
    land = ShapeLayer(
        id="base.land",
        kind="area",
        shapes=area,
        marks=(Mark(colour=LAND, outline="#8d9a9e", width=1.2),),
        opacity=1.0,
        tolerance_m=15,
    )
    covers = [
        _plain(layer, f"base.{layer.name}", Mark(colour=colour, width=0), 8)
        for type_, colour in (("green", GREEN), ("water", WATER))
        for layer in city.of_type(type_)
    ]
    buildings = [
        _plain(layer, f"base.{layer.name}", Mark(colour="#e3ddd3", width=0), 1, 15.0)
        for layer in city.of_type("buildings")
    ]
    streets = [made for layer in city.of_type("streets") for made in _streets(layer)]
    return (*([land] if has_extent(city) else []), *covers, *buildings, *streets)


def has_extent(city: City) -> bool:
    """Whether anything says how far the area reaches: round points alone no land is drawn, as nobody gave its edge."""
    shapes = [layer.frame.geometry.to_numpy() for layer in city.layers.values() if layer.has_geometry and len(layer)]
    return bool(city.grids) or any(bool((shapely.get_dimensions(part) > 0).any()) for part in shapes)


def _plain(layer: Layer, id_: str, mark: Mark, tolerance_m: float, from_zoom: float = 0) -> ShapeLayer:
    return ShapeLayer(
        id=id_,
        kind="area",
        shapes=layer.frame.geometry,
        shapes_key=layer.digest,
        marks=(mark,),
        opacity=1.0,
        tolerance_m=tolerance_m,
        from_zoom=from_zoom,
    )


def road_group(classes: pd.Series) -> pd.Series:
    """The group of `ROADS` of each street class; the narrowest for an unknown one."""
    names = {word: name for name, words, *_ in ROADS for word in words}
    return classes.astype(str).map(names).fillna(ROADS[-1][0])


def _streets(layer: Layer) -> list[ShapeLayer]:
    """Streets of each class joined into long lines, so that a class is one path; the narrowest lie lowest."""
    frame = layer.frame
    groups = road_group(frame["class"])
    made = []
    for name, _, colour, casing, width, from_zoom in reversed(ROADS):
        chosen = frame.geometry[(groups == name).to_numpy()]
        if not len(chosen):
            continue
        lines = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(shapely.get_parts(chosen.to_numpy()))))
        made.append(
            ShapeLayer(
                id=f"base.{layer.name}.{name}",
                kind="line",
                shapes=gpd.GeoSeries(lines, crs=frame.crs),
                shapes_key=f"{layer.digest}{name}",
                marks=(Mark(colour=colour, casing=casing, width=width),),
                opacity=1.0,
                tolerance_m=4 if name in NARROW else 8,
                from_zoom=from_zoom,
            )
        )
    return made


def units_layer(layer: Layer, t: Translator, *, tooltips: Sequence[str] = (), shown: bool = True) -> ShapeLayer:
    """Outlines and names of units, the largest named first; dots where only points of them are known."""
    frame = layer.frame
    names = unit_names(frame, t)
    areas = _has_areas(frame)
    outline = Mark(label=t("legend.unit"), colour="#ffffff", outline="#5b3f8f", width=1.6)
    dot = Mark(label=t("legend.unit.point"), colour="#5b3f8f", outline="#ffffff", width=1.0, radius=4.5)
    return ShapeLayer(
        id="units",
        kind="area" if areas else "point",
        shapes=frame.geometry,
        shapes_key=layer.digest,
        title=t("layer.units"),
        group=t("tree.admin"),
        marks=(outline if areas else dot,),
        tooltips=tuple(tooltips) or names,
        labels=names,
        labels_from=9,
        shown=shown,
        opacity=0.02 if areas else 0.9,
        paths=True,
        findable=True,
        tolerance_m=12,
    )


def unit_names(frame: pd.DataFrame, t: Translator) -> tuple[str, ...]:
    """Names of units in the language of the page, where the layer has them."""
    column = "name_en" if t.language == "en" and "name_en" in frame.columns else "name"
    return tuple(frame[column].fillna(frame["name"]).astype(str))


def choropleth(  # noqa: PLR0913 - what a coloured map needs
    layer: Layer, values: pd.Series, scale: Scale, t: Translator, *, id_: str, title: str, texts: Sequence[str]
) -> ShapeLayer:
    """Units coloured by a number; `texts` are the values in words with their units, for the tooltips."""
    frame = layer.frame
    names = unit_names(frame, t)
    tips = tuple(f"{name}\n{text}" for name, text in zip(names, texts, strict=True))
    areas = _has_areas(frame)
    marks = scale.marks(t, outline="#ffffff", width=0.8)
    return ShapeLayer(
        id=id_,
        kind="area" if areas else "point",
        shapes=frame.geometry,
        shapes_key=layer.digest,
        title=title,
        group=t("tree.result"),
        marks=marks if areas else tuple(replace(mark, radius=CIRCLE_PX) for mark in marks),
        classes=scale.classify(values.reindex(frame.index)),
        tooltips=tips,
        labels=() if areas else names,
        labels_from=9,
        first=True,
        opacity=0.8,
        tolerance_m=12,
    )


def zoning_layer(layer: Layer, t: Translator, *, shown: bool = True) -> ShapeLayer:
    """Lots in the official colours of their codes, codes printed where there is room."""
    frame = layer.frame
    codes = frame["code"].astype(str)
    known = land_codes(t)
    order = {code: number for number, code in enumerate(known)}
    used = sorted(codes.unique(), key=lambda code: (order.get(code, len(order)), code))
    marks = tuple(
        Mark(
            label=f"{code} {known[code][0]}" if code in known else code,
            colour=known.get(code, ("", "#d6d6d6"))[1],
            outline="#8d8d85",
            width=0.3,
        )
        for code in used
    )
    place = {code: number for number, code in enumerate(used)}
    hectares = frame.geometry.area / 10_000
    tips = tuple(
        f"{code} {known.get(code, ('', ''))[0]}\n{t.quantity(area, 'ha', 2)}"
        for code, area in zip(codes, hectares, strict=True)
    )
    return ShapeLayer(
        id=layer.type,
        kind="area",
        shapes=frame.geometry,
        shapes_key=layer.digest,
        title=t(f"layer.{layer.type}"),
        group=t("tree.plan"),
        marks=marks,
        classes=codes.map(place).to_numpy(dtype="int16"),
        tooltips=tips,
        labels=tuple(codes),
        labels_from=14.5,
        label_class="qh-code",
        shown=shown,
        opacity=0.7,
        tolerance_m=3,
    )


def land_codes(t: Translator) -> dict[str, tuple[str, str]]:
    """Name and official colour of each land-use code; colours are those of Circular 27/2018, which alone gives them."""
    frame = table("landuse_codes").sort_values("circular")
    codes, parents = list(map(str, frame["code"])), dict(zip(frame["code"], frame["parent"], strict=True))
    hexes = {code: f"#{colour.lower()}" for code, colour in zip(codes, map(str, frame["hex"]), strict=True) if colour}
    names: dict[str, tuple[str, str]] = {}
    for start, name in zip(codes, map(str, frame[t.language]), strict=True):
        code, steps = start, 0
        while code not in hexes and parents.get(code) and steps < 6:  # noqa: PLR2004 - deeper than any tree of codes
            code, steps = parents[code], steps + 1
        names[start] = (name, hexes.get(code, "#d6d6d6"))
    return names


def streets_layer(layer: Layer, t: Translator, *, shown: bool = False) -> ShapeLayer:
    """Streets by class, in strong colours and with their names."""
    frame = layer.frame
    groups = road_group(frame["class"])
    order = [name for name, *_ in ROADS]
    marks = tuple(
        Mark(label=t(f"road.{name}"), colour=ROAD_LINES[name], width=width) for name, _, _, _, width, _ in ROADS
    )
    names = frame["name"].fillna("").astype(str) if "name" in frame.columns else pd.Series("", index=frame.index)
    words = groups.map({name: t(f"road.{name}") for name in order})
    tips = tuple(f"{name}\n{word}" if name else word for name, word in zip(names, words, strict=True))
    return ShapeLayer(
        id=layer.name,
        kind="line",
        shapes=frame.geometry,
        shapes_key=layer.digest,
        title=t("layer.streets"),
        group=t("tree.technical"),
        marks=marks,
        classes=groups.map({n: i for i, n in enumerate(order)}).to_numpy(dtype="int16"),
        tooltips=tips,
        shown=shown,
        opacity=0.9,
        tolerance_m=5,
    )


def facilities_layers(
    city: City, t: Translator, *, shown: Sequence[str] = ("health", "school")
) -> tuple[ShapeLayer, ...]:
    """Facilities, one layer a kind, with a sign each; those below `shown` are on at first."""
    frames = {layer.digest: layer.frame for layer in city.of_type("facilities")}
    kinds = {str(kind) for frame in frames.values() for kind in frame["kind"].unique()}
    order = {kind: number for number, kind in enumerate(FACILITY_KINDS)}
    made = []
    for kind in sorted(kinds, key=lambda name: (order.get(name, len(order)), name), reverse=True):
        parts = [frame[(frame["kind"] == kind).to_numpy()] for frame in frames.values()]
        chosen = gpd.GeoDataFrame(pd.concat([part for part in parts if len(part)]), crs=city.crs)
        on = any(matches_kind(kind, name) for name in shown)
        made.append(facility_layer(chosen, kind, t, key=digest(kind, *frames), shown=on))
    return tuple(made)


def facility_layer(
    frame: gpd.GeoDataFrame, kind: str, t: Translator, *, key: str = "", shown: bool = True
) -> ShapeLayer:
    """Facilities of one kind with their sign."""
    icon, colour = FACILITIES.get(kind, OTHER_FACILITY)
    title = t(f"kind.{kind}")
    return ShapeLayer(
        id=f"facilities.{kind}",
        kind="point",
        shapes=frame.geometry,
        shapes_key=key,
        title=title,
        group=t("tree.social"),
        marks=(Mark(label="", colour=colour, icon=icon),),
        tooltips=facility_texts(frame, title, t),
        shown=shown,
        opacity=1.0,
        findable=True,
    )


def facility_texts(frame: pd.DataFrame, kind: str, t: Translator) -> tuple[str, ...]:
    """Name, kind and capacity of each facility."""
    blank = pd.Series("", index=frame.index)
    names = frame["name"].fillna("").astype(str) if "name" in frame.columns else blank
    sizes = frame["capacity"] if "capacity" in frame.columns else pd.Series(np.nan, index=frame.index)
    return tuple(
        "\n".join(
            filter(
                None,
                (
                    name or kind,
                    kind if name else "",
                    t("tip.capacity", count=t.number(size)) if np.isfinite(size) else "",
                ),
            )
        )
        for name, size in zip(names, sizes, strict=True)
    )


def sensors_layer(layer: Layer, t: Translator, *, shown: bool = False) -> ShapeLayer:
    """Stations by what they measure."""
    frame = layer.frame
    quantities = frame["quantity"].astype(str)
    used = sorted(quantities.unique())
    colours = ("#0b6e99", "#5b7f00", "#8a5a00", "#7b3f98", "#a33b20", "#33475b")
    marks = tuple(
        Mark(label=_quantity(q, t), colour=colours[i % len(colours)], icon="tower-broadcast", shape="square")
        for i, q in enumerate(used)
    )
    names = (
        frame["name"].fillna("").astype(str)
        if "name" in frame.columns
        else pd.Series(frame.index.astype(str), index=frame.index)
    )
    tips = tuple(
        "\n".join(filter(None, (f"{name or id_}\n{_quantity(q, t)}", *alarms)))
        for id_, name, q, alarms in zip(frame.index, names, quantities, alarm_texts(frame, t), strict=True)
    )
    return ShapeLayer(
        id=layer.name,
        kind="point",
        shapes=frame.geometry,
        shapes_key=layer.digest,
        title=t("layer.sensors"),
        group=t("tree.monitoring"),
        marks=marks,
        classes=quantities.map({q: i for i, q in enumerate(used)}).to_numpy(dtype="int16"),
        tooltips=tips,
        shown=shown,
        opacity=1.0,
        findable=True,
    )


def _quantity(name: str, t: Translator) -> str:
    """Words of what a station measures; several at one station are joined by semicolons."""
    parts = [part.strip() for part in name.replace(",", ";").split(";")]
    return ", ".join(t(f"quantity.{part}") if t.has(f"quantity.{part}") else part for part in parts)


def population_layer(layer: Layer, t: Translator, *, shown: bool = False) -> ShapeLayer:
    """Cells or points of the population, coloured by density (areas) or by people (points)."""
    frame = layer.frame
    people = frame["people"].to_numpy(dtype="float64")
    areas = _has_areas(frame)
    values = people / (frame.geometry.area.to_numpy() / 1e6) if areas else people
    scale = shared([values[people > 0]], unit=t("unit.people_per_km2") if areas else t("unit.person"))
    classes = scale.classify(values)
    classes[people <= 0] = -1
    tips = tuple(t("tip.people", count=t.number(count)) for count in people)
    marks = (
        scale.marks(t)[: len(scale.colours)]
        if areas
        else tuple(scale.marks(t, outline="#ffffff", width=0.5)[: len(scale.colours)])
    )
    return ShapeLayer(
        id=layer.name,
        kind="area" if areas else "point",
        shapes=frame.geometry,
        shapes_key=layer.digest,
        title=t("layer.population"),
        group=t("tree.people"),
        legend_title=t("legend.density") if areas else t("legend.people"),
        marks=marks,
        classes=classes,
        tooltips=tips,
        shown=shown,
        opacity=0.75,
        tolerance_m=1,
    )


def flood_layer(grid: Grid, t: Translator, *, shown: bool = False) -> ImageLayer:
    """Depth of water in classes, light to dark; dry land is clear."""
    scale = Scale(FLOOD_LIMITS_M, FLOOD_COLOURS, "m", (), 1)
    depth = grid.filled
    classes = scale.classify(np.nan_to_num(depth, nan=0.0).ravel()).reshape(depth.shape)
    classes[~(depth > 0)] = -1
    return ImageLayer(
        id=grid.name,
        grid=grid,
        classes=classes,
        marks=scale.marks(t),
        title=t("layer.flood_depth"),
        group=t("tree.hazard"),
        legend_title=t("legend.flood"),
        shown=shown,
        opacity=0.75,
    )


def grid_layer(grid: Grid, t: Translator, *, shown: bool = False) -> ImageLayer:
    """Any grid in five classes."""
    if grid.type == "flood_depth":
        return flood_layer(grid, t, shown=shown)
    scale = shared([grid.filled], unit=grid.unit, special=())
    classes = scale.classify(grid.filled.ravel()).reshape(grid.values.shape)
    return ImageLayer(
        id=grid.name,
        grid=grid,
        classes=classes,
        marks=scale.marks(t),
        title=t(f"layer.{grid.type}"),
        group=t("tree.other"),
        shown=shown,
    )


def minutes_scale(limit_min: float, t: Translator) -> Scale:
    """Classes of travel time with the limit among them."""
    limits = sorted({5.0, 10.0, 15.0, 30.0, 60.0, float(limit_min)})
    kept = [value for value in limits if value <= max(30.0, 2 * limit_min)]
    return fixed(kept, unit=t("unit.min"))


def choropleth_kind(frame: gpd.GeoDataFrame) -> ShapeKind:
    """How units are drawn: as areas, or as points where that is all that is known of them."""
    return "area" if _has_areas(frame) else "point"


def _has_areas(frame: gpd.GeoDataFrame) -> bool:
    return bool(len(frame)) and bool((shapely.get_dimensions(frame.geometry.to_numpy()) == 2).any())  # noqa: PLR2004


_NAMED_LICENCE = "ODbL"


def credit(city: City, t: Translator, names: Sequence[str] = ()) -> str:
    """The sources of layers, each once, with the year of the data; of all layers where none are named.

    OpenStreetMap's licence (ODbL) wants to be named where its data are shown; those of others stand in the catalogue.
    """
    items: list[Layer | Grid] = [*city.layers.values(), *city.grids.values()]
    lines: dict[str, None] = {}
    for item in items:
        if not names or item.name in names:
            source, day = sentence.source(item.provenance.source, t), item.provenance.date
            if source and item.provenance.licence.startswith(_NAMED_LICENCE):
                source = f"{source}, {_NAMED_LICENCE}"
            if source:
                lines[f"{source} ({day[:4]})" if day else source] = None
    return "; ".join(lines)
