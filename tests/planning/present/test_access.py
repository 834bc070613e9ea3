"""Who reaches what over the hand city: everybody travels at 80 m/min, the station stands at x = 100.

To the station: a (100 people) 0 minutes, b (300) 10, c (600) 17.5, d (1,000) 86.25. Zone A holds a and b, B c, C d.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from layers.city import City
from layers.known import KNOWN
from layers.layer import Layer
from planning.access.isochrones import IsochroneOptions, isochrone
from planning.access.measures import AccessOptions
from planning.access.result import REACHED, UNREACHED, UNSNAPPED
from planning.i18n import translator
from planning.present import access, access_map, access_tables
from planning.present.access import Ask
from planning.services import AccessQuestion, ask_access, ask_way
from planning.study import Study
from tests.planning.hand_city import CRS, hand_city, layer, point

VI, EN = translator("vi"), translator("en")
CITY = hand_city()
STATION = Ask(service="health.station")


def seen(ask: Ask = STATION, city: City = CITY, *, units: bool = True) -> access.Picture:
    study = Study(city)
    found = ask_access(study, ask.question())
    return access.picture(ask, found, city["units"].frame if units else None, study.zone_ids if units else None)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def with_far_village(people: float = 50.0) -> City:
    """The hand city with people 450 m from any street."""
    frame = CITY["population"].frame
    row = gpd.GeoDataFrame(
        {"people": [people]}, geometry=[point(1500, 450)], crs=CRS, index=pd.Index(["far"], name="id")
    )
    return CITY.with_layer(Layer("population", KNOWN["population"], pd.concat([frame, row])))


def test_some_are_within_and_the_units_with_most_beyond_are_named():
    assert plain(access.answer(seen(), VI).text) == (
        "20% người dân (400 người) đến được trạm y tế trong 15 phút bằng xe máy; 1.600 người chưa đến được, "
        "nhiều nhất ở Xã C (1.000) và Xã B (600)."
    )
    assert plain(access.answer(seen(), EN).text) == (
        "20% of residents (400) reach a health station within 15 minutes by motorbike; 1,600 do not, "
        "the largest numbers in Xã C (1,000) and Xã B (600)."
    )


@pytest.mark.parametrize(
    ("limit", "share", "inside"),
    [(9.9, "5,0%", "100"), (10, "20%", "400"), (17.5, "50%", "1.000"), (17.4, "20%", "400")],
)
def test_a_limit_is_included(limit, share, inside):
    text = access.answer(seen(Ask(service="health.station", limit_min=limit)), VI).text
    assert text.startswith(f"{share} người dân ({inside} người)")


def test_all_and_none():
    assert plain(access.answer(seen(Ask(service="health.station", limit_min=90)), VI).text) == (
        "Toàn bộ 2.000 người dân đến được trạm y tế trong 90 phút bằng xe máy."
    )
    # the fire station stands at x = 0: a walks 1.25 minutes
    assert access.answer(seen(Ask(service="fire_station", mode="walk", limit_min=1)), EN).text == (
        "Nobody reaches a fire station within 1 minutes on foot. Check streets and facilities."
    )


def test_without_units_none_are_named():
    text = access.answer(seen(units=False), VI).text
    assert text.endswith("1.600 người chưa đến được.")
    assert access_tables.table(seen(units=False), VI, "Phố") is None


def test_people_far_from_streets_are_counted_apart_everywhere():
    view = seen(city=with_far_village())
    assert (view.inside, view.beyond, view.left_out) == (400, 1600, 50)
    assert "50 người không gắn được vào mạng lưới đường nên không tính." in access.answer(view, VI).text
    rows = access_tables.table(view, VI, "Phố").frame
    assert rows.loc["B", ["people", "inside", "outside", "lost"]].tolist() == [650, 0, 600, 50]
    chart = access_tables.chart(view, VI)
    assert dict(zip(chart.categories, chart.values, strict=True))["Không gắn được vào mạng lưới"] == 50


@pytest.mark.parametrize("limit", [1.0, 9.99, 10.0, 15.0, 17.5, 86.25, 500.0])
@pytest.mark.parametrize("service", ["health.station", "school", "market"])
def test_a_limit_afterwards_is_a_limit_asked(limit, service):
    """The page asks without a limit and cuts; the command line asks with it."""
    study = Study(CITY)
    free = ask_access(study, Ask(service=service).question()).result
    asked = ask_access(study, AccessQuestion(facility=service, options=AccessOptions(limit_min=limit))).result
    cut = access.limited(free, limit)
    pd.testing.assert_series_equal(cut.value, asked.value)
    assert cut.status.tolist() == asked.status.tolist()
    assert cut.facility.tolist() == asked.facility.tolist()


def test_units_are_sorted_by_people_beyond_and_add_up():
    view = access_tables.table(seen(), VI, "Phố")
    assert view.frame.index.tolist() == ["C", "B", "A"]
    assert view.frame.loc["A", ["people", "inside", "share", "outside"]].tolist() == [400, 400, 1.0, 0]
    assert view.frame.loc["A", "mean"] == pytest.approx(7.5)  # 100 at 0 minutes, 300 at 10
    assert view.frame.loc["C", "mean"] == pytest.approx(86.25)  # the mean knows no limit
    assert view.frame["inside"].sum() + view.frame["outside"].sum() == 2000
    assert "lost" not in [column.name for column in view.columns]


def test_the_chart_counts_people_in_the_classes_of_the_map():
    chart = access_tables.chart(seen(), VI)
    assert dict(zip(chart.categories, chart.values, strict=True)) == {
        "đến 5 phút": 100,
        "5 – 10 phút": 300,
        "10 – 15 phút": 0,
        "15 – 30 phút": 600,
        "trên 30 phút": 1000,
    }
    assert plain(chart.texts[0]) == "100 (5,0%)"


def test_the_limit_is_a_class_border_of_the_map():
    scale = access.scale(seen(Ask(service="health.station", limit_min=12)), VI)
    assert scale.breaks == (5, 10, 12, 15, 30)


def test_facilities_in_reach():
    # schools at 700 and 1,500 within 15 minutes, 1,200 m: a reaches one, b and c both, d none
    view = seen(Ask(service="school", measure="cumulative"))
    assert view.result.value.to_dict() == {"a": 1, "b": 2, "c": 2, "d": 0}
    assert view.result.mean == pytest.approx((100 * 1 + 300 * 2 + 600 * 2) / 2000)
    assert plain(access.answer(view, VI).text).endswith(
        "cơ sở (loại: trường học) trong 15 phút bằng xe máy; 1.000 người không có cơ sở nào trong tầm, "
        "nhiều nhất ở Xã C (1.000)."
    )
    assert access_tables.table(view, VI, "Phố").frame.loc["C", ["inside", "outside"]].tolist() == [0, 1000]


def test_places_shared_by_all_in_reach():
    # 40 places at 700; within 15 minutes live a, b and c, 1,000 people: 40 per 1,000 for each of them, none for d
    view = seen(Ask(service="school.primary", measure="2sfca", supply="capacity"))
    assert view.result.value.to_dict() == pytest.approx({"a": 40, "b": 40, "c": 40, "d": 0})
    assert "20.0 places per 1,000" in access.answer(view, EN).text


def test_services_are_offered_with_their_groups():
    assert access.services(CITY) == (
        "school.preschool",
        "school.primary",
        "health.station",
        "health.hospital",
        "market",
        "park",
        "bus_stop",
        "fire_station",
        "shelter",
        "school",
        "health",
    )
    assert access.first_service(access.services(CITY)) == "health.station"
    assert access.first_service(("market", "park")) == "market"
    assert access.has_capacity(CITY, "school.primary")
    assert not access.has_capacity(CITY, "school")


def test_every_place_on_the_map_says_what_it_reaches():
    view = seen(city=with_far_village())
    city = with_far_village()
    made = access_map.map_view(city, view, "units", VI, below=())
    values = made.layers[0]
    assert plain(values.tooltips[1]) == "10,0 phút\nTrạm y tế\n300 người"
    assert values.tooltips[-1].startswith("Không gắn được vào mạng lưới")
    labels = [mark.label for mark in values.marks]
    assert [labels[c] for c in values.classes][-1] == "Không gắn được vào mạng lưới"
    assert made.focus is None


def test_where_nobody_lives_nothing_is_drawn():
    made = seen(city=with_far_village(0.0))
    assert access.classes(made, access.scale(made, VI))[-1] == -1


def test_towns_beside_the_country():
    frame = CITY["units"].frame.assign(kind=["phường", "xã", "xã"])
    city = CITY.with_layer(Layer("units", KNOWN["units"], frame))
    rows = access_tables.by_area(seen(city=city), VI).frame
    assert rows.loc["phường", ["people", "share", "outside"]].tolist() == [400, 1.0, 0]
    assert rows.loc["xã", ["people", "share", "outside"]].tolist() == [1600, 0.0, 1600]
    assert rows.loc["xã", "mean"] == pytest.approx((600 * 17.5 + 1000 * 86.25) / 1600)
    assert access_tables.by_area(seen(), VI) is None


def reached(x: float, minutes=(5.0, 10.0)):
    study = Study(CITY)
    found = isochrone(study.network("motorbike"), point(x), IsochroneOptions(minutes=minutes), study.origins)
    return found, ask_way(study, point(x), "health.station", "motorbike")


def test_streets_in_reach_are_cut_at_each_limit():
    found, _ = reached(900)
    near, far = access_map.cut_at(found.streets, [5.0, 10.0])
    # five minutes are 400 m each way, and 0 m up the side street (400 m away); ten are 800 m, and all of its 400 m
    assert shapely.length(near) == pytest.approx(800)
    assert shapely.length(far) == pytest.approx(800 + 400)
    assert near.distance(far) == pytest.approx(0)
    assert shapely.length(shapely.intersection(near, far)) == pytest.approx(0, abs=1e-6)


def test_a_click_is_told_in_words_and_drawn_with_its_road():
    found, way = reached(900)
    text = access_map.reach_text(found, way, STATION, access.names_of(CITY.facilities("health.station"), VI), VI)
    # within 5 minutes: b, 300; within 10: a, b and c (600 m away)
    assert plain(text) == (
        "Từ điểm đã chọn tới Trạm y tế: 10,0 phút, 0,8 km. Trong 5, 10 phút đến được nơi ở của 300, 1.000 người."
    )
    layers = access_map.reach_layers(found, way, point(900), VI)
    assert [one.id for one in layers] == ["access.reach", "access.way.edge", "access.way", "access.here"]
    assert layers[2].shapes.iloc[0].length == pytest.approx(800)
    made = access_map.map_view(CITY, seen(), "", VI, below=(), reached=layers)
    assert made.layers[0].opacity == access_map.FADED
    west, south, east, north = made.focus
    assert west < east
    assert south <= north


def test_no_road_is_said():
    found, _ = reached(900)
    text = access_map.reach_text(found, None, STATION, {}, EN)
    assert text.startswith("From the chosen place there is no road to a health station.")


def test_what_is_made_up_stays_marked():
    city = CITY.with_layer(
        layer("facilities", "facilities", CITY["facilities"].frame.reset_index().to_dict("records"), illustrative=True)
    )
    view = seen(city=city)
    assert access.answer(view, VI).illustrative
    assert access_tables.table(view, VI, "Phố").illustrative
    assert access_map.map_view(city, view, "units", VI, below=()).illustrative


def test_status_words_are_those_of_the_result():
    assert set(access.STATUS_MARKS) == {REACHED, UNREACHED, UNSNAPPED}
    assert np.isnan(seen(city=with_far_village()).result.value["far"])
