"""A layer hands out copies, and its digest is that of its content."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from layers.known import KNOWN
from layers.layer import Layer, Provenance
from layers.problems import Problem


def frame(crs="EPSG:4326", ids=("a", "b")):
    shapes = [shapely.Point(109.2, 13.7), shapely.Point(109.3, 13.8)]
    return gpd.GeoDataFrame({"kind": ["market", "park"]}, geometry=shapes, index=pd.Index(ids, name="id"), crs=crs)


def layer(**changes):
    return Layer(changes.pop("name", "f"), KNOWN["facilities"], changes.pop("frame", frame()), **changes)


def test_what_is_set_on_the_frame_does_not_reach_the_layer():
    one = layer()
    before = one.digest
    handed = one.frame
    handed["kind"] = "x"
    handed.loc["a", "kind"] = "y"
    assert one.frame["kind"].tolist() == ["market", "park"]
    assert Layer("f", one.spec, one.frame).digest == before


@pytest.mark.parametrize(
    "index", [pd.Index(["a", "a"], name="id"), pd.Index(["a", "b"]), pd.Index(["a", "b"], name="ids")]
)
def test_frame_without_proper_ids_is_a_fault_of_the_program(index):
    with pytest.raises(ValueError, match='named "id"'):
        layer(frame=frame().set_index(index))


def test_digest_is_that_of_name_type_and_content():
    one = layer()
    assert one.digest == layer().digest
    assert (
        one.digest
        == layer(provenance=Provenance(source="somebody"), notes=(Problem(code="n", severity="note"),)).digest
    )
    assert one.digest != layer(name="g").digest
    assert one.digest != Layer("f", KNOWN["other"], frame()).digest
    assert one.digest != layer(frame=frame(crs="EPSG:4756")).digest
    assert one.digest == layer(frame=frame().iloc[::-1]).digest


def test_layer_in_another_crs():
    metric = layer().to_crs("EPSG:9217")
    assert metric.crs == "EPSG:9217"
    assert metric.to_crs("EPSG:9217") is metric
    assert metric.frame.geometry.x.iloc[0] == pytest.approx(
        602_527, abs=60
    )  # 0.95 degrees east of the meridian, 108.1 km each
    table = Layer("t", KNOWN["observations"], pd.DataFrame({"v": [1]}, index=pd.Index(["a"], name="id")))
    assert (table.crs, table.has_geometry, table.to_crs("EPSG:9217") is table) == ("", False, True)


def test_layer_with_another_frame_keeps_its_notes():
    note, more = Problem(code="n", severity="note"), Problem(code="m", severity="note")
    one = layer(notes=(note,), provenance=Provenance(illustrative=True))
    other = one.with_frame(frame(ids=("c", "d")), more)
    assert other.notes == (note, more)
    assert (other.illustrative, len(other), len(one)) == (True, 2, 2)
    assert one.frame.index.tolist() == ["a", "b"]
