"""The command that downloads: what it writes, says, refuses, and leaves behind when it fails."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from layers.town import grid_town
from layers.warehouse import open_warehouse
from planning import cli
from planning.i18n import translator
from tests.layers.feeds import overpass_server as wire
from tests.layers.feeds.conftest import TOWN, only_this_machine, town
from tests.layers.feeds.overpass_server import serving

import planning.cli_fetch  # noqa: F401  isort: skip - registers the command

__all__ = ["only_this_machine", "town"]  # fixtures
ROOT = Path(__file__).resolve().parents[2]
BBOX = ",".join(map(str, TOWN))


@pytest.fixture
def run(tmp_path, capsys, monkeypatch):
    """Runs the command on a warehouse of the test, without pauses; gives status, standard output and standard error."""
    monkeypatch.setattr("time.sleep", lambda _: None)

    def run(*arguments: object, what: str = "osm", warehouse: Path | None = None) -> tuple[int, str, str]:
        status = cli.main(["fetch", what, *map(str, arguments), "-w", str(warehouse or tmp_path / "Kho dữ liệu")])
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def layers_of(folder: Path) -> dict[str, int]:
    return {entry.layer: entry.features for entry in open_warehouse(folder, create=False).entries()}


def test_a_box_becomes_layers_with_source_licence_and_date(run, town, tmp_path):
    with serving(town) as overpass:
        status, out, err = run("--bbox", BBOX, "--endpoint", overpass.url, "--json")
    assert status == 0, err
    written = {row["layer"]: row["features"] for row in json.loads(out)}
    # Land use by their tags: farmland, and the grounds of the lake, of the park and of the school.
    assert written == {"streets": 3, "facilities": 4, "landuse": 4, "green": 1, "water": 1, "buildings": 1}
    warehouse = open_warehouse(tmp_path / "Kho dữ liệu", create=False)
    streets = warehouse.version("streets")
    assert streets.source == "© những người đóng góp OpenStreetMap"
    assert streets.licence == "ODbL 1.0"
    assert warehouse.get("streets").provenance.date == "2026-11-20"
    assert not list((tmp_path / "Kho dữ liệu" / "downloads").iterdir()), "tiles are not needed any more"


def test_the_address_of_the_server_may_stand_in_the_environment(run, town, monkeypatch):
    with serving(town) as overpass:
        monkeypatch.setenv("QUYHOACH_OVERPASS", f"{overpass.url}/interpreter")
        status, _, err = run("--bbox", BBOX, "--only", "facilities")
    assert status == 0, err
    assert len(overpass.asked) == 4


def test_a_named_area_is_a_box_of_the_table(run, town):
    """The box of Quy Nhơn reaches from 13.59 to 13.91 N and 109.08 to 109.38 E: two columns and three rows of tiles."""
    with serving(town) as overpass:
        status, _, err = run("--area", "quy-nhon", "--only", "streets", "--endpoint", overpass.url)
    assert status == 0, err
    assert overpass.boxes[0] == "109.08,13.59,109.25,13.75"
    assert overpass.boxes[-1] == "109.25,13.75,109.38,13.91"
    assert len(overpass.asked) == 4
    assert "Quy" not in "".join(overpass.asked)


def test_an_outline_holds_what_is_brought(run, town, tmp_path):
    """West of 109.22 E and south of 13.765 N: the lake is cut there, two of the three streets touch it."""
    outline = shapely.box(109.11, 13.70, 109.22, 13.765)
    gpd.GeoDataFrame({"name": ["Vùng"]}, geometry=[outline], crs=4326).to_crs(9217).to_file(tmp_path / "Vùng.gpkg")
    with serving(town) as overpass:
        status, _, err = run("--within", tmp_path / "Vùng.gpkg", "--endpoint", overpass.url)
    assert status == 0, err
    warehouse = open_warehouse(tmp_path / "Kho dữ liệu", create=False)
    lake = warehouse.get("water").frame.geometry.iloc[0]
    assert lake.symmetric_difference(shapely.box(109.15, 13.71, 109.22, 13.765)).area < 1e-6
    streets = warehouse.get("streets").frame
    assert set(zip(streets["u"], streets["v"], strict=True)) == {("1", "2"), ("2", "4"), ("2", "5")}
    assert set(warehouse.get("facilities").frame["kind"]) == {"school.primary"}
    assert "buildings" not in layers_of(tmp_path / "Kho dữ liệu")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_failure_says_what_to_do_and_what_is_kept(run, town, lang, tmp_path):
    with serving(town, None, *[wire.busy(504)] * 6) as overpass:
        status, out, err = run("--bbox", BBOX, "--endpoint", overpass.url, "--lang", lang)
    t = translator(lang)
    assert status == 1
    assert not out
    assert t("problem.fetch_busy.remedy") in err
    assert t("problem.fetch_kept.what", count=1) in err
    assert "109.25,13.7,109.4,13.75" in err
    assert "504" in err
    assert t("fetch.reason.busy") in err
    assert layers_of(tmp_path / "Kho dữ liệu") == {}


def test_no_internet_is_a_sentence_with_a_remedy(run):
    status, _, err = run("--area", "binh-dinh", "--endpoint", "http://127.0.0.1:9/api")
    assert status == 1
    assert translator("vi")("problem.fetch_no_connection.remedy") in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "status", "code"),
    [
        (["--area", "Bình Định"], 2, "unknown_area"),
        (["--bbox", "109.4,13.7,109.1,13.9"], 2, "box_not_a_box"),
        (["--bbox", "109.1,13.7,109.4"], 2, "box_not_a_box"),
        (["--bbox", "109.1,13.7,nan,13.9"], 2, "box_not_a_box"),
        (["--bbox", "100,10,110,20"], 1, "too_many_tiles"),
        ([], 2, "fetch_one_area"),
        (["--area", "binh-dinh", "--bbox", BBOX], 2, "fetch_one_area"),
        (["--area", "binh-dinh", "--endpoint", "nowhere"], 2, "endpoint_address"),
        (["--area", "binh-dinh", "--only", "rails"], 2, "osm_unknown_layer"),
        (["--within", "there-is-none.gpkg"], 1, "file_missing"),
        (["--bbox", "một,hai"], 2, ""),
    ],
)
def test_a_request_that_cannot_be_meant_asks_nobody(run, tmp_path, arguments, status, code):
    found, _, err = run(*arguments)
    assert found == status, err
    if code:
        what = translator("vi")(f"problem.{code}.what", found="Bình Định", count=1)
        assert what.partition(' "')[0] in err
    assert not (tmp_path / "Kho dữ liệu").exists()


def test_something_else_cannot_be_fetched(run):
    assert run("--area", "binh-dinh", what="gadm")[0] == 2


def test_a_made_up_place_gets_no_real_streets(run, tmp_path):
    warehouse = open_warehouse(tmp_path / "kho", create=True)
    warehouse.put(grid_town()["streets"])
    assert warehouse.entries()[0].illustrative
    status, _, err = run("--area", "quy-nhon", "--endpoint", "http://127.0.0.1:9/api", warehouse=tmp_path / "kho")
    assert status == 1
    assert translator("vi")("problem.fetch_illustrative.what") in err


def test_streets_of_another_place_are_refused(run, tmp_path):
    outline = shapely.box(105.80, 21.00, 105.85, 21.05)
    file = tmp_path / "hanoi.geojson"
    gpd.GeoDataFrame({"name": ["Hà Nội"]}, geometry=[outline], crs=4326).to_file(file)
    assert cli.main(["import", str(file), "--as", "area", "-w", str(tmp_path / "kho")]) == 0
    status, _, err = run("--area", "quy-nhon", "--endpoint", "http://127.0.0.1:9/api", warehouse=tmp_path / "kho")
    assert status == 1
    assert translator("vi")("problem.fetch_elsewhere.what") in err


@pytest.mark.slow
def test_ctrl_c_ends_at_once_and_keeps_the_tiles(town, tmp_path):
    """A process of its own, stopped while the third tile hangs; the next run asks for the third and the fourth."""
    home = tmp_path / "kho"
    with serving(town, None, None, wire.silence) as overpass:
        command = [sys.executable, "-m", "planning", "fetch", "osm", "--bbox", BBOX, "--endpoint", overpass.url]
        command += ["-w", str(home)]
        environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
        end = time.monotonic() + 60
        while len(overpass.asked) < 3 and time.monotonic() < end:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
        assert process.returncode == 130, said
        assert layers_of(home) == {}
        del overpass.asked[:]
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
    assert overpass.boxes == ["109.1,13.75,109.25,13.9", "109.25,13.75,109.4,13.9"]
    assert layers_of(home)["streets"] == 3
