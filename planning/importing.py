"""Files brought into the warehouse: read, checked together, and only then written, all or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import geopandas as gpd
import shapely

from layers.attributes import join_attributes
from layers.crs import WGS84, code_of, crs_of, is_metric
from layers.files import read, read_grid, read_osm
from layers.files.raw import Raw
from layers.grid import Grid
from layers.intake import Intake, provenance_now, take_in
from layers.known import KNOWN
from layers.layer import Layer
from layers.names import is_layer_name
from layers.placing import Box, Surroundings
from layers.problems import LayerError, OptionError, PlanningError, Problem, concerning
from layers.warehouse.base import Version, Warehouse

SUBLAYER = "::"
_MOST_PLACES = 50_000
_OSM_LICENCE = "ODbL 1.0"
_OSM_SOURCE = "© OpenStreetMap"


@dataclass(frozen=True, kw_only=True)
class ImportOptions:
    """What is said of the files: the flags of `import`, one field each.

    `type` is a layer type, `attributes` or `osm`; `only` picks layers of an `osm` file; `unit` and `nodata` are for
    rasters; `to` and `on` for attributes (`on` is field, column); `metric_crs` is the metric CRS of the warehouse, kept
    from the first time on.
    """

    type: str
    layer: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    crs: str = ""
    kind: str = ""
    only: tuple[str, ...] = ()
    unit: str = ""
    nodata: float | None = None
    timezone: str = ""
    to: str = ""
    on: tuple[str, str] | None = None
    metric_crs: str = ""
    source: str = ""
    licence: str = ""


@dataclass(frozen=True)
class Imported:
    """One thing that was written: its version (none for observations), and how many rows it has."""

    name: str
    type: str
    features: int
    version: Version | None
    notes: tuple[Problem, ...]


def import_files(warehouse: Warehouse, paths: Sequence[Path], options: ImportOptions) -> tuple[Imported, ...]:
    """Everything that was written, in the order of the files.

    Raises
    ------
    PlanningError
        With the problems of all files; then nothing was written.
    """
    _check_options(options, len(paths))
    ready: list[tuple[Path, Layer | Grid]] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            ready += [(path, item) for item in prepare(warehouse, path, options)]
        except PlanningError as error:
            problems += [replace(p, layer=p.layer or path.name) for p in error.problems]
    names = [item.name for _, item in ready]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        problems.append(Problem(code="same_layer_twice", found=", ".join(twice), allowed="--layer"))
    if any(p.severity == "error" for p in problems):
        raise LayerError(problems)
    if options.metric_crs:
        warehouse.set_setting("metric_crs", code_of(crs_of(options.metric_crs)))
    return tuple(_write(warehouse, path, item) for path, item in ready)


def _write(warehouse: Warehouse, path: Path, item: Layer | Grid) -> Imported:
    if isinstance(item, Layer) and item.type == "observations":
        warehouse.put_observations(item)
        return Imported(item.name, item.type, len(item), None, item.notes)
    version = warehouse.put(item, original=path)
    return Imported(item.name, item.type, version.features, version, item.notes)


def _check_options(options: ImportOptions, files: int) -> None:
    problems = []
    allowed = [*KNOWN, "osm"]
    if options.type not in allowed:
        problems.append(Problem(code="unknown_type", found=options.type, allowed=", ".join(allowed)))
    if options.layer and not is_layer_name(options.layer):
        problems.append(Problem(code="layer_name", found=options.layer[:80], allowed="a-z 0-9 _ (<= 60)"))
    if options.layer and files > 1:
        problems.append(Problem(code="one_name_many_files", found=str(files), allowed="1"))
    if options.type == "attributes" and not (options.to and options.on):
        problems.append(Problem(code="attributes_need_target", found=options.to, allowed="--to LAYER --on FIELD=COLUMN"))
    if options.metric_crs and not is_metric(options.metric_crs):
        problems.append(Problem(code="crs_not_metric", found=options.metric_crs, allowed="EPSG:9217, UTM"))
    if problems:
        raise OptionError(problems)


def prepare(warehouse: Warehouse, path: Path, options: ImportOptions) -> tuple[Layer | Grid, ...]:
    """What would be written for one file; nothing is."""
    if options.type == "osm":
        return _from_osm(path, options)
    if options.type in KNOWN and KNOWN[options.type].raster:
        name = options.layer or options.type
        return (read_grid(path, type_=options.type, name=name, unit=options.unit, nodata=options.nodata, crs=options.crs),)
    file, sublayer = _split(path)
    raws = read(file, sublayer=sublayer)
    if options.type == "attributes":
        target, on = warehouse.get(options.to), options.on
        if not isinstance(target, Layer) or on is None:
            raise OptionError(Problem(code="wrong_type", layer=options.to, found="raster", allowed="vector"))
        return (join_attributes(target, _only(raws, options.type), *on),)
    raw = _only(raws, options.type)
    source = provenance_now(options.source or raw.file, options.licence)
    intake = Intake(
        type=options.type,
        name=options.layer,
        columns=options.columns,
        crs=options.crs,
        kind=options.kind,
        zone=options.timezone,
        around=surroundings(warehouse, options.type),
        provenance=source,
    )
    return (take_in(raw, intake),)


def _split(path: Path) -> tuple[Path, str | None]:
    """File and sublayer of FILE::SUBLAYER."""
    text = str(path)
    if SUBLAYER in text and not path.exists():
        file, _, name = text.rpartition(SUBLAYER)
        return Path(file), name
    return path, None


def _only(raws: tuple[Raw, ...], type_: str) -> Raw:
    """The table to take: the only one, or the only one of a fitting shape."""
    if len(raws) == 1:
        return raws[0]
    fitting = [raw for raw in raws if _fits(raw, type_)]
    if len(fitting) == 1:
        return fitting[0]
    names = ", ".join(raw.sublayer for raw in raws)
    raise LayerError(Problem(code="several_sublayers", found=names, allowed=f"FILE{SUBLAYER}NAME"))


def _fits(raw: Raw, type_: str) -> bool:
    spec = KNOWN[type_]
    if "geometry" not in raw.frame.columns:
        return spec.is_table
    dimension = {-1: "", 0: "point", 1: "line", 2: "polygon"}
    shapes = {dimension[int(d)] for d in set(shapely.get_dimensions(raw.frame["geometry"].to_numpy()).tolist())} - {""}
    return bool(shapes) and shapes <= set(spec.geometry) and type_ != "other"


def _from_osm(path: Path, options: ImportOptions) -> tuple[Layer, ...]:
    extract = read_osm(path, only=options.only)
    provenance = provenance_now(options.source or _OSM_SOURCE, options.licence or _OSM_LICENCE)
    provenance = replace(provenance, file=path.name, date=str(getattr(extract, "timestamp", "") or provenance.date)[:10])
    layers: list[Layer] = []
    problems: list[Problem] = []
    for type_, frame in extract.layers.items():
        if not len(frame):
            problems.append(Problem(code="osm_without", severity="note", found=type_))
            continue
        mine = tuple(note for note in extract.notes if note.layer in (type_, ""))
        raw = Raw(frame=frame.reset_index(), crs=WGS84, file=path.name, sublayer=type_, notes=mine)
        prefix = f"{options.layer}_" if options.layer else ""
        try:
            layers.append(take_in(raw, Intake(type=type_, name=f"{prefix}{type_}", provenance=provenance)))
        except PlanningError as error:
            problems += error.problems
    if any(p.severity == "error" for p in problems) or not layers:
        raise LayerError([*extract.notes, *problems, *([] if layers else [concerning("osm_nothing", [], found=path.name)])])
    return tuple(layers)


def surroundings(warehouse: Warehouse, type_: str) -> Surroundings:
    """What the warehouse knows of the place of a new layer of a type: the study area, and layers that may hold the same places."""
    return Surroundings(area=study_area(warehouse, type_), places=_known_places(warehouse, type_))


def _known_places(warehouse: Warehouse, type_: str) -> tuple[gpd.GeoDataFrame, ...]:
    wanted = [e for e in warehouse.entries() if e.type == type_ and e.bounds_lonlat and 0 < e.features <= _MOST_PLACES]
    found = [warehouse.get(entry.layer) for entry in wanted]
    return tuple(layer.frame for layer in found if isinstance(layer, Layer) and layer.has_geometry)


def study_area(warehouse: Warehouse, type_: str) -> Box | None:
    """The box in degrees against which a new layer is held: that of `area`, else of `units`; none for these two."""
    if type_ in {"area", "units"}:
        return None
    entries = warehouse.entries()
    for wanted in ("area", "units"):
        boxes = [e.bounds_lonlat for e in entries if e.type == wanted and e.bounds_lonlat]
        if boxes:
            return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)
    return None
