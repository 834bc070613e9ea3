"""Illustrative is inherited: every answer, map, table, download and file of made-up data says so."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pyogrio
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

import planning.cli_ask
from layers.warehouse import open_warehouse
from planning.cli import main
from planning.i18n import translator
from planning.ui import maps
from planning.ui.shell import PAGES
from planning.workspace import Workspace
from scenarios.actions import add_facility
from scenarios.files import to_json
from scenarios.scenario import Scenario
from tests.planning.hand_city import hand_city

import planning.cli_report  # noqa: F401  isort: skip

PREFIX = "minh-hoa_"
NAMES = [row.name for row in PAGES]
NORMS = {"vi": "Trị số quy chuẩn", "en": "Values of the norms"}
"""The one table that is as real over made-up data: what the law asks."""


@pytest.fixture(scope="module")
def kho(tmp_path_factory) -> Path:
    """A warehouse in which everything is made up, with a scenario."""
    folder = tmp_path_factory.mktemp("minh họa") / "kho"
    warehouse = open_warehouse(folder, create=True)
    made = [replace(one, provenance=replace(one.provenance, illustrative=True)) for one in hand_city().layers.values()]
    warehouse.put_all([(layer, None) for layer in made])
    warehouse.set_setting("name", "Thị trấn Thử")
    workspace = Workspace(warehouse)
    workspace.save_scenario(Scenario("Thêm trạm", (add_facility(workspace.city(), "health.station", far(workspace)),)))
    return folder


def far(workspace: Workspace) -> tuple[float, float]:
    place = workspace.city().lonlat(workspace.city()["population"].frame.geometry["d"])
    return float(place.x), float(place.y)


class Seen:
    """What a page gave away: downloads by name, and maps."""

    def __init__(self, monkeypatch) -> None:
        self.downloads: dict[str, Callable[[], bytes] | bytes | str] = {}
        self.maps = []
        button, base = st.download_button, maps.base

        def download_button(label, data, file_name=None, **more):
            self.downloads[file_name] = data
            return button(label, data, file_name, **more)

        def drawn(view, *more):
            self.maps.append(view)
            return base(view, *more)

        monkeypatch.setattr(st, "download_button", download_button)
        monkeypatch.setattr(maps, "base", drawn)


def opened(kho: Path, root: Path, name: str, monkeypatch, **address: str) -> tuple[AppTest, Seen]:
    monkeypatch.setenv("QUYHOACH_WAREHOUSE", str(kho))
    seen = Seen(monkeypatch)
    page = AppTest.from_file(root / "planning" / "ui" / "entry" / "script.py", default_timeout=120)
    page.query_params["scenario"] = "Thêm trạm"
    for key, value in address.items():
        page.query_params[key.replace("__", ".")] = value
    page._page_hash = "" if name == "overview" else calc_hash(name)
    return page.run(), seen


def content(data: Callable[[], bytes] | bytes | str) -> bytes:
    made = data() if callable(data) else data
    return made.encode() if isinstance(made, str) else made


def says(text: str, language: str) -> bool:
    return ("minh họa" if language == "vi" else "illustrative") in text.casefold()


def sheets_without_it(file: bytes, language: str) -> list[str]:
    """Titles of the sheets that say nothing of it."""
    book = openpyxl.load_workbook(io.BytesIO(file), read_only=True)
    quiet = []
    for sheet in book:
        words = [str(value) for row in sheet.iter_rows(values_only=True) for value in row if value is not None]
        if not any(says(word, language) for word in words[:6]):
            quiet.append(words[0] if words else sheet.title)
    return quiet


ADDRESSES = {"report": {"report__paper": "tables"}, "warehouse": {"warehouse__part": "catalogue"}}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_a_page_and_all_it_gives_away(kho, root, name, language, monkeypatch):
    page, seen = opened(kho, root, name, monkeypatch, lang=language, **ADDRESSES.get(name, {}))
    assert not page.exception
    assert not page.error
    t = translator("en" if language == "en" else "vi")
    assert any(t("illustrative.sentence") in one.value for one in page.warning)
    assert any(t("illustrative.badge") in one.value for one in page.markdown)
    assert all(view.illustrative for view in seen.maps)
    made = [file for file in seen.downloads if not file.endswith(".toml")]  # a recipe is of settings alone
    assert all(file.startswith(PREFIX) for file in made), made
    for file, data in seen.downloads.items():
        if file.endswith(".xlsx"):
            quiet = sheets_without_it(content(data), language)
            assert all(title.startswith(NORMS[language]) for title in quiet), (file, quiet)
    if name in ("overview", "access", "scenarios", "compare", "priorities"):
        assert seen.maps
        titles = [one.value.replace("\\", "") for one in page.markdown]
        for view in seen.maps:
            assert any(t("illustrative.prefix").strip() in title and view.title in title for title in titles)


def test_the_mark_does_not_hang_on_what_was_shown_before(kho, root, tmp_path, monkeypatch):
    """A map of the same content without the mark, kept in the server's memory, must not answer for the made-up one."""
    plain = open_warehouse(tmp_path / "kho", create=True)
    plain.put_all([(layer, None) for layer in hand_city().layers.values()])
    plain.set_setting("name", "Thị trấn Thử")
    for address, illustrative in ((Path(plain.address), False), (kho, True), (Path(plain.address), False)):
        _, seen = opened(address, root, "overview", monkeypatch, scenario="")
        assert seen.maps
        assert all(view.illustrative == illustrative for view in seen.maps)
        monkeypatch.undo()


def commands(folder: Path, workspace: Workspace) -> dict[str, list[str]]:
    """Every command that writes a file of answers."""
    scenario = folder / "scenario.json"
    scenario.write_text(to_json(workspace.scenario("Thêm trạm")), encoding="utf-8")
    at = ",".join(map(str, far(workspace)))
    station = ["--facility", "health.station"]
    return {
        "a.csv": ["access", *station],
        "a.gpkg": ["access", *station, "--zones", "units"],
        "n.gpkg": ["network", *station],
        "i.gpkg": ["isochrone", "--at", at],
        "norms.xlsx": ["norms"],
        "e.xlsx": ["evaluate", "--scenario", str(scenario), "--zones", "units"],
        "r.xlsx": ["rank"],
        "s.json": ["site", *station, "--count", "1"],
        "units.gpkg": ["export", "units"],
        "report.pdf": ["report"],
    }


@pytest.mark.parametrize("file", [
    "a.csv", "a.gpkg", "n.gpkg", "i.gpkg", "norms.xlsx", "e.xlsx", "r.xlsx", "s.json", "units.gpkg", "report.pdf",
])  # fmt: skip
def test_a_command_and_its_file(kho, tmp_path, capsys, file):
    words = commands(tmp_path, Workspace(open_warehouse(kho)))[file]
    out = tmp_path / file
    assert main([*words, "-o", str(out), "-w", str(kho), "--lang", "vi"]) == 0
    said = capsys.readouterr()
    assert says(said.err + said.out, "vi")
    if file.endswith(".gpkg"):
        found = [pyogrio.read_info(out, layer=str(name)) for name, _ in pyogrio.list_layers(out)]
        told = json.dumps([[one["layer_metadata"], one["dataset_metadata"]] for one in found], ensure_ascii=False)
        assert says(told, "vi") or '"illustrative": "yes"' in told
    if file.endswith(".xlsx"):
        book = openpyxl.load_workbook(out, read_only=True)
        every = [str(v) for sheet in book for row in sheet.iter_rows(values_only=True) for v in row if v is not None]
        assert any(says(word, "vi") for word in every)
    if file.endswith(".json"):
        assert says(out.read_text(encoding="utf-8"), "vi") or "illustrative" in out.read_text(encoding="utf-8")
