"""Map sheets alone: the maps of the parts that are wanted, in every language of the recipe, on paper and as pages."""

from __future__ import annotations

import re

import pytest

from layers.problems import OptionError
from layers.warehouse import open_warehouse
from planning.report import html_map, map_sheets
from planning.report.material import Material
from planning.report.papers import nobody
from planning.report.recipe import Recipe
from planning.workspace import Workspace
from tests.planning.hand_city import hand_city


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    warehouse = open_warehouse(tmp_path_factory.mktemp("kho") / "kho", create=True)
    warehouse.put_all([(layer, None) for layer in hand_city().layers.values()])
    warehouse.set_setting("name", "Thị trấn Thử")
    return Workspace(warehouse)


def made(workspace, **given):
    return Material(workspace, Recipe(paper="sheets", services=("health.station",), **given))


def test_each_map_is_there_in_each_language_with_its_number(workspace):
    found = list(map_sheets.maps(made(workspace, parts=("access", "maps"), language="both"), nobody))
    numbers = {"vi": [], "en": []}
    for t, number, _ in found:
        numbers[t.language].append(number)
    assert numbers["vi"] == numbers["en"] == list(range(1, len(numbers["vi"]) + 1))
    assert len(numbers["vi"]) >= 2


def test_words_round_a_map_say_area_day_scenario_and_code(workspace):
    material = made(workspace, parts=("access",), organisation="Sở Xây dựng", date="2026-11-24")
    ((t, number, piece),) = map_sheets.maps(material, nobody)
    said = map_sheets.words(piece, number, material, t)
    assert said.subtitle.startswith("Thị trấn Thử · ")
    assert "Hiện trạng" in said.subtitle
    assert (said.code, said.made_by, said.day) == (material.code, "Sở Xây dựng", "24/11/2026")


def test_the_pages_of_a_document_are_as_many_as_the_maps(workspace):
    material = made(workspace, parts=("maps", "access"))
    assert len(map_sheets.document(material, nobody).pictures(30)) == len(list(map_sheets.maps(material, nobody)))


def test_one_map_is_taken_along_as_a_page(workspace):
    if not html_map.LEAFLET.is_dir():
        pytest.skip("Leaflet is not installed: python3 run.py setup")
    material = made(workspace, parts=("maps", "access"))
    pages = map_sheets.web_pages(material, nobody)
    (one,) = map_sheets.web_pages(material, nobody, only=(2,))
    assert one == pages[1]
    assert material.code in re.search("<header>.*?</header>", one.decode())[0]


def test_no_map_is_said(workspace):
    for make in (map_sheets.document, map_sheets.web_pages):
        with pytest.raises(OptionError) as caught:
            make(made(workspace, parts=("sources",)), nobody)
        assert [problem.code for problem in caught.value.problems] == ["no_maps"]
