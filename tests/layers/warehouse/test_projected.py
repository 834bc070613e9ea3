"""Digests of layers in the metric CRS are those of their content, worked out once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layers.digest import digest
from layers.layer import Layer
from layers.warehouse import projected
from layers.warehouse.embedded import EmbeddedWarehouse
from tests.layers.warehouse.samples import content_key, squares


def rows(warehouse: EmbeddedWarehouse) -> int:
    with warehouse._database.reading() as db:
        return int(db.execute("SELECT count(*) FROM projected").fetchone()[0])


@pytest.fixture
def degrees() -> Layer:
    return squares().to_crs("EPSG:4326")


def opened_again(warehouse: EmbeddedWarehouse) -> EmbeddedWarehouse:
    """As another process opens it: nothing is in memory."""
    return EmbeddedWarehouse(warehouse.folder)


def test_they_are_those_of_the_content(warehouse: EmbeddedWarehouse, degrees: Layer) -> None:
    warehouse.put(degrees)
    first, second = warehouse.city(), opened_again(warehouse).city()
    assert first["green"].crs == "EPSG:9217"
    assert first["green"].digest == content_key(first["green"]) == second["green"].digest
    assert first.digest == second.digest
    assert rows(warehouse) == 1


def test_they_are_not_worked_out_again(
    warehouse: EmbeddedWarehouse, degrees: Layer, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse.put(degrees)
    expected = warehouse.city()["green"].digest
    city = opened_again(warehouse).city()
    monkeypatch.setattr("layers.layer.digest", lambda *_: "worked out")
    assert city["green"].digest == expected


def test_another_release_of_proj_works_them_out_anew(
    warehouse: EmbeddedWarehouse, degrees: Layer, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse.put(degrees)
    warehouse.city()
    monkeypatch.setattr(projected.pyproj, "proj_version_str", "99.0")
    opened_again(warehouse).city()
    assert rows(warehouse) == 2


def test_nothing_is_kept_of_layers_that_are_metric_already(warehouse: EmbeddedWarehouse) -> None:
    warehouse.put(squares())
    assert warehouse.city()["green"].digest == squares().digest
    assert rows(warehouse) == 0


def test_a_layer_put_back_has_the_digest_it_had(warehouse: EmbeddedWarehouse, degrees: Layer) -> None:
    warehouse.put(degrees)
    warehouse.city()
    city = warehouse.city()
    same = replace(city["green"])
    assert "digest" not in same.__dict__
    assert digest(city.with_layer(same)) == digest(city)
