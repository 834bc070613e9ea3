"""Answers looked at: whole ones taken, parts and pages refused."""

import pytest

from layers.feeds.overpass_answer import UnusableError, checked
from tests.layers.feeds import overpass_server as wire
from tests.layers.feeds.overpass_server import World, answer

EVERYTHING = '[out:xml][timeout:180];\n(\nway["highway"](13,109,14,110);\n);\n(._;>;);\nout body qt;\n'


@pytest.fixture
def good(town) -> bytes:
    return answer(town, EVERYTHING)


@pytest.fixture
def look(tmp_path):
    def look(content: bytes):
        file = tmp_path / "tile.osm.part"
        file.write_bytes(content)
        return checked(file)

    return look


def test_a_whole_answer_is_dated(look, good):
    assert look(good) == wire.BASE


def test_the_sea_is_an_answer(look):
    assert look(answer(World(), EVERYTHING)) == wire.BASE


def test_a_server_may_keep_its_time_to_itself(look, good):
    assert look(good.replace(b"osm_base", b"other")) == ""


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (wire.TIMED_OUT, "too_much"),
        (wire.NO_MEMORY, "too_much"),
        (wire.DISPATCHER, "remark"),
        (wire.half, "cut_off"),
        (wire.garbled, "broken"),
        (wire.gate, "not_overpass"),
        (lambda _: wire.Reply(b""), "cut_off"),
        (lambda _: wire.Reply(b'{"version": 0.6, "elements": []}'), "not_overpass"),
        (lambda _: wire.Reply(b"<rss><channel/></rss>"), "not_overpass"),
        (lambda good: wire.Reply(good.replace(b"<osm ", b'<!DOCTYPE osm [<!ENTITY a "b">]><osm ')), "not_overpass"),
    ],
    ids=["time", "memory", "dispatcher", "half", "garbled", "page", "nothing", "json", "rss", "entities"],
)
def test_what_must_not_be_used_is_named(look, good, spoil, fault):
    with pytest.raises(UnusableError) as caught:
        look(spoil(good).body)
    assert caught.value.fault == fault


def test_every_cut_is_noticed(look, good):
    """Wherever the line breaks before the last letter."""
    end = len(good.rstrip())
    for length in range(0, end, 37):
        with pytest.raises(UnusableError):
            look(good[:length])
