"""A map as one file: everything within, nothing fetched, words of data never HTML."""

import base64
import hashlib
import json
import re

import numpy as np
import pytest
import shapely
from affine import Affine

from layers.grid import Grid
from layers.problems import PlanningError
from planning.api import assets
from planning.i18n import translator
from planning.present.views import ImageLayer, Mark
from planning.report import html_map as module
from planning.report.html_map import html_map
from tests.planning.report import maps
from tests.planning.report.maps import CRS, SIDE, SOUTH, WEST

VI = translator("vi")
EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
needs_assets = pytest.mark.skipif(not assets.installed(), reason="the packages of the browser are not installed")


def data(page, name):
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page)
    return json.loads(found.group(1))


@needs_assets
def test_only_the_scripts_of_the_file_may_run_and_nothing_may_be_fetched():
    page = html_map(maps.view(maps.units(("Xã A",))), VI).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page).group(1).replace("&#x27;", "'")
    scripts = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    assert len(scripts) == 4
    assert all(f"'sha256-{digest}'" in policy for digest in digests)
    assert "default-src 'none'" in policy
    assert "connect-src" not in policy  # so nothing, by the default
    around = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert not re.findall(r"(?:src|href)=|@import|url\((?!.data:)", around)


@needs_assets
def test_shapes_and_words_of_all_layers_are_within():
    view = maps.view(maps.units(("Xã A", "Xã B")))
    page = html_map(view, VI).decode()
    contents, told = data(page, "contents"), data(page, "view")
    layers = [*told["frame"]["base"], *told["layers"]]
    assert len(layers) == 2
    for layer in layers:
        assert json.loads(contents[layer["shapes"]])["kind"] == "area"
    assert json.loads(contents[told["layers"][0]["extra"]])["labels"] == ["Xã A", "Xã B"]


@needs_assets
def test_markup_in_names_stays_text():
    view = maps.view(maps.units((EVIL,)), title=EVIL, credit=EVIL)
    page = html_map(view, VI, note=EVIL).decode()
    assert EVIL not in page
    assert page.count("<script>") == 4
    assert "onerror=alert(2)>" not in re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    contents, told = data(page, "contents"), data(page, "view")
    assert json.loads(contents[told["layers"][0]["extra"]])["labels"] == [EVIL]


@needs_assets
def test_a_grid_is_a_picture_within_the_file():
    depth = np.ones((4, 4))
    grid = Grid("flood", "flood_depth", depth, Affine(5000, 0, WEST, 0, -5000, SOUTH + SIDE), CRS, "m", depth < 0)
    image = ImageLayer(
        id="flood", grid=grid, classes=np.zeros((4, 4), int), marks=(Mark(colour="#0b3f78"),), title="Ngập"
    )
    told = data(html_map(maps.view(image), VI).decode(), "view")
    text = told["layers"][0]["image"]["url"].removeprefix("data:image/png;base64,")
    assert base64.b64decode(text).startswith(b"\x89PNG")


@needs_assets
def test_signs_are_our_own():
    facility = maps.layer("point", [shapely.Point(WEST + 1, SOUTH + 1)], Mark(colour="#123456", icon="house-medical"))
    page = html_map(maps.view(facility), VI).decode()
    assert '.fa-house-medical { --sign: url("data:image/svg+xml,' in page
    assert "webfonts" not in page


@needs_assets
def test_made_up_data_say_so():
    assert VI("illustrative.sentence") in html_map(maps.view(illustrative=True), VI).decode()
    assert VI("illustrative.sentence") not in html_map(maps.view(), VI).decode()


def test_missing_packages_are_told_with_a_remedy(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "LEAFLET", tmp_path)
    with pytest.raises(PlanningError) as caught:
        html_map(maps.view(), VI)
    assert [problem.code for problem in caught.value.problems] == ["no_web_assets"]
    assert VI.has("problem.no_web_assets.remedy")
