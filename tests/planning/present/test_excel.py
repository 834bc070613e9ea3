"""Excel files as openpyxl reads them back."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from zipfile import ZipFile

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
    assert ("=1+1", None, 1) in rows
    assert rows[-1][0] == "Nguồn: thử"
    people = next(cell for row in sheet.iter_rows() for cell in row if cell.value == 5280)
    share = next(cell for row in sheet.iter_rows() for cell in row if cell.value == 0.125)
    assert (people.number_format, share.number_format) == ("#,##0", "0.0%")


def test_nothing_is_taken_for_a_formula():
    """The XML of the sheet: a cell of text is a shared string, and Excel is told to leave it as it is."""
    names = ['=HYPERLINK("x")', "+84", "@x", "-5 m", "Xã A"]
    view = replace(VIEW, title="=1+1", note="=2+2", frame=pd.DataFrame({"unit": names, "people": 1.0, "share": 0.5}))
    file = workbook(view, VI)
    sheet = load_workbook(BytesIO(file)).worksheets[0]
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}
    for text in (*names, "=1+1", "=2+2"):
        assert cells[text].data_type == "s"
        assert bool(cells[text].quotePrefix) == (text != "Xã A")
    with ZipFile(BytesIO(file)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_cells_keep_their_type():
    assert value(np.float64(2.5)) == 2.5
    assert value(np.int64(3)) == 3
    assert value(float("inf")) is None
    assert value(date(2026, 11, 24)) == date(2026, 11, 24)
    assert value(pd.NaT) is None


def test_characters_that_xml_refuses_are_left_out():
    view = replace(VIEW, frame=pd.DataFrame({"unit": ["A\x00\x0bB"], "people": 1.0, "share": 0.5}))
    sheet = load_workbook(BytesIO(workbook(view, VI))).worksheets[0]
    assert "AB" in {cell.value for row in sheet.iter_rows() for cell in row}


def test_file_names():
    assert file_name(VIEW) == "minh-hoa_bang.xlsx"


def test_several_tables_are_several_sheets():
    assert len(load_workbook(BytesIO(workbook([VIEW, VIEW], VI))).sheetnames) == 2
