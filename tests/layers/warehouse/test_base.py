"""Names of versions as people write them."""

from __future__ import annotations

import pytest

from layers.problems import CatalogError
from layers.warehouse.base import Difference, reference


def test_a_name_alone_means_the_current_version() -> None:
    assert reference("streets") == ("streets", None)


def test_a_number_follows_the_sign() -> None:
    assert reference("streets@12") == ("streets", 12)


@pytest.mark.parametrize(
    "text", ["streets@", "streets@0", "streets@-1", "streets@x", "streets@1.5", "streets@²", "streets@99999999999"]
)
def test_anything_else_after_the_sign_is_refused(text: str) -> None:
    with pytest.raises(CatalogError) as error:
        reference(text)
    assert [(p.code, p.layer) for p in error.value.problems] == [("version_unknown", "streets")]


def test_a_difference_is_true_where_anything_differs() -> None:
    assert not Difference()
    assert Difference(changed=("a",))
    assert Difference(crs=("EPSG:4326", "EPSG:9217"))
