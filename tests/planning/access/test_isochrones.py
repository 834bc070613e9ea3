from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.problems import OptionError
from planning.access.isochrones import IsochroneOptions, isochrone, reached_pieces
from planning.network.build import build_network
from planning.network.snap import snap
from tests.planning.network.towns import CAR, CRS, WALK, grid_lines, random_streets, streets

FIVE = IsochroneOptions(minutes=(5.0,))


def at(network, x, y):
    return snap(network, np.array([[x, y]], dtype=float))


def test_streets_are_cut_exactly_where_the_time_is_up():
    network = build_network(streets([[(0, 0), (1000, 0)], [(1000, 0), (2000, 0)]]), WALK)
    found = isochrone(network, shapely.Point(900, 0), FIVE).streets  # 400 m each way
    whole = shapely.line_merge(shapely.union_all(found.geometry.to_numpy()))
    assert whole.length == pytest.approx(800)
    assert shapely.total_bounds(whole).tolist() == pytest.approx([500, 0, 1300, 0])
    assert found["minutes_to"].max() == pytest.approx(5)
    assert (found["minutes_from"] <= found["minutes_to"]).all()
    first = [shapely.get_coordinates(line)[0, 0] for line in found.geometry]
    assert sorted(first) == pytest.approx([900, 900, 1000])  # each piece runs the way one travels


def test_the_leg_to_the_street_takes_its_time():
    network = build_network(streets([[(0, 0), (2000, 0)]]), WALK)
    found = isochrone(network, shapely.Point(900, 80), FIVE).streets
    assert found.length.sum() == pytest.approx(640)
    assert found["minutes_from"].min() == pytest.approx(1)


def test_one_ways_are_obeyed():
    network = build_network(streets([[(0, 0), (9000, 0)]], oneway=["yes"]), CAR)
    found = isochrone(network, shapely.Point(4000, 0), FIVE).streets
    assert shapely.total_bounds(found.geometry.to_numpy()).tolist() == pytest.approx([4000, 0, 6500, 0])


@pytest.mark.parametrize("seed", range(6))
def test_arrival_along_every_piece_equals_a_search_on_a_cut_up_network(seed):
    rng = np.random.default_rng(seed)
    frame = random_streets(rng, 25)
    network = build_network(frame, CAR)
    entries = snap(network, rng.uniform(0, 1000, (1, 2)))
    pieces = reached_pieces(network, entries, 1.5)
    # The obvious arrival at a place on an edge: over its ends, or straight along it from a foot.
    from planning.network.kernels import nearest_source
    from planning.network.snap import leaving

    label, _ = nearest_source(
        network.graph("minutes"), leaving(network, entries, "minutes"), np.inf, np.zeros(99, np.int32)
    )

    def arrival(edge, share):
        ways = [np.inf]
        if network.edge_forward[edge]:
            ways.append(label[network.edge_tail[edge]] + share * network.edge_min[edge])
        if network.edge_back[edge]:
            ways.append(label[network.edge_head[edge]] + (1 - share) * network.edge_min[edge])
        for i in np.flatnonzero(entries.edge == edge):
            ahead = share - entries.along_m[i] / network.edge_m[edge]
            if (ahead >= 0 and network.edge_forward[edge]) or (ahead <= 0 and network.edge_back[edge]):
                ways.append(entries.distance_m[i] / 80 + abs(ahead) * network.edge_min[edge])
        return min(ways)

    reached = np.zeros(network.edges)
    for edge, line, begin, end in zip(pieces.edge, pieces.lines, pieces.starts_min, pieces.ends_min, strict=True):
        reached[edge] += line.length
        for share in (0.01, 0.5, 0.99):
            place = line.interpolate(share, normalized=True)
            along = shapely.line_locate_point(network.edge_line[edge], place) / network.edge_m[edge]
            assert arrival(edge, along) == pytest.approx(begin + share * (end - begin), abs=1e-6)
    for edge in range(network.edges):
        shares = (np.arange(2000) + 0.5) / 2000
        inside = np.mean([arrival(edge, share) <= 1.5 for share in shares])
        assert reached[edge] == pytest.approx(inside * network.edge_m[edge], abs=network.edge_m[edge] / 500)


def test_bands_hold_the_streets_keep_holes_and_hold_each_other():
    block = [[(x, 0), (x + 500, 0)] for x in range(0, 2000, 500)] + [
        [(x, 1500), (x + 500, 1500)] for x in range(0, 2000, 500)
    ]
    sides = [[(0, y), (0, y + 500)] for y in range(0, 1500, 500)] + [
        [(2000, y), (2000, y + 500)] for y in range(0, 1500, 500)
    ]
    network = build_network(streets([*block, *sides]), WALK)
    found = isochrone(network, shapely.Point(0, 0), IsochroneOptions(minutes=(60.0, 10.0)))
    small, large = found.bands.geometry
    assert found.bands["minutes"].tolist() == [10, 60]
    assert large.contains(small)
    assert len(large.interiors) == 1  # round the block, 100 m beside the streets
    # A ring road of 2000 x 1500 m: 100 m to both sides, outer corners round
    expected = 2 * 100 * (2000 + 1500) + np.pi * 100**2 + 7000 * 100 - 4 * 100**2
    assert large.area == pytest.approx(expected, rel=0.005)
    for minutes, band in ((10, small), (60, large)):
        inside = found.streets[found.streets["minutes_to"] <= minutes]
        assert all(band.covers(line) for line in inside.geometry)


def test_a_band_ends_where_the_time_for_the_last_steps_ends():
    network = build_network(streets([[(0, 0), (5000, 0)]]), WALK)
    (band,) = isochrone(network, shapely.Point(0, 0), IsochroneOptions(minutes=(10.0,))).bands.geometry
    west, south, east, north = band.bounds
    assert east == pytest.approx(800, abs=6)
    assert (south, north, west) == pytest.approx((-100, 100, -100), abs=3)


def test_people_are_counted_by_their_own_cost():
    network = build_network(streets(grid_lines(11)), WALK)
    homes = gpd.GeoDataFrame(
        {"people": [1.0, 2, 4, 8, 16]},
        geometry=gpd.points_from_xy([0, 400, 401, 0, 5000], [0, 0, 0, 799.9, 0]),
        crs=CRS,
    )
    found = isochrone(network, shapely.Point(0, 0), IsochroneOptions(minutes=(5.0, 10.0)), homes)
    assert found.bands["people"].tolist() == [3, 15]


def test_a_point_far_from_any_street_is_refused_with_the_distance():
    network = build_network(streets(grid_lines(3)), WALK)
    with pytest.raises(OptionError) as caught:
        isochrone(network, shapely.Point(-1000, 0), FIVE)
    (problem,) = caught.value.problems
    assert (problem.code, problem.found) == ("isochrone_point_unsnapped", "1000")


@pytest.mark.parametrize("options", [{"minutes": ()}, {"minutes": (0.0,)}, {"beside_m": -1.0}])
def test_options_that_make_no_sense_are_refused(options):
    with pytest.raises(OptionError):
        IsochroneOptions(**options)
