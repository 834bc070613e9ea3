"""What is known of a gauge beside what it measures, in words."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from data import is_unverified
from planning.i18n import Translator

ALARM_LEVELS = (1, 2, 3)


def alarm_texts(frame: pd.DataFrame, t: Translator) -> list[tuple[str, ...]]:
    """Of each station the river, its alarm levels, the highest level on record, and how far its position may be off."""
    return [_alarms(row, t) for row in frame.drop(columns="geometry", errors="ignore").to_dict("records")]


def _alarms(row: Mapping[Hashable, Any], t: Translator) -> tuple[str, ...]:
    levels = [(level, row.get(f"alarm_{level}_m")) for level in ALARM_LEVELS]
    known = [(level, float(height)) for level, height in levels if pd.notna(height)]
    unverified = {level for level in ALARM_LEVELS if is_unverified(str(row.get(f"confidence_{level}", "")))}
    heights = "; ".join(
        t("tip.alarm", level="I" * level, height=t.quantity(height, "m", 1))
        + (f" ({t('tip.unverified')})" if level in unverified else "")
        for level, height in known
    )
    record, off, river = row.get("record_m"), row.get("position_accuracy_m"), row.get("river")
    return (
        t("tip.river", name=river) if known and isinstance(river, str) and river else "",
        heights,
        t("tip.record", height=t.quantity(float(record), "m", 2)) if pd.notna(record) else "",
        t("tip.position", km=t.number(float(off) / 1000)) if pd.notna(off) else "",
    )
