"""GeoTIFF rasters read as grids: one band, placed, in a known unit, missing cells masked and never a magic number."""

from __future__ import annotations

import hashlib
import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import NDArray
from rasterio.errors import NotGeoreferencedWarning

from layers.crs import Frame, code_of, crs_of, wrong_frame
from layers.files.faults import check_file, readable
from layers.files.gdal import RASTER_ENVIRONMENT
from layers.files.kinds import sniff, wrong_kind
from layers.files.limits import LIMITS, Limits
from layers.grid import Grid
from layers.intake import provenance_now
from layers.problems import LayerError, PlanningError, Problem, raise_errors

_METRES = {"m": 1.0, "dm": 0.1, "cm": 0.01, "mm": 0.001, "ft": 0.3048}
_UNITS: dict[str, dict[str, float]] = {
    "elevation": _METRES,
    "flood_depth": _METRES,
    "population_grid": {"people": 1.0, "people_per_km2": 1.0, "people_per_ha": 1.0},
}
_SPELLINGS = {
    "metre": "m", "metres": "m", "meter": "m", "meters": "m", "foot": "ft", "feet": "ft", "centimetre": "cm",
    "centimeter": "cm", "persons": "people", "people per km2": "people_per_km2",
}  # fmt: skip
_NOT_NEGATIVE = frozenset({"flood_depth", "population_grid"})

CODES = (
    -9999.0, -99999.0, -999.0, -9999.9, -32768.0, -32767.0, -99.0, 99.0, 255.0, 999.0, 9999.0, 99999.0, 32767.0,
    65535.0, -2147483648.0, 2147483647.0,
)  # fmt: skip
"""Numbers that programs write for "no value" """
_BEYOND_NATURE = 1e15
_MOST_FOUND = 5


@dataclass(frozen=True)
class _Asked:
    """What the person wants and says."""

    type: str
    name: str
    unit: str
    nodata: tuple[float, ...]


@dataclass
class _Band:
    """What was read: the band as stored, where a value is missing, and how the cells lie."""

    values: NDArray[Any]
    mask: NDArray[np.bool_]
    transform: Affine
    crs: str
    unit: str
    stated: bool


def read_grid(  # noqa: PLR0913 - the last ones say what a file leaves out
    path: Path,
    *,
    type_: str,
    name: str,
    unit: str = "",
    nodata: float | Sequence[float] | None = None,
    crs: str = "",
    limits: Limits = LIMITS,
) -> Grid:
    """The one band of a GeoTIFF.

    Parameters
    ----------
    path
        The file. Files beside it (.aux.xml, .msk, .ovr) are not looked at.
    type_, name
        Type and name of the layer.
    unit
        Unit of the values where the file's tag is missing or wrong; heights and depths come out in metres.
    nodata
        Values that mean "missing", besides what the file states.
    crs
        CRS that overrides what the file states.
    limits
        Upper bounds.

    Returns
    -------
    grid
        Rows from north to south; `mask` is True where a cell has no value.

    Raises
    ------
    LayerError
        `wrong_file_kind`, `raster_bands`, `raster_too_large`, `raster_not_placed`, `raster_rotated`,
        `raster_values` (complex numbers), `crs_missing`, `raster_unit`, `undeclared_nodata`, `out_of_range`
        (negative depths or people), `no_values`, `file_unreadable`, and what `layers.crs` finds wrong with the place.
    """
    try:
        check_file(path, limits)
        kind = sniff(path)
        if kind != "geotiff":
            raise LayerError(wrong_kind(kind, "GeoTIFF"))
        codes = () if nodata is None else tuple(nodata) if isinstance(nodata, Sequence) else (float(nodata),)
        with readable():
            band, notes = _read(path, crs, codes, limits)
        return _checked(path, band, notes, _Asked(type_, name, unit, codes))
    except PlanningError as error:
        raise LayerError(problem.within(path.name) for problem in error.problems) from error


def _read(path: Path, crs: str, codes: tuple[float, ...], limits: Limits) -> tuple[_Band, list[Problem]]:
    with rasterio.Env(**RASTER_ENVIRONMENT), warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with rasterio.open(path.resolve(), driver="GTiff") as file:
            raise_errors(_refusals(file, crs, limits))
            masked = file.read(1, masked=True)
            values, mask = masked.data, np.ma.getmaskarray(masked)
            nan = values.dtype.kind == "f" and bool(np.isnan(values).any())
            stated = file.nodata is not None or mask.any() or nan
            scale, offset = file.scales[0], file.offsets[0]
            transform, unit = file.transform, file.units[0] or ""
            placed = code_of(crs_of(crs)) if crs else code_of(file.crs.to_wkt())
    if values.dtype.kind == "f":
        mask = mask | np.isnan(values)
    for code in codes:
        mask = mask | _equals(values, code)
    notes = []
    if (scale, offset) != (1.0, 0.0):
        values = values * scale + offset
        notes.append(Problem(code="raster_scaled", severity="note", found=f"{scale:g}, {offset:g}"))
    if transform.e > 0:
        values, mask = values[::-1], mask[::-1]
        transform = transform @ Affine.translation(0, len(values)) @ Affine.scale(1, -1)
        notes.append(Problem(code="raster_turned", severity="note"))
    band = _Band(np.ascontiguousarray(values), np.ascontiguousarray(mask), transform, placed, unit, bool(stated))
    return band, notes


def _equals(values: NDArray[Any], code: float) -> NDArray[np.bool_]:
    """Where a cell holds a code, which a narrow type may hold rounded."""
    if values.dtype.kind == "f":
        with np.errstate(over="ignore"):
            return np.asarray(values == values.dtype.type(code))
    return np.asarray(values == code)


def _refusals(file: Any, crs: str, limits: Limits) -> list[Problem]:
    problems = []
    if file.count != 1:
        problems.append(Problem(code="raster_bands", found=str(file.count), allowed="1"))
    if file.width * file.height > limits.cells:
        problems.append(
            Problem(code="raster_too_large", found=f"{file.width} x {file.height}", allowed=f"<= {limits.cells}")
        )
    if file.dtypes[0].startswith("complex"):
        problems.append(Problem(code="raster_values", found=file.dtypes[0], allowed="int, float"))
    if file.transform == Affine.identity():
        problems.append(Problem(code="raster_not_placed", found=file.name.rpartition("/")[2]))
    elif file.transform.b or file.transform.d or file.transform.a < 0:
        problems.append(Problem(code="raster_rotated", found=str(tuple(file.transform)[:6])))
    if not crs and not file.crs:
        problems.append(Problem(code="crs_missing", found=file.name.rpartition("/")[2], allowed="--crs EPSG:N"))
    return problems


def _checked(path: Path, band: _Band, notes: list[Problem], asked: _Asked) -> Grid:
    """The grid, or every problem of values, unit and place."""
    problems = list(notes)
    unit, factor = _unit(asked, band.unit, problems)
    present = band.values[~band.mask]
    if not present.size:
        raise LayerError(Problem(code="no_values", found=path.name))
    codes = undeclared_codes(present, customary=not band.stated)
    if codes:
        found = ", ".join(f"{code:g} ({count})" for code, count in codes[:_MOST_FOUND])
        flags = " ".join(f"--nodata {code:g}" for code in (*asked.nodata, *(code for code, _ in codes[:_MOST_FOUND])))
        problems.append(Problem(code="undeclared_nodata", count=sum(n for _, n in codes), found=found, allowed=flags))
    elif not band.stated and not asked.nodata:
        problems.append(
            Problem(code="nodata_not_stated", severity="warning", found=_commonest_end(present), allowed="--nodata N")
        )
    absent = [code for code in asked.nodata if not _equals(band.values, code).any()]
    problems += [Problem(code="nodata_not_found", severity="warning", found=f"{code:g}") for code in absent]
    if asked.type in _NOT_NEGATIVE and not codes and (present < 0).any():
        count = int((present < 0).sum())
        problems.append(Problem(code="out_of_range", count=count, found=f"{present.min():g}", allowed=">= 0"))
    problems += _place(band)
    raise_errors(problems)
    values = band.values if factor == 1.0 else band.values * factor
    provenance = replace(provenance_now(path.name), file=path.name, sha256=_sha256(path))
    return Grid(
        asked.name, asked.type, values, band.transform, band.crs, unit, band.mask, provenance,
        tuple(problem.within(asked.name) for problem in problems),
    )  # fmt: skip


def _unit(asked: _Asked, stated: str, problems: list[Problem]) -> tuple[str, float]:
    """The unit of the grid, and by what the file's numbers must be multiplied for it."""
    known = _UNITS.get(asked.type)
    if known is None:
        return asked.unit or stated, 1.0
    given = asked.unit or stated
    name = _SPELLINGS.get(given.strip().lower(), given.strip().lower())
    if not name:
        return next(iter(known)), 1.0
    if name not in known:
        severity = {"severity": "error"} if asked.unit else {"severity": "warning"}
        found = Problem(code="raster_unit", found=given[:40], allowed=", ".join(known))
        problems.append(replace(found, **severity))  # type: ignore[arg-type]
        return next(iter(known)), 1.0
    if known is _METRES and name != "m":
        problems.append(Problem(code="raster_unit_converted", severity="note", found=name, allowed="m"))
        return "m", known[name]
    return name, 1.0


def undeclared_codes(present: NDArray[Any], *, customary: bool = True) -> list[tuple[float, int]]:
    """Numbers that look like codes for "no value": customary ones far outside all others, and huge ones.

    Parameters
    ----------
    present
        Values that are not masked.
    customary
        Whether to look for customary codes, or only for huge numbers: a file that states its own code is believed.

    Returns
    -------
    codes
        Code and number of cells, most cells first. Far means farther from the others than these are spread.
    """
    candidates = {c for c in CODES if customary and _equals(present, c).any()}
    if present.dtype.kind == "f":
        huge = np.unique(present[np.abs(present) > _BEYOND_NATURE])
        candidates |= {float(value) for value in huge[:_MOST_FOUND]} | {float(value) for value in huge[-_MOST_FOUND:]}
    if not candidates:
        return []
    rest = present
    for code in candidates:
        rest = rest[~_equals(rest, code)]
    if not rest.size:
        return []
    low, high = float(rest.min()), float(rest.max())
    spread = max(high - low, math.ulp(high))
    far = [c for c in sorted(candidates) if c < low - spread or c > high + spread]
    return sorted(((c, int(_equals(present, c).sum())) for c in far), key=lambda pair: -pair[1])


def _commonest_end(present: NDArray[Any]) -> str:
    """The lowest value and its share: where it is large, it may mean "no value"."""
    lowest = present.min()
    return f"{float(lowest):g}: {100 * float((present == lowest).mean()):.1f} %"


def _place(band: _Band) -> list[Problem]:
    rows, columns = band.values.shape
    west, north = band.transform @ (0, 0)
    east, south = band.transform @ (columns, rows)
    strange = wrong_frame(Frame(bounds=(west, south, east, north), crs=band.crs))
    return [] if strange is None else [strange]


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
