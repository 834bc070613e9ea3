"""Which groups of data are here, which in part, which are missing, and who provides them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
import shapely

from layers.city import City
from layers.known import matches_kind
from layers.layer import Layer
from layers.warehouse.base import Version
from planning.i18n import Translator
from planning.present import sentence
from planning.zones import AREAL, has_ended

State = Literal["full", "partial", "none"]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A group of data: types of layers, kinds of facilities, who provides it, as what it is imported.

    `osm` is the type of layer under which OpenStreetMap has some of it, "" where it has nothing.
    """

    id: str
    types: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    provider: str
    import_as: str
    osm: str = ""


@dataclass(frozen=True, kw_only=True)
class Group:
    """A group as it is: `lacks` says in words what is missing of a group that is here in part.

    The ways to bring it: a file imported as `import_as`, and where `osm` is a type of layer, OpenStreetMap.
    """

    id: str
    state: State
    features: int = 0
    lacks: str = ""
    source: str = ""
    date: str = ""
    provider: str = ""
    import_as: str = ""
    osm: str = ""
    layers: tuple[str, ...] = ()


GROUPS = (
    Wanted(id="units", types=("units",), provider="home", import_as="units"),
    Wanted(id="population", types=("population", "population_grid"), provider="statistics", import_as="population"),
    Wanted(id="outlines", types=("units",), provider="home", import_as="units"),
    Wanted(id="streets", types=("streets",), provider="construction", import_as="streets", osm="streets"),
    Wanted(
        id="school",
        types=("facilities",),
        kinds=("school.preschool", "school.primary", "school.lower_secondary"),
        provider="education",
        import_as="facilities",
        osm="facilities",
    ),
    Wanted(
        id="health",
        types=("facilities",),
        kinds=("health.station", "health.hospital"),
        provider="health",
        import_as="facilities",
        osm="facilities",
    ),
    Wanted(
        id="daily",
        types=("facilities",),
        kinds=("market", "culture"),
        provider="trade",
        import_as="facilities",
        osm="facilities",
    ),
    Wanted(
        id="transport",
        types=("facilities",),
        kinds=("bus_stop",),
        provider="construction",
        import_as="facilities",
        osm="facilities",
    ),
    Wanted(
        id="safety",
        types=("facilities",),
        kinds=("fire_station",),
        provider="police",
        import_as="facilities",
        osm="facilities",
    ),
    Wanted(id="green", types=("green",), provider="construction", import_as="green", osm="green"),
    Wanted(id="zoning", types=("zoning",), provider="construction", import_as="zoning"),
    Wanted(id="landuse", types=("landuse",), provider="agriculture", import_as="landuse", osm="landuse"),
    Wanted(id="water", types=("water",), provider="agriculture", import_as="water", osm="water"),
    Wanted(id="flood", types=("flood_depth",), provider="agriculture", import_as="flood_depth"),
    Wanted(id="monitoring", types=("sensors",), provider="agriculture", import_as="sensors"),
)


def readiness(entries: Sequence[Version], city: City | None, readings: int, t: Translator) -> tuple[Group, ...]:
    """Every group with its state.

    Parameters
    ----------
    entries
        The current versions of the warehouse.
    city
        Their content; `None` for an empty warehouse.
    readings
        How many series of observations there are.
    """
    return tuple(_group(wanted, entries, city, readings, t) for wanted in GROUPS)


def full(groups: Sequence[Group]) -> int:
    """How many groups are complete."""
    return sum(group.state == "full" for group in groups)


def _group(wanted: Wanted, entries: Sequence[Version], city: City | None, readings: int, t: Translator) -> Group:
    found = _lasting([entry for entry in entries if entry.type in wanted.types], city)
    bare = Group(
        id=wanted.id,
        state="none",
        provider=t(f"ready.provider.{wanted.provider}"),
        import_as=wanted.import_as,
        osm=wanted.osm,
    )
    if not found or city is None:
        return bare
    features, lacks = _contents(wanted, found, city, readings, t)
    if not features:
        return bare
    newest = max(found, key=lambda entry: entry.date)
    return replace(
        bare,
        state="partial" if lacks else "full",
        features=features,
        lacks=lacks,
        source=sentence.source(newest.source, t),
        date=newest.data_date or newest.date[:10],
        layers=tuple(entry.layer for entry in found),
    )


def _lasting(found: list[Version], city: City | None) -> list[Version]:
    """Those sets of units that are in force, where there are any; everything of another type."""
    if city is None or any(entry.type != "units" for entry in found):
        return found
    return [entry for entry in found if not has_ended(city[entry.layer].frame)] or found


def _contents(wanted: Wanted, found: Sequence[Version], city: City, readings: int, t: Translator) -> tuple[int, str]:
    """How many features the group holds, and what it lacks in words."""
    if wanted.kinds:
        return _facilities(wanted, city, t)
    features = sum(entry.features for entry in found)
    lacks = ""
    if wanted.id == "outlines":
        lacks = "" if _outlined([city[entry.layer] for entry in found]) else t("ready.lack.areas")
    elif wanted.id == "streets" and all(len(set(layer.frame["class"])) <= 1 for layer in city.of_type("streets")):
        lacks = t("ready.lack.class")
    elif wanted.id == "monitoring" and not readings:
        lacks = t("ready.lack.readings")
    return features, lacks


def _facilities(wanted: Wanted, city: City, t: Translator) -> tuple[int, str]:
    frames = [layer.frame for layer in city.of_type("facilities")]
    everything = (
        pd.concat([frame.drop(columns="geometry") for frame in frames]) if frames else pd.DataFrame({"kind": []})
    )
    prefix = wanted.kinds[0].partition(".")[0]
    mine = everything[[any(matches_kind(str(k), w) for w in (prefix, *wanted.kinds)) for k in everything["kind"]]]
    absent = [kind for kind in wanted.kinds if not (mine["kind"] == kind).any()]
    if absent and len(mine):
        return len(mine), t("ready.lack.kinds", list=", ".join(sentence.inside(t(f"kind.{kind}")) for kind in absent))
    if wanted.id in ("school", "health") and len(mine):
        sized = mine[mine["kind"].isin(wanted.kinds)]
        sizes = sized["capacity"] if "capacity" in sized.columns else pd.Series(np.nan, index=sized.index)
        gone = int(sizes.isna().sum())
        if gone:
            return len(mine), t("ready.lack.capacity", count=t.number(gone), all=t.number(len(sized)))
    return len(mine), ""


def _outlined(layers: Sequence[Layer]) -> bool:
    """Whether there are outlines of every unit that is in force."""
    shapes = [layer.frame.geometry.to_numpy() for layer in layers if layer.has_geometry and len(layer)]
    return bool(shapes) and all(bool((shapely.get_dimensions(part) == AREAL).all()) for part in shapes)
