"""Requests that cannot be meant, and things that are no files."""

from __future__ import annotations

import os
from pathlib import Path

from tests.badfiles.case import bad, bytes_file, good

GOOD = bytes_file("dat.geojson", lambda: good(".geojson"))
CSV = bytes_file("bang.csv", lambda: good(".csv"))
LANDUSE, POPULATION = "--as landuse", "--as population"


def absent(folder: Path) -> Path:
    return folder / "không có.csv"


def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "ong.csv")
    return folder / "ong.csv"


def dangling(folder: Path) -> Path:
    (folder / "lien_ket.csv").symlink_to(folder / "đâu")
    return folder / "lien_ket.csv"


def loop(folder: Path) -> Path:
    (folder / "vong.csv").symlink_to(folder / "vong.csv")
    return folder / "vong.csv"


NAMES = ("a/b", "../b", "..", "/etc/passwd", "A", "đất", "a" * 61, "a;b", "a'b", "a.b", "a\\b", "a%2fb")
WRONG_FLAGS = 2

CASES = [
    *(bad(f"layer name {name[:12]!r}", GOOD, f"{LANDUSE} --layer {name}", "layer_name") for name in NAMES),
    bad("layer of another type", GOOD, f"{LANDUSE} --layer units", "layer_other_type"),
    bad("file that is not there", absent, LANDUSE, "file_missing"),
    bad("folder", lambda folder: folder, LANDUSE, "file_is_folder"),
    bad("pipe", pipe, LANDUSE, "file_missing"),
    bad("link to nowhere", dangling, LANDUSE, "file_missing"),
    bad("link to itself", loop, LANDUSE, "file_missing"),
    bad("type that is not one", GOOD, "--as nonsense", "unknown_type", WRONG_FLAGS),
    bad("facility kind that is not one", CSV, "--as facilities --kind zoo", "unknown_kind", WRONG_FLAGS),
    bad("part of an extract that is not one", GOOD, "--as osm --only streets,zoo", "osm_unknown_layer", WRONG_FLAGS),
    bad("kind for land", GOOD, f"{LANDUSE} --kind market", "kind_not_used"),
    bad("unit for land", GOOD, f"{LANDUSE} --unit m", "flag_not_used", WRONG_FLAGS),
    bad("target for land", GOOD, f"{LANDUSE} --to units --on id=code", "flag_not_used", WRONG_FLAGS),
    bad("parts of no extract", GOOD, f"{LANDUSE} --only streets", "flag_not_used", WRONG_FLAGS),
    bad("columns of a raster", GOOD, "--as elevation --map a=b", "flag_not_used", WRONG_FLAGS),
    bad("metric CRS in degrees", GOOD, f"{LANDUSE} --metric-crs EPSG:4326", "crs_not_metric"),
    bad("metric CRS in feet", GOOD, f"{LANDUSE} --metric-crs ESRI:102696", "crs_not_metric"),
    bad("metric CRS that is not one", GOOD, f"{LANDUSE} --metric-crs EPSG:0", "crs_unknown"),
    bad("CRS with SQL", GOOD, f"{LANDUSE} --crs EPSG:4326';DROP", "crs_unknown"),
]
