"""What differs between two versions, worked by hand and against the digest of each row."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.digest import digest
from layers.layer import Layer
from layers.warehouse.difference import difference
from tests.layers.warehouse.samples import squares, table


def changed(layer: Layer, **columns: object) -> Layer:
    return layer.with_frame(layer.frame.assign(**columns))


def test_equal_layers_do_not_differ() -> None:
    assert not difference(squares(), squares())


def test_added_removed_and_changed() -> None:
    before = table({"a": [1, 2, 3]})
    after = before.with_frame(pd.DataFrame({"a": [1, 9, 5]}, index=pd.Index(["a0", "a1", "b"], name="id")))
    found = difference(before, after)
    assert (found.added, found.removed, found.changed, found.columns_changed) == (("b",), ("a2",), ("a1",), ("a",))


def test_storage_does_not_count() -> None:
    before = table({"a": [1, 2], "t": ["Hòa", None], "w": pd.to_datetime(["2025-01-01T07:00+07:00"] * 2)})
    after = before.with_frame(
        before.frame.assign(
            a=[1.0, 2.0], t=pd.Series(["Hoà".replace("oà", "òa"), None], dtype=object, index=before.frame.index),
            w=pd.to_datetime(["2025-01-01T00:00Z"] * 2),
        )
    )  # fmt: skip
    assert before.digest == after.digest
    assert not difference(before, after)


def test_missing_differs_from_nothing_else_than_a_value() -> None:
    before = table({"a": [None, 1.0, None]})
    after = table({"a": [None, None, 0.0]})
    assert difference(before, after).changed == ("a1", "a2")


def test_a_column_that_is_not_there_counts_as_empty() -> None:
    before = table({"a": [1, 2, 3]})
    after = table({"a": [1, 2, 3], "b": [None, "x", None]})
    found = difference(before, after)
    assert (found.changed, found.columns_added, found.columns_removed) == (("a1",), ("b",), ())
    assert difference(after, before).columns_removed == ("b",)


def test_a_ring_may_begin_anywhere() -> None:
    before = squares(count=1)
    ring = list(before.frame.geometry.iloc[0].exterior.coords)[:-1]
    turned = gpd.GeoSeries([shapely.Polygon(ring[2:] + ring[:2])], index=before.frame.index, crs="EPSG:9217")
    assert not difference(before, changed(before, geometry=turned))


def test_moved_features_and_empty_ones() -> None:
    before = squares(count=3)
    shapes = before.frame.geometry.copy()
    shapes.iloc[1] = shapely.affinity.translate(shapes.iloc[1], 0.001)
    shapes.iloc[2] = shapely.Polygon()
    found = difference(before, changed(before, geometry=shapes))
    assert (found.changed, found.columns_changed) == (("a1", "a2"), ("geometry",))


def test_another_frame_is_said() -> None:
    before = squares(count=1)
    found = difference(before, before.with_frame(before.frame.set_crs("EPSG:9218", allow_override=True)))
    assert (found.crs, found.changed) == (("EPSG:9217", "EPSG:9218"), ())


def test_text_that_became_numbers_changed() -> None:
    assert difference(table({"a": ["1", "2"]}), table({"a": [1, 2]})).changed == ("a0", "a1")


def test_yes_and_no_that_became_numbers_changed() -> None:
    assert difference(table({"a": [True, False]}), table({"a": [1, 0]})).changed == ("a0", "a1")


VALUES = st.one_of(st.none(), st.integers(-3, 3), st.sampled_from(["a", "ơ", ""]), st.booleans())


@settings(max_examples=80, deadline=None, derandomize=True)
@given(rows=st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=8))
def test_changed_rows_are_those_whose_digests_differ(rows: list[tuple[object, object]]) -> None:
    before, after = ([*column] for column in zip(*rows, strict=True))
    one = table({"a": pd.Series(before, dtype=object)})
    other = table({"a": pd.Series(after, dtype=object)})
    keys = [(None if x is None else digest(x), None if y is None else digest(y)) for x, y in rows]
    expected = [f"a{n}" for n, (x, y) in enumerate(keys) if x != y]
    assert list(difference(one, other).changed) == expected
