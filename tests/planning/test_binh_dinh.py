"""Questions asked of an area of which only points and figures are known, and of the same with its real outlines."""

import subprocess

import openpyxl
import pytest
import shapely

import planning.cli_ask
import planning.cli_report  # noqa: F401 - these register their commands
from layers.binh_dinh import write_binh_dinh
from layers.problems import OptionError
from layers.warehouse import open_warehouse
from planning.cli import main
from planning.completeness import coarse_people
from planning.i18n import translator
from planning.present import overview
from planning.present.partial import said
from planning.present.readiness import readiness
from planning.services import AccessQuestion
from planning.workspace import Workspace
from scenarios.scenario import BASELINE_NAME
from tests.conftest import need_program
from tests.planning.hand_city import layer, point

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


@pytest.fixture
def outlined(folder, realdata):
    """The area after the real outlines were imported on the command line, which know neither kind nor district."""
    arguments = ["--as", "units", "--map", "name=fullName", "-w", str(folder), "--lang", "en"]
    assert main(["import", str(realdata / WARDS), *arguments]) == 0
    return Workspace.open(folder)


def test_real_outlines_are_matched_by_code(outlined):
    versions = outlined.warehouse.history("units")
    assert [version.version for version in versions] == [2, 1]
    assert versions[0].geometry == "polygon"
    frame = outlined.city()["units"].frame
    assert (frame["kind"] == "phường").sum() == 17
    assert frame.loc["21583", "parent"] == "Thành phố Quy Nhơn"
    assert [note.count for note in versions[0].notes if note.code == "attributes_carried"] == [58]


def test_every_unit_keeps_its_people_though_two_points_lie_across_a_border(outlined):
    found = outlined.evaluate()
    zones = found.by_zone(BASELINE_NAME)
    counted = outlined.city()["population"].frame["people"]
    assert zones["people"].to_dict() == counted.to_dict()
    assert found.whole()[BASELINE_NAME]["people"] == PEOPLE
    assert found.whole()[BASELINE_NAME]["density"] == pytest.approx(PEOPLE / KM2, rel=2e-3)
    assert "sensors_per_100k" in zones.columns  # gauges can be found in outlines
    assert zones.loc["21583", "density"] == pytest.approx(103_208 / 21.78, rel=0.02)


def test_the_map_of_the_area_draws_outlines_and_land(outlined):
    city = outlined.city()
    people = outlined.evaluate(indicators=["people"]).by_zone(BASELINE_NAME)["people"]
    view = overview.map_view("Bình Định", city, "units", translator("vi"), people)
    units = next(layer for layer in view.layers if layer.id == "units")
    assert (units.kind, len(units.shapes)) == ("area", 58)
    assert [layer.id for layer in view.base] == ["base.land"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["folder", "outlined"])
def test_the_annex_is_made_of_points_and_of_outlines(name, request, folder, tmp_path):
    request.getfixturevalue(name)
    program, paper = need_program("pdftotext"), tmp_path / "phu-luc.pdf"
    assert main(["report", "-w", str(folder), "-o", str(paper)]) == 0
    text = subprocess.run([program, "-layout", paper, "-"], capture_output=True, check=True, text=True).stdout
    assert "1.486.918 người ở 58 xã, phường" in text
    assert "BẢN ĐỒ ĐƠN VỊ HÀNH CHÍNH" in text
    assert "chưa có ranh giới" in text or name == "outlined"
    assert "QCVN 01:2026/BXD" in text


def test_outlines_change_no_need(workspace, folder, realdata):
    before = workspace.norm_needs()
    Workspace.open(folder).bring(realdata / WARDS, type="units", columns={"name": "name"})
    after = Workspace.open(folder).norm_needs()
    columns = ["unit", "norm_set", "service_id", "places", "land_m2"]
    by = ["unit", "norm_set", "service_id"]
    first, second = (table[columns].sort_values(by, ignore_index=True) for table in (before, after))
    assert first.equals(second)


def test_outlines_complete_the_readiness(outlined):
    warehouse = outlined.warehouse
    groups = {g.id: g for g in readiness(warehouse.entries(), outlined.city(), 0, translator("vi"))}
    assert groups["outlines"].state == "full"
    assert groups["outlines"].features == 58


def test_needs_of_all_units_as_a_workbook(folder, tmp_path):
    assert main(["norms", "-w", str(folder), "-o", str(tmp_path / "needs.xlsx")]) == 0
    book = openpyxl.load_workbook(tmp_path / "needs.xlsx", read_only=True)
    assert book.sheetnames == ["data", "Chỗ 2021", "Đất 2021", "Đất 2026", "Chênh lệch", "Trị số", "about"]
    rows = list(book["Chỗ 2021"].iter_rows(values_only=True))
    assert len(rows) == 1 + 58 + 1
    head = dict(zip(rows[0], rows[-1], strict=True))
    assert head["Trường tiểu học (học sinh)"] == pytest.approx(PEOPLE / 1000 * 65)


def test_the_area_is_made_only_into_an_empty_folder_and_only_if_it_is_known(folder, tmp_path, capsys):
    assert main(["demo", str(folder), "--area", "binh-dinh", "--lang", "en"]) == 1
    assert main(["demo", str(tmp_path / "other"), "--area", "hue", "--lang", "en"]) == 2
    assert main(["demo", str(tmp_path / "real"), "--area", "binh-dinh", "--lang", "en"]) == 0
    assert "no outlines" in capsys.readouterr().err
    assert Workspace.open(tmp_path / "real").illustrative is False


def test_with_streets_and_stations_a_result_says_that_people_stand_at_points(workspace):
    """A street through two units, a station on it: reached from the point of a unit, and only roughly so."""
    city = workspace.city()
    units = city["units"].frame.geometry
    ends = [units["21583"], units["21592"]]
    street = {"id": "s", "class": "secondary", "geometry": shapely.LineString(ends)}
    station = {"id": "t", "kind": "health.station", "geometry": ends[0]}
    workspace.warehouse.put_all(
        [(layer("streets", "streets", [street]), None), (layer("health", "facilities", [station]), None)]
    )
    found = workspace.access(AccessQuestion(facility="health.station", zones="units"))
    by_unit = found.zones.table
    assert set(by_unit.index[by_unit["status"] == "reached"]) == {"21583", "21592"}
    assert found.zones.people("reached") == 103_208 + 78_877
    assert [note.count for note in found.result.notes if note.code == "people_at_unit_points"] == [58]
    assert "gần đúng" in " ".join(said(found.result.notes, translator("vi")))


def test_people_by_village_are_not_called_rough(workspace):
    rows = [{"id": n, "people": 10.0, "unit_code": "21583", "geometry": point(n)} for n in (1, 2)]
    workspace.warehouse.put(layer("population", "population", rows))
    workspace.warehouse.put(
        layer("streets", "streets", [{"id": "s", "geometry": shapely.LineString([point(0), point(9)])}])
    )
    assert coarse_people(workspace.city()) == ()
