"""What is known of an area before anything of it can be measured: figures, and how sure the people are."""

from __future__ import annotations

import numpy as np
import pandas as pd

from layers.city import City
from planning.i18n import Translator
from planning.land.norms import urban_of
from planning.present.stations import ALARM_LEVELS
from planning.present.views import Figure

DERIVED = "derived"


def figures(city: City, units: str, whole: pd.Series, t: Translator) -> tuple[Figure, ...]:
    """Density, units by their kind, gauges with alarm levels: those that are known."""
    made = []
    density = float(whole.get("density", np.nan))
    if np.isfinite(density):
        made.append(
            Figure(
                label=t("facts.density"),
                value=t.quantity(density, t("unit.people_per_km2")),
                note=t("overview.figure.whole"),
                help=t("facts.density.help"),
                page="warehouse",
            )
        )
    if units in city.layers:
        made.append(_units(city[units].frame, t))
    made += [
        _gauges(layer.frame, t) for layer in city.of_type("sensors") if f"alarm_{ALARM_LEVELS[-1]}_m" in layer.frame
    ]
    return tuple(made)


def _units(frame: pd.DataFrame, t: Translator) -> Figure:
    urban = urban_of(frame)
    note = ""
    if urban is not None and urban.any() and not urban.all():
        note = t("facts.units.kinds", urban=t.number(int(urban.sum())), rural=t.number(int((~urban).sum())))
    return Figure(
        label=t("facts.units"), value=t.number(len(frame)), note=note, help=t("facts.units.help"), page="warehouse"
    )


def _gauges(frame: pd.DataFrame, t: Translator) -> Figure:
    return Figure(
        label=t("facts.gauges"),
        value=t.number(len(frame)),
        note=t("facts.gauges.note"),
        help=t("facts.gauges.help"),
        page="warehouse",
    )


def doubts(city: City, t: Translator) -> tuple[str, ...]:
    """A sentence for each population that was not counted for its units but derived, with its source."""
    layers = [
        layer
        for layer in city.of_type("population")
        if "confidence" in layer.frame.columns and bool((layer.frame["confidence"] == DERIVED).all())
    ]
    return tuple(t("facts.derived", source=layer.provenance.source) for layer in layers)
