"""Areas: outlines that lie over each other, and columns of areas that the outlines contradict."""

from __future__ import annotations

import re
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.crs import WGS84
from layers.layer import Layer
from layers.names import plain
from layers.problems import MOST_IDS, Problem, concerning
from layers.values import read_number

WITHOUT_OVERLAP = ("units", "landuse", "zoning")
LEAST_OVERLAP_M2 = 1.0
"""Less than this in all is rounding of coordinates."""
SMALL_SHARE = 1e-6
_LEAST_BOX_M2 = 1e-6
MOST_DIFFERENCE = 0.02
UNITS_M2 = {
    "m2": 1.0,
    "ha": 10_000.0,
    "km2": 1_000_000.0,
    "acre": 4_046.8564224,
    "ft2": 0.09290304,
    "mi2": 2_589_988.110336,
}

_UNIT_WORDS = {
    "km2": r"km ?2|sq ?km|km ?sq|km vuong",
    "ha": r"ha|hecta(re)?s?|hec ta",
    "m2": r"m ?2|sq ?m|sqm|m vuong|square met(er|re)s?",
    "acre": r"acres?",
    "ft2": r"sq ?ft|ft ?2|square feet",
    "mi2": r"sq ?mi|mi ?2|square miles?",
}  # fmt: skip
_AREA_WORDS = re.compile(r"\b(dien tich|dtich|shape ?area|shape ?st ?area|acres?|area(km2|ha|sqm|m2)?)\b")
# Areas of something else than the feature.
_OTHER_AREA = re.compile(r"code|id$|name|floor|san|built|xay dung|water|type|length|density|mat do|per ")
_PROBABLE = 0.1
_FEWEST = 3
_MOST_DECIMALS = 5


def overlap_problems(layer: Layer) -> list[Problem]:
    """A warning (a note, where it is next to nothing) with the area that two features of the layer claim, and where."""
    if layer.type not in WITHOUT_OVERLAP or not layer.has_geometry:
        return []
    frame = layer.frame
    shapes = np.asarray(frame.geometry.to_numpy(), dtype=object)
    first, second, shared = _overlaps(shapes)
    areas_m2 = shapely.area(shared)
    total_m2 = float(areas_m2.sum())
    if total_m2 < LEAST_OVERLAP_M2:
        return []
    order = np.argsort(-areas_m2, kind="stable")
    worst = order[0]
    place = gpd.GeoSeries([shapely.point_on_surface(shared[worst])], crs=frame.crs).to_crs(WGS84).iloc[0]
    ids = frame.index.to_numpy()
    pairs = [f"{ids[first[n]]} × {ids[second[n]]}" for n in order[:MOST_IDS] if areas_m2[n] >= LEAST_OVERLAP_M2 / 10]
    found = f"{_area(total_m2)}; {pairs[0]}: {_area(areas_m2[worst])}, {place.x:.5f} {place.y:.5f}"
    small = total_m2 < SMALL_SHARE * float(shapely.area(shapes).sum())
    return [
        Problem(
            code="polygons_overlap", severity="note" if small else "warning", ids=tuple(pairs), found=found,
            count=int((areas_m2 > 0).sum()), allowed=f"< {LEAST_OVERLAP_M2:g} m²",
        )
    ]  # fmt: skip


def _overlaps(shapes: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[Any]]:
    """Pairs of polygons that share an area, and what they share."""
    areal = np.flatnonzero(shapely.get_dimensions(shapes) == 2)  # noqa: PLR2004 - an area
    tree = shapely.STRtree(shapes[areal])
    left, right = tree.query(shapes[areal])
    once = left < right
    first, second = areal[left[once]], areal[right[once]]
    boxed = _shared_box_m2(shapely.bounds(shapes), first, second) > _LEAST_BOX_M2  # neighbours only touch, mostly
    first, second = first[boxed], second[boxed]
    shared = np.asarray(shapely.intersection(shapes[first], shapes[second]), dtype=object)
    real = shapely.area(shared) > 0
    return first[real], second[real], shared[real]


def _shared_box_m2(
    bounds: NDArray[np.float64], first: NDArray[np.int64], second: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The area that the boxes of two polygons share, which theirs cannot exceed."""
    low = np.maximum(bounds[first, :2], bounds[second, :2])
    high = np.minimum(bounds[first, 2:], bounds[second, 2:])
    sides = np.maximum(high - low, 0.0)
    return np.asarray(sides[:, 0] * sides[:, 1], dtype=np.float64)


def area_problems(layer: Layer) -> list[Problem]:
    """Warnings on columns of areas: zeros, and values that the outlines contradict.

    The unit of a column is that of its name ("area_km2", "Diện tích (ha)"); where the name has none, the unit that fits
    best. A value differs if it is more than 2 % off the outline's area in the metric frame of the city.
    """
    frame = pd.DataFrame(layer.frame)
    outlines_m2 = np.zeros(len(frame))
    if layer.has_geometry:
        outlines_m2 = np.asarray(shapely.area(layer.frame.geometry.to_numpy()), dtype="float64")
    problems: list[Problem] = []
    for name in map(str, frame.columns):
        words = plain(name)
        values = numbers(frame[name]) if _AREA_WORDS.search(words) and not _OTHER_AREA.search(words) else None
        if values is None:
            continue
        zero = values == 0
        if zero.any():
            problems.append(
                concerning("area_zero", frame.index[zero].to_numpy(), severity="warning", field=name, allowed="> 0")
            )
        with_both = np.isfinite(values) & ~zero & (outlines_m2 > 0)
        if with_both.sum() >= _FEWEST:
            problems += _held_against_outlines(name, values, outlines_m2, with_both, frame.index.to_numpy())
    return problems


def _held_against_outlines(
    name: str,
    values: NDArray[np.float64],
    outlines_m2: NDArray[np.float64],
    usable: NDArray[np.bool_],
    ids: NDArray[Any],
) -> list[Problem]:
    unit = unit_of_name(name) or _fitting_unit(values[usable], outlines_m2[usable])
    if not unit:
        ratio = float(np.median(values[usable] / outlines_m2[usable]))
        if "shape" in plain(name):  # what programs add by themselves, in square degrees where the map is in degrees
            return []
        return [
            Problem(
                code="area_unit_unknown",
                severity="note",
                field=name,
                found=f"{ratio:.3g} / m²",
                allowed=", ".join(UNITS_M2),
            )
        ]
    factor = UNITS_M2[unit]
    difference = np.where(usable, values * factor / np.where(usable, outlines_m2, 1.0) - 1.0, 0.0)
    off = (np.abs(difference) > MOST_DIFFERENCE) & (np.abs(values - outlines_m2 / factor) > _rounding(values))
    if not off.any():
        return []
    # A tenth of the area is as wrong as ten times it.
    times = np.abs(np.log(np.maximum(1 + difference[off], np.finfo(float).tiny)))
    order = np.flatnonzero(off)[np.argsort(-times, kind="stable")]
    worst = order[0]
    shown = unit.replace("2", "²")
    stated, drawn = f"{values[worst]:.6g} {shown}", f"{outlines_m2[worst] / factor:.6g} {shown}"
    found = f"{ids[worst]}: {stated} / {drawn} ({difference[worst]:+.1%})"
    allowed = f"± {MOST_DIFFERENCE:.0%}"
    return [concerning("area_disagrees", ids[order], severity="warning", field=name, found=found, allowed=allowed)]


def unit_of_name(name: str) -> str:
    """The unit of area that a column name states, "" where it states none."""
    spaced = plain(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("²", "2"))
    return next((unit for unit, words in _UNIT_WORDS.items() if re.search(rf"\b({words})\b", spaced)), "")


def _fitting_unit(values: NDArray[np.float64], outlines_m2: NDArray[np.float64]) -> str:
    ratio = float(np.median(outlines_m2 / values))
    best = min(UNITS_M2, key=lambda unit: abs(ratio / UNITS_M2[unit] - 1))
    return best if abs(ratio / UNITS_M2[best] - 1) <= _PROBABLE else ""


def numbers(column: pd.Series[Any]) -> NDArray[np.float64] | None:
    """The column as numbers, text of a table included; `None` where it holds anything else."""
    if pd.api.types.is_bool_dtype(column.dtype):
        return None
    read = read_number(column)
    return None if read.bad.any() or read.column.isna().all() else np.asarray(read.column, dtype=np.float64)


def _rounding(values: NDArray[np.float64]) -> float:
    """Half a unit of the last decimal that the column has: values this far apart are the same number, rounded."""
    present = values[np.isfinite(values)]
    decimals = next(
        (d for d in range(_MOST_DECIMALS) if np.allclose(present, np.round(present, d), rtol=0, atol=1e-9)), None
    )
    return 0.0 if decimals is None else 0.5 * 10.0**-decimals


def _area(area_m2: float) -> str:
    return f"{area_m2 / 1e6:.2f} km²" if area_m2 >= 100_000 else f"{area_m2:.1f} m²"  # noqa: PLR2004 - a look only
