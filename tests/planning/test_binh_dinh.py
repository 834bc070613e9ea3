"""Questions asked of an area of which only points and figures are known, and of the same with its real outlines."""

import pytest

import planning.cli_ask  # noqa: F401 - registers its commands
from layers.binh_dinh import write_binh_dinh
from layers.problems import OptionError
from layers.warehouse import open_warehouse
from planning.cli import main
from planning.workspace import Workspace
from scenarios.scenario import BASELINE_NAME

PEOPLE, KM2 = 1_486_918, 6_066.4  # census of 2019; statistics office
QUY_NHON, QUY_NHON_KM2 = 290_053, 286.1  # the former city
WARDS = "vietnam-boundaries/binh_dinh_2025_wards.geojson"


@pytest.fixture
def folder(tmp_path):
    write_binh_dinh(open_warehouse(tmp_path / "kho", create=True))
    return tmp_path / "kho"


@pytest.fixture
def workspace(folder):
    return Workspace.open(folder)


def test_people_and_density_by_units_that_are_points(workspace):
    found = workspace.evaluate()
    assert {row.id for row in found.indicators} == {"people", "density"}
    whole = found.whole()[BASELINE_NAME]
    assert whole["people"] == PEOPLE
    assert whole["density"] == pytest.approx(PEOPLE / KM2, rel=1e-4)
    zones = found.by_zone(BASELINE_NAME)
    assert len(zones) == 58
    assert zones.loc["21583", "people"] == 103_208
    assert zones.loc["21583", "density"] == pytest.approx(103_208 / 21.78)


def test_the_same_people_by_former_district(workspace):
    zones = workspace.evaluate(zones="districts_2019").by_zone(BASELINE_NAME)
    assert len(zones) == 11
    assert zones["people"].sum() == PEOPLE
    assert zones.loc["540", "people"] == QUY_NHON
    assert zones.loc["540", "density"] == pytest.approx(QUY_NHON / QUY_NHON_KM2)


def test_what_lies_in_a_unit_cannot_be_asked_of_points(workspace):
    with pytest.raises(OptionError) as error:
        workspace.evaluate(indicators=["sensors_per_100k"])
    assert [(p.code, p.found) for p in error.value.problems] == [("indicator_needs", "outlines")]


def test_access_and_ranking_say_what_they_lack(folder, capsys, tmp_path):
    assert main(["access", "--facility", "health.station", "-w", str(folder), "-o", str(tmp_path / "a.csv")]) == 1
    assert main(["rank", "-w", str(folder), "-o", str(tmp_path / "r.csv"), "--lang", "en"]) == 1
    assert "streets" in capsys.readouterr().err
    assert not list(tmp_path.glob("*.csv"))
