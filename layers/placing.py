"""Whether a layer lies where it should: wrong frames recognised and named, layers outside the study area refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.crs import WGS84, Frame, code_of, distance_m, frame_shift, lonlat_bounds, overlaps, wrong_frame
from layers.names import clean_code, is_code, place_key
from layers.problems import Problem, concerning

FEWEST_TWINS = 3
"""So many places must be known on both sides before an offset says anything about the frame."""
_ONE_OFFSET_M = 25.0
_M_PER_DEGREE = 111_320.0
_MOST_COMPARED = 5_000

Box = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False, kw_only=True)
class Surroundings:
    """What is known of the place of a new layer.

    `area` is the box of the study area in degrees; `places` are layers whose features may be met again in the new one,
    by id, code or name (an earlier version of it, other layers of its type).
    """

    area: Box | None = None
    places: tuple[gpd.GeoDataFrame, ...] = field(default=(), repr=False)


def misplaced(frame: gpd.GeoDataFrame, ids: NDArray[Any], around: Surroundings) -> list[Problem]:
    """Why a layer does not lie where it should; empty where it does, or nothing is known.

    Parameters
    ----------
    frame
        The layer in its own CRS, with finite coordinates.
    ids
        Text id of each row, for the problems.
    around
        What is known already.

    Returns
    -------
    problems
        Errors `degrees_as_metres`, `metres_as_degrees`, `axes_swapped`, `vn2000_wrong_zone`, `vn2000_read_as_wgs84`,
        `wrong_crs`, `outside_crs`, `outside_area`; warning `partly_outside_area`.
    """
    crs, area = code_of(frame.crs), around.area
    bounds: Box = tuple(map(float, frame.total_bounds))  # type: ignore[assignment]
    strange = wrong_frame(Frame(bounds=bounds, crs=crs), area)
    if strange is not None:
        return [strange]
    shifted = _shifted(frame, ids, around)
    if shifted is not None:
        return [shifted]
    return _beside(frame, bounds, ids, area) if area is not None else []


def _beside(frame: gpd.GeoDataFrame, bounds: Box, ids: NDArray[Any], area: Box) -> list[Problem]:
    here = lonlat_bounds(bounds, code_of(frame.crs))
    if not overlaps(here, area):
        swapped = (here[1], here[0], here[3], here[2])
        code = "axes_swapped" if overlaps(swapped, area) else "outside_area"
        return [Problem(code=code, found=_box(here), allowed=_box(area))]
    if here[0] >= area[0] and here[1] >= area[1] and here[2] <= area[2] and here[3] <= area[3]:
        return []
    x, y = _lonlat(frame)
    outside = (x < area[0]) | (x > area[2]) | (y < area[1]) | (y > area[3])
    if outside.any():
        return [
            concerning("partly_outside_area", ids[outside], severity="warning", found=_box(here), allowed=_box(area))
        ]
    return []


def _lonlat(frame: gpd.GeoDataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A point within each feature, degrees."""
    points = frame.geometry.representative_point()
    lonlat = points if code_of(frame.crs) == WGS84 else points.to_crs(WGS84)
    return lonlat.x.to_numpy(), lonlat.y.to_numpy()


def _shifted(frame: gpd.GeoDataFrame, ids: NDArray[Any], around: Surroundings) -> Problem | None:
    """The frame that brings the layer's features onto those known by the same id, code or name."""
    crs = code_of(frame.crs)
    for places in around.places:
        for own, theirs in ((ids, places.index.to_numpy()), *_both_columns(frame, places, "name")):
            rows = _pairs(own, theirs)
            shift = None if len(rows) < FEWEST_TWINS else _common_shift(*_positions(frame, places, rows))
            named = None if shift is None else frame_shift(*shift, crs)
            if shift is not None and named is not None:
                found = f"{crs}: {distance_m(*shift):.0f} m ({len(rows)})"
                return Problem(code=named[0], found=found, allowed=named[1], count=len(rows))
    return None


def _both_columns(one: pd.DataFrame, other: pd.DataFrame, name: str) -> list[tuple[NDArray[Any], NDArray[Any]]]:
    return [(one[name].to_numpy(), other[name].to_numpy())] if name in one.columns and name in other.columns else []


def _pairs(own: NDArray[Any], theirs: NDArray[Any]) -> pd.DataFrame:
    """Rows of both sides that carry the same key, which each side has only once."""
    sides = []
    for values in (own, theirs):
        keys = pd.Series([_key(value) for value in values], dtype="object")
        sides.append(keys[keys.notna() & ~keys.duplicated(keep=False)].rename("key").rename_axis("row").reset_index())
    return sides[0].merge(sides[1], on="key", suffixes=("", "_true")).iloc[:_MOST_COMPARED]


def _key(value: object) -> str | None:
    """The key of an id or a name; none for short numbers, which are row numbers more often than codes."""
    if not isinstance(value, str):
        return None
    text = clean_code(value)
    return (text if len(text) > 3 else None) if is_code(text) else place_key(value) or None  # noqa: PLR2004


def _positions(
    frame: gpd.GeoDataFrame, places: gpd.GeoDataFrame, rows: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    here, there = (_lonlat(side.iloc[rows[column]]) for side, column in ((frame, "row"), (places, "row_true")))
    return pd.DataFrame({"lon": here[0], "lat": here[1]}), pd.DataFrame({"lon": there[0], "lat": there[1]})


def _common_shift(here: pd.DataFrame, true: pd.DataFrame) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Where the middle feature is and should be, if most features are off by the same way."""
    east = (here["lon"] - true["lon"]) * _M_PER_DEGREE * np.cos(np.radians(true["lat"]))
    north = (here["lat"] - true["lat"]) * _M_PER_DEGREE
    off_m = np.hypot(east - east.median(), north - north.median())
    if not np.isfinite(off_m).all() or off_m.median() > _ONE_OFFSET_M + 0.01 * np.hypot(east.median(), north.median()):
        return None
    at = int(off_m.to_numpy().argmin())
    return (here["lon"].iloc[at], here["lat"].iloc[at]), (true["lon"].iloc[at], true["lat"].iloc[at])


def _box(bounds: Box) -> str:
    return " ".join(f"{value:.4f}" for value in bounds)
