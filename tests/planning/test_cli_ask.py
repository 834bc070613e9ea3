"""The commands that ask: files with the promised columns, exit statuses, and every refusal in words."""

import json

import geopandas as gpd
import osmnx
import pandas as pd
import pytest
import shapely

import planning.cli_ask
from layers.crs import WGS84
from layers.warehouse import open_warehouse
from planning.cli import main
from planning.ranking import DEFAULT
from tests.planning.hand_city import CRS, hand_city, layer, point


def made(folder, **replaced):
    """A warehouse with the straight street; `None` leaves a layer out, a Layer replaces it."""
    warehouse = open_warehouse(folder, create=True)
    layers = {**hand_city().layers, **replaced}
    for item in layers.values():
        if item is not None:
            warehouse.put(item)
    return str(folder)


@pytest.fixture(scope="module")
def w(tmp_path_factory):
    return made(tmp_path_factory.mktemp("w") / "kho")


def run(*arguments, lang="en"):
    return main([*map(str, arguments), "--lang", lang])


def lonlat(x, y=0.0):
    place = gpd.GeoSeries([point(x, y)], crs=CRS).to_crs(WGS84).iloc[0]
    return f"{place.x},{place.y}"


def test_the_commands_are_registered():
    assert planning.cli_ask.app is planning.cli.app


def test_access(w, tmp_path, capsys):
    assert (
        run(
            "access",
            "--facility",
            "health.station",
            "--mode",
            "walk",
            "--limit-min",
            15,
            "-w",
            w,
            "-o",
            tmp_path / "a.csv",
            "--json",
        )
        == 0
    )
    table = pd.read_csv(tmp_path / "a.csv")
    assert list(table.columns) == ["id", "value", "unit", "status", "population"]
    assert list(table["status"]) == ["reached", "reached", "unreached", "unreached"]
    assert json.loads(capsys.readouterr().out)["people"] == {"reached": 400, "unreached": 1600, "unsnapped": 0}


def test_access_by_zone_and_other_measures(w, tmp_path):
    common = ("--facility", "health", "--mode", "walk", "-w", w)
    assert run("access", *common, "--zones", "units", "--limit-m", 800, "-o", tmp_path / "z.csv") == 0
    assert list(pd.read_csv(tmp_path / "z.csv").columns) == [
        "id",
        "value",
        "unit",
        "status",
        "population",
        "people_reached",
        "people_unreached",
    ]
    assert run("access", *common, "--measure", "gravity", "--decay", "exponential:0.1", "-o", tmp_path / "g.gpkg") == 0
    assert gpd.read_file(tmp_path / "g.gpkg").crs == CRS
    assert run("access", *common, "--measure", "2sfca", "--limit-min", 15, "-o", tmp_path / "f.csv") == 0
    # conservation: values x people / 1,000 add up to the supply, a station and a hospital, both with people in reach
    found = pd.read_csv(tmp_path / "f.csv")
    assert (found["value"] * found["population"]).sum() / 1000 == pytest.approx(2)
    assert (
        run("access", *common, "--measure", "e2sfca", "--weights", "10:1,20:0.68,30:0.22", "-o", tmp_path / "e.csv")
        == 0
    )


def test_a_table_of_ones_own_decides_the_order(w, tmp_path):
    (tmp_path / "own.csv").write_text("ma;kien_nghi\nA;1\nB;5\nC;9\n", encoding="utf-8")
    none = "".join(f"{criterion.id} = 0\n" for criterion in DEFAULT)
    (tmp_path / "w.toml").write_text(f"[weights]\n{none}kien_nghi = 100\n", encoding="utf-8")
    own = ("--own", tmp_path / "own.csv", "--own-key", "ma", "--weights", tmp_path / "w.toml")
    assert run("rank", "-w", w, *own, "-o", tmp_path / "r.csv") == 0
    ranks = pd.read_csv(tmp_path / "r.csv")
    assert dict(zip(ranks["id"], ranks["score"], strict=True)) == {"C": 100, "B": 50, "A": 0}
    assert dict(zip(ranks["id"], ranks["kien_nghi"], strict=True)) == {"C": 9, "B": 5, "A": 1}


def test_the_network_as_a_graph_of_osmnx(w, tmp_path, capsys):
    assert run("network", "--mode", "walk", "-w", w, "-o", tmp_path / "n.graphml") == 0
    graph = osmnx.load_graphml(tmp_path / "n.graphml")
    # 8 km of street and one of 400 m aside, both ways
    assert sum(arc["length"] for *_, arc in graph.edges(data=True)) == pytest.approx(2 * 8_400)
    assert run("network", "--mode", "walk", "-w", w, "-o", tmp_path / "n.gpkg") == 2
    assert "--facility" in capsys.readouterr().err


def test_evaluate_rank_site_isochrone_network_norms(w, tmp_path):
    assert run("evaluate", "-w", w, "-o", tmp_path / "e.csv") == 0
    table = pd.read_csv(tmp_path / "e.csv")
    assert list(table.columns) == ["scenario", "indicator", "unit", "value"]
    assert table.set_index("indicator").loc["hospital_mean_min", "value"] == pytest.approx(36.375)
    (tmp_path / "w.toml").write_text(
        "[weights]\n"
        + "\n".join(
            f"{name} = {weight}"
            for name, weight in {
                "health_station_beyond_15min": 1,
                "hospital_beyond_60min": 0,
                "primary_school_outside_radius": 0,
                "school_places_short": 0,
                "flood_people": 0,
                "green_per_person": 0,
            }.items()
        )
    )
    assert run("rank", "-w", w, "--weights", tmp_path / "w.toml", "-o", tmp_path / "r.csv") == 0
    ranks = pd.read_csv(tmp_path / "r.csv")
    assert list(ranks.columns[:7]) == ["rank", "id", "name", "score", "group", "rank_low", "rank_high"]
    assert list(ranks["rank"]) == [1, 1, 3]
    assert (
        run(
            "site",
            "--facility",
            "health.station",
            "--limit-min",
            10,
            "--mode",
            "walk",
            "-w",
            w,
            "-o",
            tmp_path / "s.json",
        )
        == 0
    )
    assert (
        run("evaluate", "-w", w, "--scenario", tmp_path / "s.json", "--zones", "units", "-o", tmp_path / "e2.csv") == 0
    )
    assert set(pd.read_csv(tmp_path / "e2.csv", keep_default_na=False)["zone"]) == {"", "A", "B", "C"}
    assert run("isochrone", "--at", lonlat(900), "--mode", "walk", "-w", w, "-o", tmp_path / "i.gpkg") == 0
    assert list(gpd.read_file(tmp_path / "i.gpkg", layer="streets").columns)[:3] == [
        "street",
        "minutes_from",
        "minutes_to",
    ]
    assert run("network", "--facility", "market", "--mode", "walk", "-w", w, "-o", tmp_path / "n.gpkg") == 0
    assert set(gpd.list_layers(tmp_path / "n.gpkg")["name"]) == {"links", "entry", "parts"}
    assert run("norms", "-w", w, "-o", tmp_path / "n.xlsx") == 0


BAD_REQUESTS = {
    "unknown kind": (["access", "--facility", "castle", "--limit-min", "5"], "no facility of this kind"),
    "limit of zero": (["access", "--facility", "market", "--limit-min", "0"], "> 0"),
    "two limits": (["access", "--facility", "market", "--limit-min", "5", "--limit-m", "5"], "limit"),
    "unknown mode": (["access", "--facility", "market", "--mode", "rocket", "--limit-min", "5"], "rocket"),
    "unknown indicator": (["evaluate", "--indicators", "happiness"], "no such indicator"),
    "missing layer": (["access", "--facility", "market", "--zones", "rivers", "--limit-min", "5"], "rivers"),
    "at sea": (["isochrone", "--at", "115.0,12.0"], "300"),
    "not degrees": (["isochrone", "--at", "604660,1523790"], "longitude and latitude"),
    "no place": (["site", "--facility", "market", "--count", "99"], "99"),
    "limit of zero to site": (["site", "--facility", "market", "--limit-min", "0"], "> 0"),
}


@pytest.mark.parametrize("name", BAD_REQUESTS)
def test_requests_that_make_no_sense(w, tmp_path, capsys, name):
    arguments, said = BAD_REQUESTS[name]
    suffix = {"isochrone": "gpkg", "site": "json"}.get(arguments[0], "csv")
    assert run(*arguments, "-w", w, "-o", tmp_path / f"x.{suffix}") == 1
    printed = capsys.readouterr().err
    assert said in printed
    assert "What to do:" in printed
    assert "problem." not in printed
    assert list(tmp_path.iterdir()) == []


def refused(tmp_path, capsys, *arguments, **replaced):
    folder = made(tmp_path / "kho", **replaced)
    assert run(*arguments, "-w", folder, "-o", tmp_path / "x.csv") == 1
    printed = capsys.readouterr().err
    assert "problem." not in printed
    assert "What to do:" in printed
    assert not (tmp_path / "x.csv").exists()
    return printed


def test_zero_people(tmp_path, capsys):
    nobody = hand_city()["population"]
    nobody = nobody.with_frame(nobody.frame.assign(people=0.0))
    assert "zero" in refused(tmp_path, capsys, "access", "--facility", "market", "--limit-min", "5", population=nobody)


def test_no_streets(tmp_path, capsys):
    assert "streets" in refused(tmp_path, capsys, "access", "--facility", "market", "--limit-min", "5", streets=None)


def test_one_street_is_measured_and_said(tmp_path, capsys):
    rows = [{"id": "s", "class": "residential", "geometry": shapely.LineString([point(0), point(2000)])}]
    folder = made(tmp_path / "kho", streets=layer("streets", "streets", rows))
    assert (
        run(
            "access",
            "--facility",
            "market",
            "--mode",
            "walk",
            "--limit-min",
            "5",
            "-w",
            folder,
            "-o",
            tmp_path / "x.csv",
        )
        == 0
    )
    assert list(pd.read_csv(tmp_path / "x.csv")["status"]) == ["unreached", "unreached", "reached", "unsnapped"]
    assert "one" in capsys.readouterr().err.lower()


def test_a_facility_at_sea_is_named(tmp_path, capsys):
    city = hand_city()
    frame = city["facilities"].frame
    frame.loc["market", "geometry"] = point(1500, 5000)
    folder = made(tmp_path / "kho", facilities=city["facilities"].with_frame(frame))
    assert (
        run(
            "access",
            "--facility",
            "market",
            "--mode",
            "walk",
            "--limit-min",
            "5",
            "-w",
            folder,
            "-o",
            tmp_path / "x.csv",
        )
        == 0
    )
    assert "market" in capsys.readouterr().err
    assert set(pd.read_csv(tmp_path / "x.csv")["status"]) == {"unreached"}


def test_a_scenario_that_does_not_fit(w, tmp_path, capsys):
    (tmp_path / "s.json").write_text(
        json.dumps(
            {
                "format": "quyhoach-scenario",
                "version": 1,
                "name": "sai",
                "edits": [
                    {"type": "remove", "layer": "streets", "ids": ["nowhere"]},
                    {"type": "change", "layer": "streets", "ids": ["s0"], "attributes": {"speed_kmh": -5}},
                ],
            }
        )
    )
    assert run("evaluate", "-w", w, "--scenario", tmp_path / "s.json", "-o", tmp_path / "e.csv") == 1
    printed = capsys.readouterr().err
    assert "nowhere" in printed
    assert "-5" in printed
    assert run("evaluate", "-w", w, "--scenario", tmp_path / "absent.json", "-o", tmp_path / "e.csv", lang="vi") == 1
    assert "Không có tệp này" in capsys.readouterr().err


def test_weights_that_sum_to_zero(w, tmp_path, capsys):
    ids = [
        "health_station_beyond_15min",
        "hospital_beyond_60min",
        "primary_school_outside_radius",
        "school_places_short",
        "flood_people",
        "green_per_person",
    ]
    (tmp_path / "w.toml").write_text("\n".join(f"{name} = 0" for name in ids))
    assert run("rank", "-w", w, "--weights", tmp_path / "w.toml", "-o", tmp_path / "r.csv") == 1
    assert "What to do:" in capsys.readouterr().err
    (tmp_path / "w.toml").write_text("not toml")
    assert run("rank", "-w", w, "--weights", tmp_path / "w.toml", "-o", tmp_path / "r.csv") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["access", "--facility", "market"],  # no -o
        ["rank", "--by", "scenarios", "-o", "x.csv"],
        ["isochrone", "--at", "north", "-o", "x.gpkg"],
        ["access", "--facility", "market", "--supply", "gold", "-o", "x.csv"],
        ["access", "--facility", "market", "--measure", "gravity", "--decay", "exponential:fast", "-o", "x.csv"],
    ],
)
def test_wrong_flags_are_status_2(w, arguments, capsys):
    assert run(*arguments, "-w", w) == 2
    assert capsys.readouterr().err
