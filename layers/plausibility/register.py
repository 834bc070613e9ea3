"""Units held against the register: names under a code, and where the unit lies."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from data import table
from layers.crs import WGS84, distance_m
from layers.layer import Layer
from layers.names import clean_code, place_key
from layers.problems import MOST_IDS, Problem, concerning

FAR_KM = 10.0
"""Further from where the register puts it than a commune is wide."""
FEWEST_UNITS = 3


def register_problems(layer: Layer) -> list[Problem]:
    """Note `tone_mark_elsewhere`, warnings `name_of_other_code` and `unit_far_away`, for units known by their code."""
    if layer.type != "units":
        return []
    frame = pd.DataFrame(layer.frame)
    known = _register().reindex([clean_code(value) for value in frame.index])
    rows = np.flatnonzero(known["name"].notna().to_numpy())
    if len(rows) < FEWEST_UNITS:
        return []
    problems = _names(frame.iloc[rows], known.iloc[rows]) if "name" in frame.columns else []
    return problems + (_places(layer, known, rows) if layer.has_geometry else [])


@cache
def _register() -> pd.DataFrame:
    units = table("units_2025")
    return units.set_index(units["code"].astype(str))[["name", "name_vi", "lon", "lat"]]


def _names(frame: pd.DataFrame, known: pd.DataFrame) -> list[Problem]:
    own = [unicodedata.normalize("NFC", str(name)) for name in frame["name"]]
    official = known["name"].tolist()
    other = np.array([place_key(a) != place_key(b) for a, b in zip(own, official, strict=True)], dtype=bool)
    # Letters and tones are the same, but "hoà" is written where the register has "hòa".
    moved = ~other & np.array(
        [b.casefold() not in a.casefold() for a, b in zip(own, official, strict=True)], dtype=bool
    )
    problems: list[Problem] = []
    for code, severity, where in (("tone_mark_elsewhere", "note", moved), ("name_of_other_code", "warning", other)):
        if where.any():
            pairs = [f"{own[n]} / {official[n]}" for n in np.flatnonzero(where)[:MOST_IDS]]
            found = ", ".join(pairs[:5])
            problems.append(
                concerning(code, frame.index[where].to_numpy(), severity=severity, field="name", found=found)
            )
    return problems


def _places(layer: Layer, known: pd.DataFrame, rows: np.ndarray[Any, Any]) -> list[Problem]:
    points = layer.frame.geometry.iloc[rows].representative_point().to_crs(WGS84)
    official = known.iloc[rows]
    off_m = np.array([
        distance_m((x, y), (lon, lat))
        for x, y, lon, lat in zip(points.x, points.y, official["lon"], official["lat"], strict=True)
    ])  # fmt: skip
    far = off_m > FAR_KM * 1000
    if not far.any():
        return []
    ids = layer.frame.index.to_numpy()[rows[far]]
    found = f"{np.median(off_m[far]) / 1000:.1f} km"
    return [concerning("unit_far_away", ids, severity="warning", found=found, allowed=f"<= {FAR_KM:g} km")]
