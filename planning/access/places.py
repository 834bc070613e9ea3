"""People and facilities on a network."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import shapely

from layers.problems import LayerError, Problem, concerning, raise_errors
from planning.network.build import Network
from planning.network.snap import SNAP_M, Entries, snap
from planning.zones import points_within


@dataclass(frozen=True, eq=False)
class Places:
    """People or facilities on a network: points and their entries, indexed like the features."""

    points: gpd.GeoSeries
    entries: Entries


def points_of(features: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """The point of each feature: itself, or a point that lies in the polygon."""
    return gpd.GeoSeries(points_within(features.geometry.to_numpy()), features.index, features.crs)


def place(network: Network, features: gpd.GeoDataFrame, snap_m: float = SNAP_M, also: Network | None = None) -> Places:
    """Features on a network.

    Parameters
    ----------
    network
        The network.
    features
        Points or polygons in its CRS.
    snap_m
        How far a street may be, included.
    also
        The network of the baseline: its entries stay in the set, so that no new street can make anybody worse.

    Raises
    ------
    LayerError
        `features_other_crs`, `features_without_place`.
    """
    problems = []
    if str(features.crs) != network.crs:
        problems.append(Problem(code="features_other_crs", found=str(features.crs), allowed=network.crs))
    geometry = features.geometry.to_numpy()
    lost = shapely.is_missing(geometry) | shapely.is_empty(geometry)
    if lost.any():
        problems.append(concerning("features_without_place", list(features.index[lost])))
    raise_errors(problems, LayerError)
    points = points_of(features)
    xy = shapely.get_coordinates(points.to_numpy())
    kept = None if also is None or also is network else snap(also, xy, snap_m)
    return Places(points, snap(network, xy, snap_m, kept))
