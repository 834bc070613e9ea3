from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.network.near import cells, feet, nearest_pieces, pieces


def lines(rng, count):
    """Bent lines of very different lengths; some share their ends, some lie far off."""
    at = rng.uniform(0, 1000, (count, 3, 2))
    at[:, 1:] = at[:, :1] + rng.normal(0, 1, (count, 2, 2)) * rng.choice([2, 30, 900], (count, 1, 1))
    at[::3, 0] = at[0, 0]
    at[::7] += 5000
    return shapely.linestrings(at)


def obvious(found, points, count, within):
    answer = []
    for point in shapely.points(points):
        distance = shapely.distance(found, point)
        answer.append(sorted((d, e) for e, d in enumerate(distance) if d <= within)[:count])
    return answer


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([1, 4, 8]), st.sampled_from([20.0, 300.0, np.inf]))
def test_the_nearest_edges_are_those_found_by_looking_at_all(seed, count, within):
    rng = np.random.default_rng(seed)
    found = lines(rng, int(rng.integers(1, 60)))
    points = np.vstack([rng.uniform(-500, 1500, (20, 2)), [[9000, -9000], [5500, 5500]]])
    parts = pieces(found)
    near = nearest_pieces(points, parts, cells(parts), count, within)
    for row, expected in enumerate(obvious(found, points, count, within)):
        mine = near.distance_m[row][near.piece[row] >= 0]
        np.testing.assert_allclose(mine, [d for d, _ in expected], rtol=1e-9, atol=1e-9)
        edges = parts.edge[near.piece[row][near.piece[row] >= 0]].tolist()
        assert len(set(edges)) == len(edges)
        for edge, distance in zip(edges, mine, strict=True):
            assert shapely.distance(found[edge], shapely.Point(points[row])) == pytest.approx(distance, abs=1e-9)


def test_of_equally_near_edges_the_first_come_first():
    star = shapely.linestrings([[(0, 0), (10 * np.cos(a), 10 * np.sin(a))] for a in np.arange(6)])
    parts = pieces(star)
    near = nearest_pieces(np.array([[0.0, 0.0]]), parts, cells(parts), 4, 50.0)
    assert parts.edge[near.piece[0]].tolist() == [0, 1, 2, 3]
    assert near.distance_m[0].tolist() == [0, 0, 0, 0]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_feet_lie_where_shapely_finds_them(seed):
    rng = np.random.default_rng(seed)
    found = lines(rng, 20)
    points = rng.uniform(0, 1000, (10, 2))
    parts = pieces(found)
    piece = nearest_pieces(points, parts, cells(parts), 1, np.inf).piece[:, 0]
    foot, along = feet(points, piece, parts)
    on = found[parts.edge[piece]]
    np.testing.assert_allclose(shapely.distance(shapely.points(foot), on), 0, atol=1e-6)
    np.testing.assert_allclose(shapely.get_coordinates(shapely.line_interpolate_point(on, along)), foot, atol=1e-6)


def test_pieces_without_length_are_left_out():
    parts = pieces(shapely.linestrings([[(0, 0), (0, 0), (5, 0), (5, 0), (5, 5)]]))
    assert parts.length_m.tolist() == [5, 5]
    assert parts.begins_m.tolist() == [0, 5]
