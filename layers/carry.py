"""What a new version of a set of units keeps of the one before: attributes that the new file does not bring."""

from __future__ import annotations

from layers.layer import Layer
from layers.problems import Problem

KEPT = ("name_en", "level", "kind", "parent", "valid_from", "valid_to")
"""Attributes that a unit has whatever its outline is; areas are not among them, they are measured anew."""


def carried(new: Layer, old: Layer) -> Layer:
    """The new layer with the attributes that it lacks, taken from the old one by id, and a note that says so.

    Outlines are often published without the kind of a unit or its former district; what was known of a code stays
    known. Units that the old layer does not have get no value. Without common ids the layer is returned as it is.
    """
    frame, before = new.frame, old.frame
    known = frame.index.intersection(before.index)
    lacking = [name for name in KEPT if name in before.columns and name not in frame.columns]
    lacking = [name for name in lacking if before.loc[known, name].notna().any()]
    if not lacking:
        return new
    for name in lacking:
        frame[name] = before[name].reindex(frame.index)
    note = Problem(code="attributes_carried", severity="note", count=len(known), found=", ".join(lacking))
    return new.with_frame(frame, note)
