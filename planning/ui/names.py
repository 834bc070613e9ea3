"""Names of units by id, in the language of the page."""

from __future__ import annotations

from layers.city import City
from planning.i18n import Translator
from planning.present.base import unit_names


def unit_names_of(city: City, units: str, t: Translator) -> dict[str, str]:
    """The name of each unit of a layer; none where there is no such layer."""
    if units not in city.layers:
        return {}
    frame = city[units].frame
    return dict(zip(map(str, frame.index), unit_names(frame, t), strict=True))
