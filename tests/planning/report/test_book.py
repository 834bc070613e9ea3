"""The tables for Excel: what is said of people adds up to the street, first and last are what they are."""

from __future__ import annotations

import pytest

from layers.warehouse import open_warehouse
from planning.i18n import translator
from planning.report import book
from planning.report.material import Material
from planning.report.papers import Brought
from planning.report.recipe import Recipe
from planning.workspace import Workspace
from tests.planning.hand_city import hand_city
from tests.planning.present.test_compare import ADD

VI, EN = translator("vi"), translator("en")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    warehouse = open_warehouse(tmp_path_factory.mktemp("kho") / "kho", create=True)
    warehouse.put_all([(layer, None) for layer in hand_city().layers.values()])
    warehouse.set_setting("name", "Thị trấn Thử")
    return Workspace(warehouse)


def test_people_of_the_units_add_up_to_the_street(workspace):
    (view,) = book.reach(Material(workspace, Recipe(services=("health.station",))), VI)
    assert view.frame["people"].sum() == 100 + 300 + 600 + 1000
    assert (view.frame["inside"] + view.frame["outside"]).sum() == 2000


def test_the_first_table_names_the_others(workspace):
    views = book.views(Material(workspace, Recipe(services=("health.station",))), VI)
    listed = dict(zip(views[0].frame["what"], views[0].frame["value"], strict=True))
    assert listed["Các bảng"].split("; ") == [f"{n}. {view.title}" for n, view in enumerate(views[1:], start=2)]
    assert listed["Khu vực"] == "Thị trấn Thử"


def test_every_table_is_told_before_it_is_made(workspace):
    told = []
    recipe = Recipe(parts=("norms", "ranking"), services=("health.station",))
    book.views(Material(workspace, recipe), EN, lambda what, share: told.append((what, share)))
    assert len(told) == 4  # indicators, needs, order, sources
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert shares[0] == 0 < shares[-1] < 1


def test_scenarios_bring_who_gains_and_every_change(workspace):
    material = Brought(workspace, Recipe(services=("health.station",)), brought=(ADD,))
    gains, edits = book.compared(material, VI)
    assert len(edits.frame) == len(ADD.edits)
    assert gains.frame["people"].max() <= 2000
    assert book.compared(Material(workspace, Recipe()), VI) == ()


def test_what_the_data_lack_leaves_its_table_out(tmp_path):
    warehouse = open_warehouse(tmp_path / "kho", create=True)
    kept = [layer for layer in hand_city().layers.values() if layer.type not in ("units", "streets")]
    warehouse.put_all([(layer, None) for layer in kept])
    titles = [view.title for view in book.views(Material(Workspace(warehouse), Recipe()), VI)]
    assert titles[0] == "Giới thiệu"
    assert titles[-1] == "Nguồn dữ liệu"
    assert "Thứ tự ưu tiên" not in titles
