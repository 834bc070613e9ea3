"""OpenStreetMap brought from the internet, on the page Kho dữ liệu: asked for by a button, and only then."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path

import shapely
import streamlit as st

from layers.feeds.overpass import ENVIRONMENT, server_at
from layers.feeds.tiles import Box, named_boxes, tiles
from layers.files import OSM_LAYERS
from layers.problems import PlanningError
from layers.warehouse.base import Warehouse
from planning.i18n import Translator
from planning.importing import study_area
from planning.ui import show, state, waiting
from planning.ui.worker import PROGRESS, Outcome, Request

JOB, OUTCOME, BEGUN, AREA, TYPES = (f"fetch.{name}" for name in ("job", "outcome", "begun", "area", "types"))
HERE = "here"
USUAL = tuple(type_ for type_ in OSM_LAYERS if type_ != "buildings")
"""Buildings are most of the data and no question needs them yet."""
_SETTING = "study_area"


def offer(type_: str, t: Translator) -> None:
    """The button, where a real area can be filled; the work under way, or what came of it.

    `type_` is that of the group of data in question: it alone is then proposed, where OpenStreetMap has it.
    """
    if waiting.running(JOB, t, settle, lambda request: told(request, t)):
        return
    finished(t)
    warehouse = state.warehouse()
    boxes = {} if any(entry.illustrative for entry in warehouse.entries()) else areas(warehouse)
    if not boxes or (type_ and type_ not in OSM_LAYERS):
        return
    with st.popover(t("fetch.button"), icon=":material/cloud_download:", key="fetch.open"):
        names = {row: t(f"fetch.area.{row}") for row in boxes}
        area = st.selectbox(t("fetch.area"), list(boxes), key=AREA, format_func=names.__getitem__, filter_mode=None)
        proposed = [type_] if type_ else list(USUAL)
        only = st.multiselect(
            t("fetch.types"),
            OSM_LAYERS,
            proposed,
            key=f"{TYPES}.{type_}",
            format_func=lambda name: t(f"layer.{name}"),
            placeholder=t("fetch.types.none"),
            filter_mode=None,
        )
        ask(boxes[area], tuple(only), t)


def areas(warehouse: Warehouse) -> dict[str, Box]:
    """The boxes that may be filled: the area that the warehouse was made for, its own extent, those known by name."""
    named = named_boxes()
    extents = [shapely.box(*entry.bounds_lonlat) for entry in warehouse.entries() if entry.bounds_lonlat]
    own = study_area(warehouse, "streets")
    if own is None and extents:
        own = shapely.union_all(extents).bounds
    made_for = warehouse.get_setting(_SETTING)
    found = {made_for: named[made_for]} if made_for in named else {}
    if own is not None and own[0] < own[2] and own[1] < own[3]:
        found[HERE] = Box(*own)
        extent = shapely.box(*own)
        named = {name: box for name, box in named.items() if shapely.box(*box.bounds).intersects(extent)}
    return {**found, **{name: box for name, box in named.items() if name not in found}}


def ask(box: Box, only: tuple[str, ...], t: Translator) -> None:
    """What will be sent to whom, and the button that does it."""
    endpoint = os.environ.get(ENVIRONMENT, "")
    try:
        server, count = server_at(endpoint), len(tiles(box))
    except PlanningError as error:
        show.problems(error.problems, t)
        return
    st.caption(show.plain(t("fetch.explained", count=t.number(count), host=server.host)))
    if st.button(t("fetch.start"), key="fetch.start", type="primary", disabled=not only, icon=":material/download:"):
        state.drop(OUTCOME)
        state.put(BEGUN, True)  # noqa: FBT003 - a value kept
        options = {"box": list(box.bounds), "only": list(only), "endpoint": endpoint}
        folder = tempfile.mkdtemp(prefix="quyhoach-")
        waiting.start(JOB, Request(action="fetch", warehouse=state.address(), folder=folder, options=options))
        st.rerun()


def told(request: Request, t: Translator) -> tuple[float, str] | None:
    """How far the download is; `None` before it has begun."""
    try:
        how = json.loads((Path(request.folder) / PROGRESS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    done, total = int(how["done"]), max(1, int(how["total"]))
    words = t("fetch.progress", done=t.number(done), total=t.number(total))
    if how["pause_s"]:
        reason = t(f"fetch.reason.{how['reason']}")
        waits = t("fetch.waits", reason=reason[0].upper() + reason[1:], seconds=t.number(how["pause_s"]))
        words = f"{words} {waits}"
    elif done == total:
        words = t("fetch.reading")
    return min(0.95, done / total), words


def settle(request: Request, outcome: Outcome) -> None:
    """Keeps what came of it."""
    state.put(OUTCOME, outcome)
    state.drop(BEGUN)
    shutil.rmtree(request.folder, ignore_errors=True)


def finished(t: Translator) -> None:
    """What came of the last download of this session."""
    outcome: Outcome | None = state.get(OUTCOME)
    if outcome is None:
        if state.get(BEGUN):  # and neither at work nor at an end: somebody pressed the button that ends it
            st.info(t("fetch.stopped"), icon=":material/pause_circle:")
        return
    kinds = {level: [p for p in outcome.problems if p.severity == level] for level in ("error", "warning", "note")}
    if outcome.ok:
        parts = [f"{t(f'layer.{type_}').lower()} {t.number(features)}" for _, type_, features, _ in outcome.items]
        st.success(show.plain(t("fetch.done", list=", ".join(parts))), icon=":material/check_circle:")
        state.link("overview", t("import.see"))
    else:
        show.problems([*kinds["error"], *(p for p in kinds["note"] if p.code == "fetch_kept")], t)
    if kinds["warning"]:
        show.problems(kinds["warning"], t, level="warning")
    if outcome.ok:
        show.notes(kinds["note"], t)
