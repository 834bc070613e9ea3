"""Needs by norm as tables, against numbers worked by hand from the census and the norm."""

import pytest

from layers.binh_dinh import binh_dinh, write_binh_dinh
from layers.warehouse import open_warehouse
from planning.i18n import translator
from planning.present import norms
from planning.present.excel import workbook
from planning.workspace import Workspace
from tests.planning.hand_city import hand_city

VI, EN = translator("vi"), translator("en")
PEOPLE = 1_486_918
WARDS = 17


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    warehouse = open_warehouse(tmp_path_factory.mktemp("kho") / "kho", create=True)
    write_binh_dinh(warehouse)
    return Workspace(warehouse)


@pytest.fixture(scope="module")
def needs(workspace):
    return norms.needs_of(workspace, VI)


def cell(view, unit, title):
    column = next(c.name for c in view.columns if c.title == title)
    return view.frame.loc[unit, column]


def test_places_of_a_ward_a_commune_and_the_whole(needs):
    view = norms.by_unit(needs, "qcvn01_2021", "count", VI)
    assert len(view.frame) == 58 + 1
    assert cell(view, "21583", "Trường mầm non (chỗ)") == pytest.approx(103.208 * 50)
    assert cell(view, "21607", "Trường tiểu học (học sinh)") == pytest.approx(2.093 * 65)
    assert cell(view, "", "Trường THCS (học sinh)") == pytest.approx(PEOPLE / 1000 * 55)
    # 103,208 people form at least six residential units of at most 20,000; a commune has one station
    assert cell(view, "21583", "Trạm y tế (công trình) *") == 6
    assert cell(view, "21607", "Trạm y tế (công trình) *") == 1
    assert cell(view, "21583", "Bệnh viện đa khoa (cấp đô thị) (giường) *") == pytest.approx(103.208 * 4)


def test_rural_services_are_those_of_communes_alone(needs):
    view = norms.by_unit(needs, "qcvn01_2021", "count", VI)
    name = next(c.name for c in view.columns if c.title == "Điểm bưu chính–viễn thông (công trình)")
    asked = view.frame[name].iloc[:-1]
    assert asked.notna().sum() == 58 - WARDS
    units = binh_dinh()["units"].frame
    assert set(units.loc[asked[asked.notna()].index, "kind"]) == {"xã"}


def test_land_under_both_editions_and_the_change(needs):
    earlier, later = (norms.by_unit(needs, name, "land_m2", VI) for name in ("qcvn01_2021", "qcvn01_2026"))
    assert cell(earlier, "21583", "Trường THPT (cấp đô thị) (m²) *") == pytest.approx(103_208 * 0.4)
    assert cell(later, "21583", "Trường THPT (cấp đô thị) (m²) *") == pytest.approx(103_208 * 0.6)
    change = norms.difference(needs, VI)
    assert cell(change, "21583", "Trường THPT (cấp đô thị) (m²) *") == pytest.approx(103_208 * 0.2)
    assert cell(change, "21607", "Trạm y tế (m²) *") == pytest.approx(2_093 * 0.2 - 500)
    titles = [column.title for column in change.columns]
    assert not [title for title in titles if "mầm non" in title]  # 600 m2 for 1,000 people in both


def test_an_edition_of_land_alone_has_no_table_of_places(needs):
    assert not norms.speaks_of(needs, "qcvn01_2026", "count")
    titles = [view.title for view in norms.tables(needs, VI)]
    assert len(titles) == len(set(titles)) == 5


def test_values_say_clause_and_whether_they_are_verified():
    for t, clause, sure in ((VI, "Bảng 2.4", "có nguồn công khai"), (EN, "Table 2.4", "seen in a public source")):
        first = norms.values(t).frame.iloc[0]
        assert (first["clause"], first["sure"]) == (clause, sure)
    frame = norms.values(VI).frame
    # every value of the later edition comes from a secondary place
    assert set(frame[frame["edition"] == "QCVN 01:2026/BXD"]["sure"]) == {"chưa kiểm chứng"}


def test_the_answer_in_words(needs):
    said = norms.answer(needs, VI)
    places = PEOPLE * (50 + 65 + 55) / 1000
    assert f"58 đơn vị cần {VI.number(places)} chỗ học" in said.sentences[0]
    assert "đến 31/12/2026" in said.sentences[0]
    assert "từ 01/01/2027" in said.sentences[1]
    assert "không so trực tiếp được" in said.cautions[0]
    assert "chưa kiểm chứng" in said.cautions[1]


def test_units_of_no_known_kind_do_not_count_twice(tmp_path):
    warehouse = open_warehouse(tmp_path / "kho", create=True)
    warehouse.put_all([(layer, None) for layer in hand_city().layers.values()])
    units = hand_city()["units"]
    warehouse.put(units.with_frame(units.frame.assign(name="Khu")))
    needs = norms.needs_of(Workspace(warehouse), EN)
    view = norms.by_unit(needs, "qcvn01_2021", "count", EN)
    assert set(needs.rows["level"]) == {"unit", "city", "rural"}
    people = view.frame.loc["A", "people"]
    assert cell(view, "A", "Kindergarten (places)") == pytest.approx(people / 1000 * 50)


def test_one_file_of_all_and_short_names_of_sheets(needs):
    assert workbook(norms.tables(needs, VI), VI)[:2] == b"PK"
    made = norms.sheets(needs, VI)
    assert list(made) == ["Chỗ 2021", "Đất 2021", "Đất 2026", "Chênh lệch", "Trị số"]
    assert len(made["Đất 2021"]) == 59
