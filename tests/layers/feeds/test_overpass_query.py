"""The question: every tag that the reader can use, and no more."""

import pytest

from layers.feeds.overpass_query import query, template
from layers.feeds.tiles import Box
from layers.files import OSM_LAYERS
from layers.files.osm_tags import known_rules
from layers.known import KNOWN
from tests.layers.feeds.overpass_server import World, selected

BOX = Box(109.0, 13.0, 110.0, 14.0)
STREETS = """[out:xml][timeout:180];
(
way["highway"](13.000000,109.000000,14.000000,110.000000);
);
(._;>;);
out body qt;
"""


def test_streets_alone_are_one_line():
    assert query(template(("streets",)), BOX) == STREETS


@pytest.mark.parametrize("rule", known_rules().rules, ids=lambda rule: f"{rule.layer}-{rule.key}-{rule.value}")
def test_whatever_a_rule_takes_is_asked_for(rule):
    value = "something" if rule.value == "*" else rule.value
    ring = {n: (109.5 + n / 100 % 0.02, 13.5 + n // 2 / 100, {}) for n in range(1, 5)}
    world = World(
        nodes=ring, ways={7: ([1, 2, 3, 4, 1], {rule.key: value}), 8: ([1, 2], {rule.key: f"other; {value}"})}
    )
    world.nodes[9] = (109.5, 13.5, {rule.key: value})
    nodes, ways, _ = selected(world, query(template((rule.layer,)), BOX))
    assert ways == {7, 8}
    assert (9 in nodes) == ("point" in KNOWN[rule.layer].geometry)


def test_what_no_rule_takes_is_not_asked_for():
    world = World(nodes={1: (109.5, 13.5, {"amenity": "bench"}), 2: (109.5, 13.5, {"amenity": "schoolyard"})})
    assert selected(world, query(template(), BOX)) == (set(), set(), set())


def test_every_type_can_be_asked_for_alone():
    questions = {template((type_,)) for type_ in OSM_LAYERS}
    assert len(questions) == len(OSM_LAYERS)
    assert template() == template(OSM_LAYERS)
