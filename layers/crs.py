"""Coordinate frames: the metric CRS of an area, VN-2000 and its zones, and wrong frames recognised and named.

All transformations go through PROJ by authority code. A hand-typed VN-2000 string turns its rotations the wrong way
more often than not and is then 0.6 m off.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

import pyproj
from pyproj.exceptions import CRSError

from layers.digest import authority
from layers.problems import LayerError, Problem

WGS84 = "EPSG:4326"

# Central meridians (degrees east) of the VN-2000 TM-3 zones and their EPSG codes (EPSG registry 11.022).
VN2000_TM3: dict[float, int] = {
    102.0: 5896, 103.0: 9205, 104.0: 9206, 104.5: 9207, 104.75: 9208, 105.0: 5897, 105.5: 9209, 105.75: 9210,
    106.0: 9211, 106.25: 9212, 106.5: 9213, 107.0: 9214, 107.25: 9215, 107.5: 9216, 107.75: 5899, 108.0: 5898,
    108.25: 9217, 108.5: 9218,
}  # fmt: skip
VN2000_UTM = {48: 3405, 49: 3406}
VN2000 = "EPSG:4756"
# Frames of WGS 84 that maps of Việt Nam come in, and the frame of VN-2000 that gives nearly the same numbers.
WGS84_UTM = {"EPSG:32648": "EPSG:3405", "EPSG:32649": "EPSG:3406"}
_TWINS = {WGS84: VN2000, **WGS84_UTM}
# Deprecated codes of the same names with wrong parameters.
DEPRECATED = frozenset({6956, 6957, 6958, 6959})

_CODE_OR_DEFINITION = re.compile(r"[A-Za-z]+:\S|\+proj=|[A-Za-z]+\s*\[|\{", re.ASCII)

# Mainland and near-shore Việt Nam, degrees; coarse on purpose: it only chooses between frames.
_VIETNAM = (102.1, 8.3, 109.6, 23.4)
# EPSG:9217 serves the former Bình Định and the province it became part of.
_BINH_DINH = (107.4, 12.9, 109.6, 14.8)


@lru_cache(maxsize=256)
def crs_of(code: str) -> pyproj.CRS:
    """The CRS of an authority code or WKT.

    Raises
    ------
    LayerError
        `crs_unknown` where PROJ does not know it, `crs_deprecated` for withdrawn VN-2000 codes.
    """
    text = code.strip()
    text = f"EPSG:{text}" if text.isdigit() else text
    if text.upper().removeprefix("EPSG:").isdigit() and int(text.upper().removeprefix("EPSG:")) in DEPRECATED:
        raise LayerError(Problem(code="crs_deprecated", found=text, allowed="EPSG:9217, EPSG:9218, EPSG:5896 - 5899"))
    try:
        # PROJ also finds frames by parts of their names; a name is not enough to put a map in its place.
        return pyproj.CRS.from_user_input(text if _CODE_OR_DEFINITION.match(text) else "EPSG:")
    except CRSError:
        raise LayerError(Problem(code="crs_unknown", found=code[:60], allowed="EPSG:N")) from None


def code_of(crs: pyproj.CRS | str | None) -> str:
    """The authority code of a CRS, its WKT where it has none, "" for no CRS."""
    return authority(crs_of(crs) if isinstance(crs, str) else crs)


def is_metric(crs: str) -> bool:
    """Whether coordinates are projected and in metres."""
    known = crs_of(crs)
    return bool(known.is_projected and all(axis.unit_name in {"metre", "meter"} for axis in known.axis_info))


def _inside(lon: float, lat: float, box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = box
    return west <= lon <= east and south <= lat <= north


def metric_crs(lon: float, lat: float) -> str:
    """The metric CRS of an area by its centre in degrees.

    Returns
    -------
    code
        The VN-2000 TM-3 zone with the nearest central meridian inside Việt Nam (EPSG:9217 for Bình Định), else UTM.
    """
    if _inside(lon, lat, _BINH_DINH):
        return "EPSG:9217"
    if _inside(lon, lat, _VIETNAM):
        return f"EPSG:{min(VN2000_TM3.items(), key=lambda item: (abs(item[0] - lon), item[1]))[1]}"
    zone = min(60, max(1, math.floor((lon + 180) / 6) + 1))
    return f"EPSG:{(32600 if lat >= 0 else 32700) + zone}"


def transform(x: float, y: float, source: str, target: str) -> tuple[float, float]:
    """One position in another CRS, always east or longitude first."""
    moved = pyproj.Transformer.from_crs(crs_of(source), crs_of(target), always_xy=True).transform(x, y)
    return float(moved[0]), float(moved[1])


def lonlat_bounds(bounds: tuple[float, float, float, float], crs: str) -> tuple[float, float, float, float]:
    """A box in degrees (WGS 84) round a box in another CRS; infinite where the frame does not reach."""
    if crs == WGS84:
        return bounds
    moved = pyproj.Transformer.from_crs(crs_of(crs), crs_of(WGS84), always_xy=True)
    west, south, east, north = moved.transform_bounds(*bounds, densify_pts=11)
    return west, south, east, north


@dataclass(frozen=True, kw_only=True)
class Frame:
    """Where a layer lies: its box in units of the CRS, and the CRS it says it has."""

    bounds: tuple[float, float, float, float]
    crs: str


def wrong_frame(frame: Frame, reference: tuple[float, float, float, float] | None = None) -> Problem | None:
    """The way in which coordinates do not fit their CRS, if one is recognised.

    Parameters
    ----------
    frame
        Box and CRS of the layer.
    reference
        Box of the study area in degrees, if one is known: lets the wrong zone be told from a far-away layer.

    Returns
    -------
    problem
        `degrees_as_metres`, `metres_as_degrees`, `axes_swapped`, `vn2000_wrong_zone` or `outside_crs`; `None` where
        the coordinates are plausible. `found` holds the box, `allowed` the frame that would fit, where one is known.
    """
    west, south, east, north = frame.bounds
    box = f"{west:.6g} {south:.6g} {east:.6g} {north:.6g}"
    known = crs_of(frame.crs)
    if known.is_geographic:
        return _wrong_degrees(frame.bounds, box)
    if abs(west) <= 180 and abs(east) <= 180 and abs(south) <= 90 and abs(north) <= 90:  # noqa: PLR2004 - degrees
        return Problem(code="degrees_as_metres", found=f"{frame.crs}: {box}", allowed="EPSG:4326")
    if (_vietnamese(frame.crs) or frame.crs in WGS84_UTM) and 0 < south < 1_000_000 < west < 2_700_000:  # noqa: PLR2004 - northings of Việt Nam
        return Problem(code="axes_swapped", found=box, allowed="E, N")
    lonlat = lonlat_bounds(frame.bounds, frame.crs)
    if reference is not None and _vietnamese(frame.crs) and not overlaps(lonlat, reference):
        fitting = _fitting_zone(frame, reference)
        if fitting:
            return Problem(code="vn2000_wrong_zone", found=frame.crs, allowed=fitting)
    if not all(map(math.isfinite, lonlat)):
        return Problem(code="outside_crs", found=f"{frame.crs}: {box}", allowed="")
    return None


def _wrong_degrees(bounds: tuple[float, float, float, float], box: str) -> Problem | None:
    west, south, east, north = bounds
    if max(abs(west), abs(east)) > 360 or max(abs(south), abs(north)) > 180:  # noqa: PLR2004 - cannot be degrees
        return Problem(code="metres_as_degrees", found=box, allowed="-180 -90 180 90")
    if abs(south) > 90 or abs(north) > 90:  # noqa: PLR2004 - a latitude cannot be
        return Problem(code="axes_swapped", found=box, allowed="lon, lat")
    return None


def _vietnamese(crs: str) -> bool:
    return crs.upper().removeprefix("EPSG:") in {str(c) for c in (*VN2000_TM3.values(), *VN2000_UTM.values())}


def _fitting_zone(frame: Frame, reference: tuple[float, float, float, float]) -> str:
    """The VN-2000 zone in which the numbers fall into the study area; of several the one that the area uses."""
    centre = ((frame.bounds[0] + frame.bounds[2]) / 2, (frame.bounds[1] + frame.bounds[3]) / 2)
    middle = (reference[0] + reference[2]) / 2
    usual = metric_crs(middle, (reference[1] + reference[3]) / 2)
    zones = sorted(VN2000_TM3.items(), key=lambda item: abs(item[0] - middle))
    for candidate in dict.fromkeys(
        [usual, *(f"EPSG:{code}" for code in (*(c for _, c in zones), *VN2000_UTM.values()))]
    ):
        if candidate != frame.crs and _inside(*transform(*centre, candidate, WGS84), reference):
            return candidate
    return ""


def overlaps(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    """Whether two boxes share a point."""
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def frame_shift(
    found: tuple[float, float], true: tuple[float, float], crs: str, tolerance_m: float = 30.0
) -> tuple[str, str] | None:
    """Which frame the numbers of a layer are in, judged by where a known place lies in it.

    Parameters
    ----------
    found, true
        Where the layer puts the place and where it is, degrees (WGS 84).
    crs
        The frame that the layer says it has.
    tolerance_m
        How near the place must come to where it is.

    Returns
    -------
    shift
        `vn2000_read_as_wgs84`, `vn2000_wrong_zone` or `wrong_crs`, and the code of the frame that fits; `None` where
        the place lies within twice the tolerance of the truth already, or no frame used in Việt Nam brings it there.
    """
    if distance_m(found, true) <= 2 * tolerance_m:
        return None
    numbers = transform(*found, WGS84, crs)
    fitting = [c for c in _frames() if c != crs and _lands(numbers, c, true) <= tolerance_m]
    if not fitting:
        return None
    twin = _TWINS.get(crs)
    if twin in fitting:
        return "vn2000_read_as_wgs84", twin
    best = min(fitting, key=lambda c: _lands(numbers, c, true))
    return ("vn2000_wrong_zone" if _vietnamese(crs) and _vietnamese(best) else "wrong_crs"), best


def distance_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two places in degrees, on the ellipsoid; infinite where one is nowhere."""
    if not all(map(math.isfinite, (*one, *other))):
        return math.inf
    return float(pyproj.Geod(ellps="WGS84").inv(*one, *other)[2])


def _frames() -> tuple[str, ...]:
    zones = (*VN2000_TM3.values(), *VN2000_UTM.values())
    return (WGS84, VN2000, "EPSG:3857", *WGS84_UTM, *(f"EPSG:{code}" for code in zones))


def _lands(numbers: tuple[float, float], crs: str, true: tuple[float, float]) -> float:
    known = crs_of(crs)
    if known.is_geographic and not (abs(numbers[0]) <= 180 and abs(numbers[1]) <= 90):  # noqa: PLR2004 - degrees
        return math.inf
    return distance_m(transform(*numbers, crs, WGS84), true)
