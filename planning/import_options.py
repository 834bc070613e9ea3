"""What is said of files that come in, and requests that cannot be meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from layers.crs import crs_of, is_metric
from layers.files import OSM_LAYERS
from layers.known import FACILITY_KINDS, KNOWN, kinds_below
from layers.names import is_layer_name
from layers.problems import OptionError, PlanningError, Problem
from layers.values import zone_of

WRONG_FLAGS = frozenset({
    "unknown_type", "unknown_kind", "osm_unknown_layer", "flag_not_used",
    "fetch_one_area", "unknown_area", "box_not_a_box", "endpoint_address",
})  # fmt: skip
"""Problems of flags alone: a value that is in no closed list or no such thing, a flag too many or too few."""


@dataclass(frozen=True, kw_only=True)
class ImportOptions:
    """What is said of the files: the flags of `import`, one field each.

    `type` is a layer type, `attributes` or `osm`; `only` picks layers of an `osm` file; `unit` is for rasters, `nodata`
    for rasters and for columns of numbers; `to` and `on` for attributes (`on` is field, column); `metric_crs` is the
    metric CRS of the warehouse, kept from the first time on.
    """

    type: str
    layer: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    crs: str = ""
    kind: str = ""
    only: tuple[str, ...] = ()
    unit: str = ""
    nodata: tuple[float, ...] = ()
    timezone: str = ""
    to: str = ""
    on: tuple[str, str] | None = None
    metric_crs: str = ""
    source: str = ""
    licence: str = ""


def check_options(options: ImportOptions, files: int) -> None:
    """Refuse a request that cannot be meant, before any file is opened.

    Raises
    ------
    OptionError
        `unknown_type`, `unknown_kind`, `osm_unknown_layer`, `flag_not_used` (these four are wrong flags), `layer_name`,
        `one_name_many_files`, `attributes_need_target`, `crs_unknown`, `crs_deprecated`, `crs_not_metric`,
        `time_zone_unknown`; all at once.
    """
    problems = []
    allowed = [*KNOWN, "osm"]
    if options.type not in allowed:
        problems.append(Problem(code="unknown_type", found=options.type, allowed=", ".join(allowed)))
    if options.layer and not is_layer_name(options.layer):
        problems.append(Problem(code="layer_name", found=options.layer[:80], allowed="a-z 0-9 _ (<= 60)"))
    if options.layer and files > 1:
        problems.append(Problem(code="one_name_many_files", found=str(files), allowed="1"))
    if options.type == "attributes" and not (options.to and options.on):
        problems.append(
            Problem(
                code="attributes_need_target",
                found=options.to or "--as attributes",
                allowed="--to LAYER --on FIELD=COLUMN",
            )
        )
    if options.kind and not kinds_below(options.kind):
        problems.append(Problem(code="unknown_kind", found=options.kind, allowed=", ".join(FACILITY_KINDS)))
    strange = [name for name in options.only if name not in OSM_LAYERS]
    if strange:
        problems.append(Problem(code="osm_unknown_layer", found=", ".join(strange), allowed=", ".join(OSM_LAYERS)))
    problems += _unused(options)
    problems += _frames(options)
    if problems:
        raise OptionError(problems)


def _frames(options: ImportOptions) -> list[Problem]:
    problems: list[Problem] = []
    for code in filter(None, (options.crs, options.metric_crs)):
        try:
            crs_of(code)
        except PlanningError as error:
            problems += error.problems
    if not problems and options.metric_crs and not is_metric(options.metric_crs):
        problems.append(Problem(code="crs_not_metric", found=options.metric_crs, allowed="EPSG:9217, UTM"))
    if options.timezone:
        try:
            zone_of(options.timezone)
        except PlanningError as error:
            problems += error.problems
    return problems


def _unused(options: ImportOptions) -> list[Problem]:
    """Flags that say something about another type of data: whoever gave them meant something else."""
    raster = options.type in KNOWN and KNOWN[options.type].raster
    given = {
        "--only": (bool(options.only), options.type == "osm", "osm"),
        "--unit": (bool(options.unit), raster, "elevation, flood_depth, population_grid"),
        "--nodata": (bool(options.nodata), options.type not in {"osm", "attributes"}, ""),
        "--to": (bool(options.to), options.type == "attributes", "attributes"),
        "--on": (options.on is not None, options.type == "attributes", "attributes"),
        "--map": (bool(options.columns), not raster and options.type not in {"osm", "attributes"}, ""),
    }
    return [
        Problem(code="flag_not_used", found=f"{flag}, --as {options.type}", allowed=f"--as {types}" if types else "")
        for flag, (used, fitting, types) in given.items()
        if used and not fitting and options.type in {*KNOWN, "osm"}
    ]
