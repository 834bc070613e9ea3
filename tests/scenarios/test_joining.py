"""New streets join what they meet; every length is worked out by hand on the crossroads of conftest."""

import pytest
import shapely

from scenarios.joining import join_street
from tests.scenarios.conftest import X0, Y0, line


def parts(frame, prefix):
    return frame[[str(i) == prefix or str(i).startswith(prefix + "#") for i in frame.index]]


def test_a_link_between_two_streets_cuts_both(city):
    frame, joined = join_street(city["streets"].frame, "new", line((300, 0), (300, 400)), {"class": "residential"})
    assert joined == 2
    assert sorted(parts(frame, "south").length.round(6)) == [300, 700]
    assert sorted(parts(frame, "north").length.round(6)) == [300, 700]
    assert parts(frame, "new").length.sum() == pytest.approx(400)
    new = frame.loc["new"]
    assert {new["u"], new["v"]} == {frame.loc["south", "v"], frame.loc["north", "v"]}
    assert frame.loc["south#2", "u"] == frame.loc["south", "v"]
    assert frame.loc["south#2", "part_of"] == "south"


def test_ends_within_reach_are_moved_onto_the_street(city):
    frame, joined = join_street(city["streets"].frame, "new", line((300, 12), (300, 385)), {"class": "residential"})
    assert joined == 2
    assert frame.loc["new"].geometry.length == pytest.approx(400)


def test_an_end_near_a_street_end_takes_its_node(city):
    frame, _ = join_street(city["streets"].frame, "new", line((1003, 4), (998, 391)), {"class": "residential"})
    assert {frame.loc["new", "u"], frame.loc["new", "v"]} == {"b", "d"}
    assert frame.loc["new"].geometry.equals(line((1000, 0), (1000, 400)))
    assert "south#2" not in frame.index


def test_crossing_joins_but_not_the_bridge_above(city):
    frame, joined = join_street(city["streets"].frame, "new", line((400, 200), (1200, 200)), {"class": "residential"})
    assert joined == 0  # it crosses only the bridge "over"
    assert len(parts(frame, "over")) == 1
    crossed, joined = join_street(city["streets"].frame, "new", line((300, -100), (300, 500)), {"class": "residential"})
    assert joined == 2
    assert sorted(parts(crossed, "new").length.round(6)) == [100, 100, 400]


def test_a_new_bridge_joins_at_its_ends_only(city):
    frame, joined = join_street(
        city["streets"].frame, "new", line((300, -100), (300, 400)), {"class": "residential", "bridge": "yes"}
    )
    assert joined == 1
    assert len(parts(frame, "south")) == 1
    assert len(parts(frame, "north")) == 2


def test_it_can_join_a_bridge_at_the_bridges_end(city):
    frame, joined = join_street(city["streets"].frame, "new", line((500, 600), (900, 400)), {"class": "residential"})
    assert joined == 2
    assert frame.loc["new", "u"] == "f"


def test_without_node_ids_the_cut_ends_are_the_same_coordinates(city):
    bare = city["streets"].frame.drop(columns=["u", "v"])
    frame, _ = join_street(bare, "new", line((333.3333333, 0), (300, 400)), {"class": "residential"})
    end = shapely.get_coordinates(frame.loc["south"].geometry)[-1]
    assert tuple(end) == tuple(shapely.get_coordinates(frame.loc["south#2"].geometry)[0])
    assert tuple(end) == tuple(shapely.get_coordinates(frame.loc["new"].geometry)[0])


def test_a_second_street_can_join_the_parts_of_the_first(city):
    once, _ = join_street(city["streets"].frame, "one", line((300, 0), (300, 400)), {"class": "residential"})
    twice, joined = join_street(once, "two", line((600, 0), (300, 200)), {"class": "residential"})
    assert joined == 2
    whole = parts(twice, "south")
    assert whole.length.sum() == pytest.approx(1000)
    assert set(whole["part_of"].dropna()) == {"south"}


def test_nothing_is_lost_or_doubled(city):
    before = city["streets"].frame
    frame, _ = join_street(before, "new", line((100, -50), (900, 450)), {"class": "residential"})
    assert frame.index.is_unique
    old = frame[~frame.index.astype(str).str.startswith("new")]
    assert old.length.sum() == pytest.approx(before.length.sum())
    assert old.union_all().symmetric_difference(before.union_all()).length == pytest.approx(0, abs=1e-6)
    assert len(before) == 4  # the frame handed in is as it was
    assert X0 > 0
    assert Y0 > 0
