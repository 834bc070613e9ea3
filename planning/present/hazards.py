"""Who lives where floods reach: units by people, and the map of depths."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from layers.city import City
from planning.evaluate import Evaluation
from planning.i18n import Translator
from planning.present import base, sentence
from planning.present.views import Answer, Column, ImageLayer, MapView, Mark, ShapeLayer, TableView
from planning.zonal import FLOOD_DEPTH_M

PEOPLE, FLOODED = "people", "flood_head_count"
SHOWN_UNITS = 2


def known(city: City) -> bool:
    """Whether anything says where floods are."""
    return bool(city.of_type("flood_zone")) or any(grid.type == "flood_depth" for grid in city.grids.values())


def answer(found: Evaluation, scenario: str, names: Mapping[str, str], t: Translator) -> Answer | None:
    """People in the flooded area, their share, and the units with most of them; `None` where it is not known."""
    whole = found.whole()[scenario]
    flooded, people = float(whole.get(FLOODED, np.nan)), float(whole.get(PEOPLE, np.nan))
    if not np.isfinite(flooded):
        return None
    depth = t.quantity(FLOOD_DEPTH_M, t("unit.m"), 1)
    if round(flooded) <= 0:
        return Answer(sentences=(t("hazards.none", depth=depth),), illustrative=found.illustrative)
    said = [
        t("hazards.some", people=t.number(flooded), share=sentence.share(flooded, people, t), depth=depth),
    ]
    units = found.by_zone(scenario)[FLOODED]
    first = units[units.round() > 0].sort_values(ascending=False, kind="stable").head(SHOWN_UNITS)
    listed = [f"{names[str(unit)]} ({t.number(count)})" for unit, count in first.items() if str(unit) in names]
    if listed and len(units) > 1:
        said.append(t("hazards.units", units=sentence.names(listed, t)))
    return Answer(sentences=tuple(said), illustrative=found.illustrative)


def table(found: Evaluation, scenario: str, names: Mapping[str, str], t: Translator) -> TableView:
    """Units with people in the flooded area, most first; those without anybody there are left out."""
    values = found.by_zone(scenario)
    rows = pd.DataFrame(
        {
            "unit": [names.get(str(unit), str(unit)) for unit in values.index],
            "people": values[PEOPLE] if PEOPLE in values.columns else np.nan,
            "flooded": values[FLOODED] if FLOODED in values.columns else np.nan,
        },
        index=values.index,
    )
    rows["share"] = rows["flooded"] / rows["people"].where(rows["people"] > 0)
    rows = rows[rows["flooded"].round() > 0].sort_values("flooded", ascending=False, kind="stable")
    rows.insert(0, "no", range(1, len(rows) + 1))
    columns = (
        Column(name="no", title=t("overview.table.no"), kind="number"),
        Column(name="unit", title=t("overview.table.unit")),
        Column(name="people", title=t("access.table.people"), kind="number"),
        Column(name="flooded", title=t("hazards.table.flooded"), kind="number"),
        Column(name="share", title=t("hazards.table.share"), kind="share", digits=1),
    )
    return TableView(
        title=t("hazards.table"),
        frame=rows,
        columns=columns,
        file="dan-so-vung-ngap",
        note=t("hazards.table.note", depth=t.quantity(FLOOD_DEPTH_M, t("unit.m"), 1)),
        illustrative=found.illustrative,
    )


def map_view(city: City, units: str, t: Translator) -> MapView:
    """Depth of water over the base map, with the units."""
    grids: list[ShapeLayer | ImageLayer] = [
        base.flood_layer(grid, t, shown=True) for grid in city.grids.values() if grid.type == "flood_depth"
    ]
    zones: list[ShapeLayer | ImageLayer] = [
        ShapeLayer(
            id=layer.name,
            kind="area",
            shapes=layer.frame.geometry,
            shapes_key=layer.digest,
            title=t("layer.flood_zone"),
            group=t("tree.hazard"),
            marks=(Mark(label=t("layer.flood_zone"), colour=base.FLOOD_COLOURS[1], outline=base.FLOOD_COLOURS[3]),),
            opacity=0.6,
        )
        for layer in city.of_type("flood_zone")
    ]
    outlines = [base.units_layer(city[units], t)] if units in city.layers else []
    return MapView(
        title=t("hazards.map"),
        layers=(*zones, *grids, *outlines),
        base=base.base_map(city),
        bounds=base.bounds_of(city),
        credit=base.credit(city, t),
        illustrative=city.illustrative,
    )
