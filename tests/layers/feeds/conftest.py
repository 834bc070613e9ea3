"""Worlds to download, and the rule that nothing leaves this machine."""

from __future__ import annotations

import socket

import pytest

from tests.layers.feeds.overpass_server import World


@pytest.fixture(autouse=True)
def only_this_machine(monkeypatch):
    """Any connection to another host fails the test, whoever swallows the error; proxies are off."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    outside: list[object] = []
    look_up, connect = socket.getaddrinfo, socket.socket.connect

    def looked_up(host, *args, **kwargs):
        if host not in ("127.0.0.1", "localhost"):
            outside.append(host)
            raise socket.gaierror(socket.EAI_NONAME, "no such host in tests")
        return look_up(host, *args, **kwargs)

    def connected(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] != "127.0.0.1":
            outside.append(address)
            raise ConnectionRefusedError(address)
        return connect(self, address)

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    monkeypatch.setattr(socket.socket, "connect", connected)
    yield outside
    assert not outside, outside


TOWN = (109.10, 13.70, 109.40, 13.90)
"""Across four tiles: their sides lie on 109.25 E and 13.75 N."""


@pytest.fixture(scope="session")
def town() -> World:
    """A street from west to east through two tiles, a side street, a school, a lake across all four tiles, a park.

    13.76  1 ---- 2 ---- 3 ---- 4      2 at 109.20, 3 at 109.30: the way 10 crosses 109.25 between them
                  |
    13.72         5
    """
    world = World()
    places = {1: (109.12, 13.76), 2: (109.20, 13.76), 3: (109.30, 13.76), 4: (109.38, 13.76), 5: (109.20, 13.72)}
    world.nodes = {i: (x, y, {}) for i, (x, y) in places.items()}
    world.ways[10] = ([1, 2, 3, 4], {"highway": "primary", "name": "Đường Nguyễn Huệ", "oneway": "yes"})
    world.ways[11] = ([2, 5], {"highway": "residential", "motorcar": "no"})
    ring(world, 20, (109.15, 13.71, 109.35, 13.85), {"natural": "water", "name": "Đầm Thị Nại"})
    ring(world, 30, (109.16, 13.77, 109.17, 13.78), {"leisure": "park", "name": "Công viên"})
    ring(world, 40, (109.21, 13.77, 109.211, 13.771), {"building": "yes"})
    ring(world, 50, (109.21, 13.73, 109.215, 13.735), {"amenity": "school", "name": "Trường Tiểu học Lê Lợi"})
    ring(world, 60, (109.30, 13.80, 109.32, 13.82), {})
    world.relations[70] = ([("w", 60, "outer")], {"type": "multipolygon", "landuse": "farmland"})
    world.nodes[900] = (109.31, 13.74, {"amenity": "pharmacy", "name": 'Nhà thuốc <A> & "B"'})
    world.nodes[901] = (109.22, 13.88, {"highway": "bus_stop"})
    world.nodes[902] = (109.22, 13.87, {"amenity": "bench"})
    return world


def ring(world: World, way: int, box: tuple[float, float, float, float], tags: dict[str, str]) -> None:
    """A rectangle as a closed way, its nodes numbered from a hundred times its id."""
    west, south, east, north = box
    first = way * 100
    for number, place in enumerate([(west, south), (east, south), (east, north), (west, north)]):
        world.nodes[first + number] = (*place, {})
    world.ways[way] = ([first, first + 1, first + 2, first + 3, first], tags)
