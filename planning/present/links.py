"""What a city hangs on: links by the people whom their loss cuts off, connected parts, and how people enter streets."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.city import City
from layers.crs import lonlat_bounds
from layers.problems import Problem
from planning.i18n import Translator
from planning.present import base, partial, sentence
from planning.present.access import Ask
from planning.present.access_map import facilities
from planning.present.scale import shared
from planning.present.views import Answer, Column, MapView, Mark, ShapeLayer, TableView
from planning.services import Links

MOST_ROWS = 60
FAR, ISLANDED, LOST = "#b35806", "#7a5195", "#b3261e"
ENTRY = (("unsnapped", LOST), ("islanded", ISLANDED), ("far", FAR))


@dataclass(frozen=True, eq=False)
class Stretches:
    """Neighbouring links with the same fate as one row: `frame` is sorted by people cut off, then by detour.

    Columns: name, group (of `base.ROADS`), bridge, people, cut_off, detoured (people), more_min (minutes each),
    length_m; geometry all its links. `entry` is how people enter the network.
    """

    frame: gpd.GeoDataFrame
    entry: gpd.GeoDataFrame
    facility: str
    mode: str
    illustrative: bool
    doubts: tuple[Problem, ...] = ()


def stretches(found: Links, streets: gpd.GeoDataFrame, t: Translator) -> Stretches:
    """Links joined into stretches of one name whose loss means the same."""
    links = found.critical.links[["people", "people_cut_off", "person_minutes_of_detour", "is_bridge", "geometry"]]
    known = streets.reindex(links.index)
    names, groups = street_names(known, t), base.road_group(known["class"])
    rows = gpd.GeoDataFrame(
        {
            "name": names.to_numpy(),
            "group": groups.to_numpy(),
            "bridge": is_bridge(known).to_numpy(),
            "people": links["people"].to_numpy(),
            "cut_off": links["people_cut_off"].to_numpy(),
            "detour": links["person_minutes_of_detour"].to_numpy(),
            "only": links["is_bridge"].to_numpy(),
        },
        geometry=links.geometry.to_numpy(),
        crs=links.crs,
    )
    rows = rows[rows["people"] > 0]
    key = [rows["name"], rows["group"], rows["people"].round(3), rows["cut_off"].round(3)]
    joined = rows.groupby(key, sort=False)
    number = joined.ngroup().to_numpy()  # groups come in the order in which they are met
    order = np.argsort(number, kind="stable")
    parts = np.split(rows.geometry.to_numpy()[order], np.cumsum(np.bincount(number))[:-1]) if len(rows) else []
    lines = [shapely.line_merge(shapely.multilinestrings(part)) for part in parts]
    frame = gpd.GeoDataFrame(
        {
            "name": joined["name"].first().to_numpy(),
            "group": joined["group"].first().to_numpy(),
            "bridge": joined["bridge"].any().to_numpy(),
            "only": joined["only"].any().to_numpy(),
            "people": joined["people"].max().to_numpy(),
            "cut_off": joined["cut_off"].max().to_numpy(),
            "detour": joined["detour"].max().to_numpy(),
        },
        geometry=lines,
        crs=links.crs,
    )
    frame["detoured"] = (frame["people"] - frame["cut_off"]).where(frame["detour"] > 0, 0.0)
    frame["more_min"] = frame["detour"] / frame["detoured"].where(frame["detoured"] > 0)
    frame["length_m"] = frame.geometry.length
    frame = frame.sort_values(["cut_off", "detour"], ascending=False, kind="stable").reset_index(drop=True)
    frame.index = pd.Index([str(number) for number in range(len(frame))], name="id")
    return Stretches(frame, found.entry, found.facility, found.mode, found.illustrative, found.doubts)


def street_names(streets: pd.DataFrame, t: Translator) -> pd.Series:
    """The name of each street, or its class where it has none; bridges say that they are bridges."""
    words = base.road_group(streets["class"]).map({name: t(f"road.{name}") for name, *_ in base.ROADS})
    given = streets["name"].fillna("").astype(str) if "name" in streets.columns else pd.Series("", index=streets.index)
    names = given.where(given != "", words)
    says = given.str.casefold().str.contains(r"\bcầu\b|\bbridge\b", regex=True)
    return names.where(~is_bridge(streets) | says, names.map(lambda name: t("access.links.bridge", name=name)))


def is_bridge(streets: pd.DataFrame) -> pd.Series:
    """Which streets are bridges."""
    if "bridge" not in streets.columns:
        return pd.Series(data=False, index=streets.index)
    return ~streets["bridge"].fillna("no").astype(str).isin(("no", "", "False"))


def answer(found: Stretches, t: Translator) -> Answer:
    """How many stretches cut somebody off, and what the worst of them means."""
    frame = found.frame
    cutting = frame[frame["cut_off"] >= 0.5]  # noqa: PLR2004 - half a person
    facility, mode = t(f"facility.{found.facility}"), t(f"by.{found.mode}")
    doubts = partial.said(found.doubts, t)
    if not len(cutting):
        return Answer(
            sentences=(t("access.links.none", facility=facility, mode=mode), *doubts), illustrative=found.illustrative
        )
    worst = cutting.iloc[0]
    parts = [
        t("access.links.count", count=t.number(len(cutting)), facility=facility, mode=mode),
        t("access.links.worst", name=worst["name"], people=t.number(worst["cut_off"]), facility=facility),
    ]
    if frame["detoured"].max() >= 1:
        far = frame.loc[frame["detour"].idxmax()]
        parts.append(
            t(
                "access.links.detour",
                name=far["name"],
                people=t.number(far["detoured"]),
                minutes=t.number(far["more_min"], 1),
            )
        )
    return Answer(sentences=(*parts, *doubts), illustrative=found.illustrative)


def table(found: Stretches, t: Translator) -> TableView:
    """The stretches that matter most."""
    frame = found.frame[(found.frame["cut_off"] > 0) | (found.frame["detour"] > 0)].head(MOST_ROWS)
    rows = pd.DataFrame(frame.drop(columns="geometry"))
    rows["class"] = rows["group"].map({name: t(f"road.{name}") for name, *_ in base.ROADS})
    rows.insert(0, "no", range(1, len(rows) + 1))
    columns = (
        Column(name="no", title=t("overview.table.no"), kind="number"),
        Column(name="name", title=t("access.links.name")),
        Column(name="class", title=t("access.links.class")),
        Column(name="length_m", title=t("access.links.length"), kind="number"),
        Column(name="cut_off", title=t("access.links.cut_off"), kind="number"),
        Column(name="detoured", title=t("access.links.detoured"), kind="number"),
        Column(name="more_min", title=t("access.links.more"), kind="number", digits=1),
    )
    return TableView(
        title=t("access.links.table", facility=t(f"facility.{found.facility}"), mode=t(f"by.{found.mode}")),
        frame=rows,
        columns=columns,
        file=f"doan-duong-xung-yeu-{found.facility}-{found.mode}",
        note=t("access.links.note"),
        illustrative=found.illustrative,
    )


def map_view(
    city: City, found: Stretches, units: str, t: Translator, *, below: tuple[ShapeLayer, ...], chosen: str = ""
) -> MapView:
    """Stretches by people cut off, places that enter badly, facilities; the chosen stretch on top."""
    frame = found.frame[found.frame["cut_off"] >= 0.5]  # noqa: PLR2004 - half a person
    scale = shared([frame["cut_off"]], unit=t("unit.person"), special=())
    marks = tuple(
        Mark(label=mark.label, colour=mark.colour, width=2.5 + 1.2 * number)
        for number, mark in enumerate(scale.marks(t))
    )
    tips = [
        t("access.links.tip", name=row.name_, cut_off=t.number(row.cut_off), detoured=t.number(row.detoured))
        for row in frame.rename(columns={"name": "name_"}).itertuples()
    ]
    critical = ShapeLayer(
        id="access.links",
        kind="line",
        shapes=frame.geometry,
        marks=marks,
        classes=scale.classify(frame["cut_off"]),
        title=t("access.links.layer"),
        group=t("tree.result"),
        tooltips=tuple(tips),
        opacity=1.0,
    )
    outlines = [base.units_layer(city[units], t)] if units in city.layers else []
    shown = found.frame.geometry[found.frame.index == chosen]

    places = facilities(city, Ask(service=found.facility), t)
    layers = (*outlines, *entry_layers(found.entry, t), critical, *marked(found, chosen, t), *places)
    return MapView(
        title=t("access.links.map", facility=t(f"facility.{found.facility}"), mode=t(f"by.{found.mode}")),
        layers=layers,
        base=below,
        bounds=base.bounds_of(city),
        credit=base.credit(city, t),
        illustrative=city.illustrative,
        focus=lonlat_bounds(tuple(shown.buffer(400).total_bounds), city.crs) if len(shown) else None,
    )


def marked(found: Stretches, chosen: str, t: Translator) -> tuple[ShapeLayer, ...]:
    """The stretch chosen in the table."""
    if chosen not in found.frame.index:
        return ()
    row = found.frame.loc[chosen]
    line = gpd.GeoSeries([row.geometry], crs=found.frame.crs)
    return (
        ShapeLayer(
            id="access.links.chosen",
            kind="line",
            shapes=line,
            marks=(Mark(label=str(row["name"]), colour=LOST, width=9),),
            title=t("access.links.chosen"),
            group=t("tree.result"),
            opacity=0.75,
        ),
    )


def entry_layers(entry: gpd.GeoDataFrame, t: Translator) -> tuple[ShapeLayer, ...]:
    """Places that enter the network from far, on an island of it, or not at all: lines to the nearest street."""
    number = np.select([entry[name].to_numpy() for name, _ in ENTRY], range(len(ENTRY)), default=-1)
    chosen, number = entry[number >= 0], number[number >= 0]
    if not len(chosen):
        return ()
    words = [t(f"access.entry.{name}") for name, _ in ENTRY]
    tips = tuple(
        "\n".join(
            (
                words[n],
                t("access.entry.distance", distance=t.quantity(row.distance_m, t("unit.m"))),
                t("tip.people", count=t.number(row.people)),
            )
        )
        for n, row in zip(number, chosen.itertuples(), strict=True)
    )
    return (
        ShapeLayer(
            id="access.entry",
            kind="line",
            shapes=chosen.geometry,
            marks=tuple(Mark(label=words[i], colour=colour, width=3.0) for i, (_, colour) in enumerate(ENTRY)),
            classes=number.astype("int16"),
            tooltips=tips,
            title=t("access.entry.layer"),
            shown=False,
            group=t("access.entry.group"),
            opacity=1.0,
        ),
    )


def entry_text(entry: gpd.GeoDataFrame, t: Translator) -> str:
    """How people enter the network, in words."""
    total = float(entry["people"].sum())
    parts = [
        t(f"access.entry.{name}.people", people=t.number(count), share=sentence.share(count, total, t))
        for name, _ in ENTRY
        if (count := float(entry["people"][entry[name].to_numpy()].sum())) > 0
    ]
    return " ".join(parts) if parts else t("access.entry.fine")


def parts_table(found: Links, t: Translator) -> TableView:
    """The connected parts of the network, the largest first."""
    rows = found.critical.parts.head(MOST_ROWS).copy()
    rows.insert(0, "no", range(1, len(rows) + 1))
    columns = (
        Column(name="no", title=t("overview.table.no"), kind="number"),
        Column(name="length_km", title=t("access.parts.length"), kind="number", digits=1),
        Column(name="streets", title=t("access.parts.streets"), kind="number"),
        Column(name="people", title=t("access.table.people"), kind="number"),
        Column(name="facilities", title=t("access.parts.facilities"), kind="number"),
    )
    return TableView(
        title=t("access.parts.title"),
        frame=rows,
        columns=columns,
        file="phan-co-lap",
        note=t("access.parts.note"),
        illustrative=found.illustrative,
    )
