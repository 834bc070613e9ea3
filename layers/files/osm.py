"""OpenStreetMap extracts (.osm, .osm.gz, .osm.bz2, .osm.pbf) read into layers: streets, facilities, land and water."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import geopandas as gpd
import osmium
import pandas as pd

from layers.files.osm_features import FeatureCollector
from layers.files.osm_repeats import without_repeats
from layers.files.osm_source import Item, OutOfOrderError, Source, objects, open_source, sorted_copy
from layers.files.osm_streets import StreetCollector, street_counts
from layers.files.osm_tags import Rules, known_rules
from layers.problems import LayerError, OptionError, Problem

OSM_LAYERS = ("streets", "facilities", "landuse", "green", "water", "buildings")
Bounds = tuple[float, float, float, float]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, eq=False)
class OsmExtract:
    """What an extract holds.

    `layers` maps a type to its frame: EPSG:4326, text index "id", columns of the contract (`layers.known`); a type
    without a feature is not in it. `bounds` are west, south, east, north in degrees, as the file states them, else
    those of the layers. `timestamp` is the moment of the data (ISO 8601, UTC): as stated, else that of the newest edit
    met; "" where the file has no times.
    """

    layers: Mapping[str, gpd.GeoDataFrame]
    notes: tuple[Problem, ...] = ()
    bounds: Bounds = (0.0, 0.0, 0.0, 0.0)
    timestamp: str = ""

    def street_counts(self) -> pd.DataFrame:
        """Number of ways, segments, one-ways, bridges and tunnels by class, for holding against another count."""
        return street_counts(self.layers["streets"])


@dataclass(eq=False)
class _Reading:
    """What is gathered in one pass through a file."""

    streets: StreetCollector | None
    features: FeatureCollector | None
    newest: datetime = field(default=_EPOCH)
    negative: int = 0

    @property
    def keys(self) -> tuple[str, ...]:
        """The tag keys that matter: osmium hands out nothing else."""
        wanted = self.features.rules.keys if self.features else ()
        return tuple(dict.fromkeys((*wanted, "highway"))) if self.streets else wanted

    @property
    def unplaced(self) -> list[int]:
        """Nodes that ways refer to and that had no position when the way came."""
        parts = (self.streets, self.features)
        return [ref for part in parts if part is not None for ref in part.unplaced]

    def take(self, item: Item, tags: dict[str, str]) -> None:
        """Hand an object to whoever can use it."""
        if isinstance(item, osmium.osm.Area):
            if self.features:
                self.features.add_area(item, tags)
            return
        self.negative += item.id < 0
        self.newest = max(self.newest, item.timestamp)
        if isinstance(item, osmium.osm.Way):
            if self.streets and "highway" in tags:
                self.streets.add(item, tags)
            if self.features:
                self.features.expect_way(item, tags)
        elif self.features and isinstance(item, osmium.osm.Node):
            self.features.add_node(item, tags)
        elif self.features and isinstance(item, osmium.osm.Relation):
            self.features.expect_relation(item, tags)


def read_osm(path: str | Path, *, only: tuple[str, ...] = (), rules: Rules | None = None) -> OsmExtract:
    """The layers of an OpenStreetMap extract.

    Parameters
    ----------
    path
        .osm, .osm.gz, .osm.bz2 or .osm.pbf; the content counts, not the suffix.
    only
        Types to read out of `OSM_LAYERS`; all where empty.
    rules
        Which tags make which layer; those of `data/osm_tags.csv` by default.

    Returns
    -------
    extract
        Streets are segments between shared nodes with node ids `u` and `v`; polygons are assembled from closed ways
        and multipolygon relations. Notes say what was left out, supposed or mended.

    Raises
    ------
    LayerError
        For a file that is not OpenStreetMap data or not sound; see `layers.files.osm_source` for the codes. A file that
        is cut off gives nothing, never a part. `osm_no_ways` where streets are wanted and the file has no ways,
        `osm_nothing_found` where it has nothing of the types wanted.
    OptionError
        `osm_unknown_layer` for a type that is not in `OSM_LAYERS`.
    """
    unknown = tuple(type_ for type_ in only if type_ not in OSM_LAYERS)
    if unknown:
        raise OptionError(
            Problem(
                code="osm_unknown_layer", found=", ".join(unknown), allowed=", ".join(OSM_LAYERS), count=len(unknown)
            )
        )
    wanted = only or OSM_LAYERS
    chosen = (rules or known_rules()).only(wanted)
    source = open_source(Path(path))
    try:
        return _extract(source, wanted, chosen)
    except OutOfOrderError:
        with sorted_copy(source) as again:
            return _extract(again, wanted, chosen, Problem(code="osm_sorted", severity="note", found=source.name))


def _extract(source: Source, wanted: tuple[str, ...], rules: Rules, *notes: Problem) -> OsmExtract:
    found = _Reading(
        streets=StreetCollector() if "streets" in wanted else None,
        features=FeatureCollector(rules) if rules.rules else None,
    )
    # Areas are asked for even where only streets are wanted: with them osmium checks the order of the file.
    keys = osmium.filter.KeyFilter(*found.keys)
    processor = osmium.FileProcessor(source.file).with_locations().with_areas(keys).with_filter(keys)
    for item, tags in objects(source, processor):
        found.take(item, tags)
    negative = found.negative + sum(ref < 0 for ref in found.unplaced)
    if negative:
        raise LayerError(Problem(code="osm_negative_ids", count=negative, found=source.name, allowed="> 0"))
    places = processor.node_location_storage
    if places is not None and _comes_later(found.unplaced, places):
        raise OutOfOrderError(source)
    return _finished(source, found, wanted, notes)


def _comes_later(unplaced: list[int], places: osmium.index.LocationTable) -> bool:
    """Whether a node without place was met after its way: such a file is not cut off but unsorted."""
    for ref in unplaced:
        with suppress(KeyError):
            if places.get(ref).valid():
                return True
    return False


def _finished(source: Source, found: _Reading, wanted: tuple[str, ...], notes: tuple[Problem, ...]) -> OsmExtract:
    """The layers of what was gathered; refuses a file that gave nothing."""
    layers: dict[str, gpd.GeoDataFrame] = {}
    if found.streets:
        streets, said = found.streets.frame()
        notes = (*notes, *said)
        if len(streets):
            layers["streets"] = streets
    if found.features:
        notes = (*notes, *found.features.mend(source))
        layers |= found.features.frames()
    if "facilities" in layers:
        layers["facilities"], said = without_repeats(layers["facilities"])
        notes = (*notes, *said)
    if "streets" in wanted and "streets" not in layers:
        _refuse_without_ways(source)
    if not layers:
        code = "osm_no_positions" if found.unplaced else "osm_nothing_found"
        raise LayerError(
            Problem(code=code, found=source.name, allowed=", ".join(wanted), count=len(found.unplaced)),
            (note for note in notes if note.severity == "warning"),
        )
    empty = [type_ for type_ in wanted if type_ not in layers]
    notes = (*notes, *(Problem(code="osm_no_features", severity="note", layer=type_) for type_ in empty))
    return OsmExtract(
        layers=MappingProxyType(layers),
        notes=notes,
        bounds=_bounds(source, layers),
        timestamp=_timestamp(source, found.newest),
    )


def _refuse_without_ways(source: Source) -> None:
    """Refuses a file without objects, and one with nodes only."""
    for code, kinds in (("osm_empty", osmium.osm.ALL), ("osm_no_ways", osmium.osm.WAY)):
        if next(objects(source, osmium.FileProcessor(source.file, kinds)), None) is None:
            raise LayerError(Problem(code=code, found=source.name))


def _bounds(source: Source, layers: Mapping[str, gpd.GeoDataFrame]) -> Bounds:
    box = osmium.FileProcessor(source.file).header.box()
    if box.valid():
        return box.bottom_left.lon, box.bottom_left.lat, box.top_right.lon, box.top_right.lat
    boxes = [frame.total_bounds for frame in layers.values()]
    west, south = (min(float(box[side]) for box in boxes) for side in (0, 1))
    east, north = (max(float(box[side]) for box in boxes) for side in (2, 3))
    return west, south, east, north


def _timestamp(source: Source, newest: datetime) -> str:
    header = osmium.FileProcessor(source.file).header
    for key in ("osmosis_replication_timestamp", "timestamp"):
        if header.get(key):
            return header.get(key)
    return newest.strftime("%Y-%m-%dT%H:%M:%SZ") if newest > _EPOCH else ""
