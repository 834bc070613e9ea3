"""Files brought into the warehouse: read, checked together, and only then written, all or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import geopandas as gpd
import shapely

from layers.attributes import join_attributes
from layers.carry import carried
from layers.city import metric_crs_of
from layers.crs import WGS84, code_of, crs_of, lonlat_bounds, overlaps
from layers.files import OsmExtract, read, read_grid, read_osm
from layers.files.raw import Raw
from layers.grid import Grid
from layers.intake import Intake, provenance_now, take_in
from layers.known import KNOWN, OSM_SOURCE
from layers.layer import Layer
from layers.placing import Box, Surroundings
from layers.problems import CatalogError, LayerError, OptionError, PlanningError, Problem, concerning, errors
from layers.warehouse import open_warehouse
from layers.warehouse.base import Version, Warehouse
from planning.import_options import ImportOptions, check_options

__all__ = ["ImportOptions", "Imported", "import_files", "import_to", "prepare", "study_area", "surroundings"]

METRIC_CRS = "metric_crs"
SUBLAYER = "::"
_MOST_PLACES = 50_000
OSM_LICENCE = "ODbL 1.0"


@dataclass(frozen=True)
class Imported:
    """One thing that was written: its version (none for observations), and how many rows it has."""

    name: str
    type: str
    features: int
    version: Version | None
    notes: tuple[Problem, ...]


class Known(Protocol):
    """What is looked up while files are read: a warehouse, or nothing yet."""

    def entries(self) -> tuple[Version, ...]:
        """The current version of each layer."""
        ...

    def get(self, name: str, version: int | None = None) -> Layer | Grid:
        """The content of a layer."""
        ...


class NothingYet:
    """The place of a warehouse that is made by the first import that succeeds."""

    def entries(self) -> tuple[Version, ...]:
        """No layers."""
        return ()

    def get(self, name: str, version: int | None = None) -> Layer | Grid:
        """Nothing: `missing_layer`."""
        del version
        raise LayerError(Problem(code="missing_layer", layer=name, found=name))


def import_to(address: str | Path, paths: Sequence[Path], options: ImportOptions) -> tuple[Imported, ...]:
    """As `import_files`, for a warehouse that may not exist yet: it is made once everything could be read."""
    known: Known = NothingYet()
    try:
        known = open_warehouse(address, create=False)
    except CatalogError as error:
        if any(problem.code != "warehouse_missing" for problem in error.problems):
            raise
    ready = read_all(known, paths, options)
    return write_all(open_warehouse(address, create=True), ready, options)


def import_files(warehouse: Warehouse, paths: Sequence[Path], options: ImportOptions) -> tuple[Imported, ...]:
    """Everything that was written, in the order of the files.

    Raises
    ------
    PlanningError
        With the problems of all files; then nothing was written.
    """
    return write_all(warehouse, read_all(warehouse, paths, options), options)


def read_all(known: Known, paths: Sequence[Path], options: ImportOptions) -> list[tuple[Path, Layer | Grid]]:
    """Everything that would be written, each with its file; raises with the problems of all files."""
    check_options(options, len(paths))
    ready: list[tuple[Path, Layer | Grid]] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            ready += [(path, item) for item in prepare(known, path, options)]
        except PlanningError as error:
            problems += [replace(p, layer=p.layer or path.name) for p in error.problems]
    names = [item.name for _, item in ready]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        problems.append(Problem(code="same_layer_twice", found=", ".join(twice), allowed="--layer"))
    if errors(problems):
        raise LayerError(problems)
    return ready


def write_all(
    warehouse: Warehouse, ready: Sequence[tuple[Path, Layer | Grid]], options: ImportOptions
) -> tuple[Imported, ...]:
    """What was written, all or nothing; the metric CRS is chosen with the first layer that has a place."""
    done = _write(warehouse, ready)
    chosen = options.metric_crs or (
        "" if warehouse.get_setting(METRIC_CRS) else _metric_crs([item for _, item in ready])
    )
    if chosen:
        warehouse.set_setting(METRIC_CRS, code_of(crs_of(chosen)))
    return done


def _metric_crs(items: Sequence[Layer | Grid]) -> str:
    """The metric CRS of what was brought; none for layers of which it is not known what they are."""
    layers = tuple(item for item in items if isinstance(item, Layer) and item.has_geometry and item.type != "other")
    grids = tuple(item for item in items if isinstance(item, Grid))
    return metric_crs_of(layers, grids) if layers or grids else ""


def _write(warehouse: Warehouse, ready: Sequence[tuple[Path, Layer | Grid]]) -> tuple[Imported, ...]:
    """All layers in one step; observations, which have no versions, are appended (one import brings one type only)."""
    streams = [item for _, item in ready if isinstance(item, Layer) and item.type == "observations"]
    for table in streams:
        warehouse.put_observations(table)
    kept = [(item, _split(path)[0]) for path, item in ready if item not in streams]
    versions = warehouse.put_all(kept) if kept else ()
    return (
        *(Imported(table.name, table.type, len(table), None, table.notes) for table in streams),
        *(Imported(i.name, i.type, v.features, v, i.notes) for (i, _), v in zip(kept, versions, strict=True)),
    )


def prepare(warehouse: Known, path: Path, options: ImportOptions) -> tuple[Layer | Grid, ...]:
    """What would be written for one file; nothing is."""
    if options.type == "osm":
        return _from_osm(path, options, Surroundings(area=study_area(warehouse, "streets")))
    if options.type in KNOWN and KNOWN[options.type].raster:
        return (_from_raster(warehouse, path, options),)
    file, sublayer = _split(path)
    raws = read(file, sublayer=sublayer, crs=options.crs)
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
        nodata=options.nodata,
        around=surroundings(warehouse, options.type),
        provenance=source,
    )
    layer = take_in(raw, intake)
    return (_with_former_attributes(warehouse, layer) if layer.type == "units" else layer,)


def _with_former_attributes(warehouse: Known, layer: Layer) -> Layer:
    """Units with what the version before said of the same codes."""
    if layer.name not in {entry.layer for entry in warehouse.entries() if entry.type == "units"}:
        return layer
    before = warehouse.get(layer.name)
    return carried(layer, before) if isinstance(before, Layer) else layer


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
    if not isinstance(raw.frame, gpd.GeoDataFrame):
        return spec.is_table
    dimension = {-1: "", 0: "point", 1: "line", 2: "polygon"}
    shapes = {dimension[int(d)] for d in set(shapely.get_dimensions(raw.frame.geometry.to_numpy()).tolist())} - {""}
    return bool(shapes) and shapes <= set(spec.geometry) and type_ != "other"


def _from_raster(warehouse: Known, path: Path, options: ImportOptions) -> Grid:
    name = options.layer or options.type
    grid = read_grid(path, type_=options.type, name=name, unit=options.unit, nodata=options.nodata, crs=options.crs)
    area = study_area(warehouse, options.type)
    here = lonlat_bounds(grid.bounds, grid.crs)
    if area is not None and not overlaps(here, area):
        found, allowed = (" ".join(f"{degrees:.4f}" for degrees in box) for box in (here, area))
        raise LayerError(Problem(code="outside_area", layer=name, found=found, allowed=allowed), grid.notes)
    source = replace(grid.provenance, source=options.source or grid.provenance.source, licence=options.licence)
    return replace(grid, provenance=source)


def _from_osm(path: Path, options: ImportOptions, around: Surroundings) -> tuple[Layer, ...]:
    return layers_of(read_osm(path, only=options.only), path.name, options, around)


def layers_of(extract: OsmExtract, file: str, options: ImportOptions, around: Surroundings) -> tuple[Layer, ...]:
    """The checked layers of an extract, however it came here; `options.layer` is put before their names.

    Raises
    ------
    LayerError
        With the problems of all layers, and all notes; `osm_nothing` where there is no layer.
    """
    provenance = provenance_now(options.source or OSM_SOURCE, options.licence or OSM_LICENCE)
    provenance = replace(provenance, file=file, date=str(extract.timestamp or provenance.date)[:10])
    layers: list[Layer] = []
    problems: list[Problem] = []
    for type_, frame in extract.layers.items():
        if not len(frame):
            problems.append(Problem(code="osm_without", severity="note", found=type_))
            continue
        mine = tuple(note for note in extract.notes if note.layer in (type_, ""))
        raw = Raw(frame=frame.reset_index(), crs=WGS84, file=file, sublayer=type_, notes=mine)
        prefix = f"{options.layer}_" if options.layer else ""
        try:
            layers.append(
                take_in(raw, Intake(type=type_, name=f"{prefix}{type_}", provenance=provenance, around=around))
            )
        except PlanningError as error:
            problems += error.problems
    if errors(problems) or not layers:
        raise LayerError([*extract.notes, *problems, *([] if layers else [concerning("osm_nothing", [], found=file)])])
    return tuple(layers)


def surroundings(warehouse: Known, type_: str) -> Surroundings:
    """What is known of the place of a new layer: the study area, and layers that may hold the same places."""
    return Surroundings(area=study_area(warehouse, type_), places=_known_places(warehouse, type_))


def _known_places(warehouse: Known, type_: str) -> tuple[gpd.GeoDataFrame, ...]:
    wanted = [e for e in warehouse.entries() if e.type == type_ and e.bounds_lonlat and 0 < e.features <= _MOST_PLACES]
    found = [warehouse.get(entry.layer) for entry in wanted]
    return tuple(layer.frame for layer in found if isinstance(layer, Layer) and layer.has_geometry)


def study_area(warehouse: Known, type_: str) -> Box | None:
    """The box in degrees against which a new layer is held: that of `area`, else of `units`; none for these two."""
    if type_ in {"area", "units"}:
        return None
    entries = warehouse.entries()
    for wanted in ("area", "units"):
        boxes = [e.bounds_lonlat for e in entries if e.type == wanted and e.bounds_lonlat]
        if boxes:
            return (
                min(b[0] for b in boxes),
                min(b[1] for b in boxes),
                max(b[2] for b in boxes),
                max(b[3] for b in boxes),
            )
    return None
