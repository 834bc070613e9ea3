"""From a table as it came to a checked layer: columns matched, values typed, shapes repaired, place checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.check import column_names, missing_columns, repeated, typed_columns
from layers.crs import code_of, crs_of
from layers.files.raw import Raw
from layers.habits import usual_streets, without_counts, without_zero_supply
from layers.known import DEFAULT_STREET_CLASS, FACILITY_KINDS, KNOWN, kinds_below
from layers.layer import Layer, Provenance
from layers.names import clean_code, is_layer_name, layer_name, plain
from layers.placing import Surroundings, misplaced
from layers.positions import PLACE_FIELDS, positions
from layers.problems import LayerError, OptionError, Problem, concerning
from layers.repair import repair
from layers.spec import LayerSpec, match_columns
from layers.values import missing, read_text

_UNIQUE_IDS = frozenset({"units"})


@dataclass(frozen=True, kw_only=True)
class Intake:
    """What a person says about a file that comes in.

    `columns` maps fields to columns (also `lon`, `lat`, `x`, `y`, `wkt` for tables with positions); `crs` overrides
    what the file states; `kind` is the facility kind of the whole file; `zone` the time zone of times without one;
    `nodata` the numbers that stand for no value; `around` is what is known of the place already.
    """

    type: str
    name: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    crs: str = ""
    kind: str = ""
    zone: str = ""
    nodata: tuple[float, ...] = ()
    around: Surroundings = field(default_factory=Surroundings)
    provenance: Provenance = field(default_factory=Provenance)

    def spec(self) -> LayerSpec:
        """The contract of the type; `unknown_type` where there is none."""
        if self.type not in KNOWN:
            raise OptionError(Problem(code="unknown_type", found=self.type, allowed=", ".join(KNOWN)))
        return KNOWN[self.type]

    def layer_name(self) -> str:
        """The layer's name: as asked, else the kind, else the type."""
        name = self.name or layer_name(self.kind or self.type)
        if not is_layer_name(name):
            raise OptionError(Problem(code="layer_name", found=name[:80], allowed="a-z 0-9 _ (<= 60)"))
        return name


def take_in(raw: Raw, intake: Intake) -> Layer:
    """A checked layer from a table as it came.

    Parameters
    ----------
    raw
        What a reader gave.
    intake
        What the person said.

    Returns
    -------
    layer
        In the CRS of the file; `notes` holds the warnings and what was repaired, counted. Columns that the contract
        does not know are kept as they came.

    Raises
    ------
    LayerError
        With every problem found: errors, warnings and notes together.
    """
    spec, name = intake.spec(), intake.layer_name()
    problems: list[Problem] = list(raw.notes)
    frame, crs = _placed(raw, spec, intake, problems)
    names = [str(c) for c in frame.columns if c != "geometry"]
    problems += column_names(names)
    if not len(frame):
        raise LayerError(Problem(code="no_features", layer=name, found=raw.file), *[p.within(name) for p in problems])
    matched, constants = _matched(spec, names, intake, problems)
    problems += (
        missing_columns(spec, matched, names)
        if not constants
        else [p for p in missing_columns(spec, matched, names) if p.field not in constants]
    )
    present = without_counts(frame, {f: c for f, c in matched.items() if c in names}, spec, intake.columns, problems)
    ids = _ids(frame, present, spec, problems)
    if spec.type == "facilities" and "capacity" in intake.columns:
        frame, ids = without_zero_supply(frame, ids, present, problems)
    if spec.type == "streets":
        frame = usual_streets(frame, present, problems)
    typed = typed_columns(frame, spec, present, ids, intake.zone, intake.nodata)
    problems += typed.problems
    columns = {k: v for k, v in typed.columns.items() if k != "id"} | {
        k: pd.Series([v] * len(frame), index=frame.index, dtype="object") for k, v in constants.items()
    }
    reserved = {"id", *columns, *(f.name for f in spec.fields)}
    extra = {(f"{c}_file" if c in reserved else c): frame[c] for c in names if c not in set(present.values())}
    result: pd.DataFrame = pd.DataFrame({**columns, **extra}, index=frame.index)
    if "geometry" in frame.columns:
        result = _with_geometry(result, frame["geometry"], ids, crs, intake, problems)
    result.index = pd.Index(ids.astype(object), name="id")
    found = [p.within(name) for p in problems]
    raise_all(found)
    provenance = replace(
        intake.provenance, file=intake.provenance.file or raw.file, sha256=intake.provenance.sha256 or raw.sha256
    )
    return Layer(name, spec, result, provenance, tuple(found))


def raise_all(problems: list[Problem]) -> None:
    """Raises with everything found, warnings included, if anything is an error."""
    if any(p.severity == "error" for p in problems):
        raise LayerError(sorted(problems, key=lambda p: ("error", "warning", "note").index(p.severity)))


def _placed(raw: Raw, spec: LayerSpec, intake: Intake, problems: list[Problem]) -> tuple[pd.DataFrame, str]:
    """The frame with a `geometry` column where the contract wants one, and its CRS."""
    frame = raw.frame
    if isinstance(frame, gpd.GeoDataFrame):
        frame = frame.rename_geometry("geometry") if frame.geometry.name != "geometry" else frame
        crs = intake.crs or raw.crs
        if spec.is_table:
            return pd.DataFrame(frame.drop(columns="geometry")), ""
    else:
        if spec.is_table:
            return frame, ""
        points, stated = positions(frame, intake.columns, problems)
        if points is None:
            if not spec.geometry_optional and not any(p.code == "unknown_column" for p in problems):
                problems.append(
                    Problem(
                        code="no_geometry",
                        found=", ".join(map(str, frame.columns[:30])),
                        allowed=", ".join(spec.geometry),
                    )
                )
            return frame, ""
        frame = frame.assign(geometry=points)
        crs = intake.crs or raw.crs or stated
    if not crs:
        problems.append(Problem(code="crs_missing", found=raw.file, allowed="--crs EPSG:N"))
    else:
        try:
            crs = code_of(crs_of(crs))
        except LayerError as error:
            problems += error.problems
            crs = ""
    return pd.DataFrame(frame), crs


def _matched(
    spec: LayerSpec, names: list[str], intake: Intake, problems: list[Problem]
) -> tuple[dict[str, str], dict[str, str]]:
    """Columns of the fields, and fields that have one value for the whole file."""
    chosen = {k: v for k, v in intake.columns.items() if k not in PLACE_FIELDS}
    known = {f.name for f in spec.fields}
    problems.extend(
        Problem(code="unknown_field", field=name, found=name, allowed=", ".join(sorted(known)))
        for name in sorted(set(chosen) - known)
    )
    constants: dict[str, str] = {}
    if intake.kind:
        if spec.type != "facilities":
            problems.append(Problem(code="kind_not_used", found=intake.kind, allowed="facilities"))
        elif not kinds_below(intake.kind):
            problems.append(Problem(code="unknown_kind", found=intake.kind, allowed=", ".join(FACILITY_KINDS)))
        else:
            constants["kind"] = intake.kind
    matched = match_columns(spec, names, {k: v for k, v in chosen.items() if k in known})
    if spec.type == "facilities" and "unit_of_capacity" not in matched and (counted := _counted(spec, chosen)):
        constants["unit_of_capacity"] = counted
    return {k: v for k, v in matched.items() if k not in constants}, constants


def _counted(spec: LayerSpec, chosen: Mapping[str, str]) -> str:
    """What a column chosen as the capacity counts, by its name: "schools" are no places; "" where it says capacity."""
    capacity, column = spec.field("capacity"), chosen.get("capacity", "")
    known = () if capacity is None else (capacity.name, *capacity.synonyms)
    return "" if plain(column) in {plain(name) for name in known} else column


def _ids(frame: pd.DataFrame, matched: dict[str, str], spec: LayerSpec, problems: list[Problem]) -> NDArray[Any]:
    """A unique text id for each row: from the id column where there is one, else its number."""
    column = matched.get("id")
    if column is None:
        return np.arange(1, len(frame) + 1).astype(str).astype(object)
    read = read_text(frame[column])
    written = read.column.where(read.column.notna(), None)
    texts = pd.Series([None if v is None or v != v else clean_code(v) for v in written], dtype="object")  # noqa: PLR0124
    decimals = int((texts.notna() & (texts.to_numpy() != written.to_numpy())).sum())
    if decimals:
        problems.append(Problem(code="codes_as_decimals", severity="note", field="id", count=decimals))
    gone = missing(texts)
    if gone.any():
        required = "id" in spec.required
        problems.append(
            concerning("missing_value" if required else "ids_numbered", np.flatnonzero(gone).astype(str), field="id",
                       severity="error" if required else "note")
        )  # fmt: skip
        texts = texts.where(~gone, pd.Series([f"row_{i + 1}" for i in range(len(texts))]))
    again = repeated(texts)
    if again.any():
        different = list(dict.fromkeys(texts[again]))
        severity = "error" if spec.type in _UNIQUE_IDS else "warning"
        problems.append(
            concerning("ids_repeated", different, field="id", severity=severity, found=str(int(again.sum())))
        )
        numbers = texts.groupby(texts).cumcount() + 1
        texts = texts.where(~again, texts + "_" + numbers.astype(str))
        still = repeated(texts)
        texts = texts.where(~still, texts + "_row" + pd.Series(range(len(texts))).astype(str))
    return texts.to_numpy(dtype=object)


def _with_geometry(
    result: pd.DataFrame,
    geometry: pd.Series[Any],
    ids: NDArray[Any],
    crs: str,
    intake: Intake,
    problems: list[Problem],
) -> pd.DataFrame:
    spec = intake.spec()
    shapes = np.asarray(geometry.to_numpy(), dtype=object)
    gone = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    if gone.any():
        severity = "note" if spec.geometry_optional else "error"
        problems.append(concerning("without_position", ids[gone], severity=severity))
        shapes = shapes.copy()
        shapes[gone] = None
    repaired = repair(shapes, () if spec.type == "other" else spec.geometry, ids)
    problems += repaired.problems
    if spec.type == "streets" and "class" not in result.columns:
        result = result.assign(**{"class": DEFAULT_STREET_CLASS})
    framed = gpd.GeoDataFrame(result, geometry=gpd.GeoSeries(repaired.geometries, index=result.index), crs=crs or None)
    if crs and not gone.all() and not any(p.code == "bad_coordinates" for p in repaired.problems):
        around = intake.around if intake.type != "area" else Surroundings()
        problems += misplaced(framed, ids, around)
    mapped: pd.DataFrame = framed
    return mapped


def provenance_now(source: str, licence: str = "", *, illustrative: bool = False) -> Provenance:
    """A provenance dated today (UTC)."""
    return Provenance(
        source=source, licence=licence, illustrative=illustrative, date=datetime.now(UTC).date().isoformat()
    )
