"""A server on this machine that answers like Overpass: it reads the query, cuts a world out, and may misbehave.

The world is a plain dictionary, the query is taken apart by regular expressions, and nothing is shared with the code
under test: a query that this server cannot read is answered as Overpass answers it, with 400 and a page of HTML.
"""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs
from xml.sax.saxutils import quoteattr

import osmium
import shapely

STATEMENT = re.compile(
    r'(node|way|rel|nwr|wr)\["([\w:]+)"(?:~"((?:[^"\\]|\\.)*)")?\]\((-?[\d.]+),(-?[\d.]+),(-?[\d.]+),(-?[\d.]+)\);'
)
QUERY = re.compile(r"\[out:xml\]\[timeout:\d+\];\s*\(\s*(.*?)\s*\);\s*\(\._;>;\);\s*out body qt;\s*", re.DOTALL)
KINDS = {"node": "n", "way": "w", "rel": "r", "nwr": "nwr", "wr": "wr"}
BASE = "2026-11-20T21:04:11Z"
BAD_REQUEST = b"<html><body><p><strong>Error</strong>: line 1: parse error</p></body></html>"


@dataclass
class World:
    """Nodes are (lon, lat, tags), ways (nodes, tags), relations (members as (kind, id, role), tags)."""

    nodes: dict[int, tuple[float, float, dict[str, str]]] = field(default_factory=dict)
    ways: dict[int, tuple[list[int], dict[str, str]]] = field(default_factory=dict)
    relations: dict[int, tuple[list[tuple[str, int, str]], dict[str, str]]] = field(default_factory=dict)
    lines: dict[int, shapely.Geometry] = field(default_factory=dict)

    def line(self, way: int) -> shapely.Geometry:
        if way not in self.lines:
            places = [self.nodes[ref][:2] for ref in self.ways[way][0] if ref in self.nodes]
            self.lines[way] = shapely.LineString(places) if len(places) > 1 else shapely.MultiPoint(places)
        return self.lines[way]


def world_of(file: Path) -> World:
    """The whole content of an extract."""
    world = World()
    for item in osmium.FileProcessor(str(file)):
        tags = {tag.k: tag.v for tag in item.tags}
        if isinstance(item, osmium.osm.Node):
            world.nodes[item.id] = (item.location.lon, item.location.lat, tags)
        elif isinstance(item, osmium.osm.Way):
            world.ways[item.id] = ([n.ref for n in item.nodes], tags)
        elif isinstance(item, osmium.osm.Relation):
            world.relations[item.id] = ([(m.type, m.ref, m.role) for m in item.members], tags)
    return world


def selected(world: World, query: str) -> tuple[set[int], set[int], set[int]]:
    """Nodes, ways and relations of the answer; ValueError for a query that cannot be read."""
    whole = QUERY.fullmatch(query)
    if whole is None:
        raise ValueError(query)
    nodes: set[int] = set()
    ways: set[int] = set()
    relations: set[int] = set()
    lines = whole[1].splitlines()
    boxes = set()
    for text in lines:
        statement = STATEMENT.fullmatch(text.strip())
        if statement is None:
            raise ValueError(text)
        kinds, key, pattern = KINDS[statement[1]], statement[2], statement[3]
        south, west, north, east = (float(statement[n]) for n in range(4, 8))
        boxes.add((west, south, east, north))
        box = shapely.box(west, south, east, north)

        def holds(tags: dict[str, str], key: str = key, pattern: str | None = pattern) -> bool:
            return key in tags and (pattern is None or re.search(pattern, tags[key]) is not None)

        if "n" in kinds:
            nodes |= {
                i
                for i, (x, y, tags) in world.nodes.items()
                if holds(tags) and west <= x <= east and south <= y <= north
            }
        if "w" in kinds:
            ways |= {i for i, (_, tags) in world.ways.items() if holds(tags) and world.line(i).intersects(box)}
        if "r" in kinds:
            relations |= {
                i
                for i, (members, tags) in world.relations.items()
                if holds(tags)
                and any(
                    kind == "w" and ref in world.ways and world.line(ref).intersects(box) for kind, ref, _ in members
                )
            }
    assert len(boxes) == 1, "one question, one box"
    ways |= {ref for i in relations for kind, ref, _ in world.relations[i][0] if kind == "w" and ref in world.ways}
    nodes |= {ref for i in ways for ref in world.ways[i][0] if ref in world.nodes}
    return nodes, ways, relations


def answer(world: World, query: str, base: str = BASE) -> bytes:
    """The answer to a query, in no order within nodes, ways and relations (`qt` sorts by place, not by id)."""
    nodes, ways, relations = selected(world, query)
    mixed = random.Random(len(nodes))  # noqa: S311 - an order, no secret
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<osm version="0.6" generator="Overpass API 0.7.62.7 375dc00a">',
        "<note>The data included in this document is from www.openstreetmap.org.</note>",
        f'<meta osm_base="{base}"/>\n',
    ]
    for i in mixed.sample(sorted(nodes), len(nodes)):
        x, y, tags = world.nodes[i]
        lines.append(f'  <node id="{i}" lat="{y:.7f}" lon="{x:.7f}">{_tags(tags)}</node>')
    for i in mixed.sample(sorted(ways), len(ways)):
        refs, tags = world.ways[i]
        inner = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        lines.append(f'  <way id="{i}">{inner}{_tags(tags)}</way>')
    names = {"n": "node", "w": "way", "r": "relation"}
    for i in mixed.sample(sorted(relations), len(relations)):
        members, tags = world.relations[i]
        inner = "".join(f'<member type="{names[k]}" ref="{ref}" role={quoteattr(role)}/>' for k, ref, role in members)
        lines.append(f'  <relation id="{i}">{inner}{_tags(tags)}</relation>')
    return "\n".join([*lines, "\n</osm>\n"]).encode()


def _tags(tags: dict[str, str]) -> str:
    return "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in tags.items())


@dataclass
class Reply:
    """What goes over the wire: `cut` says how many bytes are sent of the length that was promised."""

    body: bytes
    status: int = 200
    type: str = "application/osm3s+xml"
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    silent: bool = False


Fault = Callable[[bytes], Reply]


@dataclass
class Overpass:
    """The server: its world, the faults it answers with before it behaves, and what it was asked."""

    world: World
    faults: list[Fault | None] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    at_once: int = 0
    most_at_once: int = 0
    url: str = ""
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def boxes(self) -> list[str]:
        """West, south, east, north of each question, in the order they came."""
        found = []
        for query in self.asked:
            statement = STATEMENT.search(query)
            assert statement
            south, west, north, east = (float(statement[n]) for n in range(4, 8))
            found.append(f"{west:g},{south:g},{east:g},{north:g}")
        return found

    def reply(self, query: str) -> Reply:
        fault = self.faults.pop(0) if self.faults else None
        try:
            good = answer(self.world, query)
        except ValueError:
            return Reply(BAD_REQUEST, 400, "text/html; charset=utf-8")
        return fault(good) if fault else Reply(good)


@contextmanager
def serving(world: World, *faults: Fault | None) -> Iterator[Overpass]:
    """The server at work on a free port of 127.0.0.1."""
    overpass = Overpass(world, list(faults))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            overpass.at_once += 1
            overpass.most_at_once = max(overpass.most_at_once, overpass.at_once)
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            if self.path != "/api/interpreter":
                self.send_error(404)
                return
            overpass.asked.append(form["data"][0])
            overpass.agents.add(self.headers["User-Agent"])
            reply = overpass.reply(form["data"][0])
            overpass.at_once -= 1
            if reply.silent:
                overpass.closing.wait(20)
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.type)
            self.send_header("Content-Length", str(len(reply.body)))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body if reply.cut is None else reply.body[: reply.cut])
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Nothing."""

        def handle(self) -> None:
            try:
                super().handle()
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True  # the client had enough

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    overpass.url = f"http://127.0.0.1:{server.server_port}/api"
    try:
        yield overpass
    finally:
        overpass.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def busy(status: int, retry_after: str = "") -> Fault:
    """429 or 504, as Overpass says them: with a page, and now and then the time to wait."""
    headers = {"Retry-After": retry_after} if retry_after else {}
    return lambda _: Reply(b"<html><body>The server is probably too busy.</body></html>", status, "text/html", headers)


def remark(words: str) -> Fault:
    """A part of the answer, closed as if it were whole, with a complaint: what Overpass sends out of time."""

    def reply(good: bytes) -> Reply:
        head, _, _ = good.partition(b"  <way ")
        return Reply(head.replace(b"\n</osm>\n", b"") + f"<remark> {words} </remark>\n</osm>\n".encode())

    return reply


TIMED_OUT = remark('runtime error: Query timed out in "query" at line 3 after 181 seconds.')
NO_MEMORY = remark('runtime error: Query run out of memory in "recurse" at line 9 using about 2048 MB of RAM.')
DISPATCHER = remark(
    "runtime error: open64: 0 Success /osm3s_osm_base Dispatcher_Client::request_read_and_idx::timeout."
)


def promised_more(good: bytes) -> Reply:
    """The line breaks in the middle."""
    return Reply(good, cut=len(good) // 2)


def half(good: bytes) -> Reply:
    """A proxy cuts the answer and says that this was all."""
    return Reply(good[: len(good) // 2])


def garbled(good: bytes) -> Reply:
    """The end is right and the middle is not."""
    return Reply(good.replace(b"<node id=", b"<node <id=", 1))


def gate(_: bytes) -> Reply:
    """The log-in page of a hotel or an office."""
    return Reply(
        b"<!DOCTYPE html><html><head><title>Welcome</title></head><body>Please log in</body></html>", type="text/html"
    )


def gate_as_xml(_: bytes) -> Reply:
    """The same, from a gate that does not say what it sends."""
    return Reply(b"<!DOCTYPE html><html><body>Please log in</body></html>", type="application/xml")


def silence(good: bytes) -> Reply:
    """Nothing comes."""
    return Reply(good, silent=True)


def away(to: str) -> Fault:
    """A redirection."""
    return lambda _: Reply(b"", 302, headers={"Location": to})
