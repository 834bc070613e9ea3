"""Kho dữ liệu: may I trust and share this layer."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from layers.city import City
from layers.layer import Layer
from layers.problems import PlanningError
from planning.i18n import Translator
from planning.present import catalogue, preview
from planning.present.excel import ILLUSTRATIVE
from planning.present.readiness import Group, readiness
from planning.report.qgis import write_styled
from planning.ui import fetch, intake, show, state, waiting, ways
from planning.ui.worker import Request

PARTS = ("ready", "catalogue", "import")
PART = "warehouse.part"
CHECK, CHECKED = "warehouse.checking", "warehouse.checked"
VECTOR, TABLE, RASTER = ("gpkg", "geojson", "xlsx"), ("xlsx", "csv"), ("tif",)


def page() -> None:
    """Answer, then one of three parts."""
    t, warehouse = state.translator(), state.warehouse()
    entries = warehouse.entries()
    city = state.workspace().city() if any(e.bounds_lonlat for e in entries) else None
    found = readiness(entries, city, len(warehouse.series()), t)
    show.answer(catalogue.answer(found, entries, t), t)
    state.from_address(PART, PARTS)
    part = st.segmented_control(
        t("warehouse.part"),
        PARTS,
        default=None if state.get(PART) else PARTS[0],
        required=True,
        key=PART,
        persist_state="session",
        format_func=lambda name: t(f"warehouse.part.{name}"),
        label_visibility="collapsed",
    )
    state.to_address(PART, part, PARTS[0])
    if part == "ready":
        ready(found, city, t)
        check(t)
    elif part == "catalogue":
        layers(city, t)
    else:
        intake.page(city, t)


def ready(found: tuple[Group, ...], city: City | None, t: Translator) -> None:
    """The readiness list; for a group that is missing, the way to bring it."""
    view = catalogue.readiness_table(found, t, illustrative=bool(city and city.illustrative))
    chosen = show.table(view, key="warehouse.ready", t=t, select=True)
    group = next((g for g in found if g.id == chosen), None)
    if group is None:
        st.caption(t("warehouse.ready.hint"))
    else:
        st.button(
            t("warehouse.ready.import", group=t(f"ready.{group.id}").lower()),
            key="warehouse.ready.import",
            type="primary",
            icon=":material/upload_file:",
            on_click=bring,
            args=(group.import_as,),
        )
    fetch.offer(group.import_as if group else "", t)
    missing = [g for g in found if g.state != "full"]
    if missing:
        st.markdown(f"**{t('ways.title')}**")
        ways.listed(missing, t, key="warehouse.ways")


def check(t: Translator) -> None:
    """Everything checked, each layer and all together, when it is asked for."""
    key = state.workspace().baseline_key
    if waiting.running(CHECK, t, lambda _, outcome: state.put(CHECKED, (key, outcome.problems))):
        return
    st.button(
        t("warehouse.check"),
        key="warehouse.check",
        icon=":material/fact_check:",
        on_click=lambda: waiting.start(
            CHECK, Request(action="check", warehouse=state.address(), folder=waiting.folder())
        ),
    )
    of, problems = state.get(CHECKED) or ("", ())
    if of != key:
        return
    if not problems:
        st.success(t("warehouse.check.clean"), icon=":material/check_circle:")
    for severity in ("error", "warning"):
        mine = [problem for problem in problems if problem.severity == severity]
        if mine:
            show.problems(mine, t, level=severity)
    show.notes([problem for problem in problems if problem.severity == "note"], t)


def bring(type_: str) -> None:
    """Turns to the import of a type."""
    state.put(PART, "import")
    intake.begin(type_)


def layers(city: City | None, t: Translator) -> None:
    """The catalogue; for the chosen layer its history, downloads and map."""
    entries = state.warehouse().entries()
    if not entries:
        show.empty(t("warehouse.empty"))
        return
    chosen = show.table(catalogue.catalogue_table(entries, t), key="warehouse.layers", t=t, select=True, search=True)
    if chosen is None:
        st.caption(t("warehouse.catalogue.hint"))
    else:
        layer(chosen, city, t)


def layer(name: str, city: City | None, t: Translator) -> None:
    """One layer: downloads, problems, history, map."""
    warehouse = state.warehouse()
    item = warehouse.get(name)
    with st.container(border=True, key="warehouse.layer"):
        st.markdown(f"**{show.plain(catalogue.layer_title(name, t))}**")
        with st.container(horizontal=True):
            suffixes = RASTER if not isinstance(item, Layer) else VECTOR if item.has_geometry else TABLE
            for suffix in suffixes:
                prefix = ILLUSTRATIVE if item.illustrative else ""
                st.download_button(
                    t("warehouse.download", format=suffix.upper()),
                    data=written(name, suffix),
                    file_name=f"{prefix}{name}.{suffix}",
                    key=f"warehouse.download.{suffix}",
                    on_click="ignore",
                    icon=":material/download:",
                )
        show.notes(item.notes, t)
        history(name, t)
        if isinstance(item, Layer) and item.has_geometry and st.toggle(t("warehouse.on_map"), key="warehouse.on_map"):
            show.map_view(preview.layer_map(item, city, t), key=f"warehouse.map.{name}", t=t)


def history(name: str, t: Translator) -> None:
    """The versions of a layer, and the way back to an older one."""
    versions = state.warehouse().history(name)
    old = show.table(catalogue.history_table(versions, t), key="warehouse.history", t=t, select=len(versions) > 1)
    if old and int(old) != versions[0].version:
        st.button(
            t("warehouse.restore", version=old),
            key="warehouse.restore",
            icon=":material/history:",
            on_click=lambda: restore(name, int(old)),
        )
    if state.get("warehouse.restored"):
        st.success(show.plain(t("warehouse.restored", layer=name, version=state.get("warehouse.restored"))))
        state.drop("warehouse.restored")


def restore(name: str, version: int) -> None:
    """Makes an older version the current one, as a new version."""
    made = state.warehouse().restore(name, version)
    state.put("warehouse.restored", made.version)


def written(name: str, suffix: str) -> Callable[[], bytes]:
    """What makes the file of a layer when its button is pressed."""
    warehouse, t = state.warehouse(), state.translator()

    def make() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / f"{name}.{suffix}"
            try:
                write_styled(warehouse.get(name), file, t)
            except PlanningError as error:
                return "\n".join(t.problems(error.problems)).encode()
            return file.read_bytes()

    return make
