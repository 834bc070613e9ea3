"""The road to the nearest facility, on a street of which every distance can be read off, and against the measures."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from planning.access.places import Places, place, points_of
from planning.access.ways import way_to_nearest
from planning.network.build import build_network
from planning.network.costs import nearest
from planning.network.modes import mode
from planning.network.snap import snap
from tests.planning.hand_city import CRS, X0, Y0, hand_city, point


def walk(city=None):
    return build_network((city or hand_city())["streets"].frame, mode("walk"))


def way(network, x, y, *facilities):
    frame = gpd.GeoDataFrame({"id": [str(i) for i in range(len(facilities))]}, geometry=list(facilities), crs=CRS)
    at = point(x, y)
    return way_to_nearest(
        network, at, snap(network, shapely.get_coordinates(at)), place(network, frame.set_index("id"))
    )


def bare(line):
    return [(round(x - X0, 6), round(y - Y0, 6)) for x, y in line.coords]


@pytest.mark.parametrize(
    ("x", "y", "to", "metres", "corners"),
    [
        # along one street: 40 m down to it, 200 along, 20 up
        (100, 40, (300, 20), 260, [(100, 40), (100, 0), (300, 0), (300, 20)]),
        # backwards along one street
        (300, 20, (100, 40), 260, [(300, 20), (300, 0), (100, 0), (100, 40)]),
        # over one node: (500, 0), up the side street
        (450, 0, (500, 200), 250, [(450, 0), (500, 0), (500, 200)]),
        # over several: 100 to 500 to 1000 to 1200
        (100, 0, (1200, 0), 1100, [(100, 0), (500, 0), (1000, 0), (1200, 0)]),
    ],
)
def test_a_way_read_off(x, y, to, metres, corners):
    found = way(walk(), x, y, point(*to))
    assert found.metres == pytest.approx(metres)
    assert found.minutes == pytest.approx(metres / 80)
    assert bare(found.line) == corners


def test_the_nearer_one_is_taken_and_named():
    assert way(walk(), 100, 0, point(1200), point(400), point(7000)).facility == "1"


def test_no_way_is_none():
    streets = hand_city()["streets"].frame.loc[["s0", "s7000"]]
    network = build_network(streets, mode("walk"))
    assert way(network, 100, 0, point(7200)) is None


def test_who_stands_at_the_facility_needs_no_time():
    found = way(walk(), 100, 0, point(100))
    assert (found.minutes, found.metres) == (0, 0)


def test_every_way_takes_the_minutes_of_the_measure_and_is_as_long_as_it_says():
    """On foot at 4.8 km/h everywhere, minutes times 80 are the metres of the line."""
    rng = np.random.default_rng(7)
    network = walk()
    frame = hand_city().facilities("school")
    there = place(network, frame)
    for x, y in zip(rng.uniform(0, 8000, 40), rng.uniform(-150, 300, 40), strict=True):
        at = point(x, y)
        entry = snap(network, shapely.get_coordinates(at))
        found = way_to_nearest(network, at, entry, Places(points_of(frame), there.entries))
        assert found.minutes == pytest.approx(float(nearest(network, entry, there.entries).cost[0]))
        assert found.metres == pytest.approx(found.minutes * 80)
        assert found.line.coords[0] == at.coords[0]
        assert found.line.coords[-1] == frame.geometry[found.facility].coords[0]
