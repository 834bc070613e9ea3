from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.network.topology import join_ends, z_order


def groups(nodes):
    return {tuple(np.flatnonzero(nodes == node)) for node in set(nodes.tolist())}


def test_ends_within_a_centimetre_are_one_node_and_chains_join_whole():
    xy = np.array([[0, 0], [0.009, 0], [0.018, 0], [0.05, 0], [5, 5], [5, 5]], dtype=float)
    nodes, places = join_ends(xy)
    assert groups(nodes) == {(0, 1, 2), (3,), (4, 5)}
    assert len(places) == 3


def test_names_keep_apart_what_only_crosses():
    xy = np.array([[0, 0], [0, 0], [0, 0], [9, 9]], dtype=float)
    nodes, _ = join_ends(xy, pd.Series(["a", "b", "a", "c"]))
    assert groups(nodes) == {(0, 2), (1,), (3,)}


def test_an_end_without_a_name_joins_the_nearest_named_node_or_its_like():
    xy = np.array([[0, 0], [0.008, 0], [0.006, 0], [70, 70], [70.005, 70], [0.03, 0]], dtype=float)
    nodes, _ = join_ends(xy, pd.Series(["a", "b", None, None, None, None]))
    assert groups(nodes) == {(0,), (1, 2), (3, 4), (5,)}


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_ends_changes_neither_groups_nor_places(seed):
    rng = np.random.default_rng(seed)
    xy = rng.integers(0, 6, (40, 2)) + rng.uniform(0, 0.006, (40, 2))
    order = rng.permutation(40)
    nodes, places = join_ends(xy)
    again, same = join_ends(xy[order])
    assert places.tolist() == same.tolist()
    assert nodes[order].tolist() == again.tolist()


def test_a_z_curve_goes_quarter_by_quarter():
    xy = np.array([[3, 3], [0, 0], [1, 0], [0, 1], [1, 1], [3, 0], [0, 3]], dtype=float)
    assert z_order(xy).tolist() == [1, 2, 3, 4, 5, 6, 0]
    assert z_order(np.zeros((0, 2))).tolist() == []
