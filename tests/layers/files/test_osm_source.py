"""Opening files: what is sound is read whatever its name, what is not is named and gives nothing."""

from __future__ import annotations

import bz2
import gzip

import osmium
import pytest

from layers.files import osm_source
from layers.files.osm import read_osm
from layers.problems import LayerError
from tests.layers.files.osm_text import document, node, square, way

ROAD = {"highway": "residential", "name": "Lê Lợi"}
SOUND = (*(node(i, i / 100, 0) for i in range(1, 60)), *(way(i, [i, i + 1], ROAD) for i in range(1, 59)))
DOCTYPE = '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


@pytest.fixture
def refused(tmp_path):
    """The codes with which a file of some content is refused."""

    def codes(content: bytes, name: str = "map.osm") -> list[str]:
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(LayerError) as fault:
            read_osm(path)
        return [problem.code for problem in fault.value.problems]

    return codes


def as_pbf(folder) -> bytes:
    source, target = folder / "in.osm", folder / "out.osm.pbf"
    source.write_bytes(document(*SOUND))
    with osmium.SimpleWriter(str(target)) as writer:
        for item in osmium.FileProcessor(str(source)):
            writer.add(item)
    return target.read_bytes()


def packed(folder) -> dict[str, bytes]:
    plain = document(*SOUND)
    return {
        "map.osm": plain,
        "map.osm.gz": gzip.compress(plain, mtime=0),
        "map.osm.bz2": bz2.compress(plain),
        "map.osm.pbf": as_pbf(folder),
    }


@pytest.mark.parametrize("name", ["map.osm", "map.osm.gz", "map.osm.bz2", "map.osm.pbf"])
def test_every_packing_gives_the_same(tmp_path, name):
    folder = tmp_path / "Đà Nẵng"
    folder.mkdir()
    path = folder / name
    path.write_bytes(packed(tmp_path)[name])
    streets = read_osm(path).layers["streets"]
    assert len(streets) == 58
    assert set(streets["name"]) == {"Lê Lợi"}
    assert streets.total_bounds.tolist() == pytest.approx([0.01, 0, 0.59, 0])


@pytest.mark.parametrize("name", ["map.osm.gz", "map.osm.bz2", "map.osm.pbf"])
def test_the_content_counts_and_not_the_name(tmp_path, name):
    path = tmp_path / "renamed.xml"
    path.write_bytes(packed(tmp_path)[name])
    assert len(read_osm(path).layers["streets"]) == 58


@pytest.mark.parametrize("name", ["map.osm", "map.osm.gz", "map.osm.bz2", "map.osm.pbf"])
@pytest.mark.parametrize("part", [0.3, 0.5, 0.9, 0.99])
def test_a_file_cut_off_gives_nothing(refused, tmp_path, name, part):
    whole = packed(tmp_path)[name]
    assert refused(whole[: int(len(whole) * part)], name) in (["osm_truncated"], ["osm_broken"])


def test_xml_cut_between_two_ways_is_cut_off(refused):
    whole = document(*SOUND)
    assert refused(whole[: whole.rfind(b"<way")]) == ["osm_truncated"]


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "map.osm", "osm_empty"),
        (b"  \n ", "map.osm", "osm_empty"),
        (b"", "map.osm.pbf", "osm_empty"),
        (gzip.compress(b"", mtime=0), "map.osm.gz", "osm_empty"),
        (document(), "map.osm", "osm_empty"),
        (b"hello", "map.osm", "osm_not_osm"),
        (b"hello" * 100, "map.osm.pbf", "osm_not_osm"),
        (b"<html><body/></html>", "map.osm", "osm_not_osm"),
        (b"<!-- <osm> --><gpx/>", "map.osm", "osm_not_osm"),
        (b'{"elements": []}', "map.osm", "osm_not_osm"),
        (gzip.compress(b"hello", mtime=0), "map.osm.gz", "osm_not_osm"),
        (b"\xff\xe0\x04o5m2" + b"\x10" * 100, "map.o5m", "osm_wrong_format"),
        (b"n1 v1 x1 y1\n", "map.osm.opl", "osm_wrong_format"),
        (b"<osmChange><create/></osmChange>", "map.osm", "osm_history"),
        (document(*SOUND), "map.osh", "osm_history"),
        (document(*SOUND).decode().encode("utf-16"), "map.osm", "osm_encoding"),
        (document(*SOUND).decode().encode("utf-16-le"), "map.osm", "osm_encoding"),
        (document(*SOUND, head='<?xml version="1.0" encoding="windows-1258"?>'), "map.osm", "osm_encoding"),
        (document(*SOUND).decode().encode("utf-8").replace("ợ".encode(), b"\xff"), "map.osm", "osm_broken"),
        (document(*SOUND).replace(b'version="0.6"', b'version="0.5"'), "map.osm", "osm_broken"),
        (document('<node id="1" lon="abc" lat="1"/>', way(1, [1, 1], ROAD)), "map.osm", "osm_broken"),
        (gzip.compress(document(*SOUND), mtime=0)[:-4] + b"beef", "map.osm.gz", "osm_broken"),
        (document(node(1, 0, 0)), "map.osm", "osm_no_ways"),
        (document(node(1, 0, 0), node(2, 1, 1), way(1, [1, 2], {"power": "line"})), "map.osm", "osm_nothing_found"),
        (document(way(1, [1, 2], ROAD)), "map.osm", "osm_no_positions"),
        (document(node(-1, 0, 0), node(-2, 1, 1), way(-3, [-1, -2], ROAD)), "map.osm", "osm_negative_ids"),
        (document(node(-1, 0, 0), node(2, 1, 1), way(3, [-1, 2], ROAD)), "map.osm", "osm_negative_ids"),
        (document(head=DOCTYPE), "map.osm", "osm_entities"),
        (document(node(1, 0, 0, {"name": "x"}).replace('"x"', '"&b;"'), head=DOCTYPE), "map.osm", "osm_entities"),
        (document(head="<!-- <osm> -->" + DOCTYPE), "map.osm", "osm_entities"),
        (gzip.compress(document(*SOUND, head=DOCTYPE), mtime=0), "map.osm.gz", "osm_entities"),
    ],
)
def test_what_is_not_sound_is_named(refused, content, name, code):
    assert refused(content, name)[0] == code


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(LayerError, match="file_missing"):
        read_osm(tmp_path / "nowhere.osm")


def test_nothing_is_said_of_the_folder(tmp_path):
    (tmp_path / "map.osm").write_bytes(document(*SOUND)[:-20])
    with pytest.raises(LayerError) as fault:
        read_osm(tmp_path / "map.osm")
    assert str(tmp_path) not in str(fault.value)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_a_bomb_is_refused_before_it_is_read(refused, pack):
    bomb = pack(document("<node/>" + " " * (osm_source._ALWAYS_ALLOWED + 1000)))
    assert refused(bomb) == ["osm_too_large"]


def test_ways_before_their_nodes_are_sorted(tmp_path):
    # The order of an Overpass answer: out body; >; out skel qt;
    path = tmp_path / "overpass.osm"
    park = way(9, [11, 12, 13, 14, 11], {"leisure": "park"})
    path.write_bytes(document(park, way(5, [12, 11], ROAD), *reversed(square(11, 0, 0))))
    extract = read_osm(path)
    assert extract.layers["streets"].geometry.iloc[0].wkt == "LINESTRING (0.001 0, 0 0)"
    assert extract.layers["green"].index.tolist() == ["w9"]
    assert "osm_sorted" in {note.code for note in extract.notes}


def test_a_lone_way_before_its_nodes_is_sorted_too(tmp_path):
    path = tmp_path / "overpass.osm"
    path.write_bytes(document(way(5, [1, 2], ROAD), node(1, 0, 0), node(2, 1, 0)))
    assert len(read_osm(path, only=("streets",)).layers["streets"]) == 1


def test_extracts_pasted_together_repeat_nothing(tmp_path):
    path = tmp_path / "two.osm"
    path.write_bytes(document(*SOUND[:59], *SOUND[:59], *SOUND[59:], *SOUND[59:]))
    assert len(read_osm(path).layers["streets"]) == 58


def test_several_versions_of_an_object_are_a_history(refused):
    newer = SOUND[-1].replace('version="1"', 'version="2"')
    assert refused(document(*SOUND, newer)) == ["osm_history"]


def test_damage_anywhere_is_named_and_nothing_else_happens(tmp_path):
    # PBF without compression, so that damage reaches the objects and not only the packing.
    (tmp_path / "in.osm").write_bytes(
        document(*SOUND, *square(100, 1, 1), way(900, [100, 101, 102, 103, 100], {"building": "yes"}))
    )
    target = osmium.io.File(str(tmp_path / "raw.osm.pbf"), "pbf,pbf_compression=none")
    with osmium.SimpleWriter(target) as writer:
        osmium.apply(str(tmp_path / "in.osm"), writer)
    whole = (tmp_path / "raw.osm.pbf").read_bytes()
    damaged = tmp_path / "damaged.osm.pbf"
    outcomes = set()
    for place in range(0, len(whole), 23):
        damaged.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        try:
            read_osm(damaged)
            outcomes.add("read")
        except LayerError as fault:
            outcomes.add(fault.problems[0].code)
    assert {"osm_broken", "osm_truncated"} <= outcomes
