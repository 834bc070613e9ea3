"""Values of OpenStreetMap tags brought into the units and words of our layers.

Meanings follow the OpenStreetMap wiki: Key:oneway, Key:maxspeed, Key:width, Key:access and Key:layer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

Tags = Mapping[str, str]

FASTEST_KMH = 200.0
WIDEST_M = 100.0
MOST_LANES = 20.0
MOST_FLOORS = 200.0

_KMH = {"": 1.0, "km/h": 1.0, "kmh": 1.0, "kph": 1.0, "kmph": 1.0, "mph": 1.609344, "knots": 1.852}
_METRES = {"": 1.0, "m": 1.0, "metre": 1.0, "metres": 1.0, "meter": 1.0, "meters": 1.0, "cm": 0.01, "ft": 0.3048}
_NUMBER = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*([a-z/]*)\s*", re.ASCII)
_FEET = re.compile(r"\s*(\d+)'(?:\s*(\d+(?:\.\d+)?)\")?\s*", re.ASCII)
_LANES = re.compile(r"[\d.;| ]+", re.ASCII)
_LEVEL = re.compile(r"\s*([+-]?\d{1,2})\s*", re.ASCII)

_YES = frozenset({"yes", "true", "1"})
_BACK = frozenset({"-1", "reverse"})
_IMPLIED_JUNCTIONS = frozenset({"roundabout", "circular"})
_ON_FOOT = frozenset({"footway", "path", "steps", "cycleway", "bridleway", "pedestrian", "corridor"})
_NO = frozenset({"", "no", "false", "0"})


def clean(text: str | None) -> str | None:
    """The text composed (NFC), without control characters and outer blanks; `None` where nothing is left."""
    if text is None:
        return None
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    return text.strip() or None


def present(value: str | None) -> str | None:
    """The value of a tag such as `bridge`; `None` where it says no."""
    value = clean(value)
    return None if value is None or value.lower() in _NO else value


@lru_cache(maxsize=4096)
def _quantity(text: str, system: str) -> float | None:
    """The smallest of the numbers in a text ("30;50"), in the unit of a system; `None` where one cannot be read."""
    units = _KMH if system == "kmh" else _METRES
    smallest: float | None = None
    for part in re.split(r"[;|]", text.lower()):
        feet = _FEET.fullmatch(part) if system == "m" else None
        number = _NUMBER.fullmatch(part)
        if feet:
            value = int(feet[1]) * 0.3048 + float(feet[2] or 0) * 0.0254
        elif number and number[2] in units:
            value = float(number[1].replace(",", ".")) * units[number[2]]
        else:
            return None
        smallest = value if smallest is None else min(smallest, value)
    return smallest


def speed_kmh(text: str) -> float | None:
    """Speed of a `maxspeed` in km/h.

    Takes "50", "50 km/h", "30 mph" and lists, of which the lowest counts. `None` for words ("none", "walk",
    "VN:urban"), 0, and more than 200 km/h.
    """
    value = _quantity(text, "kmh")
    return round(value, 1) if value is not None and 0 < value <= FASTEST_KMH else None


def width_m(text: str) -> float | None:
    """Width in metres of "3.5", "3,5 m", "12 ft" or 12'6"; `None` where it cannot be read or is over 100 m."""
    value = _quantity(text, "m")
    return round(value, 2) if value is not None and 0 < value <= WIDEST_M else None


def lane_count(text: str) -> float | None:
    """Number of lanes; the lowest of a list, `None` where it cannot be read."""
    value = _quantity(text, "m") if _LANES.fullmatch(text) else None
    return value if value is not None and 0 < value <= MOST_LANES else None


def floors(text: str) -> float | None:
    """Floors of `building:levels`, halves allowed; `None` where it cannot be read."""
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if 0 <= value <= MOST_FLOORS else None


def level(text: str) -> float | None:
    """The `layer` of a bridge or tunnel, a small whole number; `None` where it cannot be read."""
    number = _LEVEL.fullmatch(text)
    return float(number[1]) if number else None


def oneway(tags: Tags) -> str | None:
    """Direction of a street: "yes" along the line, "-1" against it, "no" both ways.

    A roundabout and a motorway are one-way unless they say otherwise. "reversible" and "alternating" change by
    the hour and count as both ways. `None` for a value nobody knows.
    """
    text = tags.get("oneway", "").strip().lower()
    if text in _YES:
        return "yes"
    if text in _BACK:
        return "-1"
    if text in {"reversible", "alternating"}:
        return "no"
    if text in _NO:
        implied = tags.get("junction") in _IMPLIED_JUNCTIONS or tags.get("highway") == "motorway"
        return "yes" if implied and not text else "no"
    return None


def oneway_bicycle(tags: Tags) -> str | None:
    """Direction for bicycles where a tag names it: "yes", "no" or "-1"; `None` where none does."""
    text = tags.get("oneway:bicycle", "").strip().lower()
    if not text:
        return "no" if tags.get("cycleway", "").startswith("opposite") else None
    return "yes" if text in _YES else "-1" if text in _BACK else "no"


def access(tags: Tags) -> dict[str, str | None]:
    """Access by mode: `access`, `foot`, `bicycle`, `motorcycle`, `motor_vehicle`, the finer tag before the coarser.

    `vehicle` is folded into `bicycle` and `motor_vehicle`. In the result `motor_vehicle` stands for the car: where
    `motorcar` says something else (alleys closed to cars are often open to motorbikes), `motorcycle` is written out.
    """
    vehicle = tags.get("vehicle")
    motor_vehicle = tags.get("motor_vehicle", vehicle)
    motorcycle = tags.get("motorcycle")
    motorcar = tags.get("motorcar")
    if motorcar is not None:
        if motorcycle is None:
            motorcycle = motor_vehicle or tags.get("access")
        if motorcycle is None and tags.get("highway") not in _ON_FOOT:
            motorcycle = "yes"
        motor_vehicle = motorcar
    return {
        "access": clean(tags.get("access")),
        "foot": clean(tags.get("foot")),
        "bicycle": clean(tags.get("bicycle", vehicle)),
        "motorcycle": clean(motorcycle),
        "motor_vehicle": clean(motor_vehicle),
    }


def name(tags: Tags, *, ref: bool = False) -> str | None:
    """The name on the ground, else the Vietnamese one, else (for streets) the number of the road."""
    return clean(tags.get("name")) or clean(tags.get("name:vi")) or (clean(tags.get("ref")) if ref else None)
