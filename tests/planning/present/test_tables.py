"""Tables of a report: raw values in typed columns, changes in words, and what it all is."""

from io import BytesIO

import openpyxl
import pytest
import shapely

from layers.warehouse.base import Version
from planning.evaluate import evaluate
from planning.i18n import LANGUAGES, translator
from planning.indicators import INDICATORS
from planning.present import tables
from planning.present.excel import workbook
from scenarios.actions import change_speed
from scenarios.apply import apply
from scenarios.scenario import BASELINE, Applied, Scenario
from tests.planning.hand_city import X0, hand_city
from tests.planning.present.test_compare import ADD, CLOSE

VI = translator("vi")
CITY = hand_city()
NAMES = {"A": "Xã A", "B": "Xã B", "C": "Xã C"}
ABOUT = tables.About(
    area="Thử",
    units="Xã, phường",
    scenarios=("baseline", "PA1"),
    made="nay",
    version="0",
    revision=7,
    code="ABCD",
    illustrative=True,
)
VERSIONS = (
    Version(
        layer="units",
        type="units",
        version=2,
        features=3,
        crs="EPSG:9217",
        digest="0123456789",
        date="",
        data_date="2019-04-01",
        source="Tổng điều tra",
        licence="CC0",
        illustrative=True,
    ),
    Version(layer="x", type="other", version=1, features=1, crs="EPSG:9217", digest="ff", date="", data_date="2019"),
)


@pytest.fixture(scope="module")
def found():
    done = [Applied(CITY, BASELINE), apply(ADD, CITY)]
    return evaluate(done, CITY, indicators=["people", "health_station_beyond_15min"])


def test_indicators_have_a_column_for_each_scenario(found):
    view = tables.evaluation(found, VI)
    assert view.frame.loc["health_station_beyond_15min", ["value_0", "value_1"]].tolist() == pytest.approx([80, 30])
    assert [c.title for c in view.columns][3:5] == ["Hiện trạng", "PA1"]


def test_units_end_with_the_whole_area(found):
    view = tables.units(found, "baseline", NAMES, VI)
    assert view.frame["unit"].tolist() == ["Xã A", "Xã B", "Xã C", "Toàn khu vực"]
    assert view.frame["people"].tolist() == [400, 600, 1000, 2000]


def test_changes_are_listed_in_order_with_place_and_words():
    slow = Scenario("PA3", (change_speed(CITY, ["s500"], 2.4),))
    view = tables.edits((ADD, CLOSE, slow), CITY, VI, illustrative=False, units="units")
    added, closed, slower = view.frame["what"]
    assert added == "Mở trạm y tế tại Xã C"
    assert closed.startswith("Cấm ")
    assert slower.endswith("thành 2 km/giờ")
    east = CITY.metres(shapely.Point(*view.frame.loc[0, ["lon", "lat"]]))
    assert east.x == pytest.approx(X0 + 7000, abs=0.01)
    assert view.frame["lon"].isna().tolist() == [False, True, True]


def test_sources_say_version_day_and_code():
    view = tables.sources(VERSIONS, VI)
    assert view.frame["day"].tolist() == ["01/04/2019", "2019"]
    assert view.frame["code"].tolist() == ["01234567", "ff"]
    assert view.illustrative


def test_the_file_is_typed_and_says_what_it_is(found):
    views = [tables.evaluation(found, VI), tables.sources(VERSIONS, VI)]
    book = openpyxl.load_workbook(BytesIO(workbook([tables.about(ABOUT, views, VI), *views], VI)))
    assert len(book.sheetnames) == 3
    about = {row[0]: row[1] for row in book.worksheets[0].iter_rows(values_only=True) if row[0]}
    assert about["Khu vực"] == "Thử"
    assert about["Phương án"] == "Hiện trạng; PA1"
    assert about["Mã kiểm chứng"] == "ABCD"
    cells = next(row for row in book.worksheets[1].iter_rows() if row[1].value == INDICATOR)
    assert [cells[3].value, cells[4].value] == pytest.approx([80, 30])
    assert cells[3].number_format == "#,##0.0"
    people = next(row for row in book.worksheets[1].iter_rows() if row[1].value == "Dân số")
    assert people[3].number_format == "#,##0"


INDICATOR = VI("indicator.health_station_beyond_15min.label")


def test_the_answer_names_the_latest_day_and_bare_layers():
    text = tables.answer([tables.sources(VERSIONS, VI)], VERSIONS, VI, illustrative=True).text
    assert text == "Bản này có 1 bảng, 2 dòng. Số liệu đến ngày 01/04/2019. 1 lớp dữ liệu chưa ghi nguồn."


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("row", INDICATORS.values(), ids=lambda row: row.id)
def test_every_indicator_has_words_in_both_languages(row, language):
    t = translator(language)
    keys = (
        f"indicator.{row.id}.label",
        f"indicator.{row.id}.help",
        f"indicator.{row.id}.source",
        f"unit.{row.unit}",
        f"sector.{row.sector}",
    )
    assert all(t.has(key) for key in keys)
