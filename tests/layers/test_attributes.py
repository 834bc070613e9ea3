"""Tables joined to layers: every row accounted for."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from layers.attributes import join_attributes
from layers.files.raw import Raw
from layers.known import KNOWN
from layers.layer import Layer
from layers.problems import LayerError

NAMES = ["Phường Quy Nhơn", "Xã An Hòa", "Xã Vân Canh"]


def units(ids=("21583", "22000", "21900"), names=NAMES, **columns):
    boxes = [shapely.box(n, 0, n + 1, 1) for n in range(len(ids))]
    frame = gpd.GeoDataFrame(
        {"name": list(names), **columns},
        geometry=boxes,
        crs="EPSG:4326",
        index=pd.Index(list(ids), name="id", dtype="object"),
    )
    return Layer("units", KNOWN["units"], frame)


def raw(**columns):
    return Raw(frame=pd.DataFrame({k: pd.Series(v, dtype="object") for k, v in columns.items()}), file="t.csv")


def notes(layer):
    return {p.code: p for p in layer.notes}


def refused(layer, table, on):
    with pytest.raises(LayerError) as caught:
        join_attributes(layer, table, *on)
    return {p.code: p for p in caught.value.problems}


@pytest.mark.parametrize(
    "codes",
    [["21900", "21583", "22000"], [21900, 21583, 22000], [21900.0, 21583.0, 22000.0], ["21900.0", " 21583", "022000"]],
)
def test_codes_match_however_spreadsheets_write_them(codes):
    joined = join_attributes(units(), raw(ma=codes, pop=[3, 1, 2]), "id", "ma")
    assert joined.frame["pop"].tolist() == [1, 2, 3]
    assert joined.frame.index.tolist() == units().frame.index.tolist()
    assert joined.frame.geometry.equals(units().frame.geometry)


@pytest.mark.parametrize(
    "names", [["Quy Nhon", "AN HOÀ", "Vân Canh"], ["TP. Quy Nhơn", "An Hoà (huyện Hoài Ân)", "Huyện Vân Canh"]]
)
def test_names_match_without_type_words_and_diacritics(names):
    joined = join_attributes(units(), raw(ten=names, pop=["1", "2", "3"]), "name", "ten")
    assert joined.frame["pop"].tolist() == [1, 2, 3]


def test_what_is_left_over_on_either_side_is_told():
    joined = join_attributes(units(), raw(ma=["21583", "99999", "88888"], pop=[5, 6, 7]), "id", "ma")
    assert joined.frame["pop"].tolist()[0] == 5
    assert joined.frame["pop"].isna().tolist() == [False, True, True]
    assert (notes(joined)["features_unmatched"].ids, notes(joined)["features_unmatched"].severity) == (
        ("22000", "21900"),
        "warning",
    )
    assert notes(joined)["rows_unmatched"].count == 2


def test_feature_without_a_row_keeps_its_old_value():
    joined = join_attributes(units(pop=[1.0, 2.0, 3.0]), raw(ma=["22000"], pop=[20]), "id", "ma")
    assert joined.frame["pop"].tolist() == [1, 20, 3]
    assert notes(joined)["column_replaced"].field == "pop"


def test_text_stays_text_and_codes_keep_their_zeros():
    joined = join_attributes(
        units(),
        raw(ma=["21583", "22000", "21900"], dien_thoai=["0905", "0906", "0907"], loai=["I", "II", "1"]),
        "id",
        "ma",
    )
    assert joined.frame["dien_thoai"].tolist() == ["0905", "0906", "0907"]
    assert joined.frame["loai"].tolist() == ["I", "II", "1"]


def test_repeated_rows_are_refused_with_their_keys():
    problems = refused(units(), raw(ma=["21583", "21583", "22000"], pop=[1, 2, 3]), ("id", "ma"))
    assert (problems["rows_repeated"].ids, problems["rows_repeated"].found) == (("21583",), "2")


def test_repeated_rows_of_no_feature_do_no_harm():
    joined = join_attributes(units(), raw(ma=["1", "1", "22000"], pop=[1, 2, 3]), "id", "ma")
    assert joined.frame["pop"].dropna().tolist() == [3]


def test_two_features_of_one_name_are_refused():
    layer = units(names=["Xã An Hòa", "Phường An Hoà", "Vân Canh"])
    problems = refused(layer, raw(ten=["An Hòa", "Vân Canh"], pop=[1, 2]), ("name", "ten"))
    assert set(problems["key_ambiguous"].ids) == {"21583", "22000"}


@pytest.mark.parametrize(
    ("table", "on", "codes"),
    [
        ({"ma": ["a"], "pop": [1]}, ("id", "nope"), {"unknown_column"}),
        ({"ma": ["a"], "pop": [1]}, ("nope", "ma"), {"unknown_field"}),
        ({"ma": ["a"], "pop": [1]}, ("nope", "nope"), {"unknown_field", "unknown_column"}),
        ({"ma": ["a", "b"], "pop": [1, 2]}, ("id", "ma"), {"nothing_matched"}),
        ({"ma": ["21583"], 'x"; DROP': [1]}, ("id", "ma"), {"bad_column_name"}),
        ({"ma": [None, ""], "pop": [1, 2]}, ("id", "ma"), {"nothing_matched"}),
        ({"ma": [], "pop": []}, ("id", "ma"), {"nothing_matched"}),
    ],
)
def test_join_that_cannot_be_is_refused(table, on, codes):
    problems = refused(units(), raw(**table), on)
    assert {code for code, p in problems.items() if p.severity == "error"} == codes
    assert {p.layer for p in problems.values()} == {"units"}


def test_reserved_columns_of_the_table_do_not_harm_the_layer():
    joined = join_attributes(
        units(), raw(ma=["21583", "22000", "21900"], geometry=["a", "b", "c"], id=["7", "8", "9"]), "id", "ma"
    )
    assert joined.frame.geometry.geom_type.unique().tolist() == ["Polygon"]
    assert joined.frame.index.tolist() == ["21583", "22000", "21900"]
    assert joined.frame.reset_index()["id_file"].tolist() == [7, 8, 9]
    assert joined.frame["geometry_file"].tolist() == ["a", "b", "c"]


def test_shapes_of_the_table_are_left_behind():
    shaped = gpd.GeoDataFrame(
        {"ma": ["21583"], "pop": [1]}, geometry=[shapely.Point(0, 0)], crs="EPSG:4326"
    ).rename_geometry("geom")
    joined = join_attributes(units(), Raw(frame=shaped, crs="EPSG:4326"), "id", "ma")
    assert "geom" not in joined.frame.columns
    assert joined.frame.geometry.geom_type.unique().tolist() == ["Polygon"]
