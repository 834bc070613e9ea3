"""The ten-minute story in Chromium without the internet, in at most twenty clicks, each number asked elsewhere too."""

from __future__ import annotations

import csv
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

import run
from planning.cli import main
from planning.present import base
from planning.present.priorities import sectors, weights_of
from planning.ranking import Ranking
from planning.siting import SiteOptions
from tests.browser.conftest import running
from tests.browser.story import LONG_MS, MOST_CLICKS, Teller
from tests.conftest import need_program
from tests.test_bundle import installed  # noqa: F401 - a fixture

import planning.cli_ask  # noqa: F401  isort: skip - registers the commands

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
MODE, LIMIT_MIN = "motorbike", 15
FLOOD = "hazard"


@dataclass(frozen=True)
class Case:
    """What the story is about in a city: the service asked for, a place far from it, a street that is closed."""

    service: str
    village: tuple[float, float]
    street: str


def sample(teller: Teller) -> Case:
    """The far village in the hills of the Sample Province, and a bridge."""
    city = teller.workspace.city()
    units, homes, streets = city["units"].frame, city["population"].frame, city["streets"].frame
    hill = units.geometry[(units["name"] == "Xã Mẫu Đồi").to_numpy()].iloc[0]
    village = homes[homes.representative_point().within(hill)].sort_values("people", ascending=False).geometry.iloc[0]
    bridge = streets.index[(streets["bridge"] == "yes").to_numpy()].sort_values()[0]
    return Case("health.station", teller.lonlat(village), str(bridge))


def asked(teller: Teller, out: Path, *words: str) -> list[dict[str, str]]:
    """The rows that the command line answers with."""
    file = out / "answer.csv"
    assert main([*words, "-o", str(file), "-w", teller.workspace.warehouse.address, "--lang", "en"]) == 0
    with file.open(encoding="utf-8-sig", newline="") as rows:
        return list(csv.DictReader(rows))


def people(rows: list[dict[str, str]], status: str) -> float:
    return sum(float(row["population"] or 0) for row in rows if row["status"] == status)


def names(teller: Teller) -> dict[str, str]:
    frame = teller.workspace.city()["units"].frame
    return dict(zip(map(str, frame.index), base.unit_names(frame, teller.t), strict=True))


def overview(teller: Teller) -> None:
    """0: the province, four figures, the story in three lines."""
    t = teller.t
    teller.map_drawn()
    teller.sees(t("overview.tour.title"))
    assert teller.page.locator('[data-testid="stMetric"]').count() == 4
    everybody = teller.workspace.study().people.sum()
    assert t.number(everybody) in teller.page.locator('[data-testid="stMetricValue"]').first.inner_text()
    assert teller.watched.map.locator("path.leaflet-interactive").count() == len(names(teller)) == 24


def who_is_far(teller: Teller, case: Case, out: Path) -> None:
    """1: as it stands: the health station, by motorbike, in 15 minutes."""
    t = teller.t
    teller.go("access")
    question = ("access", "--facility", case.service, "--mode", MODE, "--limit-min", str(LIMIT_MIN))
    rows = asked(teller, out, *question)
    beyond, inside = people(rows, "unreached"), people(rows, "reached")
    assert beyond > 0
    said = teller.answer(t.number(beyond))
    assert t.number(inside) in said
    units = asked(teller, out, *question, "--zones", "units")
    worst = sorted(units, key=lambda row: -float(row["people_unreached"]))[:2]
    for row in worst:
        assert names(teller)[row["id"]] in said


def a_village(teller: Teller, case: Case) -> None:
    """2: a click on the far village: its streets in 5, 10, 15 minutes, the nearest station and the road to it."""
    t = teller.t
    teller.map_drawn()
    before = teller.drawn()
    at = teller.click_map(case.village)
    card = teller.page.locator(".st-key-access-reach")
    card.wait_for(timeout=LONG_MS)
    way, found = teller.workspace.way(at, case.service, MODE), teller.workspace.isochrone(at, MODE)
    assert way is not None
    text = card.inner_text()
    assert t.quantity(way.minutes, t("unit.min"), 1) in text
    assert t.quantity(way.metres / 1000, t("unit.km"), 1) in text
    assert list(found.bands["minutes"]) == [5, 10, 15]
    for count in found.bands["people"]:
        assert t.number(count) in text
    teller.map_drawn(before + 1)
    for minutes in (5, 10, 15):
        legend = teller.watched.map.locator(".qh-legend").get_by_text(
            t("access.reach.band", minutes=t.number(minutes)), exact=True
        )
        assert legend.count() == 1


def the_best_place(teller: Teller, case: Case) -> None:
    """3: a new scenario, and the best place for one more station: people gained, how far from the best possible."""
    t = teller.t
    teller.go("scenarios")
    teller.button("scenarios.new")
    teller.settled()
    options = SiteOptions(objective="coverage", count=1, limit_min=LIMIT_MIN)
    best = teller.workspace.site(case.service, options, mode=MODE).siting
    teller.button("scenarios.site")
    dialogue = teller.page.get_by_role("dialog")
    dialogue.get_by_text(t("site.proven") if best.proven else t("site.gap", gap=t.number(100 * best.gap, 2))).wait_for(
        timeout=LONG_MS
    )
    assert t.number(best.objective - best.before) in dialogue.inner_text()
    teller.button("scenarios.site.add", dialogue)
    teller.answer(
        t("scenarios.answer.count", count=t.number(1)),
        t.number(round(best.objective - best.before)),
    )
    teller.settled()


def a_closed_street(teller: Teller, case: Case) -> str:
    """4: a click on a bridge, and it is closed: the list in plain words, and the way back; the scenario's name."""
    t = teller.t
    street = teller.workspace.city()["streets"].frame.loc[case.street]
    teller.choice("scenarios.tool.street")
    teller.map_drawn()
    teller.click_map(teller.lonlat(street.geometry.interpolate(0.5, normalized=True)))
    teller.page.locator(".st-key-scenarios-card", has_text=street["name"]).wait_for(timeout=LONG_MS)
    teller.button("scenarios.close.street")
    teller.answer(t("scenarios.answer.count", count=t.number(2)))
    teller.settled()
    listed = teller.page.locator(".st-key-scenarios-list")
    assert listed.get_by_text(street["name"]).count() == 1
    assert listed.get_by_role("button", name=t("scenarios.undo"), exact=True).is_enabled()
    name = teller.scenario
    assert name in {t("scenarios.name", number=number) for number in range(1, 11)}
    assert len(teller.workspace.scenario(name).edits) == 2
    return name


def gained_and_lost(teller: Teller, name: str) -> None:
    """5: who gains, who loses, where the closed bridge hurts; today, the scenario, and the difference side by side."""
    t = teller.t
    teller.go("compare")
    found = teller.workspace.gains(teller.workspace.scenario(name), zones="units")
    assert found.gain > 0
    assert found.lose > 0
    said = teller.answer(
        t("compare.mixed", n=t.number(found.gain), m=t.number(found.lose), k=t.number(found.same)),
    )
    hurt = str(found.by_zone["lose"].idxmax())
    assert names(teller)[hurt] in said
    teller.map_drawn()
    titles = teller.page.get_by_text(t("compare.map.change", scenario=name))
    assert titles.count() >= 1
    assert len([f for f in teller.page.frames[1:] if "st_folium" in f.url]) >= 2


def ranks(teller: Teller, name: str, weight: float | None = None) -> Ranking:
    """The order of need, with the proposed weights or with that of floods changed."""
    matrix = teller.workspace.decision_matrix(teller.workspace.scenario(name), zones="units")
    by_sector = {sector: float(round(value)) for sector, value in sectors(matrix.criteria).items()}
    if weight is not None:
        by_sector[FLOOD] = weight
    return teller.workspace.rank(matrix.replace_weights(weights_of(matrix, by_sector)))


def another_weight(teller: Teller, name: str) -> Ranking:
    """7: floods weigh more; the order is another one and stands on the map and in the sentence."""
    t = teller.t
    teller.go("priorities")
    before = ranks(teller, name)
    said = teller.answer(names(teller)[before.order[0]])
    teller.map_drawn()
    drawn = teller.drawn()
    slider = teller.page.get_by_role("slider", name=t(f"sector.{FLOOD}"))
    track = slider.locator("xpath=ancestor::*[@data-testid='stSlider']").bounding_box()
    thumb = slider.bounding_box()
    teller.clicks += 1
    teller.page.mouse.click(track["x"] + 0.9 * track["width"], thumb["y"] + thumb["height"] / 2)
    teller.page.wait_for_function(
        "was => document.querySelector('.st-key-answer').innerText !== was", arg=said, timeout=LONG_MS
    )
    teller.map_drawn(drawn + 1)
    weight = float(slider.input_value())
    assert weight > 50
    after = ranks(teller, name, weight)
    assert after.order != before.order
    teller.answer(names(teller)[after.order[0]], t("rank.by_need"))
    assert f"priorities.weight.{FLOOD}={weight:.0f}" in teller.page.url
    return after


def the_first_unit(
    teller: Teller, ranking: Ranking, parts: tuple[str, ...] = ("sheet.reasons", "sheet.moves", "sheet.indicators")
) -> None:
    """8: a click on the unit with the number 1: its sheet, why it stands there, and what would move it."""
    t, unit = teller.t, ranking.order[0]
    teller.watched.map.locator(".qh-rank span").get_by_text("1", exact=True).wait_for(timeout=LONG_MS)
    teller.click_map(teller.lonlat(teller.workspace.city()["units"].frame.geometry[unit]))
    teller.sees(f"{t('sheet.title')}: {names(teller)[unit]}")
    place = ranking.ranked.get_loc(unit)
    standing = t(
        "priorities.standing",
        rank=1,
        low=int(ranking.robustness.low[place]),
        high=int(ranking.robustness.high[place]),
        group="I",
        score=t.number(ranking.scores[unit], 1),
    )
    teller.sees(standing)
    for part in parts:
        teller.sees(t(part))
    teller.settled()


def on_paper(teller: Teller, out: Path) -> None:
    """9: the pages of the annex as pictures, then the PDF; each page says so where the data are made up."""
    t = teller.t
    teller.go("report")
    teller.button("report.preview")
    teller.page.get_by_role("button", name=t("report.pdf"), exact=True).wait_for(timeout=LONG_MS)
    teller.settled()
    assert teller.page.locator('[data-testid="stImage"] img').first.bounding_box()["width"] > 300
    with teller.page.expect_download(timeout=LONG_MS) as waiting:
        teller.button("report.pdf")
    made_up = teller.workspace.city().illustrative
    assert waiting.value.suggested_filename.startswith("minh-hoa_") == made_up
    file = out / "report.pdf"
    waiting.value.save_as(file)
    text = subprocess.run([need_program("pdftotext"), file, "-"], check=True, capture_output=True, encoding="utf-8")
    pages = text.stdout.removesuffix("\f").split("\f")
    assert len(pages) >= 5
    assert {t("annex.mark").casefold() in " ".join(page.split()).casefold() for page in pages} == {made_up}


def a_file_of_ones_own(teller: Teller, folder: Path) -> None:
    """10: a file is dropped, looked at on the map, checked and written."""
    t = teller.t
    homes = teller.workspace.city()["population"].frame.to_crs("EPSG:4326").representative_point()
    shapes = [
        {
            "type": "Feature",
            "properties": {"Tên": f"Nhà văn hóa {folder.name} {number}"},
            "geometry": {"type": "Point", "coordinates": [place.x, place.y]},
        }
        for number, place in enumerate(homes.iloc[::400].head(7), 1)
    ]
    file = folder / "Nhà văn hóa.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": shapes}), encoding="utf-8")
    teller.go("warehouse")
    teller.choice("warehouse.part.import")
    teller.page.locator('input[type="file"]').set_input_files(str(file))  # dropped, not clicked
    teller.button("import.check")
    teller.sees(t("import.right", count=t.number(len(shapes)), warnings=t.number(0)))
    teller.map_drawn()
    assert teller.watched.map.locator("path.leaflet-interactive, canvas").count() > 0
    teller.button("import.write")
    layer = "nha_van_hoa"
    teller.page.get_by_text(t("import.see")).first.wait_for(timeout=LONG_MS)
    version = teller.workspace.warehouse.version(layer)
    teller.sees(
        t("import.done", layer=layer, type=t("layer.facilities"), version=t.number(version.version), features="7")
    )
    teller.settled()
    assert list(teller.workspace.warehouse.get(layer).frame["name"]) == [s["properties"]["Tên"] for s in shapes]


def tell(teller: Teller, folder: Path) -> None:
    """The whole story in the Sample Province."""
    case = sample(teller)
    overview(teller)
    who_is_far(teller, case, folder)
    a_village(teller, case)
    the_best_place(teller, case)
    name = a_closed_street(teller, case)
    gained_and_lost(teller, name)
    the_first_unit(teller, another_weight(teller, name))
    on_paper(teller, folder)
    a_file_of_ones_own(teller, folder)
    assert teller.clicks <= MOST_CLICKS


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_story(own_server, open_at, language, tmp_path):
    server, warehouse = own_server
    tell(Teller(open_at(server.address, f"?lang={language}", height=1300), warehouse, language), tmp_path)


@pytest.mark.timeout(1200)
def test_the_story_in_a_folder_installed_without_a_network(installed, open_at, tmp_path):  # noqa: F811
    """Packed, carried elsewhere, installed with the index out of reach: its own packages, assets and area serve it."""
    with running(installed / "demo", tmp_path, installed, run.python_of(installed)) as server:
        tell(Teller(open_at(server.address, "?lang=vi", height=1300), installed / "demo", "vi"), tmp_path)
