"""Links of the hand city: one street of 8 km, so every stretch between people and the station is their only way."""

import geopandas as gpd
import pandas as pd
import pytest

from planning.i18n import translator
from planning.present import links
from planning.services import ask_links
from planning.study import Study
from tests.planning.hand_city import hand_city

VI, EN = translator("vi"), translator("en")
CITY = hand_city()


@pytest.fixture(scope="module")
def found():
    return ask_links(Study(CITY), "health.station", "motorbike")


@pytest.fixture(scope="module")
def joined(found):
    return links.stretches(found, CITY.one("streets").frame, VI)


def test_stretches_with_the_same_fate_are_one_row(joined):
    # Who enters a link inside or at its end can leave it by either end, so a link takes the way from those beyond it
    # only: 500 to 1,000 from c and d; each from 1,000 to 6,500 from d, who enters the next one; the station's own from
    # nobody.
    frame = joined.frame
    assert list(zip(frame["cut_off"], frame["length_m"].round(6), strict=True)) == [(1600, 500), (1000, 5500)]
    assert not (joined.frame["detoured"] > 0).any()
    assert joined.frame["only"].all()


def test_the_answer_names_the_worst(joined):
    text = links.answer(joined, VI).text
    assert "đoạn đường là lối duy nhất của một số người dân tới trạm y tế bằng xe máy." in text
    assert "Nếu mất Đường phố, 1.600 người mất đường tới trạm y tế." in text


def test_nothing_to_lose_is_said(found):
    empty = links.Stretches(
        links.stretches(found, CITY.one("streets").frame, VI).frame.assign(cut_off=0.0),
        found.entry,
        "market",
        "walk",
        False,
    )
    assert links.answer(empty, EN).text == "No stretch of street is the only way to a market on foot."


def test_rows_of_the_table_are_numbered_and_in_words(joined):
    view = links.table(joined, VI)
    assert view.frame["no"].tolist() == list(range(1, len(view.frame) + 1))
    assert set(view.frame["class"]) == {"Đường phố"}


def test_the_chosen_stretch_is_shown_and_gone_to(joined):
    plain = links.map_view(CITY, joined, "units", VI, below=())
    assert plain.focus is None
    chosen = links.map_view(CITY, joined, "units", VI, below=(), chosen="0")
    assert chosen.focus is not None
    assert "access.links.chosen" in [layer.id for layer in chosen.layers]


def test_how_people_enter_is_told(found):
    assert links.entry_text(found.entry, VI) == "Mọi nơi ở đều gắn được vào mạng lưới trong vòng 100 m."
    bad = found.entry.assign(far=[True, False, False, False], people=[100.0, 300.0, 600.0, 1000.0])
    assert links.entry_text(bad, VI) == "100 người (5,0%) ở cách đường hơn 100 m."
    (layer,) = links.entry_layers(bad, VI)
    assert len(layer.shapes) == 1
    assert layer.tooltips[0].startswith("cách đường hơn 100 m")
    assert links.entry_layers(found.entry, VI) == ()


def test_parts_are_listed(found):
    view = links.parts_table(found, VI)
    assert view.frame["length_km"].tolist() == pytest.approx([8.4])
    assert view.frame["people"].tolist() == [2000]


@pytest.mark.parametrize(
    ("name", "bridge", "words"),
    [
        ("Trần Phú", None, "Trần Phú"),
        ("", None, "Đường phố"),
        ("Cầu Mẫu", "yes", "Cầu Mẫu"),
        ("Trần Phú", "yes", "cầu trên Trần Phú"),
        ("Trần Phú", "no", "Trần Phú"),
    ],
)
def test_streets_are_named_and_bridges_say_so(name, bridge, words):
    frame = pd.DataFrame({"class": ["residential"], "name": [name], "bridge": [bridge]})
    assert links.street_names(frame, VI).tolist() == [words]


def test_streets_without_those_columns_have_their_class():
    assert links.street_names(gpd.GeoDataFrame({"class": ["trunk"]}), VI).tolist() == ["Quốc lộ, cao tốc"]
