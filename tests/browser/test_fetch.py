"""OpenStreetMap brought by the page: begun, broken off, gone on with, on the map; from a server of this machine."""

from __future__ import annotations

import pytest

from layers.binh_dinh import write_binh_dinh
from layers.warehouse import open_warehouse
from planning.i18n import translator
from tests.browser.conftest import running
from tests.layers.feeds import overpass_server as wire
from tests.layers.feeds.conftest import town
from tests.layers.feeds.overpass_server import serving

__all__ = ["town"]  # a fixture
pytestmark = pytest.mark.browser
VI = translator("vi")
PATIENT_MS = 90_000


def press(page, key: str) -> None:
    page.get_by_role("button", name=VI(key)).first.click()


def test_a_download_is_begun_broken_off_and_gone_on_with(town, open_at, tmp_path, monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    warehouse = open_warehouse(tmp_path / "Bình Định", create=True)
    write_binh_dinh(warehouse)
    with serving(town, None, None, wire.silence) as overpass:
        monkeypatch.setenv("QUYHOACH_OVERPASS", overpass.url)
        with running(tmp_path / "Bình Định", tmp_path) as server:
            page = open_at(server.address, "warehouse").page
            page.set_default_timeout(PATIENT_MS)
            press(page, "fetch.button")
            page.get_by_text("20 ô").wait_for()
            assert overpass.asked == []
            press(page, "fetch.start")
            page.get_by_text(VI("fetch.progress", done="2", total="20")).wait_for()
            press(page, "work.stop")
            page.get_by_text(VI("fetch.stopped")).wait_for()
            assert "streets" not in {entry.layer for entry in warehouse.entries()}
            before = len(overpass.asked)
            press(page, "fetch.button")
            press(page, "fetch.start")
            page.get_by_text("đường giao thông 3").wait_for()
            assert len(overpass.asked) - before == 18
    assert warehouse.version("streets").source == "© những người đóng góp OpenStreetMap"
