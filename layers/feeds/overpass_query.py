"""What is asked of an Overpass server: the objects that the table `osm_tags` can use, in one box, with all their nodes.

The tags are those of the reader's own table, so that a download never brings less than an extract would.
The language is that of https://wiki.openstreetmap.org/wiki/Overpass_API/Overpass_QL.
"""

from __future__ import annotations

import re

from layers.feeds.tiles import Box
from layers.files.osm import OSM_LAYERS
from layers.files.osm_tags import ANY, Rules, known_rules
from layers.known import KNOWN

SERVER_TIMEOUT_S = 180
BOX = "{{box}}"
_PLAIN = re.compile(r"[\w:-]+", re.ASCII)


def template(only: tuple[str, ...] = (), rules: Rules | None = None) -> str:
    """The query for some types of layers (all where empty), `BOX` standing where the box comes.

    `>` asks for the members and nodes of what was found, whole even where they lie outside: a street that is cut by
    the edge of a tile would lose its way, a lake its shore.
    """
    wanted = only or OSM_LAYERS
    statements = [f'way["highway"]({BOX});'] if "streets" in wanted else []
    values: dict[tuple[str, str], set[str]] = {}
    for rule in (rules or known_rules()).only(wanted).rules:
        element = "nwr" if "point" in KNOWN[rule.layer].geometry else "wr"
        values.setdefault((rule.key, element), set()).add(rule.value)
    statements += [
        f"{element}{_filter(key, wanted_values)}({BOX});" for (key, element), wanted_values in values.items()
    ]
    return f"[out:xml][timeout:{SERVER_TIMEOUT_S}];\n(\n" + "\n".join(statements) + "\n);\n(._;>;);\nout body qt;\n"


def query(text: str, box: Box) -> str:
    """The query for one box: Overpass wants south, west, north, east."""
    return text.replace(BOX, ",".join(f"{d:.6f}" for d in (box.south, box.west, box.north, box.east)))


def _filter(key: str, values: set[str]) -> str:
    """A filter of one key: any value, or a list whose parts are among some ("school;kindergarten" counts as both)."""
    if ANY in values:
        return f'["{key}"]'
    parts = "|".join(sorted(value if _PLAIN.fullmatch(value) else re.escape(value) for value in values))
    return f'["{key}"~"(^|; *)({parts})( *;|$)"]'
