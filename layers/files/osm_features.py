"""Facilities, land use, green, water and buildings of an OpenStreetMap extract, by the rules of `osm_tags`.

Closed ways and multipolygon relations become polygons with their holes; osmium assembles them. Ids are those of
OpenStreetMap with a letter for the kind of object: n17, w4711, r99.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.crs import WGS84
from layers.files import osm_values as values
from layers.files.osm_source import Source, reading
from layers.files.osm_tags import Rule, Rules
from layers.known import KNOWN
from layers.problems import Problem, concerning, errors
from layers.repair import repair

Matches = dict[str, Rule]
_ASSEMBLED = frozenset({"multipolygon", "boundary"})
_FEWEST_NODES = 4
_NOT_PUBLIC = frozenset({"private", "no"})
_BEDS = ("beds", "capacity:beds")
_PLACES = ("capacity", "capacity:persons")
_MOST_EXAMPLES = 6

_TEXT, _NUMBER, _FLAG = "str", "float64", "boolean"
_COLUMNS: Mapping[str, Mapping[str, str]] = {
    "facilities": {"kind": _TEXT, "name": _TEXT, "capacity": _NUMBER, "unit_of_capacity": _TEXT},
    "landuse": {"code": _TEXT, "status": _TEXT},
    "green": {"name": _TEXT, "kind": _TEXT, "public": _FLAG},
    "water": {"name": _TEXT, "kind": _TEXT},
    "buildings": {"name": _TEXT, "kind": _TEXT, "floors": _NUMBER},
}


@dataclass(eq=False)
class FeatureCollector:
    """Gathers points and polygons while a file is read; `frames` may be asked for when its end was reached."""

    rules: Rules
    shapes: list[str] = field(default_factory=list)
    records: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    expected: dict[int, tuple[Matches, Mapping[str, str]]] = field(default_factory=dict)
    relations: dict[int, Matches] = field(default_factory=dict)
    assembled: set[int] = field(default_factory=set)
    unplaced: list[int] = field(default_factory=list)
    broken_ways: list[int] = field(default_factory=list)
    broken_relations: list[str] = field(default_factory=list)
    open_ways: dict[str, list[str]] = field(default_factory=dict)
    lost_nodes: list[str] = field(default_factory=list)
    other_relations: list[str] = field(default_factory=list)
    assumed: dict[str, Counter[str]] = field(default_factory=dict)
    wkb: osmium.geom.WKBFactory = field(default_factory=osmium.geom.WKBFactory)

    def add_node(self, node: osmium.osm.Node, tags: Mapping[str, str]) -> None:
        """Take a node where points are allowed."""
        matches = {name: rule for name, rule in self.rules.match(tags).items() if "point" in KNOWN[name].geometry}
        if not matches:
            return
        if node.location.valid():
            self._keep(f"n{node.id}", self.wkb.create_point(node), tags, matches)
        else:
            self.lost_nodes.append(f"n{node.id}")

    def expect_way(self, way: osmium.osm.Way, tags: Mapping[str, str]) -> None:
        """Remember a closed way whose polygon should come, and count lines, which none of these layers can take."""
        matches = self.rules.match(tags)
        if not matches:
            return
        nodes = way.nodes
        if len(nodes) >= _FEWEST_NODES and way.is_closed() and tags.get("area") != "no":
            self.expected[way.id] = matches, tags
            if not nodes[0].location.valid():
                self.unplaced.append(nodes[0].ref)
            return
        for layer in matches:
            self.open_ways.setdefault(layer, []).append(f"w{way.id}")

    def expect_relation(self, relation: osmium.osm.Relation, tags: Mapping[str, str]) -> None:
        """Remember a relation whose polygon should come or has come, and count those that are no polygon."""
        matches = self.rules.match(tags)
        if matches and tags.get("type") in _ASSEMBLED:
            self.relations[relation.id] = matches
        elif matches:
            self.other_relations.append(f"r{relation.id}")

    def add_area(self, area: osmium.osm.Area, tags: Mapping[str, str]) -> None:
        """Take a polygon that osmium made of a way or relation."""
        if area.from_way():
            self._add_ring(area)
            return
        own = area.orig_id()
        self.assembled.add(own)
        matches = self.rules.match(tags)
        if not matches:
            return
        shape = self._shape(area)
        if shape:
            self._keep(f"r{own}", shape, tags, matches)
        else:
            self.broken_relations.append(f"r{own}")

    def _add_ring(self, area: osmium.osm.Area) -> None:
        own = area.orig_id()
        matches, tags = self.expected.get(own, ({}, {}))
        shape = self._shape(area) if matches else ""
        if shape:
            del self.expected[own]
            self._keep(f"w{own}", shape, tags, matches)
        elif matches:
            self.broken_ways.append(own)

    def _shape(self, area: osmium.osm.Area) -> str:
        """The polygon; "" where its rings cross themselves or are not closed."""
        try:
            return self.wkb.create_multipolygon(area)
        except RuntimeError:
            return ""

    def _keep(self, id_: str, shape: str, tags: Mapping[str, str], matches: Matches) -> None:
        self.shapes.append(shape)
        for layer, rule in matches.items():
            record = {"id": id_, "row": len(self.shapes) - 1} | _RECORDS[layer](rule, tags)
            self.records.setdefault(layer, []).append(record)
            if rule.assumed:
                self.assumed.setdefault(layer, Counter())[rule.kind or rule.code] += 1

    def mend(self, source: Source) -> tuple[Problem, ...]:
        """Read once more the closed ways that osmium could not make polygons of, and mend those that can be.

        Returns
        -------
        notes
            What was mended, and by id what was left out.
        """
        mended, lost = [], []
        for id_, ring in _rings(source, self.broken_ways) if self.broken_ways else ():
            matches, tags = self.expected.pop(id_)
            polygon = _valid_polygon(ring)
            if polygon is None:
                lost.append(f"w{id_}")
            else:
                mended.append(f"w{id_}")
                self._keep(f"w{id_}", shapely.to_wkb(polygon, hex=True), tags, matches)
        incomplete = [f"w{id_}" for id_ in self.expected]
        incomplete += [f"r{id_}" for id_ in self.relations if id_ not in self.assembled]
        found = {
            "osm_rings_mended": mended,
            "osm_bad_rings": lost + self.broken_relations,
            "osm_incomplete_areas": incomplete,
            "osm_points_without_place": self.lost_nodes,
            "osm_other_relations": self.other_relations,
        }
        notes = [concerning(code, ids, severity=_SEVERITY.get(code, "note")) for code, ids in found.items() if ids]
        return (*notes, *self._counts())

    def _counts(self) -> list[Problem]:
        """Notes on what was supposed and on lines that no layer could take, by layer."""
        notes = [
            concerning("osm_lines_left_out", ids, severity="note", layer=layer)
            for layer, ids in sorted(self.open_ways.items())
        ]
        for layer, kinds in sorted(self.assumed.items()):
            found = ", ".join(f"{kind} {n}" for kind, n in kinds.most_common(_MOST_EXAMPLES))
            notes.append(
                Problem(
                    code="osm_assumed", severity="note", layer=layer, field="kind", count=kinds.total(), found=found
                )
            )
        return notes

    def frames(self) -> dict[str, gpd.GeoDataFrame]:
        """The layers in degrees, without those that would be empty; call `mend` before."""
        geometries = _single(shapely.from_wkb(np.asarray(self.shapes, dtype=object)))
        return {layer: _frame(self.records[layer], geometries, layer) for layer in _COLUMNS if layer in self.records}


_SEVERITY = {"osm_bad_rings": "warning", "osm_incomplete_areas": "warning", "osm_points_without_place": "warning"}


def _facility(rule: Rule, tags: Mapping[str, str]) -> dict[str, Any]:
    beds = next((_count(tags[key]) for key in _BEDS if key in tags), None)
    places = next((_count(tags[key]) for key in _PLACES if key in tags), None)
    capacity = beds if beds is not None else places
    unit = "beds" if beds is not None else "places" if places is not None else None
    return {"kind": rule.kind, "name": values.name(tags), "capacity": capacity, "unit_of_capacity": unit}


def _count(text: str) -> float | None:
    return float(text) if text.isascii() and text.isdigit() else None


def _landuse(rule: Rule, tags: Mapping[str, str]) -> dict[str, Any]:
    del tags
    return {"code": rule.code, "status": "existing"}


def _green(rule: Rule, tags: Mapping[str, str]) -> dict[str, Any]:
    public = False if tags.get("access") in _NOT_PUBLIC else rule.public
    return {"name": values.name(tags), "kind": rule.kind, "public": public}


def _water(rule: Rule, tags: Mapping[str, str]) -> dict[str, Any]:
    return {"name": values.name(tags), "kind": rule.kind}


def _building(rule: Rule, tags: Mapping[str, str]) -> dict[str, Any]:
    levels = tags.get("building:levels")
    kind = rule.kind or values.clean(tags.get(rule.key))
    return {"name": values.name(tags), "kind": kind, "floors": None if levels is None else values.floors(levels)}


_RECORDS = {"facilities": _facility, "landuse": _landuse, "green": _green, "water": _water, "buildings": _building}


def _frame(records: Sequence[Mapping[str, Any]], geometries: NDArray[np.object_], layer: str) -> gpd.GeoDataFrame:
    table = pd.DataFrame.from_records(records, index="id")
    rows = table.pop("row").to_numpy()
    table.index = table.index.astype("str")
    return gpd.GeoDataFrame(table.astype(dict(_COLUMNS[layer])), geometry=geometries[rows], crs=WGS84)


def _single(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """The geometries, multipolygons of one part as polygons."""
    lone = (shapely.get_type_id(geometries) == shapely.GeometryType.MULTIPOLYGON) & (
        shapely.get_num_geometries(geometries) == 1
    )
    result = geometries.copy()
    result[lone] = shapely.get_geometry(geometries[lone], 0)
    return result


def _rings(source: Source, ways: Sequence[int]) -> list[tuple[int, list[tuple[float, float]]]]:
    """Positions of the nodes of some ways, read from the file once more."""
    wanted = osmium.FileProcessor(source.file).with_locations()
    wanted = wanted.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY)).with_filter(osmium.filter.IdFilter(ways))
    with reading(source):
        return [
            (way.id, [(node.location.lon, node.location.lat) for node in way.nodes])
            for way in wanted
            if isinstance(way, osmium.osm.Way)
        ]


def _valid_polygon(ring: Sequence[tuple[float, float]]) -> shapely.Geometry | None:
    """The polygon of a ring, repaired where the rules of `layers.repair` allow it; else `None`."""
    drawn = np.array([shapely.Polygon(ring)], dtype=object)
    repaired = repair(drawn, ("polygon",), np.array(["ring"], dtype=object))
    mended: shapely.Geometry = repaired.geometries[0]
    return None if errors(repaired.problems) or shapely.area(mended) == 0 else mended
