"""What a new version of a set of units keeps of the one before: attributes that the new file does not bring."""

from __future__ import annotations

from layers.layer import Layer
from layers.problems import Problem

OF_PLACE = frozenset({"area_km2", "area_confidence", "position_accuracy_m", "position_confidence", "geometry"})
OF_FILE = frozenset({"source", "date", "confidence"})
"""Columns that speak of the old place or the old file, and are not kept: areas are measured anew."""


def carried(new: Layer, old: Layer) -> Layer:
    """The new layer with the attributes that it lacks, taken from the old one by id, and a note that says so.

    Outlines are often published without the kind of a unit or its former district; what was known of a code stays
    known, numbers of facilities that were joined to it too. Units that the old layer does not have get no value.
    Without common ids the layer is returned as it is.
    """
    frame, before = new.frame, old.frame
    known = frame.index.intersection(before.index)
    columns = [str(name) for name in before.columns if name not in OF_PLACE | OF_FILE]
    lacking = [name for name in columns if name not in frame.columns and before.loc[known, name].notna().any()]
    if not lacking:
        return new
    for name in lacking:
        frame[name] = before[name].reindex(frame.index)
    note = Problem(code="attributes_carried", severity="note", count=len(known), found=", ".join(lacking))
    return new.with_frame(frame, note)
