"""The server: its address, what its headers say, and an answer that is whole or not there."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from layers.feeds.overpass import FailedError, Patience, Server, retry_after_s, server_at
from layers.feeds.overpass_query import query, template
from layers.feeds.tiles import Box
from layers.problems import OptionError
from tests.layers.feeds import overpass_server as wire
from tests.layers.feeds.overpass_server import serving

QUESTION = query(template(("streets",)), Box(109.0, 13.0, 110.0, 14.0))


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("", "https://overpass-api.de/api/interpreter"),
        ("https://overpass.example/api", "https://overpass.example/api/interpreter"),
        ("http://10.0.0.5:8080/api/interpreter/", "http://10.0.0.5:8080/api/interpreter"),
    ],
)
def test_an_address_may_end_in_interpreter_or_not(given, url):
    assert server_at(given).url == url


@pytest.mark.parametrize(
    "given", ["overpass.example", "ftp://overpass.example", "file:/etc/passwd", "https://", "http://a.example/?x=1"]
)
def test_what_is_no_address_is_refused(given):
    with pytest.raises(OptionError) as caught:
        server_at(given)
    assert caught.value.problems[0].code == "endpoint_address"


def test_a_password_in_an_address_is_not_shown():
    assert Server("https://user:secret@overpass.example/api/interpreter").host == "overpass.example"


def test_waiting_times_are_numbers_or_dates():
    assert retry_after_s("120") == 120
    assert retry_after_s("") == retry_after_s("soon") == 0
    later = format_datetime(datetime.now(UTC) + timedelta(minutes=10), usegmt=True)
    assert retry_after_s(later) == pytest.approx(600, abs=5)
    assert retry_after_s("Wed, 21 Oct 2015 07:28:00 GMT") == 0


def test_pauses_double_up_to_the_longest():
    patience = Patience(pause_s=5, longest_pause_s=60)
    assert [patience.pause_after(n) for n in range(1, 7)] == [5, 10, 20, 40, 60, 60]


def test_an_answer_is_at_its_place_only_when_it_is_whole(town, tmp_path):
    target = tmp_path / "tile.osm"
    with serving(town, wire.promised_more) as overpass:
        server = server_at(overpass.url)
        with pytest.raises(FailedError) as caught:
            server.ask(QUESTION, target)
        assert caught.value.kind == "cut_off"
        assert list(tmp_path.iterdir()) == []
        server.ask(QUESTION, target)
    assert [file.name for file in tmp_path.iterdir()] == ["tile.osm"]


def test_an_answer_that_never_ends_is_too_much(town, tmp_path):
    """Each look at the clock finds it ten minutes later."""
    moments = iter(range(0, 10**6, 600))
    with serving(town) as overpass:
        server = Server(f"{overpass.url}/interpreter", clock=lambda: float(next(moments)))
        with pytest.raises(FailedError) as caught:
            Server(server.url, Patience(whole_s=300), server.clock).ask(QUESTION, tmp_path / "tile.osm")
    assert caught.value.kind == "too_much"


def test_a_path_that_is_not_there_is_refused(town, tmp_path):
    with serving(town) as overpass, pytest.raises(FailedError) as caught:
        server_at(f"{overpass.url}/v2").ask(QUESTION, tmp_path / "tile.osm")
    assert (caught.value.kind, caught.value.said) == ("refused", "HTTP 404 Not Found")


def test_a_query_that_the_server_cannot_read_is_refused(town, tmp_path):
    with serving(town) as overpass, pytest.raises(FailedError) as caught:
        server_at(overpass.url).ask("[out:xml];nonsense", tmp_path / "tile.osm")
    assert caught.value.kind == "refused"
