"""A real city, Porto Alegre, brought in through the page from an empty warehouse, and the story on it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.browser.conftest import running
from tests.browser.story import LONG_MS, Teller
from tests.browser.test_story import (
    Case,
    a_closed_street,
    a_village,
    gained_and_lost,
    on_paper,
    ranks,
    the_best_place,
    the_first_unit,
    who_is_far,
)
from tests.test_cities import quarters

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]
BOX = (-51.2549, -30.1101, -51.1399, -29.9978)
SERVICE = "health.station"


@pytest.fixture
def files(realdata, tmp_path) -> list[tuple[Path, str]]:
    """The files of a planner, each with the type it is brought in as ("": the page guesses right)."""
    source = realdata / "porto-alegre"
    if not (source / "poa_osm.pbf").is_file():
        pytest.skip("the files of Porto Alegre are not here")
    cells = pd.read_csv(source / "poa_hexgrid.csv")
    people, stations = tmp_path / "dân số.csv", tmp_path / "trạm y tế.csv"
    cells[["id", "lon", "lat", "population"]].to_csv(people, index=False)
    cells.loc[cells["healthcare"] > 0, ["id", "lon", "lat"]].to_csv(stations, index=False)
    return [
        (source / "poa_osm.pbf", ""),
        (people, "population"),
        (stations, "facilities"),
        (quarters(BOX, tmp_path), "units"),
    ]


def bring(teller: Teller, file: Path, type_: str) -> None:
    """Drops a file, says what it is where that is asked, checks, writes."""
    t, page = teller.t, teller.page
    page.locator('input[type="file"]').set_input_files(str(file))
    page.get_by_text(t("import.step4")).wait_for(timeout=LONG_MS)
    teller.settled()
    if type_:
        shown = page.get_by_role("combobox", name=t("import.type"))
        if t(f"layer.{type_}") not in (shown.get_attribute("aria-label") or "") + shown.input_value():
            shown.click()
            page.get_by_role("option", name=t(f"layer.{type_}"), exact=True).click()
            teller.settled()
    page.get_by_role("button", name=t("import.check"), exact=True).click()
    page.get_by_role("button", name=t("import.write"), exact=True).click(timeout=LONG_MS)
    page.get_by_text(t("import.see")).first.wait_for(timeout=LONG_MS)
    teller.settled()


def far_and_main(teller: Teller) -> Case:
    """The place with most people among those far from a station, and the street that carries most of them there."""
    study = teller.workspace.study()
    cost = study.reach(SERVICE, "motorbike").cost
    far = np.where(np.isfinite(cost) & (cost > np.quantile(cost[np.isfinite(cost)], 0.95)), study.people, -1)
    links = teller.workspace.links(SERVICE, "motorbike").critical.links
    streets = teller.workspace.city()["streets"].frame
    main = streets.index[streets["class"].isin(["primary", "secondary"]) & streets["name"].notna()]
    carried = links[links.index.isin(main)].sort_values("people", ascending=False)
    return Case(SERVICE, teller.lonlat(study.origins.geometry.iloc[int(far.argmax())]), str(carried.index[0]))


def test_the_story_in_porto_alegre(files, open_at, tmp_path):
    warehouse = tmp_path / "kho"
    with running(warehouse, tmp_path) as server:
        teller = Teller(open_at(server.address, "warehouse?warehouse.part=import", height=1300), warehouse, "vi")
        for file, type_ in files:
            bring(teller, file, type_)
        entries = {entry.layer: entry for entry in teller.workspace.warehouse.entries()}
        assert {"streets", "population", "units"} <= set(entries)
        assert not any(entry.illustrative for entry in entries.values())
        case = far_and_main(teller)
        teller.go("overview")
        teller.map_drawn()
        assert teller.watched.map.locator("path.leaflet-interactive").count() == 16
        who_is_far(teller, case, tmp_path)
        a_village(teller, case)
        the_best_place(teller, case)
        name = a_closed_street(teller, case)
        gained_and_lost(teller, name)
        teller.go("priorities")
        teller.map_drawn()
        # of the two criteria that these files allow no weight moves a rank: nothing is said of that
        the_first_unit(teller, ranks(teller, name), ("sheet.reasons", "sheet.indicators"))
        on_paper(teller, tmp_path)
        assert "minh họa" not in teller.page.locator("body").inner_text()
