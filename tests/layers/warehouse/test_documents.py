"""Small texts are kept in versions; settings in one."""

from __future__ import annotations

import pytest

from layers.problems import CatalogError
from layers.warehouse.documents import LONGEST_NAME, LONGEST_TEXT
from layers.warehouse.embedded import EmbeddedWarehouse


def test_a_text_comes_back(warehouse: EmbeddedWarehouse) -> None:
    made = warehouse.put_document("scenario", "Phương án 1: trường học", '{"name": "Trường"}\n')
    assert (made.version, made.name) == (1, "Phương án 1: trường học")
    assert warehouse.document("scenario", "Phương án 1: trường học") == '{"name": "Trường"}\n'


def test_every_version_stays(warehouse: EmbeddedWarehouse) -> None:
    for text in ("a", "b", "a"):
        warehouse.put_document("scenario", "x", text)
    assert [warehouse.document("scenario", "x", version) for version in (1, 2, 3)] == ["a", "b", "a"]
    assert warehouse.document("scenario", "x") == "a"


def test_the_same_text_makes_no_version(warehouse: EmbeddedWarehouse) -> None:
    assert warehouse.put_document("recipe", "x", "a") == warehouse.put_document("recipe", "x", "a")


def test_names_meet_however_their_letters_are_composed(warehouse: EmbeddedWarehouse) -> None:
    warehouse.put_document("scenario", "Hòa", "a")
    assert warehouse.document("scenario", "Ho\u0300a") == "a"


def test_kinds_are_apart_and_listed_by_name(warehouse: EmbeddedWarehouse) -> None:
    for name in ("b", "a", "b"):
        warehouse.put_document("scenario", name, f"{name}{len(warehouse.documents('scenario'))}")
    warehouse.put_document("recipe", "c", "")
    assert [(d.name, d.version) for d in warehouse.documents("scenario")] == [("a", 1), ("b", 2)]
    assert [d.name for d in warehouse.documents("recipe")] == ["c"]
    assert warehouse.documents("nothing") == ()


@pytest.mark.parametrize(
    ("kind", "name"),
    [("Scenario", "x"), ("a/b", "x"), ("", "x"), ("a", ""), ("a", " "), ("a", "x\ny"), ("a", "x" * (LONGEST_NAME + 1))],
)
def test_names_that_are_none(kind: str, name: str, warehouse: EmbeddedWarehouse) -> None:
    with pytest.raises(CatalogError) as error:
        warehouse.put_document(kind, name, "text")
    assert [p.code for p in error.value.problems] == ["document_name"]


@pytest.mark.parametrize("name", ["../../x", "x'; DROP TABLE documents; --", '"', "%", "con"])
def test_names_are_only_text(name: str, warehouse: EmbeddedWarehouse) -> None:
    warehouse.put_document("scenario", name, "a")
    assert warehouse.document("scenario", name) == "a"
    assert [d.name for d in warehouse.documents("scenario")] == [name]


def test_what_is_not_there_is_said_with_what_is(warehouse: EmbeddedWarehouse) -> None:
    warehouse.put_document("scenario", "a", "x")
    with pytest.raises(CatalogError) as error:
        warehouse.document("scenario", "b")
    assert [(p.code, p.found, p.allowed) for p in error.value.problems] == [("document_unknown", "b", "a")]
    with pytest.raises(CatalogError) as error:
        warehouse.document("scenario", "a", 2)
    assert [(p.code, p.found) for p in error.value.problems] == [("version_unknown", "2")]


def test_a_text_beyond_measure_is_refused(warehouse: EmbeddedWarehouse) -> None:
    with pytest.raises(CatalogError) as error:
        warehouse.put_document("scenario", "a", "x" * (LONGEST_TEXT + 1))
    assert [p.code for p in error.value.problems] == ["document_too_long"]
    assert warehouse.documents("scenario") == ()


def test_settings(warehouse: EmbeddedWarehouse) -> None:
    assert warehouse.get_setting("a") == ""
    assert warehouse.get_setting("a", "b") == "b"
    warehouse.set_setting("a", "1")
    warehouse.set_setting("a", "2")
    assert EmbeddedWarehouse(warehouse.folder).get_setting("a") == "2"


def test_a_removed_text_is_listed_no_more_and_can_be_put_back(warehouse: EmbeddedWarehouse) -> None:
    warehouse.put_document("scenario", "x", "a")
    was = warehouse.remove_document("scenario", "x")
    assert warehouse.documents("scenario") == ()
    for wanted in (warehouse.document, warehouse.remove_document):
        with pytest.raises(CatalogError) as error:
            wanted("scenario", "x")
        assert [p.code for p in error.value.problems] == ["document_unknown"]
    back = warehouse.put_document("scenario", "x", warehouse.document("scenario", "x", was.version))
    assert (warehouse.document("scenario", "x"), back.version) == ("a", 3)


def test_an_empty_text_is_not_a_removed_one(warehouse: EmbeddedWarehouse) -> None:
    warehouse.put_document("scenario", "x", "")
    assert [d.name for d in warehouse.documents("scenario")] == ["x"]
    assert warehouse.document("scenario", "x") == ""
