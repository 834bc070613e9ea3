"""Facilities against official numbers, on the straight street: zones A (0 to 1,000 m), B (to 2,000), C (to 8,000)."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from layers.city import City
from layers.known import KNOWN
from layers.layer import Layer, Provenance
from planning.access.measures import AccessOptions
from planning.completeness import incomplete, official_numbers, tallies
from planning.i18n import translator
from planning.present import partial
from planning.services import AccessQuestion
from planning.workspace import Workspace
from scenarios import actions
from scenarios.scenario import Scenario
from tests.planning.hand_city import hand_city, point

OSM = Provenance(source="© những người đóng góp OpenStreetMap", licence="ODbL 1.0")


def city(official: dict[str, float], stations: tuple[float, ...], column: str = "Số trạm y tế") -> City:
    """The hand city with health stations at some places only, and official numbers by unit."""
    known = hand_city()
    units = known["units"]
    frame = units.frame
    frame[column] = pd.Series(official).reindex(frame.index)
    frame_of = gpd.GeoDataFrame(
        {"kind": ["health.station"] * len(stations), "name": [f"Trạm {x:.0f}" for x in stations]},
        geometry=[point(x) for x in stations],
        index=pd.Index([f"n{number}" for number in range(len(stations))], name="id"),
        crs=known.crs,
    )
    facilities = Layer("facilities", KNOWN["facilities"], frame_of, OSM)
    others = [layer for layer in known.layers.values() if layer.type not in ("facilities", "units")]
    return City.of([*others, replace(units, _frame=frame), facilities], crs=known.crs)


def unit_ids() -> list[str]:
    return list(map(str, hand_city()["units"].frame.index))


def official(*numbers: float) -> dict[str, float]:
    return dict(zip(unit_ids(), numbers, strict=True))


def test_what_is_too_many_in_one_unit_does_not_make_up_for_another():
    """Five stations in A, where there are two, none in B, where there are two, one in C of one: 3 of 5."""
    (tally,) = tallies(city(official(2, 2, 1), (100, 200, 300, 400, 500, 7000)))
    assert (tally.kind, tally.source, tally.counted, tally.official) == ("health.station", "OpenStreetMap", 3, 5)
    assert tally.lacking == (unit_ids()[1],)


def test_below_four_fifths_it_is_said():
    assert [p.found for p in incomplete(city(official(2, 2, 1), (100, 200, 1500)))] == ["OpenStreetMap 3/5"]
    assert incomplete(city(official(2, 2, 1), (100, 200, 1500, 7000))) == ()  # 4 of 5 is enough


def test_only_the_service_in_question_counts():
    known = city(official(2, 2, 1), (100,))
    assert len(incomplete(known, "health")) == len(incomplete(known, "facilities")) == 1
    assert incomplete(known, "school") == ()


def test_without_official_numbers_nothing_is_said():
    assert tallies(hand_city()) == ()
    assert tallies(city(official(0, 0, 0), (100,))) == ()


@pytest.mark.parametrize(
    "column",
    ["health.station", "Trạm y tế", "Số trạm y tế", "SO TRAM Y TE", "Health stations", "Number of health stations"],
)
def test_columns_are_known_by_the_names_of_kinds(column):
    assert list(official_numbers(pd.DataFrame({column: [1, 2]}))) == ["health.station"]


@pytest.mark.parametrize("column", ["Số giường trạm y tế", "Số học sinh tiểu học", "Trạm", "people"])
def test_other_columns_are_left_alone(column):
    assert official_numbers(pd.DataFrame({column: [1, 2]})) == {}


def test_text_and_negative_numbers_are_no_numbers_of_facilities():
    assert official_numbers(pd.DataFrame({"Trạm y tế": ["có", "không"]})) == {}
    assert official_numbers(pd.DataFrame({"Trạm y tế": [1, -1]})) == {}


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("vi", "OpenStreetMap chỉ có 3/5 trạm y tế: kết quả thấp hơn thực tế."),
        ("en", "OpenStreetMap has only 3 of 5 health stations: results are too low."),
    ],
)
def test_the_sentence(lang, words):
    found = incomplete(city(official(2, 2, 1), (100, 200, 1500)))
    assert partial.said(found, translator(lang)) == (words,)


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    made = Workspace.open(tmp_path / "kho")
    made.warehouse.put_all([(layer, None) for layer in city(official(2, 2, 1), (100, 200, 1500)).layers.values()])
    return made


def test_every_result_that_uses_them_says_so(workspace):
    asked = AccessQuestion(facility="health.station", options=AccessOptions(limit_min=15))
    results = [
        workspace.access(asked).result.notes,
        workspace.links("health.station").doubts,
        workspace.evaluate().doubts,
        workspace.rank(workspace.decision_matrix()).notes,
        workspace.check(),
    ]
    for found in results:
        assert [p.found for p in found if p.code == "facilities_incomplete"] == ["OpenStreetMap 3/5"]


def test_a_planned_station_does_not_complete_the_list(workspace):
    """One station more, planned in B, would make four of five; but those are not more that are known."""
    x, y = shapely.get_coordinates(workspace.city().lonlat(point(1700)))[0]
    edit = actions.add_facility(workspace.city(), "health.station", (float(x), float(y)))
    found = workspace.access(AccessQuestion(facility="health.station"), Scenario("thêm", (edit,))).result.notes
    assert [p.found for p in found if p.code == "facilities_incomplete"] == ["OpenStreetMap 3/5"]
