"""From a click to an edit, on the straight street of the hand city."""

import pytest
import shapely

from planning.i18n import translator
from planning.ui import clicks
from planning.ui import scenario_tools as tools
from planning.ui.clicks import Clicked
from planning.ui.scenario_tools import History, Pick
from scenarios.actions import add_facility, close_street
from scenarios.scenario import BASELINE, Scenario
from tests.planning.hand_city import hand_city
from tests.planning.test_gains import lonlat

CITY = hand_city()
VI, EN = translator("vi"), translator("en")


def click(x: float, y: float = 0.0, zoom: float | None = 15, **more) -> Clicked:
    return Clicked(point=lonlat(x, y), zoom=zoom, **more)


def test_a_pixel_is_so_many_metres():
    # 40,075 km round the equator are 256 pixels at zoom 0
    at_equator = Clicked(point=(0, 0), zoom=0)
    assert at_equator.metres(256) == pytest.approx(40_075_016.686)
    assert Clicked(point=(0, 60), zoom=10).metres(1) == pytest.approx(40_075_016.686 / 256 / 2**10 / 2)
    assert Clicked(point=(0, 0)).metres(10, unknown=33) == 33


def test_a_facility_near_enough_is_meant():
    # at zoom 15 a pixel is 4.65 m here, so 14 pixels are 65 m
    assert tools.pick(click(150, 10), "facility", CITY, "health.station") == Pick(
        "facility", lonlat(150, 10), "facilities", "health.station"
    )
    assert tools.pick(click(190), "facility", CITY, "health.station") == Pick("place", lonlat(190))
    # nearer by, the same 50 m are another place
    assert tools.pick(click(150, zoom=18), "facility", CITY, "health.station").what == "place"


def test_what_lies_under_the_pointer_goes_first():
    found = tools.pick(click(4000, zoom=8, layer="facilities.market", number=0), "facility", CITY, "market")
    assert (found.what, found.id) == ("facility", "market")
    other = tools.pick(click(4000, layer="facilities.park", number=0), "facility", CITY, "market")
    assert other.what == "place"


def test_a_kind_that_is_not_there_can_be_placed():
    assert tools.pick(click(4000), "facility", CITY, "culture").what == "place"
    kinds = tools.kinds_to_place(CITY)
    assert kinds[:2] == ("school.preschool", "school.primary")
    assert "culture" in kinds
    assert len(set(kinds)) == len(kinds)


def test_the_nearest_street_is_meant_if_the_map_shows_it():
    assert tools.pick(click(250, 20), "street", CITY, "market") == Pick("street", lonlat(250, 20), "streets", "s0")
    assert tools.pick(click(505, 200), "street", CITY, "market").id == "side"
    assert tools.pick(click(250, 300), "street", CITY, "market") is None
    # residential streets are drawn from zoom 13 on
    assert tools.pick(click(250, 20, zoom=11), "street", CITY, "market") is None
    assert tools.pick(click(250, 20, zoom=None), "street", CITY, "market").id == "s0"


def test_bridges_are_meant_from_afar():
    frame = CITY["streets"].frame
    frame["bridge"] = [("yes" if id_ == "s0" else None) for id_ in frame.index]
    city = CITY.with_layer(CITY["streets"].with_frame(frame))
    assert tools.pick(click(250, 20, zoom=10), "street", city, "market").id == "s0"


def test_no_click_means_nothing():
    assert tools.pick(Clicked(), "street", CITY, "market") is None
    assert tools.pick(Clicked(), "facility", CITY, "market") is None


def test_the_shape_of_a_pick():
    place = tools.shape_of(Pick("place", lonlat(250)), CITY)
    assert (place.x, place.y) == pytest.approx((600_250, 1_520_000), abs=1e-3)
    assert tools.shape_of(Pick("street", lonlat(0), "streets", "s0"), CITY).length == pytest.approx(500)
    assert tools.shape_of(Pick("street", lonlat(0), "streets", "gone"), CITY) is None
    assert tools.shape_of(Pick("street", lonlat(0), "gone", "s0"), CITY) is None


def test_a_whole_street_by_its_name():
    frame = CITY["streets"].frame
    frame["name"] = ["Trần Phú" if id_ in {"s0", "s500"} else None for id_ in frame.index]
    city = CITY.with_layer(CITY["streets"].with_frame(frame))
    assert tools.whole_street(city, Pick("street", lonlat(0), "streets", "s0")) == ("s0", "s500")
    assert tools.whole_street(city, Pick("street", lonlat(0), "streets", "side")) == ("side",)


def test_the_first_edit_makes_a_scenario_of_today():
    edit = close_street(CITY, "s0")
    made = tools.with_edits(BASELINE, [edit], "Phương án 1")
    assert (made.name, made.edits) == ("Phương án 1", (edit,))
    more = tools.with_edits(made, [close_street(CITY, "side")], "Phương án 2")
    assert (more.name, len(more.edits)) == ("Phương án 1", 2)


def test_any_edit_can_be_dropped():
    edits = (close_street(CITY, "s0"), add_facility(CITY, "market", lonlat(100)), close_street(CITY, "side"))
    assert tools.without(Scenario("x", edits), 1).edits == (edits[0], edits[2])


def test_undo_and_redo_go_back_and_forth_and_something_new_ends_the_future():
    states = [Scenario("x", tuple(close_street(CITY, f"s{n * 500}") for n in range(size))) for size in range(4)]
    past = History().done(states[0]).done(states[1])
    now, past = past.undo(states[2])
    assert now == states[1]
    now, past = past.undo(now)
    assert (now, past.past) == (states[0], ())
    now, past = past.redo(now)
    assert now == states[1]
    assert past.done(now).future == ()


def test_only_the_last_steps_are_kept():
    past = History()
    for number in range(tools.MOST_UNDONE + 5):
        past = past.done(Scenario(str(number)))
    assert len(past.past) == tools.MOST_UNDONE
    assert past.past[-1].name == str(tools.MOST_UNDONE + 4)


@pytest.mark.parametrize(
    ("taken", "like", "name"),
    [
        ((), "", "Phương án 1"),
        (("Phương án 1", "phương án 2"), "", "Phương án 3"),
        (("PA",), "PA", "PA (2)"),
        (("PA", "PA (2)"), "PA", "PA (3)"),
        ((), "PA", "PA"),
        ((), "baseline", "baseline (2)"),
    ],
)
def test_names_that_are_free(taken, like, name):
    assert tools.free_name(taken, VI, like) == name


def test_lines_among_drawings():
    line = shapely.LineString([(109, 13), (109.1, 13)])
    assert tools.drawn_lines(Clicked(drawn=(shapely.Point(1, 1), line))) == (line,)


def test_a_click_brings_what_lay_under_it():
    found = clicks.read(
        {
            "last_clicked": {
                "lat": 13.7,
                "lng": 109.2,
                "zoom": 12.5,
                "layer": "facilities.market",
                "number": 3,
                "click": 7,
            }
        }
    )
    assert (found.zoom, found.layer, found.number, found.count) == (12.5, "facilities.market", 3, 7)
    odd = clicks.read(
        {"last_clicked": {"lat": 13.7, "lng": 109.2, "zoom": "x", "layer": 5, "number": -2, "click": None}}
    )
    assert (odd.zoom, odd.layer, odd.number, odd.count) == (None, "", -1, 0)
