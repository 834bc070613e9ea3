"""Small OpenStreetMap files written out by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, count
from pathlib import Path
from xml.sax.saxutils import quoteattr


def _tags(tags: Mapping[str, str]) -> str:
    return "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in tags.items())


def node(id_: int, lon: float, lat: float, tags: Mapping[str, str] | None = None, extra: str = "") -> str:
    return f'<node id="{id_}" lon="{lon}" lat="{lat}" version="1" {extra}>{_tags(tags or {})}</node>'


def way(id_: int, refs: Sequence[int], tags: Mapping[str, str] | None = None, extra: str = "") -> str:
    nodes = "".join(f'<nd ref="{ref}"/>' for ref in refs)
    return f'<way id="{id_}" version="1" {extra}>{nodes}{_tags(tags or {})}</way>'


def relation(id_: int, members: Sequence[tuple[int, str]], tags: Mapping[str, str]) -> str:
    listed = "".join(f'<member type="way" ref="{ref}" role="{role}"/>' for ref, role in members)
    return f'<relation id="{id_}" version="1">{listed}{_tags(tags)}</relation>'


def square(first: int, x: float, y: float, side: float = 0.001) -> list[str]:
    """Four corner nodes, numbered from `first`, counter-clockwise from the south-west."""
    corners = [(0, 0), (side, 0), (side, side), (0, side)]
    return [node(first + i, round(x + dx, 7), round(y + dy, 7)) for i, (dx, dy) in enumerate(corners)]


def document(*items: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>', bounds: str = "") -> bytes:
    return f'{head}<osm version="0.6" generator="test">{bounds}{"".join(items)}</osm>'.encode()


def write(folder: Path, *items: str, name: str = "map.osm", bounds: str = "") -> Path:
    path = folder / name
    path.write_bytes(document(*items, bounds=bounds))
    return path


def large_extract(path: Path, side: int, houses: int) -> tuple[int, int]:
    """A made-up extract of any size: `side` x `side` crossings with three bends between two of them, and houses.

    Returns
    -------
    nodes, segments
        side**2 + 6 side (side - 1) + 4 houses nodes; 2 side (side - 1) streets between crossings.
    """
    gap, bends = 0.0009, 3
    numbers = count(1)
    crossings = {(r, c): next(numbers) for r in range(side) for c in range(side)}
    nodes = [node(id_, 108.9 + c * gap, 13.5 + r * gap) for (r, c), id_ in crossings.items()]
    ways: list[str] = []

    def street(places: Iterator[tuple[int, int]], tags: Mapping[str, str]) -> None:
        refs: list[int] = []
        last = None
        for r, c in places:
            for bend in range(1, bends + 1) if last else ():
                part = bend / (bends + 1)
                x, y = last[1] + (c - last[1]) * part, last[0] + (r - last[0]) * part
                refs.append(next(numbers))
                nodes.append(node(refs[-1], round(108.9 + x * gap, 7), round(13.5 + y * gap + 5e-6 * bend, 7)))
            refs.append(crossings[r, c])
            last = (r, c)
        ways.append(way(len(ways) + 1, refs, tags))

    for row in range(side):
        tags = {"highway": "tertiary", "name": f"Đường số {row}", "maxspeed": "50", "oneway": "yes", "lanes": "2"}
        street(((row, c) for c in range(side)), tags)
        street(((r, row) for r in range(side)), {"highway": "residential", "name": f"Hẻm {row}", "surface": "asphalt"})
    for house in range(houses):
        first = next(numbers)
        refs = [first, *(next(numbers) for _ in range(3)), first]
        x, y = 108.9 + (house % side + 0.4) * gap, 13.5 + (house // side % side + 0.4) * gap
        nodes += square(first, x, y, 1e-4)
        ways.append(way(len(ways) + 1, refs, {"building": "yes", "building:levels": "3"}))
    with path.open("w", encoding="utf-8") as stream:
        stream.writelines(chain(['<osm version="0.6">'], nodes, ways, ["</osm>"]))
    return len(nodes), 2 * side * (side - 1)
