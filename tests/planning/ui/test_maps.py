"""No link leads away from this server, and nothing in a view can end the script."""

import json
import re
from pathlib import Path

import folium
import pytest
from folium.elements import JSCSSMixin
from folium.plugins import Draw

from planning.api import assets
from planning.i18n import translator
from planning.present.base import base_map, bounds_of, facilities_layers
from planning.present.views import MapView
from planning.ui import maps
from tests.planning.hand_city import hand_city

VI, EN = translator("vi"), translator("en")
CITY = hand_city()
VIEW = MapView(
    title="Thử", layers=facilities_layers(CITY, VI), base=base_map(CITY), bounds=bounds_of(CITY), credit="thử"
)


def links(element) -> list[str]:
    found = []
    todo = [element]
    while todo:
        item = todo.pop()
        if isinstance(item, JSCSSMixin):
            found += [link for _, link in [*item.default_js, *item.default_css]]
        todo += item._children.values()
    return found


@pytest.mark.parametrize("options", [maps.MapOptions(), maps.MapOptions(draw=("point", "line"), together="a")])
def test_every_link_is_ours_and_there(options):
    for link in [*links(maps.base(VIEW, "k", VI, options)), *links(maps.group(VIEW))]:
        assert link.startswith((maps.VENDOR, maps.OWN)), link
        if assets.installed() and link.startswith(maps.VENDOR):
            assert assets.package_of(link.removeprefix(maps.VENDOR)) in assets.PACKAGES
            assert assets.find(assets.VENDOR, link.removeprefix(maps.VENDOR)), link


def test_the_classes_of_folium_are_left_alone():
    maps.base(VIEW, "k", VI, maps.MapOptions(draw=("point",)))
    assert any(link.startswith("http") for _, link in folium.Map.default_js)
    assert any(link.startswith("http") for _, link in Draw.default_js)


def test_a_script_cannot_be_ended_from_inside():
    text = maps.script_json({"name": "</script><script>alert(1)</script>", "a_b1": "{{ 'x' }}"})
    assert "</script>" not in text
    assert "{{" not in text
    assert not re.search(r"_[a-z0-9]", text)
    assert json.loads(text.replace("{ {", "{{")) == {"name": "</script><script>alert(1)</script>", "a_b1": "{{ 'x' }}"}


def test_the_base_is_the_same_whatever_the_view_shows():
    one, two = VIEW, MapView(title="Khác", layers=VIEW.layers[:1], base=VIEW.base, bounds=VIEW.bounds, credit="thử")
    frames = []
    for view in (one, two):
        made = maps.base(view, "k", VI, maps.MapOptions())
        frames.append(next(c.options for c in made._children.values() if isinstance(c, maps._Frame)))
    assert (
        json.loads(frames[0].replace("\\u005f", "_"))["base"] == json.loads(frames[1].replace("\\u005f", "_"))["base"]
    )


def test_words_of_the_drawing_tools_are_there_in_both_languages():
    for path in maps.DRAW_WORDS:
        assert VI.has(f"draw.{path}"), path
        assert EN.has(f"draw.{path}"), path


def test_the_script_of_the_map_uses_only_words_it_is_given():
    script = (Path(assets.OWN) / "map.js").read_text(encoding="utf-8")
    for word in set(re.findall(r"words\.(\w+)", script)):
        assert VI.has(f"map.{word}"), word
