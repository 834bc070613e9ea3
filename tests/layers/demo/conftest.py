"""The Sample Province, built once for all tests that look at it."""

from __future__ import annotations

import networkx as nx
import pytest

from layers.demo import sample_province
from layers.demo.assembly import Demo


@pytest.fixture(scope="session")
def demo() -> Demo:
    """The Sample Province."""
    return sample_province()


@pytest.fixture(scope="session")
def graph(demo: Demo) -> nx.MultiGraph:
    """Its streets as an undirected graph, edges keyed by street id."""
    result = nx.MultiGraph()
    frame = demo.layers["streets"].frame
    result.add_edges_from(zip(frame["u"], frame["v"], frame.index, strict=True))
    return result
