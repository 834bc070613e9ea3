"""Archives: bombs, names that climb out of the folder, links, passwords, parts that are missing."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.badfiles.case import bad, bytes_file, cut, good, zipped_shapefile

LANDUSE = "--as landuse"


def archive(fill: Callable[[zipfile.ZipFile], None]) -> Callable[[], bytes]:
    def content() -> bytes:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
            fill(target)
        return stream.getvalue()

    return content


def zipped(name: str, fill: Callable[[zipfile.ZipFile], None], codes: str, arguments: str = LANDUSE):
    return bad(f"zip: {name}", bytes_file("goi.zip", archive(fill)), arguments, codes)


def zeros(target: zipfile.ZipFile) -> None:
    """120 MB that pack to 120 kB."""
    with target.open("to.csv", "w") as stream:
        for _ in range(120):
            stream.write(bytes(1_000_000))


def many(target: zipfile.ZipFile) -> None:
    for n in range(1_200):
        target.writestr(f"{n}.csv", "a\n1\n")


def nested(target: zipfile.ZipFile) -> None:
    inner = good(".geojson")
    for _ in range(4):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive_in:
            archive_in.writestr("trong.zip", inner)
        inner = stream.getvalue()
    target.writestr("trong.zip", inner)


def named(name: str) -> Callable[[zipfile.ZipFile], None]:
    return lambda target: target.writestr(name, good(".geojson"))


def link(target: zipfile.ZipFile) -> None:
    entry = zipfile.ZipInfo("dat.geojson")
    entry.create_system, entry.external_attr = 3, 0o120777 << 16
    target.writestr(entry, "/etc/passwd")


def device(target: zipfile.ZipFile) -> None:
    entry = zipfile.ZipInfo("dat.geojson")
    entry.create_system, entry.external_attr = 3, 0o020666 << 16
    target.writestr(entry, good(".geojson"))


def twice(target: zipfile.ZipFile) -> None:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        target.writestr("dat.geojson", good(".geojson"))
        target.writestr("dat.geojson", good(".geojson"))


def two_layers(target: zipfile.ZipFile) -> None:
    for name in ("a", "b"):
        target.writestr(f"{name}.geojson", good(".geojson"))


def encrypted() -> bytes:
    """The mark of a password set on the only member."""
    content = bytearray(archive(named("dat.geojson"))())
    content[6] |= 1
    central = content.rindex(b"PK\x01\x02")
    content[central + 8] |= 1
    return bytes(content)


def lying_size() -> bytes:
    """A member that says it unpacks to 4 GB."""
    content = bytearray(archive(named("dat.geojson"))())
    central = content.rindex(b"PK\x01\x02")
    content[central + 24 : central + 28] = struct.pack("<I", 0xFFFFFFF0)
    return bytes(content)


def wrong_sum() -> bytes:
    content = bytearray(archive(named("dat.geojson"))())
    central = content.rindex(b"PK\x01\x02")
    content[central + 16] ^= 0xFF
    content[14] ^= 0xFF
    return bytes(content)


NAMES = {
    "climbs out": "../../thoat.geojson",
    "climbs out in the middle": "a/../../thoat.geojson",
    "absolute": "/etc/cron.d/thoat.geojson",
    "drive letter": "C:\\thoat.geojson",
    "backslashes": "..\\..\\thoat.geojson",
}

CASES = [
    zipped("bomb", zeros, "archive_bomb archive_too_large"),
    bad(
        "zip: size that lies",
        bytes_file("goi.zip", lying_size),
        LANDUSE,
        "archive_bomb archive_too_large archive_broken file_unreadable",
    ),
    zipped("too many members", many, "archive_too_many_entries"),
    zipped("archives in archives", nested, "archive_nested"),
    *(zipped(f"name that is {kind}", named(name), "archive_unsafe_name") for kind, name in NAMES.items()),
    zipped("link to a file outside", link, "archive_link"),
    zipped("device", device, "archive_link archive_unsafe_name"),
    zipped("one name twice", twice, "archive_duplicate"),
    zipped("nothing inside", lambda _: None, "archive_empty"),
    zipped(
        "nothing readable inside", lambda target: target.writestr("doc_toi.docx", b"PK"), "archive_nothing_readable"
    ),
    zipped(
        "nothing but an empty folder",
        lambda target: target.writestr("a/", b""),
        "archive_empty archive_nothing_readable",
    ),
    zipped("two layers inside", two_layers, "several_sublayers"),
    zipped("empty file inside", lambda target: target.writestr("dat.geojson", b""), "file_empty json_broken"),
    zipped(
        "broken file inside",
        lambda target: target.writestr("dat.geojson", good(".geojson")[:200]),
        "json_broken file_truncated",
    ),
    bad("zip: password", bytes_file("goi.zip", encrypted), LANDUSE, "archive_encrypted"),
    bad("zip: check sum that is wrong", bytes_file("goi.zip", wrong_sum), LANDUSE, "archive_broken file_unreadable"),
    *(
        bad(
            f"zip: cut at {share:.0%}",
            bytes_file("goi.zip", lambda share=share: cut(good(".shp.zip"), share)),
            LANDUSE,
            "archive_broken file_truncated file_unreadable wrong_file_kind",
        )
        for share in (0.01, 0.4, 0.8, 0.99)
    ),
    *(
        bad(
            f"shapefile without {part}",
            bytes_file("goi.zip", lambda part=part: zipped_shapefile((part,))),
            LANDUSE,
            codes,
        )
        for part, codes in (
            (".shx", "shapefile_part_missing"),
            (".dbf", "shapefile_part_missing missing_column"),
            (".prj", "crs_missing"),
        )
    ),
    bad("shapefile alone", lambda folder: _loose(folder, ".shp"), LANDUSE, "shapefile_part_missing"),
    bad(
        "table of a shapefile alone",
        lambda folder: _loose(folder, ".dbf"),
        LANDUSE,
        "shapefile_part_missing no_geometry wrong_file_kind",
    ),
]


def _loose(folder: Path, suffix: str) -> Path:
    with zipfile.ZipFile(io.BytesIO(zipped_shapefile())) as source:
        path = folder / f"dat{suffix}"
        path.write_bytes(source.read(f"dat{suffix}"))
    return path
