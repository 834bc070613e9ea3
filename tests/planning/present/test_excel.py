"""Excel files as openpyxl reads them back."""

from io import BytesIO

import numpy as np
import pandas as pd
from openpyxl import load_workbook

from planning.i18n import translator
from planning.present.excel import file_name, value, workbook
from planning.present.views import Column, TableView

VI = translator("vi")
VIEW = TableView(
    title="Các xã, phường",
    frame=pd.DataFrame({"unit": ["Xã Mẫu Đồi", "=1+1"], "people": [5280, np.nan], "share": [0.125, 1.0]}),
    columns=(
        Column(name="unit", title="Xã, phường"),
        Column(name="people", title="Dân số (người)", kind="number"),
        Column(name="share", title="Tỷ lệ", kind="share", digits=1),
    ),
    file="bang",
    note="Nguồn: thử",
    illustrative=True,
)


def test_numbers_stay_numbers_and_made_up_data_say_so():
    sheet = load_workbook(BytesIO(workbook(VIEW, VI))).worksheets[0]
    rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows()]
    assert rows[0][0] == "Các xã, phường"
    assert "không dùng để ra quyết định" in rows[1][0]
    assert ("Xã Mẫu Đồi", 5280, 0.125) in rows
    assert ("'=1+1", None, 1) in rows
    assert rows[-1][0] == "Nguồn: thử"
    people = next(cell for row in sheet.iter_rows() for cell in row if cell.value == 5280)
    share = next(cell for row in sheet.iter_rows() for cell in row if cell.value == 0.125)
    assert (people.number_format, share.number_format) == ("#,##0", "0.0%")


def test_nothing_is_taken_for_a_formula():
    assert [value(text) for text in ("=A1", "+84", "@x", "-5 m", "Xã A")] == ["'=A1", "'+84", "'@x", "'-5 m", "Xã A"]
    assert value(np.float64(2.5)) == 2.5
    assert value(float("inf")) is None


def test_file_names():
    assert file_name(VIEW) == "minh-hoa_bang.xlsx"


def test_several_tables_are_several_sheets():
    assert len(load_workbook(BytesIO(workbook([VIEW, VIEW], VI))).sheetnames) == 2
