"""The flood of a bad year: how deep the water stands when every river is well over alarm III."""

# ruff: noqa: PLR2004 - the numbers are the shape of a place

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.features import rasterize
from scipy import ndimage, spatial

from layers.demo.frame import Array, cell_centres, noise, transform_local
from layers.demo.relief import CELL_M
from layers.demo.streams import Lane

DEEPEST_M = 4.0
_SHALLOWEST_M = 0.05
_REACH_M = 7_000.0
_FALL = 0.00022
_LAGOON_M = 2.1
_MOUND_M = 0.8
_DUNE_M = 3.2


def ground(height: Array, lived: Array, towns: shapely.Geometry, sea_m: Array) -> Array:
    """Heights with what people and the wind have raised: villages and towns a little, dunes along the beach."""
    raised = np.clip(ndimage.gaussian_filter(lived, 1.0), 0, 1)
    built = rasterize([(towns, 1)], out_shape=height.shape, transform=transform_local(CELL_M)) > 0
    raised = np.maximum(raised, ndimage.gaussian_filter(built.astype(np.float64), 2.0))
    dune = _DUNE_M * np.exp(-(((sea_m - 190.0) / 150.0) ** 2))
    return np.asarray(np.where(height > 0, height + _MOUND_M * raised + dune, _bed(height)))


def _bed(height: Array) -> Array:
    """Heights under open water: a shallow bed that falls away from the shore (m, below 0)."""
    away = ndimage.distance_transform_edt(height <= 0) * CELL_M
    return np.asarray(-0.3 - 1.9 * np.clip(away / 1_300.0, 0, 1) ** 0.8)


def make_flood(
    height: Array, rugged: Array, lanes: tuple[Lane, ...], water: tuple[shapely.Geometry, shapely.Geometry]
) -> tuple[Array, NDArray[np.bool_]]:
    """Depth of water (m) at each cell of the relief and the mask of cells without a value.

    The water surface follows the rivers: their level plus the rise of the flood, falling away from the bed; depth is
    what lies between it and the ground. `water` are rivers with lake, and the lagoon: water already, without depth.
    """
    centres, shape = cell_centres(CELL_M)
    z = height.ravel()
    low = np.flatnonzero((z > 0) & (z < 140.0) & (rugged.ravel() < 0.42))  # where a flood can come at all
    at = centres[low]
    beds = np.vstack([lane.line for lane in lanes])
    surface = np.concatenate([lane.level_m + _rise(lane) for lane in lanes])
    away, near = spatial.cKDTree(beds).query(at, 6)
    share = 1.0 / (away + 60.0) ** 2
    level = (share * surface[near]).sum(axis=1) / share.sum(axis=1)
    uneven = 0.22 * noise("flood", at, 900.0, 4)
    depth = level - _FALL * away[:, 0] - z[low] + uneven
    depth[away[:, 0] > _REACH_M] = 0.0
    frame = {"out_shape": shape, "transform": transform_local(CELL_M)}
    in_lagoon = rasterize([(water[1], 1)], **frame) > 0
    from_lagoon = (ndimage.distance_transform_edt(~in_lagoon) * CELL_M).ravel()[low]
    depth = np.maximum(depth, np.where(from_lagoon < 4_500.0, _LAGOON_M - 0.00022 * from_lagoon - z[low] + uneven, 0.0))
    whole = np.zeros(z.size)
    whole[low] = depth
    whole = ndimage.gaussian_filter(whole.reshape(shape), 0.8)
    whole = np.clip(np.round(whole, 2), 0.0, DEEPEST_M)
    wet = in_lagoon | (rasterize([(water[0], 1)], **frame) > 0)
    mask = (whole < _SHALLOWEST_M) | wet | ~_joined(whole >= _SHALLOWEST_M, wet)
    return np.where(mask, 0.0, whole), mask


def _rise(lane: Lane) -> Array:
    """Rise of the flood above the usual level (m): highest at the head of the delta."""
    to_mouth = lane.to_mouth_m / 1000.0
    return np.asarray(1.85 + 0.75 * np.clip(to_mouth / 10.0, 0, 1) - 1.0 * np.clip((to_mouth - 13.0) / 12.0, 0, 1))


def _joined(wet: NDArray[np.bool_], source: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Cells whose water hangs together with a river or the lagoon."""
    part, _ = ndimage.label(wet | source, structure=np.ones((3, 3)))
    return np.asarray(np.isin(part, np.unique(part[source])) & (part > 0))
