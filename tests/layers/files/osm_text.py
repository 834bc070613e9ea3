"""Small OpenStreetMap files written out by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
