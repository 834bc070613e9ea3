"""Tiles asked for one by one: failing, slow, rate-limiting and lying servers, and what is kept."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from layers.feeds.osm_download import KEPT_S, Progress, Wanted, download, shelf_of
from layers.feeds.overpass import Patience, server_at
from layers.feeds.tiles import Box
from layers.files import read_osm
from layers.problems import PlanningError
from tests.layers.feeds import overpass_server as wire
from tests.layers.feeds.conftest import TOWN
from tests.layers.feeds.overpass_server import Overpass, serving

AREA = Wanted(box=Box(*TOWN))
QUICK = Patience(attempts=4, pause_s=5, longest_pause_s=60, between_s=1, connect_s=5, silent_s=0.5)


class Watch:
    """Remembers pauses instead of pausing, and what was told."""

    def __init__(self) -> None:
        self.pauses: list[float] = []
        self.told: list[Progress] = []

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)


@pytest.fixture
def fetch(tmp_path):
    """Downloads the town from a server, without ever sleeping."""

    def fetch(overpass: Overpass, wanted: Wanted = AREA, patience: Patience = QUICK, watch: Watch | None = None):
        watch = watch or Watch()
        shelf = shelf_of(tmp_path, wanted)
        return download(wanted, server_at(overpass.url, patience), shelf, watch.told.append, watch.sleep)

    return fetch


def failure(act: Callable[[], object]) -> tuple[str, str, int]:
    """Code, tile and attempts of the error; it names the server."""
    with pytest.raises(PlanningError) as caught:
        act()
    first = caught.value.problems[0]
    assert "127.0.0.1" in first.found
    return first.code, first.found.rpartition("(")[2].rstrip(")"), first.count


def test_four_tiles_are_asked_one_at_a_time_and_make_one_extract(town, fetch):
    watch = Watch()
    with serving(town) as overpass:
        found = fetch(overpass, watch=watch)
    assert overpass.boxes == [
        "109.1,13.7,109.25,13.75",
        "109.25,13.7,109.4,13.75",
        "109.1,13.75,109.25,13.9",
        "109.25,13.75,109.4,13.9",
    ]
    assert overpass.most_at_once == 1
    assert all(agent.startswith("Quyhoach") for agent in overpass.agents)
    assert watch.pauses == [0, 1, 1, 1]
    assert (found.tiles, found.timestamp) == (4, wire.BASE)
    assert [(p.done, p.total) for p in watch.told] == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]
    layers = read_osm(found.file).layers
    # The way across two tiles comes once, cut only where the side street leaves it, and keeps its node ids.
    assert sorted(zip(layers["streets"]["u"], layers["streets"]["v"], strict=True)) == [
        ("1", "2"),
        ("2", "4"),
        ("2", "5"),
    ]
    assert list(layers["water"].index) == ["w20"]
    assert layers["water"].geometry.iloc[0].equals(shapely.box(109.15, 13.71, 109.35, 13.85))
    assert set(layers["facilities"]["kind"]) >= {"school.primary", "health.pharmacy", "bus_stop"}
    assert 'Nhà thuốc <A> & "B"' in set(layers["facilities"]["name"])
    assert list(layers["buildings"].index) == ["w40"]
    assert "r70" in layers["landuse"].index


def test_only_what_is_asked_for_is_asked(town, fetch):
    with serving(town) as overpass:
        found = fetch(overpass, Wanted(box=Box(*TOWN), only=("streets",)))
    assert set(overpass.asked[0].split('"')) & {"building", "amenity", "landuse"} == set()
    assert set(read_osm(found.file, only=("streets",)).layers) == {"streets"}


def test_tiles_that_do_not_meet_the_outline_are_not_asked_for(town, fetch):
    corner = shapely.Polygon([(109.1, 13.7), (109.2, 13.7), (109.1, 13.8)])
    with serving(town) as overpass:
        fetch(overpass, Wanted(box=Box(*TOWN), within=corner))
    assert overpass.boxes == ["109.1,13.7,109.25,13.75", "109.1,13.75,109.25,13.9"]


def test_an_empty_tile_is_a_good_answer(town, fetch):
    with serving(town) as overpass:
        found = fetch(overpass, Wanted(box=Box(109.10, 13.70, 109.60, 13.75)))
    assert found.tiles == 3


@pytest.mark.parametrize(
    ("faults", "pauses"),
    [
        ([wire.busy(429)], [5]),
        ([wire.busy(504), wire.busy(504), wire.busy(503)], [5, 10, 20]),
        ([wire.busy(429, "33")], [33]),
        ([wire.busy(429, "2")], [5]),  # never less than our own pause
        ([wire.DISPATCHER], [5]),
        ([wire.promised_more, wire.half], [5, 10]),
        ([wire.garbled], [5]),
        ([wire.silence], [5]),
    ],
    ids=["429", "5xx", "retry after", "retry soon", "dispatcher", "cut off", "garbled", "silent"],
)
def test_a_tired_server_is_given_time(town, fetch, faults, pauses):
    watch = Watch()
    with serving(town, *faults) as overpass:
        found = fetch(overpass, watch=watch)
    assert [p for p in watch.pauses if p not in (0, 1)] == pauses
    assert [p.pause_s for p in watch.told if p.pause_s] == pauses
    assert len(overpass.asked) == 4 + len(faults)
    assert len(set(overpass.boxes[: len(faults) + 1])) == 1
    assert len(read_osm(found.file).layers["streets"]) == 3


@pytest.mark.parametrize("fault", [wire.TIMED_OUT, wire.NO_MEMORY], ids=["time", "memory"])
def test_a_tile_that_is_too_much_is_cut_in_four(town, fetch, fault):
    with serving(town, fault) as overpass:
        found = fetch(overpass)
    assert overpass.boxes[1:5] == [
        "109.1,13.7,109.175,13.725",
        "109.175,13.7,109.25,13.725",
        "109.1,13.725,109.175,13.75",
        "109.175,13.725,109.25,13.75",
    ]
    assert found.tiles == 7
    assert len(read_osm(found.file).layers["streets"]) == 3


def test_an_answer_that_is_too_large_is_cut_in_four(town, fetch):
    with serving(town) as overpass:
        found = fetch(overpass, patience=Patience(most_bytes=1_800, between_s=1))
    assert found.tiles > 4
    assert read_osm(found.file).layers["streets"].index.is_unique


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (wire.busy(429), "fetch_rate_limited"),
        (wire.busy(504), "fetch_busy"),
        (wire.DISPATCHER, "fetch_remark"),
        (wire.half, "fetch_cut_off"),
        (wire.garbled, "fetch_broken"),
        (wire.silence, "fetch_slow"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_patience_ends_and_says_where(town, fetch, fault, code):
    with serving(town, None, fault, fault, fault, fault) as overpass:
        said = failure(lambda: fetch(overpass))
    assert said == (code, "109.25,13.7,109.4,13.75", 4)
    assert len(overpass.asked) == 5


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (wire.gate, "fetch_not_overpass"),
        (wire.gate_as_xml, "fetch_not_overpass"),
        (wire.away("https://elsewhere.example/api/interpreter"), "fetch_redirected"),
        (lambda _: wire.Reply(b"no", 403, "text/plain"), "fetch_refused"),
        (wire.busy(429, "86400"), "fetch_rate_limited"),
    ],
    ids=["page", "page as xml", "redirect", "forbidden", "come back tomorrow"],
)
def test_what_asking_again_does_not_change_is_said_at_once(town, fetch, fault, code):
    with serving(town, fault) as overpass:
        said = failure(lambda: fetch(overpass))
    assert said == (code, "109.1,13.7,109.25,13.75", 1)
    assert len(overpass.asked) == 1


def test_no_connection_is_said_at_once(fetch):
    nobody = Overpass(wire.World(), url="http://127.0.0.1:9/api")
    watch = Watch()
    assert failure(lambda: fetch(nobody, watch=watch))[0] == "fetch_no_connection"
    assert not any(watch.pauses)


def test_a_second_run_asks_only_for_what_is_missing(town, fetch):
    with serving(town, None, None, wire.gate) as overpass:
        with pytest.raises(PlanningError) as caught:
            fetch(overpass)
        kept = caught.value.problems[1]
        assert (kept.code, kept.count) == ("fetch_kept", 2)
        del overpass.asked[:]
        found = fetch(overpass)
    assert overpass.boxes == ["109.1,13.75,109.25,13.9", "109.25,13.75,109.4,13.9"]
    assert len(read_osm(found.file).layers["streets"]) == 3


def test_a_run_broken_off_by_ctrl_c_goes_on_from_there(town, fetch, tmp_path):
    with serving(town) as overpass:
        watch = Watch()

        def told(progress: Progress) -> None:
            if progress.done == 2:
                raise KeyboardInterrupt

        server = server_at(overpass.url, QUICK)
        with pytest.raises(KeyboardInterrupt):
            download(AREA, server, shelf_of(tmp_path, AREA), told, watch.sleep)
        files = [file.name for file in shelf_of(tmp_path, AREA).folder.iterdir()]
        assert len(files) == 2
        assert not [name for name in files if name.endswith((".part", ".pbf"))]
        fetch(overpass)
    assert len(overpass.asked) == 4


def test_tiles_split_before_are_asked_for_in_parts_at_once(town, fetch):
    with serving(town, wire.TIMED_OUT, None, wire.gate) as overpass:
        with pytest.raises(PlanningError):
            fetch(overpass)
        del overpass.asked[:]
        fetch(overpass)
    assert overpass.boxes[0] == "109.175,13.7,109.25,13.725"


def test_a_damaged_or_old_tile_is_asked_for_again(town, fetch, tmp_path):
    shelf = shelf_of(tmp_path, AREA)
    with serving(town) as overpass:
        fetch(overpass)
        del overpass.asked[:]
        damaged = shelf.answer(Box(109.1, 13.7, 109.25, 13.75))
        damaged.write_bytes(damaged.read_bytes()[:200])
        old = shelf.answer(Box(109.25, 13.75, 109.4, 13.9))
        moment = time.time() - KEPT_S - 60
        os.utime(old, (moment, moment))
        fetch(overpass)
    assert overpass.boxes == ["109.1,13.7,109.25,13.75", "109.25,13.75,109.4,13.9"]


def test_the_date_is_that_of_the_oldest_tile(town, fetch):
    def older(good: bytes) -> wire.Reply:
        return wire.Reply(good.replace(wire.BASE.encode(), b"2026-11-19T23:59:00Z"))

    with serving(town, None, older) as overpass:
        found = fetch(overpass)
    assert found.timestamp == "2026-11-19T23:59:00Z"
    assert read_osm(found.file).timestamp == "2026-11-19T23:59:00Z"


@pytest.mark.slow
def test_a_real_city_comes_as_it_would_from_a_file(realdata, fetch):
    """Cut into Overpass answers and put together again, Porto Alegre gives the very layers of its extract."""
    file = realdata / "porto-alegre" / "poa_osm.pbf"
    want = read_osm(file)
    box = Wanted(box=Box(-51.27, -30.12, -51.13, -29.98))
    with serving(wire.world_of(file)) as overpass:
        found = read_osm(fetch(overpass, box, Patience(silent_s=60)).file)
    assert len(overpass.asked) == 4
    assert set(found.layers) == set(want.layers)
    for type_, frame in want.layers.items():
        mine = found.layers[type_].sort_index()
        assert_geodataframe_equal(mine, frame.sort_index(), check_less_precise=True)
