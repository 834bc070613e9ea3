"""Extracts of OpenStreetMap: cut anywhere, with entities, of another place, of something else."""

from __future__ import annotations

import gzip
import io
import tempfile
from functools import cache
from pathlib import Path

from tests.badfiles.case import LAT, LON, PASSWD, bad, bytes_file, cut, text_file

OSM = "--as osm"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="test">\n'


STAMP = 'version="1" timestamp="2026-01-01T00:00:00Z"'


def town(lon: float = LON, lat: float = LAT, count: int = 300) -> str:
    """A row of nodes, joined by streets of three nodes each."""
    nodes = "".join(f'<node id="{n + 1}" {STAMP} lon="{lon + n * 1e-4:.5f}" lat="{lat:.5f}"/>\n' for n in range(count))
    ways = "".join(
        f'<way id="{n + 1}" {STAMP}>{"".join(f"<nd ref={chr(34)}{n + k}{chr(34)}/>" for k in (1, 2, 3))}'
        f'<tag k="highway" v="residential"/><tag k="name" v="Đường số {n}"/></way>\n'
        for n in range(0, count - 2, 2)
    )
    return f"{HEAD}{nodes}{ways}</osm>\n"


@cache
def packed() -> bytes:
    import osmium

    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "a.osm", Path(folder) / "a.osm.pbf"
        source.write_text(town(count=4000), encoding="utf-8")
        writer = osmium.SimpleWriter(str(target))
        for item in osmium.FileProcessor(str(source)):
            writer.add(item)
        writer.close()
        return target.read_bytes()


def gz(text: str) -> bytes:
    stream = io.BytesIO()
    with gzip.GzipFile(fileobj=stream, mode="wb", mtime=0) as target:
        target.write(text.encode())
    return stream.getvalue()


LAUGHS = (
    '<?xml version="1.0"?>\n<!DOCTYPE lolz [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9))
    + "]>\n"
)
CUT = "osm_truncated osm_broken file_truncated osm_empty osm_nothing osm_not_osm osm_missing_nodes"
NODE = f'<node id="1" version="1" lon="{LON}" lat="{LAT}"/>'

CASES = [
    *(
        bad(
            f"osm: cut at {share:.1%}",
            bytes_file("trich.osm", lambda share=share: cut(town().encode(), share)),
            OSM,
            CUT,
        )
        for share in (0.001, 0.01, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 0.97, 0.999)
    ),
    *(
        bad(
            f"osm.pbf: cut at {share:.1%}",
            bytes_file("trich.osm.pbf", lambda share=share: cut(packed(), share)),
            OSM,
            CUT,
        )
        for share in (0.001, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 0.999)
    ),
    *(
        bad(
            f"osm.gz: cut at {share:.0%}",
            bytes_file("trich.osm.gz", lambda share=share: cut(gz(town()), share)),
            OSM,
            CUT,
        )
        for share in (0.1, 0.5, 0.95)
    ),
    bad(
        "osm: billion laughs",
        text_file("trich.osm", f"{LAUGHS}<osm version='0.6'>{NODE}<note>&j;</note></osm>"),
        OSM,
        "osm_entities xml_entities osm_broken",
    ),
    bad(
        "osm: entity that reads a file",
        text_file(
            "trich.osm",
            f'<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY e SYSTEM "{PASSWD}">]>\n'
            f'<osm version="0.6">{NODE}<note>&e;</note></osm>',
        ),
        OSM,
        "osm_entities xml_entities osm_broken",
    ),
    bad(
        "osm: no streets, nothing",
        text_file("trich.osm", f"{HEAD}{NODE}</osm>"),
        OSM,
        "osm_nothing osm_no_features osm_no_ways osm_nothing_found",
    ),
    bad(
        "osm: nothing inside",
        text_file("trich.osm", f"{HEAD}</osm>"),
        OSM,
        "osm_nothing osm_empty osm_no_features osm_no_ways osm_nothing_found",
    ),
    bad(
        "osm: another XML", text_file("trich.osm", '<?xml version="1.0"?><gpx version="1.1"></gpx>'), OSM, "osm_not_osm"
    ),
    bad("osm: tag without an end", text_file("trich.osm", f"{HEAD}<node id='1' lon='1'"), OSM, CUT),
    bad(
        "osm: node without a number",
        text_file("trich.osm", f'{HEAD}<node id="one" lon="{LON}" lat="{LAT}"/></osm>'),
        OSM,
        "osm_broken",
    ),
    bad(
        "osm: node beyond the poles",
        text_file("trich.osm", town(lat=95.0)),
        OSM,
        "osm_broken osm_nothing osm_missing_nodes osm_no_features osm_no_positions",
    ),
    bad("osm: in Hà Nội", text_file("trich.osm", town(105.85, 21.02)), OSM, "outside_area"),
    bad("osm: XML called PBF", text_file("trich.osm.pbf", "x" * 400), OSM, "osm_wrong_format osm_broken osm_not_osm"),
    bad("osm: table called OSM", text_file("trich.osm", "id,people\n1,2\n"), OSM, "osm_not_osm osm_broken"),
    bad(
        "osm: only a type that is not there",
        text_file("trich.osm", town()),
        f"{OSM} --only water",
        "osm_nothing osm_no_features osm_no_ways osm_nothing_found",
    ),
]
