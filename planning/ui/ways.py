"""What a page waits for, who has it, and the two ways to bring it: OpenStreetMap, or a file.

if ways.lacking(("population", "streets"), t, key="access", text=t("access.empty")):
return
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from planning.i18n import Translator
from planning.present.catalogue import SIGNS
from planning.present.readiness import Group, readiness
from planning.ui import fetch, intake, show, state

PART, IMPORT = "warehouse.part", "import"


def groups(t: Translator) -> tuple[Group, ...]:
    """The groups of data of the warehouse in use."""
    warehouse = state.warehouse()
    entries = warehouse.entries()
    city = state.workspace().city() if any(entry.bounds_lonlat for entry in entries) else None
    return readiness(entries, city, len(warehouse.series()), t)


def lacking(ids: Sequence[str], t: Translator, *, key: str, text: str) -> bool:
    """Whether any of some groups is missing; then it is said which, who has it, and how to bring it.

    Parameters
    ----------
    ids
        Groups of `planning.present.readiness` without which the page has no answer.
    text
        What the page cannot do yet.
    """
    missing = [group for group in groups(t) if group.id in ids and group.state == "none"]
    if missing:
        waiting(missing, t, key=key, text=text)
    return bool(missing)


def waiting(missing: Sequence[Group], t: Translator, *, key: str, text: str) -> None:
    """What a page waits for, with one button for each way to bring it."""
    st.info(show.plain(text), icon=":material/inbox:")
    st.markdown("  \n".join(sentence(group, t) for group in missing))
    with st.container(horizontal=True):
        if any(group.osm for group in missing):
            fetch.offer("", t)
        bring(missing[0].import_as, t, key=f"{key}.file")


def listed(missing: Sequence[Group], t: Translator, *, key: str) -> None:
    """Each group on a line of its own with the button that brings a file, and whether OpenStreetMap has it too."""
    for group in missing:
        with st.container(horizontal=True, vertical_alignment="center", key=f"{key}-{group.id}", gap="small"):
            st.markdown(sentence(group, t), width="stretch")
            bring(group.import_as, t, key=f"{key}.{group.id}")


def sentence(group: Group, t: Translator) -> str:
    """A group with its state, who provides it and whether it can be downloaded, as a line of Markdown."""
    name, how = t(f"ready.{group.id}"), group.lacks or t(f"ready.state.{group.state}").lower()
    parts = [f"{how}.", t("ways.provider", provider=group.provider), t("ways.osm") if group.osm else ""]
    return f"{SIGNS[group.state]} **{show.plain(name)}**: {show.plain(' '.join(filter(None, parts)))}"


def bring(type_: str, t: Translator, *, key: str) -> None:
    """The button that opens the import of a type."""
    if st.button(t("ways.file"), key=key, icon=":material/upload_file:"):
        state.choose(PART, IMPORT)
        intake.begin(type_)
        page = state.get("pages", {}).get("warehouse")
        if page is not None:
            st.switch_page(page)
        st.rerun()
