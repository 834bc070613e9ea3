"""The button that downloads: offered where there is a real area, at work in a process of its own, its end in words."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from layers.binh_dinh import write_binh_dinh
from layers.layer import Provenance
from layers.warehouse import open_warehouse
from planning.i18n import translator
from planning.ui import fetch, worker
from planning.ui.worker import Request
from tests.layers.feeds import overpass_server as wire
from tests.layers.feeds.conftest import TOWN, town
from tests.layers.feeds.overpass_server import serving
from tests.planning.hand_city import hand_city
from tests.planning.ui.conftest import words

__all__ = ["town"]  # a fixture
VI = translator("vi")


@pytest.fixture
def empty(tmp_path):
    return open_warehouse(tmp_path / "trống", create=True)


def button(page: AppTest, key: str):
    return next((found for found in page.button if found.key == key), None)


def test_an_empty_warehouse_offers_the_areas_known_by_name(empty, open_page):
    page = open_page(empty, "warehouse")
    assert not page.exception
    area = next(box for box in page.selectbox if box.key == fetch.AREA)
    assert area.options == [VI("fetch.area.binh-dinh"), VI("fetch.area.quy-nhon")]
    # 108.6 to 109.38 E and 13.5 to 14.71 N: four columns, five rows
    assert VI("fetch.explained", count="20", host="overpass-api.de") in words(page).replace("\\", "")


def test_the_area_that_a_warehouse_was_made_for_comes_first(empty):
    write_binh_dinh(empty)
    assert list(fetch.areas(empty)) == ["binh-dinh", "here", "quy-nhon"]


def test_the_own_area_is_offered_and_far_ones_are_not(kho):
    """The hand city lies at 600 km east and 1,520 km north of its frame, 109.17 E and 13.75 N; it is 8 km long."""
    boxes = fetch.areas(kho)
    assert list(boxes) == ["here", "binh-dinh", "quy-nhon"]
    assert 109.1 < boxes["here"].west < boxes["here"].east < 109.3


def test_a_made_up_place_is_not_filled_with_real_streets(tmp_path, open_page):
    warehouse = open_warehouse(tmp_path / "minh họa", create=True)
    warehouse.put(replace(hand_city()["units"], provenance=Provenance(illustrative=True)))
    page = open_page(warehouse, "warehouse")
    assert button(page, "fetch.start") is None


def test_nothing_is_asked_before_the_button_is_pressed(empty, open_page, town, monkeypatch):
    with serving(town) as overpass:
        monkeypatch.setenv("QUYHOACH_OVERPASS", overpass.url)
        page = open_page(empty, "warehouse", lang="en")
        assert overpass.url.split("/")[2] in words(page).replace("\\", "")
    assert overpass.asked == []


def test_a_wrong_address_in_the_environment_is_said(empty, open_page, monkeypatch):
    monkeypatch.setenv("QUYHOACH_OVERPASS", "nowhere")
    page = open_page(empty, "warehouse")
    assert any(VI("problem.endpoint_address.what") in error.value.replace("\\", "") for error in page.error)
    assert button(page, "fetch.start") is None


@pytest.fixture
def request_(empty, tmp_path, monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "job").mkdir()

    def made(endpoint: str, only=("streets", "facilities")) -> Request:
        options = {"box": list(TOWN), "only": list(only), "endpoint": endpoint}
        return Request(action="fetch", warehouse=empty.address, folder=str(tmp_path / "job"), options=options)

    return made


def test_the_worker_fetches_and_says_how_far_it_is(request_, town):
    with serving(town) as overpass:
        request = request_(overpass.url)
        assert fetch.told(request, VI) is None
        outcome = worker.work(request)
    assert outcome.ok, outcome.problems
    assert sorted(outcome.items) == [("facilities", "facilities", 4, 1), ("streets", "streets", 3, 1)]
    assert fetch.told(request, VI) == (0.95, VI("fetch.reading"))


@pytest.mark.slow
def test_a_download_can_be_ended_and_goes_on_later(empty, request_, town):
    """The third of four tiles hangs; the process is ended; the next asks for two."""
    with serving(town, None, None, wire.silence) as overpass:
        job = worker.start(request_(overpass.url))
        end = time.monotonic() + 60
        while len(overpass.asked) < 3 and time.monotonic() < end:
            time.sleep(0.05)
        share, text = fetch.told(request_(overpass.url), VI) or (0, "")
        job.stop()
        assert (share, text) == (0.5, VI("fetch.progress", done="2", total="4"))
        assert empty.entries() == ()
        del overpass.asked[:]
        outcome = worker.work(request_(overpass.url))
    assert outcome.ok
    assert len(overpass.asked) == 2


def test_no_internet_is_a_sentence_with_a_remedy(empty, request_, open_page):
    outcome = worker.work(request_("http://127.0.0.1:9/api"))
    assert [problem.code for problem in outcome.problems] == ["fetch_no_connection"]
    page = open_page(empty, "warehouse")
    page.session_state[fetch.OUTCOME] = outcome
    page.run()
    said = next(error.value for error in page.error)
    assert VI("problem.fetch_no_connection.remedy") in said.replace("\\", "")


def test_what_was_brought_is_said(empty, request_, open_page, town):
    with serving(town) as overpass:
        outcome = worker.work(request_(overpass.url))
    page = open_page(empty, "warehouse")
    page.session_state[fetch.OUTCOME] = outcome
    page.run()
    assert not page.exception
    assert any("3" in success.value and "4" in success.value for success in page.success)
