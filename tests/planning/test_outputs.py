"""Files of answers: whole or not at all, and harmless in a spreadsheet."""

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
import shapely

from layers.problems import OptionError
from planning.outputs import write_layers, write_table, write_text

TABLE = pd.DataFrame({"id": ["001", "=1+1", "@x"], "value": [1.5, None, -2.0], "name": ["Xã Mỹ", None, "+84"]})


def test_csv_keeps_numbers_and_disarms_formulas(tmp_path):
    again = pd.read_csv(write_table(TABLE, tmp_path / "t.csv"), dtype={"id": str})
    assert list(again["id"]) == ["001", "'=1+1", "'@x"]
    assert list(again["value"].fillna(0)) == [1.5, 0, -2.0]
    assert again["name"][2] == "'+84"
    assert (tmp_path / "t.csv").read_bytes().startswith(b"id,value,name\n")


def test_xlsx_has_typed_cells_and_says_what_it_is(tmp_path):
    book = openpyxl.load_workbook(write_table(TABLE, tmp_path / "t.xlsx", {"digest": "abc"}))
    sheet = book["data"]
    assert [c.value for c in sheet[1]] == ["id", "value", "name"]
    assert sheet["B2"].value == 1.5
    assert sheet["B3"].value is None
    assert sheet["A3"].data_type == "s"
    assert book["about"]["B2"].value == "abc"


def test_json_has_null_where_there_is_nothing(tmp_path):
    text = write_table(TABLE, tmp_path / "t.json").read_text(encoding="utf-8")
    assert '"name": null' in text
    assert "NaN" not in text
    assert "Xã Mỹ" in text


def test_layers_of_one_file(tmp_path):
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.Point(1, 2)], crs="EPSG:9217")
    write_layers({"bands": frame, "streets": frame}, tmp_path / "o.gpkg", {"illustrative": "made up"})
    assert pyogrio.read_info(tmp_path / "o.gpkg", layer="streets")["layer_metadata"]["illustrative"] == "made up"
    assert list(gpd.read_file(tmp_path / "o.gpkg", layer="streets")["id"]) == ["a"]
    assert (write_layers({"bands": frame}, tmp_path / "o.csv")).read_text(encoding="utf-8") == "id\na\n"


@pytest.mark.parametrize(
    ("name", "code"), [("t.pdf", "suffix_unknown"), ("t", "suffix_unknown"), ("no/such/t.csv", "folder_missing")]
)
def test_what_cannot_be_written_is_named(tmp_path, name, code):
    with pytest.raises(OptionError) as error:
        write_table(TABLE, tmp_path / name)
    assert error.value.problems[0].code == code
    assert list(tmp_path.iterdir()) == []


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    target = write_text("old", tmp_path / "s.json", ".json")
    monkeypatch.setattr(
        "pathlib.Path.write_text", lambda *_, **__: (_ for _ in ()).throw(OSError(28, "No space left on device"))
    )
    with pytest.raises(OptionError) as error:
        write_text("new", target, ".json")
    assert error.value.problems[0].code == "not_written"
    assert target.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["s.json"]
