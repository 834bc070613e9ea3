"""Groups of data: full, in part, missing; who provides them, and the ways to bring them."""

import dataclasses

import pytest

from layers.binh_dinh import write_binh_dinh
from layers.files.osm import OSM_LAYERS
from layers.known import KNOWN
from layers.warehouse import open_warehouse
from planning.i18n import translator
from planning.present.readiness import GROUPS, full, readiness
from tests.planning.hand_city import hand_city

VI, EN = translator("vi"), translator("en")


def groups_of(warehouse, t=VI):
    made = readiness(warehouse.entries(), warehouse.city(), len(warehouse.series()), t)
    return {group.id: group for group in made}


def test_every_group_has_words_and_a_type_that_can_be_imported():
    for group in GROUPS:
        assert group.import_as in KNOWN
        assert group.osm in ("", *OSM_LAYERS)
        for t in (VI, EN):
            assert t.has(f"ready.{group.id}")
            assert t.has(f"ready.provider.{group.provider}")


def test_an_empty_warehouse_has_none():
    groups = readiness((), None, 0, VI)
    assert {group.state for group in groups} == {"none"}
    assert full(groups) == 0
    assert all(group.provider and group.import_as for group in groups)


@pytest.fixture
def points(tmp_path):
    warehouse = open_warehouse(tmp_path / "kho", create=True)
    write_binh_dinh(warehouse)
    return warehouse


def test_units_known_as_points_are_there_and_their_outlines_in_part(points):
    groups = groups_of(points)
    states = {id_: group.state for id_, group in groups.items() if group.state != "none"}
    assert states == {"units": "full", "population": "full", "outlines": "partial", "monitoring": "partial"}
    assert groups["units"].features == 58  # and not the former districts too
    assert groups["outlines"].lacks == "mới có một điểm của mỗi đơn vị, chưa có ranh giới"
    assert groups["units"].source == "Danh mục xã, phường từ 01/7/2025"


def test_what_is_missing_says_who_has_it_and_whether_openstreetmap_does(points):
    groups = groups_of(points, EN)
    assert groups["streets"].provider == EN("ready.provider.construction")
    assert (groups["streets"].osm, groups["school"].osm) == ("streets", "facilities")
    assert (groups["zoning"].osm, groups["outlines"].osm) == ("", "")


def test_outlines_are_full_once_every_unit_has_one(points):
    points.put(dataclasses.replace(hand_city()["units"], name="units"))
    assert groups_of(points)["outlines"].state == "full"
