"""OpenStreetMap fetched for an area and brought into the warehouse, as an extract is that somebody else downloaded."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

import shapely
from shapely.geometry.base import BaseGeometry

from layers.crs import WGS84
from layers.feeds.clip import clipped
from layers.feeds.osm_download import Downloaded, Sleep, Tell, Wanted, download, shelf_of
from layers.feeds.overpass import Patience, server_at
from layers.feeds.tiles import Box, box_of, named_box, tiles
from layers.files import read_osm
from layers.layer import Layer
from layers.placing import Surroundings
from layers.problems import OptionError, Problem
from layers.warehouse import open_warehouse
from layers.warehouse.base import Warehouse
from layers.warehouse.faults import faults_told
from planning.import_options import ImportOptions, check_options
from planning.importing import Imported, NothingYet, layers_of, prepare, study_area, write_all

DOWNLOADS = "downloads"


@dataclass(frozen=True, kw_only=True)
class FetchOptions:
    """What is to be fetched: exactly one of `area`, `box` and `within`.

    `area` is a name of `data/study_areas.csv`, `within` a file of polygons (or FILE::SUBLAYER).
    `only` picks types of layers; `endpoint` is the address of an Overpass server, the public one where empty.
    """

    area: str = ""
    box: tuple[float, ...] = ()
    within: str = ""
    only: tuple[str, ...] = ()
    endpoint: str = ""

    def wanted(self) -> Wanted:
        """Box, types and outline.

        Raises
        ------
        PlanningError
            `fetch_one_area` where not exactly one area is named; the problems of the area, of `only` (as for an
            import) and of the file of polygons.
        """
        given = [bool(self.area), bool(self.box), bool(self.within)]
        if sum(given) != 1:
            found = ", ".join(flag for flag, is_given in zip(_FLAGS, given, strict=True) if is_given) or "-"
            raise OptionError(Problem(code="fetch_one_area", found=found, allowed=" | ".join(_FLAGS)))
        check_options(ImportOptions(type="osm", only=self.only), 1)
        if self.within:
            outline = outline_of(Path(self.within))
            return Wanted(box=box_of(outline.bounds), only=self.only, within=outline)
        return Wanted(box=named_box(self.area) if self.area else box_of(self.box), only=self.only)


_FLAGS = ("--area", "--bbox", "--within")


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How a fetch behaves: who is told how far it is, how it pauses, how patient it is. Tests bring their own."""

    tell: Tell = field(default=lambda _: None)
    sleep: Sleep = field(default_factory=lambda: time.sleep)  # looked up when it is needed, so that tests can hurry
    patience: Patience = field(default_factory=Patience)


def outline_of(path: Path) -> BaseGeometry:
    """The union of the polygons of a file, in degrees.

    Raises
    ------
    PlanningError
        Whatever stands against reading the file as a study area.
    """
    layer = prepare(NothingYet(), path, ImportOptions(type="area"))[0]
    if not isinstance(layer, Layer):
        raise OptionError(Problem(code="wrong_type", found="raster", allowed="polygon"))
    outline: BaseGeometry = shapely.union_all(layer.frame.to_crs(WGS84).geometry.to_numpy())
    return outline


def fetch(address: str | Path, options: FetchOptions, manner: Manner | None = None) -> tuple[Imported, ...]:
    """What was written; tiles that came before a failure stay, and the next call goes on from there.

    Parameters
    ----------
    address
        The warehouse where the layers go, and beside them the extract as it was put together; it is made where there is
        none, once the request is known to make sense.
    options
        What to fetch.
    manner
        How.

    Raises
    ------
    PlanningError
        `fetch_...` of `layers.feeds.osm_download`, problems of the options, `fetch_illustrative` for a made-up place,
        `fetch_elsewhere` where the area does not meet that of the warehouse, and whatever an import may find.
        Nothing is written then but tiles.
    """
    manner = manner or Manner()
    wanted, server = options.wanted(), server_at(options.endpoint, manner.patience)
    tiles(wanted.box)  # too large an area is said before anything is made or asked
    warehouse = open_warehouse(address, create=True)
    around = _check_place(warehouse, wanted)
    shelf = shelf_of(downloads(warehouse), wanted)
    with faults_told(shelf.folder):
        found = download(wanted, server, shelf, manner.tell, manner.sleep)
    done = _take_in(warehouse, found, wanted, around)
    shelf.clear()
    return done


def downloads(warehouse: Warehouse) -> Path:
    """The folder for what is on its way into a warehouse."""
    return Path(warehouse.address) / DOWNLOADS


def _check_place(warehouse: Warehouse, wanted: Wanted) -> Surroundings:
    """What is known of the place; refuses a real town over a made-up one, and the streets of another place."""
    entries = warehouse.entries()
    made_up = [entry.layer for entry in entries if entry.illustrative]
    if made_up:
        raise OptionError(Problem(code="fetch_illustrative", found=", ".join(made_up[:5]), count=len(made_up)))
    area = study_area(warehouse, "streets")
    if area is not None and not shapely.box(*area).intersects(shapely.box(*wanted.box.bounds)):
        raise OptionError(Problem(code="fetch_elsewhere", found=wanted.box.text, allowed=Box(*area).text))
    return Surroundings(area=area)


def _take_in(warehouse: Warehouse, found: Downloaded, wanted: Wanted, around: Surroundings) -> tuple[Imported, ...]:
    extract = read_osm(found.file, only=wanted.only)
    if wanted.within is not None:
        extract = replace(extract, layers=MappingProxyType(clipped(extract.layers, wanted.within)))
    options = ImportOptions(type="osm", only=wanted.only)
    layers = layers_of(extract, found.file.name, options, around)
    return write_all(warehouse, [(found.file, layer) for layer in layers], options)
