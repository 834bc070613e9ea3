"""What scenarios do over the hand city: a station at x = 7,000, a closed street at 4,000, a street that joins."""

import numpy as np
import pandas as pd
import pytest
import shapely

from layers.problems import OptionError
from planning.i18n import translator
from planning.places import find_places
from planning.present import scenario_map, scenarios
from planning.present.access import Ask
from planning.present.scenario_words import Teller
from planning.present.scenarios import Effect
from planning.services import ask_access
from planning.siting import SiteOptions
from planning.study import Study
from scenarios.actions import (
    add_facility,
    change_speed,
    close_street,
    draw_street,
    move_facility,
    remove_facility,
    resize_facility,
)
from scenarios.apply import apply
from scenarios.edits import Add, Change, Remove
from scenarios.scenario import BASELINE, Scenario
from tests.planning.hand_city import hand_city
from tests.planning.test_gains import lonlat

VI, EN = translator("vi"), translator("en")
CITY = hand_city()
STATION = Ask(service="health.station")
ADD = Scenario("PA1", (add_facility(CITY, "health.station", lonlat(7000)),))


def effect(scenario: Scenario, ask: Ask = STATION) -> Effect:
    after = Study(apply(scenario, CITY).city, CITY)
    asked = [ask_access(study, ask.question()).result for study in (Study(CITY), after)]
    return scenarios.effect(asked[0], asked[1], ask.limit_min)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def told(scenario: Scenario, t=VI, **more) -> str:
    return plain(scenarios.answer(scenario, effect(scenario), STATION, t, illustrative=False, **more).text)


def test_a_new_station_brings_people_within_the_limit():
    # d, 1,000 people, falls from 86.25 minutes to 0; c stays at 17.5: the new one is 68.75 away
    assert told(ADD) == (
        "1 thay đổi. Thêm 1.000 người trong ngưỡng 15 phút tới trạm y tế bằng xe máy; không ai ra ngoài ngưỡng. "
        "1.000 người gần hơn, 0 người xa hơn từ 1 phút trở lên."
    )
    found = effect(ADD)
    assert (found.gained, found.lost, found.nearer, found.farther, found.hurt_places) == (1000, 0, 1000, 0, 0)


def test_a_closed_street_takes_the_way_from_those_beyond():
    closed = Scenario("PA", (close_street(CITY, "s500"),))
    # only b, who stands on the closed street at 900, and those beyond lose their way: b was within 10 minutes
    found = effect(closed)
    assert (found.gained, found.lost, found.farther) == (0, 300, 1900)
    assert "300 người ra ngoài ngưỡng 15 phút tới trạm y tế bằng xe máy; không ai được thêm." in told(closed)


def test_gains_and_losses_stand_side_by_side():
    both = ADD.with_edits(close_street(CITY, "s500"))
    assert "1,000 more people within 15 minutes of a health station by motorbike; 300 fall outside." in told(both, EN)


def test_a_change_that_moves_nobody_says_so():
    far = Scenario("PA", (close_street(CITY, "s7500"),))
    assert told(far) == "1 thay đổi. Số người trong ngưỡng 15 phút tới trạm y tế bằng xe máy không đổi."


def test_no_such_facility_before_or_after():
    result = ask_access(Study(CITY), STATION.question()).result
    opened = scenarios.effect(None, result, 15)
    assert (opened.gained, opened.lost) == (400, 0)
    closed = scenarios.effect(result, None, 15)
    assert (closed.gained, closed.lost, closed.farther) == (0, 400, 2000)
    assert scenarios.effect(None, None, 15) is None


def test_the_table_says_which_way_and_whether_that_is_good():
    view = scenarios.table(effect(ADD), STATION, (1, 2), VI, illustrative=True)
    rows = view.frame.set_index("indicator")
    assert rows.loc["Người trong ngưỡng (người)"].tolist() == ["400", "1.400", "▲ +1.000 (tốt lên)"]
    assert rows.loc["Tỷ lệ trong ngưỡng (%)"].tolist() == ["20,0", "70,0", "▲ +50,0 (tốt lên)"]
    assert rows.loc["Người ngoài ngưỡng (người)"].tolist() == ["1.600", "600", "▼ −1.000 (tốt lên)"]
    # (0 + 300 x 10 + 600 x 17.5 + 1,000 x 86.25) / 2,000 = 49.875, then 6.75
    assert rows.loc["Thời gian bình quân (phút)"].tolist() == ["49,9", "6,8", "▼ −43,1 (tốt lên)"]
    assert rows.loc["Số cơ sở (cơ sở)"].tolist() == ["1", "2", "▲ +1"]
    assert view.illustrative


@pytest.mark.parametrize(
    ("change", "better", "text"),
    [
        (0.0, "less", "không đổi"),
        (0.04, "less", "không đổi"),
        (2.0, "less", "▲ +2,0 (xấu đi)"),
        (-2.0, "less", "▼ −2,0 (tốt lên)"),
        (float("nan"), "more", "không đổi"),
    ],
)
def test_arrows(change, better, text):
    assert scenarios.arrow(change, better, 1, VI) == text


def test_the_sanity_check_alarms_where_an_improvement_hurts():
    people = np.array([10.0, 20.0])
    fine = Effect(np.array([5.0, np.inf]), np.array([5.0, 7.0]), people, 15)
    hurt = Effect(np.array([5.0, 6.0]), np.array([5.0, 6.5]), people, 15)
    assert scenarios.sanity(fine, VI, improves=True)[1]
    text, holds = scenarios.sanity(hurt, VI, improves=True)
    assert not holds
    assert "1 nơi ở xa hơn trước" in text
    assert scenarios.sanity(hurt, VI, improves=False) == ("", True)


def test_the_map_leaves_open_who_sees_no_change():
    layer = scenario_map.change_layer(CITY.population(), effect(ADD), "", VI)
    assert layer.classes.tolist()[:3] == [-1, -1, -1]
    assert layer.marks[layer.classes[3]].label.startswith("gần hơn")
    assert plain(layer.tooltips[3]) == "86,2 phút → 0,0 phút\n1.000 người"
    lost = scenario_map.change_layer(CITY.population(), effect(Scenario("x", (close_street(CITY, "s4000"),))), "", VI)
    assert lost.marks[lost.classes[3]].label.startswith("xa hơn")
    assert plain(lost.tooltips[3]) == "86,2 phút → Không tiếp cận được\n1.000 người"


def test_the_map_holds_edits_and_what_was_clicked():
    scene = scenario_map.Scene(
        today=CITY,
        city=apply(ADD, CITY).city,
        units="units",
        below=(),
        picked=(scenario_map.picked_layer(shapely.Point(600500, 1520000), CITY, VI),),
    )
    view = scenario_map.map_view(scene, ADD, VI)
    assert ADD.name in view.title
    for nothing in (BASELINE, Scenario("")):
        assert scenario_map.map_view(scene, nothing, VI).title == VI("scenarios.map.today")
    assert [layer.id for layer in view.layers] == ["units", "edit.added.point", "scenarios.picked"]
    assert view.title == "Bản đồ phương án: PA1"


def test_bridges_can_be_found_from_afar():
    assert scenario_map.bridges_layer(CITY, VI) == ()
    frame = CITY["streets"].frame
    frame["bridge"] = np.where(frame.index == "s500", "yes", None)
    frame["name"] = "Cầu Gỗ"
    (layer,) = scenario_map.bridges_layer(CITY.with_layer(CITY["streets"].with_frame(frame)), VI)
    assert layer.tooltips == ("Cầu Gỗ",)
    assert layer.shapes.iloc[0].x == pytest.approx(600_750)


# -- edits in words


def line(*edits) -> list[str]:
    return [plain(text) for text in Teller(CITY, Scenario("x", edits), "units", VI).lines()]


def test_every_edit_has_its_words():
    assert line(
        add_facility(CITY, "health.station", lonlat(1500), capacity=20),
        add_facility(CITY, "market", lonlat(3000), name="Chợ Mới"),
        move_facility(CITY, "facilities", "market", lonlat(3500)),
        remove_facility(CITY, "facilities", "park"),
        resize_facility(CITY, "facilities", "school.primary", 300),
        close_street(CITY, "s500"),
        close_street(CITY, "s500", "s1000"),
        change_speed(CITY, ["s1000"], 50),
        draw_street(CITY, [lonlat(500, 400), lonlat(900, 400)]),
        draw_street(CITY, [lonlat(500, 400), lonlat(900, 400)], street_class="primary", bridge=True),
    ) == [
        "Mở trạm y tế tại Xã B, 20 chỗ",
        "Mở chợ “Chợ Mới” tại Xã C",
        "Dời Chợ đi 2,0 km tại Xã C",
        "Đóng Công viên, vườn hoa",
        "Đổi quy mô Trường tiểu học thành 300 chỗ",
        "Cấm Đường phố, 500 m (mọi phương tiện)",
        "Cấm Đường phố, 1.000 m (mọi phương tiện)",
        "Đổi tốc độ trên Đường phố thành 50 km/giờ",
        "Mở đường mới dài 400 m (cấp: đường phố) tại Xã A",
        "Xây cầu mới dài 400 m (cấp: đường tỉnh, trục chính) tại Xã A",
    ]


def test_what_an_earlier_edit_adds_is_known_to_later_ones():
    new = add_facility(CITY, "health.station", lonlat(1500))
    assert (
        line(new, move_facility(CITY, "facilities", new.id, lonlat(2500)))[1]
        == "Dời Trạm y tế (mới) đi 1,0 km tại Xã C"
    )


def test_edits_of_other_layers_and_of_strangers_have_words_too():
    assert line(
        Add(layer="zoning", id="n", geometry=shapely.Point(*lonlat(500)).buffer(0.001), attributes={"code": "ODT"}),
        Change(layer="zoning", ids=("z1", "z2"), attributes={"code": "DKV"}),
        Remove(layer="landuse", ids=("l1",)),
        Remove(layer="facilities", ids=("gone",)),
        Change(layer="facilities", ids=("market", "park"), attributes={"capacity": 10.0}),
        Change(layer="streets", ids=("s0",), attributes={"width_m": 12.0}),
    ) == [
        "Thêm đối tượng vào lớp zoning tại Xã A",
        "Sửa 2 đối tượng của lớp zoning: code = DKV",
        "Bỏ 1 đối tượng của lớp landuse",
        "Đóng gone",
        "Đổi quy mô Chợ và 1 đối tượng khác thành 10 chỗ",
        "Sửa 1 đối tượng của lớp streets: width_m = 12.0",
    ]


def test_outside_all_units_no_unit_is_named():
    assert Teller(CITY, ADD, "", EN).lines() == ("Open a health station",)


# -- suggested sites


def test_the_best_place_in_words():
    found = find_places(Study(CITY), "health.station", SiteOptions(count=1, limit_min=15))
    text = plain(scenarios.site_text(found, ["Xã C"], VI))
    # one more station: at d 1,000 more, of 400 today; at b or c only 600
    assert text == (
        "1 vị trí đề xuất đưa thêm 1.000 người vào ngưỡng 15 phút: 1.400 người, 70,0% dân số; còn 600 người ngoài "
        "ngưỡng. Tại Xã C. Tối ưu (đã chứng minh)."
    )


def test_other_aims_say_what_it_was_before():
    found = find_places(Study(CITY), "health.station", SiteOptions(objective="mean", count=1))
    assert "Hiện nay 49,9 phút." in plain(scenarios.site_text(found, [], VI))
    found = find_places(Study(CITY), "health.station", SiteOptions(objective="worst", count=1))
    assert "thời gian đi dài nhất xuống còn 17,5 phút" in plain(scenarios.site_text(found, [], VI))


def test_what_nobody_lacks_is_refused():
    with pytest.raises(OptionError) as error:
        find_places(Study(CITY), "health.station", SiteOptions(count=1, limit_min=90))
    assert [p.code for p in error.value.problems] == ["site_nothing_to_gain"]


def test_services_side_by_side():
    view = scenarios.services_table(
        pd.Series({"market": 900.0}), pd.Series({"market": 1900.0}), 2000.0, STATION, VI, illustrative=False
    )
    assert view.frame.loc["market", ["service", "before", "after", "change", "share"]].tolist() == [
        "Chợ",
        900,
        1900,
        1000,
        0.95,
    ]
