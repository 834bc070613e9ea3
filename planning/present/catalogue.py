"""The warehouse as tables: readiness, catalogue, history of a layer."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from layers.warehouse.base import Version
from planning.i18n import Translator
from planning.present import sentence
from planning.present.readiness import Group, full
from planning.present.views import Answer, Column, ColumnKind, TableView

SIGNS = {"full": "●", "partial": "◐", "none": "○"}


def answer(groups: Sequence[Group], entries: Sequence[Version], t: Translator) -> Answer:
    """How many groups are here, and how many warnings of their imports to look at."""
    problems = sum(note.severity == "warning" for entry in entries for note in entry.notes)
    here = sum(group.state != "none" for group in groups)
    lines = [t("warehouse.answer", here=t.number(here), all=t.number(len(groups)), full=t.number(full(groups)))]
    lines.append(t("warehouse.answer.layers", count=t.number(len(entries))))
    lines.append(t("warehouse.answer.problems", count=t.number(problems)) if problems else t("warehouse.answer.clean"))
    return Answer(sentences=tuple(lines), illustrative=any(entry.illustrative for entry in entries))


def readiness_table(groups: Sequence[Group], t: Translator, *, illustrative: bool) -> TableView:
    """The groups with their state in sign and words."""
    rows = [
        {
            "group": t(f"ready.{group.id}"),
            "state": f"{SIGNS[group.state]} {t(f'ready.state.{group.state}')}",
            "what": _what(group, t),
            "source": group.source,
            "date": t.date(group.date[:10]) if _is_day(group.date) else group.date,
            "provider": group.provider,
        }
        for group in groups
    ]
    columns = tuple(
        Column(name=name, title=t(f"warehouse.ready.{name}"))
        for name in ("group", "state", "what", "source", "date", "provider")
    )
    frame = pd.DataFrame(rows, index=[group.id for group in groups])
    return TableView(
        title=t("warehouse.ready.title"),
        frame=frame,
        columns=columns,
        file="san-sang-du-lieu",
        illustrative=illustrative,
    )


def _what(group: Group, t: Translator) -> str:
    parts = [t("ready.features", count=t.number(group.features)) if group.features else "", group.lacks]
    return "; ".join(filter(None, parts))


def catalogue_table(entries: Sequence[Version], t: Translator) -> TableView:
    """The layers with provider, date, size, quality and version."""
    rows = [
        {
            "layer": layer_title(entry.layer, t),
            "type": t(f"layer.{entry.type}"),
            "source": sentence.source(entry.source, t),
            "date": t.date(entry.data_date) if _is_day(entry.data_date) else entry.data_date,
            "features": entry.features,
            "quality": quality(entry, t),
            "licence": entry.licence,
            "version": entry.version,
        }
        for entry in entries
    ]
    kinds: dict[str, ColumnKind] = {"features": "number", "version": "number"}
    names = ("layer", "type", "source", "date", "features", "quality", "licence", "version")
    columns = tuple(
        Column(name=name, title=t(f"warehouse.catalogue.{name}"), kind=kinds.get(name, "text")) for name in names
    )
    frame = pd.DataFrame(rows, columns=list(names), index=[entry.layer for entry in entries])
    illustrative = any(entry.illustrative for entry in entries)
    return TableView(
        title=t("warehouse.catalogue.title"),
        frame=frame,
        columns=columns,
        file="danh-muc-du-lieu",
        illustrative=illustrative,
    )


def layer_title(name: str, t: Translator) -> str:
    """A layer in words, where its name is one of ours; else the name that its importer gave it."""
    for key in (f"layername.{name}", f"unitset.{name}", f"layer.{name}"):
        if t.has(key):
            return t(key)
    return name


def quality(entry: Version, t: Translator) -> str:
    """How many warnings and notes a layer carries, in words."""
    warnings = sum(note.severity == "warning" for note in entry.notes)
    notes = len(entry.notes) - warnings
    parts = [
        t("warehouse.quality.warnings", count=t.number(warnings)) if warnings else "",
        t("warehouse.quality.notes", count=t.number(notes)) if notes else "",
    ]
    return ", ".join(filter(None, parts)) or t("warehouse.quality.clean")


def history_table(versions: Sequence[Version], t: Translator) -> TableView:
    """All versions of a layer, newest first."""
    rows = [
        {
            "version": version.version,
            "date": t.date(version.date[:10]),
            "features": version.features,
            "file": version.file,
            "note": t("warehouse.history.restored", version=version.restored_from) if version.restored_from else "",
        }
        for version in versions
    ]
    kinds: dict[str, ColumnKind] = {"features": "number", "version": "number"}
    names = ("version", "date", "features", "file", "note")
    columns = tuple(
        Column(name=name, title=t(f"warehouse.history.{name}"), kind=kinds.get(name, "text")) for name in names
    )
    layer = versions[0].layer if versions else ""
    frame = pd.DataFrame(rows, columns=list(names), index=[str(version.version) for version in versions])
    illustrative = any(version.illustrative for version in versions)
    return TableView(
        title=t("warehouse.history.title", layer=layer_title(layer, t)),
        frame=frame,
        columns=columns,
        file=f"lich-su-{layer}",
        illustrative=illustrative,
    )


def _is_day(text: str) -> bool:
    return len(text) == len("2026-01-31") and text[4] == "-" and text[7] == "-"
