"""The way of a file into the warehouse, on one page: choose, say what it is, match columns, check, write."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import streamlit as st

from layers.city import City
from layers.files import Raw, read, sniff
from layers.known import FACILITY_KINDS, KNOWN
from layers.names import is_layer_name, layer_name
from layers.problems import PlanningError, Problem
from layers.spec import match_columns
from planning.i18n import Translator
from planning.importing import study_area
from planning.present import preview
from planning.ui import guess, show, state, waiting, worker
from planning.ui.worker import Outcome, Request

SUFFIXES = ["gpkg", "geojson", "json", "zip", "fgb", "parquet", "csv", "txt", "xlsx", "tif", "tiff", "osm", "pbf", "gz"]
FOLDER, FILE, OUTCOME, JOB, DONE, WANTED = (
    f"import.{name}" for name in ("folder", "file", "outcome", "job", "done", "wanted")
)
RASTERS = tuple(spec.type for spec in KNOWN.values() if spec.raster)
NO_COLUMN = ""
MAPPING = "columns"


def begin(type_: str) -> None:
    """Opens the page for a layer of a type."""
    state.put(WANTED, type_)


def page(city: City | None, t: Translator) -> None:
    """The steps that can be taken now."""
    st.caption(t("import.secret"))
    uploaded = st.file_uploader(t("import.step1"), SUFFIXES, key="import.upload")
    finished(t)
    if uploaded is None:
        st.caption(t("import.formats"))
        return
    path = kept(uploaded)
    try:
        options = described(path, t)
    except PlanningError as error:
        show.problems(error.problems, t)
        return
    if options is None:
        return
    checked(path, options, city, t)


def kept(uploaded: Any) -> Path:
    """The file on disk, in a folder of this session under a name of ours; a new upload makes the old one go."""
    path = Path(waiting.folder(fresh=state.get(FILE) != uploaded.file_id)) / Path(uploaded.name).name
    if state.get(FILE) != uploaded.file_id or not path.is_file():
        state.put(FILE, uploaded.file_id)
        for name in (OUTCOME, DONE):
            state.drop(name)
        path.write_bytes(uploaded.getbuffer())
    return path


@st.cache_resource(max_entries=3, show_spinner=False)
def tables(path: str, file_id: str) -> tuple[Raw, ...]:
    """What a file holds; kept for the last few files."""
    del file_id
    return read(Path(path))


def described(path: Path, t: Translator) -> dict[str, Any] | None:
    """What the person says of the file; `None` while something is missing."""
    st.markdown(f"**{t('import.step2')}**")
    if sniff(path) == "osm":
        return {**source(t), "type": "osm"}
    if sniff(path) == "geotiff":
        return raster(t)
    raws = tables(str(path), state.get(FILE))
    raw = raws[0]
    if len(raws) > 1:
        names = [r.sublayer for r in raws]
        name = st.selectbox(t("import.sublayer"), names, key="import.sublayer")
        raw = raws[names.index(name)]
    offered = guess.types_for(raw, path.stem)
    if not offered:
        st.error(t("import.no_type"))
        return None
    asked = state.get(WANTED)
    first, second = st.columns(2)
    with first:
        start = offered.index(asked) if asked in offered else 0
        type_ = st.selectbox(
            t("import.type"), offered, index=start, key="import.type", format_func=lambda name: t(f"layer.{name}")
        )
    with second:
        crs = frame(raw, t)
    options = {
        "type": type_,
        "crs": crs if crs != raw.crs else "",
        **kind(type_, raw, path, t),
        **source(t, type_, path),
    }
    if len(raws) > 1:
        options["sublayer"] = raw.sublayer
    shapes = worker.raw_shapes(raw, crs)
    return {**options, "columns": columns(type_, raw, "kind" in options, t), "_shapes": shapes}


def frame(raw: Raw, t: Translator) -> str:
    """The frame of the file: what it says, or a choice with a guess."""
    codes = guess.frames()
    found, guessed = guess.frame_for(raw, study_area(state.warehouse(), "other"))
    if found and found not in codes:
        codes = (found, *codes)
    is_table = not isinstance(raw.frame, gpd.GeoDataFrame)
    offered = ("", *codes)
    words = t("import.crs.columns") if is_table else t("import.crs.none")
    chosen = st.selectbox(
        t("import.crs"),
        offered,
        index=offered.index(found),
        key="import.crs",
        format_func=lambda code: guess.frame_name(code) if code else words,
    )
    if guessed and found and chosen == found:
        st.caption(t("import.crs.guessed"))
    return str(chosen)


def kind(type_: str, raw: Raw, path: Path, t: Translator) -> dict[str, str]:
    """The kind of all facilities, where the file has no column for it."""
    if type_ != "facilities" or "kind" in match_columns(KNOWN["facilities"], guess.columns_of(raw)):
        return {}
    found = guess.kind_for(path.stem)
    start = FACILITY_KINDS.index(found) if found else 0
    chosen = st.selectbox(
        t("import.kind"), FACILITY_KINDS, index=start, key="import.kind", format_func=lambda name: t(f"kind.{name}")
    )
    return {"kind": str(chosen)}


def raster(t: Translator) -> dict[str, Any]:
    """What is said of a grid."""
    first, second, third = st.columns(3)
    type_ = first.selectbox(t("import.type"), RASTERS, key="import.raster", format_func=lambda name: t(f"layer.{name}"))
    unit = second.text_input(t("import.unit"), value="m", key="import.unit")
    nodata = third.text_input(t("import.nodata"), key="import.nodata", help=t("import.nodata.help"))
    numbers = [
        float(part) for part in nodata.replace(";", " ").split() if part.lstrip("+-").replace(".", "", 1).isdigit()
    ]
    return {"type": type_, "unit": unit, "nodata": numbers, **source(t, str(type_))}


def source(t: Translator, type_: str = "", path: Path | None = None) -> dict[str, str]:
    """Name of the layer, who made the data, licence."""
    first, second, third = st.columns(3)
    made: dict[str, str] = {}
    if type_:
        proposal = layer_name(path.stem) if path and type_ in ("facilities", "other") else type_
        name = first.text_input(
            t("import.layer"),
            value=proposal,
            key=f"import.layer.{type_}.{state.get(FILE)}",
            help=t("import.layer.help"),
        )
        made["layer"] = name if is_layer_name(name) else layer_name(name)
    made["source"] = second.text_input(t("import.source"), key="import.source")
    made["licence"] = third.text_input(t("import.licence"), key="import.licence")
    return made


def columns(type_: str, raw: Raw, one_kind: bool, t: Translator) -> dict[str, str]:  # noqa: FBT001 - told apart by name
    """Which column holds which field: guessed by name, kept from the last file of the kind, changed by the person."""
    spec, names = KNOWN[type_], guess.columns_of(raw)
    if not spec.fields:
        return {}
    before = remembered(type_, names)
    matched = guess.columns_for(spec, names, before)
    st.markdown(f"**{t('import.step3')}**")
    fields = [f for f in spec.fields if not (one_kind and f.name == "kind")]
    first = [f for f in fields if f.required or f.name in matched]
    rest = [f for f in fields if f not in first]
    chosen: dict[str, str] = {}
    with st.grid(3, min_column_width=200):
        for item in first:
            chosen[item.name] = column(item.name, item.required, matched.get(item.name, NO_COLUMN), names, type_, t)
    if rest:
        with st.expander(t("import.more_fields")), st.grid(3, min_column_width=200):
            for item in rest:
                chosen[item.name] = column(item.name, False, NO_COLUMN, names, type_, t)  # noqa: FBT003 - plain to read
    alone = match_columns(spec, names)  # what the importer finds by itself need not be said
    return {field: name for field, name in chosen.items() if name != NO_COLUMN and alone.get(field) != name}


def column(field: str, required: bool, found: str, names: list[str], type_: str, t: Translator) -> str:  # noqa: FBT001
    """The column of one field."""
    offered = [NO_COLUMN, *names]
    words = t(f"field.{field}") if t.has(f"field.{field}") else field
    return str(
        st.selectbox(
            f"{words} *" if required else words,
            offered,
            index=offered.index(found),
            key=f"import.column.{state.get(FILE)}.{type_}.{field}",
            format_func=lambda name: name or t("import.no_column"),
        )
    )


def remembered(type_: str, names: list[str]) -> dict[str, str]:
    """The mapping kept from the last file of the type, as far as this file has its columns."""
    warehouse = state.warehouse()
    if type_ not in {document.name for document in warehouse.documents(MAPPING)}:
        return {}
    before = json.loads(warehouse.document(MAPPING, type_))
    return {field: name for field, name in before.items() if name in names}


def checked(path: Path, options: dict[str, Any], city: City | None, t: Translator) -> None:
    """The check with everything found, and the writing once nothing stands against it."""
    shapes = options.pop("_shapes", None)
    sublayer = options.pop("sublayer", "")
    file = f"{path}::{sublayer}" if sublayer else str(path)
    request = Request(action="look", warehouse=state.address(), path=file, folder=waiting.folder(), options=options)
    st.markdown(f"**{t('import.step4')}**")
    if waiting.running(JOB, t, settle):
        return
    mark = repr(sorted(options.items()))
    outcome: Outcome | None = state.get(OUTCOME)
    stale = state.get("import.mark") != mark
    with st.container(horizontal=True):
        if st.button(
            t("import.check"),
            key="import.check",
            type="primary" if stale or not outcome else "secondary",
            icon=":material/fact_check:",
        ):
            state.put("import.mark", mark)
            run(request, t)
        if (
            outcome
            and outcome.ok
            and not stale
            and st.button(t("import.write"), key="import.write", type="primary", icon=":material/save:")
        ):
            run(replace(request, action="write"), t)
    told = st.container()  # always there: the map under it keeps its place, and with it what it has drawn
    if outcome and not stale:
        with told:
            report(outcome, t)
    if outcome and not stale and outcome.preview and Path(outcome.preview).is_file():
        shapes = gpd.read_parquet(outcome.preview)
    if shapes is not None:
        found = outcome.problems if outcome and not stale else ()
        show.map_view(preview.file_map(shapes, found, city, t), key="import.map", t=t)


def run(request: Request, t: Translator) -> None:
    """Does it: at once for a small file, else in a process that can be ended."""
    if Path(request.path.rpartition("::")[0] or request.path).stat().st_size <= worker.SMALL_BYTES:
        with st.spinner(t("import.working")):
            outcome = worker.work(request)
        settle(request, outcome)
    else:
        waiting.start(JOB, request)
    st.rerun()


def settle(request: Request, outcome: Outcome) -> None:
    """Keeps what came of a check; after a write says so, and remembers which columns were meant."""
    state.put(OUTCOME, outcome)
    if request.action == "write" and outcome.ok:
        state.put(DONE, outcome)
        state.drop(OUTCOME)
        state.drop(WANTED)
        if request.options.get("columns"):
            state.warehouse().put_document(
                MAPPING, request.options["type"], json.dumps(request.options["columns"], ensure_ascii=False)
            )


def report(outcome: Outcome, t: Translator) -> None:
    """What the check found, worst first."""
    kinds: dict[str, list[Problem]] = {name: [] for name in ("error", "warning", "note")}
    for problem in outcome.problems:
        kinds[problem.severity].append(problem)
    rows = sum(features for _, _, features, _ in outcome.items)
    if outcome.ok:
        st.success(
            t("import.right", count=t.number(rows), warnings=t.number(len(kinds["warning"]))),
            icon=":material/check_circle:",
        )
    else:
        st.error(t("import.wrong", count=t.number(len(kinds["error"]))), icon=":material/error:")
    if kinds["error"]:
        show.problems(kinds["error"], t)
    if kinds["warning"]:
        show.problems(kinds["warning"], t, level="warning")
    show.notes(kinds["note"], t)


def finished(t: Translator) -> None:
    """The word that a file was written."""
    outcome: Outcome | None = state.get(DONE)
    if outcome:
        for name, type_, features, version in outcome.items:
            words = t(
                "import.done",
                layer=name,
                type=t(f"layer.{type_}"),
                version=t.number(version),
                features=t.number(features),
            )
            st.success(show.plain(words), icon=":material/check_circle:")
        state.link("overview", t("import.see"))
