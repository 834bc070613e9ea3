"""All looks at once: placed in layers, worded in both languages, never an error."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from layers.city import City
from layers.plausibility import plausible
from planning.i18n import translator
from tests.layers.plausibility.samples import CRS, layer, point, square

CODES = sorted({
    code
    for file in (Path(__file__).resolve().parents[3] / "layers" / "plausibility").glob("*.py")
    for code in re.findall(r'(?:code=|concerning\(\s*|\(\(?)"([a-z]+(?:_[a-z]+)+)"', file.read_text(encoding="utf-8"))
    if not code.startswith(("pm", "text_m"))
})  # fmt: skip


def test_problems_are_placed_in_their_layers():
    twice = layer("landuse", [square(0, 0), square(0, 0)], called="dat", code=["a", "b"])
    stations = layer("sensors", [point(0, 0), point(0, 0)], called="tram", quantity=["t", "t"])
    found = plausible(City.of([twice, stations], crs=CRS))
    assert {(p.layer, p.code) for p in found} == {("dat", "polygons_overlap"), ("tram", "several_at_one_place")}
    assert all(p.severity != "error" for p in found)


def test_nothing_is_fine():
    assert plausible(None) == ()


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("code", CODES)
def test_every_code_has_words(code, language):
    t = translator(language)
    if code in {"problem", "names_other"} or not t.has(f"problem.{code}.what"):
        pytest.fail(f"no words for {code}")
    assert t.has(f"problem.{code}.remedy")


def test_codes_were_found():
    assert {"polygons_overlap", "series_identical", "raster_zeros", "text_escaped", "unit_elsewhere"} <= set(CODES)
